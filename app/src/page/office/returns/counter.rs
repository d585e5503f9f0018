//! 櫃檯退貨: one thing that is printed on a ticket leads to the tickets of its order; what is ticked is worked out before it is
//! done, with or without scripts (`return_sums.js` asks for the same sums while somebody types).

use super::line_fault::{LineFault, at_field, line_faults, summary_of};
use super::{Tab, tabs};
use crate::component::console::{Place, console};
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::text::{refusal, returns as text};
use domain::give_back::{Quote, Total};
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::command::give_back::sheet::{ReturnSheet, SheetLine};
use store::query::session::SignedIn;

/// One ticket as its line was filled in.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// 票券序號
    pub serial: String,
    /// It is ticked.
    pub is_ticked: bool,
    /// As typed.
    pub units: String,
    /// As typed.
    pub fee: String,
}

/// The whole form as it was filled in.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// What was looked for.
    pub words: String,
    /// The lines that say something.
    pub lines: Vec<Filled>,
    /// For all lines without a fee of their own.
    pub fee: String,
    /// Why.
    pub reason: String,
}

/// What the page shows.
#[derive(Debug)]
pub struct Shown<'a> {
    /// As it was filled in.
    pub typed: &'a Typed,
    /// The order, once there is one.
    pub sheet: Option<&'a ReturnSheet>,
    /// What was typed is nothing.
    pub is_nothing: bool,
    /// Something else was chosen than what the sums told: nothing was done.
    pub is_changed: bool,
    /// What a form sends once.
    pub attempt: &'a AttemptId,
    /// Why not.
    pub refusal: Option<&'a Refusal>,
}

/// What the sums were told of. Sent with the form, it says whether something else was chosen since.
pub fn told(sheet: &ReturnSheet) -> String {
    let of = |line: &SheetLine| {
        let quote = line.chosen.as_ref()?.as_ref().ok()?;
        Some(format!("{}:{}:{}", line.serial, quote.quantity, quote.fee.0))
    };
    sheet.lines.iter().filter_map(of).collect::<Vec<_>>().join(" ")
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown<'_>) -> impl IntoView + use<> {
    let nothing = shown.is_nothing.then(|| {
        view! { <p class="fault" id="words-fault" role="alert">{text::FIND_NOTHING.of(language)}</p> }
    });
    let (invalid, described) =
        if shown.is_nothing { (Some("true"), Some("words-fault")) } else { (None, None) };
    let faults = shown.sheet.map(|sheet| line_faults(sheet, shown.typed)).unwrap_or_default();
    let sheet = shown.sheet.map(|sheet| form(language, sheet, shown, &faults).into_any());
    let content = view! {
        <h1>{text::TITLE.of(language)}</h1>
        {tabs(language, Tab::Counter)}
        <p class="muted">{text::COUNTER_LEAD.of(language)}</p>
        <form method="post" action="/office/returns/find" class="card" role="search">
            <div class="field">
                <label for="words"><span>{text::FIND.of(language)}</span></label>
                <input id="words" name="words" value=shown.typed.words.clone() autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="400" data-scanned="" aria-invalid=invalid aria-describedby=described />
                {nothing}
            </div>
            <p><button class="button">{text::FIND_DO.of(language)}</button></p>
        </form>
        {summary_of(language, &faults)}
        {refused(language, shown.refusal)}
        {sheet}
    };
    console(language, signed_in, Place::Returns, content)
}

fn form(
    language: Language,
    sheet: &ReturnSheet,
    shown: &Shown<'_>,
    faults: &[LineFault],
) -> impl IntoView + use<> {
    let title = text::OF_ORDER.with(language, &[("number", &sheet.order_number)]);
    if sheet.lines.is_empty() {
        return view! { <section class="card"><h2>{title}</h2><p class="empty">{text::NONE_LEFT.of(language)}</p></section> }
            .into_any();
    }
    let lines = sheet.lines.iter().map(|line| ticket(language, line, shown.typed, faults)).collect_view();
    let more = sheet.has_more.then(|| {
        let shown = sheet.lines.len().to_string();
        view! { <p class="muted small">{text::MORE_LINES.with(language, &[("shown", &shown)])}</p> }
    });
    let (fee, reason) = (at_field(language, faults, "fee"), at_field(language, faults, "reason"));
    let described = fee.described.map_or("fee-hint".to_owned(), |fault| format!("{fault} fee-hint"));
    view! {
        <form method="post" action="/office/returns/counter" class="across returning" data-sums="" novalidate>
            <input type="hidden" name="order" value=sheet.order_number.clone() />
            <input type="hidden" name="attempt" value=shown.attempt.to_string() />
            <section class="card">
                <h2>{title}</h2>
                <ul class="entries">{lines}</ul>
                {more}
            </section>
            <section class="card">
                <div class="field" class:wrong=fee.is_wrong>
                    <label for="fee"><span>{text::FEE_ALL.of(language)}</span></label>
                    <small id="fee-hint">{text::FEE_HINT.of(language)}</small>
                    <input id="fee" name="fee" value=shown.typed.fee.clone() inputmode="decimal" maxlength="10" autocomplete="off" aria-invalid=fee.invalid aria-describedby=described />
                    {fee.why}
                </div>
                <div class="field" class:wrong=reason.is_wrong>
                    <label for="reason"><span>{text::WHY.of(language)}</span></label>
                    <input id="reason" name="reason" value=shown.typed.reason.clone() maxlength="50" autocomplete="off" aria-invalid=reason.invalid aria-describedby=reason.described />
                    {reason.why}
                </div>
                <p><button class="button quiet" name="step" value="look">{text::LOOK.of(language)}</button></p>
            </section>
            <div data-sums-here="" aria-live="polite">{sums(language, sheet, shown.is_changed)}</div>
        </form>
    }
    .into_any()
}

fn ticket(language: Language, line: &SheetLine, typed: &Typed, faults: &[LineFault]) -> AnyView {
    let filled = typed.lines.iter().find(|filled| filled.serial == line.serial).cloned().unwrap_or_default();
    let (left, face) = (line.remaining.to_string(), language.money(line.face_value));
    let facts = text::LEFT.with(language, &[("units", &left), ("face", &face)]);
    let name =
        view! { <span>{line.product_name.clone()}<small>{line.serial.clone()}" "{facts}</small></span> };
    if let Some(closed) = &line.closed {
        let words = refusal::of(closed.code()).reason.of(language);
        return view! { <li class="closed">{name}<p class="muted small">{words}</p></li> }.into_any();
    }
    let (units_name, fee_name) = (format!("units_{}", line.serial), format!("fee_{}", line.serial));
    let units_value = if filled.units.is_empty() { left.clone() } else { filled.units };
    let (of_units, of_fee) = (at_field(language, faults, &units_name), at_field(language, faults, &fee_name));
    let units = (line.remaining > 1).then(|| {
        view! {
            <label class:wrong=of_units.is_wrong>
                <span>{text::HOW_MANY.of(language)}</span>
                <input id=units_name.clone() name=units_name type="number" inputmode="numeric" min="1" max=left value=units_value aria-invalid=of_units.invalid aria-describedby=of_units.described />
                {of_units.why}
            </label>
        }
    });
    view! {
        <li>
            <label class="choice">
                <input type="checkbox" name="ticket" value=line.serial.clone() checked=filled.is_ticked />
                {name}
            </label>
            <div class="filters">
                {units}
                <label class:wrong=of_fee.is_wrong>
                    <span>{text::LINE_FEE.of(language)}</span>
                    <input id=fee_name.clone() name=fee_name value=filled.fee inputmode="decimal" maxlength="10" autocomplete="off" placeholder=text::FEE_LINE_HINT.of(language) aria-invalid=of_fee.invalid aria-describedby=of_fee.described />
                    {of_fee.why}
                </label>
            </div>
        </li>
    }
    .into_any()
}

/// What one ticket gives back, or why it does not.
fn each(language: Language, serial: &str, chosen: &Result<Quote, Refusal>) -> AnyView {
    match chosen {
        Ok(quote) => {
            let (units, fee, refund) =
                (quote.quantity.to_string(), language.money(quote.fee), language.money(quote.refund));
            let values = [("units", units.as_str()), ("fee", &fee), ("refund", &refund)];
            view! { <p class="small" data-line=serial.to_owned()>{text::EACH.with(language, &values)}</p> }
                .into_any()
        }
        Err(why) => {
            let words = refusal::of(why.code());
            let facts = refusal::facts(why, language);
            view! {
                <p class="fault" data-line=serial.to_owned()>{words.reason.of(language)}" "{facts}" "{words.next.of(language)}</p>
            }
            .into_any()
        }
    }
}

/// What is ticked comes to, and the button that does it. What the script asks for while somebody types.
pub fn sums(language: Language, sheet: &ReturnSheet, is_changed: bool) -> AnyView {
    let is_any = sheet.lines.iter().any(|line| line.chosen.is_some());
    let lines: Vec<_> = sheet
        .lines
        .iter()
        .filter_map(|line| Some((line, line.chosen.as_ref()?)))
        .map(|(line, chosen)| {
            view! { <li>{line.product_name.clone()}<small>{line.serial.clone()}</small>{each(language, &line.serial, chosen)}</li> }
        })
        .collect();
    let changed =
        is_changed.then(|| view! { <p class="heads-up" role="alert">{text::LOOK_AGAIN.of(language)}</p> });
    let body = match (&sheet.total, is_any) {
        (Some(total), _) => come_to(language, total, told(sheet)),
        (None, true) => view! { <p class="fault">{text::SUMS_WRONG.of(language)}</p> }.into_any(),
        (None, false) => view! { <p class="empty">{text::SUMS_NONE.of(language)}</p> }.into_any(),
    };
    view! {
        <section class="card">
            <h2>{text::SUMS.of(language)}</h2>
            {changed}
            <ul class="plain">{lines}</ul>
            {body}
        </section>
    }
    .into_any()
}

fn come_to(language: Language, total: &Total, told: String) -> AnyView {
    let money = |amount: Dollars| Some(language.money(amount));
    let apart = total.by_hand > Dollars::ZERO;
    let by_bank = total.refund.minus(total.by_hand).unwrap_or(Dollars::ZERO);
    let list = rows(vec![
        (text::TICKETS.of(language), Some(total.tickets.to_string())),
        (text::UNITS.of(language), Some(total.units.to_string())),
        (text::FACE.of(language), money(total.face)),
        (text::FEE.of(language), money(total.fee)),
        (text::REFUND.of(language), money(total.refund)),
        (text::BY_BANK_SUM.of(language), money(by_bank).filter(|_| apart)),
        (text::BY_HAND_SUM.of(language), money(total.by_hand).filter(|_| apart)),
    ]);
    view! {
        {list}
        <input type="hidden" name="told" value=told />
        <p><button class="button danger" name="step" value="do">{text::DO.of(language)}</button></p>
    }
    .into_any()
}
