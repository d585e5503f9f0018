//! The office: what waits for an answer. Each act is answered by a redirect, or by the page with the reason why not.

pub mod enquiry;
pub mod offline;
pub mod pictures;
pub mod ticket;

use crate::handler::holder::attempt_of;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::office::{Waiting, page};
use app::text::office as text;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cancel::Reason;
use domain::identity::{RequestId, TransferId};
use domain::offline::conflict::may_see;
use domain::refusal::Refusal;
use domain::return_request::RequestState;
use serde::Deserialize;
use store::query::session::SignedIn;
use store::query::transfer::TransferSearch;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

/// `GET /office`
pub async fn home(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match sign_in::require(&state, &headers, "/office").await {
        Ok((token, signed_in)) => answer(&state, &headers, &token, &signed_in, None).await,
        Err(response) => response,
    }
}

/// One of the forms of the page: each sends what it needs.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    request: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    transfer: String,
}

/// `POST /office/approve-return`
pub async fn approve(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, async |token| {
        let (request, attempt) = (request_of(&act.request)?, attempt_of(&act.attempt)?);
        state.store.approve_return(token, &request, &attempt).await.map(|_| ())
    })
    .await
}

/// `POST /office/decline-return`
pub async fn decline(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, async |token| {
        let (request, attempt) = (request_of(&act.request)?, attempt_of(&act.attempt)?);
        let answer = Reason::parse(&act.answer).map_err(StoreError::Refused)?;
        state.store.decline_return(token, &request, answer.as_ref(), &attempt).await.map(|_| ())
    })
    .await
}

/// `POST /office/give-up-order`
pub async fn give_up(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, async |token| {
        state.store.give_up_order(token, known(&act.order, Refusal::OrderUnknown)?).await
    })
    .await
}

/// `POST /office/cancel-transfer`
pub async fn cancel_transfer(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    done(&state, &headers, async |token| {
        let transfer =
            TransferId::parse(&act.transfer).map_err(|_| StoreError::Refused(Refusal::TransferUnknown))?;
        state.store.cancel_transfer(token, &transfer, &attempt_of(&act.attempt)?).await.map(|_| ())
    })
    .await
}

/// PostgreSQL takes no texts with NUL: nothing has such a name.
fn known(text: &str, unknown: Refusal) -> Result<&str, StoreError> {
    if text.contains('\0') { Err(StoreError::Refused(unknown)) } else { Ok(text) }
}

fn request_of(text: &str) -> Result<RequestId, StoreError> {
    RequestId::parse(text).map_err(|_| StoreError::Refused(Refusal::RequestUnknown))
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    act: impl AsyncFnOnce(&SessionToken) -> Result<(), StoreError>,
) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, "/office").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match act(&token).await {
        Ok(()) => Redirect::to("/office").into_response(),
        Err(StoreError::Refused(refusal)) => answer(state, headers, &token, &signed_in, Some(refusal)).await,
        Err(error) => fault(state, headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    token: &SessionToken,
    signed_in: &SignedIn,
    refusal: Option<Refusal>,
) -> Response {
    let language = render::language(headers);
    let read = async {
        let store = &state.store;
        let actor = &signed_in.actor;
        let search = TransferSearch::default();
        let waiting = Waiting {
            requests: allowed(store.asked_returns(actor, Some(RequestState::Asked)).await)?,
            enquiries: allowed(store.open_enquiries_of(actor).await)?,
            orders: allowed(store.waiting_orders(token).await)?,
            transfers: allowed(store.transfers(actor, &search).await)?,
            conflicts: if may_see(actor) { Some(store.open_conflicts(actor.merchant).await?) } else { None },
        };
        Ok::<_, StoreError>((waiting, attempt_id(store.now())?))
    };
    match read.await {
        // Whoever may do nothing here has no office.
        Ok((
            Waiting { requests: None, enquiries: None, orders: None, transfers: None, conflicts: None },
            _,
        )) => render::not_found(state, language),
        Ok((waiting, attempt)) => {
            let path = if refusal.is_some() { "" } else { "/office" };
            let frame = render::frame(state, language, text::TITLE.of(language), path, "desk");
            let view = page(language, signed_in, &waiting, &attempt, refusal.as_ref());
            let mut response = render::page(frame, view);
            if refusal.is_some() {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
        Err(error) => fault(state, headers, &error),
    }
}

/// What the account may not see is not there.
fn allowed<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(StoreError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn fault(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    tracing::error!(%error, "the office could not be shown");
    render::fault(state, render::language(headers))
}
