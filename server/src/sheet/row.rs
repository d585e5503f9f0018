//! Rows as a sheet keeps them (ECMA-376, part 1, 18.3): texts beside their cells, numbers as they are.

use super::Cell;
use std::fmt::Write;

/// Characters of a cell, counted as Excel counts them. What is longer is cut, so that the file opens.
const LONGEST_TEXT: usize = 32_767;

/// Rows that are written, and wait to be packed.
pub(super) struct Rows {
    letters: Vec<String>,
    /// Of the sheet that is being filled.
    written: u32,
    number: String,
    text: String,
}

impl Rows {
    /// Of so many columns.
    pub(super) fn of(columns: usize) -> Self {
        Self { letters: letters(columns), written: 0, number: String::new(), text: String::new() }
    }

    /// A new sheet, whose first row are its headings.
    pub(super) fn begin(&mut self) {
        self.written = 1;
    }

    /// How many rows the sheet has so far.
    pub(super) fn written(&self) -> u32 {
        self.written
    }

    /// One row more. A cell without text is left out.
    pub(super) fn push(&mut self, cells: &[Cell]) {
        self.written += 1;
        self.number.clear();
        add(&mut self.number, self.written);
        self.text.push_str("<row r=\"");
        self.text.push_str(&self.number);
        self.text.push_str("\">");
        for (letter, cell) in self.letters.iter().zip(cells) {
            if *cell == Cell::Text(String::new()) {
                continue;
            }
            for piece in ["<c r=\"", letter, &self.number] {
                self.text.push_str(piece);
            }
            match cell {
                Cell::Text(text) => {
                    let is_trimmed = text.trim() == text;
                    self.text.push_str(if is_trimmed { PLAIN } else { PRESERVED });
                    escape(&mut self.text, text);
                    self.text.push_str("</t></is></c>");
                }
                Cell::Number(number) => {
                    self.text.push_str("\"><v>");
                    add(&mut self.text, number);
                    self.text.push_str("</v></c>");
                }
            }
        }
        self.text.push_str("</row>");
    }

    /// What waits.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text).into_bytes()
    }
}

const PLAIN: &str = "\" t=\"inlineStr\"><is><t>";
const PRESERVED: &str = "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">";

fn add(text: &mut String, number: impl std::fmt::Display) {
    // A text takes whatever is written into it.
    let _ = write!(text, "{number}");
}

/// As XML, and what XML cannot say as Excel says it: `_x000B_`, and a text that looks like that begins with `_x005F_`.
fn escape(into: &mut String, text: &str) {
    let is_plain = |byte: u8| !matches!(byte, 0..=0x1f | b'&' | b'<' | b'>' | b'_' | 0xef);
    if text.len() <= LONGEST_TEXT && text.bytes().all(is_plain) {
        return into.push_str(text);
    }
    let mut units = 0;
    for (place, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > LONGEST_TEXT {
            return;
        }
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '\t' | '\n' => into.push(letter),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                add(into, format_args!("_x{:04X}_", u32::from(letter)))
            }
            '_' if looks_escaped(text.as_bytes().get(place..).unwrap_or_default()) => {
                into.push_str("_x005F_")
            }
            _ => into.push(letter),
        }
    }
}

fn looks_escaped(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', digits @ .., ] if digits.len() > 4
        && digits.iter().take(4).all(u8::is_ascii_hexdigit) && digits.get(4) == Some(&b'_'))
}

/// A, B, … Z, AA, AB: the names of so many columns.
fn letters(columns: usize) -> Vec<String> {
    (1..=columns)
        .map(|mut column| {
            let mut name = Vec::new();
            while column > 0 {
                name.push(char::from(b'A' + u8::try_from((column - 1) % 26).unwrap_or(0)));
                column = (column - 1) / 26;
            }
            name.iter().rev().collect()
        })
        .collect()
}
