//! Days that a spreadsheet in Chinese shows in one of its own formats. Excel in Taiwan numbers them 27–36 and 50–58 and writes
//! nothing else about them, so that whoever does not know them sees a number where people see 115/8/1 or 2026年8月1日.

use super::limits::{CELLS, COLUMNS, ENTRY_BYTES, ROWS};
use calamine::{XlsxCellReader, XlsxError};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use zip::ZipArchive;

/// The end of the name of the part with the styles.
const STYLES: &str = "styles.xml";

/// The styles of cells, by their place, that show a day in such a format.
pub(super) fn of_archive(bytes: &[u8]) -> HashSet<usize> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return HashSet::new() };
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index(index) else { continue };
        let is_styles = entry.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with(STYLES));
        if is_styles {
            return of_part(BufReader::new(entry.take(ENTRY_BYTES)));
        }
    }
    HashSet::new()
}

/// A format that is written down is what it says; the others of these numbers are days.
fn of_part(source: impl BufRead) -> HashSet<usize> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let (mut found, mut written) = (HashSet::new(), HashSet::new());
    let (mut of_cells, mut place) = (false, 0_usize);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "numFmt" => written.extend(format_of(&tag)),
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    let format = format_of(&tag).filter(|format| !written.contains(format));
                    if format.is_some_and(|format| matches!(format, 27..=36 | 50..=58)) {
                        found.insert(place);
                    }
                    place = place.saturating_add(1);
                }
                _ => {}
            },
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "cellXfs" => return found,
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn format_of(tag: &BytesStart<'_>) -> Option<u32> {
    tag.try_get_attribute("numFmtId").ok().flatten()?.value.parse().ok()
}

/// Where cells of these styles stand.
pub(super) fn places<R: Read + Seek>(
    mut cells: XlsxCellReader<'_, R>,
    styles: &HashSet<usize>,
) -> Result<HashSet<(u32, u32)>, XlsxError> {
    let mut places = HashSet::new();
    while let Some((row, column, style)) = cells.next_style_id()? {
        if styles.contains(&style) && row < ROWS && column < COLUMNS && places.len() < CELLS {
            places.insert((row, column));
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_are_written_down_are_what_they_say() {
        let styles = "<styleSheet><numFmts><numFmt numFmtId='28' formatCode='0.00'/></numFmts>\
                      <cellStyleXfs><xf numFmtId='31'/></cellStyleXfs>\
                      <cellXfs><xf numFmtId='0'/><xf numFmtId='31'/><xf numFmtId='28'/><xf/><xf numFmtId='58'>\
                      <alignment/></xf><xf numFmtId='14'/></cellXfs></styleSheet>";
        assert_eq!(of_part(styles.as_bytes()), HashSet::from([1, 4]));
        assert_eq!(of_part("no styles at all".as_bytes()), HashSet::new());
    }
}
