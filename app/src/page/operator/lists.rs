//! What the house keeps, read only: runs of jobs, deliveries, escrow proofs.

use super::{Place, frame};
use crate::component::form::{Field, select};
use crate::component::further::further;
use crate::component::list::{Column, filters, foot, table};
use crate::component::sums::sums;
use crate::language::Language;
use crate::listing::Listing;
use crate::sentences::Sentence;
use crate::text::{job_result, notice_kind, operator as text};
use domain::field::Faults;
use domain::job::Job;
use domain::notice::{Channel, NoticeKind, NoticeState};
use leptos::prelude::*;
use store::job::NightsLeftOut;
use store::query::platform_list::{Delivery, JobRow, KeptPage, MOST_COUNTED, StoredProof};
use store::query::window::Rows;

/// What the address of the list of runs may ask for.
pub const JOB_FILTERS: &[&str] = &["job", "state"];
/// What it can be ordered by; the first is what nobody chose.
pub const JOB_SORTS: &[&str] = &["-started", "day", "job"];
/// What the address of deliveries may ask for.
pub const DELIVERY_FILTERS: &[&str] = &["words", "state", "kind", "from", "until"];
/// What the address of proofs may ask for.
pub const FILTERS: &[&str] = &["words", "state", "from", "until"];
/// What both can be ordered by.
pub const SORTS: &[&str] = &["-made"];

/// Runs of the jobs, and nights of the bank that nobody caught up with.
pub fn jobs(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    runs: &Rows<JobRow>,
    left_out: Option<NightsLeftOut>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 5] = [
        Column::words("job", text::JOB).sorted("job"),
        Column::words("day", text::DAY).sorted("day"),
        Column::words("started", text::STARTED).sorted("started"),
        Column::words("finished", text::FINISHED),
        Column::words("result", text::RESULT),
    ];
    let all = std::iter::once(("", text::ANY));
    let jobs = all.chain(Job::ALL.iter().map(|job| (job.as_str(), text::job(*job)))).collect();
    let states = vec![("", text::ANY), ("done", text::RUN_DONE), ("open", text::RUN_OPEN)];
    let fields = vec![
        select(language, "job", text::JOB, listing.filter("job"), jobs),
        select(language, "state", text::NOTICE_STATE, listing.filter("state"), states),
    ];
    let line = |run: &JobRow| {
        vec![
            text::job(run.job).of(language).into_any(),
            language.day(run.day).into_any(),
            language.time(run.started_at).into_any(),
            run.finished_at.map(|at| language.time(at)).unwrap_or_default().into_any(),
            job_result::of(language, run).into_any(),
        ]
    };
    let lines = runs.rows.iter().map(line).collect();
    let left_out = left_out.map(|gap| {
        let (first, last) = (language.day(gap.first), language.day(gap.last));
        let values = [("first", first.as_str()), ("last", &last), ("nights", &gap.nights.to_string())];
        view! { <p class="heads-up">{text::NIGHTS_LEFT_OUT.with(language, &values)}</p> }
    });
    let content = view! {
        {head(language, listing, text::JOBS)}
        {left_out}
        {filters(language, listing, fields)}
        {table(language, listing, text::LAST_RUNS, &COLUMNS, lines, None)}
        {foot(language, listing, runs.total)}
    };
    frame(language, operator_name, Place::Jobs, content)
}

/// Notices that did not go out, or those of one state.
pub fn deliveries(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    found: &KeptPage<Delivery>,
    whole: Option<u64>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 7] = [
        Column::words("merchant", text::MERCHANT),
        Column::words("kind", text::KIND),
        Column::words("channel", text::CHANNEL),
        Column::words("notice_state", text::NOTICE_STATE),
        Column::number("attempts", text::ATTEMPTS),
        Column::words("result", text::RESULT),
        Column::words("made", text::MADE).sorted("made"),
    ];
    let mut states = vec![("", text::NOT_SENT)];
    states.extend(NoticeState::ALL.iter().map(|state| (state.as_str(), text::notice_state(*state))));
    let all = std::iter::once(("", text::ANY));
    let kinds = NoticeKind::ALL.iter().map(|kind| (kind.as_str(), notice_kind::name(*kind)));
    let own = vec![
        select(language, "state", text::NOTICE_STATE, listing.filter("state"), states),
        select(language, "kind", text::KIND, listing.filter("kind"), all.chain(kinds).collect()),
    ];
    let line = |one: &Delivery| {
        vec![
            one.merchant_name.clone().into_any(),
            notice_kind::name(one.kind).of(language).into_any(),
            channel(one.channel).of(language).into_any(),
            text::notice_state(one.state).of(language).into_any(),
            one.attempts.to_string().into_any(),
            one.result.clone().unwrap_or_default().into_any(),
            language.time(one.made_at).into_any(),
        ]
    };
    let lines = found.rows.iter().map(line).collect();
    let content = view! {
        {head(language, listing, text::DELIVERIES)}
        <p class="muted">{text::DELIVERIES_LEAD.of(language)}</p>
        {filters(language, listing, fields(language, listing, own))}
        {table(language, listing, text::DELIVERIES, &COLUMNS, lines, None)}
        {counted(language, listing, found, whole)}
        {foot(language, listing, found.counted)}
    };
    frame(language, operator_name, Place::Deliveries, content)
}

/// The proofs that were made.
pub fn proofs(
    language: Language,
    operator_name: &str,
    listing: &Listing,
    found: &KeptPage<StoredProof>,
    whole: Option<u64>,
) -> impl IntoView + use<> {
    const COLUMNS: [Column; 7] = [
        Column::words("merchant", text::MERCHANT),
        Column::words("day", text::DAY),
        Column::words("ledger_account", text::LEDGER_ACCOUNT),
        Column::number("books", text::BOOKS),
        Column::number("counted", text::COUNTED),
        Column::words("holds", text::HOLDS),
        Column::words("made", text::MADE).sorted("made"),
    ];
    let states = vec![("", text::ALL_PROOFS), ("broken", text::ONLY_BROKEN)];
    let own = vec![select(language, "state", text::HOLDS, listing.filter("state"), states)];
    let line = |one: &StoredProof| {
        let look = if one.books == one.counted { "unused" } else { "cancelled" };
        vec![
            one.merchant_name.clone().into_any(),
            language.day(one.day).into_any(),
            text::ledger_account(one.account).of(language).into_any(),
            language.money(one.books).into_any(),
            language.money(one.counted).into_any(),
            view! { <span class="chip" data-state=look>{holds(one).of(language)}</span> }.into_any(),
            language.time(one.at).into_any(),
        ]
    };
    let lines = found.rows.iter().map(line).collect();
    let content = view! {
        {head(language, listing, text::PROOFS)}
        {filters(language, listing, fields(language, listing, own))}
        {table(language, listing, text::PROOFS, &COLUMNS, lines, None)}
        {counted(language, listing, found, whole)}
        {foot(language, listing, found.counted)}
    };
    frame(language, operator_name, Place::Proofs, content)
}

/// The way a notice takes.
pub const fn channel(channel: Channel) -> Sentence {
    match channel {
        Channel::Mail => text::MAIL,
        Channel::Sms => text::SMS,
    }
}

/// Whether the books say what was counted.
pub fn holds(proof: &StoredProof) -> Sentence {
    if proof.books == proof.counted { text::HOLDS_YES } else { text::HOLDS_NO }
}

/// The title, and the way to the list's file beside it.
fn head(language: Language, listing: &Listing, title: Sentence) -> AnyView {
    let export = listing.address().replacen(listing.path(), &format!("{}/export", listing.path()), 1);
    view! {
        <div class="heading">
            <h1>{title.of(language)}</h1>
            <a class="button quiet" href=export download>{text::EXPORT.of(language)}</a>
        </div>
    }
    .into_any()
}

/// The words, and folded the list's own filters with the days.
fn fields(language: Language, listing: &Listing, own: Vec<AnyView>) -> Vec<AnyView> {
    let none = Faults::default();
    let words = Field::new("words", text::WORDS, listing.filter("words")).most(40);
    let days = [
        Field::new("from", text::MADE_FROM, listing.filter("from")).kind("date").view(language, &none),
        Field::new("until", text::MADE_UNTIL, listing.filter("until")).kind("date").view(language, &none),
    ];
    let folded = own.into_iter().chain(days);
    vec![words.view(language, &none), further(language, listing, DELIVERY_FILTERS, folded)]
}

/// Of a list that is too long how many there are, where it was asked for.
fn counted<Row>(language: Language, listing: &Listing, found: &KeptPage<Row>, whole: Option<u64>) -> AnyView {
    if !found.has_more {
        return ().into_any();
    }
    let words = whole.map(|total| text::COUNTED_ALL.with(language, &[("total", &total.to_string())]));
    sums(language, listing, MOST_COUNTED, found.has_more, words)
}
