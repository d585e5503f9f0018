//! What a cell holds, as far as the issue file cares.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One cell. No floating-point number leaves the reader.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing, or only spaces.
    #[default]
    Empty,
    /// Text as it stands.
    Text(String),
    /// The beginning of a text longer than [`super::TEXT_LENGTH`].
    LongText(String),
    /// A whole number of at most 15 digits, which a spreadsheet holds exactly.
    Number(i64),
    /// Any other number, for showing only: a fraction, or more digits than a spreadsheet keeps.
    OtherNumber(String),
    /// A day.
    Date(NaiveDate),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula. Its last result is not believed.
    Formula,
    /// An error such as `#N/A`.
    Error(String),
}

impl Cell {
    /// The cell as people may see it: one line, at most 40 characters.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::LongText(text) | Self::OtherNumber(text) | Self::Error(text) => {
                cut(text)
            }
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.format("%Y/%m/%d").to_string(),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Formula => "=…".to_owned(),
        }
    }
}

const SHOWN: usize = 40;

fn cut(text: &str) -> String {
    let mut letters = text.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// One row with something in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    number: u32,
    cells: Vec<(u32, Cell)>,
}

impl SheetRow {
    /// A row by its 1-based number and its cells from column A on.
    pub fn new(number: u32, cells: impl IntoIterator<Item = Cell>) -> Self {
        let cells = (0..).zip(cells).filter(|(_, cell)| *cell != Cell::Empty).collect();
        Self { number, cells }
    }

    /// Appends a cell to the right of all others.
    pub(super) fn push(&mut self, column: u32, cell: Cell) {
        self.cells.push((column, cell));
    }

    /// Puts a cell into a column, instead of what stands there.
    pub(crate) fn replace(&mut self, column: u32, cell: Cell) {
        let place = self.cells.binary_search_by_key(&column, |(at, _)| *at);
        match (place, cell) {
            (Ok(at), Cell::Empty) => {
                self.cells.remove(at);
            }
            (Err(_), Cell::Empty) => {}
            (Ok(at), cell) => {
                if let Some(place) = self.cells.get_mut(at) {
                    place.1 = cell;
                }
            }
            (Err(at), cell) => self.cells.insert(at, (column, cell)),
        }
    }

    /// The number a spreadsheet shows at the row's left.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The cell in a column, 0 being A.
    pub fn cell(&self, column: u32) -> &Cell {
        self.cells
            .binary_search_by_key(&column, |(at, _)| *at)
            .ok()
            .and_then(|index| self.cells.get(index))
            .map_or(&Cell::Empty, |(_, cell)| cell)
    }

    /// Columns (0 being A) and cells that hold something, from left to right.
    pub fn filled(&self) -> impl Iterator<Item = (u32, &Cell)> {
        self.cells.iter().map(|(column, cell)| (*column, cell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_column() {
        let row = SheetRow::new(2, [Cell::Number(1), Cell::Empty, Cell::Bool(true)]);
        assert_eq!(
            (row.cell(0), row.cell(1), row.cell(2)),
            (&Cell::Number(1), &Cell::Empty, &Cell::Bool(true))
        );
        assert_eq!(row.cell(99), &Cell::Empty);
        assert_eq!(row.filled().count(), 2);
    }

    #[test]
    fn long_or_broken_text_is_shown_on_one_short_line() {
        assert_eq!(Cell::Text("a\nb".to_owned()).shown(), "a b");
        assert_eq!(Cell::Text("票".repeat(41)).shown(), format!("{}…", "票".repeat(40)));
        assert_eq!(Cell::Text("票".repeat(40)).shown(), "票".repeat(40));
    }
}
