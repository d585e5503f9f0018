//! The form of a contract: of a new merchant, and of one that there is (RULES §15).

use super::{Place, frame};
use crate::component::form::{Field, choices, summary, tick};
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{console as common, contract as agreed, operator as text};
use domain::contract::{Fee, Opening, RedemptionMode, TypedContract};
use domain::field::Faults;
use domain::identity::MerchantNumber;
use domain::refusal::Refusal;
use leptos::prelude::*;

/// A form as it is shown.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// 票券代碼, of a new merchant.
    pub issuer_code: String,
    /// What was typed.
    pub typed: TypedContract,
    /// What it was made of.
    pub version: i64,
    /// What is wrong with it.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
}

fn labels() -> Vec<(&'static str, Sentence)> {
    let mut labels = vec![
        ("issuer_code", agreed::ISSUER_CODE),
        ("name", agreed::NAME),
        ("responsible_person", agreed::RESPONSIBLE_PERSON),
        ("tax_id", agreed::TAX_ID),
        ("address", agreed::ADDRESS),
        ("shop_site", agreed::SHOP_SITE),
        ("from", agreed::FROM),
        ("until", agreed::UNTIL),
        ("mode", agreed::MODE),
        ("opened", agreed::OPENED),
        ("guarantee_bank", agreed::GUARANTEE_BANK),
        ("guarantee_days", agreed::GUARANTEE_DAYS),
        ("payout_days", agreed::PAYOUT_DAYS),
        ("fee_cap", agreed::FEE_CAP),
        ("retention_months", agreed::RETENTION),
    ];
    labels.extend(Fee::ALL.iter().map(|fee| (fee.as_str(), agreed::fee(*fee))));
    labels
}

/// The page; without a `merchant` it makes a new one.
pub fn page(
    language: Language,
    operator_name: &str,
    merchant: Option<(MerchantNumber, String)>,
    form: &Form,
) -> impl IntoView + use<> {
    let (title, action, back) = match &merchant {
        Some((number, _)) => {
            let own = format!("/operator/merchant/{number}");
            (text::EDIT, format!("{own}/contract"), own)
        }
        None => (text::ADD, "/operator/merchants/new".to_owned(), "/operator".to_owned()),
    };
    let code = merchant.is_none().then(|| {
        Field::new("issuer_code", agreed::ISSUER_CODE, form.issuer_code.clone())
            .hint(agreed::ISSUER_CODE_HINT.of(language))
            .most(4)
            .required()
            .view(language, &form.faults)
    });
    let button = if merchant.is_some() { common::SAVE } else { text::ADD_DO };
    let name = merchant.map(|(number, name)| format!("{number} {name}"));
    let content = view! {
        <p><a class="back" href=back>{common::BACK.of(language)}</a></p>
        <h1>{title.of(language)}</h1>
        {name.map(|name| view! { <p class="muted">{name}</p> })}
        {summary(language, &form.faults, &labels())}
        {refused(language, form.refusal.as_ref())}
        <form method="post" action=action class="card" novalidate>
            <input type="hidden" name="version" value=form.version.to_string() />
            {code}
            {fields(language, form)}
            <p><button class="button">{button.of(language)}</button></p>
        </form>
    };
    frame(language, operator_name, Place::Merchants, content)
}

fn fields(language: Language, form: &Form) -> impl IntoView + use<> {
    let (typed, faults) = (&form.typed, &form.faults);
    let modes = RedemptionMode::ALL.iter().map(|mode| (mode.as_str(), agreed::mode(*mode))).collect();
    let needed = |name: &'static str, label: Sentence, value: &str| Field::new(name, label, value).required();
    view! {
        {needed("name", agreed::NAME, &typed.name).most(50).view(language, faults)}
        {needed("responsible_person", agreed::RESPONSIBLE_PERSON, &typed.responsible_person).most(30).view(language, faults)}
        {needed("tax_id", agreed::TAX_ID, &typed.tax_id).most(8).view(language, faults)}
        {needed("address", agreed::ADDRESS, &typed.address).most(100).view(language, faults)}
        {Field::new("shop_site", agreed::SHOP_SITE, typed.shop_site.clone()).kind("url").most(200).view(language, faults)}
        {needed("from", agreed::FROM, &typed.from).kind("date").view(language, faults)}
        {Field::new("until", agreed::UNTIL, typed.until.clone()).kind("date").hint(agreed::UNTIL_HINT.of(language)).view(language, faults)}
        {choices(language, faults, "mode", agreed::MODE, None, &typed.mode, modes)}
        {openings(language, form)}
        {needed("guarantee_bank", agreed::GUARANTEE_BANK, &typed.guarantee_bank).most(50).view(language, faults)}
        {needed("guarantee_days", agreed::GUARANTEE_DAYS, &typed.guarantee_days).kind("number").hint(agreed::GUARANTEE_DAYS_HINT.of(language)).view(language, faults)}
        {needed("payout_days", agreed::PAYOUT_DAYS, &typed.payout_days).kind("number").view(language, faults)}
        {needed("fee_cap", agreed::FEE_CAP, &typed.fee_cap).most(6).hint(agreed::FEE_CAP_HINT.of(language)).view(language, faults)}
        {Field::new("retention_months", agreed::RETENTION, typed.retention_months.clone()).kind("number").hint(agreed::RETENTION_HINT.of(language)).view(language, faults)}
        {tick(language, "issue_open", agreed::ISSUE_OPEN, None, typed.issue_open)}
        {tick(language, "sms", agreed::SMS, None, typed.sms)}
        <h2>{agreed::RATES.of(language)}</h2>
        <p class="muted small">{agreed::RATES_HINT.of(language)}</p>
        {tick(language, "rates_with_tax", agreed::RATES_WITH_TAX, None, typed.rates_with_tax)}
        {rates(language, form)}
    }
}

fn openings(language: Language, form: &Form) -> impl IntoView + use<> {
    let fault = form.faults.of("opened").map(|fault| crate::text::fault::of(fault, language));
    let is_wrong = fault.is_some();
    let first = Opening::ALL.first().copied();
    let ticks = Opening::ALL
        .iter()
        .map(|opening| {
            let name = opening.as_str();
            let id = (first == Some(*opening)).then_some("opened");
            let is_on = form.typed.opened.iter().any(|opened| opened == name);
            view! {
                <label class="choice">
                    <input type="checkbox" id=id name="opened" value=name checked=is_on />
                    <span>{agreed::opening(*opening).of(language)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:wrong=is_wrong>
            <legend>{agreed::OPENED.of(language)}</legend>
            {ticks}
            {fault.map(|fault| view! { <p class="fault">{fault}</p> })}
        </fieldset>
    }
}

fn rates(language: Language, form: &Form) -> impl IntoView + use<> {
    Fee::ALL
        .iter()
        .map(|fee| {
            let typed = form.typed.rates.iter().find(|(name, _)| name == fee.as_str());
            let value = typed.map(|(_, rate)| rate.clone()).unwrap_or_default();
            Field::new(fee.as_str(), agreed::fee(*fee), value).most(12).view(language, &form.faults)
        })
        .collect_view()
}
