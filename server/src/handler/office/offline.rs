//! Scans that phones took without network (RULES §3, offline): conflicts to settle, phones to revoke.

use super::{fault, reader};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::office::offline::page;
use app::text::offline_desk as text;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::{DeskPhoneId, OfflineScanId};
use domain::offline::conflict::{ConflictDecision, may_see, may_settle};
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
}

/// `GET /office/offline`
pub async fn show(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) if may_see(&signed_in.actor) => answer(&state, &headers, &signed_in, None).await,
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
    match act(&token).await {
        Ok(()) => Redirect::to(PATH).into_response(),
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
    let actor = &signed_in.actor;
    let read = async {
        Ok::<_, StoreError>((state.store.conflicts(actor).await?, state.store.desk_phones(actor).await?))
    };
    match read.await {
        Ok((conflicts, phones)) => {
            let path = if refusal.is_some() { "" } else { PATH };
            let frame = render::frame(state, language, text::TITLE.of(language), path, "console");
            let settles = may_settle(actor).is_ok();
            let mut response = render::page(
                frame,
                page(language, signed_in, &conflicts, &phones, settles, refusal.as_ref()),
            );
            if refusal.is_some() {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
        Err(error) => fault(state, headers, &error),
    }
}
