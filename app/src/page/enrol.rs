//! What a phone sees that opened a code of a manager: whose phone it becomes, and one button.

use crate::component::passkey::{Use, passkey};
use crate::component::refused::refused;
use crate::language::Language;
use crate::page::office::people::hours;
use crate::text::people as text;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::command::enrolment::Enrolment;

/// The page. The button makes a passkey and leads to the desk.
pub fn page(language: Language, enrolment: &Enrolment, token: &str) -> impl IntoView + use<> {
    let who = [("merchant", enrolment.merchant_name.as_str()), ("name", &enrolment.account_name)];
    let branch = enrolment.branch_name.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned());
    let hours = hours(language, &enrolment.powers.hours);
    view! {
        <main id="main" class="people">
            <h1>{text::JOIN_TITLE.of(language)}</h1>
            <section class="card">
                <p><strong>{text::JOIN_LEAD.with(language, &who)}</strong></p>
                <p>
                    {text::JOIN_WHERE.with(language, &[("branch", &branch)])}<br />
                    {text::JOIN_WHEN.with(language, &[("hours", &hours)])}
                </p>
                <p class="muted small">{text::JOIN_NOTE.of(language)}</p>
                {passkey(language, Use::Enrol { token }, "")}
                <noscript><p class="error">{text::JOIN_NO_SCRIPT.of(language)}</p></noscript>
            </section>
        </main>
    }
}

/// A code that no phone can take any more.
pub fn over(language: Language) -> impl IntoView + use<> {
    view! {
        <main id="main" class="people">
            <h1>{text::JOIN_OVER.of(language)}</h1>
            {refused(language, Some(&Refusal::EnrolmentOver))}
        </main>
    }
}
