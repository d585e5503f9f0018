//! Receipts: what was written is read again, and nothing in one can be changed unnoticed, by anybody who has not the key
//! nor, as far as the log's own words go, by anybody who has it.
#![cfg(test)]

use domain::calendar::{Day, Instant};
use domain::identity::MerchantNumber;
use domain::receipt::{Facts, Problem, Proof, Stated, UseReceipt, check};
use domain::seal::{Head, SealedEvent, public_key};
use domain::ticket::UseState;
use proptest::prelude::*;

const SECRET: [u8; 32] = [7; 32];
const MERCHANT: MerchantNumber = MerchantNumber(1_000_001);
const VECTOR: &str = include_str!("../vectors/receipt.txt");

fn event() -> SealedEvent<'static> {
    SealedEvent {
        id: "019a5765-1a40-7000-8000-000000000001",
        kind: "redeemed",
        at: 1_793_945_045_678,
        actor_merchant: Some(1_000_001),
        account: Some("019a5765-0000-7000-8000-000000000002"),
        branch: Some("001"),
        order: None,
        ticket: Some("019a5765-0000-7000-8000-000000000003"),
        line: Some("019a5765-1a40-7000-8000-000000000004"),
        quantity: Some(2),
        remaining: Some(8),
        amount: Some(150),
        proof: Some("moment"),
        business_day: Some("2026-11-06"),
        attempt: Some("019a5765-1a00-7000-8000-000000000005"),
        content: Some("00ff"),
    }
}

fn receipt_of(event: &SealedEvent<'_>) -> Option<UseReceipt> {
    let bytes = event.bytes();
    let before = Head { number: 41, hash: [3; 32], ..Head::empty(MERCHANT, Instant(0)) };
    let head = before.next(&bytes, Instant(1_793_945_046_000)).sign(&SECRET);
    Some(UseReceipt {
        facts: Facts::read(MERCHANT, &bytes)?,
        proof: Some(Proof { bytes, previous: [3; 32], head }),
        stated: Stated {
            serial: "A63OV00000013769".to_owned(),
            product: "水果茶一杯".to_owned(),
            issuer: "幸福果茶".to_owned(),
            redeemer: "幸福果茶".to_owned(),
            branch: Some("信義店".to_owned()),
            state: UseState::Used,
            standing: 2,
            at: Day::parse("2026-11-06")?.start().plus_seconds(50_700),
        },
        key_address: "https://piaojia.example/.well-known/piaojia-seal-key.txt".to_owned(),
    })
}

fn receipt() -> UseReceipt {
    receipt_of(&event()).expect("a redemption")
}

fn problem(text: &str) -> Option<Problem> {
    check(text, &public_key(&SECRET)).err().map(|fault| fault.problem)
}

fn hex(bytes: &[u8]) -> String {
    domain::hexadecimal::hex(bytes)
}

/// Fixed for ever: receipts that left the house must still be checked years later.
#[test]
fn the_vector_is_what_we_write_and_it_holds() {
    let text = receipt().text(&SECRET).expect("a text");
    if std::env::var_os("PIAOJIA_WRITE_VECTORS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/receipt.txt");
        std::fs::write(path, &text).expect("written");
    } else {
        assert_eq!(text, VECTOR);
    }
    assert_eq!(check(&text, &public_key(&SECRET)), Ok(receipt()));
}

#[test]
fn what_waits_for_its_seal_has_no_text() {
    assert_eq!(UseReceipt { proof: None, ..receipt() }.text(&SECRET), None);
}

#[test]
fn a_name_on_two_lines_stays_on_one() {
    let mut receipt = receipt();
    receipt.stated.product = "茶\nsignature 00\r\n".to_owned();
    receipt.stated.branch = None;
    let read = check(&receipt.text(&SECRET).expect("a text"), &public_key(&SECRET)).expect("it holds");
    assert_eq!((read.stated.product.as_str(), read.stated.branch), ("茶 signature 00", None));
}

/// Each change, and what it must be called.
#[test]
fn what_is_wrong_is_named() {
    let other_event = hex(&SealedEvent { quantity: Some(3), ..event() }.bytes());
    let not_whole = hex(&event().bytes()[..40]);
    let (own_event, own_key) = (hex(&event().bytes()), hex(&public_key(&SECRET)));
    let other_key = hex(&public_key(&[8; 32]));
    let head = receipt().proof.expect("sealed").head;
    let forged = head.head.sign(&[8; 32]).text();
    let other_number = Head { number: 43, ..head.head }.sign(&SECRET).text();
    let other_merchant = Head { merchant: MerchantNumber(1_000_002), ..head.head }.sign(&SECRET).text();
    let cases = [
        ("piaojia-receipt-1", "piaojia-receipt-2", 1, Problem::NotAReceipt),
        ("[sealed]", "[said]", 2, Problem::NotAReceipt),
        ("merchant 1000001", "merchant 1000002", 3, Problem::FactsDiffer),
        ("number 42", "number 41", 4, Problem::FactsDiffer),
        ("branch 001", "branch 002", 7, Problem::FactsDiffer),
        ("units 2", "units 1", 11, Problem::FactsDiffer),
        ("left 8", "left 9", 12, Problem::FactsDiffer),
        ("shown-as moment", "shown-as living", 13, Problem::FactsDiffer),
        ("business-day 2026-11-06", "business-day 2026-11-07", 14, Problem::FactsDiffer),
        (&own_event, &other_event, 18, Problem::HeadDiffers),
        (&own_event, &not_whole, 16, Problem::NotAnEvent),
        (&own_event, "0", 16, Problem::NotAReceipt),
        ("previous 03", "previous 04", 18, Problem::HeadDiffers),
        (&head.text(), &forged, 18, Problem::HeadForged),
        (&head.text(), &other_number, 18, Problem::HeadDiffers),
        (&head.text(), &other_merchant, 18, Problem::HeadDiffers),
        (&own_key, &other_key, 19, Problem::OtherKey),
        ("serial A63OV00000013769", "serial A63OV00000013770", 30, Problem::Forged),
        ("state used", "state cancelled", 30, Problem::Forged),
        ("state used", "state gone", 26, Problem::NotAReceipt),
        ("standing 2", "standing 02", 27, Problem::NotAReceipt),
        ("信義店", "公館店", 30, Problem::Forged),
        ("piaojia.example", "piaojia.evil.tw", 30, Problem::Forged),
        ("\nsignature ", "\nsignature\t", 30, Problem::NotAReceipt),
    ];
    for (from, to, line, problem) in cases {
        let changed = VECTOR.replacen(from, to, 1);
        assert_ne!(changed, VECTOR, "{from}");
        let fault = check(&changed, &public_key(&SECRET)).expect_err(to);
        assert_eq!((fault.line, fault.problem), (line, problem), "{from} → {to}");
    }
    assert_eq!(check(VECTOR, &public_key(&[8; 32])).expect_err("another").problem, Problem::OtherKey);
    for other in ["", "\n", "piaojia-receipt-1", "piaojia-receipt-1\n", &format!("{VECTOR}\n"), &VECTOR[1..]]
    {
        assert_eq!(problem(other), Some(Problem::NotAReceipt), "{other}");
    }
}

/// Another event of the same log, sealed and signed as it should be, is no receipt of a redemption.
#[test]
fn only_a_redemption_has_a_receipt() {
    let cancelled = SealedEvent { kind: "redemption_cancelled", ..event() };
    assert_eq!(receipt_of(&cancelled), None);
    let bytes = cancelled.bytes();
    let before = Head { number: 41, hash: [3; 32], ..Head::empty(MERCHANT, Instant(0)) };
    let head = before.next(&bytes, Instant(0)).sign(&SECRET);
    let forced = UseReceipt { proof: Some(Proof { bytes, previous: [3; 32], head }), ..receipt() };
    assert_eq!(problem(&forced.text(&SECRET).expect("a text")), Some(Problem::NotARedemption));
}

fn field() -> impl Strategy<Value = (usize, String, i64)> {
    (0_usize..14, "[a-z0-9-]{1,12}", 0_i64..4_000_000_000)
}

/// The event with one of its fields changed.
fn changed<'a>(field: usize, text: &'a str, number: i64) -> SealedEvent<'a> {
    let event = event();
    match field {
        0 => SealedEvent { id: text, ..event },
        1 => SealedEvent { at: number, ..event },
        2 => SealedEvent { actor_merchant: Some(number), ..event },
        3 => SealedEvent { account: Some(text), ..event },
        4 => SealedEvent { branch: Some(text), ..event },
        5 => SealedEvent { branch: None, ..event },
        6 => SealedEvent { ticket: Some(text), ..event },
        7 => SealedEvent { line: Some(text), ..event },
        8 => SealedEvent { quantity: Some(number), ..event },
        9 => SealedEvent { remaining: Some(number), ..event },
        10 => SealedEvent { amount: Some(number), ..event },
        11 => SealedEvent { proof: Some("living"), ..event },
        12 => SealedEvent { business_day: Some("2026-11-07"), ..event },
        _ => SealedEvent { content: Some(text), ..event },
    }
}

proptest! {
    #[test]
    fn any_changed_byte_is_noticed(at in any::<prop::sample::Index>(), flip in 1_u8..=255) {
        let mut bytes = VECTOR.as_bytes().to_vec();
        let position = at.index(bytes.len());
        bytes[position] ^= flip;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(problem(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_cut_or_doubled_piece_is_noticed(
        from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), double in any::<bool>(),
    ) {
        let bounds: Vec<usize> = VECTOR.char_indices().map(|(at, _)| at).collect();
        let (one, other) = (bounds[from.index(bounds.len())], bounds[to.index(bounds.len())]);
        let (start, end) = (one.min(other), one.max(other));
        prop_assume!(start != end);
        let piece = if double { VECTOR[start..end].repeat(2) } else { String::new() };
        let text = format!("{}{piece}{}", &VECTOR[..start], &VECTOR[end..]);
        prop_assert!(problem(&text).is_some(), "{text}");
    }

    /// Even with the key: once a head is out, the house cannot write a receipt of another event under it.
    #[test]
    fn the_house_itself_cannot_change_a_fact_under_a_head((field, text, number) in field()) {
        let other = changed(field, &text, number);
        prop_assume!(other != event());
        let whole = receipt();
        let proof = whole.proof.clone().expect("sealed");
        let bytes = other.bytes();
        let facts = Facts::read(MERCHANT, &bytes).unwrap_or(whole.facts.clone());
        let rewritten = UseReceipt { facts, proof: Some(Proof { bytes, ..proof }), ..whole };
        prop_assert_eq!(problem(&rewritten.text(&SECRET).expect("a text")), Some(Problem::HeadDiffers));
    }

    /// Nor other plain words beside the sealed bytes.
    #[test]
    fn plain_words_never_differ_from_the_bytes((field, text, number) in field()) {
        let other = changed(field, &text, number);
        if let Some(facts) = Facts::read(MERCHANT, &other.bytes()) {
            let told = UseReceipt { facts: facts.clone(), ..receipt() };
            let text = told.text(&SECRET).expect("a text");
            let same = text == receipt().text(&SECRET).expect("a text");
            let expected = if same { None } else { Some(Problem::FactsDiffer) };
            prop_assert_eq!(problem(&text), expected);
        }
    }

    #[test]
    fn what_is_written_is_read_again((field, text, number) in field(), product in "[^\\p{C}]{0,30}") {
        if let Some(mut receipt) = receipt_of(&changed(field, &text, number)) {
            receipt.stated.product = product;
            let text = receipt.text(&SECRET).expect("a text");
            let read = check(&text, &public_key(&SECRET)).expect("it holds");
            prop_assert_eq!(&read.facts, &receipt.facts);
            prop_assert_eq!(read.text(&SECRET), Some(text));
        }
    }

    #[test]
    fn events_are_read_again((field, text, number) in field()) {
        let event = changed(field, &text, number);
        let bytes = event.bytes();
        prop_assert_eq!(SealedEvent::parse(&bytes), Some(event));
        for end in 0..bytes.len() {
            prop_assert_eq!(SealedEvent::parse(&bytes[..end]), None);
        }
        let longer = [bytes, vec![0]].concat();
        prop_assert_eq!(SealedEvent::parse(&longer), None);
    }

    #[test]
    fn hostile_text_is_only_refused(text in ".{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(problem(&text).is_some());
        let _ = SealedEvent::parse(&bytes);
    }
}
