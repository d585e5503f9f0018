//! Everything that a browser's proven addresses lead to.

use super::find::{browser, fault};
use crate::state::AppState;
use crate::{cookie, render};
use app::page::my_tickets::page;
use app::text::find as text;
use axum::Form;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::net::SocketAddr;
use store::secret::BrowserToken;

/// `GET /my`
pub async fn show(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match browser(&headers) {
        Some(browser) => list(&state, &headers, &browser, false).await,
        None => away(),
    }
}

async fn list(state: &AppState, headers: &HeaderMap, browser: &BrowserToken, unmatched: bool) -> Response {
    let language = render::language(headers);
    match state.store.my_tickets(browser).await {
        Ok(mine) if mine.proven.is_empty() => away(),
        Ok(mine) => {
            let path = if unmatched { "" } else { "/my" };
            let frame = render::frame(state, language, text::MINE.of(language), path, "wallet");
            let mut response = render::page(frame, page(language, &mine, state.store.now().day(), unmatched));
            if unmatched {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            response
        }
        Err(error) => fault(state, headers, &error),
    }
}

/// What the person also knows of an order.
#[derive(Deserialize)]
pub struct Known {
    #[serde(default)]
    written: String,
}

/// `POST /my/match`: orders found by a phone number alone are shown to whoever knows more of them.
pub async fn match_more(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(form): Form<Known>,
) -> Response {
    let Some(browser) = browser(&headers) else {
        return away();
    };
    let client = crate::edge::address::client(peer, &headers, &state.serve.proxies);
    if !state.limits.allow_match(browser.as_str(), client) {
        let mut response = list(&state, &headers, &browser, true).await;
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        return response;
    }
    match state.store.match_wallets(&browser, &form.written).await {
        Ok(0) => list(&state, &headers, &browser, true).await,
        Ok(_) => Redirect::to("/my").into_response(),
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `POST /my/forget`
pub async fn forget(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(browser) = browser(&headers)
        && let Err(error) = state.store.forget_browser(&browser).await
    {
        return fault(&state, &headers, &error);
    }
    let mut response = away();
    if let Some(cookie) = cookie::set(cookie::HOLDER, "", 0) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn away() -> Response {
    Redirect::to("/find").into_response()
}
