//! A part of a form that is no single line: a box of choices, a group of ticks, a table. It says what is wrong with it as a
//! [`crate::component::form::Field`] does.

use crate::language::Language;
use crate::text::fault as text;
use domain::field::Faults;
use leptos::prelude::*;

/// What stands at the part. Its `id` is the name of its faults.
pub struct Part {
    /// For its class.
    pub is_wrong: bool,
    /// For `aria-invalid`.
    pub invalid: Option<&'static str>,
    /// For `aria-describedby`.
    pub described: Option<String>,
    /// The sentence.
    pub why: Option<AnyView>,
}

impl Part {
    /// What is wrong with the part of this name.
    pub fn of(language: Language, faults: &Faults, name: &'static str) -> Self {
        let fault = faults.of(name).map(|fault| text::of(fault, language));
        Self {
            is_wrong: fault.is_some(),
            invalid: fault.as_ref().map(|_| "true"),
            described: fault.as_ref().map(|_| format!("{name}-fault")),
            why: fault.map(|why| view! { <p class="fault" id=format!("{name}-fault")>{why}</p> }.into_any()),
        }
    }
}
