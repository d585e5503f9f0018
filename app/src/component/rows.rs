//! Name and value, one under the other: the details of a ticket or a redemption.

use leptos::prelude::*;

/// A definition list. Rows without a value are left out.
pub fn rows(rows: Vec<(&'static str, Option<String>)>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="rows">{rows}</dl> }
}
