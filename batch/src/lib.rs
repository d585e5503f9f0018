//! The batch issue file (RULES §6): xlsx in, checked orders out.
//!
//! Reading order: [`workbook`] turns bytes into plain rows and refuses hostile files; [`Column`] names what stands
//! in a row; [`check()`] makes orders and faults of the rows; [`FaultReason`] is every "no" there is; [`template`] and
//! [`issue_file`] write the file that [`workbook::read_sheet`] reads.
//!
//! Nothing here knows a clock, a database or another crate of ours: what the check must know comes in a [`Context`].

mod check;
mod column;
mod context;
mod csv;
mod draft;
mod fault;
mod field;
mod group;
mod guide;
mod header;
mod line;
mod mend;
mod normal;
mod number;
mod order;
mod shared;
mod text;
mod wanted;
pub mod workbook;
mod writer;

pub use check::{CheckedBatch, check};
pub use column::Column;
pub use context::{BATCH_TICKETS, CONVENIENCE_STORE_TICKETS, Context, Form, Product, ProductKind, Way};
pub use csv::read_csv;
pub use draft::{DraftLine, DraftOrder, Purchaser};
pub use fault::{Fault, FaultReason};
pub use mend::{mend, read_file, sheet_of, typed_cells};
pub use text::Language;
pub use wanted::{Wanted, wanted};
pub use workbook::{Cell, SheetRow, WorkbookRefusal, read_sheet};
pub use writer::{IssueRow, TemplateProduct, WriteFailure, issue_file, template, template_for};
