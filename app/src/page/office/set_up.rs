//! 操作設定 and 合約及費率 (RULES §8, §15).

use crate::component::console::{Place, console};
use crate::component::form::{Field, summary, tick};
use crate::component::history::history;
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::page::office::changes::Of;
use crate::sentences::Sentence;
use crate::text::{console as common, contract as agreed, look, set_up as text};
use domain::calendar::Day;
use domain::contract::{Contract, Fee, Standing};
use domain::field::{Faults, rate_text};
use domain::refusal::Refusal;
use domain::set_up::{Required, TypedSettings};
use leptos::prelude::*;
use store::query::session::SignedIn;
use store::query::set_up::SetUp;
use store::query::set_up_change::PastChange;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// As it is now.
    pub set_up: SetUp,
    /// What was changed.
    pub changes: Vec<PastChange>,
    /// What the form shows.
    pub typed: TypedSettings,
    /// What is wrong with it.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
    /// The account may change it.
    pub may_change: bool,
    /// It was changed just now.
    pub is_saved: bool,
}

const LABELS: &[(&str, Sentence)] = &[
    ("service_phone", text::SERVICE_PHONE),
    ("service_email", text::SERVICE_EMAIL),
    ("line", text::LINE),
    ("facebook", text::FACEBOOK),
    ("twitter", text::TWITTER),
    ("instagram", text::INSTAGRAM),
    ("return_rights", text::RETURN_RIGHTS),
    ("request_fee", text::REQUEST_FEE),
    ("answer_days", text::ANSWER_DAYS),
];

/// The page of the settings.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let form = if shown.may_change {
        form(language, shown).into_any()
    } else {
        view! { <p class="muted">{common::LOOKING_ONLY.of(language)}</p>{read_only(language, &shown.set_up)} }
            .into_any()
    };
    let content = view! {
        <h1>{text::TITLE.of(language)}</h1>
        {saved}
        {summary(language, &shown.faults, LABELS)}
        {refused(language, shown.refusal.as_ref())}
        {missing(language, &shown.set_up.missing())}
        {issuer(language, &shown.set_up.contract)}
        {form}
        {history(language, &shown.changes, Of::Settings.address(""))}
    };
    console(language, signed_in, Place::SetUp, content)
}

/// What keeps the merchant from issuing; nothing where nothing does.
pub fn missing(language: Language, missing: &[Required]) -> AnyView {
    if missing.is_empty() {
        return view! { <p class="saved">{text::COMPLETE.of(language)}</p> }.into_any();
    }
    let lines = missing
        .iter()
        .map(|required| {
            let words = text::required(*required).of(language);
            let contract =
                (!required.is_the_merchants()).then(|| format!(" ({})", text::IN_THE_CONTRACT.of(language)));
            view! { <li>{words}{contract}</li> }
        })
        .collect_view();
    view! { <div class="heads-up"><p>{text::INCOMPLETE.of(language)}</p><ul class="terms">{lines}</ul></div> }
        .into_any()
}

fn issuer(language: Language, contract: &Contract) -> impl IntoView + use<> {
    let list = rows(vec![
        (agreed::NAME.of(language), Some(contract.name.clone())),
        (agreed::RESPONSIBLE_PERSON.of(language), Some(contract.responsible_person.clone())),
        (agreed::TAX_ID.of(language), Some(contract.tax_id.clone())),
        (agreed::ADDRESS.of(language), Some(contract.address.clone())),
        (agreed::SHOP_SITE.of(language), contract.shop_site.clone()),
    ]);
    view! {
        <section class="card">
            <h2>{text::CONTRACT.of(language)}</h2>
            <p class="muted small">{text::CONTRACT_NOTE.of(language)}</p>
            {list}
            <p class="pair">
                <a class="button quiet" href="/office/contract">{text::CONTRACT_WAY.of(language)}</a>
                <a class="button quiet" href="/office/looks">{look::TITLE.of(language)}</a>
            </p>
        </section>
    }
}

/// The settings for whoever only looks.
pub fn read_only(language: Language, set_up: &SetUp) -> impl IntoView + use<> {
    let settings = &set_up.settings;
    let on = |is_on: bool| Some(if is_on { common::ON } else { common::OFF }.of(language).to_owned());
    let list = rows(vec![
        (text::SERVICE_PHONE.of(language), Some(settings.service_phone.clone())),
        (text::SERVICE_EMAIL.of(language), Some(settings.service_email.clone())),
        (text::LINE.of(language), settings.line.clone()),
        (text::FACEBOOK.of(language), settings.facebook.clone()),
        (text::TWITTER.of(language), settings.twitter.clone()),
        (text::INSTAGRAM.of(language), settings.instagram.clone()),
        (text::RETURN_RIGHTS.of(language), Some(settings.return_rights.clone())),
        (text::SMS_OPEN.of(language), on(settings.sms_open)),
        (text::REQUESTS_OPEN.of(language), on(settings.requests_open)),
        (text::TELLS_USES.of(language), on(settings.tells_uses)),
        (text::REQUEST_FEE.of(language), Some(settings.request_fee.text())),
        (text::ANSWER_DAYS.of(language), Some(settings.answer_days.to_string())),
    ]);
    view! { <section class="card"><h2>{text::SERVICE.of(language)}</h2>{list}</section> }
}

fn form(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let (typed, faults) = (&shown.typed, &shown.faults);
    let link = |name: &'static str, label: Sentence, value: &str, beginning: &str| {
        Field::new(name, label, value)
            .kind("url")
            .hint(text::LINK_HINT.with(language, &[("beginning", beginning)]))
            .most(200)
            .view(language, faults)
    };
    let sms = if shown.set_up.contract.sms {
        tick(language, "sms_open", text::SMS_OPEN, Some(text::SMS_OPEN_HINT), typed.sms_open)
    } else {
        view! { <p class="choice"><span>{text::SMS_OPEN.of(language)}<small>{text::SMS_NONE.of(language)}</small></span></p> }
            .into_any()
    };
    view! {
        <form method="post" action="/office/set-up" class="card" novalidate>
            <input type="hidden" name="version" value=shown.set_up.settings_version.to_string() />
            <h2>{text::SERVICE.of(language)}</h2>
            {Field::new("service_phone", text::SERVICE_PHONE, typed.service_phone.clone()).kind("tel").hint(text::SERVICE_PHONE_HINT.of(language)).most(20).required().view(language, faults)}
            {Field::new("service_email", text::SERVICE_EMAIL, typed.service_email.clone()).kind("email").most(200).required().view(language, faults)}
            {link("line", text::LINE, &typed.line, "https://line.me/ti/p/")}
            {link("facebook", text::FACEBOOK, &typed.facebook, "https://www.facebook.com/")}
            {link("twitter", text::TWITTER, &typed.twitter, "https://twitter.com/")}
            {link("instagram", text::INSTAGRAM, &typed.instagram, "https://www.instagram.com/")}
            {tick(language, "shows_shop_site", text::SHOWS_SHOP_SITE, None, typed.shows_shop_site)}
            <h2>{text::RIGHTS.of(language)}</h2>
            {Field::new("return_rights", text::RETURN_RIGHTS, typed.return_rights.clone()).hint(text::RETURN_RIGHTS_HINT.of(language)).most(100).lines(2).required().view(language, faults)}
            <h2>{text::BASIC.of(language)}</h2>
            {sms}
            {tick(language, "requests_open", text::REQUESTS_OPEN, Some(text::REQUESTS_OPEN_HINT), typed.requests_open)}
            {tick(language, "tells_uses", text::TELLS_USES, Some(text::TELLS_USES_HINT), typed.tells_uses)}
            {Field::new("request_fee", text::REQUEST_FEE, typed.request_fee.clone()).hint(text::REQUEST_FEE_HINT.of(language)).most(4).required().view(language, faults)}
            {Field::new("answer_days", text::ANSWER_DAYS, typed.answer_days.clone()).kind("number").hint(text::ANSWER_DAYS_HINT.of(language)).required().view(language, faults)}
            <p class="muted small">{text::PICTURES_WAY.of(language)}</p>
            <p><button class="button">{common::SAVE.of(language)}</button></p>
        </form>
    }
}

/// 合約及費率, as its merchant reads it.
pub fn contract(
    language: Language,
    signed_in: &SignedIn,
    set_up: &SetUp,
    changes: &[PastChange],
    today: Day,
    find_link: String,
) -> impl IntoView + use<> {
    let content = view! {
        <p><a class="back" href="/office/set-up">{text::TITLE.of(language)}</a></p>
        <h1>{agreed::TITLE.of(language)}</h1>
        {terms(language, set_up, today, Some(find_link))}
        {history(language, changes, Of::Contract.address(""))}
    };
    console(language, signed_in, Place::SetUp, content)
}

/// How a contract stands.
pub fn standing(language: Language, standing: Standing) -> String {
    match standing {
        Standing::Formal => agreed::FORMAL.of(language).to_owned(),
        Standing::NotBegun(day) => agreed::NOT_BEGUN.with(language, &[("day", &language.day(day))]),
        Standing::Over(day) => agreed::OVER.with(language, &[("day", &language.day(day))]),
    }
}

/// Everything that was agreed on.
pub fn terms(
    language: Language,
    set_up: &SetUp,
    today: Day,
    find_link: Option<String>,
) -> impl IntoView + use<> {
    let contract = &set_up.contract;
    let words = |words: Sentence| words.of(language).to_owned();
    let day = |day: Option<Day>| day.map(|day| language.day(day));
    let opened: Vec<_> = contract.opened.iter().map(|opening| words(agreed::opening(*opening))).collect();
    let issue = if contract.issue_open { agreed::ISSUE_OPEN_ON } else { agreed::ISSUE_OPEN_OFF };
    let sms = if contract.sms { agreed::ISSUE_OPEN_ON } else { agreed::ISSUE_OPEN_OFF };
    let tax = if contract.rates_with_tax { agreed::WITH_TAX } else { agreed::WITHOUT_TAX };
    let list = rows(vec![
        (agreed::STATE.of(language), Some(standing(language, contract.standing(today)))),
        (agreed::NUMBER.of(language), Some(set_up.number.to_string())),
        (agreed::ISSUER_CODE.of(language), Some(set_up.issuer_code.clone())),
        (agreed::FROM.of(language), day(contract.from)),
        (agreed::UNTIL.of(language), day(contract.until)),
        (agreed::ENDED_ON.of(language), day(contract.ended_on)),
        (agreed::ISSUE_OPEN.of(language), Some(words(issue))),
        (agreed::MODE.of(language), Some(words(agreed::mode(contract.mode)))),
        (agreed::OPENED.of(language), Some(language.facts(&opened))),
        (agreed::GUARANTEE_BANK.of(language), Some(contract.guarantee_bank.clone())),
        (agreed::GUARANTEE_DAYS.of(language), Some(contract.guarantee_days.to_string())),
        (agreed::PAYOUT_DAYS.of(language), Some(contract.payout_days.to_string())),
        (agreed::FEE_CAP.of(language), Some(contract.fee_cap.0.text())),
        (agreed::RETENTION.of(language), Some(contract.retention_months.to_string())),
        (agreed::SMS.of(language), Some(words(sms))),
        (agreed::FIND_LINK.of(language), find_link),
    ]);
    let rates =
        Fee::ALL.iter().map(|fee| (agreed::fee(*fee).of(language), contract.rate(*fee).map(rate_text)));
    view! {
        <section class="card">{list}</section>
        <section class="card">
            <h2>{agreed::RATES.of(language)}" "<small class="muted">{tax.of(language)}</small></h2>
            {rows(rates.collect())}
        </section>
    }
}
