//! The living code on the holder's phone (CODES, layout), and how a QR is drawn, on the phone as on the server. The
//! bytes are `domain`'s; the phone's own key signs outside, in WebCrypto, and never comes here.

pub mod drawing;
mod mask;

use domain::code::layout::STATEMENT_LENGTH;
use domain::code::step::Step;
use domain::code::{crockford, link, sign};
use wasm_bindgen::prelude::wasm_bindgen;

/// What the holder's key signs for a half minute. Nothing, if `statement` (in base32) is none.
#[wasm_bindgen]
pub fn words_to_sign(statement: &str, wanted: u8, step: u32) -> Option<Vec<u8>> {
    Some(sign::holder_message(&bytes_of(statement)?, wanted, Step(step)))
}

/// The QR of a living code as SVG: `base` is `HTTPS://HOST`, `signature` the 64 bytes of ES256 over [`words_to_sign`].
#[wasm_bindgen]
pub fn draw_living(base: &str, statement: &str, wanted: u8, step: u32, signature: &[u8]) -> Option<String> {
    let code = sign::living(&bytes_of(statement)?, wanted, Step(step), signature.try_into().ok()?);
    drawing::screen_qr(&link::link(base, &code))
}

fn bytes_of(statement: &str) -> Option<Vec<u8>> {
    crockford::decode(statement).filter(|bytes| bytes.len() == STATEMENT_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_made_of_what_is_no_statement() {
        assert_eq!(words_to_sign("ABC", 1, 7), None);
        assert_eq!(draw_living("HTTPS://P.TW", "not base32", 1, 7, &[0; 64]), None);
        let statement = crockford::encode(&[0x13; STATEMENT_LENGTH]);
        assert_eq!(words_to_sign(&statement, 1, 7).map(|words| words.len()), Some(14 + 32 + 1 + 4));
        assert_eq!(draw_living("HTTPS://P.TW", &statement, 1, 7, &[0; 63]), None, "no signature");
        assert!(draw_living("HTTPS://P.TW", &statement, 1, 7, &[0; 64]).is_some());
    }

    #[test]
    fn a_living_code_with_the_longest_host_is_53_modules_wide() {
        // Letters only: long runs of digits would be drawn smaller.
        let statement = crockford::encode(&[0xFF; STATEMENT_LENGTH]);
        let side = |base| {
            let drawn = draw_living(base, &statement, u8::MAX, u32::MAX, &[0xFF; 64]);
            drawn.is_some_and(|svg| svg.contains("0 0 61 61"))
        };
        assert!(side("HTTPS://PIAOJIA.TW"));
        assert!(side("HTTPS://13.CHARS.LONG"));
        assert!(!side("HTTPS://14.CHARS.LONGX"));
    }
}
