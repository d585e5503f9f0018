//! The file, as a merchant would fill it in.

use crate::Fallible;
use batch::{Column, IssueRow, issue_file};
use std::path::{Path, PathBuf};

/// Tickets in a file: more orders than a minute has numbers.
pub const FILE_TICKETS: usize = ORDERS * TICKETS_OF_AN_ORDER;
const ORDERS: usize = 10_000;
const TICKETS_OF_AN_ORDER: usize = 10;

/// A file on the disk.
pub struct Workbook {
    /// Where it is.
    pub path: PathBuf,
    /// What its batch will be called.
    pub name: String,
}

impl Workbook {
    /// Writes the file of this number; its order numbers are in no other.
    pub fn write(folder: &Path, number: usize) -> Fallible<Self> {
        let rows: Vec<IssueRow> = (0..ORDERS).map(|order| row(number, order)).collect();
        let name = format!("orders-{number}.xlsx");
        let path = folder.join(&name);
        std::fs::write(&path, issue_file(&rows)?)?;
        Ok(Self { path, name })
    }
}

fn row(file: usize, order: usize) -> IssueRow {
    IssueRow::new()
        .with(Column::ImportNumber, (order + 1).to_string())
        .with(Column::OrderNumber, format!("F{file}N{order:06}"))
        .with(Column::PurchaserName, "歐陽小明")
        .with(Column::PurchaserPhone, format!("09{order:08}"))
        .with(Column::PurchaserEmail, format!("purchaser.{order}@example.com"))
        .with(Column::ProductCode, "VAA00001")
        .with(Column::Tickets, TICKETS_OF_AN_ORDER.to_string())
}
