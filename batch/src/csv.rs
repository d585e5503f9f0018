//! A CSV file to the same plain rows as a workbook: UTF-8 with or without its mark, UTF-16 with its mark, or Big5, as
//! Taiwan's Excel writes it; separated by commas, semicolons or tabs.

use crate::workbook::{
    CELLS, COLUMNS, Cell, FILE_BYTES, ROWS, SheetRow, TEXT_BYTES, TEXT_LENGTH, WorkbookRefusal,
};
use encoding_rs::{BIG5, Encoding, UTF_8};

/// Reads a CSV file (RULES §6). Whatever the bytes are, memory stays bounded and the answer is rows or a refusal.
pub fn read_csv(bytes: &[u8]) -> Result<Vec<SheetRow>, WorkbookRefusal> {
    if bytes.len() > FILE_BYTES {
        return Err(WorkbookRefusal::FileTooLarge);
    }
    let text = decoded(bytes)?;
    if text.contains('\0') {
        return Err(WorkbookRefusal::NotAWorkbook);
    }
    let mut reader = Reader { letters: text.chars().peekable(), separator: separator(&text) };
    let mut rows = Vec::new();
    let (mut cells, mut kept, mut number) = (0_usize, 0_usize, 0_u32);
    while let Some(fields) = reader.record()? {
        number = number.saturating_add(1);
        if number > ROWS {
            return Err(WorkbookRefusal::FarCell { cell: format!("A{number}") });
        }
        cells = cells.saturating_add(fields.len());
        kept = kept.saturating_add(fields.iter().map(String::len).sum());
        if cells > CELLS || kept > TEXT_BYTES {
            return Err(WorkbookRefusal::TooMuchContent);
        }
        let row = SheetRow::new(number, fields.into_iter().map(cell));
        if row.filled().next().is_some() {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// A mark says which; else UTF-8 if it is that, else Big5.
fn decoded(bytes: &[u8]) -> Result<String, WorkbookRefusal> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (BIG5, bytes),
    };
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or(WorkbookRefusal::UnknownText)
}

/// What stands most often in the first line.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: char| first.chars().filter(|letter| *letter == separator).count();
    [',', ';', '\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

struct Reader<'t> {
    letters: std::iter::Peekable<std::str::Chars<'t>>,
    separator: char,
}

impl Reader<'_> {
    /// The fields of the next line; quoted ones may hold line breaks.
    fn record(&mut self) -> Result<Option<Vec<String>>, WorkbookRefusal> {
        if self.letters.peek().is_none() {
            return Ok(None);
        }
        let mut fields = Vec::new();
        loop {
            let (field, more) = self.field()?;
            fields.push(field);
            if fields.len() > COLUMNS as usize {
                return Err(WorkbookRefusal::TooMuchContent);
            }
            if !more {
                return Ok(Some(fields));
            }
        }
    }

    /// One field, and whether another follows in its line.
    fn field(&mut self) -> Result<(String, bool), WorkbookRefusal> {
        let mut field = String::new();
        let mut quoted = false;
        while let Some(letter) = self.letters.next() {
            match letter {
                '"' if quoted => {
                    if self.letters.next_if_eq(&'"').is_some() {
                        field.push('"');
                    } else {
                        quoted = false;
                    }
                }
                // `="0912"` is how programs keep a zero: what is quoted is meant.
                '"' if field.is_empty() || field == "=" => {
                    field.clear();
                    quoted = true;
                }
                _ if quoted => field.push(letter),
                '\n' => return Ok((field, false)),
                '\r' => {
                    self.letters.next_if_eq(&'\n');
                    return Ok((field, false));
                }
                letter if letter == self.separator => return Ok((field, true)),
                letter => field.push(letter),
            }
        }
        if quoted { Err(WorkbookRefusal::Damaged) } else { Ok((field, false)) }
    }
}

/// Everything is text: a phone keeps its zero. What a spreadsheet would compute is a formula here, too.
fn cell(field: String) -> Cell {
    let plain = field.trim();
    if plain.is_empty() {
        Cell::Empty
    } else if plain.starts_with('=') {
        Cell::Formula
    } else if plain.chars().nth(TEXT_LENGTH).is_some() {
        Cell::LongText(plain.chars().take(TEXT_LENGTH).collect())
    } else {
        Cell::Text(plain.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, WorkbookRefusal> {
        let shown = |row: &SheetRow| row.filled().map(|(_, cell)| cell.shown()).collect();
        read_csv(bytes).map(|rows| rows.iter().map(shown).collect())
    }

    #[test]
    fn the_same_in_every_encoding() {
        let text = "匯入單號,購買人姓名\r\n1,許功蓋\r\n";
        let expected = vec![vec!["匯入單號", "購買人姓名"], vec!["1", "許功蓋"]];
        let (big5, _, _) = BIG5.encode(text);
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in
            [text.as_bytes().to_vec(), [b"\xef\xbb\xbf", text.as_bytes()].concat(), big5.into_owned(), utf16]
        {
            assert_eq!(read(&bytes).expect("rows"), expected, "{bytes:?}");
        }
    }

    #[test]
    fn quotes_separators_and_empty_lines() {
        for (text, expected) in [
            ("a;b\n1;\"x;\ny\"\n", vec![vec!["a", "b"], vec!["1", "x; y"]]),
            ("a\tb\r1\t2", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("a,b\n\n , \n\"say \"\"hi\"\"\",2", vec![vec!["a", "b"], vec!["say \"hi\"", "2"]]),
            ("a\n=\"0912345678\"\n=1+1\n", vec![vec!["a"], vec!["0912345678"], vec!["=…"]]),
        ] {
            assert_eq!(read(text.as_bytes()).expect("rows"), expected, "{text}");
        }
        assert_eq!(read_csv("a,b\n\n\n1,2".as_bytes()).expect("rows")[1].number(), 4);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(read(b"a,\"b"), Err(WorkbookRefusal::Damaged));
        assert_eq!(read(&[0x41, 0xff, 0xff, 0x0a]), Err(WorkbookRefusal::UnknownText));
        assert_eq!(read(b"a\0b"), Err(WorkbookRefusal::NotAWorkbook));
        assert_eq!(read("a,".repeat(65).as_bytes()), Err(WorkbookRefusal::TooMuchContent));
        let far = "1\n".repeat(ROWS as usize + 1);
        assert_eq!(read(far.as_bytes()), Err(WorkbookRefusal::FarCell { cell: "A100002".to_owned() }));
        let many_empty = "\n".repeat(10_000_000);
        assert!(matches!(read(many_empty.as_bytes()), Err(WorkbookRefusal::FarCell { .. })));
    }
}
