//! 歷程: who changed what, when, from what to what.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{branch, console as text, contract, partner, picture, set_up};
use domain::change::FieldChange;
use domain::contract::{Fee, Opening, RedemptionMode};
use domain::picture::PictureKind;
use domain::redeem::RelationState;
use leptos::prelude::*;
use store::query::set_up_change::PastChange;

/// The changes, the newest first, as they were read. `all`: where every one of them is listed.
pub fn history(language: Language, changes: &[PastChange], all: String) -> impl IntoView + use<> {
    let lines = changes.iter().map(|change| line(language, change)).collect_view();
    let body = if changes.is_empty() {
        view! { <p class="empty">{text::HISTORY_EMPTY.of(language)}</p> }.into_any()
    } else {
        let words = text::HISTORY_ALL.of(language);
        view! { <ul class="changes">{lines}</ul><p><a href=all>{words}</a></p> }.into_any()
    };
    view! { <section class="card"><h2>{text::HISTORY.of(language)}</h2>{body}</section> }
}

fn line(language: Language, change: &PastChange) -> AnyView {
    let fields =
        change.fields.iter().map(|field| view! { <li>{sentence(language, field)}</li> }).collect_view();
    let note = (!change.note.is_empty())
        .then(|| view! { <p>{text::NOTE.with(language, &[("note", &change.note)])}</p> });
    view! {
        <li>
            <p class="muted small">{language.time(change.at)}" "{who(language, change)}</p>
            <ul>{fields}</ul>
            {note}
        </li>
    }
    .into_any()
}

/// Who did it.
pub fn who(language: Language, change: &PastChange) -> String {
    match (&change.account_name, &change.merchant_name, &change.operator_name) {
        (Some(account), Some(merchant), _) => language.facts(&[merchant.clone(), account.clone()]),
        (Some(account), None, _) => account.clone(),
        (None, _, Some(_)) => text::BY_OPERATOR.of(language).to_owned(),
        (None, _, None) => text::BY_SYSTEM.of(language).to_owned(),
    }
}

/// One field, from what to what.
pub fn sentence(language: Language, change: &FieldChange) -> String {
    if let Some(kind) = PictureKind::parse(&change.field) {
        return picture_changed(change).with(language, &[("picture", picture::name(kind).of(language))]);
    }
    let field = name(&change.field).map_or(change.field.as_str(), |words| words.of(language));
    let values = [
        ("field", field),
        ("before", &*value(language, &change.field, &change.before)),
        ("after", &*value(language, &change.field, &change.after)),
    ];
    text::CHANGED.with(language, &values)
}

/// Names of pictures say nothing to people: only whether there was one, and is.
fn picture_changed(change: &FieldChange) -> Sentence {
    match (change.before.is_empty(), change.after.is_empty()) {
        (true, _) => picture::WAS_ADDED,
        (false, false) => picture::WAS_REPLACED,
        (false, true) => picture::WAS_REMOVED,
    }
}

/// Of a field, by the name under which it was kept.
fn name(field: &str) -> Option<Sentence> {
    Some(match field {
        "name" => text::FIELD_NAME,
        "phone" => branch::PHONE,
        "address" => text::FIELD_ADDRESS,
        "is_enabled" => branch::STATE,
        "state" => partner::FIELD_STATE,
        "products" => partner::FIELD_PRODUCTS,
        "service_phone" => set_up::SERVICE_PHONE,
        "service_email" => set_up::SERVICE_EMAIL,
        "line" => set_up::LINE,
        "facebook" => set_up::FACEBOOK,
        "twitter" => set_up::TWITTER,
        "instagram" => set_up::INSTAGRAM,
        "shows_shop_site" => set_up::SHOWS_SHOP_SITE,
        "return_rights" => set_up::RETURN_RIGHTS,
        "sms_open" => set_up::SMS_OPEN,
        "requests_open" => set_up::REQUESTS_OPEN,
        "tells_uses" => set_up::TELLS_USES,
        "request_fee" => set_up::REQUEST_FEE,
        "answer_days" => set_up::ANSWER_DAYS,
        "owner" => contract::OWNER_INVITED,
        "responsible_person" => contract::RESPONSIBLE_PERSON,
        "tax_id" => contract::TAX_ID,
        "shop_site" => contract::SHOP_SITE,
        "from" => contract::FROM,
        "until" => contract::UNTIL,
        "ended_on" => contract::ENDED_ON,
        "mode" => contract::MODE,
        "opened" => contract::OPENED,
        "guarantee_bank" => contract::GUARANTEE_BANK,
        "guarantee_days" => contract::GUARANTEE_DAYS,
        "payout_days" => contract::PAYOUT_DAYS,
        "fee_cap" => contract::FEE_CAP,
        "retention_months" => contract::RETENTION,
        "issue_open" => contract::ISSUE_OPEN,
        "sms" => contract::SMS,
        "rates_with_tax" => contract::RATES_WITH_TAX,
        other => return Fee::parse(other).map(contract::fee),
    })
}

fn value(language: Language, field: &str, value: &str) -> String {
    let words = |words: Sentence| words.of(language).to_owned();
    if value.is_empty() {
        return words(text::NOT_SET);
    }
    match (field, value) {
        ("is_enabled", "on") => words(branch::ENABLED),
        ("is_enabled", "off") => words(branch::DISABLED),
        ("state", state) => {
            RelationState::parse(state).map_or(state.to_owned(), |state| words(partner::state(state)))
        }
        ("mode", mode) => {
            RedemptionMode::parse(mode).map_or(mode.to_owned(), |mode| words(contract::mode(mode)))
        }
        ("opened", opened) => {
            let openings = opened.split(' ').filter_map(Opening::parse);
            let openings: Vec<_> = openings.map(|opening| words(contract::opening(opening))).collect();
            language.facts(&openings)
        }
        (_, "on") => words(text::ON),
        (_, "off") => words(text::OFF),
        (_, value) => value.to_owned(),
    }
}
