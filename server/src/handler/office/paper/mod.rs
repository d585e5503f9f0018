//! 紙本票券列印 in the console (RULES §6): the list, what was chosen of it, and the print.

mod export;
mod print;

pub use export::export;
pub use print::{print, test};

use super::{fault, may_change, reader, show};
use crate::handler::holder::{value, values};
use crate::handler::list::{Pairs, wants_sums, window};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::paper::{
    Confirming, FILTERS, SORTS, Shown, confirm as confirm_page, list as list_page,
};
use app::text::paper as text;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::calendar::Day;
use domain::field::Faults;
use domain::permission::Function;
use domain::print::may_print_so_many;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use store::query::paper::PaperSearch;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

const PATH: &str = "/office/paper";
/// A hundred serials and more.
pub const LARGEST_FORM: usize = 32 * 1024;

fn search_of(listing: &Listing) -> PaperSearch {
    PaperSearch {
        words: listing.filter("words").to_owned(),
        product: listing.filter("product").to_owned(),
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
        kind: TicketKind::parse(listing.filter("kind")),
        is_printed: match listing.filter("printed") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    }
}

/// `GET /office/paper`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let is_all_ticked = value(&query, "tick") == "all";
    let asked = Asked { is_all_ticked, wants_sums: wants_sums(&query) };
    answer_list(&state, &headers, &signed_in, &listing, asked, None).await
}

/// What the address asks for beside the list.
#[derive(Clone, Copy, Default)]
struct Asked {
    is_all_ticked: bool,
    wants_sums: bool,
}

async fn answer_list(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    listing: &Listing,
    asked: Asked,
    refusal: Option<Refusal>,
) -> Response {
    let language = render::language(headers);
    let (search, actor) = (search_of(listing), &signed_in.actor);
    let read = async {
        let found = state.store.paper_tickets(actor, &search, window(listing)).await?;
        let all = if found.has_more && asked.wants_sums {
            Some(state.store.sums_of_paper_tickets(actor, &search).await?)
        } else {
            None
        };
        Ok::<_, StoreError>((found, all))
    };
    match read.await {
        Ok((found, all)) => {
            let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
            let path = if refusal.is_some() { String::new() } else { listing.address() };
            let may_print = may_change(signed_in, Function::Paper);
            let shown = Shown { may_print, is_all_ticked: asked.is_all_ticked, all, refusal };
            let view = list_page(language, signed_in, listing, &found, &shown);
            show(state, language, text::TITLE, &path, status, view)
        }
        Err(StoreError::Refused(_)) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}

/// Whoever may print.
async fn allowed(state: &AppState, headers: &HeaderMap) -> Result<(SessionToken, SignedIn), Response> {
    let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
    if may_change(&signed_in, Function::Paper) {
        Ok((token, signed_in))
    } else {
        Err(render::not_found(state, render::language(headers)))
    }
}

/// The serials that a form sends, each once.
fn serials_of(form: &Pairs) -> Vec<String> {
    let mut serials: Vec<String> = Vec::new();
    for serial in values(form, "ticket") {
        let serial: String = serial.chars().filter(char::is_ascii_alphanumeric).collect();
        if !serials.contains(&serial) {
            serials.push(serial);
        }
    }
    serials
}

/// `POST /office/paper/choose`: what is asked before a print. Nothing is printed yet.
pub async fn choose(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let (_, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    answer_confirm(&state, &headers, &signed_in, &form, Faults::default(), None).await
}

/// The page before a print; what cannot be printed at all leads back to the list, with the reason.
async fn answer_confirm(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    form: &Pairs,
    faults: Faults,
    refusal: Option<Refusal>,
) -> Response {
    let language = render::language(headers);
    let serials = serials_of(form);
    let read = async {
        may_print_so_many(serials.len()).map_err(StoreError::Refused)?;
        let tickets = state.store.chosen_paper(&signed_in.actor, &serials).await?;
        Ok::<_, StoreError>((tickets, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((tickets, attempt)) => {
            let status = match (&refusal, faults.is_empty()) {
                (Some(_), _) => StatusCode::CONFLICT,
                (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
                (None, true) => StatusCode::OK,
            };
            let shown = Confirming {
                tickets,
                attempt,
                size: value(form, "size").to_owned(),
                reason: value(form, "reason").to_owned(),
                faults,
                refusal,
            };
            show(state, language, text::CONFIRM, "", status, confirm_page(language, signed_in, &shown))
        }
        Err(StoreError::Refused(found)) => {
            let listing = Listing::read(PATH, &[], FILTERS, SORTS);
            let why = refusal.unwrap_or(found);
            answer_list(state, headers, signed_in, &listing, Asked::default(), Some(why)).await
        }
        Err(error) => fault(state, headers, &error),
    }
}
