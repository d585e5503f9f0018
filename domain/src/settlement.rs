//! Settlement by half months (RULES §19): what was redeemed from the 1st to the 15th, and from the 16th to the end.

use crate::calendar::Day;
use crate::money::Dollars;
use chrono::Datelike;

/// Half a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfMonth {
    year: i32,
    month: u32,
    second: bool,
}

impl HalfMonth {
    /// The last day of the first half.
    const MIDDLE: u32 = 15;

    /// The half in which this day lies.
    pub fn of(day: Day) -> Self {
        let date = day.date();
        Self { year: date.year(), month: date.month(), second: date.day() > Self::MIDDLE }
    }
}

/// What a half month pays for these redemptions, each with its business day and face value.
pub fn settlement(half: HalfMonth, redemptions: &[(Day, Dollars)]) -> Option<Dollars> {
    redemptions
        .iter()
        .filter(|(day, _)| HalfMonth::of(*day) == half)
        .try_fold(Dollars::ZERO, |sum, (_, face)| sum.plus(*face))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 5 tickets of 200 sold 10/5, 2 of them redeemed 10/22: the second half of October pays 400.
    #[test]
    fn worked_example_11() {
        let day = |text| Day::parse(text).expect("a day");
        let redemptions = [(day("2026-10-22"), Dollars(200)); 2];
        let pays = |text| settlement(HalfMonth::of(day(text)), &redemptions);
        assert_eq!(pays("2026-10-16"), Some(Dollars(400)));
        assert_eq!(pays("2026-10-31"), Some(Dollars(400)));
        for elsewhere in ["2026-10-05", "2026-10-15", "2026-11-01", "2025-10-22"] {
            assert_eq!(pays(elsewhere), Some(Dollars::ZERO), "{elsewhere}");
        }
    }
}
