//! The office: what waits for an answer. Each act is answered by a redirect, or by the page with the reason why not.

pub mod branches;
pub mod changes;
pub mod enquiries;
pub mod enquiry;
pub mod issue;
pub mod looks;
pub mod messages;
pub mod offline;
pub mod offline_list;
pub mod orders;
pub mod paper;
pub mod partners;
pub mod people;
pub mod pictures;
pub mod products;
pub mod returns;
pub mod set_up;
pub mod ticket;
pub mod transfers;
pub mod unissued;

use crate::handler::holder::attempt_of;
use crate::handler::{look, sign_in};
use crate::state::AppState;
use crate::{cookie, render};
use app::language::Language;
use app::page::office::{Overview, Waiting, page};
use app::sentences::Sentence;
use app::text::office as text;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::Faults;
use domain::identity::TransferId;
use domain::offline::conflict::may_see;
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use domain::return_request::RequestState;
use leptos::prelude::IntoView;
use serde::Deserialize;
use store::query::session::SignedIn;
use store::query::transfer::TransferSearch;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

/// Who looks at a page of the console: somebody of the merchant, or the platform during a look (RULES §15). It is told apart
/// from [`sign_in::require`] by what it does not answer: a session to act with. Pages that ask for that are no part of a look.
pub async fn reader(state: &AppState, headers: &HeaderMap, next: &str) -> Result<SignedIn, Response> {
    match cookie::read(headers, cookie::LOOK) {
        Some(look) => look::onlooker(state, headers, look).await,
        None => sign_in::require(state, headers, next).await.map(|(_, signed_in)| signed_in),
    }
}

/// `GET /office`
pub async fn home(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match reader(&state, &headers, "/office").await {
        Ok(signed_in) => answer(&state, &headers, &signed_in, None).await,
        Err(response) => response,
    }
}

/// One of the forms of the page: each sends what it needs.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    transfer: String,
    /// The list that it was sent from.
    #[serde(default)]
    back: String,
}

/// `POST /office/give-up-order`
pub async fn give_up(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    let back = unissued::list_address(&act.back);
    done(&state, &headers, back, async |token| {
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
    done(&state, &headers, None, async |token| {
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

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    back: Option<String>,
    act: impl AsyncFnOnce(&SessionToken) -> Result<(), StoreError>,
) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, "/office").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match act(&token).await {
        Ok(()) => Redirect::to(back.as_deref().unwrap_or("/office")).into_response(),
        Err(StoreError::Refused(refusal)) => answer(state, headers, &signed_in, Some(refusal)).await,
        Err(error) => fault(state, headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
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
            orders: allowed(store.waiting_orders_for(actor).await)?,
            transfers: allowed(store.transfers(actor, &search).await)?,
            offline: if may_see(actor) { Some(store.open_offline(actor).await?) } else { None },
        };
        let overview = overview(state, signed_in).await?;
        Ok::<_, StoreError>((overview, waiting, attempt_id(store.now())?))
    };
    match read.await {
        // Whoever may do nothing here has no office.
        Ok((
            _,
            Waiting { requests: None, enquiries: None, orders: None, transfers: None, offline: None },
            _,
        )) if !signed_in.actor.allows(Function::People, Access::Look) => render::not_found(state, language),
        Ok((overview, waiting, attempt)) => {
            let path = if refusal.is_some() { "" } else { "/office" };
            let frame = render::frame(state, language, text::TITLE.of(language), path, "console");
            let view = page(language, signed_in, &overview, &waiting, &attempt, refusal.as_ref());
            let mut response = render::page(frame, view);
            if refusal.is_some() {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
        Err(error) => fault(state, headers, &error),
    }
}

/// What stands above the lists. A branch's account has the numbers of its branch.
async fn overview(state: &AppState, signed_in: &SignedIn) -> Result<Overview, StoreError> {
    let (store, merchant) = (&state.store, signed_in.actor.merchant);
    let set_up = store.set_up_of(merchant).await?;
    let (branch, reads) = (signed_in.actor.branch(), may_look(signed_in, Function::Reports));
    Ok(Overview {
        numbers: if reads { Some(store.numbers_of(merchant, branch).await?) } else { None },
        urgent: if reads { Some(store.urgent_of(merchant, branch).await?) } else { None },
        today: store.now().day(),
        missing: if may_look(signed_in, Function::Settings) { set_up.missing().len() } else { 0 },
        standing: set_up.contract.standing(store.now().day()),
        messages: store.messages_for(merchant).await?,
    })
}

/// Whether the account may look at this part of the console.
pub fn may_look(signed_in: &SignedIn, function: Function) -> bool {
    signed_in.actor.allows(function, Access::Look)
}

/// Whether the account may change it now.
pub fn may_change(signed_in: &SignedIn, function: Function) -> bool {
    signed_in.actor.may_change(function).is_ok()
}

/// Whether a page is shown after its form was done.
pub fn saved(query: &[(String, String)]) -> bool {
    query.iter().any(|(name, _)| name == "saved")
}

/// A page of the console. Answers to a POST have no path to come back to.
pub fn show(
    state: &AppState,
    language: Language,
    title: Sentence,
    path: &str,
    status: StatusCode,
    view: impl IntoView + 'static,
) -> Response {
    let mut response =
        render::page(render::frame(state, language, title.of(language), path, "console"), view);
    *response.status_mut() = status;
    response
}

/// Why a form was not done: what is wrong with its fields, or what the store said.
enum NotDone {
    Faults(Faults),
    Store(StoreError),
}

impl From<Faults> for NotDone {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for NotDone {
    fn from(refusal: Refusal) -> Self {
        Self::Store(StoreError::Refused(refusal))
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
