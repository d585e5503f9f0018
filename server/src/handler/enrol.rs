//! A phone that opened the code of a manager: looking changes nothing; with its new passkey it is signed in.

use crate::edge::address;
use crate::handler::passkey::{ceremony, no, not_accepted, questioned};
use crate::handler::sign_in::{append, signed_in, visitor};
use crate::state::AppState;
use crate::{cookie, render};
use app::page::enrol::{over, page};
use app::text::people as text;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;
use serde_json::json;
use std::net::SocketAddr;
use store::StoreError;
use store::command::passkey::{Ceremony, PasskeyOwner};
use store::secret::SessionToken;
use store::visitor::Visitor;

/// `GET /enrol/{token}`
pub async fn show(State(state): State<AppState>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let read = async { state.store.enrolment(&parsed(&token)?).await };
    match read.await {
        Ok(enrolment) => {
            let mut frame = render::frame(&state, language, text::JOIN_TITLE.of(language), "", "desk");
            frame.scripts = &["passkey.js"];
            render::page(frame, page(language, &enrolment, &token))
        }
        Err(StoreError::Refused(_)) => {
            let frame = render::frame(&state, language, text::JOIN_OVER.of(language), "", "desk");
            let mut response = render::page(frame, over(language));
            *response.status_mut() = StatusCode::GONE;
            response
        }
        Err(error) => {
            tracing::error!(%error, "an enrolment could not be shown");
            render::fault(&state, language)
        }
    }
}

/// `POST /enrol/{token}/ask`
pub async fn ask(State(state): State<AppState>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let asked = async {
        let enrolment = state.store.enrolment(&parsed(&token)?).await?;
        let owner = PasskeyOwner {
            account: enrolment.account,
            account_name: enrolment.account_name,
            merchant_name: enrolment.merchant_name,
            has: Vec::new(),
        };
        let question = state.passkeys.ask_to_make(&owner).map_err(not_accepted)?;
        let token = state.store.ask_authenticator(&Ceremony::Make(owner.account), question.state).await?;
        Ok((question.options, token))
    };
    questioned(&headers, asked.await)
}

/// `POST /enrol/{token}/answer`
pub async fn answer(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let client = address::client(peer, &headers, &state.serve.proxies);
    let visitor = visitor(&headers, client.to_string());
    match enrolled(&state, &headers, &token, &visitor, &body).await {
        Ok(session) => {
            let response = Json(json!({ "next": "/desk" })).into_response();
            let mut response = signed_in(&state, &headers, &visitor, response, &session).await;
            append(&mut response, cookie::set(cookie::CEREMONY, "", 0));
            render::private(response)
        }
        Err(error) => no(&headers, &error),
    }
}

async fn enrolled(
    state: &AppState,
    headers: &HeaderMap,
    token: &str,
    visitor: &Visitor,
    body: &[u8],
) -> Result<SessionToken, StoreError> {
    let token = parsed(token)?;
    let account = state.store.enrolment(&token).await?.account;
    let question = state.store.answered_question(&ceremony(headers)?, &Ceremony::Make(account)).await?;
    let made = state.passkeys.make(&question, body).map_err(not_accepted)?;
    state.store.enrol(&token, &made.credential_id, made.credential, visitor).await
}

fn parsed(token: &str) -> Result<SessionToken, StoreError> {
    SessionToken::parse(token).ok_or(StoreError::Refused(Refusal::EnrolmentOver))
}
