//! The desk's pages: camera and list, and the redeem page that a phone's camera or a typed code leads to.

use crate::handler::scan::{self, Bring};
use crate::handler::sign_in;
use crate::manifest::{self, App};
use crate::state::AppState;
use crate::{cookie, render};
use app::language::Language;
use app::page::desk::{page, scan_again, today_list, verdict_alone};
use app::text::desk as text;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::AnyView;
use store::query::session::SignedIn;

/// Where the desk's manifest is.
const MANIFEST: &str = "/desk/manifest.webmanifest";

/// `GET /desk`
pub async fn desk(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let (_, signed_in) = match sign_in::require(&state, &headers, "/desk").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let today = match state.store.redemptions_today(&signed_in.actor).await {
        Ok(today) => today,
        Err(error) => {
            tracing::error!(%error, "the desk could not be shown");
            return render::fault(&state, language);
        }
    };
    let mut frame = render::frame(&state, language, text::TITLE.of(language), "/desk", "desk");
    frame.scripts = &["desk.js"];
    frame.manifest = Some(MANIFEST.to_owned());
    let keys = state.store.issuer_keys().public().to_lines();
    render::page(frame, page(language, &signed_in, &today, keys))
}

/// `GET /desk/manifest.webmanifest`: the desk on a phone's home screen. It says nothing that is anybody's.
pub async fn manifest(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let name = text::APP_NAME.of(language).to_owned();
    let app = App { start: "/desk", scope: "/desk", name, short_name: text::TITLE };
    let manifest = app.manifest(language, state.site.folder());
    render::private(([(header::CONTENT_TYPE, manifest::KIND)], Json(manifest)).into_response())
}

/// `GET /desk/today`: the list alone, after a redemption.
pub async fn today(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let (_, signed_in) = match sign_in::require(&state, &headers, "/desk").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match state.store.redemptions_today(&signed_in.actor).await {
        Ok(today) => render::fragment(today_list(language, &today)),
        Err(error) => {
            tracing::error!(%error, "today's list could not be shown");
            render::fault(&state, language)
        }
    }
}

/// `GET /desk/ticket`: the ticket whose code the phone's camera opened, to look at and confirm.
pub async fn ticket(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    let (token, signed_in) = match sign_in::require(&state, &headers, "/desk/ticket").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Some(sealed) = cookie::read(&headers, cookie::SHOWN).filter(|sealed| !sealed.is_empty()) else {
        let frame = render::frame(&state, language, text::SCAN_AGAIN_TITLE.of(language), "", "desk");
        return render::page(frame, scan_again(language, &signed_in));
    };
    let (card, _) = scan::look(&state, language, &token, Bring::Presentation(sealed.to_owned())).await;
    verdict_page(&state, language, &signed_in, card)
}

/// A whole page around one verdict, for browsers without scripts.
pub fn verdict_page(state: &AppState, language: Language, signed_in: &SignedIn, card: AnyView) -> Response {
    let mut frame = render::frame(state, language, text::TITLE.of(language), "", "desk");
    frame.scripts = &["stepper.js"];
    render::page(frame, verdict_alone(language, signed_in, card))
}
