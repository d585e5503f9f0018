//! 持有人詢問 in the console as a list (RULES §5), and its file.

use super::{fault, show};
use crate::handler::list::{Pairs, window};
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::sign_in;
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::component::thread::use_line;
use app::language::Language;
use app::listing::Listing;
use app::page::office::enquiries::{FILTERS, SORTS, last_by, list as list_page};
use app::sentences::Sentence;
use app::text::{enquiry, enquiry_list as text};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::calendar::Day;
use store::query::enquiry::Enquiry;
use store::query::enquiry_list::{EnquiriesAfter, EnquirySearch, EnquirySort, EnquiryStanding};
use store::{Store, StoreError};

const PATH: &str = "/office/enquiries";

/// What the address of the list asks for.
fn search_of(listing: &Listing) -> (EnquirySearch, EnquirySort) {
    let search = EnquirySearch {
        words: listing.filter("words").to_owned(),
        standing: EnquiryStanding::parse(listing.filter("state")),
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
    };
    (search, EnquirySort::parse(listing.sort()).unwrap_or(EnquirySort::Changed))
}

/// `GET /office/enquiries`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let (_, signed_in) = match sign_in::require(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (search, sort) = search_of(&listing);
    match state.store.listed_enquiries(&signed_in.actor, &search, sort, window(&listing)).await {
        Ok(found) => {
            let language = render::language(&headers);
            let view = list_page(language, &signed_in, &listing, &found);
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `GET /office/enquiries/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let (_, signed_in) = match sign_in::require(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
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
        Err(error) => failed(&state, &headers, &error),
    }
}

/// Whoever answers no enquiries finds none.
fn failed(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    if matches!(error, StoreError::Refused(_)) {
        render::not_found(state, render::language(headers))
    } else {
        fault(state, headers, error)
    }
}

struct Rows {
    store: Store,
    actor: Actor,
    search: EnquirySearch,
    sort: EnquirySort,
    is_descending: bool,
    language: Language,
}

impl FileRows for Rows {
    type Row = Enquiry;

    async fn after(&self, last: Option<&Enquiry>) -> Result<Vec<Enquiry>, StoreError> {
        let (sort, is_descending) = (self.sort, self.is_descending);
        let after = EnquiriesAfter { sort, is_descending, last, size: AT_ONCE };
        self.store.listed_enquiries_after(&self.actor, &self.search, after).await
    }

    fn cells(&self, row: &Enquiry) -> Vec<Cell> {
        let language = self.language;
        vec![
            Cell::Text(row.product_name.clone()),
            Cell::Text(row.serial.clone()),
            Cell::Text(row.of.as_ref().map(|of| use_line(language, of)).unwrap_or_default()),
            Cell::Text(enquiry::state(row.thread).of(language).to_owned()),
            Cell::Text(row.holder_name.clone()),
            Cell::Number(i64::from(row.thread.messages)),
            Cell::Text(last_by(language, row.thread.last).to_owned()),
            Cell::Text(language.time(row.opened_at)),
            Cell::Text(language.time(row.changed_at)),
        ]
    }
}

const HEADINGS: [Sentence; 9] = [
    text::ABOUT,
    text::SERIAL,
    text::USE,
    text::STATE,
    text::HOLDER,
    text::MESSAGES,
    text::LAST_BY,
    text::OPENED,
    text::CHANGED,
];
