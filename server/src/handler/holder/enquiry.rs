//! 詢問 by the holder: the form, the thread, writing again (RULES §5).

use super::{Visit, attempt_of};
use app::component::thread::Tried;
use app::page::holder::enquiry;
use app::text::enquiry as text;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::enquiry::{NotWritten, Words};
use domain::identity::{AttemptId, EnquiryId};
use serde::Deserialize;
use store::StoreError;
use store::command::enquiry::{Outcome, Subject};
use store::query::wallet::{WalletTicket, WalletUse};

/// Which use; the ticket as a whole without.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default, rename = "use")]
    redemption: String,
    /// `address`: the words for whoever wants notices to go elsewhere are there already.
    #[serde(default)]
    about: String,
}

/// What an address says that leads to the form from the notices.
const ABOUT_ADDRESS: &str = "address";

/// `GET /w/{link}/{serial}/enquiry?use=…`, or `?about=address`
pub async fn form(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Response {
    let begun = which.about == ABOUT_ADDRESS;
    let text = if begun { text::ADDRESS_WORDS.of(visit.language).to_owned() } else { String::new() };
    form_page(&visit, &serial, &which.redemption, Tried { text, ..Tried::default() }).await
}

/// The form, and that of the thread.
#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    text: String,
    #[serde(default, rename = "use")]
    redemption: String,
}

/// `POST /w/{link}/{serial}/enquiry`
pub async fn open(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Response {
    let done = async {
        let (_, ticket) = visit.ticket(&serial).await?;
        let of = use_of(&ticket, &said.redemption)?.map(|of| of.id.clone());
        let subject = Subject { ticket: ticket.id, redemption: of };
        write(&said, async |words, attempt| {
            visit.state.store.open_enquiry(&visit.token()?, &subject, words, attempt).await
        })
        .await
    };
    match outcome(&visit, done.await, said.text) {
        Ok(response) => response,
        Err(tried) => form_page(&visit, &serial, &said.redemption, tried).await,
    }
}

/// `GET /w/{link}/enquiry/{enquiry}`
pub async fn thread(visit: Visit, Path((_, enquiry)): Path<(String, String)>) -> Response {
    thread_page(&visit, &enquiry, Tried::default()).await
}

/// `POST /w/{link}/enquiry/{enquiry}`
pub async fn write_again(
    visit: Visit,
    Path((_, enquiry)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Response {
    let done = async {
        let id = EnquiryId::parse(&enquiry).map_err(|_| StoreError::NotFound)?;
        // Whose it is comes before what was written.
        visit.state.store.enquiry(&visit.token()?, &id).await?;
        write(&said, async |words, attempt| {
            visit.state.store.continue_enquiry(&visit.token()?, &id, words, attempt).await
        })
        .await
    };
    match outcome(&visit, done.await, said.text) {
        Ok(response) => response,
        Err(tried) => thread_page(&visit, &enquiry, tried).await,
    }
}

async fn write(
    said: &Said,
    act: impl AsyncFnOnce(&Words, &AttemptId) -> Result<Outcome, StoreError>,
) -> Result<Outcome, StoreError> {
    let attempt = attempt_of(&said.attempt)?;
    match Words::parse(&said.text) {
        Ok(words) => act(&words, &attempt).await,
        Err(why) => Ok(Err(why)),
    }
}

/// To the thread, or what the form is shown with again.
fn outcome(visit: &Visit, done: Result<Outcome, StoreError>, text: String) -> Result<Response, Tried> {
    match done {
        Ok(Ok(written)) => {
            let address = format!("{}/enquiry/{}", visit.address(), written.enquiry);
            Ok(Redirect::to(&address).into_response())
        }
        Ok(Err(why)) => Err(Tried { text: kept(text, why), failure: Some(why), refusal: None }),
        Err(StoreError::Refused(refusal)) => Err(Tried { text, failure: None, refusal: Some(refusal) }),
        Err(error) => Ok(visit.failed(&error)),
    }
}

/// A page does not become as long as whatever was sent to it.
pub(crate) fn kept(text: String, why: NotWritten) -> String {
    match why {
        NotWritten::TooLong => text.chars().take(Words::LONGEST * 4).collect(),
        NotWritten::Empty | NotWritten::ThreadFull | NotWritten::TooManyOpen | NotWritten::NotAnswered => {
            text
        }
    }
}

async fn form_page(visit: &Visit, serial: &str, redemption: &str, tried: Tried) -> Response {
    let read = async {
        let (_, ticket) = visit.ticket(serial).await?;
        use_of(&ticket, redemption)?;
        Ok((ticket, visit.fresh_attempt()?))
    };
    match read.await {
        Ok((ticket, attempt)) => {
            let address = visit.address();
            let of = ticket.uses.iter().find(|of| of.id.as_str() == redemption);
            let title = if of.is_some() { text::TITLE_OF_USE } else { text::TITLE };
            let view = enquiry::form(visit.language, &address, &ticket, of, &attempt, &tried);
            let path = match of {
                Some(of) => format!("{address}/{serial}/enquiry?use={}", of.id),
                None if !tried.text.is_empty() => format!("{address}/{serial}/enquiry?about={ABOUT_ADDRESS}"),
                None => format!("{address}/{serial}/enquiry"),
            };
            shown(visit, &tried, title.of(visit.language), &path, view)
        }
        Err(error) => visit.failed(&error),
    }
}

async fn thread_page(visit: &Visit, id: &str, tried: Tried) -> Response {
    let read = async {
        let id = EnquiryId::parse(id).map_err(|_| StoreError::NotFound)?;
        let found = visit.state.store.enquiry(&visit.token()?, &id).await?;
        Ok((found, visit.fresh_attempt()?))
    };
    match read.await {
        Ok(((found, messages), attempt)) => {
            let address = visit.address();
            let view = enquiry::thread(visit.language, &address, &found, &messages, &attempt, &tried);
            let path = format!("{address}/enquiry/{}", found.id);
            shown(visit, &tried, text::THREAD.of(visit.language), &path, view)
        }
        Err(error) => visit.failed(&error),
    }
}

fn shown(
    visit: &Visit,
    tried: &Tried,
    title: &str,
    path: &str,
    view: impl leptos::prelude::IntoView + 'static,
) -> Response {
    let path = if tried.is_refused() { "" } else { path };
    let mut response = visit.page_with(title, path, &[], view);
    *response.status_mut() = status(tried);
    response
}

/// What a form with the wrong words is answered with, and one that a rule refused.
pub(crate) fn status(tried: &Tried) -> StatusCode {
    match (&tried.refusal, tried.failure) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, None) => StatusCode::OK,
    }
}

/// The use of this name. One of another ticket looks like one that never was.
fn use_of<'t>(ticket: &'t WalletTicket, id: &str) -> Result<Option<&'t WalletUse>, StoreError> {
    if id.is_empty() {
        return Ok(None);
    }
    ticket.uses.iter().find(|of| of.id.as_str() == id).map(Some).ok_or(StoreError::NotFound)
}
