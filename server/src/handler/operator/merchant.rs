//! Merchants and their contracts, as the platform makes, changes and ends them.

use super::{fault, require, show};
use crate::handler::list::Pairs;
use crate::handler::office::partners::merchant as merchant_of;
use crate::handler::office::saved;
use crate::render;
use crate::state::AppState;
use app::page::operator::contract::{Form, page as contract_page};
use app::page::operator::merchant::{Shown, page};
use app::text::operator as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Day;
use domain::change::Subject;
use domain::code::redemption_code::IssuerCode;
use domain::contract::{Opening, RedemptionMode, TypedContract};
use domain::field::{self, Fault, Faults};
use domain::give_back::FeeCap;
use domain::identity::MerchantNumber;
use domain::partner;
use domain::refusal::Refusal;
use domain::retention::DEFAULT_MONTHS;
use store::StoreError;
use store::command::operator::Operator;
use store::command::partner::Pair;
use store::query::partner::Side;
use store::query::window::Window;
use store::secret::SessionToken;

/// Relations on a merchant's page: far more than anybody has.
const ALL: Window = Window { is_descending: true, offset: 0, size: 100 };

fn value<'s>(sent: &'s Pairs, name: &str) -> &'s str {
    sent.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
}

fn typed(sent: &Pairs) -> TypedContract {
    let text = |name: &str| value(sent, name).to_owned();
    let tick = |name: &str| !value(sent, name).is_empty();
    TypedContract {
        name: text("name"),
        responsible_person: text("responsible_person"),
        tax_id: text("tax_id"),
        address: text("address"),
        shop_site: text("shop_site"),
        from: text("from"),
        until: text("until"),
        mode: text("mode"),
        opened: sent.iter().filter(|(name, _)| name == "opened").map(|(_, value)| value.clone()).collect(),
        guarantee_bank: text("guarantee_bank"),
        guarantee_days: text("guarantee_days"),
        payout_days: text("payout_days"),
        fee_cap: text("fee_cap"),
        retention_months: text("retention_months"),
        issue_open: tick("issue_open"),
        sms: tick("sms"),
        rates_with_tax: tick("rates_with_tax"),
        rates: sent.clone(),
    }
}

/// `GET /operator/merchants/new`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let operator = match require(&state, &headers).await {
        Ok((_, operator)) => operator,
        Err(response) => return response,
    };
    let opened = [Opening::Paid, Opening::Gift, Opening::ElectronicAtOnce, Opening::ElectronicLater];
    let typed = TypedContract {
        from: state.store.now().day().to_string(),
        mode: RedemptionMode::AfterUse.as_str().to_owned(),
        opened: opened.iter().map(|opening| opening.as_str().to_owned()).collect(),
        guarantee_days: "365".to_owned(),
        payout_days: "7".to_owned(),
        fee_cap: FeeCap::TAIWAN.0.text(),
        retention_months: DEFAULT_MONTHS.to_string(),
        issue_open: true,
        rates_with_tax: true,
        ..TypedContract::default()
    };
    contract_form(&state, &headers, &operator, None, &Form { typed, ..Form::default() }, StatusCode::OK)
}

/// `POST /operator/merchants/new`
pub async fn add(
    State(state): State<AppState>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator) = match require(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let issuer_code = value(&sent, "issuer_code").trim().to_ascii_uppercase();
    let mut form = Form { issuer_code: issuer_code.clone(), typed: typed(&sent), ..Form::default() };
    let code = IssuerCode::parse(&issuer_code);
    if code.is_none() {
        let fault = if issuer_code.is_empty() { Fault::Missing } else { Fault::LettersAndDigits };
        form.faults.add("issuer_code", fault);
    }
    let (code, contract) = match (code, form.typed.read()) {
        (Some(code), Ok(contract)) => (code, contract),
        (_, read) => {
            for (name, fault) in read.err().unwrap_or_default().iter() {
                form.faults.add(name, fault);
            }
            return contract_form(&state, &headers, &operator, None, &form, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    match state.store.add_merchant(&token, &code, contract).await {
        Ok(number) => Redirect::to(&format!("/operator/merchant/{number}?saved")).into_response(),
        Err(error) => not_written(&state, &headers, &operator, None, form, error),
    }
}

fn not_written(
    state: &AppState,
    headers: &HeaderMap,
    operator: &Operator,
    merchant: Option<(MerchantNumber, String)>,
    mut form: Form,
    error: StoreError,
) -> Response {
    let status = if let StoreError::AlreadyThere { what } = &error {
        let field = if what == "tax_id" { "tax_id" } else { "issuer_code" };
        form.faults.add(field, Fault::Taken);
        StatusCode::UNPROCESSABLE_ENTITY
    } else if let StoreError::Refused(refusal) = error {
        form.refusal = Some(refusal);
        StatusCode::CONFLICT
    } else {
        return fault(state, headers, &error);
    };
    contract_form(state, headers, operator, merchant, &form, status)
}

fn contract_form(
    state: &AppState,
    headers: &HeaderMap,
    operator: &Operator,
    merchant: Option<(MerchantNumber, String)>,
    form: &Form,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    let (title, path) = match &merchant {
        Some((number, _)) => (text::EDIT, format!("/operator/merchant/{number}/contract")),
        None => (text::ADD, "/operator/merchants/new".to_owned()),
    };
    show(state, language, title, &path, status, contract_page(language, &operator.name, merchant, form))
}

/// `GET /operator/merchant/{merchant}/contract`
pub async fn edit(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok((_, operator, merchant)) => (operator, merchant),
        Err(response) => return response,
    };
    match state.store.set_up_of(merchant).await {
        Ok(set_up) => {
            let form =
                Form { typed: set_up.contract.typed(), version: set_up.contract_version, ..Form::default() };
            let named = Some((merchant, set_up.contract.name));
            contract_form(&state, &headers, &operator, named, &form, StatusCode::OK)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `POST /operator/merchant/{merchant}/contract`
pub async fn change(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let present = match state.store.set_up_of(merchant).await {
        Ok(present) => present,
        Err(error) => return fault(&state, &headers, &error),
    };
    let named = Some((merchant, present.contract.name.clone()));
    let version = value(&sent, "version").parse().unwrap_or_default();
    let mut form = Form { typed: typed(&sent), version, ..Form::default() };
    let contract = match form.typed.read() {
        Ok(contract) => contract,
        Err(faults) => {
            form.faults = faults;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return contract_form(&state, &headers, &operator, named, &form, status);
        }
    };
    match state.store.change_contract(&token, merchant, version, contract).await {
        Ok(()) => Redirect::to(&format!("/operator/merchant/{merchant}?saved")).into_response(),
        Err(error) => {
            if matches!(&error, StoreError::Refused(Refusal::ChangedMeanwhile)) {
                // What somebody else made of it meanwhile is shown instead of what was typed.
                form.typed = present.contract.typed();
                form.version = present.contract_version;
            }
            not_written(&state, &headers, &operator, named, form, error)
        }
    }
}

/// What went wrong with one of the page's forms, or what it made.
#[derive(Default)]
pub struct Outcome {
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
    finished(&state, &headers, &operator, merchant, done).await
}

/// `POST /operator/merchant/{merchant}/relation`
pub async fn relation(
    State(state): State<AppState>,
    Path(merchant): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Pairs>,
) -> Response {
    let (token, operator, merchant) = match asked(&state, &headers, &merchant).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let done = relate(&state, &token, merchant, &sent).await;
    finished(&state, &headers, &operator, merchant, done).await
}

async fn relate(
    state: &AppState,
    token: &SessionToken,
    merchant: MerchantNumber,
    sent: &Pairs,
) -> Result<Option<Faults>, StoreError> {
    let unknown = || StoreError::Refused(Refusal::MerchantUnknown);
    let other = merchant_of(value(sent, "other")).ok_or_else(unknown)?;
    let pair = match Side::parse(value(sent, "side")).ok_or_else(unknown)? {
        Side::Issuer => Pair { issuer: merchant, redeemer: other },
        Side::Redeemer => Pair { issuer: other, redeemer: merchant },
    };
    let note = match partner::note(value(sent, "note"), false) {
        Ok(note) => note,
        Err(fault) => return Ok(Some(Faults::one("note", fault))),
    };
    let version = value(sent, "version").parse().unwrap_or_default();
    match value(sent, "act") {
        "unblock" => state.store.unblock_relation(token, pair, version, note).await?,
        _ => state.store.block_relation(token, pair, version, note).await?,
    }
    Ok(None)
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
    let name = field::line(value(&sent, "account"), 6, 20).and_then(|name| {
        let of_form = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if of_form { Ok(name) } else { Err(Fault::LettersAndDigits) }
    });
    let made = match name {
        Ok(name) => state.store.invite_owner(&token, merchant, &name).await,
        Err(fault) => {
            let faults = Some(Faults::one("account", fault));
            return finished(&state, &headers, &operator, merchant, Ok(faults)).await;
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
            finished(&state, &headers, &operator, merchant, Ok(faults)).await
        }
        Err(error) => finished(&state, &headers, &operator, merchant, Err(error)).await,
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

/// After a form: back to the page, or the page with what was wrong.
pub async fn finished(
    state: &AppState,
    headers: &HeaderMap,
    operator: &Operator,
    merchant: MerchantNumber,
    done: Result<Option<Faults>, StoreError>,
) -> Response {
    let (outcome, status) = match done {
        Ok(None) => return Redirect::to(&format!("/operator/merchant/{merchant}?saved")).into_response(),
        Ok(Some(faults)) => (Outcome { faults, ..Outcome::default() }, StatusCode::UNPROCESSABLE_ENTITY),
        Err(StoreError::Refused(refusal)) => {
            (Outcome { refusal: Some(refusal), ..Outcome::default() }, StatusCode::CONFLICT)
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
    let read = async {
        Ok::<_, StoreError>(Shown {
            set_up: store.set_up_of(merchant).await?,
            changes: store.changes_of(merchant, Subject::Contract, "").await?,
            redeemers: store.relations(merchant, Side::Issuer, None, ALL).await?,
            issuers: store.relations(merchant, Side::Redeemer, None, ALL).await?,
            looks: store.looks_at(merchant).await?,
            today: store.now().day(),
            invitation: outcome.invitation,
            is_saved: outcome.is_saved,
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
