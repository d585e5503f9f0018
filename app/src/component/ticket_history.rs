//! What was used and returned of a ticket, newest first: with its links on the ticket's page, in words alone where there is no
//! network.

use crate::language::Language;
use crate::text::{common, enquiry, holder, receipt, wallet as text};
use domain::calendar::Instant;
use domain::ticket::{GiveBackState, UseState};
use leptos::prelude::*;
use store::query::wallet::{WalletReturn, WalletTicket, WalletUse};

/// One line; `used` where it is a use, which can be looked at and reported.
struct Line<'t> {
    at: Instant,
    words: String,
    is_struck: bool,
    used: Option<&'t WalletUse>,
}

/// The words of all lines.
pub fn words(language: Language, ticket: &WalletTicket) -> Vec<String> {
    lines(language, ticket).into_iter().map(|line| line.words).collect()
}

/// The card of a ticket's page. `address` is the ticket's.
pub fn history(language: Language, ticket: &WalletTicket, address: &str) -> impl IntoView + use<> {
    let entries: Vec<_> = lines(language, ticket)
        .into_iter()
        .map(|line| {
            let links = line.used.map(|used| links(language, used, address));
            view! { <li><span class:cancelled=line.is_struck>{line.words}</span>{links}</li> }
        })
        .collect();
    (!entries.is_empty()).then(|| {
        view! { <section class="card"><h2>{text::HISTORY.of(language)}</h2><ul class="history">{entries}</ul></section> }
    })
}

fn links(language: Language, used: &WalletUse, address: &str) -> impl IntoView + use<> {
    let receipt = used.has_receipt.then(|| {
        let link = format!("{address}/receipt/{}", used.id);
        view! { " "<a href=link>{receipt::LINK.of(language)}</a> }
    });
    let report = format!("{address}/enquiry?use={}", used.id);
    view! { {receipt}" "<a href=report>{enquiry::REPORT.of(language)}</a> }
}

fn lines(language: Language, ticket: &WalletTicket) -> Vec<Line<'_>> {
    let uses = ticket.uses.iter().map(|used| use_line(language, used));
    let mut lines: Vec<_> =
        uses.chain(ticket.returns.iter().map(|returned| return_line(language, returned))).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    lines
}

fn use_line(language: Language, used: &WalletUse) -> Line<'_> {
    let time = language.time(used.at);
    let values = [("time", time.as_str()), ("merchant", used.merchant_name.as_str())];
    let facts = [
        text::USED_AT.with(language, &values),
        common::units(language, used.quantity),
        common::use_state(used.state).of(language).to_owned(),
    ];
    Line {
        at: used.at,
        words: language.facts(&facts),
        is_struck: used.state == UseState::Cancelled,
        used: Some(used),
    }
}

fn return_line<'t>(language: Language, returned: &WalletReturn) -> Line<'t> {
    let facts = [
        language.time(returned.at),
        common::units(language, returned.quantity),
        holder::outcome(returned.state).of(language).to_owned(),
    ];
    Line {
        at: returned.at,
        words: language.facts(&facts),
        is_struck: returned.state == GiveBackState::Cancelled,
        used: None,
    }
}
