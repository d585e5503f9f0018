//! 發行批次 (RULES §6): the list of every file and form on its way to being issued, and of what came of it.

use super::{framed, state_chip};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{issue, issue_list as text, paper};
use domain::field::Faults;
use domain::money::Dollars;
use leptos::prelude::*;
use store::query::issue_draft::{DraftState, IssueDraft};
use store::query::issue_draft_list::Drafts;
use store::query::session::SignedIn;

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words", "state", "from", "until"];
/// What the list can be ordered by.
pub const SORTS: &[&str] = &["-made", "tickets", "amount"];

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    drafts: &Drafts,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 9] = [
        Column::words("file", text::FILE_NAME),
        Column::words("made", text::MADE).sorted("made"),
        Column::words("state", text::STATE),
        Column::words("form", text::FORM),
        Column::number("orders", text::ORDERS),
        Column::number("tickets", text::TICKETS).sorted("tickets"),
        Column::number("amount", text::AMOUNT).sorted("amount"),
        Column::words("by", text::BY),
        Column::words("changed", text::CHANGED),
    ];
    let lines = drafts.found.rows.iter().map(|one| cells(language, one)).collect();
    let (batches, tickets) = (drafts.found.total.to_string(), drafts.issued_tickets.to_string());
    let amount = language.money(drafts.issued_amount);
    let values = [("batches", batches.as_str()), ("tickets", &tickets), ("amount", &amount)];
    let export = listing.address().replacen(listing.path(), "/office/issue/batches/export", 1);
    let content = view! {
        <p><a class="back" href="/office/issue">{issue::BACK.of(language)}</a></p>
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{text::LEAD.of(language)}</p>
        {filters(language, listing, fields(language, listing))}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        <p class="muted small">{text::TOTALS.with(language, &values)}</p>
        {foot(language, listing, drafts.found.total)}
    };
    framed(language, signed_in, content)
}

fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let none = Faults::default();
    let states = std::iter::once(("", text::ANY_STATE))
        .chain(DraftState::ALL.iter().map(|state| (state.as_str(), issue::state(*state))))
        .collect();
    let rest = [
        select(language, "state", text::STATE, listing.filter("state"), states),
        Field::new("from", text::FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("until", text::UNTIL, listing.filter("until")).kind("date").view(language, &none),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words")).most(80);
    vec![words.view(language, &none), further(language, listing, FILTERS, rest)]
}

fn cells(language: Language, one: &IssueDraft) -> Vec<AnyView> {
    vec![
        view! { <a href=format!("/office/issue/{}", one.id)>{one.file_name.clone()}</a> }.into_any(),
        language.time(one.made_at).into_any(),
        state_chip(language, one.state),
        paper::form(one.form).of(language).into_any(),
        one.orders.to_string().into_any(),
        one.tickets.to_string().into_any(),
        language.money(Dollars(one.amount)).into_any(),
        one.operator.clone().unwrap_or_default().into_any(),
        language.time(one.changed_at).into_any(),
    ]
}
