//! 商品圖片: a file becomes a picture of ours, and stands on the product's tickets.

use super::form::allowed;
use super::{PATH, Tried, answer_product, number_of};
use crate::handler::office::fault;
use crate::picture::unpack_as;
use crate::render;
use crate::state::AppState;
use axum::Form;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::picture::{NotTaken, OF_A_PRODUCT};
use serde::Deserialize;
use store::StoreError;
use store::command::change_picture::NewPicture;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// Larger forms are cut off before anybody can say why: far above what is taken, so that a photograph is told.
pub const LARGEST_PICTURE_FORM: usize = 20 * 1024 * 1024;

/// `POST /office/products/{product}/picture`
pub async fn change_picture(
    State(state): State<AppState>,
    Path(product): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let (token, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (version, file) = sent(&state, request).await;
    let picture = match file {
        Ok(file) => unpack_as(OF_A_PRODUCT, file).await,
        Err(why) => Err(why),
    };
    match picture {
        Ok(picture) => write(&state, &headers, (&token, &signed_in), &product, version, Some(picture)).await,
        Err(why) => {
            let tried = Tried { not_taken: Some(why), ..Tried::default() };
            answer_product(&state, &headers, &signed_in, &product, tried).await
        }
    }
}

/// The form without a file.
#[derive(Deserialize)]
pub struct Removing {
    #[serde(default)]
    version: i64,
}

/// `POST /office/products/{product}/picture/remove`
pub async fn remove_picture(
    State(state): State<AppState>,
    Path(product): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Removing>,
) -> Response {
    match allowed(&state, &headers).await {
        Ok((token, signed_in)) => {
            write(&state, &headers, (&token, &signed_in), &product, form.version, None).await
        }
        Err(response) => response,
    }
}

async fn write(
    state: &AppState,
    headers: &HeaderMap,
    (token, signed_in): (&SessionToken, &SignedIn),
    product: &str,
    version: i64,
    picture: Option<NewPicture>,
) -> Response {
    let done = match number_of(product) {
        Ok(number) => state.store.change_product_picture(token, (number, version), picture).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Redirect::to(&format!("{PATH}/{product}#picture")).into_response(),
        Err(StoreError::Refused(refusal)) => {
            let tried = Tried { refusal: Some(refusal), ..Tried::default() };
            answer_product(state, headers, signed_in, product, tried).await
        }
        Err(StoreError::NotFound) => render::not_found(state, render::language(headers)),
        Err(error) => fault(state, headers, &error),
    }
}

/// Version and file of the form; the rest of a file that is too large is read and forgotten, so that the browser gets the
/// answer.
async fn sent(state: &AppState, request: Request) -> (i64, Result<Vec<u8>, NotTaken>) {
    let mut version = 0;
    let file = async {
        let mut form = Multipart::from_request(request, state).await.map_err(|_| NotTaken::Missing)?;
        let (mut file, mut too_large) = (Vec::new(), false);
        while let Some(mut field) = form.next_field().await.map_err(|_| NotTaken::TooLarge)? {
            let is_file = field.name() == Some("file");
            let is_version = field.name() == Some("version");
            let mut text = Vec::new();
            while let Some(part) = field.chunk().await.map_err(|_| NotTaken::TooLarge)? {
                if is_file {
                    too_large |= file.len() + part.len() > OF_A_PRODUCT.most_bytes;
                    if !too_large {
                        file.extend_from_slice(&part);
                    }
                } else if is_version && text.len() < 32 {
                    text.extend_from_slice(&part);
                }
            }
            if is_version {
                version = String::from_utf8_lossy(&text).parse().unwrap_or(0);
            }
        }
        if too_large { Err(NotTaken::TooLarge) } else { Ok(file) }
    };
    let file = file.await;
    (version, file)
}
