//! One request: what the holder was told, and the answer: all of it, a part of it, or nothing, each with a word.

use super::asked::state;
use crate::component::console::{Place, console};
use crate::component::form::{Field, summary};
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{console as common, office, returns as text};
use domain::field::Faults;
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use domain::return_request::RequestState;
use leptos::prelude::*;
use store::query::return_request::{Outcome, ReturnRequest};
use store::query::session::SignedIn;

/// An answer as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAnswer {
    /// Units that are agreed to; nothing while the form was not sent.
    pub units: Option<String>,
    /// A word with them.
    pub answer: String,
    /// Why it is declined; nothing while that form was not sent.
    pub why: Option<String>,
}

/// The request, and what its forms need.
#[derive(Debug)]
pub struct Shown<'a> {
    /// As it is now.
    pub request: &'a ReturnRequest,
    /// What a form sends once.
    pub attempt: &'a AttemptId,
    /// It was answered just now.
    pub is_saved: bool,
    /// What was typed, where it was not taken.
    pub typed: &'a TypedAnswer,
    /// What is wrong with it.
    pub faults: &'a Faults,
    /// Why something was not done.
    pub refusal: Option<&'a Refusal>,
}

const LABELS: [(&str, Sentence); 3] =
    [("units", text::AGREE_UNITS), ("answer", text::AGREE_ANSWER), ("why", text::DECLINE_ANSWER)];

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown<'_>) -> impl IntoView + use<> {
    let one = shown.request;
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let (face, fee, refund) =
        (language.money(one.quote.face), language.money(one.quote.fee), language.money(one.quote.refund));
    let told = rows(vec![
        (text::TIME.of(language), Some(language.time(one.asked_at))),
        (text::HOLDER.of(language), Some(one.holder_name.clone())),
        (text::PRODUCT_NAME.of(language), Some(one.product_name.clone())),
        (text::SERIAL.of(language), Some(one.serial.clone())),
        (text::ORDER.of(language), Some(one.order_number.clone())),
        (text::REASON.of(language), one.reason.clone()),
        (text::UNITS.of(language), Some(one.quote.quantity.to_string())),
        (text::FACE.of(language), Some(face)),
        (text::FEE.of(language), Some(fee)),
        (text::REFUND.of(language), Some(refund)),
    ]);
    let by_hand = one.quote.by_hand.then(|| view! { <p class="muted">{text::BY_HAND.of(language)}</p> });
    let acts = one.state == RequestState::Asked && !signed_in.actor.is_onlooker();
    let answer = acts.then(|| answer(language, shown));
    let content = view! {
        <p><a class="back" href="/office/returns">{text::ASKED.of(language)}</a></p>
        <div class="heading">
            <h1>{text::ONE.with(language, &[("number", &one.number)])}</h1>
            {state(language, one.state)}
        </div>
        {saved}
        {summary(language, shown.faults, &LABELS)}
        {refused(language, shown.refusal)}
        <section class="card">
            <h2>{text::QUOTE.of(language)}</h2>
            {told}
            {by_hand}
            <p class="muted small">{text::QUOTE_NOTE.of(language)}</p>
            <p><a href=format!("/office/ticket?serial={}", one.serial)>{text::SEE_TICKET.of(language)}</a></p>
        </section>
        {outcome(language, one)}
        {answer}
    };
    console(language, signed_in, Place::Returns, content)
}

fn outcome(language: Language, one: &ReturnRequest) -> Option<AnyView> {
    if one.state == RequestState::Asked {
        return None;
    }
    let agreed = one.outcome.as_ref().map(|outcome| became(language, outcome));
    let list = rows(vec![
        (text::CHANGED.of(language), Some(language.time(one.changed_at))),
        (text::ANSWER_GIVEN.of(language), one.answer.clone()),
        (text::RETURN_NUMBER.of(language), one.outcome.as_ref().map(|outcome| outcome.number.clone())),
    ]);
    Some(
        view! { <section class="card"><h2>{text::OUTCOME.of(language)}</h2>{agreed}{list}</section> }
            .into_any(),
    )
}

fn became(language: Language, outcome: &Outcome) -> impl IntoView + use<> {
    let (units, refund) = (outcome.quantity.to_string(), language.money(outcome.refund));
    let words = text::AGREED_UNITS.with(language, &[("units", &units), ("refund", &refund)]);
    let list = format!("/office/returns/made?words={}", outcome.number);
    view! {
        <p>{words}" "<a href=list>{office::give_back_state(outcome.state).of(language)}</a></p>
    }
}

fn answer(language: Language, shown: &Shown<'_>) -> impl IntoView + use<> {
    let (at, attempt) = (format!("/office/returns/{}", shown.request.request), shown.attempt.to_string());
    let asked = shown.request.quote.quantity;
    let typed = shown.typed;
    let units = (asked > 1).then(|| {
        let most = asked.to_string();
        Field::new("units", text::AGREE_UNITS, typed.units.clone().unwrap_or_else(|| most.clone()))
            .hint(text::AGREE_UNITS_HINT.with(language, &[("units", &most)]))
            .whole(1, i64::from(asked))
            .required()
            .view(language, shown.faults)
    });
    let answer = Field::new("answer", text::AGREE_ANSWER, typed.answer.clone()).most(50);
    let why = typed.why.clone();
    let is_open = why.is_some();
    let why = Field::new("why", text::DECLINE_ANSWER, why.unwrap_or_default()).sent_as("answer").most(50);
    view! {
        <form method="post" action=format!("{at}/approve") class="card" novalidate>
            <h2>{text::AGREE.of(language)}</h2>
            <input type="hidden" name="attempt" value=attempt.clone() />
            {units}
            {answer.view(language, shown.faults)}
            <p><button class="button">{text::AGREE.of(language)}</button></p>
        </form>
        <details class="number" open=is_open>
            <summary>{text::DECLINE.of(language)}</summary>
            <form method="post" action=format!("{at}/decline") novalidate>
                <input type="hidden" name="attempt" value=attempt />
                {why.required().view(language, shown.faults)}
                <button class="button danger">{text::DECLINE.of(language)}</button>
            </form>
        </details>
    }
}
