//! 未發行訂單 (RULES §6): the list, its file, and the file to issue by.

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::page::office::orders::person;
use crate::text::{console as common, office, unissued as text};
use domain::field::Faults;
use domain::order::{self, PaidOrderState};
use domain::permission::Function;
use leptos::prelude::*;
use store::command::paid_order::WaitingOrder;
use store::query::issued_order::ShownPerson;
use store::query::session::SignedIn;
use store::query::unissued::{StateSum, UNISSUED_STATES, UnissuedOrders};

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words", "state", "from", "until", "issue_from", "issue_until"];
/// What the list can be ordered by: the oldest payment is the most urgent.
pub const SORTS: &[&str] = &["paid", "number", "amount"];
/// What an order of this list can be.
pub const STATES: [PaidOrderState; 4] = UNISSUED_STATES;

/// The list. `is_saved`: it is shown after an order of it was given up.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &UnissuedOrders,
    is_saved: bool,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 9] = [
        Column::words("number", text::NUMBER).sorted("number"),
        Column::words("paid", text::PAID).sorted("paid"),
        Column::words("state", text::STATE),
        Column::words("last_day", text::LAST_DAY),
        Column::number("left", text::LEFT),
        Column::words("purchaser", text::PURCHASER),
        Column::words("description", text::DESCRIPTION),
        Column::number("amount", text::AMOUNT).sorted("amount"),
        Column::words("act", text::ACT),
    ];
    let may_change = signed_in.actor.may_change(Function::Issue).is_ok();
    let lines = found.rows.iter().map(|one| cells(language, listing, one, may_change)).collect();
    let (total, amount) = (found.total.to_string(), language.money(found.amount));
    let totals = text::TOTALS.with(language, &[("orders", &total), ("amount", &amount)]);
    let export = listing.address().replacen(listing.path(), "/office/unissued/export", 1);
    let saved = is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{text::LEAD.of(language)}</p>
        {saved}
        {filters(language, listing, fields(language, listing))}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        <p class="muted small">{totals}</p>
        <p class="muted small">{states(language, &found.states)}</p>
        {foot(language, listing, found.total)}
        {may_change.then(|| issue_file(language, listing))}
    };
    console(language, signed_in, Place::Unissued, content)
}

/// Number and amount of each state, as the manual has them under its list.
fn states(language: Language, sums: &[StateSum]) -> String {
    let words = |sum: &StateSum| {
        let (orders, amount) = (sum.orders.to_string(), language.money(sum.amount));
        let state = office::order_state(sum.state).of(language);
        text::STATE_SUM.with(language, &[("state", state), ("orders", &orders), ("amount", &amount)])
    };
    language.facts(&sums.iter().map(words).collect::<Vec<_>>())
}

/// What the list finds and may be issued, as a file to issue it by.
fn issue_file(language: Language, listing: &Listing) -> impl IntoView + use<> {
    let carried = listing
        .carried_to_columns()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form method="post" action="/office/unissued/issue-file" class="card">
            <h2>{text::ISSUE_FILE.of(language)}</h2>
            <p class="muted small">{text::ISSUE_FILE_NOTE.of(language)}</p>
            {carried}
            <p><button class="button quiet">{text::ISSUE_FILE.of(language)}</button></p>
        </form>
    }
}

fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let none = Faults::default();
    let states = std::iter::once(("", text::ANY_STATE))
        .chain(STATES.iter().map(|state| (state.as_str(), office::order_state(*state))))
        .collect();
    let day = |name, label| Field::new(name, label, listing.filter(name)).kind("date").view(language, &none);
    let rest = [
        select(language, "state", text::STATE, listing.filter("state"), states),
        day("from", text::FROM),
        day("until", text::UNTIL),
        day("issue_from", text::ISSUE_FROM),
        day("issue_until", text::ISSUE_UNTIL),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words"))
        .hint(text::WORDS_HINT.of(language))
        .most(100);
    vec![words.view(language, &none), further(language, listing, FILTERS, rest)]
}

fn cells(language: Language, listing: &Listing, one: &WaitingOrder, may_change: bool) -> Vec<AnyView> {
    let payment = &one.payment;
    let (name, phone, email) = (&payment.holder_name, &payment.holder_phone, &payment.holder_email);
    let purchaser = ShownPerson { name: name.clone(), phone: phone.clone(), email: email.clone() };
    let numbers = [&payment.ecpay_order_no, &payment.authorisation_no];
    let numbers: Vec<_> = numbers.into_iter().filter(|number| !number.is_empty()).cloned().collect();
    let beside = (!numbers.is_empty()).then(|| view! { <small>{language.facts(&numbers)}</small> });
    vec![
        view! { {payment.merchant_order_no.clone()}{beside} }.into_any(),
        language.time(payment.paid_at).into_any(),
        view! {
            <span class="chip" data-state=chip(one.state)>{office::order_state(one.state).of(language)}</span>
        }
        .into_any(),
        language.day(order::last_issue_day(payment.paid_at.day())).into_any(),
        one.countdown.map(|days| days.to_string()).unwrap_or_default().into_any(),
        person(language, &purchaser).into_any(),
        payment.description.clone().into_any(),
        language.money(payment.amount).into_any(),
        if may_change { give_up(language, listing, one) } else { ().into_any() },
    ]
}

fn give_up(language: Language, listing: &Listing, one: &WaitingOrder) -> AnyView {
    match one.state {
        PaidOrderState::Issuable | PaidOrderState::Overdue => view! {
            <details>
                <summary>{office::GIVE_UP.of(language)}</summary>
                <form method="post" action="/office/give-up-order">
                    <input type="hidden" name="order" value=one.payment.merchant_order_no.clone() />
                    <input type="hidden" name="back" value=listing.address() />
                    <button class="button danger">{office::GIVE_UP.of(language)}</button>
                </form>
            </details>
        }
        .into_any(),
        PaidOrderState::Issued | PaidOrderState::GivenUp | PaidOrderState::Cancelled => ().into_any(),
    }
}

/// Chips are styled by the ticket's states.
const fn chip(state: PaidOrderState) -> &'static str {
    match state {
        PaidOrderState::Issuable => "unused",
        PaidOrderState::Overdue => "return_pending",
        PaidOrderState::Issued => "used",
        PaidOrderState::GivenUp | PaidOrderState::Cancelled => "cancelled",
    }
}
