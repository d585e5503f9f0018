//! The desk that a phone shows without network: one page for everybody, kept by the service worker, with nothing in it
//! about anybody. `offline_desk.js` fills it from what the phone keeps.

use crate::component::offline_desk::{cards, standing};
use crate::component::scanner::scanner;
use crate::language::Language;
use crate::text::{desk, offline_desk as text};
use leptos::prelude::*;

/// The camera and the cards.
pub fn page(language: Language) -> impl IntoView {
    view! {
        <header class="top slim"><h1><a href="/desk">{desk::TITLE.of(language)}</a></h1></header>
        <main id="main" class="counter">
            {scanner(language, String::new())}
            {standing(language)}
            <p class="offline" role="status" hidden data-offline="">{desk::OFFLINE.of(language)}</p>
            <div data-verdict="" aria-live="assertive"></div>
            <p class="muted small">{text::SHELL_NOTE.of(language)}</p>
            <div data-today=""></div>
            {cards(language)}
        </main>
    }
}
