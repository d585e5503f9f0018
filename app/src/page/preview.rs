//! What machines get that show others where a link leads: the same for every link, and nothing about anybody.

use crate::language::Language;
use crate::text::{common, offline as text};
use leptos::prelude::*;

/// The page.
pub fn page(language: Language) -> impl IntoView + use<> {
    view! {
        <main id="main" class="notice">
            <h1>{text::PREVIEW.of(language)}</h1>
            <p>{common::TAGLINE.of(language)}</p>
            <p>{text::PREVIEW_HINT.of(language)}</p>
        </main>
    }
}
