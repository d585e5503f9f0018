//! One day's work at the counter.

use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::shift::page;
use app::text::shift as text;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use store::StoreError;
use store::query::shift::ShiftOf;

/// Whose work: `post`, else the own.
#[derive(Deserialize)]
pub struct Whose {
    #[serde(default)]
    of: String,
}

/// `GET /desk/shift`
pub async fn show(State(state): State<AppState>, Query(whose): Query<Whose>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let (of, path) = match whose.of.as_str() {
        "post" => (ShiftOf::Post, "/desk/shift?of=post"),
        _ => (ShiftOf::Myself, "/desk/shift"),
    };
    let (_, signed_in) = match sign_in::require(&state, &headers, path).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match state.store.shift(&signed_in.actor, of).await {
        Ok(shift) => {
            let frame = render::frame(&state, language, text::TITLE.of(language), path, "desk");
            let today = state.store.now().day();
            render::page(
                frame,
                page(language, &signed_in, of, today, &shift, sign_in::unsent_scans(&headers)),
            )
        }
        Err(StoreError::NotFound) => render::not_found(&state, language),
        Err(error) => {
            tracing::error!(%error, "a shift could not be shown");
            render::fault(&state, language)
        }
    }
}
