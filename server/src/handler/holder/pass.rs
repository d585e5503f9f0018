//! A ticket into a phone's wallet app. The form records that a card was made; the file itself changes nothing.

use super::{Visit, value};
use crate::pass::{apple_file, card_now};
use app::page::holder::pass::{Choice, choose, save_at_google};
use app::text::pass as text;
use axum::Form;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use domain::pass::PassKind;
use store::StoreError;
use store::query::wallet::WalletTicket;

/// What Safari opens in the wallet app.
pub const PKPASS: &str = "application/vnd.apple.pkpass";

/// `GET /w/{link}/{serial}/pass`
pub async fn form(visit: Visit, Path((_, serial)): Path<(String, String)>) -> Response {
    let passes = &visit.state.passes;
    if !passes.are_there() {
        return visit.failed(&StoreError::NotFound);
    }
    match visit.ticket(&serial).await {
        Ok((_, ticket)) => {
            let (apple, google) = (passes.apple.is_some(), passes.google.is_some());
            let choice = Choice { apple, google, usable: is_usable(&visit, &ticket) };
            let address = visit.address();
            let view = choose(visit.language, &address, &ticket, choice);
            visit.page_with(text::TITLE.of(visit.language), &format!("{address}/{serial}/pass"), &[], view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// `POST /w/{link}/{serial}/pass`: makes the card. The same again is the same card.
pub async fn make(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let made = async {
        let kind = PassKind::parse(value(&form, "kind")).ok_or(StoreError::NotFound)?;
        let is_there = match kind {
            PassKind::Apple => visit.state.passes.apple.is_some(),
            PassKind::Google => visit.state.passes.google.is_some(),
        };
        if !is_there {
            return Err(StoreError::NotFound);
        }
        let (_, ticket) = visit.ticket(&serial).await?;
        let store = &visit.state.store;
        store.make_pass(&visit.token()?, &ticket, kind, visit.language.tag()).await?;
        Ok((ticket, kind))
    };
    match made.await {
        Ok((ticket, PassKind::Google)) => google_page(&visit, &ticket).await,
        Ok((_, PassKind::Apple)) => {
            Redirect::to(&format!("{}/{serial}/pass.pkpass", visit.address())).into_response()
        }
        Err(error) => visit.failed(&error),
    }
}

async fn google_page(visit: &Visit, ticket: &WalletTicket) -> Response {
    let linked = async {
        let account = visit.state.passes.google.as_ref().ok_or(StoreError::NotFound)?;
        let pass = visit.state.store.pass_of(&visit.token()?, ticket, PassKind::Google).await?;
        let card = card_now(&visit.state, &pass);
        account.save_link(&card, pass.serial.as_str(), visit.state.store.now()).map_err(|error| {
            tracing::error!(error, "no card for Google");
            StoreError::Corrupt("a card for Google")
        })
    };
    match linked.await {
        Ok(save) => {
            let view = save_at_google(visit.language, &visit.address(), ticket, &save);
            visit.page_with(text::TITLE.of(visit.language), "", &[], view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// `GET /w/{link}/{serial}/pass.pkpass`: the card that was made.
pub async fn file(visit: Visit, Path((_, serial)): Path<(String, String)>) -> Response {
    let packed = async {
        let signer = visit.state.passes.apple.as_ref().ok_or(StoreError::NotFound)?;
        let (_, ticket) = visit.ticket(&serial).await?;
        let pass = visit.state.store.pass_of(&visit.token()?, &ticket, PassKind::Apple).await?;
        apple_file(&visit.state, signer, &pass).map_err(|error| {
            tracing::error!(error, "no card for Apple");
            StoreError::Corrupt("a card for Apple")
        })
    };
    match packed.await {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, PKPASS),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"ticket.pkpass\""),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => visit.failed(&error),
    }
}

fn is_usable(visit: &Visit, ticket: &WalletTicket) -> bool {
    let today = visit.state.store.now().day();
    ticket.ticket.remaining > 0 && !ticket.ticket.offered && !ticket.ticket.is_expired(today)
}
