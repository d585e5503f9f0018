//! The platform looks at a merchant's console: it says why first, and that is kept.

use super::merchant::{asked, finished};
use super::{fault, show};
use crate::render;
use crate::state::AppState;
use app::page::operator::look::{Shown, page};
use app::page::operator::merchant::Typed;
use app::text::operator as text;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::{self, Faults};
use domain::identity::MerchantNumber;
use serde::Deserialize;
use store::StoreError;
use store::query::branch::{BranchSearch, BranchSort};
use store::query::partner::{RelationSearch, RelationSort, Side};
use store::query::window::Window;

const ALL: Window = Window { is_descending: false, offset: 0, size: 100 };

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
    let done = match field::line(&sent.reason, 1, 50) {
        Ok(reason) => state.store.look_at_merchant(&token, merchant, reason).await,
        Err(fault) => {
            let faults = Some(Faults::one("reason", fault));
            let typed = Typed { reason: sent.reason, ..Typed::default() };
            return finished(&state, &headers, &operator, merchant, typed, Ok(faults)).await;
        }
    };
    match done {
        Ok(()) => Redirect::to(&format!("/operator/merchant/{merchant}/look")).into_response(),
        Err(error) => finished(&state, &headers, &operator, merchant, Typed::default(), Err(error)).await,
    }
}

/// `GET /operator/merchant/{merchant}/look`
pub async fn look(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (token, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    match state.store.is_looking_at(&token, merchant).await {
        Ok(true) => {}
        Ok(false) => return Redirect::to(&format!("/operator/merchant/{merchant}")).into_response(),
        Err(error) => return fault(&state, &headers, &error),
    }
    match read(&state, merchant).await {
        Ok(shown) => {
            let path = format!("/operator/merchant/{merchant}/look");
            show(&state, language, text::LOOK, &path, StatusCode::OK, page(language, &operator.name, &shown))
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn read(state: &AppState, merchant: MerchantNumber) -> Result<Shown, StoreError> {
    let store = &state.store;
    let every = RelationSearch::default();
    let relations = |side| store.relations(merchant, side, &every, RelationSort::Number, ALL);
    Ok(Shown {
        set_up: store.set_up_of(merchant).await?,
        numbers: store.numbers_of(merchant, None).await?,
        branches: store.branches(merchant, &BranchSearch::default(), BranchSort::Number, ALL).await?,
        redeemers: relations(Side::Issuer).await?,
        issuers: relations(Side::Redeemer).await?,
    })
}
