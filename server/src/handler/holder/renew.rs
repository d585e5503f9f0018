//! New codes for a ticket (CODES, generation).

use super::{Visit, attempt_of};
use app::page::holder::renew::page;
use app::text::holder as text;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::StoreError;

/// `GET /w/{link}/{serial}/renew`
pub async fn form(visit: Visit, Path((_, serial)): Path<(String, String)>) -> Response {
    answer(&visit, &serial, None).await
}

/// The form.
#[derive(Deserialize)]
pub struct Renew {
    #[serde(default)]
    attempt: String,
    /// Of the codes that the form was made for.
    #[serde(default)]
    generation: String,
}

/// `POST /w/{link}/{serial}/renew`
pub async fn renew(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Form(form): Form<Renew>,
) -> Response {
    let done = async {
        let (_, ticket) = visit.ticket(&serial).await?;
        let attempt = attempt_of(&form.attempt)?;
        let (store, token) = (&visit.state.store, visit.token()?);
        match form.generation.parse() {
            Ok(seen) => store.renew_code_as_seen(&token, &ticket.id, seen, &attempt).await,
            Err(_) => store.renew_code(&token, &ticket.id, &attempt).await,
        }
    };
    match done.await {
        Ok(_) => visit.back_to_ticket(&serial),
        Err(StoreError::Refused(refusal)) => answer(&visit, &serial, Some(refusal)).await,
        Err(error) => visit.failed(&error),
    }
}

async fn answer(visit: &Visit, serial: &str, refusal: Option<Refusal>) -> Response {
    let read = async { Ok((visit.ticket(serial).await?, visit.fresh_attempt()?)) };
    match read.await {
        Ok(((_, ticket), attempt)) => {
            let address = visit.address();
            let view = page(visit.language, &address, &ticket, &attempt, refusal.as_ref());
            let title = text::RENEW_TITLE.of(visit.language);
            visit.page(title, &format!("{address}/{serial}/renew"), refusal.as_ref(), view)
        }
        Err(error) => visit.failed(&error),
    }
}
