//! The file that goes to the bank.
//!
//! ```text
//! PIAOJIA-BANK,2,2026-11-07,1,2,300,1
//! 1,1000001,redeem,0192f0c1-7a2b,A63OV00000013769,100,0
//! 2,1000001,return,0192f0c1-7a2c,A63OV00000013770,200,6
//! HEAD,piaojia-head-1 1000001 41 …
//! SHA256,…
//! ```
//!
//! First line: name, version, day of the run, sequence of the file on that day, entries, total of their amounts, heads.
//! Entry: number, merchant, kind, the line's id, the ticket's serial, face value, fee kept from it. Head: the signed
//! head of a merchant's sealed log (CODES, event log), at most one of each merchant that an entry names, in their order.
//! The bank keeps them: what happened before cannot be changed unnoticed any more.

use super::LineKind;
use super::text::{Fault, Problem, day, fields, number, opened, same_spelling, sealed};
use crate::calendar::Day;
use crate::identity::{LineId, MerchantNumber};
use crate::money::Dollars;
use crate::seal::SignedHead;
use std::collections::HashSet;
use std::fmt::Write;

const NAME: &str = "PIAOJIA-BANK";
const VERSION: &str = "2";
const HEAD: &str = "HEAD,";
/// Entries begin in the second line.
const FIRST_ENTRY: usize = 2;

/// One line for the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 發行單位
    pub merchant: MerchantNumber,
    /// Redemption or return.
    pub kind: LineKind,
    /// Its id: by this the bank knows it again.
    pub line: LineId,
    /// 票券序號
    pub serial: String,
    /// Face value of its units.
    pub amount: Dollars,
    /// What the issuer keeps of a return.
    pub fee: Dollars,
}

/// A file as it was checked: nothing twice, every amount sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankFile {
    day: Day,
    sequence: u32,
    entries: Vec<Entry>,
    heads: Vec<SignedHead>,
    total: Dollars,
}

impl BankFile {
    /// Checks and takes the entries. A fault names the line in which the entry would stand. The heads come later.
    pub fn new(day: Day, sequence: u32, entries: Vec<Entry>) -> Result<Self, Fault> {
        let mut seen = HashSet::new();
        let mut total = Dollars::ZERO;
        for (position, entry) in entries.iter().enumerate() {
            let at = |problem| Fault::new(position + FIRST_ENTRY, problem);
            check(entry).map_err(at)?;
            if !seen.insert(&entry.line) {
                return Err(at(Problem::Twice));
            }
            total = total.plus(entry.amount).ok_or(Fault::new(1, Problem::Total))?;
        }
        Ok(Self { day, sequence, entries, heads: Vec::new(), total })
    }

    /// The file with these heads: of merchants that it names, each once and in order. Who signed them is asked by
    /// [`Self::heads_are_signed_by`].
    pub fn with_heads(self, heads: Vec<SignedHead>) -> Result<Self, Fault> {
        let mut last = None;
        for (position, head) in heads.iter().enumerate() {
            let merchant = head.head.merchant;
            let named = self.entries.iter().any(|entry| entry.merchant == merchant);
            if !named || last >= Some(merchant) {
                return Err(Fault::new(self.first_head() + position, Problem::Head));
            }
            last = Some(merchant);
        }
        Ok(Self { heads, ..self })
    }

    /// The signed heads of the merchants' logs.
    pub fn heads(&self) -> &[SignedHead] {
        &self.heads
    }

    /// Whether the holder of this public key signed every head; else the line of the first that is forged.
    pub fn heads_are_signed_by(&self, key: &[u8; 32]) -> Result<(), Fault> {
        match self.heads.iter().position(|head| !head.is_signed_by(key)) {
            None => Ok(()),
            Some(position) => Err(Fault::new(self.first_head() + position, Problem::HeadForged)),
        }
    }

    /// The line of the first head.
    fn first_head(&self) -> usize {
        self.entries.len() + FIRST_ENTRY
    }

    /// Day of the run.
    pub fn day(&self) -> Day {
        self.day
    }

    /// Which file of that day.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// Its entries; the first has the number 1.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Total of their amounts.
    pub fn total(&self) -> Dollars {
        self.total
    }

    /// The text that is sent.
    pub fn text(&self) -> String {
        let Self { day, sequence, entries, heads, total } = self;
        let (count, head_count) = (entries.len(), heads.len());
        let mut body = format!("{NAME},{VERSION},{day},{sequence},{count},{},{head_count}\n", total.0);
        for (position, entry) in entries.iter().enumerate() {
            let Entry { merchant, kind, line, serial, amount, fee } = entry;
            // Writing into a string cannot fail.
            let _ = writeln!(
                body,
                "{},{merchant},{},{line},{serial},{},{}",
                position + 1,
                kind.as_str(),
                amount.0,
                fee.0
            );
        }
        for head in heads {
            let _ = writeln!(body, "{HEAD}{}", head.text());
        }
        sealed(body)
    }

    /// Reads a file of ours.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let lines = opened(bytes)?;
        let (header, rows) = lines.split_first().ok_or(Fault::new(1, Problem::WrongHeader))?;
        let [name, version, of_day, sequence, count, total, head_count] = fields(header, 1)?;
        if (name, version) != (NAME, VERSION) {
            return Err(Fault::new(1, Problem::WrongHeader));
        }
        let entry_rows = rows.iter().take_while(|row| !row.starts_with(HEAD)).count();
        let (rows, head_rows) = rows.split_at(entry_rows);
        let mut entries = Vec::with_capacity(rows.len());
        for (position, row) in rows.iter().enumerate() {
            entries.push(entry(row, position)?);
        }
        let file = Self::new(day(of_day)?, number(sequence, 1, Problem::WrongHeader)?, entries)?;
        let mut heads = Vec::with_capacity(head_rows.len());
        for (position, row) in head_rows.iter().enumerate() {
            let head = row.strip_prefix(HEAD).and_then(SignedHead::parse);
            heads.push(head.ok_or(Fault::new(file.first_head() + position, Problem::Head))?);
        }
        let file = file.with_heads(heads)?;
        if number::<usize>(head_count, 1, Problem::Count)? != file.heads.len() {
            return Err(Fault::new(1, Problem::Count));
        }
        if number::<usize>(count, 1, Problem::Count)? != file.entries.len() {
            return Err(Fault::new(1, Problem::Count));
        }
        if number::<i64>(total, 1, Problem::Total)? != file.total.0 {
            return Err(Fault::new(1, Problem::Total));
        }
        same_spelling(bytes, &file.text())?;
        Ok(file)
    }
}

fn entry(row: &str, position: usize) -> Result<Entry, Fault> {
    let line_number = position + FIRST_ENTRY;
    let at = |problem| Fault::new(line_number, problem);
    let [entry_number, merchant, kind, line, serial, amount, fee] = fields(row, line_number)?;
    if number::<usize>(entry_number, line_number, Problem::EntryNumber)? != position + 1 {
        return Err(at(Problem::EntryNumber));
    }
    Ok(Entry {
        merchant: MerchantNumber(number(merchant, line_number, Problem::Merchant)?),
        kind: LineKind::parse(kind).ok_or(at(Problem::Kind))?,
        line: LineId::parse(line).map_err(|_| at(Problem::LineId))?,
        serial: serial.to_owned(),
        amount: Dollars(number(amount, line_number, Problem::Amount)?),
        fee: Dollars(number(fee, line_number, Problem::Fee)?),
    })
}

fn check(entry: &Entry) -> Result<(), Problem> {
    let serial = entry.serial.as_bytes();
    let letters_and_digits = serial.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if serial.len() != 16 || !letters_and_digits {
        return Err(Problem::Serial);
    }
    if entry.amount <= Dollars::ZERO {
        return Err(Problem::Amount);
    }
    let most = match entry.kind {
        LineKind::Redeem => Dollars::ZERO,
        LineKind::Return => entry.amount,
    };
    if entry.fee < Dollars::ZERO || entry.fee > most {
        return Err(Problem::Fee);
    }
    Ok(())
}
