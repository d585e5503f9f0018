//! What a recipient's link opens before it is a wallet: who gives what, and the two answers (RULES §5).

use crate::component::refused::refused;
use crate::language::Language;
use crate::page::wallet::issuer_data;
use crate::text::{common, holder as text};
use domain::money::Dollars;
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use leptos::prelude::*;
use store::query::transfer::{Gift, GiftTicket};

/// The page. `link` is the gift's address.
pub fn page(language: Language, gift: &Gift, link: &str, refusal: Option<&Refusal>) -> impl IntoView + use<> {
    let message =
        (!gift.message.is_empty()).then(|| view! { <blockquote>{gift.message.clone()}</blockquote> });
    let middle = match gift.state {
        TransferState::Offered => open(language, gift, link).into_any(),
        TransferState::Declined => ended(language, text::GIFT_DECLINED.of(language)).into_any(),
        TransferState::Accepted
        | TransferState::TakenBack
        | TransferState::Lapsed
        | TransferState::Cancelled
        | TransferState::UndoneByReturn => ended(language, text::GIFT_GONE.of(language)).into_any(),
    };
    view! {
        <header class="top">
            <p class="issuer">{gift.issuer.name.clone()}</p>
            <h1>{text::GIFT_TITLE.with(language, &[("name", &gift.giver_name)])}</h1>
            <p class="muted">{text::GIFT_FOR.with(language, &[("name", &gift.recipient_name)])}</p>
        </header>
        <main id="main">
            {refused(language, refusal)}
            {message}
            {middle}
            {issuer_data(language, &gift.issuer)}
        </main>
    }
}

fn open(language: Language, gift: &Gift, link: &str) -> impl IntoView + use<> {
    let tickets = gift.tickets.iter().map(|ticket| line(language, ticket)).collect_view();
    view! {
        <section class="card">
            <h2>{text::GIFT_CONTENTS.of(language)}</h2>
            <ul class="gifts">{tickets}</ul>
            <p>{text::GIFT_UNTIL.with(language, &[("day", &language.day(gift.last_day))])}</p>
            <form method="post" action=format!("{link}/accept")>
                <button class="button large">{text::GIFT_ACCEPT.of(language)}</button>
                <small>{text::GIFT_ACCEPT_NOTE.of(language)}</small>
            </form>
        </section>
        <details class="number">
            <summary>{text::GIFT_DECLINE.of(language)}</summary>
            <p>{text::GIFT_DECLINE_HINT.of(language)}</p>
            <form method="post" action=format!("{link}/decline")>
                <button class="button danger">{text::GIFT_DECLINE.of(language)}</button>
            </form>
        </details>
    }
}

fn ended(language: Language, why: &'static str) -> impl IntoView + use<> {
    view! { <section class="card"><h2>{text::GIFT_ENDED.of(language)}</h2><p>{why}</p></section> }
}

fn line(language: Language, ticket: &GiftTicket) -> impl IntoView + use<> {
    let units = common::UNITS.with(language, &[("count", &ticket.units.to_string())]);
    let value = (ticket.face_value > 0).then(|| language.money(Dollars(ticket.face_value)));
    let terms = ticket.terms.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    view! {
        <li>
            <strong>{ticket.product_name.clone()}</strong>" "{value}" × "{units}
            <details><summary>{common::TERMS.of(language)}</summary><ul class="terms">{terms}</ul></details>
        </li>
    }
}
