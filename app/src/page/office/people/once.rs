//! What is shown once and kept nowhere: a new password, and the code for a phone.

use crate::component::console::{Place, console};
use crate::language::Language;
use crate::symbol;
use crate::text::people as text;
use domain::calendar::Instant;
use leptos::prelude::*;
use store::query::session::SignedIn;

/// A password that was made just now.
pub fn password(
    language: Language,
    signed_in: &SignedIn,
    address: &str,
    name: &str,
    password: &str,
) -> impl IntoView + use<> {
    let merchant = signed_in.actor.merchant.to_string();
    let lead = text::PASSWORD_ONCE.with(language, &[("name", name)]);
    let (address, name, password) = (address.to_owned(), name.to_owned(), password.to_owned());
    let content = view! {
        <div class="people">
            <h1>{text::PASSWORD_TITLE.of(language)}</h1>
            <section class="card">
                <p>{lead}</p>
                <dl class="facts">
                    <dt>{text::MERCHANT.of(language)}</dt><dd>{merchant}</dd>
                    <dt>{text::NAME.of(language)}</dt><dd>{name}</dd>
                    <dt>{text::PASSWORD_TITLE.of(language)}</dt><dd><code class="once">{password}</code></dd>
                </dl>
                <p class="muted small">{text::PASSWORD_CHANGE.of(language)}</p>
            </section>
            <p class="centre"><a class="button" href=address>{text::CODE_DONE.of(language)}</a></p>
        </div>
    };
    console(language, signed_in, Place::People, content)
}

/// The code for a phone: a QR of `link`.
pub fn code(
    language: Language,
    signed_in: &SignedIn,
    address: &str,
    name: &str,
    link: &str,
    ends_at: Instant,
) -> impl IntoView + use<> {
    let qr = symbol::screen_qr(link).unwrap_or_default();
    let lead = text::CODE_LEAD.with(language, &[("name", name)]);
    let until = text::CODE_UNTIL.with(language, &[("time", &ends_at.taipei_clock())]);
    let (address, link) = (address.to_owned(), link.to_owned());
    let content = view! {
        <div class="people">
            <h1>{text::CODE_TITLE.of(language)}</h1>
            <section class="card">
                <p>{lead}</p>
                <div class="app-key" role="img" aria-label=text::CODE_QR.of(language) inner_html=qr></div>
                <p><strong>{until}</strong></p>
                <p class="muted small">{text::CODE_LINK.of(language)}</p>
                <p><code class="break">{link}</code></p>
            </section>
            <p class="centre"><a class="button" href=address>{text::CODE_DONE.of(language)}</a></p>
        </div>
    };
    console(language, signed_in, Place::People, content)
}
