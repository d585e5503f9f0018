//! The owner of a new merchant opens a link once, chooses a password and is signed in.

use super::{fault, show};
use crate::edge::address;
use crate::handler::sign_in::{signed_in, visitor};
use crate::password;
use crate::render;
use crate::state::AppState;
use app::page::operator::merchant::invitation as page;
use app::text::operator as text;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::Refusal;
use domain::sign_in::{Way, is_fit_password};
use serde::Deserialize;
use std::net::SocketAddr;
use store::StoreError;
use store::command::operator::Invited;
use store::secret::SessionToken;

/// `GET /invitation/{link}`
pub async fn form(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let client = address::client(peer, &headers, &state.serve.proxies);
    match invited(&state, &link).await {
        Ok(invited) => answer(&state, &headers, &link, Some(&invited), None, StatusCode::OK),
        Err(StoreError::Refused(_)) if !state.limits.allow_unknown_link(client) => {
            answer(&state, &headers, &link, None, Some(&Refusal::SlowDown), StatusCode::TOO_MANY_REQUESTS)
        }
        Err(StoreError::Refused(refusal)) => {
            answer(&state, &headers, &link, None, Some(&refusal), StatusCode::NOT_FOUND)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// The password that was chosen.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    password: String,
}

/// `POST /invitation/{link}`
pub async fn accept(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(link): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Sent>,
) -> Response {
    let client = address::client(peer, &headers, &state.serve.proxies);
    let invited = match invited(&state, &link).await {
        Ok(invited) => invited,
        Err(StoreError::Refused(refusal)) => {
            return answer(&state, &headers, &link, None, Some(&refusal), StatusCode::NOT_FOUND);
        }
        Err(error) => return fault(&state, &headers, &error),
    };
    if !is_fit_password(&sent.password, &invited.name) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&state, &headers, &link, Some(&invited), Some(&Refusal::PasswordWeak), status);
    }
    let visitor = visitor(&headers, client.to_string());
    let made = async {
        let token = SessionToken::parse(&link).ok_or(StoreError::Refused(Refusal::InvitationOver))?;
        let hash = password::hash(&sent.password).map_err(|_| StoreError::Corrupt("a password"))?;
        let (merchant, account) = state.store.accept_invitation(&token, hash).await?;
        state.store.sign_in(merchant, &account, Way::Password, &visitor).await
    };
    match made.await {
        // The account's page: a passkey is made best at once.
        Ok(session) => {
            let response = Redirect::to("/account").into_response();
            signed_in(&state, &headers, &visitor, response, &session).await
        }
        Err(StoreError::Refused(refusal)) => {
            answer(&state, &headers, &link, None, Some(&refusal), StatusCode::CONFLICT)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn invited(state: &AppState, link: &str) -> Result<Invited, StoreError> {
    let token = SessionToken::parse(link).ok_or(StoreError::Refused(Refusal::InvitationOver))?;
    state.store.invited(&token).await
}

fn answer(
    state: &AppState,
    headers: &HeaderMap,
    link: &str,
    invited: Option<&Invited>,
    refusal: Option<&Refusal>,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    // Links of ours only are put into the page.
    let address = format!("/invitation/{}", SessionToken::parse(link).map_or("", |_| link));
    let invited = invited.map(|invited| (invited.merchant_name.clone(), invited.name.clone()));
    show(state, language, text::INVITATION_TITLE, "", status, page(language, address, invited, refusal))
}
