//! What came of a batch that was issued: its orders, and the way to them among all others.

use super::draft::{PAGE, Shown, about};
use crate::component::pages::pages;
use crate::language::Language;
use crate::text::issue as text;
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::print::TicketForm;
use leptos::prelude::*;
use store::query::session::SignedIn;

/// The batch, and a page of its orders.
pub(super) fn issued(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let draft = &shown.draft;
    let (orders, tickets) = (draft.orders.to_string(), draft.tickets.to_string());
    let note = match draft.form {
        TicketForm::Electronic => text::ISSUED_NOTE,
        TicketForm::Paper | TicketForm::ConvenienceStore => text::ISSUED_NOTE_PAPER,
    };
    let note = note.with(language, &[("orders", &orders), ("tickets", &tickets)]);
    let list = issued_orders(language, shown);
    let looks = signed_in.actor.allows(Function::IssuedOrders, Access::Look);
    let all = draft.batch.as_ref().filter(|_| looks).map(|batch| {
        let address = format!("/office/orders?batch={batch}");
        view! { <p><a class="button quiet" href=address>{text::ORDERS_OF_BATCH.of(language)}</a></p> }
    });
    view! {
        <section class="card">
            <h1>{text::ISSUED.of(language)}</h1>
            <p class="outcome good" role="status">{note}</p>
            {about(language, draft, draft.orders, draft.tickets, draft.amount)}
            {all}
        </section>
        {list}
    }
}

/// What was issued, each order with the way to its first ticket.
fn issued_orders(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let lines: Vec<_> = shown
        .issued
        .iter()
        .map(|order| {
            view! {
                <tr>
                    <td data-label=text::NUMBER.of(language)>
                        <a href=format!("/office/ticket?serial={}", order.serial)>{order.number.clone()}</a>
                    </td>
                    <td data-label=text::ORDER_NO.of(language)>{order.own_number.clone()}</td>
                    <td data-label=text::PURCHASER.of(language)>{order.masked_name.clone()}</td>
                    <td class="figure" data-label=text::SUM_TICKETS.of(language)>{order.tickets}</td>
                    <td class="figure" data-label=text::SUM_AMOUNT.of(language)>{language.money(Dollars(order.amount))}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let address = format!("/office/issue/{}?page=", shown.draft.id);
    let last = shown.draft.orders.div_ceil(PAGE as u64).max(1);
    view! {
        <section class="card list">
            <h2>{text::ORDERS.of(language)}</h2>
            <table>
                <thead>
                    <tr>
                        <th>{text::NUMBER.of(language)}</th>
                        <th>{text::ORDER_NO.of(language)}</th>
                        <th>{text::PURCHASER.of(language)}</th>
                        <th class="figure">{text::SUM_TICKETS.of(language)}</th>
                        <th class="figure">{text::SUM_AMOUNT.of(language)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            {pages(language, &address, shown.page, last, shown.draft.orders)}
        </section>
    }
}
