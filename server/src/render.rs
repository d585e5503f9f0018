//! Views into responses.

use app::component::frame::{Frame, document};
use app::component::notice::notice;
use app::language::Language;
use app::sentences::Sentence;
use app::text::{common, find};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::{IntoView, Owner, RenderHtml};

use crate::cookie;
use crate::state::AppState;

/// The language of a request: the cookie's, else the browser's.
pub fn language(headers: &HeaderMap) -> Language {
    cookie::read(headers, cookie::LANGUAGE).and_then(Language::parse).unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::preferred(accepted.unwrap_or_default())
    })
}

/// A piece of a page.
pub fn fragment(view: impl IntoView) -> Response {
    private(Html(html(view)).into_response())
}

/// A whole page.
pub fn page(frame: Frame, content: impl IntoView + 'static) -> Response {
    private(Html(html(document(frame, content))).into_response())
}

/// "Nothing here": the same for what never was and for what belongs to somebody else.
pub fn not_found(state: &AppState, language: Language) -> Response {
    let title = common::NOT_FOUND_TITLE.of(language);
    let links = [("/find", find::TITLE), ("/", common::HOME)];
    message(state, language, StatusCode::NOT_FOUND, title, common::NOT_FOUND.of(language), &links)
}

/// "Not possible right now": nothing was changed.
pub fn fault(state: &AppState, language: Language) -> Response {
    let title = common::FAULT_TITLE.of(language);
    let sentence = common::FAULT.of(language);
    message(state, language, StatusCode::SERVICE_UNAVAILABLE, title, sentence, &[("/", common::HOME)])
}

fn message(
    state: &AppState,
    language: Language,
    status: StatusCode,
    title: &str,
    sentence: &str,
    links: &[(&str, Sentence)],
) -> Response {
    let frame = frame(state, language, title, "", "wallet");
    let links: Vec<_> =
        links.iter().map(|(address, words)| ((*address).to_owned(), words.of(language))).collect();
    let mut response = page(frame, notice(title.to_owned(), sentence.to_owned(), links));
    *response.status_mut() = status;
    response
}

/// A frame without scripts.
pub fn frame(state: &AppState, language: Language, title: &str, path: &str, area: &'static str) -> Frame {
    Frame {
        language,
        title: title.to_owned(),
        assets: state.site.folder().to_owned(),
        path: path.to_owned(),
        area,
        scripts: &[],
        refresh_seconds: None,
        manifest: None,
        inside: None,
    }
}

fn html(view: impl IntoView) -> String {
    Owner::new().with(|| view.into_view().to_html())
}

/// Pages are for one person: nothing on the way keeps them.
pub fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
