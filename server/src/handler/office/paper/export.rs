//! The file of the tickets of paper: exactly what is filtered, in the same order, masked like the page.

use super::{PATH, search_of};
use crate::handler::list::Pairs;
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{fault, reader};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::paper::{FILTERS, SORTS, obstacle, print_state};
use app::sentences::Sentence;
use app::text::{common, paper as text};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::actor::Actor;
use store::query::paper::{PaperSearch, PaperTicket};
use store::{Store, StoreError};

/// `GET /office/paper/export`
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
    let head = Head::of(language, text::LIST_FILE, text::LIST, &HEADINGS);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(StoreError::Refused(_)) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}

struct Rows {
    store: Store,
    actor: Actor,
    search: PaperSearch,
    is_descending: bool,
    language: Language,
}

impl FileRows for Rows {
    type Row = PaperTicket;

    async fn after(&self, last: Option<&PaperTicket>) -> Result<Vec<PaperTicket>, StoreError> {
        self.store.paper_tickets_after(&self.actor, &self.search, self.is_descending, last, AT_ONCE).await
    }

    async fn complete(&self, tickets: Vec<PaperTicket>) -> Result<Vec<PaperTicket>, StoreError> {
        self.store.with_prints(&self.actor, tickets).await
    }

    fn cells(&self, ticket: &PaperTicket) -> Vec<Cell> {
        let language = self.language;
        let last = ticket.prints.first();
        let obstacle = obstacle(ticket).map(|words| words.of(language).to_owned());
        vec![
            Cell::Text(ticket.serial.clone()),
            Cell::Text(ticket.order_number.clone()),
            Cell::Text(ticket.own_number.clone().unwrap_or_default()),
            Cell::Text(print_state(language, ticket)),
            Cell::Number(i64::from(ticket.printable.prints)),
            Cell::Text(last.map(|print| language.time(print.at)).unwrap_or_default()),
            Cell::Text(last.map(|print| print.operator.clone()).unwrap_or_default()),
            Cell::Text(last.and_then(|print| print.reason.clone()).unwrap_or_default()),
            Cell::Text(obstacle.unwrap_or_default()),
            Cell::Text(common::kind(ticket.kind).of(language).to_owned()),
            Cell::Text(ticket.product_code.clone()),
            Cell::Text(ticket.product_name.clone()),
            Cell::Number(i64::from(ticket.units)),
            Cell::Number(ticket.face_value.0),
            Cell::Text(ticket.purchaser.clone()),
            Cell::Text(language.time(ticket.issued_at)),
        ]
    }
}

const HEADINGS: [Sentence; 16] = [
    text::SERIAL,
    text::ORDER,
    text::OWN_ORDER,
    text::PRINTED_STATE,
    text::PRINT_COUNT,
    text::LAST_PRINT,
    text::LAST_PRINTED_BY,
    text::LAST_REASON,
    text::OBSTACLE,
    text::KIND,
    text::PRODUCT_CODE,
    text::PRODUCT_NAME,
    text::USES,
    text::FACE,
    text::PURCHASER,
    text::ISSUED,
];
