//! What a stranger sees who opens the link in a QR: what it is, and no power.

use crate::component::contract_end;
use crate::language::Language;
use crate::text::{common, wallet as text};
use leptos::prelude::*;
use store::query::desk::PublicFace;

/// The face behind a code that was verified.
pub fn page(language: Language, face: &PublicFace) -> impl IntoView + use<> {
    let terms = face.terms.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    view! {
        <main id="main" class="notice">
            <h1>{text::PUBLIC_TITLE.of(language)}</h1>
            <p class="product">{face.product_name.clone()}</p>
            <p class="muted">{language.facts(&[face.issuer_name.clone(), common::kind(face.kind).of(language).to_owned()])}</p>
            <p>{text::PUBLIC_HINT.of(language)}</p>
            <p><a class="button" href="/desk/ticket">{text::PUBLIC_SIGN_IN.of(language)}</a></p>
            <section class="card"><h2>{common::TERMS.of(language)}</h2><ul class="terms">{terms}</ul></section>
            <p class="muted small">{format!("{} {}", common::SERVICE_PHONE.of(language), face.service_phone)}</p>
            {contract_end::line(language, face.contract_last_day)}
        </main>
    }
}
