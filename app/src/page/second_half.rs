//! Between the right password and the code of the authenticator app (RULES §16).

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::account as text;
use leptos::prelude::*;

/// The form.
pub fn page(language: Language, next: &str, failure: Option<Sentence>) -> impl IntoView + use<> {
    let failure = failure
        .map(|sentence| view! { <p class="error" role="alert" id="failure">{sentence.of(language)}</p> });
    let next = next.to_owned();
    view! {
        <main id="main" class="sign-in">
            <h1>{text::HALF_TITLE.of(language)}</h1>
            <p>{text::HALF_LEAD.of(language)}</p>
            {failure}
            <form method="post" action="/desk/sign-in/code" class="card">
                <input type="hidden" name="next" value=next />
                <label>
                    <span>{text::HALF_CODE.of(language)}</span>
                    <input name="code" class="digits" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" required maxlength="20" />
                </label>
                <button class="button large">{crate::text::desk::SIGN_IN.of(language)}</button>
            </form>
        </main>
    }
}
