//! What a phone without network shows: one page for everybody, kept by the service worker, with nothing in it about
//! anybody. `shell.js` fills its templates from what the phone keeps (`facts`): `data-slot` is filled with the fact of
//! that name, `data-if` goes when there is none, `data-rows` and `data-lines` become lists.

use crate::component::removal::removal;
use crate::language::Language;
use crate::page::ticket::{paper, wanted};
use crate::text::{common, offline as text, wallet};
use leptos::prelude::*;

/// Milliseconds that the empty paper waits for the phone's own code.
const PATIENCE: i64 = 30_000;

/// The templates, and an empty place for what is made of them.
pub fn page(language: Language) -> impl IntoView {
    view! {
        <main id="main" data-place=""></main>
        <template data-page="list">{list(language)}</template>
        <template data-page="ticket">{ticket(language)}</template>
        <template data-page="nothing">{nothing(language)}</template>
        <template data-card="">{card(language)}</template>
    }
}

fn age(language: Language) -> impl IntoView {
    view! {
        <p class="age" role="status"><strong>{text::AWAY.of(language)}</strong>" "<span data-slot="as_of"></span></p>
    }
}

fn list(language: Language) -> impl IntoView {
    view! {
        <header class="top">
            <p class="issuer" data-slot="issuer"></p>
            <h1 data-slot="holder"></h1>
            <p class="muted" data-slot="order"></p>
        </header>
        <main id="main">
            {age(language)}
            <p class="muted small">{text::AWAY_NOTE.of(language)}</p>
            <section>
                <h2>{wallet::USABLE_NOW.of(language)}</h2>
                <p class="empty" data-empty="">{wallet::NOTHING_USABLE.of(language)}</p>
                <ul class="tickets" data-tickets="usable"></ul>
            </section>
            <section>
                <h2>{wallet::LATER.of(language)}</h2>
                <ul class="tickets" data-tickets="spent"></ul>
            </section>
            {issuer(language)}
            {removal(language)}
        </main>
    }
}

fn card(language: Language) -> impl IntoView {
    view! {
        <li class="ticket">
            <a href="/">
                <span class="face">
                    <span class="name" data-slot="name"></span>
                    <span class="chip" data-slot="chip"></span>
                    <span class="facts" data-slot="facts"></span>
                </span>
                <span class="stub">
                    <span class="date" data-slot="date"></span>
                    <span class="act" aria-hidden="true" data-act="usable">{wallet::OPEN_TICKET.of(language)}</span>
                    <span class="act" aria-hidden="true" data-act="spent">{wallet::LOOK_AT_TICKET.of(language)}</span>
                </span>
            </a>
        </li>
    }
}

fn ticket(language: Language) -> impl IntoView {
    view! {
        {back(language)}
        <main id="main" class="show">
            <h1 data-slot="name"></h1>
            <p class="facts"><span class="chip" data-slot="chip"></span>" "<span data-slot="worth"></span></p>
            {age(language)}
            {paper(language, "", "", String::new(), PATIENCE)}
            {wanted(language, 1)}
            <div class="card" data-unsigned=""><p class="instead">{text::UNSIGNED.of(language)}</p></div>
            <div class="card" data-why=""><p class="instead" data-slot="why"></p></div>
            <section class="card">
                <h2>{wallet::DETAILS.of(language)}</h2>
                <dl class="rows" data-rows="details"></dl>
            </section>
            <p class="muted small" data-if="note" data-slot="note"></p>
            <section class="card" data-if="used">
                <h2>{wallet::HISTORY.of(language)}</h2>
                <ul class="history" data-lines="history"></ul>
            </section>
            <section class="card">
                <h2>{common::TERMS.of(language)}</h2>
                <ul class="terms" data-lines="terms"></ul>
                <div data-if="rights">
                    <h3>{common::RETURN_RIGHTS.of(language)}</h3>
                    <p data-slot="rights"></p>
                </div>
            </section>
            {issuer(language)}
        </main>
    }
}

fn nothing(language: Language) -> impl IntoView {
    view! {
        {back(language)}
        <main id="main" class="notice">
            <h1>{text::AWAY.of(language)}</h1>
            <p data-kept="">{text::NEEDS_NETWORK.of(language)}</p>
            <p data-not-kept="">{text::NOT_KEPT.of(language)}</p>
        </main>
    }
}

fn back(language: Language) -> impl IntoView {
    view! {
        <header class="top slim"><p><a class="back" data-back="" href="/">{wallet::BACK.of(language)}</a></p></header>
    }
}

fn issuer(language: Language) -> impl IntoView {
    view! {
        <section class="card about">
            <h2>{wallet::ISSUER_DATA.of(language)}</h2>
            <dl class="rows" data-rows="about"></dl>
        </section>
    }
}
