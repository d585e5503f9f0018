//! The first page, the language switch, the browser's files, and everything that is not there.

use crate::state::AppState;
use crate::{cookie, render};
use app::language::Language;
use app::text::common;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// `GET /`
pub async fn page(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let frame = render::frame(&state, language, common::HOME_TITLE.of(language), "/", "wallet");
    render::page(frame, app::page::home::page(language))
}

/// The form of the language switch.
#[derive(Deserialize)]
pub struct Choice {
    language: String,
    back: String,
}

/// `POST /language`: keeps the choice for a year and comes back.
pub async fn choose_language(Form(choice): Form<Choice>) -> Response {
    let language = Language::parse(&choice.language).unwrap_or(Language::Chinese);
    let mut response = Redirect::to(own_path(&choice.back)).into_response();
    if let Some(value) = cookie::set(cookie::LANGUAGE, language.tag(), 365 * 86_400) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Where the button leads.
#[derive(Deserialize)]
pub struct OnThisWay {
    back: String,
}

/// `POST /person`: somebody is in front of a browser that gave no sign of it. Kept for a year.
pub async fn is_person(Form(way): Form<OnThisWay>) -> Response {
    let mut response = Redirect::to(own_path(&way.back)).into_response();
    if let Some(value) = cookie::set(cookie::PERSON, "1", 365 * 86_400) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// A path of ours, never an address elsewhere.
pub fn own_path(path: &str) -> &str {
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { path } else { "/" }
}

/// `GET /assets/{build}/{name}`
pub async fn asset(
    State(state): State<AppState>,
    Path((build, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    state.site.serve(&build, &name, &headers)
}

/// Everything else.
pub async fn nothing(State(state): State<AppState>, headers: HeaderMap) -> Response {
    render::not_found(&state, render::language(&headers))
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(own_path("/desk/ticket"), "/desk/ticket");
        for foreign in ["https://evil.tw", "//evil.tw", "/\\evil.tw", "", "desk", "/a\nb"] {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }
}
