//! When an account may change anything (RULES §8): windows of the week, in Asia/Taipei.

use crate::calendar::Instant;
use chrono::Datelike;

/// Windows that an account may have.
pub const MOST_WINDOWS: usize = 6;

const MINUTES_A_DAY: u16 = 24 * 60;
const DAYS_A_WEEK: u16 = 7;
const MINUTES_A_WEEK: u16 = MINUTES_A_DAY * DAYS_A_WEEK;

/// The same hours on some days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// One bit a day, Monday the lowest.
    days: u8,
    /// Minute of the day.
    from: u16,
    /// Minute of the day; where it is not after `from`, of the next one.
    until: u16,
}

/// All windows of an account. Without any it may always.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hours(Vec<Window>);

/// Not the hours of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedHours;

impl Window {
    /// On these days (1 = Monday … 7 = Sunday) from `hh:mm` until `hh:mm`; `24:00` is the end of the day, and an end
    /// that is not after the beginning lies on the next day.
    pub fn new(days: &[u8], from: &str, until: &str) -> Result<Self, MalformedHours> {
        let mut bits = 0;
        for day in days {
            match day {
                1..=7 => bits |= 1_u8 << (day - 1),
                _ => return Err(MalformedHours),
            }
        }
        let (from, until) = (minute(from)?, minute(until)?);
        if bits == 0 || from == MINUTES_A_DAY {
            return Err(MalformedHours);
        }
        Ok(Self { days: bits, from, until: until % MINUTES_A_DAY })
    }

    /// 1 = Monday … 7 = Sunday.
    pub fn days(self) -> impl Iterator<Item = u8> {
        (1..=7).filter(move |day| self.is_on(day - 1))
    }

    /// `hh:mm`
    pub fn from(self) -> String {
        clock(self.from)
    }

    /// `hh:mm`; `24:00` for the end of the day.
    pub fn until(self) -> String {
        clock(if self.until == 0 { MINUTES_A_DAY } else { self.until })
    }

    /// It ends on the day after the one on which it began.
    pub fn ends_next_day(self) -> bool {
        self.until != 0 && self.until <= self.from
    }

    /// Days are counted from 0 here.
    fn is_on(self, day: u8) -> bool {
        self.days & (1 << day) != 0
    }

    fn minutes(self) -> u16 {
        let length = (self.until + MINUTES_A_DAY - self.from) % MINUTES_A_DAY;
        if length == 0 { MINUTES_A_DAY } else { length }
    }

    fn is_open(self, minute_of_week: u16) -> bool {
        (0..7).filter(|day| self.is_on(*day)).any(|day| {
            let begins = u16::from(day) * MINUTES_A_DAY + self.from;
            (minute_of_week + MINUTES_A_WEEK - begins) % MINUTES_A_WEEK < self.minutes()
        })
    }
}

impl Hours {
    /// At any time.
    pub const ALWAYS: Self = Self(Vec::new());

    /// These windows.
    pub fn of(windows: Vec<Window>) -> Result<Self, MalformedHours> {
        if windows.len() > MOST_WINDOWS { Err(MalformedHours) } else { Ok(Self(windows)) }
    }

    /// As [`Self::to_text`] writes them.
    pub fn parse(text: &str) -> Result<Self, MalformedHours> {
        let windows = text.split_terminator(';').map(|window| {
            let (days, hours) = window.split_once(' ').ok_or(MalformedHours)?;
            let (from, until) = hours.split_once('-').ok_or(MalformedHours)?;
            let days: Vec<u8> = days.bytes().map(|day| day.wrapping_sub(b'0')).collect();
            Window::new(&days, from, until)
        });
        Self::of(windows.collect::<Result<_, _>>()?)
    }

    /// For example `12345 09:00-22:00;67 10:00-02:00`.
    pub fn to_text(&self) -> String {
        let window = |window: &Window| {
            let days: String = window.days().map(|day| char::from(b'0' + day)).collect();
            format!("{days} {}-{}", window.from(), window.until())
        };
        self.0.iter().map(window).collect::<Vec<_>>().join(";")
    }

    /// The windows; none = always.
    pub fn windows(&self) -> &[Window] {
        &self.0
    }

    /// Whether this moment lies in a window.
    pub fn are_open(&self, now: Instant) -> bool {
        self.0.is_empty() || self.is_open_at(minute_of_week(now))
    }

    /// The next moment at which a window begins.
    pub fn next_opening(&self, now: Instant) -> Option<Instant> {
        let today = now.day();
        (0..=7)
            .map(|days| today.plus_days(days))
            .flat_map(|day| {
                let weekday = day.date().weekday().num_days_from_monday();
                self.0
                    .iter()
                    .filter(move |window| u8::try_from(weekday).is_ok_and(|weekday| window.is_on(weekday)))
                    .map(move |window| day.start().plus_seconds(i64::from(window.from) * 60))
            })
            .filter(|opening| *opening > now)
            .min()
    }

    /// Whether `other` is open whenever these are.
    pub fn are_within(&self, other: &Self) -> bool {
        let open = |hours: &Self, minute| hours.0.is_empty() || hours.is_open_at(minute);
        (0..MINUTES_A_WEEK).all(|minute| !open(self, minute) || open(other, minute))
    }

    fn is_open_at(&self, minute: u16) -> bool {
        self.0.iter().any(|window| window.is_open(minute))
    }
}

fn minute_of_week(now: Instant) -> u16 {
    let day = now.day();
    let weekday = u16::try_from(day.date().weekday().num_days_from_monday()).unwrap_or_default();
    let minute = u16::try_from(now.0.saturating_sub(day.start().0) / 60_000).unwrap_or_default();
    // Beyond the calendar's last day there are no days that end.
    weekday * MINUTES_A_DAY + minute.min(MINUTES_A_DAY - 1)
}

/// Reads `hh:mm`, up to `24:00`.
fn minute(text: &str) -> Result<u16, MalformedHours> {
    let number = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| digits).ok_or(MalformedHours)
    };
    let (hour, minute) = text.split_once(':').ok_or(MalformedHours)?;
    let (hour, minute) = (number(hour)?, number(minute)?);
    let of_day = hour * 60 + minute;
    if minute < 60 && of_day <= MINUTES_A_DAY { Ok(of_day) } else { Err(MalformedHours) }
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026/11/02 is a Monday.
    fn taipei(text: &str) -> Instant {
        Instant::from_taipei_text(&format!("{text}:00")).expect("a time")
    }

    #[test]
    fn a_desk_is_open_from_the_first_minute_to_the_last() {
        let hours = Hours::parse("12345 09:00-22:00;67 10:00-02:00").expect("hours");
        for (time, open) in [
            ("2026/11/02 08:59", false),
            ("2026/11/02 09:00", true),
            ("2026/11/02 21:59", true),
            ("2026/11/02 22:00", false),
            ("2026/11/07 01:00", false),
            ("2026/11/07 10:00", true),
            ("2026/11/08 01:59", true),
            ("2026/11/08 02:00", false),
            ("2026/11/09 01:59", true),
            ("2026/11/09 02:00", false),
        ] {
            assert_eq!(hours.are_open(taipei(time)), open, "{time}");
        }
        assert!(Hours::ALWAYS.are_open(taipei("2026/11/02 03:00")));
    }

    /// A moment is whatever a stranger's phone says.
    #[test]
    fn no_moment_is_beyond_the_week() {
        let hours = Hours::parse("12345 09:00-22:00").expect("hours");
        for moment in [i64::MIN, i64::MIN + 1, -1, 0, 253_402_300_800_000, i64::MAX - 1, i64::MAX] {
            let moment = Instant(moment);
            let _ = hours.are_open(moment);
            assert!(minute_of_week(moment) < MINUTES_A_WEEK, "{moment:?}");
            assert!(moment.whole_second() <= moment.plus_seconds(1), "{moment:?}");
            let _ = (moment.day().end(), moment.code_minutes(), moment.taipei_text());
        }
    }

    #[test]
    fn the_next_opening_is_the_soonest() {
        let hours = Hours::parse("1 09:00-12:00;1 14:00-18:00;3 08:00-24:00").expect("hours");
        for (now, next) in [
            ("2026/11/02 08:00", "2026/11/02 09:00"),
            ("2026/11/02 12:00", "2026/11/02 14:00"),
            ("2026/11/02 19:00", "2026/11/04 08:00"),
            ("2026/11/05 00:00", "2026/11/09 09:00"),
        ] {
            assert_eq!(hours.next_opening(taipei(now)), Some(taipei(next)), "{now}");
        }
        let once = Hours::parse("1 09:00-12:00").expect("hours");
        assert_eq!(once.next_opening(taipei("2026/11/02 09:00")), Some(taipei("2026/11/09 09:00")));
        assert_eq!(Hours::ALWAYS.next_opening(taipei("2026/11/02 09:00")), None);
    }

    #[test]
    fn hours_lie_within_others() {
        let hours = |text| Hours::parse(text).expect("hours");
        for (these, others, within) in [
            ("", "", true),
            ("1 09:00-12:00", "", true),
            ("", "1 09:00-12:00", false),
            ("1234567 00:00-24:00", "1 09:00-12:00", false),
            ("", "1234567 00:00-24:00", true),
            ("1 09:00-12:00", "12 09:00-10:00;1 10:00-12:00", true),
            ("1 09:00-12:01", "12 09:00-10:00;1 10:00-12:00", false),
            ("7 22:00-02:00", "7 20:00-24:00;1 00:00-03:00", true),
        ] {
            assert_eq!(hours(these).are_within(&hours(others)), within, "{these} in {others}");
        }
    }

    #[test]
    fn only_hours_of_a_week_are_read() {
        for bad in [
            "x",
            "1",
            "1 9:00-12:00",
            "8 09:00-12:00",
            " 09:00-12:00",
            "1 09:00-25:00",
            "1 24:00-01:00",
            "1 09:60-10:00",
        ] {
            assert_eq!(Hours::parse(bad), Err(MalformedHours), "{bad}");
        }
        assert_eq!(Hours::parse(&"1 09:00-12:00;".repeat(7)), Err(MalformedHours));
        for good in ["", "12345 09:00-22:00;67 10:00-02:00", "1234567 00:00-24:00"] {
            assert_eq!(Hours::parse(good).map(|hours| hours.to_text()).as_deref(), Ok(good));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_fall(text: String) {
            let _ = Hours::parse(&text);
        }

        #[test]
        fn after_the_next_opening_it_is_open(milliseconds in 0_i64..4_000_000_000_000, days in 1_u8..128, from in 0_u16..1440, until in 0_u16..1440) {
            let days: Vec<u8> = (1..=7).filter(|day| days & (1 << (day - 1)) != 0).collect();
            let hours = Hours(vec![Window::new(&days, &clock(from), &clock(until)).expect("a window")]);
            let opening = hours.next_opening(Instant(milliseconds)).expect("an opening");
            proptest::prop_assert!(opening > Instant(milliseconds) && hours.are_open(opening));
            proptest::prop_assert_eq!(Hours::parse(&hours.to_text()), Ok(hours));
        }
    }
}
