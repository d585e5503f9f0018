//! 取消退貨: refund and fee go back to where unused units' money lies.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved};
use crate::money::Dollars;
use crate::ticket::GiveBackState;

/// Postings of taking a return back, which was in `state`, of `units` units with this fee. One made after the
/// guarantee moved nothing of its own.
pub fn cancel_give_back(
    money: Money,
    state: GiveBackState,
    units: u32,
    fee: Dollars,
) -> Result<Vec<Posting>, Unbookable> {
    match state {
        GiveBackState::Pending => {
            let refund = money.face(units)?.minus(fee).ok_or(Unbookable::TooLarge)?;
            if refund < Dollars::ZERO {
                return Err(Unbookable::FeeAboveFace);
            }
            let home = money.home();
            let mut postings = moved(Movement::CancelGiveBack, LedgerAccount::Refunding, home, refund)?;
            postings.extend(moved(Movement::CancelGiveBack, LedgerAccount::Fee, home, fee)?);
            Ok(postings)
        }
        GiveBackState::Settling | GiveBackState::Returned | GiveBackState::Cancelled => Ok(Vec::new()),
    }
}
