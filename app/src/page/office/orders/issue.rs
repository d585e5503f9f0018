//! How an order was issued: 出券類型 and 發行方式, 發行來源, its branch and its batch, as filters and cells of the list.

use crate::component::form::{select, select_one};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{contract, desk, issued_order as text, paper};
use domain::contract::Opening;
use domain::print::TicketForm;
use leptos::prelude::*;
use store::query::issued_order::ListedOrder;
use store::query::people::BranchChoice;
use store::query::session::SignedIn;

/// What the address calls the head office: no branch has such a number.
pub const HEAD_OFFICE: &str = "*";
/// Forms that orders have here.
const FORMS: [TicketForm; 2] = [TicketForm::Electronic, TicketForm::Paper];
/// Their ways.
const WAYS: [Opening; 3] = [Opening::ElectronicAtOnce, Opening::ElectronicLater, Opening::MerchantPrint];

/// The filters; the head office is asked for its branches.
pub(super) fn fields(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    branches: &[BranchChoice],
) -> Vec<AnyView> {
    let is = |name: &str| listing.filter(name);
    let any = ("", text::ANY);
    let forms = FORMS.map(|form| (form.as_str(), paper::form(form)));
    let ways = WAYS.map(|way| (way.as_str(), contract::opening(way)));
    let sources = vec![any, ("console", text::SOURCE_CONSOLE), ("system", text::SOURCE_SYSTEM)];
    let mut fields = vec![
        select(language, "form", paper::FORM, is("form"), std::iter::once(any).chain(forms).collect()),
        select(language, "way", text::WAY, is("way"), std::iter::once(any).chain(ways).collect()),
        select(language, "source", text::SOURCE, is("source"), sources),
    ];
    if signed_in.actor.branch().is_none() && !branches.is_empty() {
        let own = [
            (String::new(), text::ANY.of(language).to_owned()),
            (HEAD_OFFICE.to_owned(), desk::HEAD_OFFICE.of(language).to_owned()),
        ];
        let branches = branches.iter().map(|one| (one.number.as_str().to_owned(), named(one)));
        fields.push(select_one(
            language,
            "branch",
            text::BRANCH,
            is("branch"),
            own.into_iter().chain(branches),
        ));
    }
    // Whoever looks further inside a batch stays there.
    let batch = is("batch").to_owned();
    if !batch.is_empty() {
        fields.push(view! { <input type="hidden" name="batch" value=batch /> }.into_any());
    }
    fields
}

/// That only one batch is listed, and the way out.
pub(super) fn of_batch(language: Language, listing: &Listing) -> Option<AnyView> {
    (!listing.filter("batch").is_empty()).then(|| {
        view! {
            <p class="found">{text::OF_BATCH.of(language)}" "<a href=listing.path().to_owned()>{text::OF_ALL.of(language)}</a></p>
        }
        .into_any()
    })
}

/// 出券類型 and 發行方式 in one.
pub fn way(language: Language, one: &ListedOrder) -> &'static str {
    contract::opening(one.way()).of(language)
}

/// 發行來源
pub fn source(language: Language, one: &ListedOrder) -> &'static str {
    let words = if one.is_by_console { text::SOURCE_CONSOLE } else { text::SOURCE_SYSTEM };
    words.of(language)
}

/// Which branch issued it; one that is there no longer by its number.
pub fn branch(language: Language, one: &ListedOrder, branches: &[BranchChoice]) -> String {
    let Some(number) = &one.branch else { return desk::HEAD_OFFICE.of(language).to_owned() };
    let known = branches.iter().find(|branch| branch.number.as_str() == number);
    known.map_or_else(|| number.clone(), named)
}

fn named(branch: &BranchChoice) -> String {
    format!("{} {}", branch.number.as_str(), branch.name)
}
