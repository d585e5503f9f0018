//! Relations of a merchant, as the platform sees them: a list of each side, and blocking any of them.

use super::{Place, frame};
use crate::component::form::{Field, summary};
use crate::component::list::{Column, filters, foot, table};
use crate::component::refused::refused;
use crate::language::Language;
use crate::listing::Listing;
use crate::page::office::partners::listed::{FIRST_COLUMNS, caption, fields, first_cells, totals};
use crate::sentences::Sentence;
use crate::text::{operator as text, partner};
use domain::field::Faults;
use domain::identity::MerchantNumber;
use domain::redeem::RelationState;
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::collections::HashMap;
use store::query::partner::{Relation, Relations, Side};

/// Relations that stand on the merchant's own page.
pub const NEWEST: u32 = 10;
const LABELS: &[(&str, Sentence)] = &[("relation_note", partner::NOTE)];

/// What was written to a relation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRelation {
    /// Which side the merchant is on, [`Side::as_str`].
    pub side: String,
    /// Number of the other one.
    pub other: String,
    /// The note.
    pub note: String,
}

/// What was typed for one of the relations, and what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// Which relation, and its note.
    pub typed: Option<&'a TypedRelation>,
    /// Of the field `relation_note`.
    pub faults: &'a Faults,
}

/// What the list of one side shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Whose relations.
    pub merchant: MerchantNumber,
    /// Its name.
    pub name: String,
    /// From which side.
    pub side: Side,
    /// A page of them.
    pub relations: Relations,
    /// Issued tickets that each of them concerns today.
    pub tickets: HashMap<MerchantNumber, u32>,
    /// Something was done just now.
    pub is_saved: bool,
    /// What was sent and not taken, as it was typed.
    pub typed: Option<TypedRelation>,
    /// What is wrong with what was sent.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
}

/// Where the list of one side lies.
pub fn address(merchant: MerchantNumber, side: Side) -> String {
    let name = match side {
        Side::Issuer => "redeemers",
        Side::Redeemer => "issuers",
    };
    format!("/operator/merchant/{merchant}/{name}")
}

/// What one side is called.
pub const fn title(side: Side) -> Sentence {
    match side {
        Side::Issuer => partner::REDEEMERS,
        Side::Redeemer => partner::ISSUERS,
    }
}

/// The list.
pub fn page(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    shown: &Shown,
) -> impl IntoView + use<> {
    const OTHERS: [Column; 4] = [
        Column::number("products", partner::PRODUCTS),
        Column::words("note", partner::NOTE),
        Column::words("changed", partner::CHANGED).sorted("changed"),
        Column::words("act", text::ACT),
    ];
    let columns = [FIRST_COLUMNS, OTHERS].concat();
    let (side, relations) = (shown.side, &shown.relations);
    let own = format!("/operator/merchant/{}", shown.merchant);
    let back = listing.address();
    let tried = Tried { typed: shown.typed.as_ref(), faults: &shown.faults };
    let line = |one: &Relation| {
        let mut cells = first_cells(language, one, "/operator/merchant");
        cells.extend([
            one.products.to_string().into_any(),
            one.note.clone().into_any(),
            one.changed_at.map(|at| language.time(at)).unwrap_or_default().into_any(),
            act(language, &own, side, (one, tickets_of(&shown.tickets, one)), tried, Some(&back)),
        ]);
        cells
    };
    let lines = relations.found.rows.iter().map(line).collect();
    let export = back.replacen(listing.path(), &format!("{}/export", listing.path()), 1);
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{text::ACTED.of(language)}</p> });
    let content = view! {
        <p><a class="back" href=own.clone()>{shown.name.clone()}</a></p>
        <div class="heading">
            <h1>{title(side).of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        {saved}
        {summary(language, &shown.faults, LABELS)}
        {refused(language, shown.refusal.as_ref())}
        {filters(language, listing, fields(language, listing))}
        {table(language, listing, caption(side), &columns, lines, None)}
        <p class="muted small">{totals(language, relations)}</p>
        {foot(language, listing, relations.found.total)}
    };
    frame(language, operator_name, Place::Merchants, content)
}

/// On the merchant's own page: those that were changed last, and the way to all of them.
pub fn newest(
    language: Language,
    merchant: MerchantNumber,
    side: Side,
    (relations, tickets): (&Relations, &HashMap<MerchantNumber, u32>),
    tried: Tried<'_>,
) -> impl IntoView + use<> {
    let own = format!("/operator/merchant/{merchant}");
    let line = |one: &Relation| {
        let facts = language.facts(&[
            one.merchant.to_string(),
            one.name.clone(),
            partner::state(one.state).of(language).to_owned(),
        ]);
        view! { <li><p>{facts}" "<span class="muted">{one.note.clone()}</span></p>{act(language, &own, side, (one, tickets_of(tickets, one)), tried, None)}</li> }
    };
    let lines = relations.found.rows.iter().map(line).collect_view();
    let body = if relations.found.rows.is_empty() {
        view! { <p class="muted">{text::RELATIONS_NONE.of(language)}</p> }.into_any()
    } else {
        let total = relations.found.total.to_string();
        let all = text::RELATIONS_ALL.with(language, &[("total", &total)]);
        view! { <ul class="entries">{lines}</ul><p><a href=address(merchant, side)>{all}</a></p> }.into_any()
    };
    view! { <section class="card"><h2>{title(side).of(language)}</h2>{body}</section> }
}

fn tickets_of(tickets: &HashMap<MerchantNumber, u32>, one: &Relation) -> u32 {
    tickets.get(&one.merchant).copied().unwrap_or_default()
}

/// Blocking one, with how many issued tickets that concerns, or taking that back. `back`: the list that is shown again after it.
fn act(
    language: Language,
    own: &str,
    side: Side,
    (one, tickets): (&Relation, u32),
    tried: Tried<'_>,
    back: Option<&str>,
) -> AnyView {
    let other = one.merchant.to_string();
    let typed = tried.typed.filter(|typed| typed.side == side.as_str() && typed.other == other);
    let is_open = typed.is_some();
    let note = Field::new("relation_note", partner::NOTE, typed.map_or("", |typed| typed.note.as_str()))
        .sent_as("note")
        .most(30);
    // Only the one that was tried has a field that faults lead to.
    let note = if is_open {
        note.view(language, tried.faults)
    } else {
        note.among(&format!("{}-{other}", side.as_str())).view(language, &Faults::default())
    };
    let (act, words) = match one.state {
        RelationState::Open | RelationState::Ended => ("block", text::BLOCK),
        RelationState::Blocked => ("unblock", text::UNBLOCK),
    };
    let concerned = (one.state == RelationState::Open).then(|| {
        let counts = [("tickets", &*tickets.to_string()), ("products", &*one.products.to_string())];
        view! { <p>{partner::BLOCK_NOTE.with(language, &counts)}</p> }
    });
    let back = back.map(|back| view! { <input type="hidden" name="back" value=back.to_owned() /> });
    view! {
        <details open=is_open>
            <summary>{words.of(language)}</summary>
            {concerned}
            <form method="post" action=format!("{own}/relation") novalidate>
                <input type="hidden" name="side" value=side.as_str() />
                <input type="hidden" name="other" value=other />
                <input type="hidden" name="version" value=one.version.to_string() />
                <input type="hidden" name="act" value=act />
                {back}
                {note}
                <p><button class="button quiet">{words.of(language)}</button></p>
            </form>
        </details>
    }
    .into_any()
}
