//! Passkeys as `passkey.js` asks for them: questions and answers in JSON, refusals as sentences.

use crate::edge::address;
use crate::handler::sign_in::{self, Next, after, append, token, visitor};
use crate::passkey::{NotAccepted, Passkeys};
use crate::state::AppState;
use crate::{cookie, phone, render};
use app::language::Language;
use app::text::refusal as words;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::refusal::{Refusal, RefusalCode};
use domain::sign_in::{CEREMONY_SECONDS, Way};
use serde_json::{Value, json};
use std::net::SocketAddr;
use store::StoreError;
use store::command::passkey::Ceremony;
use store::secret::SessionToken;
use store::visitor::Visitor;

/// `POST /desk/passkey/ask`
pub async fn ask_who(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let client = address::client(peer, &headers, &state.serve.proxies);
    if !state.limits.allow_passkey(client) {
        return no(&headers, &StoreError::Refused(Refusal::SlowDown));
    }
    let asked = async {
        let question = state.passkeys.ask_who().map_err(not_accepted)?;
        let token = state.store.ask_authenticator(&Ceremony::SignIn, question.state).await?;
        Ok((question.options, token))
    };
    questioned(&headers, asked.await)
}

/// `POST /desk/passkey/answer`
pub async fn enter(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Query(next): Query<Next>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let client = address::client(peer, &headers, &state.serve.proxies);
    let visitor = visitor(&headers, client.to_string());
    match known(&state, &headers, &visitor, &body).await {
        Ok(session) => {
            let response = Json(json!({ "next": after(next.path()) })).into_response();
            let mut response = sign_in::signed_in(&state, &headers, &visitor, response, &session).await;
            append(&mut response, cookie::set(cookie::CEREMONY, "", 0));
            render::private(response)
        }
        Err(error) => no(&headers, &error),
    }
}

async fn known(
    state: &AppState,
    headers: &HeaderMap,
    visitor: &Visitor,
    body: &[u8],
) -> Result<SessionToken, StoreError> {
    let asked = ceremony(headers)?;
    let question = state.store.answered_question(&asked, &Ceremony::SignIn).await?;
    let id = Passkeys::answering(body).map_err(not_accepted)?;
    let passkey = match id.contains('\0') {
        true => None,
        false => state.store.known_passkey(&id).await?,
    };
    let passkey = passkey.ok_or_else(|| not_accepted(NotAccepted))?;
    match state.passkeys.is_it(&question, body, &passkey.credential, passkey.account.as_str()) {
        Ok(changed) => {
            state.store.passkey_used(&id, changed).await?;
            state.store.sign_in_by_passkey(&passkey, visitor).await
        }
        Err(refused) => {
            state
                .store
                .note_failed_sign_in(passkey.merchant, &passkey.account, Way::Passkey, visitor)
                .await?;
            Err(not_accepted(refused))
        }
    }
}

/// `POST /account/passkey/ask`
pub async fn ask_to_make(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let asked = async {
        let session = token(&headers).ok_or(StoreError::Refused(Refusal::SignedOut))?;
        let owner = state.store.passkey_owner(&session).await?;
        let question = state.passkeys.ask_to_make(&owner).map_err(not_accepted)?;
        let token = state.store.ask_authenticator(&Ceremony::Make(owner.account), question.state).await?;
        Ok((question.options, token))
    };
    questioned(&headers, asked.await)
}

/// `POST /account/passkey/answer`
pub async fn make(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    let made = async {
        let session = token(&headers).ok_or(StoreError::Refused(Refusal::SignedOut))?;
        let owner = state.store.passkey_owner(&session).await?;
        let asked = ceremony(&headers)?;
        let question = state.store.answered_question(&asked, &Ceremony::Make(owner.account)).await?;
        let made = state.passkeys.make(&question, &body).map_err(not_accepted)?;
        let name = phone::name(&headers);
        state.store.add_passkey(&session, &made.credential_id, made.credential, &name).await
    };
    match made.await {
        Ok(()) => {
            let mut response = Json(json!({ "next": "/account?saved" })).into_response();
            append(&mut response, cookie::set(cookie::CEREMONY, "", 0));
            render::private(response)
        }
        Err(error) => no(&headers, &error),
    }
}

/// The question that this browser was asked.
pub(super) fn ceremony(headers: &HeaderMap) -> Result<SessionToken, StoreError> {
    let token = cookie::read(headers, cookie::CEREMONY).and_then(SessionToken::parse);
    token.ok_or(StoreError::Refused(Refusal::PasskeyRefused))
}

pub(super) fn not_accepted(_: NotAccepted) -> StoreError {
    StoreError::Refused(Refusal::PasskeyRefused)
}

/// A question for the browser, or why there is none.
pub(super) fn questioned(headers: &HeaderMap, asked: Result<(Value, SessionToken), StoreError>) -> Response {
    match asked {
        Ok((options, token)) => {
            let mut response = Json(options).into_response();
            append(&mut response, cookie::set(cookie::CEREMONY, token.as_str(), CEREMONY_SECONDS));
            render::private(response)
        }
        Err(error) => no(headers, &error),
    }
}

/// Why not, as `passkey.js` reads it.
pub(super) fn no(headers: &HeaderMap, error: &StoreError) -> Response {
    let (code, language): (_, Language) = (error.refusal().code(), render::language(headers));
    let status = if code == RefusalCode::SignedOut {
        StatusCode::UNAUTHORIZED
    } else if code == RefusalCode::SlowDown {
        StatusCode::TOO_MANY_REQUESTS
    } else if code == RefusalCode::Unavailable {
        tracing::error!(%error, "a passkey");
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let words = words::of(code);
    let sentence =
        format!("{}{}{}", words.reason.of(language), language.between_sentences(), words.next.of(language));
    let body = Json(json!({ "code": code.as_str(), "sentence": sentence }));
    render::private((status, body).into_response())
}
