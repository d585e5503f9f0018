//! What both files share: lines of comma-separated fields, and a last line with the hash of all before it.
//!
//! The hash finds what went wrong on the way. It is no signature: whoever may write the file may write the hash.

use crate::calendar::Day;
use crate::hexadecimal::hex;
use sha2::{Digest, Sha256};
use std::fmt;

const TRAILER: &str = "SHA256,";

/// What is wrong, and in which line (the first is 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The line.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What may be wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Not UTF-8, or a line that does not end.
    NotText,
    /// No last line with a hash.
    NoTrailer,
    /// The hash is another.
    WrongHash,
    /// Not the first line of such a file.
    WrongHeader,
    /// Too few or too many fields.
    FieldCount,
    /// Entries are numbered 1, 2, 3, …
    EntryNumber,
    /// Not a merchant's number.
    Merchant,
    /// Neither redemption nor return.
    Kind,
    /// Not a line's id.
    LineId,
    /// The same line twice.
    Twice,
    /// Not a serial.
    Serial,
    /// Not an amount above nothing.
    Amount,
    /// Not a fee: below nothing, above the amount, or of a redemption.
    Fee,
    /// Neither accepted nor refused.
    Verdict,
    /// A refusal without a reason, an acceptance with one, or not a reason's code.
    Reason,
    /// Not a time.
    Time,
    /// Not the signed head of the log of a merchant that the file names, or a second one.
    Head,
    /// We did not sign this head.
    HeadForged,
    /// The header names another number of entries or heads.
    Count,
    /// The header names another total, or it does not fit.
    Total,
    /// The same thing written in another way than ours.
    OtherSpelling,
}

impl Problem {
    const fn words(self) -> &'static str {
        match self {
            Self::NotText => "not text, or a line that does not end",
            Self::NoTrailer => "the last line has no hash",
            Self::WrongHash => "the file was changed: its hash is another",
            Self::WrongHeader => "not the first line of such a file",
            Self::FieldCount => "too few or too many fields",
            Self::EntryNumber => "the entry has another number",
            Self::Merchant => "not a merchant's number",
            Self::Kind => "neither redeem nor return",
            Self::LineId => "not a line's id",
            Self::Twice => "this line was named before",
            Self::Serial => "not a serial",
            Self::Amount => "not an amount above nothing",
            Self::Fee => "not a fee of this entry",
            Self::Verdict => "neither accepted nor refused",
            Self::Reason => "a refusal needs a reason's code, and only a refusal",
            Self::Time => "not a time",
            Self::Head => "not a signed head of a merchant of this file, or out of order",
            Self::HeadForged => "this head was not signed with our key",
            Self::Count => "the first line names another number of entries or heads",
            Self::Total => "the first line names another total",
            Self::OtherSpelling => "written in another way than ours",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.problem.words())
    }
}

impl std::error::Error for Fault {}

impl Fault {
    pub(super) const fn new(line: usize, problem: Problem) -> Self {
        Self { line, problem }
    }
}

/// The text with its last line.
pub(super) fn sealed(body: String) -> String {
    let hash = hex(&Sha256::digest(body.as_bytes()));
    format!("{body}{TRAILER}{hash}\n")
}

/// The lines before the last one, if the hash is theirs.
pub(super) fn opened(bytes: &[u8]) -> Result<Vec<&str>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let read = bytes.get(..error.valid_up_to()).unwrap_or_default();
        Fault::new(1 + read.iter().filter(|byte| **byte == b'\n').count(), Problem::NotText)
    })?;
    let last = text.matches('\n').count().max(1);
    let whole = text.strip_suffix('\n').ok_or(Fault::new(last, Problem::NotText))?;
    let start = whole.rfind('\n').map_or(0, |end| end + 1);
    let (body, trailer) = whole.split_at(start);
    let hash = trailer.strip_prefix(TRAILER).ok_or(Fault::new(last, Problem::NoTrailer))?;
    if hash != hex(&Sha256::digest(body.as_bytes())) {
        return Err(Fault::new(last, Problem::WrongHash));
    }
    Ok(body.split_terminator('\n').collect())
}

/// Refuses bytes that mean the same as ours but are not: there is one way to write a file.
pub(super) fn same_spelling(bytes: &[u8], ours: &str) -> Result<(), Fault> {
    if bytes == ours.as_bytes() {
        return Ok(());
    }
    let differs = bytes.iter().zip(ours.as_bytes()).take_while(|(one, other)| one == other);
    let line = 1 + differs.filter(|(byte, _)| **byte == b'\n').count();
    Err(Fault::new(line, Problem::OtherSpelling))
}

/// Exactly so many fields.
pub(super) fn fields<const COUNT: usize>(line: &str, number: usize) -> Result<[&str; COUNT], Fault> {
    let fields: Vec<&str> = line.split(',').collect();
    fields.try_into().map_err(|_| Fault::new(number, Problem::FieldCount))
}

/// A number, or what is wrong instead.
pub(super) fn number<Number: std::str::FromStr>(
    field: &str,
    line: usize,
    problem: Problem,
) -> Result<Number, Fault> {
    field.parse().map_err(|_| Fault::new(line, problem))
}

/// The day in a header.
pub(super) fn day(field: &str) -> Result<Day, Fault> {
    Day::parse(field).ok_or(Fault::new(1, Problem::WrongHeader))
}
