//! The platform looks at a merchant's console: it says why first, and that is kept. What follows are the merchant's own pages,
//! under a banner ([`crate::edge::look`]).

use super::merchant::{asked, finished};
use super::{fault, require, show};
use crate::handler::list::{Pairs, window};
use crate::handler::look::{COOKIE_SECONDS, onlooker};
use crate::handler::sign_in::append;
use crate::state::AppState;
use crate::{cookie, render};
use app::component::looks::{FILTERS, SORTS};
use app::listing::Listing;
use app::page::operator::look::page;
use app::page::operator::merchant::Typed;
use app::text::look as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::{self, Faults};
use serde::Deserialize;

/// Why.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    reason: String,
}

/// `POST /operator/merchant/{merchant}/look`
pub async fn begin(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Sent>,
) -> Response {
    let (token, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let begun = match field::line(&sent.reason, 1, 50) {
        Ok(reason) => state.store.look_at_merchant(&token, merchant, reason).await,
        Err(fault) => {
            let faults = Some(Faults::one("reason", fault));
            let typed = Typed { reason: sent.reason, ..Typed::default() };
            return finished(&state, &headers, &operator, merchant, typed, Ok(faults)).await;
        }
    };
    match begun {
        Ok(look) => {
            let mut response = Redirect::to("/office").into_response();
            append(&mut response, cookie::set(cookie::LOOK, &look, COOKIE_SECONDS));
            response
        }
        Err(error) => finished(&state, &headers, &operator, merchant, Typed::default(), Err(error)).await,
    }
}

/// `GET /operator/merchant/{merchant}/look`: leads to the console while this merchant is looked at, else to where a look begins.
pub async fn look(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (token, _, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let begin = Redirect::to(&format!("/operator/merchant/{merchant}")).into_response();
    let Some(named) = cookie::read(&headers, cookie::LOOK) else {
        return begin;
    };
    match state.store.onlooker(&token, named).await {
        Ok(Some(found)) if found.actor.merchant == merchant => Redirect::to("/office").into_response(),
        Ok(_) => begin,
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `POST /operator/look/leave`
pub async fn leave(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let (token, _) = match require(&state, &headers).await {
        Ok(found) => found,
        Err(mut response) => {
            append(&mut response, cookie::set(cookie::LOOK, "", 0));
            return response;
        }
    };
    let mut back = "/operator".to_owned();
    if let Some(named) = cookie::read(&headers, cookie::LOOK)
        && let Ok(found) = onlooker(&state, &headers, named).await
        && let Some(look) = &found.look
    {
        if let Err(error) = state.store.leave_look(&token, look).await {
            return fault(&state, &headers, &error);
        }
        back = format!("/operator/merchant/{}", found.actor.merchant);
    }
    let mut response = Redirect::to(&back).into_response();
    append(&mut response, cookie::set(cookie::LOOK, "", 0));
    response
}

/// `GET /operator/merchant/{merchant}/looks/{look}`
pub async fn past(
    State(state): State<AppState>,
    Path((merchant, look)): Path<(String, String)>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let (_, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let base = format!("/operator/merchant/{merchant}/looks");
    let rows = window(&Listing::read(&base, &query, FILTERS, SORTS));
    match state.store.look_at(merchant, &look, rows).await {
        Ok((found, pages)) => {
            let listing = Listing::read(&format!("{base}/{}", found.id), &query, FILTERS, SORTS);
            let language = render::language(&headers);
            let view = page(language, &operator.name, merchant, &listing, &found, &pages);
            show(&state, language, text::ONE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}
