//! 已發行訂單管理 (RULES §6): the list over everything that is printed on a ticket or stands in its mail.

pub mod issue;
pub mod many;
pub mod one;

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::component::sums::sums;
use crate::language::Language;
use crate::listing::{LONGEST_FILTER, Listing};
use crate::text::issued_order as text;
use domain::field::Faults;
use domain::money::Dollars;
use leptos::prelude::*;
use store::query::issued_order::{ListedOrder, MOST_COUNTED, Orders, ShownPerson};
use store::query::people::BranchChoice;
use store::query::session::SignedIn;

/// What the address of the list may ask for.
pub const FILTERS: &[&str] =
    &["words", "product", "from", "until", "rest", "mail", "form", "way", "source", "branch", "batch"];
/// What the list can be ordered by: its numbers begin with their minute.
pub const SORTS: &[&str] = &["-issued"];

const COLUMNS: [Column; 10] = [
    Column::words("number", text::NUMBER).sorted("issued"),
    Column::words("issued", text::ISSUED),
    Column::words("own", text::OWN_NUMBER),
    Column::words("purchaser", text::PURCHASER),
    Column::words("products", text::PRODUCTS),
    Column::words("way", text::WAY),
    Column::words("source", text::SOURCE),
    Column::words("branch", text::BRANCH),
    Column::number("left", text::LEFT),
    Column::number("amount", text::AMOUNT),
];

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    orders: &Orders,
    branches: &[BranchChoice],
    all: Option<(u64, Dollars)>,
) -> impl IntoView + use<> {
    let lines = orders.rows.iter().map(|one| cells(language, one, branches)).collect();
    let whole = all.or((!orders.has_more).then_some((orders.counted, orders.amount)));
    let totals = whole.map(|(count, amount)| {
        let (count, amount) = (count.to_string(), language.money(amount));
        text::TOTALS.with(language, &[("orders", &count), ("amount", &amount)])
    });
    let export = listing.address().replacen(listing.path(), "/office/orders/export", 1);
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{text::LEAD.of(language)}</p>
        {issue::of_batch(language, listing)}
        {filters(language, listing, fields(language, signed_in, listing, branches))}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        {sums(language, listing, MOST_COUNTED, orders.has_more, totals)}
        {foot(language, listing, orders.counted)}
    };
    console(language, signed_in, Place::Orders, content)
}

fn fields(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    branches: &[BranchChoice],
) -> Vec<AnyView> {
    let none = Faults::default();
    let rests = vec![("", text::REST_ANY), ("left", text::REST_LEFT), ("nothing", text::REST_NOTHING)];
    let mails = vec![("", text::MAIL_ANY), ("failed", text::MAIL_FAILED), ("unopened", text::MAIL_UNOPENED)];
    let rest = [
        Field::new("product", text::PRODUCT, listing.filter("product")).most(60).view(language, &none),
        Field::new("from", text::FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("until", text::UNTIL, listing.filter("until")).kind("date").view(language, &none),
        select(language, "rest", text::REST, listing.filter("rest"), rests),
        select(language, "mail", text::MAIL, listing.filter("mail"), mails),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words"))
        .hint(text::WORDS_HINT.of(language))
        .most(LONGEST_FILTER as u32);
    let rest = rest.into_iter().chain(issue::fields(language, signed_in, listing, branches));
    vec![words.view(language, &none), further(language, listing, FILTERS, rest)]
}

fn cells(language: Language, one: &ListedOrder, branches: &[BranchChoice]) -> Vec<AnyView> {
    let number = one.number.clone();
    let own: Vec<_> = [&one.merchant_order_no, &one.gift_order_no].into_iter().flatten().cloned().collect();
    vec![
        view! { <a href=format!("/office/orders/{number}")>{number.clone()}</a> }.into_any(),
        language.time(one.issued_at).into_any(),
        own.join(" ").into_any(),
        person(language, &one.purchaser).into_any(),
        products(language, one).join(language.between_words()).into_any(),
        issue::way(language, one).into_any(),
        issue::source(language, one).into_any(),
        issue::branch(language, one, branches).into_any(),
        left(language, one).into_any(),
        language.money(one.amount).into_any(),
    ]
}

/// Name, phone and mail in one line.
pub fn person(language: Language, person: &ShownPerson) -> String {
    let parts = [&person.name, &person.phone, &person.email];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).cloned().collect();
    language.facts(&parts)
}

/// What an order is of, each with its number of tickets.
pub fn products(language: Language, one: &ListedOrder) -> Vec<String> {
    let line = |product: &store::query::issued_order::ProductOfOrder| {
        let tickets = product.tickets.to_string();
        text::PRODUCT_LINE.with(language, &[("name", &product.name), ("tickets", &tickets)])
    };
    one.products.iter().map(line).collect()
}

fn left(language: Language, one: &ListedOrder) -> String {
    let sum = |of: fn(&store::query::issued_order::ProductOfOrder) -> u32| {
        one.products.iter().map(|product| u64::from(of(product))).sum::<u64>().to_string()
    };
    let (remaining, units) = (sum(|product| product.remaining), sum(|product| product.units));
    text::LEFT_OF.with(language, &[("remaining", &remaining), ("units", &units)])
}
