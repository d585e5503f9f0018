//! 票券分店 (RULES §8): the list, a new one, one of them.

use crate::component::console::{Place, console};
use crate::component::form::{Field, choices, select, summary};
use crate::component::history::history;
use crate::component::list::{Column, filters, foot, table};
use crate::component::refused::refused;
use crate::language::Language;
use crate::listing::Listing;
use crate::page::office::changes::Of;
use crate::sentences::Sentence;
use crate::text::{branch as text, console as common, people};
use domain::branch::TypedBranch;
use domain::field::Faults;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::branch::{BoundAccount, Branches, ListedBranch};
use store::query::session::SignedIn;
use store::query::set_up_change::PastChange;

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words", "state"];
/// What the list can be ordered by; the first is what nobody chose.
pub const SORTS: &[&str] = &["number", "name", "accounts", "changed"];
/// The fields of a branch's form, for the summary of faults.
const LABELS: &[(&str, Sentence)] =
    &[("number", text::NUMBER), ("name", text::NAME), ("phone", text::PHONE), ("address", text::ADDRESS)];

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    branches: &Branches,
    may_change: bool,
) -> impl IntoView + use<> {
    let export = listing.address().replacen(listing.path(), "/office/branches/export", 1);
    let add = may_change
        .then(|| view! { <a class="button" href="/office/branches/new">{text::ADD.of(language)}</a> });
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <p class="pair">
                <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
                {add}
            </p>
        </div>
        <p class="muted">{text::LEAD.of(language)}</p>
        {rows(language, listing, branches, true)}
    };
    console(language, signed_in, Place::Branches, content)
}

/// Filters, rows, totals and pages; `linked` where each leads to its own page.
pub fn rows(language: Language, listing: &Listing, branches: &Branches, linked: bool) -> AnyView {
    const COLUMNS: [Column; 8] = [
        Column::words("number", text::NUMBER).sorted("number"),
        Column::words("name", text::NAME).sorted("name"),
        Column::words("phone", text::PHONE),
        Column::words("address", text::ADDRESS),
        Column::words("state", text::STATE),
        Column::number("accounts", text::ACCOUNTS).sorted("accounts"),
        Column::words("changed", text::CHANGED).sorted("changed"),
        Column::words("changed_by", text::CHANGED_BY),
    ];
    let fields = vec![
        Field::new("words", text::WORDS, listing.filter("words")).most(40).view(language, &Faults::default()),
        select(
            language,
            "state",
            text::STATE,
            listing.filter("state"),
            vec![("", text::ANY_STATE), ("on", text::ENABLED), ("off", text::DISABLED)],
        ),
    ];
    let lines = branches.found.rows.iter().map(|one| cells(language, one, linked)).collect();
    let (total, enabled) = (branches.found.total, branches.enabled);
    let values = [
        ("total", &*total.to_string()),
        ("enabled", &enabled.to_string()),
        ("disabled", &total.saturating_sub(enabled).to_string()),
    ];
    view! {
        {filters(language, listing, fields)}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        <p class="muted small">{text::TOTALS.with(language, &values)}</p>
        {foot(language, listing, total)}
    }
    .into_any()
}

fn cells(language: Language, one: &ListedBranch, linked: bool) -> Vec<AnyView> {
    let number = one.number.as_str().to_owned();
    let number = if linked {
        view! { <a href=format!("/office/branches/{number}")>{number.clone()}</a> }.into_any()
    } else {
        number.into_any()
    };
    vec![
        number,
        one.branch.name.clone().into_any(),
        one.branch.phone.clone().into_any(),
        one.branch.address.clone().into_any(),
        chip(language, one.branch.is_enabled),
        one.accounts.to_string().into_any(),
        one.changed_at.map(|at| language.time(at)).unwrap_or_default().into_any(),
        one.changed_by.clone().unwrap_or_default().into_any(),
    ]
}

/// 分店狀態
pub const fn state_of(is_enabled: bool) -> Sentence {
    if is_enabled { text::ENABLED } else { text::DISABLED }
}

fn chip(language: Language, is_enabled: bool) -> AnyView {
    let look = if is_enabled { "unused" } else { "cancelled" };
    view! { <span class="chip" data-state=look>{state_of(is_enabled).of(language)}</span> }.into_any()
}

/// A form as it is shown, once more after something was wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// 分店編號, typed for a new one.
    pub number: String,
    /// What was typed.
    pub typed: TypedBranch,
    /// What is wrong with it.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
}

/// The form of a new branch.
pub fn new(language: Language, signed_in: &SignedIn, form: &Form) -> impl IntoView + use<> {
    let number = Field::new("number", text::NUMBER, form.number.clone())
        .hint(text::NUMBER_HINT.of(language))
        .most(20)
        .required()
        .view(language, &form.faults);
    let content = view! {
        <p><a class="back" href="/office/branches">{text::TITLE.of(language)}</a></p>
        <h1>{text::ADD.of(language)}</h1>
        {summary(language, &form.faults, LABELS)}
        {refused(language, form.refusal.as_ref())}
        <form method="post" action="/office/branches/new" class="card" novalidate>
            {number}
            {fields(language, form)}
            <p><button class="button">{text::ADD_DO.of(language)}</button></p>
        </form>
    };
    console(language, signed_in, Place::Branches, content)
}

/// What stands on a branch's own page.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The branch as it is now.
    pub branch: ListedBranch,
    /// Its accounts.
    pub accounts: Vec<BoundAccount>,
    /// What was changed about it.
    pub changes: Vec<PastChange>,
    /// The account may change it.
    pub may_change: bool,
    /// It was changed just now.
    pub is_saved: bool,
}

/// One branch.
pub fn one(language: Language, signed_in: &SignedIn, shown: &Shown, form: &Form) -> impl IntoView + use<> {
    let branch = &shown.branch;
    let number = branch.number.as_str().to_owned();
    let title = text::OF.with(language, &[("number", &number)]);
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let edit = if shown.may_change {
        view! {
            <form method="post" action=format!("/office/branches/{number}") class="card" novalidate>
                <input type="hidden" name="version" value=branch.version.to_string() />
                {fields(language, form)}
                <p><button class="button">{common::SAVE.of(language)}</button></p>
            </form>
        }
        .into_any()
    } else {
        view! { <p class="muted">{common::LOOKING_ONLY.of(language)}</p> }.into_any()
    };
    let content = view! {
        <p><a class="back" href="/office/branches">{text::TITLE.of(language)}</a></p>
        <div class="heading"><h1>{title}" "{branch.branch.name.clone()}</h1>{chip(language, branch.branch.is_enabled)}</div>
        {saved}
        {summary(language, &form.faults, LABELS)}
        {refused(language, form.refusal.as_ref())}
        {edit}
        {accounts(language, &shown.accounts)}
        {history(language, &shown.changes, Of::Branch.address(branch.number.as_str()))}
    };
    console(language, signed_in, Place::Branches, content)
}

fn fields(language: Language, form: &Form) -> impl IntoView + use<> {
    let (typed, faults) = (&form.typed, &form.faults);
    let hint = Some(text::STATE_HINT.of(language).to_owned());
    let state = if typed.is_enabled { "on" } else { "off" };
    let states = vec![("on", text::ENABLED), ("off", text::DISABLED)];
    view! {
        {Field::new("name", text::NAME, typed.name.clone()).hint(text::NAME_HINT.of(language)).most(40).required().view(language, faults)}
        {Field::new("phone", text::PHONE, typed.phone.clone()).kind("tel").most(20).view(language, faults)}
        {Field::new("address", text::ADDRESS, typed.address.clone()).most(100).view(language, faults)}
        {choices(language, faults, "state", text::STATE, hint, state, states)}
    }
}

fn accounts(language: Language, accounts: &[BoundAccount]) -> impl IntoView + use<> {
    let lines = accounts
        .iter()
        .map(|account| {
            let disabled = account.is_disabled.then(|| format!(" {}", text::ACCOUNT_DISABLED.of(language)));
            view! { <li>{account.name.clone()}" "<span class="muted">{people::role(account.role).of(language)}{disabled}</span></li> }
        })
        .collect_view();
    let body = if accounts.is_empty() {
        view! { <p class="muted">{text::BOUND_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="terms">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::BOUND.of(language)}</h2>{body}</section> }
}
