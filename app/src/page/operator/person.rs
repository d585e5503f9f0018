//! One person's data on request (RULES §15): what is kept about them, the file for them, and its erasure.

use super::{Place, frame};
use crate::component::form::{Field, summary};
use crate::component::list::foot;
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::{operator as operators, person as text};
use domain::field::Faults;
use domain::refusal::Refusal;
use domain::retention::Held;
use leptos::prelude::*;
use store::command::operator::PersonAct;
use store::query::window::Rows;

/// The form as it was typed, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Mail address or phone.
    pub address: String,
    /// Merchant's number; empty = all.
    pub merchant: String,
    /// Why.
    pub reason: String,
    /// What is wrong.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
    /// What is kept, once somebody asked.
    pub held: Option<Held>,
    /// It was erased just now.
    pub is_erased: bool,
}

/// What the list of what was done can be ordered by.
pub const SORTS: &[&str] = &["-at"];

const LABELS: &[(&str, Sentence)] = &[
    ("address", text::ADDRESS),
    ("merchant", text::MERCHANT),
    ("reason", text::REASON),
    ("read", text::READ),
];

/// The page.
pub fn page(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    acts: &Rows<PersonAct>,
    form: &Form,
) -> impl IntoView + use<> {
    let faults = &form.faults;
    let erased =
        form.is_erased.then(|| view! { <p class="saved" role="status">{text::ERASED.of(language)}</p> });
    let held = form.held.map(|held| found(language, form, held).into_any());
    let content = view! {
        <h1>{text::TITLE.of(language)}</h1>
        <p class="muted">{text::LEAD.of(language)}</p>
        {erased}
        {summary(language, faults, LABELS)}
        {refused(language, form.refusal.as_ref())}
        <form method="post" action="/operator/people" class="card" novalidate>
            {Field::new("address", text::ADDRESS, form.address.clone()).hint(text::ADDRESS_HINT.of(language)).most(254).required().view(language, faults)}
            {Field::new("merchant", text::MERCHANT, form.merchant.clone()).hint(text::MERCHANT_HINT.of(language)).most(7).view(language, faults)}
            <p><button class="button">{text::FIND.of(language)}</button></p>
        </form>
        {held}
        {history(language, &acts.rows).into_any()}
        {foot(language, listing, acts.total)}
    };
    frame(language, operator_name, Place::People, content)
}

fn found(language: Language, form: &Form, held: Held) -> impl IntoView + use<> {
    if held.is_empty() {
        return view! { <section class="card"><p class="empty">{text::NOTHING.of(language)}</p></section> }
            .into_any();
    }
    let count = |words: Sentence, count: u32| (words.of(language), Some(count.to_string()));
    let counts = vec![
        count(text::WALLETS, held.wallets),
        count(text::ORDERS, held.orders),
        count(text::TICKETS, held.tickets),
        count(text::GIFTS, held.gifts),
        count(text::PAID_ORDERS, held.paid_orders),
        count(text::FORMER, held.former),
        count(text::OPEN_TICKETS, held.open_tickets),
        count(text::OPEN_MATTERS, held.open_matters),
        count(text::DRAFTED, held.drafted),
    ];
    let hidden = || {
        view! {
            <input type="hidden" name="address" value=form.address.clone() />
            <input type="hidden" name="merchant" value=form.merchant.clone() />
        }
    };
    let fault = form.faults.of("reason").map(|fault| crate::text::fault::of(fault, language));
    let reason = |id: &'static str| {
        let wrong = fault.clone().map(|fault| view! { <p class="fault">{fault}</p> });
        view! {
            <div class="field">
                <label for=id>{text::REASON.of(language)}</label>
                <input id=id name="reason" maxlength="50" required autocomplete="off" value=form.reason.clone() />
                {wrong}
                <p class="muted small">{text::REASON_HINT.of(language)}</p>
            </div>
        }
    };
    let erase = match held.may_erase() {
        Ok(()) => view! {
            <form method="post" action="/operator/people/erase" class="card">
                <h2>{text::ERASE.of(language)}</h2>
                <p>{text::ERASE_NOTE.of(language)}</p>
                {hidden()}
                {reason("erase-reason")}
                <label class="tick">
                    <input type="checkbox" name="read" value="1" required />
                    <span>{text::READ.of(language)}</span>
                </label>
                <p><button class="button danger">{text::ERASE_DO.of(language)}</button></p>
            </form>
        }
        .into_any(),
        Err(refusal) => view! {
            <section class="card">
                <h2>{text::ERASE.of(language)}</h2>
                {refused(language, Some(&refusal))}
            </section>
        }
        .into_any(),
    };
    view! {
        <section class="card"><h2>{text::HELD.of(language)}</h2>{rows(counts)}</section>
        <form method="post" action="/operator/people/export" class="card">
            <h2>{text::EXPORT.of(language)}</h2>
            <p>{text::EXPORT_NOTE.of(language)}</p>
            {hidden()}
            {reason("reason")}
            <p><button class="button">{text::EXPORT_DO.of(language)}</button></p>
        </form>
        {erase}
    }
    .into_any()
}

fn history(language: Language, acts: &[PersonAct]) -> impl IntoView + use<> {
    let lines = acts
        .iter()
        .map(|act| {
            let merchant = act.merchant.map_or_else(
                || operators::MESSAGE_ALL.of(language).to_owned(),
                |merchant| merchant.to_string(),
            );
            let (wallets, orders) = (act.wallets.to_string(), act.orders.to_string());
            let much = text::MUCH.with(language, &[("wallets", &wallets), ("orders", &orders)]);
            let facts = [language.time(act.at), act.operator_name.clone(), merchant, much];
            view! {
                <li>
                    <p><strong>{text::kind(act.kind).of(language)}</strong>" "{act.reason.clone()}</p>
                    <p class="muted small">{language.facts(&facts)}</p>
                </li>
            }
        })
        .collect_view();
    let body = if acts.is_empty() {
        view! { <p class="empty">{text::HISTORY_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::HISTORY.of(language)}</h2>{body}</section> }
}
