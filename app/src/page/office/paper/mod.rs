//! 紙本票券列印 (RULES §6): the tickets of paper to tick, with how often each was printed; then what a print asks for.

mod confirm;

pub use confirm::{Confirming, confirm};

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::component::refused::refused;
use crate::component::sums::sums;
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::{common, paper as text};
use domain::field::Faults;
use domain::print::{MOST_TICKETS, PaperSize, may_print};
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::query::paper::{MOST_COUNTED, PaperSums, PaperTicket, PaperTickets, PrintRecord};
use store::query::session::SignedIn;

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words", "product", "from", "until", "kind", "printed"];
/// What the list can be ordered by: its numbers begin with their minute.
pub const SORTS: &[&str] = &["-order"];

/// How the list is shown.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The account may print.
    pub may_print: bool,
    /// Every ticket of the page that may be printed is ticked.
    pub is_all_ticked: bool,
    /// What all of a list comes to that is longer than it counts, where that was asked for.
    pub all: Option<PaperSums>,
    /// Why something was not printed.
    pub refusal: Option<Refusal>,
}

/// The form of what is chosen to be printed.
const CHOICE: &str = "choice";

/// The list.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &PaperTickets,
    shown: &Shown,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 8] = [
        Column::words("serial", text::SERIAL),
        Column::words("order", text::ORDER).sorted("order"),
        Column::words("printed_state", text::PRINTED_STATE),
        Column::words("kind", text::KIND),
        Column::words("product_name", text::PRODUCT_NAME),
        Column::number("face", text::FACE),
        Column::words("purchaser", text::PURCHASER),
        Column::words("issued", text::ISSUED),
    ];
    let lines = found.rows.iter().map(|one| cells(language, one, shown)).collect();
    let whole = shown.all.or((!found.has_more).then_some(found.sums));
    let totals = whole.map(|sums| {
        let open = sums.tickets.saturating_sub(sums.printed);
        let values = [
            ("count", &*sums.tickets.to_string()),
            ("printed", &sums.printed.to_string()),
            ("open", &open.to_string()),
            ("face", &language.money(sums.face)),
        ];
        text::TOTALS.with(language, &values)
    });
    let table = table(language, listing, text::LIST, &COLUMNS, lines, None);
    let rows = if shown.may_print && !found.rows.is_empty() {
        view! {
            {table}
            // The ticks of the table belong to it; forms do not stand in forms, and the table brings one.
            <form method="post" action="/office/paper/choose" id=CHOICE>
                <p class="pair">
                    <button class="button">{text::PRINT.of(language)}</button>
                    {tick_all(language, listing, shown.is_all_ticked)}
                </p>
            </form>
        }
        .into_any()
    } else {
        table
    };
    let export = listing.address().replacen(listing.path(), "/office/paper/export", 1);
    let content = view! {
        <div class="heading">
            <h1>{text::TITLE.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
        <p class="muted">{text::LEAD.with(language, &[("most", &MOST_TICKETS.to_string())])}</p>
        {refused(language, shown.refusal.as_ref())}
        {filters(language, listing, fields(language, listing))}
        {rows}
        {sums(language, listing, MOST_COUNTED, found.has_more, totals)}
        {foot(language, listing, found.counted)}
        {shown.may_print.then(|| sample(language))}
    };
    console(language, signed_in, Place::Paper, content)
}

fn tick_all(language: Language, listing: &Listing, is_ticked: bool) -> impl IntoView + use<> {
    let address = listing.address();
    let between = if address.contains('?') { '&' } else { '?' };
    let (words, address) = if is_ticked {
        (text::CHOOSE_NONE, address)
    } else {
        (text::CHOOSE_ALL, format!("{address}{between}tick=all"))
    };
    view! { <a class="button quiet" href=address>{words.of(language)}</a> }
}

fn sample(language: Language) -> impl IntoView + use<> {
    view! {
        <section class="card">
            <h2>{text::TEST.of(language)}</h2>
            <p class="muted small">{text::TEST_NOTE.of(language)}</p>
            <form method="post" action="/office/paper/test">
                {sizes(language, "")}
                <p><button class="button quiet">{text::TEST.of(language)}</button></p>
            </form>
        </section>
    }
}

/// The papers to choose from.
fn sizes(language: Language, chosen: &str) -> AnyView {
    let chosen = PaperSize::parse(chosen).unwrap_or(PaperSize::Roll);
    let all = PaperSize::ALL.iter().map(|size| (size.as_str(), text::size(*size))).collect();
    select(language, "size", text::SIZE, chosen.as_str(), all)
}

fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let none = Faults::default();
    let kinds = std::iter::once(("", text::ANY))
        .chain(TicketKind::ALL.iter().map(|kind| (kind.as_str(), common::kind(*kind))))
        .collect();
    let printed = vec![("", text::ANY), ("no", text::NOT_PRINTED), ("yes", text::PRINTED)];
    let rest = [
        Field::new("product", text::PRODUCT, listing.filter("product")).most(60).view(language, &none),
        Field::new("from", text::FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("until", text::UNTIL, listing.filter("until")).kind("date").view(language, &none),
        select(language, "kind", text::KIND, listing.filter("kind"), kinds),
        select(language, "printed", text::PRINTED_STATE, listing.filter("printed"), printed),
    ];
    let words = Field::new("words", text::WORDS, listing.filter("words"))
        .hint(text::WORDS_HINT.of(language))
        .most(100);
    vec![words.view(language, &none), further(language, listing, FILTERS, rest)]
}

fn cells(language: Language, one: &PaperTicket, shown: &Shown) -> Vec<AnyView> {
    let obstacle = obstacle(one);
    let serial = one.serial.clone();
    let tick = (shown.may_print && obstacle.is_none()).then(|| {
        let label = text::CHOOSE.with(language, &[("serial", &serial)]);
        view! {
            <label class="choice">
                <input type="checkbox" form=CHOICE name="ticket" value=serial.clone() checked=shown.is_all_ticked aria-label=label />
                <span>{serial.clone()}</span>
            </label>
        }
    });
    let plain = tick.is_none().then(|| serial.clone());
    let why = obstacle.map(|words| view! { <small>{words.of(language)}</small> });
    vec![
        view! { {tick}{plain}{why} }.into_any(),
        view! { <a href=format!("/office/orders/{}", one.order_number)>{one.order_number.clone()}</a> }
            .into_any(),
        printed(language, one),
        common::kind(one.kind).of(language).into_any(),
        view! {
            <a href=format!("/office/ticket?serial={}", one.serial)>{one.product_name.clone()}</a>
        }
        .into_any(),
        language.money(one.face_value).into_any(),
        one.purchaser.clone().into_any(),
        language.time(one.issued_at).into_any(),
    ]
}

/// Why it cannot be printed, if it cannot.
pub fn obstacle(one: &PaperTicket) -> Option<Sentence> {
    let words = if one.printable.is_unused { text::NO_PAPER } else { text::NOT_UNUSED };
    may_print(one.printable).is_err().then_some(words)
}

/// 列印狀態: how often it was printed.
pub fn print_state(language: Language, one: &PaperTicket) -> String {
    match one.printable.prints {
        0 => text::NOT_PRINTED.of(language).to_owned(),
        number => times(language, number),
    }
}

fn printed(language: Language, one: &PaperTicket) -> AnyView {
    let state = print_state(language, one);
    if one.prints.is_empty() {
        return view! { <span class="chip" data-state="unused">{state}</span> }.into_any();
    }
    let chip = if one.printable.prints > 1 { "return_pending" } else { "used" };
    let lines = one.prints.iter().map(|print| record(language, print)).collect_view();
    view! {
        <span class="chip" data-state=chip>{state}</span>
        <details>
            <summary>{text::HISTORY.of(language)}</summary>
            <ul class="plain">{lines}</ul>
        </details>
    }
    .into_any()
}

fn times(language: Language, number: u32) -> String {
    text::PRINTED_TIMES.with(language, &[("number", &number.to_string())])
}

fn record(language: Language, print: &PrintRecord) -> AnyView {
    let values = [("time", &*language.time(print.at)), ("operator", &print.operator)];
    let reason = print.reason.as_deref().map(|reason| {
        let words = text::REASON_LINE.with(language, &[("reason", reason)]);
        view! { <small>{words}</small> }
    });
    view! {
        <li>{times(language, print.number)}" "{text::HISTORY_LINE.with(language, &values)}{reason}</li>
    }
    .into_any()
}
