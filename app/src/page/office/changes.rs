//! All that was changed about one thing: settings, contract, a branch, a relation. The platform has the same list of a contract.

use crate::component::console::{Place, console};
use crate::component::form::Field;
use crate::component::history::{sentence, who};
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::{branch, console as text, contract};
use domain::field::Faults;
use leptos::prelude::*;
use store::query::session::SignedIn;
use store::query::set_up_change::PastChange;
use store::query::window::Rows;

/// Where the list is.
pub const PATH: &str = "/office/changes";
/// What its address may ask for: of which kind of thing, which of them, between which days.
pub const FILTERS: &[&str] = &["of", "key", "from", "until"];
/// What it can be ordered by.
pub const SORTS: &[&str] = &["-at"];

/// Of what the changes are, as the address says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// 操作設定: what nobody named.
    Settings,
    /// 合約及費率
    Contract,
    /// A branch.
    Branch,
    /// A relation as its issuer sees it; the key is the redeemer.
    Redeemer,
    /// A relation as its redeemer sees it; the key is the issuer.
    Issuer,
}

impl Of {
    /// From the address.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "" | "settings" => Self::Settings,
            "contract" => Self::Contract,
            "branch" => Self::Branch,
            "redeemer" => Self::Redeemer,
            "issuer" => Self::Issuer,
            _ => return None,
        })
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Contract => "contract",
            Self::Branch => "branch",
            Self::Redeemer => "redeemer",
            Self::Issuer => "issuer",
        }
    }

    /// Where all changes of this thing are listed.
    pub fn address(self, key: &str) -> String {
        let of = format!("{PATH}?of={}", self.as_str());
        if key.is_empty() { of } else { format!("{of}&key={key}") }
    }

    /// The page of the thing itself.
    fn page(self, key: &str) -> (Place, String) {
        match self {
            Self::Settings => (Place::SetUp, Place::SetUp.address().to_owned()),
            Self::Contract => (Place::SetUp, "/office/contract".to_owned()),
            Self::Branch => (Place::Branches, format!("/office/branches/{key}")),
            Self::Redeemer => (Place::Redeemers, format!("/office/redeemers/{key}")),
            Self::Issuer => (Place::Issuers, format!("/office/issuers/{key}")),
        }
    }

    const fn words(self) -> Sentence {
        match self {
            Self::Settings => text::SET_UP,
            Self::Contract => contract::TITLE,
            Self::Branch => branch::TITLE,
            Self::Redeemer => text::REDEEMERS,
            Self::Issuer => text::ISSUERS,
        }
    }
}

/// The list in the console.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    of: Of,
    listing: &Listing,
    found: &Rows<PastChange>,
) -> impl IntoView + use<> {
    let (place, back) = of.page(listing.filter("key"));
    console(language, signed_in, place, list(language, of, back, listing, found))
}

/// The list itself, with the way back to what it is about.
pub fn list(
    language: Language,
    of: Of,
    back: String,
    listing: &Listing,
    found: &Rows<PastChange>,
) -> AnyView {
    const COLUMNS: [Column; 4] = [
        Column::words("at", text::HISTORY_AT).sorted("at"),
        Column::words("who", text::HISTORY_WHO),
        Column::words("what", text::HISTORY_WHAT),
        Column::words("note", text::HISTORY_NOTE),
    ];
    let none = Faults::default();
    let key = listing.filter("key").to_owned();
    let title = [of.words().of(language).to_owned(), key.clone()];
    let title: Vec<_> = title.into_iter().filter(|part| !part.is_empty()).collect();
    let title = text::HISTORY_OF.with(language, &[("what", &title.join(" "))]);
    let day = |name, label| Field::new(name, label, listing.filter(name)).kind("date").view(language, &none);
    let fields = vec![
        view! { <input type="hidden" name="of" value=of.as_str() /><input type="hidden" name="key" value=key /> }
            .into_any(),
        day("from", text::HISTORY_FROM),
        day("until", text::HISTORY_UNTIL),
    ];
    let lines = found.rows.iter().map(|one| cells(language, one)).collect();
    let export = listing.address().replacen(listing.path(), &format!("{}/export", listing.path()), 1);
    view! {
        <p><a class="back" href=back>{text::BACK.of(language)}</a></p>
        <div class="heading">
            <h1>{title}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        {filters(language, listing, fields)}
        {table(language, listing, text::HISTORY, &COLUMNS, lines, None)}
        {foot(language, listing, found.total)}
    }
    .into_any()
}

fn cells(language: Language, one: &PastChange) -> Vec<AnyView> {
    let lines = one.fields.iter().map(|field| view! { <li>{sentence(language, field)}</li> }).collect_view();
    vec![
        language.time(one.at).into_any(),
        who(language, one).into_any(),
        view! { <ul class="plain">{lines}</ul> }.into_any(),
        one.note.clone().into_any(),
    ]
}

/// What was changed, each field a sentence: for the list's file.
pub fn words(language: Language, one: &PastChange) -> String {
    one.fields.iter().map(|field| sentence(language, field)).collect::<Vec<_>>().join("; ")
}
