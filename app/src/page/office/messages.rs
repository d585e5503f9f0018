//! 訊息中心 (RULES §9): what the platform tells the merchant; the newest on the first page, all of it as a list.

use crate::component::console::{Place, console};
use crate::component::form::{Field, select};
use crate::component::list::{Column, filters, foot, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::{console as common, numbers as text};
use domain::field::Faults;
use domain::message::{Message, MessageKind};
use leptos::prelude::*;
use store::query::message_received::ReceivedMessage;
use store::query::session::SignedIn;
use store::query::window::Rows;

/// What the address of the list may ask for.
pub const FILTERS: &[&str] = &["words", "kind"];
/// What the list can be ordered by.
pub const SORTS: &[&str] = &["-at"];

/// The newest ones, beside what waits.
pub fn newest(language: Language, messages: &[ReceivedMessage]) -> impl IntoView + use<> {
    let lines = messages
        .iter()
        .map(|one| {
            view! {
                <li>
                    <details>
                        <summary>
                            <span>{kind(language, one.message.kind)}" "{one.message.title.clone()}</span>
                        </summary>
                        <p class="muted small">{language.time(one.at)}</p>
                        <p class="as-written">{one.message.body.clone()}</p>
                    </details>
                </li>
            }
        })
        .collect_view();
    let body = if messages.is_empty() {
        view! { <p class="muted">{text::MESSAGES_NONE.of(language)}</p> }.into_any()
    } else {
        view! {
            <ul class="entries">{lines}</ul>
            <p><a href="/office/messages">{text::MESSAGES_MORE.of(language)}</a></p>
        }
        .into_any()
    };
    view! { <section class="card"><h2>{text::MESSAGES.of(language)}</h2>{body}</section> }
}

/// All of them.
pub fn list(
    language: Language,
    signed_in: &SignedIn,
    listing: &Listing,
    found: &Rows<ReceivedMessage>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 3] = [
        Column::words("message", text::MESSAGE),
        Column::words("kind", text::MESSAGE_KIND),
        Column::words("at", text::MESSAGE_AT).sorted("at"),
    ];
    let lines = found.rows.iter().map(|one| cells(language, one)).collect();
    let content = view! {
        <p><a class="back" href="/office">{common::HOME.of(language)}</a></p>
        <h1>{text::MESSAGES.of(language)}</h1>
        {filters(language, listing, fields(language, listing))}
        {table(language, listing, text::MESSAGES, &COLUMNS, lines, None)}
        {foot(language, listing, found.total)}
    };
    console(language, signed_in, Place::Home, content)
}

fn fields(language: Language, listing: &Listing) -> Vec<AnyView> {
    let kinds = std::iter::once(("", text::MESSAGE_KIND_ANY))
        .chain(MessageKind::ALL.iter().map(|kind| (kind.as_str(), text::message_kind(*kind))))
        .collect();
    vec![
        Field::new("words", text::MESSAGE_WORDS, listing.filter("words"))
            .most(100)
            .view(language, &Faults::default()),
        select(language, "kind", text::MESSAGE_KIND, listing.filter("kind"), kinds),
    ]
}

fn cells(language: Language, one: &ReceivedMessage) -> Vec<AnyView> {
    let Message { title, body, .. } = one.message.clone();
    vec![
        view! { <details><summary>{title}</summary><p class="as-written">{body}</p></details> }.into_any(),
        kind(language, one.message.kind),
        language.time(one.at).into_any(),
    ]
}

fn kind(language: Language, kind: MessageKind) -> AnyView {
    let words = text::message_kind(kind).of(language);
    view! { <span class="chip" data-kind=kind.as_str()>{words}</span> }.into_any()
}
