//! 子帳號: the list, one account with its phones and its history, and what is shown once.

pub mod form;
pub mod once;
pub mod one;

use crate::component::console::{Place, console};
use crate::language::Language;
use crate::text::people as text;
use domain::hours::{Hours, Window};
use domain::permission::{Access, Function, Grants, Role};
use domain::powers::{Powers, Products};
use leptos::prelude::*;
use store::query::people::SubAccount;
use store::query::session::SignedIn;

/// The list: accounts that stand, or those that were deleted.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    accounts: &[SubAccount],
    deleted: bool,
) -> impl IntoView + use<> {
    let changes = signed_in.actor.allows(Function::People, Access::Change) && !deleted;
    let new = changes
        .then(|| view! { <p><a class="button" href="/office/people/new">{text::NEW.of(language)}</a></p> });
    let lines: Vec<_> =
        accounts.iter().map(|account| line(language, signed_in, account).into_any()).collect();
    let (title, empty) =
        if deleted { (text::DELETED, text::DELETED_EMPTY) } else { (text::STANDING, text::EMPTY) };
    let body = if lines.is_empty() {
        view! { <p class="empty">{empty.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    let (address, words) =
        if deleted { ("/office/people", text::STANDING) } else { ("/office/people?deleted", text::DELETED) };
    let content = view! {
        <div class="people">
            <h1>{text::TITLE.of(language)}</h1>
            <p class="muted">{text::LEAD.of(language)}</p>
            {new}
            <section class="card"><h2>{title.of(language)}</h2>{body}</section>
            <p class="centre"><a class="button quiet" href=address>{words.of(language)}</a></p>
        </div>
    };
    console(language, signed_in, Place::People, content)
}

fn line(language: Language, signed_in: &SignedIn, account: &SubAccount) -> impl IntoView + use<> {
    let you = (account.id == signed_in.actor.account)
        .then(|| view! { " "<span class="chip">{text::YOU.of(language)}</span> });
    let note =
        (!account.note.is_empty()).then(|| view! { " "<span class="muted">{account.note.clone()}</span> });
    let when = match (account.deleted_at, account.signed_in_at) {
        (Some(at), _) => text::DELETED_AT.with(language, &[("time", &language.time(at))]),
        (None, Some(at)) => text::SIGNED_IN_AT.with(language, &[("time", &language.time(at))]),
        (None, None) => text::NEVER_SIGNED_IN.of(language).to_owned(),
    };
    view! {
        <li>
            <p><a href=format!("/office/people/{}", account.id)><strong>{account.name.clone()}</strong></a>{you}{note}</p>
            <p>{summary(language, &account.powers, place(language, account))}</p>
            <p class="muted small">{when}</p>
        </li>
    }
}

/// The branch of an account, in words.
fn place(language: Language, account: &SubAccount) -> String {
    account.branch_name.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned())
}

/// What an account may, in a line.
fn summary(language: Language, powers: &Powers, place: String) -> String {
    let mut facts = vec![text::role(powers.role).of(language).to_owned(), place];
    match &powers.products {
        Products::All => {}
        Products::Named(named) => {
            facts.push(text::PRODUCTS_COUNT.with(language, &[("count", &named.len().to_string())]));
        }
    }
    if powers.hours != Hours::ALWAYS {
        facts.push(hours(language, &powers.hours));
    }
    language.facts(&facts)
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
fn role(language: Language, role: Role, rows: &Grants) -> String {
    let name = text::role(role).of(language);
    match role {
        Role::Owner | Role::Manager | Role::Clerk | Role::Accountant => name.to_owned(),
        Role::Custom => {
            let rows = grants(language, rows);
            text::ROLE_WITH_ROWS.with(language, &[("role", name), ("rows", &rows)])
        }
    }
}
