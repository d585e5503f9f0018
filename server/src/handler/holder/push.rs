//! A phone asks to be told, or to be told nothing more (RULES §14): by script only, since only a script can ask its browser.

use super::Visit;
use super::device::no;
use crate::handler::wallet::open;
use crate::push::service;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::device::HolderKey;
use domain::push::PushKeys;
use serde::Deserialize;
use store::push::Subscription;

/// What a phone says. Never shown, not even in a log.
#[derive(Deserialize)]
pub struct Phone {
    /// The key that it signs with.
    #[serde(default)]
    key: String,
    /// Its address at a push service.
    #[serde(default)]
    endpoint: String,
    /// Its keys, in base64url.
    #[serde(default)]
    p256dh: String,
    #[serde(default)]
    auth: String,
}

/// `POST /w/{link}/push`. The same again changes nothing.
pub async fn tell(visit: Visit, Form(form): Form<Phone>) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        if !visit.state.limits.allow_phone(&visit.link) {
            return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
        }
        let is_known = service::known(&form.endpoint, &visit.state.serve.push_services).is_some();
        let keys = PushKeys::parse(&form.p256dh, &form.auth).filter(|_| is_known);
        let (Some(key), Some(keys)) = (HolderKey::parse(&form.key), keys) else {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
        };
        let subscription = Subscription { endpoint: form.endpoint, keys };
        visit.state.store.tell_phone(&visit.token()?, &key, &subscription).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    match done.await {
        Ok(response) => response,
        Err(error) => no(&visit, error),
    }
}

/// `POST /w/{link}/push/remove`. A phone that is told nothing is done already.
pub async fn tell_nothing(visit: Visit, Form(form): Form<Phone>) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        if !visit.state.limits.allow_phone(&visit.link) {
            return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
        }
        let Some(key) = HolderKey::parse(&form.key) else {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
        };
        visit.state.store.tell_phone_nothing(&visit.token()?, &key).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    match done.await {
        Ok(response) => response,
        Err(error) => no(&visit, error),
    }
}
