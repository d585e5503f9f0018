//! 綁定子帳號 (RULES §8): accounts ticked in the list go to a branch, or to none.

use crate::component::refused::refused;
use crate::language::Language;
use crate::listing::Listing;
use crate::text::people as text;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::command::people::NotBound;
use store::query::people::{BranchChoice, SubAccount};

/// The form of those that are ticked; the table brings its own, and forms do not stand in forms.
const CHOICE: &str = "choice";
/// Its field of the branch, where 總店 was chosen: nothing chosen changes nothing.
pub const HEAD_OFFICE: &str = "head_office";

/// What whoever may bind accounts is shown with the list.
#[derive(Debug, Clone, Default)]
pub struct Bind {
    /// Where they may go.
    pub branches: Vec<BranchChoice>,
    /// Those that stayed where they were; they stay ticked.
    pub not_bound: Vec<NotBound>,
    /// Why nothing was done at all.
    pub refusal: Option<Refusal>,
    /// The form was sent without any account or without a place.
    pub none_picked: bool,
}

impl Bind {
    /// Whether all that was asked for is done.
    pub fn is_done(&self) -> bool {
        self.not_bound.is_empty() && self.refusal.is_none() && !self.none_picked
    }

    /// What was not done, above the list.
    pub(super) fn refused(&self, language: Language) -> AnyView {
        let lines = self
            .not_bound
            .iter()
            .map(|one| {
                let head = text::NOT_BOUND.with(language, &[("name", &one.name)]);
                view! { <p>{head}</p>{refused(language, Some(&one.refusal))} }.into_any()
            })
            .collect_view();
        let none = self
            .none_picked
            .then(|| view! { <div class="error" role="alert"><p>{text::BIND_NONE.of(language)}</p></div> });
        view! { {none}{refused(language, self.refusal.as_ref())}{lines} }.into_any()
    }

    /// Below the list.
    pub(super) fn form(&self, language: Language, listing: &Listing) -> AnyView {
        let mut places = vec![("", text::BIND_CHOOSE.of(language).to_owned())];
        places.push((HEAD_OFFICE, text::UNBIND.of(language).to_owned()));
        let branches = self
            .branches
            .iter()
            .map(|one| (one.number.as_str(), format!("{} {}", one.number.as_str(), one.name)));
        places.extend(branches);
        let options = places
            .into_iter()
            .map(|(value, words)| view! { <option value=value.to_owned()>{words}</option> }.into_any())
            .collect_view();
        view! {
            <form method="post" action="/office/people/bind" id=CHOICE class="card">
                <input type="hidden" name="back" value=listing.address() />
                <label>
                    <span>{text::BIND.of(language)}</span>
                    <select name="to">{options}</select>
                </label>
                <p class="muted small">{text::BIND_NOTE.of(language)}</p>
                <p><button class="button quiet">{text::BIND_DO.of(language)}</button></p>
            </form>
        }
        .into_any()
    }
}

/// Before an account's name.
pub(super) fn tick(language: Language, one: &SubAccount, bind: &Bind) -> AnyView {
    let label = text::PICK.with(language, &[("name", &one.name)]);
    let is_ticked = bind.not_bound.iter().any(|other| other.account == one.id);
    view! {
        <input type="checkbox" form=CHOICE name="account" value=one.id.to_string() checked=is_ticked aria-label=label />
    }
    .into_any()
}
