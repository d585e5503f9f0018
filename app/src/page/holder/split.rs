//! 分票: units of a ticket become tickets of their own, and singles are merged back (RULES §19).

use super::about_ticket;
use crate::component::verdict::stepper;
use crate::language::Language;
use crate::text::holder as text;
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::wallet::WalletTicket;

/// Both forms, each where it makes sense. `singles` are unused pieces of the same origin.
pub fn page(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    singles: &[&WalletTicket],
    attempt: &AttemptId,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let address = format!("{link}/{}", ticket.serial);
    // One unit at issue stays, so that the ticket still is one.
    let most = ticket.ticket.remaining.min(ticket.ticket.quantity.saturating_sub(1));
    let split = (most > 0).then(|| split_form(language, &address, most, attempt));
    let choices: Vec<_> = singles.iter().map(|single| choice(single).into_any()).collect();
    let merge = (!choices.is_empty()).then(|| merge_form(language, &address, choices, attempt));
    let content = view! { {split}{merge} }.into_any();
    about_ticket(language, link, ticket, text::SPLIT_TITLE.of(language), refusal, content)
}

fn split_form(language: Language, address: &str, most: u32, attempt: &AttemptId) -> impl IntoView + use<> {
    view! {
        <form method="post" action=format!("{address}/split") class="card">
            <p>{text::SPLIT_NOTE.of(language)}</p>
            <input type="hidden" name="attempt" value=attempt.to_string() />
            {stepper(language, text::SPLIT_UNITS.of(language), 1, most)}
            <button class="button">{text::SPLIT_DO.of(language)}</button>
        </form>
    }
}

fn merge_form(
    language: Language,
    address: &str,
    choices: Vec<AnyView>,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    view! {
        <form method="post" action=format!("{address}/merge") class="card">
            <h2>{text::MERGE_TITLE.of(language)}</h2>
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <fieldset>
                <legend>{text::MERGE_NOTE.of(language)}</legend>
                {choices}
            </fieldset>
            <button class="button quiet">{text::MERGE_DO.of(language)}</button>
        </form>
    }
}

fn choice(single: &WalletTicket) -> impl IntoView + use<> {
    view! {
        <label class="choice">
            <input type="checkbox" name="serial" value=single.serial.clone() />
            <span>{single.product_name.clone()}<small>{single.serial.clone()}</small></span>
        </label>
    }
}
