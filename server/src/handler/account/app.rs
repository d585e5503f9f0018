//! The authenticator app: an offer is shown with its recovery codes and comes back with a code of the app. Showing an
//! offer changes nothing; a form that is sent twice changes things once.

use super::{PATH, done, refused};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::account::app::{Key, recovery as recovery_page, set_up};
use app::text::account as text;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::one_time_code::OneTimeCode;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::StoreError;
use store::command::second_factor::AppOffer;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// An offer that comes back.
#[derive(Deserialize)]
pub struct Proven {
    #[serde(default)]
    offer: String,
    #[serde(default)]
    code: String,
}

/// Which of the two pages shows an offer.
#[derive(Clone, Copy)]
enum Shown {
    App,
    RecoveryCodes,
}

/// `GET /account/app`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    offered(&state, &headers, Shown::App).await
}

/// `GET /account/recovery-codes`
pub async fn recovery(State(state): State<AppState>, headers: HeaderMap) -> Response {
    offered(&state, &headers, Shown::RecoveryCodes).await
}

/// `POST /account/app`
pub async fn switch_on(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(proven): Form<Proven>,
) -> Response {
    let again = Redirect::to("/desk/sign-in?next=/account");
    answered(&state, &headers, Shown::App, &proven, again, async |token, sealed, code| {
        state.store.switch_on_app(token, sealed, code).await
    })
    .await
}

/// `POST /account/recovery-codes`
pub async fn renew(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(proven): Form<Proven>,
) -> Response {
    let back = Redirect::to("/account?saved");
    answered(&state, &headers, Shown::RecoveryCodes, &proven, back, async |token, sealed, code| {
        state.store.renew_recovery_codes(token, sealed, code).await
    })
    .await
}

/// `POST /account/app/off`
pub async fn switch_off(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(proven): Form<Proven>,
) -> Response {
    done(&state, &headers, async |token| {
        state.store.switch_off_app(token, &code(&proven)?).await.map(|()| "/account?saved")
    })
    .await
}

fn code(proven: &Proven) -> Result<OneTimeCode, StoreError> {
    OneTimeCode::parse(&proven.code).ok_or(StoreError::Refused(Refusal::AppCodeWrong))
}

async fn offered(state: &AppState, headers: &HeaderMap, shown: Shown) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match state.store.offer_app(&token).await {
        Ok(offer) => answer(state, headers, &signed_in, &offer, shown, None),
        Err(error) => refused(state, headers, &token, &signed_in, &error).await,
    }
}

async fn answered(
    state: &AppState,
    headers: &HeaderMap,
    shown: Shown,
    proven: &Proven,
    then: Redirect,
    act: impl AsyncFnOnce(&SessionToken, &[u8], &OneTimeCode) -> Result<(), StoreError>,
) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    // Six digits are guessed soon where nobody slows it down.
    let slow = !state.limits.allow_typed(token.as_str());
    let sealed = Base64UrlUnpadded::decode_vec(&proven.offer).unwrap_or_default();
    let outcome = match code(proven) {
        _ if slow => Err(StoreError::Refused(Refusal::SlowDown)),
        Ok(code) => act(&token, &sealed, &code).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => then.into_response(),
        Err(StoreError::Refused(refusal)) => match state.store.offered_app(&token, &sealed).await {
            Ok(offer) => answer(state, headers, &signed_in, &offer, shown, Some(&refusal)),
            Err(_) => refused(state, headers, &token, &signed_in, &StoreError::Refused(refusal)).await,
        },
        Err(error) => refused(state, headers, &token, &signed_in, &error).await,
    }
}

fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    offer: &AppOffer,
    shown: Shown,
    refusal: Option<&Refusal>,
) -> Response {
    let language = render::language(headers);
    let sealed = Base64UrlUnpadded::encode_string(&offer.sealed);
    let mut response = match shown {
        Shown::App => {
            let key = Key {
                typed: offer.key.base32(),
                link: offer.key.link(&signed_in.account_name, &signed_in.merchant_name),
            };
            let frame = render::frame(state, language, text::APP_SET_UP.of(language), "/account/app", "desk");
            render::page(frame, set_up(language, &key, &offer.codes, &sealed, refusal))
        }
        Shown::RecoveryCodes => {
            let title = text::RECOVERY_NEW.of(language);
            let frame = render::frame(state, language, title, "/account/recovery-codes", "desk");
            render::page(frame, recovery_page(language, &offer.codes, &sealed, refusal))
        }
    };
    if refusal.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
