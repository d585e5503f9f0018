//! What the house keeps, read only: runs of jobs, deliveries, escrow proofs. The newest hundred each.

use super::{Place, frame};
use crate::component::form::select;
use crate::component::list::{Column, filters, table};
use crate::language::Language;
use crate::listing::Listing;
use crate::text::operator as text;
use domain::notice::{Channel, NoticeState};
use leptos::prelude::*;
use store::job::{JobRow, NightsLeftOut};
use store::query::operator::{Delivery, StoredProof};

/// What the addresses may ask for.
pub const FILTERS: &[&str] = &["state"];

/// The last runs of the jobs, and nights of the bank that nobody caught up with.
pub fn jobs(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    runs: &[JobRow],
    left_out: Option<NightsLeftOut>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 5] = [
        Column::words("job", text::JOB),
        Column::words("day", text::DAY),
        Column::words("started", text::STARTED),
        Column::words("finished", text::FINISHED),
        Column::words("result", text::RESULT),
    ];
    let lines = runs
        .iter()
        .map(|run| {
            vec![
                text::job(run.job).of(language).into_any(),
                language.day(run.day).into_any(),
                language.time(run.started_at).into_any(),
                run.finished_at.map(|at| language.time(at)).unwrap_or_default().into_any(),
                run.result.clone().unwrap_or_default().into_any(),
            ]
        })
        .collect();
    let left_out = left_out.map(|gap| {
        let (first, last) = (language.day(gap.first), language.day(gap.last));
        let values = [("first", first.as_str()), ("last", &last), ("nights", &gap.nights.to_string())];
        view! { <p class="heads-up">{text::NIGHTS_LEFT_OUT.with(language, &values)}</p> }
    });
    let content = view! {
        <h1>{text::JOBS.of(language)}</h1>
        {left_out}
        {table(language, listing, text::LAST_RUNS, &COLUMNS, lines, None)}
    };
    frame(language, operator_name, Place::Jobs, content)
}

/// Notices that did not go out.
pub fn deliveries(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    deliveries: &[Delivery],
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 7] = [
        Column::words("merchant", text::MERCHANT),
        Column::words("kind", text::KIND),
        Column::words("channel", text::CHANNEL),
        Column::words("notice_state", text::NOTICE_STATE),
        Column::number("attempts", text::ATTEMPTS),
        Column::words("result", text::RESULT),
        Column::words("made", text::MADE),
    ];
    let mut states = vec![("", text::NOT_SENT)];
    states.extend(NoticeState::ALL.iter().map(|state| (state.as_str(), text::notice_state(*state))));
    let state = select(language, "state", text::NOTICE_STATE, listing.filter("state"), states);
    let lines = deliveries
        .iter()
        .map(|one| {
            let channel = match one.channel {
                Channel::Mail => text::MAIL,
                Channel::Sms => text::SMS,
            };
            vec![
                one.merchant_name.clone().into_any(),
                one.kind.as_str().into_any(),
                channel.of(language).into_any(),
                text::notice_state(one.state).of(language).into_any(),
                one.attempts.to_string().into_any(),
                one.result.clone().unwrap_or_default().into_any(),
                language.time(one.made_at).into_any(),
            ]
        })
        .collect();
    let content = view! {
        <h1>{text::DELIVERIES.of(language)}</h1>
        {filters(language, listing, vec![state])}
        {table(language, listing, text::DELIVERIES, &COLUMNS, lines, None)}
    };
    frame(language, operator_name, Place::Deliveries, content)
}

/// The proofs that were made.
pub fn proofs(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    proofs: &[StoredProof],
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 7] = [
        Column::words("merchant", text::MERCHANT),
        Column::words("day", text::DAY),
        Column::words("ledger_account", text::LEDGER_ACCOUNT),
        Column::number("books", text::BOOKS),
        Column::number("counted", text::COUNTED),
        Column::words("holds", text::HOLDS),
        Column::words("made", text::MADE),
    ];
    let states = vec![("", text::ALL_PROOFS), ("broken", text::ONLY_BROKEN)];
    let state = select(language, "state", text::HOLDS, listing.filter("state"), states);
    let lines = proofs
        .iter()
        .map(|one| {
            let (look, words) = if one.books == one.counted {
                ("unused", text::HOLDS_YES)
            } else {
                ("cancelled", text::HOLDS_NO)
            };
            vec![
                one.merchant_name.clone().into_any(),
                language.day(one.day).into_any(),
                text::ledger_account(one.account).of(language).into_any(),
                language.money(one.books).into_any(),
                language.money(one.counted).into_any(),
                view! { <span class="chip" data-state=look>{words.of(language)}</span> }.into_any(),
                language.time(one.at).into_any(),
            ]
        })
        .collect();
    let content = view! {
        <h1>{text::PROOFS.of(language)}</h1>
        {filters(language, listing, vec![state])}
        {table(language, listing, text::PROOFS, &COLUMNS, lines, None)}
    };
    frame(language, operator_name, Place::Proofs, content)
}
