//! Every word a user reads, by area. zh-TW is written first, with the terms of RULES; English is complete.

pub mod account;
pub mod branch;
pub mod common;
pub mod console;
pub mod contract;
pub mod desk;
pub mod dev;
pub mod enquiry;
pub mod enquiry_list;
pub mod fault;
pub mod find;
pub mod gift;
pub mod holder;
pub mod issue;
pub mod issue_list;
pub mod issued_order;
pub mod job_result;
pub mod list;
pub mod look;
pub mod look_up;
pub mod mail;
pub mod notice_kind;
pub mod notices;
pub mod numbers;
pub mod office;
pub mod offline;
pub mod offline_desk;
pub mod offline_list;
pub mod operator;
pub mod paper;
pub mod partner;
pub mod pass;
pub mod people;
pub mod person;
pub mod picture;
pub mod practice;
pub mod product;
pub mod push;
pub mod receipt;
pub mod refusal;
pub mod returns;
pub mod set_up;
pub mod several;
pub mod shift;
pub mod transfer_list;
pub mod unissued;
pub mod wallet;

#[cfg(test)]
mod tests {
    use crate::language::Language;

    /// Whoever reads is 您 everywhere, on a gift's card too.
    #[test]
    fn nobody_is_called_by_the_familiar_word() {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/text"))];
        let mut read = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("the sentences") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("text");
                let familiar = text.lines().find(|line| line.contains('\u{4f60}'));
                assert_eq!(familiar, None, "{}", path.display());
                read += 1;
            }
        }
        assert!(read > 20, "only {read} files were read");
    }

    #[test]
    fn both_languages_fill_in_the_same_places() {
        for area in [
            super::account::ALL,
            super::paper::ALL,
            super::person::ALL,
            super::numbers::ALL,
            super::partner::ALL,
            super::branch::ALL,
            super::issued_order::ALL,
            super::contract::ALL,
            super::set_up::ALL,
            super::common::ALL,
            super::console::ALL,
            super::desk::ALL,
            super::dev::ALL,
            super::enquiry::ALL,
            super::fault::ALL,
            super::find::ALL,
            super::gift::ALL,
            super::holder::ALL,
            super::issue::ALL,
            super::job_result::ALL,
            super::list::ALL,
            super::look::ALL,
            super::look_up::ALL,
            super::mail::ALL,
            super::notices::ALL,
            super::office::ALL,
            super::offline::ALL,
            super::offline_desk::ALL,
            super::offline_list::ALL,
            super::operator::ALL,
            super::pass::ALL,
            super::people::ALL,
            super::picture::ALL,
            super::practice::ALL,
            super::product::ALL,
            super::push::ALL,
            super::receipt::ALL,
            super::returns::ALL,
            super::refusal::facts::ALL,
            super::several::ALL,
            super::shift::ALL,
            super::enquiry_list::ALL,
            super::issue_list::ALL,
            super::transfer_list::ALL,
            super::unissued::ALL,
            super::wallet::ALL,
        ] {
            for (name, sentence) in area {
                assert_eq!(sentence.places(Language::Chinese), sentence.places(Language::English), "{name}");
                assert!(!sentence.chinese.is_empty() && !sentence.english.is_empty(), "{name}");
            }
        }
    }
}
