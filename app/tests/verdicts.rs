//! Every refusal has its words in both languages, short enough for a screen that is read from a metre away.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

use app::component::tone::Tone;
use app::component::verdict::refused;
use app::language::Language;
use app::text::refusal;
use domain::calendar::{Day, Instant};
use domain::refusal::{EarlierUse, Refusal, RefusalCode};
use domain::ticket::UseState;
use leptos::prelude::{IntoView, Owner, RenderHtml};

/// Chinese words fill the width of a phone at this length.
const LONGEST_WORD: usize = 9;

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[test]
fn every_refusal_says_what_why_and_what_next() {
    for &code in RefusalCode::ALL {
        let words = refusal::of(code);
        for (what, sentence) in [("word", words.word), ("reason", words.reason), ("next", words.next)] {
            let (chinese, english) = (sentence.of(Language::Chinese), sentence.of(Language::English));
            assert!(chinese.chars().any(is_chinese), "{what} of {code:?}: {chinese}");
            assert!(!english.is_empty() && !english.chars().any(is_chinese), "{what} of {code:?}: {english}");
            assert_eq!((chinese.trim(), english.trim()), (chinese, english), "{what} of {code:?}");
            assert!(
                !chinese.contains('{') && !english.contains('{'),
                "{what} of {code:?} has a place to fill in"
            );
        }
    }
}

#[test]
fn a_word_is_read_from_a_metre_away() {
    for &code in RefusalCode::ALL {
        let word = refusal::of(code).word;
        let (chinese, english) = (word.of(Language::Chinese), word.of(Language::English));
        assert!(chinese.chars().count() <= LONGEST_WORD, "{code:?}: {chinese}");
        assert!(english.chars().count() <= 22, "{code:?}: {english}");
        assert!(!chinese.ends_with('。') && !english.ends_with('.'), "{code:?} is a word, not a sentence");
    }
}

#[test]
fn no_two_refusals_read_the_same() {
    for language in Language::ALL {
        let mut words: Vec<_> =
            RefusalCode::ALL.iter().map(|code| refusal::of(*code).word.of(language)).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), RefusalCode::ALL.len(), "{language:?}");
    }
}

/// Refusals with every fact that a card can tell.
fn with_facts() -> Vec<Refusal> {
    let day = Day::parse("2026-11-06").expect("a day");
    let earlier = |branch: Option<&str>| EarlierUse {
        at: Instant(1_794_000_000_000),
        merchant_name: "Tea & Sons <b>".to_owned(),
        branch_name: branch.map(str::to_owned),
        state: UseState::Used,
    };
    vec![
        Refusal::AlreadyRedeemed { earlier: Some(earlier(Some("Main"))) },
        Refusal::AlreadyRedeemed { earlier: Some(earlier(None)) },
        Refusal::AlreadyRedeemed { earlier: None },
        Refusal::Expired { last_day: Some(day) },
        Refusal::NotYetUsable { first_day: Some(day) },
        Refusal::NotEnoughLeft { remaining: 2 },
        Refusal::Forged,
        Refusal::SignedOut,
    ]
}

#[test]
fn a_card_tells_the_facts_and_escapes_them() {
    for refusal in with_facts() {
        for language in Language::ALL {
            let html = Owner::new().with(|| refused(language, &refusal, None).into_view().to_html());
            let code = refusal.code();
            assert!(html.contains(&format!("data-code=\"{}\"", code.as_str())), "{html}");
            assert!(html.contains(&format!("data-tone=\"{}\"", Tone::of(code).name())), "{html}");
            assert!(!html.contains("<b>") && !html.contains('{'), "{html}");
            assert_eq!(html.chars().any(is_chinese), language == Language::Chinese, "{html}");
            if let Some(facts) = refusal::facts(&refusal, language) {
                let escaped = facts.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                assert!(html.contains(&escaped), "{escaped} in {html}");
            }
        }
    }
}

#[test]
fn the_page_of_refusals_lists_every_code_once() {
    let page = refusal::document();
    for code in RefusalCode::ALL {
        assert_eq!(page.matches(&format!("| `{}` |", code.as_str())).count(), 1, "{code:?}");
    }
}
