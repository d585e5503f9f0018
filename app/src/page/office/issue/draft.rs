//! One batch: its preview with every bad cell, its progress, and what came of it.

use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::page::office::issue::faults::faults;
use crate::page::office::issue::issued::issued;
use crate::page::office::issue::orders::orders_part;
use crate::page::office::issue::{framed, serials};
use crate::text::{issue as text, paper};
use batch::{CheckedBatch, Column};
use domain::money::Dollars;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::issue_draft::{BatchOrder, DraftState, IssueDraft};
use store::query::own_serials::OwnSerials;
use store::query::session::SignedIn;

/// Orders of a page.
pub(super) const PAGE: usize = 25;

/// What the page shows.
pub struct Shown {
    /// The draft.
    pub draft: IssueDraft,
    /// What was found in it, while it is open.
    pub checked: Option<CheckedBatch>,
    /// A page of the bad rows as they may be typed over: each its number and its cells.
    pub bad_rows: Vec<(u32, Vec<(Column, String)>)>,
    /// Which page of them, and how many there are in all.
    pub bad_page: (u32, usize),
    /// The own serials that it would get, while it is open and asks for them.
    pub own_serials: Option<OwnSerials>,
    /// A page of its orders, once they are issued.
    pub issued: Vec<BatchOrder>,
    /// Which page of the orders.
    pub page: u32,
    /// This very file was sent before.
    pub known: bool,
    /// Its forms are for the one who looks.
    pub may_change: bool,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let draft = &shown.draft;
    let known = shown.known.then(|| view! { <p class="found">{text::KNOWN.of(language)}</p> });
    let failure = draft.failure.as_ref().filter(|_| draft.state == DraftState::Open).map(|failure| {
        view! { <div class="error" role="alert"><p>{text::failure(language, failure)}</p></div> }
    });
    let body = match (draft.state, &shown.checked) {
        (DraftState::Open, Some(checked)) => preview(language, shown, checked).into_any(),
        (DraftState::Open, None) | (DraftState::Dropped, _) => {
            view! { <p class="empty">{text::DROPPED.of(language)}</p> }.into_any()
        }
        (DraftState::Issuing, _) => issuing(language, draft, shown.may_change).into_any(),
        (DraftState::Issued, _) => issued(language, signed_in, shown).into_any(),
    };
    let content = view! {
        <p><a class="back" href="/office/issue">{text::BACK.of(language)}</a></p>
        {known}
        {refused(language, shown.refusal.as_ref())}
        {failure}
        {body}
    };
    framed(language, signed_in, content)
}

pub(super) fn about(
    language: Language,
    draft: &IssueDraft,
    orders: u64,
    tickets: u64,
    amount: i64,
) -> impl IntoView + use<> {
    rows(vec![
        (text::SUM_FILE.of(language), Some(draft.file_name.clone())),
        (paper::FORM.of(language), Some(paper::form(draft.form).of(language).to_owned())),
        (text::SUM_ORDERS.of(language), Some(orders.to_string())),
        (text::SUM_TICKETS.of(language), Some(tickets.to_string())),
        (text::SUM_AMOUNT.of(language), Some(language.money(Dollars(amount)))),
        (text::SUM_BY.of(language), draft.operator.clone()),
        (text::SUM_AT.of(language), Some(language.time(draft.made_at))),
    ])
}

fn issuing(language: Language, draft: &IssueDraft, may_change: bool) -> impl IntoView + use<> {
    let (made, tickets) = (draft.made.to_string(), draft.tickets.to_string());
    let note = text::ISSUING_NOTE.with(language, &[("made", &made), ("tickets", &tickets)]);
    let cancel = may_change.then(|| {
        view! {
            <form method="post" action=format!("/office/issue/{}/cancel", draft.id)>
                <button class="button danger">{text::CANCEL.of(language)}</button>
            </form>
        }
    });
    view! {
        <section class="card">
            <h1>{text::ISSUING.of(language)}</h1>
            <progress max=tickets value=made aria-label=text::ISSUING.of(language)></progress>
            <p role="status">{note}</p>
            {about(language, draft, draft.orders, draft.tickets, draft.amount)}
            {cancel}
        </section>
    }
}

fn preview(language: Language, shown: &Shown, checked: &CheckedBatch) -> impl IntoView + use<> {
    let draft = &shown.draft;
    let left_out = (!checked.left_out.is_empty()).then(|| {
        let rows: Vec<_> = checked.left_out.iter().take(20).map(ToString::to_string).collect();
        let values =
            [("count", checked.left_out.len().to_string()), ("rows", rows.join(language.between_words()))];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        view! { <p class="found">{text::LEFT_OUT.with(language, &values)}</p> }
    });
    let unknown = (!checked.unknown_columns.is_empty()).then(|| {
        let columns = checked.unknown_columns.join(language.between_words());
        view! { <p class="found">{text::UNKNOWN_COLUMNS.with(language, &[("columns", &columns)])}</p> }
    });
    let faults = (!checked.faults.is_empty()).then(|| faults(language, shown, checked).into_any());
    let are_serials_good = shown.own_serials.as_ref().is_none_or(|own| own.refusal.is_none());
    let issuable = checked.issuable().filter(|_| are_serials_good && shown.may_change);
    let confirm = issuable.map(|_| confirm(language, draft, checked.tickets()).into_any());
    let (orders, tickets) = (checked.orders.len() as u64, u64::from(checked.tickets()));
    let drop = shown.may_change.then(|| {
        view! {
            <form method="post" action=format!("/office/issue/{}/cancel", draft.id)>
                <button class="button quiet">{text::DROP.of(language)}</button>
            </form>
        }
    });
    let serials = shown.may_change.then(|| serials::chosen(language, draft, shown.own_serials.as_ref()));
    view! {
        <section class="card">
            <h1>{text::PREVIEW.of(language)}</h1>
            {about(language, draft, orders, tickets, checked.amount())}
            {left_out}
            {unknown}
            {confirm}
            {drop}
        </section>
        {faults}
        {serials}
        {orders_part(language, shown, checked)}
    }
}

fn confirm(language: Language, draft: &IssueDraft, tickets: u32) -> impl IntoView + use<> {
    let read = match draft.form {
        TicketForm::Electronic => text::CONFIRM_READ,
        TicketForm::Paper | TicketForm::ConvenienceStore => text::CONFIRM_READ_PAPER,
    };
    view! {
        <form
            method="post"
            action=format!("/office/issue/{}/confirm", draft.id)
            data-waiting=text::CHECKING_AGAIN.of(language)
        >
            <input type="hidden" name="version" value=draft.version.to_string() />
            <label class="tick">
                <input type="checkbox" name="read" value="1" required />
                <span>{read.of(language)}</span>
            </label>
            <button class="button large">
                {text::CONFIRM.with(language, &[("tickets", &tickets.to_string())])}
            </button>
        </form>
    }
}
