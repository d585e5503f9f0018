//! The recipient's page and the two answers (RULES §5).
//!
//! A browser accepts under one attempt, kept in a cookie: a second tab, a reload and a lost answer find the wallet that
//! was made, and nobody else does.

use super::{Visit, attempt_of};
use crate::cookie;
use crate::edge::preview::visitor;
use crate::handler::wallet::refuse;
use crate::render;
use crate::state::AppState;
use app::component::frame::Inside;
use app::component::notice::notice;
use app::language::Language;
use app::page::holder::gift::page;
use app::text::{common, gift as text, refusal as why};
use axum::Form;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::AttemptId;
use domain::refusal::{Refusal, RefusalCode};
use serde::Deserialize;
use std::net::SocketAddr;
use store::command::contact::Email;
use store::command::transfer::Acceptance;
use store::secret::LinkToken;
use store::{StoreError, attempt_id};

/// Longest that browsers keep a cookie.
const KEPT_SECONDS: i64 = 400 * 24 * 3600;

/// `GET /w/{link}` of a gift that is no wallet yet, or that was accepted by this browser.
pub async fn show(
    state: &AppState,
    language: Language,
    link: &str,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Response {
    if let (Some(token), Some(attempt)) = (LinkToken::parse(link), kept(headers))
        && let Ok(Some(wallet)) = state.store.wallet_of_acceptance(&token, &attempt).await
    {
        return to_wallet(&wallet);
    }
    answer(state, language, link, peer, headers, None).await
}

/// How a gift is accepted.
#[derive(Deserialize)]
pub struct Accepting {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    email: String,
}

/// `POST /w/{link}/accept`
pub async fn accept(visit: Visit, Form(form): Form<Accepting>) -> Response {
    let done = async {
        let email = match form.email.trim() {
            "" => None,
            text => Some(Email::parse(text).ok_or(StoreError::Refused(Refusal::EmailWrong))?),
        };
        let attempt = match attempt_of(&form.attempt) {
            Ok(attempt) => attempt,
            Err(_) => visit.fresh_attempt()?,
        };
        let acceptance = Acceptance { attempt, email, language: Some(visit.language.tag().to_owned()) };
        let accepted = visit.state.store.accept_gift(&visit.token()?, &acceptance).await?;
        Ok((accepted.wallet, acceptance.attempt))
    };
    match done.await {
        Ok((wallet, attempt)) => keeping(to_wallet(&wallet), &attempt),
        Err(error) => refused(&visit, error).await,
    }
}

/// `POST /w/{link}/decline`
pub async fn decline(visit: Visit) -> Response {
    let done = async { visit.state.store.decline_transfer(&visit.token()?).await };
    match done.await {
        Ok(_) => visit.back_to_list(),
        Err(error) => refused(&visit, error).await,
    }
}

async fn refused(visit: &Visit, error: StoreError) -> Response {
    let StoreError::Refused(refusal) = error else {
        return visit.failed(&error);
    };
    if refusal == Refusal::TransferUnknown {
        return visit.failed(&StoreError::NotFound);
    }
    let Visit { state, language, link, peer, headers } = visit;
    answer(state, *language, link, *peer, headers, Some(refusal)).await
}

async fn answer(
    state: &AppState,
    language: Language,
    link: &str,
    peer: SocketAddr,
    headers: &HeaderMap,
    refusal: Option<Refusal>,
) -> Response {
    let read = async {
        let token = LinkToken::parse(link).ok_or(StoreError::NotFound)?;
        let attempt = kept(headers).map_or_else(|| attempt_id(state.store.now()), Ok)?;
        Ok::<_, StoreError>((state.store.gift(&token).await?, attempt))
    };
    let (gift, attempt) = match read.await {
        Ok(read) => read,
        Err(StoreError::Refused(Refusal::TransferNotYet)) => {
            return not_yet(state, language, refusal.is_some());
        }
        Err(error) => return refuse(state, language, &error, peer, headers),
    };
    let address = format!("/w/{link}");
    let path = if refusal.is_some() { "" } else { &address };
    // Previews show the title: it names nobody.
    let mut frame = render::frame(state, language, text::PAGE_TITLE.of(language), path, "wallet");
    frame.scripts = &["opened.js"];
    frame.inside = visitor(headers).app().filter(|_| !path.is_empty()).map(Inside::Below);
    let view = page(language, &gift, &address, &attempt, refusal.as_ref());
    let mut response = keeping(render::page(frame, view), &attempt);
    if refusal.is_some() {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    response
}

/// Before its day a gift says neither what it is nor whose.
fn not_yet(state: &AppState, language: Language, refused: bool) -> Response {
    let words = why::of(RefusalCode::TransferNotYet);
    let frame = render::frame(state, language, words.word.of(language), "", "wallet");
    let sentence = format!("{} {}", words.reason.of(language), words.next.of(language));
    let home = Some(("/".to_owned(), common::HOME.of(language)));
    let mut response = render::page(frame, notice(words.word.of(language).to_owned(), sentence, home));
    if refused {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    response
}

fn to_wallet(wallet: &LinkToken) -> Response {
    let mut response = Redirect::to(&format!("/w/{}", wallet.as_str())).into_response();
    // For this browser only: the same link leads others elsewhere.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What this browser accepts under.
fn kept(headers: &HeaderMap) -> Option<AttemptId> {
    AttemptId::parse(cookie::read(headers, cookie::RECIPIENT)?).ok()
}

fn keeping(mut response: Response, attempt: &AttemptId) -> Response {
    if let Some(value) = cookie::set(cookie::RECIPIENT, attempt.as_str(), KEPT_SECONDS) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
