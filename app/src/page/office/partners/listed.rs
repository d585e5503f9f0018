//! The list of one side's relations: its filters, rows, totals and pages. The platform has the same list with more to do.

use super::place;
use crate::component::form::{Field, select};
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::partner as text;
use domain::field::Faults;
use domain::redeem::RelationState;
use leptos::prelude::*;
use store::query::partner::{Relation, Relations, Side};

/// What names the other one, and how the relation stands.
pub const FIRST_COLUMNS: [Column; 4] = [
    Column::words("merchant", text::MERCHANT).sorted("number"),
    Column::words("name", text::NAME).sorted("name"),
    Column::words("tax_id", text::TAX_ID).sorted("tax_id"),
    Column::words("state", text::STATE),
];

/// Filters, rows, totals and pages.
pub fn rows_of(language: Language, side: Side, listing: &Listing, relations: &Relations) -> AnyView {
    const OTHERS: [Column; 4] = [
        Column::number("products", text::PRODUCTS),
        Column::number("uses", text::USES),
        Column::words("note", text::NOTE),
        Column::words("changed", text::CHANGED).sorted("changed"),
    ];
    let columns = [FIRST_COLUMNS, OTHERS].concat();
    let base = place(side).address();
    let lines = relations.found.rows.iter().map(|one| cells(language, one, base)).collect();
    view! {
        {filters(language, listing, fields(language, listing))}
        {table(language, listing, caption(side), &columns, lines, None)}
        <p class="muted small">{totals(language, relations)}</p>
        {foot(language, listing, relations.found.total)}
    }
    .into_any()
}

/// What the list is called.
pub const fn caption(side: Side) -> Sentence {
    match side {
        Side::Issuer => text::LIST_REDEEMERS,
        Side::Redeemer => text::LIST_ISSUERS,
    }
}

/// By whom, and in which state.
pub fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let mut states = vec![("", text::ANY_STATE)];
    states.extend(RelationState::ALL.iter().map(|state| (state.as_str(), text::state(*state))));
    let words = Field::new("words", text::WORDS, listing.filter("words")).most(60);
    vec![
        words.view(language, &Faults::default()),
        select(language, "state", text::STATE, listing.filter("state"), states),
    ]
}

/// How many there are of each state.
pub fn totals(language: Language, relations: &Relations) -> String {
    let total = relations.open + relations.ended + relations.blocked;
    let values = [
        ("total", &*total.to_string()),
        ("open", &relations.open.to_string()),
        ("ended", &relations.ended.to_string()),
        ("blocked", &relations.blocked.to_string()),
    ];
    text::TOTALS.with(language, &values)
}

/// Of [`FIRST_COLUMNS`]; the number leads to `base`/NUMBER.
pub fn first_cells(language: Language, one: &Relation, base: &str) -> Vec<AnyView> {
    let number = one.merchant.to_string();
    vec![
        view! { <a href=format!("{base}/{number}")>{number.clone()}</a> }.into_any(),
        one.name.clone().into_any(),
        one.tax_id.clone().into_any(),
        chip(language, one.state),
    ]
}

fn cells(language: Language, one: &Relation, base: &str) -> Vec<AnyView> {
    let mut cells = first_cells(language, one, base);
    cells.extend([
        one.products.to_string().into_any(),
        one.uses.to_string().into_any(),
        one.note.clone().into_any(),
        one.changed_at.map(|at| language.time(at)).unwrap_or_default().into_any(),
    ]);
    cells
}

/// How it stands.
pub fn chip(language: Language, state: RelationState) -> AnyView {
    let look = match state {
        RelationState::Open => "unused",
        RelationState::Ended => "return_pending",
        RelationState::Blocked => "cancelled",
    };
    view! { <span class="chip" data-state=look>{text::state(state).of(language)}</span> }.into_any()
}
