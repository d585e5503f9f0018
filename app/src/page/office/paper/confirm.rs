//! Before a print: what was chosen, what is printed again, and why.

use super::{sizes, times};
use crate::component::console::{Place, console};
use crate::component::form::{Field, summary};
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{common, paper as text};
use domain::field::Faults;
use domain::identity::AttemptId;
use domain::print::MOST_REASON;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::query::paper::PaperTicket;
use store::query::session::SignedIn;

/// What is to be printed, and what was typed about it.
#[derive(Debug, Clone)]
pub struct Confirming {
    /// In the order of their printing.
    pub tickets: Vec<PaperTicket>,
    /// What the form sends once.
    pub attempt: AttemptId,
    /// The chosen paper.
    pub size: String,
    /// Why tickets are printed again, as it was typed.
    pub reason: String,
    /// What is wrong with it.
    pub faults: Faults,
    /// Why nothing was printed.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn confirm(language: Language, signed_in: &SignedIn, shown: &Confirming) -> impl IntoView + use<> {
    const LABELS: &[(&str, Sentence)] = &[("reason", text::REASON)];
    let of_kind = |kind| shown.tickets.iter().filter(|ticket| ticket.kind == kind).count().to_string();
    let values = [
        ("count", &*shown.tickets.len().to_string()),
        ("paid", &of_kind(TicketKind::Paid)),
        ("gift", &of_kind(TicketKind::Gift)),
    ];
    let again = shown.tickets.iter().filter(|ticket| ticket.printable.prints > 0).count();
    let reason = (again > 0).then(|| {
        let warning = text::AGAIN.with(language, &[("count", &again.to_string())]);
        let most = u32::try_from(MOST_REASON).unwrap_or(u32::MAX);
        let field = Field::new("reason", text::REASON, shown.reason.clone())
            .hint(text::REASON_HINT.of(language))
            .most(most)
            .required()
            .view(language, &shown.faults);
        view! { <div class="error"><p>{warning}</p></div>{field} }
    });
    let lines = shown.tickets.iter().map(|one| line(language, one)).collect_view();
    let hidden = shown
        .tickets
        .iter()
        .map(|one| view! { <input type="hidden" name="ticket" value=one.serial.clone() /> })
        .collect_view();
    let content = view! {
        <p><a class="back" href="/office/paper">{text::BACK.of(language)}</a></p>
        <h1>{text::CONFIRM.of(language)}</h1>
        {summary(language, &shown.faults, LABELS)}
        {refused(language, shown.refusal.as_ref())}
        <p>{text::CONFIRM_LEAD.with(language, &values)}</p>
        <p class="muted">{text::ONCE.of(language)}</p>
        <form method="post" action="/office/paper/print" class="card" novalidate>
            <input type="hidden" name="attempt" value=shown.attempt.to_string() />
            {hidden}
            {sizes(language, &shown.size)}
            {reason}
            <p><button class="button">{text::DO.of(language)}</button></p>
            <p class="muted small">{text::DO_NOTE.of(language)}</p>
        </form>
        <section class="card"><ul class="entries">{lines}</ul></section>
    };
    console(language, signed_in, Place::Paper, content)
}

fn line(language: Language, one: &PaperTicket) -> AnyView {
    let printed = match one.printable.prints {
        0 => text::NOT_PRINTED.of(language).to_owned(),
        number => times(language, number),
    };
    let facts = [common::kind(one.kind).of(language).to_owned(), one.product_name.clone()];
    let chip = if one.printable.prints > 0 { "return_pending" } else { "unused" };
    view! {
        <li>
            <p>{one.serial.clone()}" "<span class="chip" data-state=chip>{printed}</span></p>
            <p class="muted small">{language.facts(&facts)}</p>
        </li>
    }
    .into_any()
}
