//! 退貨紀錄: the list of what was returned, and its file.

use super::{Rows, failed, search_of};
use crate::handler::list::{Pairs, wants_sums, window};
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{reader, saved, show};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::returns::FILTERS;
use app::page::office::returns::made::{SORTS, list as list_page};
use app::sentences::Sentence;
use app::text::{office, returns as text};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::ticket::GiveBackState;
use store::query::return_list::{Last, MadeReturn};
use store::{StoreError, attempt_id};

/// Where the list is.
pub const PATH: &str = "/office/returns/made";

/// `GET /office/returns/made`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let search = search_of(&listing, GiveBackState::parse);
    let read = async {
        let found = state.store.made_returns(&signed_in.actor, &search, window(&listing)).await?;
        let all = if found.has_more && wants_sums(&query) {
            Some(state.store.sums_of_made_returns(&signed_in.actor, &search).await?)
        } else {
            None
        };
        Ok::<_, StoreError>((found, all, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((found, all, attempt)) => {
            let language = render::language(&headers);
            let view = list_page(language, &signed_in, &listing, &found, all, &attempt, saved(&query));
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `GET /office/returns/made/export`
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
    let rows = Rows::of(&state, signed_in.actor, &listing, GiveBackState::parse, language);
    let head = Head::of(language, text::MADE_FILE, text::MADE, &HEADINGS);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => failed(&state, &headers, &error),
    }
}

impl FileRows for Rows<GiveBackState> {
    type Row = MadeReturn;

    async fn after(&self, last: Option<&MadeReturn>) -> Result<Vec<MadeReturn>, StoreError> {
        let last = last.map(|row| Last { at: row.returned_at, id: row.id.as_str() });
        self.store.made_returns_after(&self.actor, &self.search, self.is_descending, last, AT_ONCE).await
    }

    fn cells(&self, row: &MadeReturn) -> Vec<Cell> {
        let language = self.language;
        let by_hand = if row.by_hand { text::BY_HAND.of(language) } else { "" };
        let branch = row.branch.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned());
        vec![
            Cell::Text(row.number.clone()),
            Cell::Text(row.request_number.clone().unwrap_or_default()),
            Cell::Text(language.time(row.returned_at)),
            Cell::Text(office::give_back_state(row.state).of(language).to_owned()),
            Cell::Text(row.order_number.clone()),
            Cell::Text(row.own_order_number.clone().unwrap_or_default()),
            Cell::Text(row.serial.clone()),
            Cell::Text(row.product_name.clone()),
            Cell::Number(i64::from(row.quantity)),
            Cell::Number(row.face.0),
            Cell::Number(row.fee.0),
            Cell::Number(row.refund.0),
            Cell::Text(by_hand.to_owned()),
            Cell::Text(row.operator.clone().unwrap_or_default()),
            Cell::Text(branch),
            Cell::Text(row.answered_at.map(|at| language.time(at)).unwrap_or_default()),
            Cell::Text(row.reason.clone().unwrap_or_default()),
            Cell::Text(row.cancel_reason.clone().unwrap_or_default()),
        ]
    }
}

const HEADINGS: [Sentence; 18] = [
    text::RETURN_NUMBER,
    text::REQUEST_NUMBER,
    text::RETURNED_AT,
    text::STATE,
    text::ORDER,
    text::OWN_ORDER,
    text::SERIAL,
    text::PRODUCT_NAME,
    text::UNITS,
    text::FACE,
    text::FEE,
    text::REFUND,
    text::BY_HAND,
    text::OPERATOR,
    text::BRANCH,
    text::ANSWERED,
    text::REASON,
    text::CANCEL_REASON,
];
