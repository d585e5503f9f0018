//! What a product says at the counter, as it is sent by the product's page.

use super::{PATH, Tried, answer_product, form, number_of};
use crate::handler::office::fault;
use crate::render;
use crate::state::AppState;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::product::counter::TypedCounter;
use serde::Deserialize;
use store::StoreError;

/// The form.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    version: String,
    #[serde(default)]
    desk_note: String,
    #[serde(default)]
    offline_units: String,
    #[serde(default)]
    offline_money: String,
    #[serde(default)]
    offline_minutes: String,
    #[serde(default)]
    offline_statement_hours: String,
}

/// `POST /office/products/{product}/counter`
pub async fn change_counter(
    State(state): State<AppState>,
    Path(product): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let (token, signed_in) = match form::allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let typed = TypedCounter {
        note: sent.desk_note,
        units: sent.offline_units,
        money: sent.offline_money,
        minutes: sent.offline_minutes,
        statement_hours: sent.offline_statement_hours,
    };
    let counter = match typed.read() {
        Ok(counter) => counter,
        Err(faults) => {
            let tried = Tried { counter: Some((typed, faults)), ..Tried::default() };
            return answer_product(&state, &headers, &signed_in, &product, tried).await;
        }
    };
    let version = sent.version.parse().unwrap_or(0);
    let Ok(number) = number_of(&product) else {
        return render::not_found(&state, render::language(&headers));
    };
    match state.store.change_product_counter(&token, (number, version), &counter).await {
        Ok(()) => Redirect::to(&format!("{PATH}/{number}#counter")).into_response(),
        Err(StoreError::Refused(refusal)) => {
            // What was typed stays; sent once more it is written over what the other wrote.
            let counter = Some((typed, domain::field::Faults::default()));
            let tried = Tried { counter, refusal: Some(refusal), ..Tried::default() };
            answer_product(&state, &headers, &signed_in, &product, tried).await
        }
        Err(StoreError::NotFound) => render::not_found(&state, render::language(&headers)),
        Err(error) => fault(&state, &headers, &error),
    }
}
