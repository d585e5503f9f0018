//! Where somebody can be reached, written in one way: what a person types into a look-up finds what a merchant wrote into
//! a batch file (RULES §6).

use crate::notice::Channel;
use std::fmt;

const LONGEST_ADDRESS: usize = 254;

/// A mail address, or a mobile phone for text messages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reach {
    channel: Channel,
    address: String,
}

impl Reach {
    /// What somebody typed: with an `@` it is a mail address.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains('@') {
            let address = mail_address(text)?.to_ascii_lowercase();
            return Some(Self { channel: Channel::Mail, address });
        }
        Some(Self { channel: Channel::Sms, address: mobile(text)? })
    }

    /// Where a person with these two is reached: by mail, and by text only where there is no mail address.
    pub fn of(email: &str, phone: &str) -> Option<Self> {
        Self::parse(email).or_else(|| Self::parse(phone))
    }

    /// Which way.
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// In small letters, or ten digits.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Enough for its owner to know it again, too little for anybody else: `l•••@example.com`, `0912•••678`.
    pub fn masked(&self) -> String {
        match self.address.split_once('@') {
            Some((user, host)) => {
                let first: String = user.chars().take(1).collect();
                format!("{first}•••@{host}")
            }
            None => {
                let (first, last) = (self.address.get(..4), self.address.get(7..));
                format!("{}•••{}", first.unwrap_or_default(), last.unwrap_or_default())
            }
        }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.address)
    }
}

/// Spaces, hyphens, brackets, full-width digits and the country's +886 are how people write; a zero and nine digits is
/// what is kept.
pub fn mobile(text: &str) -> Option<String> {
    let written: String = text
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '(' | ')'))
        .map(half_width)
        .collect();
    let national = written.strip_prefix("+886").map(|rest| format!("0{}", rest.trim_start_matches('0')));
    let digits = national.unwrap_or(written);
    let of_form = digits.len() == 10
        && digits.starts_with("09")
        && digits.bytes().all(|character| character.is_ascii_digit());
    of_form.then_some(digits)
}

/// One mail address, as it was written.
pub fn mail_address(text: &str) -> Option<String> {
    let address = text.trim();
    let (user, host) = address.split_once('@')?;
    let plain = |character: char| {
        !character.is_whitespace() && !character.is_control() && !",;<>@\"".contains(character)
    };
    let of_form = !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && address.len() <= LONGEST_ADDRESS
        && user.chars().all(plain)
        && host.chars().all(plain);
    of_form.then(|| address.to_owned())
}

/// Chinese keyboards write full-width digits.
pub fn half_width(character: char) -> char {
    match character {
        '０'..='９' | '＋' | '－' | '％' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_writes_an_address_in_many_ways() {
        for text in ["Lin@Example.com", " lin@example.com ", "LIN@EXAMPLE.COM"] {
            let reach = Reach::parse(text).expect("a mail address");
            assert_eq!((reach.channel(), reach.address()), (Channel::Mail, "lin@example.com"));
        }
        for text in ["0912345678", "0912-345-678", "+886 912 345 678", "０９１２３４５６７８", "（0912）"]
        {
            let reach = Reach::parse(text);
            assert_eq!(reach.is_some(), !text.starts_with('（'), "{text}");
            if let Some(reach) = reach {
                assert_eq!((reach.channel(), reach.address()), (Channel::Sms, "0912345678"));
            }
        }
        for text in ["", "x", "a@b", "02-2345-6789", "a@b.c;d@e.f", "09123456789"] {
            assert_eq!(Reach::parse(text), None, "{text}");
        }
    }

    #[test]
    fn mail_comes_before_text() {
        let way = |email, phone| Reach::of(email, phone).map(|reach| reach.channel());
        assert_eq!(way("a@b.tw", "0912345678"), Some(Channel::Mail));
        assert_eq!(way("", "0912345678"), Some(Channel::Sms));
        assert_eq!(way("", ""), None);
    }

    #[test]
    fn a_mask_gives_nothing_away() {
        let masked = |text| Reach::parse(text).expect("an address").masked();
        assert_eq!(masked("lin.hsiao@example.com"), "l•••@example.com");
        assert_eq!(masked("0912345678"), "0912•••678");
    }
}
