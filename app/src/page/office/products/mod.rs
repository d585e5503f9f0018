//! 商品管理 (RULES §7): the list, and many on or off the shelf at once.

pub mod counter;
pub mod finding;
pub mod form;
pub mod places;
pub mod show;

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{common, product as text};
use domain::field::{Fault, Faults};
use domain::product::SHORTEST_SEARCH;
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::command::product::NotShelved;
use store::query::product::{ListedProduct, ListedProducts, ProductChoices};
use store::query::session::SignedIn;

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &[
    "name",
    "code",
    "shelf",
    "kind",
    "from",
    "to",
    "opened",
    "partner",
    "redeeming",
    "redeemed_at",
    "returning",
    "returned_at",
];
/// The one that is not folded.
const UNFOLDED: &str = "name";
/// What the list can be ordered by; the first is what nobody chose: the newest first.
pub const SORTS: &[&str] = &["-number", "name", "own_number", "kind", "face", "shelf", "created", "changed"];

const COLUMNS: [Column; 11] = [
    Column::words("name", text::NAME).sorted("name"),
    Column::words("code", text::CODE).sorted("number"),
    Column::words("own_number", text::OWN_NUMBER).sorted("own_number"),
    Column::words("kind", text::KIND).sorted("kind"),
    Column::number("face", common::FACE_VALUE).sorted("face"),
    Column::words("shelf", text::FILTER_SHELF).sorted("shelf"),
    Column::words("partners", text::PARTNERS),
    Column::words("redeeming", text::REDEEMING),
    Column::words("returning", text::RETURNING),
    Column::words("created", text::CREATED).sorted("created"),
    Column::words("changed", text::CHANGED).sorted("changed"),
];

/// The form of what is chosen to go on or off the shelf.
const CHOICE: &str = "choice";

/// How the list is shown.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Whether the account may change products.
    pub changeable: bool,
    /// What was to go on the shelf and did not; it stays ticked.
    pub not_shelved: Vec<NotShelved>,
    /// The form was sent without any product.
    pub none_picked: bool,
}

/// Too little of a name finds too much: it stands in the form again, and nothing is looked for by it.
pub fn is_too_short(name: &str) -> bool {
    (1..SHORTEST_SEARCH).contains(&name.chars().count())
}

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    products: &ListedProducts,
    choices: &ProductChoices,
    shown: &Shown,
) -> impl IntoView + use<> {
    let new = shown.changeable.then(|| {
        view! { <a class="button" href="/office/products/new">{text::NEW.of(language)}</a> }
    });
    let refused: Vec<_> = shown.not_shelved.iter().map(|one| not_shelved(language, one).into_any()).collect();
    let none = shown.none_picked.then(|| {
        view! { <div class="error" role="alert"><p>{text::NONE_PICKED.of(language)}</p></div> }
    });
    let (total, on_shelf) = (products.found.total, products.on_shelf);
    let values = [
        ("total", &*total.to_string()),
        ("on", &on_shelf.to_string()),
        ("off", &total.saturating_sub(on_shelf).to_string()),
    ];
    let first = (total == 0 && !listing.is_filtered())
        .then(|| view! { <p class="muted">{text::EMPTY_AT_ALL.of(language)}</p> });
    let export = listing.address().replacen(listing.path(), "/office/products/export", 1);
    let lines = products.found.rows.iter().map(|one| cells(language, one, shown)).collect();
    let acts = (shown.changeable && !products.found.rows.is_empty()).then(|| acts(language, listing));
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <p class="pair"><a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>{new}</p>
        </div>
        {none}
        {refused}
        {filters(language, listing, fields(language, listing, choices))}
        {first}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        {acts}
        <p class="muted small">{text::TOTALS.with(language, &values)}</p>
        {foot(language, listing, total)}
    };
    framed(language, signed_in, content)
}

fn not_shelved(language: Language, one: &NotShelved) -> impl IntoView + use<> {
    let lines = one.findings.iter().map(|found| finding::line(language, found)).collect_view();
    view! {
        <div class="error" role="alert">
            <div>
                <p>{text::NOT_SHELVED.with(language, &[("name", &one.name)])}</p>
                <ul>{lines}</ul>
                <p><a href=format!("/office/products/{}#policy", one.number)>{text::NOT_SHELVED_LOOK.of(language)}</a></p>
            </div>
        </div>
    }
}

fn fields(language: Language, listing: &Listing, choices: &ProductChoices) -> Vec<AnyView> {
    let none = Faults::default();
    let name = Field::new("name", text::FILTER_NAME, listing.filter("name")).most(20);
    let name = if is_too_short(listing.filter("name")) {
        let fault = Faults::one("name", Fault::TooShort(SHORTEST_SEARCH));
        name.hint(text::FILTER_NAME_UNUSED.of(language)).view(language, &fault)
    } else {
        name.view(language, &none)
    };
    let shelves = vec![("", text::ALL_OF), ("on", text::ON_SHELF), ("off", text::OFF_SHELF)];
    let kinds = std::iter::once(("", text::ALL_OF))
        .chain(TicketKind::ALL.iter().map(|kind| (kind.as_str(), common::kind(*kind))))
        .collect();
    let rest = [
        Field::new("code", text::FILTER_CODE, listing.filter("code")).most(20).view(language, &none),
        select(language, "shelf", text::FILTER_SHELF, listing.filter("shelf"), shelves),
        select(language, "kind", text::KIND, listing.filter("kind"), kinds),
        Field::new("from", text::FILTER_FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("to", text::FILTER_TO, listing.filter("to")).kind("date").view(language, &none),
    ];
    let rest = rest.into_iter().chain(places::fields(language, listing, choices));
    let folded: Vec<_> = FILTERS.iter().copied().filter(|filter| *filter != UNFOLDED).collect();
    vec![name, further(language, listing, &folded, rest)]
}

/// The ticks of the table belong to this form; forms do not stand in forms, and the table brings one.
fn acts(language: Language, listing: &Listing) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/office/products/shelf" id=CHOICE>
            <input type="hidden" name="back" value=listing.address() />
            <p class="pair">
                <span class="muted">{text::PICKED.of(language)}</span>
                <button class="button quiet" name="on" value="1">{text::PUT_ON.of(language)}</button>
                <button class="button quiet" name="on" value="0">{text::TAKE_OFF.of(language)}</button>
            </p>
        </form>
    }
}

fn cells(language: Language, one: &ListedProduct, shown: &Shown) -> Vec<AnyView> {
    let link = view! { <a href=format!("/office/products/{}", one.number)>{one.name.clone()}</a> };
    let name = if shown.changeable {
        let label = text::PICK.with(language, &[("name", &one.name)]);
        let is_ticked = shown.not_shelved.iter().any(|refused| refused.number == one.number);
        let number = one.number.to_string();
        view! {
            <span class="choice">
                <input type="checkbox" form=CHOICE name="number" value=number checked=is_ticked aria-label=label />
                {link}
            </span>
        }
        .into_any()
    } else {
        link.into_any()
    };
    let locked = one.issued.then(|| view! { " "<span class="chip">{text::LOCKED.of(language)}</span> });
    let [partners, redeeming, returning] = places::words(language, one);
    vec![
        name,
        one.code.clone().into_any(),
        one.own_number.clone().into_any(),
        common::kind(one.kind).of(language).into_any(),
        face(language, one).into_any(),
        view! { <span>{shelf_chip(language, one.on_shelf)}{locked}</span> }.into_any(),
        partners.into_any(),
        redeeming.into_any(),
        returning.into_any(),
        created(language, one.created_at).into_any(),
        created(language, one.changed_at).into_any(),
    ]
}

fn face(language: Language, one: &ListedProduct) -> String {
    match one.kind {
        TicketKind::Paid => language.money(one.face_value),
        TicketKind::Gift => text::FACE_NONE.of(language).to_owned(),
    }
}

/// On the shelf or off it.
pub(crate) fn shelf_chip(language: Language, on_shelf: bool) -> impl IntoView + use<> {
    let (state, words) = if on_shelf { ("unused", text::ON_SHELF) } else { ("cancelled", text::OFF_SHELF) };
    view! { <span class="chip" data-state=state>{words.of(language)}</span> }
}

/// When it was made, as far as that is known.
pub fn created(language: Language, at: domain::calendar::Instant) -> String {
    if at.0 == 0 { text::CREATED_BEFORE.of(language).to_owned() } else { language.time(at) }
}

/// The frame around each of these pages.
pub(crate) fn framed<C: IntoView + 'static>(
    language: Language,
    signed_in: &SignedIn,
    content: C,
) -> impl IntoView + use<C> {
    console(language, signed_in, Place::Products, content)
}
