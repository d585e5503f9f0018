//! 自訂圖片 in the office: the merchant's logo and banner (RULES §8).

use super::{fault, reader};
use crate::handler::sign_in;
use crate::picture::unpack;
use crate::render;
use crate::state::AppState;
use app::page::office::pictures::{Shown, page};
use app::text::picture as text;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::permission::{Access, Function};
use domain::picture::{MOST_BYTES, NotTaken, PictureKind};
use store::StoreError;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// Larger forms are cut off before anybody can say why: far above what is taken, so that a photograph is told.
pub const LARGEST_FORM: usize = 12 * 1024 * 1024;
const PATH: &str = "/office/pictures";

/// `GET /office/pictures`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) => answer(&state, &headers, &signed_in, None).await,
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
    let picture = match file(&state, request).await {
        Ok(file) => unpack(kind, file).await,
        Err(why) => Err(why),
    };
    match picture {
        Ok(picture) => done(&state, &headers, state.store.change_picture(&token, kind, Some(picture)).await),
        Err(why) => answer(&state, &headers, &signed_in, Some((kind, why))).await,
    }
}

/// `POST /office/pictures/{kind}/remove`
pub async fn remove(State(state): State<AppState>, Path(kind): Path<String>, headers: HeaderMap) -> Response {
    match asked(&state, &headers, &kind).await {
        Ok((token, _, kind)) => done(&state, &headers, state.store.change_picture(&token, kind, None).await),
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

/// The file of the form; the rest of one that is too large is read and forgotten, so that the browser gets the answer.
async fn file(state: &AppState, request: Request) -> Result<Vec<u8>, NotTaken> {
    let mut form = Multipart::from_request(request, state).await.map_err(|_| NotTaken::Missing)?;
    let mut file = Vec::new();
    let mut too_large = false;
    while let Some(mut field) = form.next_field().await.map_err(|_| NotTaken::TooLarge)? {
        if field.name() != Some("file") {
            continue;
        }
        while let Some(part) = field.chunk().await.map_err(|_| NotTaken::TooLarge)? {
            too_large |= file.len() + part.len() > MOST_BYTES;
            if !too_large {
                file.extend_from_slice(&part);
            }
        }
    }
    if too_large { Err(NotTaken::TooLarge) } else { Ok(file) }
}

fn done(state: &AppState, headers: &HeaderMap, outcome: Result<(), StoreError>) -> Response {
    match outcome {
        Ok(()) => Redirect::to(PATH).into_response(),
        Err(StoreError::Refused(_)) => render::not_found(state, render::language(headers)),
        Err(error) => fault(state, headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    not_taken: Option<(PictureKind, NotTaken)>,
) -> Response {
    let language = render::language(headers);
    let actor = &signed_in.actor;
    if !actor.allows(Function::Settings, Access::Look) {
        return render::not_found(state, language);
    }
    let read = async {
        Ok::<_, StoreError>(Shown {
            logo: state.store.picture_of(actor.merchant, PictureKind::Logo).await?,
            banner: state.store.picture_of(actor.merchant, PictureKind::Banner).await?,
            changeable: actor.allows(Function::Settings, Access::Change),
            not_taken,
        })
    };
    match read.await {
        Ok(shown) => {
            let path = if not_taken.is_some() { "" } else { PATH };
            let frame = render::frame(state, language, text::TITLE.of(language), path, "console");
            let mut response = render::page(frame, page(language, signed_in, &shown));
            if not_taken.is_some() {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            response
        }
        Err(error) => fault(state, headers, &error),
    }
}
