//! 持有人詢問 in the office: one thread, its answer and its end (RULES §5).

use super::fault;
use crate::handler::holder::attempt_of;
use crate::handler::holder::enquiry::{kept, status};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::thread::Tried;
use app::page::office::enquiry::page;
use app::text::enquiry as text;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::enquiry::Words;
use domain::identity::EnquiryId;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::command::enquiry::Outcome;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

/// One of the forms of the page.
#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    text: String,
}

/// `GET /office/enquiry/{enquiry}`
pub async fn show(
    State(state): State<AppState>,
    Path(enquiry): Path<String>,
    headers: HeaderMap,
) -> Response {
    match signed_in(&state, &headers, &enquiry).await {
        Ok((_, signed_in)) => answer_page(&state, &headers, &signed_in, &enquiry, Tried::default()).await,
        Err(response) => response,
    }
}

/// `POST /office/enquiry/{enquiry}`
pub async fn answer(
    State(state): State<AppState>,
    Path(enquiry): Path<String>,
    headers: HeaderMap,
    Form(said): Form<Said>,
) -> Response {
    done(&state, &headers, &enquiry, &said, async |token, id| {
        let attempt = attempt_of(&said.attempt)?;
        match Words::parse(&said.text) {
            Ok(words) => state.store.answer_enquiry(token, id, &words, &attempt).await,
            Err(why) => Ok(Err(why)),
        }
    })
    .await
}

/// `POST /office/enquiry/{enquiry}/close`
pub async fn close(
    State(state): State<AppState>,
    Path(enquiry): Path<String>,
    headers: HeaderMap,
    Form(said): Form<Said>,
) -> Response {
    done(&state, &headers, &enquiry, &said, async |token, id| {
        state.store.close_enquiry(token, id, &attempt_of(&said.attempt)?).await
    })
    .await
}

async fn signed_in(
    state: &AppState,
    headers: &HeaderMap,
    enquiry: &str,
) -> Result<(SessionToken, SignedIn), Response> {
    // What cannot be one is no address to come back to.
    let next = EnquiryId::parse(enquiry).map_or_else(|_| "/office".to_owned(), |id| address(&id));
    sign_in::require(state, headers, &next).await
}

fn address(id: &EnquiryId) -> String {
    format!("/office/enquiry/{id}")
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    enquiry: &str,
    said: &Said,
    act: impl AsyncFnOnce(&SessionToken, &EnquiryId) -> Result<Outcome, StoreError>,
) -> Response {
    let (token, signed_in) = match signed_in(state, headers, enquiry).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let outcome = async {
        let id = EnquiryId::parse(enquiry).map_err(|_| StoreError::NotFound)?;
        // Whose it is comes before what was written.
        state.store.enquiry_of(&signed_in.actor, &id).await?;
        act(&token, &id).await
    };
    let text = said.text.clone();
    let tried = match outcome.await {
        Ok(Ok(written)) => return Redirect::to(&address(&written.enquiry)).into_response(),
        Ok(Err(why)) => Tried { text: kept(text, why), failure: Some(why), refusal: None },
        Err(StoreError::Refused(refusal)) => Tried { text, failure: None, refusal: Some(refusal) },
        Err(StoreError::NotFound) => return render::not_found(state, render::language(headers)),
        Err(error) => return fault(state, headers, &error),
    };
    answer_page(state, headers, &signed_in, enquiry, tried).await
}

async fn answer_page(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    enquiry: &str,
    tried: Tried,
) -> Response {
    let language = render::language(headers);
    let read = async {
        let id = EnquiryId::parse(enquiry).map_err(|_| StoreError::NotFound)?;
        let found = state.store.enquiry_of(&signed_in.actor, &id).await?;
        Ok((found, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok(((found, messages), attempt)) => {
            let path = if tried.is_refused() { String::new() } else { address(&found.id) };
            let frame = render::frame(state, language, text::OFFICE.of(language), &path, "console");
            let view = page(language, signed_in, &found, &messages, &attempt, &tried);
            let mut response = render::page(frame, view);
            *response.status_mut() = status(&tried);
            response
        }
        // Whoever may not answer, or is somebody else's, finds nothing.
        Err(
            StoreError::NotFound | StoreError::Refused(Refusal::PermissionMissing | Refusal::BranchDisabled),
        ) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}
