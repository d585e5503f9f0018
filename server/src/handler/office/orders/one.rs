//! One issued order, and what is done about it. Whoever may not look at it finds nothing, whatever is sent.

use super::PATH;
use crate::handler::holder::attempt_of;
use crate::handler::list::Pairs;
use crate::handler::office::{NotDone, fault, may_change, reader, saved, show};
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::component::purchaser_form::TypedPurchaser;
use app::page::office::orders::many::{MAILS_PAGE, RECORDS_PAGE, TICKETS_PAGE, address};
use app::page::office::orders::one::{Shown, page};
use app::text::issued_order as text;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::Faults;
use domain::identity::TransferId;
use domain::issued_order::OrderNote;
use domain::permission::Function;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::command::contact::Contact;
use store::query::issued_order::paged::Pages;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

/// `GET /office/orders/{order}`
pub async fn one(
    State(state): State<AppState>,
    Path(order): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let path = format!("{PATH}/{}", plain(&order));
    match reader(&state, &headers, &path).await {
        Ok(signed_in) => {
            let after = After { is_saved: saved(&query), pages: pages(&query), ..After::default() };
            answer(&state, &headers, &signed_in, &order, after, StatusCode::OK).await
        }
        Err(response) => response,
    }
}

/// Which of its tickets, records and messages the address asks for; what is no page is the first.
fn pages(query: &Pairs) -> Pages {
    let before = |name: &str| {
        let page =
            query.iter().find(|(given, _)| given == name).and_then(|(_, page)| page.parse::<u32>().ok());
        page.unwrap_or(1).saturating_sub(1)
    };
    Pages { tickets: before(TICKETS_PAGE), records: before(RECORDS_PAGE), mails: before(MAILS_PAGE) }
}

/// One of the forms of the page: each sends what it needs.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    transfer: String,
    /// A message that did not arrive.
    #[serde(default)]
    notice: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
}

/// `POST /office/orders/{order}/show`
pub async fn show_people(
    State(state): State<AppState>,
    Path(order): Path<String>,
    headers: HeaderMap,
) -> Response {
    done(&state, &headers, &order, async |token| state.store.show_people_of_order(token, &order).await).await
}

/// `POST /office/orders/{order}/resend`
pub async fn resend(
    State(state): State<AppState>,
    Path(order): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    done(&state, &headers, &order, async |token| {
        state.store.resend(token, &order, &attempt_of(&act.attempt)?).await.map(|_| ())
    })
    .await
}

/// `POST /office/orders/{order}/purchaser`
pub async fn change_purchaser(
    State(state): State<AppState>,
    Path(order): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    let (token, signed_in) = match entered(&state, &headers, &order).await {
        Ok(entered) => entered,
        Err(response) => return response,
    };
    let change = async {
        signed_in.actor.may_change(Function::IssuedOrders)?;
        // The merchant's form: the purchaser reads the language of the house until somebody says otherwise.
        let purchaser = Contact::of_form(&act.name, &act.phone, &act.email, "zh-TW")?;
        let (attempt, version) = (attempt_of(&act.attempt)?, act.version.parse().unwrap_or_default());
        state.store.change_shown_purchaser(&token, &order, version, &purchaser, &attempt).await?;
        Ok::<_, NotDone>(())
    };
    let purchaser =
        || TypedPurchaser { name: act.name.clone(), phone: act.phone.clone(), email: act.email.clone() };
    let (after, status) = match change.await {
        Ok(()) => return Redirect::to(&format!("{PATH}/{}?saved", plain(&order))).into_response(),
        Err(NotDone::Faults(faults)) => {
            (After { purchaser: purchaser(), faults, ..After::default() }, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(NotDone::Store(StoreError::Refused(refusal))) => {
            let refusal = Some(refusal);
            (After { purchaser: purchaser(), refusal, ..After::default() }, StatusCode::CONFLICT)
        }
        Err(NotDone::Store(error)) => return fault(&state, &headers, &error),
    };
    answer(&state, &headers, &signed_in, &order, after, status).await
}

/// `POST /office/orders/{order}/cancel-transfer`
pub async fn cancel_transfer(
    State(state): State<AppState>,
    Path(order): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    done(&state, &headers, &order, async |token| {
        let transfer =
            TransferId::parse(&act.transfer).map_err(|_| StoreError::Refused(Refusal::TransferUnknown))?;
        let attempt = attempt_of(&act.attempt)?;
        state.store.cancel_transfer_of_order(token, &order, &transfer, &attempt).await
    })
    .await
}

/// `POST /office/orders/{order}/send-again`
pub async fn send_again(
    State(state): State<AppState>,
    Path(order): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    done(&state, &headers, &order, async |token| {
        let attempt = attempt_of(&act.attempt)?;
        state.store.send_notice_again(token, &plain(&order), &act.notice, &attempt).await
    })
    .await
}

/// `POST /office/orders/{order}/note`
pub async fn note(
    State(state): State<AppState>,
    Path(order): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    let (token, signed_in) = match entered(&state, &headers, &order).await {
        Ok(entered) => entered,
        Err(response) => return response,
    };
    let note = match OrderNote::parse(&act.note) {
        Ok(note) => note,
        Err(found) => {
            let after = After { note: act.note, faults: Faults::one("note", found), ..After::default() };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return answer(&state, &headers, &signed_in, &order, after, status).await;
        }
    };
    let outcome = match attempt_of(&act.attempt) {
        Ok(attempt) => state.store.note_order(&token, &order, &note, &attempt).await,
        Err(error) => Err(error),
    };
    answered(&state, &headers, &signed_in, &order, outcome).await
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    order: &str,
    act: impl AsyncFnOnce(&SessionToken) -> Result<(), StoreError>,
) -> Response {
    let (token, signed_in) = match entered(state, headers, order).await {
        Ok(entered) => entered,
        Err(response) => return response,
    };
    let outcome = act(&token).await;
    answered(state, headers, &signed_in, order, outcome).await
}

/// Whoever may look at this order.
async fn entered(
    state: &AppState,
    headers: &HeaderMap,
    order: &str,
) -> Result<(SessionToken, SignedIn), Response> {
    let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
    match state.store.issued_order(&signed_in.actor, &plain(order)).await {
        Ok(_) => Ok((token, signed_in)),
        Err(StoreError::NotFound | StoreError::Refused(_)) => {
            Err(render::not_found(state, render::language(headers)))
        }
        Err(error) => Err(fault(state, headers, &error)),
    }
}

async fn answered(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    order: &str,
    outcome: Result<(), StoreError>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("{PATH}/{}?saved", plain(order))).into_response(),
        Err(StoreError::Refused(refusal)) => {
            let after = After { refusal: Some(refusal), ..After::default() };
            answer(state, headers, signed_in, order, after, StatusCode::CONFLICT).await
        }
        Err(StoreError::NotFound) => render::not_found(state, render::language(headers)),
        Err(error) => fault(state, headers, &error),
    }
}

/// An order's number has digits only; anything else came from nobody's form.
fn plain(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// What became of a form.
#[derive(Default)]
struct After {
    is_saved: bool,
    pages: Pages,
    note: String,
    purchaser: TypedPurchaser,
    faults: Faults,
    refusal: Option<Refusal>,
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    order: &str,
    after: After,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    let number = plain(order);
    let read = async {
        let order = state.store.issued_order_at(&signed_in.actor, &number, after.pages).await?;
        Ok::<_, StoreError>((order, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((order, attempt)) => {
            let After { is_saved, pages, note, purchaser, faults, refusal } = after;
            let may_change_orders = may_change(signed_in, Function::IssuedOrders);
            let may_cancel_transfers = may_change(signed_in, Function::Transfers);
            let shown = Shown {
                order,
                attempt,
                may_change: may_change_orders,
                may_cancel_transfers,
                is_saved,
                note,
                purchaser,
                faults,
                refusal,
            };
            let path = if status == StatusCode::OK { address(&number, pages) } else { String::new() };
            show(state, language, text::TITLE, &path, status, page(language, signed_in, &shown))
        }
        Err(StoreError::NotFound | StoreError::Refused(_)) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}
