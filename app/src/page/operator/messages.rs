//! 訊息中心 from the platform's side.

use super::{Place, frame};
use crate::component::form::{Field, choices, select, summary};
use crate::component::list::{filters, foot};
use crate::component::refused::refused;
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::{list, numbers, operator as text};
use domain::field::Faults;
use domain::message::{MessageKind, TypedMessage};
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::message_sent::SentMessage;
use store::query::window::Rows;

/// What the address of the list may ask for; the form above it has a kind of its own.
pub const FILTERS: &[&str] = &["words", "of_kind"];
/// What it can be ordered by.
pub const SORTS: &[&str] = &["-at"];

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
    listing: &Listing,
    sent: &Rows<SentMessage>,
    form: &Form,
) -> impl IntoView + use<> {
    let kinds = MessageKind::ALL.iter().map(|kind| (kind.as_str(), numbers::message_kind(*kind))).collect();
    let (typed, faults) = (&form.typed, &form.faults);
    let lines = sent.rows.iter().map(|one| line(language, one)).collect_view();
    let none = if listing.is_filtered() { list::NOTHING_FOUND } else { text::MESSAGES_NONE };
    let body = if sent.rows.is_empty() {
        view! { <p class="empty">{none.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    let export = listing.address().replacen(listing.path(), "/operator/messages/export", 1);
    let content = view! {
        <div class="heading">
            <h1>{text::MESSAGES.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        {summary(language, faults, LABELS)}
        {refused(language, form.refusal.as_ref())}
        <form method="post" action="/operator/messages" class="card" novalidate>
            {Field::new("to", text::MESSAGE_TO, form.to.clone()).hint(text::MESSAGE_TO_HINT.of(language)).most(7).view(language, faults)}
            {choices(language, faults, "kind", text::MESSAGE_KIND, None, &typed.kind, kinds)}
            {Field::new("title", text::MESSAGE_TITLE, typed.title.clone()).most(60).required().view(language, faults)}
            {Field::new("body", text::MESSAGE_BODY, typed.body.clone()).lines(5).most(1000).required().view(language, faults)}
            <p><button class="button">{text::MESSAGE_SEND.of(language)}</button></p>
        </form>
        {filters(language, listing, fields(language, listing))}
        <section class="card">{body}</section>
        {foot(language, listing, sent.total)}
    };
    frame(language, operator_name, Place::Messages, content)
}

fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let all = std::iter::once(("", text::ANY));
    let kinds = MessageKind::ALL.iter().map(|kind| (kind.as_str(), numbers::message_kind(*kind)));
    let words = Field::new("words", text::MESSAGE_WORDS, listing.filter("words")).most(60);
    vec![
        words.view(language, &Faults::default()),
        select(
            language,
            "of_kind",
            text::MESSAGE_KIND,
            listing.filter("of_kind"),
            all.chain(kinds).collect(),
        ),
    ]
}

/// To whom.
pub fn to(language: Language, one: &SentMessage) -> String {
    match &one.merchant {
        Some((number, name)) => format!("{number} {name}"),
        None => text::MESSAGE_ALL.of(language).to_owned(),
    }
}

fn line(language: Language, one: &SentMessage) -> AnyView {
    let to = to(language, one);
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
