//! Why a form was not done: the reason and what to do next, above the form.

use crate::language::Language;
use crate::text::refusal as text;
use domain::refusal::Refusal;
use leptos::prelude::*;

/// Nothing where nothing was refused.
pub fn refused(language: Language, refusal: Option<&Refusal>) -> impl IntoView + use<> {
    refusal.map(|refusal| {
        let words = text::of(refusal.code());
        let gap = language.between_sentences();
        let between = text::facts(refusal, language).map_or(gap.to_owned(), |facts| format!(" {facts} "));
        view! {
            <div class="error" role="alert">
                <p>{words.reason.of(language)}{between}{words.next.of(language)}</p>
            </div>
        }
    })
}
