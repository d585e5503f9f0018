//! Looks of the platform at a merchant's console (RULES §15), as the platform and the merchant itself read of them.

use crate::component::console::Place;
use crate::component::list::{Column, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{contract, look as text};
use leptos::prelude::*;
use store::query::look::{LookedAt, PastLook};
use store::query::window::Rows;

/// What the address of the pages of a look may ask for.
pub const FILTERS: &[&str] = &[];
/// What they can be ordered by.
pub const SORTS: &[&str] = &["-time"];

/// The looks, each with the way to its pages under `base`. `names` = who of the platform it was.
pub fn looks(language: Language, base: &str, looks: &[PastLook], names: bool) -> AnyView {
    if looks.is_empty() {
        return view! { <p class="empty">{text::NONE.of(language)}</p> }.into_any();
    }
    let lines = looks
        .iter()
        .map(|look| {
            let who = names.then(|| look.operator_name.clone());
            let facts: Vec<_> = [Some(time(language, look)), who].into_iter().flatten().collect();
            let pages = text::PAGES.with(language, &[("count", &look.pages.to_string())]);
            view! {
                <li>
                    <p class="muted small">{language.facts(&facts)}</p>
                    <p>{text::REASON.with(language, &[("reason", &look.reason)])}" "<a href=format!("{base}/{}", look.id)>{pages}</a></p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="changes">{lines}</ul> }.into_any()
}

fn time(language: Language, look: &PastLook) -> String {
    let (from, until) = (language.time(look.at), language.time(look.ends_at));
    text::SINCE_UNTIL.with(language, &[("from", &from), ("until", &until)])
}

/// One look: when, why, and a page of the pages that were looked at.
pub fn one(
    language: Language,
    listing: &Listing,
    look: &PastLook,
    pages: &Rows<LookedAt>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 3] = [
        Column::words("time", text::TIME).sorted("time"),
        Column::words("page", text::PAGE),
        Column::words("subject", text::SUBJECT),
    ];
    let line = |one: &LookedAt| {
        vec![
            language.time(one.at).into_any(),
            page(language, &one.page).into_any(),
            one.subject.clone().into_any(),
        ]
    };
    let lines = pages.rows.iter().map(line).collect();
    view! {
        <h1>{text::ONE.of(language)}</h1>
        <p>{time(language, look)}</p>
        <p>{text::REASON.with(language, &[("reason", &look.reason)])}</p>
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        {foot(language, listing, pages.total)}
    }
}

/// A route's pattern as the menu names it; one that this version has not stands as it was kept.
fn page(language: Language, route: &str) -> String {
    let words = match route {
        "/office/ticket" => Some(text::TICKET.of(language)),
        "/office/contract" => Some(contract::TITLE.of(language)),
        _ if route.starts_with("/office/looks") => Some(text::TITLE.of(language)),
        _ => Place::of(route).map(|place| place.words().of(language)),
    };
    match (words, route.ends_with("/export")) {
        (Some(words), true) => text::FILE.with(language, &[("page", words)]),
        (Some(words), false) => words.to_owned(),
        (None, _) => route.to_owned(),
    }
}
