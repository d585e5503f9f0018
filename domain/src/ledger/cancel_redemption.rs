//! 取消核銷: the money goes back to where unused units' money lies.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved};
use crate::ticket::UseState;

/// Postings of taking `units` of a redemption back, which was in `state`. 逾期兌回 moved nothing of its own, and what it
/// released stays released.
pub fn cancel_redemption(money: Money, state: UseState, units: u32) -> Result<Vec<Posting>, Unbookable> {
    match state {
        UseState::Used => {
            moved(Movement::CancelRedemption, LedgerAccount::Settling, money.home(), money.face(units)?)
        }
        UseState::Settling | UseState::Settled | UseState::RedeemedOverdue | UseState::Cancelled => {
            Ok(Vec::new())
        }
    }
}
