//! Why a whole file is refused.

/// Every reason for which no row of a file is looked at. Sentences for people: [`WorkbookRefusal::sentence`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkbookRefusal {
    /// More than [`super::FILE_BYTES`].
    FileTooLarge,
    /// No zip archive, or not one of a workbook.
    NotAWorkbook,
    /// An old `.xls`, or an xlsx with a password.
    OldOrEncrypted,
    /// More parts than [`super::ENTRIES`].
    TooManyEntries,
    /// A part that inflates to more than [`super::ENTRY_BYTES`].
    EntryTooLarge {
        /// Its name in the archive.
        part: String,
    },
    /// All parts inflate to more than [`super::ARCHIVE_BYTES`].
    ArchiveTooLarge,
    /// A part with too many of one element, or too large a one.
    TooComplex {
        /// Its name in the archive.
        part: String,
        /// The element.
        element: &'static str,
    },
    /// Text in characters that are neither UTF-8 nor Big5.
    UnknownText,
    /// The file holds macros.
    Macros,
    /// No visible worksheet.
    NoSheet,
    /// A cell beyond [`super::ROWS`] or [`super::COLUMNS`].
    FarCell {
        /// Its name, e.g. `ZZ1048576`.
        cell: String,
    },
    /// More cells than [`super::CELLS`] or more text than [`super::TEXT_BYTES`].
    TooMuchContent,
    /// Cannot be read to its end.
    Damaged,
}

impl WorkbookRefusal {
    /// Stable name for logs, tests and the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FileTooLarge => "file_too_large",
            Self::NotAWorkbook => "not_a_workbook",
            Self::OldOrEncrypted => "old_or_encrypted",
            Self::TooManyEntries => "too_many_entries",
            Self::EntryTooLarge { .. } => "entry_too_large",
            Self::ArchiveTooLarge => "archive_too_large",
            Self::TooComplex { .. } => "too_complex",
            Self::UnknownText => "unknown_text",
            Self::Macros => "macros",
            Self::NoSheet => "no_sheet",
            Self::FarCell { .. } => "far_cell",
            Self::TooMuchContent => "too_much_content",
            Self::Damaged => "damaged",
        }
    }
}

impl std::fmt::Display for WorkbookRefusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}

impl std::error::Error for WorkbookRefusal {}
