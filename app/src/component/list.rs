//! A list as every page of the console shows it: filters, a table that becomes cards on a phone, totals, pages. All of
//! its state stands in the address ([`Listing`]); nothing of it needs scripts.

use crate::language::Language;
use crate::listing::{COLUMN, Listing, SIZES};
use crate::sentences::Sentence;
use crate::text::list as text;
use leptos::prelude::*;

/// Of so few columns none is left out.
const FEWEST_TO_CHOOSE: usize = 3;

/// A column. The first one names the row.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What the address calls it.
    pub name: &'static str,
    /// Its heading.
    pub title: Sentence,
    /// What the address calls it, where the list can be ordered by it.
    pub sort: Option<&'static str>,
    /// Numbers stand under each other.
    pub is_number: bool,
}

impl Column {
    /// Words, in no order.
    pub const fn words(name: &'static str, title: Sentence) -> Self {
        Self { name, title, sort: None, is_number: false }
    }

    /// Numbers, in no order.
    pub const fn number(name: &'static str, title: Sentence) -> Self {
        Self { name, title, sort: None, is_number: true }
    }

    /// The list can be ordered by it.
    pub const fn sorted(self, sort: &'static str) -> Self {
        Self { sort: Some(sort), ..self }
    }
}

/// The form above a list; `fields` are named like the list's filters.
pub fn filters(language: Language, listing: &Listing, fields: Vec<AnyView>) -> impl IntoView + use<> {
    let carried = listing
        .carried()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    let path = listing.path().to_owned();
    let all = listing
        .is_filtered()
        .then(|| view! { <a class="button quiet" href=path.clone()>{text::ALL_ROWS.of(language)}</a> });
    view! {
        <form method="get" action=path class="card filters" role="search">
            {carried}
            {fields}
            <p class="pair"><button class="button">{text::SEARCH.of(language)}</button>{all}</p>
        </form>
    }
}

/// Which columns are shown: a form of ticks, folded. The first one always is.
fn choice(language: Language, listing: &Listing, columns: &[Column], shown: &[bool]) -> AnyView {
    let carried = listing
        .carried_to_columns()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    let ticks = columns
        .iter()
        .zip(shown)
        .skip(1)
        .map(|(column, is_shown)| {
            view! {
                <label class="choice">
                    <input type="checkbox" name=COLUMN value=column.name checked=*is_shown />
                    <span>{column.title.of(language)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="columns">
            <summary>{text::COLUMNS.of(language)}</summary>
            <form method="get" action=listing.path().to_owned() class="card">
                {carried}
                <div class="filters">{ticks}</div>
                <p><button class="button quiet">{text::COLUMNS_DO.of(language)}</button></p>
            </form>
        </details>
    }
    .into_any()
}

fn chosen<T>(all: impl IntoIterator<Item = T>, shown: &[bool]) -> Vec<T> {
    all.into_iter().zip(shown).filter(|(_, is_shown)| **is_shown).map(|(one, _)| one).collect()
}

/// The rows of this page, each with one cell a column, and the row of totals under them; above them, which columns are
/// shown.
pub fn table(
    language: Language,
    listing: &Listing,
    caption: Sentence,
    columns: &[Column],
    rows: Vec<Vec<AnyView>>,
    totals: Option<Vec<AnyView>>,
) -> AnyView {
    if rows.is_empty() {
        let words = if listing.is_filtered() { text::NOTHING_FOUND } else { text::NOTHING };
        return view! { <p class="empty">{words.of(language)}</p> }.into_any();
    }
    let names: Vec<_> = columns.iter().map(|column| column.name).collect();
    let shown = listing.shown(&names);
    let choice = (columns.len() > FEWEST_TO_CHOOSE).then(|| choice(language, listing, columns, &shown));
    let columns = chosen(columns.iter().copied(), &shown);
    let heads = columns.iter().map(|column| head(language, listing, *column)).collect_view();
    let line = |cells| row(language, &columns, chosen(cells, &shown));
    let rows = rows.into_iter().map(line).collect_view();
    let totals = totals.map(|cells| view! { <tfoot role="rowgroup">{line(cells)}</tfoot> });
    view! {
        {choice}
        <div class="table">
            <table role="table">
                <caption>{caption.of(language)}</caption>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
                {totals}
            </table>
        </div>
    }
    .into_any()
}

fn head(language: Language, listing: &Listing, column: Column) -> AnyView {
    let words = column.title.of(language);
    let class = column.is_number.then_some("figures");
    let Some(sort) = column.sort else {
        return view! { <th scope="col" role="columnheader" class=class>{words}</th> }.into_any();
    };
    let (order, arrow) = match (sort == listing.sort(), listing.is_descending()) {
        (false, _) => (None, ""),
        (true, false) => (Some("ascending"), " ▲"),
        (true, true) => (Some("descending"), " ▼"),
    };
    view! {
        <th scope="col" role="columnheader" class=class aria-sort=order>
            <a href=listing.sort_address(sort)>{words}<span aria-hidden="true">{arrow}</span></a>
        </th>
    }
    .into_any()
}

fn row(language: Language, columns: &[Column], cells: Vec<AnyView>) -> AnyView {
    let cells = columns
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(place, (column, cell))| {
            let class = column.is_number.then_some("figures");
            // On a phone each cell says what it is.
            let name = column.title.of(language);
            match place {
                0 => view! { <th scope="row" role="rowheader" class=class>{cell}</th> }.into_any(),
                _ => view! { <td role="cell" class=class data-name=name>{cell}</td> }.into_any(),
            }
        })
        .collect_view();
    view! { <tr role="row">{cells}</tr> }.into_any()
}

/// Under the list: how many there are, the ways to the other pages, how many stand on a page.
pub fn foot(language: Language, listing: &Listing, total: u64) -> AnyView {
    if total == 0 {
        return ().into_any();
    }
    let first = u64::from(listing.offset()) + 1;
    let last = (first + u64::from(listing.size()) - 1).min(total);
    let shown = if first > total {
        text::NONE_HERE.with(language, &[("total", &total.to_string())])
    } else {
        let values =
            [("first", &*first.to_string()), ("last", &last.to_string()), ("total", &total.to_string())];
        text::SHOWN.with(language, &values)
    };
    let (page, pages) = (listing.page(), listing.pages(total));
    let link = |words: Sentence, page: u32| {
        view! { <a class="button quiet" href=listing.page_address(page)>{words.of(language)}</a> }
    };
    let before = (page > 1).then(|| link(text::BEFORE, (page - 1).min(pages)));
    let after = (page < pages).then(|| link(text::AFTER, page + 1));
    let sizes = SIZES
        .map(|size| {
            let chosen = (size == listing.size()).then_some("true");
            view! { <a href=listing.size_address(size) aria-current=chosen>{size.to_string()}</a>" " }
                .into_any()
        })
        .into_iter()
        .collect_view();
    let sizes = (total > u64::from(SIZES[0]))
        .then(|| view! { <p class="sizes">{text::SIZE.of(language)}" "{sizes}</p> });
    let of = text::PAGE.with(language, &[("page", &page.to_string()), ("pages", &pages.to_string())]);
    view! {
        <nav class="pages" aria-label=text::PAGES.of(language)>
            <p>{shown}</p>
            <p class="pair">{before}<span>{of}</span>{after}</p>
            {sizes}
        </nav>
    }
    .into_any()
}
