//! What a phone keeps of a wallet, so that it shows tickets without network: what the pages say, already in words, so
//! that the page that draws it there (`page::offline`) needs to know nothing. The names of the fields are the names of
//! the places that they fill.

use crate::component::ticket_history;
use crate::language::Language;
use crate::page::{ticket as ticket_page, wallet as wallet_page};
use crate::text::{offline, wallet as text};
use domain::calendar::{Day, Instant};
use domain::ticket::TicketKind;
use serde::Serialize;
use store::query::wallet::{Wallet, WalletTicket};

/// Raised when a phone cannot draw what an earlier version kept.
pub const FORM: u32 = 1;

/// Name and value, for a definition list.
type Row = (&'static str, String);

/// One wallet.
#[derive(Debug, Serialize)]
pub struct WalletFacts {
    form: u32,
    language: &'static str,
    as_of: String,
    issuer: String,
    holder: String,
    order: String,
    about: Vec<Row>,
    tickets: Vec<TicketFacts>,
}

/// One ticket.
#[derive(Debug, Serialize)]
pub struct TicketFacts {
    serial: String,
    name: String,
    usable: bool,
    /// Usable up to this moment, in milliseconds; a gift voucher ends while nobody is looking.
    ends: Option<i64>,
    state: &'static str,
    chip: &'static str,
    facts: String,
    worth: String,
    date: String,
    remaining: u32,
    why: String,
    note: String,
    details: Vec<Row>,
    terms: Vec<String>,
    rights: String,
    /// What was used and returned; `used` says whether anything was.
    history: Vec<String>,
    used: bool,
}

/// The facts of one wallet, as they are now.
pub fn facts(language: Language, wallet: &Wallet, now: Instant) -> WalletFacts {
    let today = now.day();
    WalletFacts {
        form: FORM,
        language: language.tag(),
        as_of: offline::AS_OF.with(language, &[("time", &language.time(now))]),
        issuer: wallet.issuer.name.clone(),
        holder: text::HOLDER.with(language, &[("name", &wallet.holder_name)]),
        order: text::ORDER.with(language, &[("number", &wallet.order_number)]),
        about: known(wallet_page::issuer_rows(language, &wallet.issuer)),
        tickets: wallet.tickets.iter().map(|ticket| one(language, wallet, ticket, today)).collect(),
    }
}

fn one(language: Language, wallet: &Wallet, ticket: &WalletTicket, today: Day) -> TicketFacts {
    let (state, words) = wallet_page::shown_state(ticket);
    let usable = ticket.is_showable(today);
    let why = if usable {
        text::WHY_NOT_EXPIRED.of(language).to_owned()
    } else {
        ticket_page::why_nothing(language, ticket, today)
    };
    let history = ticket_history::words(language, ticket);
    let is_paid = ticket.ticket.kind == TicketKind::Paid;
    TicketFacts {
        serial: ticket.serial.clone(),
        name: ticket.product_name.clone(),
        usable,
        ends: ticket.ticket.usable_until.map(|day| day.end().0),
        state,
        chip: words.of(language),
        facts: wallet_page::facts(language, ticket),
        worth: ticket_page::worth(language, ticket),
        date: wallet_page::date_line(language, ticket),
        remaining: ticket.ticket.remaining,
        why,
        note: ticket_page::guarantee_note(language, wallet, ticket, today).unwrap_or_default(),
        details: known(ticket_page::detail_rows(language, ticket)),
        used: !history.is_empty(),
        history,
        terms: ticket.terms.clone(),
        rights: if is_paid { wallet.issuer.return_rights.clone() } else { String::new() },
    }
}

fn known(rows: Vec<(&'static str, Option<String>)>) -> Vec<Row> {
    rows.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect()
}
