//! What holders are told of a contract that is over (RULES §8): tickets go on, and whom to ask.

use crate::language::Language;
use crate::text::common;
use domain::calendar::Day;
use leptos::prelude::*;

/// Behind the issuer's other data, where there is something to tell.
pub fn words(language: Language, last_day: Option<Day>) -> Option<String> {
    let day = language.day(last_day?);
    Some(common::ISSUER_CONTRACT_OVER.with(language, &[("day", &day)]))
}

/// As a sentence of a page that does not list the issuer's data.
pub fn line(language: Language, last_day: Option<Day>) -> impl IntoView + use<> {
    last_day.map(|day| {
        let words = common::CONTRACT_OVER.with(language, &[("day", &language.day(day))]);
        view! { <p class="muted small">{words}</p> }
    })
}
