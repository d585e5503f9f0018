//! 轉贈: which tickets, to whom, with what words (RULES §5).

use crate::component::refused::refused;
use crate::language::Language;
use crate::text::{common, holder as text, wallet as wallet_text};
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use domain::ticket::{TicketKind, TicketState};
use leptos::prelude::*;
use store::command::contact::Message;
use store::query::wallet::{Wallet, WalletTicket};

/// What was filled in before; shown again where it was refused.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields of the form
pub struct Filled {
    pub serials: Vec<String>,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub message: String,
}

/// Whether a ticket may be offered, as far as the wallet knows.
pub fn is_giveable(ticket: &WalletTicket) -> bool {
    ticket.state == TicketState::Unused && !ticket.ticket.offered && ticket.ticket.kind == TicketKind::Paid
}

/// The form. `link` is the wallet's address.
pub fn page(
    language: Language,
    wallet: &Wallet,
    link: &str,
    attempt: &AttemptId,
    filled: &Filled,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let choices: Vec<_> = wallet
        .tickets
        .iter()
        .filter(|ticket| is_giveable(ticket))
        .map(|ticket| choice(language, ticket, &filled.serials).into_any())
        .collect();
    let body = if choices.is_empty() {
        view! { <p class="empty">{text::GIVE_NOTHING.of(language)}</p> }.into_any()
    } else {
        form(language, link, attempt, filled, choices).into_any()
    };
    view! {
        <header class="top slim"><p><a class="back" href=link.to_owned()>{wallet_text::BACK.of(language)}</a></p></header>
        <main id="main">
            <h1>{text::GIVE_TITLE.of(language)}</h1>
            {refused(language, refusal)}
            {body}
        </main>
    }
}

fn form(
    language: Language,
    link: &str,
    attempt: &AttemptId,
    filled: &Filled,
    choices: Vec<AnyView>,
) -> impl IntoView + use<> {
    view! {
        <form method="post" action=format!("{link}/give") class="card">
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <fieldset>
                <legend>{text::GIVE_WHICH.of(language)}</legend>
                {choices}
            </fieldset>
            <label>
                <span>{text::RECIPIENT_NAME.of(language)}</span>
                <input name="name" required maxlength="50" autocomplete="off" value=filled.name.clone() />
            </label>
            <label>
                <span>{text::RECIPIENT_PHONE.of(language)}</span>
                <input name="phone" type="tel" required maxlength="20" autocomplete="off" value=filled.phone.clone() />
            </label>
            <label>
                <span>{text::RECIPIENT_EMAIL.of(language)}</span>
                <input name="email" type="email" required maxlength="254" autocomplete="off" value=filled.email.clone() />
            </label>
            <label>
                <span>{text::MESSAGE.of(language)}</span>
                <input name="message" maxlength=Message::LONGEST.to_string() autocomplete="off" value=filled.message.clone() />
            </label>
            <p class="small">{text::GIVE_NOTE.of(language)}" "{text::GIVE_DAYS.of(language)}</p>
            <button class="button">{text::SEND_GIFT.of(language)}</button>
        </form>
    }
}

fn choice(language: Language, ticket: &WalletTicket, chosen: &[String]) -> impl IntoView + use<> {
    let units = (ticket.ticket.remaining > 1)
        .then(|| common::UNITS.with(language, &[("count", &ticket.ticket.remaining.to_string())]));
    view! {
        <label class="choice">
            <input type="checkbox" name="serial" value=ticket.serial.clone() checked=chosen.contains(&ticket.serial) />
            <span>{ticket.product_name.clone()}" "{units}<small>{ticket.serial.clone()}</small></span>
        </label>
    }
}
