//! Finding a ticket without its code. What is searched for comes in the body: addresses are kept by browsers and logs.

use crate::handler::desk::verdict_page;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::verdict;
use app::language::Language;
use app::page::look_up::{FoundLine, Outcome, page};
use app::text::look_up as text;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::look_up::{LookUpKey, LookUpKind};
use domain::permission::Function;
use leptos::prelude::IntoAny;
use serde::Deserialize;
use store::StoreError;
use store::command::look_up::LookUpAnswer;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// Where both live.
const PATH: &str = "/desk/find";

/// The form.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    words: String,
}

/// `GET /desk/find`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let language = render::language(&headers);
    match admitted(&state, &headers, language).await {
        Ok((_, signed_in)) => {
            answer(&state, language, &signed_in, LookUpKind::Phone, "", PATH, Outcome::Unasked)
        }
        Err(response) => response,
    }
}

/// `POST /desk/find`
pub async fn search(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Search>) -> Response {
    let language = render::language(&headers);
    let (token, signed_in) = match admitted(&state, &headers, language).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let kind = LookUpKind::parse(&form.kind).unwrap_or(LookUpKind::Phone);
    match found(&state, &token, &signed_in, kind, &form.words).await {
        Ok(outcome) => answer(&state, language, &signed_in, kind, &form.words, "", outcome),
        Err(error @ StoreError::Refused(_)) => {
            let card = verdict::refused(language, &error.refusal(), None).into_any();
            verdict_page(&state, language, &signed_in, card)
        }
        Err(error) => {
            tracing::error!(%error, "a ticket could not be looked up");
            render::fault(&state, language)
        }
    }
}

/// Whoever is signed in and may redeem; everybody else is told why not.
async fn admitted(
    state: &AppState,
    headers: &HeaderMap,
    language: Language,
) -> Result<(SessionToken, SignedIn), Response> {
    let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
    match signed_in.actor.may_change(Function::Redeem) {
        Ok(()) => Ok((token, signed_in)),
        Err(refusal) => {
            let card = verdict::refused(language, &refusal, None).into_any();
            Err(verdict_page(state, language, &signed_in, card))
        }
    }
}

/// Nothing is asked of the store before the words mean somebody and the account may search once more.
async fn found(
    state: &AppState,
    token: &SessionToken,
    signed_in: &SignedIn,
    kind: LookUpKind,
    words: &str,
) -> Result<Outcome, StoreError> {
    let key = match LookUpKey::parse(kind, words) {
        Ok(key) => key,
        Err(problem) => return Ok(Outcome::Problem(problem)),
    };
    let actor = &signed_in.actor;
    if !state.limits.allow_look_up(&format!("{}/{}", actor.merchant, actor.account)) {
        return Ok(Outcome::Slow);
    }
    metrics::counter!("look_ups_total", "kind" => kind.as_str()).increment(1);
    match state.store.look_up(token, &key).await? {
        LookUpAnswer::TooMany => Ok(Outcome::TooMany),
        LookUpAnswer::Found(tickets) => {
            let sealed = tickets.into_iter().map(|ticket| {
                let sealed = state.store.seal_presentation(&ticket.presentation)?;
                Ok(FoundLine { ticket, sealed, attempt: store::attempt_id(state.store.now())? })
            });
            Ok(Outcome::Found(sealed.collect::<Result<_, StoreError>>()?))
        }
    }
}

fn answer(
    state: &AppState,
    language: Language,
    signed_in: &SignedIn,
    kind: LookUpKind,
    words: &str,
    path: &str,
    outcome: Outcome,
) -> Response {
    let status = match outcome {
        Outcome::Unasked | Outcome::Found(_) => StatusCode::OK,
        Outcome::Problem(_) | Outcome::TooMany => StatusCode::UNPROCESSABLE_ENTITY,
        Outcome::Slow => StatusCode::TOO_MANY_REQUESTS,
    };
    let mut frame = render::frame(state, language, text::TITLE.of(language), path, "desk");
    frame.scripts = &["hold.js"];
    let mut response = render::page(frame, page(language, signed_in, kind, words, outcome));
    *response.status_mut() = status;
    response
}
