//! Finding a ticket without its code: what is known of its holder, and what fits.

use crate::language::Language;
use crate::page::desk::header;
use crate::sentences::Sentence;
use crate::text::{common, desk, look_up as text};
use domain::identity::AttemptId;
use domain::look_up::{LookUpKey, LookUpKind, LookUpProblem};
use domain::money::Dollars;
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::command::look_up::FoundTicket;
use store::query::session::SignedIn;

/// What a search came to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Nobody has asked yet.
    Unasked,
    /// It was nothing to look for.
    Problem(LookUpProblem),
    /// Too many searches.
    Slow,
    /// Too many holders.
    TooMany,
    /// These.
    Found(Vec<FoundLine>),
}

/// A ticket in the list.
#[derive(Debug, Clone)]
pub struct FoundLine {
    /// What is shown of it.
    pub ticket: FoundTicket,
    /// What opens it.
    pub sealed: String,
    /// By which it is redeemed from the list.
    pub attempt: AttemptId,
}

/// The page; what was asked for stands in the form again.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    kind: LookUpKind,
    words: &str,
    outcome: Outcome,
) -> impl IntoView + use<> {
    let choices = LookUpKind::ALL.iter().map(|one| choice(language, *one, *one == kind)).collect_view();
    let words = words.to_owned();
    view! {
        {header(language, signed_in)}
        <main id="main">
            <h1>{text::TITLE.of(language)}</h1>
            <p class="muted">{text::LEAD.of(language)}</p>
            <form method="post" action="/desk/find" class="card">
                {problem(language, &outcome).map(|words| view! { <p class="error" role="alert">{words}</p> })}
                <fieldset>
                    <legend>{text::BY.of(language)}</legend>
                    {choices}
                </fieldset>
                <label>
                    <span>{text::WORDS.of(language)}</span>
                    <input name="words" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength=LookUpKey::LONGEST.to_string() enterkeyhint="search" value=words />
                </label>
                <button class="button large">{text::SEARCH.of(language)}</button>
            </form>
            {found(language, outcome)}
            <p class="centre"><a class="button quiet" href="/desk">{desk::BACK.of(language)}</a></p>
        </main>
    }
}

fn problem(language: Language, outcome: &Outcome) -> Option<&'static str> {
    let sentence = match outcome {
        Outcome::Unasked | Outcome::Found(_) => return None,
        Outcome::Problem(LookUpProblem::TooShort) => text::TOO_SHORT,
        Outcome::Problem(LookUpProblem::Form) => text::FORM,
        Outcome::Slow => text::SLOW,
        Outcome::TooMany => text::TOO_MANY,
    };
    Some(sentence.of(language))
}

fn choice(language: Language, kind: LookUpKind, chosen: bool) -> impl IntoView {
    let (name, hint): (Sentence, Sentence) = match kind {
        LookUpKind::Phone => (text::BY_PHONE, text::BY_PHONE_HINT),
        LookUpKind::Name => (text::BY_NAME, text::BY_NAME_HINT),
        LookUpKind::Order => (text::BY_ORDER, text::BY_ORDER_HINT),
    };
    view! {
        <label class="choice">
            <input type="radio" name="kind" value=kind.as_str() checked=chosen />
            <span>{name.of(language)}<small>{hint.of(language)}</small></span>
        </label>
    }
}

fn found(language: Language, outcome: Outcome) -> Option<AnyView> {
    let Outcome::Found(found) = outcome else {
        return None;
    };
    if found.is_empty() {
        let (nothing, why) = (text::NOTHING.of(language), text::NOTHING_WHY.of(language));
        return Some(
            view! { <section class="card" role="status"><h2>{nothing}</h2><p>{why}</p></section> }.into_any(),
        );
    }
    let title = text::FOUND.with(language, &[("count", &found.len().to_string())]);
    let lines = found.into_iter().map(|found| line(language, found)).collect_view();
    Some(
        view! {
            <section class="card" role="status">
                <h2>{title}</h2>
                <p class="muted">{text::ASK_FIRST.of(language)}</p>
                <ul class="entries">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

/// Whose, what, and the two ways: to the card that asks for the second tap, and, held down, at once.
fn line(language: Language, found: FoundLine) -> impl IntoView + use<> {
    let FoundLine { ticket, sealed, attempt } = found;
    let holder = language.facts(&[ticket.masked_name.clone(), ticket.masked_phone.clone()]);
    let names = [("name", ticket.masked_name.as_str()), ("product", ticket.product_name.as_str())];
    let label = text::OPEN_WHICH.with(language, &names);
    // Of several units a person chooses: on the card.
    let hold = (ticket.remaining == 1).then(|| hold(language, &ticket, sealed.clone(), &attempt));
    view! {
        <li class="found">
            <p class="holder">{holder}</p>
            <p class="name">{ticket.product_name.clone()}</p>
            <p class="muted">{language.facts(&details(language, &ticket))}</p>
            <div class="found-acts">
                {hold}
                <form method="post" action="/desk/look" data-open="">
                    <input type="hidden" name="presentation" value=sealed />
                    <button class="button quiet" aria-label=label>{text::OPEN.of(language)}</button>
                </form>
            </div>
        </li>
    }
}

/// Shown by `hold.js`, which makes it a button that must be held.
fn hold(
    language: Language,
    ticket: &FoundTicket,
    sealed: String,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    let names = [("name", ticket.masked_name.as_str()), ("product", ticket.product_name.as_str())];
    let label = text::HOLD_WHICH.with(language, &names);
    view! {
        <form method="post" action="/desk/redeem" data-hold="" hidden>
            <input type="hidden" name="presentation" value=sealed />
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <input type="hidden" name="quantity" value="1" />
            <button type="button" class="button hold" aria-label=label>{text::HOLD.of(language)}</button>
        </form>
    }
}

fn details(language: Language, ticket: &FoundTicket) -> Vec<String> {
    let mut details = vec![common::kind(ticket.kind).of(language).to_owned()];
    if ticket.kind == TicketKind::Paid {
        details.push(language.money(Dollars(ticket.face_value)));
    }
    if ticket.quantity > 1 {
        let (remaining, quantity) = (ticket.remaining.to_string(), ticket.quantity.to_string());
        let left = common::REMAINING_OF.with(language, &[("remaining", &remaining), ("quantity", &quantity)]);
        details.push(format!("{} {left}", common::REMAINING.of(language)));
    }
    if ticket.alike > 1 {
        details.push(text::ALIKE.with(language, &[("count", &ticket.alike.to_string())]));
    }
    details.push(text::ISSUED.with(language, &[("day", &language.day(ticket.issued_on))]));
    details
}
