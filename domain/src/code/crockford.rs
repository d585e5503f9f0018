//! Crockford base32 in its canonical form: upper case, no I L O U, no padding, left-over bits zero (CODES, layout).

/// The 32 symbols in order of value.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The value of one canonical symbol.
pub fn value(symbol: u8) -> Option<u8> {
    match symbol {
        b'0'..=b'9' => Some(symbol - b'0'),
        b'A'..=b'H' => Some(symbol - b'A' + 10),
        b'J' | b'K' => Some(symbol - b'J' + 18),
        b'M' | b'N' => Some(symbol - b'M' + 20),
        b'P'..=b'T' => Some(symbol - b'P' + 22),
        b'V'..=b'Z' => Some(symbol - b'V' + 27),
        _ => None,
    }
}

/// Characters that `bytes` bytes take.
pub const fn encoded_length(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

/// Writes bytes as canonical text.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(encoded_length(bytes.len()));
    let mut buffer = 0_u32;
    let mut held = 0_u32;
    for &byte in bytes {
        buffer = (buffer << 8) | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(symbol(buffer >> held));
        }
    }
    if held > 0 {
        text.push(symbol(buffer << (5 - held)));
    }
    text
}

/// Reads canonical text; anything else (lower case, look-alikes, left-over bits, odd lengths) is nothing.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let mut buffer = 0_u32;
    let mut held = 0_u32;
    for &symbol in text.as_bytes() {
        buffer = ((buffer << 5) | u32::from(value(symbol)?)) & 0xFFFF;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(((buffer >> held) & 0xFF) as u8);
        }
    }
    let left_over = buffer & ((1 << held) - 1);
    let canonical = left_over == 0 && encoded_length(bytes.len()) == text.len();
    canonical.then_some(bytes)
}

fn symbol(bits: u32) -> char {
    char::from(ALPHABET[(bits & 31) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_and_values_agree() {
        for (index, &symbol) in ALPHABET.iter().enumerate() {
            assert_eq!(value(symbol), Some(index as u8));
        }
        for refused in *b"ILOUabz-: \xff" {
            assert_eq!(value(refused), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn round_trip(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let text = encode(&bytes);
            proptest::prop_assert_eq!(text.len(), encoded_length(bytes.len()));
            proptest::prop_assert_eq!(decode(&text), Some(bytes));
        }

        #[test]
        fn only_one_text_for_the_same_bytes(text in "[0-9A-HJKMNP-TV-Z]{0,40}") {
            if let Some(bytes) = decode(&text) {
                proptest::prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
