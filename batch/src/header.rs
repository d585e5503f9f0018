//! Which column stands where.

use crate::column::Column;
use crate::fault::{FaultReason, Notes};
use crate::workbook::{Cell, SheetRow};

/// Places of the columns in the sheet. Their order is free (RULES §6).
pub(crate) struct Header {
    places: [Option<u32>; Column::ALL.len()],
    /// Header texts that name no column of ours.
    pub(crate) unknown: Vec<String>,
}

impl Header {
    /// Reads the header row. Notes columns that are there twice or not at all.
    pub(crate) fn read(row: &SheetRow, notes: &mut Notes<'_>) -> Self {
        let mut header = Self { places: [None; Column::ALL.len()], unknown: Vec::new() };
        for (place, cell) in row.filled() {
            let Some(column) = of_cell(cell) else {
                header.unknown.push(cell.shown());
                continue;
            };
            match header.places.get_mut(column as usize) {
                Some(known @ None) => *known = Some(place),
                Some(Some(_)) | None => notes.cell(row.number(), column, cell, FaultReason::ColumnRepeated),
            }
        }
        for column in Column::ALL {
            if column.is_required() && header.place(column).is_none() {
                notes.text(Some(row.number()), Some(column), String::new(), FaultReason::ColumnMissing);
            }
        }
        header
    }

    pub(crate) fn place(&self, column: Column) -> Option<u32> {
        self.places.get(column as usize).copied().flatten()
    }

    /// The row's cell in a column; empty if the sheet has no such column.
    pub(crate) fn cell<'a>(&self, row: &'a SheetRow, column: Column) -> &'a Cell {
        self.place(column).map_or(&Cell::Empty, |place| row.cell(place))
    }

    /// Whether the row has something in any column of ours.
    pub(crate) fn is_filled(&self, row: &SheetRow) -> bool {
        Column::ALL.into_iter().any(|column| *self.cell(row, column) != Cell::Empty)
    }
}

fn of_cell(cell: &Cell) -> Option<Column> {
    match cell {
        Cell::Text(text) => Column::of_header(text),
        Cell::Empty
        | Cell::LongText(_)
        | Cell::Number(_)
        | Cell::OtherNumber(_)
        | Cell::Date(_)
        | Cell::Bool(_)
        | Cell::Formula
        | Cell::Error(_) => None,
    }
}
