//! The file of the list of products: exactly what is filtered, in the same order.

use super::PATH;
use super::list::search_of;
use crate::handler::list::Pairs;
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{fault, reader};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::products::{FILTERS, SORTS, created, places};
use app::sentences::Sentence;
use app::text::{common, product as text};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::actor::Actor;
use domain::ticket::TicketKind;
use store::query::product::{ListedProduct, ProductFilter, ProductSort};
use store::query::window::Window;
use store::{Store, StoreError};

/// `GET /office/products/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (filter, sort) = search_of(&listing);
    let is_descending = listing.is_descending();
    let rows =
        Rows { store: state.store.clone(), actor: signed_in.actor, filter, sort, is_descending, language };
    let head = Head::of(language, text::FILE, text::TITLE, &HEADINGS);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(StoreError::Refused(_)) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}

struct Rows {
    store: Store,
    actor: Actor,
    filter: ProductFilter,
    sort: ProductSort,
    is_descending: bool,
    language: Language,
}

impl FileRows for Rows {
    /// A product and its place in the list: a merchant has not many.
    type Row = (u32, ListedProduct);

    async fn after(&self, last: Option<&Self::Row>) -> Result<Vec<Self::Row>, StoreError> {
        let offset = last.map_or(0, |(place, _)| place + 1);
        let window = Window { is_descending: self.is_descending, offset, size: AT_ONCE };
        let products = self.store.products(&self.actor, &self.filter, self.sort, window).await?;
        Ok((offset..).zip(products.found.rows).collect())
    }

    fn cells(&self, (_, product): &Self::Row) -> Vec<Cell> {
        let language = self.language;
        let face = match product.kind {
            TicketKind::Paid => Cell::Number(product.face_value.0),
            TicketKind::Gift => Cell::Text(text::FACE_NONE.of(language).to_owned()),
        };
        let shelf = if product.on_shelf { text::ON_SHELF } else { text::OFF_SHELF };
        let issued = if product.issued { text::LOCKED.of(language) } else { "" };
        let [partners, redeeming, returning] = places::words(language, product);
        vec![
            Cell::Text(product.code.clone()),
            Cell::Text(product.own_number.clone()),
            Cell::Text(product.name.clone()),
            Cell::Text(common::kind(product.kind).of(language).to_owned()),
            face,
            Cell::Text(shelf.of(language).to_owned()),
            Cell::Text(issued.to_owned()),
            Cell::Text(partners),
            Cell::Text(redeeming),
            Cell::Text(returning),
            Cell::Text(created(language, product.created_at)),
            Cell::Text(created(language, product.changed_at)),
        ]
    }
}

const HEADINGS: [Sentence; 12] = [
    text::CODE,
    text::OWN_NUMBER,
    text::NAME,
    text::KIND,
    common::FACE_VALUE,
    text::FILTER_SHELF,
    text::LOCKED,
    text::PARTNERS,
    text::REDEEMING,
    text::RETURNING,
    text::CREATED,
    text::CHANGED,
];
