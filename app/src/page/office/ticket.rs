//! One ticket in the office: its facts, what can be done with it and its order, and everything that ever happened to it.

use super::find;
use super::orders::person;
use crate::component::console::{Place, console};
use crate::component::form::summary;
use crate::component::notes::{NoteForm, notes};
use crate::component::record::{because, record};
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{common, issued_order, office as text};
use domain::field::Faults;
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use domain::ticket::GiveBackState;
use leptos::prelude::*;
use store::query::history::{GiveBackOfTicket, TicketHistory, UseOfTicket};
use store::query::session::SignedIn;

/// A note that was not taken, as it was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Noted {
    /// The words.
    pub note: String,
    /// Of the field `note`.
    pub faults: Faults,
}

/// The page; without a ticket only the way to one.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    serial: &str,
    ticket: Option<&TicketHistory>,
    attempt: &AttemptId,
    refusal: Option<&Refusal>,
    noted: Noted,
) -> impl IntoView + use<> {
    const LABELS: &[(&str, Sentence)] = &[("note", issued_order::NOTE)];
    let faults = summary(language, &noted.faults, LABELS);
    let acts = !signed_in.actor.is_onlooker();
    let body = ticket.map(|ticket| body(language, ticket, attempt, noted, acts).into_any());
    let content = view! {
        <h1>{text::TICKET.of(language)}</h1>
        {find(language, serial)}
        {faults}
        {refused(language, refusal)}
        {body}
    };
    console(language, signed_in, Place::Home, content)
}

/// `acts`: what can be done is offered; who looks on is shown nothing to press.
fn body(
    language: Language,
    ticket: &TicketHistory,
    attempt: &AttemptId,
    noted: Noted,
    acts: bool,
) -> impl IntoView + use<> {
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
        (ticket.remaining > 0 && acts).then(|| return_form(language, ticket, attempt).into_any());
    let returns: Vec<_> = ticket
        .give_backs
        .iter()
        .map(|one| give_back(language, &ticket.serial, one, attempt, acts).into_any())
        .collect();
    let returns = (!returns.is_empty()).then(|| {
        view! { <section class="card"><h2>{text::RETURNS.of(language)}</h2><ul class="entries">{returns}</ul></section> }
    });
    let uses = (!ticket.uses.is_empty()).then(|| {
        let lines = ticket.uses.iter().map(|one| redemption(language, one)).collect_view();
        view! { <section class="card"><h2>{text::USES.of(language)}</h2><ul class="entries">{lines}</ul></section> }
    });
    let note_form = ticket.may_change_order.then(|| NoteForm {
        action: "/office/ticket/note".to_owned(),
        serial: ticket.serial.clone(),
        attempt: attempt.to_string(),
        note: noted.note,
        faults: noted.faults,
    });
    let records = ticket.records.iter().map(|one| view! { <li>{record(language, one)}</li> }).collect_view();
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
        {ticket.may_change_order.then(|| order(language, ticket, attempt))}
        {notes(language, &ticket.notes, note_form)}
        <section class="card"><h2>{text::HISTORY.of(language)}</h2><ul class="history">{records}</ul></section>
    }
}

fn return_form(language: Language, ticket: &TicketHistory, attempt: &AttemptId) -> impl IntoView + use<> {
    let left = ticket.remaining.to_string();
    view! {
        <details class="number">
            <summary>{text::RETURN_TITLE.of(language)}</summary>
            <form method="post" action="/office/return">
                {hidden(&ticket.serial, attempt)}
                <label>
                    <span>{text::RETURN_UNITS.of(language)}</span>
                    <input name="units" type="number" inputmode="numeric" min="1" max=left.clone() value=left required />
                </label>
                <label>
                    <span>{text::RETURN_FEE.of(language)}</span>
                    <input name="fee" type="number" inputmode="numeric" min="0" />
                </label>
                <label>
                    <span>{text::RETURN_FEE_PERCENT.of(language)}</span>
                    <input name="fee_percent" inputmode="decimal" maxlength="6" />
                </label>
                <label>
                    <span>{text::RETURN_REASON.of(language)}</span>
                    <input name="reason" maxlength="50" autocomplete="off" />
                </label>
                <button class="button danger">{text::RETURN_DO.of(language)}</button>
            </form>
        </details>
    }
}

fn redemption(language: Language, one: &UseOfTicket) -> impl IntoView + use<> {
    let units = common::units(language, one.quantity);
    let answered =
        one.answered_at.map(|at| text::USE_ANSWERED.with(language, &[("time", &language.time(at))]));
    let reason = one.reason.as_deref().map(|reason| because(language, reason));
    let facts: Vec<_> =
        [one.partner.clone(), one.branch.clone(), answered, reason].into_iter().flatten().collect();
    view! {
        <li>
            <p>
                {language.facts(&[language.time(one.at), units])}" "
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
    attempt: &AttemptId,
    acts: bool,
) -> impl IntoView + use<> {
    let (units, fee) = (one.quantity.to_string(), language.money(one.fee));
    let values = [("number", one.number.as_str()), ("units", &units), ("fee", &fee)];
    let reason = one.reason.as_deref().map(|reason| because(language, reason));
    let facts: Vec<_> = [Some(language.day(one.business_day)), reason].into_iter().flatten().collect();
    let act = (one.cancellable && acts).then(|| {
        view! {
            <form method="post" action="/office/cancel-return">
                {hidden(serial, attempt)}
                <input type="hidden" name="give_back" value=one.id.to_string() />
                <button class="button quiet">{text::RETURN_CANCEL.of(language)}</button>
            </form>
        }
    });
    let overdue = (one.overdue && one.state == GiveBackState::Returned)
        .then(|| view! { <p class="muted small">{text::RETURN_OVERDUE.of(language)}</p> });
    view! {
        <li>
            <p>
                {text::RETURN_LINE.with(language, &values)}" "
                <span class="chip" data-state=one.state.as_str()>{text::give_back_state(one.state).of(language)}</span>
            </p>
            <p class="muted small">{language.facts(&facts)}</p>
            {overdue}
            {act}
        </li>
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

fn order(language: Language, ticket: &TicketHistory, attempt: &AttemptId) -> impl IntoView + use<> {
    let field = |name: &'static str, kind: &'static str, label: &'static str| {
        view! { <label><span>{label}</span><input name=name type=kind required autocomplete="off" maxlength="254" /></label> }
    };
    view! {
        <details class="number">
            <summary>{text::ORDER.of(language)}" "{ticket.order_number.clone()}</summary>
            <form method="post" action="/office/resend">
                {hidden(&ticket.serial, attempt)}
                <input type="hidden" name="order" value=ticket.order_number.clone() />
                <button class="button quiet">{text::RESEND.of(language)}</button>
            </form>
            <form method="post" action="/office/change-purchaser">
                {hidden(&ticket.serial, attempt)}
                <input type="hidden" name="order" value=ticket.order_number.clone() />
                <h3>{text::PURCHASER.of(language)}</h3>
                <p>{text::PURCHASER_NOTE.of(language)}</p>
                {field("name", "text", text::PURCHASER_NAME.of(language))}
                {field("phone", "tel", text::PURCHASER_PHONE.of(language))}
                {field("email", "email", text::PURCHASER_EMAIL.of(language))}
                <button class="button danger">{text::PURCHASER_DO.of(language)}</button>
            </form>
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
