//! The authenticator app beside the password: switching it on and off, and the recovery codes.

use super::header;
use crate::component::refused::refused;
use crate::language::Language;
use crate::symbol;
use crate::text::account as text;
use domain::refusal::Refusal;
use domain::sign_in::RecoveryCode;
use leptos::prelude::*;
use store::query::account::OwnAccount;

/// What an app takes: the key for typing, and the same as a link for its QR code.
#[derive(Debug, Clone)]
pub struct Key {
    /// Base32.
    pub typed: String,
    /// `otpauth://…`
    pub link: String,
}

/// The part of the account's page.
pub fn section(language: Language, own: &OwnAccount) -> impl IntoView + use<> {
    let content = match (own.has_app, own.is_fresh) {
        (false, fresh) => {
            let set_up = fresh
                .then(|| view! { <p><a class="button quiet" href="/account/app">{text::APP_SET_UP.of(language)}</a></p> });
            view! { <p>{text::APP_OFF.of(language)}</p>{set_up} }.into_any()
        }
        (true, fresh) => {
            let left = own.recovery_codes_left.to_string();
            let left = text::RECOVERY_LEFT.with(language, &[("count", &left)]);
            let change = fresh.then(|| {
                view! {
                    <p><a class="button quiet" href="/account/recovery-codes">{text::RECOVERY_NEW.of(language)}</a></p>
                    <form method="post" action="/account/app/off">
                        {code(language)}
                        <button class="button danger">{text::APP_SWITCH_OFF.of(language)}</button>
                    </form>
                }
            });
            view! { <p>{text::APP_ON.of(language)}</p><p>{left}</p>{change} }.into_any()
        }
    };
    view! { <section class="card"><h2>{text::APP.of(language)}</h2>{content}</section> }
}

/// Setting an app up: its key, the recovery codes, and the code that proves it. `sealed` brings all of it back.
pub fn set_up(
    language: Language,
    key: &Key,
    codes: &[RecoveryCode],
    sealed: &str,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let qr = symbol::screen_qr(&key.link).unwrap_or_default();
    let (typed, sealed) = (key.typed.clone(), sealed.to_owned());
    view! {
        {header(language)}
        <main id="main" class="account">
            <h1>{text::APP_SET_UP.of(language)}</h1>
            {refused(language, refusal)}
            <section class="card">
                <h2>{text::APP_STEP_1.of(language)}</h2>
                <div class="app-key" role="img" aria-label=text::APP_QR.of(language) inner_html=qr></div>
                <p class="muted small">{text::APP_KEY.of(language)}</p>
                <p><code class="break">{typed}</code></p>
            </section>
            <section class="card">
                <h2>{text::APP_STEP_2.of(language)}</h2>
                {list(language, codes)}
            </section>
            <form method="post" action="/account/app" class="card">
                <h2>{text::APP_STEP_3.of(language)}</h2>
                <input type="hidden" name="offer" value=sealed />
                {code(language)}
                <p class="muted small">{text::APP_SWITCH_ON_NOTE.of(language)}</p>
                <button class="button large">{text::APP_SWITCH_ON.of(language)}</button>
            </form>
        </main>
    }
}

/// New recovery codes, which a code of the app brings into force.
pub fn recovery(
    language: Language,
    codes: &[RecoveryCode],
    sealed: &str,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let sealed = sealed.to_owned();
    view! {
        {header(language)}
        <main id="main" class="account">
            <h1>{text::RECOVERY_NEW.of(language)}</h1>
            {refused(language, refusal)}
            <section class="card">{list(language, codes)}</section>
            <form method="post" action="/account/recovery-codes" class="card">
                <input type="hidden" name="offer" value=sealed />
                {code(language)}
                <p class="muted small">{text::RECOVERY_OLD.of(language)}</p>
                <button class="button large">{text::RECOVERY_TAKE.of(language)}</button>
            </form>
        </main>
    }
}

fn list(language: Language, codes: &[RecoveryCode]) -> impl IntoView + use<> {
    let lines = codes.iter().map(|code| view! { <li><code>{code.grouped()}</code></li> }).collect_view();
    view! {
        <p>{text::RECOVERY_NOTE.of(language)}</p>
        <ol class="recovery-codes" aria-label=text::RECOVERY.of(language)>{lines}</ol>
    }
}

fn code(language: Language) -> impl IntoView + use<> {
    view! {
        <label>
            <span>{text::CODE.of(language)}</span>
            <input name="code" class="digits" inputmode="numeric" autocomplete="one-time-code" required maxlength="12" />
        </label>
    }
}
