//! 自訂圖片 in the office: the merchant's logo and banner (RULES §8).

use super::{fault, reader, show};
use crate::handler::sign_in;
use crate::picture::unpack;
use crate::render;
use crate::state::AppState;
use app::page::office::pictures::{Shown, page};
use app::text::picture as text;
use axum::Form;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::permission::{Access, Function};
use domain::picture::{MOST_BYTES, NotTaken, PictureKind, PictureName};
use domain::refusal::Refusal;
use serde::Deserialize;
use store::StoreError;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// Larger forms are cut off before anybody can say why: far above what is taken, so that a photograph is told.
pub const LARGEST_FORM: usize = 12 * 1024 * 1024;
const PATH: &str = "/office/pictures";
/// No picture has a longer name.
const LONGEST_NAME: usize = 100;

/// `GET /office/pictures`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) => answer(&state, &headers, &signed_in, Not::default()).await,
        Err(response) => response,
    }
}

/// `POST /office/pictures/{kind}`
pub async fn change(
    State(state): State<AppState>,
    Path(kind): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let (token, signed_in, kind) = match asked(&state, &headers, &kind).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let sent = match sent(&state, request).await {
        Ok(Sent { shown, file }) => unpack(kind, file).await.map(|picture| (shown, picture)),
        Err(why) => Err(why),
    };
    match sent {
        Ok((shown, picture)) => {
            let shown = PictureName::parse(&shown);
            let changed = state.store.change_shown_picture(&token, kind, shown.as_ref(), Some(picture)).await;
            done(&state, &headers, &signed_in, changed).await
        }
        Err(why) => answer(&state, &headers, &signed_in, Not::Taken(kind, why)).await,
    }
}

/// The form that removes a picture says which one it was shown.
#[derive(Deserialize)]
pub struct Removal {
    #[serde(default)]
    shown: String,
}

/// `POST /office/pictures/{kind}/remove`
pub async fn remove(
    State(state): State<AppState>,
    Path(kind): Path<String>,
    headers: HeaderMap,
    Form(removal): Form<Removal>,
) -> Response {
    match asked(&state, &headers, &kind).await {
        Ok((token, signed_in, kind)) => {
            let shown = PictureName::parse(&removal.shown);
            let changed = state.store.change_shown_picture(&token, kind, shown.as_ref(), None).await;
            done(&state, &headers, &signed_in, changed).await
        }
        Err(response) => response,
    }
}

/// Whose settings are not to be changed learns nothing, and nothing of the file is read.
async fn asked(
    state: &AppState,
    headers: &HeaderMap,
    kind: &str,
) -> Result<(SessionToken, SignedIn, PictureKind), Response> {
    let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
    match PictureKind::parse(kind) {
        Some(kind) if signed_in.actor.may_change(Function::Settings).is_ok() => Ok((token, signed_in, kind)),
        Some(_) | None => Err(render::not_found(state, render::language(headers))),
    }
}

/// What the form of a picture sends.
struct Sent {
    shown: String,
    file: Vec<u8>,
}

/// The fields of the form; the rest of a file that is too large is read and forgotten, so that the browser gets the answer.
async fn sent(state: &AppState, request: Request) -> Result<Sent, NotTaken> {
    let mut form = Multipart::from_request(request, state).await.map_err(|_| NotTaken::Missing)?;
    let (mut shown, mut file) = (Vec::new(), Vec::new());
    let mut too_large = false;
    while let Some(mut field) = form.next_field().await.map_err(|_| NotTaken::TooLarge)? {
        let (kept, most) = match field.name() {
            Some("file") => (&mut file, MOST_BYTES),
            Some("shown") => (&mut shown, LONGEST_NAME),
            Some(_) | None => continue,
        };
        while let Some(part) = field.chunk().await.map_err(|_| NotTaken::TooLarge)? {
            too_large |= kept.len() + part.len() > most;
            if !too_large {
                kept.extend_from_slice(&part);
            }
        }
    }
    let shown = String::from_utf8(shown).unwrap_or_default();
    if too_large { Err(NotTaken::TooLarge) } else { Ok(Sent { shown, file }) }
}

/// Why a picture was not changed.
#[derive(Default)]
enum Not {
    /// Nothing was sent.
    #[default]
    Asked,
    Taken(PictureKind, NotTaken),
    Done(Refusal),
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    outcome: Result<(), StoreError>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(PATH).into_response(),
        Err(StoreError::Refused(refusal @ Refusal::ChangedMeanwhile)) => {
            answer(state, headers, signed_in, Not::Done(refusal)).await
        }
        Err(StoreError::Refused(_)) => render::not_found(state, render::language(headers)),
        Err(error) => fault(state, headers, &error),
    }
}

async fn answer(state: &AppState, headers: &HeaderMap, signed_in: &SignedIn, not: Not) -> Response {
    let language = render::language(headers);
    let actor = &signed_in.actor;
    if !actor.allows(Function::Settings, Access::Look) {
        return render::not_found(state, language);
    }
    let (not_taken, refusal, status) = match not {
        Not::Asked => (None, None, StatusCode::OK),
        Not::Taken(kind, why) => (Some((kind, why)), None, StatusCode::UNPROCESSABLE_ENTITY),
        Not::Done(refusal) => (None, Some(refusal), StatusCode::CONFLICT),
    };
    let read = async {
        Ok::<_, StoreError>(Shown {
            logo: state.store.picture_of(actor.merchant, PictureKind::Logo).await?,
            banner: state.store.picture_of(actor.merchant, PictureKind::Banner).await?,
            changeable: actor.allows(Function::Settings, Access::Change),
            not_taken,
            refusal,
        })
    };
    match read.await {
        Ok(shown) => {
            let path = if status == StatusCode::OK { PATH } else { "" };
            show(state, language, text::TITLE, path, status, page(language, signed_in, &shown))
        }
        Err(error) => fault(state, headers, &error),
    }
}
