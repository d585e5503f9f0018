//! 電子票券轉贈紀錄 (RULES §5): the list of what holders gave to each other.

pub mod one;

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::component::sums::sums;
use crate::language::Language;
use crate::listing::Listing;
use crate::page::office::orders::person;
use crate::text::{holder, transfer_list as text};
use domain::field::Faults;
use domain::transfer::TransferState;
use leptos::prelude::*;
use store::query::session::SignedIn;
use store::query::transfer::{MOST_COUNTED, TransferInList, TransferSums, Transfers};

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words", "state", "from", "until"];
/// What the list can be ordered by.
pub const SORTS: &[&str] = &["-offered"];

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &Transfers,
    all: Option<TransferSums>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 8] = [
        Column::words("number", text::NUMBER),
        Column::words("offered", text::OFFERED).sorted("offered"),
        Column::words("giver", text::GIVER),
        Column::words("recipient", text::RECIPIENT),
        Column::words("states", text::STATES),
        Column::number("units", text::UNITS),
        Column::words("opened", text::OPENED),
        Column::words("last_day", text::LAST_DAY),
    ];
    let lines = found.rows.iter().map(|one| cells(language, one)).collect();
    let export = listing.address().replacen(listing.path(), "/office/transfers/export", 1);
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{text::LEAD.of(language)}</p>
        {filters(language, listing, fields(language, listing))}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        {sums(language, listing, MOST_COUNTED, found.has_more, totals(language, found, all))}
        {foot(language, listing, found.counted)}
    };
    console(language, signed_in, Place::Transfers, content)
}

fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let none = Faults::default();
    let states = std::iter::once(("", text::ANY_STATE))
        .chain(TransferState::ALL.iter().map(|state| (state.as_str(), holder::transfer_state(*state))))
        .collect();
    let rest = [
        select(language, "state", text::STATE, listing.filter("state"), states),
        Field::new("from", text::FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("until", text::UNTIL, listing.filter("until")).kind("date").view(language, &none),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words"))
        .hint(text::WORDS_HINT.of(language))
        .most(100);
    vec![words.view(language, &none), further(language, listing, FILTERS, rest)]
}

fn cells(language: Language, one: &TransferInList) -> Vec<AnyView> {
    let address = format!("/office/transfers/{}", one.transfer);
    vec![
        view! { <a href=address>{one.number.clone()}</a> }.into_any(),
        language.time(one.offered_at).into_any(),
        person(language, &one.giver).into_any(),
        person(language, &one.recipient).into_any(),
        chips(language, &one.states),
        one.units.to_string().into_any(),
        one.opened_at.map(|at| language.time(at)).unwrap_or_default().into_any(),
        language.day(one.last_day).into_any(),
    ]
}

/// How many tickets are in which state, each a chip.
fn chips(language: Language, states: &[(TransferState, u32)]) -> AnyView {
    let chip = |(state, tickets): &(TransferState, u32)| {
        let words = counted(language, *state, *tickets);
        view! { <span class="chip" data-state=state.as_str()>{words}</span>" " }.into_any()
    };
    states.iter().map(chip).collect_view().into_any()
}

/// A state with its number of tickets.
pub fn counted(language: Language, state: TransferState, tickets: u32) -> String {
    let (words, tickets) = (holder::transfer_state(state).of(language), tickets.to_string());
    text::STATE_COUNT.with(language, &[("state", words), ("tickets", &tickets)])
}

/// What the list comes to; of one that is too long, where it was asked for.
fn totals(language: Language, found: &Transfers, all: Option<TransferSums>) -> Option<String> {
    let counted = TransferSums { transfers: found.counted, tickets: found.tickets, units: found.units };
    all.or((!found.has_more).then_some(counted)).map(|sums| {
        let (transfers, tickets) = (sums.transfers.to_string(), sums.tickets.to_string());
        let units = sums.units.to_string();
        let values = [("transfers", transfers.as_str()), ("tickets", &tickets), ("units", &units)];
        text::TOTALS.with(language, &values)
    })
}
