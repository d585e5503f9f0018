//! What is wrong with a batch: all of it, a page of its rows at a time, to be typed over.

use crate::component::pages::pages;
use crate::language::Language;
use crate::page::office::issue::draft::Shown;
use crate::text::issue as text;
use batch::{CheckedBatch, Column, Fault};
use leptos::prelude::*;

/// Rows that are mended at once.
pub const MENDED_ROWS: usize = 25;

/// What is wrong: of the batch as a whole in a list, of rows in a form.
pub(super) fn faults(language: Language, shown: &Shown, checked: &CheckedBatch) -> impl IntoView + use<> {
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
    let (page, all) = shown.bad_page;
    let more = (shown.may_change && all > shown.bad_rows.len()).then(|| {
        let (count, of_page) = (all.to_string(), shown.bad_rows.len().to_string());
        let address = format!("/office/issue/{}?page={}&rows=", shown.draft.id, shown.page);
        let last = all.div_ceil(MENDED_ROWS) as u64;
        view! {
            <p>{text::BAD_PAGE.with(language, &[("count", &count), ("shown", &of_page)])}</p>
            {pages(language, &address, page, last, all as u64)}
        }
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
    let form = (shown.may_change && !rows.is_empty()).then(|| {
        view! {
            <form method="post" action=format!("/office/issue/{}/mend", shown.draft.id)>
                <input type="hidden" name="version" value=shown.draft.version.to_string() />
                <input type="hidden" name="rows" value=page.to_string() />
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
            <p><a class="button quiet" href=format!("/office/issue/{}/faults", shown.draft.id)>{text::BAD_FILE.of(language)}</a></p>
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
