//! Proving an address: where to send the code, and the code.

use crate::component::contract_end;
use crate::language::Language;
use crate::text::find as text;
use domain::identity::OneTimeCodeId;
use leptos::prelude::*;
use store::query::issuer::PublicMerchant;

/// Why the last try did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Neither a mail address nor a mobile number.
    Reach,
    /// Too many codes.
    Slow,
    /// Not six digits.
    Form,
    /// Other digits; so many tries are left.
    Wrong(u32),
    /// Too late, or tried too often.
    Ended,
}

impl Failure {
    fn sentence(self, language: Language) -> String {
        match self {
            Self::Reach => text::REACH_WRONG.of(language).to_owned(),
            Self::Slow => text::SLOW.of(language).to_owned(),
            Self::Form => text::CODE_FORM.of(language).to_owned(),
            Self::Wrong(left) => text::CODE_WRONG.with(language, &[("left", &left.to_string())]),
            Self::Ended => text::CODE_ENDED.of(language).to_owned(),
        }
    }
}

/// Where the code goes. `merchant` is whose public page this is.
pub fn ask(
    language: Language,
    merchant: Option<&PublicMerchant>,
    action: &str,
    filled: &str,
    failure: Option<Failure>,
) -> impl IntoView + use<> {
    let title = match merchant {
        Some(merchant) => text::TITLE_OF.with(language, &[("merchant", &merchant.name)]),
        None => text::TITLE.of(language).to_owned(),
    };
    let (action, filled) = (action.to_owned(), filled.to_owned());
    let contract = contract_end::line(language, merchant.and_then(|merchant| merchant.contract_last_day));
    view! {
        <main id="main" class="sign-in">
            <h1>{title}</h1>
            <p>{text::LEAD.of(language)}</p>
            {alert(language, failure)}
            <form method="post" action=action class="card">
                <label>
                    <span>{text::REACH.of(language)}</span>
                    <input name="reach" autocomplete="email" inputmode="email" autocapitalize="none" required maxlength="254" value=filled />
                </label>
                <button class="button large">{text::ASK.of(language)}</button>
            </form>
            <p class="muted small">{text::PRIVACY.of(language)}</p>
            {contract}
        </main>
    }
}

/// Before an act of power: the code goes to the wallet's own address, of which little is shown.
pub fn unlock(
    language: Language,
    link: &str,
    masked: &str,
    next: &str,
    failure: Option<Failure>,
) -> impl IntoView + use<> {
    let (back, action, next) = (link.to_owned(), format!("{link}/unlock"), next.to_owned());
    view! {
        <header class="top slim">
            <p><a class="back" href=back>{crate::text::wallet::BACK.of(language)}</a></p>
        </header>
        <main id="main" class="sign-in">
            <h1>{text::UNLOCK_TITLE.of(language)}</h1>
            <p>{text::UNLOCK_WHY.of(language)}</p>
            {alert(language, failure)}
            <form method="post" action=action class="card">
                <input type="hidden" name="next" value=next />
                <p>{text::UNLOCK_TO.with(language, &[("reach", masked)])}</p>
                <button class="button large">{text::ASK.of(language)}</button>
            </form>
        </main>
    }
}

/// The six digits. `again` is where a new code is asked for.
pub fn enter(
    language: Language,
    id: &OneTimeCodeId,
    reach: &str,
    next: &str,
    again: &str,
    failure: Option<Failure>,
) -> impl IntoView + use<> {
    let sent = text::CODE_SENT.with(language, &[("reach", reach)]);
    let (id, next, again) = (id.to_string(), next.to_owned(), again.to_owned());
    view! {
        <main id="main" class="sign-in">
            <h1>{text::CODE_TITLE.of(language)}</h1>
            <p>{sent}</p>
            {alert(language, failure)}
            <form method="post" action="/find/code" class="card">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="next" value=next />
                <label>
                    <span>{text::CODE.of(language)}</span>
                    <input name="code" class="digits" inputmode="numeric" autocomplete="one-time-code" required maxlength="12" />
                </label>
                <button class="button large">{text::CODE_ENTER.of(language)}</button>
            </form>
            <p class="muted small">{text::CODE_NOTE.of(language)}</p>
            <p class="centre"><a href=again>{text::CODE_AGAIN.of(language)}</a></p>
        </main>
    }
}

fn alert(language: Language, failure: Option<Failure>) -> impl IntoView + use<> {
    failure.map(|failure| {
        view! { <p class="error" role="alert" id="failure">{failure.sentence(language)}</p> }
    })
}
