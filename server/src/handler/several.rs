//! Several tickets in one scan: what goes with a ticket that was redeemed a moment ago, and all of it at once.

use crate::handler::desk::verdict_page;
use crate::handler::scan::{refusal_fragment, wants_fragment};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::several::{Followed, answers, offer};
use app::language::Language;
use app::page::desk::more_of_order;
use app::text::several as text;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::identity::{AttemptId, MerchantNumber, UseId};
use domain::refusal::Refusal;
use domain::several::MOST;
use leptos::prelude::{AnyView, IntoAny};
use serde::Deserialize;
use store::StoreError;
use store::command::redeem::{Brought, RedeemAnswer, RedeemRequest};
use store::query::several::Followers;
use store::secret::SessionToken;

/// Between two sealed presentations; none of them has one.
const BETWEEN: char = '.';

/// `GET /desk/more/{merchant}/{use_id}`
pub async fn show(
    State(state): State<AppState>,
    Path((merchant, use_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    let path = format!("/desk/more/{merchant}/{use_id}");
    let (_, signed_in) = match sign_in::require(&state, &headers, &path).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (Ok(merchant), Ok(use_id)) = (merchant.parse().map(MerchantNumber), UseId::parse(&use_id)) else {
        return render::not_found(&state, language);
    };
    let found = match state.store.followers(&signed_in.actor, merchant, &use_id).await {
        Ok(found) => found,
        Err(error) => return fault(&state, language, &error),
    };
    let form = match found.map(|found| form(&state, language, &found)).transpose() {
        Ok(form) => form,
        Err(error) => return fault(&state, language, &error),
    };
    match form {
        form if wants_fragment(&headers) => render::fragment(form),
        Some(form) => {
            let mut frame = render::frame(&state, language, text::TITLE.of(language), &path, "desk");
            frame.scripts = &["stepper.js"];
            render::page(frame, more_of_order(language, &signed_in, form))
        }
        None => render::not_found(&state, language),
    }
}

fn form(state: &AppState, language: Language, found: &Followers) -> Result<AnyView, StoreError> {
    let sealed = found.presentations.iter().map(|one| state.store.seal_presentation(one));
    let sealed = sealed.collect::<Result<Vec<_>, _>>()?.join(&BETWEEN.to_string());
    let attempt = store::attempt_id(state.store.now())?;
    Ok(offer(language, found, sealed, &attempt).into_any())
}

fn fault(state: &AppState, language: Language, error: &StoreError) -> Response {
    tracing::error!(%error, "the others of an order could not be shown");
    render::fault(state, language)
}

/// `POST /desk/more`
#[derive(Deserialize)]
pub struct More {
    presentations: String,
    attempt: String,
    #[serde(default)]
    quantity: String,
}

/// `POST /desk/more`: the first so many, one after the other, each an attempt of its own. A repeat asks for the same ones
/// by the same attempts.
pub async fn redeem(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<More>) -> Response {
    let language = render::language(&headers);
    let fragment = wants_fragment(&headers);
    let (token, signed_in) = match sign_in::require(&state, &headers, "/desk").await {
        Ok(found) => found,
        Err(response) if fragment && response.status().is_redirection() => {
            return refusal_fragment(language, &Refusal::SignedOut);
        }
        Err(response) => return response,
    };
    let sealed: Vec<_> = form.presentations.split(BETWEEN).take(MOST).collect();
    let wanted =
        form.quantity.trim().parse::<usize>().ok().filter(|wanted| (1..=sealed.len()).contains(wanted));
    let Some(wanted) = wanted else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut all = Vec::with_capacity(wanted);
    for (number, sealed) in (1..).zip(sealed.into_iter().take(wanted)) {
        let Ok(attempt) = AttemptId::parse(&format!("{}-{number}", form.attempt)) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        let answer = one(&state, &token, sealed, attempt).await;
        let code = answer.as_ref().err().map(Refusal::code);
        metrics::counter!("followers_total", "code" => code.map_or("redeemed", |code| code.as_str()))
            .increment(1);
        all.push(answer.unwrap_or_else(Followed::Refused));
    }
    let card = answers(language, &all).into_any();
    if fragment {
        return render::fragment(card);
    }
    verdict_page(&state, language, &signed_in, card)
}

async fn one(
    state: &AppState,
    token: &SessionToken,
    sealed: &str,
    attempt: AttemptId,
) -> Result<Followed, Refusal> {
    let brought = Brought::Presentation(state.store.open_presentation(sealed)?);
    let (attempt, quantity) = (Some(attempt), Some(1));
    let request = RedeemRequest { brought, attempt, quantity, confirmed: true, phone_end: None };
    match state.store.redeem(token, &request).await {
        Ok(RedeemAnswer::Redeemed { receipt, face }) => Ok(Followed::Redeemed(receipt, Box::new(face))),
        Ok(RedeemAnswer::Confirm { .. }) => Err(Refusal::Unavailable),
        Err(refused) => Err(refused.error.refusal()),
    }
}
