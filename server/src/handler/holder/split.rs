//! 分票 and back (RULES §19).

use super::{Visit, attempt_of, value, values};
use app::page::holder::split::page;
use app::text::holder as text;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::StoreError;
use store::query::wallet::{Wallet, WalletTicket};

/// `GET /w/{link}/{serial}/split`
pub async fn form(visit: Visit, Path((_, serial)): Path<(String, String)>) -> Response {
    answer(&visit, &serial, None).await
}

/// The form.
#[derive(Deserialize)]
pub struct Split {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    quantity: String,
}

/// `POST /w/{link}/{serial}/split`
pub async fn split(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Form(form): Form<Split>,
) -> Response {
    let done = async {
        let (_, ticket) = visit.ticket(&serial).await?;
        let (units, attempt) = (form.quantity.trim().parse().unwrap_or(0), attempt_of(&form.attempt)?);
        visit.state.store.split(&visit.token()?, &ticket.id, units, &attempt).await
    };
    told(&visit, &serial, done.await.map(|_| ())).await
}

/// `POST /w/{link}/{serial}/merge`
pub async fn merge(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let done = async {
        let (wallet, into) = visit.ticket(&serial).await?;
        let chosen = values(&form, "serial");
        let singles: Vec<_> = wallet
            .tickets
            .iter()
            .filter(|ticket| chosen.contains(&ticket.serial.as_str()))
            .map(|ticket| ticket.id.clone())
            .collect();
        let attempt = attempt_of(value(&form, "attempt"))?;
        visit.state.store.merge(&visit.token()?, &into.id, &singles, &attempt).await
    };
    told(&visit, &serial, done.await.map(|_| ())).await
}

async fn told(visit: &Visit, serial: &str, done: Result<(), StoreError>) -> Response {
    match done {
        Ok(()) => visit.back_to_list(),
        Err(StoreError::Refused(refusal)) => answer(visit, serial, Some(refusal)).await,
        Err(error) => visit.failed(&error),
    }
}

async fn answer(visit: &Visit, serial: &str, refusal: Option<Refusal>) -> Response {
    let read = async { Ok((visit.ticket(serial).await?, visit.fresh_attempt()?)) };
    match read.await {
        Ok(((wallet, ticket), attempt)) => {
            let address = visit.address();
            let singles = pieces(&wallet, &ticket);
            let view = page(visit.language, &address, &ticket, &singles, &attempt, refusal.as_ref());
            let title = text::SPLIT_TITLE.of(visit.language);
            visit.page(title, &format!("{address}/{serial}/split"), refusal.as_ref(), view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// Unused singles of the same origin; the rule has the last word.
fn pieces<'a>(wallet: &'a Wallet, ticket: &WalletTicket) -> Vec<&'a WalletTicket> {
    let origin = |one: &WalletTicket| one.origin.clone().unwrap_or_else(|| one.id.clone());
    let fits = |one: &&WalletTicket| {
        let single = one.ticket.quantity == 1 && one.ticket.remaining == 1 && !one.ticket.offered;
        one.id != ticket.id && single && origin(one) == origin(ticket)
    };
    wallet.tickets.iter().filter(fits).collect()
}
