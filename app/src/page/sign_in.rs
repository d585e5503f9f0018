//! Staff sign-in with a password.

use crate::component::passkey::{Use, passkey};
use crate::component::picture::image;
use crate::language::Language;
use crate::text::{account, desk as text};
use domain::picture::Picture;
use leptos::prelude::*;

/// What the form keeps after an error.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// 商店代號
    pub merchant: String,
    /// 帳號
    pub account: String,
    /// Where to go after signing in.
    pub next: String,
}

/// Why the last try did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Merchant, account or password.
    Wrong,
    /// Too many tries.
    Slow,
    /// The second half came too late, or was tried too often.
    Over,
}

/// The form. Without `passkeys_open` the password alone signs in. `demo` names an account whose password may be printed; `banner` is of the
/// merchant whose ticket was scanned, and its name.
pub fn page(
    language: Language,
    filled: Filled,
    failure: Option<Failure>,
    demo: Option<(&'static str, &'static str, &'static str)>,
    banner: Option<(Picture, String)>,
    passkeys_open: bool,
) -> impl IntoView {
    let passkey = passkeys_open.then(|| passkey(language, Use::SignIn, &filled.next));
    let banner = banner.map(|(picture, merchant)| image(&picture, merchant, "banner"));
    let failure = failure.map(|failure| {
        let sentence = match failure {
            Failure::Wrong => text::SIGN_IN_WRONG,
            Failure::Slow => text::SIGN_IN_SLOW,
            Failure::Over => account::HALF_OVER,
        };
        view! { <p class="error" role="alert" id="failure">{sentence.of(language)}</p> }
    });
    let demo = demo.map(|(merchant, account, password)| {
        let values = [("merchant", merchant), ("account", account), ("password", password)];
        view! { <p class="muted small">{text::DEMO_HINT.with(language, &values)}</p> }
    });
    view! {
        <main id="main" class="sign-in">
            {banner}
            <h1>{text::SIGN_IN_TITLE.of(language)}</h1>
            {failure}
            {passkey}
            <form method="post" action="/desk/sign-in" class="card">
                <input type="hidden" name="next" value=filled.next />
                <label>
                    <span>{text::MERCHANT_NUMBER.of(language)}</span>
                    <input name="merchant" inputmode="numeric" autocomplete="organization" required maxlength="7" value=filled.merchant />
                </label>
                <label>
                    <span>{text::ACCOUNT.of(language)}</span>
                    <input name="account" autocomplete="username" autocapitalize="none" required maxlength="64" value=filled.account />
                </label>
                <label>
                    <span>{text::PASSWORD.of(language)}</span>
                    <input name="password" type="password" autocomplete="current-password" required maxlength="200" />
                </label>
                <button class="button large">{text::SIGN_IN.of(language)}</button>
            </form>
            {demo}
        </main>
    }
}
