//! Where a product is redeemed and returned, and by whom beside its issuer: filters and cells of the list of products.

use crate::component::form::{select, select_one};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::product as text;
use leptos::prelude::*;
use store::query::product::{ListedProduct, ProductChoices};

/// 跨店核銷, 可核銷商店, 核銷分店 and 退貨分店, as the manual asks for them.
pub(super) fn fields(language: Language, listing: &Listing, choices: &ProductChoices) -> [AnyView; 6] {
    let all = || (String::new(), text::ALL_OF.of(language).to_owned());
    let partners =
        choices.partners.iter().map(|(number, name)| (number.to_string(), format!("{number} {name}")));
    let branches = || {
        let branches = choices.branches.iter();
        let branches = branches
            .map(|(number, name)| (number.as_str().to_owned(), format!("{} {name}", number.as_str())));
        std::iter::once(all()).chain(branches)
    };
    let opened = vec![("", text::ALL_OF), ("yes", text::OPENED), ("no", text::PARTNERS_NONE)];
    let named = || vec![("", text::ALL_OF), ("named", text::NAMED), ("all", text::NAMED_NONE)];
    let is = |name: &str| listing.filter(name);
    [
        select(language, "opened", text::PARTNERS, is("opened"), opened),
        select_one(language, "partner", text::PARTNER, is("partner"), std::iter::once(all()).chain(partners)),
        select(language, "redeeming", text::REDEEMING, is("redeeming"), named()),
        select_one(language, "redeemed_at", text::REDEEMED_AT, is("redeemed_at"), branches()),
        select(language, "returning", text::RETURNING, is("returning"), named()),
        select_one(language, "returned_at", text::RETURNED_AT, is("returned_at"), branches()),
    ]
}

/// 跨店核銷, 核銷分店, 退貨分店.
pub fn words(language: Language, one: &ListedProduct) -> [String; 3] {
    let partners = match one.partners {
        0 => text::PARTNERS_NONE.of(language).to_owned(),
        count => text::OPENED_TO.with(language, &[("count", &count.to_string())]),
    };
    let named = |count: Option<u32>| match count {
        None => text::NAMED_NONE.of(language).to_owned(),
        Some(count) => text::NAMED_COUNT.with(language, &[("count", &count.to_string())]),
    };
    [partners, named(one.redeeming), named(one.returning)]
}
