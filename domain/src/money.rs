//! Money: whole New Taiwan dollars, checked arithmetic only (RULES, head).

use serde::{Deserialize, Serialize};

/// An amount in whole NT$.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dollars(pub i64);

impl Dollars {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum, or nothing where it does not fit.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or nothing where it does not fit.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// This amount for each of `count` tickets, or nothing where it does not fit.
    pub fn times(self, count: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(count)).map(Self)
    }

    /// `1,234`: digits in groups of three, as every page and report writes it (RULES §13).
    pub fn grouped(self) -> String {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if self.0 < 0 {
            grouped.push('-');
        }
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped
    }
}

/// A part of an amount in ten-thousandths: 300 are 3 %, 10,000 are all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(pub u32);

impl Percent {
    const WHOLE: i128 = 10_000;

    /// Reads a percentage as people write it, with up to two digits behind the point, at most 100: `3`, `2.5`.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let hundredths: u32 = format!("{whole}{fraction:0<2}").parse().ok()?;
        (i128::from(hundredths) <= Self::WHOLE).then_some(Self(hundredths))
    }

    /// As people write it, without zeros at its end: [`Percent::parse`] reads it.
    pub fn text(self) -> String {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// This part of `amount`, half a dollar rounded up; nothing where it does not fit.
    pub fn half_up(self, amount: Dollars) -> Option<Dollars> {
        let part = i128::from(amount.0) * i128::from(self.0) + Self::WHOLE / 2;
        i64::try_from(part.div_euclid(Self::WHOLE)).ok().map(Dollars)
    }

    /// This part of `amount`, begun dollars left out; nothing where it does not fit.
    pub fn down(self, amount: Dollars) -> Option<Dollars> {
        let part = i128::from(amount.0) * i128::from(self.0);
        i64::try_from(part.div_euclid(Self::WHOLE)).ok().map(Dollars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_exactly() {
        let read = [("3", Some(300)), ("2.5", Some(250)), ("0.05", Some(5)), ("100", Some(10_000))];
        let refused = ["", ".5", "-1", "+3", "2.555", "100.01", "3 %"].map(|text| (text, None));
        for (text, expected) in read.into_iter().chain(refused) {
            assert_eq!(Percent::parse(text).map(|percent| percent.0), expected, "{text}");
        }
        for (hundredths, text) in [(0, "0"), (5, "0.05"), (250, "2.5"), (300, "3"), (10_000, "100")] {
            assert_eq!(Percent(hundredths).text(), text);
        }
    }

    #[test]
    fn percentages_are_written_as_they_are_read() {
        for text in ["0", "3", "2.5", "0.05", "10", "100"] {
            assert_eq!(Percent::parse(text).map(Percent::text).as_deref(), Some(text));
        }
    }

    #[test]
    fn parts_of_an_amount() {
        assert_eq!(Percent(300).half_up(Dollars(50)), Some(Dollars(2)));
        assert_eq!(Percent(300).down(Dollars(50)), Some(Dollars(1)));
        assert_eq!(Percent(300).half_up(Dollars(49)), Some(Dollars(1)));
        assert_eq!(Percent(10_000).down(Dollars(i64::MAX)), Some(Dollars(i64::MAX)));
        assert_eq!(Percent(20_000).half_up(Dollars(i64::MAX)), None);
    }

    #[test]
    fn groups_of_three() {
        let cases =
            [(0, "0"), (999, "999"), (1_000, "1,000"), (11_775, "11,775"), (-1_234_567, "-1,234,567")];
        for (amount, text) in cases {
            assert_eq!(Dollars(amount).grouped(), text);
        }
    }

    #[test]
    fn sums_that_do_not_fit_are_no_sums() {
        assert_eq!(Dollars(i64::MAX).plus(Dollars(1)), None);
        assert_eq!(Dollars(i64::MAX).times(2), None);
        assert_eq!(Dollars(200).times(5), Some(Dollars(1_000)));
    }
}
