//! What machines get that show others where a link leads: the same for every link, and nothing about anybody.

use crate::language::Language;
use crate::text::{common, offline as text};
use leptos::prelude::*;

/// The page. `back` is where a button leads whoever may be a person after all; machines that are known get none.
pub fn page(language: Language, back: Option<&str>) -> impl IntoView + use<> {
    let on = back.map(|back| {
        view! {
            <form method="post" action="/person">
                <input type="hidden" name="back" value=back.to_owned() />
                <button class="button">{text::PREVIEW_OPEN.of(language)}</button>
            </form>
            <p class="muted small">{text::PREVIEW_WHY.of(language)}</p>
        }
    });
    let hint = back.is_none().then(|| view! { <p>{text::PREVIEW_HINT.of(language)}</p> });
    view! {
        <main id="main" class="notice">
            <h1>{text::PREVIEW.of(language)}</h1>
            <p>{common::TAGLINE.of(language)}</p>
            {hint}
            {on}
        </main>
    }
}
