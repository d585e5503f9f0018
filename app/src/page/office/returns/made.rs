//! 退貨紀錄: what was returned, with its sums; what of it can still be taken back has a button.

use super::{Tab, fields, head, totals};
use crate::component::console::{Place, console};
use crate::component::form::Field;
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{console as common, office, returns as text};
use domain::field::Faults;
use domain::identity::AttemptId;
use domain::ticket::GiveBackState;
use leptos::prelude::*;
use store::query::return_list::{ListedSums, MadeReturn, ReturnPage};
use store::query::session::SignedIn;

/// What the list can be ordered by.
pub const SORTS: &[&str] = &["-returned"];

/// The list. `is_saved`: it is shown after something was returned.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &ReturnPage<MadeReturn>,
    all: Option<(u64, ListedSums)>,
    attempt: &AttemptId,
    is_saved: bool,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 9] = [
        Column::words("return_number", text::RETURN_NUMBER),
        Column::words("returned_at", text::RETURNED_AT).sorted("returned"),
        Column::words("state", text::STATE),
        Column::words("product_name", text::PRODUCT_NAME),
        Column::words("operator", text::OPERATOR),
        Column::number("units", text::UNITS),
        Column::number("fee", text::FEE),
        Column::number("refund", text::REFUND),
        Column::words("act", text::ACT),
    ];
    let states = std::iter::once(("", text::ANY_STATE))
        .chain(GiveBackState::ALL.iter().map(|state| (state.as_str(), office::give_back_state(*state))))
        .collect();
    let fields = fields(language, listing, [text::MADE_FROM, text::MADE_UNTIL], states);
    let lines = found.rows.iter().map(|one| cells(language, listing, one, attempt)).collect();
    let saved = is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let content = view! {
        {head(language, Tab::Made, listing, text::MADE_LEAD)}
        {saved}
        {filters(language, listing, fields)}
        {table(language, listing, text::MADE_LIST, &COLUMNS, lines, None)}
        {totals(language, listing, found, all)}
        <p class="muted small">{text::CANCELLED_APART.of(language)}</p>
        {foot(language, listing, found.counted)}
    };
    console(language, signed_in, Place::Returns, content)
}

fn cells(language: Language, listing: &Listing, one: &MadeReturn, attempt: &AttemptId) -> Vec<AnyView> {
    let by_hand = (one.by_hand && one.state != GiveBackState::Cancelled)
        .then(|| view! { <small>{text::BY_HAND.of(language)}</small> });
    let cancel = one.is_cancellable.then(|| {
        let why = Field::new("cancel_reason", text::CANCEL_WHY, "").most(50).among(one.id.as_str());
        view! {
            <details>
            <summary>{text::CANCEL.of(language)}</summary>
            <form method="post" action="/office/cancel-return" novalidate>
                <input type="hidden" name="serial" value=one.serial.clone() />
                <input type="hidden" name="give_back" value=one.id.to_string() />
                <input type="hidden" name="attempt" value=attempt.to_string() />
                <input type="hidden" name="back" value=listing.address() />
                {why.view(language, &Faults::default())}
                <button class="button quiet">{text::CANCEL.of(language)}</button>
            </form>
            </details>
        }
    });
    let reason = one.reason.clone().map(|reason| view! { <small>{reason}</small> });
    let taken_back = one.cancel_reason.clone().map(|reason| view! { <small>{reason}</small> });
    let asked = one.request_number.clone().map(|number| view! { <small>{number}</small> });
    let serial = one.serial.clone();
    vec![
        view! { {one.number.clone()}{asked} }.into_any(),
        language.time(one.returned_at).into_any(),
        view! {
            <span class="chip" data-state=chip(one.state)>{office::give_back_state(one.state).of(language)}</span>
            {taken_back}
        }
        .into_any(),
        view! {
            {one.product_name.clone()}
            <small><a href=format!("/office/ticket?serial={serial}")>{serial.clone()}</a></small>
        }
        .into_any(),
        view! { {operator(language, one)}{reason} }.into_any(),
        one.quantity.to_string().into_any(),
        language.money(one.fee).into_any(),
        view! { {language.money(one.refund)}{by_hand} }.into_any(),
        cancel.map_or_else(|| ().into_any(), IntoAny::into_any),
    ]
}

/// Whose act it was, and where.
pub fn operator(language: Language, one: &MadeReturn) -> String {
    let who = one.operator.clone().unwrap_or_else(|| text::COMMAND_LINE.of(language).to_owned());
    let branch = one.branch.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned());
    language.facts(&[who, branch])
}

/// Chips are styled by the ticket's states.
const fn chip(state: GiveBackState) -> &'static str {
    match state {
        GiveBackState::Pending => "return_pending",
        GiveBackState::Settling => "return_settling",
        GiveBackState::Returned => "returned",
        GiveBackState::Cancelled => "cancelled",
    }
}
