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

/// A day: a date cell, or `YYYY/MM/DD`, `YYYY-MM-DD`, `YYYY.MM.DD`, `YYYY年MM月DD日`. Years of the Republic are not guessed at.
pub(crate) fn date(cell: &Cell) -> Parsed<NaiveDate> {
    let day = match cell {
        Cell::Date(day) => Some(*day),
        Cell::Empty | Cell::Text(_) | Cell::Formula | Cell::Error(_) => match plain(cell, ascii)? {
            Some(text) => written_date(&text),
            None => return Ok(None),
        },
        Cell::LongText(_) | Cell::Number(_) | Cell::OtherNumber(_) | Cell::Bool(_) => None,
    };
    day.filter(|day| (2000..3000).contains(&day.year())).map(Some).ok_or(FaultReason::NotADate)
}

fn written_date(text: &str) -> Option<NaiveDate> {
    if let Some((year, rest)) = text.split_once(YEAR) {
        let (month, day) = rest.strip_suffix(DAY)?.split_once(MONTH)?;
        return written_date(&[year, month, day].join("/"));
    }
    let separator = ['/', '-', '.'].into_iter().find(|separator| text.contains(*separator))?;
    let mut parts = text.split(separator).map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.next().is_some()
        || year.len() != 4
        || !is_number(year, 4)
        || !is_number(month, 2)
        || !is_number(day, 2)
    {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
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
    fn dates_come_in_four_shapes_and_as_date_cells() {
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
        ] {
            assert_eq!(date(&text(written)), Ok(expected), "{written}");
        }
        assert_eq!(expected.map(Cell::Date).map(|cell| date(&cell)), Some(Ok(expected)));
        for bad in [
            "115/08/01",
            "民國115年8月1日",
            "115年8月1日",
            "2026年8月",
            "2026年8月1",
            "2026年8/1日",
            "2026/02/30",
            "2026/08",
            "2026/08/01/1",
            "2026-08/01",
            "20260801",
            "26/8/1",
            "2026/+8/1",
            "1999/12/31",
            "2026/08/01 12:00:00",
        ] {
            assert_eq!(date(&text(bad)), Err(FaultReason::NotADate), "{bad}");
        }
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
