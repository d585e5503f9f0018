//! What Apple's phones ask by themselves (PassKit Web Service): to be told of changes, which cards have changed, and the
//! cards. Each card's own password opens it; a card that nobody made looks like a wrong password.

use super::holder::pass::PKPASS;
use crate::edge::address;
use crate::pass::apple_file;
use crate::pass::signature::PassSigner;
use crate::state::AppState;
use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::Instant;
use domain::pass::PassKind;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::Arc;
use store::StoreError;
use store::secret::PassSerial;

/// Apple's names of phones and push addresses are 32 and 64 hexadecimal digits; some room for others.
const LONGEST_NAME: usize = 128;

/// Who asks, and the signer that there must be.
pub struct Phone {
    state: AppState,
    signer: Arc<PassSigner>,
    peer: SocketAddr,
    headers: HeaderMap,
}

impl FromRequestParts<AppState> for Phone {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await;
        let ConnectInfo(peer) = peer.map_err(IntoResponse::into_response)?;
        let signer = state.passes.apple.clone().ok_or_else(|| StatusCode::NOT_FOUND.into_response())?;
        Ok(Self { state: state.clone(), signer, peer, headers: parts.headers.clone() })
    }
}

/// Body of a registration.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    push_token: String,
}

/// When the phone last asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Since {
    passes_updated_since: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    serial_numbers: Vec<String>,
    last_updated: String,
}

impl Phone {
    /// The card, if the request brings its password.
    fn opened(&self, pass_type: &str, serial: &str) -> Result<PassSerial, StatusCode> {
        let shown = self.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = shown.and_then(|value| value.strip_prefix("ApplePass ")).unwrap_or_default();
        let serial = PassSerial::parse(serial).filter(|_| pass_type == self.signer.pass_type());
        match serial.filter(|serial| self.state.store.is_pass_token(serial, token)) {
            Some(serial) => Ok(serial),
            None => Err(self.guessed()),
        }
    }

    /// Whoever tries many is slowed down.
    fn guessed(&self) -> StatusCode {
        let address = address::client(self.peer, &self.headers, &self.state.serve.proxies);
        if self.state.limits.allow_unknown_link(address) {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::TOO_MANY_REQUESTS
        }
    }

    fn failed(&self, error: &StoreError) -> StatusCode {
        if matches!(error, StoreError::NotFound) {
            return self.guessed();
        }
        tracing::error!(%error, "a phone was not answered about its card");
        StatusCode::SERVICE_UNAVAILABLE
    }
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// `POST /passes/v1/devices/{phone}/registrations/{pass_type}/{pass}`
pub async fn register(
    phone: Phone,
    Path((name, pass_type, serial)): Path<(String, String, String)>,
    body: Result<Json<Registration>, axum::extract::rejection::JsonRejection>,
) -> StatusCode {
    let serial = match phone.opened(&pass_type, &serial) {
        Ok(serial) => serial,
        Err(status) => return status,
    };
    let Ok(Json(Registration { push_token })) = body else {
        return StatusCode::BAD_REQUEST;
    };
    if !is_name(&name) || !is_name(&push_token) {
        return StatusCode::BAD_REQUEST;
    }
    match phone.state.store.register_pass(&serial, &name, &push_token).await {
        Ok(true) => StatusCode::CREATED,
        Ok(false) => StatusCode::OK,
        Err(error) => phone.failed(&error),
    }
}

/// `DELETE /passes/v1/devices/{phone}/registrations/{pass_type}/{pass}`
pub async fn unregister(
    phone: Phone,
    Path((name, pass_type, serial)): Path<(String, String, String)>,
) -> StatusCode {
    let serial = match phone.opened(&pass_type, &serial) {
        Ok(serial) => serial,
        Err(status) => return status,
    };
    match phone.state.store.unregister_pass(&serial, &name).await {
        Ok(()) => StatusCode::OK,
        Err(error) => phone.failed(&error),
    }
}

/// `GET /passes/v1/devices/{phone}/registrations/{pass_type}`: no password, as Apple has it; it names cards by names that
/// say nothing.
pub async fn changed(
    phone: Phone,
    Path((name, pass_type)): Path<(String, String)>,
    Query(since): Query<Since>,
) -> Response {
    if pass_type != phone.signer.pass_type() || !is_name(&name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let since = since.passes_updated_since.and_then(|since| since.parse().ok()).unwrap_or_default();
    match phone.state.store.passes_changed_since(&name, Instant(since)).await {
        Ok(Some(changed)) => {
            let last_updated = changed.until.0.to_string();
            Json(Changed { serial_numbers: changed.serials, last_updated }).into_response()
        }
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => phone.failed(&error).into_response(),
    }
}

/// `GET /passes/v1/passes/{pass_type}/{pass}`
pub async fn card(phone: Phone, Path((pass_type, serial)): Path<(String, String)>) -> Response {
    let serial = match phone.opened(&pass_type, &serial) {
        Ok(serial) => serial,
        Err(status) => return status.into_response(),
    };
    let pass = match phone.state.store.pass(&serial).await {
        Ok(pass) if pass.kind == PassKind::Apple => pass,
        Ok(_) => return phone.guessed().into_response(),
        Err(error) => return phone.failed(&error).into_response(),
    };
    if is_newest(&phone.headers, pass.updated_at) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    match apple_file(&phone.state, &phone.signer, &pass) {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, PKPASS.to_owned()),
                (header::LAST_MODIFIED, http_date(pass.updated_at)),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => {
            tracing::error!(error, "no card for Apple");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// `POST /passes/v1/log`: what phones complain about. It may name cards, so nothing of it is kept.
pub async fn log(State(state): State<AppState>) -> StatusCode {
    if state.passes.apple.is_none() {
        return StatusCode::NOT_FOUND;
    }
    metrics::counter!("pass_complaints_total").increment(1);
    StatusCode::OK
}

/// Cards change at whole seconds of their own, so equal seconds are equal cards.
fn is_newest(headers: &HeaderMap, updated_at: Instant) -> bool {
    let known = headers.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    let known = known.and_then(|text| chrono::DateTime::parse_from_rfc2822(text).ok());
    known.is_some_and(|known| known.timestamp() >= updated_at.0.div_euclid(1_000))
}

fn http_date(at: Instant) -> String {
    let time = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
