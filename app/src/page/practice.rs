//! The practice desk (RULES §3) and the page of its codes.

use crate::component::practice::name;
use crate::component::scanner::scanner;
use crate::language::Language;
use crate::page::desk::header;
use crate::symbol::screen_qr;
use crate::text::{desk, practice as text};
use domain::practice::PracticeCode;
use leptos::prelude::*;
use store::query::session::SignedIn;

/// The desk, marked as practice. It looks like the real one, but keeps no list and finds nobody.
pub fn page(language: Language, signed_in: &SignedIn) -> impl IntoView + use<> {
    view! {
        {header(language, signed_in)}
        <main id="main" class="counter practice" data-practice="">
            {band(language)}
            {scanner(language, String::new())}
            <p class="offline" role="status" hidden data-offline="">{desk::OFFLINE.of(language)}</p>
            <div data-verdict="" aria-live="assertive"></div>
            <p class="muted">{text::LEAD.of(language)}</p>
            {ways(language, "/desk/practice/codes", text::CODES.of(language))}
        </main>
    }
}

/// A page around one verdict, for browsers without scripts.
pub fn verdict_alone(language: Language, signed_in: &SignedIn, card: AnyView) -> impl IntoView + use<> {
    view! {
        {header(language, signed_in)}
        <main id="main" class="counter practice">
            {band(language)}
            {card}
            {ways(language, "/desk/practice/codes", text::CODES.of(language))}
        </main>
    }
}

/// Every outcome as a QR, and as a button for whoever has no second screen.
pub fn codes(language: Language, signed_in: &SignedIn) -> impl IntoView + use<> {
    let codes = PracticeCode::ALL.iter().map(|code| one(language, *code)).collect_view();
    view! {
        {header(language, signed_in)}
        <main id="main" class="practice">
            {band(language)}
            <h1>{text::CODES.of(language)}</h1>
            <p class="muted">{text::CODES_LEAD.of(language)}</p>
            <ul class="practice-codes">{codes}</ul>
            {ways(language, "/desk/practice", text::BACK.of(language))}
        </main>
    }
}

fn one(language: Language, code: PracticeCode) -> impl IntoView {
    let what = name(code).of(language);
    let qr = screen_qr(&code.text()).unwrap_or_default();
    let label = text::TRY_WHICH.with(language, &[("what", what)]);
    view! {
        <li>
            <h2>{what}</h2>
            <span class="practice-qr" role="img" aria-label=what inner_html=qr></span>
            <form method="post" action="/desk/practice/scan">
                <input type="hidden" name="code" value=code.text() />
                <button class="button quiet" aria-label=label>{text::TRY.of(language)}</button>
            </form>
        </li>
    }
}

fn band(language: Language) -> impl IntoView {
    view! { <p class="practice-band" role="note">{text::BAND.of(language)}</p> }
}

fn ways(language: Language, other: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <nav class="more" aria-label=text::TITLE.of(language)>
            <a class="button quiet" href=other>{words}</a>
            <a class="button quiet" href="/desk">{text::END.of(language)}</a>
        </nav>
    }
}
