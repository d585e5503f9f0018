//! 退貨申請: what holders ask for, each with its quote and the way to its answer.

use super::{Tab, fields, head, totals};
use crate::component::console::{Place, console};
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{holder, returns as text};
use domain::return_request::RequestState;
use leptos::prelude::*;
use store::query::return_list::{ListedSums, ReturnPage};
use store::query::return_request::ReturnRequest;
use store::query::session::SignedIn;

/// What the list can be ordered by.
pub const SORTS: &[&str] = &["-asked"];

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &ReturnPage<ReturnRequest>,
    all: Option<(u64, ListedSums)>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 8] = [
        Column::words("request_number", text::REQUEST_NUMBER),
        Column::words("time", text::TIME).sorted("asked"),
        Column::words("state", text::STATE),
        Column::words("product_name", text::PRODUCT_NAME),
        Column::words("holder", text::HOLDER),
        Column::number("units", text::UNITS),
        Column::number("fee", text::FEE),
        Column::number("refund", text::REFUND),
    ];
    let states = std::iter::once(("", text::ANY_STATE))
        .chain(RequestState::ALL.iter().map(|state| (state.as_str(), holder::request_state(*state))))
        .collect();
    let fields = fields(language, listing, [text::ASKED_FROM, text::ASKED_UNTIL], states);
    let lines = found.rows.iter().map(|one| cells(language, one)).collect();
    let content = view! {
        {head(language, Tab::Asked, listing, text::ASKED_LEAD)}
        {filters(language, listing, fields)}
        {table(language, listing, text::ASKED_LIST, &COLUMNS, lines, None)}
        {totals(language, listing, found, all)}
        {foot(language, listing, found.counted)}
    };
    console(language, signed_in, Place::Returns, content)
}

fn cells(language: Language, one: &ReturnRequest) -> Vec<AnyView> {
    let address = format!("/office/returns/{}", one.request);
    let by_hand = one.quote.by_hand.then(|| view! { <small>{text::BY_HAND.of(language)}</small> });
    vec![
        view! { <a href=address>{one.number.clone()}</a> }.into_any(),
        language.time(one.asked_at).into_any(),
        state(language, one.state),
        view! { {one.product_name.clone()}<small>{one.serial.clone()}</small> }.into_any(),
        one.holder_name.clone().into_any(),
        one.quote.quantity.to_string().into_any(),
        language.money(one.quote.fee).into_any(),
        view! { {language.money(one.quote.refund)}{by_hand} }.into_any(),
    ]
}

/// How far a request is.
pub fn state(language: Language, state: RequestState) -> AnyView {
    let words = holder::request_state(state).of(language);
    view! { <span class="chip" data-state=state.as_str()>{words}</span> }.into_any()
}
