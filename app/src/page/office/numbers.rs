//! The numbers of the first page (RULES §9): sums, a chart drawn on the server, the most issued products, what waits, and
//! what the platform says.

use crate::language::Language;
use crate::page::office::Waiting;
use crate::text::numbers as text;
use domain::contract::Standing;
use domain::identity::BranchNumber;
use domain::permission::{Access, Function};
use leptos::prelude::*;
use store::query::home::{Numbers, ReceivedMessage, Sum, TopProduct, Urgent, Week};
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
    missing: usize,
    lists: &Waiting,
) -> impl IntoView + use<> {
    let missing = u32::try_from(missing).unwrap_or(u32::MAX);
    let offline = lists.offline.unwrap_or_default();
    let orders = if lists.orders.is_some() { "/office/unissued?state=issuable" } else { "" };
    let finds = signed_in.actor.allows(Function::IssuedOrders, Access::Look);
    let notices = if finds { "/office/orders?mail=failed" } else { "" };
    let lines: Vec<_> = [
        (urgent.requests, text::WAITING_REQUESTS, "/office/returns?state=asked"),
        (urgent.orders, text::WAITING_ORDERS, orders),
        (offline.conflicts, text::WAITING_CONFLICTS, "/office/offline"),
        (offline.missing, text::WAITING_MISSING, "/office/offline"),
        (urgent.failed_notices, text::WAITING_NOTICES, notices),
        (missing, text::WAITING_SET_UP, "/office/set-up"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, words, address)| {
        let sentence = words.with(language, &[("count", &count.to_string())]);
        if address.is_empty() {
            view! { <li>{sentence}</li> }.into_any()
        } else {
            view! { <li><a href=address>{sentence}</a></li> }.into_any()
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

/// Sums, chart and the most issued products.
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
            {chart(language, &numbers.weeks)}
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

/// Of the drawing: all in its own units, so that it is as wide as there is room.
const HEIGHT: i64 = 120;
const WEEK_WIDTH: i64 = 40;
const BAR: i64 = 9;

/// Three bars a week; the same as a table below it.
fn chart(language: Language, weeks: &[Week]) -> impl IntoView + use<> {
    let most =
        weeks.iter().flat_map(|week| [week.issued, week.redeemed, week.returned]).max().unwrap_or(0).max(1);
    let width = WEEK_WIDTH * i64::try_from(weeks.len()).unwrap_or(1).max(1);
    let bars: Vec<_> = (0_i64..).zip(weeks).map(|(place, week)| bars(language, place, week, most)).collect();
    let legend = [
        ("issued", text::ISSUED.of(language)),
        ("redeemed", text::REDEEMED.of(language)),
        ("returned", text::RETURNED.of(language)),
    ]
    .map(|(class, words)| view! { <li class=class>{words}</li> })
    .into_iter()
    .collect_view();
    let lines = weeks
        .iter()
        .map(|week| {
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader">{language.day(week.first)}</th>
                    <td role="cell" class="figures" data-name=text::ISSUED.of(language)>{week.issued.to_string()}</td>
                    <td role="cell" class="figures" data-name=text::REDEEMED.of(language)>{week.redeemed.to_string()}</td>
                    <td role="cell" class="figures" data-name=text::RETURNED.of(language)>{week.returned.to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {width} {}", HEIGHT + 16) role="img" aria-label=text::CHART.of(language)>
                <path class="axis" d=format!("M0 {HEIGHT}h{width}") />
                {bars}
            </svg>
            <figcaption><ul>{legend}</ul></figcaption>
            <details>
                <summary>{text::CHART_TABLE.of(language)}</summary>
                <div class="table"><table role="table">
                    <caption>{text::CHART.of(language)}</caption>
                    <thead role="rowgroup"><tr role="row">
                        <th scope="col" role="columnheader">{text::WEEK.of(language)}</th>
                        <th scope="col" role="columnheader" class="figures">{text::ISSUED.of(language)}</th>
                        <th scope="col" role="columnheader" class="figures">{text::REDEEMED.of(language)}</th>
                        <th scope="col" role="columnheader" class="figures">{text::RETURNED.of(language)}</th>
                    </tr></thead>
                    <tbody role="rowgroup">{lines}</tbody>
                </table></div>
            </details>
        </figure>
    }
}

fn bars(language: Language, place: i64, week: &Week, most: i64) -> AnyView {
    let left = place * WEEK_WIDTH + 4;
    let bar = |number: i64, class: &'static str, value: i64| {
        // What is not nothing is seen.
        let height = if value == 0 { 0 } else { (value * HEIGHT / most).max(2) };
        let (x, y) = (left + number * (BAR + 1), HEIGHT - height);
        view! { <rect class=class x=x.to_string() y=y.to_string() width=BAR.to_string() height=height.to_string() /> }
    };
    let values = [
        ("day", &*language.day(week.first)),
        ("issued", &week.issued.to_string()),
        ("redeemed", &week.redeemed.to_string()),
        ("returned", &week.returned.to_string()),
    ];
    let date = language.day(week.first);
    let label = date.get(5..).unwrap_or_default().to_owned();
    // Every other week, so that they do not run into each other.
    let label = (place % 2 == 0)
        .then(|| view! { <text x=left.to_string() y=(HEIGHT + 13).to_string()>{label}</text> });
    view! {
        <g>
            <title>{text::CHART_WEEK.with(language, &values)}</title>
            {bar(0, "issued", week.issued)}
            {bar(1, "redeemed", week.redeemed)}
            {bar(2, "returned", week.returned)}
            {label}
        </g>
    }
    .into_any()
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

/// 訊息中心
pub fn messages(language: Language, messages: &[ReceivedMessage]) -> impl IntoView + use<> {
    let lines = messages
        .iter()
        .map(|one| {
            let kind = text::message_kind(one.message.kind).of(language);
            view! {
                <li>
                    <details>
                        <summary>
                            <span><span class="chip" data-kind=one.message.kind.as_str()>{kind}</span>" "{one.message.title.clone()}</span>
                        </summary>
                        <p class="muted small">{language.time(one.at)}</p>
                        <p class="as-written">{one.message.body.clone()}</p>
                    </details>
                </li>
            }
        })
        .collect_view();
    let body = if messages.is_empty() {
        view! { <p class="muted">{text::MESSAGES_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::MESSAGES.of(language)}</h2>{body}</section> }
}
