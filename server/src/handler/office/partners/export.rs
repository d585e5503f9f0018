//! The files of the lists of either side: exactly what is filtered, in the same order.

use super::{Pairs, fault, may_look, reader, search_of};
use crate::handler::list_file::{self, Head};
use crate::handler::short_list::{ShortList, Whole};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::partners::{FILTERS, SORTS, place};
use app::sentences::Sentence;
use app::text::partner as text;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::identity::MerchantNumber;
use domain::permission::Function;
use store::query::partner::{Relation, RelationSearch, RelationSort, Side};
use store::query::window::Window;
use store::{Store, StoreError};

/// `GET /office/redeemers/export`
pub async fn redeemers(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    export(&state, &headers, Side::Issuer, &query).await
}

/// `GET /office/issuers/export`
pub async fn issuers(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    export(&state, &headers, Side::Redeemer, &query).await
}

async fn export(state: &AppState, headers: &HeaderMap, side: Side, query: &Pairs) -> Response {
    let listing = Listing::read(place(side).address(), query, FILTERS, SORTS);
    let signed_in = match reader(state, headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(headers);
    if !may_look(&signed_in, Function::Settings) {
        return render::not_found(state, language);
    }
    let list = Listed::new(&state.store, signed_in.actor.merchant, side, &listing, language);
    let head = head(side, language);
    let rows = Whole { list, is_descending: listing.is_descending() };
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => fault(state, headers, &error),
    }
}

/// Its name, its title and its headings.
pub fn head(side: Side, language: Language) -> Head {
    let (file, title) = match side {
        Side::Issuer => (text::REDEEMERS_FILE, text::REDEEMERS),
        Side::Redeemer => (text::ISSUERS_FILE, text::ISSUERS),
    };
    Head::of(language, file, title, &HEADINGS)
}

/// The list of one side, for its file: the platform's, too.
pub struct Listed {
    store: Store,
    merchant: MerchantNumber,
    side: Side,
    search: RelationSearch,
    sort: RelationSort,
    language: Language,
}

impl Listed {
    /// What this address asks for.
    pub fn new(
        store: &Store,
        merchant: MerchantNumber,
        side: Side,
        listing: &Listing,
        language: Language,
    ) -> Self {
        let (search, sort) = search_of(listing);
        Self { store: store.clone(), merchant, side, search, sort, language }
    }
}

impl ShortList for Listed {
    type Row = Relation;

    async fn rows(&self, window: Window) -> Result<Vec<Relation>, StoreError> {
        let found = self.store.relations(self.merchant, self.side, &self.search, self.sort, window).await?;
        Ok(found.found.rows)
    }

    fn cells(&self, one: &Relation) -> Vec<Cell> {
        vec![
            Cell::Text(one.merchant.to_string()),
            Cell::Text(one.name.clone()),
            Cell::Text(one.tax_id.clone()),
            Cell::Text(text::state(one.state).of(self.language).to_owned()),
            Cell::Number(i64::from(one.products)),
            Cell::Number(i64::from(one.uses)),
            Cell::Text(one.note.clone()),
            Cell::Text(one.changed_at.map(|at| self.language.time(at)).unwrap_or_default()),
        ]
    }
}

const HEADINGS: [Sentence; 8] = [
    text::MERCHANT,
    text::NAME,
    text::TAX_ID,
    text::STATE,
    text::PRODUCTS,
    text::USES,
    text::NOTE,
    text::CHANGED,
];
