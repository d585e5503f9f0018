//! Bytes of an uploaded xlsx to plain rows (RULES §6), never trusting the file.
//!
//! First the guard inflates every part through a counter and looks at its shape; only then calamine reads the first
//! visible sheet, cell by cell.

mod cell;
mod convert;
mod counter;
mod day_styles;
mod guard;
mod limits;
mod read;
mod refusal;
mod shape;

pub use cell::{Cell, SheetRow};
pub use limits::{
    ARCHIVE_BYTES, CELLS, COLUMNS, ENTRIES, ENTRY_BYTES, FILE_BYTES, ROWS, TEXT_BYTES, TEXT_LENGTH,
};
pub use refusal::WorkbookRefusal;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads the first visible sheet of an xlsx file (RULES §6). Empty rows and empty cells are left out.
///
/// Whatever the bytes are, memory stays bounded by the constants of this module and the answer is rows or a refusal.
/// A panic inside the foreign parsers counts as a damaged file.
pub fn read_sheet(bytes: &[u8]) -> Result<Vec<SheetRow>, WorkbookRefusal> {
    catch_unwind(AssertUnwindSafe(|| {
        guard::inspect(bytes)?;
        read::first_sheet(bytes)
    }))
    .unwrap_or(Err(WorkbookRefusal::Damaged))
}
