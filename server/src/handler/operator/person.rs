//! One person's data on request: found by what they typed once, handed out as a file, erased. The address goes by POST only, so
//! that it stands in no log.

use super::{fault, require, show};
use crate::handler::list::{Pairs, window};
use crate::handler::office::partners::merchant as merchant_of;
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::operator::person::{Form, SORTS, page};
use app::text::person as text;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::{self, Fault};
use domain::reach::Reach;
use store::StoreError;
use store::command::operator::Operator;
use store::query::person::Whom;
use store::secret::SessionToken;

const PATH: &str = "/operator/people";

/// `GET /operator/people`
pub async fn form(
    State(state): State<AppState>,
    axum::extract::Query(query): axum::extract::Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    match require(&state, &headers).await {
        Ok((token, operator)) => {
            let is_erased = query.iter().any(|(name, _)| name == "erased");
            let form = Form { is_erased, ..Form::default() };
            let listing = Listing::read(PATH, &query, &[], SORTS);
            page_of(&state, &headers, (&token, &operator), &listing, form, StatusCode::OK).await
        }
        Err(response) => response,
    }
}

/// `POST /operator/people`: how much is kept.
pub async fn find(
    State(state): State<AppState>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator) = match require(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut form = typed(&sent);
    let Some(whom) = whom(&mut form) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&state, &headers, (&token, &operator), form, status).await;
    };
    with_held(&state, &headers, (&token, &operator), form, &whom, StatusCode::OK).await
}

/// `POST /operator/people/export`
pub async fn export(
    State(state): State<AppState>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator) = match require(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut form = typed(&sent);
    let Some((whom, reason)) = with_reason(&mut form) else {
        return refused_form(&state, &headers, (&token, &operator), form).await;
    };
    match state.store.export_person(&token, &whom, &reason).await {
        Ok(file) => {
            let name = format!("personal_data_{}.json", state.store.now().day());
            let kept = [
                (header::CONTENT_TYPE, "application/json; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ];
            render::private((kept, file).into_response())
        }
        Err(StoreError::Refused(refusal)) => {
            form.refusal = Some(refusal);
            answer(&state, &headers, (&token, &operator), form, StatusCode::CONFLICT).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `POST /operator/people/erase`
pub async fn erase(
    State(state): State<AppState>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator) = match require(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut form = typed(&sent);
    let read = with_reason(&mut form);
    if value(&sent, "read") != "1" {
        form.faults.add("read", Fault::Missing);
    }
    let Some((whom, reason)) = read.filter(|_| form.faults.iter().next().is_none()) else {
        return refused_form(&state, &headers, (&token, &operator), form).await;
    };
    match state.store.erase_person(&token, &whom, &reason).await {
        Ok(_) => Redirect::to("/operator/people?erased").into_response(),
        Err(StoreError::Refused(refusal)) => {
            form.refusal = Some(refusal);
            answer(&state, &headers, (&token, &operator), form, StatusCode::CONFLICT).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

fn value(sent: &Pairs, name: &str) -> String {
    let found = sent.iter().find(|(found, _)| found == name).map(|(_, value)| value.trim());
    found.unwrap_or_default().chars().filter(|letter| *letter != '\0').collect()
}

fn typed(sent: &Pairs) -> Form {
    Form {
        address: value(sent, "address"),
        merchant: value(sent, "merchant"),
        reason: value(sent, "reason"),
        ..Form::default()
    }
}

/// Whom it is about, or what is wrong with what was typed.
fn whom(form: &mut Form) -> Option<Whom> {
    let reach = Reach::parse(&form.address);
    if reach.is_none() {
        let fault = if form.address.is_empty() { Fault::Missing } else { Fault::Reach };
        form.faults.add("address", fault);
    }
    let merchant = merchant_of(&form.merchant);
    if !form.merchant.is_empty() && merchant.is_none() {
        form.faults.add("merchant", Fault::Number(1, 9_999_999));
        return None;
    }
    Some(Whom { reach: reach?, merchant })
}

/// With a reason that names nobody.
fn with_reason(form: &mut Form) -> Option<(Whom, String)> {
    let whom = whom(form);
    let reason = form.faults.take("reason", field::line(&form.reason, 1, 50));
    let whom = whom?;
    let plain = reason.to_lowercase();
    if plain.contains(whom.reach.address()) || plain.contains(&form.address.to_lowercase()) {
        form.faults.add("reason", Fault::NamesSomebody);
    }
    form.faults.of("reason").is_none().then_some((whom, reason))
}

/// The form again, with what is kept where that can be said.
async fn refused_form(
    state: &AppState,
    headers: &HeaderMap,
    who: (&SessionToken, &Operator),
    mut form: Form,
) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    match whom(&mut form) {
        Some(whom) => with_held(state, headers, who, form, &whom, status).await,
        None => answer(state, headers, who, form, status).await,
    }
}

async fn with_held(
    state: &AppState,
    headers: &HeaderMap,
    (token, operator): (&SessionToken, &Operator),
    mut form: Form,
    whom: &Whom,
    status: StatusCode,
) -> Response {
    match state.store.person_held(token, whom).await {
        Ok(held) => {
            form.held = Some(held);
            answer(state, headers, (token, operator), form, status).await
        }
        Err(error) => fault(state, headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    (token, operator): (&SessionToken, &Operator),
    form: Form,
    status: StatusCode,
) -> Response {
    let listing = Listing::read(PATH, &[], &[], SORTS);
    page_of(state, headers, (token, operator), &listing, form, status).await
}

async fn page_of(
    state: &AppState,
    headers: &HeaderMap,
    (token, operator): (&SessionToken, &Operator),
    listing: &Listing,
    form: Form,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    match state.store.person_acts(token, window(listing)).await {
        Ok(acts) => {
            let view = page(language, &operator.name, listing, &acts, &form);
            // What was found is the answer to a POST: there is nothing to come back to.
            let path = if form.held.is_some() { String::new() } else { listing.address() };
            show(state, language, text::TITLE, &path, status, view)
        }
        Err(error) => fault(state, headers, &error),
    }
}
