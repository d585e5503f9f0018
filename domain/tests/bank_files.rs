//! The bank's files: what is written is read again, what was changed on the way is noticed, and nothing that comes in
//! can do more than be refused.
#![cfg(test)]

use domain::bank::{Answer, AnswerFile, BankFile, Entry, Fault, LineKind, Mismatch, Problem, Verdict};
use domain::calendar::{Day, Instant};
use domain::identity::{LineId, MerchantNumber};
use domain::money::Dollars;
use domain::seal::{Head, SignedHead, public_key};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const FILE: &str = "PIAOJIA-BANK,2,2026-11-07,1,2,300,0
1,1000001,redeem,0192f0c1-7a2b,A63OV00000013769,100,0
2,1000001,return,0192f0c1-7a2c,A63OV00000013770,200,6
";
const SECRET: [u8; 32] = [7; 32];

const ANSWER: &str = "PIAOJIA-BANK-ANSWER,1,2026-11-07,1,2
1,0192f0c1-7a2b,accepted,,2026-11-07T01:03:12+08:00
2,0192f0c1-7a2c,refused,NO_FUNDS,2026-11-07T01:03:12+08:00
";

/// With a last line that is right for this text, however wrong the text is.
fn sealed(body: &str) -> Vec<u8> {
    let hash: String = Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{body}SHA256,{hash}\n").into_bytes()
}

fn line(text: &str) -> LineId {
    LineId::parse(text).expect("a line's id")
}

#[test]
fn the_sample_of_a_file() {
    let file = BankFile::parse(&sealed(FILE)).expect("a file");
    assert_eq!((file.day().to_string().as_str(), file.sequence()), ("2026-11-07", 1));
    assert_eq!(file.total(), Dollars(300));
    let returned = Entry {
        merchant: MerchantNumber(1_000_001),
        kind: LineKind::Return,
        line: line("0192f0c1-7a2c"),
        serial: "A63OV00000013770".to_owned(),
        amount: Dollars(200),
        fee: Dollars(6),
    };
    assert_eq!(file.entries().get(1), Some(&returned));
    assert_eq!(file.text().into_bytes(), sealed(FILE));
}

#[test]
fn the_sample_of_an_answer() {
    let answer = AnswerFile::parse(&sealed(ANSWER)).expect("an answer");
    let file = BankFile::parse(&sealed(FILE)).expect("a file");
    assert_eq!(answer.belongs_to(&file), Ok(()));
    let refused = answer.answers().get(1).expect("two answers");
    assert_eq!((refused.verdict, refused.reason.as_deref()), (Verdict::Refused, Some("NO_FUNDS")));
    assert_eq!(refused.at.taipei_text(), "2026/11/07 01:03:12");
    assert_eq!(answer.text().into_bytes(), sealed(ANSWER));
}

#[test]
fn an_answer_to_something_else_is_noticed() {
    let file = BankFile::parse(&sealed(FILE)).expect("a file");
    let cases = [
        (",2026-11-07,1,2", ",2026-11-08,1,2", Mismatch::OtherFile),
        (",2026-11-07,1,2", ",2026-11-07,2,2", Mismatch::OtherFile),
        ("\n2,", "\n3,", Mismatch::OtherEntry { entry: 3 }),
        ("\n2,", "\n0,", Mismatch::OtherEntry { entry: 0 }),
        ("0192f0c1-7a2c", "0192f0c1-7a2d", Mismatch::OtherEntry { entry: 2 }),
    ];
    for (from, to, mismatch) in cases {
        let answer = AnswerFile::parse(&sealed(&ANSWER.replacen(from, to, 1))).expect("an answer");
        assert_eq!(answer.belongs_to(&file), Err(mismatch), "{from} → {to}");
    }
}

/// Each change, with a right hash, and the line and problem that it must be refused with.
#[test]
fn a_wrong_file_names_its_line() {
    use Problem::{
        Amount, Count, EntryNumber, Fee, FieldCount, Kind, LineId, Merchant, OtherSpelling, Serial, Total,
        Twice, WrongHeader,
    };
    let cases = [
        ("PIAOJIA-BANK,2", "PIAOJIA-BANK,1", 1, WrongHeader),
        ("2026-11-07", "2026-11-31", 1, WrongHeader),
        (",1,2,300", ",1,3,300", 1, Count),
        (",1,2,300", ",1,2,301", 1, Total),
        (",1,2,300,0", ",1,2,300", 1, FieldCount),
        (",300,0", ",300,1", 1, Count),
        (",1,2,300", ",01,2,300", 1, OtherSpelling),
        ("\n1,1000001", "\n1,+1000001", 2, OtherSpelling),
        ("\n1,1000001", "\n1,x", 2, Merchant),
        ("\n2,1000001", "\n3,1000001", 3, EntryNumber),
        ("redeem", "settle", 2, Kind),
        ("0192f0c1-7a2c", "0192f0c1'7a2c", 3, LineId),
        ("0192f0c1-7a2c", "0192f0c1-7a2b", 3, Twice),
        ("A63OV00000013770", "A63OV0000001377", 3, Serial),
        ("A63OV00000013770", "a63OV00000013770", 3, Serial),
        (",200,6", ",99999999999999999999,6", 3, Amount),
        (",200,6", ",0,0", 3, Amount),
        (",200,6", ",-200,6", 3, Amount),
        (",200,6", ",200,201", 3, Fee),
        (",200,6", ",200,-1", 3, Fee),
        (",100,0", ",100,1", 2, Fee),
        (",200,6", ",200,6,7", 3, FieldCount),
        (",200,6", ",9223372036854775807,6", 1, Total),
    ];
    for (from, to, line, problem) in cases {
        let changed = FILE.replacen(from, to, 1);
        assert_ne!(changed, FILE, "{from}");
        assert_eq!(BankFile::parse(&sealed(&changed)), Err(Fault { line, problem }), "{from} → {to}");
    }
}

fn head(merchant: u32) -> SignedHead {
    Head { number: 41, hash: [3; 32], ..Head::empty(MerchantNumber(merchant), Instant(1_794_000_000_000)) }
        .sign(&SECRET)
}

/// The sample with one entry of another merchant and the heads of both.
fn with_heads() -> BankFile {
    let mut entries = BankFile::parse(&sealed(FILE)).expect("a file").entries().to_vec();
    entries[1].merchant = MerchantNumber(1_000_002);
    let file = BankFile::new(Day::new(2026, 11, 7).expect("a day"), 1, entries).expect("a file");
    file.with_heads(vec![head(1_000_001), head(1_000_002)]).expect("with heads")
}

#[test]
fn heads_leave_the_house_with_the_file() {
    let file = with_heads();
    let text = file.text();
    let line = format!("HEAD,{}", head(1_000_001).text());
    assert!(text.starts_with("PIAOJIA-BANK,2,2026-11-07,1,2,300,2\n"));
    assert_eq!(text.lines().nth(3), Some(line.as_str()));
    assert_eq!(BankFile::parse(text.as_bytes()), Ok(file.clone()));
    assert_eq!(file.heads_are_signed_by(&public_key(&SECRET)), Ok(()));
    let forged = Err(Fault { line: 4, problem: Problem::HeadForged });
    assert_eq!(file.heads_are_signed_by(&public_key(&[8; 32])), forged);
}

/// Each change of the lines of heads, with a right hash.
#[test]
fn a_wrong_head_names_its_line() {
    let text = with_heads().text();
    let body = text.split_once("SHA256,").expect("a last line").0;
    let (first, second) = (head(1_000_001).text(), head(1_000_002).text());
    let cases = [
        (first.clone(), second.clone(), Ok(Fault { line: 5, problem: Problem::Head })),
        (second.clone(), first.clone(), Ok(Fault { line: 5, problem: Problem::Head })),
        (second.clone(), head(1_000_003).text(), Ok(Fault { line: 5, problem: Problem::Head })),
        (format!("{first}\n"), format!("{first} \n"), Ok(Fault { line: 4, problem: Problem::Head })),
        (format!("HEAD,{first}\n"), String::new(), Ok(Fault { line: 1, problem: Problem::Count })),
        // Of the right form: who signed it is another question.
        (first.clone(), first.replacen(" 41 ", " 42 ", 1), Err(4)),
    ];
    for (from, to, expected) in cases {
        let changed = body.replacen(&from, &to, 1);
        assert_ne!(changed, body, "{from}");
        match (BankFile::parse(&sealed(&changed)), expected) {
            (Err(fault), Ok(expected)) => assert_eq!(fault, expected, "{from} → {to}"),
            (Ok(file), Err(line)) => {
                let forged = Err(Fault { line, problem: Problem::HeadForged });
                assert_eq!(file.heads_are_signed_by(&public_key(&SECRET)), forged);
            }
            (read, expected) => panic!("{read:?} instead of {expected:?}"),
        }
    }
}

#[test]
fn a_wrong_answer_names_its_line() {
    let cases = [
        ("accepted,,", "accepted,NO_FUNDS,", 2, Problem::Reason),
        ("refused,NO_FUNDS,", "refused,,", 3, Problem::Reason),
        ("refused,NO_FUNDS,", "refused,no funds,", 3, Problem::Reason),
        ("refused,NO_FUNDS,", "refused,NO_FUNDS_AT_ALL_TODAY,", 3, Problem::Reason),
        ("refused", "unsure", 3, Problem::Verdict),
        ("2026-11-07T01:03:12+08:00", "2026-11-07 01:03", 2, Problem::Time),
        ("2026-11-07T01:03:12+08:00", "2026-11-06T17:03:12+00:00", 2, Problem::OtherSpelling),
        ("0192f0c1-7a2c", "0192f0c1-7a2b", 3, Problem::Twice),
        ("\n2,", "\nx,", 3, Problem::EntryNumber),
        (",1,2\n", ",1,1\n", 1, Problem::Count),
    ];
    for (from, to, line, problem) in cases {
        let changed = ANSWER.replacen(from, to, 1);
        assert_ne!(changed, ANSWER, "{from}");
        assert_eq!(AnswerFile::parse(&sealed(&changed)), Err(Fault { line, problem }), "{from} → {to}");
    }
}

#[test]
fn a_file_without_its_end_is_refused() {
    let whole = sealed(FILE);
    for length in 0..whole.len() {
        assert!(BankFile::parse(whole.get(..length).unwrap_or_default()).is_err(), "{length} bytes");
    }
    let fault = |bytes: &[u8]| BankFile::parse(bytes).expect_err("a fault");
    assert_eq!(fault(FILE.as_bytes()), Fault { line: 3, problem: Problem::NoTrailer });
    assert_eq!(fault(b"one\ntwo\n\xff\n"), Fault { line: 3, problem: Problem::NotText });
    assert_eq!(fault(b""), Fault { line: 1, problem: Problem::NotText });
    assert_eq!(fault(&sealed("")), Fault { line: 1, problem: Problem::WrongHeader });
}

fn some_day() -> impl Strategy<Value = Day> {
    (0_u64..20_000).prop_map(|days| Day::new(2020, 1, 1).expect("a day").plus_days(days))
}

fn entry() -> impl Strategy<Value = Entry> {
    (any::<u32>(), any::<bool>(), any::<u64>(), "[A-Z][A-Z0-9]{4}[0-9]{11}", 1_i64..1_000_000, 0_i64..=100)
        .prop_map(|(merchant, redeem, id, serial, amount, fee)| Entry {
            merchant: MerchantNumber(merchant),
            kind: if redeem { LineKind::Redeem } else { LineKind::Return },
            line: line(&format!("line-{id}")),
            serial,
            amount: Dollars(amount),
            fee: Dollars(if redeem { 0 } else { amount * fee / 100 }),
        })
}

fn file() -> impl Strategy<Value = BankFile> {
    (some_day(), any::<u32>(), proptest::collection::vec(entry(), 0..20)).prop_filter_map(
        "no line twice",
        |(day, sequence, entries)| {
            let merchants: BTreeSet<u32> = entries.iter().map(|entry| entry.merchant.0).collect();
            let heads = merchants.into_iter().filter(|merchant| merchant % 3 != 0).map(head).collect();
            BankFile::new(day, sequence, entries).ok()?.with_heads(heads).ok()
        },
    )
}

fn answer_file() -> impl Strategy<Value = AnswerFile> {
    let answer = (any::<u32>(), any::<u64>(), proptest::option::of("[A-Z0-9_-]{1,20}"), 0_i64..4_000_000_000)
        .prop_map(|(entry, id, reason, seconds)| Answer {
            entry,
            line: line(&format!("line-{id}")),
            verdict: if reason.is_some() { Verdict::Refused } else { Verdict::Accepted },
            reason,
            at: Instant(seconds * 1000),
        });
    (some_day(), any::<u32>(), proptest::collection::vec(answer, 0..20))
        .prop_filter_map("no line twice", |(day, sequence, answers)| {
            AnswerFile::new(day, sequence, answers).ok()
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(file in file()) {
        prop_assert_eq!(BankFile::parse(file.text().as_bytes()), Ok(file));
    }

    #[test]
    fn an_answer_is_read_again(file in answer_file()) {
        prop_assert_eq!(AnswerFile::parse(file.text().as_bytes()), Ok(file));
    }

    #[test]
    fn any_changed_byte_is_noticed(file in file(), at in any::<prop::sample::Index>(), flip in 1_u8..=255) {
        let mut bytes = file.text().into_bytes();
        let position = at.index(bytes.len());
        bytes[position] ^= flip;
        prop_assert!(BankFile::parse(&bytes).is_err());
    }

    #[test]
    fn any_changed_byte_of_an_answer_is_noticed(
        file in answer_file(), at in any::<prop::sample::Index>(), flip in 1_u8..=255,
    ) {
        let mut bytes = file.text().into_bytes();
        let position = at.index(bytes.len());
        bytes[position] ^= flip;
        prop_assert!(AnswerFile::parse(&bytes).is_err());
    }

    /// Whatever comes in, with a right hash or without: an answer, never a panic.
    #[test]
    fn hostile_bytes_are_only_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(BankFile::parse(&bytes).is_err() && AnswerFile::parse(&bytes).is_err());
        let body = String::from_utf8_lossy(&bytes).into_owned() + "\n";
        prop_assert!(BankFile::parse(&sealed(&body)).is_err() && AnswerFile::parse(&sealed(&body)).is_err());
    }

    /// Hostile in the places that are read, under a right hash: what is accepted is written the same again.
    #[test]
    fn what_is_accepted_is_sound(field in "[0-9A-Za-z,\n+. -]{0,12}", place in 0_usize..6) {
        let old = ["2026-11-07", "2,300,0", "1000001", "return", "A63OV00000013770", "200,6"][place];
        let changed = sealed(&FILE.replacen(old, &field, 1));
        if let Ok(file) = BankFile::parse(&changed) {
            prop_assert_eq!(file.text().into_bytes(), changed);
            let sum: i64 = file.entries().iter().map(|entry| entry.amount.0).sum();
            prop_assert_eq!(file.total(), Dollars(sum));
        }
    }
}
