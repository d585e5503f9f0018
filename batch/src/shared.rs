//! What all rows of an order share: given once, or the same each time (RULES §6).

use crate::column::Column;
use crate::fault::{FaultReason, Notes};
use crate::group::Group;
use crate::header::Header;
use crate::workbook::Cell;

/// A value that an order has once.
pub(crate) struct Shared<T> {
    /// The value, unless no row has one that can be read.
    pub(crate) value: Option<T>,
    /// The row that has it, else the order's first row.
    pub(crate) row: u32,
    /// Whether no row tried to give one.
    pub(crate) is_missing: bool,
}

/// Reads a shared value. Notes cells that cannot be read and rows that contradict an earlier one.
pub(crate) fn shared<T: PartialEq>(
    group: &Group<'_>,
    header: &Header,
    column: Column,
    notes: &mut Notes<'_>,
    parse: impl Fn(&Cell) -> Result<Option<T>, FaultReason>,
) -> Shared<T> {
    let mut found = Shared { value: None, row: group.first.number(), is_missing: true };
    for row in group.rows() {
        let cell = header.cell(row, column);
        match parse(cell) {
            Ok(None) => {}
            Err(reason) => {
                found.is_missing = false;
                notes.cell(row.number(), column, cell, reason);
            }
            Ok(Some(value)) => {
                found.is_missing = false;
                match &found.value {
                    Some(known) if *known != value => {
                        notes.cell(row.number(), column, cell, FaultReason::Contradicts { row: found.row });
                    }
                    Some(_) => {}
                    None => {
                        found.row = row.number();
                        found.value = Some(value);
                    }
                }
            }
        }
    }
    found
}

impl<T> Shared<T> {
    /// Notes that it is missing.
    pub(crate) fn required(self, column: Column, notes: &mut Notes<'_>, reason: FaultReason) -> Option<T> {
        if self.is_missing {
            notes.text(Some(self.row), Some(column), String::new(), reason);
        }
        self.value
    }
}
