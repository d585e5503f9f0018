//! Verdicts of the practice desk (RULES §3): those of the real one, about a ticket that does not exist.

use crate::component::tone::Tone;
use crate::component::verdict::{self, AskPhone, Question, card, face_lines};
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{desk, practice as text};
use domain::calendar::Instant;
use domain::code::layout::Locator;
use domain::identity::{AttemptId, MerchantNumber};
use domain::practice::PracticeCode;
use domain::proof::ProofLevel;
use domain::refusal::{EarlierUse, Refusal};
use domain::ticket::{TicketKind, UseState};
use leptos::prelude::*;
use store::command::redeem::TicketFace;

/// What a code is for.
pub const fn name(code: PracticeCode) -> Sentence {
    match code {
        PracticeCode::Redeemable => text::REDEEMABLE,
        PracticeCode::FiveUnits => text::FIVE_UNITS,
        PracticeCode::Printed => text::PRINTED,
        PracticeCode::Used => text::USED,
        PracticeCode::Expired => text::EXPIRED,
        PracticeCode::NotYet => text::NOT_YET,
        PracticeCode::TooOld => text::TOO_OLD,
        PracticeCode::Renewed => text::RENEWED,
        PracticeCode::Offered => text::OFFERED,
        PracticeCode::OtherBranch => text::OTHER_BRANCH,
        PracticeCode::OtherMerchant => text::OTHER_MERCHANT,
        PracticeCode::Foreign => text::FOREIGN,
    }
}

/// Scanned, or only looked at.
pub fn scanned(
    language: Language,
    code: PracticeCode,
    looks: bool,
    now: Instant,
    attempt: &AttemptId,
) -> AnyView {
    let paid = |units| face(language, TicketKind::Paid, units);
    let gift = || face(language, TicketKind::Gift, 1);
    let ask = |face: TicketFace, proof| {
        let sealed = code.as_str().to_owned();
        let question = Question { face: &face, proof, suggested: 1, phone: AskPhone::No };
        verdict::confirm_by("/desk/practice/redeem", language, &question, sealed, attempt).into_any()
    };
    let refuse = |refusal: Refusal, face: Option<TicketFace>| {
        verdict::refused(language, &refusal, face.as_ref()).into_any()
    };
    let today = now.day();
    match code {
        PracticeCode::Redeemable if looks => ask(paid(1), ProofLevel::Moment),
        PracticeCode::Redeemable => redeemed(language, code, 1),
        PracticeCode::FiveUnits => ask(paid(5), ProofLevel::Moment),
        PracticeCode::Printed => ask(paid(1), ProofLevel::Printed),
        PracticeCode::Used => {
            let earlier = EarlierUse {
                at: now.plus_seconds(-1_500),
                merchant_name: text::OTHER_SHOP.of(language).to_owned(),
                branch_name: Some(text::OTHER_BRANCH_NAME.of(language).to_owned()),
                state: UseState::Used,
            };
            let face = TicketFace { remaining: 0, ..paid(1) };
            refuse(Refusal::AlreadyRedeemed { earlier: Some(earlier) }, Some(face))
        }
        PracticeCode::Expired => {
            refuse(Refusal::Expired { last_day: Some(now.plus_seconds(-3 * 86_400).day()) }, Some(gift()))
        }
        PracticeCode::NotYet => {
            refuse(Refusal::NotYetUsable { first_day: Some(today.plus_days(7)) }, Some(paid(1)))
        }
        PracticeCode::TooOld => refuse(Refusal::CodeTooOld, Some(paid(1))),
        PracticeCode::Renewed => refuse(Refusal::CodeRenewed, Some(paid(1))),
        PracticeCode::Offered => refuse(Refusal::Offered, Some(paid(1))),
        PracticeCode::OtherBranch => refuse(Refusal::BranchNotListed, None),
        PracticeCode::OtherMerchant => refuse(Refusal::OtherMerchant, None),
        PracticeCode::Foreign => refuse(Refusal::NotOurs, None),
    }
}

/// Something else was held before the camera.
pub fn other(language: Language, real: bool) -> AnyView {
    if !real {
        return verdict::refused(language, &Refusal::NotOurs, None).into_any();
    }
    let (title, reason) = (text::REAL_TITLE.of(language), text::REAL_REASON.of(language).to_owned());
    let next = Some(text::REAL_NEXT.of(language).to_owned());
    card(Tone::Foreign, "practice_real", title, None, reason, next, acts(language, false)).into_any()
}

/// As after a redemption; `quantity` of what the code would have had.
pub fn redeemed(language: Language, code: PracticeCode, quantity: u32) -> AnyView {
    let units = if code == PracticeCode::FiveUnits { 5 } else { 1 };
    let quantity = quantity.clamp(1, units);
    let left = units - quantity;
    let face = TicketFace { remaining: left, ..face(language, TicketKind::Paid, units) };
    let counts = [("count", quantity.to_string()), ("remaining", left.to_string())];
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let reason = desk::REDEEMED_REASON.with(language, &counts);
    let (title, next) = (desk::REDEEMED_TITLE.of(language), text::NOTHING_WRITTEN.of(language).to_owned());
    let lines = Some(face_lines(language, &face));
    card(Tone::Good, "redeemed", title, lines, reason, Some(next), acts(language, true)).into_any()
}

fn acts(language: Language, undo: bool) -> AnyView {
    let undo = undo.then(|| {
        view! {
            <form method="post" action="/desk/practice/undo" class="undo" data-fragment="" data-undo="">
                <button class="button quiet">{desk::UNDO.of(language)}</button>
            </form>
        }
    });
    view! {
        {undo}
        <p class="acts"><a class="button" data-next="" href="/desk/practice">{desk::NEXT_CUSTOMER.of(language)}</a></p>
    }
    .into_any()
}

fn face(language: Language, kind: TicketKind, units: u32) -> TicketFace {
    TicketFace {
        issuer_name: text::OTHER_SHOP.of(language).to_owned(),
        merchant: MerchantNumber(0),
        locator: Locator::from_integer(0).to_text(),
        serial: "PRACTICE".to_owned(),
        product_name: text::PRODUCT.of(language).to_owned(),
        product_code: "PRACTICE".to_owned(),
        desk_note: text::NOTE.of(language).to_owned(),
        kind,
        face_value: 75,
        quantity: units,
        remaining: units,
        usable_from: None,
        usable_until: None,
        guarantee_until: None,
    }
}
