//! Cancelling a redemption as one grid (RULES §2, §3): by whom × redeemed by whom, in which state × when.
#![cfg(test)]

mod cast;
mod grid;

use cast::{ISSUER, PRODUCT, day, owner, taipei};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::cancel::{CancelFacts, decide};
use domain::identity::BranchNumber;
use domain::proof::{ProofLevel, ProofPolicies};
use domain::redeem::{self, BranchList, PhoneEnd, RedeemDecision, RedeemFacts, Redemption, Shown};
use domain::refusal::{Refusal, RefusalCode};
use domain::ticket::{Ticket, TicketKind, UseState};
use grid::{Axis, PARTNER, cells, check, check_precedence, say};

/// Who cancels (rows) what was redeemed by whom (columns); a 提貨券, the same day.
const WHOSE: &str = "
                               | by head office      | by branch 001       | by partner          | by partner branch 001
owner, head office             | unused again        | unused again        | unused again        | unused again
manager, head office           | unused again        | unused again        | unused again        | unused again
clerk, head office             | unused again        | unused again        | unused again        | unused again
clerk, branch 001              | not_yours_to_cancel | unused again        | not_yours_to_cancel | not_yours_to_cancel
clerk, branch 002              | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel
owner, branch 002              | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel
clerk, branch 001 off          | branch_disabled     | branch_disabled     | branch_disabled     | branch_disabled
accountant, head office        | permission_missing  | permission_missing  | permission_missing  | permission_missing
accountant, branch 001         | permission_missing  | permission_missing  | permission_missing  | permission_missing
clerk, partner                 | not_yours_to_cancel | not_yours_to_cancel | unused again        | unused again
clerk, partner, branch 001     | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel | unused again
clerk, partner, branch 002     | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel
clerk, partner, branch 001 off | branch_disabled     | branch_disabled     | branch_disabled     | branch_disabled
owner, stranger                | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel
clerk, branch 001, outside hours| outside_hours       | outside_hours       | outside_hours       | outside_hours
clerk, head office, for other products| product_not_yours   | product_not_yours   | product_not_yours   | product_not_yours
owner, stranger, branch 001    | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel | not_yours_to_cancel
";

/// In which state (rows), by the issuer's head office; redeemed 2026/11/06 14:00.
const WHEN: &str = "
                                             | paid              | gift
used, at 2026/11/06 14:00:00.000             | unused again      | gift_final
used, at 2026/11/06 23:59:59.000             | unused again      | gift_final
used, at 2026/11/06 23:59:59.999             | unused again      | gift_final
used, at 2026/11/07 00:00:00.000             | cancel_too_late   | gift_final
used, at 2026/12/06 14:00:00.000             | cancel_too_late   | gift_final
settling, at 2026/11/06 23:00:00.000         | cancel_too_late   | gift_final
settling, at 2026/11/07 01:00:00.000         | cancel_too_late   | gift_final
settled, at 2026/11/06 23:00:00.000          | cancel_too_late   | gift_final
settled, at 2026/11/08 09:00:00.000          | cancel_too_late   | gift_final
redeemed_overdue, at 2026/11/06 14:00:00.000 | unused again      | gift_final
redeemed_overdue, at 2026/11/07 00:00:00.000 | unused again      | gift_final
redeemed_overdue, at 2036/11/06 14:00:00.000 | unused again      | gift_final
cancelled, at 2026/11/06 14:00:00.000        | already_cancelled | already_cancelled
cancelled, at 2026/11/07 00:00:00.000        | already_cancelled | already_cancelled
used, given away                             | given_away_since  | gift_final
settled, given away                          | cancel_too_late   | gift_final
redeemed_overdue, given away                 | given_away_since  | gift_final
cancelled, given away                        | already_cancelled | already_cancelled
";

/// Everything one decision is made of.
struct Scene {
    facts: CancelFacts,
    actor: Actor,
    now: Instant,
}

impl Scene {
    /// Two of five units of a 提貨券, redeemed by the head office this afternoon; one is left.
    fn of(words: &[&str]) -> Self {
        let facts = CancelFacts {
            product: PRODUCT,
            kind: TicketKind::Paid,
            issuer: ISSUER,
            version: 41,
            remaining: 1,
            state: UseState::Used,
            quantity: 2,
            business_day: day("2026/11/06"),
            redeemer: ISSUER,
            redeemer_branch: None,
            given_away: false,
        };
        let mut scene = Self { facts, actor: owner(), now: taipei("2026/11/06 18:00:00.000") };
        for word in words {
            if !say(&mut scene.actor, word) && !scene.set(word) {
                panic!("no such word: {word}");
            }
        }
        scene
    }

    fn set(&mut self, word: &str) -> bool {
        let branch = || BranchNumber::parse("001").ok();
        let facts = &mut self.facts;
        if let Some(state) = UseState::parse(word) {
            facts.state = state;
            return true;
        }
        if let Some(kind) = TicketKind::parse(word) {
            facts.kind = kind;
            return true;
        }
        if word == "given away" {
            facts.given_away = true;
            return true;
        }
        if let Some(text) = word.strip_prefix("at ") {
            self.now = taipei(text);
            return true;
        }
        (facts.redeemer, facts.redeemer_branch) = match word {
            "by head office" => (ISSUER, None),
            "by branch 001" => (ISSUER, branch()),
            "by partner" => (PARTNER, None),
            "by partner branch 001" => (PARTNER, branch()),
            _ => return false,
        };
        true
    }
}

/// The outcome of a scene in the words of the tables.
fn outcome(words: &[&str]) -> String {
    let Scene { facts, actor, now } = Scene::of(words);
    match decide(&facts, &actor, None, now) {
        Err(refusal) => refusal.code().as_str().to_owned(),
        Ok(cancellation) => {
            assert_eq!(cancellation.expected_version, facts.version);
            assert_eq!(cancellation.quantity, facts.quantity);
            assert_eq!(cancellation.remaining, facts.remaining + facts.quantity);
            "unused again".to_owned()
        }
    }
}

#[test]
fn who_may_cancel() {
    check(WHOSE, outcome);
}

#[test]
fn until_when() {
    check(WHEN, outcome);
}

/// The whole grid: each row of [`WHOSE`] with each row of [`WHEN`]; the first refusal is given.
#[test]
fn everybody_at_every_time() {
    for (who, may) in cells(WHOSE) {
        for (when, becomes) in cells(WHEN) {
            let refusals = [may, becomes].into_iter().filter_map(RefusalCode::parse);
            let expected = refusals.min().map_or("unused again", RefusalCode::as_str);
            assert_eq!(outcome(&[&who[..], &when].concat()), expected, "{who:?} with {when:?}");
        }
    }
}

#[test]
fn of_several_refusals_the_first_is_given() {
    use RefusalCode::{
        AlreadyCancelled, BranchDisabled, CancelTooLate, GiftFinal, NotYoursToCancel, PermissionMissing,
    };
    let axes: [Axis<'_>; 6] = [
        &[("clerk", None), ("accountant", Some(PermissionMissing))],
        &[("branch 001", None), ("branch 001 off", Some(BranchDisabled))],
        &[
            ("by branch 001", None),
            ("by head office", Some(NotYoursToCancel)),
            ("by partner", Some(NotYoursToCancel)),
        ],
        &[("used", None), ("cancelled", Some(AlreadyCancelled))],
        &[("paid", None), ("gift", Some(GiftFinal))],
        &[("", None), ("at 2026/11/07 00:00:00.000", Some(CancelTooLate))],
    ];
    check_precedence(&axes, "unused again", outcome);
}

/// Redeems one unit of a 提貨券 and answers what the desk wrote, then what cancelling it finds.
fn redeemed(at: &str, guarantee_until: &str) -> (Redemption, CancelFacts) {
    let ticket = Ticket {
        kind: TicketKind::Paid,
        quantity: 1,
        remaining: 1,
        version: 0,
        generation: 1,
        usable_from: None,
        usable_until: None,
        guarantee_until: Some(day(guarantee_until)),
        offered: false,
    };
    let facts = RedeemFacts {
        product: PRODUCT,
        ticket,
        issuer: ISSUER,
        branches: BranchList::Any,
        relation: None,
        product_open: false,
        policies: ProofPolicies::DEFAULT,
        returned: 0,
        latest_use: None,
    };
    let shown = Shown {
        proof: ProofLevel::Living,
        generation: Some(1),
        confirmed: false,
        device_removed: false,
        presented_before: false,
        phone: PhoneEnd::NotAsked,
    };
    let redemption = match redeem::decide(&facts, &owner(), shown, None, taipei(at)) {
        Ok(RedeemDecision::Redeem(redemption)) => redemption,
        other => panic!("{other:?}"),
    };
    let facts = CancelFacts {
        product: PRODUCT,
        kind: TicketKind::Paid,
        issuer: ISSUER,
        version: 1,
        remaining: redemption.remaining,
        state: redemption.state,
        quantity: redemption.quantity,
        business_day: redemption.business_day,
        redeemer: ISSUER,
        redeemer_branch: None,
        given_away: false,
    };
    (redemption, facts)
}

/// Redeemed 11/6 14:00: cancelled at 11/6 23:59:59 it is unused again, at 11/7 00:00:00 it is refused.
#[test]
fn worked_example_2() {
    let (redemption, facts) = redeemed("2026/11/06 14:00:00.000", "2027/11/05");
    assert_eq!(redemption.state, UseState::Used);
    let at = |text| decide(&facts, &owner(), None, taipei(text)).map(|cancellation| cancellation.remaining);
    assert_eq!(at("2026/11/06 23:59:59.000"), Ok(1));
    assert_eq!(at("2026/11/06 23:59:59.999"), Ok(1));
    assert_eq!(at("2026/11/07 00:00:00.000"), Err(Refusal::CancelTooLate));
}

/// 10,000 NT$ in trust, redeemed after the guarantee: 逾期兌回, and cancelling a month later is accepted. (The
/// amount plays no part in either decision.)
#[test]
fn worked_example_5() {
    let (redemption, facts) = redeemed("2026/11/06 14:00:00.000", "2026/11/05");
    assert_eq!(redemption.state, UseState::RedeemedOverdue);
    let later = decide(&facts, &owner(), None, taipei("2026/12/06 14:00:00.000"));
    assert_eq!(later.map(|cancellation| cancellation.remaining), Ok(1));
}

#[test]
fn any_part_of_a_redemption_can_be_taken_back() {
    let facts = Scene::of(&[]).facts;
    let part = |units| decide(&facts, &owner(), units, taipei("2026/11/06 15:00:00.000"));
    let one = part(Some(1)).expect("one of two");
    assert_eq!((one.quantity, one.remaining, one.whole), (1, 2, false));
    let both = part(Some(2)).expect("both");
    assert_eq!((both.quantity, both.remaining, both.whole), (2, 3, true));
    assert_eq!(part(None), part(Some(2)));
    for impossible in [0, 3] {
        assert_eq!(part(Some(impossible)), Err(Refusal::NotEnoughLeft { remaining: 2 }));
    }
}
