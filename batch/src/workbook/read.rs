//! The cells of the first visible sheet, one after the other.

use super::cell::{Cell, SheetRow};
use super::convert;
use super::day_styles;
use super::limits::{CELLS, COLUMNS, ROWS, TEXT_BYTES};
use super::refusal::WorkbookRefusal;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::collections::HashSet;
use std::io::Cursor;

/// Reads an archive that the guard has let pass. Never a range: that would be made for the farthest cell.
///
/// Of the readers of one cell only the one with formula *metadata* is safe: those that expand shared formulas make
/// room for as many as the file's highest index claims.
pub(super) fn first_sheet(bytes: &[u8]) -> Result<Vec<SheetRow>, WorkbookRefusal> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| WorkbookRefusal::NotAWorkbook)?;
    let name = workbook
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .ok_or(WorkbookRefusal::NoSheet)?;
    let styles = day_styles::of_archive(bytes);
    let days = if styles.is_empty() {
        HashSet::new()
    } else {
        let cells = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
        day_styles::places(cells, &styles).map_err(damaged)?
    };
    let is_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut rows = Rows::default();
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        let cell = if record.formula.is_some() {
            Cell::Formula
        } else if let DataRef::Float(serial) = record.value
            && days.contains(&record.pos)
        {
            convert::day(serial, is_1904)
        } else {
            convert::cell(record.value)
        };
        rows.take(record.pos, cell)?;
    }
    Ok(rows.rows)
}

fn damaged(_: XlsxError) -> WorkbookRefusal {
    WorkbookRefusal::Damaged
}

#[derive(Default)]
struct Rows {
    rows: Vec<SheetRow>,
    last: Option<(u32, u32)>,
    cells: usize,
    text: usize,
}

impl Rows {
    /// Takes the next cell. Cells come row by row from the left, each once, as every program writes them.
    fn take(&mut self, position: (u32, u32), cell: Cell) -> Result<(), WorkbookRefusal> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let (row, column) = position;
        if row >= ROWS || column >= COLUMNS {
            return Err(WorkbookRefusal::FarCell { cell: cell_name(row, column) });
        }
        if self.last.is_some_and(|last| last >= position) {
            return Err(WorkbookRefusal::Damaged);
        }
        self.cells = self.cells.saturating_add(1);
        self.text = self.text.saturating_add(text_bytes(&cell));
        if self.cells > CELLS || self.text > TEXT_BYTES {
            return Err(WorkbookRefusal::TooMuchContent);
        }
        self.last = Some(position);
        let number = row.saturating_add(1);
        match self.rows.last_mut() {
            Some(open) if open.number() == number => open.push(column, cell),
            Some(_) | None => {
                let mut opened = SheetRow::new(number, []);
                opened.push(column, cell);
                self.rows.push(opened);
            }
        }
        Ok(())
    }
}

fn text_bytes(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::LongText(text) | Cell::OtherNumber(text) | Cell::Error(text) => text.len(),
        Cell::Empty | Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) | Cell::Formula => 0,
    }
}

/// The name a spreadsheet gives to a 0-based position: (0, 0) is A1.
fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column.saturating_add(1);
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        for (row, column, name) in
            [(0, 0, "A1"), (9, 25, "Z10"), (0, 26, "AA1"), (1_048_575, 701, "ZZ1048576"), (0, 702, "AAA1")]
        {
            assert_eq!(cell_name(row, column), name);
        }
    }

    #[test]
    fn cells_come_in_order_and_within_bounds() {
        let mut rows = Rows::default();
        rows.take((0, 0), Cell::Bool(true)).unwrap();
        rows.take((0, 2), Cell::Bool(true)).unwrap();
        rows.take((4, 1), Cell::Bool(true)).unwrap();
        rows.take((2_000_000, 0), Cell::Empty).unwrap();
        assert_eq!(rows.rows.iter().map(SheetRow::number).collect::<Vec<_>>(), [1, 5]);
        assert_eq!(rows.take((4, 1), Cell::Bool(true)), Err(WorkbookRefusal::Damaged));
        assert_eq!(rows.take((3, 1), Cell::Bool(true)), Err(WorkbookRefusal::Damaged));
        assert_eq!(
            rows.take((ROWS, 0), Cell::Bool(true)),
            Err(WorkbookRefusal::FarCell { cell: "A100002".to_owned() })
        );
        assert_eq!(
            rows.take((5, COLUMNS), Cell::Bool(true)),
            Err(WorkbookRefusal::FarCell { cell: "BM6".to_owned() })
        );
    }
}
