//! How much of a file is looked at. Beyond any of these the whole file is refused.

/// Largest file, as uploaded. A technical ceiling: the upload page may set a lower one (RULES §6: 8 MB).
pub const FILE_BYTES: usize = 64 * 1024 * 1024;

/// Largest part of the file after inflating. What the headers claim is not believed.
pub const ENTRY_BYTES: u64 = 64 * 1024 * 1024;

/// All parts together after inflating.
pub const ARCHIVE_BYTES: u64 = 200 * 1024 * 1024;

/// Most parts in a file.
pub const ENTRIES: usize = 1_000;

/// Most rows of the sheet: a header and 100,000 others.
pub const ROWS: u32 = 100_001;

/// Most columns of the sheet.
pub const COLUMNS: u32 = 64;

/// Most cells with something in them.
pub const CELLS: usize = 2_000_000;

/// Most text kept from all cells together. One long shared string named by a million cells must not multiply.
pub const TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Longest text of a cell that is kept; of a longer one only the beginning, to show it.
pub const TEXT_LENGTH: usize = 500;
