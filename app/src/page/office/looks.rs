//! 平台檢視紀錄 (RULES §15): a merchant reads when the platform looked at its console, why, and at which pages.

use crate::component::console::{Place, console};
use crate::component::looks::{looks, one as one_look};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{look as text, set_up};
use leptos::prelude::*;
use store::query::look::{LookedAt, PastLook};
use store::query::session::SignedIn;
use store::query::window::Rows;

const PATH: &str = "/office/looks";

/// All of them.
pub fn list(language: Language, signed_in: &SignedIn, found: &[PastLook]) -> impl IntoView + use<> {
    let content = view! {
        <p><a class="back" href="/office/set-up">{set_up::TITLE.of(language)}</a></p>
        <h1>{text::TITLE.of(language)}</h1>
        <p class="muted">{text::LEAD.of(language)}</p>
        <section class="card">{looks(language, PATH, found, false)}</section>
    };
    console(language, signed_in, Place::SetUp, content)
}

/// One of them.
pub fn one(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    look: &PastLook,
    pages: &Rows<LookedAt>,
) -> impl IntoView + use<> {
    let content = view! {
        <p><a class="back" href=PATH>{text::BACK.of(language)}</a></p>
        {one_look(language, listing, look, pages)}
    };
    console(language, signed_in, Place::SetUp, content)
}
