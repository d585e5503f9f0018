//! The platform's own people (RULES §15): a sign-in of their own, in a cookie of its own. Nothing here acts as a merchant.

pub mod changes;
pub mod contract;
pub mod invitation;
pub mod list_file;
pub mod lists;
pub mod look;
pub mod merchant;
pub mod messages;
pub mod person;
pub mod relations;

use crate::edge::address;
use crate::handler::list::{Pairs, window};
use crate::handler::sign_in::{append, visitor};
use crate::state::AppState;
use crate::{cookie, demo, password, render};
use app::language::Language;
use app::listing::Listing;
use app::page::operator::{FILTERS, Failure, SORTS, merchants as merchants_page, sign_in as sign_in_page};
use app::sentences::Sentence;
use app::text::operator as text;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::IntoView;
use serde::Deserialize;
use std::net::SocketAddr;
use store::StoreError;
use store::command::operator::Operator;
use store::query::operator::MerchantSort;
use store::secret::SessionToken;

const SIGN_IN: &str = "/operator/sign-in";
/// As long as the session; the session itself ends on the server.
const COOKIE_SECONDS: i64 = 10 * 3600;

/// Who of the platform is signed in, or the way to the sign-in page.
pub async fn require(state: &AppState, headers: &HeaderMap) -> Result<(SessionToken, Operator), Response> {
    let away = || Redirect::to(SIGN_IN).into_response();
    let token = cookie::read(headers, cookie::OPERATOR).and_then(SessionToken::parse).ok_or_else(away)?;
    match state.store.operator_of(&token).await {
        Ok(Some(operator)) => Ok((token, operator)),
        Ok(None) => Err(away()),
        Err(error) => Err(fault(state, headers, &error)),
    }
}

/// `GET /operator/sign-in`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    answer(&state, &headers, String::new(), None)
}

/// The form.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: String,
}

/// `POST /operator/sign-in`
pub async fn sign_in(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let client = address::client(peer, &headers, &state.serve.proxies);
    let name = sent.account.trim().to_owned();
    if !state.limits.allow_sign_in(&format!("operator/{name}"), client) {
        return answer(&state, &headers, name, Some(Failure::Slow));
    }
    match enter(&state, &headers, client.to_string(), &name, sent.password).await {
        Ok(Some(token)) => {
            let mut response = Redirect::to("/operator").into_response();
            append(&mut response, cookie::set(cookie::OPERATOR, token.as_str(), COOKIE_SECONDS));
            // A look belongs to the session it was begun in.
            append(&mut response, cookie::set(cookie::LOOK, "", 0));
            response
        }
        Ok(None) => answer(&state, &headers, name, Some(Failure::Wrong)),
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn enter(
    state: &AppState,
    headers: &HeaderMap,
    address: String,
    name: &str,
    password: String,
) -> Result<Option<SessionToken>, StoreError> {
    // PostgreSQL refuses texts with NUL: nobody has such a name.
    let found = if name.contains('\0') { None } else { state.store.operator_for_sign_in(name).await? };
    let stored = found.as_ref().map(|found| found.password_hash.clone());
    let right = password::is_right(password, stored).await;
    match found {
        Some(found) if right => {
            let visitor = visitor(headers, address);
            state.store.operator_sign_in(&found.operator.id, "password", &visitor).await.map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

/// `POST /operator/sign-out`
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(token) = cookie::read(&headers, cookie::OPERATOR).and_then(SessionToken::parse)
        && let Err(error) = state.store.end_operator_session(&token).await
    {
        return fault(&state, &headers, &error);
    }
    let mut response = Redirect::to(SIGN_IN).into_response();
    for name in [cookie::OPERATOR, cookie::LOOK] {
        append(&mut response, cookie::set(name, "", 0));
    }
    response
}

fn answer(state: &AppState, headers: &HeaderMap, account: String, failure: Option<Failure>) -> Response {
    let language = render::language(headers);
    let status = match failure {
        None => StatusCode::OK,
        Some(Failure::Wrong) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Failure::Slow) => StatusCode::TOO_MANY_REQUESTS,
    };
    let demo = state.serve.demo.then_some(demo::PRINTED_OPERATOR);
    show(
        state,
        language,
        text::SIGN_IN_TITLE,
        SIGN_IN,
        status,
        sign_in_page(language, account, failure, demo),
    )
}

/// What the address of the list of merchants says.
fn merchants_listing(query: &Pairs) -> Listing {
    Listing::read("/operator", query, FILTERS, SORTS)
}

fn sort_of(listing: &Listing) -> MerchantSort {
    MerchantSort::parse(listing.sort()).unwrap_or(MerchantSort::Number)
}

/// `GET /operator`
pub async fn merchants(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let (_, operator) = match require(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let listing = merchants_listing(&query);
    match state.store.merchants(listing.filter("words"), sort_of(&listing), window(&listing)).await {
        Ok(found) => {
            let language = render::language(&headers);
            let view = merchants_page(language, &operator.name, &listing, &found);
            show(&state, language, text::MERCHANTS, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// A page of the platform. Answers to a POST have no path to come back to.
pub fn show(
    state: &AppState,
    language: Language,
    title: Sentence,
    path: &str,
    status: StatusCode,
    view: impl IntoView + 'static,
) -> Response {
    let path = if status == StatusCode::OK { path } else { "" };
    let mut response =
        render::page(render::frame(state, language, title.of(language), path, "console"), view);
    *response.status_mut() = status;
    response
}

/// Nothing was changed.
pub fn fault(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    let language = render::language(headers);
    if matches!(error, StoreError::NotFound) {
        return render::not_found(state, language);
    }
    tracing::error!(%error, "a page of the platform could not be shown");
    render::fault(state, language)
}
