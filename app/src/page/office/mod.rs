//! The office: what waits for an answer, and the way to one ticket.

pub mod branches;
pub mod changes;
mod chart;
pub mod enquiries;
pub mod enquiry;
pub mod issue;
pub mod looks;
pub mod messages;
pub mod numbers;
pub mod offline;
pub mod offline_list;
pub mod orders;
pub mod paper;
pub mod partners;
pub mod people;
pub mod pictures;
pub mod products;
pub mod returns;
pub mod set_up;
pub mod ticket;
pub mod transfers;
pub mod unissued;

use crate::component::console::{Place, console};
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{
    enquiry as words, enquiry_list, holder, office as text, offline_desk, returns as return_words,
    transfer_list, unissued as unissued_text,
};
use domain::calendar::Day;
use domain::contract::Standing;
use domain::identity::AttemptId;
use domain::look_up::masked_name;
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use leptos::prelude::*;
use store::command::paid_order::WaitingOrder;
use store::query::enquiry::Enquiry;
use store::query::home::{Numbers, Urgent};
use store::query::message_received::ReceivedMessage;
use store::query::offline_conflict::OpenOffline;
use store::query::return_request::ReturnRequest;
use store::query::session::SignedIn;
use store::query::transfer::ListedTransfer;

/// What the account may see; nothing where it may not.
#[derive(Default)]
#[allow(missing_docs)] // one field a list
pub struct Waiting {
    pub requests: Option<Vec<ReturnRequest>>,
    pub enquiries: Option<Vec<Enquiry>>,
    pub orders: Option<Vec<WaitingOrder>>,
    pub transfers: Option<Vec<ListedTransfer>>,
    /// What phones took without network.
    pub offline: Option<OpenOffline>,
}

/// What stands above the lists.
#[derive(Debug, Clone)]
pub struct Overview {
    /// For accounts that read reports: of the whole merchant, or of their branch.
    pub numbers: Option<Numbers>,
    /// What waits; for the same.
    pub urgent: Option<Urgent>,
    /// The day on which all this is so.
    pub today: Day,
    /// How many things must still be set up.
    pub missing: usize,
    /// How the contract stands.
    pub standing: Standing,
    /// From the platform.
    pub messages: Vec<ReceivedMessage>,
}

/// The page.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    overview: &Overview,
    waiting: &Waiting,
    attempt: &AttemptId,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    // Who looks on is shown nothing to press.
    let acts = !signed_in.actor.is_onlooker();
    let requests = waiting.requests.as_ref().map(|list| {
        let lines = list.iter().map(|one| request(language, one, attempt, acts).into_any()).collect();
        let all = all(language, "/office/returns", return_words::ALL_LINK);
        section("requests", text::REQUESTS.of(language), text::REQUESTS_EMPTY.of(language), lines, all)
    });
    let enquiries = waiting.enquiries.as_ref().map(|list| {
        let lines = list.iter().map(|one| enquiry::line(language, one).into_any()).collect();
        let all = all(language, "/office/enquiries", enquiry_list::SEE_ALL);
        section("enquiries", words::OFFICE.of(language), words::OFFICE_EMPTY.of(language), lines, all)
    });
    let orders = waiting.orders.as_ref().map(|list| {
        let lines = list.iter().map(|one| order(language, one, acts).into_any()).collect();
        let all = all(language, "/office/unissued", unissued_text::SEE_ALL);
        section("orders", text::ORDERS.of(language), text::ORDERS_EMPTY.of(language), lines, all)
    });
    let transfers = waiting.transfers.as_ref().map(|list| {
        let lines = list.iter().map(|one| transfer(language, one, attempt, acts).into_any()).collect();
        let all = all(language, "/office/transfers", transfer_list::SEE_ALL);
        section("transfers", text::TRANSFERS.of(language), text::TRANSFERS_EMPTY.of(language), lines, all)
    });
    let offline = waiting.offline.map(|open| {
        let words = match open.conflicts {
            0 => offline_desk::LINK.of(language).to_owned(),
            open => offline_desk::LINK_OPEN.with(language, &[("count", &open.to_string())]),
        };
        view! { <p><a class="button quiet" href="/office/offline">{words}</a></p> }
    });
    let content = view! {
        <h1>{text::TITLE.of(language)}</h1>
        {numbers::contract_over(language, overview.standing)}
        {refused(language, refusal)}
        <div class="beside">
            {overview.urgent.map(|urgent| numbers::waiting(language, signed_in, urgent, overview, waiting))}
            {messages::newest(language, &overview.messages)}
        </div>
        {overview.numbers.as_ref().map(|found| numbers::numbers(language, found, signed_in.actor.branch()))}
        {offline}
        {find(language, "")}
        {requests}
        {enquiries}
        {orders}
        {transfers}
    };
    console(language, signed_in, Place::Home, content)
}

/// The way to a ticket, by what is printed on it.
pub fn find(language: Language, serial: &str) -> impl IntoView + use<> {
    view! {
        <form method="get" action="/office/ticket" class="card">
            <label>
                <span>{text::FIND.of(language)}</span>
                <input name="serial" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="40" value=serial.to_owned() placeholder=text::SERIAL.of(language) />
            </label>
            <button class="button">{text::FIND_DO.of(language)}</button>
        </form>
    }
}

fn section(
    id: &'static str,
    title: &'static str,
    empty: &'static str,
    lines: Vec<AnyView>,
    all: AnyView,
) -> impl IntoView + use<> {
    let body = if lines.is_empty() {
        view! { <p class="empty">{empty}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    view! { <section class="card" id=id><h2>{title}</h2>{body}{all}</section> }
}

/// The way to the whole list.
fn all(language: Language, address: &'static str, words: Sentence) -> AnyView {
    view! { <p><a href=address>{words.of(language)}</a></p> }.into_any()
}

fn request(
    language: Language,
    one: &ReturnRequest,
    attempt: &AttemptId,
    acts: bool,
) -> impl IntoView + use<> {
    let units = one.quote.quantity.to_string();
    let holder = masked_name(&one.holder_name);
    let values = [("holder", holder.as_str()), ("product", &one.product_name), ("units", &units)];
    let (fee, refund) = (language.money(one.quote.fee), language.money(one.quote.refund));
    let sum = text::REQUEST_SUM.with(language, &[("fee", &fee), ("refund", &refund)]);
    let reason = one
        .reason
        .as_ref()
        .map(|reason| view! { <p>{text::REQUEST_REASON.with(language, &[("reason", reason)])}</p> });
    let at = format!("/office/returns/{}", one.request);
    let (number, act) = if acts {
        let act = view! {
            <form method="post" action=format!("{at}/approve") class="pair">
                <input type="hidden" name="attempt" value=attempt.to_string() />
                <button class="button">{text::APPROVE.of(language)}</button>
                <a class="button quiet" href=at.clone()>{text::ANSWER.of(language)}</a>
            </form>
        };
        (one.number.clone().into_any(), act.into_any())
    } else {
        (view! { <a href=at>{one.number.clone()}</a> }.into_any(), ().into_any())
    };
    view! {
        <li>
            <p><strong>{text::REQUEST_LINE.with(language, &values)}</strong></p>
            <p>{sum}</p>
            {reason}
            <p class="muted small">
                <a href=format!("/office/ticket?serial={}", one.serial)>{one.serial.clone()}</a>" "
                {number}" "{language.time(one.asked_at)}
            </p>
            {act}
        </li>
    }
}

fn order(language: Language, one: &WaitingOrder, acts: bool) -> impl IntoView + use<> {
    let payment = &one.payment;
    let (amount, day) = (language.money(payment.amount), language.day(payment.paid_at.day()));
    let holder = masked_name(&payment.holder_name);
    let values = [("name", holder.as_str()), ("amount", &amount), ("day", &day)];
    let left = one.countdown.map(|days| text::ORDER_LEFT.with(language, &[("days", &days.to_string())]));
    let give_up = acts.then(|| {
        view! {
            <details>
                <summary>{text::GIVE_UP.of(language)}</summary>
                <form method="post" action="/office/give-up-order">
                    <input type="hidden" name="order" value=payment.merchant_order_no.clone() />
                    <button class="button danger">{text::GIVE_UP.of(language)}</button>
                </form>
            </details>
        }
    });
    view! {
        <li>
            <p>
                <strong>{payment.merchant_order_no.clone()}</strong>" "
                <span class="chip" data-state=one.state.as_str()>{text::order_state(one.state).of(language)}</span>
            </p>
            <p>{text::ORDER_PAID.with(language, &values)}</p>
            <p class="muted small">{left}" "{payment.description.clone()}</p>
            {give_up}
        </li>
    }
}

fn transfer(
    language: Language,
    one: &ListedTransfer,
    attempt: &AttemptId,
    acts: bool,
) -> impl IntoView + use<> {
    let (giver, recipient) = (masked_name(&one.giver_name), masked_name(&one.recipient_name));
    let values = [("giver", giver.as_str()), ("recipient", &recipient)];
    let states: Vec<_> = one
        .states
        .iter()
        .map(|(state, tickets)| {
            let words = holder::transfer_state(*state).of(language);
            view! { <span class="chip" data-state=state.as_str()>{format!("{words} {tickets}")}</span>" " }
                .into_any()
        })
        .collect();
    let cancellable = one.states.iter().any(|(state, _)| *state == TransferState::Accepted);
    let (id, attempt) = (one.transfer.to_string(), attempt.to_string());
    let page = format!("/office/transfers/{id}");
    let act = (cancellable && acts).then(|| {
        view! {
            <details>
                <summary>{text::TRANSFER_CANCEL.of(language)}</summary>
                <form method="post" action="/office/cancel-transfer">
                    <input type="hidden" name="transfer" value=id />
                    <input type="hidden" name="attempt" value=attempt />
                    <button class="button danger">{text::TRANSFER_CANCEL.of(language)}</button>
                </form>
            </details>
        }
    });
    view! {
        <li>
            <p><strong>{text::TRANSFER_LINE.with(language, &values)}</strong>" "{states}</p>
            <p class="muted small"><a href=page>{one.number.clone()}</a>" "{language.time(one.offered_at)}</p>
            {act}
        </li>
    }
}
