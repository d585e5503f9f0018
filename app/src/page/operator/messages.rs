//! 訊息中心 from the platform's side.

use super::{Place, frame};
use crate::component::form::{Field, choices, summary};
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{numbers, operator as text};
use domain::field::Faults;
use domain::message::{MessageKind, TypedMessage};
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::operator::SentMessage;

/// A form as it is shown.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// To whom; empty = to all.
    pub to: String,
    /// What was typed.
    pub typed: TypedMessage,
    /// What is wrong with it.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
}

const LABELS: &[(&str, Sentence)] = &[
    ("to", text::MESSAGE_TO),
    ("kind", text::MESSAGE_KIND),
    ("title", text::MESSAGE_TITLE),
    ("body", text::MESSAGE_BODY),
];

/// The page.
pub fn page(
    language: Language,
    operator_name: &str,
    sent: &[SentMessage],
    form: &Form,
) -> impl IntoView + use<> {
    let kinds = MessageKind::ALL.iter().map(|kind| (kind.as_str(), numbers::message_kind(*kind))).collect();
    let (typed, faults) = (&form.typed, &form.faults);
    let lines = sent.iter().map(|one| line(language, one)).collect_view();
    let body = if sent.is_empty() {
        view! { <p class="empty">{text::MESSAGES_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    let content = view! {
        <h1>{text::MESSAGES.of(language)}</h1>
        {summary(language, faults, LABELS)}
        {refused(language, form.refusal.as_ref())}
        <form method="post" action="/operator/messages" class="card" novalidate>
            {Field::new("to", text::MESSAGE_TO, form.to.clone()).hint(text::MESSAGE_TO_HINT.of(language)).most(7).view(language, faults)}
            {choices(language, faults, "kind", text::MESSAGE_KIND, None, &typed.kind, kinds)}
            {Field::new("title", text::MESSAGE_TITLE, typed.title.clone()).most(60).required().view(language, faults)}
            {Field::new("body", text::MESSAGE_BODY, typed.body.clone()).lines(5).most(1000).required().view(language, faults)}
            <p><button class="button">{text::MESSAGE_SEND.of(language)}</button></p>
        </form>
        <section class="card">{body}</section>
    };
    frame(language, operator_name, Place::Messages, content)
}

fn line(language: Language, one: &SentMessage) -> AnyView {
    let to = match &one.merchant {
        Some((number, name)) => format!("{number} {name}"),
        None => text::MESSAGE_ALL.of(language).to_owned(),
    };
    let end = if one.is_withdrawn {
        view! { <p class="muted small">{text::MESSAGE_WITHDRAWN.of(language)}</p> }.into_any()
    } else {
        view! {
            <form method="post" action=format!("/operator/messages/{}/withdraw", one.id)>
                <p><button class="quiet">{text::MESSAGE_WITHDRAW.of(language)}</button></p>
            </form>
        }
        .into_any()
    };
    let kind = numbers::message_kind(one.message.kind).of(language);
    view! {
        <li>
            <p><span class="chip" data-kind=one.message.kind.as_str()>{kind}</span>" "<strong>{one.message.title.clone()}</strong></p>
            <p class="muted small">{language.time(one.at)}" "{to}</p>
            <p class="as-written">{one.message.body.clone()}</p>
            {end}
        </li>
    }
    .into_any()
}
