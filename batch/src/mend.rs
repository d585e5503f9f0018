//! Correcting cells of a file that was read, where it was read: what somebody types instead.

use crate::column::Column;
use crate::fault::Notes;
use crate::header::Header;
use crate::workbook::{Cell, SheetRow, TEXT_LENGTH, WorkbookRefusal, read_sheet};

/// What stands in a row now, column by column, to be typed over: those that the sheet has.
pub fn typed_cells(rows: &[SheetRow], number: u32) -> Vec<(Column, String)> {
    let Some((header, row)) = header_of(rows).zip(row_of(rows, number)) else { return Vec::new() };
    let columns = Column::ALL.into_iter().filter(|column| header.place(*column).is_some());
    columns.map(|column| (column, typed(header.cell(row, column)))).collect()
}

/// Puts what was typed into a cell. Nothing happens where the sheet has no such row or column, or where it says what
/// stands there already.
pub fn mend(rows: &mut [SheetRow], number: u32, column: Column, text: &str) {
    let Some(place) = header_of(rows).and_then(|header| header.place(column)) else { return };
    // The header is no row to be mended.
    let Some(row) = rows.iter_mut().skip(1).find(|row| row.number() == number) else { return };
    let text = text.trim();
    if typed(row.cell(place)) == text && !text.is_empty() {
        return;
    }
    row.replace(
        place,
        if text.is_empty() {
            Cell::Empty
        } else if text.chars().nth(TEXT_LENGTH).is_some() {
            Cell::LongText(text.chars().take(TEXT_LENGTH).collect())
        } else {
            Cell::Text(text.to_owned())
        },
    );
}

/// Rows as a form makes them: the header, and each row's values by column.
pub fn sheet_of(rows: &[Vec<(Column, String)>]) -> Vec<SheetRow> {
    let header = SheetRow::new(1, Column::ALL.map(|column| Cell::Text(column.header().to_owned())));
    let of_values = |number: u32, values: &[(Column, String)]| {
        let cells = Column::ALL.map(|column| {
            let value = values.iter().find(|(of, _)| *of == column).map_or("", |(_, value)| value.trim());
            if value.is_empty() { Cell::Empty } else { Cell::Text(value.to_owned()) }
        });
        SheetRow::new(number, cells)
    };
    std::iter::once(header).chain((2..).zip(rows).map(|(number, values)| of_values(number, values))).collect()
}

/// An xlsx or a CSV file, by what it holds and not by its name.
pub fn read_file(bytes: &[u8]) -> Result<Vec<SheetRow>, WorkbookRefusal> {
    const ZIP: &[u8] = b"PK";
    const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if bytes.starts_with(ZIP) || bytes.starts_with(OLD) || bytes.is_empty() {
        return read_sheet(bytes);
    }
    crate::csv::read_csv(bytes)
}

fn header_of(rows: &[SheetRow]) -> Option<Header> {
    rows.first().map(|first| Header::read(first, &mut Notes::new(&mut Vec::new(), None)))
}

fn row_of(rows: &[SheetRow], number: u32) -> Option<&SheetRow> {
    rows.iter().skip(1).find(|row| row.number() == number)
}

/// A cell as somebody would type it; what cannot be typed is left empty.
fn typed(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Formula | Cell::Error(_) => String::new(),
        Cell::Text(text) | Cell::LongText(text) | Cell::OtherNumber(text) => text.clone(),
        Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) => cell.shown(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<SheetRow> {
        let row = vec![(Column::ImportNumber, "1".to_owned()), (Column::PurchaserPhone, "0912".to_owned())];
        sheet_of(&[row])
    }

    #[test]
    fn a_cell_is_typed_over() {
        let mut rows = rows();
        mend(&mut rows, 2, Column::PurchaserPhone, " 0912345678 ");
        mend(&mut rows, 2, Column::PurchaserName, "王小明");
        mend(&mut rows, 2, Column::ImportNumber, "");
        mend(&mut rows, 1, Column::ImportNumber, "the header stays");
        mend(&mut rows, 9, Column::ImportNumber, "no such row");
        let typed = typed_cells(&rows, 2);
        let of = |column| typed.iter().find(|(of, _)| *of == column).map(|(_, text)| text.as_str());
        assert_eq!(of(Column::PurchaserPhone), Some("0912345678"));
        assert_eq!(of(Column::PurchaserName), Some("王小明"));
        assert_eq!(of(Column::ImportNumber), Some(""));
        assert_eq!(rows[0].cell(0), &Cell::Text("匯入單號".to_owned()));
        assert!(typed_cells(&rows, 1).is_empty());
    }

    #[test]
    fn a_formula_is_typed_over_and_a_date_stays_one() {
        let mut rows = rows();
        rows[1].replace(Column::Tickets as u32, Cell::Formula);
        let day = chrono::NaiveDate::from_ymd_opt(2026, 8, 1).map(Cell::Date).expect("a day");
        rows[1].replace(Column::UsableFrom as u32, day.clone());
        for (column, text) in typed_cells(&rows, 2) {
            mend(&mut rows, 2, column, &text);
        }
        assert_eq!(rows[1].cell(Column::UsableFrom as u32), &day);
        assert_eq!(rows[1].cell(Column::Tickets as u32), &Cell::Empty, "nothing is guessed");
    }

    #[test]
    fn what_a_file_is_stands_in_it() {
        assert_eq!(read_file(b"PK\x03\x04nothing"), Err(WorkbookRefusal::NotAWorkbook));
        assert_eq!(read_file("匯入單號\n1".as_bytes()).map(|rows| rows.len()), Ok(2));
        assert!(read_file(b"").is_err());
    }
}
