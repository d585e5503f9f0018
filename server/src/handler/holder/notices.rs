//! What a holder is told of by mail (RULES §14). The link is enough: such a mail leads here, and whoever has no patience for
//! a code would mark it as spam.

use super::{Visit, values};
use crate::handler::wallet::open;
use app::page::holder::notices::page;
use app::text::notices as text;
use axum::Form;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Redirect, Response};
use domain::notice_topic::{NoticeChoice, NoticeTopic};

/// What the address says after the form was saved.
const SAVED: &str = "saved";

/// `GET /w/{link}/notices`
pub async fn form(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let read = async {
        open(&visit.state, &visit.link).await?;
        visit.state.store.notice_switches(&visit.token()?).await
    };
    match read.await {
        Ok(switches) => {
            let address = visit.address();
            let view = page(visit.language, &switches, &address, query.as_deref() == Some(SAVED));
            visit.page_with(text::TITLE.of(visit.language), &format!("{address}/notices"), &[], view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// `POST /w/{link}/notices`: what is not named is off. The same again changes nothing.
pub async fn save(visit: Visit, Form(form): Form<Vec<(String, String)>>) -> Response {
    let choice: NoticeChoice = values(&form, "topic").into_iter().filter_map(NoticeTopic::parse).collect();
    let done = async {
        open(&visit.state, &visit.link).await?;
        visit.state.store.choose_notices(&visit.token()?, &choice).await
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("{}/notices?{SAVED}", visit.address())).into_response(),
        Err(error) => visit.failed(&error),
    }
}
