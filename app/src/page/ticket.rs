//! One ticket: the QR first, nothing to scroll; everything else below.

use crate::component::picture::{image, issuer};
use crate::component::places::places as usable_at;
use crate::component::rows::rows;
use crate::component::ticket_history::history;
use crate::language::Language;
use crate::page::holder::give::is_giveable;
use crate::page::holder::lists::{self, Acts};
use crate::page::wallet::{issuer_data, state_chip};
use crate::symbol;
use crate::text::{common, desk, enquiry, gift, wallet as text};
use domain::calendar::Day;
use domain::money::Dollars;
use domain::ticket::{TicketKind, TicketState};
use leptos::prelude::*;
use store::query::place::UsablePlace;
use store::query::wallet::{Wallet, WalletTicket};

/// What the page shows in the middle.
pub enum Shown {
    /// The code of this half minute: the text for the QR, and how long it lives on.
    Code {
        /// Text of the QR.
        text: String,
        /// Milliseconds until the next one.
        lives_milliseconds: i64,
    },
    /// The redemption code, behind "show number".
    Number(String),
    /// Nothing to show today.
    Nothing,
}

/// What is shown, when, and what may be put into a wallet app.
#[derive(Clone, Copy)]
pub struct Showing<'s> {
    /// In the middle of the page.
    pub shown: &'s Shown,
    /// What day it is.
    pub today: Day,
    /// Whether there are keys for any wallet app.
    pub passes: bool,
    /// Where it can be used.
    pub places: &'s [UsablePlace],
}

/// The page. `position` counts from 0 in `wallet.tickets`.
pub fn page(
    language: Language,
    wallet: &Wallet,
    position: usize,
    ticket: &WalletTicket,
    link: &str,
    showing: Showing<'_>,
) -> impl IntoView + use<> {
    let Showing { shown, today, passes: _, places } = showing;
    let address = format!("{link}/{}", ticket.serial);
    let name = &wallet.issuer.name;
    let logo = wallet.issuer.logo.as_ref().map(|logo| issuer(Some(logo), name));
    let opened = (!wallet.is_opened).then(|| format!("{link}/opened"));
    view! {
        <header class="top slim">
            <p><a class="back" href=link.to_owned()>{text::BACK.of(language)}</a></p>
            {neighbours(language, wallet, position, link)}
        </header>
        <main id="main" class="show" data-opened=opened>
            <h1>{ticket.product_name.clone()}</h1>
            <p class="facts">
                {state_chip(language, ticket)}
                " "{worth(language, ticket)}
            </p>
            {middle(language, ticket, link, today, shown)}
            {offered(language, ticket, link)}
            {acts(language, wallet, ticket, link, showing)}
            {matches!(shown, Shown::Code { .. }).then(|| refused_phone(language, link))}
            {picture(ticket)}
            {(ticket.state == TicketState::Unused && ticket.ticket.remaining > 0).then(|| usable_at(language, places))}
            {details(language, ticket)}
            {guarantee(language, wallet, ticket, today)}
            {terms(language, wallet, ticket)}
            {history(language, ticket, &address)}
            <p class="centre"><a href=format!("{address}/enquiry")>{enquiry::ASK.of(language)}</a></p>
            {logo}
            {issuer_data(language, &wallet.issuer)}
        </main>
    }
}

fn middle(language: Language, ticket: &WalletTicket, link: &str, today: Day, shown: &Shown) -> AnyView {
    match shown {
        Shown::Code { text: code, lives_milliseconds } => {
            code_card(language, ticket, link, code, *lives_milliseconds).into_any()
        }
        Shown::Number(number) => {
            number_card(language, &format!("{link}/{}", ticket.serial), number).into_any()
        }
        Shown::Nothing => nothing_card(language, ticket, today).into_any(),
    }
}

fn code_card(
    language: Language,
    ticket: &WalletTicket,
    link: &str,
    code: &str,
    lives_milliseconds: i64,
) -> impl IntoView + use<> {
    let qr = symbol::screen_qr(code).unwrap_or_default();
    let number = ticket.takes_typed.then(|| number_form(language, &format!("{link}/{}", ticket.serial)));
    view! {
        {paper(language, link, &ticket.serial, qr, lives_milliseconds)}
        {(ticket.ticket.remaining > 1).then(|| wanted(language, ticket.ticket.remaining))}
        {number}
    }
}

/// The sheet with the code, as `wallet.js` finds it.
pub(crate) fn paper(
    language: Language,
    link: &str,
    serial: &str,
    qr: String,
    lives_milliseconds: i64,
) -> impl IntoView + use<> {
    view! {
        <div
            class="paper"
            data-code=format!("{link}/{serial}/code")
            data-lives=lives_milliseconds.to_string()
            data-wallet=link.to_owned()
            data-serial=serial.to_owned()
        >
            <button type="button" class="qr face" data-enlarge="" aria-label=text::ENLARGE.of(language)>
                <span role="img" aria-label=text::QR_LABEL.of(language) inner_html=qr></span>
            </button>
            <div class="stub">
                <div class="clock" aria-hidden="true"><span></span></div>
                <p class="caption">
                    {text::SCREENSHOT_SHORT.of(language)}<span data-living="" hidden>{text::LIVING.of(language)}</span>
                </p>
                <p class="offline calm" role="status" hidden data-alone="">{text::LIVING_OFFLINE.of(language)}</p>
                <p class="offline" role="status" hidden data-offline="">{text::NO_NETWORK.of(language)}</p>
            </div>
        </div>
    }
}

/// Why this phone does not sign. It comes late, so it stands where it moves nothing that is being pressed.
fn refused_phone(language: Language, link: &str) -> impl IntoView + use<> {
    view! {
        <p class="muted small" hidden data-refused="">
            <span></span>" "<a href=format!("{link}/device")>{text::DEVICES.of(language)}</a>
        </p>
    }
}

/// How many the holder wants to use, said by the code itself: only a code that the phone signs can say it.
pub(crate) fn wanted(language: Language, most: u32) -> impl IntoView + use<> {
    view! {
        <div class="wanted" data-wanted="" hidden>
            <div class="stepper" data-stepper="">
                <button type="button" data-step="-1" aria-label=desk::FEWER.of(language)>"−"</button>
                <label>
                    <span>{text::WANTED.of(language)}</span>
                    <input type="number" inputmode="numeric" min="0" max=most.to_string() value="0" autocomplete="off" />
                </label>
                <button type="button" data-step="1" aria-label=desk::MORE.of(language)>"+"</button>
            </div>
            <p class="muted small centre">{text::WANTED_NOTE.of(language)}</p>
        </div>
    }
}

fn number_form(language: Language, address: &str) -> impl IntoView + use<> {
    view! {
        <details class="number">
            <summary>{text::SHOW_NUMBER.of(language)}</summary>
            <p>{text::SHOW_NUMBER_WARNING.of(language)}</p>
            <form method="post" action=format!("{address}/number")>
                <button class="button">{text::NUMBER_TITLE.of(language)}</button>
            </form>
        </details>
    }
}

fn number_card(language: Language, address: &str, number: &str) -> impl IntoView + use<> {
    let barcode = symbol::code_128(number).unwrap_or_default();
    let grouped = [number.get(..4), number.get(4..9), number.get(9..14), number.get(14..)];
    let grouped = grouped.into_iter().flatten().collect::<Vec<_>>().join(" ");
    view! {
        <div class="paper">
            <div class="face">
                <h2>{text::NUMBER_TITLE.of(language)}</h2>
                <div class="barcode" role="img" aria-label=text::NUMBER_LABEL.of(language) inner_html=barcode></div>
                <p class="digits" translate="no">{grouped}</p>
            </div>
            <p class="caption stub">{text::SHOW_NUMBER_WARNING.of(language)}</p>
        </div>
        <p class="centre"><a class="button" href=address.to_owned()>{text::BACK_TO_QR.of(language)}</a></p>
    }
}

/// What else its holder may do, as long as something is left.
fn acts(
    language: Language,
    wallet: &Wallet,
    ticket: &WalletTicket,
    link: &str,
    showing: Showing<'_>,
) -> impl IntoView + use<> {
    let is_expired = ticket.ticket.is_expired(showing.today);
    let alive = ticket.ticket.remaining > 0 && !ticket.ticket.offered && !is_expired;
    let acts = Acts {
        give: is_giveable(ticket),
        ask_return: wallet.requests_open,
        split: ticket.ticket.remaining > 1 || ticket.origin.is_some(),
        pass: showing.passes,
    };
    alive.then(|| lists::more(language, link, &ticket.serial, acts))
}

/// To the gift that the ticket waits for.
fn offered(language: Language, ticket: &WalletTicket, link: &str) -> impl IntoView + use<> {
    let to = ticket.offered_to.as_ref().filter(|_| ticket.ticket.offered)?;
    let address = format!("{link}/given/{}", to.transfer);
    Some(view! { <p class="centre"><a class="button" href=address>{gift::OPEN_GIVEN.of(language)}</a></p> })
}

/// The stamp only repeats the chip's word, so it is for the eyes alone.
fn nothing_card(language: Language, ticket: &WalletTicket, today: Day) -> impl IntoView + use<> {
    let spent = ticket.state != TicketState::Unused;
    let stamp = spent.then(
        || view! { <p class="stamp" aria-hidden="true">{common::state(ticket.state).of(language)}</p> },
    );
    view! { <div class="card">{stamp}<p class="instead">{why_nothing(language, ticket, today)}</p></div> }
}

pub(crate) fn why_nothing(language: Language, ticket: &WalletTicket, today: Day) -> String {
    if ticket.ticket.offered {
        return text::WHY_NOT_OFFERED.of(language).to_owned();
    }
    match (ticket.state, ticket.ticket.usable_from) {
        (TicketState::Unused, Some(day)) if ticket.ticket.is_early(today) => {
            text::WHY_NOT_EARLY.with(language, &[("day", &language.day(day))])
        }
        (TicketState::Expired, _) => text::WHY_NOT_EXPIRED.of(language).to_owned(),
        (TicketState::ReturnPending | TicketState::ReturnSettling | TicketState::Returned, _) => {
            text::WHY_NOT_RETURNED.of(language).to_owned()
        }
        (
            TicketState::Unused
            | TicketState::Used
            | TicketState::Settling
            | TicketState::Settled
            | TicketState::RedeemedOverdue,
            _,
        ) => text::WHY_NOT_SPENT.of(language).to_owned(),
    }
}

pub(crate) fn worth(language: Language, ticket: &WalletTicket) -> String {
    let mut parts = vec![common::kind(ticket.ticket.kind).of(language).to_owned()];
    if ticket.ticket.kind == TicketKind::Paid {
        parts.push(language.money(Dollars(ticket.face_value)));
    }
    if ticket.ticket.quantity > 1 {
        let (remaining, quantity) = (ticket.ticket.remaining.to_string(), ticket.ticket.quantity.to_string());
        let left = common::REMAINING_OF
            .with(language, &[("remaining", remaining.as_str()), ("quantity", quantity.as_str())]);
        parts.push(format!("{} {left}", common::REMAINING.of(language)));
    }
    language.facts(&parts)
}

fn details(language: Language, ticket: &WalletTicket) -> impl IntoView + use<> {
    let list = rows(detail_rows(language, ticket));
    view! { <section class="card"><h2>{text::DETAILS.of(language)}</h2>{list}</section> }
}

pub(crate) fn detail_rows(language: Language, ticket: &WalletTicket) -> Vec<(&'static str, Option<String>)> {
    let period = ticket.guarantee_from.zip(ticket.ticket.guarantee_until).map(|(first, last)| {
        common::PERIOD.with(language, &[("first", &language.day(first)), ("last", &language.day(last))])
    });
    vec![
        (common::SERIAL.of(language), Some(ticket.serial.clone())),
        (common::USABLE_FROM.of(language), ticket.ticket.usable_from.map(|day| language.day(day))),
        (common::USABLE_UNTIL.of(language), ticket.ticket.usable_until.map(|day| language.day(day))),
        (common::GUARANTEE_PERIOD.of(language), period),
    ]
}

fn guarantee(
    language: Language,
    wallet: &Wallet,
    ticket: &WalletTicket,
    today: Day,
) -> impl IntoView + use<> {
    guarantee_note(language, wallet, ticket, today).map(|note| view! { <p class="muted small">{note}</p> })
}

pub(crate) fn guarantee_note(
    language: Language,
    wallet: &Wallet,
    ticket: &WalletTicket,
    today: Day,
) -> Option<String> {
    ticket.ticket.guarantee_until.map(|last| {
        if today > last {
            common::GUARANTEE_ENDED.of(language).to_owned()
        } else {
            let values = [("bank", wallet.issuer.guarantee_bank.as_str()), ("last", &language.day(last))];
            text::GUARANTEE_NOTE.with(language, &values)
        }
    })
}

/// 商品圖片, where the product has one.
fn picture(ticket: &WalletTicket) -> impl IntoView + use<> {
    ticket.picture.as_ref().map(|picture| image(picture, ticket.product_name.clone(), "product-picture"))
}

fn terms(language: Language, wallet: &Wallet, ticket: &WalletTicket) -> impl IntoView + use<> {
    let lines = ticket.terms.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let rights = (ticket.ticket.kind == TicketKind::Paid).then(|| {
        let rights = wallet.issuer.return_rights.clone();
        view! { <h3>{common::RETURN_RIGHTS.of(language)}</h3><p>{rights}</p> }
    });
    view! {
        <section class="card">
            <h2>{common::TERMS.of(language)}</h2>
            <ul class="terms">{lines}</ul>
            {rights}
        </section>
    }
}

fn neighbours(language: Language, wallet: &Wallet, position: usize, link: &str) -> impl IntoView + use<> {
    let count = wallet.tickets.len();
    let address = |index: usize| wallet.tickets.get(index).map(|ticket| format!("{link}/{}", ticket.serial));
    let previous = position.checked_sub(1).and_then(address);
    let next = address(position + 1);
    let here = text::POSITION
        .with(language, &[("position", &(position + 1).to_string()), ("count", &count.to_string())]);
    (count > 1).then(|| {
        view! {
            <nav class="neighbours" aria-label=here.clone()>
                {step(previous, "prev", text::PREVIOUS.of(language), "‹")}
                <span>{format!("{} / {count}", position + 1)}</span>
                {step(next, "next", text::NEXT.of(language), "›")}
            </nav>
        }
    })
}

fn step(address: Option<String>, way: &'static str, label: &'static str, sign: &'static str) -> AnyView {
    match address {
        Some(address) => view! { <a href=address rel=way aria-label=label>{sign}</a> }.into_any(),
        None => view! { <span class="off" aria-hidden="true">{sign}</span> }.into_any(),
    }
}
