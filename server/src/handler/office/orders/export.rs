//! The file of a list of orders: exactly what is filtered, in the same order, masked like the page.

use super::search_of;
use crate::handler::list::Pairs;
use crate::handler::office::fault;
use crate::handler::sign_in;
use crate::render;
use crate::sheet::{self, Cell, Sender, Sheet};
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::orders::{FILTERS, SORTS, products};
use app::text::issued_order as text;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::actor::Actor;
use std::io::Error;
use store::StoreError;
use store::query::issued_order::{ListedOrder, OrderSearch};

/// Orders that are read at once.
const AT_ONCE: u32 = 500;
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /office/orders/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    let listing = Listing::read(super::PATH, &query, FILTERS, SORTS);
    let (_, signed_in) = match sign_in::require(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let (search, is_descending) = (search_of(&listing), listing.is_descending());
    let reading = Reading { state: state.clone(), actor: signed_in.actor, search, is_descending };
    let first = match reading.after("").await {
        Ok(first) => first,
        Err(StoreError::Refused(_)) => return render::not_found(&state, language),
        Err(error) => return fault(&state, &headers, &error),
    };
    let name = format!("{}_{}.xlsx", text::FILE.of(Language::English), state.store.now().day());
    let (sender, body) = sheet::channel();
    tokio::spawn(reading.write(language, first, sender));
    let kept = [
        (header::CONTENT_TYPE, KIND.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    render::private((kept, body).into_response())
}

struct Reading {
    state: AppState,
    actor: Actor,
    search: OrderSearch,
    is_descending: bool,
}

impl Reading {
    async fn after(&self, number: &str) -> Result<Vec<ListedOrder>, StoreError> {
        let store = &self.state.store;
        store.issued_orders_after(&self.actor, &self.search, self.is_descending, number, AT_ONCE).await
    }

    async fn write(self, language: Language, first: Vec<ListedOrder>, sender: Sender) {
        match self.filled(language, first).await {
            Ok(sheet) => sheet::send(sheet, sender).await,
            Err(error) => {
                tracing::error!(%error, "a list of orders could not be written");
                let _ = sender.send(Err(error)).await;
            }
        }
    }

    async fn filled(&self, language: Language, first: Vec<ListedOrder>) -> Result<Sheet, Error> {
        let headings = HEADINGS.map(|heading| heading.of(language));
        let mut sheet = Sheet::new(text::TITLE.of(language), &headings).map_err(Error::other)?;
        let mut orders = first;
        while let Some(last) = orders.last().map(|order| order.number.clone()) {
            for order in &orders {
                sheet.push(&cells(language, order)).map_err(Error::other)?;
            }
            let is_last = orders.len() < AT_ONCE as usize;
            orders = if is_last { Vec::new() } else { self.after(&last).await.map_err(Error::other)? };
        }
        Ok(sheet)
    }
}

const HEADINGS: [app::sentences::Sentence; 11] = [
    text::NUMBER,
    text::OWN_NUMBER,
    text::ISSUED,
    app::text::office::PURCHASER_NAME,
    app::text::office::PURCHASER_PHONE,
    app::text::office::PURCHASER_EMAIL,
    text::PRODUCTS,
    app::text::issue::SUM_TICKETS,
    text::UNITS,
    app::text::office::LEFT,
    text::AMOUNT,
];

fn cells(language: Language, order: &ListedOrder) -> [Cell; 11] {
    let own: Vec<_> =
        [&order.merchant_order_no, &order.gift_order_no].into_iter().flatten().cloned().collect();
    let sum = |of: fn(&store::query::issued_order::ProductOfOrder) -> u32| {
        Cell::Number(order.products.iter().map(|product| i64::from(of(product))).sum())
    };
    [
        Cell::Text(order.number.clone()),
        Cell::Text(own.join(" ")),
        Cell::Text(language.time(order.issued_at)),
        Cell::Text(order.purchaser.name.clone()),
        Cell::Text(order.purchaser.phone.clone()),
        Cell::Text(order.purchaser.email.clone()),
        Cell::Text(products(language, order).join("; ")),
        sum(|product| product.tickets),
        sum(|product| product.units),
        sum(|product| product.remaining),
        Cell::Number(order.amount.0),
    ]
}
