//! The numbers of the first page (RULES §9): sums, charts drawn on the server, the most issued products, and what waits.

use crate::language::Language;
use crate::page::office::chart::{Measure, chart};
use crate::page::office::{Overview, Waiting};
use crate::text::numbers as text;
use domain::contract::Standing;
use domain::identity::BranchNumber;
use domain::order::urgent_until;
use domain::permission::{Access, Function};
use leptos::prelude::*;
use store::query::home::{Numbers, Sum, TopProduct, Urgent};
use store::query::session::SignedIn;

/// Above everything: that the contract is over, where it is.
pub fn contract_over(language: Language, standing: Standing) -> Option<AnyView> {
    match standing {
        Standing::Over(day) => {
            let sentence = text::CONTRACT_OVER.with(language, &[("day", &language.day(day))]);
            Some(view! { <p class="heads-up">{sentence}</p> }.into_any())
        }
        Standing::Formal | Standing::NotBegun(_) => None,
    }
}

/// What waits for somebody, each with the way to it; a line without one where the account sees no such list.
pub fn waiting(
    language: Language,
    signed_in: &SignedIn,
    urgent: Urgent,
    overview: &Overview,
    lists: &Waiting,
) -> impl IntoView + use<> {
    let missing = u32::try_from(overview.missing).unwrap_or(u32::MAX);
    let offline = lists.offline.unwrap_or_default();
    // Exactly those that are counted.
    let until = urgent_until(overview.today);
    let orders =
        lists.orders.as_ref().map(|_| format!("/office/unissued?state=issuable&issue_until={until}"));
    let orders = orders.unwrap_or_default();
    let finds = signed_in.actor.allows(Function::IssuedOrders, Access::Look);
    let mails = if finds { "/office/orders?mail=failed" } else { "" };
    let lines: Vec<_> = [
        (urgent.requests, text::WAITING_REQUESTS, "/office/returns?state=asked"),
        (urgent.orders, text::WAITING_ORDERS, &*orders),
        (offline.conflicts, text::WAITING_CONFLICTS, "/office/offline"),
        (offline.missing, text::WAITING_MISSING, "/office/offline"),
        (urgent.failed_mails, text::WAITING_MAILS, mails),
        (missing, text::WAITING_SET_UP, "/office/set-up"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, words, address)| {
        let sentence = words.with(language, &[("count", &count.to_string())]);
        if address.is_empty() {
            view! { <li>{sentence}</li> }.into_any()
        } else {
            view! { <li><a href=address.to_owned()>{sentence}</a></li> }.into_any()
        }
    })
    .collect();
    let body = if lines.is_empty() {
        view! { <p class="muted">{text::WAITING_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="terms">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::WAITING.of(language)}</h2>{body}</section> }
}

/// Sums, charts and the most issued products.
pub fn numbers(
    language: Language,
    numbers: &Numbers,
    branch: Option<&BranchNumber>,
) -> impl IntoView + use<> {
    let branch = branch.map(|branch| {
        let words = text::OF_BRANCH.with(language, &[("branch", branch.as_str())]);
        view! { <small class="muted">{words}" "</small> }.into_any()
    });
    let since = text::SINCE.with(language, &[("day", &language.day(numbers.since))]);
    let tile = |class: &'static str, words: &'static str, sum: Sum, note: Option<&'static str>| {
        view! {
            <div class=class>
                <dt>{words}</dt>
                <dd>
                    <strong>{text::UNITS.with(language, &[("units", &grouped(sum.units))])}</strong>
                    <span>{language.money(sum.amount)}</span>
                    {note.map(|note| view! { <small>{note}</small> })}
                </dd>
            </div>
        }
    };
    view! {
        <section class="card across">
            <h2>{text::TITLE.of(language)}" "{branch}<small class="muted">{since}</small></h2>
            <dl class="tiles">
                {tile("issued", text::ISSUED.of(language), numbers.issued, None)}
                {tile("redeemed", text::REDEEMED.of(language), numbers.redeemed, None)}
                {tile("returned", text::RETURNED.of(language), numbers.returned, None)}
                {tile("unused", text::UNUSED.of(language), numbers.unused, Some(text::UNUSED_NOTE.of(language)))}
            </dl>
            {chart(language, &numbers.weeks, Measure::Units)}
            {chart(language, &numbers.weeks, Measure::Amount)}
        </section>
        <div class="beside">
            {top(language, text::TOP_PAID.of(language), &numbers.top_paid)}
            {top(language, text::TOP_GIFT.of(language), &numbers.top_gift)}
        </div>
    }
}

fn grouped(units: i64) -> String {
    domain::money::Dollars(units).grouped()
}

fn top(language: Language, title: &'static str, products: &[TopProduct]) -> impl IntoView + use<> {
    let lines = products
        .iter()
        .map(|product| {
            let count = text::TOP_LINE.with(language, &[("count", &grouped(product.tickets))]);
            view! { <li><span>{product.name.clone()}<small>{product.code.clone()}</small></span><strong>{count}</strong></li> }
        })
        .collect_view();
    let body = if products.is_empty() {
        view! { <p class="muted">{text::TOP_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ol class="top-list">{lines}</ol> }.into_any()
    };
    view! { <section class="card"><h2>{title}</h2>{body}</section> }
}
