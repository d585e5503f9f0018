//! One redemption: what was done, and the way back while there is one.

use crate::component::rows::rows;
use crate::component::verdict::stepper;
use crate::language::Language;
use crate::page::desk::header;
use crate::text::{common, desk as text, receipt, several};
use domain::cancel::Reason;
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::ticket::{TicketKind, UseState};
use leptos::prelude::*;
use store::query::desk::DeskUse;
use store::query::session::SignedIn;

/// The page. `attempt` is a fresh one for the cancel form; `cancellable` says whether the rules allow it now, `receipt`
/// whether there is one, `more` how many of its order may go with it.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    entry: &DeskUse,
    attempt: &AttemptId,
    cancellable: bool,
    receipt: bool,
    more: usize,
) -> impl IntoView + use<> {
    let title = if entry.state == UseState::Cancelled { text::CANCELLED_TITLE } else { text::USE_TITLE };
    let value = (entry.kind == TicketKind::Paid).then(|| language.money(Dollars(entry.amount())));
    let units = common::units(language, entry.quantity);
    let more = (more > 0).then(|| {
        let address = format!("/desk/more/{}/{}", entry.issuer, entry.id);
        let words = several::LINK.with(language, &[("count", &more.to_string())]);
        view! { <p><a class="button" href=address>{words}</a></p> }
    });
    let receipt = receipt.then(|| format!("/desk/receipt/{}/{}", entry.issuer, entry.id));
    let branch = entry.branch_name.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned());
    let list = rows(vec![
        (common::STATE.of(language), Some(common::use_state(entry.state).of(language).to_owned())),
        (text::QUANTITY.of(language), Some(units)),
        (common::FACE_VALUE.of(language), value),
        (text::REDEEMED_AT.of(language), Some(entry.at.taipei_text())),
        // A scan without network may count for another day than the one it was made on.
        (
            receipt::BUSINESS_DAY.of(language),
            (entry.at.day() != entry.business_day).then(|| language.day(entry.business_day)),
        ),
        (text::REDEEMED_BY.of(language), Some(branch)),
        (common::SERIAL.of(language), Some(entry.serial.clone())),
        (common::KIND.of(language), Some(common::kind(entry.kind).of(language).to_owned())),
    ]);
    view! {
        {header(language, signed_in)}
        <main id="main">
            <section class="card">
                <h1>{title.of(language)}</h1>
                <p class="product">{entry.product_name.clone()}</p>
                {list}
                {more}
                {receipt.map(|address| view! { <p><a class="button quiet" href=address>{receipt::TITLE.of(language)}</a></p> })}
            </section>
            {cancellable.then(|| cancel_form(language, entry, attempt))}
            <p class="centre"><a class="button" href="/desk">{text::BACK.of(language)}</a></p>
        </main>
    }
}

fn cancel_form(language: Language, entry: &DeskUse, attempt: &AttemptId) -> impl IntoView + use<> {
    let hint =
        if entry.state == UseState::RedeemedOverdue { text::CANCEL_HINT_OVERDUE } else { text::CANCEL_HINT };
    let quantity = (entry.quantity > 1)
        .then(|| stepper(language, text::CANCEL_QUANTITY.of(language), entry.quantity, entry.quantity));
    view! {
        <section class="card">
            <h2>{text::CANCEL_TITLE.of(language)}</h2>
            <p>{hint.of(language)}</p>
            <form method="post" action="/desk/cancel">
                <input type="hidden" name="merchant" value=entry.issuer.to_string() />
                <input type="hidden" name="use_id" value=entry.id.to_string() />
                <input type="hidden" name="attempt" value=attempt.to_string() />
                {quantity}
                <label>
                    <span>{text::CANCEL_REASON.of(language)}</span>
                    <input name="reason" autocomplete="off" maxlength=Reason::LONGEST.to_string() />
                </label>
                <button class="button danger">{text::CANCEL.of(language)}</button>
            </form>
        </section>
    }
}
