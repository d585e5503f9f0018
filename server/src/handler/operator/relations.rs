//! Relations of a merchant, as the platform sees them: a list of each side, its file, and blocking any of them.

use super::merchant::{asked, finished};
use super::{fault, show};
use crate::handler::holder::value;
use crate::handler::list::{Pairs, window};
use crate::handler::list_file;
use crate::handler::office::partners::export::{Listed, head};
use crate::handler::office::partners::{merchant as merchant_of, search_of};
use crate::handler::office::saved;
use crate::handler::short_list::Whole;
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::partners::{FILTERS, SORTS};
use app::page::operator::merchant::Typed;
use app::page::operator::relations::{Shown, TypedRelation, address, page, title};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::Faults;
use domain::identity::MerchantNumber;
use domain::partner;
use domain::refusal::Refusal;
use store::StoreError;
use store::command::operator::Operator;
use store::command::partner::Pair;
use store::query::partner::Side;
use store::secret::SessionToken;
use url::form_urlencoded;

/// `GET /operator/merchant/{merchant}/redeemers`
pub async fn redeemers(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    list(&state, &headers, &merchant, Side::Issuer, &query).await
}

/// `GET /operator/merchant/{merchant}/issuers`
pub async fn issuers(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    list(&state, &headers, &merchant, Side::Redeemer, &query).await
}

/// `GET /operator/merchant/{merchant}/redeemers/export`
pub async fn redeemers_file(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    file(&state, &headers, &merchant, Side::Issuer, &query).await
}

/// `GET /operator/merchant/{merchant}/issuers/export`
pub async fn issuers_file(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    file(&state, &headers, &merchant, Side::Redeemer, &query).await
}

/// What was done just now, or why it was not.
#[derive(Default)]
struct Outcome {
    is_saved: bool,
    typed: Option<TypedRelation>,
    faults: Faults,
    refusal: Option<Refusal>,
}

fn listing_of(merchant: MerchantNumber, side: Side, query: &Pairs) -> Listing {
    Listing::read(&address(merchant, side), query, FILTERS, SORTS)
}

async fn list(state: &AppState, headers: &HeaderMap, merchant: &str, side: Side, query: &Pairs) -> Response {
    match asked(state, headers, merchant).await {
        Ok((_, operator, merchant)) => {
            let listing = listing_of(merchant, side, query);
            let outcome = Outcome { is_saved: saved(query), ..Outcome::default() };
            answer(state, headers, &operator, merchant, side, &listing, outcome).await
        }
        Err(response) => response,
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    operator: &Operator,
    merchant: MerchantNumber,
    side: Side,
    listing: &Listing,
    outcome: Outcome,
) -> Response {
    let language = render::language(headers);
    let Outcome { is_saved, typed, faults, refusal } = outcome;
    let status = match (&refusal, faults.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let (search, sort) = search_of(listing);
    let read = async {
        let name = state.store.set_up_of(merchant).await?.contract.name;
        let relations = state.store.relations(merchant, side, &search, sort, window(listing)).await?;
        let tickets = state.store.tickets_of_relations(merchant, side).await?;
        Ok::<_, StoreError>(Shown {
            merchant,
            name,
            side,
            relations,
            tickets,
            is_saved,
            typed,
            faults,
            refusal,
        })
    };
    match read.await {
        Ok(shown) => {
            let view = page(language, &operator.name, listing, &shown);
            show(state, language, title(side), &listing.address(), status, view)
        }
        Err(error) => fault(state, headers, &error),
    }
}

async fn file(state: &AppState, headers: &HeaderMap, merchant: &str, side: Side, query: &Pairs) -> Response {
    let merchant = match asked(state, headers, merchant).await {
        Ok((.., merchant)) => merchant,
        Err(response) => return response,
    };
    let (listing, language) = (listing_of(merchant, side, query), render::language(headers));
    let list = Listed::new(&state.store, merchant, side, &listing, language);
    let rows = Whole { list, is_descending: listing.is_descending() };
    match list_file::answer(rows, head(side, language), state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => fault(state, headers, &error),
    }
}

/// `POST /operator/merchant/{merchant}/relation`: from the merchant's own page, or from one of the lists.
pub async fn relation(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let done = relate(&state, &token, merchant, &sent).await;
    let typed = Some(TypedRelation {
        side: value(&sent, "side").to_owned(),
        other: value(&sent, "other").to_owned(),
        note: value(&sent, "note").to_owned(),
    });
    let Some((side, listing)) = list_again(merchant, &sent) else {
        let typed = Typed { relation: typed, ..Typed::default() };
        return finished(&state, &headers, &operator, merchant, typed, done).await;
    };
    let outcome = match done {
        Ok(None) => return Redirect::to(&format!("{}&saved", listing.address())).into_response(),
        Ok(Some(faults)) => Outcome { typed, faults, ..Outcome::default() },
        Err(StoreError::Refused(refusal)) => Outcome { typed, refusal: Some(refusal), ..Outcome::default() },
        Err(error) => return fault(&state, &headers, &error),
    };
    answer(&state, &headers, &operator, merchant, side, &listing, outcome).await
}

/// The list as the form brought its address back; nobody is led anywhere else.
fn list_again(merchant: MerchantNumber, sent: &Pairs) -> Option<(Side, Listing)> {
    let side = Side::parse(value(sent, "side"))?;
    let (path, query) = value(sent, "back").split_once('?')?;
    let query: Pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    (path == address(merchant, side)).then(|| (side, listing_of(merchant, side, &query)))
}

async fn relate(
    state: &AppState,
    token: &SessionToken,
    merchant: MerchantNumber,
    sent: &Pairs,
) -> Result<Option<Faults>, StoreError> {
    let unknown = || StoreError::Refused(Refusal::MerchantUnknown);
    let other = merchant_of(value(sent, "other")).ok_or_else(unknown)?;
    let pair = match Side::parse(value(sent, "side")).ok_or_else(unknown)? {
        Side::Issuer => Pair { issuer: merchant, redeemer: other },
        Side::Redeemer => Pair { issuer: other, redeemer: merchant },
    };
    let note = match partner::note(value(sent, "note"), false) {
        Ok(note) => note,
        Err(fault) => return Ok(Some(Faults::one("relation_note", fault))),
    };
    let version = value(sent, "version").parse().unwrap_or_default();
    match value(sent, "act") {
        "unblock" => state.store.unblock_relation(token, pair, version, note).await?,
        _ => state.store.block_relation(token, pair, version, note).await?,
    }
    Ok(None)
}
