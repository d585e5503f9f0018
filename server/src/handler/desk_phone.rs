//! The desk's phones (RULES §3, offline), by script: a key joins, what it needs to go on alone, and what it took meanwhile.

use crate::handler::sign_in;
use crate::phone;
use crate::state::AppState;
use app::language::Language;
use app::text::refusal;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::Instant;
use domain::hexadecimal::unhex;
use domain::identity::{AttemptId, DeskPhoneId, MerchantNumber};
use domain::offline::scan::{DeskPhoneKey, OfflineScan};
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use store::StoreError;
use store::command::offline_scan::{ScanOutcome, SignedScan};
use store::query::offline::{Cursor, PhoneNews};

/// Scans of one request.
const MOST_SCANS: usize = 20;
/// What a phone's clock may show, in milliseconds: from 1970 to the end of 9999.
const CLOCKS: RangeInclusive<i64> = 0..=253_402_300_799_999;

/// A phone's key: P-256, compressed, in hexadecimal digits.
#[derive(Deserialize)]
pub struct Joining {
    #[serde(default)]
    key: String,
}

/// How far the phone has read.
#[derive(Deserialize)]
pub struct Reading {
    #[serde(default)]
    cursor: String,
}

#[derive(Serialize)]
struct Joined {
    merchant: u32,
    phone: String,
    highest: u32,
}

#[derive(Serialize)]
struct News {
    merchant: u32,
    head_office: bool,
    /// When the account may redeem, as the rules read it; empty = always.
    hours: String,
    now_milliseconds: i64,
    /// The issuer's public keys, one a line.
    keys: String,
    products: Vec<Product>,
    /// `[merchant, locator, generation, units left]`
    lines: Vec<(u32, String, u8, u32)>,
    cursor: String,
    more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    begins_whole: Option<bool>,
}

#[derive(Serialize)]
struct Product {
    merchant: u32,
    number: u32,
    name: String,
    issuer: String,
    /// What the product tells the staff at the counter.
    note: String,
    /// What is decided on; the script hands it on.
    rule: String,
}

/// One scan, as the phone signed it.
#[derive(Deserialize)]
struct Sent {
    number: u32,
    attempt: String,
    code: String,
    units: u8,
    scanned_at: i64,
    ahead: i64,
    heard_at: i64,
    unchecked: u8,
    signature: String,
}

#[derive(Serialize)]
struct Outcome {
    number: u32,
    /// `redeemed`, `conflict` or `not_taken`
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<u32>,
}

#[derive(Serialize)]
struct Refused {
    refused: &'static str,
    reason: &'static str,
}

/// `POST /desk/phone`: the phone that somebody is signed in on. Its key again changes nothing.
pub async fn register(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Joining>,
) -> Response {
    let Some(token) = sign_in::token(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let Some(key) = DeskPhoneKey::parse(&form.key) else {
        return match state.store.signed_in(&token).await {
            Ok(None) => StatusCode::UNAUTHORIZED.into_response(),
            Ok(Some(_)) | Err(_) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        };
    };
    match state.store.register_desk_phone(&token, &key, &phone::name(&headers)).await {
        Ok(phone) => fresh(Json(Joined {
            merchant: phone.merchant.0,
            phone: phone.id.to_string(),
            highest: phone.highest,
        })),
        Err(error) => no(&headers, &error),
    }
}

/// `POST /desk/phone/{phone}/news`: what changed since the phone was here. A POST, because it is written down that it was.
pub async fn news(
    State(state): State<AppState>,
    Path(phone): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Reading>,
) -> Response {
    let Some(token) = sign_in::token(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let Ok(phone) = DeskPhoneId::parse(&phone) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match state.store.phone_news(&token, &phone, Cursor::parse(&form.cursor)).await {
        Ok(news) => fresh(Json(told(&state, news))),
        Err(error) => no(&headers, &error),
    }
}

/// `POST /desk/phone/{merchant}/{phone}/scans`: what the phone took without network. Each scan is signed; nobody need be
/// signed in, so that neither the end of a session nor a revocation loses any.
pub async fn scans(
    State(state): State<AppState>,
    Path((merchant, phone)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (Ok(merchant), Ok(phone)) = (merchant.parse().map(MerchantNumber), DeskPhoneId::parse(&phone)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let sent: Vec<Sent> = match serde_json::from_slice(&body) {
        Ok(sent) => sent,
        Err(_) => return StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    };
    let numbers: Vec<u32> = sent.iter().map(|one| one.number).collect();
    let scans: Option<Vec<_>> = sent.into_iter().map(|one| signed(one, &phone)).collect();
    let Some(scans) = scans.filter(|scans| scans.len() <= MOST_SCANS) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    match state.store.receive_scans(merchant, &phone, &scans).await {
        Ok(outcomes) => {
            let outcomes = numbers.into_iter().zip(outcomes).map(|(number, one)| outcome(number, &one));
            fresh(Json(outcomes.collect::<Vec<_>>()))
        }
        Err(error) => no(&headers, &error),
    }
}

fn signed(one: Sent, phone: &DeskPhoneId) -> Option<SignedScan> {
    // No clock of a phone says anything else, however wrong it goes.
    let are_times = CLOCKS.contains(&one.scanned_at)
        && CLOCKS.contains(&one.heard_at)
        && one.ahead.unsigned_abs() <= CLOCKS.end().unsigned_abs();
    if !are_times {
        return None;
    }
    // PostgreSQL takes no texts with NUL.
    let of_form = one.code.len() <= 400 && !one.code.contains('\0');
    Some(SignedScan {
        signature: unhex(&one.signature)?,
        scan: OfflineScan {
            phone: phone.clone(),
            number: one.number,
            attempt: AttemptId::parse(&one.attempt).ok()?,
            code: of_form.then_some(one.code)?,
            units: one.units,
            scanned_at: Instant(one.scanned_at),
            ahead: one.ahead,
            heard_at: Instant(one.heard_at),
            unchecked: one.unchecked,
        },
    })
}

fn outcome(number: u32, one: &ScanOutcome) -> Outcome {
    let none = Outcome { number, outcome: "redeemed", refused: None, generation: None, left: None };
    match one {
        ScanOutcome::Redeemed { generation, left, .. } => {
            metrics::counter!("offline_scans_total", "outcome" => "redeemed").increment(1);
            Outcome { generation: Some(*generation), left: Some(*left), ..none }
        }
        ScanOutcome::Conflict { refusal, .. } => {
            metrics::counter!("offline_scans_total", "outcome" => "conflict").increment(1);
            Outcome { outcome: "conflict", refused: Some(refusal.code().as_str()), ..none }
        }
        ScanOutcome::NotTaken(refusal) => {
            Outcome { outcome: "not_taken", refused: Some(refusal.code().as_str()), ..none }
        }
    }
}

fn told(state: &AppState, news: PhoneNews) -> News {
    News {
        merchant: news.merchant.0,
        hours: news.hours.to_text(),
        head_office: news.head_office,
        now_milliseconds: news.now.0,
        keys: state.store.issuer_keys().public().to_lines(),
        products: news
            .products
            .into_iter()
            .map(|product| Product {
                merchant: product.rule.merchant.0,
                number: product.rule.product.0,
                rule: product.rule.to_line(),
                name: product.name,
                issuer: product.issuer_name,
                note: product.note,
            })
            .collect(),
        lines: news
            .lines
            .into_iter()
            .map(|line| (line.merchant.0, line.locator.to_text(), line.generation, line.left))
            .collect(),
        cursor: news.cursor.to_text(),
        more: news.more,
        begins_whole: news.begins,
    }
}

/// About a merchant's people: no cache keeps it.
fn fresh(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn no(headers: &HeaderMap, error: &StoreError) -> Response {
    let language: Language = crate::render::language(headers);
    match error {
        StoreError::NotFound => StatusCode::NOT_FOUND.into_response(),
        StoreError::Refused(Refusal::SignedOut) => StatusCode::UNAUTHORIZED.into_response(),
        StoreError::Refused(refusal) => {
            let reason = refusal::of(refusal.code()).reason.of(language);
            (StatusCode::CONFLICT, fresh(Json(Refused { refused: refusal.code().as_str(), reason })))
                .into_response()
        }
        StoreError::AlreadyThere { .. }
        | StoreError::RaceLost
        | StoreError::GivenUp
        | StoreError::Database(_)
        | StoreError::Migration(_)
        | StoreError::Corrupt(_)
        | StoreError::Closing => {
            tracing::error!(%error, "a desk's phone was not answered");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
