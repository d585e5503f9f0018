//! Messages of an enquiry, and the field in which the next one is written: the same for both sides.

use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{common, enquiry as text};
use domain::enquiry::{Author, NotWritten, Thread, Words};
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::enquiry::{EnquiryMessage, UseInQuestion};

/// What the last try wrote, and why it is not there.
#[derive(Debug, Clone, Default)]
pub struct Tried {
    /// The words, so that nobody writes them twice.
    pub text: String,
    /// Why they were not written.
    pub failure: Option<NotWritten>,
    /// Or the rule that said no.
    pub refusal: Option<Refusal>,
}

impl Tried {
    /// Whether the page is an answer to a form that changed nothing.
    pub fn is_refused(&self) -> bool {
        self.failure.is_some() || self.refusal.is_some()
    }
}

/// Why nothing was written, above the form.
pub fn why_not(language: Language, tried: &Tried) -> impl IntoView + use<> {
    let failure = tried.failure.map(|why| {
        view! { <p class="error" role="alert">{text::not_written(why).of(language)}</p> }
    });
    view! { {failure}{refused(language, tried.refusal.as_ref())} }
}

/// State of the thread in a word.
pub fn chip(language: Language, thread: Thread) -> impl IntoView + use<> {
    let waits = text::state(thread) == text::STATE_WAITING;
    let state = if waits { "asked" } else { thread.state.as_str() };
    view! { <span class="chip" data-state=state>{text::state(thread).of(language)}</span> }
}

/// All messages, the first one first. `own` stands on the side of whoever reads.
pub fn messages(
    language: Language,
    all: &[EnquiryMessage],
    own: Author,
    name: impl Fn(&EnquiryMessage) -> String,
) -> AnyView {
    let entries: Vec<_> = all
        .iter()
        .map(|one| {
            let facts = language.facts(&[name(one), language.time(one.at)]);
            let side = if one.author == own { "own" } else { "other" };
            view! {
                <li class=side>
                    <p class="muted small">{facts}</p>
                    <p class="words" dir="auto">{one.text.clone()}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <section aria-label=text::MESSAGES.of(language)><ol class="thread">{entries}</ol></section> }
        .into_any()
}

/// Where and when the use in question was.
pub fn use_line(language: Language, of: &UseInQuestion) -> String {
    let (time, units) = (language.time(of.at), common::units(language, of.quantity));
    let values = [
        ("time", time.as_str()),
        ("merchant", of.merchant_name.as_str()),
        ("units", units.as_str()),
        ("state", common::use_state(of.state).of(language)),
    ];
    text::USE_LINE.with(language, &values)
}

/// The field, with the attempt of the form.
pub fn field(
    language: Language,
    label: Sentence,
    hint: Option<Sentence>,
    attempt: &AttemptId,
    tried: &Tried,
) -> impl IntoView + use<> {
    let described = hint.map(|_| "enquiry-hint");
    let hint = hint.map(|hint| {
        view! { <p class="muted small" id="enquiry-hint">{hint.of(language)}</p> }
    });
    view! {
        <input type="hidden" name="attempt" value=attempt.to_string() />
        <label>
            <span>{label.of(language)}</span>
            <textarea name="text" rows="5" required maxlength=Words::LONGEST.to_string() autocomplete="off" aria-describedby=described>{tried.text.clone()}</textarea>
        </label>
        {hint}
    }
}
