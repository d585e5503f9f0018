//! The recipient's page and the two answers (RULES §5).

use super::Visit;
use crate::handler::wallet::refuse;
use crate::render;
use crate::state::AppState;
use app::language::Language;
use app::page::holder::gift::page;
use app::text::holder as text;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::refusal::Refusal;
use std::net::SocketAddr;
use store::StoreError;
use store::secret::LinkToken;

/// `GET /w/{link}` of a gift that is no wallet yet.
pub async fn show(
    state: &AppState,
    language: Language,
    link: &str,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Response {
    answer(state, language, link, peer, headers, None).await
}

/// `POST /w/{link}/accept`
pub async fn accept(visit: Visit) -> Response {
    let done = async { visit.state.store.accept_transfer(&visit.token()?).await };
    told(&visit, done.await.map(|_| ())).await
}

/// `POST /w/{link}/decline`
pub async fn decline(visit: Visit) -> Response {
    let done = async { visit.state.store.decline_transfer(&visit.token()?).await };
    told(&visit, done.await.map(|_| ())).await
}

async fn told(visit: &Visit, done: Result<(), StoreError>) -> Response {
    match done {
        Ok(()) => visit.back_to_list(),
        Err(StoreError::Refused(Refusal::TransferUnknown)) => visit.failed(&StoreError::NotFound),
        Err(StoreError::Refused(refusal)) => {
            let Visit { state, language, link, peer, headers } = visit;
            answer(state, *language, link, *peer, headers, Some(refusal)).await
        }
        Err(error) => visit.failed(&error),
    }
}

async fn answer(
    state: &AppState,
    language: Language,
    link: &str,
    peer: SocketAddr,
    headers: &HeaderMap,
    refusal: Option<Refusal>,
) -> Response {
    let read = async {
        let token = LinkToken::parse(link).ok_or(StoreError::NotFound)?;
        state.store.gift(&token).await
    };
    match read.await {
        Ok(gift) => {
            let address = format!("/w/{link}");
            let title = text::GIFT_TITLE.with(language, &[("name", &gift.giver_name)]);
            let path = if refusal.is_some() { "" } else { &address };
            let frame = render::frame(state, language, &title, path, "wallet");
            let mut response = render::page(frame, page(language, &gift, &address, refusal.as_ref()));
            if refusal.is_some() {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
        Err(error) => refuse(state, language, &error, peer, headers),
    }
}
