//! 跨店核銷 (RULES §8): 可核銷商店 as the issuer sees them, 聯合票券發行單位 as the redeemer does.

pub mod listed;

use self::listed::chip;
use crate::component::console::{Place, console};
use crate::component::form::{Field, summary};
use crate::component::history::history;
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::listing::Listing;
use crate::page::office::changes::Of;
use crate::sentences::Sentence;
use crate::text::{common as words, console as common, partner as text};
use domain::contract::RedemptionMode;
use domain::field::{Fault, Faults};
use domain::redeem::RelationState;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::partner::{FoundMerchant, OpenableProduct, Relation, Relations, Side};
use store::query::session::SignedIn;
use store::query::set_up_change::PastChange;

/// What the address of a list may ask for.
pub const FILTERS: &[&str] = &["words", "state"];
/// What a list can be ordered by; the first is what nobody chose.
pub const SORTS: &[&str] = &["-changed", "number", "name", "tax_id"];
const LABELS: &[(&str, Sentence)] = &[("tax_id", text::TAX_ID), ("note", text::NOTE)];

/// What somebody looked for, and what there is.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// 統一編號 as it was typed; empty where nobody looked.
    pub tax_id: String,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// The merchant.
    pub found: Option<FoundMerchant>,
}

/// Where each side's pages lie.
pub const fn place(side: Side) -> Place {
    match side {
        Side::Issuer => Place::Redeemers,
        Side::Redeemer => Place::Issuers,
    }
}

/// The list of one side.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    side: Side,
    listing: &Listing,
    relations: &Relations,
    finding: Option<&Finding>,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let (title, lead) = match side {
        Side::Issuer => (text::REDEEMERS, text::REDEEMERS_LEAD),
        Side::Redeemer => (text::ISSUERS, text::ISSUERS_LEAD),
    };
    let export = listing.address().replacen(listing.path(), &format!("{}/export", listing.path()), 1);
    let content = view! {
        <div class="heading">
            <h1>{title.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{lead.of(language)}</p>
        {refused(language, refusal)}
        {finding.map(|finding| find(language, finding))}
        {listed::rows_of(language, side, listing, relations)}
    };
    console(language, signed_in, place(side), content)
}

fn find(language: Language, finding: &Finding) -> impl IntoView + use<> {
    let mut faults = Faults::default();
    if let Some(fault) = finding.fault {
        faults.add("tax_id", fault);
    }
    let looked = !finding.tax_id.is_empty() && finding.fault.is_none();
    let answer = match &finding.found {
        Some(found) => Some(found_one(language, found)),
        None if looked => Some(view! { <p class="empty">{text::FOUND_NONE.of(language)}</p> }.into_any()),
        None => None,
    };
    view! {
        <section class="card">
            <h2>{text::FIND.of(language)}</h2>
            <form method="get" action="/office/redeemers">
                {Field::new("tax_id", text::TAX_ID, finding.tax_id.clone()).hint(text::FIND_HINT.of(language)).most(8).view(language, &faults)}
                <p><button class="button quiet">{text::FIND_DO.of(language)}</button></p>
            </form>
            {answer}
        </section>
    }
}

fn found_one(language: Language, found: &FoundMerchant) -> AnyView {
    let facts = language.facts(&[found.number.to_string(), found.name.clone(), found.tax_id.clone()]);
    let number = found.number.to_string();
    let act = match (found.mode, found.state) {
        (RedemptionMode::Instalments, _) => {
            view! { <p class="muted">{text::FOUND_OTHER_MODE.of(language)}</p> }.into_any()
        }
        (RedemptionMode::AfterUse, Some(RelationState::Open)) => view! {
            <p>{text::FOUND_OPEN.of(language)}" "<a href=format!("/office/redeemers/{number}")>{text::OPEN_PRODUCTS.of(language)}</a></p>
        }
        .into_any(),
        (RedemptionMode::AfterUse, Some(RelationState::Blocked)) => {
            view! { <p class="muted">{text::FOUND_BLOCKED.of(language)}</p> }.into_any()
        }
        (RedemptionMode::AfterUse, Some(RelationState::Ended)) => view! {
            <p><a class="button" href=format!("/office/redeemers/{number}")>{text::OPEN.of(language)}</a></p>
        }
        .into_any(),
        (RedemptionMode::AfterUse, None) => view! {
            <form method="post" action=format!("/office/redeemers/{number}/open")>
                {Field::new("note", text::NOTE, "").hint(text::NOTE_HINT.of(language)).most(60).view(language, &Faults::default())}
                <p><button class="button">{text::OPEN.of(language)}</button></p>
            </form>
        }
        .into_any(),
    };
    view! { <div class="card"><p><strong>{facts}</strong></p>{act}</div> }.into_any()
}

/// What stands on a relation's own page.
#[derive(Debug, Clone)]
pub struct Shown {
    /// From which side.
    pub side: Side,
    /// As it is now.
    pub relation: Relation,
    /// The issuer's products; the redeemer sees those that are open to it.
    pub products: Vec<OpenableProduct>,
    /// Issued tickets that the redeemer can redeem today.
    pub tickets: u32,
    /// What was changed about it.
    pub changes: Vec<PastChange>,
    /// The account may change it.
    pub may_change: bool,
    /// It was changed just now.
    pub is_saved: bool,
    /// What was typed.
    pub note: String,
    /// What is wrong with it.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
}

/// One relation.
pub fn one(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let (side, relation) = (shown.side, &shown.relation);
    let base = place(side).address();
    let title = match side {
        Side::Issuer => text::REDEEMERS,
        Side::Redeemer => text::ISSUERS,
    };
    let facts = rows(vec![
        (text::MERCHANT.of(language), Some(relation.merchant.to_string())),
        (text::TAX_ID.of(language), Some(relation.tax_id.clone())),
        (text::USES.of(language), Some(relation.uses.to_string())),
        (text::NOTE.of(language), Some(relation.note.clone()).filter(|note| !note.is_empty())),
        (text::CHANGED.of(language), relation.changed_at.map(|at| language.time(at))),
    ]);
    let of = match side {
        Side::Issuer => Of::Redeemer,
        Side::Redeemer => Of::Issuer,
    };
    let all = of.address(&relation.merchant.to_string());
    let acts = if shown.may_change {
        acts(language, shown).into_any()
    } else {
        view! { <p class="muted">{common::LOOKING_ONLY.of(language)}</p> }.into_any()
    };
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let content = view! {
        <p><a class="back" href=base>{title.of(language)}</a></p>
        <div class="heading"><h1>{relation.name.clone()}</h1>{chip(language, relation.state)}</div>
        {saved}
        {summary(language, &shown.faults, LABELS)}
        {refused(language, shown.refusal.as_ref())}
        <section class="card">{facts}</section>
        {products(language, shown)}
        {acts}
        {history(language, &shown.changes, all)}
    };
    console(language, signed_in, place(side), content)
}

fn products(language: Language, shown: &Shown) -> AnyView {
    let is_the_issuers = shown.side == Side::Issuer;
    let open = shown.relation.state == RelationState::Open;
    let listed: Vec<_> = shown.products.iter().filter(|product| is_the_issuers || product.is_open).collect();
    if listed.is_empty() {
        return view! { <section class="card"><h2>{text::OPEN_PRODUCTS.of(language)}</h2><p class="muted">{text::NO_PRODUCTS.of(language)}</p></section> }.into_any();
    }
    let facts = |product: &OpenableProduct| {
        language.facts(&[
            product.code.clone(),
            product.name.clone(),
            words::kind(product.kind).of(language).to_owned(),
        ])
    };
    if !(is_the_issuers && open && shown.may_change) {
        let lines = listed
            .iter()
            .filter(|product| product.is_open)
            .map(|product| view! { <li>{facts(product)}</li> })
            .collect_view();
        return view! { <section class="card"><h2>{text::OPEN_PRODUCTS.of(language)}</h2><ul class="terms">{lines}</ul></section> }.into_any();
    }
    let ticks = listed
        .iter()
        .map(|product| {
            // What closing it does to tickets that were issued.
            let left = (product.is_open && product.tickets > 0).then(|| {
                let tickets = product.tickets.to_string();
                view! { <small>{text::PRODUCT_TICKETS.with(language, &[("tickets", &tickets)])}</small> }
            });
            view! {
                <label class="choice">
                    <input type="checkbox" name="product" value=product.number.to_string() checked=product.is_open />
                    <span>{facts(product)}{left}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=format!("/office/redeemers/{}/products", shown.relation.merchant) class="card">
            <input type="hidden" name="version" value=shown.relation.version.to_string() />
            <fieldset>
                <legend>{text::OPEN_PRODUCTS.of(language)}</legend>
                <small>{text::OPEN_PRODUCTS_NOTE.of(language)}</small>
                {ticks}
            </fieldset>
            <p><button class="button">{common::SAVE.of(language)}</button></p>
        </form>
    }
    .into_any()
}

/// What can be done to it, each with what it does to tickets that were issued.
fn acts(language: Language, shown: &Shown) -> AnyView {
    let base = format!("{}/{}", place(shown.side).address(), shown.relation.merchant);
    let version = shown.relation.version.to_string();
    let counts =
        [("tickets", &*shown.tickets.to_string()), ("products", &*shown.relation.products.to_string())];
    let note = |label: Sentence, is_required: bool| {
        let field = Field::new("note", label, shown.note.clone()).hint(text::NOTE_HINT.of(language)).most(60);
        let field = if is_required { field.required() } else { field };
        field.view(language, &shown.faults)
    };
    let hidden = view! { <input type="hidden" name="version" value=version /> };
    match (shown.side, shown.relation.state) {
        (Side::Issuer, RelationState::Open) => view! {
            <form method="post" action=format!("{base}/end") class="card" novalidate>
                {hidden}
                <h2>{text::END.of(language)}</h2>
                <p>{text::END_NOTE.with(language, &counts)}</p>
                {note(text::NOTE, false)}
                <p><button class="button danger">{text::CONFIRM.of(language)}</button></p>
            </form>
        }
        .into_any(),
        (Side::Issuer, RelationState::Ended) => view! {
            <form method="post" action=format!("{base}/open") class="card" novalidate>
                {hidden}
                <h2>{text::OPEN.of(language)}</h2>
                <p>{text::OPEN_AGAIN_NOTE.of(language)}</p>
                {note(text::NOTE, false)}
                <p><button class="button">{text::OPEN.of(language)}</button></p>
            </form>
        }
        .into_any(),
        (Side::Issuer | Side::Redeemer, RelationState::Blocked) => {
            view! { <p class="heads-up">{text::FOUND_BLOCKED.of(language)}</p> }.into_any()
        }
        (Side::Redeemer, RelationState::Open | RelationState::Ended) => view! {
            <form method="post" action=format!("{base}/leave") class="card" novalidate>
                {hidden}
                <h2>{text::LEAVE.of(language)}</h2>
                <p>{text::LEAVE_NOTE.with(language, &counts)}</p>
                {note(text::LEAVE_REASON, true)}
                <p><button class="button danger">{text::CONFIRM.of(language)}</button></p>
            </form>
        }
        .into_any(),
    }
}
