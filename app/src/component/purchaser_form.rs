//! The form that makes somebody else the purchaser of an order. It carries which purchaser it was shown beside.

use crate::component::form::Field;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::office as text;
use domain::field::Faults;
use domain::identity::AttemptId;
use leptos::prelude::*;

/// Whom somebody typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct TypedPurchaser {
    pub name: String,
    pub phone: String,
    pub email: String,
}

/// What its fields are called, for the summary of faults.
pub const LABELS: [(&str, Sentence); 3] =
    [("name", text::PURCHASER_NAME), ("phone", text::PURCHASER_PHONE), ("email", text::PURCHASER_EMAIL)];

/// Whether the form was sent and not done: then it stands open.
pub fn is_tried(typed: &TypedPurchaser, faults: &Faults) -> bool {
    *typed != TypedPurchaser::default() || LABELS.iter().any(|(name, _)| faults.of(name).is_some())
}

/// The form. `more` is what else it must send.
pub fn purchaser_form(
    language: Language,
    action: String,
    more: AnyView,
    version: i64,
    attempt: &AttemptId,
    typed: &TypedPurchaser,
    faults: &Faults,
) -> AnyView {
    let field = |name, label, value: &str, kind, most| {
        Field::new(name, label, value).kind(kind).most(most).required().view(language, faults)
    };
    view! {
        <form method="post" action=action novalidate>
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <input type="hidden" name="version" value=version.to_string() />
            {more}
            <p>{text::PURCHASER_NOTE.of(language)}</p>
            {field("name", text::PURCHASER_NAME, &typed.name, "text", 50)}
            {field("phone", text::PURCHASER_PHONE, &typed.phone, "tel", 30)}
            {field("email", text::PURCHASER_EMAIL, &typed.email, "email", 254)}
            <button class="button danger">{text::PURCHASER_DO.of(language)}</button>
        </form>
    }
    .into_any()
}
