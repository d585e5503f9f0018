//! 訊息中心 (RULES §9): everything that the platform told the merchant, as a list.

use super::{fault, reader, show};
use crate::handler::list::{Pairs, window};
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::messages::{FILTERS, SORTS, list as list_page};
use app::text::numbers as text;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::message::MessageKind;
use store::StoreError;
use store::query::message_received::MessageSearch;

const PATH: &str = "/office/messages";

/// `GET /office/messages`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let search = MessageSearch {
        words: listing.filter("words").to_owned(),
        kind: MessageKind::parse(listing.filter("kind")),
    };
    let language = render::language(&headers);
    match state.store.received_messages(&signed_in.actor, &search, window(&listing)).await {
        Ok(found) => {
            let view = list_page(language, &signed_in, &listing, &found);
            show(&state, language, text::MESSAGES, &listing.address(), StatusCode::OK, view)
        }
        Err(StoreError::NotFound) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}
