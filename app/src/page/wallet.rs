//! The wallet: all tickets behind one link, those that can be used now first.

use crate::component::contract_end;
use crate::component::picture::issuer;
use crate::component::rows::rows;
use crate::language::Language;
use crate::page::holder::give::is_giveable;
use crate::page::holder::{enquiry, lists};
use crate::sentences::Sentence;
use crate::text::{common, gift, holder, notices, wallet as text};
use domain::calendar::Day;
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::ticket::{TicketKind, TicketState};
use leptos::prelude::*;
use store::query::enquiry::Enquiry;
use store::query::return_request::ReturnRequest;
use store::query::wallet::{IssuerData, Wallet, WalletTicket};

/// The list. `link` is the wallet's address, e.g. `/w/…`; `attempt` is a fresh one for the forms.
pub fn page(
    language: Language,
    wallet: &Wallet,
    requests: &[ReturnRequest],
    enquiries: &[Enquiry],
    link: &str,
    attempt: &AttemptId,
    today: Day,
) -> impl IntoView + use<> {
    let give = wallet.tickets.iter().any(is_giveable).then(|| {
        view! { <p class="centre"><a class="button quiet" href=format!("{link}/give")>{holder::GIVE.of(language)}</a></p> }
    });
    let (now, later): (Vec<_>, Vec<_>) = wallet.tickets.iter().partition(|ticket| ticket.is_showable(today));
    let empty = now.is_empty().then(|| view! { <p class="empty">{text::NOTHING_USABLE.of(language)}</p> });
    let now = now.into_iter().map(|ticket| card(language, ticket, link, true, None)).collect_view();
    let later: Vec<_> =
        later.into_iter().map(|ticket| card(language, ticket, link, false, None).into_any()).collect();
    let later = (!later.is_empty()).then(|| {
        view! { <section><h2>{text::LATER.of(language)}</h2><ul class="tickets">{later}</ul></section> }
    });
    let opened = (!wallet.is_opened).then(|| format!("{link}/opened"));
    view! {
        <header class="top">
            {issuer(wallet.issuer.logo.as_ref(), &wallet.issuer.name)}
            <h1>{text::HOLDER.with(language, &[("name", &wallet.holder_name)])}</h1>
            <p class="muted">{text::ORDER.with(language, &[("number", &wallet.order_number)])}</p>
        </header>
        <main id="main" data-opened=opened>
            <section>
                <h2>{text::USABLE_NOW.of(language)}</h2>
                {empty}
                <ul class="tickets">{now}</ul>
            </section>
            {later}
            {give}
            {lists::given(language, &wallet.given, link, attempt)}
            {lists::requests(language, requests, link)}
            {enquiry::list(language, enquiries, link)}
            <p class="centre"><a class="button quiet" href=format!("{link}/device")>{text::DEVICES.of(language)}</a></p>
            <p class="centre"><a class="button quiet" href=format!("{link}/notices")>{notices::TITLE.of(language)}</a></p>
            {issuer_data(language, &wallet.issuer)}
        </main>
    }
}

/// One ticket in a list. `merchant` is named where the list is of several issuers.
pub fn card(
    language: Language,
    ticket: &WalletTicket,
    link: &str,
    usable: bool,
    merchant: Option<&str>,
) -> impl IntoView + use<> {
    let merchant = merchant.map(|name| view! { <span class="facts">{name.to_owned()}</span> });
    let address = format!("{link}/{}", ticket.serial);
    let class = if usable { "ticket usable" } else { "ticket spent" };
    let act = if usable { text::OPEN_TICKET } else { text::LOOK_AT_TICKET };
    view! {
        <li class=class>
            <a href=address>
                <span class="face">
                    {merchant}
                    <span class="name">{ticket.product_name.clone()}</span>
                    {state_chip(language, ticket)}
                    <span class="facts">{facts(language, ticket)}</span>
                </span>
                <span class="stub">
                    <span class="date">{date_line(language, ticket)}</span>
                    <span class="act" aria-hidden="true">{act.of(language)}</span>
                </span>
            </a>
        </li>
    }
}

/// What people see of a ticket's state: an offered one is unused, and nobody can use it.
pub fn state_chip(language: Language, ticket: &WalletTicket) -> impl IntoView + use<> {
    let (state, words) = shown_state(ticket);
    let planned = ticket.offered_to.as_ref().filter(|_| ticket.ticket.offered).and_then(|to| to.planned_for);
    let words = match planned {
        Some(day) => gift::PLANNED.with(language, &[("day", &language.day(day))]),
        None => words.of(language).to_owned(),
    };
    view! { <span class="chip" data-state=state>{words}</span> }
}

/// Its name in style sheets, and its words.
pub(crate) fn shown_state(ticket: &WalletTicket) -> (&'static str, Sentence) {
    if ticket.ticket.offered {
        ("offered", holder::OFFERED)
    } else {
        (ticket.state.as_str(), common::state(ticket.state))
    }
}

/// Kind, value, how many are left.
pub(crate) fn facts(language: Language, ticket: &WalletTicket) -> String {
    let mut facts = vec![common::kind(ticket.ticket.kind).of(language).to_owned()];
    if ticket.ticket.kind == TicketKind::Paid {
        facts.push(language.money(Dollars(ticket.face_value)));
    }
    if ticket.ticket.quantity > 1 {
        let (remaining, quantity) = (ticket.ticket.remaining.to_string(), ticket.ticket.quantity.to_string());
        let values = [("remaining", remaining.as_str()), ("quantity", quantity.as_str())];
        facts.push(common::REMAINING_OF.with(language, &values));
    }
    language.facts(&facts)
}

/// The one date that matters on the card.
pub(crate) fn date_line(language: Language, ticket: &WalletTicket) -> String {
    if let (TicketState::Unused, Some(from)) = (ticket.state, ticket.ticket.usable_from)
        && ticket.guarantee_from.is_none_or(|issued| from > issued)
    {
        return format!("{} {}", common::USABLE_FROM.of(language), language.day(from));
    }
    match (ticket.ticket.kind, ticket.ticket.usable_until, ticket.ticket.guarantee_until) {
        (TicketKind::Gift, Some(last), _) => {
            format!("{} {}", common::USABLE_UNTIL.of(language), language.day(last))
        }
        (TicketKind::Paid, _, Some(last)) => {
            text::GUARANTEED_UNTIL.with(language, &[("day", &language.day(last))])
        }
        (TicketKind::Gift, None, _) | (TicketKind::Paid, _, None) => String::new(),
    }
}

/// What a ticket must show about its issuer (RULES §7).
pub fn issuer_data(language: Language, issuer: &IssuerData) -> impl IntoView + use<> {
    let list = rows(issuer_rows(language, issuer));
    let links = issuer
        .links
        .iter()
        .map(|link| view! { <li><a class="break" href=link.clone() rel="noopener noreferrer">{link.clone()}</a></li> })
        .collect_view();
    let links = (!issuer.links.is_empty()).then(|| view! { <ul class="plain">{links}</ul> });
    view! { <section class="card about"><h2>{text::ISSUER_DATA.of(language)}</h2>{list}{links}</section> }
}

pub(crate) fn issuer_rows(language: Language, issuer: &IssuerData) -> Vec<(&'static str, Option<String>)> {
    vec![
        (common::ISSUER.of(language), Some(issuer.name.clone())),
        (common::RESPONSIBLE_PERSON.of(language), Some(issuer.responsible_person.clone())),
        (common::TAX_ID.of(language), Some(issuer.tax_id.clone())),
        (common::ADDRESS.of(language), Some(issuer.address.clone())),
        (common::SERVICE_PHONE.of(language), Some(issuer.service_phone.clone())),
        (common::SERVICE_EMAIL.of(language), Some(issuer.service_email.clone())),
        (common::GUARANTEE_BANK.of(language), Some(issuer.guarantee_bank.clone())),
        (common::ISSUER_CONTRACT.of(language), contract_end::words(language, issuer.contract_last_day)),
    ]
}
