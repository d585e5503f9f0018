//! One day's work at the counter: sums, redemptions, and what was taken back.

use crate::language::Language;
use crate::page::desk::{header, line};
use crate::text::{common, desk, shift as text};
use domain::actor::Post;
use domain::calendar::Day;
use domain::cancel::Reason;
use domain::money::Dollars;
use domain::permission::{Access, Function};
use leptos::prelude::*;
use store::query::session::SignedIn;
use store::query::shift::{Shift, ShiftCancel, ShiftOf};

/// The page. Whoever reads reports chooses between the own work and the post's. `unsent` are the scans of this phone that
/// wait to be sent.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    of: ShiftOf,
    today: Day,
    shift: &Shift,
    unsent: u32,
) -> impl IntoView + use<> {
    let chooses = signed_in.actor.allows(Function::Reports, Access::Look);
    let whole = match signed_in.actor.post {
        Post::HeadOffice | Post::Onlooker => text::HEAD_OFFICE,
        Post::Branch { .. } => text::BRANCH,
    };
    let title = text::SUMS.with(language, &[("day", &language.day(today))]);
    let uses: Vec<_> = shift.uses.iter().map(|entry| line(language, entry).into_any()).collect();
    let uses = (!uses.is_empty()).then(|| {
        view! { <section class="today"><h2>{text::USES.of(language)}</h2><ul class="uses">{uses}</ul></section> }
    });
    view! {
        {header(language, signed_in)}
        <main id="main">
            <h1>{text::TITLE.of(language)}</h1>
            {chooses.then(|| view! {
                <nav class="pair" aria-label=text::WHOSE.of(language)>
                    {way("/desk/shift", text::MINE.of(language), of == ShiftOf::Myself)}
                    {way("/desk/shift?of=post", whole.of(language), of == ShiftOf::Post)}
                </nav>
            })}
            <section class="card">
                <h2>{title}</h2>
                {sums(language, shift)}
            </section>
            {(unsent > 0).then(|| view! { <p class="missing" role="status">{text::UNSENT.with(language, &[("count", &unsent.to_string())])}</p> })}
            {cancels(language, &shift.cancels)}
            {uses}
            <p class="centre"><a class="button quiet" href="/desk">{desk::BACK.of(language)}</a></p>
        </main>
    }
}

fn way(address: &'static str, words: &'static str, here: bool) -> impl IntoView {
    let class = if here { "button" } else { "button quiet" };
    view! { <a class=class href=address aria-current=here.then_some("page")>{words}</a> }
}

fn sums(language: Language, shift: &Shift) -> AnyView {
    if shift.sums.is_empty() {
        return view! { <p class="empty">{text::NOTHING.of(language)}</p> }.into_any();
    }
    let lines = shift
        .sums
        .iter()
        .map(|sum| {
            // A gift has no face value.
            let amount = if sum.amount == 0 { "–".to_owned() } else { language.money(Dollars(sum.amount)) };
            view! { <tr><th scope="row">{sum.product_name.clone()}</th><td>{sum.units}</td><td>{amount}</td></tr> }
        })
        .collect_view();
    let (units, amount) = shift.total();
    view! {
        <table class="sums">
            <thead><tr>
                <th scope="col">{text::PRODUCT.of(language)}</th>
                <th scope="col">{text::UNITS.of(language)}</th>
                <th scope="col">{text::AMOUNT.of(language)}</th>
            </tr></thead>
            <tbody>{lines}</tbody>
            <tfoot><tr>
                <th scope="row">{text::TOTAL.of(language)}</th>
                <td>{units}</td>
                <td>{language.money(Dollars(amount))}</td>
            </tr></tfoot>
        </table>
    }
    .into_any()
}

fn cancels(language: Language, cancels: &[ShiftCancel]) -> impl IntoView + use<> {
    let lines: Vec<_> = cancels.iter().map(|one| cancel(language, one).into_any()).collect();
    let body = if lines.is_empty() {
        view! { <p class="muted">{text::NO_CANCELS.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="uses">{lines}</ul> }.into_any()
    };
    view! { <section class="today"><h2>{text::CANCELS.of(language)}</h2>{body}</section> }
}

fn cancel(language: Language, one: &ShiftCancel) -> impl IntoView + use<> {
    let address = format!("/desk/use/{}/{}", one.issuer, one.id);
    let units = common::units(language, one.quantity);
    let reason = match one.reason.as_deref() {
        None => text::NO_REASON.of(language).to_owned(),
        Some(Reason::UNDO) => text::UNDONE.of(language).to_owned(),
        Some(words) => words.to_owned(),
    };
    view! {
        <li>
            <a href=address>
                <span class="time">{one.at.taipei_clock()}</span>
                <span class="name">{one.product_name.clone()}</span>
                <span class="units">{language.facts(&[units, reason])}</span>
            </a>
        </li>
    }
}
