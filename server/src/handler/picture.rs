//! Pictures of merchants, as browsers ask for them.

use crate::render;
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::picture::PictureName;
use store::StoreError;

/// Another picture has another name.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `GET /picture/{name}`
pub async fn show(State(state): State<AppState>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let found = match PictureName::parse(&name) {
        Some(name) => state.store.picture_file(&name).await,
        None => Err(StoreError::NotFound),
    };
    match found {
        Ok(file) => ([(header::CONTENT_TYPE, file.media_type)], [(header::CACHE_CONTROL, KEPT)], file.bytes)
            .into_response(),
        Err(StoreError::NotFound) => render::not_found(&state, render::language(&headers)),
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            render::fault(&state, render::language(&headers))
        }
    }
}
