//! Before power over tickets is given away, the browser proves once that it is the holder's (RULES §5): a link may have
//! been passed on, the mailbox was not.

use super::Visit;
use crate::handler::find::{self, browser};
use crate::handler::home::own_path;
use crate::handler::sign_in::encoded;
use app::page::find::{Failure, unlock};
use app::text::find as text;
use axum::Form;
use axum::extract::{Query, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::reach::Reach;
use serde::Deserialize;
use store::StoreError;

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    next: String,
}

impl Visit {
    /// What this browser must prove first, if anything.
    pub async fn to_prove(&self) -> Result<Option<Reach>, StoreError> {
        self.state.store.address_to_prove(&self.token()?, browser(&self.headers).as_ref()).await
    }
}

/// Stands before the doors that give power away.
pub async fn require(visit: Visit, request: Request, next: Next) -> Response {
    match visit.to_prove().await {
        // Links that are none are answered behind the door, as everywhere.
        Ok(None) | Err(StoreError::NotFound) => next.run(request).await,
        Ok(Some(_)) => {
            let back = encoded(way_back(&request));
            Redirect::to(&format!("{}/unlock?next={back}", visit.address())).into_response()
        }
        Err(error) => visit.failed(&error),
    }
}

/// A form with what was chosen on the way to it; what was sent to it is asked for again.
fn way_back(request: &Request) -> &str {
    let uri = request.uri();
    match (request.method(), uri.path_and_query()) {
        (&Method::GET, Some(whole)) => whole.as_str(),
        _ => uri.path(),
    }
}

/// `GET /w/{link}/unlock`
pub async fn form(visit: Visit, Query(after): Query<After>) -> Response {
    answer(&visit, &after.next, None).await
}

/// `POST /w/{link}/unlock`
pub async fn send(visit: Visit, Form(after): Form<After>) -> Response {
    let next = destination(&visit, &after.next);
    let sent = async {
        match visit.to_prove().await? {
            None => Ok(Some(Redirect::to(&next).into_response())),
            Some(reach) => find::send_code(&visit.state, visit.peer, &visit.headers, &reach, &next).await,
        }
    };
    match sent.await {
        Ok(Some(response)) => response,
        Ok(None) => answer(&visit, &after.next, Some(Failure::Slow)).await,
        Err(error) => visit.failed(&error),
    }
}

async fn answer(visit: &Visit, next: &str, failure: Option<Failure>) -> Response {
    let next = destination(visit, next);
    match visit.to_prove().await {
        Ok(None) => Redirect::to(&next).into_response(),
        Ok(Some(reach)) => {
            let address = visit.address();
            let view = unlock(visit.language, &address, &reach.masked(), &next, failure);
            let path = match failure {
                None => format!("{address}/unlock?next={}", encoded(&next)),
                Some(_) => String::new(),
            };
            let title = text::UNLOCK_TITLE.of(visit.language);
            find::answer(&visit.state, visit.language, title, &path, failure, view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// Always back into this wallet.
fn destination(visit: &Visit, next: &str) -> String {
    let address = visit.address();
    let inside = own_path(next).starts_with(&format!("{address}/"));
    if inside { next.to_owned() } else { address }
}
