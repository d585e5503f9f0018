//! One ticket in the office, and what is done with it and its order.

use super::{NotDone, fault, known, reader, returns, show as shown_page};
use crate::handler::holder::attempt_of;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::purchaser_form::TypedPurchaser;
use app::page::office::ticket::{Shown, Tried, page};
use app::text::office as text;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cancel::Reason;
use domain::field::Faults;
use domain::identity::GiveBackId;
use domain::issued_order::OrderNote;
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::return_form::TypedReturn;
use serde::Deserialize;
use store::command::contact::Contact;
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
        Ok(signed_in) => {
            let asked = Asked { state: &state, headers: &headers, signed_in, serial: &serial };
            asked.answer(&After::default()).await
        }
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
    #[serde(default)]
    cancel_reason: String,
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
    /// Of the purchaser whom the page showed.
    #[serde(default)]
    version: String,
}

/// `POST /office/return`
pub async fn give_back(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    let typed = TypedReturn {
        units: act.units.clone(),
        fee: act.fee.clone(),
        fee_percent: act.fee_percent.clone(),
        reason: act.reason.clone(),
    };
    done(
        &state,
        &headers,
        &act,
        Tried::Return(typed.clone()),
        async |token, signed_in| -> Result<(), NotDone> {
            signed_in.actor.may_change(Function::GiveBack)?;
            let ticket = state.store.ticket_history(token, &act.serial).await?.id;
            let form = typed.read()?;
            let attempt = attempt_of(&act.attempt)?;
            let returning = [Returning { ticket, units: form.units }];
            let returned =
                state.store.give_back(token, &returning, form.fee, form.reason.as_ref(), &attempt).await;
            match returned {
                Ok(_) => Ok(()),
                Err(StoreError::Refused(refusal)) => match typed.faults_of(&refusal) {
                    Some(faults) => Err(faults.into()),
                    None => Err(refusal.into()),
                },
                Err(error) => Err(error.into()),
            }
        },
    )
    .await
}

/// `POST /office/cancel-return`
pub async fn cancel_return(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    let tried = Tried::TakeBack {
        give_back: act.give_back.clone(),
        reason: act.cancel_reason.clone(),
        back: act.back.clone(),
    };
    done(&state, &headers, &act, tried, async |token, signed_in| -> Result<(), NotDone> {
        signed_in.actor.may_change(Function::CancelGiveBack)?;
        let id =
            GiveBackId::parse(&act.give_back).map_err(|_| StoreError::Refused(Refusal::ReturnUnknown))?;
        let reason =
            Reason::of_field(&act.cancel_reason).map_err(|fault| Faults::one("cancel_reason", fault))?;
        let attempt = attempt_of(&act.attempt)?;
        state.store.cancel_give_back(token, &id, reason.as_ref(), &attempt).await?;
        Ok(())
    })
    .await
}

/// `POST /office/renew-code`
pub async fn renew_code(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, &act, Tried::Nothing, async |token, _| -> Result<(), NotDone> {
        let attempt = attempt_of(&act.attempt)?;
        state.store.renew_code_by_merchant(token, &act.serial, &attempt).await?;
        Ok(())
    })
    .await
}

/// `POST /office/ticket/note`
pub async fn note(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    let tried = Tried::Note(act.note.clone());
    done(&state, &headers, &act, tried, async |token, signed_in| -> Result<(), NotDone> {
        signed_in.actor.may_change(Function::IssuedOrders)?;
        let note = OrderNote::parse(&act.note).map_err(|fault| Faults::one("note", fault))?;
        state.store.note_ticket(token, &act.serial, &note, &attempt_of(&act.attempt)?).await?;
        Ok(())
    })
    .await
}

/// `POST /office/resend`
pub async fn resend(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, &act, Tried::Nothing, async |token, _| -> Result<(), NotDone> {
        let order = known(&act.order, Refusal::OrderUnknown)?;
        state.store.resend(token, order, &attempt_of(&act.attempt)?).await?;
        Ok(())
    })
    .await
}

/// `POST /office/change-purchaser`
pub async fn change_purchaser(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    let typed = TypedPurchaser { name: act.name.clone(), phone: act.phone.clone(), email: act.email.clone() };
    done(&state, &headers, &act, Tried::Purchaser(typed), async |token, signed_in| -> Result<(), NotDone> {
        signed_in.actor.may_change(Function::IssuedOrders)?;
        let order = known(&act.order, Refusal::OrderUnknown)?;
        // The merchant's form: the purchaser reads the language of the house until somebody says otherwise.
        let purchaser = Contact::of_form(&act.name, &act.phone, &act.email, "zh-TW")?;
        let (attempt, version) = (attempt_of(&act.attempt)?, act.version.parse().unwrap_or_default());
        state.store.change_shown_purchaser(token, order, version, &purchaser, &attempt).await?;
        Ok(())
    })
    .await
}

/// What became of a form.
#[derive(Default)]
struct After {
    tried: Tried,
    faults: Faults,
    refusal: Option<Refusal>,
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    act: &Act,
    tried: Tried,
    write: impl AsyncFnOnce(&SessionToken, &SignedIn) -> Result<(), NotDone>,
) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, "/office").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let outcome = match known(&act.serial, Refusal::TicketUnknown) {
        Ok(_) => write(&token, &signed_in).await,
        Err(error) => Err(error.into()),
    };
    let after = match outcome {
        Ok(()) => {
            let list = returns::list_address(&act.back);
            let to = list.unwrap_or_else(|| format!("/office/ticket?serial={}", plain(&act.serial)));
            return Redirect::to(&to).into_response();
        }
        Err(NotDone::Faults(faults)) => After { tried, faults, refusal: None },
        Err(NotDone::Store(StoreError::Refused(refusal))) => {
            After { tried, faults: Faults::default(), refusal: Some(refusal) }
        }
        Err(NotDone::Store(error)) => return fault(state, headers, &error),
    };
    Asked { state, headers, signed_in, serial: &act.serial }.answer(&after).await
}

/// A serial has letters and digits only; anything else came from nobody's form.
fn plain(serial: &str) -> String {
    serial.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Who looks at which ticket.
struct Asked<'a> {
    state: &'a AppState,
    headers: &'a HeaderMap,
    signed_in: SignedIn,
    serial: &'a str,
}

impl Asked<'_> {
    async fn answer(&self, after: &After) -> Response {
        let Self { state, headers, signed_in, serial } = self;
        let language = render::language(headers);
        let attempt = match attempt_id(state.store.now()) {
            Ok(attempt) => attempt,
            Err(error) => return fault(state, headers, &error),
        };
        let found = match known(serial, Refusal::TicketUnknown) {
            Ok(serial) => state.store.ticket_history_for(&signed_in.actor, serial).await,
            Err(error) => Err(error),
        };
        let refusal = after.refusal.clone();
        let (ticket, refusal) = match found {
            Ok(ticket) => (Some(ticket), refusal),
            Err(StoreError::Refused(Refusal::PermissionMissing)) => {
                return render::not_found(state, language);
            }
            Err(StoreError::NotFound) => (None, refusal.or(Some(Refusal::TicketUnknown))),
            Err(StoreError::Refused(why)) => (None, refusal.or(Some(why))),
            Err(error) => return fault(state, headers, &error),
        };
        let status = match (&ticket, &refusal, after.faults.is_empty()) {
            (None, _, _) => StatusCode::NOT_FOUND,
            (Some(_), Some(_), _) => StatusCode::CONFLICT,
            (Some(_), None, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (Some(_), None, true) => StatusCode::OK,
        };
        let path = format!("/office/ticket?serial={}", plain(serial));
        let path = if status == StatusCode::OK { &path } else { "" };
        let shown = Shown {
            serial,
            ticket: ticket.as_ref(),
            attempt: &attempt,
            tried: &after.tried,
            faults: &after.faults,
            refusal: refusal.as_ref(),
            acts: !signed_in.actor.is_onlooker(),
        };
        shown_page(state, language, text::TITLE, path, status, page(language, signed_in, &shown))
    }
}
