//! One ticket in the office: its facts, what can be done with it and its order, and everything that ever happened to it.

use super::find;
use super::orders::person;
use crate::component::console::{Place, console};
use crate::component::form::{Field, summary};
use crate::component::notes::{NoteForm, notes};
use crate::component::purchaser_form::{self, TypedPurchaser, purchaser_form};
use crate::component::record::{because, record};
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::text::{common, issued_order, office as text, transfer_list};
use domain::actor::Actor;
use domain::field::Faults;
use domain::identity::{AttemptId, BranchNumber};
use domain::refusal::Refusal;
use domain::return_form::TypedReturn;
use domain::ticket::GiveBackState;
use leptos::prelude::*;
use store::query::history::{GiveBackOfTicket, TicketHistory, UseOfTicket};
use store::query::session::SignedIn;

/// A form of the page that was sent and not done, as it was filled in.
#[derive(Debug, Clone, Default)]
pub enum Tried {
    /// None was, or one without fields.
    #[default]
    Nothing,
    /// A return.
    Return(TypedReturn),
    /// Taking a return back: which one, why, and the list it was begun from.
    TakeBack {
        /// The return.
        give_back: String,
        /// As typed.
        reason: String,
        /// The list of returns, with all that it is filtered by.
        back: String,
    },
    /// Another purchaser.
    Purchaser(TypedPurchaser),
    /// A note.
    Note(String),
}

/// What the page shows.
#[derive(Debug)]
pub struct Shown<'a> {
    /// What was looked for.
    pub serial: &'a str,
    /// The ticket, if there is one.
    pub ticket: Option<&'a TicketHistory>,
    /// What a form sends once.
    pub attempt: &'a AttemptId,
    /// What was sent and not done.
    pub tried: &'a Tried,
    /// What is wrong with its fields.
    pub faults: &'a Faults,
    /// Why something was not done.
    pub refusal: Option<&'a Refusal>,
    /// What can be done is offered; who looks on is shown nothing to press.
    pub acts: bool,
}

/// The page; without a ticket only the way to one.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown<'_>) -> impl IntoView + use<> {
    let [name, phone, email] = purchaser_form::LABELS;
    let labels = [
        ("units", text::RETURN_UNITS),
        ("fee", text::RETURN_FEE),
        ("fee_percent", text::RETURN_FEE_PERCENT),
        ("reason", text::RETURN_REASON),
        ("cancel_reason", text::RETURN_CANCEL_REASON),
        name,
        phone,
        email,
        ("note", issued_order::NOTE),
    ];
    let body = shown.ticket.map(|ticket| body(language, signed_in, ticket, shown).into_any());
    let faults = shown.ticket.map(|_| summary(language, shown.faults, &labels));
    let content = view! {
        <h1>{text::TICKET.of(language)}</h1>
        {find(language, shown.serial)}
        {faults}
        {refused(language, shown.refusal)}
        {body}
    };
    console(language, signed_in, Place::Home, content)
}

fn body(
    language: Language,
    signed_in: &SignedIn,
    ticket: &TicketHistory,
    shown: &Shown<'_>,
) -> impl IntoView + use<> {
    let attempt = shown.attempt;
    let (remaining, quantity) = (ticket.remaining.to_string(), ticket.quantity.to_string());
    let left = text::LEFT_OF.with(language, &[("remaining", &remaining), ("quantity", &quantity)]);
    let list = rows(vec![
        (text::SERIAL.of(language), Some(ticket.serial.clone())),
        (common::PRODUCT_CODE.of(language), Some(ticket.product_code.clone())),
        (text::HOLDER.of(language), Some(person(language, &ticket.holder))),
        (common::KIND.of(language), Some(common::kind(ticket.kind).of(language).to_owned())),
        (common::FACE_VALUE.of(language), Some(language.money(ticket.face_value))),
        (text::LEFT.of(language), Some(left)),
        (common::USABLE_UNTIL.of(language), ticket.usable_until.map(|day| language.day(day))),
        (common::GUARANTEE_PERIOD.of(language), ticket.guarantee_until.map(|day| language.day(day))),
        (text::ORDER_NUMBER.of(language), Some(ticket.order_number.clone())),
    ]);
    let offered = ticket.offered.then(|| view! { <p class="chip">{text::OFFERED.of(language)}</p> });
    let returnable =
        (ticket.remaining > 0 && shown.acts).then(|| return_form(language, ticket, shown).into_any());
    let returns: Vec<_> = ticket
        .give_backs
        .iter()
        .map(|one| give_back(language, &ticket.serial, one, shown).into_any())
        .collect();
    let returns = (!returns.is_empty()).then(|| {
        view! { <section class="card"><h2>{text::RETURNS.of(language)}</h2><ul class="entries">{returns}</ul></section> }
    });
    let uses = (!ticket.uses.is_empty()).then(|| {
        let post = &signed_in.actor;
        let lines = ticket.uses.iter().map(|one| redemption(language, post, one)).collect_view();
        view! { <section class="card"><h2>{text::USES.of(language)}</h2><ul class="entries">{lines}</ul></section> }
    });
    let note_form = ticket.may_change_order.then(|| NoteForm {
        action: "/office/ticket/note".to_owned(),
        serial: ticket.serial.clone(),
        attempt: attempt.to_string(),
        note: if let Tried::Note(note) = shown.tried { note.clone() } else { String::new() },
        faults: shown.faults.clone(),
    });
    let records = ticket.records.iter().map(|one| view! { <li>{record(language, one)}</li> }).collect_view();
    let records = if ticket.records.is_empty() {
        view! { <p class="muted">{transfer_list::HISTORY_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="history">{records}</ul> }.into_any()
    };
    view! {
        <section class="card">
            <h1>{ticket.product_name.clone()}</h1>
            {offered}
            {list}
        </section>
        {uses}
        {returns}
        {returnable}
        {ticket.may_change_order.then(|| renew(language, &ticket.serial, attempt))}
        {ticket.may_change_order.then(|| order(language, ticket, shown))}
        {notes(language, &ticket.notes, note_form)}
        <section class="card"><h2>{text::HISTORY.of(language)}</h2>{records}</section>
    }
}

fn return_form(language: Language, ticket: &TicketHistory, shown: &Shown<'_>) -> impl IntoView + use<> {
    let left = ticket.remaining;
    let tried = if let Tried::Return(typed) = shown.tried { Some(typed) } else { None };
    let typed =
        tried.cloned().unwrap_or_else(|| TypedReturn { units: left.to_string(), ..TypedReturn::default() });
    let faults = shown.faults;
    let units = Field::new("units", text::RETURN_UNITS, typed.units).whole(1, i64::from(left)).required();
    let fee = Field::new("fee", text::RETURN_FEE, typed.fee).input_mode("numeric").most(9);
    let percent = Field::new("fee_percent", text::RETURN_FEE_PERCENT, typed.fee_percent);
    let reason = Field::new("reason", text::RETURN_REASON, typed.reason).most(50);
    view! {
        <details class="number" open=tried.is_some()>
            <summary>{text::RETURN_TITLE.of(language)}</summary>
            <form method="post" action="/office/return" novalidate>
                {hidden(&ticket.serial, shown.attempt)}
                {units.view(language, faults)}
                {fee.view(language, faults)}
                {percent.input_mode("decimal").most(6).view(language, faults)}
                {reason.view(language, faults)}
                <button class="button danger">{text::RETURN_DO.of(language)}</button>
            </form>
        </details>
    }
}

/// Leads to its page, where it can be cancelled while that is allowed, for whoever may open that: the head office, and
/// the branch that redeemed.
fn redemption(language: Language, actor: &Actor, one: &UseOfTicket) -> impl IntoView + use<> {
    let units = common::units(language, one.quantity);
    let of_branch =
        one.partner.is_none() && one.branch.as_deref() == actor.branch().map(BranchNumber::as_str);
    let address =
        (actor.branch().is_none() || of_branch).then(|| format!("/desk/use/{}/{}", actor.merchant, one.id));
    let line = language.facts(&[language.time(one.at), units]);
    let line = match address {
        Some(address) => view! { <a href=address>{line}</a> }.into_any(),
        None => line.into_any(),
    };
    let answered =
        one.answered_at.map(|at| text::USE_ANSWERED.with(language, &[("time", &language.time(at))]));
    let reason = one.reason.as_deref().map(|reason| because(language, reason));
    let facts: Vec<_> =
        [one.partner.clone(), one.branch.clone(), answered, reason].into_iter().flatten().collect();
    view! {
        <li>
            <p>
                {line}" "
                <span class="chip" data-state=one.state.as_str()>{common::use_state(one.state).of(language)}</span>
            </p>
            <p class="muted small">{language.facts(&facts)}</p>
        </li>
    }
}

fn give_back(
    language: Language,
    serial: &str,
    one: &GiveBackOfTicket,
    shown: &Shown<'_>,
) -> impl IntoView + use<> {
    let (units, fee) = (one.quantity.to_string(), language.money(one.fee));
    let values = [("number", one.number.as_str()), ("units", &units), ("fee", &fee)];
    let reason = one.reason.as_deref().map(|reason| because(language, reason));
    let facts: Vec<_> = [Some(language.day(one.business_day)), reason].into_iter().flatten().collect();
    let act = (one.cancellable && shown.acts).then(|| take_back(language, serial, one, shown).into_any());
    let overdue = (one.overdue && one.state == GiveBackState::Returned)
        .then(|| view! { <p class="muted small">{text::RETURN_OVERDUE.of(language)}</p> });
    let why = one.cancel_reason.clone().map(|why| {
        let words = text::RETURN_CANCELLED_BECAUSE.with(language, &[("reason", &why)]);
        view! { <p class="muted small">{words}</p> }
    });
    view! {
        <li>
            <p>
                {text::RETURN_LINE.with(language, &values)}" "
                <span class="chip" data-state=one.state.as_str()>{text::give_back_state(one.state).of(language)}</span>
            </p>
            <p class="muted small">{language.facts(&facts)}</p>
            {overdue}
            {why}
            {act}
        </li>
    }
}

/// Takes a return back. Of several on the page only the one that was tried has a field that faults lead to.
fn take_back(
    language: Language,
    serial: &str,
    one: &GiveBackOfTicket,
    shown: &Shown<'_>,
) -> impl IntoView + use<> {
    let id = one.id.to_string();
    let tried = match shown.tried {
        Tried::TakeBack { give_back, reason, back } if *give_back == id => {
            Some((reason.clone(), back.clone()))
        }
        Tried::TakeBack { .. } | Tried::Nothing | Tried::Return(_) | Tried::Purchaser(_) | Tried::Note(_) => {
            None
        }
    };
    let is_open = tried.is_some();
    let (reason, back) = tried.unwrap_or_default();
    let field = Field::new("cancel_reason", text::RETURN_CANCEL_REASON, reason).most(50);
    let field = if is_open {
        field.view(language, shown.faults)
    } else {
        field.among(&id).view(language, &Faults::default())
    };
    view! {
        <details class="number" open=is_open>
            <summary>{text::RETURN_CANCEL.of(language)}</summary>
            <form method="post" action="/office/cancel-return" novalidate>
                {hidden(serial, shown.attempt)}
                <input type="hidden" name="give_back" value=id />
                <input type="hidden" name="back" value=back />
                {field}
                <button class="button quiet">{text::RETURN_CANCEL.of(language)}</button>
            </form>
        </details>
    }
}

fn renew(language: Language, serial: &str, attempt: &AttemptId) -> impl IntoView + use<> {
    view! {
        <details class="number">
            <summary>{text::RENEW.of(language)}</summary>
            <form method="post" action="/office/renew-code">
                {hidden(serial, attempt)}
                <p>{text::RENEW_NOTE.of(language)}</p>
                <button class="button">{text::RENEW.of(language)}</button>
            </form>
        </details>
    }
}

fn order(language: Language, ticket: &TicketHistory, shown: &Shown<'_>) -> impl IntoView + use<> {
    let number = ticket.order_number.clone();
    let tried = if let Tried::Purchaser(typed) = shown.tried { Some(typed) } else { None };
    let is_open = tried.is_some();
    let more = view! {
        <input type="hidden" name="serial" value=ticket.serial.clone() />
        <input type="hidden" name="order" value=number.clone() />
    };
    let purchaser = purchaser_form(
        language,
        "/office/change-purchaser".to_owned(),
        more.into_any(),
        ticket.purchaser_version,
        shown.attempt,
        &tried.cloned().unwrap_or_default(),
        shown.faults,
    );
    view! {
        <details class="number" open=is_open>
            <summary>{text::ORDER.of(language)}" "{number.clone()}</summary>
            <form method="post" action="/office/resend">
                {hidden(&ticket.serial, shown.attempt)}
                <input type="hidden" name="order" value=number />
                <button class="button quiet">{text::RESEND.of(language)}</button>
            </form>
            <h3>{text::PURCHASER.of(language)}</h3>
            {purchaser}
        </details>
    }
}

/// Every form says which ticket it came from and which attempt it is.
fn hidden(serial: &str, attempt: &AttemptId) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="serial" value=serial.to_owned() />
        <input type="hidden" name="attempt" value=attempt.to_string() />
    }
}
