//! One look of the platform at a merchant's console, as the platform reads of it.

use super::{Place, frame};
use crate::component::looks::one;
use crate::language::Language;
use crate::listing::Listing;
use crate::text::look as text;
use domain::identity::MerchantNumber;
use leptos::prelude::*;
use store::query::look::{LookedAt, PastLook};
use store::query::window::Rows;

/// The page.
pub fn page(
    language: Language,
    operator_name: &str,
    merchant: MerchantNumber,
    listing: &Listing,
    look: &PastLook,
    pages: &Rows<LookedAt>,
) -> impl IntoView + use<> {
    let content = view! {
        <p><a class="back" href=format!("/operator/merchant/{merchant}#looks")>{text::BACK.of(language)}</a></p>
        <p class="muted">{look.operator_name.clone()}</p>
        {one(language, listing, look, pages)}
    };
    frame(language, operator_name, Place::Merchants, content)
}
