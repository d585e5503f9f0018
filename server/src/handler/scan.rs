//! Scanning and typing: the camera's page asks for verdicts as fragments, a plain form gets pages.

use crate::handler::desk::verdict_page;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::verdict::{self, AskPhone, Question};
use app::language::Language;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cancel::may_undo;
use domain::code::redemption_code::RedemptionCode;
use domain::code::typing::typed_link;
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::{AnyView, IntoAny};
use serde::Deserialize;
use store::StoreError;
use store::command::redeem::{Brought, Receipt, RedeemAnswer, RedeemRequest, Refused, TicketFace};
use store::secret::SessionToken;

/// Header by which our scripts ask for a fragment instead of a page.
const FRAGMENT: &str = "x-fragment";

/// What a form or a script brings.
pub enum Bring {
    /// Text of a QR, or a typed redemption code: told apart by their form.
    Code(String),
    /// A sealed presentation that is now confirmed or looked at again.
    Presentation(String),
}

/// `POST /desk/scan`
#[derive(Deserialize)]
pub struct Scan {
    code: String,
    attempt: String,
}

/// `POST /desk/look`
#[derive(Deserialize)]
pub struct Look {
    #[serde(default)]
    code: String,
    /// Of a ticket that was found without its code.
    #[serde(default)]
    presentation: String,
}

/// `POST /desk/redeem`
#[derive(Deserialize)]
pub struct Confirm {
    presentation: String,
    attempt: String,
    #[serde(default)]
    quantity: String,
    /// What the holder said of the phone.
    #[serde(default)]
    phone_end: String,
}

/// `POST /desk/scan`: the camera saw a code. The attempt was made on the phone and is sent with every repeat.
pub async fn scan(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Scan>) -> Response {
    let language = render::language(&headers);
    let Some(token) = sign_in::token(&headers) else {
        return refusal_fragment(language, &Refusal::SignedOut);
    };
    let Ok(attempt) = AttemptId::parse(&form.attempt) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let brought = match brought(&state, &token, Bring::Code(form.code)) {
        Ok(brought) => brought,
        Err(refusal) => return render::fragment(refused_card(language, refusal.into())),
    };
    let (attempt, quantity, confirmed, phone_end) = (Some(attempt), None, false, None);
    let request = RedeemRequest { brought, attempt, quantity, confirmed, phone_end };
    let told = |receipt: &Receipt, face: &TicketFace| {
        render::fragment(redeemed_card(&state, language, receipt, face))
    };
    match state.store.redeem_and_prepare(&token, &request, told).await {
        Ok((_, Some(response))) => {
            count_redemption(false);
            response
        }
        Ok((answer, None)) => render::fragment(card(&state, language, Ok(answer), AskPhone::Yes).0),
        Err(refused) => render::fragment(refused_card(language, refused)),
    }
}

/// `POST /desk/look`: a typed code, a ticket that was looked up, or a scanned code where the desk looks first; nothing is
/// redeemed.
pub async fn look_page(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Look>,
) -> Response {
    let language = render::language(&headers);
    let (token, signed_in) = match sign_in::require(&state, &headers, "/desk").await {
        Ok(found) => found,
        Err(response) if wants_fragment(&headers) => {
            return if response.status().is_redirection() {
                refusal_fragment(language, &Refusal::SignedOut)
            } else {
                response
            };
        }
        Err(response) => return response,
    };
    let bring = if form.presentation.is_empty() {
        Bring::Code(typed_link(&form.code).unwrap_or(form.code))
    } else {
        Bring::Presentation(form.presentation)
    };
    let (card, _) = look(&state, language, &token, bring).await;
    if wants_fragment(&headers) {
        return render::fragment(card);
    }
    verdict_page(&state, language, &signed_in, card)
}

/// `POST /desk/redeem`: the second tap.
pub async fn confirm(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Confirm>,
) -> Response {
    let language = render::language(&headers);
    let fragment = wants_fragment(&headers);
    let (token, signed_in) = match sign_in::require(&state, &headers, "/desk").await {
        Ok(found) => found,
        Err(response) if fragment && response.status().is_redirection() => {
            return refusal_fragment(language, &Refusal::SignedOut);
        }
        Err(response) => return response,
    };
    let Ok(attempt) = AttemptId::parse(&form.attempt) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let quantity = form.quantity.trim().parse::<u32>().unwrap_or(0);
    let phone_end = Some(form.phone_end).filter(|said| !said.trim().is_empty());
    if phone_end.is_some() && !state.limits.allow_phone_end(signed_in.actor.account.as_str()) {
        let card = refused_card(language, Refusal::SlowDown.into());
        return if fragment {
            render::fragment(card)
        } else {
            verdict_page(&state, language, &signed_in, card)
        };
    }
    let wanted = Wanted { attempt: Some(attempt), quantity: Some(quantity), confirmed: true, phone_end };
    let bring = Bring::Presentation(form.presentation);
    let (card, done) = ask(&state, language, &token, bring, wanted).await;
    match done {
        _ if fragment => render::fragment(card),
        Some(address) => Redirect::to(&address).into_response(),
        None => {
            let mut response = verdict_page(&state, language, &signed_in, card);
            *response.status_mut() = StatusCode::CONFLICT;
            response
        }
    }
}

/// Looks without redeeming: the card, and nothing written.
pub async fn look(
    state: &AppState,
    language: Language,
    token: &SessionToken,
    bring: Bring,
) -> (AnyView, Option<String>) {
    ask(state, language, token, bring, Wanted::default()).await
}

#[derive(Default)]
struct Wanted {
    attempt: Option<AttemptId>,
    quantity: Option<u32>,
    confirmed: bool,
    phone_end: Option<String>,
}

/// Asks the use case and makes the card; the address of the redemption where one stands written.
async fn ask(
    state: &AppState,
    language: Language,
    token: &SessionToken,
    bring: Bring,
    wanted: Wanted,
) -> (AnyView, Option<String>) {
    let (answer, phone) = match brought(state, token, bring) {
        Ok(brought) => decided(state, token, brought, wanted).await,
        Err(refusal) => (Err(refusal.into()), AskPhone::No),
    };
    card(state, language, answer, phone)
}

/// The card that an answer is shown on; the address of the redemption where one stands written.
fn card(
    state: &AppState,
    language: Language,
    answer: Result<RedeemAnswer, Refused>,
    phone: AskPhone,
) -> (AnyView, Option<String>) {
    match answer {
        Ok(RedeemAnswer::Redeemed { receipt, face }) => {
            count_redemption(receipt.repeated);
            let address = format!("/desk/use/{}/{}", face.merchant, receipt.use_id);
            (redeemed_card(state, language, &receipt, &face), Some(address))
        }
        Ok(RedeemAnswer::Confirm { face, proof, suggested, asks_phone, presentation }) => {
            let phone = if asks_phone { phone } else { AskPhone::No };
            let question = Question { face: &face, proof, suggested, phone };
            let made = state
                .store
                .seal_presentation(&presentation)
                .and_then(|sealed| Ok((sealed, store::attempt_id(state.store.now())?)));
            match made {
                Ok((sealed, attempt)) => {
                    (verdict::confirm(language, &question, sealed, &attempt).into_any(), None)
                }
                Err(error) => (refused_card(language, Refused::from(error)), None),
            }
        }
        Err(refused) => (refused_card(language, refused), None),
    }
}

/// The answer, and how the phone is asked for where it is a question. Wrong digits lead back to the question: a new attempt
/// with what was asked for before.
async fn decided(
    state: &AppState,
    token: &SessionToken,
    brought: Brought,
    wanted: Wanted,
) -> (Result<RedeemAnswer, Refused>, AskPhone) {
    let Wanted { attempt, quantity, confirmed, phone_end } = wanted;
    let request = RedeemRequest { brought, attempt, quantity, confirmed, phone_end };
    match state.store.redeem(token, &request).await {
        Err(refused) if refused.error.refusal() == Refusal::PhoneEndWrong => {
            metrics::counter!("refusals_total", "code" => refused.error.refusal().code().as_str())
                .increment(1);
            let again = RedeemRequest { attempt: None, confirmed: false, phone_end: None, ..request };
            (state.store.redeem(token, &again).await, AskPhone::Again)
        }
        answer => (answer, AskPhone::Yes),
    }
}

fn redeemed_card(state: &AppState, language: Language, receipt: &Receipt, face: &TicketFace) -> AnyView {
    verdict::redeemed(language, receipt, face, undo_of(state, receipt, face).as_ref()).into_any()
}

fn count_redemption(repeated: bool) {
    metrics::counter!("redemptions_total", "repeated" => if repeated { "true" } else { "false" })
        .increment(1);
}

/// The attempt by which a redemption that was made this moment can be taken back in place.
fn undo_of(state: &AppState, receipt: &Receipt, face: &TicketFace) -> Option<AttemptId> {
    let offered = !receipt.repeated && may_undo(face.kind, receipt.state);
    offered.then(|| store::attempt_id(state.store.now()).ok()).flatten()
}

/// A QR of ours is a link; everything else is read as a typed code, and typing is limited before anything is read.
fn brought(state: &AppState, token: &SessionToken, bring: Bring) -> Result<Brought, Refusal> {
    match bring {
        Bring::Presentation(sealed) => Ok(Brought::Presentation(state.store.open_presentation(&sealed)?)),
        Bring::Code(text) => {
            if domain::code::link::code_part(text.trim()).is_some() {
                return Ok(Brought::Scanned(text.trim().to_owned()));
            }
            let code = RedemptionCode::parse(&text).ok_or(Refusal::NotOurs)?;
            if !state.limits.allow_typed(token.as_str()) {
                return Err(Refusal::SlowDown);
            }
            Ok(Brought::Typed(code))
        }
    }
}

fn refused_card(language: Language, refused: Refused) -> AnyView {
    let Refused { error, face, redemption } = refused;
    let refusal = error.refusal();
    match &error {
        StoreError::Refused(_) | StoreError::NotFound => {}
        StoreError::AlreadyThere { .. }
        | StoreError::RaceLost
        | StoreError::GivenUp
        | StoreError::Database(_)
        | StoreError::Migration(_)
        | StoreError::Corrupt(_)
        | StoreError::Closing => tracing::error!(%error, "a scan could not be decided"),
    }
    metrics::counter!("refusals_total", "code" => refusal.code().as_str()).increment(1);
    let redemption = redemption.map(|(issuer, use_id)| format!("/desk/use/{issuer}/{use_id}"));
    verdict::refused_after(language, &refusal, face.as_deref(), redemption).into_any()
}

pub(super) fn refusal_fragment(language: Language, refusal: &Refusal) -> Response {
    render::fragment(verdict::refused(language, refusal, None))
}

/// Whether a script of ours asks.
pub(super) fn wants_fragment(headers: &HeaderMap) -> bool {
    headers.contains_key(FRAGMENT)
}
