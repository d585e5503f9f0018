//! A ticket on paper, and its date in a calendar.

use super::about_ticket;
use crate::component::picture::issuer;
use crate::component::rows::rows;
use crate::language::Language;
use crate::page::wallet::issuer_data;
use crate::symbol;
use crate::text::{common, holder as text};
use domain::money::Dollars;
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::query::wallet::{Wallet, WalletTicket};

/// The paper that a sheet is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A whole page.
    A4,
    /// A postcard.
    A6,
}

impl Size {
    /// What a form asks for; anything else is a whole page.
    pub fn parse(text: &str) -> Self {
        if text == "a6" { Self::A6 } else { Self::A4 }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::A4 => "sheet a4",
            Self::A6 => "sheet a6",
        }
    }
}

/// What there is to take along. `usable` says that there is something to print today.
pub fn choose(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    usable: bool,
    has_date: bool,
) -> impl IntoView + use<> {
    let address = format!("{link}/{}", ticket.serial);
    let paper = if usable && ticket.takes_printed {
        view! {
            <p>{text::PAPER_WARNING.of(language)}</p>
            <form method="post" action=format!("{address}/paper")>
                <label>
                    <span>{text::PAPER_SIZE.of(language)}</span>
                    <select name="size">
                        <option value="a4">"A4"</option>
                        <option value="a6">"A6"</option>
                    </select>
                </label>
                <button class="button">{text::PAPER_SHOW.of(language)}</button>
            </form>
        }
        .into_any()
    } else {
        let why = if ticket.takes_printed { text::PAPER_NOT_NOW } else { text::PAPER_NONE };
        view! { <p>{why.of(language)}</p> }.into_any()
    };
    let calendar = has_date.then(|| {
        view! {
            <section class="card">
                <h2>{text::CALENDAR.of(language)}</h2>
                <p>{text::CALENDAR_NOTE.of(language)}</p>
                <p><a class="button" href=format!("{address}/calendar") download="ticket.ics">{text::CALENDAR_DO.of(language)}</a></p>
            </section>
        }
    });
    let content = view! {
        <section class="card">
            <h2>{text::PAPER_PRINT.of(language)}</h2>
            {paper}
        </section>
        {calendar}
    };
    about_ticket(language, link, ticket, text::PAPER_TITLE.of(language), None, content.into_any())
}

/// The sheet. `code` is the text of its QR.
pub fn sheet(
    language: Language,
    link: &str,
    wallet: &Wallet,
    ticket: &WalletTicket,
    code: &str,
    size: Size,
) -> impl IntoView + use<> {
    let qr = symbol::paper_qr(code).unwrap_or_default();
    let value_in_trust = ticket.ticket.guarantee_until.is_some();
    let value = (ticket.ticket.kind == TicketKind::Paid).then(|| language.money(Dollars(ticket.face_value)));
    let left = common::units(language, ticket.ticket.remaining);
    let period = ticket.guarantee_from.zip(ticket.ticket.guarantee_until).map(|(first, last)| {
        common::PERIOD.with(language, &[("first", &language.day(first)), ("last", &language.day(last))])
    });
    let rights = (ticket.ticket.kind == TicketKind::Paid).then(|| {
        let rights = wallet.issuer.return_rights.clone();
        view! { <h2>{common::RETURN_RIGHTS.of(language)}</h2><p>{rights}</p> }
    });
    let facts = rows(vec![
        (common::SERIAL.of(language), Some(ticket.serial.clone())),
        (common::FACE_VALUE.of(language), value),
        (common::REMAINING.of(language), Some(left)),
        (common::USABLE_FROM.of(language), ticket.ticket.usable_from.map(|day| language.day(day))),
        (common::USABLE_UNTIL.of(language), ticket.ticket.usable_until.map(|day| language.day(day))),
        (common::GUARANTEE_PERIOD.of(language), period),
        (
            common::GUARANTEE_BANK.of(language),
            Some(wallet.issuer.guarantee_bank.clone()).filter(|_| value_in_trust),
        ),
    ]);
    let terms: Vec<_> = ticket.terms.iter().map(|line| view! { <li>{line.clone()}</li> }).collect();
    view! {
        <header class="top slim">
            <p><a class="back" href=format!("{link}/{}", ticket.serial)>{text::BACK_TO_TICKET.of(language)}</a></p>
        </header>
        <main id="main" class=size.class()>
            <p class="muted small screen-only">{text::PAPER_HINT.of(language)}</p>
            <p class="screen-only" hidden data-print=""><button type="button" class="button">{text::PAPER_DO.of(language)}</button></p>
            {issuer(wallet.issuer.logo.as_ref(), &wallet.issuer.name)}
            <h1>{ticket.product_name.clone()}</h1>
            <div class="paper-code" role="img" aria-label=text::PAPER_QR.of(language) inner_html=qr></div>
            <p class="small">{text::PAPER_CAPTION.of(language)}</p>
            {facts}
            <h2>{common::TERMS.of(language)}</h2>
            <ul class="terms">{terms}</ul>
            {rights}
            {issuer_data(language, &wallet.issuer)}
        </main>
    }
}
