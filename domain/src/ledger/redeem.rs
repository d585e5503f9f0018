//! 核銷: inside the guarantee the bank is told; after it the issuer has the money already.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved, overdue};
use crate::redeem::Redemption;
use crate::ticket::UseState;

/// Postings of a redemption. After the guarantee what the ticket had left before it is released first, if the job of
/// the night has not come to it ([`super::releases`] says whether the ticket counts as released afterwards).
pub fn redeem(money: Money, redemption: &Redemption) -> Result<Vec<Posting>, Unbookable> {
    match redemption.state {
        UseState::Used => {
            moved(Movement::Redeem, money.home(), LedgerAccount::Settling, money.face(redemption.quantity)?)
        }
        UseState::RedeemedOverdue => {
            let before = redemption.remaining.checked_add(redemption.quantity);
            overdue(money, before.ok_or(Unbookable::TooLarge)?)
        }
        // A gift's: no money.
        UseState::Settled | UseState::Settling | UseState::Cancelled => Ok(Vec::new()),
    }
}
