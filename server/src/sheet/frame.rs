//! What stands around a sheet's rows: made by the library of workbooks, which writes a sheet of headings alone, and taken
//! apart where the rows belong.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::{Cursor, Error, Read};
use zip::ZipArchive;

/// Where the rows of a sheet end.
const END_OF_ROWS: &str = "</sheetData>";
/// Letters of a sheet's name, as Excel has it.
const LONGEST_NAME: usize = 31;

/// The frame of a workbook.
pub(super) struct Frame {
    name: String,
    headings: Vec<String>,
    first: String,
    further: String,
    after: String,
}

impl Frame {
    /// Of sheets with these headings, of which the first is open.
    pub(super) fn new(name: &str, headings: &[&str]) -> Result<Self, Error> {
        let headings: Vec<_> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let mut parts = parts(name, &headings, 2)?;
        let [(first, after), (further, _)] = [1, 2].map(|number| halves(&mut parts, number));
        let none = || Error::other("a sheet without rows");
        Ok(Self {
            name: name.to_owned(),
            headings,
            first: first.ok_or_else(none)?,
            further: further.ok_or_else(none)?,
            after,
        })
    }

    /// What stands before the rows of this sheet, counted from one; its headings are the first row.
    pub(super) fn before(&self, sheet: usize) -> &[u8] {
        if sheet == 1 { self.first.as_bytes() } else { self.further.as_bytes() }
    }

    /// What stands after the rows of a sheet.
    pub(super) fn after(&self) -> &[u8] {
        self.after.as_bytes()
    }

    /// Every part of a workbook with so many sheets but the sheets themselves: its name and its bytes.
    pub(super) fn others(&self, sheets: usize) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut parts = parts(&self.name, &self.headings, sheets)?;
        parts.retain(|(name, _)| !(1..=sheets).any(|sheet| *name == sheet_name(sheet)));
        Ok(parts)
    }
}

/// Of the part that is this sheet, counted from one.
pub(super) fn sheet_name(sheet: usize) -> String {
    format!("xl/worksheets/sheet{sheet}.xml")
}

fn halves(parts: &mut Vec<(String, Vec<u8>)>, sheet: usize) -> (Option<String>, String) {
    let place = parts.iter().position(|(name, _)| *name == sheet_name(sheet));
    let text = place.and_then(|place| String::from_utf8(parts.swap_remove(place).1).ok()).unwrap_or_default();
    match text.split_once(END_OF_ROWS) {
        Some((before, after)) => (Some(without_size(before)), format!("{END_OF_ROWS}{after}")),
        None => (None, String::new()),
    }
}

/// Nobody knows yet how many rows there will be, and a wrong number would cut them off in programs that believe it.
fn without_size(before: &str) -> String {
    let around =
        before.split_once("<dimension ").and_then(|(start, rest)| Some((start, rest.split_once("/>")?.1)));
    around.map_or_else(|| before.to_owned(), |(start, end)| format!("{start}{end}"))
}

fn parts(name: &str, headings: &[String], sheets: usize) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let bytes = headings_alone(name, headings, sheets).map_err(Error::other)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Error::other)?;
    let mut parts = Vec::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(Error::other)?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        let name = part.name().map_err(Error::other)?.into_owned();
        parts.push((name, bytes));
    }
    Ok(parts)
}

fn headings_alone(name: &str, headings: &[String], sheets: usize) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    for number in 1..=sheets {
        // Its headings stand in the sheet itself, like its rows, and not in a table of all words.
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(numbered(name, number))?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, heading) in (0..).zip(headings) {
            sheet.set_column_width(column, 20)?;
            sheet.write_string_with_format(0, column, heading, &bold)?;
        }
    }
    workbook.save_to_buffer()
}

/// As long as Excel takes it. A title is what a page calls its list.
fn numbered(name: &str, sheet: usize) -> String {
    let number = if sheet == 1 { String::new() } else { format!(" {sheet}") };
    let letters = name.chars().take(LONGEST_NAME.saturating_sub(number.len()));
    letters.chain(number.chars()).collect()
}
