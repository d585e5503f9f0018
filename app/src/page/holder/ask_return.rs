//! 申請退貨: what would be refunded and why, before asking (RULES §4).

use super::about_ticket;
use crate::component::rows::rows;
use crate::language::Language;
use crate::text::holder as text;
use domain::cancel::Reason;
use domain::give_back::Quote;
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::wallet::WalletTicket;

/// The page: a quote with its form, or why there is none.
pub fn page(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    attempt: &AttemptId,
    quote: Option<&Quote>,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let address = format!("{link}/{}/return", ticket.serial);
    let left = ticket.ticket.remaining;
    let choose = (left > 1)
        .then(|| choose_units(language, &address, quote.map_or(left, |quote| quote.quantity), left));
    let ask = quote.map(|quote| ask(language, &address, attempt, quote));
    let content = view! { {choose}{ask} }.into_any();
    about_ticket(language, link, ticket, text::RETURN_TITLE.of(language), refusal, content)
}

/// Asking again for other units is a look: a GET.
fn choose_units(language: Language, address: &str, units: u32, left: u32) -> impl IntoView + use<> {
    view! {
        <form method="get" action=address.to_owned() class="card">
            <label>
                <span>{text::RETURN_UNITS.of(language)}</span>
                <input name="units" type="number" inputmode="numeric" min="1" max=left.to_string() value=units.to_string() />
            </label>
            <button class="button quiet">{text::RETURN_QUOTE.of(language)}</button>
        </form>
    }
}

fn ask(language: Language, address: &str, attempt: &AttemptId, quote: &Quote) -> impl IntoView + use<> {
    let list = rows(vec![
        (text::RETURN_UNITS.of(language), Some(quote.quantity.to_string())),
        (text::RETURN_FACE.of(language), Some(language.money(quote.face))),
        (text::RETURN_FEE.of(language), Some(language.money(quote.fee))),
        (text::RETURN_REFUND.of(language), Some(language.money(quote.refund))),
    ]);
    let how = if quote.by_hand { text::RETURN_BY_HAND } else { text::RETURN_BY_BANK };
    view! {
        <form method="post" action=address.to_owned() class="card">
            {list}
            <p>{how.of(language)}</p>
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <input type="hidden" name="units" value=quote.quantity.to_string() />
            <label>
                <span>{text::RETURN_REASON.of(language)}</span>
                <input name="reason" autocomplete="off" maxlength=Reason::LONGEST.to_string() />
            </label>
            <p class="small">{text::RETURN_NOTE.of(language)}</p>
            <button class="button">{text::RETURN_ASK.of(language)}</button>
        </form>
    }
}
