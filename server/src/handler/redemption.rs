//! One redemption: its page, and its cancelling.

use crate::handler::desk::verdict_page;
use crate::handler::scan::{refusal_fragment, wants_fragment};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::verdict;
use app::page::redemption::page;
use app::text::desk as text;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cancel::Reason;
use domain::identity::{AttemptId, MerchantNumber, UseId};
use domain::refusal::Refusal;
use leptos::prelude::IntoAny;
use serde::Deserialize;
use store::StoreError;
use store::secret::SessionToken;

/// `GET /desk/use/{merchant}/{use_id}`
pub async fn show(
    State(state): State<AppState>,
    Path((merchant, use_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    let path = format!("/desk/use/{merchant}/{use_id}");
    let (_, signed_in) = match sign_in::require(&state, &headers, &path).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (Ok(merchant), Ok(use_id)) = (merchant.parse().map(MerchantNumber), UseId::parse(&use_id)) else {
        return render::not_found(&state, language);
    };
    let found = async {
        let entry = state.store.redemption(&signed_in.actor, merchant, &use_id).await?;
        let cancellable = state.store.may_cancel(&signed_in.actor, merchant, &use_id).await?;
        let receipt = state.store.has_receipt(merchant, &use_id).await?;
        let more = state.store.followers(&signed_in.actor, merchant, &use_id).await?;
        let more = more.map_or(0, |more| more.presentations.len());
        Ok::<_, StoreError>((entry, cancellable, receipt, more, store::attempt_id(state.store.now())?))
    };
    match found.await {
        Ok((entry, cancellable, receipt, more, attempt)) => {
            let mut frame = render::frame(&state, language, text::USE_TITLE.of(language), &path, "desk");
            frame.scripts = &["stepper.js"];
            render::page(frame, page(language, &signed_in, &entry, &attempt, cancellable, receipt, more))
        }
        Err(StoreError::NotFound | StoreError::Refused(_)) => render::not_found(&state, language),
        Err(error) => {
            tracing::error!(%error, "a redemption could not be shown");
            render::fault(&state, language)
        }
    }
}

/// The cancel form.
#[derive(Deserialize)]
pub struct Cancel {
    merchant: u32,
    use_id: String,
    attempt: String,
    #[serde(default)]
    quantity: String,
    #[serde(default)]
    reason: String,
}

/// `POST /desk/cancel`: by the form of the redemption's page, or in place by the card of the verdict.
pub async fn cancel(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Cancel>) -> Response {
    let language = render::language(&headers);
    let fragment = wants_fragment(&headers);
    let (token, signed_in) = match sign_in::require(&state, &headers, "/desk").await {
        Ok(found) => found,
        Err(response) if fragment && response.status().is_redirection() => {
            return refusal_fragment(language, &Refusal::SignedOut);
        }
        Err(response) => return response,
    };
    match take_back(&state, &token, &form).await {
        Ok(()) if fragment => render::fragment(verdict::undone(language)),
        Ok(()) => Redirect::to(&format!("/desk/use/{}/{}", form.merchant, form.use_id)).into_response(),
        Err(error) if fragment => refusal_fragment(language, &error.refusal()),
        Err(error) => {
            let card = verdict::refused(language, &error.refusal(), None).into_any();
            let mut response = verdict_page(&state, language, &signed_in, card);
            *response.status_mut() = StatusCode::CONFLICT;
            response
        }
    }
}

async fn take_back(state: &AppState, token: &SessionToken, form: &Cancel) -> Result<(), StoreError> {
    let unknown = |_| StoreError::Refused(Refusal::UseUnknown);
    let use_id = UseId::parse(&form.use_id).map_err(unknown)?;
    let attempt = AttemptId::parse(&form.attempt).map_err(unknown)?;
    let reason = Reason::parse(&form.reason).map_err(StoreError::Refused)?;
    let units = match form.quantity.trim() {
        "" => None,
        text => Some(text.parse().unwrap_or(0)),
    };
    let issuer = MerchantNumber(form.merchant);
    state.store.cancel_redemption(token, issuer, &use_id, units, &attempt, reason.as_ref()).await?;
    Ok(())
}
