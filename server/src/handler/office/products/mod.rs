//! 商品管理 (RULES §7): the list, one product, its picture, and the shelf.

mod counter;
mod form;
mod picture;

pub use counter::change_counter;
pub use form::{LARGEST_FORM, edit, edited, make, new};
pub use picture::{LARGEST_PICTURE_FORM, change_picture, remove_picture};

use super::fault;
use crate::handler::holder::values;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::office::products::show::{self, Shown as ShownProduct};
use app::page::office::products::{Shown, page};
use app::text::product as text;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Day;
use domain::field::Faults;
use domain::identity::ProductNumber;
use domain::permission::{Access, Function};
use domain::picture::NotTaken;
use domain::product::SHORTEST_SEARCH;
use domain::product::counter::TypedCounter;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use serde::Deserialize;
use store::StoreError;
use store::command::product::NotShelved;
use store::query::product::ProductFilter;
use store::query::session::SignedIn;
use url::form_urlencoded::Serializer;

const PATH: &str = "/office/products";

/// The list's address.
#[derive(Debug, Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    code: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    shelf: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    /// The filter, and a name that is too short to be one.
    fn filter(&self) -> (ProductFilter, Option<String>) {
        let plain = |text: &str| text.trim().chars().filter(|letter| *letter != '\0').collect::<String>();
        let name = plain(&self.name);
        let short = (1..SHORTEST_SEARCH).contains(&name.chars().count());
        let filter = ProductFilter {
            code: plain(&self.code).to_uppercase(),
            name: if short { String::new() } else { name.clone() },
            on_shelf: match self.shelf.as_str() {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            },
            kind: TicketKind::parse(&self.kind),
            from: Day::parse(&self.from),
            to: Day::parse(&self.to),
        };
        (filter, short.then_some(name))
    }
}

/// What was asked for, as it stands in an address before the page; empty where nothing was.
fn query_of(filter: &ProductFilter) -> String {
    let mut query = Serializer::new(String::new());
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let shelf = match filter.on_shelf {
        None => "",
        Some(true) => "on",
        Some(false) => "off",
    };
    for (name, value) in [
        ("code", filter.code.as_str()),
        ("name", &filter.name),
        ("shelf", shelf),
        ("kind", filter.kind.map_or("", TicketKind::as_str)),
        ("from", &day(filter.from)),
        ("to", &day(filter.to)),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("{query}&") }
}

/// `GET /office/products`
pub async fn list(State(state): State<AppState>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    match sign_in::require(&state, &headers, PATH).await {
        Ok((_, signed_in)) => answer_list(&state, &headers, &signed_in, &asked, Vec::new(), false).await,
        Err(response) => response,
    }
}

/// `POST /office/products/shelf`: one product from its own page, or those ticked in the list.
pub async fn shelve(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let one = |name: &str| values(&form, name).last().copied().unwrap_or_default().to_owned();
    let numbers: Vec<_> =
        values(&form, "number").iter().filter_map(|text| text.parse().ok().map(ProductNumber)).collect();
    let (on, read) = (one("on") == "1", one("read") == "1");
    let outcome = state.store.shelve_products(&token, &numbers, on, read).await;
    let asked = asked_again(&one("back"));
    match (outcome, numbers.first()) {
        (Ok(_), Some(number)) if one("one") == "1" => {
            Redirect::to(&format!("{PATH}/{number}#policy")).into_response()
        }
        (Ok(refused), Some(_)) if refused.is_empty() => {
            Redirect::to(&format!("{PATH}?{}page={}", query_of(&asked.filter().0), page_of(&asked)))
                .into_response()
        }
        (Ok(refused), numbers) => {
            answer_list(&state, &headers, &signed_in, &asked, refused, numbers.is_none()).await
        }
        (Err(StoreError::Refused(_)), _) => render::not_found(&state, render::language(&headers)),
        (Err(error), _) => fault(&state, &headers, &error),
    }
}

/// The list's address as the form brought it back; what cannot be read asks for nothing.
fn asked_again(query: &str) -> Asked {
    let mut asked = Asked::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let field = match name.as_ref() {
            "code" => &mut asked.code,
            "name" => &mut asked.name,
            "shelf" => &mut asked.shelf,
            "kind" => &mut asked.kind,
            "from" => &mut asked.from,
            "to" => &mut asked.to,
            "page" => &mut asked.page,
            _ => continue,
        };
        *field = value.into_owned();
    }
    asked
}

fn page_of(asked: &Asked) -> u32 {
    asked.page.parse().unwrap_or(1).clamp(1, 100_000)
}

async fn answer_list(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    asked: &Asked,
    not_shelved: Vec<NotShelved>,
    none_picked: bool,
) -> Response {
    let language = render::language(headers);
    let (filter, short_name) = asked.filter();
    let list = match state.store.products(&signed_in.actor, &filter, page_of(asked)).await {
        Ok(list) => list,
        Err(StoreError::Refused(_)) => return render::not_found(state, language),
        Err(error) => return fault(state, headers, &error),
    };
    let query = query_of(&filter);
    let refused = none_picked || !not_shelved.is_empty();
    let path = if refused { String::new() } else { format!("{PATH}?{query}page={}", list.page) };
    let changeable = signed_in.actor.may_change(Function::Products).is_ok();
    let shown = Shown { filter, short_name, list, query, changeable, not_shelved, none_picked };
    let frame = render::frame(state, language, text::TITLE.of(language), &path, "console");
    let mut response = render::page(frame, page(language, signed_in, &shown));
    if refused {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    response
}

/// `GET /office/products/{product}`
pub async fn show(
    State(state): State<AppState>,
    Path(product): Path<String>,
    headers: HeaderMap,
) -> Response {
    match sign_in::require(&state, &headers, PATH).await {
        Ok((_, signed_in)) => answer_product(&state, &headers, &signed_in, &product, Tried::default()).await,
        Err(response) => response,
    }
}

/// What was sent from a product's page and not done.
#[derive(Default)]
struct Tried {
    not_taken: Option<NotTaken>,
    refusal: Option<Refusal>,
    counter: Option<(TypedCounter, Faults)>,
}

async fn answer_product(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    product: &str,
    tried: Tried,
) -> Response {
    let language = render::language(headers);
    let (store, actor) = (&state.store, &signed_in.actor);
    let read = async {
        let product = store.product(actor, number_of(product)?).await?;
        let findings = store.contract(actor.merchant).await?.findings(&product.facts);
        let Tried { not_taken, refusal, counter } = tried;
        let (counter, counter_faults) =
            counter.unwrap_or_else(|| (product.counter.typed(), Faults::default()));
        Ok::<_, StoreError>(ShownProduct {
            choices: store.product_choices(actor).await?,
            records: store.product_records(actor, product.number).await?,
            changeable: actor.allows(Function::Products, Access::Change),
            product,
            findings,
            counter,
            counter_faults,
            not_taken,
            refusal,
        })
    };
    match read.await {
        Ok(shown) => {
            let faulty = shown.not_taken.is_some() || !shown.counter_faults.is_empty();
            let refused = faulty || shown.refusal.is_some();
            let path = if refused { String::new() } else { format!("{PATH}/{}", shown.product.number) };
            let frame = render::frame(state, language, text::TITLE.of(language), &path, "console");
            let mut response = render::page(frame, show::page(language, signed_in, &shown));
            *response.status_mut() = match (faulty, &shown.refusal) {
                (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
                (false, Some(_)) => StatusCode::CONFLICT,
                (false, None) => StatusCode::OK,
            };
            response
        }
        Err(StoreError::NotFound | StoreError::Refused(_)) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}

/// What is no number names no product.
fn number_of(text: &str) -> Result<ProductNumber, StoreError> {
    text.parse().map(ProductNumber).map_err(|_| StoreError::NotFound)
}
