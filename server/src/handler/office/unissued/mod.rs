//! 未發行訂單 in the console (RULES §6): the list and its file; the file to issue by stands in `issue_file`.

mod issue_file;

pub use issue_file::issue_file;

use crate::handler::list::{Pairs, window};
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{fault, reader, saved, show};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::unissued::{FILTERS, SORTS, STATES, list as list_page};
use app::sentences::Sentence;
use app::text::{office, unissued as text};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::calendar::Day;
use domain::order::{self, PaidOrderState};
use store::command::paid_order::WaitingOrder;
use store::query::unissued::{UnissuedAfter, UnissuedSearch, UnissuedSort};
use store::{Store, StoreError};

const PATH: &str = "/office/unissued";

/// What the address of the list asks for.
fn search_of(listing: &Listing) -> UnissuedSearch {
    let day = |name| Day::parse(listing.filter(name));
    UnissuedSearch {
        words: listing.filter("words").to_owned(),
        state: PaidOrderState::parse(listing.filter("state")).filter(|state| STATES.contains(state)),
        paid_from: day("from"),
        paid_until: day("until"),
        issue_from: day("issue_from"),
        issue_until: day("issue_until"),
    }
}

fn sort_of(listing: &Listing) -> UnissuedSort {
    UnissuedSort::parse(listing.sort()).unwrap_or(UnissuedSort::Paid)
}

/// The address of this list, if a form was sent from there: nobody is led anywhere else.
pub fn list_address(back: &str) -> Option<String> {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let is_plain = query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (path == PATH && is_plain).then(|| format!("{path}?{query}&saved"))
}

/// `GET /office/unissued`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (search, sort) = (search_of(&listing), sort_of(&listing));
    match state.store.unissued_orders(&signed_in.actor, &search, sort, window(&listing)).await {
        Ok(found) => {
            let language = render::language(&headers);
            let view = list_page(language, &signed_in, &listing, &found, saved(&query));
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `GET /office/unissued/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let rows = Rows {
        store: state.store.clone(),
        actor: signed_in.actor,
        search: search_of(&listing),
        sort: sort_of(&listing),
        is_descending: listing.is_descending(),
        language,
    };
    let head = Head::of(language, text::FILE, text::TITLE, &HEADINGS);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => failed(&state, &headers, &error),
    }
}

/// Whoever may not issue finds nothing.
fn failed(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    if matches!(error, StoreError::Refused(_)) {
        render::not_found(state, render::language(headers))
    } else {
        fault(state, headers, error)
    }
}

struct Rows {
    store: Store,
    actor: Actor,
    search: UnissuedSearch,
    sort: UnissuedSort,
    is_descending: bool,
    language: Language,
}

impl FileRows for Rows {
    type Row = WaitingOrder;

    async fn after(&self, last: Option<&WaitingOrder>) -> Result<Vec<WaitingOrder>, StoreError> {
        let (sort, is_descending) = (self.sort, self.is_descending);
        let after = UnissuedAfter { sort, is_descending, last, size: AT_ONCE };
        self.store.unissued_orders_after(&self.actor, &self.search, after).await
    }

    fn cells(&self, row: &WaitingOrder) -> Vec<Cell> {
        let (language, payment) = (self.language, &row.payment);
        let last_day = order::last_issue_day(payment.paid_at.day());
        vec![
            Cell::Text(payment.merchant_order_no.clone()),
            Cell::Text(payment.ecpay_order_no.clone()),
            Cell::Text(payment.authorisation_no.clone()),
            Cell::Text(language.time(payment.paid_at)),
            Cell::Text(office::order_state(row.state).of(language).to_owned()),
            Cell::Text(language.day(last_day)),
            row.countdown.map_or_else(|| Cell::Text(String::new()), Cell::Number),
            Cell::Text(payment.holder_name.clone()),
            Cell::Text(payment.holder_phone.clone()),
            Cell::Text(payment.holder_email.clone()),
            Cell::Text(payment.description.clone()),
            Cell::Number(payment.amount.0),
        ]
    }
}

const HEADINGS: [Sentence; 12] = [
    text::NUMBER,
    text::ECPAY_NUMBER,
    text::AUTHORISATION,
    text::PAID,
    text::STATE,
    text::LAST_DAY,
    text::LEFT,
    office::PURCHASER_NAME,
    office::PURCHASER_PHONE,
    office::PURCHASER_EMAIL,
    text::DESCRIPTION,
    text::AMOUNT,
];
