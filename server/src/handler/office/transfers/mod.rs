//! 電子票券轉贈紀錄 in the console (RULES §5): the list and its file; one transfer stands in `one`.

mod one;

pub use one::{cancel, one};

use super::{fault, reader, show};
use crate::handler::list::{Pairs, wants_sums, window};
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::orders::person;
use app::page::office::transfers::{FILTERS, SORTS, counted, list as list_page};
use app::sentences::Sentence;
use app::text::transfer_list as text;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::calendar::Day;
use domain::transfer::TransferState;
use store::query::transfer::{TransferInList, TransferListSearch};
use store::{Store, StoreError};

const PATH: &str = "/office/transfers";

/// What the address of the list asks for.
fn search_of(listing: &Listing) -> TransferListSearch {
    TransferListSearch {
        words: listing.filter("words").to_owned(),
        state: TransferState::parse(listing.filter("state")),
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
    }
}

/// `GET /office/transfers`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (search, actor) = (search_of(&listing), &signed_in.actor);
    let read = async {
        let found = state.store.listed_transfers(actor, &search, window(&listing)).await?;
        let all = if found.has_more && wants_sums(&query) {
            Some(state.store.sums_of_listed_transfers(actor, &search).await?)
        } else {
            None
        };
        Ok::<_, StoreError>((found, all))
    };
    match read.await {
        Ok((found, all)) => {
            let language = render::language(&headers);
            let view = list_page(language, &signed_in, &listing, &found, all);
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `GET /office/transfers/export`
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
        is_descending: listing.is_descending(),
        language,
    };
    let head = Head::of(language, text::FILE, text::TITLE, &HEADINGS);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => failed(&state, &headers, &error),
    }
}

/// Whoever may not look at transfers finds none.
fn failed(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    if matches!(error, StoreError::Refused(_) | StoreError::NotFound) {
        render::not_found(state, render::language(headers))
    } else {
        fault(state, headers, error)
    }
}

struct Rows {
    store: Store,
    actor: Actor,
    search: TransferListSearch,
    is_descending: bool,
    language: Language,
}

impl FileRows for Rows {
    type Row = TransferInList;

    async fn after(&self, last: Option<&TransferInList>) -> Result<Vec<TransferInList>, StoreError> {
        let (actor, search) = (&self.actor, &self.search);
        self.store.listed_transfers_after(actor, search, self.is_descending, last, AT_ONCE).await
    }

    async fn complete(&self, rows: Vec<TransferInList>) -> Result<Vec<TransferInList>, StoreError> {
        self.store.with_lines(&self.actor, rows).await
    }

    fn cells(&self, row: &TransferInList) -> Vec<Cell> {
        let language = self.language;
        let states: Vec<_> =
            row.states.iter().map(|(state, tickets)| counted(language, *state, *tickets)).collect();
        let tickets = row.states.iter().map(|(_, tickets)| i64::from(*tickets)).sum();
        vec![
            Cell::Text(row.number.clone()),
            Cell::Text(language.time(row.offered_at)),
            Cell::Text(person(language, &row.giver)),
            Cell::Text(person(language, &row.recipient)),
            Cell::Text(states.join(language.between_words())),
            Cell::Number(tickets),
            Cell::Number(i64::from(row.units)),
            Cell::Text(row.opened_at.map(|at| language.time(at)).unwrap_or_default()),
            Cell::Text(language.day(row.last_day)),
        ]
    }
}

const HEADINGS: [Sentence; 9] = [
    text::NUMBER,
    text::OFFERED,
    text::GIVER,
    text::RECIPIENT,
    text::STATES,
    text::TICKETS,
    text::UNITS,
    text::OPENED,
    text::LAST_DAY,
];
