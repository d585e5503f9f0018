//! What people type into the fields of a form, and why a field is not taken. The sentences live with the translations,
//! keyed by [`Fault`]; a form that has one is shown again with everything that was typed.

use crate::calendar::Day;
use crate::money::{Dollars, Percent};
use crate::product::wording::Breach;
use crate::reach::{self, mail_address};

/// Why one field was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was typed or chosen.
    Missing,
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// A character that nobody can see.
    Unreadable,
    /// Not digits and `-`.
    Phone,
    /// Not a mobile phone of this country.
    Mobile,
    /// Not one mail address.
    Email,
    /// Not a 統一編號: eight digits, the last of which follows from the others.
    TaxId,
    /// Not a whole web address, or of another site than this one.
    WebAddress(&'static str),
    /// Not letters, digits and `-`.
    LettersAndDigits,
    /// Not a whole number from one to the other.
    Number(i64, i64),
    /// Not a rate: at most four decimals, not below zero.
    Rate,
    /// Not a percentage with two decimals at most, or more than the law allows: this.
    AboveLaw(Percent),
    /// Neither an amount nor a percentage.
    Fee,
    /// More dollars than this.
    MoreThan(Dollars),
    /// Nothing may be kept here.
    NoFee,
    /// The other field says it already.
    OneOfTwo,
    /// Not a day.
    Day,
    /// Before the first day.
    DayBefore,
    /// Not 6–20 letters and digits, both of them.
    AccountName,
    /// Hours without days, a beginning or an end.
    Hours,
    /// No product, or one that is not there.
    Products,
    /// Not one permission.
    Powers,
    /// Somebody else has it.
    Taken,
    /// None of the choices.
    Choice,
    /// Neither a mail address nor a mobile phone.
    Reach,
    /// It names somebody whose data are not to stand here.
    NamesSomebody,
    /// It holds words that must not stand on a voucher.
    Unlawful(Breach),
}

/// The faults of one form, by the names of its fields, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<(&'static str, Fault)>);

impl Faults {
    /// One fault.
    pub fn one(field: &'static str, fault: Fault) -> Self {
        Self(vec![(field, fault)])
    }

    /// Keeps a fault; of several in one field the first one is told.
    pub fn add(&mut self, field: &'static str, fault: Fault) {
        if self.of(field).is_none() {
            self.0.push((field, fault));
        }
    }

    /// The value, or its fault kept and a stand-in, so that the fields after it are looked at, too.
    pub fn take<T: Default>(&mut self, field: &'static str, read: Result<T, Fault>) -> T {
        read.unwrap_or_else(|fault| {
            self.add(field, fault);
            T::default()
        })
    }

    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<Fault> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, fault)| *fault)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Fault)> + '_ {
        self.0.iter().copied()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value`, where nothing is wrong.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// One line of so many characters, without blanks around it. Blank is nothing.
pub fn line(text: &str, least: usize, most: usize) -> Result<String, Fault> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 && least > 0 {
        Err(Fault::Missing)
    } else if text.chars().any(char::is_control) {
        Err(Fault::Unreadable)
    } else if length < least {
        Err(Fault::TooShort(least))
    } else if length > most {
        Err(Fault::TooLong(most))
    } else {
        Ok(text.to_owned())
    }
}

/// Several lines, at most so many characters.
pub fn lines(text: &str, least: usize, most: usize) -> Result<String, Fault> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 && least > 0 {
        Err(Fault::Missing)
    } else if text.chars().any(|character| character.is_control() && character != '\n') {
        Err(Fault::Unreadable)
    } else if length > most {
        Err(Fault::TooLong(most))
    } else {
        Ok(text.to_owned())
    }
}

/// The same, where it may be left out.
pub fn maybe<T>(text: &str, read: impl FnOnce(&str) -> Result<T, Fault>) -> Result<Option<T>, Fault> {
    if text.trim().is_empty() { Ok(None) } else { read(text).map(Some) }
}

const LONGEST_PHONE: usize = 20;

/// A telephone: digits and `-` (RULES §8).
pub fn phone(text: &str) -> Result<String, Fault> {
    let text = line(text, 1, LONGEST_PHONE)?;
    let of_form = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if of_form && text.bytes().any(|byte| byte.is_ascii_digit()) { Ok(text) } else { Err(Fault::Phone) }
}

/// A mobile phone, written in any usual way.
pub fn mobile(text: &str) -> Result<String, Fault> {
    if text.trim().is_empty() { Err(Fault::Missing) } else { reach::mobile(text).ok_or(Fault::Mobile) }
}

/// One mail address.
pub fn email(text: &str) -> Result<String, Fault> {
    if text.trim().is_empty() { Err(Fault::Missing) } else { mail_address(text).ok_or(Fault::Email) }
}

/// Places of the eight digits, each counted so often.
const TAX_ID_WEIGHTS: [u32; 8] = [1, 2, 1, 2, 1, 2, 4, 1];

/// 統一編號: the digits of the weighted digits add up to a multiple of five; a seventh digit of 7 may count one less.
pub fn tax_id(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let digits: Vec<u32> = text.chars().map_while(|character| character.to_digit(10)).collect();
    if digits.len() != TAX_ID_WEIGHTS.len() || text.chars().count() != digits.len() {
        return Err(Fault::TaxId);
    }
    let weighted = digits.iter().zip(TAX_ID_WEIGHTS).map(|(digit, weight)| digit * weight);
    let sum: u32 = weighted.map(|product| product / 10 + product % 10).sum();
    let seven = digits.get(6) == Some(&7);
    if sum.is_multiple_of(5) || (seven && (sum + 1).is_multiple_of(5)) {
        Ok(text.to_owned())
    } else {
        Err(Fault::TaxId)
    }
}

const LONGEST_ADDRESS: usize = 200;

/// A whole address that begins with `beginning` (`https://…`), and goes on after it.
pub fn web_address(text: &str, beginning: &'static str) -> Result<String, Fault> {
    let text = line(text, 1, LONGEST_ADDRESS)?;
    let rest = text.strip_prefix(beginning).filter(|rest| !rest.is_empty());
    match rest {
        Some(rest) if rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\`".contains(&byte)) => {
            Ok(text)
        }
        Some(_) | None => Err(Fault::WebAddress(beginning)),
    }
}

/// A whole number.
pub fn number(text: &str, least: i64, most: i64) -> Result<i64, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    text.parse().ok().filter(|number| (least..=most).contains(number)).ok_or(Fault::Number(least, most))
}

/// A rate in ten-thousandths: `9.45` is 94,500.
pub fn rate(text: &str) -> Result<i64, Fault> {
    const MOST_WHOLE: usize = 7;
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > MOST_WHOLE || part.len() > 4 {
        return Err(Fault::Rate);
    }
    format!("{whole}{part:0<4}").parse().map_err(|_| Fault::Rate)
}

/// A percentage of at most `most`, with two decimals.
pub fn percent(text: &str, most: Percent) -> Result<Percent, Fault> {
    Percent::parse(text.trim()).filter(|percent| *percent <= most).ok_or(Fault::AboveLaw(most))
}

/// A rate as people write it, without zeros at its end.
pub fn rate_text(rate: i64) -> String {
    let text = format!("{}.{:04}", rate / 10_000, rate % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A day, as a browser's field writes it.
pub fn day(text: &str) -> Result<Day, Fault> {
    let text = text.trim();
    if text.is_empty() { Err(Fault::Missing) } else { Day::parse(text).ok_or(Fault::Day) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_as_people_count_them() {
        assert_eq!(line(" 永康店 ", 2, 3), Ok("永康店".to_owned()));
        assert_eq!(line("店", 2, 20), Err(Fault::TooShort(2)));
        assert_eq!(line("永康店", 1, 2), Err(Fault::TooLong(2)));
        assert_eq!(line("  ", 1, 2), Err(Fault::Missing));
        assert_eq!(line("", 0, 2), Ok(String::new()));
        assert_eq!(line("a\0b", 1, 9), Err(Fault::Unreadable));
        assert_eq!(line("a\nb", 1, 9), Err(Fault::Unreadable));
        assert_eq!(lines("a\r\nb", 1, 9), Ok("a\nb".to_owned()));
    }

    #[test]
    fn a_telephone_has_digits_and_dashes() {
        assert_eq!(phone(" 02-2345-6789"), Ok("02-2345-6789".to_owned()));
        for wrong in ["(02)23456789", "02 2345", "---", "０２-1"] {
            assert_eq!(phone(wrong), Err(Fault::Phone), "{wrong}");
        }
        assert_eq!(phone(""), Err(Fault::Missing));
    }

    #[test]
    fn a_mobile_phone_is_written_in_any_usual_way() {
        for right in ["0912345678", " 0912-345-678 ", "+886 912 345 678"] {
            assert_eq!(mobile(right), Ok("0912345678".to_owned()), "{right}");
        }
        assert_eq!(mobile("02-2345-6789"), Err(Fault::Mobile));
        assert_eq!(mobile(" "), Err(Fault::Missing));
    }

    #[test]
    fn a_tax_id_proves_itself() {
        for right in ["04595257", "24536806", "12345675", "10458575", "97025978", "81918939"] {
            assert_eq!(tax_id(right), Ok(right.to_owned()), "{right}");
        }
        for wrong in ["12345678", "1234567", "123456755", "1234567a", "１２３４５６７５"] {
            assert_eq!(tax_id(wrong), Err(Fault::TaxId), "{wrong}");
        }
    }

    #[test]
    fn an_address_is_whole_and_of_its_site() {
        let line = "https://line.me/ti/p/";
        assert_eq!(
            web_address("https://line.me/ti/p/@tea", line),
            Ok("https://line.me/ti/p/@tea".to_owned())
        );
        for wrong in [
            "https://line.me/ti/p/",
            "line.me/ti/p/@tea",
            "https://evil.example/",
            "https://line.me/ti/p/\"a",
        ] {
            assert_eq!(web_address(wrong, line), Err(Fault::WebAddress(line)), "{wrong}");
        }
    }

    #[test]
    fn rates_have_four_decimals() {
        for (text, rate_of) in [("9.45", 94_500), ("0", 0), ("3.1555", 31_555), ("50000", 500_000_000)] {
            assert_eq!(rate(text), Ok(rate_of), "{text}");
            assert_eq!(rate_text(rate_of), text);
        }
        for wrong in ["-1", "1.23456", ".5", "1.", "1e3", "12345678"] {
            assert_eq!(rate(wrong), Err(Fault::Rate), "{wrong}");
        }
    }

    #[test]
    fn the_first_fault_of_a_field_is_told() {
        let mut faults = Faults::default();
        assert_eq!(faults.take("name", line("", 1, 9)), "");
        faults.add("name", Fault::Taken);
        assert_eq!(faults.of("name"), Some(Fault::Missing));
        assert_eq!(faults.clone().or(()), Err(faults));
        assert_eq!(Faults::default().or(7), Ok(7));
    }
}
