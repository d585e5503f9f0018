//! The form of a contract: a new merchant's, and one that is changed.

use super::merchant::asked;
use super::{fault, require, show};
use crate::handler::holder::value;
use crate::handler::list::Pairs;
use crate::render;
use crate::state::AppState;
use app::page::operator::contract::{Form, page as contract_page};
use app::text::operator as text;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::code::redemption_code::IssuerCode;
use domain::contract::{Opening, RedemptionMode, TypedContract};
use domain::field::Fault;
use domain::give_back::FeeCap;
use domain::identity::MerchantNumber;
use domain::refusal::Refusal;
use domain::retention::DEFAULT_MONTHS;
use store::StoreError;
use store::command::operator::Operator;

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
