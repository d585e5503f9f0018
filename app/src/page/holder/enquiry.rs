//! 詢問: the holder reports a use or asks about a ticket, reads the answer, writes again (RULES §5).

use super::about_ticket;
use crate::component::thread::{Tried, chip, field, messages, use_line, why_not};
use crate::language::Language;
use crate::text::{enquiry as text, wallet};
use domain::enquiry::{Author, EnquiryState};
use domain::identity::AttemptId;
use leptos::prelude::*;
use store::query::enquiry::{Enquiry, EnquiryMessage, UseInQuestion};
use store::query::wallet::{WalletTicket, WalletUse};

/// The form of a new one, about the ticket or one of its uses.
pub fn form(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    of: Option<&WalletUse>,
    attempt: &AttemptId,
    tried: &Tried,
) -> impl IntoView + use<> {
    let title = if of.is_some() { text::TITLE_OF_USE } else { text::TITLE };
    let about = of.map(|of| {
        let of = UseInQuestion {
            id: of.id.clone(),
            at: of.at,
            quantity: of.quantity,
            state: of.state,
            merchant_name: of.merchant_name.clone(),
        };
        view! {
            <p><strong>{text::ABOUT_USE.of(language)}</strong><br />{use_line(language, &of)}</p>
            <input type="hidden" name="use" value=of.id.to_string() />
        }
    });
    let content = view! {
        {why_not(language, tried)}
        <form method="post" action=format!("{link}/{}/enquiry", ticket.serial) class="card">
            {about}
            {field(language, text::FIELD, Some(text::HINT), attempt, tried)}
            <p class="small">{text::NOTE.of(language)}</p>
            <button class="button">{text::SEND.of(language)}</button>
        </form>
    };
    about_ticket(language, link, ticket, title.of(language), None, content.into_any())
}

/// The thread, with the form to write again.
pub fn thread(
    language: Language,
    link: &str,
    enquiry: &Enquiry,
    all: &[EnquiryMessage],
    attempt: &AttemptId,
    tried: &Tried,
) -> impl IntoView + use<> {
    let about = enquiry.of.as_ref().map(|of| view! { <p>{use_line(language, of)}</p> });
    let list = messages(language, all, Author::Holder, |one| match one.author {
        Author::Holder => text::YOU.of(language).to_owned(),
        Author::Merchant => enquiry.merchant_name.clone(),
    });
    let closed = enquiry.thread.state == EnquiryState::Closed;
    let closed = closed.then(|| view! { <p class="small">{text::REOPENS.of(language)}</p> });
    let again = if enquiry.thread.takes_more_of_holder() {
        view! {
            <form method="post" action=format!("{link}/enquiry/{}", enquiry.id) class="card">
                {closed}
                {field(language, text::REPLY, Some(text::HINT), attempt, tried)}
                <button class="button">{text::SEND.of(language)}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <p>{text::FULL.of(language)}</p> }.into_any()
    };
    view! {
        <header class="top slim">
            <p><a class="back" href=link.to_owned()>{wallet::BACK.of(language)}</a></p>
        </header>
        <main id="main">
            <h1>{text::THREAD.of(language)}</h1>
            <p class="muted">{enquiry.product_name.clone()}" "{enquiry.serial.clone()}</p>
            {about}
            <p>{chip(language, enquiry.thread)}</p>
            {list}
            {why_not(language, tried)}
            {again}
        </main>
    }
}

/// Under the tickets of a wallet: what its holder asked.
pub fn list(language: Language, enquiries: &[Enquiry], link: &str) -> impl IntoView + use<> {
    let entries: Vec<_> = enquiries.iter().map(|one| line(language, one, link).into_any()).collect();
    (!entries.is_empty()).then(|| {
        view! { <section class="card"><h2>{text::MINE.of(language)}</h2><ul class="entries">{entries}</ul></section> }
    })
}

fn line(language: Language, one: &Enquiry, link: &str) -> impl IntoView + use<> {
    let values = [("product", one.product_name.as_str()), ("serial", one.serial.as_str())];
    view! {
        <li>
            <p>
                <a href=format!("{link}/enquiry/{}", one.id)>{text::LINE.with(language, &values)}</a>" "
                {chip(language, one.thread)}
            </p>
            <p class="muted small">{language.time(one.changed_at)}</p>
        </li>
    }
}
