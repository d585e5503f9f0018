//! Redeeming as one grid (RULES §2, §3, §8): who × what × which kind × inside or after, and nothing unsaid.
#![cfg(test)]

mod cast;
mod grid;

use cast::{ISSUER, PRODUCT, day, owner, taipei};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::proof::{ProofLevel, ProofPolicies, ProofPolicy};
use domain::redeem::{
    BranchList, PhoneEnd, RedeemDecision, RedeemFacts, RelationState, Shown, admit, decide,
};
use domain::refusal::{EarlierUse, Refusal, RefusalCode};
use domain::ticket::{Ticket, TicketKind, UseState};
use grid::{Axis, cells, check, check_precedence, say, words};

/// Last day of the guarantee of every 提貨券 and of every 贈品券 in this file.
const LAST_DAY: &str = "2026/12/31";

/// Who may: the issuer's head office, its branches, other merchants. The ticket is unused.
const WHO: &str = "
                                                           | paid, inside       | paid, after        | gift, inside       | gift, after
owner, head office                                         | used               | redeemed_overdue   | settled            | expired
manager, head office                                       | used               | redeemed_overdue   | settled            | expired
clerk, head office                                         | used               | redeemed_overdue   | settled            | expired
clerk, head office, listed                                 | used               | redeemed_overdue   | settled            | expired
clerk, head office, not listed                             | used               | redeemed_overdue   | settled            | expired
clerk, branch 001                                          | used               | redeemed_overdue   | settled            | expired
clerk, branch 001, listed                                  | used               | redeemed_overdue   | settled            | expired
clerk, branch 001, not listed                              | branch_not_listed  | branch_not_listed  | branch_not_listed  | branch_not_listed
owner, branch 001, not listed                              | branch_not_listed  | branch_not_listed  | branch_not_listed  | branch_not_listed
clerk, branch 001 off                                      | branch_disabled    | branch_disabled    | branch_disabled    | branch_disabled
clerk, branch 001 off, listed                              | branch_disabled    | branch_disabled    | branch_disabled    | branch_disabled
owner, branch 001 off, not listed                          | branch_disabled    | branch_disabled    | branch_disabled    | branch_disabled
accountant, head office                                    | permission_missing | permission_missing | permission_missing | permission_missing
accountant, branch 001, listed                             | permission_missing | permission_missing | permission_missing | permission_missing
accountant, branch 001 off, not listed                     | permission_missing | permission_missing | permission_missing | permission_missing
clerk, partner, open, product open                         | used               | redeemed_overdue   | settled            | expired
clerk, partner, open, product open, branch 001             | used               | redeemed_overdue   | settled            | expired
clerk, partner, open, product open, branch 001, not listed | used               | redeemed_overdue   | settled            | expired
clerk, partner, open, product open, branch 001 off         | branch_disabled    | branch_disabled    | branch_disabled    | branch_disabled
clerk, partner, open, product closed                       | product_not_open   | product_not_open   | product_not_open   | product_not_open
clerk, partner, ended, product open                        | relation_ended     | relation_ended     | relation_ended     | relation_ended
clerk, partner, ended, product closed                      | relation_ended     | relation_ended     | relation_ended     | relation_ended
clerk, partner, blocked, product open                      | relation_ended     | relation_ended     | relation_ended     | relation_ended
clerk, partner, blocked, product closed                    | relation_ended     | relation_ended     | relation_ended     | relation_ended
owner, partner, never met                                  | other_merchant     | other_merchant     | other_merchant     | other_merchant
owner, partner, never met, product open                    | other_merchant     | other_merchant     | other_merchant     | other_merchant
accountant, partner, open, product open                    | permission_missing | permission_missing | permission_missing | permission_missing
clerk, branch 001, in hours, for this product              | used               | redeemed_overdue   | settled            | expired
clerk, branch 001, outside hours                           | outside_hours      | outside_hours      | outside_hours      | outside_hours
owner, branch 001 off, outside hours                       | outside_hours      | outside_hours      | outside_hours      | outside_hours
clerk, branch 001, for other products                      | product_not_yours  | product_not_yours  | product_not_yours  | product_not_yours
clerk, partner, open, product open, for this product       | used               | redeemed_overdue   | settled            | expired
clerk, partner, open, product open, for other products     | product_not_yours  | product_not_yours  | product_not_yours  | product_not_yours
";

/// Which ticket, in the hands of the issuer's head office.
const WHAT: &str = "
                       | paid, inside           | paid, after            | gift, inside           | gift, after
unused                 | used                   | redeemed_overdue       | settled                | expired
usable from 2026/11/06 | used                   | redeemed_overdue       | settled                | expired
usable from 2026/11/07 | not_yet_usable         | redeemed_overdue       | not_yet_usable         | expired
usable from 2027/01/01 | not_yet_usable         | redeemed_overdue       | not_yet_usable         | expired
usable from 2027/01/02 | not_yet_usable         | not_yet_usable         | not_yet_usable         | expired
presented before       | code_already_presented | code_already_presented | code_already_presented | expired
renewed                | code_renewed           | code_renewed           | code_renewed           | code_renewed
device removed         | device_removed         | device_removed         | device_removed         | device_removed
offered                | offered                | offered                | offered                | offered
returned               | returned               | returned               | returned               | returned
redeemed               | already_redeemed       | already_redeemed       | already_redeemed       | already_redeemed
redeemed and returned  | already_redeemed       | already_redeemed       | already_redeemed       | already_redeemed
";

/// First and last moments. A day ends with its last millisecond.
const MOMENTS: &str = "
                                                   | paid             | gift
at 2026/12/31 00:00:00.000                         | used             | settled
at 2026/12/31 23:59:59.000                         | used             | settled
at 2026/12/31 23:59:59.999                         | used             | settled
at 2027/01/01 00:00:00.000                         | redeemed_overdue | expired
at 2036/01/01 00:00:00.000                         | redeemed_overdue | expired
usable from 2026/11/07, at 2026/11/06 23:59:59.999 | not_yet_usable   | not_yet_usable
usable from 2026/11/07, at 2026/11/07 00:00:00.000 | used             | settled
usable from 2026/12/31, at 2026/12/31 00:00:00.000 | used             | settled
";

/// What the product asks at the level of proof: any one level, the others asking the opposite.
const HOW: &str = "
                        | head office   | head office, confirmed | branch 001       | branch 001, confirmed
policy accept           | used          | used                   | used             | used
policy confirm          | confirm       | used                   | confirm          | used
policy confirm_by_phone | confirm       | used                   | confirm          | used
policy head_office_only | confirm       | used                   | head_office_only | head_office_only
policy refuse           | proof_refused | proof_refused          | proof_refused    | proof_refused
";

/// The same in the hands of a partner, who looks nobody up.
const HOW_BY_A_PARTNER: &str = "
                        | by living        | by moment        | by printed       | by typed         | by look_up
policy accept           | used             | used             | used             | used             | proof_refused
policy confirm          | used             | used             | used             | used             | proof_refused
policy confirm_by_phone | used             | used             | used             | used             | proof_refused
policy head_office_only | head_office_only | head_office_only | head_office_only | head_office_only | proof_refused
policy refuse           | proof_refused    | proof_refused    | proof_refused    | proof_refused    | proof_refused
";

/// What a new product asks at each level.
const BY_DEFAULT: &str = "
            | first tap | confirmed
by living   | used      | used
by moment   | used      | used
by printed  | confirm   | used
by typed    | confirm   | used
by look_up  | confirm   | used
by operator | confirm   | used
";

/// How many of a ticket that holds several. Who did not say how many is asked, unless one is left.
const HOW_MANY: &str = "
                              | by living        | by living, confirmed | by printed       | by printed, confirmed
left 3 of 3                   | confirm          | used 1 left 2        | confirm          | used 1 left 2
left 3 of 3, asks 1           | used 1 left 2    | used 1 left 2        | confirm          | used 1 left 2
left 3 of 3, asks 2           | used 2 left 1    | used 2 left 1        | confirm          | used 2 left 1
left 3 of 3, asks 3           | used 3 left 0    | used 3 left 0        | confirm          | used 3 left 0
left 3 of 3, asks 4           | not_enough_left  | not_enough_left      | not_enough_left  | not_enough_left
left 3 of 3, asks 0           | not_enough_left  | not_enough_left      | not_enough_left  | not_enough_left
left 1 of 3                   | used 1 left 0    | used 1 left 0        | confirm          | used 1 left 0
left 1 of 3, asks 1           | used 1 left 0    | used 1 left 0        | confirm          | used 1 left 0
left 1 of 3, asks 2           | not_enough_left  | not_enough_left      | not_enough_left  | not_enough_left
left 0 of 3, redeemed, asks 1 | already_redeemed | already_redeemed     | already_redeemed | already_redeemed
";

/// Everything one decision is made of.
struct Scene {
    facts: RedeemFacts,
    actor: Actor,
    shown: Shown,
    policy: Option<ProofPolicy>,
    quantity: Option<u32>,
    now: Instant,
}

impl Scene {
    /// An unused 提貨券 of one unit, its holder's phone, the owner at the head office, a day inside the guarantee.
    fn new() -> Self {
        let ticket = Ticket {
            kind: TicketKind::Paid,
            quantity: 1,
            remaining: 1,
            version: 41,
            generation: 3,
            usable_from: None,
            usable_until: None,
            guarantee_until: Some(day(LAST_DAY)),
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
            generation: Some(3),
            confirmed: false,
            device_removed: false,
            presented_before: false,
            phone: PhoneEnd::NotAsked,
        };
        let now = taipei("2026/11/06 14:00:00.000");
        Self { facts, actor: owner(), shown, policy: None, quantity: None, now }
    }

    fn of(words: &[&str]) -> Self {
        let mut scene = Self::new();
        for word in words {
            if !say(&mut scene.actor, word) && !scene.set(word) {
                panic!("no such word: {word}");
            }
        }
        if let Some(policy) = scene.policy {
            scene.facts.policies = only_at(scene.shown.proof, policy);
        }
        scene
    }

    /// Sets what one word says; the order of words does not matter.
    fn set(&mut self, word: &str) -> bool {
        let ticket = &mut self.facts.ticket;
        match word {
            "paid" | "unused" | "first tap" => {}
            "gift" => {
                ticket.kind = TicketKind::Gift;
                ticket.usable_until = Some(day(LAST_DAY));
                ticket.guarantee_until = None;
            }
            "inside" => self.now = taipei("2026/11/06 14:00:00.000"),
            "after" => self.now = taipei("2027/01/01 00:00:00.000"),
            "offered" => ticket.offered = true,
            "renewed" => self.shown.generation = Some(2),
            "returned" => {
                ticket.remaining = 0;
                self.facts.returned = 1;
            }
            "redeemed" => {
                ticket.remaining = 0;
                self.facts.latest_use = Some(earlier());
            }
            "redeemed and returned" => {
                ticket.remaining = 0;
                self.facts.returned = 1;
                self.facts.latest_use = Some(earlier());
            }
            "listed" => self.facts.branches = BranchList::Named { includes_actor: true },
            "not listed" => self.facts.branches = BranchList::Named { includes_actor: false },
            "never met" => self.facts.relation = None,
            "product open" => self.facts.product_open = true,
            "product closed" => self.facts.product_open = false,
            "confirmed" => self.shown.confirmed = true,
            "device removed" => self.shown.device_removed = true,
            "presented before" => self.shown.presented_before = true,
            _ => return self.set_value(word),
        }
        true
    }

    fn set_value(&mut self, word: &str) -> bool {
        if let Some(relation) = RelationState::parse(word) {
            self.facts.relation = Some(relation);
        } else if let Some(text) = word.strip_prefix("usable from ") {
            self.facts.ticket.usable_from = Some(day(text));
        } else if let Some(text) = word.strip_prefix("at ") {
            self.now = taipei(text);
        } else if let Some(level) = word.strip_prefix("by ").and_then(ProofLevel::parse) {
            self.shown.proof = level;
        } else if let Some(policy) = word.strip_prefix("policy ").and_then(ProofPolicy::parse) {
            self.policy = Some(policy);
        } else if let Some(number) = word.strip_prefix("asks ") {
            self.quantity = number.parse().ok();
        } else if let Some((left, all)) = word.strip_prefix("left ").and_then(|text| text.split_once(" of "))
        {
            self.facts.ticket.remaining = left.parse().expect("units left");
            self.facts.ticket.quantity = all.parse().expect("units");
        } else {
            return false;
        }
        true
    }

    fn decide(&self) -> Result<RedeemDecision, Refusal> {
        decide(&self.facts, &self.actor, self.shown, self.quantity, self.now)
    }
}

/// This policy at one level; at the others whatever would be noticed.
fn only_at(level: ProofLevel, policy: ProofPolicy) -> ProofPolicies {
    let opposite = if policy == ProofPolicy::Refuse { ProofPolicy::Accept } else { ProofPolicy::Refuse };
    let at = |other| if other == level { policy } else { opposite };
    ProofPolicies {
        living: at(ProofLevel::Living),
        moment: at(ProofLevel::Moment),
        printed: at(ProofLevel::Printed),
        typed: at(ProofLevel::Typed),
        look_up: at(ProofLevel::LookUp),
    }
}

fn earlier() -> EarlierUse {
    EarlierUse {
        at: taipei("2026/11/05 18:30:00.000"),
        merchant_name: "山海咖啡".to_owned(),
        branch_name: Some("信義店".to_owned()),
        state: UseState::Settled,
    }
}

/// The outcome of a scene in the words of the tables, after checking all that is written along with it.
fn outcome(words: &[&str]) -> String {
    let scene = Scene::of(words);
    let ticket = &scene.facts.ticket;
    match scene.decide() {
        Err(refusal) => refusal.code().as_str().to_owned(),
        Ok(RedeemDecision::Confirm { remaining }) => {
            assert_eq!(remaining, ticket.remaining);
            "confirm".to_owned()
        }
        Ok(RedeemDecision::Redeem(redemption)) => {
            assert_eq!(redemption.expected_version, ticket.version);
            assert_eq!(redemption.business_day, scene.now.day());
            assert_eq!(redemption.quantity + redemption.remaining, ticket.remaining);
            let state = redemption.state.as_str();
            if ticket.quantity == 1 {
                state.to_owned()
            } else {
                format!("{state} {} left {}", redemption.quantity, redemption.remaining)
            }
        }
    }
}

#[test]
fn who_may_redeem() {
    check(WHO, outcome);
}

#[test]
fn which_ticket_can_be_redeemed() {
    check(WHAT, outcome);
}

#[test]
fn the_moment_of_the_act_decides() {
    check(MOMENTS, outcome);
}

#[test]
fn the_product_asks_for_a_proof() {
    for level in ["by living", "by moment", "by printed", "by typed", "by look_up"] {
        check(HOW, |words| outcome(&[words, &[level]].concat()));
    }
    let partner = ["partner", "open", "product open", "confirmed"];
    check(HOW_BY_A_PARTNER, |words| outcome(&[words, &partner].concat()));
    check(BY_DEFAULT, outcome);
}

#[test]
fn as_many_as_asked_for_and_left() {
    check(HOW_MANY, outcome);
}

/// The whole grid: each row of [`WHO`] with each row of [`WHAT`]. Who may not, hears that first.
#[test]
fn everybody_with_every_ticket() {
    let whats = cells(WHAT);
    for column in ["paid, inside", "paid, after", "gift, inside", "gift, after"].map(words) {
        for (who, may) in cells(WHO).iter().filter(|(words, _)| words.ends_with(&column)) {
            for (what, becomes) in whats.iter().filter(|(words, _)| words.ends_with(&column)) {
                let refusals = [may, becomes].into_iter().filter_map(|text| RefusalCode::parse(text));
                let expected = refusals.min().map_or(*becomes, |code| code.as_str());
                assert_eq!(outcome(&[&who[..], what].concat()), expected, "{who:?} with {what:?}");
            }
        }
    }
}

#[test]
fn of_several_refusals_the_first_is_given() {
    use RefusalCode::{
        AlreadyRedeemed, BranchDisabled, BranchNotListed, CodeAlreadyPresented, CodeRenewed, DeviceRemoved,
        Expired, HeadOfficeOnly, NotEnoughLeft, NotYetUsable, Offered, OtherMerchant, OutsideHours,
        PermissionMissing, ProductNotOpen, ProductNotYours, ProofRefused, RelationEnded, Returned,
    };
    let axes: [Axis<'_>; 14] = [
        &[("clerk", None), ("accountant", Some(PermissionMissing))],
        &[("in hours", None), ("outside hours", Some(OutsideHours))],
        &[("branch 001", None), ("branch 001 off", Some(BranchDisabled))],
        &[
            ("listed", None),
            ("partner, never met", Some(OtherMerchant)),
            ("partner, ended, product closed", Some(RelationEnded)),
            ("partner, blocked, product open", Some(RelationEnded)),
            ("partner, open, product closed", Some(ProductNotOpen)),
            ("not listed", Some(BranchNotListed)),
        ],
        &[("for this product", None), ("for other products", Some(ProductNotYours))],
        &[("", None), ("renewed", Some(CodeRenewed))],
        &[("", None), ("device removed", Some(DeviceRemoved))],
        &[("", None), ("offered", Some(Offered))],
        &[("left 3 of 3", None), ("returned", Some(Returned)), ("redeemed", Some(AlreadyRedeemed))],
        &[("gift, inside", None), ("gift, after", Some(Expired))],
        &[("", None), ("usable from 2028/01/01", Some(NotYetUsable))],
        &[("asks 3", None), ("asks 4", Some(NotEnoughLeft))],
        &[
            ("policy accept", None),
            ("policy refuse", Some(ProofRefused)),
            ("policy head_office_only", Some(HeadOfficeOnly)),
        ],
        &[("", None), ("presented before", Some(CodeAlreadyPresented))],
    ];
    check_precedence(&axes, "settled 3 left 0", outcome);
}

/// Every refusal that a redemption can earn is earned somewhere above.
#[test]
fn the_tables_leave_no_refusal_out() {
    let tables = [WHO, WHAT, MOMENTS, HOW, HOW_MANY];
    let earned: Vec<_> = tables.iter().flat_map(|table| cells(table)).map(|(_, outcome)| outcome).collect();
    let first = RefusalCode::PermissionMissing;
    let (from_the_code, from_the_server) = (
        [RefusalCode::HolderSignatureWrong, RefusalCode::CodeTooOld, RefusalCode::CodeFromFuture],
        [RefusalCode::AttemptReused, RefusalCode::TicketUnknown],
    );
    let of_other_acts = [
        RefusalCode::NotYoursToReturn,
        RefusalCode::NotTheGiver,
        RefusalCode::TransferUnknown,
        RefusalCode::TransferClosed,
        RefusalCode::TransferNotYet,
        RefusalCode::RequestsNotOpen,
        RefusalCode::RequestUnknown,
        RefusalCode::RequestClosed,
        RefusalCode::AlreadyRequested,
        RefusalCode::NothingLeft,
    ];
    for &code in
        RefusalCode::ALL.iter().filter(|code| (first..=RefusalCode::CodeAlreadyPresented).contains(code))
    {
        let elsewhere = [&from_the_code[..], &from_the_server, &of_other_acts].concat().contains(&code);
        assert_eq!(earned.contains(&code.as_str()), !elsewhere, "{code:?}");
    }
}

#[test]
fn refusals_carry_what_their_sentences_need() {
    let refused = |label| Scene::of(&words(label)).decide().expect_err("a refusal");
    assert_eq!(refused("gift, after"), Refusal::Expired { last_day: Some(day(LAST_DAY)) });
    assert_eq!(
        refused("usable from 2026/11/07"),
        Refusal::NotYetUsable { first_day: Some(day("2026/11/07")) }
    );
    assert_eq!(refused("left 2 of 3, asks 3"), Refusal::NotEnoughLeft { remaining: 2 });
    assert_eq!(refused("redeemed"), Refusal::AlreadyRedeemed { earlier: Some(earlier()) });
    assert_eq!(refused("redeemed and returned"), Refusal::AlreadyRedeemed { earlier: Some(earlier()) });
}

/// A typed code carries no generation: an old one is simply not found any more.
#[test]
fn a_typed_code_is_not_asked_for_its_generation() {
    let mut scene = Scene::of(&["by typed", "confirmed"]);
    scene.shown.generation = None;
    assert!(matches!(scene.decide(), Ok(RedeemDecision::Redeem(_))));
}

/// The scanner may ask [`admit`] before the ticket is known; it never says yes where the decision says no.
#[test]
fn admission_and_decision_agree() {
    for (words, expected) in cells(WHO) {
        let scene = Scene::of(&words);
        let admitted = admit(&scene.facts, &scene.actor).map_err(|refusal| refusal.code());
        let refused = RefusalCode::parse(expected).filter(|code| *code != RefusalCode::Expired);
        assert_eq!(admitted.err(), refused, "{words:?}");
    }
}

/// Issued 2022/09/21 with 365 days: 2023/09/20 is the last day inside, to its last millisecond.
#[test]
fn worked_example_4() {
    let mut scene = Scene::new();
    scene.facts.ticket.guarantee_until = Some(day("2022/09/21").last_of_period(365));
    let mut state_at = |text| {
        scene.now = taipei(text);
        match scene.decide() {
            Ok(RedeemDecision::Redeem(redemption)) => redemption.state,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(state_at("2022/09/21 00:00:00.000"), UseState::Used);
    assert_eq!(state_at("2023/09/20 23:59:59.999"), UseState::Used);
    assert_eq!(state_at("2023/09/21 00:00:00.000"), UseState::RedeemedOverdue);
}
