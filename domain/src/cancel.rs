//! Cancelling a redemption (RULES §3): only 提貨券, by whom, until when.

use crate::actor::{Actor, Post};
use crate::calendar::{Day, Instant};
use crate::field::Fault;
use crate::identity::{BranchNumber, MerchantNumber, ProductNumber};
use crate::permission::Function;
use crate::refusal::Refusal;
use crate::ticket::{TicketKind, UseState};

/// Everything the cancelling of one redemption is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelFacts {
    /// 提貨券 or 贈品券.
    pub kind: TicketKind,
    /// 發行單位
    pub issuer: MerchantNumber,
    /// Its product.
    pub product: ProductNumber,
    /// The ticket's version and what is left of it.
    pub version: i64,
    /// Units neither used nor returned.
    pub remaining: u32,
    /// State of the use line.
    pub state: UseState,
    /// Units of the use line.
    pub quantity: u32,
    /// The day the redemption counts for.
    pub business_day: Day,
    /// Who redeemed.
    pub redeemer: MerchantNumber,
    /// The branch that redeemed; `None` = head office.
    pub redeemer_branch: Option<BranchNumber>,
    /// The ticket is offered, or somebody else's by a transfer that stands, since it was redeemed.
    pub given_away: bool,
}

/// Why somebody cancelled: at most 50 characters, for the history, never shown to the holder (RULES §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Most characters of a reason.
    pub const LONGEST: usize = 50;
    /// What stands there where somebody took it back at once, without giving a reason; shown in the reader's language.
    pub const UNDO: &str = "undo";

    /// Takes what somebody wrote, without control characters; blank means none was given.
    pub fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        let readable: String = text.trim().chars().filter(|character| !character.is_control()).collect();
        let length = readable.chars().count();
        if length > Self::LONGEST {
            return Err(Refusal::ReasonTooLong);
        }
        Ok((length > 0).then_some(Self(readable)))
    }

    /// The same from a field of a form; blank means none was given.
    pub fn of_field(text: &str) -> Result<Option<Self>, Fault> {
        Self::parse(text).map_err(|_| Fault::TooLong(Self::LONGEST))
    }

    /// The same where one must be given.
    pub fn needed(text: &str) -> Result<Self, Fault> {
        Self::of_field(text)?.ok_or(Fault::Missing)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What cancelling will write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancellation {
    /// The version it was decided on.
    pub expected_version: i64,
    /// Units that are 未使用 again.
    pub quantity: u32,
    /// Units left afterwards.
    pub remaining: u32,
    /// Nothing of the redemption stands afterwards.
    pub whole: bool,
}

/// Decides whether `actor` may take this redemption back now: all of it, or `units` of it (RULES §20).
pub fn decide(
    facts: &CancelFacts,
    actor: &Actor,
    units: Option<u32>,
    now: Instant,
) -> Result<Cancellation, Refusal> {
    actor.may_change(Function::CancelRedemption)?;
    actor.may_handle(facts.issuer, facts.product)?;
    if !may_cancel(facts, actor) {
        return Err(Refusal::NotYoursToCancel);
    }
    open(facts, now.day())?;
    // The units would be whoever's the ticket is now, who was never given them.
    if facts.given_away {
        return Err(Refusal::GivenAwaySince);
    }
    cancellation(facts, units)
}

/// Whether such a redemption can still be taken back on `today`, whoever does it.
fn open(facts: &CancelFacts, today: Day) -> Result<(), Refusal> {
    match (facts.state, facts.kind) {
        (UseState::Cancelled, _) => Err(Refusal::AlreadyCancelled),
        (
            UseState::Used | UseState::Settling | UseState::Settled | UseState::RedeemedOverdue,
            TicketKind::Gift,
        ) => Err(Refusal::GiftFinal),
        (UseState::Used, TicketKind::Paid) if today == facts.business_day => Ok(()),
        (UseState::Used | UseState::Settling | UseState::Settled, TicketKind::Paid) => {
            Err(Refusal::CancelTooLate)
        }
        (UseState::RedeemedOverdue, TicketKind::Paid) => Ok(()),
    }
}

/// Whether whoever has just redeemed is offered to take it back in place: not what is final at once. [`decide`] says so
/// again when it is asked for.
pub fn may_undo(kind: TicketKind, state: UseState) -> bool {
    match (kind, state) {
        (TicketKind::Paid, UseState::Used | UseState::RedeemedOverdue) => true,
        (TicketKind::Paid, UseState::Settling | UseState::Settled | UseState::Cancelled)
        | (TicketKind::Gift, _) => false,
    }
}

/// The issuer's head office, or the very branch or merchant that redeemed: no other branch, no other merchant.
fn may_cancel(facts: &CancelFacts, actor: &Actor) -> bool {
    let issuer_head_office = actor.merchant == facts.issuer && actor.post == Post::HeadOffice;
    let redeemer = actor.merchant == facts.redeemer
        && match &actor.post {
            Post::HeadOffice => true,
            Post::Branch { number, .. } => facts.redeemer_branch.as_ref() == Some(number),
            Post::Onlooker => false,
        };
    issuer_head_office || redeemer
}

fn cancellation(facts: &CancelFacts, units: Option<u32>) -> Result<Cancellation, Refusal> {
    let quantity = units.unwrap_or(facts.quantity);
    if quantity == 0 || quantity > facts.quantity {
        return Err(Refusal::NotEnoughLeft { remaining: facts.quantity });
    }
    Ok(Cancellation {
        expected_version: facts.version,
        quantity,
        remaining: facts.remaining.saturating_add(quantity),
        whole: quantity == facts.quantity,
    })
}
