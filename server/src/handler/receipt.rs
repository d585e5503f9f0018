//! Receipts of redemptions (CODES, receipts): the page and the file, for the holder and for the desk; the public key;
//! and the page on which anybody checks a receipt.

use crate::handler::{sign_in, wallet};
use crate::render;
use crate::state::AppState;
use app::language::Language;
use app::page::receipt::{Checked, Places, checking, for_desk, for_holder};
use app::text::receipt as text;
use axum::Form;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::hexadecimal::hex;
use domain::identity::{MerchantNumber, UseId};
use domain::receipt::{UseReceipt, check};
use serde::Deserialize;
use std::net::SocketAddr;
use store::StoreError;
use store::query::session::SignedIn;
use store::secret::LinkToken;

/// Seconds after which the page without scripts looks again for the seal.
const SEALED_SOON: u32 = 3;

/// `GET /w/{link}/{serial}/receipt/{use_id}`
pub async fn held(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((link, serial, use_id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    match of_holder(&state, &link, &serial, &use_id).await {
        Ok(receipt) => {
            let places = holders_places(&link, &serial, &use_id);
            let view = for_holder(language, &receipt, &places);
            render::page(frame(&state, language, &receipt, &places, "wallet"), view)
        }
        Err(error) => wallet::refuse(&state, language, &error, peer, &headers),
    }
}

/// `GET /w/{link}/{serial}/receipt/{use_id}/file`
pub async fn held_file(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((link, serial, use_id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    match of_holder(&state, &link, &serial, &use_id).await {
        Ok(receipt) => file(&state, &receipt, &holders_places(&link, &serial, &use_id)),
        Err(error) => wallet::refuse(&state, render::language(&headers), &error, peer, &headers),
    }
}

/// `GET /desk/receipt/{merchant}/{use_id}`
pub async fn redeemed(
    State(state): State<AppState>,
    Path((merchant, use_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    match of_desk(&state, &headers, &merchant, &use_id).await {
        Ok((signed_in, receipt)) => {
            let places = desks_places(&merchant, &use_id);
            let view = for_desk(language, &signed_in, &receipt, &places);
            render::page(frame(&state, language, &receipt, &places, "desk"), view)
        }
        Err(answer) => answer,
    }
}

/// `GET /desk/receipt/{merchant}/{use_id}/file`
pub async fn redeemed_file(
    State(state): State<AppState>,
    Path((merchant, use_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    match of_desk(&state, &headers, &merchant, &use_id).await {
        Ok((_, receipt)) => file(&state, &receipt, &desks_places(&merchant, &use_id)),
        Err(answer) => answer,
    }
}

/// `GET /.well-known/piaojia-seal-key.txt`
pub async fn key(State(state): State<AppState>) -> Response {
    plain(format!("piaojia-seal-key-1 {}\n", hex(&state.store.head_public_key())))
}

/// `GET /receipts`
pub async fn about(State(state): State<AppState>, headers: HeaderMap) -> Response {
    checking_page(&state, render::language(&headers), "/receipts", &Checked::Nothing)
}

/// A receipt's text, as somebody pasted it.
#[derive(Deserialize)]
pub struct Pasted {
    #[serde(default)]
    text: String,
}

/// `POST /receipts`: checks a text; nothing of it is kept.
pub async fn check_pasted(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(pasted): Form<Pasted>,
) -> Response {
    // Forms send lines as browsers end them, and pasting may lose or add the last one's end.
    let lines = pasted.text.replace("\r\n", "\n");
    let text = format!("{}\n", lines.trim_matches(['\n', ' ']));
    let (checked, status) = match check(&text, &state.store.head_public_key()) {
        Ok(receipt) => (Checked::Holds(Box::new(receipt)), StatusCode::OK),
        Err(fault) => (Checked::Broken(fault), StatusCode::UNPROCESSABLE_ENTITY),
    };
    let mut response = checking_page(&state, render::language(&headers), "", &checked);
    *response.status_mut() = status;
    response
}

async fn of_holder(
    state: &AppState,
    link: &str,
    serial: &str,
    use_id: &str,
) -> Result<UseReceipt, StoreError> {
    let token = LinkToken::parse(link).ok_or(StoreError::NotFound)?;
    let use_id = UseId::parse(use_id).map_err(|_| StoreError::NotFound)?;
    let receipt = state.store.receipt_for_holder(&token, serial, &use_id).await?;
    Ok(UseReceipt { key_address: state.data.key_address(), ..receipt })
}

async fn of_desk(
    state: &AppState,
    headers: &HeaderMap,
    merchant: &str,
    use_id: &str,
) -> Result<(SignedIn, UseReceipt), Response> {
    let language = render::language(headers);
    let (_, signed_in) = sign_in::require(state, headers, &desks_places(merchant, use_id).own).await?;
    let (Ok(merchant), Ok(use_id)) = (merchant.parse().map(MerchantNumber), UseId::parse(use_id)) else {
        return Err(render::not_found(state, language));
    };
    match state.store.receipt_for_desk(&signed_in.actor, merchant, &use_id).await {
        Ok(receipt) => Ok((signed_in, UseReceipt { key_address: state.data.key_address(), ..receipt })),
        Err(StoreError::NotFound) => Err(render::not_found(state, language)),
        Err(error) => {
            tracing::error!(%error, "a receipt could not be shown");
            Err(render::fault(state, language))
        }
    }
}

fn holders_places(link: &str, serial: &str, use_id: &str) -> Places {
    let back = format!("/w/{link}/{serial}");
    Places { own: format!("{back}/receipt/{use_id}"), back }
}

fn desks_places(merchant: &str, use_id: &str) -> Places {
    Places {
        own: format!("/desk/receipt/{merchant}/{use_id}"),
        back: format!("/desk/use/{merchant}/{use_id}"),
    }
}

fn frame(
    state: &AppState,
    language: Language,
    receipt: &UseReceipt,
    places: &Places,
    area: &'static str,
) -> app::component::frame::Frame {
    let mut frame = render::frame(state, language, text::TITLE.of(language), &places.own, area);
    frame.refresh_seconds = receipt.proof.is_none().then_some(SEALED_SOON);
    frame
}

/// The file; while there is none yet, the page that says so.
fn file(state: &AppState, receipt: &UseReceipt, places: &Places) -> Response {
    let number = receipt.proof.as_ref().map(|proof| proof.head.head.number);
    let Some((text, number)) = state.store.receipt_text(receipt).zip(number) else {
        return Redirect::to(&places.own).into_response();
    };
    let name = format!("attachment; filename=\"piaojia-receipt-{}-{number}.txt\"", receipt.facts.merchant);
    let mut response = plain(text);
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn plain(text: String) -> Response {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

fn checking_page(state: &AppState, language: Language, path: &str, checked: &Checked) -> Response {
    let key = hex(&state.store.head_public_key());
    let frame = render::frame(state, language, text::CHECK_TITLE.of(language), path, "wallet");
    render::page(frame, checking(language, &key, &state.data.key_address(), checked))
}
