//! The own account: how it signs in, where it is signed in, what happened at the door (RULES §16).

pub mod app;

use crate::component::passkey::{Use, passkey};
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{account as text, desk};
use domain::refusal::Refusal;
use domain::sign_in::{Outcome, Way};
use leptos::prelude::*;
use store::command::account::Telling;
use store::query::account::{OwnAccount, Passkey, Session, SignIn};
use store::query::session::SignedIn;

/// What the page says above everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note<'r> {
    /// Nothing.
    None,
    /// What was sent is done.
    Saved,
    /// What was sent is not done.
    Refused(&'r Refusal),
}

/// The page. Without `passkeys_open` the house has an address that passkeys cannot belong to.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    own: &OwnAccount,
    passkeys_open: bool,
    note: Note<'_>,
) -> impl IntoView + use<> {
    let saved = (note == Note::Saved)
        .then(|| view! { <p class="outcome good" role="status">{text::SAVED.of(language)}</p> });
    let refusal = match note {
        Note::Refused(refusal) => Some(refusal),
        Note::None | Note::Saved => None,
    };
    let stale = (!own.is_fresh).then(|| stale(language));
    let who = [("account", signed_in.account_name.as_str()), ("merchant", &signed_in.merchant_name)];
    view! {
        {header(language)}
        <main id="main" class="account">
            <h1>{text::TITLE.of(language)}</h1>
            <p class="muted">{text::LEAD.with(language, &who)}</p>
            {saved}
            {refused(language, refusal)}
            {stale}
            {passkeys(language, own, passkeys_open)}
            {app::section(language, own)}
            {password(language, own.is_fresh)}
            {telling(language, &own.telling, own.is_fresh)}
            {sessions(language, &own.sessions)}
            {history(language, &own.sign_ins)}
        </main>
    }
}

/// The way back, above every page of the account.
pub fn header(language: Language) -> impl IntoView + use<> {
    view! {
        <header class="top slim"><p><a class="back" href="/desk">{desk::TITLE.of(language)}</a></p></header>
    }
}

fn stale(language: Language) -> impl IntoView + use<> {
    view! {
        <section class="card notice">
            <p>{text::STALE.of(language)}</p>
            <p><a class="button" href="/desk/sign-in?next=/account">{text::SIGN_IN_AGAIN.of(language)}</a></p>
        </section>
    }
}

fn passkeys(language: Language, own: &OwnAccount, open: bool) -> impl IntoView + use<> {
    let fresh = own.is_fresh;
    let lines: Vec<_> = own.passkeys.iter().map(|one| one_passkey(language, one, fresh).into_any()).collect();
    let list = if lines.is_empty() {
        view! { <p class="empty">{text::PASSKEYS_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    let make = match (open, fresh) {
        (true, true) => Some(passkey(language, Use::Make, "").into_any()),
        (true, false) => None,
        (false, _) => {
            Some(view! { <p class="muted small">{text::PASSKEYS_CLOSED.of(language)}</p> }.into_any())
        }
    };
    view! {
        <section class="card">
            <h2>{text::PASSKEYS.of(language)}</h2>
            <p>{text::PASSKEYS_NOTE.of(language)}</p>
            {list}
            {make}
        </section>
    }
}

fn one_passkey(language: Language, one: &Passkey, fresh: bool) -> impl IntoView + use<> {
    let name = named(&one.name, text::PASSKEY_UNNAMED, language);
    let made = text::PASSKEY_MADE.with(language, &[("time", &language.time(one.made_at))]);
    let used = one.used_at.map_or_else(
        || text::PASSKEY_UNUSED.of(language).to_owned(),
        |at| text::PASSKEY_USED.with(language, &[("time", &language.time(at))]),
    );
    let label = text::REMOVE_NAMED.with(language, &[("name", &format!("{name} {made}"))]);
    let remove = fresh.then(|| {
        view! {
            <form method="post" action=format!("/account/passkey/{}/remove", one.id)>
                <button class="button quiet" aria-label=label>{text::REMOVE.of(language)}</button>
            </form>
        }
    });
    view! {
        <li>
            <p><strong>{name}</strong></p>
            <p class="muted small">{made}<br />{used}</p>
            {remove}
        </li>
    }
}

fn password(language: Language, fresh: bool) -> impl IntoView + use<> {
    fresh.then(|| {
        view! {
            <section class="card">
                <h2>{text::PASSWORD.of(language)}</h2>
                <form method="post" action="/account/password">
                    <label>
                        <span>{text::PASSWORD_NOW.of(language)}</span>
                        <input name="present" type="password" autocomplete="current-password" required maxlength="200" />
                    </label>
                    <label>
                        <span>{text::PASSWORD_NEW.of(language)}</span>
                        <input name="wanted" type="password" autocomplete="new-password" required minlength="10" maxlength="200" />
                    </label>
                    <button class="button quiet">{text::PASSWORD_CHANGE.of(language)}</button>
                </form>
            </section>
        }
    })
}

fn telling(language: Language, telling: &Telling, fresh: bool) -> impl IntoView + use<> {
    let email = telling.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default();
    let switch = |name: &'static str, words: Sentence, is_on: bool| {
        view! {
            <label class="choice">
                <input type="checkbox" name=name value="yes" checked=is_on disabled=!fresh />
                <span>{words.of(language)}</span>
            </label>
        }
    };
    let (failures, new_browsers) = (
        switch("failures", text::TELL_FAILED, telling.failures),
        switch("new_browsers", text::TELL_NEW_BROWSER, telling.new_browsers),
    );
    let save = fresh.then(|| view! { <button class="button quiet">{text::SAVE.of(language)}</button> });
    view! {
        <section class="card">
            <h2>{text::TELL.of(language)}</h2>
            <form method="post" action="/account/telling">
                <label>
                    <span>{text::TELL_EMAIL.of(language)}</span>
                    <input name="email" type="email" autocomplete="email" maxlength="200" value=email disabled=!fresh />
                </label>
                {failures}
                {new_browsers}
                {save}
            </form>
        </section>
    }
}

fn sessions(language: Language, sessions: &[Session]) -> impl IntoView + use<> {
    let lines: Vec<_> = sessions.iter().map(|one| one_session(language, one).into_any()).collect();
    view! {
        <section class="card">
            <h2>{text::SESSIONS.of(language)}</h2>
            <ul class="entries">{lines}</ul>
        </section>
    }
}

fn one_session(language: Language, one: &Session) -> impl IntoView + use<> {
    let name = named(&one.browser, text::BROWSER_UNKNOWN, language);
    let began = text::SESSION_BEGAN.with(language, &[("time", &language.time(one.began_at))]);
    let label = text::SESSION_END_NAMED.with(language, &[("name", &format!("{name} {began}"))]);
    let this = one.is_this.then(|| view! { " "<span class="chip">{text::SESSION_THIS.of(language)}</span> });
    let end = one.id.as_ref().filter(|_| !one.is_this).map(|id| {
        view! {
            <form method="post" action=format!("/account/session/{id}/end")>
                <button class="button quiet" aria-label=label>{text::SESSION_END.of(language)}</button>
            </form>
        }
    });
    view! {
        <li>
            <p><strong>{name}</strong>{this}</p>
            <p class="muted small">{began}<br />{one.address.clone()}</p>
            {end}
        </li>
    }
}

fn history(language: Language, sign_ins: &[SignIn]) -> impl IntoView + use<> {
    let lines = sign_ins
        .iter()
        .map(|one| {
            let (state, outcome) = match one.outcome {
                Outcome::SignedIn => ("good", text::OUTCOME_SIGNED_IN),
                Outcome::Wrong => ("bad", text::OUTCOME_WRONG),
            };
            let way = match one.way {
                Way::Password => text::WAY_PASSWORD,
                Way::AppCode => text::WAY_APP_CODE,
                Way::RecoveryCode => text::WAY_RECOVERY_CODE,
                Way::Passkey => text::WAY_PASSKEY,
            };
            let name = named(&one.browser, text::BROWSER_UNKNOWN, language);
            let facts = language.facts(&[name, one.address.clone()]);
            view! {
                <li>
                    <p>
                        <strong>{language.time(one.at)}</strong>" "
                        <span class="chip" data-tone=state>{outcome.of(language)}</span>" "{way.of(language)}
                    </p>
                    <p class="muted small">{facts}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{text::HISTORY.of(language)}</h2>
            <p class="muted small">{text::HISTORY_NOTE.of(language)}</p>
            <ul class="entries">{lines}</ul>
        </section>
    }
}

fn named(name: &str, otherwise: Sentence, language: Language) -> String {
    if name.is_empty() { otherwise.of(language).to_owned() } else { name.to_owned() }
}
