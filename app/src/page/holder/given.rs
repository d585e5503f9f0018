//! A gift as its giver sees it: how to pass it on, and what became of it (RULES §5).

use crate::component::card::card;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{gift as text, holder, wallet as wallet_text};
use domain::calendar::Instant;
use domain::identity::AttemptId;
use domain::notice::Channel;
use domain::transfer::{TOLD_ONCE_IN_MINUTES, TransferState};
use leptos::prelude::*;
use store::query::transfer::GivenTransfer;

/// The link to pass on, as it is shown.
pub struct Shared<'s> {
    /// The whole address.
    pub link: &'s str,
    /// Opens LINE with the words of the gift.
    pub line: &'s str,
    /// Its QR, as SVG.
    pub qr: Option<String>,
}

/// The words that go with the link.
pub fn words_to_share(language: Language, given: &GivenTransfer, link: &str) -> String {
    let wish = text::card(given.card).of(language);
    format!("{wish} {}", text::SHARED_WORDS.with(language, &[("link", link)]))
}

/// The page. `link` is the wallet's address.
pub fn page(
    language: Language,
    given: &GivenTransfer,
    giver_name: &str,
    shared: Option<&Shared<'_>>,
    link: &str,
    attempt: &AttemptId,
    told_again: Option<Sentence>,
) -> impl IntoView + use<> {
    let told_again = told_again.map(|words| {
        let minutes = TOLD_ONCE_IN_MINUTES.to_string();
        let words = words.with(language, &[("name", given.recipient_name.as_str()), ("minutes", &minutes)]);
        view! { <p class="outcome good" role="status">{words}</p> }
    });
    let day = language.day(given.sent_on);
    let planned = is_planned(given);
    let open = is_open(given);
    let title = match (open, planned) {
        (true, true) => text::PLANNED.with(language, &[("day", &day)]),
        (true, false) => text::READY.of(language).to_owned(),
        (false, _) => holder::GIVEN_TO
            .with(language, &[("name", given.recipient_name.as_str()), ("number", given.number.as_str())]),
    };
    let told = (given.is_told && given.unreached.is_empty()).then(|| match planned {
        true => text::PLANNED_MAIL.with(language, &[("name", &given.recipient_name)]),
        false => text::MAILED_TOO.of(language).to_owned(),
    });
    let hint = open.then(|| {
        let hint = match planned {
            true => text::PLANNED_HINT.with(language, &[("day", &day)]),
            false => text::READY_HINT.with(language, &[("name", &given.recipient_name)]),
        };
        view! { <p class="muted">{hint}{language.between_sentences()}{told}</p> }
    });
    let tickets = given.tickets.iter().map(|ticket| {
        let state = holder::transfer_state(ticket.state).of(language);
        view! {
            <li>{ticket.product_name.clone()}" × "{ticket.units}" "<span class="chip" data-state=ticket.state.as_str()>{state}</span></li>
        }
    });
    let until = open.then(|| holder::GIVEN_UNTIL.with(language, &[("day", &language.day(given.last_day))]));
    view! {
        <header class="top slim"><p><a class="back" href=link.to_owned()>{wallet_text::BACK.of(language)}</a></p></header>
        <main id="main" class="given">
            {told_again}
            <h1>{title}</h1>
            {hint}
            {unreached(language, given, if shared.is_some() { text::UNREACHED_NEXT } else { text::UNREACHED_AGAIN })}
            {card(language, given.card, &given.recipient_name, &given.message, Some(giver_name))}
            {shared.map(|shared| share(language, given, shared))}
            <section class="card">
                <h2>{text::PROGRESS.of(language)}</h2>
                <ol class="progress">{steps(language, given)}</ol>
                <p class="muted small">{until}</p>
                {open.then(|| acts(language, given, link, attempt))}
            </section>
            <section class="card">
                <h2>{text::CONTENTS.of(language)}</h2>
                <ul class="gifts">{tickets.collect_view()}</ul>
                <p class="muted small">{text::NUMBER.with(language, &[("number", &given.number)])}</p>
            </section>
        </main>
    }
}

/// Somebody may still answer.
pub fn is_open(given: &GivenTransfer) -> bool {
    given.tickets.iter().any(|ticket| ticket.state == TransferState::Offered)
}

/// Its day has not come.
pub fn is_planned(given: &GivenTransfer) -> bool {
    given.sent_at.is_none() && is_open(given)
}

/// That the recipient was not told, and what the giver can do. What a mail server answered is nobody's reading.
pub fn unreached(language: Language, given: &GivenTransfer, next: Sentence) -> Option<impl IntoView + use<>> {
    let tried = |channel| given.unreached.contains(&channel);
    let words = match (tried(Channel::Mail), tried(Channel::Sms)) {
        (true, true) => text::UNREACHED,
        (true, false) => text::UNREACHED_MAIL,
        (false, true) => text::UNREACHED_SMS,
        (false, false) => return None,
    };
    let words = words.with(language, &[("name", &given.recipient_name)]);
    let space = language.between_sentences();
    Some(view! { <p class="unreached" role="status"><strong>{words}</strong>{space}{next.of(language)}</p> })
}

fn share(language: Language, given: &GivenTransfer, shared: &Shared<'_>) -> impl IntoView + use<> {
    let words = words_to_share(language, given, "").trim().to_owned();
    let qr = shared.qr.clone().map(|svg| {
        view! {
            <figure class="paper share-qr">
                <div role="img" aria-label=text::QR.of(language) inner_html=svg></div>
                <figcaption>{text::QR.of(language)}</figcaption>
            </figure>
        }
    });
    view! {
        <section class="card share" data-share=shared.link.to_owned() data-words=words>
            <div class="ways">
                <a class="button line" href=shared.line.to_owned() target="_blank" rel="noopener noreferrer">{text::LINE.of(language)}</a>
                <button type="button" class="button quiet" data-sheet hidden>{text::SHARE.of(language)}</button>
                <button type="button" class="button quiet" data-copy hidden>{text::COPY.of(language)}</button>
            </div>
            <p class="copied" role="status" data-copied=text::COPIED.of(language)></p>
            <label>
                <span>{text::LINK.of(language)}</span>
                <input readonly value=shared.link.to_owned() data-link />
            </label>
            {qr}
            <p class="small muted">{text::LINK_NOTE.of(language)}</p>
        </section>
    }
}

fn steps(language: Language, given: &GivenTransfer) -> Vec<AnyView> {
    let mut steps = vec![];
    match given.sent_at {
        Some(at) => steps.push(step(language, text::SENT.of(language).to_owned(), Some(at))),
        None => {
            steps.push(step(language, text::WRAPPED_AT.of(language).to_owned(), Some(given.offered_at)));
            if is_open(given) {
                let day = language.day(given.sent_on);
                steps.push(step(language, text::PLANNED.with(language, &[("day", &day)]), None));
            }
        }
    }
    match given.opened_at {
        Some(at) => steps.push(step(language, text::OPENED.of(language).to_owned(), Some(at))),
        None if is_open(given) && given.sent_at.is_some() => {
            steps.push(step(language, text::NOT_OPENED.of(language).to_owned(), None));
        }
        None => {}
    }
    let mut ended: Vec<(TransferState, Instant)> = given
        .tickets
        .iter()
        .filter(|ticket| ticket.state != TransferState::Offered)
        .map(|ticket| (ticket.state, ticket.changed_at))
        .collect();
    ended.sort_by_key(|(_, at)| *at);
    ended.dedup_by_key(|(state, _)| *state);
    for (state, at) in ended {
        let is_accepted = state == TransferState::Accepted;
        let words = if is_accepted { text::ACCEPTED } else { holder::transfer_state(state) };
        steps.push(step(language, words.of(language).to_owned(), Some(at)));
    }
    if let Some(used) = given.used {
        let words = text::USED.with(language, &[("count", &used.units.to_string())]);
        let day = language.day(used.first_at.day());
        steps.push(
            view! { <li class="done"><strong>{words}</strong>" "<span class="muted">{day}</span></li> }
                .into_any(),
        );
    }
    steps
}

fn step(language: Language, words: String, at: Option<Instant>) -> AnyView {
    let class = if at.is_some() { "done" } else { "waits" };
    let time = at.map(|at| language.time(at));
    view! { <li class=class><strong>{words}</strong>" "<span class="muted">{time}</span></li> }.into_any()
}

fn acts(language: Language, given: &GivenTransfer, link: &str, attempt: &AttemptId) -> impl IntoView + use<> {
    let remind = (given.is_told && given.sent_at.is_some()).then(|| {
        view! {
            <form method="post" action=format!("{link}/remind")>
                <input type="hidden" name="transfer" value=given.transfer.to_string() />
                <input type="hidden" name="attempt" value=attempt.to_string() />
                <button class="button quiet">{holder::REMIND.of(language)}</button>
            </form>
        }
    });
    view! {
        <div class="pair">
            <form method="post" action=format!("{link}/take-back")>
                <input type="hidden" name="transfer" value=given.transfer.to_string() />
                <button class="button quiet">{holder::TAKE_BACK.of(language)}</button>
            </form>
            {remind}
        </div>
    }
}
