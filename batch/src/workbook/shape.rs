//! The shape of the XML parts, looked at before calamine opens the file.
//!
//! Opening a workbook, calamine 0.38 reserves room for as many shared strings as `sst` *claims* to have, and copies
//! font names, number formats and targets once per style or sheet: a file of a kilobyte can ask for terabytes, and a
//! failed allocation ends the process. So the elements it keeps are counted and their tags measured here, with the
//! same XML reader in the same settings, in every part whatever its name.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::BufRead;

/// What one kind of element may be.
struct Bound {
    element: &'static str,
    /// Most of them in one part.
    count: u32,
    /// Longest start tag, in bytes.
    tag: usize,
}

const STYLES: u32 = 65_536;
const TAG: usize = 1_024;
/// As many rows as a spreadsheet has; empty ones say nothing, but each of them takes its time.
const SPREADSHEET_ROWS: u32 = 1_048_576;

const BOUNDS: [Bound; 11] = [
    Bound { element: "row", count: SPREADSHEET_ROWS, tag: TAG },
    Bound { element: "si", count: 2_000_000, tag: TAG },
    Bound { element: "sst", count: 1, tag: TAG },
    Bound { element: "sheet", count: 1_000, tag: TAG },
    Bound { element: "Relationship", count: STYLES, tag: 8_192 },
    Bound { element: "definedName", count: STYLES, tag: TAG },
    Bound { element: "numFmt", count: STYLES, tag: TAG },
    Bound { element: "font", count: STYLES, tag: TAG },
    Bound { element: "fill", count: STYLES, tag: TAG },
    Bound { element: "border", count: STYLES, tag: TAG },
    Bound { element: "xf", count: STYLES, tag: TAG },
];

/// Font names stand in an element of their own; they are many in rich text, so only their tags are measured.
const FONT_NAME: &str = "name";

/// A claimed number of strings has at most seven digits.
const CLAIMED_DIGITS: usize = 7;

/// Reads a part to its end, or to where it stops being XML. Answers the element that is too many or too much.
pub(super) fn excess(source: impl BufRead) -> Option<&'static str> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.trim_text(false);
    config.check_comments = false;
    config.expand_empty_elements = true;

    let mut counts = [0_u32; BOUNDS.len()];
    let mut buffer = Vec::with_capacity(1_024);
    loop {
        buffer.clear();
        let Ok(event) = reader.read_event_into(&mut buffer) else { return None };
        if matches!(event, Event::Eof) {
            return None;
        }
        if let Event::Start(tag) = event
            && let Some(element) = excess_of(&tag, &mut counts)
        {
            return Some(element);
        }
    }
}

fn excess_of(tag: &BytesStart<'_>, counts: &mut [u32; BOUNDS.len()]) -> Option<&'static str> {
    let local_name = tag.local_name();
    let name = local_name.as_ref();
    if name == FONT_NAME && tag.len() > TAG {
        return Some(FONT_NAME);
    }
    let (bound, count) = BOUNDS.iter().zip(counts.iter_mut()).find(|(bound, _)| bound.element == name)?;
    *count = count.saturating_add(1);
    let claims_too_much = name == "sst" && longest_digits(tag) > CLAIMED_DIGITS;
    (*count > bound.count || tag.len() > bound.tag || claims_too_much).then_some(bound.element)
}

fn longest_digits(text: &str) -> usize {
    text.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_element_that_is_too_much() {
        let long = "x".repeat(2_000);
        let many_sheets = "<sheet/>".repeat(1_001);
        for (xml, expected) in [
            ("<sst count='1' uniqueCount='9999999'><si/></sst>".to_owned(), None),
            ("<sst uniqueCount='10000000'/>".to_owned(), Some("sst")),
            ("<a:sst \u{c}uniqueCount='999999999999'/>".to_owned(), Some("sst")),
            (format!("<font><name val='{long}'/></font>"), Some("name")),
            (format!("<numFmt formatCode='{long}'/>"), Some("numFmt")),
            (many_sheets, Some("sheet")),
            (format!("<c r='A1' t='{long}'/>"), None),
            ("\u{0}\u{1} not xml < at all".to_owned(), None),
        ] {
            assert_eq!(excess(xml.as_bytes()), expected, "{:.60}", xml);
        }
    }
}
