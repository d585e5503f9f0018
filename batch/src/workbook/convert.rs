//! calamine's cells to ours.

use super::cell::Cell;
use super::limits::TEXT_LENGTH;
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};
use chrono::NaiveDate;

/// A spreadsheet keeps 15 digits of a number; beyond, it has already changed them.
const EXACT: i64 = 1_000_000_000_000_000;
const EXACT_FLOAT: f64 = 1e15;
const SHORTEST_FRACTION: f64 = 1e-6;

/// What a cell without a formula holds.
pub(super) fn cell(value: DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(owned) => text(&owned),
        DataRef::SharedString(shared) => text(shared),
        DataRef::Int(whole) if whole.abs() < EXACT => Cell::Number(whole),
        DataRef::Int(whole) => Cell::OtherNumber(whole.to_string()),
        DataRef::Float(value) => number(value),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::DateTime(moment) => date(&moment),
        DataRef::DateTimeIso(iso) => iso_date(&iso),
        DataRef::DurationIso(iso) => text(&iso),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A number that is shown as a day, by a format that the reader does not know.
pub(super) fn day(serial: f64, is_1904: bool) -> Cell {
    date(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904))
}

fn text(text: &str) -> Cell {
    if text.trim().is_empty() {
        Cell::Empty
    } else if text.chars().nth(TEXT_LENGTH).is_some() {
        Cell::LongText(text.trim_start().chars().take(TEXT_LENGTH).collect())
    } else {
        Cell::Text(text.to_owned())
    }
}

fn number(value: f64) -> Cell {
    let size = value.abs();
    if size < EXACT_FLOAT && value.fract() == 0.0 {
        Cell::Number(value as i64)
    } else if size < EXACT_FLOAT && size > SHORTEST_FRACTION {
        Cell::OtherNumber(value.to_string())
    } else {
        Cell::OtherNumber(format!("{value:e}"))
    }
}

fn date(moment: &ExcelDateTime) -> Cell {
    // Days are counted from 1: what lies below is a time, or a year that the program took for its own.
    let serial = moment.as_f64();
    if moment.is_duration() || !(1.0..2_958_466.0).contains(&serial) {
        return number(serial);
    }
    let (year, month, day, hour, minute, second, millisecond) = moment.to_ymd_hms_milli();
    match NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
        None => number(serial),
        Some(day) if (hour, minute, second, millisecond) == (0, 0, 0, 0) => Cell::Date(day),
        // A time of day means nothing in the issue file and is not dropped in silence.
        Some(day) => Cell::Text(format!("{} {hour:02}:{minute:02}:{second:02}", day.format("%Y/%m/%d"))),
    }
}

fn iso_date(iso: &str) -> Cell {
    let day = iso.strip_suffix("T00:00:00").unwrap_or(iso);
    NaiveDate::parse_from_str(day, "%Y-%m-%d").map_or_else(|_| text(iso), Cell::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excel(serial: f64) -> Cell {
        date(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false))
    }

    #[test]
    fn numbers_are_exact_or_for_showing_only() {
        for (value, expected) in [
            (912_345_678.0, Cell::Number(912_345_678)),
            (-0.0, Cell::Number(0)),
            (999_999_999_999_999.0, Cell::Number(999_999_999_999_999)),
            (1e15, Cell::OtherNumber("1e15".to_owned())),
            (2.5, Cell::OtherNumber("2.5".to_owned())),
            (1e-300, Cell::OtherNumber("1e-300".to_owned())),
            (f64::NAN, Cell::OtherNumber("NaN".to_owned())),
            (f64::INFINITY, Cell::OtherNumber("inf".to_owned())),
        ] {
            assert_eq!(number(value), expected);
        }
        assert_eq!(cell(DataRef::Int(i64::MAX)), Cell::OtherNumber(i64::MAX.to_string()));
    }

    #[test]
    fn dates_are_days() {
        let day = |year, month, day| Cell::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        assert_eq!(excel(45_943.0), day(2025, 10, 13));
        assert_eq!(excel(45_943.5), Cell::Text("2025/10/13 12:00:00".to_owned()));
        assert_eq!(excel(60.0), Cell::Number(60), "1900/02/29 never was");
        assert_eq!(excel(-651_736.0), Cell::Number(-651_736));
        assert_eq!(excel(0.5), Cell::OtherNumber("0.5".to_owned()));
        assert_eq!(excel(f64::NAN), Cell::OtherNumber("NaN".to_owned()));
        assert_eq!(iso_date("2026-08-01"), day(2026, 8, 1));
        assert_eq!(iso_date("2026-08-01T00:00:00"), day(2026, 8, 1));
        assert_eq!(iso_date("2026-08-01T10:00:00"), Cell::Text("2026-08-01T10:00:00".to_owned()));
    }

    #[test]
    fn text_is_bounded() {
        assert_eq!(text(" \u{3000}\n"), Cell::Empty);
        assert_eq!(text(&"票".repeat(500)), Cell::Text("票".repeat(500)));
        assert_eq!(text(&"票".repeat(501)), Cell::LongText("票".repeat(500)));
    }
}
