//! One batch: its preview with every bad cell, its progress, and what came of it.

use crate::component::pages::pages;
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::page::office::issue::{framed, serials};
use crate::text::{issue as text, paper};
use batch::{CheckedBatch, Column, DraftOrder, Fault};
use domain::look_up::masked_name;
use domain::money::Dollars;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::issue_draft::{BatchOrder, DraftState, IssueDraft};
use store::query::own_serials::OwnSerials;
use store::query::session::SignedIn;

/// Rows that are mended at once.
pub const MENDED_ROWS: usize = 25;
/// Orders of a page of the preview.
const PAGE: usize = 25;

/// What the page shows.
pub struct Shown {
    /// The draft.
    pub draft: IssueDraft,
    /// What was found in it, while it is open.
    pub checked: Option<CheckedBatch>,
    /// The bad rows as they may be typed over: each its number and its cells.
    pub bad_rows: Vec<(u32, Vec<(Column, String)>)>,
    /// The own serials that it would get, while it is open and asks for them.
    pub own_serials: Option<OwnSerials>,
    /// A page of its orders, once they are issued.
    pub issued: Vec<BatchOrder>,
    /// Which page of the orders.
    pub page: u32,
    /// This very file was sent before.
    pub known: bool,
    /// Its forms are for the one who looks.
    pub may_change: bool,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let draft = &shown.draft;
    let known = shown.known.then(|| view! { <p class="found">{text::KNOWN.of(language)}</p> });
    let failure = draft.failure.as_ref().filter(|_| draft.state == DraftState::Open).map(|failure| {
        view! { <div class="error" role="alert"><p>{text::failure(language, failure)}</p></div> }
    });
    let body = match (draft.state, &shown.checked) {
        (DraftState::Open, Some(checked)) => preview(language, shown, checked).into_any(),
        (DraftState::Open, None) | (DraftState::Dropped, _) => {
            view! { <p class="empty">{text::DROPPED.of(language)}</p> }.into_any()
        }
        (DraftState::Issuing, _) => issuing(language, draft, shown.may_change).into_any(),
        (DraftState::Issued, _) => issued(language, shown).into_any(),
    };
    let content = view! {
        <p><a class="back" href="/office/issue">{text::BACK.of(language)}</a></p>
        {known}
        {refused(language, shown.refusal.as_ref())}
        {failure}
        {body}
    };
    framed(language, signed_in, content)
}

fn about(
    language: Language,
    draft: &IssueDraft,
    orders: u64,
    tickets: u64,
    amount: i64,
) -> impl IntoView + use<> {
    rows(vec![
        (text::SUM_FILE.of(language), Some(draft.file_name.clone())),
        (paper::FORM.of(language), Some(paper::form(draft.form).of(language).to_owned())),
        (text::SUM_ORDERS.of(language), Some(orders.to_string())),
        (text::SUM_TICKETS.of(language), Some(tickets.to_string())),
        (text::SUM_AMOUNT.of(language), Some(language.money(Dollars(amount)))),
        (text::SUM_BY.of(language), draft.operator.clone()),
        (text::SUM_AT.of(language), Some(language.time(draft.made_at))),
    ])
}

fn issuing(language: Language, draft: &IssueDraft, may_change: bool) -> impl IntoView + use<> {
    let (made, tickets) = (draft.made.to_string(), draft.tickets.to_string());
    let note = text::ISSUING_NOTE.with(language, &[("made", &made), ("tickets", &tickets)]);
    let cancel = may_change.then(|| {
        view! {
            <form method="post" action=format!("/office/issue/{}/cancel", draft.id)>
                <button class="button danger">{text::CANCEL.of(language)}</button>
            </form>
        }
    });
    view! {
        <section class="card">
            <h1>{text::ISSUING.of(language)}</h1>
            <progress max=tickets value=made aria-label=text::ISSUING.of(language)></progress>
            <p role="status">{note}</p>
            {about(language, draft, draft.orders, draft.tickets, draft.amount)}
            {cancel}
        </section>
    }
}

fn issued(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let draft = &shown.draft;
    let (orders, tickets) = (draft.orders.to_string(), draft.tickets.to_string());
    let note = match draft.form {
        TicketForm::Electronic => text::ISSUED_NOTE,
        TicketForm::Paper | TicketForm::ConvenienceStore => text::ISSUED_NOTE_PAPER,
    };
    let note = note.with(language, &[("orders", &orders), ("tickets", &tickets)]);
    let list = issued_orders(language, shown);
    view! {
        <section class="card">
            <h1>{text::ISSUED.of(language)}</h1>
            <p class="outcome good" role="status">{note}</p>
            {about(language, draft, draft.orders, draft.tickets, draft.amount)}
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

fn preview(language: Language, shown: &Shown, checked: &CheckedBatch) -> impl IntoView + use<> {
    let draft = &shown.draft;
    let left_out = (!checked.left_out.is_empty()).then(|| {
        let rows: Vec<_> = checked.left_out.iter().take(20).map(ToString::to_string).collect();
        let values =
            [("count", checked.left_out.len().to_string()), ("rows", rows.join(language.between_words()))];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        view! { <p class="found">{text::LEFT_OUT.with(language, &values)}</p> }
    });
    let unknown = (!checked.unknown_columns.is_empty()).then(|| {
        let columns = checked.unknown_columns.join(language.between_words());
        view! { <p class="found">{text::UNKNOWN_COLUMNS.with(language, &[("columns", &columns)])}</p> }
    });
    let faults = (!checked.faults.is_empty()).then(|| faults(language, shown, checked).into_any());
    let are_serials_good = shown.own_serials.as_ref().is_none_or(|own| own.refusal.is_none());
    let issuable = checked.issuable().filter(|_| are_serials_good && shown.may_change);
    let confirm = issuable.map(|_| confirm(language, draft, checked.tickets()).into_any());
    let (orders, tickets) = (checked.orders.len() as u64, u64::from(checked.tickets()));
    let drop = shown.may_change.then(|| {
        view! {
            <form method="post" action=format!("/office/issue/{}/cancel", draft.id)>
                <button class="button quiet">{text::DROP.of(language)}</button>
            </form>
        }
    });
    let serials = shown.may_change.then(|| serials::chosen(language, draft, shown.own_serials.as_ref()));
    view! {
        <section class="card">
            <h1>{text::PREVIEW.of(language)}</h1>
            {about(language, draft, orders, tickets, checked.amount())}
            {left_out}
            {unknown}
            {confirm}
            {drop}
        </section>
        {faults}
        {serials}
        {orders_part(language, shown, checked)}
    }
}

fn confirm(language: Language, draft: &IssueDraft, tickets: u32) -> impl IntoView + use<> {
    let read = match draft.form {
        TicketForm::Electronic => text::CONFIRM_READ,
        TicketForm::Paper | TicketForm::ConvenienceStore => text::CONFIRM_READ_PAPER,
    };
    view! {
        <form method="post" action=format!("/office/issue/{}/confirm", draft.id)>
            <input type="hidden" name="version" value=draft.version.to_string() />
            <label class="tick">
                <input type="checkbox" name="read" value="1" required />
                <span>{read.of(language)}</span>
            </label>
            <button class="button large">
                {text::CONFIRM.with(language, &[("tickets", &tickets.to_string())])}
            </button>
        </form>
    }
}

/// What is wrong: of the batch as a whole in a list, of rows in a form.
fn faults(language: Language, shown: &Shown, checked: &CheckedBatch) -> impl IntoView + use<> {
    let spoken = of_batch(language);
    let mendable =
        |fault: &&Fault| fault.row.is_some_and(|row| shown.bad_rows.iter().any(|(bad, _)| *bad == row));
    let whole: Vec<_> = checked
        .faults
        .iter()
        .filter(|fault| !shown.may_change || fault.row.is_none() || fault.row == Some(1))
        .map(|fault| view! { <li>{fault.sentence(spoken)}</li> }.into_any())
        .collect();
    let whole = (!whole.is_empty()).then(|| view! { <ul>{whole}</ul> });
    let all_rows: std::collections::BTreeSet<_> =
        checked.faults.iter().filter_map(|fault| fault.row).collect();
    let is_cut = all_rows.len() > shown.bad_rows.len() && !shown.bad_rows.is_empty();
    let more = (is_cut && shown.may_change).then(|| {
        let count = shown.bad_rows.len().to_string();
        view! { <p>{text::BAD_MORE.with(language, &[("shown", &count)])}</p> }
    });
    let rows: Vec<_> = shown
        .bad_rows
        .iter()
        .map(|(row, cells)| {
            let faults: Vec<_> =
                checked.faults.iter().filter(mendable).filter(|fault| fault.row == Some(*row)).collect();
            bad_row(language, *row, cells, &faults).into_any()
        })
        .collect();
    let form = (!rows.is_empty() && shown.may_change).then(|| {
        view! {
            <form method="post" action=format!("/office/issue/{}/mend", shown.draft.id)>
                <input type="hidden" name="version" value=shown.draft.version.to_string() />
                <p class="muted">{text::MEND_NOTE.of(language)}</p>
                {rows}
                <button class="button">{text::MEND.of(language)}</button>
            </form>
        }
    });
    let count = checked.faults.len().to_string();
    view! {
        <section class="card" id="faults">
            <div class="error" role="alert">
                <div><p>{text::BAD.with(language, &[("count", &count)])}</p>{whole}</div>
            </div>
            {more}
            {form}
        </section>
    }
}

fn bad_row(
    language: Language,
    row: u32,
    cells: &[(Column, String)],
    faults: &[&Fault],
) -> impl IntoView + use<> {
    let order = faults.iter().find_map(|fault| fault.order_position);
    let (row_text, order_text) = (row.to_string(), order.map(|order| order.to_string()));
    let title = match &order_text {
        Some(order) => text::BAD_ROW_ORDER.with(language, &[("row", &row_text), ("order", order)]),
        None => text::BAD_ROW.with(language, &[("row", &row_text)]),
    };
    let fields: Vec<_> = cells
        .iter()
        .map(|(column, value)| {
            let wrong: Vec<_> = faults
                .iter()
                .filter(|fault| fault.column == Some(*column))
                .map(|fault| fault.reason.sentence(of_batch(language)))
                .collect();
            cell(language, row, *column, value, wrong).into_any()
        })
        .collect();
    let others: Vec<_> = faults
        .iter()
        .filter(|fault| fault.column.is_none_or(|column| cells.iter().all(|(of, _)| *of != column)))
        .map(|fault| view! { <p class="wrong">{fault.sentence(of_batch(language))}</p> }.into_any())
        .collect();
    view! {
        <fieldset class="bad-row">
            <legend>{title}</legend>
            {others}
            <div class="filter">{fields}</div>
        </fieldset>
    }
}

fn cell(
    language: Language,
    row: u32,
    column: Column,
    value: &str,
    wrong: Vec<String>,
) -> impl IntoView + use<> {
    let name = cell_name(row, column);
    let label = match language {
        Language::Chinese => column.header().to_owned(),
        Language::English => column.english().to_owned(),
    };
    let invalid = (!wrong.is_empty()).then_some("true");
    let described = (!wrong.is_empty()).then(|| format!("{name}-wrong"));
    let wrong = (!wrong.is_empty()).then(|| {
        view! { <p class="wrong" id=format!("{name}-wrong")>{wrong.join(language.between_words())}</p> }
    });
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            <input id=name.clone() name=name autocomplete="off" aria-invalid=invalid aria-describedby=described value=value.to_owned() />
            {wrong}
        </div>
    }
}

/// The name of a cell's field.
pub fn cell_name(row: u32, column: Column) -> String {
    format!("cell-{row}-{}", column as usize)
}

/// The row and column that a field's name means.
pub fn cell_of(name: &str) -> Option<(u32, Column)> {
    let (row, column) = name.strip_prefix("cell-")?.split_once('-')?;
    let column: usize = column.parse().ok()?;
    Some((row.parse().ok()?, *Column::ALL.get(column)?))
}

fn of_batch(language: Language) -> batch::Language {
    match language {
        Language::Chinese => batch::Language::Chinese,
        Language::English => batch::Language::English,
    }
}

fn orders_part(language: Language, shown: &Shown, checked: &CheckedBatch) -> impl IntoView + use<> {
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
    let address = format!("/office/issue/{}?page=", shown.draft.id);
    view! {
        <section class="card list">
            <h2>{text::ORDERS.of(language)}</h2>
            <table>
                <thead>
                    <tr>
                        <th>"#"</th>
                        <th>{text::ORDER_NO.of(language)}</th>
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
    let number = order.order_number.clone().or_else(|| order.gift_number.clone()).unwrap_or_default();
    let name = order.purchaser.name.as_deref().map(masked_name).unwrap_or_default();
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
            <td data-label=text::ORDER_NO.of(language)>{number}</td>
            <td data-label=text::PURCHASER.of(language)>{name}</td>
            <td data-label=text::ITEMS.of(language)>{items.join(language.between_words())}</td>
            <td class="figure" data-label=text::SUM_TICKETS.of(language)>{order.tickets}</td>
            <td class="figure" data-label=text::SUM_AMOUNT.of(language)>{language.money(Dollars(order.amount))}</td>
        </tr>
    }
}
