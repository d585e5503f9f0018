//! The bank's answer to a file.
//!
//! ```text
//! PIAOJIA-BANK-ANSWER,1,2026-11-07,1,2
//! 1,0192f0c1-7a2b,accepted,,2026-11-07T01:03:12+08:00
//! 2,0192f0c1-7a2c,refused,NO_FUNDS,2026-11-07T01:03:12+08:00
//! SHA256,…
//! ```
//!
//! First line: name, version, day and sequence of the file that is answered, answers. Answer: number of the entry, the
//! line's id, verdict, the reason's code where refused, when. An entry without answer stays with the bank.

use super::text::{Fault, Problem, day, fields, number, opened, same_spelling, sealed};
use super::{BankFile, Verdict};
use crate::calendar::{Day, Instant};
use crate::identity::LineId;
use chrono::{DateTime, FixedOffset};
use std::collections::HashSet;
use std::fmt::Write;

const NAME: &str = "PIAOJIA-BANK-ANSWER";
const VERSION: &str = "1";
const FIRST_ANSWER: usize = 2;
const LONGEST_REASON: usize = 20;
const TAIPEI_SECONDS: i32 = 8 * 3600;
const TIME_FORM: &str = "%Y-%m-%dT%H:%M:%S%:z";

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Number of the entry in the file.
    pub entry: u32,
    /// The line's id.
    pub line: LineId,
    /// What the bank says.
    pub verdict: Verdict,
    /// Why, where it refused: 1–20 capital letters, digits, `_` and `-`.
    pub reason: Option<String>,
    /// When, to the second.
    pub at: Instant,
}

/// A file of answers as it was checked: no line twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFile {
    day: Day,
    sequence: u32,
    answers: Vec<Answer>,
}

/// An answer that does not belong to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// It answers another day or sequence.
    OtherFile,
    /// No such entry, or its line is another.
    OtherEntry {
        /// The number that the answer names.
        entry: u32,
    },
}

impl AnswerFile {
    /// Checks and takes the answers. A fault names the line in which the answer would stand.
    pub fn new(day: Day, sequence: u32, answers: Vec<Answer>) -> Result<Self, Fault> {
        let mut seen = HashSet::new();
        for (position, answer) in answers.iter().enumerate() {
            let at = |problem| Fault::new(position + FIRST_ANSWER, problem);
            if !reason_fits(answer) {
                return Err(at(Problem::Reason));
            }
            written(answer.at).ok_or(at(Problem::Time))?;
            if !seen.insert(&answer.line) {
                return Err(at(Problem::Twice));
            }
        }
        Ok(Self { day, sequence, answers })
    }

    /// The answers.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Day of the file that is answered.
    pub fn day(&self) -> Day {
        self.day
    }

    /// Sequence of the file that is answered.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// Whether every answer names an entry of `file` by number and id.
    pub fn belongs_to(&self, file: &BankFile) -> Result<(), Mismatch> {
        if (self.day, self.sequence) != (file.day(), file.sequence()) {
            return Err(Mismatch::OtherFile);
        }
        for answer in &self.answers {
            let position = usize::try_from(answer.entry).ok().and_then(|number| number.checked_sub(1));
            let entry = position.and_then(|position| file.entries().get(position));
            if entry.is_none_or(|entry| entry.line != answer.line) {
                return Err(Mismatch::OtherEntry { entry: answer.entry });
            }
        }
        Ok(())
    }

    /// The text as the bank writes it.
    pub fn text(&self) -> String {
        let Self { day, sequence, answers } = self;
        let mut body = format!("{NAME},{VERSION},{day},{sequence},{}\n", answers.len());
        for Answer { entry, line, verdict, reason, at } in answers {
            let (reason, at) = (reason.as_deref().unwrap_or_default(), written(*at).unwrap_or_default());
            // Writing into a string cannot fail.
            let _ = writeln!(body, "{entry},{line},{},{reason},{at}", verdict.as_str());
        }
        sealed(body)
    }

    /// Reads an answer of the bank.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let lines = opened(bytes)?;
        let (header, rows) = lines.split_first().ok_or(Fault::new(1, Problem::WrongHeader))?;
        let [name, version, of_day, sequence, count] = fields(header, 1)?;
        if (name, version) != (NAME, VERSION) {
            return Err(Fault::new(1, Problem::WrongHeader));
        }
        let mut answers = Vec::with_capacity(rows.len());
        for (position, row) in rows.iter().enumerate() {
            answers.push(answer(row, position + FIRST_ANSWER)?);
        }
        let file = Self::new(day(of_day)?, number(sequence, 1, Problem::WrongHeader)?, answers)?;
        if number::<usize>(count, 1, Problem::Count)? != file.answers.len() {
            return Err(Fault::new(1, Problem::Count));
        }
        same_spelling(bytes, &file.text())?;
        Ok(file)
    }
}

fn answer(row: &str, line_number: usize) -> Result<Answer, Fault> {
    let at = |problem| Fault::new(line_number, problem);
    let [entry, line, verdict, reason, time] = fields(row, line_number)?;
    let time = DateTime::parse_from_str(time, TIME_FORM).map_err(|_| at(Problem::Time))?;
    Ok(Answer {
        entry: number(entry, line_number, Problem::EntryNumber)?,
        line: LineId::parse(line).map_err(|_| at(Problem::LineId))?,
        verdict: Verdict::parse(verdict).ok_or(at(Problem::Verdict))?,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        at: Instant(time.timestamp_millis()),
    })
}

fn reason_fits(answer: &Answer) -> bool {
    let of_form = |reason: &str| {
        (1..=LONGEST_REASON).contains(&reason.len())
            && reason.bytes().all(|byte| {
                byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-'
            })
    };
    match (answer.verdict, &answer.reason) {
        (Verdict::Accepted, None) => true,
        (Verdict::Refused, Some(reason)) => of_form(reason),
        (Verdict::Accepted, Some(_)) | (Verdict::Refused, None) => false,
    }
}

/// A whole second, with Taipei's offset.
fn written(at: Instant) -> Option<String> {
    let offset = FixedOffset::east_opt(TAIPEI_SECONDS)?;
    let time = DateTime::from_timestamp_millis(at.0).filter(|_| at.0.rem_euclid(1000) == 0)?;
    let text = time.with_timezone(&offset).format(TIME_FORM).to_string();
    // Years beyond four digits are written with a sign and would not be read again.
    (text.len() == 25).then_some(text)
}
