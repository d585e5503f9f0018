//! The receipt of one redemption (CODES, receipts): what the sealed log says of it, with everything that is needed to
//! check that without asking anybody, and beside it, apart, what the house says in its own words.
//!
//! Three things vouch for three parts. The event's bytes are committed to by the hash of their seal; the hash is signed
//! as a head of the merchant's chain; and the whole text is signed, so that names and states cannot be written over
//! either. Whoever holds a receipt holds a head: the log cannot be changed before it unnoticed (`piaojia verify`).

mod check;
mod text;

pub use check::{Fault, Problem, check};

use crate::calendar::{Day, Instant};
use crate::event::EventKind;
use crate::identity::{AccountId, BranchNumber, EventId, MerchantNumber, TicketId, UseId};
use crate::proof::ProofLevel;
use crate::seal::{SealedEvent, SignedHead};
use crate::ticket::UseState;

/// A receipt. Without a proof it is a redemption that waits for its seal, and has no text yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReceipt {
    /// What the log says.
    pub facts: Facts,
    /// What makes it certain.
    pub proof: Option<Proof>,
    /// What the house says beside it.
    pub stated: Stated,
    /// Where everybody finds the key that it is checked with.
    pub key_address: String,
}

/// One redemption as its event has it: numbers and identities, no names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// 發行單位, whose log it is.
    pub merchant: MerchantNumber,
    /// The event.
    pub event: EventId,
    /// When it was written down.
    pub at: Instant,
    /// 核銷單位
    pub redeemer: MerchantNumber,
    /// Who redeemed; a name stands nowhere in the log.
    pub account: AccountId,
    /// The redeemer's branch; `None` = 總店.
    pub branch: Option<BranchNumber>,
    /// The ticket.
    pub ticket: TicketId,
    /// The redemption.
    pub use_id: UseId,
    /// Units.
    pub quantity: u32,
    /// Units of the ticket that were left afterwards.
    pub remaining: u32,
    /// How the ticket was shown.
    pub proof: ProofLevel,
    /// The day it counts for.
    pub business_day: Day,
}

/// What is needed to check the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The event's bytes, as they were sealed.
    pub bytes: Vec<u8>,
    /// Hash of the event before it.
    pub previous: [u8; 32],
    /// The head at this event's own number.
    pub head: SignedHead,
}

/// What the log does not say: names, and what became of the redemption since. The house signs it, nothing seals it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product: String,
    /// Name of the 發行單位.
    pub issuer: String,
    /// Name of the 核銷單位.
    pub redeemer: String,
    /// Name of its branch.
    pub branch: Option<String>,
    /// The redemption's state at `at`.
    pub state: UseState,
    /// Units of it that were not taken back until `at`.
    pub standing: u32,
    /// When all this was said.
    pub at: Instant,
}

impl Facts {
    /// The facts in the bytes of an event of `merchant`; nothing where it is no whole redemption.
    pub fn read(merchant: MerchantNumber, bytes: &[u8]) -> Option<Self> {
        let event = SealedEvent::parse(bytes)?;
        if event.kind != EventKind::Redeemed.as_str() {
            return None;
        }
        let count = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
        let branch = match event.branch {
            Some(number) => Some(BranchNumber::parse(number).ok()?),
            None => None,
        };
        Some(Self {
            merchant,
            event: EventId::parse(event.id).ok()?,
            at: Instant(event.at),
            redeemer: MerchantNumber(count(event.actor_merchant)?),
            account: AccountId::parse(event.account?).ok()?,
            branch,
            ticket: TicketId::parse(event.ticket?).ok()?,
            use_id: UseId::parse(event.line?).ok()?,
            quantity: count(event.quantity)?,
            remaining: count(event.remaining)?,
            proof: ProofLevel::parse(event.proof?)?,
            business_day: Day::parse(event.business_day?)?,
        })
    }
}

impl UseReceipt {
    /// Whether nothing of it was taken back.
    pub fn stands_whole(&self) -> bool {
        self.stated.standing == self.facts.quantity
    }
}
