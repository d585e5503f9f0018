//! 票券退貨 (RULES §4): requests of holders, what was returned, returning at the counter.

pub mod asked;
pub mod counter;
mod line_fault;
pub mod made;
pub mod one;

use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::sums::sums;
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::returns as text;
use domain::field::Faults;
use leptos::prelude::*;
use store::query::return_list::{ListedSums, MOST_COUNTED, ReturnPage};

/// What the address of either list may ask for.
pub const FILTERS: &[&str] = &["words", "state", "from", "until", "product"];

/// A page of returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// 退貨申請
    Asked,
    /// 退貨紀錄
    Made,
    /// 櫃檯退貨
    Counter,
}

impl Tab {
    const ALL: [Self; 3] = [Self::Asked, Self::Made, Self::Counter];

    /// Where it is.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Asked => "/office/returns",
            Self::Made => "/office/returns/made",
            Self::Counter => "/office/returns/counter",
        }
    }

    const fn words(self) -> Sentence {
        match self {
            Self::Asked => text::ASKED,
            Self::Made => text::MADE,
            Self::Counter => text::COUNTER,
        }
    }
}

/// The ways between them; `here` is this page.
fn tabs(language: Language, here: Tab) -> impl IntoView + use<> {
    let links = Tab::ALL
        .map(|tab| {
            let current = (tab == here).then_some("page");
            view! { <a href=tab.address() aria-current=current>{tab.words().of(language)}</a> }.into_any()
        })
        .into_iter()
        .collect_view();
    view! { <nav class="tabs" aria-label=text::TABS.of(language)>{links}</nav> }
}

/// Title, the way to the file, tabs.
fn head(language: Language, here: Tab, listing: &Listing, lead: Sentence) -> impl IntoView + use<> {
    let file = format!("{}/export", listing.path());
    let export = listing.address().replacen(listing.path(), &file, 1);
    view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        {tabs(language, here)}
        <p class="muted">{lead.of(language)}</p>
    }
}

fn fields(
    language: Language,
    listing: &Listing,
    [from, until]: [Sentence; 2],
    states: Vec<(&'static str, Sentence)>,
) -> Vec<AnyView> {
    let none = Faults::default();
    let field = |name, label, kind| Field::new(name, label, listing.filter(name)).kind(kind);
    let rest = [
        select(language, "state", text::STATE, listing.filter("state"), states),
        field("from", from, "date").view(language, &none),
        field("until", until, "date").view(language, &none),
        field("product", text::PRODUCT, "text").most(60).view(language, &none),
    ];
    let words = field("words", text::WORDS, "text").hint(text::WORDS_HINT.of(language)).most(60);
    vec![words.view(language, &none), further(language, listing, FILTERS, rest)]
}

/// What the list comes to; of one that is too long, where it was asked for.
fn totals<Row>(
    language: Language,
    listing: &Listing,
    found: &ReturnPage<Row>,
    all: Option<(u64, ListedSums)>,
) -> AnyView {
    let whole = all.or((!found.has_more).then_some((found.counted, found.sums)));
    let words = whole.map(|(count, sums)| {
        let (face, fee, refund) =
            (language.money(sums.face), language.money(sums.fee), language.money(sums.refund));
        let (count, units) = (count.to_string(), sums.units.to_string());
        let values = [
            ("count", count.as_str()),
            ("units", &units),
            ("face", &face),
            ("fee", &fee),
            ("refund", &refund),
        ];
        text::TOTALS.with(language, &values)
    });
    sums(language, listing, MOST_COUNTED, found.has_more, words)
}
