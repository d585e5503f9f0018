//! 持有人詢問 (RULES §5): the list of open and closed enquiries; one of them stands in `enquiry`.

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::component::thread::{chip, use_line};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::enquiry_list as text;
use domain::enquiry::Author;
use domain::field::Faults;
use leptos::prelude::*;
use store::query::enquiry::Enquiry;
use store::query::enquiry_list::{Enquiries, EnquiryStanding};
use store::query::session::SignedIn;

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words", "state", "from", "until"];
/// What the list can be ordered by.
pub const SORTS: &[&str] = &["-changed", "opened"];

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    enquiries: &Enquiries,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 7] = [
        Column::words("about", text::ABOUT),
        Column::words("state", text::STATE),
        Column::words("holder", text::HOLDER),
        Column::number("messages", text::MESSAGES),
        Column::words("last_by", text::LAST_BY),
        Column::words("opened", text::OPENED).sorted("opened"),
        Column::words("changed", text::CHANGED).sorted("changed"),
    ];
    let lines = enquiries.found.rows.iter().map(|one| cells(language, one)).collect();
    let (total, open) = (enquiries.found.total.to_string(), enquiries.open.to_string());
    let export = listing.address().replacen(listing.path(), "/office/enquiries/export", 1);
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{text::LEAD.of(language)}</p>
        {filters(language, listing, fields(language, listing))}
        {table(language, listing, text::LIST, &COLUMNS, lines, None)}
        <p class="muted small">{text::TOTALS.with(language, &[("total", &total), ("open", &open)])}</p>
        {foot(language, listing, enquiries.found.total)}
    };
    console(language, signed_in, Place::Enquiries, content)
}

fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let none = Faults::default();
    let states = std::iter::once(("", text::ANY_STATE))
        .chain(EnquiryStanding::ALL.iter().map(|state| (state.as_str(), text::standing(*state))))
        .collect();
    let rest = [
        select(language, "state", text::STATE, listing.filter("state"), states),
        Field::new("from", text::FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("until", text::UNTIL, listing.filter("until")).kind("date").view(language, &none),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words"))
        .hint(text::WORDS_HINT.of(language))
        .most(100);
    vec![words.view(language, &none), further(language, listing, FILTERS, rest)]
}

fn cells(language: Language, one: &Enquiry) -> Vec<AnyView> {
    let address = format!("/office/enquiry/{}", one.id);
    let about = one.of.as_ref().map(|of| view! { <small>{use_line(language, of)}</small> });
    vec![
        view! {
            <a href=address>{one.product_name.clone()}</a>
            <small>{one.serial.clone()}</small>
            {about}
        }
        .into_any(),
        chip(language, one.thread).into_any(),
        one.holder_name.clone().into_any(),
        one.thread.messages.to_string().into_any(),
        last_by(language, one.thread.last).into_any(),
        language.time(one.opened_at).into_any(),
        language.time(one.changed_at).into_any(),
    ]
}

/// Whose the last word is.
pub fn last_by(language: Language, author: Author) -> &'static str {
    match author {
        Author::Holder => text::BY_HOLDER.of(language),
        Author::Merchant => text::BY_US.of(language),
    }
}
