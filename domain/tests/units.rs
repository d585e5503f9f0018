//! No unit of a ticket is ever lost or doubled, whatever happens in whatever order (RULES §2): always
//! units left + units of standing redemptions = units at issue.
#![cfg(test)]

mod cast;

use cast::{ISSUER, PRODUCT, day, owner, taipei};
use domain::calendar::Instant;
use domain::cancel::{self, CancelFacts};
use domain::proof::{ProofLevel, ProofPolicies};
use domain::redeem::{self, BranchList, PhoneEnd, RedeemDecision, RedeemFacts, Shown};
use domain::refusal::Refusal;
use domain::ticket::{Ticket, TicketKind, UseState};
use proptest::prelude::*;

/// What may happen to the ticket.
#[derive(Debug, Clone)]
enum Step {
    Redeem {
        asked: Option<u32>,
        confirmed: bool,
    },
    Cancel {
        which: usize,
    },
    Wait {
        hours: i64,
    },
    /// The bank's file and its answer: yesterday's 已使用 → 核銷中, yesterday's 核銷中 → 已核銷.
    BankDay,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (proptest::option::of(0_u32..6), any::<bool>())
            .prop_map(|(asked, confirmed)| Step::Redeem { asked, confirmed }),
        3 => (0_usize..8).prop_map(|which| Step::Cancel { which }),
        2 => (1_i64..40).prop_map(|hours| Step::Wait { hours }),
        1 => Just(Step::BankDay),
    ]
}

/// The ticket and its lines, written as the store writes them.
struct Desk {
    ticket: Ticket,
    uses: Vec<CancelFacts>,
    now: Instant,
}

impl Desk {
    fn new(kind: TicketKind, quantity: u32) -> Self {
        let last = Some(day("2026/11/09"));
        let (usable_until, guarantee_until) = match kind {
            TicketKind::Paid => (None, last),
            TicketKind::Gift => (last, None),
        };
        let ticket = Ticket {
            kind,
            quantity,
            remaining: quantity,
            version: 0,
            generation: 1,
            usable_from: None,
            usable_until,
            guarantee_until,
            offered: false,
        };
        Self { ticket, uses: Vec::new(), now: taipei("2026/11/06 09:00:00.000") }
    }

    /// Units of standing redemptions.
    fn standing(&self) -> u32 {
        self.uses.iter().filter(|line| line.state.is_standing()).map(|line| line.quantity).sum()
    }

    fn redeem(&mut self, asked: Option<u32>, confirmed: bool) -> Result<(), TestCaseError> {
        let facts = RedeemFacts {
            product: PRODUCT,
            ticket: self.ticket.clone(),
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
            confirmed,
            device_removed: false,
            presented_before: false,
            phone: PhoneEnd::NotAsked,
        };
        let left = self.ticket.quantity - self.standing();
        let today = self.now.day();
        let dead = self.ticket.kind == TicketKind::Gift && today > day("2026/11/09");
        match redeem::decide(&facts, &owner(), shown, asked, self.now) {
            Ok(RedeemDecision::Redeem(redemption)) => {
                prop_assert!(!dead && (1..=left).contains(&redemption.quantity));
                prop_assert!(asked.is_none_or(|asked| asked == redemption.quantity));
                prop_assert_eq!(redemption.expected_version, self.ticket.version);
                self.ticket.remaining = redemption.remaining;
                self.ticket.version += 1;
                self.uses.push(CancelFacts {
                    product: PRODUCT,
                    kind: self.ticket.kind,
                    issuer: ISSUER,
                    version: self.ticket.version,
                    remaining: redemption.remaining,
                    state: redemption.state,
                    quantity: redemption.quantity,
                    business_day: redemption.business_day,
                    redeemer: ISSUER,
                    redeemer_branch: None,
                    given_away: false,
                });
            }
            Ok(RedeemDecision::Confirm { remaining }) => {
                prop_assert!(asked.is_none() && !confirmed && remaining > 1 && remaining == left);
            }
            Err(Refusal::AlreadyRedeemed { .. }) => prop_assert_eq!(left, 0),
            Err(Refusal::NotEnoughLeft { .. }) => {
                prop_assert!(asked.is_some_and(|asked| asked == 0 || asked > left))
            }
            Err(Refusal::Expired { .. }) => prop_assert!(dead),
            Err(other) => prop_assert!(false, "{other:?}"),
        }
        Ok(())
    }

    fn cancel(&mut self, which: usize) -> Result<(), TestCaseError> {
        let Some(line) = self.uses.get_mut(which) else { return Ok(()) };
        let facts =
            CancelFacts { version: self.ticket.version, remaining: self.ticket.remaining, ..line.clone() };
        let in_time = match facts.state {
            UseState::Used => facts.business_day == self.now.day(),
            UseState::RedeemedOverdue => true,
            UseState::Settling | UseState::Settled | UseState::Cancelled => false,
        };
        match cancel::decide(&facts, &owner(), None, self.now) {
            Ok(cancellation) => {
                prop_assert!(in_time);
                prop_assert_eq!(cancellation.expected_version, self.ticket.version);
                prop_assert_eq!(cancellation.quantity, line.quantity);
                line.state = UseState::Cancelled;
                self.ticket.remaining = cancellation.remaining;
                self.ticket.version += 1;
            }
            Err(_) => prop_assert!(!in_time),
        }
        Ok(())
    }

    fn bank_day(&mut self) {
        let today = self.now.day();
        for line in self.uses.iter_mut().filter(|line| line.business_day < today) {
            line.state = match line.state {
                UseState::Used => UseState::Settling,
                UseState::Settling => UseState::Settled,
                state @ (UseState::Settled | UseState::RedeemedOverdue | UseState::Cancelled) => state,
            };
        }
    }
}

proptest! {
    #[test]
    fn left_and_standing_make_the_whole(
        gift in any::<bool>(), quantity in 1_u32..=9, steps in proptest::collection::vec(step(), 1..60),
    ) {
        let mut desk = Desk::new(if gift { TicketKind::Gift } else { TicketKind::Paid }, quantity);
        for step in steps {
            match step {
                Step::Redeem { asked, confirmed } => desk.redeem(asked, confirmed)?,
                Step::Cancel { which } => desk.cancel(which)?,
                Step::Wait { hours } => desk.now = desk.now.plus_seconds(hours * 3600),
                Step::BankDay => desk.bank_day(),
            }
            prop_assert_eq!(desk.ticket.remaining + desk.standing(), quantity);
        }
    }
}
