//! 申請退貨: what would be refunded and why, before asking (RULES §4).

use super::about_ticket;
use crate::component::rows::rows;
use crate::language::Language;
use crate::text::{common, holder as text};
use domain::cancel::Reason;
use domain::give_back::Quote;
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::wallet::WalletTicket;

/// Another ticket of the wallet that can be asked for with this one.
#[derive(Debug, Clone)]
pub struct Choice {
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// What is left: all of it is asked for.
    pub units: u32,
    /// What would be given back for it, where it was chosen.
    pub quote: Option<Quote>,
}

/// What the page shows.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The next request.
    pub attempt: &'a AttemptId,
    /// What would be given back for the ticket; nothing where it cannot be asked for.
    pub quote: Option<&'a Quote>,
    /// Others of the wallet.
    pub others: &'a [Choice],
    /// Something else was chosen than what the sums told: nothing was sent.
    pub is_changed: bool,
    /// The reason as typed.
    pub reason: &'a str,
    /// Why not.
    pub refusal: Option<&'a Refusal>,
}

/// What a form's sums were told of. Sent with the form, it says whether something else was chosen since.
pub fn quoted<'s>(units: u32, also: impl IntoIterator<Item = &'s str>) -> String {
    also.into_iter().fold(units.to_string(), |told, serial| format!("{told} {serial}"))
}

/// The page: a quote with its form, or why there is none. What is chosen and what is sent is one form, so that nobody sends
/// less than was ticked, or other than the sums told.
pub fn page(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    shown: &Shown<'_>,
) -> impl IntoView + use<> {
    let (left, others) = (ticket.ticket.remaining, shown.others);
    let choose = (left > 1 || !others.is_empty())
        .then(|| choose(language, shown.quote.map_or(left, |quote| quote.quantity), left, others));
    let ask = shown.quote.map(|quote| ask(language, ticket, quote, shown));
    let content = view! {
        <form method="post" action=format!("{link}/{}/return", ticket.serial) class="stack">{choose}{ask}</form>
    };
    about_ticket(language, link, ticket, text::RETURN_TITLE.of(language), shown.refusal, content.into_any())
}

fn choose(language: Language, units: u32, left: u32, others: &[Choice]) -> impl IntoView + use<> {
    let units = (left > 1).then(|| {
        view! {
            <label>
                <span>{text::RETURN_UNITS.of(language)}</span>
                <input name="units" type="number" inputmode="numeric" min="1" max=left.to_string() value=units.to_string() />
            </label>
        }
    });
    let ticks = others.iter().map(|other| tick(language, other)).collect_view();
    let others = (!others.is_empty()).then(|| {
        view! { <fieldset><legend>{text::RETURN_ALSO.of(language)}</legend>{ticks}</fieldset> }
    });
    view! {
        <div class="card">
            {units}
            {others}
            <button class="button quiet" name="look" value="1">{text::RETURN_QUOTE.of(language)}</button>
        </div>
    }
}

fn tick(language: Language, other: &Choice) -> impl IntoView + use<> {
    let units = (other.units > 1).then(|| common::units(language, other.units));
    view! {
        <label class="choice">
            <input type="checkbox" name="also" value=other.serial.clone() checked=other.quote.is_some() />
            <span>{other.product_name.clone()}" "{units}<small>{other.serial.clone()}</small></span>
        </label>
    }
}

fn ask(language: Language, ticket: &WalletTicket, quote: &Quote, shown: &Shown<'_>) -> impl IntoView + use<> {
    let chosen: Vec<_> =
        shown.others.iter().filter_map(|other| Some((other, other.quote.as_ref()?))).collect();
    let quotes: Vec<_> = std::iter::once(quote).chain(chosen.iter().map(|(_, quote)| *quote)).collect();
    let sum = |of: fn(&Quote) -> Dollars| {
        let total = quotes.iter().map(|quote| of(quote).0).sum();
        Some(language.money(Dollars(total)))
    };
    let units: u32 = quotes.iter().map(|quote| quote.quantity).sum();
    let list = rows(vec![
        (text::RETURN_UNITS.of(language), Some(units.to_string())),
        (text::RETURN_FACE.of(language), sum(|quote| quote.face)),
        (text::RETURN_FEE.of(language), sum(|quote| quote.fee)),
        (text::RETURN_REFUND.of(language), sum(|quote| quote.refund)),
    ]);
    let each = (!chosen.is_empty()).then(|| {
        let first = each(language, &ticket.product_name, &ticket.serial, quote);
        let rest = chosen
            .iter()
            .map(|(other, quote)| each(language, &other.product_name, &other.serial, quote))
            .collect_view();
        view! { <ul class="plain">{first}{rest}</ul> }
    });
    let told = quoted(quote.quantity, chosen.iter().map(|(other, _)| other.serial.as_str()));
    let only = (ticket.ticket.remaining == 1)
        .then(|| view! { <input type="hidden" name="units" value=quote.quantity.to_string() /> });
    let changed = shown.is_changed.then(|| view! { <p role="alert">{text::RETURN_CHANGED.of(language)}</p> });
    let kept = quotes.iter().any(|quote| quote.fee > Dollars::ZERO);
    let kept = kept.then(|| view! { <p>{text::RETURN_FEE_WHY.of(language)}</p> });
    let by_bank = quotes.iter().any(|quote| !quote.by_hand);
    let by_bank = by_bank.then(|| view! { <p>{text::RETURN_BY_BANK.of(language)}</p> });
    let by_hand = quotes.iter().any(|quote| quote.by_hand);
    let by_hand = by_hand.then(|| view! { <p>{text::RETURN_BY_HAND.of(language)}</p> });
    view! {
        <div class="card">
            {changed}
            {each}
            {list}
            {kept}
            {by_bank}
            {by_hand}
            <input type="hidden" name="attempt" value=shown.attempt.to_string() />
            <input type="hidden" name="quoted" value=told />
            {only}
            <label>
                <span>{text::RETURN_REASON.of(language)}</span>
                <input name="reason" autocomplete="off" value=shown.reason.to_owned() maxlength=Reason::LONGEST.to_string() />
            </label>
            <p class="small">{text::RETURN_NOTE.of(language)}</p>
            <button class="button">{text::RETURN_ASK.of(language)}</button>
        </div>
    }
}

/// What one of several gives back.
fn each(language: Language, product: &str, serial: &str, quote: &Quote) -> impl IntoView + use<> {
    let (fee, refund) = (language.money(quote.fee), language.money(quote.refund));
    let values = [("fee", fee.as_str()), ("refund", refund.as_str())];
    view! {
        <li>
            {product.to_owned()}" "<small class="muted">{serial.to_owned()}</small>
            <p class="small">{text::RETURN_EACH.with(language, &values)}</p>
        </li>
    }
}
