//! What an order has many of: its tickets, its messages and its history, page by page. Which pages stands in the address.

use super::one::section;
use super::person;
use crate::component::record::record;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{console as common, issued_order as text, office};
use leptos::prelude::*;
use store::query::issued_order::page::{IssuedOrder, TicketOfOrder};
use store::query::issued_order::paged::{MAILS, Pages, RECORDS, TICKETS};

/// What the address calls the page of tickets.
pub const TICKETS_PAGE: &str = "tickets";
/// Likewise of the history.
pub const RECORDS_PAGE: &str = "records";
/// Likewise of the messages.
pub const MAILS_PAGE: &str = "mails";

/// The order's page with these pages of its tickets, records and messages. First pages are not named.
pub fn address(number: &str, pages: Pages) -> String {
    let named = [(TICKETS_PAGE, pages.tickets), (RECORDS_PAGE, pages.records), (MAILS_PAGE, pages.mails)];
    let named = named.into_iter().filter(|(_, before)| *before > 0);
    let named: Vec<_> = named.map(|(name, before)| format!("{name}={}", u64::from(before) + 1)).collect();
    let question = if named.is_empty() { "" } else { "?" };
    format!("/office/orders/{number}{question}{}", named.join("&"))
}

/// The ways to the pages before and after, where there are any.
fn ways(
    label: &'static str,
    before: Option<String>,
    after: Option<String>,
    [words_before, words_after]: [&'static str; 2],
) -> AnyView {
    if before.is_none() && after.is_none() {
        return ().into_any();
    }
    let way = |to: Option<String>, words| to.map(|to| view! { <a class="button quiet" href=to>{words}</a> });
    view! { <nav class="pages" aria-label=label>{way(before, words_before)}{way(after, words_after)}</nav> }
        .into_any()
}

/// Those of the page, and where one is among all of them.
pub fn tickets(language: Language, order: &IssuedOrder) -> impl IntoView + use<> {
    let (pages, count) = (order.pages, order.ticket_count);
    let first = u64::from(pages.tickets) * u64::from(TICKETS) + 1;
    let last = first.saturating_add(order.tickets.len() as u64).saturating_sub(1);
    let has_after = last < u64::from(count);
    let place = (has_after || pages.tickets > 0).then(|| {
        let (first, last, count) = (first.to_string(), last.to_string(), count.to_string());
        let values = [("first", first.as_str()), ("last", &last), ("count", &count)];
        view! { <p class="muted small">{text::TICKETS_SHOWN.with(language, &values)}</p> }
    });
    let to = |tickets| format!("{}#tickets", address(&order.number, Pages { tickets, ..pages }));
    let before = pages.tickets.checked_sub(1).map(to);
    let after = has_after.then(|| to(pages.tickets.saturating_add(1)));
    let title = text::TICKETS.with(language, &[("count", &count.to_string())]);
    let words = [text::TICKETS_BEFORE.of(language), text::TICKETS_AFTER.of(language)];
    let ways = ways(text::TICKETS_PAGES.of(language), before, after, words);
    let lines = order.tickets.iter().map(|one| ticket(language, one)).collect();
    view! {
        <div id="tickets">{section(title, common::HISTORY_EMPTY, lines, language)}{place}{ways}</div>
    }
}

fn ticket(language: Language, one: &TicketOfOrder) -> AnyView {
    let (remaining, quantity) = (one.remaining.to_string(), one.quantity.to_string());
    let values = [("product", one.product_name.as_str()), ("remaining", &remaining), ("quantity", &quantity)];
    let last = one.last_day.map(|day| text::LAST_DAY.with(language, &[("day", &language.day(day))]));
    let holder = one
        .holder
        .as_ref()
        .map(|holder| text::HOLDER.with(language, &[("person", &person(language, holder))]));
    let offered = one.offered.then(|| view! { " "<span class="chip">{office::OFFERED.of(language)}</span> });
    let more: Vec<_> = [last, holder].into_iter().flatten().collect();
    view! {
        <li>
            <p><a href=format!("/office/ticket?serial={}", one.serial)>{one.serial.clone()}</a>{offered}</p>
            <p>{text::TICKET_LINE.with(language, &values)}</p>
            <p class="muted small">{language.facts(&more)}</p>
        </li>
    }
    .into_any()
}

/// What is said of pages whose number nobody counted.
struct Uncounted {
    shown: Sentence,
    label: Sentence,
    before: Sentence,
    after: Sentence,
    /// Lines of a page, at most.
    most: u16,
}

const OF_MAILS: Uncounted = Uncounted {
    shown: text::MAILS_SHOWN,
    label: text::MAILS_PAGES,
    before: text::MAILS_BEFORE,
    after: text::MAILS_AFTER,
    most: MAILS,
};
const OF_RECORDS: Uncounted = Uncounted {
    shown: text::RECORDS_SHOWN,
    label: text::RECORDS_PAGES,
    before: text::RECORDS_BEFORE,
    after: text::RECORDS_AFTER,
    most: RECORDS,
};

impl Uncounted {
    /// Which page this is, where there are others, and the ways to them.
    fn place_and_ways(
        &self,
        language: Language,
        page: u32,
        has_more: bool,
        to: impl Fn(u32) -> String,
    ) -> AnyView {
        let before = page.checked_sub(1).map(&to);
        let after = has_more.then(|| to(page.saturating_add(1)));
        let place = (before.is_some() || after.is_some()).then(|| {
            let (page, most) = ((u64::from(page) + 1).to_string(), self.most.to_string());
            let values = [("page", page.as_str()), ("most", &most)];
            view! { <p class="muted small">{self.shown.with(language, &values)}</p> }
        });
        let words = [self.before.of(language), self.after.of(language)];
        let ways = ways(self.label.of(language), before, after, words);
        view! { {place}{ways} }.into_any()
    }
}

/// `lines` are those of the page: what did not arrive first, then the newest.
pub fn mails(language: Language, order: &IssuedOrder, lines: Vec<AnyView>) -> impl IntoView + use<> {
    let pages = order.pages;
    let to = |mails| format!("{}#mails", address(&order.number, Pages { mails, ..pages }));
    let ways = OF_MAILS.place_and_ways(language, pages.mails, order.has_more_mails, to);
    let list = section(text::MAILS.of(language).to_owned(), text::MAILS_EMPTY, lines, language);
    view! { <div id="mails">{list}{ways}</div> }
}

/// The newest first; older ones stand on the next page.
pub fn history(language: Language, order: &IssuedOrder) -> impl IntoView + use<> {
    let pages = order.pages;
    let lines = order.records.iter().map(|one| view! { <li>{record(language, one)}</li> }).collect_view();
    let to = |records| format!("{}#history", address(&order.number, Pages { records, ..pages }));
    let ways = OF_RECORDS.place_and_ways(language, pages.records, order.has_more_records, to);
    view! {
        <section class="card" id="history">
            <h2>{text::HISTORY.of(language)}</h2>
            <ul class="history">{lines}</ul>
            {ways}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_what_is_not_the_first_page() {
        let of = |tickets, records, mails| address("2026110614000001", Pages { tickets, records, mails });
        assert_eq!(of(0, 0, 0), "/office/orders/2026110614000001");
        assert_eq!(of(1, 0, 0), "/office/orders/2026110614000001?tickets=2");
        assert_eq!(of(1, 2, 3), "/office/orders/2026110614000001?tickets=2&records=3&mails=4");
    }
}
