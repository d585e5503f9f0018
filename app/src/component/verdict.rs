//! The verdict of a scan: fills the screen in colour, with a short word, the reason and what to do next. The same
//! card is a fragment for the camera's page and the body of the page without scripts.

use crate::component::rows::rows;
use crate::component::tone::Tone;
use crate::language::Language;
use crate::text::{common, desk, refusal};
use domain::cancel::Reason;
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::proof::ProofLevel;
use domain::refusal::{Refusal, RefusalCode};
use domain::ticket::{TicketKind, TicketState, UseState};
use leptos::prelude::*;
use store::command::redeem::{Receipt, TicketFace};

/// The card after a redemption. With an attempt it offers to take it back in place.
pub fn redeemed(
    language: Language,
    receipt: &Receipt,
    face: &TicketFace,
    attempt: Option<&AttemptId>,
) -> impl IntoView + use<> {
    let title = match (receipt.state, receipt.repeated) {
        (UseState::Cancelled, _) => desk::REDEEMED_SINCE_CANCELLED,
        (UseState::Used | UseState::Settling | UseState::Settled | UseState::RedeemedOverdue, true) => {
            desk::REDEEMED_AGAIN_TITLE
        }
        (UseState::Used | UseState::Settling | UseState::Settled | UseState::RedeemedOverdue, false) => {
            desk::REDEEMED_TITLE
        }
    };
    let tone = if receipt.state == UseState::Cancelled { Tone::Ask } else { Tone::Good };
    let reason = desk::REDEEMED_REASON.with(
        language,
        &[("count", &receipt.quantity.to_string()), ("remaining", &receipt.remaining.to_string())],
    );
    let overdue =
        (receipt.state == UseState::RedeemedOverdue).then(|| desk::OVERDUE_NOTE.of(language).to_owned());
    let address = format!("/desk/use/{}/{}", face.merchant, receipt.use_id);
    let undo = attempt.map(|attempt| undo(language, receipt, face, attempt));
    let extra = view! {
        {overdue.map(|note| view! { <p class="next">{note}</p> })}
        {undo}
        <p class="acts">
            <a class="button" data-next="" href="/desk">{desk::NEXT_CUSTOMER.of(language)}</a>
            <a class="button quiet" href=address>{desk::DETAIL.of(language)}</a>
        </p>
    };
    card(
        tone,
        "redeemed",
        title.of(language),
        Some(face_lines(language, face)),
        reason,
        None,
        extra.into_any(),
    )
}

/// Taken back at once. `undo.js` takes the form away after a few seconds; without it the form stays as long as the card.
fn undo(
    language: Language,
    receipt: &Receipt,
    face: &TicketFace,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/desk/cancel" class="undo" data-fragment="" data-undo="">
            <input type="hidden" name="merchant" value=face.merchant.to_string() />
            <input type="hidden" name="use_id" value=receipt.use_id.to_string() />
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <input type="hidden" name="reason" value=Reason::UNDO />
            <button class="button quiet">{desk::UNDO.of(language)}</button>
        </form>
    }
}

/// The card after a redemption was taken back in place.
pub fn undone(language: Language) -> impl IntoView + use<> {
    let extra = view! {
        <p class="acts"><a class="button" data-next="" href="/desk">{desk::NEXT_CUSTOMER.of(language)}</a></p>
    };
    let reason = desk::UNDONE_REASON.of(language).to_owned();
    card(Tone::Ask, "undone", desk::UNDONE_TITLE.of(language), None, reason, None, extra.into_any())
}

/// The card of a refusal. `face` where the asker may know the ticket.
pub fn refused(language: Language, refusal: &Refusal, face: Option<&TicketFace>) -> impl IntoView + use<> {
    refused_after(language, refusal, face, None)
}

/// The same of a ticket that is used up, with the address of the redemption that the asker may look at, and cancel while
/// that is allowed (RULES §3): of an overdue one at any time, so that it must be found by the ticket.
pub fn refused_after(
    language: Language,
    refusal: &Refusal,
    face: Option<&TicketFace>,
    redemption: Option<String>,
) -> impl IntoView + use<> {
    let code = refusal.code();
    let words = refusal::of(code);
    let reason = refusal::facts(refusal, language).unwrap_or_else(|| words.reason.of(language).to_owned());
    let sign_in = (code == RefusalCode::SignedOut)
        .then(|| view! { <a class="button" href="/desk/sign-in">{desk::SIGN_IN.of(language)}</a> });
    let redemption = redemption
        .map(|address| view! { <a class="button quiet" href=address>{desk::SEE_USE.of(language)}</a> });
    let extra = view! {
        <p class="acts">
            {sign_in}
            {redemption}
            <a class="button" data-next="" href="/desk">{desk::CLOSE.of(language)}</a>
        </p>
    };
    let next = Some(words.next.of(language).to_owned());
    let face = face.map(|face| face_lines(language, face));
    card(Tone::of(code), code.as_str(), words.word.of(language), face, reason, next, extra.into_any())
}

/// Whether the holder is to say the phone's last three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskPhone {
    /// The second tap is enough.
    No,
    /// Yes.
    Yes,
    /// Yes, and those that were said are not the phone's.
    Again,
}

/// What a person must look at before the second tap.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// The ticket.
    pub face: &'q TicketFace,
    /// How it was shown.
    pub proof: ProofLevel,
    /// Units to suggest.
    pub suggested: u32,
    /// Whether the phone is asked for.
    pub phone: AskPhone,
}

/// The card that asks for the second tap: the ticket's facts, how many, and one large button.
pub fn confirm(
    language: Language,
    question: &Question<'_>,
    sealed: String,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    confirm_by("/desk/redeem", language, question, sealed, attempt)
}

/// The same, sent elsewhere.
pub(super) fn confirm_by(
    action: &'static str,
    language: Language,
    question: &Question<'_>,
    sealed: String,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    let Question { face, proof, suggested, phone } = *question;
    let quantity = (face.remaining > 1)
        .then(|| stepper(language, desk::QUANTITY.of(language), suggested, face.remaining));
    let single = (face.remaining <= 1).then(|| view! { <input type="hidden" name="quantity" value="1" /> });
    let form = view! {
        {rows(vec![
            (common::ISSUER.of(language), Some(face.issuer_name.clone())),
            (common::SERIAL.of(language), Some(face.serial.clone())),
            (common::KIND.of(language), Some(common::kind(face.kind).of(language).to_owned())),
            (common::FACE_VALUE.of(language), value(language, face)),
            (common::STATE.of(language), Some(unused(language, face))),
            (desk::SHOWN_AS.of(language), Some(common::proof(proof).of(language).to_owned())),
        ])}
        <form method="post" action=action class="confirm" data-fragment="">
            <input type="hidden" name="presentation" value=sealed />
            <input type="hidden" name="attempt" value=attempt.to_string() />
            {quantity}
            {single}
            {phone_end(language, phone)}
            <p class="acts">
                <button class="button large">{desk::REDEEM.of(language)}</button>
                <a class="button quiet" data-next="" href="/desk">{desk::CLOSE.of(language)}</a>
            </p>
        </form>
    };
    let hint = match phone {
        AskPhone::No => desk::CONFIRM_HINT,
        AskPhone::Yes | AskPhone::Again => desk::CONFIRM_PHONE_HINT,
    };
    let reason = hint.of(language).to_owned();
    let title = desk::CONFIRM_TITLE.of(language);
    card(Tone::Ask, "confirm", title, Some(face_lines(language, face)), reason, None, form.into_any())
}

/// The field for what the holder says. No browser remembers it.
fn phone_end(language: Language, phone: AskPhone) -> Option<impl IntoView + use<>> {
    let wrong = match phone {
        AskPhone::No => return None,
        AskPhone::Yes => None,
        AskPhone::Again => Some(
            view! { <p class="fault" role="alert" id="phone-end-fault">{desk::PHONE_END_WRONG.of(language)}</p> },
        ),
    };
    let (invalid, described) = match phone {
        AskPhone::No | AskPhone::Yes => (None, None),
        AskPhone::Again => (Some("true"), Some("phone-end-fault")),
    };
    Some(view! {
        <div class="phone-end">
            {wrong}
            <label>
                <span>{desk::PHONE_END.of(language)}</span>
                <input name="phone_end" inputmode="numeric" pattern="[0-9]{3}" minlength="3" maxlength="3" autocomplete="off" required aria-invalid=invalid aria-describedby=described />
            </label>
        </div>
    })
}

/// A number with − and +; without scripts it is a plain number field.
pub fn stepper(language: Language, label: &'static str, value: u32, most: u32) -> impl IntoView {
    view! {
        <div class="stepper" data-stepper="">
            <button type="button" data-step="-1" aria-label=desk::FEWER.of(language)>"−"</button>
            <label>
                <span>{label}</span>
                <input name="quantity" type="number" inputmode="numeric" min="1" max=most.to_string() value=value.to_string() required />
            </label>
            <button type="button" data-step="1" aria-label=desk::MORE.of(language)>"+"</button>
        </div>
    }
}

/// What waits for the second tap is 未使用; of several units, how many are.
fn unused(language: Language, face: &TicketFace) -> String {
    let state = common::state(TicketState::Unused).of(language);
    if face.quantity == 1 {
        return state.to_owned();
    }
    let (remaining, quantity) = (face.remaining.to_string(), face.quantity.to_string());
    let left = common::REMAINING_OF.with(language, &[("remaining", &remaining), ("quantity", &quantity)]);
    format!("{state} {left}")
}

fn value(language: Language, face: &TicketFace) -> Option<String> {
    match face.kind {
        TicketKind::Paid => Some(language.money(Dollars(face.face_value))),
        TicketKind::Gift => None,
    }
}

/// The ticket in a few lines, and what its product tells the staff.
pub(super) struct FaceLines {
    product: String,
    details: String,
    note: Option<String>,
}

pub(super) fn face_lines(language: Language, face: &TicketFace) -> FaceLines {
    let mut details = vec![common::kind(face.kind).of(language).to_owned()];
    details.extend(value(language, face));
    details.push(face.serial.clone());
    let note = (!face.desk_note.is_empty()).then(|| face.desk_note.clone());
    FaceLines { product: face.product_name.clone(), details: language.facts(&details), note }
}

pub(super) fn card(
    tone: Tone,
    code: &'static str,
    title: &'static str,
    face: Option<FaceLines>,
    reason: String,
    next: Option<String>,
    extra: AnyView,
) -> impl IntoView + use<> {
    let face = face.map(|FaceLines { product, details, note }| {
        let note = note.map(|note| view! { <p class="desk-note">{note}</p> });
        view! { <p class="product">{product}</p><p class="details">{details}</p>{note} }
    });
    view! {
        <section class=format!("verdict {}", tone.name()) data-tone=tone.name() data-code=code role="status" tabindex="-1" aria-labelledby="verdict-word">
            <span class="sign" aria-hidden="true"></span>
            <h2 id="verdict-word">{title}</h2>
            {face}
            <p class="reason">{reason}</p>
            {next.map(|next| view! { <p class="next">{next}</p> })}
            {extra}
        </section>
    }
}
