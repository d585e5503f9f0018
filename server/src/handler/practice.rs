//! The practice desk: verdicts that look real. Nothing here asks the store for a ticket or writes anything.

use crate::handler::scan::{refusal_fragment, wants_fragment};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::{practice, verdict};
use app::language::Language;
use app::page::practice::{codes, page, verdict_alone};
use app::text::practice as text;
use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::code::link::code_part;
use domain::code::redemption_code::RedemptionCode;
use domain::practice::PracticeCode;
use domain::refusal::Refusal;
use leptos::prelude::{AnyView, IntoAny};
use serde::Deserialize;
use store::query::session::SignedIn;

/// What was scanned.
#[derive(Deserialize)]
pub struct Scan {
    #[serde(default)]
    code: String,
    /// The desk looks first.
    #[serde(default)]
    look: String,
}

/// The second tap.
#[derive(Deserialize)]
pub struct Confirm {
    #[serde(default)]
    presentation: String,
    #[serde(default)]
    quantity: String,
}

/// `GET /desk/practice`
pub async fn desk(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    match sign_in::require(&state, &headers, "/desk/practice").await {
        Ok((_, signed_in)) => {
            let mut frame =
                render::frame(&state, language, text::TITLE.of(language), "/desk/practice", "desk");
            frame.scripts = &["desk.js"];
            render::page(frame, page(language, &signed_in))
        }
        Err(response) => response,
    }
}

/// `GET /desk/practice/codes`
pub async fn samples(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    match sign_in::require(&state, &headers, "/desk/practice/codes").await {
        Ok((_, signed_in)) => {
            let (title, path) = (text::CODES.of(language), "/desk/practice/codes");
            let frame = render::frame(&state, language, title, path, "desk");
            render::page(frame, codes(language, &signed_in))
        }
        Err(response) => response,
    }
}

/// `POST /desk/practice/scan`
pub async fn scan(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Scan>) -> Response {
    let language = render::language(&headers);
    let signed_in = match admitted(&state, &headers, language).await {
        Ok(signed_in) => signed_in,
        Err(response) => return response,
    };
    let card = match (PracticeCode::read(&form.code), store::attempt_id(state.store.now())) {
        (Some(code), Ok(attempt)) => {
            practice::scanned(language, code, form.look == "1", state.store.now(), &attempt)
        }
        (Some(_), Err(_)) => verdict::refused(language, &Refusal::Unavailable, None).into_any(),
        (None, _) => practice::other(language, is_real(&form.code)),
    };
    answer(&state, &headers, language, &signed_in, card)
}

/// `POST /desk/practice/redeem`
pub async fn confirm(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Confirm>,
) -> Response {
    let language = render::language(&headers);
    let signed_in = match admitted(&state, &headers, language).await {
        Ok(signed_in) => signed_in,
        Err(response) => return response,
    };
    let card = match PracticeCode::parse(&form.presentation) {
        Some(code) => practice::redeemed(language, code, form.quantity.trim().parse().unwrap_or(1)),
        None => practice::other(language, true),
    };
    answer(&state, &headers, language, &signed_in, card)
}

/// `POST /desk/practice/undo`
pub async fn undo(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    match admitted(&state, &headers, language).await {
        Ok(signed_in) => {
            let card = verdict::undone(language).into_any();
            answer(&state, &headers, language, &signed_in, card)
        }
        Err(response) => response,
    }
}

/// Told apart by its form alone: whether it is good nobody asks.
fn is_real(text: &str) -> bool {
    code_part(text.trim()).is_some() || RedemptionCode::parse(text).is_some()
}

async fn admitted(state: &AppState, headers: &HeaderMap, language: Language) -> Result<SignedIn, Response> {
    match sign_in::require(state, headers, "/desk/practice").await {
        Ok((_, signed_in)) => Ok(signed_in),
        Err(response) if wants_fragment(headers) && response.status().is_redirection() => {
            Err(refusal_fragment(language, &Refusal::SignedOut))
        }
        Err(response) => Err(response),
    }
}

fn answer(
    state: &AppState,
    headers: &HeaderMap,
    language: Language,
    signed_in: &SignedIn,
    card: AnyView,
) -> Response {
    if wants_fragment(headers) {
        return render::fragment(card);
    }
    let mut frame = render::frame(state, language, text::TITLE.of(language), "", "desk");
    frame.scripts = &["stepper.js"];
    render::page(frame, verdict_alone(language, signed_in, card))
}
