//! Verification of codes in the browser: the very function that the server uses (`domain::code`), behind one export.
//! The desk asks it first, and without network it is all that it asks, so that a foreign, unknown or forged code is answered at once.

use domain::calendar::Instant;
use domain::code::issuer_key::IssuerKeys;
use domain::code::layout::parse;
use domain::code::link::code_part;
use domain::code::{Presented, crockford, verify};
use domain::identity::{AttemptId, DeskPhoneId, MerchantNumber};
use domain::offline::judge::{Known, OfflineVerdict, Snapshot, Wish, judge};
use domain::offline::scan::OfflineScan;
use domain::refusal::{Refusal, RefusalCode};
use wasm_bindgen::prelude::wasm_bindgen;

/// Verifies steps 1–6 of CODES for a verifier that takes every merchant's tickets.
///
/// `keys` holds one issuer key a line, as [`domain::code::issuer_key::IssuerKeys::to_lines`] writes them;
/// `now_milliseconds` is the time since 1970 (UTC). The answer is one line: `ok KIND MERCHANT PRODUCT LOCATOR
/// GENERATION REMAINING STEP WANTED` (`-` where there is none), or `refused CODE`.
#[wasm_bindgen]
pub fn verify_code(scanned: &str, keys: &str, now_milliseconds: f64) -> String {
    let Some(keys) = IssuerKeys::from_lines(keys) else {
        return refused(&Refusal::KeyUnknown);
    };
    match verify(scanned, &keys, |_| Ok(()), instant(now_milliseconds)) {
        Ok(presented) => line(&presented),
        Err(refusal) => refused(&refusal),
    }
}

/// The ticket that a code names, nothing verified: `MERCHANT PRODUCT LOCATOR STEP`, so that a script can look up what it
/// knows of it. Empty where the text is no code of ours.
#[wasm_bindgen]
pub fn ticket_of(scanned: &str) -> String {
    let parsed = code_part(scanned).and_then(crockford::decode).and_then(|bytes| parse(&bytes));
    parsed.map_or_else(String::new, |parsed| {
        let step = parsed.step.map_or_else(|| "-".to_owned(), |step| step.0.to_string());
        let claims = parsed.claims;
        format!("{} {} {} {step}", claims.merchant, claims.product, claims.locator.to_text())
    })
}

/// The verdict without network ([`domain::offline::judge`]). `snapshot` and `known` are lines as
/// [`domain::offline::lines`] reads them; a `quantity` of 0 leaves it open. The answer is the line of
/// [`OfflineVerdict::to_line`].
#[wasm_bindgen]
pub fn judge_offline(
    scanned: &str,
    keys: &str,
    snapshot: &str,
    known: &str,
    quantity: u32,
    confirmed: bool,
    now_milliseconds: f64,
) -> String {
    let given = IssuerKeys::from_lines(keys).zip(Snapshot::from_lines(snapshot)).zip(Known::from_line(known));
    let Some(((keys, snapshot), known)) = given else {
        return OfflineVerdict::Refuse(RefusalCode::NeedsNetwork).to_line();
    };
    let wish = Wish { quantity: (quantity > 0).then_some(quantity), confirmed };
    judge(scanned, &keys, &snapshot, &known, wish, instant(now_milliseconds)).to_line()
}

/// The bytes that a desk's phone signs of a scan ([`OfflineScan::message`]); empty where a name is none.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments)] // the fields of one scan
pub fn scan_to_sign(
    merchant: u32,
    phone: &str,
    number: u32,
    attempt: &str,
    code: &str,
    units: u8,
    scanned_at: f64,
    ahead: f64,
    heard_at: f64,
    unchecked: u8,
) -> Vec<u8> {
    let (Ok(phone), Ok(attempt)) = (DeskPhoneId::parse(phone), AttemptId::parse(attempt)) else {
        return Vec::new();
    };
    let scan = OfflineScan {
        phone,
        number,
        attempt,
        code: code.to_owned(),
        units,
        scanned_at: instant(scanned_at),
        ahead: instant(ahead).0,
        heard_at: instant(heard_at),
        unchecked,
    };
    scan.message(MerchantNumber(merchant))
}

#[allow(clippy::cast_possible_truncation)] // milliseconds since 1970 fit an f64 exactly
const fn instant(milliseconds: f64) -> Instant {
    Instant(milliseconds as i64)
}

fn refused(refusal: &Refusal) -> String {
    format!("refused {}", refusal.code().as_str())
}

fn line(presented: &Presented) -> String {
    let Presented { claims, proof, step, wanted } = presented;
    let step = step.map_or_else(|| "-".to_owned(), |step| step.0.to_string());
    let wanted = wanted.map_or_else(|| "-".to_owned(), |wanted| wanted.to_string());
    format!(
        "ok {} {} {} {} {} {} {step} {wanted}",
        proof.as_str(),
        claims.merchant,
        claims.product,
        claims.locator.to_text(),
        claims.generation,
        claims.remaining,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_code_is_refused_without_keys() {
        assert_eq!(verify_code("https://example.org", "", 0.0), "refused not_ours");
    }

    #[test]
    fn broken_keys_know_nothing() {
        assert_eq!(verify_code("HTTPS://P.TW/R/ABC", "not a key", 0.0), "refused key_unknown");
    }
}
