//! All conflicts and all phones of the desk without network (RULES §3, offline): lists, and their files.

use super::{fault, reader, show};
use crate::handler::list::{Pairs, window};
use crate::handler::list_file::{self, FileRows, Head};
use crate::handler::short_list::{ShortList, Whole};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::offline_list::{
    CONFLICT_FILTERS, CONFLICT_SORTS, CONFLICTS, PHONE_FILTERS, PHONE_SORTS, PHONES,
    conflicts as conflicts_page, phones as phones_page, place, product, reason,
};
use app::sentences::Sentence;
use app::text::{offline_desk, offline_list as text};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::offline::conflict::may_settle;
use store::query::offline_conflict::Conflict;
use store::query::offline_list::{ConflictSearch, PhoneInList, PhoneSearch, PhoneSort};
use store::query::session::SignedIn;
use store::query::window::Window;
use store::{Store, StoreError};

fn conflicts_listing(query: &Pairs) -> Listing {
    Listing::read(CONFLICTS, query, CONFLICT_FILTERS, CONFLICT_SORTS)
}

fn phones_listing(query: &Pairs) -> Listing {
    Listing::read(PHONES, query, PHONE_FILTERS, PHONE_SORTS)
}

fn conflicts_of(listing: &Listing) -> ConflictSearch {
    ConflictSearch {
        words: listing.filter("words").to_owned(),
        is_open: match listing.filter("state") {
            "open" => Some(true),
            "decided" => Some(false),
            _ => None,
        },
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
    }
}

fn phones_of(listing: &Listing) -> (PhoneSearch, PhoneSort) {
    let search = PhoneSearch {
        words: listing.filter("words").to_owned(),
        is_revoked: match listing.filter("state") {
            "revoked" => Some(true),
            "in_use" => Some(false),
            _ => None,
        },
    };
    (search, PhoneSort::parse(listing.sort()).unwrap_or(PhoneSort::Made))
}

/// `GET /office/offline/conflicts`
pub async fn conflicts(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = conflicts_listing(&query);
    let signed_in = match signed_in(&state, &headers, &listing).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let search = conflicts_of(&listing);
    match state.store.listed_conflicts(&signed_in.actor, &search, window(&listing)).await {
        Ok(found) => {
            let language = render::language(&headers);
            let view = conflicts_page(language, &signed_in, &listing, &found);
            show(&state, language, text::CONFLICTS, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `GET /office/offline/phones`
pub async fn phones(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = phones_listing(&query);
    let signed_in = match signed_in(&state, &headers, &listing).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (search, sort) = phones_of(&listing);
    match state.store.listed_phones(&signed_in.actor, &search, sort, window(&listing)).await {
        Ok(found) => {
            let language = render::language(&headers);
            let may_revoke = may_settle(&signed_in.actor).is_ok();
            let view = phones_page(language, &signed_in, &listing, &found, may_revoke);
            show(&state, language, text::PHONES, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `GET /office/offline/conflicts/export`
pub async fn conflicts_file(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = conflicts_listing(&query);
    let signed_in = match signed_in(&state, &headers, &listing).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (store, actor, language) = (state.store.clone(), signed_in.actor, render::language(&headers));
    let list = AllConflicts { store, actor, search: conflicts_of(&listing), language };
    let rows = Whole { list, is_descending: listing.is_descending() };
    file(&state, &headers, rows, text::CONFLICTS_FILE, text::CONFLICTS, OF_CONFLICTS).await
}

/// `GET /office/offline/phones/export`
pub async fn phones_file(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = phones_listing(&query);
    let signed_in = match signed_in(&state, &headers, &listing).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (store, actor, language) = (state.store.clone(), signed_in.actor, render::language(&headers));
    let (search, sort) = phones_of(&listing);
    let list = AllPhones { store, actor, search, sort, language };
    let rows = Whole { list, is_descending: listing.is_descending() };
    file(&state, &headers, rows, text::PHONES_FILE, text::PHONES, OF_PHONES).await
}

async fn signed_in(state: &AppState, headers: &HeaderMap, listing: &Listing) -> Result<SignedIn, Response> {
    reader(state, headers, &listing.address()).await
}

async fn file<R: FileRows>(
    state: &AppState,
    headers: &HeaderMap,
    rows: R,
    file: Sentence,
    title: Sentence,
    headings: &[Sentence],
) -> Response {
    let language = render::language(headers);
    let head = Head::of(language, file, title, headings);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => failed(state, headers, &error),
    }
}

/// Whoever may not see them finds nothing.
fn failed(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    if matches!(error, StoreError::NotFound) {
        render::not_found(state, render::language(headers))
    } else {
        fault(state, headers, error)
    }
}

struct AllConflicts {
    store: Store,
    actor: Actor,
    search: ConflictSearch,
    language: Language,
}

const OF_CONFLICTS: &[Sentence] = &[
    text::PRODUCT,
    text::SERIAL,
    text::RECEIVED,
    text::SCANNED,
    text::REASON,
    text::BRANCH,
    text::ACCOUNT,
    text::PHONE,
    text::NUMBER,
    text::UNITS,
    text::AMOUNT,
    text::DECISION,
    text::DECIDED_BY,
    text::DECIDED_AT,
];

impl ShortList for AllConflicts {
    type Row = Conflict;

    async fn rows(&self, window: Window) -> Result<Vec<Conflict>, StoreError> {
        Ok(self.store.listed_conflicts(&self.actor, &self.search, window).await?.found.rows)
    }

    fn cells(&self, one: &Conflict) -> Vec<Cell> {
        let language = self.language;
        let (decision, at, who) = match &one.decision {
            Some((decision, at, who)) => {
                (offline_desk::decision(*decision).of(language), language.time(*at), who.clone())
            }
            None => (text::OPEN.of(language), String::new(), String::new()),
        };
        vec![
            Cell::Text(product(language, one)),
            Cell::Text(one.serial.clone().unwrap_or_default()),
            Cell::Text(language.time(one.received_at)),
            Cell::Text(language.time(one.scanned_at)),
            Cell::Text(reason(language, one).to_owned()),
            Cell::Text(place(language, one.branch_name.as_deref())),
            Cell::Text(one.account_name.clone()),
            Cell::Text(one.phone_name.clone()),
            Cell::Number(i64::from(one.number)),
            Cell::Number(i64::from(one.units)),
            one.amount.map_or_else(|| Cell::Text(String::new()), Cell::Number),
            Cell::Text(decision.to_owned()),
            Cell::Text(who),
            Cell::Text(at),
        ]
    }
}

struct AllPhones {
    store: Store,
    actor: Actor,
    search: PhoneSearch,
    sort: PhoneSort,
    language: Language,
}

const OF_PHONES: &[Sentence] = &[
    text::PHONE,
    text::BRANCH,
    text::ACCOUNT,
    text::MADE,
    text::HEARD,
    text::ARRIVED,
    text::HIGHEST,
    text::STATE,
    text::REVOKED_AT,
];

impl ShortList for AllPhones {
    type Row = PhoneInList;

    async fn rows(&self, window: Window) -> Result<Vec<PhoneInList>, StoreError> {
        Ok(self.store.listed_phones(&self.actor, &self.search, self.sort, window).await?.rows)
    }

    fn cells(&self, one: &PhoneInList) -> Vec<Cell> {
        let language = self.language;
        let time = |at: Instant| Cell::Text(language.time(at));
        let state = if one.revoked_at.is_some() { text::REVOKED } else { text::IN_USE };
        vec![
            Cell::Text(one.name.clone()),
            Cell::Text(place(language, one.branch_name.as_deref())),
            Cell::Text(one.account_name.clone()),
            time(one.made_at),
            time(one.heard_at),
            Cell::Number(i64::from(one.arrived)),
            Cell::Number(i64::from(one.highest)),
            Cell::Text(state.of(language).to_owned()),
            one.revoked_at.map_or_else(|| Cell::Text(String::new()), time),
        ]
    }
}
