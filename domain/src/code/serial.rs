//! 票券序號: the public name of a ticket, 16 characters (RULES §13), and 自訂序號, numbers that begin where the merchant says
//! (RULES §6).

use super::redemption_code::IssuerCode;
use crate::refusal::Refusal;
use crate::ticket::TicketKind;

/// Largest running number that 11 digits hold.
pub const LARGEST_RUNNING_NUMBER: u64 = 99_999_999_999;

/// One letter, the issuer's four characters, an 11-digit running number. `None` when the numbers are used up.
pub fn serial(kind: TicketKind, issuer: &IssuerCode, running: u64) -> Option<String> {
    (running <= LARGEST_RUNNING_NUMBER).then(|| format!("{}{issuer}{running:011}", kind.serial_letter()))
}

/// 起始值 of own serials: the running number of the first ticket of a batch (RULES §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SerialStart(u64);

impl SerialStart {
    /// As somebody typed it, full-width digits, too.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let digits: Option<String> = text.trim().chars().map(digit).collect();
        let number = digits.filter(|digits| digits.len() <= 11).and_then(|digits| digits.parse().ok());
        number.and_then(Self::new).ok_or(Refusal::SerialStartWrong)
    }

    /// `None`: no number that a serial holds.
    pub const fn new(number: u64) -> Option<Self> {
        if number >= 1 && number <= LARGEST_RUNNING_NUMBER { Some(Self(number)) } else { None }
    }

    /// The number itself.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The numbers of so many tickets, from the first to the last; `None` where there are none.
    pub fn span(self, tickets: u64) -> Result<Option<SerialSpan>, Refusal> {
        let Some(more) = tickets.checked_sub(1) else {
            return Ok(None);
        };
        let last = self.0.checked_add(more).filter(|last| *last <= LARGEST_RUNNING_NUMBER);
        let last = last.ok_or(Refusal::SerialStartWrong)?;
        Ok(Some(SerialSpan { first: self.0, last }))
    }
}

/// Running numbers in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SerialSpan {
    /// The first one.
    pub first: u64,
    /// The last one, inclusive.
    pub last: u64,
}

fn digit(letter: char) -> Option<char> {
    let plain = match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0'))?,
        other => other,
    };
    plain.is_ascii_digit().then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_manual() {
        let issuer = IssuerCode::parse("63OV").expect("issuer code");
        assert_eq!(serial(TicketKind::Paid, &issuer, 13_769).as_deref(), Some("A63OV00000013769"));
        assert_eq!(serial(TicketKind::Gift, &issuer, LARGEST_RUNNING_NUMBER + 1), None);
    }

    #[test]
    fn a_start_value_is_read_as_people_type_it() {
        for (typed, number) in [("1", 1), (" 00500 ", 500), ("１２０", 120), ("99999999999", 99_999_999_999)]
        {
            assert_eq!(SerialStart::parse(typed).expect(typed).number(), number);
        }
        for typed in ["", "0", "-1", "1.5", "A1", "1,000", "999999999999", "三"] {
            assert_eq!(SerialStart::parse(typed), Err(Refusal::SerialStartWrong), "{typed}");
        }
    }

    #[test]
    fn the_last_number_must_fit_too() {
        let start = SerialStart::parse("99999999990").expect("a start value");
        let span = start.span(10).expect("fits");
        assert_eq!(span, Some(SerialSpan { first: 99_999_999_990, last: LARGEST_RUNNING_NUMBER }));
        assert_eq!(start.span(11), Err(Refusal::SerialStartWrong));
        assert_eq!(start.span(0), Ok(None));
    }
}
