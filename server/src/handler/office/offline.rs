//! Scans that phones took without network (RULES §3, offline): conflicts to settle, gaps to look into, phones to revoke.

use super::{fault, reader, show as show_page};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::office::offline::{After, page};
use app::text::offline_desk as text;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::Faults;
use domain::identity::{DeskPhoneId, OfflineScanId};
use domain::offline::conflict::{ConflictDecision, may_see, may_settle};
use domain::offline::gap::GapNote;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::StoreError;
use store::query::session::SignedIn;
use store::secret::SessionToken;

const PATH: &str = "/office/offline";

/// One of the forms of the page.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    scan: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    phone: String,
    /// The highest number of the phone that the form was shown with.
    #[serde(default)]
    to: String,
    #[serde(default)]
    note: String,
}

/// `GET /office/offline`
pub async fn show(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) if may_see(&signed_in.actor) => {
            answer(&state, &headers, &signed_in, After::default()).await
        }
        Ok(_) => render::not_found(&state, render::language(&headers)),
        Err(response) => response,
    }
}

/// `POST /office/offline/settle`
pub async fn settle(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, async |token| {
        let unknown = || StoreError::Refused(Refusal::ConflictUnknown);
        let scan = OfflineScanId::parse(&act.scan).map_err(|_| unknown())?;
        let decision = ConflictDecision::parse(&act.decision).ok_or_else(unknown)?;
        state.store.settle_conflict(token, &scan, decision).await
    })
    .await
}

/// `POST /office/offline/look-into`
pub async fn look_into(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    let (token, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let gap = may_settle(&signed_in.actor).and_then(|()| {
        let phone = DeskPhoneId::parse(&act.phone).map_err(|_| Refusal::ConflictUnknown)?;
        let to = act.to.trim().parse::<u32>().map_err(|_| Refusal::ConflictUnknown)?;
        Ok((phone, to))
    });
    let outcome = match (gap, GapNote::parse(&act.note)) {
        (Err(refusal), _) => Err(StoreError::Refused(refusal)),
        (Ok((phone, _)), Err(fault)) => {
            let faults = Faults::one("note", fault);
            let after = After { phone: Some(phone), note: act.note, faults, ..After::default() };
            return answer(&state, &headers, &signed_in, after).await;
        }
        (Ok((phone, to)), Ok(note)) => state.store.look_into_gap(&token, &phone, to, &note).await,
    };
    answered(&state, &headers, &signed_in, outcome).await
}

/// `POST /office/offline/revoke`
pub async fn revoke(State(state): State<AppState>, headers: HeaderMap, Form(act): Form<Act>) -> Response {
    done(&state, &headers, async |token| {
        let phone = DeskPhoneId::parse(&act.phone);
        let phone = phone.map_err(|_| StoreError::Refused(Refusal::ConflictUnknown))?;
        state.store.revoke_desk_phone(token, &phone).await
    })
    .await
}

/// Who acts on the page, if there is such a page for them.
async fn allowed(state: &AppState, headers: &HeaderMap) -> Result<(SessionToken, SignedIn), Response> {
    let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
    if may_see(&signed_in.actor) {
        Ok((token, signed_in))
    } else {
        Err(render::not_found(state, render::language(headers)))
    }
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    act: impl AsyncFnOnce(&SessionToken) -> Result<(), StoreError>,
) -> Response {
    let (token, signed_in) = match allowed(state, headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let outcome = act(&token).await;
    answered(state, headers, &signed_in, outcome).await
}

async fn answered(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    outcome: Result<(), StoreError>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(PATH).into_response(),
        Err(StoreError::Refused(refusal)) => {
            let after = After { refusal: Some(refusal), ..After::default() };
            answer(state, headers, signed_in, after).await
        }
        Err(error) => fault(state, headers, &error),
    }
}

async fn answer(state: &AppState, headers: &HeaderMap, signed_in: &SignedIn, after: After) -> Response {
    let language = render::language(headers);
    let actor = &signed_in.actor;
    let read = async {
        Ok::<_, StoreError>((state.store.conflicts(actor).await?, state.store.desk_phones(actor).await?))
    };
    match read.await {
        Ok((conflicts, phones)) => {
            let status = match (&after.refusal, after.faults.is_empty()) {
                (Some(_), _) => StatusCode::CONFLICT,
                (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
                (None, true) => StatusCode::OK,
            };
            let path = if status == StatusCode::OK { PATH } else { "" };
            let settles = may_settle(actor).is_ok();
            let view = page(language, signed_in, &conflicts, &phones, settles, &after);
            show_page(state, language, text::TITLE, path, status, view)
        }
        Err(error) => fault(state, headers, &error),
    }
}
