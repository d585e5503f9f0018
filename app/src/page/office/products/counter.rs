//! What a product says at the counter, and how much of it a phone takes without network: a form of its own, since no lock
//! holds it.

use super::show::Shown;
use crate::component::form::Field;
use crate::component::rows::rows;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::product as text;
use domain::money::Dollars;
use domain::product::ProductField;
use domain::product::counter::{MOST_MINUTES, MOST_MONEY, MOST_STATEMENT_HOURS, MOST_UNITS};
use leptos::prelude::*;

/// The part of a product's page.
pub fn part(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let body = if shown.changeable {
        form(language, shown).into_any()
    } else {
        read_only(language, shown).into_any()
    };
    view! {
        <section class="card" id="counter">
            <h2>{text::COUNTER.of(language)}</h2>
            <p class="muted small">{text::COUNTER_NOTE.of(language)}</p>
            {body}
        </section>
    }
}

fn form(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let (typed, faults) = (&shown.counter, &shown.counter_faults);
    let number = |name: &'static str, label: Sentence, value: &str, hint: Sentence, most: i64| {
        Field::new(name, label, value)
            .kind("number")
            .hint(hint.with(language, &[("most", &most.to_string())]))
            .required()
            .view(language, faults)
    };
    view! {
        <form method="post" action=format!("/office/products/{}/counter", shown.product.number) novalidate>
            <input type="hidden" name="version" value=shown.product.version.to_string() />
            {Field::new("desk_note", text::DESK_NOTE, typed.note.clone()).hint(text::DESK_NOTE_HINT.of(language)).most(100).view(language, faults)}
            {number("offline_units", text::OFFLINE_UNITS, &typed.units, text::OFFLINE_UNITS_HINT, MOST_UNITS)}
            {number("offline_money", text::OFFLINE_MONEY, &typed.money, text::OFFLINE_MONEY_HINT, MOST_MONEY)}
            {number("offline_minutes", text::OFFLINE_MINUTES, &typed.minutes, text::OFFLINE_MINUTES_HINT, MOST_MINUTES)}
            {number("offline_statement_hours", text::OFFLINE_STATEMENT, &typed.statement_hours, text::OFFLINE_STATEMENT_HINT, MOST_STATEMENT_HOURS)}
            <p><button class="button">{text::SAVE.of(language)}</button></p>
        </form>
    }
}

fn read_only(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let counter = &shown.product.counter;
    let note = Some(counter.note.as_str()).filter(|note| !note.is_empty());
    let note = note.map_or_else(|| text::FACE_NONE.of(language).to_owned(), str::to_owned);
    let limits = counter.limits;
    rows(vec![
        (text::field(ProductField::DeskNote).of(language), Some(note)),
        (text::OFFLINE_UNITS.of(language), Some(limits.units.to_string())),
        (text::OFFLINE_MONEY.of(language), Some(language.money(Dollars(limits.money)))),
        (text::OFFLINE_MINUTES.of(language), Some(limits.minutes.to_string())),
        (text::OFFLINE_STATEMENT.of(language), Some(limits.statement_hours.to_string())),
    ])
}
