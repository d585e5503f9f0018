//! Instalments (RULES §11, 分期核銷): equal parts, the remainder in the first.

use crate::money::Dollars;

/// The parts of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The first, with the remainder.
    pub first: Dollars,
    /// Each of the others.
    pub other: Dollars,
    /// How many in all.
    pub periods: u32,
}

impl Parts {
    /// Divides `total` into `periods` parts; nothing where there is no period or less than nothing to divide.
    pub fn of(total: Dollars, periods: u32) -> Option<Self> {
        if periods == 0 || total < Dollars::ZERO {
            return None;
        }
        let other = Dollars(total.0 / i64::from(periods));
        let first = total.minus(other.times(periods - 1)?)?;
        Some(Self { first, other, periods })
    }

    /// The part of one period, the first being 1.
    pub fn part(&self, period: u32) -> Option<Dollars> {
        match period {
            1 => Some(self.first),
            _ => (2..=self.periods).contains(&period).then_some(self.other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 33,333, 15,555 and 48,888 in 18 parts: first 1,866, 867, 2,716; others 1,851, 864, 2,716.
    #[test]
    fn worked_example_10() {
        for (total, first, other) in [(33_333, 1_866, 1_851), (15_555, 867, 864), (48_888, 2_716, 2_716)] {
            let parts = Parts::of(Dollars(total), 18).expect("parts");
            assert_eq!((parts.first, parts.other), (Dollars(first), Dollars(other)));
        }
    }

    proptest::proptest! {
        #[test]
        fn parts_make_the_whole(total in 0_i64..1_000_000_000, periods in 1_u32..60) {
            let parts = Parts::of(Dollars(total), periods).expect("parts");
            let sum: i64 = (1..=periods).filter_map(|period| parts.part(period)).map(|part| part.0).sum();
            proptest::prop_assert_eq!(sum, total);
            proptest::prop_assert!(parts.first >= parts.other && parts.part(periods + 1).is_none());
        }
    }
}
