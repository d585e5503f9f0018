//! 輸出票券發行檔 (RULES §6): what the list finds and may be issued, as the file that issues it. Asked for by a form, because
//! the purchasers stand in it in full and each asking is written down.

use super::{PATH, failed, search_of, sort_of};
use crate::handler::list::Pairs;
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::sign_in;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::unissued::{FILTERS, SORTS};
use app::text::unissued as text;
use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use batch::Column;
use domain::ticket::TicketKind;
use std::sync::atomic::{AtomicU64, Ordering};
use store::command::paid_order::WaitingOrder;
use store::query::catalog::CatalogProduct;
use store::query::unissued::{UnissuedAfter, UnissuedSearch, UnissuedSort};
use store::secret::SessionToken;
use store::{Store, StoreError};

/// `POST /office/unissued/issue-file`
pub async fn issue_file(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Pairs>,
) -> Response {
    let listing = Listing::read(PATH, &form, FILTERS, SORTS);
    let (session, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let catalog = match state.store.catalog(signed_in.actor.merchant).await {
        Ok(catalog) => catalog,
        Err(error) => return failed(&state, &headers, &error),
    };
    let rows = Rows {
        store: state.store.clone(),
        session,
        search: search_of(&listing),
        sort: sort_of(&listing),
        is_descending: listing.is_descending(),
        products: catalog.products.into_iter().filter(is_sold).collect(),
        written: AtomicU64::new(0),
    };
    let head = Head {
        file: text::ISSUE_FILE_NAME.of(Language::English),
        title: text::ISSUE_FILE_NAME.of(Language::Chinese),
        headings: Column::ALL.iter().map(|column| column.header()).collect(),
    };
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => failed(&state, &headers, &error),
    }
}

/// What an order that was paid can be of.
fn is_sold(product: &CatalogProduct) -> bool {
    product.on_shelf && product.kind == TicketKind::Paid
}

struct Rows {
    store: Store,
    session: SessionToken,
    search: UnissuedSearch,
    sort: UnissuedSort,
    is_descending: bool,
    products: Vec<CatalogProduct>,
    /// Rows before the next one: each is an order of its own, numbered in their order.
    written: AtomicU64,
}

impl FileRows for Rows {
    type Row = WaitingOrder;

    async fn after(&self, last: Option<&WaitingOrder>) -> Result<Vec<WaitingOrder>, StoreError> {
        let (sort, is_descending) = (self.sort, self.is_descending);
        let after = UnissuedAfter { sort, is_descending, last, size: AT_ONCE };
        self.store.orders_to_issue_after(&self.session, &self.search, after).await
    }

    fn cells(&self, row: &WaitingOrder) -> Vec<Cell> {
        let (code, tickets) = bought(&self.products, row).unwrap_or_default();
        let payment = &row.payment;
        let import_number = (self.written.fetch_add(1, Ordering::Relaxed) + 1).to_string();
        let cell = |column: &Column| match column {
            Column::ImportNumber => import_number.clone(),
            Column::OrderNumber => payment.merchant_order_no.clone(),
            Column::PurchaserName => payment.holder_name.clone(),
            Column::PurchaserPhone => payment.holder_phone.clone(),
            Column::PurchaserEmail => payment.holder_email.clone(),
            Column::ProductCode => code.clone(),
            Column::Tickets => tickets.clone(),
            Column::GiftNumber
            | Column::PurchaserAddress
            | Column::UsableFrom
            | Column::ExpiresOn
            | Column::Quantity => String::new(),
        };
        Column::ALL.iter().map(|column| Cell::Text(cell(column))).collect()
    }
}

/// Product and number of tickets, where the description names exactly one product and its price fits what was paid. Nothing
/// else is guessed at: whoever issues fills it in.
fn bought(products: &[CatalogProduct], order: &WaitingOrder) -> Option<(String, String)> {
    let words = order.payment.description.trim();
    let mut named = products.iter().filter(|product| product.name == words || product.code == words);
    let product = named.next().filter(|_| named.next().is_none())?;
    let amount = order.payment.amount.0;
    let fits = product.face_value > 0 && amount % product.face_value == 0;
    fits.then(|| (product.code.clone(), (amount / product.face_value).to_string()))
}
