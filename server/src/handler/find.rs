//! Finding tickets and proving addresses. Every answer is the same whether or not anybody has tickets, and takes as long:
//! who is there is looked up when the code is sent, not when it is asked for.

use crate::edge::address;
use crate::edge::preview::visitor;
use crate::handler::home::own_path;
use crate::handler::sign_in::encoded;
use crate::state::AppState;
use crate::{cookie, render};
use app::component::frame::{Frame, Inside};
use app::language::Language;
use app::page::find::{Failure, ask, enter};
use app::text::find as text;
use axum::Form;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::{MerchantNumber, OneTimeCodeId};
use domain::one_time_code::{Judgement, OneTimeCode, PROOF_DAYS};
use domain::reach::Reach;
use serde::Deserialize;
use std::net::SocketAddr;
use store::StoreError;
use store::query::issuer::PublicMerchant;
use store::secret::BrowserToken;

/// Where one's tickets are afterwards.
const MINE: &str = "/my";

/// The form: where the code goes.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    reach: String,
}

/// The token of a holder's browser.
pub fn browser(headers: &HeaderMap) -> Option<BrowserToken> {
    cookie::read(headers, cookie::HOLDER).and_then(BrowserToken::parse)
}

/// `GET /find`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    page(&state, &headers, None, "", None)
}

/// `GET /find/{merchant}`: 電子票券訂單查詢, a merchant's own page.
pub async fn form_of(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
) -> Response {
    match named(&state, &merchant).await {
        Ok(merchant) => page(&state, &headers, Some(&merchant), "", None),
        Err(error) => nobody(&state, &headers, &error),
    }
}

/// `POST /find`
pub async fn send(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(form): Form<Asked>,
) -> Response {
    send_from(&state, peer, &headers, None, &form).await
}

/// `POST /find/{merchant}`
pub async fn send_of(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Asked>,
) -> Response {
    match named(&state, &merchant).await {
        Ok(merchant) => send_from(&state, peer, &headers, Some(&merchant), &form).await,
        Err(error) => nobody(&state, &headers, &error),
    }
}

async fn send_from(
    state: &AppState,
    peer: SocketAddr,
    headers: &HeaderMap,
    merchant: Option<&PublicMerchant>,
    form: &Asked,
) -> Response {
    let again = |failure| page(state, headers, merchant, &form.reach, Some(failure));
    let Some(reach) = Reach::parse(&form.reach) else {
        return again(Failure::Reach);
    };
    match send_code(state, peer, headers, &reach, MINE).await {
        Ok(Some(sent)) => sent,
        Ok(None) => again(Failure::Slow),
        Err(error) => fault(state, headers, &error),
    }
}

/// Sends a code and leads to where it is entered; `None` if too many were asked for.
pub async fn send_code(
    state: &AppState,
    peer: SocketAddr,
    headers: &HeaderMap,
    reach: &Reach,
    next: &str,
) -> Result<Option<Response>, StoreError> {
    let client = address::client(peer, headers, &state.serve.proxies);
    if !state.limits.allow_one_time_code(reach.address(), client) {
        return Ok(None);
    }
    let browser = match browser(headers) {
        Some(browser) => browser,
        None => BrowserToken::new()?,
    };
    let id = state.store.ask_code(&browser, reach, render::language(headers).tag()).await?;
    let to = format!("/find/code?id={id}&next={}", encoded(next));
    let mut response = Redirect::to(&to).into_response();
    if let Some(cookie) = cookie::set(cookie::HOLDER, browser.as_str(), PROOF_DAYS * 86_400) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(Some(response))
}

/// Which code, and where to go afterwards.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    id: String,
    #[serde(default)]
    next: String,
}

/// `GET /find/code`
pub async fn code_form(
    State(state): State<AppState>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Response {
    code_page(&state, &headers, &which, None).await
}

/// The form: which code, where to go, and the digits.
#[derive(Deserialize)]
pub struct Entered {
    #[serde(default)]
    id: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    code: String,
}

/// `POST /find/code`
pub async fn enter_code(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Entered>,
) -> Response {
    let Entered { id, next, code } = form;
    let which = Which { id, next };
    let Some(code) = OneTimeCode::parse(&code) else {
        return code_page(&state, &headers, &which, Some(Failure::Form)).await;
    };
    let tried = async {
        let (browser, id) = asked(&headers, &which)?;
        state.store.enter_code(&browser, &id, &code).await
    };
    match tried.await {
        Ok(Judgement::Right) => Redirect::to(destination(&which.next)).into_response(),
        Ok(Judgement::Wrong { left }) => {
            code_page(&state, &headers, &which, Some(Failure::Wrong(left))).await
        }
        Ok(Judgement::Ended) => code_page(&state, &headers, &which, Some(Failure::Ended)).await,
        Err(StoreError::NotFound) => Redirect::to("/find").into_response(),
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn code_page(
    state: &AppState,
    headers: &HeaderMap,
    which: &Which,
    failure: Option<Failure>,
) -> Response {
    let language = render::language(headers);
    let read = async {
        let (browser, id) = asked(headers, which)?;
        state.store.asked_code(&browser, &id).await
    };
    match read.await {
        Ok(code) => {
            let next = destination(&which.next);
            let view = enter(language, &code.id, &code.reach.masked(), next, &again(next), failure);
            let path = match failure {
                None => format!("/find/code?id={}&next={}", code.id, encoded(next)),
                Some(_) => String::new(),
            };
            answer(state, language, text::CODE_TITLE.of(language), &path, failure, view)
        }
        // Another browser's code, or none: begin again.
        Err(StoreError::NotFound) => Redirect::to("/find").into_response(),
        Err(error) => fault(state, headers, &error),
    }
}

fn asked(headers: &HeaderMap, which: &Which) -> Result<(BrowserToken, OneTimeCodeId), StoreError> {
    let browser = browser(headers).ok_or(StoreError::NotFound)?;
    let id = OneTimeCodeId::parse(&which.id).map_err(|_| StoreError::NotFound)?;
    Ok((browser, id))
}

fn destination(next: &str) -> &str {
    if next.is_empty() { MINE } else { own_path(next) }
}

/// Where a new code is asked for: the wallet's own page, if it was asked for there.
fn again(next: &str) -> String {
    match next.strip_prefix("/w/").and_then(|rest| rest.split('/').next()) {
        Some(link) => format!("/w/{link}/unlock?next={}", encoded(next)),
        None => "/find".to_owned(),
    }
}

async fn named(state: &AppState, number: &str) -> Result<PublicMerchant, StoreError> {
    let number = number.parse().map(MerchantNumber).map_err(|_| StoreError::NotFound)?;
    state.store.public_merchant(number).await
}

fn page(
    state: &AppState,
    headers: &HeaderMap,
    merchant: Option<&PublicMerchant>,
    filled: &str,
    failure: Option<Failure>,
) -> Response {
    let language = render::language(headers);
    let path = merchant.map_or_else(|| "/find".to_owned(), |merchant| format!("/find/{}", merchant.number));
    let view = ask(language, merchant, &path, filled, failure);
    let mut frame = render::frame(state, language, text::TITLE.of(language), &path, "wallet");
    frame.inside = visitor(headers).app().map(Inside::Below);
    framed(frame, failure, view)
}

pub(super) fn answer(
    state: &AppState,
    language: Language,
    title: &str,
    path: &str,
    failure: Option<Failure>,
    view: impl leptos::prelude::IntoView + 'static,
) -> Response {
    framed(render::frame(state, language, title, path, "wallet"), failure, view)
}

fn framed(
    frame: Frame,
    failure: Option<Failure>,
    view: impl leptos::prelude::IntoView + 'static,
) -> Response {
    let mut response = render::page(frame, view);
    *response.status_mut() = match failure {
        None => StatusCode::OK,
        Some(Failure::Slow) => StatusCode::TOO_MANY_REQUESTS,
        Some(Failure::Reach | Failure::Form | Failure::Wrong(_) | Failure::Ended) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    response
}

fn nobody(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    if matches!(error, StoreError::NotFound) {
        return render::not_found(state, render::language(headers));
    }
    fault(state, headers, error)
}

pub(super) fn fault(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    tracing::error!(%error, "proving an address");
    render::fault(state, render::language(headers))
}
