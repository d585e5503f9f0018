//! 發行批次 in the console (RULES §6): the list and its file.

use super::{PATH as ISSUE, seen};
use crate::handler::list::{Pairs, window};
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{fault, show};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::issue::batches::{FILTERS, SORTS, list as list_page};
use app::sentences::Sentence;
use app::text::{issue, issue_list as text, paper};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::calendar::Day;
use store::query::issue_draft::{DraftState, IssueDraft};
use store::query::issue_draft_list::{DraftSearch, DraftSort, DraftsAfter};
use store::{Store, StoreError};

/// What the address of the list asks for.
fn search_of(listing: &Listing) -> (DraftSearch, DraftSort) {
    let search = DraftSearch {
        words: listing.filter("words").to_owned(),
        state: DraftState::parse(listing.filter("state")),
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
    };
    (search, DraftSort::parse(listing.sort()).unwrap_or(DraftSort::Made))
}

fn listing_of(query: &Pairs) -> Listing {
    Listing::read(&format!("{ISSUE}/batches"), query, FILTERS, SORTS)
}

/// `GET /office/issue/batches`
pub async fn batches(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let signed_in = match seen(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let listing = listing_of(&query);
    let (search, sort) = search_of(&listing);
    match state.store.listed_drafts(&signed_in.actor, &search, sort, window(&listing)).await {
        Ok(drafts) => {
            let language = render::language(&headers);
            let view = list_page(language, &signed_in, &listing, &drafts);
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /office/issue/batches/export`
pub async fn batches_file(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let signed_in = match seen(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let listing = listing_of(&query);
    let (search, sort) = search_of(&listing);
    let rows = Rows {
        store: state.store.clone(),
        actor: signed_in.actor,
        search,
        sort,
        is_descending: listing.is_descending(),
        language,
    };
    let head = Head::of(language, text::FILE, text::TITLE, &HEADINGS);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => fault(&state, &headers, &error),
    }
}

struct Rows {
    store: Store,
    actor: Actor,
    search: DraftSearch,
    sort: DraftSort,
    is_descending: bool,
    language: Language,
}

impl FileRows for Rows {
    type Row = IssueDraft;

    async fn after(&self, last: Option<&IssueDraft>) -> Result<Vec<IssueDraft>, StoreError> {
        let (sort, is_descending) = (self.sort, self.is_descending);
        let after = DraftsAfter { sort, is_descending, last, size: AT_ONCE };
        self.store.listed_drafts_after(&self.actor, &self.search, after).await
    }

    fn cells(&self, row: &IssueDraft) -> Vec<Cell> {
        let language = self.language;
        let number = |count: u64| Cell::Number(i64::try_from(count).unwrap_or(i64::MAX));
        vec![
            Cell::Text(row.file_name.clone()),
            Cell::Text(language.time(row.made_at)),
            Cell::Text(issue::state(row.state).of(language).to_owned()),
            Cell::Text(paper::form(row.form).of(language).to_owned()),
            number(row.orders),
            number(row.tickets),
            Cell::Number(row.amount),
            Cell::Text(row.operator.clone().unwrap_or_default()),
            Cell::Text(language.time(row.changed_at)),
        ]
    }
}

const HEADINGS: [Sentence; 9] = [
    text::FILE_NAME,
    text::MADE,
    text::STATE,
    text::FORM,
    text::ORDERS,
    text::TICKETS,
    text::AMOUNT,
    text::BY,
    text::CHANGED,
];
