//! A look of the platform at a merchant's console (RULES §15), as its cookie names it. The cookie alone opens nothing: it counts
//! beside the operator's own session that the look was begun in. Wherever it is, nobody is of the staff.

use crate::handler::sign_in::append;
use crate::state::AppState;
use crate::{cookie, render};
use app::component::notice::notice;
use app::sentences::Sentence;
use app::text::look as text;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// Longer than a look: whoever still has a page of it in front of them when it is over is told so, instead of acting as
/// somebody who is signed in beside it.
pub const COOKIE_SECONDS: i64 = 10 * 3600;

/// Whether this browser is in a look, or was and has not been told that it is over.
pub fn is_named(headers: &HeaderMap) -> bool {
    cookie::read(headers, cookie::LOOK).is_some()
}

/// Who looks on, by the name of a look and the operator's session; else a page that says that the look is over.
pub async fn onlooker(state: &AppState, headers: &HeaderMap, look: &str) -> Result<SignedIn, Response> {
    let Some(token) = cookie::read(headers, cookie::OPERATOR).and_then(SessionToken::parse) else {
        return Err(over(state, headers));
    };
    match state.store.onlooker(&token, look).await {
        Ok(Some(onlooker)) => Ok(onlooker),
        Ok(None) => Err(over(state, headers)),
        Err(error) => {
            tracing::error!(%error, "a look could not be read");
            Err(render::fault(state, render::language(headers)))
        }
    }
}

/// Nothing is sent during a look.
pub fn read_only(state: &AppState, headers: &HeaderMap) -> Response {
    said(state, headers, text::READ_ONLY, text::READ_ONLY_WHY, ("/office", text::GO_ON))
}

/// A page that is there for those who act.
pub fn not_part(state: &AppState, headers: &HeaderMap) -> Response {
    said(state, headers, text::NOT_PART, text::NOT_PART_WHY, ("/office", text::GO_ON))
}

/// The look is over, or never was one of this session: its cookie goes with the answer.
fn over(state: &AppState, headers: &HeaderMap) -> Response {
    let mut response = said(state, headers, text::OVER, text::OVER_WHY, ("/operator", text::TO_PLATFORM));
    append(&mut response, cookie::set(cookie::LOOK, "", 0));
    response
}

fn said(
    state: &AppState,
    headers: &HeaderMap,
    title: Sentence,
    why: Sentence,
    (address, words): (&str, Sentence),
) -> Response {
    let language = render::language(headers);
    let frame = render::frame(state, language, title.of(language), "", "console");
    let link = Some((address.to_owned(), words.of(language)));
    let view = notice(title.of(language).to_owned(), why.of(language).to_owned(), link);
    let mut response = render::page(frame, view);
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}
