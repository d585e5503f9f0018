//! What a holder is told of, by mail and on phones (RULES §14). The link is enough: such a mail leads here, and whoever has no patience for
//! a code would mark it as spam.

use super::{Visit, value, values};
use crate::handler::wallet::open;
use crate::push::vapid;
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
        let wallet = open(&visit.state, &visit.link).await?;
        Ok((wallet, visit.state.store.notice_switches(&visit.token()?).await?))
    };
    match read.await {
        Ok((wallet, switches)) => {
            let address = visit.address();
            let key = vapid::public(&visit.state.store.vapid_key());
            let saved = query.as_deref() == Some(SAVED);
            let ask = wallet
                .tickets
                .first()
                .map(|ticket| format!("{address}/{}/enquiry?about=address", ticket.serial));
            let view = page(visit.language, &switches, &address, saved, key, ask);
            let title = text::TITLE.of(visit.language);
            visit.page_with(title, &format!("{address}/notices"), &["push.js"], view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// `POST /w/{link}/notices`: what is not named is off. The switches of phones count only where they were shown. The same
/// again changes nothing.
pub async fn save(visit: Visit, Form(form): Form<Vec<(String, String)>>) -> Response {
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
