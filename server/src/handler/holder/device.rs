//! The phones that sign a wallet's living codes (CODES, phones): they join and fetch statements by script; their holder
//! sees and removes them on a plain page.

use super::Visit;
use crate::handler::wallet::open;
use crate::phone;
use app::page::holder::device::page;
use app::text::{refusal, wallet as text};
use axum::Json;
use axum::extract::{Form, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::device::HolderKey;
use domain::identity::DeviceId;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::StoreError;

/// What a phone says about itself.
#[derive(Deserialize)]
pub struct Phone {
    /// Its public key, P-256, compressed, in hexadecimal digits.
    #[serde(default)]
    key: String,
}

/// What a phone needs to show tickets until it has the network again.
#[derive(Serialize)]
struct Statements {
    /// Beginning of the links in QR codes.
    base: String,
    /// The server's clock; phones' clocks are wrong.
    now_milliseconds: i64,
    /// By 票券序號. Tickets that may not be shown now have none.
    statements: BTreeMap<String, String>,
}

/// Why a phone does not sign, in words for its holder.
#[derive(Serialize)]
struct Refused {
    refused: &'static str,
    reason: String,
}

/// `GET /w/{link}/device`
pub async fn list(visit: Visit) -> Response {
    let read = async {
        open(&visit.state, &visit.link).await?;
        Ok((visit.state.store.devices(&visit.token()?).await?, visit.to_prove().await?))
    };
    match read.await {
        Ok((devices, to_prove)) => {
            let address = visit.address();
            let view = page(visit.language, &devices, &address, to_prove.is_some());
            visit.page_with(
                text::DEVICES.of(visit.language),
                &format!("{address}/device"),
                &["devices.js"],
                view,
            )
        }
        Err(error) => visit.failed(&error),
    }
}

/// `POST /w/{link}/device`: a phone asks to sign. Its key again changes nothing.
pub async fn register(visit: Visit, Form(form): Form<Phone>) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        let Some(key) = HolderKey::parse(&form.key) else {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
        };
        let joins = visit.state.store.joins_by_link(&visit.token()?, &key).await?;
        if !joins && visit.to_prove().await?.is_some() {
            return Ok(to_be_proven(&visit));
        }
        visit.state.store.register_device(&visit.token()?, &key, &phone::name(&visit.headers)).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    match done.await {
        Ok(response) => response,
        Err(error) => no(&visit, error),
    }
}

/// `POST /w/{link}/statements`: fresh statements for one of the wallet's phones.
pub async fn statements(visit: Visit, Form(form): Form<Phone>) -> Response {
    let read = async {
        open(&visit.state, &visit.link).await?;
        match HolderKey::parse(&form.key) {
            Some(key) => visit.state.store.statements(&visit.token()?, &key).await.map(Some),
            None => Ok(None),
        }
    };
    match read.await {
        Ok(Some(statements)) => kept_by_nobody(Json(Statements {
            base: visit.state.code_base().to_ascii_uppercase(),
            now_milliseconds: visit.state.store.now().0,
            statements: statements.into_iter().map(|one| (one.serial, one.text)).collect(),
        })),
        Ok(None) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(error) => no(&visit, error),
    }
}

/// `POST /w/{link}/device/{device}/remove`
pub async fn remove(visit: Visit, Path((_, device)): Path<(String, String)>) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        match DeviceId::parse(&device) {
            Ok(device) => visit.state.store.remove_device(&visit.token()?, &device).await,
            Err(_) => Ok(()),
        }
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("{}/device", visit.address())).into_response(),
        Err(error) => visit.failed(&error),
    }
}

fn to_be_proven(visit: &Visit) -> Response {
    let reason = text::SECOND_DEVICE.of(visit.language).to_owned();
    let mut response = kept_by_nobody(Json(Refused { refused: "code_needed", reason }));
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

/// A rule's refusal in words for the phone's holder.
pub(super) fn no(visit: &Visit, error: StoreError) -> Response {
    let StoreError::Refused(refused) = error else {
        return visit.failed(&error);
    };
    let mut response = kept_by_nobody(Json(words(visit, &refused)));
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

fn words(visit: &Visit, refused: &Refusal) -> Refused {
    // The words of the counter are for the staff; this phone's holder is told what it means here.
    let said = if *refused == Refusal::DeviceRemoved {
        text::DEVICE_WAS_REMOVED.of(visit.language).to_owned()
    } else {
        let words = refusal::of(refused.code());
        format!("{} {}", words.reason.of(visit.language), words.next.of(visit.language))
    };
    Refused { refused: refused.code().as_str(), reason: said }
}

fn kept_by_nobody(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
