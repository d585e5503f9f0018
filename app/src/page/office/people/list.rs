//! The lists of accounts: those that stand, and those that were deleted.

use super::bind::{self, Bind};
use super::{limits, place};
use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::people as text;
use domain::field::Faults;
use domain::permission::{Access, Function, Role};
use leptos::prelude::*;
use store::query::people::{Bound, SubAccount, SubAccounts};
use store::query::session::SignedIn;

/// What the address of either list may ask for.
pub const FILTERS: &[&str] = &["words", "role", "bound", "signed_in"];

/// One of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// 使用中的帳號
    Standing,
    /// 檢視已刪除帳號
    Deleted,
}

impl Tab {
    const ALL: [Self; 2] = [Self::Standing, Self::Deleted];

    /// Where it is.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Standing => "/office/people",
            Self::Deleted => "/office/people/deleted",
        }
    }

    /// Where its file is.
    pub const fn export(self) -> &'static str {
        match self {
            Self::Standing => "/office/people/export",
            Self::Deleted => "/office/people/deleted/export",
        }
    }

    /// What it can be ordered by; the first is what nobody chose.
    pub const fn sorts(self) -> &'static [&'static str] {
        match self {
            Self::Standing => &["branch", "name", "role", "signed_in", "sessions", "created"],
            Self::Deleted => &["-deleted", "name", "role", "branch", "signed_in", "created"],
        }
    }

    /// What it is called.
    pub const fn words(self) -> Sentence {
        match self {
            Self::Standing => text::STANDING,
            Self::Deleted => text::DELETED,
        }
    }

    const fn columns(self) -> &'static [Column] {
        match self {
            Self::Standing => &STANDING,
            Self::Deleted => &DELETED,
        }
    }
}

const STANDING: [Column; 7] = [
    Column::words("name", text::NAME).sorted("name"),
    Column::words("role", text::ROLE).sorted("role"),
    Column::words("branch", text::BRANCH).sorted("branch"),
    Column::words("signed_in", text::SIGNED_IN).sorted("signed_in"),
    Column::number("sessions", text::SESSIONS_NUMBER).sorted("sessions"),
    Column::number("passkeys", text::PASSKEYS_NUMBER),
    Column::words("created", text::CREATED).sorted("created"),
];

const DELETED: [Column; 6] = [
    Column::words("name", text::NAME).sorted("name"),
    Column::words("role", text::ROLE).sorted("role"),
    Column::words("branch", text::BRANCH).sorted("branch"),
    Column::words("deleted", text::DELETED_TIME).sorted("deleted"),
    Column::words("signed_in", text::SIGNED_IN).sorted("signed_in"),
    Column::words("created", text::CREATED).sorted("created"),
];

/// The page of either.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    tab: Tab,
    listing: &Listing,
    accounts: &SubAccounts,
    bind: Option<&Bind>,
) -> impl IntoView + use<> {
    let may_change = signed_in.actor.allows(Function::People, Access::Change);
    let new = (may_change && tab == Tab::Standing)
        .then(|| view! { <a class="button" href="/office/people/new">{text::NEW.of(language)}</a> });
    let export = listing.address().replacen(listing.path(), tab.export(), 1);
    let lines = accounts.found.rows.iter().map(|one| cells(language, signed_in, tab, one, bind)).collect();
    let total = accounts.found.total;
    let values = [
        ("total", &*total.to_string()),
        ("head", &total.saturating_sub(accounts.bound).to_string()),
        ("bound", &accounts.bound.to_string()),
        ("never", &total.saturating_sub(accounts.signed_in).to_string()),
    ];
    let (not_bound, acts) = match bind.filter(|_| !accounts.found.rows.is_empty()) {
        Some(bind) => (Some(bind.refused(language)), Some(bind.form(language, listing))),
        None => (None, None),
    };
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <p class="pair"><a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>{new}</p>
        </div>
        {tabs(language, tab)}
        <p class="muted">{text::LEAD.of(language)}</p>
        {not_bound}
        {filters(language, listing, fields(language, signed_in, listing))}
        {table(language, listing, tab.words(), tab.columns(), lines, None)}
        {acts}
        <p class="muted small">{text::TOTALS.with(language, &values)}</p>
        {foot(language, listing, total)}
    };
    console(language, signed_in, Place::People, content)
}

/// The way from one to the other.
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

fn fields(language: Language, signed_in: &SignedIn, listing: &Listing) -> Vec<AnyView> {
    let none = Faults::default();
    let roles = std::iter::once(("", text::ANY))
        .chain(Role::ALL.iter().map(|role| (role.as_str(), text::role(*role))))
        .collect();
    let entries = vec![("", text::ANY), ("once", text::SIGNED_IN_ONCE), ("never", text::NEVER_SIGNED_IN)];
    // Whoever sees one branch has nothing to choose.
    let bound = signed_in.actor.branch().is_none().then(|| {
        let all = std::iter::once(("", text::ANY))
            .chain(Bound::ALL.iter().map(|bound| (bound.as_str(), text::bound(*bound))))
            .collect();
        select(language, "bound", text::BRANCH, listing.filter("bound"), all)
    });
    let rest = [
        Some(select(language, "role", text::ROLE, listing.filter("role"), roles)),
        bound,
        Some(select(language, "signed_in", text::SIGNED_IN, listing.filter("signed_in"), entries)),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words")).most(40);
    vec![words.view(language, &none), further(language, listing, FILTERS, rest.into_iter().flatten())]
}

fn cells(
    language: Language,
    signed_in: &SignedIn,
    tab: Tab,
    one: &SubAccount,
    bind: Option<&Bind>,
) -> Vec<AnyView> {
    let you = (one.id == signed_in.actor.account)
        .then(|| view! { " "<span class="chip">{text::YOU.of(language)}</span> });
    let note = (!one.note.is_empty()).then(|| view! { <small>{one.note.clone()}</small> });
    let limits = limits(language, &one.powers);
    let limits = (!limits.is_empty()).then(|| view! { <small>{language.facts(&limits)}</small> });
    let role = text::role(one.powers.role).of(language);
    let signed_in_at = one
        .signed_in_at
        .map_or_else(|| text::NEVER_SIGNED_IN.of(language).to_owned(), |at| language.time(at))
        .into_any();
    let created_at = language.time(one.created_at).into_any();
    let name = view! { <a href=format!("/office/people/{}", one.id)>{one.name.clone()}</a>{you} };
    // Nobody binds the own account.
    let tick = bind.filter(|_| one.id != signed_in.actor.account).map(|bind| bind::tick(language, one, bind));
    let name = match tick {
        Some(tick) => view! { <span class="choice">{tick}<span>{name}</span></span> }.into_any(),
        None => name.into_any(),
    };
    let mut cells = vec![
        view! { {name}{note} }.into_any(),
        view! { {role}{limits} }.into_any(),
        place(language, one).into_any(),
    ];
    match tab {
        Tab::Standing => cells.extend([
            signed_in_at,
            one.sessions.to_string().into_any(),
            one.passkeys.to_string().into_any(),
            created_at,
        ]),
        Tab::Deleted => {
            let deleted_at = one.deleted_at.map(|at| language.time(at)).unwrap_or_default();
            cells.extend([deleted_at.into_any(), signed_in_at, created_at]);
        }
    }
    cells
}
