//! What is known of the archive before calamine sees it.

use super::counter::Counter;
use super::limits::{ARCHIVE_BYTES, ENTRIES, ENTRY_BYTES, FILE_BYTES};
use super::refusal::WorkbookRefusal;
use super::shape;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

const ZIP_START: &[u8] = b"PK\x03\x04";
/// Every entry of a zip's directory begins so.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
/// An old xls, or an xlsx with a password.
const COMPOUND_FILE_START: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The end of the name under which macros are kept, wherever they stand.
const MACROS: &str = "vbaproject.bin";
/// The part that says of what kind the others are, and how macros are called there, whatever their part's name is.
const KINDS: &str = "[Content_Types].xml";
const MACRO_KINDS: [&str; 2] = ["ms-office.vbaproject", "ms-excel.macrosheet"];
/// More than a thousand parts need.
const KINDS_BYTES: u64 = 1024 * 1024;

/// Goes through the whole archive once and refuses it at the first excess.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), WorkbookRefusal> {
    if bytes.len() > FILE_BYTES {
        return Err(WorkbookRefusal::FileTooLarge);
    }
    if bytes.starts_with(COMPOUND_FILE_START) {
        return Err(WorkbookRefusal::OldOrEncrypted);
    }
    if !bytes.starts_with(ZIP_START) {
        return Err(WorkbookRefusal::NotAWorkbook);
    }
    // Counted before the directory is parsed, since parsing it costs memory per entry.
    let entries = bytes.windows(DIRECTORY_ENTRY.len()).filter(|window| *window == DIRECTORY_ENTRY).count();
    if entries > ENTRIES {
        return Err(WorkbookRefusal::TooManyEntries);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookRefusal::NotAWorkbook)?;
    let mut left = ARCHIVE_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| WorkbookRefusal::Damaged)?;
        let name = entry.name().map_err(|_| WorkbookRefusal::Damaged)?.into_owned();
        if name.to_ascii_lowercase().ends_with(MACROS) {
            return Err(WorkbookRefusal::Macros);
        }
        left = left.saturating_sub(inspect_entry(entry, name, left)?);
    }
    if names_macros(&mut archive) { Err(WorkbookRefusal::Macros) } else { Ok(()) }
}

/// Whether the archive calls one of its parts macros.
fn names_macros(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let Ok(entry) = archive.by_name(KINDS) else { return false };
    let mut kinds = Vec::new();
    // What cannot be read to its end was refused before.
    if entry.take(KINDS_BYTES).read_to_end(&mut kinds).is_err() {
        return false;
    }
    let kinds = String::from_utf8_lossy(&kinds).to_ascii_lowercase();
    MACRO_KINDS.iter().any(|kind| kinds.contains(kind))
}

/// Inflates one entry to its end and answers how many bytes came out.
fn inspect_entry(entry: impl Read, name: String, left: u64) -> Result<u64, WorkbookRefusal> {
    let limit = ENTRY_BYTES.min(left);
    let mut source = BufReader::new(Counter::new(entry, limit));
    let excess = shape::excess(&mut source);
    if let Some(element) = excess {
        return Err(WorkbookRefusal::TooComplex { part: name, element });
    }
    std::io::copy(&mut source, &mut std::io::sink()).map_err(|_| WorkbookRefusal::Damaged)?;
    let counter = source.into_inner();
    if !counter.is_over() {
        Ok(counter.taken())
    } else if limit == ENTRY_BYTES {
        Err(WorkbookRefusal::EntryTooLarge { part: name })
    } else {
        Err(WorkbookRefusal::ArchiveTooLarge)
    }
}
