//! Instants and calendar days. All days are days in Asia/Taipei, UTC+8 the whole year (RULES, head).
//! There is no "now" here: whoever asks passes it in.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use std::fmt;

const TAIPEI_OFFSET_MILLISECONDS: i64 = 8 * 3_600_000;
const MILLISECONDS_A_DAY: i64 = 86_400_000;
/// Milliseconds from 1970-01-01 to 2020-01-01 (UTC), the zero of the minutes in a code (CODES, layout).
const CODE_EPOCH_MILLISECONDS: i64 = 1_577_836_800_000;

/// A point in time: milliseconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The Taipei day on which this instant lies.
    pub fn day(self) -> Day {
        let days = self.0.saturating_add(TAIPEI_OFFSET_MILLISECONDS).div_euclid(MILLISECONDS_A_DAY);
        let (least, most) = (i64::from(i32::MIN), i64::from(i32::MAX));
        let since_epoch = i32::try_from(days.clamp(least, most)).unwrap_or(i32::MAX);
        let beyond = if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
        Day(NaiveDate::from_epoch_days(since_epoch).unwrap_or(beyond))
    }

    /// Reads a time with its offset, e.g. `2026-07-01T12:00:00+08:00` (RFC 3339).
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|time| Self(time.timestamp_millis()))
    }

    /// Later by this many seconds (earlier if negative).
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The same without its fraction of a second.
    pub fn whole_second(self) -> Self {
        Self(self.0.div_euclid(1000).saturating_mul(1000))
    }

    /// Whole minutes since 2020-01-01 00:00 UTC, as codes carry them; 0 before that.
    pub fn code_minutes(self) -> u32 {
        u32::try_from(self.0.saturating_sub(CODE_EPOCH_MILLISECONDS).div_euclid(60_000)).unwrap_or(0)
    }

    /// The instant that [`Self::code_minutes`] stands for.
    pub fn from_code_minutes(minutes: u32) -> Self {
        Self(CODE_EPOCH_MILLISECONDS + i64::from(minutes) * 60_000)
    }

    /// `YYYY/MM/DD hh:mm:ss` in Taipei (RULES §13).
    pub fn taipei_text(self) -> String {
        DateTime::from_timestamp_millis(self.0.saturating_add(TAIPEI_OFFSET_MILLISECONDS))
            .map(|local| local.format("%Y/%m/%d %H:%M:%S").to_string())
            .unwrap_or_default()
    }

    /// Reads [`Self::taipei_text`].
    pub fn from_taipei_text(text: &str) -> Option<Self> {
        let local = NaiveDateTime::parse_from_str(text, "%Y/%m/%d %H:%M:%S").ok()?;
        Some(Self(local.and_utc().timestamp_millis() - TAIPEI_OFFSET_MILLISECONDS))
    }

    /// `hh:mm` in Taipei, for a cashier who only needs today.
    pub fn taipei_clock(self) -> String {
        self.taipei_text().get(11..16).unwrap_or_default().to_owned()
    }
}

/// A calendar day in Asia/Taipei.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(NaiveDate);

impl Day {
    /// The day with this date, if there is one.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads `YYYY-MM-DD`, the form of the database.
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self)
    }

    /// Takes over a date whose meaning is already a Taipei day.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The plain date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// 00:00:00.000 of this day in Taipei.
    pub fn start(self) -> Instant {
        let local = self.0.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        Instant(local - TAIPEI_OFFSET_MILLISECONDS)
    }

    /// The last millisecond of this day in Taipei: 23:59:59 still counts (RULES §20).
    pub fn end(self) -> Instant {
        Instant(self.start().0 + MILLISECONDS_A_DAY - 1)
    }

    /// The day this many days later.
    pub fn plus_days(self, days: u64) -> Self {
        Self(self.0.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX))
    }

    /// The day this many days earlier.
    pub fn minus_days(self, days: u64) -> Self {
        Self(self.0.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN))
    }

    /// The same day of the month this many months earlier, or the last one of that month.
    pub fn minus_months(self, months: u32) -> Self {
        Self(self.0.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN))
    }

    /// The last day of a period of `days` days whose first is this one (RULES §1: the day of issue is day 1).
    pub fn last_of_period(self, days: u32) -> Self {
        self.plus_days(u64::from(days.saturating_sub(1)))
    }

    /// Days from `other` to this day; negative if this one is earlier.
    pub fn days_since(self, other: Self) -> i64 {
        (self.0 - other.0).num_days()
    }

    /// `YYYY/MM/DD`, as people read it (RULES §13).
    pub fn slashed(self) -> String {
        format!("{:04}/{:02}/{:02}", self.0.year(), self.0.month(), self.0.day())
    }

    /// Days since 2020-01-01, as codes carry them; `None` where the day does not fit below 0xFFFF.
    pub fn code_days(self) -> Option<u16> {
        let days = (self.0 - code_epoch()).num_days();
        u16::try_from(days).ok().filter(|days| *days != u16::MAX)
    }

    /// The day that [`Self::code_days`] stands for.
    pub fn from_code_days(days: u16) -> Self {
        Self(code_epoch() + TimeDelta::days(i64::from(days)))
    }
}

fn code_epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default()
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`, the form of the database.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn written_times_have_an_offset() {
        let noon = Instant::from_rfc3339("2026-07-01T12:00:00+08:00").expect("a time");
        assert_eq!(noon.taipei_text(), "2026/07/01 12:00:00");
        assert_eq!(Instant::from_rfc3339("2026-07-01 12:00"), None);
    }

    #[test]
    fn a_taipei_day_begins_at_sixteen_utc() {
        let midnight = day("2026-11-07").start();
        assert_eq!(midnight.taipei_text(), "2026/11/07 00:00:00");
        assert_eq!(midnight.day(), day("2026-11-07"));
        assert_eq!(Instant(midnight.0 - 1).day(), day("2026-11-06"));
        assert_eq!(day("2026-11-06").end().taipei_text(), "2026/11/06 23:59:59");
        assert_eq!(midnight.taipei_clock(), "00:00");
        assert_eq!(Instant::from_taipei_text("2026/11/07 00:00:00"), Some(midnight));
        assert_eq!(Instant::from_taipei_text("2026-11-07"), None);
    }

    #[test]
    fn worked_example_4_guarantee_of_365_days() {
        assert_eq!(day("2022-09-21").last_of_period(365), day("2023-09-20"));
    }

    #[test]
    fn code_units_round_trip() {
        assert_eq!(day("2020-01-01").code_days(), Some(0));
        assert_eq!(Day::from_code_days(2516), day("2026-11-21"));
        assert_eq!(day("2019-12-31").code_days(), None);
        let minutes = day("2026-11-21").start().code_minutes();
        assert_eq!(Instant::from_code_minutes(minutes), day("2026-11-21").start());
    }

    proptest::proptest! {
        #[test]
        fn every_instant_lies_inside_its_day(milliseconds in -4_000_000_000_000_i64..8_000_000_000_000) {
            let instant = Instant(milliseconds);
            let day = instant.day();
            proptest::prop_assert!(day.start() <= instant && instant <= day.end());
        }
    }
}
