//! 轉贈: offering, taking back, telling again (RULES §5).

use super::{Visit, attempt_of, value, values};
use crate::handler::wallet::open;
use crate::person::recipient;
use app::page::holder::give::{Filled, page};
use app::text::holder as text;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Day;
use domain::card::Card;
use domain::identity::TransferId;
use domain::refusal::Refusal;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::StoreError;
use store::command::contact::Message;
use store::command::transfer::{OfferRequest, Part};

/// Which ticket the holder came from.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    serial: String,
}

/// `GET /w/{link}/give`
pub async fn form(visit: Visit, Query(from): Query<From>) -> Response {
    answer(&visit, Filled { serials: vec![from.serial], ..Filled::default() }, None).await
}

/// `POST /w/{link}/give`: then the page that passes the gift on.
pub async fn offer(visit: Visit, Form(form): Form<Vec<(String, String)>>) -> Response {
    match write(&visit, &form).await {
        Ok(transfer) => Redirect::to(&format!("{}/given/{transfer}", visit.address())).into_response(),
        Err(StoreError::Refused(refusal)) => {
            let filled = Filled {
                serials: serials(&form).into_iter().map(str::to_owned).collect(),
                card: value(&form, "card").to_owned(),
                name: value(&form, "name").to_owned(),
                phone: value(&form, "phone").to_owned(),
                email: value(&form, "email").to_owned(),
                message: value(&form, "message").to_owned(),
                day: value(&form, "day").to_owned(),
            };
            answer(&visit, filled, Some(refusal)).await
        }
        Err(error) => visit.failed(&error),
    }
}

/// What the address of a gift says after its recipient was told once more, or had been told a moment before.
pub const TOLD: &str = "told";
pub const TOLD_BEFORE: &str = "told_before";

/// Which transfer; the attempt where it is needed.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    transfer: String,
    #[serde(default)]
    attempt: String,
}

/// `POST /w/{link}/take-back`
pub async fn take_back(visit: Visit, Form(form): Form<Which>) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        let transfer = transfer_of(&form)?;
        visit.state.store.take_back_transfer(&visit.token()?, &transfer).await
    };
    match done.await {
        // Whoever was too late sees in the list what became of it.
        Ok(_) | Err(StoreError::Refused(_)) => visit.back_to_list(),
        Err(error) => visit.failed(&error),
    }
}

/// `POST /w/{link}/remind`
pub async fn remind(visit: Visit, Form(form): Form<Which>) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        let (transfer, attempt) = (transfer_of(&form)?, attempt_of(&form.attempt)?);
        visit.state.store.resend_transfer(&visit.token()?, &transfer, &attempt).await?;
        Ok(())
    };
    let outcome = match done.await {
        Ok(()) => TOLD,
        Err(StoreError::Refused(Refusal::SlowDown)) => TOLD_BEFORE,
        Err(StoreError::Refused(_)) => return visit.back_to_list(),
        Err(error) => return visit.failed(&error),
    };
    Redirect::to(&format!("{}/given/{}?{outcome}", visit.address(), form.transfer)).into_response()
}

async fn write(visit: &Visit, form: &[(String, String)]) -> Result<TransferId, StoreError> {
    let wallet = open(&visit.state, &visit.link).await?;
    let chosen = serials(form);
    let unknown = || StoreError::Refused(Refusal::TicketUnknown);
    let (mut tickets, mut parts) = (Vec::new(), Vec::new());
    for named in &chosen {
        let (serial, units) = match named.split_once('*') {
            Some((serial, units)) => (serial, Some(units.parse::<u32>().map_err(|_| unknown())?)),
            None => (*named, None),
        };
        let ticket = wallet.tickets.iter().find(|ticket| ticket.serial == serial).ok_or_else(unknown)?;
        match units.filter(|units| *units != ticket.ticket.remaining) {
            Some(units) => parts.push(Part { ticket: ticket.id.clone(), units }),
            None => tickets.push(ticket.id.clone()),
        }
    }
    if chosen.is_empty() {
        return Err(unknown());
    }
    let message =
        Message::parse(value(form, "message")).ok_or(StoreError::Refused(Refusal::MessageTooLong))?;
    let recipient =
        recipient(value(form, "name"), value(form, "phone"), value(form, "email"), visit.language.tag())?;
    let attempt = attempt_of(value(form, "attempt"))?;
    // A card that is none of ours comes from a form that nobody made.
    let card = Card::parse(value(form, "card")).unwrap_or(Card::Plain);
    let sent_on = match value(form, "day").trim() {
        "" => None,
        day => Some(Day::parse(day).ok_or(StoreError::Refused(Refusal::SendDayWrong))?),
    };
    let request = OfferRequest { tickets, recipient, message, card, sent_on };
    let token = visit.token()?;
    Ok(visit.state.store.offer_with_parts(&token, &request, &parts, &attempt).await?.transfer)
}

/// One serial a ticket that is ticked; several where one says how many, `SERIAL*UNITS` for some units of one.
fn serials(form: &[(String, String)]) -> BTreeSet<&str> {
    let named = values(form, "serial").into_iter().flat_map(|named| named.split(','));
    named.map(str::trim).filter(|serial| !serial.is_empty()).collect()
}

async fn answer(visit: &Visit, filled: Filled, refusal: Option<Refusal>) -> Response {
    let read = async { Ok((open(&visit.state, &visit.link).await?, visit.fresh_attempt()?)) };
    match read.await {
        Ok((wallet, attempt)) => {
            let (address, today) = (visit.address(), visit.state.store.now().day());
            let view = page(visit.language, &wallet, &address, &attempt, &filled, today, refusal.as_ref());
            let title = text::GIVE_TITLE.of(visit.language);
            visit.page(title, &format!("{address}/give"), refusal.as_ref(), view)
        }
        Err(error) => visit.failed(&error),
    }
}

fn transfer_of(form: &Which) -> Result<TransferId, StoreError> {
    TransferId::parse(&form.transfer).map_err(|_| StoreError::Refused(Refusal::TransferUnknown))
}
