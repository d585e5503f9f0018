//! A ticket into a phone's wallet app, where the operator has keys for one (RULES §5, passes).

use super::about_ticket;
use crate::language::Language;
use crate::text::pass as text;
use domain::pass::PassKind;
use leptos::prelude::*;
use store::query::wallet::WalletTicket;

/// Which wallet apps there are keys for, and whether there is something to put into them.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// `.pkpass` files.
    pub apple: bool,
    /// "Save" links.
    pub google: bool,
    /// Something is left that its holder may use.
    pub usable: bool,
}

/// What there is to choose.
pub fn choose(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    choice: Choice,
) -> impl IntoView + use<> {
    let address = format!("{link}/{}/pass", ticket.serial);
    let way = |offered: bool, kind: PassKind| {
        let (title, act) = match kind {
            PassKind::Apple => (text::APPLE_TITLE, text::APPLE),
            PassKind::Google => (text::GOOGLE_TITLE, text::GOOGLE),
        };
        let address = address.clone();
        offered.then(|| {
            view! {
                <section class="card">
                    <h2>{title.of(language)}</h2>
                    <form method="post" action=address>
                        <input type="hidden" name="kind" value=kind.as_str() />
                        <button class="button">{act.of(language)}</button>
                    </form>
                </section>
            }
        })
    };
    let content = if choice.usable {
        view! {
            <p>{about(ticket).of(language)}</p>
            {way(choice.apple, PassKind::Apple)}
            {way(choice.google, PassKind::Google)}
            <p class="muted small">{text::NOTE_ENDS.of(language)}</p>
        }
        .into_any()
    } else {
        view! { <p class="card">{text::NOT_NOW.of(language)}</p> }.into_any()
    };
    about_ticket(language, link, ticket, text::TITLE.of(language), None, content)
}

/// The way to Google with the card that was made: a plain link to another house, so the holder sees where it leads.
pub fn save_at_google(
    language: Language,
    link: &str,
    ticket: &WalletTicket,
    save: &str,
) -> impl IntoView + use<> {
    let content = view! {
        <section class="card">
            <p>{text::GOOGLE_READY.of(language)}</p>
            <p><a class="button" href=save.to_owned() rel="noreferrer">{text::GOOGLE_SAVE.of(language)}</a></p>
        </section>
        <p class="muted small">{about(ticket).of(language)}</p>
    };
    about_ticket(language, link, ticket, text::TITLE.of(language), None, content.into_any())
}

const fn about(ticket: &WalletTicket) -> crate::sentences::Sentence {
    if ticket.takes_printed { text::NOTE_CODE } else { text::NOTE_LINK }
}
