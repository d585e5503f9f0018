//! The form of an account. What was typed stands in it again after a "no".

use crate::component::console::{Place, console};
use crate::component::form::{Field, summary};
use crate::component::form_part::Part;
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::people as text;
use domain::field::Faults;
use domain::identity::{MerchantNumber, ProductNumber};
use domain::permission::{Access, Function, Grants, Role};
use domain::powers::{Powers, Products};
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::collections::BTreeSet;
use store::query::people::{BranchChoice, ProductChoice, SubAccount};
use store::query::session::SignedIn;

/// Windows that the form has room for.
pub const WINDOWS: usize = 4;

/// One row of hours, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilledWindow {
    /// 1 = Monday … 7 = Sunday.
    pub days: BTreeSet<u8>,
    /// `hh:mm`
    pub from: String,
    /// `hh:mm`
    pub until: String,
}

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Sign-in name of a new account.
    pub name: String,
    /// 備註
    pub note: String,
    /// Number of the branch; empty = 總店.
    pub branch: String,
    /// The preset.
    pub role: Role,
    /// Rows of a custom one.
    pub grants: Grants,
    /// Limited to products.
    pub named: bool,
    /// Which.
    pub products: BTreeSet<(MerchantNumber, ProductNumber)>,
    /// Always [`WINDOWS`] of them.
    pub windows: Vec<FilledWindow>,
    /// A password is made.
    pub password: bool,
    /// Of the account that is changed.
    pub version: i64,
    /// What a form of a new account sends once.
    pub attempt: String,
}

impl Default for Filled {
    /// A clerk, as most are.
    fn default() -> Self {
        Self {
            name: String::new(),
            note: String::new(),
            branch: String::new(),
            role: Role::Clerk,
            grants: Grants::of(Role::Clerk),
            named: false,
            products: BTreeSet::new(),
            windows: vec![FilledWindow::default(); WINDOWS],
            password: false,
            version: 0,
            attempt: String::new(),
        }
    }
}

impl Filled {
    /// As the account is now.
    pub fn of(account: &SubAccount) -> Self {
        let mut windows: Vec<_> = account
            .powers
            .hours
            .windows()
            .iter()
            .map(|window| {
                // The field of a browser has no 24:00: midnight at the end is 00:00 there.
                let until = window.until().replace("24:00", "00:00");
                FilledWindow { days: window.days().collect(), from: window.from(), until }
            })
            .collect();
        if windows.len() < WINDOWS {
            windows.resize(WINDOWS, FilledWindow::default());
        }
        let (named, products) = match &account.powers.products {
            Products::All => (false, BTreeSet::new()),
            Products::Named(products) => (true, products.clone()),
        };
        Self {
            name: account.name.clone(),
            note: account.note.clone(),
            branch: account.branch.as_ref().map(|branch| branch.as_str().to_owned()).unwrap_or_default(),
            role: account.powers.role,
            grants: account.powers.grants,
            named,
            products,
            windows,
            password: false,
            version: account.version,
            attempt: String::new(),
        }
    }
}

/// What the form offers.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Branches of the merchant, or the asker's own.
    pub branches: Vec<BranchChoice>,
    /// Products that the merchant has.
    pub products: Vec<ProductChoice>,
}

/// Why what was typed is not done.
#[derive(Debug)]
pub struct Not<'a> {
    /// What is wrong with its fields.
    pub faults: &'a Faults,
    /// Another reason.
    pub refusal: Option<&'a Refusal>,
}

const LABELS: [(&str, Sentence); 6] = [
    ("name", text::NAME),
    ("note", text::NOTE_NAME),
    ("branch", text::BRANCH),
    ("role", text::ROLE),
    ("products", text::PRODUCTS),
    ("hours", text::HOURS),
];

/// The page of a new account, or of one that is changed (`Some` = its address).
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    filled: &Filled,
    choices: &Choices,
    changed: Option<&str>,
    not: &Not<'_>,
) -> impl IntoView + use<> {
    let faults = not.faults;
    let (title, action, save, back) = match changed {
        None => (text::NEW, "/office/people/new".to_owned(), text::CREATE, "/office/people".to_owned()),
        Some(address) => (text::EDIT, format!("{address}/edit"), text::SAVE, address.to_owned()),
    };
    let heading = match changed {
        None => title.of(language).to_owned(),
        Some(_) => language.facts(&[title.of(language).to_owned(), filled.name.clone()]),
    };
    let name = changed.is_none().then(|| name(language, filled, faults));
    let sign_in = changed.is_none().then(|| sign_in(language, filled));
    let content = view! {
        <div class="people">
            <p><a href=back>{text::BACK.of(language)}</a></p>
            <h1>{heading}</h1>
            {summary(language, faults, &LABELS)}
            {refused(language, not.refusal)}
            <form method="post" action=action novalidate>
                <input type="hidden" name="attempt" value=filled.attempt.clone() />
                <input type="hidden" name="version" value=filled.version.to_string() />
                <section class="card">
                    {name}
                    {Field::new("note", text::NOTE, filled.note.clone()).most(20).view(language, faults)}
                    {branch(language, signed_in, filled, &choices.branches, faults)}
                </section>
                {permissions(language, &signed_in.actor.powers, filled, faults)}
                {products(language, filled, &choices.products, faults)}
                {hours(language, filled, faults)}
                {sign_in}
                <button class="button large">{save.of(language)}</button>
            </form>
        </div>
    };
    console(language, signed_in, Place::People, content)
}

fn name(language: Language, filled: &Filled, faults: &Faults) -> AnyView {
    Field::new("name", text::NAME, filled.name.clone())
        .hint(text::NAME_NOTE.of(language))
        .most(40)
        .required()
        .as_typed()
        .view(language, faults)
}

fn branch(
    language: Language,
    signed_in: &SignedIn,
    filled: &Filled,
    branches: &[BranchChoice],
    faults: &Faults,
) -> impl IntoView + use<> {
    let head_office = signed_in.actor.branch().is_none().then(|| {
        view! { <option value="" selected=filled.branch.is_empty()>{text::HEAD_OFFICE.of(language)}</option> }
    });
    let options = branches
        .iter()
        .map(|one| {
            let number = one.number.as_str().to_owned();
            let chosen = number == filled.branch;
            let words = format!("{number} {}", one.name);
            view! { <option value=number selected=chosen>{words}</option> }
        })
        .collect_view();
    let part = Part::of(language, faults, "branch");
    view! {
        <div class="field" class:wrong=part.is_wrong>
            <label for="branch"><span>{text::BRANCH.of(language)}</span></label>
            <select id="branch" name="branch" aria-invalid=part.invalid aria-describedby=part.described>
                {head_office}
                {options}
            </select>
            {part.why}
        </div>
    }
}

/// Nothing is offered that the one who gives it has not.
fn permissions(language: Language, own: &Powers, filled: &Filled, faults: &Faults) -> impl IntoView + use<> {
    let part = Part::of(language, faults, "role");
    let presets = Role::ALL
        .iter()
        .filter(|role| Grants::of(**role).are_within(&own.grants))
        .map(|role| {
            let chosen = *role == filled.role;
            view! {
                <label class="choice">
                    <input type="radio" name="role" value=role.as_str() checked=chosen />
                    <span>{text::role(*role).of(language)}<small>{text::role_note(*role).of(language)}</small></span>
                </label>
            }
        })
        .collect_view();
    let rows = Function::ALL
        .iter()
        .filter_map(|function| own.grants.access(*function).map(|most| (*function, most)))
        .map(|(function, most)| row(language, function, most, filled.grants.access(function)))
        .collect_view();
    let open = filled.role == Role::Custom;
    view! {
        <fieldset id="role" class="card" class:wrong=part.is_wrong tabindex="-1" aria-describedby=part.described>
            <legend>{text::ROLE.of(language)}</legend>
            <p class="muted small">{text::ROLE_NOTE.of(language)}</p>
            {part.why}
            {presets}
            <details open=open>
                <summary>{text::TABLE.of(language)}</summary>
                <div class="grants">{rows}</div>
            </details>
        </fieldset>
    }
}

fn row(language: Language, function: Function, most: Access, held: Option<Access>) -> impl IntoView + use<> {
    let option = |access: Option<Access>, words: Sentence| {
        let value = access.map(Access::as_str).unwrap_or_default();
        view! { <option value=value selected={access == held}>{words.of(language)}</option> }
    };
    let look = function.is_split().then(|| option(Some(Access::Look), text::access(Access::Look)));
    let all = if function.is_split() { text::access(Access::Change) } else { text::HELD };
    let change = (most == Access::Change).then(|| option(Some(Access::Change), all));
    view! {
        <label>
            <span>{text::function(function).of(language)}</span>
            <select name=format!("grant-{}", function.as_str())>{option(None, text::NONE)}{look}{change}</select>
        </label>
    }
}

fn products(
    language: Language,
    filled: &Filled,
    products: &[ProductChoice],
    faults: &Faults,
) -> impl IntoView + use<> {
    let part = Part::of(language, faults, "products");
    let list = products
        .iter()
        .map(|one| {
            let chosen = filled.products.contains(&one.key());
            let words = match &one.issuer_name {
                None => one.name.clone(),
                Some(issuer) => text::PRODUCT_OF.with(language, &[("product", &one.name), ("issuer", issuer)]),
            };
            view! {
                <label class="choice">
                    <input type="checkbox" name=format!("product-{}-{}", one.merchant, one.number) value="yes" checked=chosen />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    let which = |named: bool, words: Sentence| {
        let value = if named { "named" } else { "all" };
        view! {
            <label class="choice">
                <input type="radio" name="products" value=value checked={named == filled.named} />
                <span>{words.of(language)}</span>
            </label>
        }
    };
    let count = text::PRODUCTS_LIST.with(language, &[("count", &products.len().to_string())]);
    view! {
        <fieldset id="products" class="card" class:wrong=part.is_wrong tabindex="-1" aria-describedby=part.described>
            <legend>{text::PRODUCTS.of(language)}</legend>
            <p class="muted small">{text::PRODUCTS_NOTE.of(language)}</p>
            {part.why}
            {which(false, text::PRODUCTS_ALL)}
            {which(true, text::PRODUCTS_NAMED)}
            <details open=filled.named><summary>{count}</summary>{list}</details>
        </fieldset>
    }
}

fn hours(language: Language, filled: &Filled, faults: &Faults) -> impl IntoView + use<> {
    let part = Part::of(language, faults, "hours");
    let limited = filled.windows.iter().any(|one| *one != FilledWindow::default());
    let is_wrong = faults.of("hours").is_some();
    let windows = filled
        .windows
        .iter()
        .enumerate()
        .map(|(place, one)| window(language, place, one, is_wrong))
        .collect_view();
    view! {
        <fieldset id="hours" class="card" class:wrong=part.is_wrong tabindex="-1" aria-describedby=part.described>
            <legend>{text::HOURS.of(language)}</legend>
            <p class="muted small">{text::HOURS_NOTE.of(language)}</p>
            {part.why}
            <details open=limited>
                <summary>{text::HOURS.of(language)}</summary>
                {windows}
            </details>
        </fieldset>
    }
}

/// A row that says something, and not all that it must, is marked.
fn window(language: Language, place: usize, one: &FilledWindow, is_wrong: bool) -> impl IntoView + use<> {
    let is_begun = *one != FilledWindow::default();
    let invalid = |is_missing: bool| (is_wrong && is_begun && is_missing).then_some("true");
    let (from_invalid, until_invalid) = (invalid(one.from.is_empty()), invalid(one.until.is_empty()));
    let days = (1..=7_u8)
        .map(|day| {
            view! {
                <label class="day">
                    <input type="checkbox" name=format!("window-{place}-day-{day}") value="yes" checked=one.days.contains(&day) />
                    <span>{text::weekday(day).of(language)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="window">
            <legend>{text::WINDOW.with(language, &[("number", &(place + 1).to_string())])}</legend>
            <div class="days">{days}</div>
            <div class="times">
                <label>
                    <span>{text::FROM.of(language)}</span>
                    <input type="time" name=format!("window-{place}-from") value=one.from.clone() aria-invalid=from_invalid />
                </label>
                <label>
                    <span>{text::UNTIL.of(language)}</span>
                    <input type="time" name=format!("window-{place}-until") value=one.until.clone() aria-invalid=until_invalid />
                </label>
            </div>
        </fieldset>
    }
}

fn sign_in(language: Language, filled: &Filled) -> impl IntoView + use<> {
    let which = |password: bool, words: Sentence| {
        let value = if password { "password" } else { "phone" };
        view! {
            <label class="choice">
                <input type="radio" name="sign_in" value=value checked={password == filled.password} />
                <span>{words.of(language)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="card">
            <legend>{text::SIGN_IN.of(language)}</legend>
            {which(false, text::SIGN_IN_PHONE)}
            {which(true, text::SIGN_IN_PASSWORD)}
        </fieldset>
    }
}
