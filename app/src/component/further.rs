//! The filters of a list beside the first one: folded, so that one field stands before the rows on a phone, and open where
//! one of them filters.

use crate::language::Language;
use crate::listing::Listing;
use crate::text::console as text;
use leptos::prelude::*;

/// The fold. The list's first filter is called `words`.
pub fn further(
    language: Language,
    listing: &Listing,
    filters: &[&str],
    fields: impl IntoIterator<Item = AnyView>,
) -> AnyView {
    let is_open = filters.iter().any(|name| *name != "words" && !listing.filter(name).is_empty());
    view! {
        <details class="further" open=is_open>
            <summary>{text::MORE_FILTERS.of(language)}</summary>
            <div class="filters">{fields.into_iter().collect_view()}</div>
        </details>
    }
    .into_any()
}
