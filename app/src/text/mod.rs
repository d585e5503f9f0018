//! Every word a user reads, by area. zh-TW is written first, with the terms of RULES; English is complete.

pub mod account;
pub mod common;
pub mod desk;
pub mod dev;
pub mod enquiry;
pub mod find;
pub mod gift;
pub mod holder;
pub mod look_up;
pub mod mail;
pub mod notices;
pub mod office;
pub mod offline;
pub mod offline_desk;
pub mod pass;
pub mod picture;
pub mod push;
pub mod receipt;
pub mod refusal;
pub mod shift;
pub mod wallet;

#[cfg(test)]
mod tests {
    use crate::language::Language;

    #[test]
    fn both_languages_fill_in_the_same_places() {
        for area in [
            super::account::ALL,
            super::common::ALL,
            super::desk::ALL,
            super::dev::ALL,
            super::enquiry::ALL,
            super::find::ALL,
            super::gift::ALL,
            super::holder::ALL,
            super::look_up::ALL,
            super::mail::ALL,
            super::notices::ALL,
            super::office::ALL,
            super::offline::ALL,
            super::offline_desk::ALL,
            super::pass::ALL,
            super::picture::ALL,
            super::push::ALL,
            super::receipt::ALL,
            super::shift::ALL,
            super::wallet::ALL,
        ] {
            for (name, sentence) in area {
                assert_eq!(sentence.places(Language::Chinese), sentence.places(Language::English), "{name}");
                assert!(!sentence.chinese.is_empty() && !sentence.english.is_empty(), "{name}");
            }
        }
    }
}
