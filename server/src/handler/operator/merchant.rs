//! A merchant's page, as the platform sees it: ending the contract, blocking relations, inviting an owner.

use super::{fault, require, show};
use crate::handler::holder::value;
use crate::handler::list::Pairs;
use crate::handler::office::partners::merchant as merchant_of;
use crate::handler::office::saved;
use crate::render;
use crate::state::AppState;
use app::page::operator::merchant::{Shown, Typed, page};
use app::page::operator::relations::NEWEST;
use app::text::operator as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Day;
use domain::change::Subject;
use domain::field::{self, Fault, Faults};
use domain::identity::MerchantNumber;
use domain::people::AccountName;
use domain::refusal::Refusal;
use store::StoreError;
use store::command::operator::Operator;
use store::query::partner::{RelationSearch, RelationSort, Side};
use store::query::window::Window;
use store::secret::SessionToken;

/// Relations on a merchant's page; [`super::relations`] lists all of them.
const NEWEST_RELATIONS: Window = Window { is_descending: true, offset: 0, size: NEWEST };

/// What went wrong with one of the page's forms, or what it made.
#[derive(Default)]
pub struct Outcome {
    typed: Typed,
    faults: Faults,
    refusal: Option<Refusal>,
    invitation: Option<String>,
    is_saved: bool,
}

/// `GET /operator/merchant/{merchant}`
pub async fn one(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    match asked(&state, &headers, &merchant).await {
        Ok((_, operator, merchant)) => {
            let outcome = Outcome { is_saved: saved(&query), ..Outcome::default() };
            answer(&state, &headers, &operator, merchant, outcome, StatusCode::OK).await
        }
        Err(response) => response,
    }
}

/// `POST /operator/merchant/{merchant}/end`
pub async fn end(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut faults = Faults::default();
    let resumes = !value(&sent, "resume").is_empty();
    let last_day: Option<Day> =
        if resumes { None } else { faults.take("last_day", field::day(value(&sent, "last_day")).map(Some)) };
    if last_day.is_some_and(|day| day < state.store.now().day()) {
        faults.add("last_day", Fault::DayBefore);
    }
    let note = faults.take("note", field::line(value(&sent, "note"), 1, 50));
    let version = value(&sent, "version").parse().unwrap_or_default();
    let done = match faults.or(()) {
        Ok(()) => state.store.end_contract(&token, merchant, version, last_day, note).await.map(|()| None),
        Err(faults) => Ok(Some(faults)),
    };
    let typed = Typed {
        last_day: (!resumes).then(|| value(&sent, "last_day").to_owned()),
        note: value(&sent, "note").to_owned(),
        ..Typed::default()
    };
    finished(&state, &headers, &operator, merchant, typed, done).await
}

/// `POST /operator/merchant/{merchant}/invite`
pub async fn invite(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let account = value(&sent, "account");
    let typed = Typed { account: account.to_owned(), ..Typed::default() };
    let made = match AccountName::of_field(account) {
        Ok(name) => state.store.invite_owner(&token, merchant, name.as_str()).await,
        Err(fault) => {
            let faults = Some(Faults::one("account", fault));
            return finished(&state, &headers, &operator, merchant, typed, Ok(faults)).await;
        }
    };
    match made {
        // Shown in the answer itself: it stands nowhere that could be looked at again.
        Ok(link) => {
            let address = state.data.public_url.trim_end_matches('/');
            let invitation = Some(format!("{address}/invitation/{}", link.as_str()));
            let outcome = Outcome { invitation, ..Outcome::default() };
            answer(&state, &headers, &operator, merchant, outcome, StatusCode::OK).await
        }
        Err(StoreError::AlreadyThere { .. }) => {
            let faults = Some(Faults::one("account", Fault::Taken));
            finished(&state, &headers, &operator, merchant, typed, Ok(faults)).await
        }
        Err(error) => finished(&state, &headers, &operator, merchant, typed, Err(error)).await,
    }
}

/// Who asks, and about which merchant.
pub async fn asked(
    state: &AppState,
    headers: &HeaderMap,
    merchant: &str,
) -> Result<(SessionToken, Operator, MerchantNumber), Response> {
    let (token, operator) = require(state, headers).await?;
    let merchant =
        merchant_of(merchant).ok_or_else(|| render::not_found(state, render::language(headers)))?;
    Ok((token, operator, merchant))
}

/// After a form: back to the page, or the page with what was typed and what was wrong.
pub async fn finished(
    state: &AppState,
    headers: &HeaderMap,
    operator: &Operator,
    merchant: MerchantNumber,
    typed: Typed,
    done: Result<Option<Faults>, StoreError>,
) -> Response {
    let (outcome, status) = match done {
        Ok(None) => return Redirect::to(&format!("/operator/merchant/{merchant}?saved")).into_response(),
        Ok(Some(faults)) => {
            (Outcome { typed, faults, ..Outcome::default() }, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(StoreError::Refused(refusal)) => {
            (Outcome { typed, refusal: Some(refusal), ..Outcome::default() }, StatusCode::CONFLICT)
        }
        Err(error) => return fault(state, headers, &error),
    };
    answer(state, headers, operator, merchant, outcome, status).await
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    operator: &Operator,
    merchant: MerchantNumber,
    outcome: Outcome,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    // A link that is shown once is not to be come back to.
    let path = match outcome.invitation {
        Some(_) => String::new(),
        None => format!("/operator/merchant/{merchant}"),
    };
    let store = &state.store;
    let every = RelationSearch::default();
    let newest = |side| store.relations(merchant, side, &every, RelationSort::Changed, NEWEST_RELATIONS);
    let read = async {
        Ok::<_, StoreError>(Shown {
            set_up: store.set_up_of(merchant).await?,
            changes: store.changes_of(merchant, Subject::Contract, "").await?,
            redeemers: newest(Side::Issuer).await?,
            issuers: newest(Side::Redeemer).await?,
            redeemer_tickets: store.tickets_of_relations(merchant, Side::Issuer).await?,
            issuer_tickets: store.tickets_of_relations(merchant, Side::Redeemer).await?,
            looks: store.looks_at(merchant).await?,
            today: store.now().day(),
            invitation: outcome.invitation,
            is_saved: outcome.is_saved,
            typed: outcome.typed,
            faults: outcome.faults,
            refusal: outcome.refusal,
        })
    };
    match read.await {
        Ok(shown) => {
            show(state, language, text::MERCHANTS, &path, status, page(language, &operator.name, &shown))
        }
        Err(error) => fault(state, headers, &error),
    }
}
