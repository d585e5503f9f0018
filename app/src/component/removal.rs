//! "Remove from this phone". Only a script can erase what scripts keep, so all of it is hidden until one has found
//! something (`removal.js`).

use crate::language::Language;
use crate::text::offline as text;
use leptos::prelude::*;

/// The offer, and what is said afterwards.
pub fn removal(language: Language) -> impl IntoView + use<> {
    view! {
        <section class="card" data-removal="" hidden>
            <h2>{text::REMOVE.of(language)}</h2>
            <p>{text::REMOVE_NOTE.of(language)}</p>
            <p role="alert" class="error" data-failed="" hidden>{text::REMOVE_FAILED.of(language)}</p>
            <button type="button" class="button quiet">{text::REMOVE.of(language)}</button>
        </section>
        <section class="card" data-removed="" tabindex="-1" hidden>
            <h1>{text::REMOVED.of(language)}</h1>
            <p>{text::REMOVED_NOTE.of(language)}</p>
            <p data-only-here="" hidden>{text::REMOVED_ONLY_HERE.of(language)}</p>
        </section>
    }
}
