//! 子帳號: the lists, one account with its phones and its history, and what is shown once.

pub mod bind;
pub mod form;
pub mod list;
pub mod once;
pub mod one;

use crate::language::Language;
use crate::text::people as text;
use domain::hours::{Hours, Window};
use domain::permission::{Access, Function, Grants, Role};
use domain::powers::{Powers, Products};
use store::query::people::SubAccount;

/// The branch of an account, in words.
pub fn place(language: Language, account: &SubAccount) -> String {
    account.branch_name.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned())
}

/// What an account may, in a line.
fn summary(language: Language, powers: &Powers, place: String) -> String {
    let mut facts = vec![text::role(powers.role).of(language).to_owned(), place];
    facts.extend(limits(language, powers));
    language.facts(&facts)
}

/// What an account may not, although its preset does.
fn limits(language: Language, powers: &Powers) -> Vec<String> {
    let products = match &powers.products {
        Products::All => None,
        Products::Named(_) => Some(products(language, &powers.products)),
    };
    let hours = (powers.hours != Hours::ALWAYS).then(|| hours(language, &powers.hours));
    products.into_iter().chain(hours).collect()
}

/// How many products, in words.
pub fn products(language: Language, products: &Products) -> String {
    match products {
        Products::All => text::PRODUCTS_ALL.of(language).to_owned(),
        Products::Named(named) => text::PRODUCTS_COUNT.with(language, &[("count", &named.len().to_string())]),
    }
}

/// Hours, in words.
pub fn hours(language: Language, hours: &Hours) -> String {
    if hours.windows().is_empty() {
        return text::HOURS_ALWAYS.of(language).to_owned();
    }
    let windows: Vec<_> = hours.windows().iter().map(|one| window(language, *one)).collect();
    language.facts(&windows)
}

fn window(language: Language, window: Window) -> String {
    let days: Vec<_> = window.days().map(|day| text::weekday(day).of(language)).collect();
    let days = days.join(language.between_sentences());
    let values = [("days", days.as_str()), ("from", &window.from()), ("until", &window.until())];
    text::DAYS_AND_HOURS.with(language, &values)
}

/// The rows of the permission table, in words.
fn grants(language: Language, grants: &Grants) -> String {
    let row = |function: &Function| {
        let access = grants.access(*function)?;
        let name = text::function(*function).of(language);
        Some(match (function.is_split(), access) {
            (true, Access::Look) => format!("{name} {}", text::access(access).of(language)),
            (true, Access::Change) | (false, _) => name.to_owned(),
        })
    };
    let rows: Vec<_> = Function::ALL.iter().filter_map(row).collect();
    language.facts(&rows)
}

/// A preset with its rows where it has its own.
pub fn role(language: Language, role: Role, rows: &Grants) -> String {
    let name = text::role(role).of(language);
    match role {
        Role::Owner | Role::Manager | Role::Clerk | Role::Accountant => name.to_owned(),
        Role::Custom => {
            let rows = grants(language, rows);
            text::ROLE_WITH_ROWS.with(language, &[("role", name), ("rows", &rows)])
        }
    }
}
