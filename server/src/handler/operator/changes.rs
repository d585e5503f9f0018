//! All that was changed about a merchant's contract, for the platform: a list, and its file.

use super::merchant::asked;
use super::{fault, show};
use crate::handler::list::{Pairs, window};
use crate::handler::office::changes::{days_of, file};
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::changes::{FILTERS, Of, SORTS, list as list_view};
use app::page::operator::{Place, frame};
use app::text::console as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::change::Subject;
use domain::identity::MerchantNumber;
use store::query::set_up_change::Changed;

/// The days alone: of what it is, the path says.
fn listing_of(merchant: MerchantNumber, query: &Pairs) -> Listing {
    let days: Pairs = query.iter().filter(|(name, _)| name != "of" && name != "key").cloned().collect();
    Listing::read(&format!("/operator/merchant/{merchant}/changes"), &days, FILTERS, SORTS)
}

fn contract_of(merchant: MerchantNumber) -> Changed {
    Changed { merchant, subject: Subject::Contract, key: String::new() }
}

/// `GET /operator/merchant/{merchant}/changes`
pub async fn list(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let (_, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let listing = listing_of(merchant, &query);
    let language = render::language(&headers);
    match state.store.listed_changes(&contract_of(merchant), days_of(&listing), window(&listing)).await {
        Ok(found) => {
            let back = format!("/operator/merchant/{merchant}");
            let view = list_view(language, Of::Contract, back, &listing, &found);
            let view = frame(language, &operator.name, Place::Merchants, view);
            show(&state, language, text::HISTORY, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /operator/merchant/{merchant}/changes/export`
pub async fn export(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let merchant = match asked(&state, &headers, &merchant).await {
        Ok((.., merchant)) => merchant,
        Err(response) => return response,
    };
    let listing = listing_of(merchant, &query);
    match file(&state, contract_of(merchant), &listing, render::language(&headers)).await {
        Ok(response) => response,
        Err(error) => fault(&state, &headers, &error),
    }
}
