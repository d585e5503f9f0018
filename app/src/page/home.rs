//! The first page: two ways in.

use crate::language::Language;
use crate::text::{common, find};
use leptos::prelude::*;

/// For people who typed the address.
pub fn page(language: Language) -> impl IntoView {
    view! {
        <main id="main" class="home">
            <h1>{common::HOME_TITLE.of(language)}</h1>
            <p class="lead">{common::TAGLINE.of(language)}</p>
            <section class="card">
                <h2>{common::HOME_HOLDER.of(language)}</h2>
                <p>{common::HOME_HOLDER_HINT.of(language)}</p>
                <p><a class="button quiet" href="/find">{find::TITLE.of(language)}</a></p>
            </section>
            <section class="card">
                <h2>{common::HOME_STAFF.of(language)}</h2>
                <p><a class="button" href="/desk">{common::HOME_STAFF_ACTION.of(language)}</a></p>
            </section>
        </main>
    }
}
