//! What a holder does with tickets beside showing them. Plain forms: they work without scripts, inside any app.

pub mod ask_return;
pub mod device;
pub mod enquiry;
pub mod gift;
pub mod give;
pub mod given;
pub mod lists;
pub mod notices;
pub mod paper;
pub mod pass;
pub mod renew;
pub mod split;

use crate::component::refused::refused;
use crate::language::Language;
use crate::text::holder as text;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::wallet::WalletTicket;

/// A page about one ticket: the way back, a title, why the last try was refused.
fn about_ticket(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    title: &'static str,
    refusal: Option<&Refusal>,
    content: AnyView,
) -> impl IntoView + use<> {
    view! {
        <header class="top slim">
            <p><a class="back" href=format!("{link}/{}", ticket.serial)>{text::BACK_TO_TICKET.of(language)}</a></p>
        </header>
        <main id="main">
            <h1>{title}</h1>
            <p class="muted">{ticket.product_name.clone()}" "{ticket.serial.clone()}</p>
            {refused(language, refusal)}
            {content}
        </main>
    }
}
