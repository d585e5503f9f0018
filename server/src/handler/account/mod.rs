//! The own account. What changes how one signs in asks for a sign-in of the last minutes; the rule is the store's.

pub mod app;

use crate::handler::sign_in;
use crate::state::AppState;
use crate::{password, render};
use ::app::page::account::{Note, page};
use ::app::text::account as text;
use axum::Form;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::Refusal;
use domain::sign_in::is_fit_password;
use serde::Deserialize;
use store::StoreError;
use store::command::account::Telling;
use store::command::contact::Email;
use store::query::session::SignedIn;
use store::secret::SessionToken;

const PATH: &str = "/account";

/// The form of a new password.
#[derive(Deserialize)]
pub struct Passwords {
    #[serde(default)]
    present: String,
    #[serde(default)]
    wanted: String,
}

/// The form of what one is told; a switch that is off is not sent.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    email: String,
    failures: Option<String>,
    new_browsers: Option<String>,
}

/// `GET /account`
pub async fn show(State(state): State<AppState>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let note = if query.as_deref() == Some("saved") { Note::Saved } else { Note::None };
    match sign_in::require(&state, &headers, PATH).await {
        Ok((token, signed_in)) => answer(&state, &headers, &token, &signed_in, note).await,
        Err(response) => response,
    }
}

/// `POST /account/passkey/{id}/remove`
pub async fn remove_passkey(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    done(&state, &headers, async |token| {
        state.store.remove_passkey(token, known(&id)?).await.map(|()| "/account?saved")
    })
    .await
}

/// `POST /account/session/{id}/end`
pub async fn end_session(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    done(&state, &headers, async |token| {
        state.store.end_other_session(token, known(&id)?).await.map(|()| "/account?saved")
    })
    .await
}

/// `POST /account/telling`
pub async fn tell(State(state): State<AppState>, headers: HeaderMap, Form(wanted): Form<Wanted>) -> Response {
    done(&state, &headers, async |token| {
        let email = match wanted.email.trim() {
            "" => None,
            text => Some(Email::parse(text).ok_or(StoreError::Refused(Refusal::EmailWrong))?),
        };
        let telling = Telling {
            email,
            failures: wanted.failures.is_some(),
            new_browsers: wanted.new_browsers.is_some(),
        };
        state.store.choose_telling(token, telling).await.map(|()| "/account?saved")
    })
    .await
}

/// `POST /account/password`
pub async fn change_password(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(passwords): Form<Passwords>,
) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let name = signed_in.account_name.clone();
    let outcome = async {
        let (account, stored) = state.store.own_password_hash(&token).await?;
        // Whoever took over a session must not guess here what the sign-in page slows down.
        if !state.limits.allow_typed(account.as_str()) {
            return Err(StoreError::Refused(Refusal::SlowDown));
        }
        if !password::is_right(passwords.present, Some(stored)).await {
            return Err(StoreError::Refused(Refusal::PasswordWrong));
        }
        if !is_fit_password(&passwords.wanted, &name) {
            return Err(StoreError::Refused(Refusal::PasswordWeak));
        }
        let wanted = passwords.wanted;
        let hash = tokio::task::spawn_blocking(move || password::hash(&wanted))
            .await
            .map_err(|_| StoreError::Closing)?
            .map_err(|_| StoreError::Corrupt("a password's hash"))?;
        state.store.change_password(&token, hash).await
    };
    match outcome.await {
        Ok(()) => Redirect::to("/desk/sign-in?next=/account").into_response(),
        Err(error) => refused(&state, &headers, &token, &signed_in, &error).await,
    }
}

/// PostgreSQL takes no texts with NUL: nothing has such a name.
fn known(id: &str) -> Result<&str, StoreError> {
    if id.contains('\0') { Err(StoreError::NotFound) } else { Ok(id) }
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    act: impl AsyncFnOnce(&SessionToken) -> Result<&'static str, StoreError>,
) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match act(&token).await {
        Ok(next) => Redirect::to(next).into_response(),
        Err(error) => refused(state, headers, &token, &signed_in, &error).await,
    }
}

async fn refused(
    state: &AppState,
    headers: &HeaderMap,
    token: &SessionToken,
    signed_in: &SignedIn,
    error: &StoreError,
) -> Response {
    match error {
        StoreError::Refused(Refusal::SignedOut) => {
            Redirect::to("/desk/sign-in?next=/account").into_response()
        }
        StoreError::Refused(refusal) => {
            answer(state, headers, token, signed_in, Note::Refused(refusal)).await
        }
        StoreError::NotFound => render::not_found(state, render::language(headers)),
        StoreError::AlreadyThere { .. }
        | StoreError::RaceLost
        | StoreError::GivenUp
        | StoreError::Database(_)
        | StoreError::Migration(_)
        | StoreError::Corrupt(_)
        | StoreError::Closing => {
            tracing::error!(%error, "the own account");
            render::fault(state, render::language(headers))
        }
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    token: &SessionToken,
    signed_in: &SignedIn,
    note: Note<'_>,
) -> Response {
    let language = render::language(headers);
    let own = match state.store.own_account(token).await {
        Ok(own) => own,
        Err(StoreError::Refused(_)) => {
            return Redirect::to("/desk/sign-in?next=/account").into_response();
        }
        Err(error) => {
            tracing::error!(%error, "the own account could not be read");
            return render::fault(state, language);
        }
    };
    let mut frame = render::frame(state, language, text::TITLE.of(language), PATH, "desk");
    let passkeys_open = state.passkeys.are_open();
    if passkeys_open {
        frame.scripts = &["passkey.js"];
    }
    let mut response = render::page(frame, page(language, signed_in, &own, passkeys_open, note));
    if let Note::Refused(_) = note {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
