//! The bank's files, up to a zero byte ours, after it the bank's answer, each without the last line that seals it.
//! What is read is written the same again, byte for byte; an answer that belongs to a file names only its entries;
//! what may be made may be sent: it is read again as itself.
#![no_main]
#![allow(clippy::expect_used, reason = "a target says no by panicking")]

use chrono::NaiveDate;
use domain::bank::{Answer, AnswerFile, BankFile, Entry, Fault, LineKind, Mismatch, Verdict};
use domain::calendar::{Day, Instant};
use domain::hexadecimal::hex;
use domain::identity::{LineId, MerchantNumber};
use domain::money::Dollars;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

fuzz_target!(|bytes: &[u8]| {
    let (ours, answer) =
        bytes.iter().position(|byte| *byte == 0).map_or((bytes, bytes), |at| bytes.split_at(at));
    let answer = answer.strip_prefix(b"\0").unwrap_or(answer);
    for unsealed in [bytes, ours, answer] {
        let _ = (read_file(unsealed), read_answer(unsealed));
    }
    if let (Ok(file), Ok(answer)) = (read_file(&sealed(ours)), read_answer(&sealed(answer))) {
        answers_name_entries(&file, &answer);
    }
    let _ = made_files_are_read(&mut Unstructured::new(bytes));
});

/// With a last line that is right, however wrong the rest is.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut bytes = body.to_vec();
    if !body.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    let hash = hex(&Sha256::digest(&bytes));
    bytes.extend(format!("SHA256,{hash}\n").bytes());
    bytes
}

fn read_file(bytes: &[u8]) -> std::result::Result<BankFile, Fault> {
    let file = BankFile::parse(bytes).inspect_err(|fault| names_a_line(bytes, fault))?;
    assert_eq!(file.text().as_bytes(), bytes);
    let ids: HashSet<_> = file.entries().iter().map(|entry| &entry.line).collect();
    assert_eq!(ids.len(), file.entries().len());
    assert!(file.entries().iter().all(|entry| entry.amount > Dollars::ZERO && entry.fee <= entry.amount));
    let total: i128 = file.entries().iter().map(|entry| i128::from(entry.amount.0)).sum();
    assert_eq!(i128::from(file.total().0), total);
    Ok(file)
}

fn read_answer(bytes: &[u8]) -> std::result::Result<AnswerFile, Fault> {
    let file = AnswerFile::parse(bytes).inspect_err(|fault| names_a_line(bytes, fault))?;
    assert_eq!(file.text().as_bytes(), bytes);
    let ids: HashSet<_> = file.answers().iter().map(|answer| &answer.line).collect();
    assert_eq!(ids.len(), file.answers().len());
    let reasons =
        file.answers().iter().all(|answer| (answer.verdict == Verdict::Refused) == answer.reason.is_some());
    assert!(reasons);
    Ok(file)
}

/// A fault is of a line that is there; of the first where nothing is.
fn names_a_line(bytes: &[u8], fault: &Fault) {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').count();
    assert!((1..=lines.max(1)).contains(&fault.line), "{fault}, of {lines} lines");
}

fn answers_name_entries(file: &BankFile, answers: &AnswerFile) {
    let entry_of = |answer: &Answer| {
        let position = usize::try_from(answer.entry).ok()?.checked_sub(1)?;
        file.entries().get(position).filter(|entry| entry.line == answer.line)
    };
    match answers.belongs_to(file) {
        Ok(()) => {
            assert_eq!((answers.day(), answers.sequence()), (file.day(), file.sequence()));
            assert!(answers.answers().iter().all(|answer| entry_of(answer).is_some()));
            assert!(answers.answers().len() <= file.entries().len());
        }
        Err(Mismatch::OtherFile) => {
            assert_ne!((answers.day(), answers.sequence()), (file.day(), file.sequence()));
        }
        Err(Mismatch::OtherEntry { entry }) => {
            let named = |answer: &&Answer| answer.entry == entry && entry_of(answer).is_none();
            assert!(answers.answers().iter().any(|answer| named(&answer)));
        }
    }
}

/// Files made of any values, not of text: what the constructors take is read again, answers to it belong to it.
fn made_files_are_read(input: &mut Unstructured<'_>) -> Result<()> {
    let days = if input.ratio(1, 4)? { input.arbitrary()? } else { input.int_in_range(0..=40_000)? };
    let day = Day::from_date(NaiveDate::from_epoch_days(days).unwrap_or_default());
    let sequence = input.arbitrary()?;
    let (mut entries, mut answers) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        let Ok(line) = LineId::parse(&format!("line-{}", input.int_in_range(0..=999)?)) else { break };
        let redeem = input.arbitrary()?;
        let amount = if input.ratio(1, 16)? { input.arbitrary()? } else { input.int_in_range(1..=1_000)? };
        let fee = if redeem { 0 } else { input.int_in_range(0..=amount.clamp(0, 100))? };
        entries.push(Entry {
            merchant: MerchantNumber(input.arbitrary()?),
            kind: if redeem { LineKind::Redeem } else { LineKind::Return },
            line: line.clone(),
            serial: format!("A63OV{:011}", input.arbitrary::<u32>()?),
            amount: Dollars(amount),
            fee: Dollars(if input.ratio(1, 32)? { input.arbitrary()? } else { fee }),
        });
        let refused = input.arbitrary()?;
        let reason = if input.ratio(1, 16)? { input.arbitrary()? } else { "NO_FUNDS".to_owned() };
        let whole_second = Instant(i64::from(input.arbitrary::<i32>()?) * 1000);
        answers.push(Answer {
            entry: u32::try_from(entries.len()).unwrap_or(0),
            line,
            verdict: if refused { Verdict::Refused } else { Verdict::Accepted },
            reason: Some(reason).filter(|_| refused),
            at: if input.ratio(1, 16)? { Instant(input.arbitrary()?) } else { whole_second },
        });
    }
    let file = BankFile::new(day, sequence, entries);
    if let Ok(file) = &file {
        assert_eq!(read_file(file.text().as_bytes()).as_ref(), Ok(file));
    }
    let answer = AnswerFile::new(day, sequence, answers);
    if let Ok(answer) = &answer {
        assert_eq!(read_answer(answer.text().as_bytes()).as_ref(), Ok(answer));
    }
    if let (Ok(file), Ok(answer)) = (file, answer) {
        assert_eq!(answer.belongs_to(&file), Ok(()));
    }
    Ok(())
}
