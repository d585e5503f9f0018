//! One transfer: who gave what to whom, what became of each ticket, what was told, and all that happened to it.

use crate::component::console::{Place, console};
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::page::office::orders::person;
use crate::sentences::Sentence;
use crate::text::{console as common, holder, office, operator, transfer_list as text};
use domain::event::EventKind;
use domain::identity::AttemptId;
use domain::notice::{Channel, NoticeState};
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use leptos::prelude::*;
use store::query::history::Record;
use store::query::session::SignedIn;
use store::query::transfer::{NoticeOfTransfer, TicketOfTransfer, TransferPage};

/// What the giver does.
const GIVERS: [EventKind; 4] = [
    EventKind::TransferOffered,
    EventKind::TransferScheduled,
    EventKind::TransferTakenBack,
    EventKind::TransferResent,
];
/// What the recipient does.
const RECIPIENTS: [EventKind; 3] =
    [EventKind::TransferOpened, EventKind::TransferAccepted, EventKind::TransferDeclined];

/// The transfer, and what its form needs.
#[derive(Debug, Clone)]
pub struct Shown {
    /// As it is now.
    pub transfer: TransferPage,
    /// What the form sends once.
    pub attempt: AttemptId,
    /// The account may cancel transfers.
    pub may_cancel: bool,
    /// It was cancelled just now.
    pub is_saved: bool,
    /// Why it was not.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let one = &shown.transfer;
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let sees_orders = signed_in.actor.allows(Function::IssuedOrders, Access::Look);
    let tickets = one.tickets.iter().map(|ticket| ticket_line(language, ticket, sees_orders)).collect();
    let notices = one.notices.iter().map(|notice| notice_line(language, notice)).collect();
    let count = one.tickets.len().to_string();
    let content = view! {
        <p><a class="back" href="/office/transfers">{text::TITLE.of(language)}</a></p>
        <h1>{text::OF.with(language, &[("number", &one.number)])}</h1>
        {saved}
        {refused(language, shown.refusal.as_ref())}
        {facts(language, one, sees_orders)}
        {cancel(language, shown)}
        {section(language, text::TICKETS_OF.with(language, &[("count", &count)]), text::HISTORY_EMPTY, tickets)}
        {section(language, text::NOTICES.of(language).to_owned(), text::NOTICES_EMPTY, notices)}
        {history(language, &one.records)}
    };
    console(language, signed_in, Place::Transfers, content)
}

fn facts(language: Language, one: &TransferPage, sees_orders: bool) -> impl IntoView + use<> {
    let time = |at: Option<domain::calendar::Instant>, nothing: Sentence| {
        at.map_or_else(|| nothing.of(language).to_owned(), |at| language.time(at))
    };
    let list = rows(vec![
        (text::GIVER.of(language), Some(person(language, &one.giver))),
        (text::RECIPIENT.of(language), Some(person(language, &one.recipient))),
        (text::OFFERED.of(language), Some(language.time(one.offered_at))),
        (text::SENT_ON.of(language), Some(language.day(one.sent_on))),
        (text::SENT.of(language), Some(time(one.sent_at, text::NOT_SENT))),
        (text::OPENED.of(language), Some(time(one.opened_at, text::NOT_OPENED))),
        (text::LAST_DAY.of(language), Some(language.day(one.last_day))),
    ]);
    let note = sees_orders.then(|| view! { <p class="muted small">{text::SHOWN_IN_ORDER.of(language)}</p> });
    view! { <section class="card">{list}{note}</section> }
}

/// What still stands of it can be ended (RULES §5).
fn cancel(language: Language, shown: &Shown) -> Option<AnyView> {
    let stands = shown.transfer.tickets.iter().any(|ticket| match ticket.state {
        TransferState::Offered | TransferState::Accepted => true,
        TransferState::Declined
        | TransferState::TakenBack
        | TransferState::Lapsed
        | TransferState::Cancelled
        | TransferState::UndoneByReturn => false,
    });
    (stands && shown.may_cancel).then(|| {
        let address = format!("/office/transfers/{}/cancel", shown.transfer.transfer);
        view! {
            <section class="card">
                <details>
                    <summary>{office::TRANSFER_CANCEL.of(language)}</summary>
                    <form method="post" action=address>
                        <input type="hidden" name="attempt" value=shown.attempt.to_string() />
                        <p>{text::CANCEL_NOTE.of(language)}</p>
                        <button class="button danger">{office::TRANSFER_CANCEL.of(language)}</button>
                    </form>
                </details>
            </section>
        }
        .into_any()
    })
}

fn section(language: Language, title: String, empty: Sentence, lines: Vec<AnyView>) -> impl IntoView + use<> {
    let body = if lines.is_empty() {
        view! { <p class="empty">{empty.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{title}</h2>{body}</section> }
}

fn ticket_line(language: Language, one: &TicketOfTransfer, sees_orders: bool) -> AnyView {
    let (units, remaining) = (one.units.to_string(), one.remaining.to_string());
    let values = [("product", one.product_name.as_str()), ("units", &units), ("remaining", &remaining)];
    let order = text::IN_ORDER.with(language, &[("number", &one.order_number)]);
    let (serial, order) = if sees_orders {
        let (of_ticket, of_order) =
            (format!("/office/ticket?serial={}", one.serial), format!("/office/orders/{}", one.order_number));
        (
            view! { <a href=of_ticket>{one.serial.clone()}</a> }.into_any(),
            view! { <a href=of_order>{order}</a> }.into_any(),
        )
    } else {
        (one.serial.clone().into_any(), order.into_any())
    };
    let piece = one.is_piece.then(|| text::PIECE.of(language).to_owned());
    let since = text::SINCE.with(language, &[("time", &language.time(one.changed_at))]);
    let more: Vec<_> = [Some(since), piece].into_iter().flatten().collect();
    view! {
        <li>
            <p>
                {serial}" "
                <span class="chip" data-state=one.state.as_str()>{holder::transfer_state(one.state).of(language)}</span>
            </p>
            <p>{text::TICKET_LINE.with(language, &values)}</p>
            <p class="muted small">{order}" "{language.facts(&more)}</p>
        </li>
    }
    .into_any()
}

fn notice_line(language: Language, one: &NoticeOfTransfer) -> AnyView {
    let state = match one.state {
        NoticeState::Sent => "used",
        NoticeState::Waiting => "unused",
        NoticeState::Failed | NoticeState::Bounced => "cancelled",
    };
    let who = if one.is_recipients { text::RECIPIENT } else { text::GIVER };
    let way = match one.channel {
        Channel::Mail => text::MAIL,
        Channel::Sms => text::SMS,
    };
    let (event, time) = (happened(language, &one.event), language.time(one.at));
    let values =
        [("event", event.as_str()), ("who", who.of(language)), ("way", way.of(language)), ("time", &time)];
    view! {
        <li>
            <p>
                {text::NOTICE_LINE.with(language, &values)}" "
                <span class="chip" data-state=state>{operator::notice_state(one.state).of(language)}</span>
            </p>
        </li>
    }
    .into_any()
}

fn history(language: Language, records: &[Record]) -> impl IntoView + use<> {
    let line = |record: &Record| {
        let units =
            record.quantity.map(|units| text::UNITS_OF.with(language, &[("units", &units.to_string())]));
        let facts = [
            Some(language.time(record.at)),
            Some(happened(language, &record.kind)),
            record.serial.clone(),
            units,
            Some(by(language, record)),
            record.branch.clone(),
        ];
        let facts: Vec<_> = facts.into_iter().flatten().collect();
        view! { <li>{language.facts(&facts)}</li> }.into_any()
    };
    let lines: Vec<_> = records.iter().map(line).collect();
    let body = if lines.is_empty() {
        view! { <p class="empty">{text::HISTORY_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="history">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::HISTORY.of(language)}</h2>{body}</section> }
}

/// Whose act it was: an account's, or what the kind says.
fn by(language: Language, record: &Record) -> String {
    let is_of =
        |kinds: &[EventKind]| EventKind::parse(&record.kind).is_some_and(|kind| kinds.contains(&kind));
    match &record.operator {
        Some(name) => name.clone(),
        None if is_of(&GIVERS) => text::GIVER.of(language).to_owned(),
        None if is_of(&RECIPIENTS) => text::RECIPIENT.of(language).to_owned(),
        None => text::SYSTEM.of(language).to_owned(),
    }
}

/// A kind that a newer version wrote is shown by its name.
fn happened(language: Language, kind: &str) -> String {
    EventKind::parse(kind).map_or_else(|| kind.to_owned(), |kind| office::event(kind).of(language).to_owned())
}
