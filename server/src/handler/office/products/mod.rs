//! 商品管理 (RULES §7): the list and its file, one product, its picture, and the shelf.

mod counter;
mod export;
mod form;
mod list;
mod picture;

pub use counter::change_counter;
pub use export::export;
pub use form::{LARGEST_FORM, edit, edited, make, new};
pub use list::{list, shelve};
pub use picture::{LARGEST_PICTURE_FORM, change_picture, remove_picture};

use super::{fault, reader};
use crate::render;
use crate::state::AppState;
use app::page::office::products::show::{self, Shown as ShownProduct};
use app::text::product as text;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::field::Faults;
use domain::identity::ProductNumber;
use domain::permission::{Access, Function};
use domain::picture::NotTaken;
use domain::product::counter::TypedCounter;
use domain::refusal::Refusal;
use store::StoreError;
use store::query::session::SignedIn;

const PATH: &str = "/office/products";

/// `GET /office/products/{product}`
pub async fn show(
    State(state): State<AppState>,
    Path(product): Path<String>,
    headers: HeaderMap,
) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) => answer_product(&state, &headers, &signed_in, &product, Tried::default()).await,
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
