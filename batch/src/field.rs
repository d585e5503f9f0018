//! One cell to one value. `Ok(None)` is an empty cell.

use crate::fault::FaultReason;
use crate::normal::{ascii, tidy};
use crate::workbook::{Cell, TEXT_LENGTH};
use chrono::{Datelike, NaiveDate};

type Parsed<T> = Result<Option<T>, FaultReason>;

/// Text as meant. Numbers stored as numbers are text too; what is invisible is empty.
fn plain(cell: &Cell, normal: impl Fn(&str) -> String) -> Parsed<String> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) => Ok(Some(normal(text)).filter(|text| !text.is_empty())),
        Cell::Number(number) => Ok(Some(number.to_string())),
        Cell::LongText(_) => Err(too_long(TEXT_LENGTH)),
        Cell::OtherNumber(_) => Err(FaultReason::NumberChanged),
        Cell::Date(_) | Cell::Bool(_) => Err(FaultReason::NotText),
        Cell::Formula => Err(FaultReason::Formula),
        Cell::Error(_) => Err(FaultReason::CellError),
    }
}

fn too_long(limit: usize) -> FaultReason {
    FaultReason::TooLong { limit: u32::try_from(limit).unwrap_or(u32::MAX) }
}

fn within(text: String, limit: usize) -> Parsed<String> {
    if text.chars().nth(limit).is_some() { Err(too_long(limit)) } else { Ok(Some(text)) }
}

/// A name or an address.
pub(crate) fn words(cell: &Cell, limit: usize) -> Parsed<String> {
    plain(cell, tidy)?.map_or(Ok(None), |text| within(text, limit))
}

/// Letters and digits (RULES §13).
pub(crate) fn code(cell: &Cell, limit: usize) -> Parsed<String> {
    let Some(text) = plain(cell, ascii)? else { return Ok(None) };
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        within(text, limit)
    } else {
        Err(FaultReason::NotLettersAndDigits)
    }
}

/// 商品編號, capital letters (RULES §13).
pub(crate) fn product_code(cell: &Cell) -> Parsed<String> {
    Ok(code(cell, 20)?.map(|text| text.to_ascii_uppercase()))
}

/// A mobile phone number of Taiwan: `09` and eight digits, the only kind the documents show. Takes it with spaces,
/// hyphens or `+886`, and without the zero that a spreadsheet takes from a number.
pub(crate) fn phone(cell: &Cell) -> Parsed<String> {
    let Some(text) = plain(cell, ascii)? else { return Ok(None) };
    let text: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '(' | ')')).collect();
    let abroad =
        text.strip_prefix("+886").or_else(|| text.strip_prefix("886").filter(|rest| rest.len() >= 9));
    let national = abroad.unwrap_or(&text);
    let digits = national.strip_prefix('0').unwrap_or(national);
    if digits.len() == 9 && digits.starts_with('9') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Some(format!("0{digits}")))
    } else {
        Err(FaultReason::NotAPhone)
    }
}

/// One e-mail address of the common form; no quotes, no comments, no address of a bare machine.
pub(crate) fn email(cell: &Cell) -> Parsed<String> {
    let Some(text) = plain(cell, ascii)? else { return Ok(None) };
    let well_formed = text.len() <= 254
        && text.split_once('@').is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
    if well_formed { Ok(Some(text)) } else { Err(FaultReason::NotAnEmail) }
}

fn is_local_part(local: &str) -> bool {
    local.len() <= 64
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() > 1 && !top.bytes().all(|b| b.is_ascii_digit()))
}

/// How Chinese writes which number of a day is which.
const YEAR: char = '\u{5e74}';
const MONTH: char = '\u{6708}';
const DAY: char = '\u{65e5}';

/// The Republic, whose years some write.
const REPUBLIC: &str = "\u{6c11}\u{570b}";
/// The morning, as a clock of twelve hours has it.
const MORNING: &str = "\u{4e0a}\u{5348}";
/// How programs write the beginning of a day behind it.
const MIDNIGHT: [&str; 5] = ["00:00:00.000", "00:00:00", "0:00:00", "00:00", "0:00"];
/// The same of a clock of twelve hours, with what stands around it.
const TWELVE: [&str; 2] = ["12:00:00", "12:00"];
/// Years that a day may have.
const YEARS: std::ops::Range<i32> = 2000..3000;

/// A day: a date cell, or `YYYY/MM/DD`, `YYYY-MM-DD`, `YYYY.MM.DD`, `YYYYMMDD`, `YYYY年MM月DD日`, with midnight behind it or not.
/// Years of the Republic, and months that may be days, are not guessed at.
pub(crate) fn date(cell: &Cell) -> Parsed<NaiveDate> {
    let day = match cell {
        Cell::Date(day) => Ok(*day),
        Cell::Empty | Cell::Text(_) | Cell::Formula | Cell::Error(_) => match plain(cell, ascii)? {
            Some(text) => written_date(&text).ok_or_else(|| no_date(&text)),
            None => return Ok(None),
        },
        Cell::Number(number) => eight_digits(&number.to_string()).ok_or(FaultReason::DateIsNumber),
        Cell::OtherNumber(_) => Err(FaultReason::DateIsNumber),
        Cell::LongText(_) | Cell::Bool(_) => Err(FaultReason::NotADate),
    }?;
    if YEARS.contains(&day.year()) { Ok(Some(day)) } else { Err(FaultReason::NotADate) }
}

fn written_date(text: &str) -> Option<NaiveDate> {
    let text = without_midnight(text);
    if let Some(day) = eight_digits(text) {
        return Some(day);
    }
    let [year, month, day] = parts_of(text)?;
    (year.len() == 4 && is_number(month, 2) && is_number(day, 2)).then_some(())?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Three numbers between one kind of separator, or between the words for them.
fn parts_of(text: &str) -> Option<[&str; 3]> {
    let parts = if let Some((year, rest)) = text.split_once(YEAR) {
        let (month, day) = rest.strip_suffix(DAY)?.split_once(MONTH)?;
        [year, month, day]
    } else {
        let separator = ['/', '-', '.'].into_iter().find(|separator| text.contains(*separator))?;
        let mut parts = text.split(separator);
        let three = [parts.next()?, parts.next()?, parts.next()?];
        if parts.next().is_some() {
            return None;
        }
        three
    };
    let parts = parts.map(str::trim);
    parts.iter().all(|part| is_number(part, 4)).then_some(parts)
}

fn is_number(part: &str, most: usize) -> bool {
    (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `20260801`
fn eight_digits(text: &str) -> Option<NaiveDate> {
    let is_day = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month, day) = (text.get(..4)?, text.get(4..6)?, text.get(6..)?);
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    day.filter(|day| is_day && YEARS.contains(&day.year()))
}

/// A text without the midnight behind its day; any other time stays, and is no day.
fn without_midnight(text: &str) -> &str {
    let before = |time: &str| text.strip_suffix(time).filter(|day| day.ends_with([' ', 'T']));
    let twelve = |time: &str| {
        let morning = || text.strip_suffix(time)?.trim_end().strip_suffix(MORNING);
        let am = || text.strip_suffix("AM")?.trim_end().strip_suffix(time);
        morning().or_else(am).filter(|day| day.ends_with(' '))
    };
    let day = MIDNIGHT.into_iter().find_map(before).or_else(|| TWELVE.into_iter().find_map(twelve));
    day.map_or(text, |day| day.trim_end_matches([' ', 'T']))
}

/// Why a text is no day, so that its writer knows how to write it.
fn no_date(text: &str) -> FaultReason {
    let text = without_midnight(text);
    let is_republic = text.starts_with(REPUBLIC);
    match parts_of(text.strip_prefix(REPUBLIC).unwrap_or(text).trim_start()) {
        Some([year, _, day]) if year.len() < 3 && day.len() == 4 => FaultReason::DateNotInOrder,
        Some([year, ..]) if is_republic || year.len() < 4 => FaultReason::YearNotWhole,
        None if is_republic => FaultReason::YearNotWhole,
        Some(_) | None => FaultReason::NotADate,
    }
}

/// A whole number from 1 to `most`.
pub(crate) fn count(cell: &Cell, most: u32) -> Parsed<u32> {
    let number = match cell {
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Formula | Cell::Error(_) => {
            match plain(cell, ascii)? {
                Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
                Some(_) => None,
                None => return Ok(None),
            }
        }
        Cell::LongText(_) | Cell::OtherNumber(_) | Cell::Date(_) | Cell::Bool(_) => None,
    };
    number.filter(|number| (1..=most).contains(number)).map(Some).ok_or(FaultReason::NotACount { most })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn phones_come_in_many_shapes() {
        for cell in [
            text("0912345678"),
            Cell::Number(912_345_678),
            text("912345678"),
            text("０９１２－３４５－６７８"),
            text(" 0912 345 678\u{200b}"),
            text("+886912345678"),
            text("886-912-345-678"),
            text("+886 (0)912 345 678"),
            Cell::Number(886_912_345_678),
        ] {
            assert_eq!(phone(&cell), Ok(Some("0912345678".to_owned())), "{cell:?}");
        }
        for bad in
            ["02-26551775", "091234567", "09123456789", "0812345678", "+85291234567", "09I2345678", "-"]
        {
            assert_eq!(phone(&text(bad)), Err(FaultReason::NotAPhone), "{bad}");
        }
        assert_eq!(phone(&text("\u{200b} ")), Ok(None));
    }

    #[test]
    fn dates_come_in_many_shapes_and_as_date_cells() {
        let expected = NaiveDate::from_ymd_opt(2026, 8, 1);
        for written in [
            "2026/08/01",
            "2026-08-01",
            "2026.08.01",
            "2026/8/1",
            "２０２６／０８／０１",
            " 2026 / 8 / 1 ",
            "2026年8月1日",
            "2026 年 08 月 01 日",
            "20260801",
            "２０２６０８０１",
            "2026/08/01 00:00:00",
            "2026-08-01 00:00",
            "2026-08-01T00:00:00.000",
            "2026/8/1 0:00",
            "2026/8/1 上午 12:00:00",
            "2026/8/1 12:00:00 AM",
            "2026年8月1日 00:00",
            "20260801 00:00:00",
        ] {
            assert_eq!(date(&text(written)), Ok(expected), "{written}");
        }
        assert_eq!(expected.map(Cell::Date).map(|cell| date(&cell)), Some(Ok(expected)));
        assert_eq!(date(&Cell::Number(20_260_801)), Ok(expected));
        let (whole, order, other) =
            (FaultReason::YearNotWhole, FaultReason::DateNotInOrder, FaultReason::NotADate);
        for (bad, reason) in [
            ("115/08/01", whole),
            ("民國115年8月1日", whole),
            ("民國 115/8/1", whole),
            ("民國一一五年", whole),
            ("115年8月1日", whole),
            ("115-08-01 00:00", whole),
            ("26/8/1", whole),
            ("8/1/2026", order),
            ("01-08-2026", order),
            ("2026年8月", other),
            ("2026年8月1", other),
            ("2026年8/1日", other),
            ("2026/02/30", other),
            ("2026/08", other),
            ("2026/08/01/1", other),
            ("2026-08/01", other),
            ("20261301", other),
            ("00000000", other),
            ("2026/+8/1", other),
            ("1999/12/31", other),
            ("19991231", other),
            ("2026/08/01 12:00:00", other),
            ("2026/08/01 10:00", other),
            ("2026/08/01 下午 12:00:00", other),
            ("2026/08/01 12:00:00 PM", other),
            ("2026/08/0100:00", other),
        ] {
            assert_eq!(date(&text(bad)), Err(reason), "{bad}");
        }
        // What a spreadsheet made of a year of the Republic, and numbers that nobody called days.
        for number in [-651_736, 0, 1, 46_387, 1_150_801, 20_261_301] {
            assert_eq!(date(&Cell::Number(number)), Err(FaultReason::DateIsNumber), "{number}");
        }
        assert_eq!(date(&Cell::OtherNumber("46244.5".to_owned())), Err(FaultReason::DateIsNumber));
        let before = NaiveDate::from_ymd_opt(1900, 1, 1).map(Cell::Date).expect("a day");
        assert_eq!(date(&before), Err(FaultReason::NotADate));
        assert_eq!(date(&Cell::Empty), Ok(None));
    }

    #[test]
    fn mail_addresses_are_of_the_common_form() {
        for good in
            ["a@b.tw", "first.last+tag@mail.example.com.tw", "ａ＠ｂ．ｔｗ", " a@b.tw ", "o'x@xn--fiq.tw"]
        {
            assert!(email(&text(good)).is_ok(), "{good}");
        }
        for bad in [
            "a",
            "a@b",
            "@b.tw",
            "a@.tw",
            "a@b..tw",
            ".a@b.tw",
            "a b@c.tw",
            "a@b.tw;c@d.tw",
            "a@b@c.tw",
            "a@-b.tw",
            "a@1.2.3.4",
            "票@b.tw",
        ] {
            assert_eq!(email(&text(bad)), Err(FaultReason::NotAnEmail), "{bad}");
        }
        let long = format!("a@{}.tw", "b.".repeat(126));
        assert_eq!(email(&text(&long)), Err(FaultReason::NotAnEmail));
    }

    #[test]
    fn counts_and_codes_are_read_from_text_and_numbers() {
        for cell in [text("１２"), text(" 12 "), Cell::Number(12)] {
            assert_eq!(count(&cell, 12), Ok(Some(12)), "{cell:?}");
            assert_eq!(code(&cell, 2), Ok(Some("12".to_owned())));
        }
        for bad in
            [text("0"), text("13"), text("1.0"), text("99999999999999999999"), text("一"), Cell::Number(-5)]
        {
            assert_eq!(count(&bad, 12), Err(FaultReason::NotACount { most: 12 }), "{bad:?}");
        }
        assert_eq!(product_code(&text("ｖａｂ１２３４５")), Ok(Some("VAB12345".to_owned())));
        assert_eq!(words(&text(" 王　小明 "), 4), Ok(Some("王 小明".to_owned())));
    }
}
