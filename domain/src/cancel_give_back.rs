//! Cancelling a return (RULES §4): only 提貨券, by whom, until when. Always the whole line.

use crate::actor::{Actor, Post};
use crate::calendar::{Day, Instant};
use crate::identity::{BranchNumber, MerchantNumber, ProductNumber};
use crate::permission::Function;
use crate::refusal::Refusal;
use crate::ticket::{GiveBackState, TicketKind};

/// Everything the cancelling of one return is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelGiveBackFacts {
    /// 提貨券 or 贈品券.
    pub kind: TicketKind,
    /// 發行單位: nobody else returns its tickets.
    pub issuer: MerchantNumber,
    /// Its product.
    pub product: ProductNumber,
    /// The ticket's version.
    pub version: i64,
    /// Units of the ticket neither used nor returned.
    pub remaining: u32,
    /// State of the return.
    pub state: GiveBackState,
    /// Units of the return.
    pub quantity: u32,
    /// The day the return counts for.
    pub business_day: Day,
    /// It was made after the guarantee ([`crate::give_back::GiveBack::by_hand`]).
    pub overdue: bool,
    /// The branch that returned; `None` = head office.
    pub branch: Option<BranchNumber>,
    /// The ticket is offered, or somebody else's by a transfer that stands, since it was returned.
    pub given_away: bool,
}

/// What cancelling a return will write. A transfer that the return undid stays undone (RULES §20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GiveBackCancellation {
    /// The version it was decided on.
    pub expected_version: i64,
    /// Units that are 未使用 again.
    pub quantity: u32,
    /// Units left afterwards.
    pub remaining: u32,
}

/// Decides whether `actor` may take this return back now.
pub fn decide(
    facts: &CancelGiveBackFacts,
    actor: &Actor,
    now: Instant,
) -> Result<GiveBackCancellation, Refusal> {
    actor.may_change(Function::CancelGiveBack)?;
    actor.may_handle(facts.issuer, facts.product)?;
    if !may_cancel(facts, actor) {
        return Err(Refusal::NotYoursToCancelReturn);
    }
    open(facts.kind, facts.state, facts.overdue, facts.business_day, now.day())?;
    // The units would be whoever's the ticket is now, who was never given them.
    if facts.given_away {
        return Err(Refusal::GivenAwaySince);
    }
    Ok(cancellation(facts))
}

/// Whether such a return can still be taken back on `today`, whoever does it.
pub fn open(
    kind: TicketKind,
    state: GiveBackState,
    overdue: bool,
    business_day: Day,
    today: Day,
) -> Result<(), Refusal> {
    match (state, kind) {
        (GiveBackState::Cancelled, _) => Err(Refusal::GiveBackAlreadyCancelled),
        (GiveBackState::Pending | GiveBackState::Settling | GiveBackState::Returned, TicketKind::Gift) => {
            Err(Refusal::GiveBackFinal)
        }
        (GiveBackState::Pending, TicketKind::Paid) if today == business_day => Ok(()),
        (GiveBackState::Returned, TicketKind::Paid) if overdue => Ok(()),
        (GiveBackState::Pending | GiveBackState::Settling | GiveBackState::Returned, TicketKind::Paid) => {
            Err(Refusal::GiveBackTooLate)
        }
    }
}

/// The issuer's head office, or the very branch that returned.
fn may_cancel(facts: &CancelGiveBackFacts, actor: &Actor) -> bool {
    actor.merchant == facts.issuer
        && match &actor.post {
            Post::HeadOffice => true,
            Post::Branch { number, .. } => facts.branch.as_ref() == Some(number),
            Post::Onlooker => false,
        }
}

fn cancellation(facts: &CancelGiveBackFacts) -> GiveBackCancellation {
    GiveBackCancellation {
        expected_version: facts.version,
        quantity: facts.quantity,
        remaining: facts.remaining.saturating_add(facts.quantity),
    }
}
