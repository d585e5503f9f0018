//! How sentences are written down: both languages side by side, so that a missing one does not compile.

use crate::language::Language;

/// One sentence in both languages. `{name}` marks what is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// zh-Hant-TW
    pub chinese: &'static str,
    /// en
    pub english: &'static str,
}

impl Sentence {
    /// The sentence in one language.
    pub const fn of(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.chinese,
            Language::English => self.english,
        }
    }

    /// The sentence with its places filled in.
    pub fn with(self, language: Language, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.of(language).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// The names of its places in one language, sorted; for the test that both languages have the same.
    #[cfg(test)]
    pub(crate) fn places(self, language: Language) -> Vec<&'static str> {
        let mut names: Vec<_> =
            self.of(language).split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// `sentences! { TITLE = "…", "…"; }` declares each sentence and the list of all of them.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident = $chinese:literal, $english:literal;)+) => {
        $(
            $(#[$doc])*
            #[allow(missing_docs)] // the sentence says what it is for
            pub const $name: $crate::sentences::Sentence =
                $crate::sentences::Sentence { chinese: $chinese, english: $english };
        )+
        /// Every sentence of this file, for the tests.
        pub const ALL: &[(&str, $crate::sentences::Sentence)] = &[$((stringify!($name), $name)),+];
    };
}
