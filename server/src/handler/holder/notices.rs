//! What a holder is told of, by mail and on phones (RULES §14). The link is enough: such a mail leads here, and whoever has no patience for
//! a code would mark it as spam.

use super::{Visit, value, values};
use crate::handler::wallet::open;
use crate::push::vapid;
use app::language::Language;
use app::page::holder::notices::page;
use app::text::notices as text;
use axum::Form;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::notice_topic::{NoticeChoice, NoticeTopic};
use store::StoreError;
use store::command::contact::Email;

/// What the address says after the form was saved.
const SAVED: &str = "saved";

/// `GET /w/{link}/notices`
pub async fn form(visit: Visit, RawQuery(query): RawQuery) -> Response {
    answer(&visit, query.as_deref() == Some(SAVED), None).await
}

async fn answer(visit: &Visit, saved: bool, wrong_address: Option<&str>) -> Response {
    let read = async {
        let wallet = open(&visit.state, &visit.link).await?;
        Ok((wallet, visit.state.store.notice_switches(&visit.token()?).await?))
    };
    match read.await {
        Ok((wallet, switches)) => {
            let address = visit.address();
            let key = vapid::public(&visit.state.store.vapid_key());
            let ask = wallet
                .tickets
                .first()
                .map(|ticket| format!("{address}/{}/enquiry?about=address", ticket.serial));
            let view = page(visit.language, &switches, &address, saved, key, ask, wrong_address);
            let title = text::TITLE.of(visit.language);
            let mut response = visit.page_with(title, &format!("{address}/notices"), &["push.js"], view);
            if wrong_address.is_some() {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            response
        }
        Err(error) => visit.failed(&error),
    }
}

/// `POST /w/{link}/notices`: what is not named is off. The switches of phones count only where they were shown. The same
/// again changes nothing.
pub async fn save(visit: Visit, Form(form): Form<Vec<(String, String)>>) -> Response {
    if form.iter().any(|(name, _)| name == "email") {
        return leave_address(&visit, value(&form, "email")).await;
    }
    if let Some(language) = Language::parse(value(&form, "letters")) {
        return choose_language(&visit, language).await;
    }
    let chosen =
        |name| values(&form, name).into_iter().filter_map(NoticeTopic::parse).collect::<NoticeChoice>();
    let (mail, push) = (chosen("topic"), (!value(&form, "phones").is_empty()).then(|| chosen("push")));
    let done = async {
        open(&visit.state, &visit.link).await?;
        visit.state.store.choose_notices(&visit.token()?, &mail, push.as_ref()).await
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("{}/notices?{SAVED}", visit.address())).into_response(),
        Err(error) => visit.failed(&error),
    }
}

/// What mails and phones speak: the page itself is in the language of the browser.
async fn choose_language(visit: &Visit, language: Language) -> Response {
    let done = async {
        open(&visit.state, &visit.link).await?;
        visit.state.store.choose_language(&visit.token()?, language.tag()).await
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("{}/notices?{SAVED}", visit.address())).into_response(),
        Err(error) => visit.failed(&error),
    }
}

/// The address of a wallet that has none. One that has one keeps it, whoever is faster.
async fn leave_address(visit: &Visit, typed: &str) -> Response {
    let Some(email) = Email::parse(typed) else {
        return answer(visit, false, Some(typed)).await;
    };
    let done = async {
        open(&visit.state, &visit.link).await?;
        // Whoever has the link alone must not come before the phone that was left with it.
        if visit.to_prove().await?.is_some() {
            return Ok(false);
        }
        visit.state.store.add_address(&visit.token()?, &email).await?;
        Ok(true)
    };
    match done.await {
        Ok(false) => {
            let address = visit.address();
            Redirect::to(&format!("{address}/unlock?next={address}/notices")).into_response()
        }
        Ok(true) => Redirect::to(&format!("{}/notices?{SAVED}", visit.address())).into_response(),
        Err(StoreError::RaceLost) => Redirect::to(&format!("{}/notices", visit.address())).into_response(),
        Err(error) => visit.failed(&error),
    }
}
