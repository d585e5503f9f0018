//! 已退貨: the bank has confirmed a return; the refund is on the card, the issuer is owed the fee.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved};
use crate::money::Dollars;

/// Postings of the bank's confirmation of a return of `units` units with this fee.
pub fn refund(money: Money, units: u32, fee: Dollars) -> Result<Vec<Posting>, Unbookable> {
    let refund = money.face(units)?.minus(fee).ok_or(Unbookable::TooLarge)?;
    if refund < Dollars::ZERO {
        return Err(Unbookable::FeeAboveFace);
    }
    let mut postings = moved(Movement::Refund, LedgerAccount::Refunding, LedgerAccount::Card, refund)?;
    postings.extend(moved(Movement::Refund, LedgerAccount::Fee, LedgerAccount::Payable, fee)?);
    Ok(postings)
}
