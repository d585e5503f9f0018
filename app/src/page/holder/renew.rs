//! New codes for a ticket whose old ones somebody has seen (CODES, generation).

use super::about_ticket;
use crate::language::Language;
use crate::text::holder as text;
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::wallet::WalletTicket;

/// What it does, and the button. Whoever asked by a form that is older than the codes of today reads that they are new.
pub fn page(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    attempt: &AttemptId,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let is_done = matches!(refusal, Some(Refusal::ChangedMeanwhile));
    let done = is_done.then(|| {
        view! { <p class="heads-up" role="alert">{text::RENEWED_SINCE.of(language)}</p> }
    });
    let refusal = refusal.filter(|_| !is_done);
    let content = view! {
        {done}
        <form method="post" action=format!("{link}/{}/renew", ticket.serial) class="card">
            <p>{text::RENEW_NOTE.of(language)}</p>
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <input type="hidden" name="generation" value=ticket.ticket.generation.to_string() />
            <button class="button">{text::RENEW_DO.of(language)}</button>
        </form>
    };
    about_ticket(language, link, ticket, text::RENEW_TITLE.of(language), refusal, content.into_any())
}
