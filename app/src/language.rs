//! The languages of the interface: zh-TW first, English complete.

use domain::calendar::{Day, Instant};
use domain::money::Dollars;

/// A language that every sentence exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// zh-Hant-TW
    Chinese,
    /// en
    English,
}

impl Language {
    /// Both, in order of preference.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The value of `lang=` and of the language cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-Hant-TW",
            Self::English => "en",
        }
    }

    /// The language with this tag.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first language of an `Accept-Language` header that we have; Chinese where it names none.
    pub fn preferred(accept_language: &str) -> Self {
        accept_language
            .split(',')
            .find_map(|entry| {
                let tag = entry.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                if tag.starts_with("zh") {
                    Some(Self::Chinese)
                } else if tag.starts_with("en") {
                    Some(Self::English)
                } else {
                    None
                }
            })
            .unwrap_or(Self::Chinese)
    }

    /// `NT$ 1,234` or `1,234 元` (RULES §13).
    pub fn money(self, amount: Dollars) -> String {
        match self {
            Self::Chinese => crate::text::common::MONEY.with(self, &[("amount", &amount.grouped())]),
            Self::English => format!("NT$ {}", amount.grouped()),
        }
    }

    /// Facts in one line: `提貨券・100 元` or `Voucher · NT$ 100`.
    pub fn facts(self, facts: &[String]) -> String {
        facts.join(match self {
            Self::Chinese => "・",
            Self::English => " · ",
        })
    }

    /// What stands between the words of a list.
    pub fn between_words(self) -> &'static str {
        match self {
            Self::Chinese => "、",
            Self::English => ", ",
        }
    }

    /// What stands between two sentences: Chinese full stops bring their own room.
    pub fn between_sentences(self) -> &'static str {
        match self {
            Self::Chinese => "",
            Self::English => " ",
        }
    }

    /// `2026/11/21`.
    pub fn day(self, day: Day) -> String {
        day.slashed()
    }

    /// `2026/11/21 14:05`, to the minute: people compare it with their watch.
    pub fn time(self, at: Instant) -> String {
        at.taipei_text().get(..16).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_says_which_language() {
        let cases = [
            ("zh-TW,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("en-US,en;q=0.9", Language::English),
            ("ja,en;q=0.5", Language::English),
            ("", Language::Chinese),
            ("fr", Language::Chinese),
        ];
        for (header, language) in cases {
            assert_eq!(Language::preferred(header), language, "{header}");
        }
    }
}
