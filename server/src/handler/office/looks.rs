//! 平台檢視紀錄 in the console (RULES §15): when the platform looked, why, and at which pages.

use super::{fault, may_look, reader, show};
use crate::handler::list::{Pairs, window};
use crate::render;
use crate::state::AppState;
use app::component::looks::{FILTERS, SORTS};
use app::listing::Listing;
use app::page::office::looks::{list as list_page, one as one_page};
use app::text::look as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::permission::Function;
use store::StoreError;
use store::query::session::SignedIn;

const PATH: &str = "/office/looks";

/// Of the head office's accounts that look at the settings; for others there is no such page.
async fn seen(state: &AppState, headers: &HeaderMap) -> Result<SignedIn, Response> {
    let signed_in = reader(state, headers, PATH).await?;
    if may_look(&signed_in, Function::Settings) && signed_in.actor.branch().is_none() {
        Ok(signed_in)
    } else {
        Err(render::not_found(state, render::language(headers)))
    }
}

/// `GET /office/looks`
pub async fn list(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let signed_in = match seen(&state, &headers).await {
        Ok(signed_in) => signed_in,
        Err(response) => return response,
    };
    match state.store.looks_at(signed_in.actor.merchant).await {
        Ok(looks) => {
            let language = render::language(&headers);
            let view = list_page(language, &signed_in, &looks);
            show(&state, language, text::TITLE, PATH, StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /office/looks/{look}`
pub async fn one(
    State(state): State<AppState>,
    Path(look): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let signed_in = match seen(&state, &headers).await {
        Ok(signed_in) => signed_in,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let rows = window(&Listing::read(PATH, &query, FILTERS, SORTS));
    match state.store.look_at(signed_in.actor.merchant, &look, rows).await {
        Ok((found, pages)) => {
            let listing = Listing::read(&format!("{PATH}/{}", found.id), &query, FILTERS, SORTS);
            let view = one_page(language, &signed_in, &listing, &found, &pages);
            show(&state, language, text::ONE, &listing.address(), StatusCode::OK, view)
        }
        Err(StoreError::NotFound) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}
