//! What staff wrote down about an order or a ticket, and the form to write more (RULES §9).

use crate::component::form::Field;
use crate::language::Language;
use crate::text::issued_order as text;
use domain::field::Faults;
use leptos::prelude::*;
use store::query::issued_order::page::NoteOfOrder;

/// The form for another one.
#[derive(Debug, Clone, Default)]
pub struct NoteForm {
    /// Where it is sent.
    pub action: String,
    /// Of the ticket; empty where the address says what it is about.
    pub serial: String,
    /// What it sends once.
    pub attempt: String,
    /// A note that was not taken, as it was typed.
    pub note: String,
    /// What is wrong with it.
    pub faults: Faults,
}

/// The notes, oldest first; without a form for whoever only looks.
pub fn notes(language: Language, notes: &[NoteOfOrder], form: Option<NoteForm>) -> impl IntoView + use<> {
    let line = |one: &NoteOfOrder| {
        let facts = [Some(language.time(one.at)), Some(one.account_name.clone()), one.serial.clone()];
        let facts: Vec<_> = facts.into_iter().flatten().collect();
        view! { <li><p>{one.note.clone()}</p><p class="muted small">{language.facts(&facts)}</p></li> }
    };
    let body = if notes.is_empty() {
        view! { <p class="empty">{text::NOTES_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{notes.iter().map(line).collect_view()}</ul> }.into_any()
    };
    let form = form.map(|form| {
        let note = Field::new("note", text::NOTE, form.note)
            .hint(text::NOTE_HINT.of(language))
            .most(200)
            .required()
            .view(language, &form.faults);
        let serial = (!form.serial.is_empty())
            .then(|| view! { <input type="hidden" name="serial" value=form.serial /> });
        view! {
            <form method="post" action=form.action class="card" novalidate>
                {serial}
                <input type="hidden" name="attempt" value=form.attempt />
                {note}
                <p><button class="button">{text::NOTE_DO.of(language)}</button></p>
            </form>
        }
    });
    view! {
        <section class="card"><h2>{text::NOTES.of(language)}</h2>{body}</section>
        {form}
    }
}
