//! Codes, links and keys as strangers write them. Whatever is read has one canonical text and exactly its length;
//! spellings that look alike read as one code; a wrong character is noticed.
#![no_main]
#![allow(clippy::expect_used, reason = "a target says no by panicking")]

use domain::code::issuer_key::IssuerKeys;
use domain::code::layout::{CodeKind, Locator, Parsed, head, parse};
use domain::code::redemption_code::{IssuerCode, LENGTH, RANDOM_SYMBOLS, RedemptionCode};
use domain::code::serial::{LARGEST_RUNNING_NUMBER, serial};
use domain::code::{crockford, link};
use domain::hexadecimal::{hex, unhex};
use domain::seal::SignedHead;
use domain::ticket::TicketKind;
use libfuzzer_sys::fuzz_target;

const CAPITALS_AND_DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// From a plain character to its full-width one.
const FULL_WIDTH: u32 = 0xFEE0;

fuzz_target!(|bytes: &[u8]| {
    bytes_have_one_text(bytes);
    layouts_are_exact(bytes);
    made_codes_are_read(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        texts_are_canonical(text);
        links_come_apart_and_together(text);
        typed_codes_fold(text);
    }
});

fn bytes_have_one_text(bytes: &[u8]) {
    let text = crockford::encode(bytes);
    assert_eq!(text.len(), crockford::encoded_length(bytes.len()));
    assert_eq!(crockford::decode(&text).as_deref(), Some(bytes));
}

/// The bytes as they are, and brought to the length of each kind: a code's fields, written again, are the code.
fn layouts_are_exact(bytes: &[u8]) {
    if let Some(parsed) = parse(bytes) {
        assert_eq!(written(&parsed), bytes);
    }
    for kind in CodeKind::ALL {
        let mut shaped = bytes.to_vec();
        shaped.resize(kind.length(), 0);
        shaped[0] = kind.first_byte();
        let parsed = parse(&shaped).expect("length and kind are right");
        assert_eq!((parsed.kind, written(&parsed)), (*kind, shaped.clone()));
        assert!(shaped.starts_with(&parsed.signed));
        shaped.push(0);
        assert_eq!(parse(&shaped), None);
    }
}

fn written(parsed: &Parsed) -> Vec<u8> {
    let mut bytes = head(parsed.kind, &parsed.claims);
    let step = parsed.step.map(|step| step.0.to_be_bytes());
    if let Some(holder) = parsed.holder {
        bytes.extend(holder.statement_minutes.to_be_bytes());
        bytes.extend(holder.holder_key);
        bytes.extend(parsed.issuer_signature);
        bytes.push(holder.wanted);
        bytes.extend(step.expect("a living code has a step"));
        bytes.extend(holder.signature);
    } else {
        bytes.extend(step.into_iter().flatten());
        bytes.extend(parsed.issuer_signature);
    }
    bytes
}

fn texts_are_canonical(text: &str) {
    if let Some(bytes) = crockford::decode(text) {
        assert_eq!(crockford::encode(&bytes), text);
    }
    if let Some(locator) = Locator::parse(text) {
        assert_eq!(locator.to_text(), text);
        assert_eq!(Locator::from_integer(locator.to_integer()), locator);
    }
    if let Some(bytes) = unhex::<2>(text) {
        assert_eq!(hex(&bytes), text.to_ascii_lowercase());
    }
    if let Some(head) = SignedHead::parse(text) {
        assert_eq!(head.text(), text);
    }
    if let Some(keys) = IssuerKeys::from_lines(text) {
        assert_eq!(IssuerKeys::from_lines(&keys.to_lines()), Some(keys));
    }
}

fn links_come_apart_and_together(text: &str) {
    if let Some(code) = link::code_part(text) {
        let base =
            text.strip_suffix(code).and_then(|front| front.strip_suffix("/R/")).expect("the form of a link");
        assert!(!code.is_empty() && base.starts_with("HTTP"));
        assert_eq!(link::link(base, code), text);
    }
    let drawn = link::link("https://piaojia.tw", text);
    assert_eq!(link::code_part(&drawn), Some(text).filter(|code| !code.is_empty()));
}

fn typed_codes_fold(text: &str) {
    if let Some(issuer) = IssuerCode::parse(text) {
        assert_eq!(issuer.as_str(), text);
        let folded = IssuerCode::parse(&issuer.folded()).expect("four characters again");
        assert_eq!(folded.folded(), folded.as_str());
    }
    if let Some(code) = RedemptionCode::parse(text) {
        same_however_spelled(&code);
    }
}

/// A code and a serial made of these bytes: read back, and never read with one other character in it.
fn made_codes_are_read(bytes: &[u8]) {
    let Some((issuer, rest)) = bytes.split_first_chunk::<4>() else { return };
    let Some((random, rest)) = rest.split_first_chunk::<RANDOM_SYMBOLS>() else { return };
    let issuer: String =
        issuer.iter().map(|byte| char::from(CAPITALS_AND_DIGITS[usize::from(byte % 36)])).collect();
    let issuer = IssuerCode::parse(&issuer).expect("capital letters and digits");

    let made = RedemptionCode::compose(&issuer, &random.map(|byte| byte & 31));
    let code = RedemptionCode::parse(&made).expect("what was made");
    assert_eq!(code.issuer_part(), issuer.folded());
    same_however_spelled(&code);
    if let [place, other, ..] = *rest {
        let mut wrong = code.as_str().as_bytes().to_vec();
        wrong[usize::from(place) % LENGTH] = crockford::ALPHABET[usize::from(other & 31)];
        let wrong = String::from_utf8(wrong).expect("symbols");
        assert_eq!(RedemptionCode::parse(&wrong).is_some(), wrong == code.as_str());
    }

    let running = u64::from_be_bytes([0, 0, 0, random[0], random[1], random[2], random[3], random[4]]);
    let made = serial(TicketKind::Paid, &issuer, running);
    assert_eq!(made.is_some(), running <= LARGEST_RUNNING_NUMBER);
    if let Some(serial) = made {
        assert_eq!(serial.len(), 16);
        assert_eq!(serial[5..].parse(), Ok(running));
    }
}

fn same_however_spelled(code: &RedemptionCode) {
    let canonical = code.as_str();
    assert_eq!(canonical.len(), LENGTH);
    assert!(canonical.bytes().all(|symbol| crockford::value(symbol).is_some()));
    let look_alikes = canonical.replace('0', "O").replace('1', "I").replace('V', "U");
    let full_width = |letter: char| char::from_u32(u32::from(letter) + FULL_WIDTH).expect("a letter");
    for spelled in [
        canonical.to_owned(),
        canonical.to_ascii_lowercase(),
        canonical.replace('1', "l").replace('0', "o").replace('V', "u"),
        look_alikes.clone(),
        look_alikes.chars().map(full_width).collect(),
        look_alikes.chars().flat_map(|letter| [letter, '-', '\u{3000}']).collect(),
    ] {
        assert_eq!(RedemptionCode::parse(&spelled).as_ref(), Some(code), "{spelled}");
    }
}
