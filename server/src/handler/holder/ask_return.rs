//! 申請退貨 by the holder: the quote, asking, withdrawing (RULES §4).

use super::{Visit, attempt_of};
use crate::handler::wallet::open;
use app::page::holder::ask_return::page;
use app::text::holder as text;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::cancel::Reason;
use domain::identity::RequestId;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::StoreError;

/// How many units the quote is for; empty = all that are left.
#[derive(Deserialize)]
pub struct Units {
    #[serde(default)]
    units: String,
}

/// `GET /w/{link}/{serial}/return`
pub async fn form(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Query(units): Query<Units>,
) -> Response {
    answer(&visit, &serial, &units.units, None).await
}

/// The form.
#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    units: String,
    #[serde(default)]
    reason: String,
}

/// `POST /w/{link}/{serial}/return`
pub async fn ask(visit: Visit, Path((_, serial)): Path<(String, String)>, Form(form): Form<Ask>) -> Response {
    match write(&visit, &serial, &form).await {
        Ok(()) => visit.back_to_list(),
        Err(StoreError::Refused(refusal)) => answer(&visit, &serial, &form.units, Some(refusal)).await,
        Err(error) => visit.failed(&error),
    }
}

/// Which request.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    request: String,
}

/// `POST /w/{link}/withdraw-return`
pub async fn withdraw(visit: Visit, Form(form): Form<Which>) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        let request =
            RequestId::parse(&form.request).map_err(|_| StoreError::Refused(Refusal::RequestUnknown))?;
        visit.state.store.withdraw_return(&visit.token()?, &request).await
    };
    match done.await {
        // Whoever was too late sees in the list what became of it.
        Ok(_) | Err(StoreError::Refused(_)) => visit.back_to_list(),
        Err(error) => visit.failed(&error),
    }
}

async fn write(visit: &Visit, serial: &str, form: &Ask) -> Result<(), StoreError> {
    let (_, ticket) = visit.ticket(serial).await?;
    let reason = Reason::parse(&form.reason).map_err(StoreError::Refused)?;
    let attempt = attempt_of(&form.attempt)?;
    let token = visit.token()?;
    visit
        .state
        .store
        .ask_return(&token, &ticket.id, units_of(&form.units), reason.as_ref(), &attempt)
        .await?;
    Ok(())
}

async fn answer(visit: &Visit, serial: &str, units: &str, refusal: Option<Refusal>) -> Response {
    let read = async {
        let (_, ticket) = visit.ticket(serial).await?;
        let quote = visit.state.store.return_quote(&visit.token()?, &ticket.id, units_of(units)).await;
        Ok((ticket, quote, visit.fresh_attempt()?))
    };
    let (ticket, quote, attempt) = match read.await {
        Ok(read) => read,
        Err(error) => return visit.failed(&error),
    };
    let (quote, refusal) = match quote {
        Ok(quote) => (Some(quote), refusal),
        Err(StoreError::Refused(why)) => (None, refusal.or(Some(why))),
        Err(error) => return visit.failed(&error),
    };
    let address = visit.address();
    let view = page(visit.language, &address, &ticket, &attempt, quote.as_ref(), refusal.as_ref());
    let title = text::RETURN_TITLE.of(visit.language);
    visit.page(title, &format!("{address}/{serial}/return"), refusal.as_ref(), view)
}

/// What is no number is no number of units: 0 is refused with the right words.
fn units_of(text: &str) -> Option<u32> {
    match text.trim() {
        "" => None,
        text => Some(text.parse().unwrap_or(0)),
    }
}
