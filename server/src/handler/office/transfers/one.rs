//! One transfer, and its end. Whoever may not look at it finds nothing, whatever is sent.

use super::{PATH, failed};
use crate::handler::holder::attempt_of;
use crate::handler::list::Pairs;
use crate::handler::office::{fault, may_change, reader, saved, show};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::office::transfers::one::{Shown, page};
use app::text::transfer_list as text;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::TransferId;
use domain::permission::Function;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::query::session::SignedIn;
use store::{StoreError, attempt_id};

/// `GET /office/transfers/{transfer}`
pub async fn one(
    State(state): State<AppState>,
    Path(transfer): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) => answer(&state, &headers, &signed_in, &transfer, saved(&query), None).await,
        Err(response) => response,
    }
}

/// The form of the page.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    attempt: String,
}

/// `POST /office/transfers/{transfer}/cancel`
pub async fn cancel(
    State(state): State<AppState>,
    Path(transfer): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let done = async {
        let id = id_of(&transfer)?;
        state.store.transfer_page(&signed_in.actor, &id).await.map_err(hidden)?;
        state.store.cancel_transfer(&token, &id, &attempt_of(&act.attempt)?).await
    };
    match done.await {
        Ok(_) => Redirect::to(&format!("{PATH}/{transfer}?saved")).into_response(),
        Err(StoreError::Refused(refusal)) => {
            answer(&state, &headers, &signed_in, &transfer, false, Some(refusal)).await
        }
        Err(StoreError::NotFound) => render::not_found(&state, render::language(&headers)),
        Err(error) => fault(&state, &headers, &error),
    }
}

/// Who may not look at it is not told why.
fn hidden(error: StoreError) -> StoreError {
    if matches!(error, StoreError::Refused(_)) { StoreError::NotFound } else { error }
}

fn id_of(text: &str) -> Result<TransferId, StoreError> {
    TransferId::parse(text).map_err(|_| StoreError::NotFound)
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    transfer: &str,
    is_saved: bool,
    refusal: Option<Refusal>,
) -> Response {
    let read = async {
        let found = state.store.transfer_page(&signed_in.actor, &id_of(transfer)?).await?;
        Ok::<_, StoreError>((found, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((transfer, attempt)) => {
            let (status, path) = match refusal {
                Some(_) => (StatusCode::CONFLICT, String::new()),
                None => (StatusCode::OK, format!("{PATH}/{}", transfer.transfer)),
            };
            let may_cancel = may_change(signed_in, Function::Transfers);
            let shown = Shown { transfer, attempt, may_cancel, is_saved, refusal };
            let language = render::language(headers);
            show(state, language, text::TITLE, &path, status, page(language, signed_in, &shown))
        }
        Err(error) => failed(state, headers, &error),
    }
}
