//! Rows to orders: rows with one 匯入單號 make one order (RULES §6).

use crate::column::Column;
use crate::fault::{Fault, Notes};
use crate::field;
use crate::header::Header;
use crate::workbook::SheetRow;
use std::collections::HashMap;

/// Longest 匯入單號.
const IMPORT_NUMBER: usize = 20;

/// The rows of one order.
pub(crate) struct Group<'a> {
    pub(crate) position: u32,
    pub(crate) import_number: String,
    pub(crate) first: &'a SheetRow,
    pub(crate) others: Vec<&'a SheetRow>,
}

impl<'a> Group<'a> {
    pub(crate) fn rows(&self) -> impl Iterator<Item = &'a SheetRow> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// The orders, as first named, and the rows without 匯入單號, which are not shown (RULES §6).
pub(crate) fn group<'a>(
    rows: &'a [SheetRow],
    header: &Header,
    faults: &mut Vec<Fault>,
) -> (Vec<Group<'a>>, Vec<u32>) {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut left_out = Vec::new();
    for row in rows.iter().filter(|row| header.is_filled(row)) {
        let cell = header.cell(row, Column::ImportNumber);
        match field::code(cell, IMPORT_NUMBER) {
            Ok(None) => left_out.push(row.number()),
            Err(reason) => Notes::new(faults, None).cell(row.number(), Column::ImportNumber, cell, reason),
            Ok(Some(import_number)) => {
                match places.get(&import_number).and_then(|place| groups.get_mut(*place)) {
                    Some(open) => open.others.push(row),
                    None => {
                        places.insert(import_number.clone(), groups.len());
                        let position = u32::try_from(groups.len()).unwrap_or(u32::MAX).saturating_add(1);
                        groups.push(Group { position, import_number, first: row, others: Vec::new() });
                    }
                }
            }
        }
    }
    (groups, left_out)
}
