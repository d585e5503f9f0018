//! All conflicts and all phones of the desk without network, as lists.

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::{desk, offline_desk, offline_list as text, refusal};
use domain::field::Faults;
use leptos::prelude::*;
use store::query::offline_conflict::Conflict;
use store::query::offline_list::{Conflicts, PhoneInList};
use store::query::session::SignedIn;
use store::query::window::Rows;

/// Where all conflicts are.
pub const CONFLICTS: &str = "/office/offline/conflicts";
/// Where all phones are.
pub const PHONES: &str = "/office/offline/phones";
/// What the address of conflicts may ask for.
pub const CONFLICT_FILTERS: &[&str] = &["words", "state", "from", "until"];
/// What they can be ordered by.
pub const CONFLICT_SORTS: &[&str] = &["-received"];
/// What the address of phones may ask for.
pub const PHONE_FILTERS: &[&str] = &["words", "state"];
/// What they can be ordered by; the first is what nobody chose.
pub const PHONE_SORTS: &[&str] = &["-made", "heard"];

/// The ways from the page of what waits to these lists.
pub fn ways(language: Language) -> AnyView {
    view! {
        <p class="pair">
            <a class="button quiet" href=CONFLICTS>{text::ALL_CONFLICTS.of(language)}</a>
            <a class="button quiet" href=PHONES>{text::ALL_PHONES.of(language)}</a>
        </p>
    }
    .into_any()
}

/// All conflicts.
pub fn conflicts(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &Conflicts,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 10] = [
        Column::words("product", text::PRODUCT),
        Column::words("received", text::RECEIVED).sorted("received"),
        Column::words("scanned", text::SCANNED),
        Column::words("reason", text::REASON),
        Column::words("branch", text::BRANCH),
        Column::words("account", text::ACCOUNT),
        Column::words("phone", text::PHONE),
        Column::number("units", text::UNITS),
        Column::number("amount", text::AMOUNT),
        Column::words("decision", text::DECISION),
    ];
    let none = Faults::default();
    let states = vec![("", text::ANY), ("open", text::OPEN), ("decided", text::DECIDED)];
    let fields = vec![
        Field::new("words", text::CONFLICT_WORDS, listing.filter("words")).most(60).view(language, &none),
        select(language, "state", text::STATE, listing.filter("state"), states),
        Field::new("from", text::FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("until", text::UNTIL, listing.filter("until")).kind("date").view(language, &none),
    ];
    let lines = found.found.rows.iter().map(|one| conflict(language, one)).collect();
    let (total, open) = (found.found.total, found.open.to_string());
    let totals = text::TOTALS.with(language, &[("total", &total.to_string()), ("open", &open)]);
    let content = view! {
        {head(language, listing, text::CONFLICTS, text::CONFLICTS_LEAD)}
        {filters(language, listing, fields)}
        {table(language, listing, text::CONFLICTS, &COLUMNS, lines, None)}
        <p class="muted small">{totals}</p>
        {foot(language, listing, total)}
    };
    console(language, signed_in, Place::Offline, content)
}

fn conflict(language: Language, one: &Conflict) -> Vec<AnyView> {
    let serial = one.serial.clone().map(|serial| {
        view! { <small><a href=format!("/office/ticket?serial={serial}")>{serial.clone()}</a></small> }
    });
    let decision = match &one.decision {
        Some((decision, ..)) => offline_desk::decision(*decision).of(language).into_any(),
        None => view! { <a href=Place::Offline.address()>{text::OPEN.of(language)}</a> }.into_any(),
    };
    vec![
        view! { {product(language, one)}{serial} }.into_any(),
        language.time(one.received_at).into_any(),
        language.time(one.scanned_at).into_any(),
        reason(language, one).into_any(),
        place(language, one.branch_name.as_deref()).into_any(),
        one.account_name.clone().into_any(),
        one.phone_name.clone().into_any(),
        one.units.to_string().into_any(),
        one.amount
            .map(|amount| language.money(domain::money::Dollars(amount)))
            .unwrap_or_default()
            .into_any(),
        decision,
    ]
}

/// All phones.
pub fn phones(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &Rows<PhoneInList>,
    may_revoke: bool,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 8] = [
        Column::words("phone", text::PHONE),
        Column::words("branch", text::BRANCH),
        Column::words("account", text::ACCOUNT),
        Column::words("made", text::MADE).sorted("made"),
        Column::words("heard", text::HEARD).sorted("heard"),
        Column::number("arrived", text::ARRIVED),
        Column::number("highest", text::HIGHEST),
        Column::words("state", text::STATE),
    ];
    let states = vec![("", text::ANY), ("in_use", text::IN_USE), ("revoked", text::REVOKED)];
    let words = Field::new("words", text::PHONE_WORDS, listing.filter("words")).most(60);
    let fields = vec![
        words.view(language, &Faults::default()),
        select(language, "state", text::STATE, listing.filter("state"), states),
    ];
    let lines = found.rows.iter().map(|one| phone(language, one, may_revoke)).collect();
    let content = view! {
        {head(language, listing, text::PHONES, text::PHONES_LEAD)}
        {filters(language, listing, fields)}
        {table(language, listing, text::PHONES, &COLUMNS, lines, None)}
        {foot(language, listing, found.total)}
    };
    console(language, signed_in, Place::Offline, content)
}

fn phone(language: Language, one: &PhoneInList, may_revoke: bool) -> Vec<AnyView> {
    let state = match one.revoked_at {
        Some(at) => view! { {text::REVOKED.of(language)}<small>{language.time(at)}</small> }.into_any(),
        None if may_revoke => view! {
            <details>
                <summary>{text::IN_USE.of(language)}</summary>
                <form method="post" action="/office/offline/revoke">
                    <input type="hidden" name="phone" value=one.id.to_string() />
                    <button class="button quiet danger">{offline_desk::REVOKE.of(language)}</button>
                </form>
            </details>
        }
        .into_any(),
        None => text::IN_USE.of(language).into_any(),
    };
    vec![
        one.name.clone().into_any(),
        place(language, one.branch_name.as_deref()).into_any(),
        one.account_name.clone().into_any(),
        language.time(one.made_at).into_any(),
        language.time(one.heard_at).into_any(),
        one.arrived.to_string().into_any(),
        one.highest.to_string().into_any(),
        state,
    ]
}

fn head(language: Language, listing: &Listing, title: Sentence, lead: Sentence) -> AnyView {
    let export = listing.address().replacen(listing.path(), &format!("{}/export", listing.path()), 1);
    view! {
        <p><a class="back" href=Place::Offline.address()>{text::BACK.of(language)}</a></p>
        <div class="heading">
            <h1>{title.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{lead.of(language)}</p>
    }
    .into_any()
}

/// What it is of, where that is known.
pub fn product(language: Language, one: &Conflict) -> String {
    one.product_name.clone().unwrap_or_else(|| offline_desk::UNKNOWN_TICKET.of(language).to_owned())
}

/// What the server knew when it arrived, in a word.
pub fn reason(language: Language, one: &Conflict) -> &'static str {
    refusal::of(one.refusal.code()).word.of(language)
}

/// Whose phone: a branch's, or the head office's.
pub fn place(language: Language, branch: Option<&str>) -> String {
    branch.unwrap_or_else(|| desk::HEAD_OFFICE.of(language)).to_owned()
}
