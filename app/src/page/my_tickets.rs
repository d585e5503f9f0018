//! Every ticket of one person, whoever issued it: those that can be used now first, what is over at the end.

use crate::language::Language;
use crate::page::wallet::card;
use crate::text::{find as text, holder, wallet};
use domain::calendar::Day;
use domain::reach::Reach;
use domain::ticket::TicketState;
use domain::transfer::TransferState;
use leptos::prelude::*;
use store::query::my_tickets::{MaskedWallet, MyTickets};
use store::query::wallet::WalletTicket;

/// A ticket, the wallet that opens it, and who issued it.
struct Found<'w> {
    ticket: &'w WalletTicket,
    link: String,
    merchant: &'w str,
}

/// The list. `unmatched` says that the last order number fitted none.
pub fn page(language: Language, mine: &MyTickets, today: Day, unmatched: bool) -> impl IntoView + use<> {
    let mut found: Vec<Found<'_>> = Vec::new();
    for one in &mine.wallets {
        let link = format!("/w/{}", one.link.as_str());
        let merchant = one.wallet.issuer.name.as_str();
        found.extend(one.wallet.tickets.iter().map(|ticket| Found { ticket, link: link.clone(), merchant }));
    }
    found.sort_by_key(|one| (one.ticket.soonest_end(), one.ticket.serial.clone()));
    let (now, later): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.ticket.is_showable(today));
    let empty = (now.is_empty() && later.is_empty() && mine.masked.is_empty()).then(|| {
        view! {
            <div class="empty"><p>{text::NONE.of(language)}</p><p>{text::NONE_HINT.of(language)}</p></div>
        }
    });
    let (waiting, later): (Vec<_>, Vec<_>) =
        later.into_iter().partition(|one| one.ticket.state == TicketState::Unused);
    let now = section(wallet::USABLE_NOW.of(language), language, &now, true, Vec::new());
    let waiting = section(text::WAITING.of(language), language, &waiting, false, Vec::new());
    let given = given_away(language, mine);
    let later = section(text::HISTORY.of(language), language, &later, false, given);
    let reaches: Vec<_> = mine.proven.iter().map(Reach::masked).collect();
    let proven = text::MINE_OF.with(language, &[("reaches", &reaches.join("、"))]);
    view! {
        <header class="top">
            <h1>{text::MINE.of(language)}</h1>
            <p class="muted small">{proven}</p>
        </header>
        <main id="main">
            {empty}
            {now}
            {waiting}
            {masked(language, &mine.masked, unmatched)}
            {later}
            {wallets(language, mine)}
            <p class="centre"><a class="button quiet" href="/find">{text::ANOTHER.of(language)}</a></p>
            <form method="post" action="/my/forget" class="centre">
                <button class="button quiet">{text::FORGET.of(language)}</button>
                <p class="muted small">{text::FORGET_NOTE.of(language)}</p>
            </form>
        </main>
    }
}

fn section(
    title: &'static str,
    language: Language,
    found: &[&Found<'_>],
    usable: bool,
    more: Vec<AnyView>,
) -> Option<AnyView> {
    let cards: Vec<_> = found
        .iter()
        .map(|one| card(language, one.ticket, &one.link, usable, Some(one.merchant)).into_any())
        .chain(more)
        .collect();
    (!cards.is_empty())
        .then(|| view! { <section><h2>{title}</h2><ul class="tickets">{cards}</ul></section> }.into_any())
}

/// What somebody else accepted: it lies in no wallet of this person's any more, and its giver remembers it.
fn given_away(language: Language, mine: &MyTickets) -> Vec<AnyView> {
    let mut cards = Vec::new();
    for one in &mine.wallets {
        for given in &one.wallet.given {
            let address = format!("/w/{}/given/{}", one.link.as_str(), given.transfer);
            let to = text::GIVEN_TO.with(language, &[("name", &given.recipient_name)]);
            let accepted = given.tickets.iter().filter(|ticket| ticket.state == TransferState::Accepted);
            cards.extend(accepted.map(|ticket| {
                let state = holder::transfer_state(ticket.state).of(language);
                view! {
                    <li class="ticket spent">
                        <a href=address.clone()>
                            <span class="face">
                                <span class="facts">{one.wallet.issuer.name.clone()}</span>
                                <span class="name">{ticket.product_name.clone()}</span>
                                <span class="chip" data-state=ticket.state.as_str()>{state}</span>
                                <span class="facts">{to.clone()}</span>
                            </span>
                            <span class="stub">
                                <span class="date">{language.day(ticket.changed_at.day())}</span>
                                <span class="act" aria-hidden="true">{wallet::LOOK_AT_TICKET.of(language)}</span>
                            </span>
                        </a>
                    </li>
                }
                .into_any()
            }));
        }
    }
    cards
}

/// The wallets themselves: giving and returning start there.
fn wallets(language: Language, mine: &MyTickets) -> Option<AnyView> {
    let lines: Vec<_> = mine
        .wallets
        .iter()
        .map(|one| {
            let merchant = one.wallet.issuer.name.as_str();
            let (address, name) = (
                format!("/w/{}", one.link.as_str()),
                text::OPEN_WALLET.with(language, &[("merchant", merchant)]),
            );
            let order = wallet::ORDER.with(language, &[("number", &one.wallet.order_number)]);
            view! {
                <li>
                    <a href=address>{name}</a>
                    <p class="muted small">{order}</p>
                </li>
            }
        })
        .collect();
    (!lines.is_empty())
        .then(|| view! { <section class="card"><ul class="plain">{lines}</ul></section> }.into_any())
}

fn masked(language: Language, masked: &[MaskedWallet], unmatched: bool) -> Option<AnyView> {
    let lines: Vec<_> = masked
        .iter()
        .map(|one| {
            let day = language.day(one.issued_at.day());
            let values = [("merchant", one.merchant_name.as_str()), ("day", day.as_str())];
            view! { <li>{text::MASKED_ORDER.with(language, &values)}</li> }
        })
        .collect();
    let failure = unmatched
        .then(|| view! { <p class="error" role="alert" id="failure">{text::MATCH_NONE.of(language)}</p> });
    (!lines.is_empty()).then(|| {
        let count = lines.len().to_string();
        view! {
            <section class="card">
                <h2>{text::MASKED_TITLE.with(language, &[("count", &count)])}</h2>
                <ul class="plain">{lines}</ul>
                <p>{text::MASKED_WHY.of(language)}</p>
                {failure}
                <form method="post" action="/my/match">
                    <label>
                        <span>{text::MATCH.of(language)}</span>
                        <input name="written" autocapitalize="none" autocomplete="off" required maxlength="254" />
                    </label>
                    <button class="button">{text::MATCH_DO.of(language)}</button>
                </form>
            </section>
        }
        .into_any()
    })
}
