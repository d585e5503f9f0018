//! 已發行訂單管理 in the console (RULES §6).

mod export;
mod one;

pub use export::export;
pub use one::{cancel_transfer, change_purchaser, note, one, resend, send_again, show_people};

use super::{fault, reader, show};
use crate::handler::list::{Pairs, wants_sums, window};
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::orders::issue::HEAD_OFFICE;
use app::page::office::orders::{FILTERS, SORTS, list as list_page};
use app::text::issued_order as text;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::calendar::Day;
use domain::contract::Opening;
use domain::identity::{BatchId, BranchNumber};
use domain::money::Dollars;
use domain::print::TicketForm;
use store::StoreError;
use store::query::issued_order::{IssuedAt, OrderSearch, Orders, Rest};
use store::query::people::BranchChoice;

const PATH: &str = "/office/orders";

/// What the address of the list asks for.
fn search_of(listing: &Listing) -> OrderSearch {
    OrderSearch {
        words: listing.filter("words").to_owned(),
        product: listing.filter("product").to_owned(),
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
        rest: Rest::parse(listing.filter("rest")),
        is_mail_failed: listing.filter("mail") == "failed",
        is_unopened: listing.filter("mail") == "unopened",
        form: TicketForm::parse(listing.filter("form")),
        way: Opening::parse(listing.filter("way")),
        is_by_console: match listing.filter("source") {
            "console" => Some(true),
            "system" => Some(false),
            _ => None,
        },
        place: match listing.filter("branch") {
            HEAD_OFFICE => Some(IssuedAt::HeadOffice),
            number => BranchNumber::parse(number).ok().map(IssuedAt::Branch),
        },
        batch: BatchId::parse(listing.filter("batch")).ok(),
    }
}

/// `GET /office/orders`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    match read(&state, &signed_in.actor, &listing, wants_sums(&query)).await {
        Ok((orders, branches, sums)) => {
            let view = list_page(language, &signed_in, &listing, &orders, &branches, sums);
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(StoreError::Refused(_)) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}

/// The page, and the branches that the account knows; of a list that is longer than it counts, what all of it comes to, where
/// that is asked for.
async fn read(
    state: &AppState,
    actor: &Actor,
    listing: &Listing,
    wants_sums: bool,
) -> Result<(Orders, Vec<BranchChoice>, Option<(u64, Dollars)>), StoreError> {
    let search = search_of(listing);
    let orders = state.store.issued_orders(actor, &search, window(listing)).await?;
    let branches = state.store.branches_of(actor).await?;
    if !(wants_sums && orders.has_more) {
        return Ok((orders, branches, None));
    }
    let sums = state.store.sums_of_issued_orders(actor, &search).await?;
    Ok((orders, branches, Some(sums)))
}
