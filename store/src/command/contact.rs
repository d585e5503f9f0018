//! How somebody is reached: a recipient, or an order's new purchaser (RULES §5, §6).

use domain::field::{self, Faults};
use domain::reach::{mail_address, mobile};
use std::fmt;

/// A person and where notices go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) language: String,
}

/// Which part of a contact cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactFault {
    /// 1–50 characters.
    Name,
    /// `09` and eight digits, written in any usual way.
    Phone,
    /// One address.
    Email,
    /// A language tag.
    Language,
}

impl fmt::Display for ContactFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Language => "language",
        })
    }
}

impl std::error::Error for ContactFault {}

const LONGEST_NAME: usize = 50;

impl Contact {
    /// Takes what somebody wrote, or says which part is wrong; the first one in their order.
    pub fn parse(name: &str, phone: &str, email: &str, language: &str) -> Result<Self, ContactFault> {
        Ok(Self {
            name: readable_name(name).ok_or(ContactFault::Name)?,
            phone: mobile(phone).ok_or(ContactFault::Phone)?,
            email: mail_address(email).ok_or(ContactFault::Email)?,
            language: tag(language).ok_or(ContactFault::Language)?,
        })
    }

    /// Takes a form of which every part is needed (`name`, `phone`, `email`), or says of each field what is wrong with it.
    pub fn of_form(name: &str, phone: &str, email: &str, language: &str) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let contact = Self {
            name: faults.take("name", field::line(name, 1, LONGEST_NAME)),
            phone: faults.take("phone", field::mobile(phone)),
            email: faults.take("email", field::email(email)),
            language: language.to_owned(),
        };
        faults.or(contact)
    }

    /// Whoever a gift is for: phone and e-mail may be missing where the giver passes the link on (RULES §5).
    pub fn parse_recipient(
        name: &str,
        phone: &str,
        email: &str,
        language: &str,
    ) -> Result<Self, ContactFault> {
        let given = |text: &str| !text.trim().is_empty();
        Ok(Self {
            name: readable_name(name).ok_or(ContactFault::Name)?,
            phone: if given(phone) { mobile(phone).ok_or(ContactFault::Phone)? } else { String::new() },
            email: if given(email) { mail_address(email).ok_or(ContactFault::Email)? } else { String::new() },
            language: tag(language).ok_or(ContactFault::Language)?,
        })
    }

    /// Name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Mobile phone, digits only.
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// Where the mail goes.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Which language the mail speaks.
    pub fn language(&self) -> &str {
        &self.language
    }
}

/// One mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Takes what somebody wrote; `None` if it is not one address.
    pub fn parse(text: &str) -> Option<Self> {
        mail_address(text).map(Self)
    }

    /// As it is written to.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the giver writes to the recipient, at most 100 characters; blank is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message(String);

impl Message {
    /// Most characters of a message.
    pub const LONGEST: usize = 100;

    /// Takes what somebody wrote, without control characters; `None` if it is too long.
    pub fn parse(text: &str) -> Option<Self> {
        let readable: String =
            text.trim().chars().filter(|character| *character == '\n' || !character.is_control()).collect();
        (readable.chars().count() <= Self::LONGEST).then_some(Self(readable))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn readable_name(text: &str) -> Option<String> {
    let name = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

/// A language tag as it is kept.
pub(crate) fn tag(text: &str) -> Option<String> {
    let of_form = (2..=10).contains(&text.len())
        && text.bytes().all(|character| character.is_ascii_alphanumeric() || character == b'-');
    of_form.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::field::Fault;

    #[test]
    fn people_write_phones_and_addresses_in_many_ways() {
        for phone in ["0912345678", "0912-345-678", "+886 912 345 678", "+8860912345678"] {
            let contact = Contact::parse("陳小華", phone, " hua@example.com ", "zh-TW").expect("a contact");
            assert_eq!((contact.phone(), contact.email()), ("0912345678", "hua@example.com"));
        }
    }

    #[test]
    fn the_first_wrong_part_is_named() {
        let parse = |name, phone, email, language| Contact::parse(name, phone, email, language).err();
        assert_eq!(parse(" ", "1", "x", ""), Some(ContactFault::Name));
        assert_eq!(parse("陳", "0223456789", "x", ""), Some(ContactFault::Phone));
        for email in ["x", "a@b", "a@b.c;d@e.f", "a b@c.d", "@c.d", "a@.d", "a@@c.d"] {
            assert_eq!(parse("陳", "0912345678", email, "en"), Some(ContactFault::Email), "{email}");
        }
        assert_eq!(parse("陳", "0912345678", "a@b.c", "x y"), Some(ContactFault::Language));
    }

    #[test]
    fn a_form_names_every_wrong_field() {
        let read = |name, phone, email| Contact::of_form(name, phone, email, "zh-TW");
        let contact = read("陳小華", "0912-345-678", "hua@example.com").expect("a contact");
        assert_eq!((contact.name(), contact.phone(), contact.language()), ("陳小華", "0912345678", "zh-TW"));
        let faults = read("", "1", "x").expect_err("three faults");
        let named: Vec<_> = faults.iter().collect();
        assert_eq!(named, [("name", Fault::Missing), ("phone", Fault::Mobile), ("email", Fault::Email)]);
    }

    #[test]
    fn a_recipient_may_have_a_name_only() {
        let parse = |phone, email| Contact::parse_recipient("陳小華", phone, email, "zh-TW");
        let named = parse(" ", "").expect("a contact");
        assert_eq!((named.phone(), named.email()), ("", ""));
        assert_eq!(parse("12", "").err(), Some(ContactFault::Phone));
        assert_eq!(parse("", "x").err(), Some(ContactFault::Email));
    }

    #[test]
    fn a_message_has_at_most_100_characters() {
        assert!(Message::parse(&"樂".repeat(100)).is_some());
        assert_eq!(Message::parse(&"樂".repeat(101)), None);
        assert_eq!(Message::parse(" 生日\u{7}快樂 ").expect("short").as_str(), "生日快樂");
    }
}
