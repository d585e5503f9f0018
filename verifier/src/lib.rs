//! Verification of codes in the browser: the very function that the server uses (`domain::code`), behind one export.
//! The desk asks it first, so that a foreign, unknown or forged code is answered without the network.

use domain::calendar::Instant;
use domain::code::issuer_key::IssuerKeys;
use domain::code::{Presented, verify};
use domain::refusal::Refusal;
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
    #[allow(clippy::cast_possible_truncation)] // milliseconds since 1970 fit an f64 exactly
    let now = Instant(now_milliseconds as i64);
    match verify(scanned, &keys, |_| Ok(()), now) {
        Ok(presented) => line(&presented),
        Err(refusal) => refused(&refusal),
    }
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
