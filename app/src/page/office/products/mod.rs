//! 商品管理 (RULES §7): the list with its filters, and many on or off the shelf at once.

pub mod counter;
pub mod finding;
pub mod form;
pub mod show;

use crate::component::console::{Place, console};
use crate::component::labelled::{Around, choice, line};
use crate::component::pages::pages;
use crate::language::Language;
use crate::text::{common, product as text};
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::command::product::NotShelved;
use store::query::product::{ListedProduct, Page, ProductFilter};
use store::query::session::SignedIn;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What was asked for.
    pub filter: ProductFilter,
    /// Too little of a name to search by; it stands in the form again.
    pub short_name: Option<String>,
    /// What was found.
    pub list: Page<ListedProduct>,
    /// The filter as it stands in the address, without the page.
    pub query: String,
    /// Whether the account may change products.
    pub changeable: bool,
    /// What was to go on the shelf and did not.
    pub not_shelved: Vec<NotShelved>,
    /// The form was sent without any product.
    pub none_picked: bool,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let new = shown.changeable.then(|| {
        view! { <a class="button" href="/office/products/new">{text::NEW.of(language)}</a> }
    });
    let refused: Vec<_> = shown.not_shelved.iter().map(|one| not_shelved(language, one).into_any()).collect();
    let none = shown.none_picked.then(|| {
        view! { <div class="error" role="alert"><p>{text::NONE_PICKED.of(language)}</p></div> }
    });
    let address = format!("/office/products?{}page=", shown.query);
    let list = if shown.list.rows.is_empty() {
        let words = if shown.query.is_empty() { text::EMPTY_AT_ALL } else { text::EMPTY };
        view! { <p class="empty">{words.of(language)}</p> }.into_any()
    } else {
        table(language, shown).into_any()
    };
    let content = view! {
        <div class="head"><h1>{text::TITLE.of(language)}</h1>{new}</div>
        {none}
        {refused}
        {filter(language, shown)}
        {list}
        {pages(language, &address, shown.list.page, shown.list.pages(), shown.list.total)}
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

fn filter(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let filter = &shown.filter;
    let of = |words: crate::sentences::Sentence| words.of(language).to_owned();
    let shelf = match filter.on_shelf {
        None => "",
        Some(true) => "on",
        Some(false) => "off",
    };
    let shelves = vec![
        (String::new(), of(text::ALL_OF)),
        ("on".to_owned(), of(text::ON_SHELF)),
        ("off".to_owned(), of(text::OFF_SHELF)),
    ];
    let mut kinds = vec![(String::new(), of(text::ALL_OF))];
    kinds.extend(TicketKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), of(common::kind(*kind)))));
    let day = |day: Option<domain::calendar::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let wrong = shown.short_name.as_ref().map(|_| of(text::FILTER_NAME_SHORT));
    let name = shown.short_name.as_deref().unwrap_or(&filter.name);
    let kind = filter.kind.map_or("", TicketKind::as_str);
    let field = |name, words: crate::sentences::Sentence| Around::new(name, words.of(language));
    let asked = !shown.query.is_empty() || shown.short_name.is_some();
    let clear = asked.then(|| {
        view! { <a class="button quiet" href="/office/products">{text::FILTER_CLEAR.of(language)}</a> }
    });
    view! {
        <details class="card" open=asked>
            <summary>{text::FILTER.of(language)}</summary>
            <form method="get" action="/office/products" class="filter">
                {line(field("code", text::FILTER_CODE), "text", None, &filter.code)}
                {line(field("name", text::FILTER_NAME).wrong(wrong), "text", None, name)}
                {choice(field("shelf", text::FILTER_SHELF), shelves, shelf)}
                {choice(field("kind", text::KIND), kinds, kind)}
                {line(field("from", text::FILTER_FROM), "date", None, &day(filter.from))}
                {line(field("to", text::FILTER_TO), "date", None, &day(filter.to))}
                <div class="acts"><button class="button">{text::FILTER_DO.of(language)}</button>{clear}</div>
            </form>
        </details>
    }
}

fn table(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let changeable = shown.changeable;
    let rows: Vec<_> = shown.list.rows.iter().map(|one| row(language, one, changeable).into_any()).collect();
    let pick = changeable.then(|| view! { <th></th> });
    let acts = changeable.then(|| {
        view! {
            <div class="acts">
                <span class="muted">{text::PICKED.of(language)}</span>
                <button class="button quiet" name="on" value="1">{text::PUT_ON.of(language)}</button>
                <button class="button quiet" name="on" value="0">{text::TAKE_OFF.of(language)}</button>
            </div>
        }
    });
    view! {
        <form method="post" action="/office/products/shelf" class="card list">
            <input type="hidden" name="back" value=format!("{}page={}", shown.query, shown.list.page) />
            <table>
                <thead>
                    <tr>
                        {pick}
                        <th>{text::NAME.of(language)}</th>
                        <th>{text::CODE.of(language)}</th>
                        <th>{text::OWN_NUMBER.of(language)}</th>
                        <th>{text::KIND.of(language)}</th>
                        <th class="figure">{common::FACE_VALUE.of(language)}</th>
                        <th>{text::FILTER_SHELF.of(language)}</th>
                        <th>{text::CREATED.of(language)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {acts}
        </form>
    }
}

fn row(language: Language, one: &ListedProduct, changeable: bool) -> impl IntoView + use<> {
    let pick = changeable.then(|| {
        let label = text::PICK.with(language, &[("name", &one.name)]);
        view! { <td class="pick"><input type="checkbox" name="number" value=one.number.to_string() aria-label=label /></td> }
    });
    let face = match one.kind {
        TicketKind::Paid => language.money(one.face_value),
        TicketKind::Gift => text::FACE_NONE.of(language).to_owned(),
    };
    let locked = one.issued.then(|| view! { " "<span class="chip">{text::LOCKED.of(language)}</span> });
    view! {
        <tr>
            {pick}
            <td class="main"><a href=format!("/office/products/{}", one.number)>{one.name.clone()}</a></td>
            <td data-label=text::CODE.of(language)>{one.code.clone()}</td>
            <td data-label=text::OWN_NUMBER.of(language)>{one.own_number.clone()}</td>
            <td data-label=text::KIND.of(language)>{common::kind(one.kind).of(language)}</td>
            <td class="figure" data-label=common::FACE_VALUE.of(language)>{face}</td>
            <td data-label=text::FILTER_SHELF.of(language)>{shelf_chip(language, one.on_shelf)}{locked}</td>
            <td data-label=text::CREATED.of(language)>{created(language, one.created_at)}</td>
        </tr>
    }
}

/// On the shelf or off it.
pub(crate) fn shelf_chip(language: Language, on_shelf: bool) -> impl IntoView + use<> {
    let (state, words) = if on_shelf { ("unused", text::ON_SHELF) } else { ("cancelled", text::OFF_SHELF) };
    view! { <span class="chip" data-state=state>{words.of(language)}</span> }
}

pub(crate) fn created(language: Language, at: domain::calendar::Instant) -> String {
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
