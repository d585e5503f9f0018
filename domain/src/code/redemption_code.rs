//! 核銷代碼: the secret that redeems, 18 characters: the issuer's four, thirteen random ones and a check
//! character (RULES §13, CODES layout). Thirteen symbols of 32 are 65 bits.

use super::crockford;
use super::typing::{is_separator, narrow};
use std::fmt;

/// Length of a redemption code.
pub const LENGTH: usize = 18;
/// Random symbols in it.
pub const RANDOM_SYMBOLS: usize = 13;
const ISSUER_LENGTH: usize = 4;

/// The merchant's four characters, as they begin its serials and codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IssuerCode(String);

impl IssuerCode {
    /// Takes four capital letters or digits.
    pub fn parse(text: &str) -> Option<Self> {
        let of_form = text.len() == ISSUER_LENGTH
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        of_form.then(|| Self(text.to_owned()))
    }

    /// As printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With look-alikes folded, for looking the merchant up by what somebody typed.
    pub fn folded(&self) -> String {
        self.0.chars().filter_map(fold).collect()
    }
}

impl fmt::Display for IssuerCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A redemption code as somebody typed it, brought to the one form that is looked up: capital letters,
/// look-alikes folded (O→0, I and L→1, U→V), and its check character right.
#[derive(Clone, PartialEq, Eq)]
pub struct RedemptionCode(String);

impl RedemptionCode {
    /// Makes the code from the issuer's characters and 13 values below 32 from a secure source.
    pub fn compose(issuer: &IssuerCode, random: &[u8; RANDOM_SYMBOLS]) -> String {
        let mut code = issuer.as_str().to_owned();
        code.extend(random.iter().map(|value| symbol(*value)));
        let check = check_value(&code).unwrap_or(0);
        code.push(symbol(check));
        code
    }

    /// Reads what was typed or scanned: any case, full-width letters, spaces, dashes and dots anywhere. `None` is
    /// "not ours": other characters, other length, or a wrong check character.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut folded = String::with_capacity(LENGTH);
        for character in typed.chars().filter(|character| !is_separator(*character)) {
            folded.push(fold(character)?);
            if folded.len() > LENGTH {
                return None;
            }
        }
        let right = folded.len() == LENGTH && {
            let (body, check) = folded.split_at(LENGTH - 1);
            check_value(body).map(symbol) == check.chars().next()
        };
        right.then_some(Self(folded))
    }

    /// The folded text; secret: it is hashed and encrypted, never logged.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folded issuer part, by which the merchant is found.
    pub fn issuer_part(&self) -> &str {
        self.0.get(..ISSUER_LENGTH).unwrap_or_default()
    }
}

impl fmt::Debug for RedemptionCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RedemptionCode(hidden)")
    }
}

/// One symbol of Crockford's alphabet for whatever looks like it.
fn fold(character: char) -> Option<char> {
    match narrow(character).to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        'U' => Some('V'),
        other => u8::try_from(other).ok().and_then(crockford::value).map(|_| other),
    }
}

fn symbol(value: u8) -> char {
    char::from(crockford::ALPHABET[usize::from(value & 31)])
}

/// Weighted sum over GF(32), a weight of its own for each place: finds every single wrong character and every
/// two swapped ones. Folding first keeps issuer codes with look-alikes (63OV) working.
fn check_value(body: &str) -> Option<u8> {
    let mut weight = 1_u8;
    let mut sum = 0_u8;
    for character in body.chars() {
        weight = times_two(weight);
        let value = crockford::value(u8::try_from(fold(character)?).ok()?)?;
        sum ^= multiply(weight, value);
    }
    Some(sum)
}

/// Multiplication by x in the field of 32 elements, GF(2) modulo x⁵+x²+1.
fn times_two(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { (doubled ^ 0b10_0101) & 31 }
}

fn multiply(mut left: u8, mut right: u8) -> u8 {
    let mut product = 0;
    while right > 0 {
        if right & 1 == 1 {
            product ^= left;
        }
        left = times_two(left);
        right >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn issuer() -> IssuerCode {
        IssuerCode::parse("63OV").expect("issuer code")
    }

    #[test]
    fn what_was_made_is_read_however_it_is_typed() {
        let code = RedemptionCode::compose(&issuer(), &[0, 1, 18, 31, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
        assert_eq!(code.len(), LENGTH);
        let read = RedemptionCode::parse(&code).expect("reads back");
        assert_eq!(read.issuer_part(), issuer().folded());
        let lower = code.to_lowercase();
        let spaced = format!(" {}-{} {}", &lower[..4], &lower[4..9], &lower[9..]);
        assert_eq!(RedemptionCode::parse(&spaced), Some(read.clone()));
        let confused = code.replacen('0', "O", 9).replacen('1', "l", 9);
        assert_eq!(RedemptionCode::parse(&confused), Some(read.clone()));
        let wide: String =
            code.chars().filter_map(|plain| char::from_u32(u32::from(plain) + 0xFEE0)).collect();
        for separator in ['　', '－', '—', '−', 'ー', '．', '·', '\u{200B}', '\u{FEFF}', '\t'] {
            let grouped: String = wide.chars().flat_map(|character| [character, separator]).collect();
            assert_eq!(RedemptionCode::parse(&grouped), Some(read.clone()), "{separator:?}");
        }
    }

    #[test]
    fn other_texts_are_not_ours() {
        for foreign in
            ["", "63OV", "A63OV00000013769", "4710088412345", "票券", "63OVALYRQ748B53P2K63OVALYRQ"]
        {
            assert_eq!(RedemptionCode::parse(foreign), None, "{foreign}");
        }
    }

    proptest! {
        #[test]
        fn a_wrong_or_swapped_character_is_found(
            random in proptest::array::uniform13(0_u8..32), place in 0_usize..18, other in 0_u8..32, with in 0_usize..18,
        ) {
            let code = RedemptionCode::compose(&issuer(), &random);
            let folded: Vec<char> = code.chars().filter_map(fold).collect();
            let mut wrong = folded.clone();
            wrong[place] = symbol(other);
            let mut swapped = folded.clone();
            swapped.swap(place, with);
            for changed in [wrong, swapped] {
                let text: String = changed.iter().collect();
                prop_assert_eq!(RedemptionCode::parse(&text).is_some(), changed == folded);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = RedemptionCode::parse(&text);
        }
    }
}
