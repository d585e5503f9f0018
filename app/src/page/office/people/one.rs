//! One account: what it may, its phones, what can be done about it, and what was done.

use super::{grants, hours, place, role, summary};
use crate::component::console::{Place, console};
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::people as text;
use domain::hours::Hours;
use domain::people::may_manage;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::command::people::{Changed, Snapshot};
use store::query::people::{ChangeLine, EnrolledPhone, SubAccount, SubAccountPage};
use store::query::session::SignedIn;

/// What the page says above everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note<'r> {
    /// Nothing.
    None,
    /// What was sent is done.
    Done,
    /// The account that was to be made is there already, made by the same form.
    MadeBefore,
    /// What was sent is not done.
    Refused(&'r Refusal),
}

/// The page. Without `passkeys_open` the house has an address that no phone can be enrolled at.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    shown: &SubAccountPage,
    passkeys_open: bool,
    note: Note<'_>,
) -> impl IntoView + use<> {
    let account = &shown.account;
    let address = format!("/office/people/{}", account.id);
    let said = match note {
        Note::Done => Some(text::DONE),
        Note::MadeBefore => Some(text::MADE_BEFORE),
        Note::None | Note::Refused(_) => None,
    };
    let done = said.map(|said| view! { <p class="outcome good" role="status">{said.of(language)}</p> });
    let refusal = match note {
        Note::Refused(refusal) => Some(refusal),
        Note::None | Note::Done | Note::MadeBefore => None,
    };
    let managed = manageable(signed_in, account);
    let why = managed.err().map(|why| view! { <p class="muted">{why.of(language)}</p> });
    let may = managed.is_ok() && account.deleted_at.is_none();
    let phones = phones(language, &address, &shown.phones, may, passkeys_open);
    let acts = may.then(|| acts(language, &address, &account.name));
    let content = view! {
        <div class="people">
            <p><a href="/office/people">{text::BACK.of(language)}</a></p>
            <h1>{account.name.clone()}</h1>
            {done}
            {refused(language, refusal)}
            {why}
            {facts(language, account, &address, may)}
            {phones}
            {acts}
            {history(language, &shown.changes)}
        </div>
    };
    console(language, signed_in, Place::People, content)
}

/// Whether the reader may act on this account; else what is said instead.
fn manageable(signed_in: &SignedIn, account: &SubAccount) -> Result<(), Sentence> {
    match may_manage(&signed_in.actor, &account.id, &account.powers, account.branch.as_ref()) {
        Ok(()) => Ok(()),
        Err(Refusal::OwnAccount) => Err(text::OWN),
        Err(Refusal::PowersTooGreat) => Err(text::GREATER),
        // Outside the hours, or without the permission: the page is for looking.
        Err(_) => Err(text::GREATER),
    }
}

fn facts(language: Language, account: &SubAccount, address: &str, may: bool) -> impl IntoView + use<> {
    let note = (!account.note.is_empty()).then(|| view! { <p>{account.note.clone()}</p> });
    let made = text::CREATED_AT.with(language, &[("time", &language.time(account.created_at))]);
    let last = account.signed_in_at.map_or_else(
        || text::NEVER_SIGNED_IN.of(language).to_owned(),
        |at| text::SIGNED_IN_AT.with(language, &[("time", &language.time(at))]),
    );
    let deleted =
        account.deleted_at.map(|at| text::DELETED_AT.with(language, &[("time", &language.time(at))]));
    let sessions = text::SESSIONS.with(language, &[("count", &account.sessions.to_string())]);
    let passkeys = text::PASSKEYS.with(language, &[("count", &account.passkeys.to_string())]);
    let when: Vec<_> = [Some(made), Some(last), deleted].into_iter().flatten().collect();
    let edit = may
        .then(|| view! { <p><a class="button quiet" href=format!("{address}/edit")>{text::EDIT.of(language)}</a></p> });
    view! {
        <section class="card">
            <h2>{text::ROLE.of(language)}</h2>
            <p><strong>{summary(language, &account.powers, place(language, account))}</strong></p>
            <p>{grants(language, &account.powers.grants)}</p>
            {note}
            <p class="muted small">{language.facts(&when)}<br />{language.facts(&[sessions, passkeys])}</p>
            {edit}
        </section>
    }
}

fn phones(
    language: Language,
    address: &str,
    phones: &[EnrolledPhone],
    may: bool,
    passkeys_open: bool,
) -> impl IntoView + use<> {
    let lines: Vec<_> =
        phones.iter().map(|phone| one_phone(language, address, phone, may).into_any()).collect();
    let list = if lines.is_empty() {
        view! { <p class="empty">{text::PHONES_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    let enrol = match (may, passkeys_open) {
        (false, _) => None,
        (true, true) => Some(
            view! {
                <form method="post" action=format!("{address}/enrol")>
                    <button class="button">{text::ENROL.of(language)}</button>
                </form>
            }
            .into_any(),
        ),
        (true, false) => {
            Some(view! { <p class="muted small">{text::ENROL_CLOSED.of(language)}</p> }.into_any())
        }
    };
    view! {
        <section class="card">
            <h2>{text::PHONES.of(language)}</h2>
            <p>{text::PHONES_NOTE.of(language)}</p>
            {list}
            {enrol}
        </section>
    }
}

fn one_phone(language: Language, address: &str, phone: &EnrolledPhone, may: bool) -> impl IntoView + use<> {
    let name =
        if phone.browser.is_empty() { text::PHONE_UNKNOWN.of(language) } else { &phone.browser }.to_owned();
    let time = language.time(phone.enrolled_at);
    let mut when = vec![text::ENROLLED_AT.with(language, &[("time", &time)])];
    when.extend(phone.used_at.map(|at| text::PHONE_USED.with(language, &[("time", &language.time(at))])));
    when.extend(phone.revoked_at.map(|at| text::REVOKED_AT.with(language, &[("time", &language.time(at))])));
    let revoke = (may && phone.revoked_at.is_none()).then(|| {
        let label = text::REVOKE_NAMED.with(language, &[("phone", &name), ("time", &time)]);
        view! {
            <form method="post" action=format!("{address}/phone/{}/revoke", phone.id)>
                <button class="button danger" aria-label=label>{text::REVOKE.of(language)}</button>
            </form>
        }
    });
    view! {
        <li>
            <p><strong>{name}</strong></p>
            <p class="muted small">{language.facts(&when)}</p>
            {revoke}
        </li>
    }
}

fn acts(language: Language, address: &str, name: &str) -> impl IntoView + use<> {
    let delete = text::DELETE_DO.with(language, &[("name", name)]);
    view! {
        <section class="card">
            <h2>{text::ACTS.of(language)}</h2>
            <form method="post" action=format!("{address}/sign-out")>
                <button class="button quiet">{text::SIGN_OUT.of(language)}</button>
            </form>
            <details>
                <summary>{text::RESET.of(language)}</summary>
                <form method="post" action=format!("{address}/reset")>
                    <p>{text::RESET_NOTE.of(language)}</p>
                    <button class="button danger">{text::RESET.of(language)}</button>
                </form>
            </details>
            <details>
                <summary>{text::DELETE.of(language)}</summary>
                <form method="post" action=format!("{address}/delete")>
                    <p>{text::DELETE_NOTE.of(language)}</p>
                    <button class="button danger">{delete}</button>
                </form>
            </details>
        </section>
    }
}

fn history(language: Language, changes: &[ChangeLine]) -> impl IntoView + use<> {
    let lines: Vec<_> = changes
        .iter()
        .map(|line| {
            let who = line.by.clone().unwrap_or_else(|| text::BY_PHONE.of(language).to_owned());
            let mut details =
                line.changed.as_ref().map_or_else(Vec::new, |changed| differences(language, changed));
            details.extend(line.phone.clone().filter(|phone| !phone.is_empty()));
            let details = details.into_iter().map(|detail| view! { <br />{detail} }).collect_view();
            view! {
                <li>
                    <p><strong>{text::change(line.kind).of(language)}</strong>{details}</p>
                    <p class="muted small">{language.facts(&[language.time(line.at), who])}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    let body = if lines.is_empty() {
        view! { <p class="empty">{text::HISTORY_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::HISTORY.of(language)}</h2>{body}</section> }
}

/// What is other than before, a line each; of a new account all of it.
fn differences(language: Language, changed: &Changed) -> Vec<String> {
    type Part = fn(Language, &Snapshot) -> String;
    let parts: [(Sentence, Part); 5] = [
        (text::ROLE, |language, of| role(language, of.role, &of.grants())),
        (text::BRANCH, |language, of| {
            of.branch.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned())
        }),
        (text::PRODUCTS, |language, of| {
            of.products.clone().unwrap_or_else(|| text::PRODUCTS_ALL.of(language).to_owned())
        }),
        (text::HOURS, |language, of| hours(language, &Hours::parse(&of.hours).unwrap_or_default())),
        (text::NOTE_NAME, |language, of| {
            if of.note.is_empty() { text::NO_NOTE.of(language).to_owned() } else { of.note.clone() }
        }),
    ];
    parts
        .into_iter()
        .filter_map(|(what, part)| {
            let (what, is) = (what.of(language), part(language, &changed.is));
            match &changed.was {
                None => Some(text::IS.with(language, &[("what", what), ("is", &is)])),
                Some(was) => {
                    let was = part(language, was);
                    (was != is)
                        .then(|| text::FROM_TO.with(language, &[("what", what), ("was", &was), ("is", &is)]))
                }
            }
        })
        .collect()
}
