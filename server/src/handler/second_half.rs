//! The second half of a sign-in with a password: the code of the authenticator app, or a recovery code.

use crate::edge::address;
use crate::handler::sign_in::{self, Next, after, append, visitor};
use crate::state::AppState;
use crate::{cookie, render};
use app::page::second_half::page;
use app::sentences::Sentence;
use app::text::account as text;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::net::SocketAddr;
use store::command::half_sign_in::SecondHalf;
use store::secret::SessionToken;

/// The form.
#[derive(Deserialize)]
pub struct Entered {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

fn half(headers: &HeaderMap) -> Option<SessionToken> {
    cookie::read(headers, cookie::HALF).and_then(SessionToken::parse)
}

/// `GET /desk/sign-in/code`
pub async fn form(State(state): State<AppState>, Query(next): Query<Next>, headers: HeaderMap) -> Response {
    match half(&headers) {
        Some(_) => answer(&state, &headers, next.path(), None, StatusCode::OK),
        None => Redirect::to("/desk/sign-in").into_response(),
    }
}

/// `POST /desk/sign-in/code`
pub async fn enter(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let Some(half) = half(&headers) else {
        return Redirect::to("/desk/sign-in").into_response();
    };
    let client = address::client(peer, &headers, &state.serve.proxies);
    if !state.limits.allow_sign_in(half.as_str(), client) {
        let slow = Some(text::HALF_SLOW);
        return answer(&state, &headers, &entered.next, slow, StatusCode::TOO_MANY_REQUESTS);
    }
    let visitor = visitor(&headers, client.to_string());
    match state.store.finish_sign_in(&half, &entered.code, &visitor).await {
        Ok(SecondHalf::Done(token)) => {
            let mut response = Redirect::to(after(&entered.next)).into_response();
            append(&mut response, cookie::set(cookie::HALF, "", 0));
            sign_in::signed_in(&state, &headers, &visitor, response, &token).await
        }
        Ok(SecondHalf::Wrong) => {
            let wrong = Some(text::HALF_WRONG);
            answer(&state, &headers, &entered.next, wrong, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Ok(SecondHalf::Over) => sign_in::again(&state, &headers, &entered.next).await,
        Err(error) => {
            tracing::error!(%error, "the second half of a sign-in");
            render::fault(&state, render::language(&headers))
        }
    }
}

fn answer(
    state: &AppState,
    headers: &HeaderMap,
    next: &str,
    failure: Option<Sentence>,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    let title = text::HALF_TITLE.of(language);
    let frame = render::frame(state, language, title, "/desk/sign-in/code", "desk");
    let mut response = render::page(frame, page(language, next, failure));
    *response.status_mut() = status;
    response
}
