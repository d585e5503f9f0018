//! The six digits that prove an address: they find somebody's tickets on a new phone, and stand before whatever gives
//! power over tickets away (RULES §5, §14). A link alone may have been forwarded; the mailbox was not.

use crate::calendar::Instant;
use crate::reach::half_width;
use std::fmt;

/// Seconds for which a code is taken.
pub const LIFETIME_SECONDS: i64 = 600;
/// Tries that a code takes.
pub const MOST_TRIES: u32 = 5;
/// Days for which a browser is remembered to have proven an address.
pub const PROOF_DAYS: i64 = 400;

/// Numbers below this have six digits.
const NUMBERS: u32 = 1_000_000;
/// The largest multiple of [`NUMBERS`] that four bytes hold: above it some codes would be likelier than others.
const FAIR_BELOW: u32 = u32::MAX - u32::MAX % NUMBERS;

/// Six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// From four random bytes; `None` for the few that would not be fair: draw again.
    pub fn draw(random: [u8; 4]) -> Option<Self> {
        let number = u32::from_le_bytes(random);
        (number < FAIR_BELOW).then(|| Self(format!("{:06}", number % NUMBERS)))
    }

    /// As people copy it: spaces, hyphens and full-width digits do no harm.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .map(half_width)
            .filter(|character| !character.is_whitespace() && *character != '-')
            .collect();
        let of_form = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit());
        of_form.then_some(Self(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OneTimeCode(hidden)")
    }
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The address is proven. The same digits again, within their time, are right again: people tap twice.
    Right,
    /// Other digits; so many tries are left.
    Wrong {
        /// Tries left, at least one.
        left: u32,
    },
    /// Too late, or tried too often: a new code must be asked for.
    Ended,
}

/// Judges the try after `tried` wrong ones.
pub fn judge(asked_at: Instant, now: Instant, tried: u32, matches: bool) -> Judgement {
    if now >= asked_at.plus_seconds(LIFETIME_SECONDS) || tried >= MOST_TRIES {
        return Judgement::Ended;
    }
    match (matches, MOST_TRIES - tried - 1) {
        (true, _) => Judgement::Right,
        (false, 0) => Judgement::Ended,
        (false, left) => Judgement::Wrong { left },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Instant = Instant(1_795_000_000_000);

    #[test]
    fn five_tries_and_ten_minutes() {
        let after = |seconds, tried, matches| judge(ASKED, ASKED.plus_seconds(seconds), tried, matches);
        assert_eq!(after(0, 0, true), Judgement::Right);
        assert_eq!(after(599, 4, true), Judgement::Right);
        assert_eq!(after(600, 0, true), Judgement::Ended);
        assert_eq!(after(1, 0, false), Judgement::Wrong { left: 4 });
        assert_eq!(after(1, 3, false), Judgement::Wrong { left: 1 });
        assert_eq!(after(1, 4, false), Judgement::Ended);
        assert_eq!(after(1, 5, true), Judgement::Ended);
    }

    #[test]
    fn every_code_has_six_digits_and_is_as_likely_as_any_other() {
        assert_eq!(OneTimeCode::draw([0; 4]).expect("a code").as_str(), "000000");
        assert_eq!(OneTimeCode::draw(1_234_567_u32.to_le_bytes()).expect("a code").as_str(), "234567");
        assert_eq!(OneTimeCode::draw([0xFF; 4]), None);
        assert_eq!(FAIR_BELOW % NUMBERS, 0);
    }

    #[test]
    fn people_copy_it_in_many_ways() {
        for text in ["123456", " 123 456 ", "123-456", "１２３４５６"] {
            assert_eq!(OneTimeCode::parse(text).expect("a code").as_str(), "123456", "{text}");
        }
        for text in ["", "12345", "1234567", "12345a", "一二三四五六"] {
            assert_eq!(OneTimeCode::parse(text), None, "{text}");
        }
    }
}
