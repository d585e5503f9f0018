//! The receipt of one redemption, for the holder and for the desk; and the page on which anybody checks one.

use crate::component::rows::rows;
use crate::language::Language;
use crate::page::desk;
use crate::text::{common, desk as desk_text, receipt as text, wallet};
use domain::receipt::{Facts, Fault, Stated, UseReceipt};
use domain::ticket::UseState;
use leptos::prelude::*;
use store::query::session::SignedIn;

/// Where a receipt's page and file lie, and the page one comes from.
#[derive(Debug, Clone)]
pub struct Places {
    /// This page.
    pub own: String,
    /// Ticket or redemption.
    pub back: String,
}

/// For whoever holds the ticket.
pub fn for_holder(language: Language, receipt: &UseReceipt, places: &Places) -> impl IntoView + use<> {
    view! {
        <header class="top slim">
            <p><a class="back" href=places.back.clone()>{wallet::BACK_TO_TICKET.of(language)}</a></p>
        </header>
        <main id="main" class="receipt">{content(language, receipt, places)}</main>
    }
}

/// For the people who redeemed.
pub fn for_desk(
    language: Language,
    signed_in: &SignedIn,
    receipt: &UseReceipt,
    places: &Places,
) -> impl IntoView + use<> {
    view! {
        {desk::header(language, signed_in)}
        <main id="main" class="receipt">
            {content(language, receipt, places)}
            <p class="centre"><a class="button quiet" href=places.back.clone()>{desk_text::USE_TITLE.of(language)}</a></p>
        </main>
    }
}

fn content(language: Language, receipt: &UseReceipt, places: &Places) -> impl IntoView + use<> {
    view! {
        <h1>{text::TITLE.of(language)}</h1>
        <p class="product">{receipt.stated.product.clone()}</p>
        {seal(language, receipt, places)}
        {taken_back(language, receipt)}
        {facts(language, receipt)}
        {stated(language, &receipt.stated)}
        {keep(language, receipt, places)}
    }
}

fn seal(language: Language, receipt: &UseReceipt, places: &Places) -> AnyView {
    match &receipt.proof {
        Some(proof) => {
            let number = proof.head.head.number.to_string();
            let values = [("issuer", receipt.stated.issuer.as_str()), ("number", number.as_str())];
            view! { <p class="sealed">{text::SEALED.with(language, &values)}</p> }.into_any()
        }
        None => view! {
            <div class="card" role="status">
                <p>{text::WAITING.of(language)}</p>
                <p><a class="button" href=places.own.clone()>{text::RELOAD.of(language)}</a></p>
            </div>
        }
        .into_any(),
    }
}

/// What happened has happened and stays sealed; what became of it is said plainly.
fn taken_back(language: Language, receipt: &UseReceipt) -> impl IntoView + use<> {
    let back = receipt.facts.quantity.saturating_sub(receipt.stated.standing);
    let sentence = if receipt.stated.state == UseState::Cancelled {
        Some(text::TAKEN_BACK.of(language).to_owned())
    } else if receipt.stands_whole() {
        None
    } else {
        Some(text::PARTLY_TAKEN_BACK.with(language, &[("count", &back.to_string())]))
    };
    sentence.map(|sentence| view! { <p class="taken-back">{sentence}</p> })
}

fn facts(language: Language, receipt: &UseReceipt) -> impl IntoView + use<> {
    let Facts {
        merchant,
        at,
        redeemer,
        branch,
        ticket,
        use_id,
        quantity,
        remaining,
        proof,
        business_day,
        ..
    } = &receipt.facts;
    let units = |count: &u32| common::units(language, *count);
    let branch = branch
        .as_ref()
        .map_or_else(|| desk_text::HEAD_OFFICE.of(language).to_owned(), |branch| branch.as_str().to_owned());
    let number = receipt.proof.as_ref().map(|proof| proof.head.head.number.to_string());
    let list = rows(vec![
        (desk_text::REDEEMED_AT.of(language), Some(at.taipei_text())),
        (desk_text::QUANTITY.of(language), Some(units(quantity))),
        (text::LEFT.of(language), Some(units(remaining))),
        (desk_text::SHOWN_AS.of(language), Some(common::proof(*proof).of(language).to_owned())),
        (text::BUSINESS_DAY.of(language), Some(language.day(*business_day))),
        (text::ISSUER_NUMBER.of(language), Some(merchant.to_string())),
        (text::REDEEMER_NUMBER.of(language), Some(redeemer.to_string())),
        (text::BRANCH_NUMBER.of(language), Some(branch)),
        (text::TICKET.of(language), Some(ticket.to_string())),
        (text::USE.of(language), Some(use_id.to_string())),
        (text::NUMBER.of(language), number),
    ]);
    view! {
        <section class="card">
            <h2>{text::FACTS.of(language)}</h2>
            <p class="muted small">{text::FACTS_HINT.of(language)}</p>
            {list}
        </section>
    }
}

fn stated(language: Language, stated: &Stated) -> impl IntoView + use<> {
    let Stated { serial, product, issuer, redeemer, branch, state, standing, at } = stated;
    let units = common::units(language, *standing);
    let list = rows(vec![
        (text::PRODUCT.of(language), Some(product.clone())),
        (common::SERIAL.of(language), Some(serial.clone())),
        (common::ISSUER.of(language), Some(issuer.clone())),
        (desk_text::REDEEMED_BY.of(language), Some(redeemer.clone())),
        (text::BRANCH.of(language), branch.clone()),
        (common::STATE.of(language), Some(common::use_state(*state).of(language).to_owned())),
        (text::STANDING.of(language), Some(units)),
    ]);
    view! {
        <section class="card stated">
            <h2>{text::STATED.of(language)}</h2>
            <p class="muted small">{text::STATED_HINT.with(language, &[("time", &at.taipei_text())])}</p>
            {list}
        </section>
    }
}

fn keep(language: Language, receipt: &UseReceipt, places: &Places) -> impl IntoView + use<> {
    let head = receipt.proof.as_ref().map(|proof| proof.head.text())?;
    Some(view! {
        <section class="card">
            <h2>{text::KEEP.of(language)}</h2>
            <p>{text::KEEP_HINT.of(language)}</p>
            <p class="ways">
                <a class="button" href=format!("{}/file", places.own) download="">{text::DOWNLOAD.of(language)}</a>
                <a class="button quiet" href="/receipts">{text::CHECK_HERE.of(language)}</a>
            </p>
            <h3>{text::HEAD.of(language)}</h3>
            <p class="bytes" translate="no">{head}</p>
            <h3>{text::KEY_ADDRESS.of(language)}</h3>
            <p class="bytes" translate="no">{receipt.key_address.clone()}</p>
        </section>
    })
}

/// What became of a text that somebody brought.
#[derive(Debug, Clone)]
pub enum Checked {
    /// Nobody has brought one yet.
    Nothing,
    /// It holds.
    Holds(Box<UseReceipt>),
    /// It does not.
    Broken(Fault),
}

/// The page for checking, with the key. `key_address` is where the key alone lies.
pub fn checking(
    language: Language,
    key: &str,
    key_address: &str,
    checked: &Checked,
) -> impl IntoView + use<> {
    view! {
        <main id="main" class="receipt">
            <h1>{text::CHECK_TITLE.of(language)}</h1>
            {outcome(language, checked)}
            <form method="post" action="/receipts" class="card">
                <p>{text::CHECK_LEAD.of(language)}</p>
                <label>
                    <span>{text::PASTE.of(language)}</span>
                    <textarea name="text" rows="8" required autocomplete="off" spellcheck="false" aria-describedby="paste-hint"></textarea>
                </label>
                <small id="paste-hint">{text::PASTE_HINT.of(language)}</small>
                <button class="button">{text::CHECK.of(language)}</button>
            </form>
            <section class="card">
                <h2>{text::KEY.of(language)}</h2>
                <p>{text::KEY_HINT.of(language)}</p>
                <p class="bytes" translate="no">{key.to_owned()}</p>
                <h3>{text::KEY_ADDRESS.of(language)}</h3>
                <p class="bytes" translate="no"><a href=KEY_PATH>{key_address.to_owned()}</a></p>
                <h3>{text::OFFLINE.of(language)}</h3>
                <p>{text::OFFLINE_HINT.of(language)}</p>
                <p class="bytes" translate="no">{format!("piaojia check-receipt FILE --key {key}")}</p>
            </section>
        </main>
    }
}

/// Where the public key lies, for ever.
pub const KEY_PATH: &str = "/.well-known/piaojia-seal-key.txt";

fn outcome(language: Language, checked: &Checked) -> AnyView {
    match checked {
        Checked::Nothing => ().into_any(),
        Checked::Holds(receipt) => view! {
            <section class="outcome good" role="status">
                <h2>{text::HOLDS_TITLE.of(language)}</h2>
                <p>{text::HOLDS.of(language)}</p>
            </section>
            {taken_back(language, receipt)}
            {facts(language, receipt)}
            {stated(language, &receipt.stated)}
        }
        .into_any(),
        Checked::Broken(fault) => {
            let reason = text::problem(fault.problem).of(language);
            let values = [("line", fault.line.to_string()), ("reason", reason.to_owned())];
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            view! {
                <section class="outcome bad" role="alert">
                    <h2>{text::BROKEN_TITLE.of(language)}</h2>
                    <p>{text::BROKEN.with(language, &values)}</p>
                </section>
            }
            .into_any()
        }
    }
}
