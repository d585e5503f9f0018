//! 票券退貨 in the console (RULES §4): requests, what was returned, returning at the counter.

pub mod asked;
pub mod counter;
pub mod made;

use crate::handler::office::fault;
use crate::render;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::actor::Actor;
use domain::calendar::Day;
use store::query::return_list::ReturnSearch;
use store::{Store, StoreError};

/// What the address of a list asks for.
fn search_of<State>(listing: &Listing, state: fn(&str) -> Option<State>) -> ReturnSearch<State> {
    ReturnSearch {
        words: listing.filter("words").to_owned(),
        product: listing.filter("product").to_owned(),
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
        state: state(listing.filter("state")),
    }
}

/// The rows of a list, for its file.
struct Rows<State> {
    store: Store,
    actor: Actor,
    search: ReturnSearch<State>,
    is_descending: bool,
    language: Language,
}

impl<Of> Rows<Of> {
    fn of(
        state: &AppState,
        actor: Actor,
        listing: &Listing,
        parse: fn(&str) -> Option<Of>,
        language: Language,
    ) -> Self {
        let (store, search) = (state.store.clone(), search_of(listing, parse));
        Self { store, actor, search, is_descending: listing.is_descending(), language }
    }
}

/// The address of a list of returns that a form was sent from, if it is one: nobody is led anywhere else.
pub fn list_address(back: &str) -> Option<String> {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let is_plain = query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (path == made::PATH && is_plain).then(|| format!("{path}?{query}&saved"))
}

/// Whoever may not return finds nothing.
fn failed(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    if matches!(error, StoreError::Refused(_) | StoreError::NotFound) {
        render::not_found(state, render::language(headers))
    } else {
        fault(state, headers, error)
    }
}
