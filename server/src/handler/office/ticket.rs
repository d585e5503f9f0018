//! One ticket in the office, and what is done with it and its order.

use super::{fault, known, reader, returns};
use crate::handler::holder::attempt_of;
use crate::handler::sign_in;
use crate::person::contact;
use crate::render;
use crate::state::AppState;
use app::page::office::ticket::{Noted, page};
use app::text::office as text;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cancel::Reason;
use domain::field::Faults;
use domain::give_back::FeeRule;
use domain::identity::GiveBackId;
use domain::issued_order::OrderNote;
use domain::money::{Dollars, Percent};
use domain::refusal::Refusal;
use serde::Deserialize;
use store::command::give_back::Returning;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

/// Which ticket.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    serial: String,
}

/// `GET /office/ticket?serial=…`
pub async fn show(State(state): State<AppState>, Query(which): Query<Which>, headers: HeaderMap) -> Response {
    let serial = which.serial.trim().to_uppercase();
    match reader(&state, &headers, "/office").await {
        Ok(signed_in) => answer(&state, &headers, &signed_in, &serial, None).await,
        Err(response) => response,
    }
}

/// One of the forms of the page: each sends what it needs.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    serial: String,
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    units: String,
    #[serde(default)]
    fee: String,
    #[serde(default)]
    fee_percent: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    give_back: String,
    /// The list of returns that an act was begun from, with all that it is filtered by.
    #[serde(default)]
    back: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
}

/// `POST /office/return`
pub async fn give_back(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, &act, async |token| {
        let ticket = state.store.ticket_history(token, &act.serial).await?.id;
        let units = match act.units.trim() {
            "" => None,
            text => Some(text.parse().unwrap_or(0)),
        };
        let reason = Reason::parse(&act.reason).map_err(StoreError::Refused)?;
        let (fee, attempt) = (fee_of(&act.fee, &act.fee_percent)?, attempt_of(&act.attempt)?);
        let returning = [Returning { ticket, units }];
        state.store.give_back(token, &returning, fee, reason.as_ref(), &attempt).await.map(|_| ())
    })
    .await
}

/// `POST /office/cancel-return`
pub async fn cancel_return(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    done(&state, &headers, &act, async |token| {
        let id =
            GiveBackId::parse(&act.give_back).map_err(|_| StoreError::Refused(Refusal::ReturnUnknown))?;
        state.store.cancel_give_back(token, &id, &attempt_of(&act.attempt)?).await.map(|_| ())
    })
    .await
}

/// `POST /office/renew-code`
pub async fn renew_code(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, &act, async |token| {
        let attempt = attempt_of(&act.attempt)?;
        state.store.renew_code_by_merchant(token, &act.serial, &attempt).await.map(|_| ())
    })
    .await
}

/// `POST /office/ticket/note`
pub async fn note(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    let note = match OrderNote::parse(&act.note) {
        Ok(note) => note,
        Err(found) => {
            let (token, signed_in) = match sign_in::require(&state, &headers, "/office").await {
                Ok(found) => found,
                Err(response) => return response,
            };
            let noted = Noted { note: act.note, faults: Faults::one("note", found) };
            return told(&state, &headers, (&token, &signed_in), &act.serial, None, noted).await;
        }
    };
    done(&state, &headers, &act, async |token| {
        state.store.note_ticket(token, &act.serial, &note, &attempt_of(&act.attempt)?).await
    })
    .await
}

/// `POST /office/resend`
pub async fn resend(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, &act, async |token| {
        let order = known(&act.order, Refusal::OrderUnknown)?;
        state.store.resend(token, order, &attempt_of(&act.attempt)?).await.map(|_| ())
    })
    .await
}

/// `POST /office/change-purchaser`
pub async fn change_purchaser(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    done(&state, &headers, &act, async |token| {
        let order = known(&act.order, Refusal::OrderUnknown)?;
        // The merchant's form: the purchaser reads the language of the house until somebody says otherwise.
        let purchaser = contact(&act.name, &act.phone, &act.email, "zh-TW")?;
        let attempt = attempt_of(&act.attempt)?;
        state.store.change_purchaser(token, order, &purchaser, &attempt).await.map(|_| ())
    })
    .await
}

/// An amount or a percentage, or neither; both at once and what cannot be read are no fee rule.
fn fee_of(amount: &str, percent: &str) -> Result<FeeRule, StoreError> {
    let wrong = || StoreError::Refused(Refusal::FeeNotAllowed);
    match (amount.trim(), percent.trim().trim_end_matches('%').trim_end()) {
        ("", "") => Ok(FeeRule::None),
        (amount, "") => {
            let amount = amount.parse().ok().filter(|amount: &i64| *amount >= 0).ok_or_else(wrong)?;
            Ok(FeeRule::Amount(Dollars(amount)))
        }
        ("", percent) => Percent::parse(percent).map(FeeRule::Percent).ok_or_else(wrong),
        (_, _) => Err(wrong()),
    }
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    act: &Act,
    write: impl AsyncFnOnce(&SessionToken) -> Result<(), StoreError>,
) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, "/office").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let outcome = match known(&act.serial, Refusal::TicketUnknown) {
        Ok(_) => write(&token).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => match returns::list_address(&act.back) {
            Some(list) => Redirect::to(&list).into_response(),
            None => Redirect::to(&format!("/office/ticket?serial={}", plain(&act.serial))).into_response(),
        },
        Err(StoreError::Refused(refusal)) => {
            answer(state, headers, &signed_in, &act.serial, Some(refusal)).await
        }
        Err(error) => fault(state, headers, &error),
    }
}

/// A serial has letters and digits only; anything else came from nobody's form.
fn plain(serial: &str) -> String {
    serial.chars().filter(char::is_ascii_alphanumeric).collect()
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    serial: &str,
    refusal: Option<Refusal>,
) -> Response {
    told(state, headers, (token, signed_in), serial, refusal, Noted::default()).await
}

async fn told(
    state: &AppState,
    headers: &HeaderMap,
    (token, signed_in): (&SessionToken, &SignedIn),
    serial: &str,
    refusal: Option<Refusal>,
    noted: Noted,
) -> Response {
    let language = render::language(headers);
    let attempt = match attempt_id(state.store.now()) {
        Ok(attempt) => attempt,
        Err(error) => return fault(state, headers, &error),
    };
    let found = match known(serial, Refusal::TicketUnknown) {
        Ok(serial) => state.store.ticket_history_for(&signed_in.actor, serial).await,
        Err(error) => Err(error),
    };
    let (ticket, refusal) = match found {
        Ok(ticket) => (Some(ticket), refusal),
        Err(StoreError::Refused(Refusal::PermissionMissing)) => return render::not_found(state, language),
        Err(StoreError::NotFound) => (None, refusal.or(Some(Refusal::TicketUnknown))),
        Err(StoreError::Refused(why)) => (None, refusal.or(Some(why))),
        Err(error) => return fault(state, headers, &error),
    };
    let path = format!("/office/ticket?serial={}", plain(serial));
    let has_faults = !noted.faults.is_empty();
    let path = if refusal.is_some() || has_faults { "" } else { &path };
    let frame = render::frame(state, language, text::TITLE.of(language), path, "console");
    let view = page(language, signed_in, serial, ticket.as_ref(), &attempt, refusal.as_ref(), noted);
    let mut response = render::page(frame, view);
    *response.status_mut() = match (ticket, refusal) {
        (None, _) => StatusCode::NOT_FOUND,
        (Some(_), Some(_)) => StatusCode::CONFLICT,
        (Some(_), None) if has_faults => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), None) => StatusCode::OK,
    };
    response
}
