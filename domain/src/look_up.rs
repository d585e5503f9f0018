//! Finding a ticket without its code (RULES §3, look-up): what may be asked, and what is shown of whom.

use crate::reach::{half_width, mobile};

stated_enum! {
    /// What the holder knows.
    pub enum LookUpKind {
        /// The last digits of the phone.
        Phone = "phone",
        /// The name.
        Name = "name",
        /// ECT訂單編號, 廠商訂單編號 or 贈品單號.
        Order = "order",
    }
}

/// What is asked for, long enough to mean somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUpKey {
    /// The phone ends with these three to ten digits.
    Phone(String),
    /// The name is this one; from three characters on, it may also only begin so.
    Name(String),
    /// The whole number of an order.
    Order(String),
}

/// Why it is nothing to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUpProblem {
    /// Fewer characters than mean somebody.
    TooShort,
    /// Not digits, or no number that any order has, or far too long.
    Form,
}

impl LookUpKey {
    /// Digits of a phone, characters of an order's number.
    pub const SHORTEST: usize = 3;
    /// Two characters are a whole name in Chinese.
    pub const SHORTEST_NAME: usize = 2;
    /// The longest number of an order, and more than any name in a batch.
    pub const LONGEST: usize = 50;

    /// What somebody typed.
    pub fn parse(kind: LookUpKind, text: &str) -> Result<Self, LookUpProblem> {
        let words: String = text.trim().chars().map(half_width).collect();
        let length = words.chars().count();
        let shortest = if kind == LookUpKind::Name { Self::SHORTEST_NAME } else { Self::SHORTEST };
        if words.chars().any(char::is_control) || length > Self::LONGEST {
            return Err(LookUpProblem::Form);
        }
        if length < shortest {
            return Err(LookUpProblem::TooShort);
        }
        match kind {
            LookUpKind::Name => Ok(Self::Name(words)),
            LookUpKind::Order if is_order_number(&words) => Ok(Self::Order(words)),
            LookUpKind::Order => Err(LookUpProblem::Form),
            LookUpKind::Phone => last_digits(&words).map(Self::Phone),
        }
    }

    /// Which kind it is.
    pub const fn kind(&self) -> LookUpKind {
        match self {
            Self::Phone(_) => LookUpKind::Phone,
            Self::Name(_) => LookUpKind::Name,
            Self::Order(_) => LookUpKind::Order,
        }
    }
}

fn is_order_number(words: &str) -> bool {
    words.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character))
}

fn last_digits(words: &str) -> Result<String, LookUpProblem> {
    let digits = mobile(words)
        .unwrap_or_else(|| words.chars().filter(|character| !" -()".contains(*character)).collect());
    if digits.len() > 10 || !digits.bytes().all(|character| character.is_ascii_digit()) {
        return Err(LookUpProblem::Form);
    }
    if digits.len() < LookUpKey::SHORTEST {
        return Err(LookUpProblem::TooShort);
    }
    Ok(digits)
}

/// A name for somebody who stands in front of its owner: the first and the last character of a Chinese one, the first
/// letter of each word of another. How long another one is cannot be seen.
pub fn masked_name(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        let words = name.split_whitespace().filter_map(|word| word.chars().next());
        return words.map(|first| format!("{first}•••")).collect::<Vec<_>>().join(" ");
    }
    let characters: Vec<char> = name.chars().collect();
    match characters.as_slice() {
        [] => String::new(),
        [first] | [first, _] => format!("{first}○"),
        [first, middle @ .., last] => format!("{first}{}{last}", "○".repeat(middle.len())),
    }
}

/// What one person wrote and another reads in a mail or text of ours: no reader makes a link of it.
pub fn without_links(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut characters = words.chars().peekable();
    while let Some(character) = characters.next() {
        let goes_on = characters.peek().is_some_and(|next| next.is_alphanumeric());
        plain.push(match character {
            '.' if goes_on => '．',
            '/' => '／',
            '@' => '＠',
            other => other,
        });
    }
    plain
}

/// `09••••5678`: the end is what people say to be recognised.
pub fn masked_phone(phone: &str) -> String {
    match (phone.get(..2), phone.get(phone.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) if phone.len() >= 8 => format!("{first}••••{last}"),
        _ => String::new(),
    }
}

/// City and district of an address, and no house: `臺北市大安區•••`.
pub fn masked_address(address: &str) -> String {
    const SHOWN: usize = 6;
    let address = address.trim();
    let shown: String = address.chars().take(SHOWN).collect();
    if address.chars().nth(SHOWN).is_some() { format!("{shown}•••") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_no_house() {
        assert_eq!(masked_address(" 臺北市大安區和平東路 1 號"), "臺北市大安區•••");
        assert_eq!(masked_address("臺北市"), "臺北市");
    }

    #[test]
    fn what_one_wrote_to_another_is_no_link() {
        for (words, plain) in [
            ("退稅請點 evil.tw", "退稅請點 evil．tw"),
            ("https://evil.tw/a?b", "https:／／evil．tw／a?b"),
            ("me@evil.tw", "me＠evil．tw"),
            ("Thanks. J. Smith", "Thanks. J. Smith"),
            ("生日快樂！", "生日快樂！"),
        ] {
            assert_eq!(without_links(words), plain);
        }
    }

    use LookUpKind::{Name, Order, Phone};

    #[test]
    fn three_characters_mean_somebody_and_two_are_a_whole_name() {
        let cases = [
            (Phone, "678", Ok(LookUpKey::Phone("678".to_owned()))),
            (Phone, " 5-678 ", Ok(LookUpKey::Phone("5678".to_owned()))),
            (Phone, "０９１２ ３４５ ６７８", Ok(LookUpKey::Phone("0912345678".to_owned()))),
            (Phone, "+886 912-345-678", Ok(LookUpKey::Phone("0912345678".to_owned()))),
            (Phone, "78", Err(LookUpProblem::TooShort)),
            (Phone, "- - 7 8", Err(LookUpProblem::TooShort)),
            (Phone, "67%", Err(LookUpProblem::Form)),
            (Phone, "09123456789", Err(LookUpProblem::Form)),
            (Name, "王小", Ok(LookUpKey::Name("王小".to_owned()))),
            (Name, "王", Err(LookUpProblem::TooShort)),
            (Name, "王\0明", Err(LookUpProblem::Form)),
            (Order, "DEMO0001", Ok(LookUpKey::Order("DEMO0001".to_owned()))),
            (Order, "20", Err(LookUpProblem::TooShort)),
            (Order, "2026%", Err(LookUpProblem::Form)),
        ];
        for (kind, text, expected) in cases {
            assert_eq!(LookUpKey::parse(kind, text), expected, "{text}");
            if let Ok(key) = expected {
                assert_eq!(key.kind(), kind);
            }
        }
        let long = "名".repeat(LookUpKey::LONGEST + 1);
        assert_eq!(LookUpKey::parse(Name, &long), Err(LookUpProblem::Form));
    }

    #[test]
    fn masks_give_little_away() {
        for (name, expected) in [
            ("林小芳", "林○芳"),
            ("王明", "王○"),
            ("王", "王○"),
            ("歐陽保密", "歐○○密"),
            ("Anna Schmidt", "A••• S•••"),
            ("Bo", "B•••"),
            ("", ""),
        ] {
            assert_eq!(masked_name(name), expected);
        }
        assert_eq!(masked_phone("0912345678"), "09••••5678");
        assert_eq!((masked_phone(""), masked_phone("123")), (String::new(), String::new()));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_finds_no_more_than_its_kind(text in "\\PC{0,60}") {
            for &kind in LookUpKind::ALL {
                match LookUpKey::parse(kind, &text) {
                    Ok(LookUpKey::Phone(digits)) => {
                        proptest::prop_assert!((3..=10).contains(&digits.len()));
                        proptest::prop_assert!(digits.bytes().all(|digit| digit.is_ascii_digit()));
                    }
                    Ok(LookUpKey::Name(name)) => proptest::prop_assert!(name.chars().count() >= 2),
                    Ok(LookUpKey::Order(number)) => {
                        proptest::prop_assert!(number.len() >= 3 && is_order_number(&number));
                    }
                    Err(_) => {}
                }
            }
        }

        #[test]
        fn a_mask_never_shows_the_middle(name in "[一-龥]{3,6}") {
            let shown = masked_name(&name);
            let middle = shown.chars().skip(1).take(name.chars().count() - 2);
            proptest::prop_assert!(middle.into_iter().all(|character| character == '○'));
        }
    }
}
