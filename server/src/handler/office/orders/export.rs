//! The file of a list of orders: exactly what is filtered, in the same order, masked like the page.

use super::search_of;
use crate::handler::list::Pairs;
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{fault, reader};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::orders::{FILTERS, SORTS, issue, products};
use app::text::issued_order as text;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::actor::Actor;
use store::query::issued_order::{ListedOrder, OrderSearch};
use store::query::people::BranchChoice;
use store::{Store, StoreError};

/// `GET /office/orders/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    let listing = Listing::read(super::PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let branches = match state.store.branches_of(&signed_in.actor).await {
        Ok(branches) => branches,
        Err(error) => return fault(&state, &headers, &error),
    };
    let rows = Rows {
        store: state.store.clone(),
        actor: signed_in.actor,
        search: search_of(&listing),
        is_descending: listing.is_descending(),
        branches,
        language,
    };
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
    search: OrderSearch,
    is_descending: bool,
    branches: Vec<BranchChoice>,
    language: Language,
}

impl FileRows for Rows {
    type Row = ListedOrder;

    async fn after(&self, last: Option<&ListedOrder>) -> Result<Vec<ListedOrder>, StoreError> {
        let number = last.map_or("", |order| order.number.as_str());
        self.store.issued_orders_after(&self.actor, &self.search, self.is_descending, number, AT_ONCE).await
    }

    async fn complete(&self, orders: Vec<ListedOrder>) -> Result<Vec<ListedOrder>, StoreError> {
        self.store.with_products(&self.actor, orders).await
    }

    fn cells(&self, order: &ListedOrder) -> Vec<Cell> {
        cells(self.language, order, &self.branches)
    }
}

const HEADINGS: [app::sentences::Sentence; 16] = [
    text::NUMBER,
    text::OWN_NUMBER,
    text::ISSUED,
    app::text::office::PURCHASER_NAME,
    app::text::office::PURCHASER_PHONE,
    app::text::office::PURCHASER_EMAIL,
    text::PRODUCTS,
    app::text::paper::FORM,
    text::WAY,
    text::SOURCE,
    text::BRANCH,
    app::text::issue::SERIALS,
    app::text::issue::SUM_TICKETS,
    text::UNITS,
    app::text::office::LEFT,
    text::AMOUNT,
];

fn cells(language: Language, order: &ListedOrder, branches: &[BranchChoice]) -> Vec<Cell> {
    let own: Vec<_> =
        [&order.merchant_order_no, &order.gift_order_no].into_iter().flatten().cloned().collect();
    let sum = |of: fn(&store::query::issued_order::ProductOfOrder) -> u32| {
        Cell::Number(order.products.iter().map(|product| i64::from(of(product))).sum())
    };
    vec![
        Cell::Text(order.number.clone()),
        Cell::Text(own.join(" ")),
        Cell::Text(language.time(order.issued_at)),
        Cell::Text(order.purchaser.name.clone()),
        Cell::Text(order.purchaser.phone.clone()),
        Cell::Text(order.purchaser.email.clone()),
        Cell::Text(products(language, order).join("; ")),
        Cell::Text(app::text::paper::form(order.form).of(language).to_owned()),
        Cell::Text(issue::way(language, order).to_owned()),
        Cell::Text(issue::source(language, order).to_owned()),
        Cell::Text(issue::branch(language, order, branches)),
        Cell::Text(app::text::issue::serials(order.has_own_serials).of(language).to_owned()),
        sum(|product| product.tickets),
        sum(|product| product.units),
        sum(|product| product.remaining),
        Cell::Number(order.amount.0),
    ]
}
