//! The way of the money (RULES §15): which amount goes from where to where with each act.
//!
//! A posting names both sides, so the books cannot be out of balance. An account's balance is what came to it less
//! what went from it. At any time, over all tickets:
//!
//! - `trust` = face value × units left, over the 提貨券 whose trust money was not released;
//! - `settling`, `refunding` and `fee` = the redemptions and returns that the bank has not confirmed;
//! - all balances together are nothing.
//!
//! When the guarantee ends, the money of what is left goes to `payable` once (*released*). From then on that is where
//! the money of unused units lies, and an act that was made inside the guarantee but arrives later (an offline scan)
//! takes it from there.

mod cancel_give_back;
mod cancel_redemption;
mod correct;
mod give_back;
mod issue;
mod overdue;
mod pay_out;
mod redeem;
mod refund;
mod settle;

pub use cancel_give_back::cancel_give_back;
pub use cancel_redemption::cancel_redemption;
pub use correct::{correct, may_stand};
pub use give_back::give_back;
pub use issue::issue;
pub use overdue::{overdue, releases};
pub use pay_out::pay_out;
pub use redeem::redeem;
pub use refund::refund;
pub use settle::settle;

use crate::money::Dollars;
use crate::ticket::TicketKind;

stated_enum! {
    /// Where money lies.
    pub enum LedgerAccount {
        /// Outside: where the money came from.
        Buyer = "buyer",
        /// 價金保管: protected for the holders.
        Trust = "trust",
        /// Redeemed; the bank has not confirmed.
        Settling = "settling",
        /// Returned, less the fee; the bank has not confirmed.
        Refunding = "refunding",
        /// Kept from a holder's refund; the bank has not confirmed.
        Fee = "fee",
        /// Owed to the issuer.
        Payable = "payable",
        /// Paid out to the issuer.
        Issuer = "issuer",
        /// Back on the holder's card.
        Card = "card",
    }
}

stated_enum! {
    /// Why money moved.
    pub enum Movement {
        /// 發行
        Issue = "issue",
        /// 核銷
        Redeem = "redeem",
        /// 取消核銷
        CancelRedemption = "cancel_redemption",
        /// The bank confirmed a redemption.
        Settle = "settle",
        /// 退貨
        GiveBack = "give_back",
        /// 取消退貨
        CancelGiveBack = "cancel_give_back",
        /// The bank confirmed a return.
        Refund = "refund",
        /// 價金保管逾期: the guarantee ended.
        Overdue = "overdue",
        /// 撥款
        PayOut = "pay_out",
        /// The counter-entry of another posting.
        Correction = "correction",
    }
}

/// One amount that goes from one account to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Posting {
    movement: Movement,
    from: LedgerAccount,
    to: LedgerAccount,
    amount: Dollars,
}

/// Why something cannot be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unbookable {
    /// Nothing, or less than nothing.
    NoAmount,
    /// From an account to itself.
    SameAccount,
    /// More than fits.
    TooLarge,
    /// A fee above what was returned.
    FeeAboveFace,
}

impl std::fmt::Display for Unbookable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::NoAmount => "a posting needs an amount above nothing",
            Self::SameAccount => "a posting needs two accounts",
            Self::TooLarge => "the amount does not fit",
            Self::FeeAboveFace => "the fee is above what was returned",
        })
    }
}

impl std::error::Error for Unbookable {}

impl Posting {
    /// The counter-entry of a posting as it stands in the books; a wrong one may have been written by hand.
    pub fn counter(from: LedgerAccount, to: LedgerAccount, amount: Dollars) -> Result<Self, Unbookable> {
        Self::new(Movement::Correction, from, to, amount).map(|wrong| correct(&wrong))
    }

    /// Moves `amount`, which is above nothing, between two different accounts.
    pub fn new(
        movement: Movement,
        from: LedgerAccount,
        to: LedgerAccount,
        amount: Dollars,
    ) -> Result<Self, Unbookable> {
        if amount <= Dollars::ZERO {
            return Err(Unbookable::NoAmount);
        }
        if from == to {
            return Err(Unbookable::SameAccount);
        }
        Ok(Self { movement, from, to, amount })
    }

    /// Why.
    pub fn movement(&self) -> Movement {
        self.movement
    }

    /// Where it lay.
    pub fn from(&self) -> LedgerAccount {
        self.from
    }

    /// Where it lies now.
    pub fn to(&self) -> LedgerAccount {
        self.to
    }

    /// How much.
    pub fn amount(&self) -> Dollars {
        self.amount
    }
}

/// The balance of one account: what came to it less what went from it. Nothing where it does not fit.
pub fn balance(account: LedgerAccount, postings: &[Posting]) -> Option<Dollars> {
    postings.iter().try_fold(Dollars::ZERO, |sum, posting| {
        let sum = if posting.to == account { sum.plus(posting.amount)? } else { sum };
        if posting.from == account { sum.minus(posting.amount) } else { Some(sum) }
    })
}

/// The ticket whose money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// 提貨券 or 贈品券. A gift has no money.
    pub kind: TicketKind,
    /// Face value of one unit.
    pub face_value: Dollars,
    /// Its trust money was released before this act.
    pub trust_released: bool,
}

impl Money {
    /// Where the money of unused units lies.
    const fn home(&self) -> LedgerAccount {
        if self.trust_released { LedgerAccount::Payable } else { LedgerAccount::Trust }
    }

    /// Face value of so many units; nothing for a gift.
    fn face(&self, units: u32) -> Result<Dollars, Unbookable> {
        match self.kind {
            TicketKind::Gift => Ok(Dollars::ZERO),
            TicketKind::Paid => self.face_value.times(units).ok_or(Unbookable::TooLarge),
        }
    }
}

/// One posting, or none where there is nothing to move.
fn moved(
    movement: Movement,
    from: LedgerAccount,
    to: LedgerAccount,
    amount: Dollars,
) -> Result<Vec<Posting>, Unbookable> {
    if amount == Dollars::ZERO {
        return Ok(Vec::new());
    }
    Posting::new(movement, from, to, amount).map(|posting| vec![posting])
}
