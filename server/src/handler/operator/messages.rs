//! 訊息中心 from the platform's side.

use super::{fault, require, show};
use crate::handler::list::{Pairs, window};
use crate::handler::office::partners::merchant as merchant_of;
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::operator::messages::{FILTERS, Form, SORTS, page};
use app::text::operator as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::Fault;
use domain::message::{MessageKind, TypedMessage};
use store::StoreError;
use store::command::operator::Operator;
use store::query::message_received::MessageSearch;

/// `GET /operator/messages`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    match require(&state, &headers).await {
        Ok((_, operator)) => {
            let kind = MessageKind::Notice.as_str().to_owned();
            let form = Form { typed: TypedMessage { kind, ..TypedMessage::default() }, ..Form::default() };
            answer(&state, &headers, &operator, &listing_of(&query), &form, StatusCode::OK).await
        }
        Err(response) => response,
    }
}

/// What the address of the list says.
pub fn listing_of(query: &Pairs) -> Listing {
    Listing::read("/operator/messages", query, FILTERS, SORTS)
}

/// What it asks for.
pub fn search_of(listing: &Listing) -> MessageSearch {
    MessageSearch {
        words: listing.filter("words").to_owned(),
        kind: MessageKind::parse(listing.filter("of_kind")),
    }
}

/// `POST /operator/messages`
pub async fn send(
    State(state): State<AppState>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator) = match require(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let value = |name: &str| {
        sent.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let typed = TypedMessage { kind: value("kind"), title: value("title"), body: value("body") };
    let mut form = Form { to: value("to").trim().to_owned(), typed, ..Form::default() };
    // A form that comes back stands above the newest.
    let first = listing_of(&Pairs::new());
    let to = merchant_of(&form.to);
    let wrong_number = !form.to.is_empty() && to.is_none();
    let message = match form.typed.read() {
        Ok(message) if !wrong_number => message,
        read => {
            form.faults = read.err().unwrap_or_default();
            if wrong_number {
                form.faults.add("to", Fault::Number(1, 9_999_999));
            }
            return answer(&state, &headers, &operator, &first, &form, StatusCode::UNPROCESSABLE_ENTITY)
                .await;
        }
    };
    match state.store.send_message(&token, to, message).await {
        Ok(()) => Redirect::to("/operator/messages").into_response(),
        Err(StoreError::NotFound) => {
            form.faults.add("to", Fault::Choice);
            answer(&state, &headers, &operator, &first, &form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `POST /operator/messages/{id}/withdraw`
pub async fn withdraw(State(state): State<AppState>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let token = match require(&state, &headers).await {
        Ok((token, _)) => token,
        Err(response) => return response,
    };
    if id.contains('\0') {
        return render::not_found(&state, render::language(&headers));
    }
    match state.store.withdraw_message(&token, &id).await {
        Ok(()) => Redirect::to("/operator/messages").into_response(),
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    operator: &Operator,
    listing: &Listing,
    form: &Form,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    match state.store.sent_messages(&search_of(listing), window(listing)).await {
        Ok(sent) => {
            let view = page(language, &operator.name, listing, &sent, form);
            show(state, language, text::MESSAGES, &listing.address(), status, view)
        }
        Err(error) => fault(state, headers, &error),
    }
}
