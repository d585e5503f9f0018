//! `/R/…`: the link in a QR, opened by a phone's own camera. It answers 303 at once, so that the code stays in no
//! history and no referrer: staff to the redeem page, everybody else to the ticket's public face.

use crate::handler::sign_in;
use crate::state::AppState;
use crate::{cookie, render};
use app::page::public_face;
use app::text::{common, wallet as text};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::code::layout::Locator;
use domain::code::link;
use domain::identity::MerchantNumber;
use store::StoreError;

/// How long the sealed code is kept in the browser.
const SHOWN_SECONDS: i64 = 600;

/// `GET /R/{code}`: changes nothing; the verified code is kept, sealed, by the browser itself.
pub async fn open(State(state): State<AppState>, Path(code): Path<String>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let scanned = link::link("HTTPS://P", &code);
    let presentation = match state.store.present(&scanned) {
        Ok(presentation) => presentation,
        Err(_) => return broken(&state, language),
    };
    let sealed = match state.store.seal_presentation(&presentation) {
        Ok(sealed) => sealed,
        Err(error) => {
            tracing::error!(%error, "a presentation was not sealed");
            return render::fault(&state, language);
        }
    };
    let signed_in = match sign_in::token(&headers) {
        Some(token) => matches!(state.store.signed_in(&token).await, Ok(Some(_))),
        None => false,
    };
    let (merchant, locator) = presentation.address();
    let target =
        if signed_in { "/desk/ticket".to_owned() } else { format!("/t/{merchant}-{}", locator.to_text()) };
    let mut response = Redirect::to(&target).into_response();
    if let Some(value) = cookie::set(cookie::SHOWN, &sealed, SHOWN_SECONDS) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// `GET /t/{merchant}-{locator}`: what anybody may know of it.
pub async fn public(State(state): State<AppState>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let address = name.split_once('-').and_then(|(merchant, locator)| {
        Some((MerchantNumber(merchant.parse().ok()?), Locator::parse(locator)?))
    });
    let Some((merchant, locator)) = address else {
        return render::not_found(&state, language);
    };
    match state.store.public_face(merchant, locator).await {
        Ok(face) => {
            let path = format!("/t/{name}");
            let frame = render::frame(&state, language, &face.product_name, &path, "wallet");
            render::page(frame, public_face::page(language, &face))
        }
        Err(StoreError::NotFound) => render::not_found(&state, language),
        Err(error) => {
            tracing::error!(%error, "a public face could not be shown");
            render::fault(&state, language)
        }
    }
}

fn broken(state: &AppState, language: app::language::Language) -> Response {
    let frame = render::frame(state, language, text::PUBLIC_TITLE.of(language), "", "wallet");
    let title = common::NOT_FOUND_TITLE.of(language).to_owned();
    let sentence = text::PUBLIC_BROKEN.of(language).to_owned();
    let link = Some(("/".to_owned(), common::HOME.of(language)));
    let mut response = render::page(frame, app::component::notice::notice(title, sentence, link));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
