//! Returning (RULES §4): who may, which ticket, how many units, what it becomes and what the holder gets back.

use crate::actor::{Actor, Post};
use crate::calendar::{Day, Instant};
use crate::identity::{MerchantNumber, ProductNumber};
use crate::money::{Dollars, Percent};
use crate::permission::Function;
use crate::reach::half_width;
use crate::redeem::BranchList;
use crate::refusal::Refusal;
use crate::ticket::{GiveBackState, Ticket, TicketKind};

/// Everything a return is decided on. Read in one query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveBackFacts {
    /// The ticket.
    pub ticket: Ticket,
    /// 發行單位
    pub issuer: MerchantNumber,
    /// Its product.
    pub product: ProductNumber,
    /// Face value of one unit; nothing for a 贈品券.
    pub face_value: Dollars,
    /// 退貨分店 of the product.
    pub branches: BranchList,
    /// The present holder got it by a transfer that stands.
    pub transferred: bool,
    /// The most that may be kept.
    pub fee_cap: FeeCap,
}

/// 退貨手續費 that the issuer keeps from the holder's refund, for one line: all units of a ticket returned at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeeRule {
    /// Nothing.
    None,
    /// A part of the face value that is returned; half a dollar is rounded up.
    Percent(Percent),
    /// An amount.
    Amount(Dollars),
    /// What the merchant keeps of whatever a holder asks for: a part, never more than the cap, and nothing where nothing
    /// may be kept. It is refused to nobody.
    Standing(Percent),
}

impl FeeRule {
    /// One field, as people write it: `30` dollars, `3%` or `2.5 %` of what is returned, nothing at all.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String =
            text.chars().map(half_width).filter(|character| !character.is_whitespace()).collect();
        if text.is_empty() {
            return Some(Self::None);
        }
        if let Some(percent) = text.strip_suffix('%') {
            return Percent::parse(percent).map(Self::Percent);
        }
        let is_number = text.len() <= LONGEST_FEE && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_number).map(|amount| Self::Amount(Dollars(amount)))
    }
}

/// Digits of a fee in dollars.
const LONGEST_FEE: usize = 9;

/// The most that may be kept, as a part of the face value that is returned. Begun dollars are left out, so that
/// rounding never exceeds the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeCap(pub Percent);

impl FeeCap {
    /// 3 %, as Taiwan's rules for voucher contracts have it.
    pub const TAIWAN: Self = Self(Percent(300));

    /// The most that may be kept of `face`: never more than all of it.
    pub fn of(self, face: Dollars) -> Dollars {
        self.0.down(face).map_or(face, |cap| cap.min(face))
    }
}

/// What a return gives back: the same arithmetic for the desk and for a holder's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Units returned.
    pub quantity: u32,
    /// Their face value; nothing for a 贈品券.
    pub face: Dollars,
    /// What the issuer keeps.
    pub fee: Dollars,
    /// What the holder gets back: face value − fee.
    pub refund: Dollars,
    /// After the guarantee: the bank has no money of this ticket, the merchant pays by hand.
    pub by_hand: bool,
}

/// What several returns come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// Tickets, or returns.
    pub tickets: u32,
    /// Units returned.
    pub units: u32,
    /// Their face value.
    pub face: Dollars,
    /// What the issuer keeps.
    pub fee: Dollars,
    /// What the holders get back.
    pub refund: Dollars,
    /// What of that the merchant pays by hand.
    pub by_hand: Dollars,
}

impl Total {
    /// The sum, or nothing where it does not fit.
    pub fn of<'q>(quotes: impl IntoIterator<Item = &'q Quote>) -> Option<Self> {
        quotes.into_iter().try_fold(Self::default(), |sum, quote| {
            let by_hand = if quote.by_hand { quote.refund } else { Dollars::ZERO };
            Some(Self {
                tickets: sum.tickets.checked_add(1)?,
                units: sum.units.checked_add(quote.quantity)?,
                face: sum.face.plus(quote.face)?,
                fee: sum.fee.plus(quote.fee)?,
                refund: sum.refund.plus(quote.refund)?,
                by_hand: sum.by_hand.plus(by_hand)?,
            })
        })
    }
}

/// What a return will write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GiveBack {
    /// The version it was decided on.
    pub expected_version: i64,
    /// Units returned.
    pub quantity: u32,
    /// Units left afterwards.
    pub remaining: u32,
    /// State of the new line.
    pub state: GiveBackState,
    /// What the issuer keeps.
    pub fee: Dollars,
    /// What the holder gets back.
    pub refund: Dollars,
    /// The day it counts for.
    pub business_day: Day,
    /// 退貨同步取消轉贈: the ticket goes back to the purchaser.
    pub undoes_transfer: bool,
    /// The ticket's generation afterwards: raised where a transfer is undone, so that the recipient's code is dead
    /// even if the return is cancelled later (as in [`crate::transfer::TransferEnd::generation`]).
    pub generation: u8,
    /// The merchant refunds by hand: a 提貨券 after the guarantee. Cancelling needs it as `overdue`.
    pub by_hand: bool,
}

/// Whether the actor may return this product's tickets at all. Order: permission, hours and branch, the actor's own products, issuer,
/// branch list.
pub fn admit(facts: &GiveBackFacts, actor: &Actor) -> Result<(), Refusal> {
    actor.may_change(Function::GiveBack)?;
    actor.may_handle(facts.issuer, facts.product)?;
    if actor.merchant != facts.issuer {
        return Err(Refusal::NotYoursToReturn);
    }
    match (&actor.post, facts.branches) {
        (Post::Onlooker, _) => Err(Refusal::ReadOnlyLook),
        (Post::HeadOffice, _) | (Post::Branch { .. }, BranchList::Any) => Ok(()),
        (Post::Branch { .. }, BranchList::Named { includes_actor: true }) => Ok(()),
        (Post::Branch { .. }, BranchList::Named { includes_actor: false }) => Err(Refusal::NotYoursToReturn),
    }
}

/// Decides one return: `units` of the ticket, or all that are left.
pub fn decide(
    facts: &GiveBackFacts,
    actor: &Actor,
    units: Option<u32>,
    fee: FeeRule,
    now: Instant,
) -> Result<GiveBack, Refusal> {
    admit(facts, actor)?;
    let quote = quote(facts, units, fee, now)?;
    let ticket = &facts.ticket;
    let remaining = ticket.remaining.saturating_sub(quote.quantity);
    // What is left of a passed-on ticket stays with its holder; only with its last unit does the transfer end.
    let undoes_transfer = facts.transferred && remaining == 0;
    Ok(GiveBack {
        expected_version: ticket.version,
        quantity: quote.quantity,
        remaining,
        state: state_after_return(ticket, now.day()),
        fee: quote.fee,
        refund: quote.refund,
        business_day: now.day(),
        undoes_transfer,
        generation: ticket.generation.saturating_add(u8::from(undoes_transfer)),
        by_hand: quote.by_hand,
    })
}

/// What returning `units` (or all that are left) would give back now, whoever asks.
pub fn quote(
    facts: &GiveBackFacts,
    units: Option<u32>,
    fee: FeeRule,
    now: Instant,
) -> Result<Quote, Refusal> {
    let ticket = &facts.ticket;
    let today = now.day();
    if ticket.offered {
        return Err(Refusal::Offered);
    }
    if ticket.remaining == 0 {
        return Err(Refusal::NothingLeft);
    }
    if ticket.is_expired(today) {
        return Err(Refusal::Expired { last_day: ticket.usable_until });
    }
    let quantity = units.unwrap_or(ticket.remaining);
    if quantity == 0 || quantity > ticket.remaining {
        return Err(Refusal::NotEnoughLeft { remaining: ticket.remaining });
    }
    let face = match ticket.kind {
        TicketKind::Gift => Dollars::ZERO,
        TicketKind::Paid => facts.face_value.times(quantity).ok_or(Refusal::Unavailable)?,
    };
    let guaranteed = ticket.is_guaranteed(today);
    let fee = if guaranteed { fee_of(fee, face, facts.fee_cap)? } else { no_fee(fee)? };
    let by_hand = match ticket.kind {
        TicketKind::Gift => false,
        TicketKind::Paid => !guaranteed,
    };
    let refund = face.minus(fee).ok_or(Refusal::Unavailable)?;
    Ok(Quote { quantity, face, fee, refund, by_hand })
}

/// The fee in whole dollars, or why not. A percentage that rounds up beyond the cap is refused like any other:
/// the merchant sees the cap and enters it as an amount.
fn fee_of(rule: FeeRule, face: Dollars, cap: FeeCap) -> Result<Dollars, Refusal> {
    let cap = cap.of(face);
    let fee = match rule {
        FeeRule::None => Dollars::ZERO,
        FeeRule::Percent(percent) => percent.half_up(face).ok_or(Refusal::FeeTooHigh { cap })?,
        FeeRule::Amount(amount) => amount,
        FeeRule::Standing(percent) => percent.half_up(face).map_or(cap, |fee| fee.min(cap)),
    };
    if fee < Dollars::ZERO {
        return Err(Refusal::FeeNotAllowed);
    }
    if fee > cap {
        return Err(Refusal::FeeTooHigh { cap });
    }
    Ok(fee)
}

/// A gift, or after the guarantee: nothing may be kept. A fee of nothing is no fee.
fn no_fee(rule: FeeRule) -> Result<Dollars, Refusal> {
    match rule {
        FeeRule::None
        | FeeRule::Percent(Percent(0))
        | FeeRule::Amount(Dollars::ZERO)
        | FeeRule::Standing(_) => Ok(Dollars::ZERO),
        FeeRule::Percent(_) | FeeRule::Amount(_) => Err(Refusal::FeeNotAllowed),
    }
}

/// RULES §2: inside the guarantee 待退貨, after it 已退貨 at once, a gift 已退貨 at once and for good.
fn state_after_return(ticket: &Ticket, today: Day) -> GiveBackState {
    match ticket.kind {
        TicketKind::Gift => GiveBackState::Returned,
        TicketKind::Paid if ticket.is_guaranteed(today) => GiveBackState::Pending,
        TicketKind::Paid => GiveBackState::Returned,
    }
}
