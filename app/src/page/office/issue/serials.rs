//! 票券序號設定 (RULES §6): the platform's serials, or own ones from a start value on.

use crate::component::labelled::{Around, line};
use crate::component::refused::refused;
use crate::language::Language;
use crate::text::issue as text;
use leptos::prelude::*;
use store::query::issue_draft::IssueDraft;
use store::query::own_serials::OwnSerials;

/// The choice in a form; `start` as it was typed.
pub(super) fn choice(language: Language, start: Option<&str>) -> AnyView {
    let option = |value: &'static str, is_own: bool| {
        view! {
            <label class="tick">
                <input type="radio" name="serials" value=value checked={start.is_some() == is_own} />
                <span>{text::serials(is_own).of(language)}</span>
            </label>
        }
        .into_any()
    };
    let around = Around::new("serial_start", text::SERIAL_START.of(language));
    view! {
        <fieldset>
            <legend>{text::SERIALS.of(language)}</legend>
            {option("platform", false)}
            {option("own", true)}
            {line(around, "text", Some("numeric"), start.unwrap_or_default())}
            <details>
                <summary>{text::SERIALS_RULE.of(language)}</summary>
                <p class="muted small">{text::SERIALS_NOTE.of(language)}</p>
            </details>
        </fieldset>
    }
    .into_any()
}

/// Which ones an open batch will get, and the way to others.
pub(super) fn chosen(language: Language, draft: &IssueDraft, own: Option<&OwnSerials>) -> AnyView {
    let refusal = own.and_then(|own| own.refusal.as_ref());
    let spans = own.map(|own| {
        let lines = own.spans.iter().map(|(first, last)| {
            let values = [("first", first.as_str()), ("last", last.as_str())];
            view! { <li>{text::SERIALS_SPAN.with(language, &values)}</li> }
        });
        view! { <ul class="terms">{lines.collect_view()}</ul> }
    });
    let start = draft.serial_start.as_deref();
    let is_open = refusal.is_some();
    view! {
        <section class="card" id="serials">
            <h2>{text::SERIALS.of(language)}</h2>
            {refused(language, refusal)}
            <p>{text::serials(own.is_some()).of(language)}</p>
            {spans}
            <details open=is_open>
                <summary>{text::SERIALS_CHANGE.of(language)}</summary>
                <form method="post" action=format!("/office/issue/{}/serials", draft.id)>
                    <input type="hidden" name="version" value=draft.version.to_string() />
                    {choice(language, start)}
                    <button class="button">{text::SERIALS_DO.of(language)}</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
