//! 申請退貨 by the holder: the quote, asking, withdrawing (RULES §4).

use super::{Visit, attempt_of, value, values};
use crate::handler::list::Pairs;
use crate::handler::wallet::open;
use app::page::holder::ask_return::{Choice, Shown, page, quoted};
use app::text::holder as text;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::cancel::Reason;
use domain::give_back::Quote;
use domain::identity::RequestId;
use domain::refusal::Refusal;
use domain::return_request::RequestState;
use serde::Deserialize;
use store::StoreError;
use store::command::give_back::Returning;
use store::query::wallet::{Wallet, WalletTicket};

/// `GET /w/{link}/{serial}/return`: `units` of this ticket, all that are left unless it says how many, and all that is left
/// of those that `also` names.
pub async fn form(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Query(chosen): Query<Pairs>,
) -> Response {
    answer(&visit, &serial, &chosen, false, None).await
}

/// `POST /w/{link}/{serial}/return`: asks, if exactly that is sent which the sums told; else, or to look, tells the new sums.
pub async fn ask(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Form(form): Form<Pairs>,
) -> Response {
    if !value(&form, "look").is_empty() {
        return answer(&visit, &serial, &form, false, None).await;
    }
    match write(&visit, &serial, &form).await {
        Ok(true) => visit.back_to_list(),
        Ok(false) => answer(&visit, &serial, &form, true, None).await,
        Err(StoreError::Refused(refusal)) => answer(&visit, &serial, &form, false, Some(refusal)).await,
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

/// Whether it was asked: not where the sums told of something else.
async fn write(visit: &Visit, serial: &str, form: &Pairs) -> Result<bool, StoreError> {
    let (wallet, ticket) = visit.ticket(serial).await?;
    let reason = Reason::parse(value(form, "reason")).map_err(StoreError::Refused)?;
    let attempt = attempt_of(value(form, "attempt"))?;
    let units = units_of(value(form, "units"));
    let also = chosen_too(&wallet, &ticket, form);
    let chosen =
        quoted(units.unwrap_or(ticket.ticket.remaining), also.iter().map(|other| other.serial.as_str()));
    if chosen != value(form, "quoted") {
        return Ok(false);
    }
    let mut returning = vec![Returning { ticket: ticket.id.clone(), units }];
    returning.extend(also.iter().map(|other| Returning { ticket: other.id.clone(), units: None }));
    visit.state.store.ask_returns(&visit.token()?, &returning, reason.as_ref(), &attempt).await?;
    Ok(true)
}

/// The others of the wallet that were ticked, each once, in the wallet's order.
fn chosen_too<'w>(wallet: &'w Wallet, ticket: &WalletTicket, chosen: &Pairs) -> Vec<&'w WalletTicket> {
    let serials = values(chosen, "also");
    let others = wallet.tickets.iter().filter(|other| other.id != ticket.id);
    others.filter(|other| serials.contains(&other.serial.as_str())).collect()
}

/// What the page is made of.
struct Read {
    ticket: WalletTicket,
    /// Of the ticket, or why not.
    quote: Result<Quote, Refusal>,
    /// Others that could be asked for with it.
    others: Vec<Choice>,
}

async fn read(visit: &Visit, serial: &str, chosen: &Pairs) -> Result<Read, StoreError> {
    let (wallet, ticket) = visit.ticket(serial).await?;
    let (store, token) = (&visit.state.store, visit.token()?);
    let quote = match store.return_quote(&token, &ticket.id, units_of(value(chosen, "units"))).await {
        Ok(quote) => Ok(quote),
        Err(StoreError::Refused(why)) => Err(why),
        Err(error) => return Err(error),
    };
    let asked = store.return_requests(&token).await?;
    let is_asked = |other: &WalletTicket| {
        asked.iter().any(|one| one.ticket == other.id && one.state == RequestState::Asked)
    };
    let today = store.now().day();
    let too = chosen_too(&wallet, &ticket, chosen);
    let mut others = Vec::new();
    for other in wallet.tickets.iter().filter(|other| other.id != ticket.id && !is_asked(other)) {
        if other.ticket.remaining == 0 || other.ticket.offered || other.ticket.is_expired(today) {
            continue;
        }
        let quote = if too.iter().any(|one| one.id == other.id) {
            Some(store.return_quote(&token, &other.id, None).await?)
        } else {
            None
        };
        others.push(Choice {
            serial: other.serial.clone(),
            product_name: other.product_name.clone(),
            units: other.ticket.remaining,
            quote,
        });
    }
    Ok(Read { ticket, quote, others })
}

async fn answer(
    visit: &Visit,
    serial: &str,
    chosen: &Pairs,
    is_changed: bool,
    refusal: Option<Refusal>,
) -> Response {
    let read = async { Ok::<_, StoreError>((read(visit, serial, chosen).await?, visit.fresh_attempt()?)) };
    let (Read { ticket, quote, others }, attempt) = match read.await {
        Ok(read) => read,
        Err(error) => return visit.failed(&error),
    };
    let (quote, refusal) = match quote {
        Ok(quote) => (Some(quote), refusal),
        Err(why) => (None, refusal.or(Some(why))),
    };
    let address = visit.address();
    let shown = Shown {
        attempt: &attempt,
        quote: quote.as_ref(),
        others: &others,
        is_changed,
        reason: value(chosen, "reason"),
        refusal: refusal.as_ref(),
    };
    let view = page(visit.language, &address, &ticket, &shown);
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
