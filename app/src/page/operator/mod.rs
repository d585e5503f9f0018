//! The platform's own people: sign-in, merchants and their contracts, messages, and what the house keeps.

pub mod contract;
pub mod lists;
pub mod look;
pub mod merchant;
pub mod messages;
pub mod person;
pub mod relations;

use crate::component::console::{Entry, Menu, around};
use crate::component::form::Field;
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::page::office::set_up::standing;
use crate::sentences::Sentence;
use crate::text::{contract as agreed, operator as text};
use domain::field::Faults;
use leptos::prelude::*;
use store::query::operator::ListedMerchant;
use store::query::window::Rows;

/// A page that the menu leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // named as the menu names them
pub enum Place {
    Merchants,
    Messages,
    People,
    Jobs,
    Deliveries,
    Proofs,
}

impl Place {
    const ALL: [Self; 6] =
        [Self::Merchants, Self::Messages, Self::People, Self::Jobs, Self::Deliveries, Self::Proofs];

    /// Where it is.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Merchants => "/operator",
            Self::Messages => "/operator/messages",
            Self::People => "/operator/people",
            Self::Jobs => "/operator/jobs",
            Self::Deliveries => "/operator/deliveries",
            Self::Proofs => "/operator/proofs",
        }
    }

    const fn words(self) -> Sentence {
        match self {
            Self::Merchants => text::MERCHANTS,
            Self::Messages => text::MESSAGES,
            Self::People => crate::text::person::TITLE,
            Self::Jobs => text::JOBS,
            Self::Deliveries => text::DELIVERIES,
            Self::Proofs => text::PROOFS,
        }
    }
}

/// A page of the platform.
pub fn frame<C: IntoView + 'static>(
    language: Language,
    operator_name: &str,
    here: Place,
    content: C,
) -> impl IntoView + use<C> {
    let entries = Place::ALL.into_iter().map(|place| Entry {
        address: place.address().to_owned(),
        words: place.words().of(language),
        is_here: place == here,
    });
    let menu = Menu {
        title: text::TITLE.of(language).to_owned(),
        home: "/operator",
        who: operator_name.to_owned(),
        own: None,
        sign_out: Some("/operator/sign-out"),
        beside: None,
        entries: entries.collect(),
    };
    around(language, menu, content)
}

/// Why the last try did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Account or password.
    Wrong,
    /// Too many tries.
    Slow,
}

/// The way in.
pub fn sign_in(
    language: Language,
    account: String,
    failure: Option<Failure>,
    demo: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let failure = failure.map(|failure| {
        let sentence = match failure {
            Failure::Wrong => text::WRONG,
            Failure::Slow => text::SLOW,
        };
        view! { <p class="error" role="alert">{sentence.of(language)}</p> }
    });
    let demo = demo.map(|(account, password)| {
        let values = [("account", account), ("password", password)];
        view! { <p class="muted small">{text::DEMO.with(language, &values)}</p> }
    });
    let none = Faults::default();
    view! {
        <main id="main" class="sign-in">
            <h1>{text::SIGN_IN_TITLE.of(language)}</h1>
            <p class="muted">{text::SIGN_IN_LEAD.of(language)}</p>
            {failure}
            <form method="post" action="/operator/sign-in" class="card">
                {Field::new("account", text::ACCOUNT, account).autocomplete("username").most(64).required().view(language, &none)}
                {Field::new("password", text::PASSWORD, "").kind("password").autocomplete("current-password").most(200).required().view(language, &none)}
                <button class="button large">{text::SIGN_IN.of(language)}</button>
            </form>
            {demo}
        </main>
    }
}

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words"];
/// What it can be ordered by.
pub const SORTS: &[&str] = &["number", "name", "tax_id", "made"];

/// The merchants.
pub fn merchants(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    merchants: &Rows<ListedMerchant>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 7] = [
        Column::words("number", text::NUMBER).sorted("number"),
        Column::words("name", text::NAME).sorted("name"),
        Column::words("tax_id", agreed::TAX_ID).sorted("tax_id"),
        Column::words("state", text::STATE),
        Column::words("service", text::SERVICE),
        Column::number("accounts", text::ACCOUNTS),
        Column::words("made", text::MADE).sorted("made"),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words")).most(40);
    let lines = merchants.rows.iter().map(|one| cells(language, one)).collect();
    let export = listing.address().replacen(listing.path(), "/operator/merchants/export", 1);
    let content = view! {
        <div class="heading">
            <h1>{text::MERCHANTS.of(language)}</h1>
            <p class="pair">
                <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
                <a class="button" href="/operator/merchants/new">{text::ADD.of(language)}</a>
            </p>
        </div>
        {filters(language, listing, vec![words.view(language, &Faults::default())])}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        {foot(language, listing, merchants.total)}
    };
    frame(language, operator_name, Place::Merchants, content)
}

fn cells(language: Language, one: &ListedMerchant) -> Vec<AnyView> {
    let service = if one.issue_open { agreed::ISSUE_OPEN_ON } else { agreed::ISSUE_OPEN_OFF };
    let number = one.number.to_string();
    vec![
        view! { <a href=format!("/operator/merchant/{number}")>{number.clone()}</a> }.into_any(),
        one.name.clone().into_any(),
        one.tax_id.clone().into_any(),
        standing(language, one.standing).into_any(),
        service.of(language).into_any(),
        one.accounts.to_string().into_any(),
        language.time(one.made_at).into_any(),
    ]
}
