//! 轉贈: which tickets, with what card and words, to whom, on which day (RULES §5).

use crate::component::card::picture;
use crate::component::refused::refused;
use crate::language::Language;
use crate::text::{common, gift, holder as text, wallet as wallet_text};
use domain::calendar::Day;
use domain::card::Card;
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::refusal::Refusal;
use domain::ticket::{TicketKind, TicketState};
use domain::transfer::SEND_WITHIN_DAYS;
use leptos::prelude::*;
use store::command::contact::Message;
use store::query::wallet::{Wallet, WalletTicket};

/// What was filled in before; shown again where it was refused.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields of the form
pub struct Filled {
    /// What goes: a serial, or `SERIAL*UNITS`.
    pub serials: Vec<String>,
    pub card: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub message: String,
    pub day: String,
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
    today: Day,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let giveable = wallet.tickets.iter().filter(|ticket| is_giveable(ticket));
    let choices: Vec<_> = alike(giveable)
        .into_iter()
        .map(|tickets| match tickets.as_slice() {
            [ticket] if ticket.ticket.remaining > 1 => units(language, ticket, &filled.serials).into_any(),
            [ticket] => choice(ticket, &filled.serials).into_any(),
            several => quantity(language, several, &filled.serials).into_any(),
        })
        .collect();
    let body = if choices.is_empty() {
        view! { <p class="empty">{text::GIVE_NOTHING.of(language)}</p> }.into_any()
    } else {
        form(language, link, attempt, filled, today, choices).into_any()
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

/// Tickets of which one is as good as the other stand together, so that one says how many.
fn alike<'w>(tickets: impl Iterator<Item = &'w WalletTicket>) -> Vec<Vec<&'w WalletTicket>> {
    let mut groups: Vec<Vec<&WalletTicket>> = Vec::new();
    for ticket in tickets {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| is_like(first, ticket))) {
            Some(group) => group.push(ticket),
            None => groups.push(vec![ticket]),
        }
    }
    groups
}

fn is_like(one: &WalletTicket, other: &WalletTicket) -> bool {
    let facts = |of: &WalletTicket| {
        let ticket = &of.ticket;
        (
            of.product,
            of.face_value,
            ticket.remaining,
            ticket.quantity,
            ticket.usable_from,
            ticket.guarantee_until,
        )
    };
    facts(one) == facts(other)
}

fn form(
    language: Language,
    link: &str,
    attempt: &AttemptId,
    filled: &Filled,
    today: Day,
    choices: Vec<AnyView>,
) -> impl IntoView + use<> {
    let chosen = Card::parse(&filled.card).unwrap_or(Card::Plain);
    let cards = Card::ALL.iter().map(|card| card_choice(language, *card, *card == chosen)).collect_view();
    let last_day = today.plus_days(SEND_WITHIN_DAYS).to_string();
    view! {
        <form method="post" action=format!("{link}/give") class="card">
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <fieldset>
                <legend>{text::GIVE_WHICH.of(language)}</legend>
                {choices}
            </fieldset>
            <fieldset>
                <legend>{gift::CARD.of(language)}</legend>
                <div class="cards">{cards}</div>
            </fieldset>
            <label>
                <span>{text::MESSAGE.of(language)}</span>
                <textarea name="message" rows="3" maxlength=Message::LONGEST.to_string() autocomplete="off">{filled.message.clone()}</textarea>
            </label>
            <fieldset>
                <legend>{gift::WHO.of(language)}</legend>
                <label>
                    <span>{text::RECIPIENT_NAME.of(language)}</span>
                    <input name="name" required maxlength="50" autocomplete="off" value=filled.name.clone() />
                </label>
                <label>
                    <span>{gift::PHONE.of(language)}</span>
                    <input name="phone" type="tel" maxlength="20" autocomplete="off" value=filled.phone.clone() />
                </label>
                <label>
                    <span>{gift::EMAIL.of(language)}</span>
                    <input name="email" type="email" maxlength="254" autocomplete="off" value=filled.email.clone() />
                </label>
                <small>{gift::WHO_HINT.of(language)}</small>
            </fieldset>
            <label>
                <span>{gift::WHEN.of(language)}</span>
                <input name="day" type="date" min=today.to_string() max=last_day value=filled.day.clone() />
                <small>{gift::WHEN_HINT.of(language)}</small>
            </label>
            <p class="small">{text::GIVE_NOTE.of(language)}{language.between_sentences()}{text::GIVE_DAYS.of(language)}</p>
            <button class="button large">{gift::WRAP.of(language)}</button>
        </form>
    }
}

fn card_choice(language: Language, card: Card, chosen: bool) -> impl IntoView + use<> {
    view! {
        <label>
            <input type="radio" name="card" value=card.as_str() checked=chosen />
            {picture(card)}
            <span>{gift::card(card).of(language)}</span>
        </label>
    }
}

fn choice(ticket: &WalletTicket, chosen: &[String]) -> impl IntoView + use<> {
    view! {
        <label class="choice">
            <input type="checkbox" name="serial" value=ticket.serial.clone() checked=chosen.contains(&ticket.serial) />
            <span>{ticket.product_name.clone()}<small>{ticket.serial.clone()}</small></span>
        </label>
    }
}

/// How many units of one ticket: fewer than all are split off, and those go.
fn units(language: Language, ticket: &WalletTicket, chosen: &[String]) -> impl IntoView + use<> {
    let left = ticket.ticket.remaining;
    let wanted = chosen.iter().find_map(|named| match named.split_once('*') {
        Some((serial, units)) if serial == ticket.serial => units.parse().ok(),
        Some(_) => None,
        None => (*named == ticket.serial).then_some(left),
    });
    let options = (0..=left)
        .map(|count| {
            let value = match count {
                0 => String::new(),
                count if count == left => ticket.serial.clone(),
                count => format!("{}*{count}", ticket.serial),
            };
            let words = match count {
                0 => gift::NONE.of(language).to_owned(),
                count => common::units(language, count),
            };
            view! { <option value=value selected={Some(count) == wanted}>{words}</option> }
        })
        .collect_view();
    let all = gift::OF_SO_MANY_UNITS.with(language, &[("count", &left.to_string())]);
    view! {
        <label class="choice many">
            <span>{ticket.product_name.clone()}<small>{ticket.serial.clone()}" · "{all}</small></span>
            <select name="serial">{options}</select>
        </label>
    }
}

/// How many of tickets that are alike: each option names the serials that go.
fn quantity(language: Language, tickets: &[&WalletTicket], chosen: &[String]) -> impl IntoView + use<> {
    let mut serials: Vec<&str> = tickets.iter().map(|ticket| ticket.serial.as_str()).collect();
    let is_chosen = |serial: &str| chosen.iter().any(|chosen| chosen == serial);
    // The one that the holder came from goes first.
    serials.sort_by_key(|serial| !is_chosen(serial));
    let wanted = serials.iter().filter(|serial| is_chosen(serial)).count();
    let options = (0..=serials.len())
        .map(|count| {
            let value = serials.iter().take(count).copied().collect::<Vec<_>>().join(",");
            let words = match count {
                0 => gift::NONE.of(language).to_owned(),
                count => gift::HOW_MANY.with(language, &[("count", &count.to_string())]),
            };
            view! { <option value=value selected={count == wanted}>{words}</option> }
        })
        .collect_view();
    let all = gift::OF_SO_MANY.with(language, &[("count", &serials.len().to_string())]);
    let first = tickets.first();
    let name = first.map(|ticket| ticket.product_name.clone());
    let value = first.map(|ticket| language.money(Dollars(ticket.face_value)));
    view! {
        <label class="choice many">
            <span>{name}<small>{value}" · "{all}</small></span>
            <select name="serial">{options}</select>
        </label>
    }
}
