//! What the house keeps, for the platform's people to read.

use super::{fault, require, show};
use crate::handler::list::Pairs;
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::operator::lists::{
    FILTERS, deliveries as deliveries_page, jobs as jobs_page, proofs as proofs_page,
};
use app::text::operator as text;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::notice::NoticeState;

/// Runs that are shown.
const RUNS: u32 = 100;

/// `GET /operator/jobs`
pub async fn jobs(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let operator = match require(&state, &headers).await {
        Ok((_, operator)) => operator,
        Err(response) => return response,
    };
    let listing = Listing::read("/operator/jobs", &query, &[], &[]);
    let found = async { Ok((state.store.job_runs(RUNS).await?, state.store.nights_left_out().await?)) };
    match found.await {
        Ok((runs, left_out)) => {
            let language = render::language(&headers);
            let view = jobs_page(language, &operator.name, &listing, &runs, left_out);
            show(&state, language, text::JOBS, "/operator/jobs", StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /operator/deliveries`
pub async fn deliveries(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let operator = match require(&state, &headers).await {
        Ok((_, operator)) => operator,
        Err(response) => return response,
    };
    let listing = Listing::read("/operator/deliveries", &query, FILTERS, &[]);
    match state.store.deliveries(NoticeState::parse(listing.filter("state"))).await {
        Ok(found) => {
            let language = render::language(&headers);
            let view = deliveries_page(language, &operator.name, &listing, &found);
            show(&state, language, text::DELIVERIES, "/operator/deliveries", StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /operator/proofs`
pub async fn proofs(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let operator = match require(&state, &headers).await {
        Ok((_, operator)) => operator,
        Err(response) => return response,
    };
    let listing = Listing::read("/operator/proofs", &query, FILTERS, &[]);
    match state.store.proofs(listing.filter("state") == "broken").await {
        Ok(found) => {
            let language = render::language(&headers);
            let view = proofs_page(language, &operator.name, &listing, &found);
            show(&state, language, text::PROOFS, "/operator/proofs", StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}
