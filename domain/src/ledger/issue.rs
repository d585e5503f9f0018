//! 發行: the buyer's money goes into trust.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved};

/// Postings of the issue of a ticket of `units` units.
pub fn issue(money: Money, units: u32) -> Result<Vec<Posting>, Unbookable> {
    moved(Movement::Issue, LedgerAccount::Buyer, LedgerAccount::Trust, money.face(units)?)
}
