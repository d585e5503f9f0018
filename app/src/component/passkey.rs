//! The button that speaks with an authenticator. Only a script can, so all of it is hidden until `passkey.js` shows it.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{account as text, people};
use leptos::prelude::*;

/// What the button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use<'t> {
    /// Signs in.
    SignIn,
    /// Makes a new passkey.
    Make,
    /// Makes the first passkey of a phone that a manager enrols.
    Enrol {
        /// Of the code.
        token: &'t str,
    },
}

/// The button with the place for its refusal. `next` is where to go afterwards.
pub fn passkey(language: Language, purpose: Use<'_>, next: &str) -> impl IntoView + use<> {
    let (kind, place, words): (_, _, Sentence) = match purpose {
        Use::SignIn => ("sign_in", "/desk/passkey".to_owned(), text::PASSKEY_SIGN_IN),
        Use::Make => ("make", "/account/passkey".to_owned(), text::PASSKEY_MAKE),
        Use::Enrol { token } => ("make", format!("/enrol/{token}"), people::JOIN_DO),
    };
    let (ask, answer) = (format!("{place}/ask"), format!("{place}/answer"));
    let failed = text::PASSKEY_FAILED.of(language);
    view! {
        <div class="passkey" data-passkey=kind data-ask=ask data-answer=answer data-next=next.to_owned() data-failed=failed hidden>
            <p class="error" role="alert" hidden></p>
            <button type="button" class="button large">{words.of(language)}</button>
        </div>
    }
}
