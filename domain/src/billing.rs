//! What the platform bills its merchants (RULES §10): exact rates, and when to round.

use crate::money::Dollars;

/// Rates have four decimals.
const RATE_UNIT: i128 = 10_000;
/// Fees have three.
const MILLI_UNIT: i128 = 1_000;

/// A rate in ten-thousandths: 94,500 are 9.45 NT$ a piece, or 9.45 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub i64);

impl Rate {
    /// 含稅: this rate, set without tax, with the 5 % of the tax; four decimals are kept.
    pub fn with_tax(self) -> Option<Self> {
        half_up(i128::from(self.0) * 105, 100).map(Self)
    }
}

/// A fee in thousandths of a NT$: `3.150` is 3,150.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MilliDollars(pub i64);

/// 退貨作業費: what the merchant pays for each return inside the guarantee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnRate {
    /// So much a ticket.
    Amount(Rate),
    /// So many percent of the face value.
    Percent(Rate),
}

impl ReturnRate {
    /// The fee for one return of this face value, to three decimals.
    pub fn fee(self, face: Dollars) -> Option<MilliDollars> {
        match self {
            Self::Amount(rate) => half_up(i128::from(rate.0) * MILLI_UNIT, RATE_UNIT),
            Self::Percent(rate) => {
                half_up(i128::from(face.0) * i128::from(rate.0) * MILLI_UNIT, RATE_UNIT * 100)
            }
        }
        .map(MilliDollars)
    }
}

/// One day's sum of 退貨作業費, rounded to whole dollars. A month is the sum of its days.
pub fn day_total(fees: &[MilliDollars]) -> Option<Dollars> {
    half_up(fees.iter().map(|fee| i128::from(fee.0)).sum(), MILLI_UNIT).map(Dollars)
}

/// One line of a bill (SMS, 印製費, 序號處理費): so many at this rate, rounded. The bill is the sum of its lines.
pub fn line(count: u32, rate: Rate) -> Option<Dollars> {
    half_up(i128::from(count) * i128::from(rate.0), RATE_UNIT).map(Dollars)
}

/// The bill of these lines.
pub fn bill(lines: &[(u32, Rate)]) -> Option<Dollars> {
    lines.iter().try_fold(Dollars::ZERO, |sum, (count, rate)| sum.plus(line(*count, *rate)?))
}

/// The quotient, a half rounded up.
fn half_up(numerator: i128, denominator: i128) -> Option<i64> {
    i64::try_from((numerator + denominator / 2).div_euclid(denominator)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECE: Rate = Rate(94_500);

    /// Print fee 2 × 9.45 and 10 × 9.45: 19 + 95 = 114.
    #[test]
    fn worked_example_6() {
        assert_eq!((line(2, PIECE), line(10, PIECE)), (Some(Dollars(19)), Some(Dollars(95))));
        assert_eq!(bill(&[(2, PIECE), (10, PIECE)]), Some(Dollars(114)));
    }

    /// Serial fee 10, 20 and 1,216 × 9.45: 95 + 189 + 11,491 = 11,775.
    #[test]
    fn worked_example_7() {
        let lines = [10, 20, 1_216].map(|count| line(count, PIECE));
        assert_eq!(lines, [Some(Dollars(95)), Some(Dollars(189)), Some(Dollars(11_491))]);
        assert_eq!(bill(&[(10, PIECE), (20, PIECE), (1_216, PIECE)]), Some(Dollars(11_775)));
    }

    /// 3.15 % of 100: 3.150, the day's total 3.
    #[test]
    fn worked_example_8() {
        let fee = ReturnRate::Percent(Rate(31_500)).fee(Dollars(100));
        assert_eq!(fee, Some(MilliDollars(3_150)));
        assert_eq!(day_total(&[MilliDollars(3_150)]), Some(Dollars(3)));
    }

    /// 1,107.9075 twice in a day: 1,107.908 each, the day's total 2,216.
    #[test]
    fn worked_example_9() {
        let fee = ReturnRate::Amount(Rate(11_079_075)).fee(Dollars(35_172));
        assert_eq!(fee, Some(MilliDollars(1_107_908)));
        assert_eq!(day_total(&[MilliDollars(1_107_908); 2]), Some(Dollars(2_216)));
    }

    #[test]
    fn rates_with_tax_keep_four_decimals() {
        assert_eq!(Rate(90_000).with_tax(), Some(PIECE));
        assert_eq!(Rate(30_000).with_tax(), Some(Rate(31_500)));
        assert_eq!(Rate(1).with_tax(), Some(Rate(1)));
        assert_eq!(Rate(10).with_tax(), Some(Rate(11)));
    }
}
