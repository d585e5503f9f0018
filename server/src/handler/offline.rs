//! What a browser keeps of ours beside the files: the service worker and the page that stands in without network. Both
//! are the same for everybody.

use crate::render;
use crate::state::AppState;
use app::language::Language;
use app::page::offline::page;
use app::page::offline_desk;
use app::text::{offline_desk as desk_text, wallet as text};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// `GET /service_worker.js`: asked for again each time, so that a new build's files are kept soon.
pub async fn worker(State(state): State<AppState>) -> Response {
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    let again = HeaderValue::from_static("no-cache");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, again)], state.site.worker()).into_response()
}

/// `GET /offline/{language}`
pub async fn shell(
    State(state): State<AppState>,
    Path(language): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::parse(&language) else {
        return render::not_found(&state, render::language(&headers));
    };
    let mut frame = render::frame(&state, language, text::TITLE.of(language), "", "wallet");
    frame.scripts = &["shell.js"];
    render::page(frame, page(language))
}

/// `GET /offline/{language}/desk`
pub async fn desk_shell(
    State(state): State<AppState>,
    Path(language): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::parse(&language) else {
        return render::not_found(&state, render::language(&headers));
    };
    let mut frame = render::frame(&state, language, desk_text::SHELL_TITLE.of(language), "", "desk");
    frame.scripts = &["desk.js"];
    render::page(frame, offline_desk::page(language))
}
