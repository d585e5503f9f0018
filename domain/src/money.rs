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

#[cfg(test)]
mod tests {
    use super::*;

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
