//! What a recipient's link opens before it is a wallet: who gives what, and the two answers (RULES §5).

use crate::component::card::card;
use crate::component::picture::issuer;
use crate::component::refused::refused;
use crate::language::Language;
use crate::page::wallet::issuer_data;
use crate::text::{common, gift as text, holder, wallet};
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use leptos::prelude::*;
use store::query::transfer::{Gift, GiftTicket};

/// The page. `link` is the gift's address; `attempt` is this browser's.
pub fn page(
    language: Language,
    gift: &Gift,
    link: &str,
    attempt: &AttemptId,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let middle = match gift.state {
        TransferState::Offered => open(language, gift, link, attempt).into_any(),
        TransferState::Accepted => ended(text::TAKEN.of(language), text::TAKEN_HINT.of(language)).into_any(),
        TransferState::Declined => {
            ended(holder::GIFT_ENDED.of(language), holder::GIFT_DECLINED.of(language)).into_any()
        }
        TransferState::TakenBack
        | TransferState::Lapsed
        | TransferState::Cancelled
        | TransferState::UndoneByReturn => {
            ended(holder::GIFT_ENDED.of(language), holder::GIFT_GONE.of(language)).into_any()
        }
    };
    // What the page tells a second after it is looked at: a preview never gets there.
    let opened = (gift.state == TransferState::Offered).then(|| format!("{link}/opened"));
    view! {
        <header class="top">
            {issuer(gift.issuer.logo.as_ref(), &gift.issuer.name)}
            <h1>{holder::GIFT_TITLE.with(language, &[("name", &gift.giver_name)])}</h1>
        </header>
        <main id="main" data-opened=opened>
            {refused(language, refusal)}
            {middle}
            {issuer_data(language, &gift.issuer)}
        </main>
    }
}

fn open(language: Language, gift: &Gift, link: &str, attempt: &AttemptId) -> impl IntoView + use<> {
    let tickets = gift.tickets.iter().map(|ticket| line(language, ticket)).collect_view();
    let worth: i64 = gift.tickets.iter().map(|ticket| ticket.face_value * i64::from(ticket.units)).sum();
    let total =
        (worth > 0).then(|| text::TOTAL.with(language, &[("value", &language.money(Dollars(worth)))]));
    let email = gift.shared.then(|| {
        view! {
            <label>
                <span>{text::YOUR_EMAIL.of(language)}</span>
                <input name="email" type="email" maxlength="254" autocomplete="email" />
                <small>{text::YOUR_EMAIL_HINT.of(language)}</small>
            </label>
        }
    });
    view! {
        {card(language, gift.card, &gift.recipient_name, &gift.message, Some(&gift.giver_name))}
        <section class="card">
            <h2>{holder::GIFT_CONTENTS.of(language)}</h2>
            <ul class="gifts">{tickets}</ul>
            <p class="strong">{total}</p>
            <p>{holder::GIFT_UNTIL.with(language, &[("day", &language.day(gift.last_day))])}</p>
            <form method="post" action=format!("{link}/accept")>
                <input type="hidden" name="attempt" value=attempt.to_string() />
                {email}
                <button class="button large">{text::ACCEPT.of(language)}</button>
                <small>{text::ACCEPT_NOTE.of(language)}</small>
            </form>
            <p class="small muted">{text::SEEN_BY_GIVER.of(language)}</p>
        </section>
        <details class="number">
            <summary>{holder::GIFT_DECLINE.of(language)}</summary>
            <p>{holder::GIFT_DECLINE_HINT.of(language)}</p>
            <form method="post" action=format!("{link}/decline")>
                <button class="button danger">{holder::GIFT_DECLINE.of(language)}</button>
            </form>
        </details>
    }
}

fn ended(what: &'static str, why: &'static str) -> impl IntoView + use<> {
    view! { <section class="card"><h2>{what}</h2><p>{why}</p></section> }
}

fn line(language: Language, ticket: &GiftTicket) -> impl IntoView + use<> {
    let units = common::units(language, ticket.units);
    let value = (ticket.face_value > 0).then(|| language.money(Dollars(ticket.face_value)));
    let terms = ticket.terms.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let guaranteed = ticket
        .guarantee_until
        .map(|day| wallet::GUARANTEED_UNTIL.with(language, &[("day", &language.day(day))]));
    view! {
        <li>
            <strong>{ticket.product_name.clone()}</strong>" "{value}" × "{units}
            <p class="muted small">{guaranteed}</p>
            <details><summary>{common::TERMS.of(language)}</summary><ul class="terms">{terms}</ul></details>
        </li>
    }
}
