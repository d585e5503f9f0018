//! The button that speaks with an authenticator. Only a script can, so all of it is hidden until `passkey.js` shows it.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::account as text;
use leptos::prelude::*;

/// What the button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Signs in.
    SignIn,
    /// Makes a new passkey.
    Make,
}

/// The button with the place for its refusal. `next` is where to go afterwards.
pub fn passkey(language: Language, purpose: Use, next: &str) -> impl IntoView + use<> {
    let (kind, ask, answer, words): (_, _, _, Sentence) = match purpose {
        Use::SignIn => ("sign_in", "/desk/passkey/ask", "/desk/passkey/answer", text::PASSKEY_SIGN_IN),
        Use::Make => ("make", "/account/passkey/ask", "/account/passkey/answer", text::PASSKEY_MAKE),
    };
    let failed = text::PASSKEY_FAILED.of(language);
    view! {
        <div class="passkey" data-passkey=kind data-ask=ask data-answer=answer data-next=next.to_owned() data-failed=failed hidden>
            <p class="error" role="alert" hidden></p>
            <button type="button" class="button large">{words.of(language)}</button>
        </div>
    }
}
