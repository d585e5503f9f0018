//! New codes for a ticket whose old ones somebody has seen (CODES, generation).

use super::about_ticket;
use crate::language::Language;
use crate::text::holder as text;
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::wallet::WalletTicket;

/// What it does, and the button.
pub fn page(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    attempt: &AttemptId,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let content = view! {
        <form method="post" action=format!("{link}/{}/renew", ticket.serial) class="card">
            <p>{text::RENEW_NOTE.of(language)}</p>
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <button class="button">{text::RENEW_DO.of(language)}</button>
        </form>
    };
    about_ticket(language, link, ticket, text::RENEW_TITLE.of(language), refusal, content.into_any())
}
