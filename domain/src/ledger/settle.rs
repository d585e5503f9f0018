//! 已核銷: the bank has confirmed a redemption; the issuer is owed its face value.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved};

/// Postings of the bank's confirmation of a redemption of `units` units.
pub fn settle(money: Money, units: u32) -> Result<Vec<Posting>, Unbookable> {
    moved(Movement::Settle, LedgerAccount::Settling, LedgerAccount::Payable, money.face(units)?)
}
