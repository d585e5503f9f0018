//! Under the tickets of a wallet: what was given, and what was asked to be returned.

use super::given::{is_open, is_planned, unreached};
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{common, gift, holder as text, pass};
use domain::calendar::Instant;
use domain::identity::AttemptId;
use domain::return_request::RequestState;
use domain::ticket::GiveBackState;
use leptos::prelude::*;
use store::query::return_request::ReturnRequest;
use store::query::transfer::{GivenTicket, GivenTransfer};

/// Transfers that the holder offered, with their states.
pub fn given(
    language: Language,
    given: &[GivenTransfer],
    link: &str,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    let entries: Vec<_> = given.iter().map(|one| transfer(language, one, link, attempt).into_any()).collect();
    (!entries.is_empty()).then(|| {
        view! { <section class="card"><h2>{text::GIVEN.of(language)}</h2><ul class="entries">{entries}</ul></section> }
    })
}

fn transfer(
    language: Language,
    one: &GivenTransfer,
    link: &str,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    let open = is_open(one);
    let tickets: Vec<_> =
        one.tickets.iter().map(|ticket| given_ticket(language, ticket).into_any()).collect();
    let values = [("name", one.recipient_name.as_str()), ("number", one.number.as_str())];
    let until = open.then(|| text::GIVEN_UNTIL.with(language, &[("day", &language.day(one.last_day))]));
    let facts: Vec<String> = latest(language, one).into_iter().chain(until).collect();
    let remind = (one.is_told && one.sent_at.is_some()).then(|| {
        view! {
            <form method="post" action=format!("{link}/remind")>
                <input type="hidden" name="transfer" value=one.transfer.to_string() />
                <input type="hidden" name="attempt" value=attempt.to_string() />
                <button class="button quiet">{text::REMIND.of(language)}</button>
            </form>
        }
    });
    let transfer = one.transfer.to_string();
    let address = format!("{link}/given/{transfer}");
    let acts = open.then(|| {
        view! {
            <form method="post" action=format!("{link}/take-back")>
                <input type="hidden" name="transfer" value=transfer />
                <button class="button quiet">{text::TAKE_BACK.of(language)}</button>
            </form>
            {remind}
        }
    });
    view! {
        <li>
            <p><strong>{text::GIVEN_TO.with(language, &values)}</strong></p>
            <ul>{tickets}</ul>
            <p class="muted small">{language.facts(&facts)}</p>
            {unreached(language, one, gift::UNREACHED_LIST)}
            <div class="pair">
                <a class="button quiet" href=address>{gift::OPEN_GIVEN.of(language)}</a>
                {acts}
            </div>
        </li>
    }
}

/// What happened last, in a few words.
fn latest(language: Language, one: &GivenTransfer) -> Option<String> {
    if let Some(used) = one.used {
        let day = language.day(used.first_at.day());
        return Some(gift::LATEST_USED.with(language, &[("day", &day)]));
    }
    if is_planned(one) {
        return Some(gift::LATEST_PLANNED.with(language, &[("day", &language.day(one.sent_on))]));
    }
    let opened = one.opened_at.filter(|_| is_open(one))?;
    Some(gift::LATEST_OPENED.with(language, &[("time", &language.time(opened))]))
}

fn given_ticket(language: Language, ticket: &GivenTicket) -> impl IntoView + use<> {
    let state = text::transfer_state(ticket.state).of(language);
    view! { <li>{ticket.product_name.clone()}" "<span class="chip" data-state=ticket.state.as_str()>{state}</span></li> }
}

/// Return requests of the holder, with their progress.
pub fn requests(language: Language, requests: &[ReturnRequest], link: &str) -> impl IntoView + use<> {
    let entries: Vec<_> = requests.iter().map(|one| request(language, one, link).into_any()).collect();
    (!entries.is_empty()).then(|| {
        view! { <section class="card"><h2>{text::REQUESTS.of(language)}</h2><ul class="entries">{entries}</ul></section> }
    })
}

fn request(language: Language, one: &ReturnRequest, link: &str) -> impl IntoView + use<> {
    let (units, refund) = (common::units(language, one.quote.quantity), language.money(one.quote.refund));
    let values = [("product", one.product_name.as_str()), ("units", &units), ("refund", &refund)];
    let answer = one
        .answer
        .as_ref()
        .map(|answer| view! { <p>{text::REQUEST_ANSWER.with(language, &[("answer", answer)])}</p> });
    let act = (one.state == RequestState::Asked).then(|| {
        view! {
            <form method="post" action=format!("{link}/withdraw-return")>
                <input type="hidden" name="request" value=one.request.to_string() />
                <button class="button quiet">{text::WITHDRAW.of(language)}</button>
            </form>
        }
    });
    let (state, words) = match &one.outcome {
        Some(outcome) => (chip_of(outcome.state), text::outcome(outcome.state)),
        None => (one.state.as_str(), text::request_state(one.state)),
    };
    view! {
        <li>
            <p>
                {text::REQUEST_LINE.with(language, &values)}" "
                <span class="chip" data-state=state>{words.of(language)}</span>
            </p>
            <p class="muted small">{one.number.clone()}</p>
            <ol class="progress">{steps(language, one)}</ol>
            {answer}
            {act}
        </li>
    }
}

/// Chips are styled by the ticket's states.
const fn chip_of(state: GiveBackState) -> &'static str {
    match state {
        GiveBackState::Pending => "return_pending",
        GiveBackState::Settling => "return_settling",
        GiveBackState::Returned => "returned",
        GiveBackState::Cancelled => "cancelled",
    }
}

/// From asking to the money, with the times.
fn steps(language: Language, one: &ReturnRequest) -> Vec<AnyView> {
    let step = |words: String, at: Option<Instant>| {
        let class = if at.is_some() { "done" } else { "waits" };
        let time = at.map(|at| language.time(at));
        view! { <li class=class><strong>{words}</strong>" "<span class="muted">{time}</span></li> }.into_any()
    };
    let words = |sentence: Sentence| sentence.of(language).to_owned();
    let mut steps = vec![step(words(text::STEP_ASKED), Some(one.asked_at))];
    match (&one.outcome, one.state) {
        (Some(outcome), _) => {
            let refund = language.money(outcome.refund);
            let units = outcome.quantity.to_string();
            let agreed = if outcome.quantity < one.quote.quantity {
                text::STEP_AGREED_PART.with(language, &[("units", &units), ("refund", &refund)])
            } else {
                text::STEP_AGREED.with(language, &[("refund", &refund)])
            };
            steps.push(step(agreed, Some(outcome.returned_at)));
            match outcome.state {
                GiveBackState::Cancelled => steps.push(step(words(text::STEP_UNDONE), None)),
                GiveBackState::Returned if outcome.by_hand => {
                    steps.push(step(words(text::STEP_BY_HAND), None));
                }
                GiveBackState::Returned => {
                    steps.push(step(words(text::STEP_REFUNDED), outcome.refunded_at));
                }
                GiveBackState::Pending | GiveBackState::Settling => {
                    steps.push(step(words(text::STEP_BANK), None));
                }
            }
        }
        (None, RequestState::Declined | RequestState::Withdrawn) => {
            steps.push(step(words(text::request_state(one.state)), Some(one.changed_at)));
        }
        (None, RequestState::Asked | RequestState::Approved) => {}
    }
    steps
}

/// What can be done with a ticket beside showing it; renewing and printing always.
#[derive(Clone, Copy)]
pub struct Acts {
    /// Given away.
    pub give: bool,
    /// Asked to be returned.
    pub ask_return: bool,
    /// Divided, or joined again.
    pub split: bool,
    /// Put into a wallet app.
    pub pass: bool,
}

/// The ways to them.
pub fn more(language: Language, link: &str, serial: &str, acts: Acts) -> impl IntoView + use<> {
    let ticket = format!("{link}/{serial}");
    let give = acts.give.then(|| {
        view! { <a class="button" href=format!("{link}/give?serial={serial}")>{text::GIVE.of(language)}</a> }
    });
    let ask_return = acts.ask_return.then(
        || view! { <a class="button quiet" href=format!("{ticket}/return")>{text::RETURN.of(language)}</a> },
    );
    let split = acts.split.then(
        || view! { <a class="button quiet" href=format!("{ticket}/split")>{text::SPLIT.of(language)}</a> },
    );
    let pass = acts.pass.then(
        || view! { <a class="button quiet" href=format!("{ticket}/pass")>{pass::LINK.of(language)}</a> },
    );
    view! {
        <nav class="more" aria-label=text::MORE.of(language)>
            {give}
            {ask_return}
            {split}
            <a class="button quiet" href=format!("{ticket}/renew")>{text::RENEW.of(language)}</a>
            <a class="button quiet" href=format!("{ticket}/paper")>{text::PAPER.of(language)}</a>
            {pass}
        </nav>
    }
}
