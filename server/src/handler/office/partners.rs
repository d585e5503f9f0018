//! 跨店核銷 in the console (RULES §8).

pub mod export;

use super::{fault, may_change, may_look, reader, saved, show};
use crate::handler::list::{Pairs, window};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::partners::{
    FILTERS, Finding, SORTS, Shown, list as list_page, one as one_page, place,
};
use app::text::partner as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::Subject;
use domain::field::{self, Fault, Faults};
use domain::identity::{MerchantNumber, ProductNumber};
use domain::partner;
use domain::permission::Function;
use domain::redeem::RelationState;
use domain::refusal::Refusal;
use std::collections::BTreeSet;
use store::StoreError;
use store::query::partner::{RelationSearch, RelationSort, Side};
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// What the address of a list of relations asks for.
pub fn search_of(listing: &Listing) -> (RelationSearch, RelationSort) {
    let search = RelationSearch {
        words: listing.filter("words").to_owned(),
        state: RelationState::parse(listing.filter("state")),
    };
    (search, RelationSort::parse(listing.sort()).unwrap_or(RelationSort::Changed))
}

/// `GET /office/redeemers`
pub async fn redeemers(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    list(&state, &headers, Side::Issuer, &query).await
}

/// `GET /office/issuers`
pub async fn issuers(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    list(&state, &headers, Side::Redeemer, &query).await
}

async fn list(state: &AppState, headers: &HeaderMap, side: Side, query: &Pairs) -> Response {
    match reader(state, headers, place(side).address()).await {
        Ok(signed_in) => list_answer(state, headers, &signed_in, side, query, None).await,
        Err(response) => response,
    }
}

async fn list_answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    side: Side,
    query: &Pairs,
    refusal: Option<Refusal>,
) -> Response {
    let language = render::language(headers);
    let base = place(side).address();
    if !may_look(signed_in, Function::Settings) {
        return render::not_found(state, language);
    }
    let listing = Listing::read(base, query, FILTERS, SORTS);
    let merchant = signed_in.actor.merchant;
    let finds = side == Side::Issuer && may_change(signed_in, Function::Settings);
    let read = async {
        let (search, sort) = search_of(&listing);
        let relations = state.store.relations(merchant, side, &search, sort, window(&listing)).await?;
        let finding = if finds { Some(finding(state, merchant, query).await?) } else { None };
        Ok::<_, StoreError>((relations, finding))
    };
    match read.await {
        Ok((relations, finding)) => {
            let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
            let path = if refusal.is_some() { String::new() } else { listing.address() };
            let title = if side == Side::Issuer { text::REDEEMERS } else { text::ISSUERS };
            let view = list_page(
                language,
                signed_in,
                side,
                &listing,
                &relations,
                finding.as_ref(),
                refusal.as_ref(),
            );
            show(state, language, title, &path, status, view)
        }
        Err(error) => fault(state, headers, &error),
    }
}

async fn finding(state: &AppState, issuer: MerchantNumber, query: &Pairs) -> Result<Finding, StoreError> {
    let typed = query.iter().find(|(name, _)| name == "tax_id").map(|(_, value)| value.trim());
    let typed = typed.unwrap_or_default();
    if typed.is_empty() {
        return Ok(Finding::default());
    }
    let (found, fault) = match field::tax_id(typed) {
        Ok(tax_id) => (state.store.merchant_by_tax_id(issuer, &tax_id).await?, None),
        Err(fault) => (None, Some(fault)),
    };
    Ok(Finding { tax_id: typed.to_owned(), fault, found })
}

/// `GET /office/redeemers/{merchant}`
pub async fn redeemer(
    State(state): State<AppState>,
    Path(other): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    one(&state, &headers, Side::Issuer, &other, saved(&query)).await
}

/// `GET /office/issuers/{merchant}`
pub async fn issuer(
    State(state): State<AppState>,
    Path(other): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    one(&state, &headers, Side::Redeemer, &other, saved(&query)).await
}

async fn one(state: &AppState, headers: &HeaderMap, side: Side, other: &str, is_saved: bool) -> Response {
    match reader(state, headers, place(side).address()).await {
        Ok(signed_in) => {
            let tried = Tried { is_saved, ..Tried::default() };
            answer(state, headers, &signed_in, side, other, tried, StatusCode::OK).await
        }
        Err(response) => response,
    }
}

/// What is done to a relation by a form.
#[derive(Clone, Copy)]
enum Act {
    Open,
    End,
    Leave,
    Products,
}

impl Act {
    const fn side(self) -> Side {
        match self {
            Self::Open | Self::End | Self::Products => Side::Issuer,
            Self::Leave => Side::Redeemer,
        }
    }
}

/// `POST /office/redeemers/{merchant}/open`
pub async fn open(
    State(state): State<AppState>,
    Path(other): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    act(&state, &headers, Act::Open, &other, &sent).await
}

/// `POST /office/redeemers/{merchant}/end`
pub async fn end(
    State(state): State<AppState>,
    Path(other): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    act(&state, &headers, Act::End, &other, &sent).await
}

/// `POST /office/redeemers/{merchant}/products`
pub async fn products(
    State(state): State<AppState>,
    Path(other): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    act(&state, &headers, Act::Products, &other, &sent).await
}

/// `POST /office/issuers/{merchant}/leave`
pub async fn leave(
    State(state): State<AppState>,
    Path(other): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    act(&state, &headers, Act::Leave, &other, &sent).await
}

#[derive(Default)]
struct Tried {
    note: String,
    faults: Faults,
    refusal: Option<Refusal>,
    is_saved: bool,
}

async fn act(state: &AppState, headers: &HeaderMap, act: Act, other: &str, sent: &Pairs) -> Response {
    let side = act.side();
    let (token, signed_in) = match sign_in::require(state, headers, place(side).address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Some(merchant) = merchant(other).filter(|_| may_change(&signed_in, Function::Settings)) else {
        return render::not_found(state, render::language(headers));
    };
    let typed = sent.iter().find(|(name, _)| name == "note").map_or("", |(_, value)| value.as_str());
    let tried = match done(state, &token, act, merchant, typed, sent).await {
        Ok(Ok(())) => {
            return Redirect::to(&format!("{}/{merchant}?saved", place(side).address())).into_response();
        }
        Ok(Err(fault)) => {
            Tried { note: typed.to_owned(), faults: Faults::one("note", fault), ..Tried::default() }
        }
        Err(StoreError::Refused(refusal)) => {
            Tried { note: typed.to_owned(), refusal: Some(refusal), ..Tried::default() }
        }
        Err(error) => return fault(state, headers, &error),
    };
    let status =
        if tried.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer(state, headers, &signed_in, side, other, tried, status).await
}

/// Does it, or says what is wrong with the note.
async fn done(
    state: &AppState,
    token: &SessionToken,
    act: Act,
    other: MerchantNumber,
    typed: &str,
    sent: &Pairs,
) -> Result<Result<(), Fault>, StoreError> {
    let value = |name: &str| sent.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let version: Option<i64> = value("version").and_then(|version| version.parse().ok());
    let store = &state.store;
    let note = match partner::note(typed, matches!(act, Act::Leave)) {
        Ok(note) => note,
        Err(fault) => return Ok(Err(fault)),
    };
    match act {
        Act::Open => store.open_relation(token, other, version, note).await?,
        Act::End => store.end_relation(token, other, version.unwrap_or_default(), note).await?,
        Act::Leave => store.leave_relation(token, other, version.unwrap_or_default(), note).await?,
        Act::Products => {
            let ticked = sent.iter().filter(|(name, _)| name == "product");
            let wanted: BTreeSet<_> =
                ticked.filter_map(|(_, value)| value.parse().ok().map(ProductNumber)).collect();
            store.open_products(token, other, version.unwrap_or_default(), wanted).await?;
        }
    }
    Ok(Ok(()))
}

/// A merchant's number out of an address.
pub fn merchant(text: &str) -> Option<MerchantNumber> {
    text.parse().ok().map(MerchantNumber)
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    side: Side,
    other: &str,
    tried: Tried,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    let Some(other) = merchant(other).filter(|_| may_look(signed_in, Function::Settings)) else {
        return render::not_found(state, language);
    };
    let own = signed_in.actor.merchant;
    let (from, to) = match side {
        Side::Issuer => (own, other),
        Side::Redeemer => (other, own),
    };
    let may_change = may_change(signed_in, Function::Settings);
    let refusal = tried.refusal.clone();
    let read = async {
        let store = &state.store;
        let products = store.products_for(from, to).await?;
        let tickets = products.iter().filter(|product| product.is_open).map(|product| product.tickets).sum();
        Ok::<_, StoreError>(Shown {
            side,
            relation: store.relation_with(own, side, other).await?,
            products,
            tickets,
            changes: store.changes_of(from, Subject::Relation, &to.to_string()).await?,
            may_change,
            is_saved: tried.is_saved,
            note: tried.note,
            faults: tried.faults,
            refusal: tried.refusal,
        })
    };
    match read.await {
        Ok(shown) => {
            let path = if status == StatusCode::OK {
                format!("{}/{other}", place(side).address())
            } else {
                String::new()
            };
            let title = if side == Side::Issuer { text::REDEEMERS } else { text::ISSUERS };
            show(state, language, title, &path, status, one_page(language, signed_in, &shown))
        }
        // There is no relation yet, and it was not made: its list says why.
        Err(StoreError::NotFound) if refusal.is_some() => {
            list_answer(state, headers, signed_in, side, &Vec::new(), refusal).await
        }
        Err(StoreError::NotFound) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}
