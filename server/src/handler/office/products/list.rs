//! The list of products, and many of them on or off the shelf at once.

use super::PATH;
use crate::handler::holder::{value, values};
use crate::handler::list::{Pairs, again, window};
use crate::handler::office::partners::merchant;
use crate::handler::office::{fault, may_change, reader, show};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::products::{FILTERS, SORTS, Shown, is_too_short, list as list_page};
use app::text::product as text;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Day;
use domain::identity::{BranchNumber, ProductNumber};
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use store::StoreError;
use store::command::product::NotShelved;
use store::query::product::{ProductFilter, ProductSort};
use store::query::session::SignedIn;

/// What the address of the list asks for.
pub fn search_of(listing: &Listing) -> (ProductFilter, ProductSort) {
    let name = listing.filter("name");
    let filter = ProductFilter {
        code: listing.filter("code").to_owned(),
        name: if is_too_short(name) { String::new() } else { name.to_owned() },
        on_shelf: either(listing.filter("shelf"), "on", "off"),
        kind: TicketKind::parse(listing.filter("kind")),
        from: Day::parse(listing.filter("from")),
        to: Day::parse(listing.filter("to")),
        is_opened: either(listing.filter("opened"), "yes", "no"),
        opened_to: merchant(listing.filter("partner")),
        names_redeeming: either(listing.filter("redeeming"), "named", "all"),
        redeemed_at: BranchNumber::parse(listing.filter("redeemed_at")).ok(),
        names_returning: either(listing.filter("returning"), "named", "all"),
        returned_at: BranchNumber::parse(listing.filter("returned_at")).ok(),
    };
    (filter, ProductSort::parse(listing.sort()).unwrap_or(ProductSort::Number))
}

/// What a filter asks for that knows two answers.
fn either(asked: &str, yes: &str, no: &str) -> Option<bool> {
    match asked {
        asked if asked == yes => Some(true),
        asked if asked == no => Some(false),
        _ => None,
    }
}

/// `GET /office/products`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    match reader(&state, &headers, &listing.address()).await {
        Ok(signed_in) => answer(&state, &headers, &signed_in, &listing, Vec::new(), false).await,
        Err(response) => response,
    }
}

/// `POST /office/products/shelf`: one product from its own page, or those ticked in the list.
pub async fn shelve(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let numbers: Vec<_> =
        values(&form, "number").iter().filter_map(|text| text.parse().ok().map(ProductNumber)).collect();
    let (on, read) = (value(&form, "on") == "1", value(&form, "read") == "1");
    let outcome = state.store.shelve_products(&token, &numbers, on, read).await;
    let listing = again(value(&form, "back"), PATH, FILTERS, SORTS);
    match (outcome, numbers.first()) {
        (Ok(_), Some(number)) if value(&form, "one") == "1" => {
            Redirect::to(&format!("{PATH}/{number}#policy")).into_response()
        }
        (Ok(refused), Some(_)) if refused.is_empty() => Redirect::to(&listing.address()).into_response(),
        (Ok(refused), numbers) => {
            answer(&state, &headers, &signed_in, &listing, refused, numbers.is_none()).await
        }
        (Err(error @ StoreError::Refused(Refusal::Unavailable)), _) => fault(&state, &headers, &error),
        (Err(StoreError::Refused(_)), _) => render::not_found(&state, render::language(&headers)),
        (Err(error), _) => fault(&state, &headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    listing: &Listing,
    not_shelved: Vec<NotShelved>,
    none_picked: bool,
) -> Response {
    let language = render::language(headers);
    let (filter, sort) = search_of(listing);
    let read = async {
        let products = state.store.products(&signed_in.actor, &filter, sort, window(listing)).await?;
        Ok::<_, StoreError>((products, state.store.product_choices(&signed_in.actor).await?))
    };
    match read.await {
        Ok((products, choices)) => {
            let refused = none_picked || !not_shelved.is_empty();
            let (status, path) = if refused {
                (StatusCode::CONFLICT, String::new())
            } else {
                (StatusCode::OK, listing.address())
            };
            let changeable = may_change(signed_in, Function::Products);
            let shown = Shown { changeable, not_shelved, none_picked };
            let view = list_page(language, signed_in, listing, &products, &choices, &shown);
            show(state, language, text::TITLE, &path, status, view)
        }
        Err(StoreError::Refused(_)) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}
