//! Scans that phones took without network (RULES §3, offline): what did not fit, with both facts and a decision to take, and
//! the phones with what never arrived.

use crate::component::console::{Place, console};
use crate::component::form::summary;
use crate::component::refused::refused;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{desk, fault, offline_desk as text, refusal};
use domain::actor::Actor;
use domain::field::Faults;
use domain::identity::DeskPhoneId;
use domain::money::Dollars;
use domain::offline::conflict::{ConflictDecision, decisions};
use domain::offline::gap::GapNote;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::query::offline_conflict::{Conflict, ListedPhone, LookedInto};
use store::query::session::SignedIn;

/// What became of a form of the page.
#[derive(Debug, Clone, Default)]
pub struct After {
    /// Whose gap it was about.
    pub phone: Option<DeskPhoneId>,
    /// What was written about it, as it was typed.
    pub note: String,
    /// What is wrong with it.
    pub faults: Faults,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    conflicts: &[Conflict],
    phones: &[ListedPhone],
    may_settle: bool,
    after: &After,
) -> impl IntoView + use<> {
    const LABELS: &[(&str, Sentence)] = &[("note", text::GAP_NOTE)];
    let settles = may_settle.then(|| signed_in.actor.clone());
    let conflicts = list(
        text::NO_CONFLICTS.of(language),
        conflicts.iter().map(|one| conflict(language, one, settles.as_ref()).into_any()).collect(),
    );
    let phones = list(
        text::NO_PHONES.of(language),
        phones.iter().map(|one| phone(language, one, may_settle, after).into_any()).collect(),
    );
    let content = view! {
        {refused(language, after.refusal.as_ref())}
        {summary(language, &after.faults, LABELS)}
        <h1>{text::TITLE.of(language)}</h1>
        <section class="card"><h2>{text::CONFLICTS.of(language)}</h2>{conflicts}</section>
        <section class="card"><h2>{text::PHONES.of(language)}</h2>{phones}</section>
        {super::offline_list::ways(language)}
    };
    console(language, signed_in, Place::Offline, content)
}

fn list(empty: &'static str, lines: Vec<AnyView>) -> AnyView {
    if lines.is_empty() {
        view! { <p class="empty">{empty}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    }
}

fn conflict(language: Language, one: &Conflict, settles: Option<&Actor>) -> impl IntoView + use<> {
    let (scanned, heard) = (language.time(one.scanned_at), language.time(one.heard_at));
    let units = one.units.to_string();
    let saw = text::SAW.with(language, &[("time", &scanned), ("heard", &heard), ("units", &units)]);
    let checked: Vec<_> =
        one.unchecked.iter().map(|one| text::unchecked(*one).of(language).to_owned()).collect();
    let checked = if checked.is_empty() {
        text::ALL_CHECKED.of(language).to_owned()
    } else {
        format!("{} {}", text::NOT_CHECKED.of(language), language.facts(&checked))
    };
    let words = refusal::of(one.refusal.code());
    let known =
        refusal::facts(&one.refusal, language).unwrap_or_else(|| words.reason.of(language).to_owned());
    let arrived = text::ARRIVED.with(language, &[("time", &language.time(one.received_at))]);
    let product = one.product_name.clone().unwrap_or_else(|| text::UNKNOWN_TICKET.of(language).to_owned());
    let amount = one.amount.filter(|amount| *amount > 0).map(|amount| language.money(Dollars(amount)));
    let serial = one.serial.clone().map(|serial| {
        view! { <a href=format!("/office/ticket?serial={serial}")>{serial.clone()}</a>" " }
    });
    let place = one.branch_name.clone().unwrap_or_else(|| desk::HEAD_OFFICE.of(language).to_owned());
    let who = language.facts(&[place, one.account_name.clone()]);
    let number = one.number.to_string();
    let by = text::BY_PHONE.with(language, &[("who", &who), ("phone", &one.phone_name), ("number", &number)]);
    view! {
        <li class="conflict">
            <p><strong>{product}</strong>" "{amount}</p>
            <p class="muted small">{serial}{by}</p>
            <dl class="rows">
                <div><dt>{text::PHONE_SAW.of(language)}</dt><dd>{saw}<br />{checked}</dd></div>
                <div><dt>{text::SERVER_KNEW.of(language)}</dt><dd><strong>{words.word.of(language)}</strong>" "{known}<br />{arrived}</dd></div>
            </dl>
            {settled(language, one, settles)}
        </li>
    }
}

fn settled(language: Language, one: &Conflict, settles: Option<&Actor>) -> Option<AnyView> {
    if let Some((decision, at, who)) = &one.decision {
        let decision = text::decision(*decision).of(language);
        let values = [("time", language.time(*at)), ("who", who.clone()), ("decision", decision.to_owned())];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        return Some(view! { <p>{text::DECIDED.with(language, &values)}</p> }.into_any());
    }
    let button = |decision: ConflictDecision| {
        view! {
            <form method="post" action="/office/offline/settle">
                <input type="hidden" name="scan" value=one.scan.to_string() />
                <input type="hidden" name="decision" value=decision.as_str() />
                <button class="button quiet">{text::decision(decision).of(language)}</button>
            </form>
        }
    };
    settles.map(|actor| {
        let buttons = decisions(actor, one.branch_name.is_some()).into_iter().map(button).collect_view();
        view! { <details><summary>{text::DECIDE.of(language)}</summary><div class="decisions">{buttons}</div></details> }
            .into_any()
    })
}

fn phone(language: Language, one: &ListedPhone, may_settle: bool, after: &After) -> impl IntoView + use<> {
    let place = one.branch_name.clone().unwrap_or_else(|| desk::HEAD_OFFICE.of(language).to_owned());
    let (made, heard) = (language.time(one.made_at), language.time(one.heard_at));
    let count = one.arrived.to_string();
    let times = text::PHONE_TIMES.with(language, &[("made", &made), ("heard", &heard), ("count", &count)]);
    let missing = (one.missing > 0).then(|| {
        let words = text::MISSING.with(language, &[("count", &one.missing.to_string())]);
        let form = may_settle.then(|| look_into(language, one, after));
        view! { <p class="missing" role="alert">{words}</p>{form} }
    });
    let looked_into = (!one.looked_into.is_empty()).then(|| {
        let lines = one.looked_into.iter().map(|looked| looked_into(language, looked)).collect_view();
        view! { <ul class="history">{lines}</ul> }
    });
    let end = match one.revoked_at {
        Some(at) => Some(
            view! { <p class="muted">{text::REVOKED_AT.with(language, &[("time", &language.time(at))])}</p> }
                .into_any(),
        ),
        None => may_settle.then(|| {
            view! {
                <form method="post" action="/office/offline/revoke">
                    <input type="hidden" name="phone" value=one.id.to_string() />
                    <button class="button quiet danger">{text::REVOKE.of(language)}</button>
                </form>
            }
            .into_any()
        }),
    };
    view! {
        <li>
            <p><strong>{one.name.clone()}</strong>" "{language.facts(&[place, one.account_name.clone()])}</p>
            <p class="muted small">{times}</p>
            {missing}
            {looked_into}
            {end}
        </li>
    }
}

/// Whoever looked into a gap writes down what it was. Up to the number that is shown: what goes missing meanwhile is another
/// gap.
fn look_into(language: Language, one: &ListedPhone, after: &After) -> AnyView {
    let is_after = after.phone.as_ref() == Some(&one.id);
    let found = is_after.then(|| after.faults.of("note")).flatten().map(|found| fault::of(found, language));
    // Several of these forms may stand on the page; the summary of faults leads to the one that was sent.
    let id = if is_after { "note".to_owned() } else { format!("note-{}", one.id) };
    let note = if is_after { after.note.clone() } else { String::new() };
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let described = if found.is_some() { format!("{fault_id} {hint_id}") } else { hint_id.clone() };
    let (is_wrong, invalid) = (found.is_some(), found.as_ref().map(|_| "true"));
    let hint = text::GAP_NOTE_HINT.with(language, &[("most", &GapNote::LONGEST.to_string())]);
    view! {
        <details open=is_after>
            <summary>{text::GAP_LOOK.of(language)}</summary>
            <form method="post" action="/office/offline/look-into" novalidate>
                <input type="hidden" name="phone" value=one.id.to_string() />
                <input type="hidden" name="to" value=one.highest.to_string() />
                <div class="field" class:wrong=is_wrong>
                    <label for=id.clone()><span>{text::GAP_NOTE.of(language)}<b class="needed" aria-hidden="true">"*"</b></span></label>
                    <small id=hint_id>{hint}</small>
                    <input id=id name="note" value=note maxlength=GapNote::LONGEST.to_string() autocomplete="off" required aria-invalid=invalid aria-describedby=described />
                    {found.map(|found| view! { <p class="fault" id=fault_id>{found}</p> })}
                </div>
                <p><button class="button quiet">{text::GAP_DO.of(language)}</button></p>
            </form>
        </details>
    }
    .into_any()
}

fn looked_into(language: Language, looked: &LookedInto) -> AnyView {
    let (time, count) = (language.time(looked.at), looked.missing.to_string());
    let values =
        [("time", &*time), ("who", &*looked.account_name), ("count", &*count), ("note", &*looked.note)];
    view! { <li>{text::GAP_LOOKED.with(language, &values)}</li> }.into_any()
}
