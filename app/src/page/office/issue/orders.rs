//! The orders of a batch before they are issued.

use super::draft::{PAGE, Shown};
use crate::component::pages::pages;
use crate::language::Language;
use crate::text::issue as text;
use batch::{CheckedBatch, DraftOrder, Purchaser};
use domain::look_up::{masked_address, masked_name, masked_phone};
use domain::money::Dollars;
use domain::reach::Reach;
use leptos::prelude::*;

pub(super) fn orders_part(
    language: Language,
    shown: &Shown,
    checked: &CheckedBatch,
) -> impl IntoView + use<> {
    let total = checked.orders.len();
    let last = total.div_ceil(PAGE).max(1);
    let page = (shown.page as usize).clamp(1, last);
    let lines: Vec<_> = checked
        .orders
        .iter()
        .skip((page - 1) * PAGE)
        .take(PAGE)
        .map(|order| order_line(language, order).into_any())
        .collect();
    let address = format!("/office/issue/{}?rows={}&page=", shown.draft.id, shown.bad_page.0);
    view! {
        <section class="card list">
            <h2>{text::ORDERS.of(language)}</h2>
            <table>
                <thead>
                    <tr>
                        <th>"#"</th>
                        <th>{text::ORDER_NUMBER.of(language)}</th>
                        <th>{text::GIFT_NUMBER.of(language)}</th>
                        <th>{text::PURCHASER.of(language)}</th>
                        <th>{text::ITEMS.of(language)}</th>
                        <th class="figure">{text::SUM_TICKETS.of(language)}</th>
                        <th class="figure">{text::SUM_AMOUNT.of(language)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            {pages(language, &address, page as u32, last as u64, total as u64)}
        </section>
    }
}

fn order_line(language: Language, order: &DraftOrder) -> impl IntoView + use<> {
    let (number, gift) = (order.order_number.clone(), order.gift_number.clone());
    let purchaser = purchaser(&order.purchaser);
    let items: Vec<_> = order
        .lines
        .iter()
        .map(|line| {
            let (tickets, units) = (line.tickets.to_string(), line.quantity.to_string());
            let values = [("name", line.product_name.as_str()), ("tickets", &tickets), ("units", &units)];
            let words = if line.quantity > 1 { text::ITEM_UNITS } else { text::ITEM };
            words.with(language, &values)
        })
        .collect();
    let bad = order.is_bad.then_some("bad");
    view! {
        <tr class=bad>
            <td data-label="#">{order.position}</td>
            <td data-label=text::ORDER_NUMBER.of(language)>{number.unwrap_or_default()}</td>
            <td data-label=text::GIFT_NUMBER.of(language)>{gift.unwrap_or_default()}</td>
            <td data-label=text::PURCHASER.of(language)>{language.facts(&purchaser)}</td>
            <td data-label=text::ITEMS.of(language)>{items.join(language.between_words())}</td>
            <td class="figure" data-label=text::SUM_TICKETS.of(language)>{order.tickets}</td>
            <td class="figure" data-label=text::SUM_AMOUNT.of(language)>{language.money(Dollars(order.amount))}</td>
        </tr>
    }
}

/// As far as whoever has the file knows the purchaser again: what stands in which column can be seen.
fn purchaser(purchaser: &Purchaser) -> Vec<String> {
    let mail = purchaser.email.as_deref().and_then(Reach::parse).map(|reach| reach.masked());
    let known = [
        purchaser.name.as_deref().map(masked_name),
        purchaser.phone.as_deref().map(masked_phone),
        mail,
        purchaser.address.as_deref().map(masked_address),
    ];
    known.into_iter().flatten().filter(|known| !known.is_empty()).collect()
}
