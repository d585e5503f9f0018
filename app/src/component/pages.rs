//! The way through a list's pages.

use crate::language::Language;
use crate::text::product as text;
use leptos::prelude::*;

/// Where one is, and the pages beside it. `address` ends where the page's number follows.
pub fn pages(language: Language, address: &str, page: u32, pages: u64, total: u64) -> impl IntoView + use<> {
    let at = [("page", page.to_string()), ("pages", pages.to_string())];
    let at: Vec<_> = at.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let link = |to: u64, words: &'static str| {
        view! { <a class="button quiet" href=format!("{address}{to}")>{words}</a> }.into_any()
    };
    let here = u64::from(page);
    let before = (here > 1).then(|| link(here.min(pages + 1) - 1, text::PAGE_BEFORE.of(language)));
    let next = (here < pages).then(|| link(here + 1, text::PAGE_NEXT.of(language)));
    view! {
        <nav class="pages">
            <span>{text::TOTAL.with(language, &[("count", &total.to_string())])}</span>
            {before}
            <span>{text::PAGE_OF.with(language, &at)}</span>
            {next}
        </nav>
    }
}
