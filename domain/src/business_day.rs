//! The day an act counts for (RULES §3, §20): an offline scan may arrive after midnight.

use crate::calendar::{Day, Instant};

/// Seconds after midnight at which the file of the day before is cut.
const CUT_SECONDS: i64 = 3600;

/// The moment at which the lines of `day` go to the bank: 01:00 of the next day.
pub fn cut_of(day: Day) -> Instant {
    day.plus_days(1).start().plus_seconds(CUT_SECONDS)
}

/// Business day of a scan: its own day if it arrives before that day's file is cut, else the day of its arrival.
/// The bank, the cancelling and the bills follow this day; guarantee and expiry are judged at the scan.
/// A clock that is ahead gains nothing: the day is never after the arrival.
pub fn business_day(scanned: Instant, arrived: Instant) -> Day {
    let scan_day = scanned.day();
    if arrived < cut_of(scan_day) { scan_day.min(arrived.day()) } else { arrived.day() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, hours: i64, minutes: i64) -> Instant {
        Day::parse(day).expect("a day").start().plus_seconds((hours * 60 + minutes) * 60)
    }

    #[test]
    fn a_late_scan_counts_for_yesterday_until_the_file_is_cut() {
        let scanned = at("2026-11-06", 23, 58);
        let cases = [
            (at("2026-11-06", 23, 59), "2026-11-06"),
            (at("2026-11-07", 0, 30), "2026-11-06"),
            (Instant(at("2026-11-07", 1, 0).0 - 1), "2026-11-06"),
            (at("2026-11-07", 1, 0), "2026-11-07"),
            (at("2026-11-07", 2, 10), "2026-11-07"),
            (at("2026-11-09", 0, 30), "2026-11-09"),
        ];
        for (arrived, day) in cases {
            assert_eq!(business_day(scanned, arrived).to_string(), day, "{}", arrived.taipei_text());
        }
    }

    #[test]
    fn a_scan_of_this_day_counts_for_this_day() {
        assert_eq!(business_day(at("2026-11-07", 0, 10), at("2026-11-07", 2, 0)).to_string(), "2026-11-07");
    }

    #[test]
    fn a_clock_that_is_ahead_gains_nothing() {
        assert_eq!(business_day(at("2026-11-08", 9, 0), at("2026-11-07", 9, 0)).to_string(), "2026-11-07");
    }

    proptest::proptest! {
        #[test]
        fn its_file_is_not_cut_yet_when_a_scan_arrives(scan in 0_i64..4_000_000_000_000, late in 0_i64..400_000_000) {
            let (scanned, arrived) = (Instant(scan), Instant(scan + late));
            let day = business_day(scanned, arrived);
            proptest::prop_assert!(arrived < cut_of(day));
            proptest::prop_assert!(scanned.day() <= day && day <= arrived.day());
        }
    }
}
