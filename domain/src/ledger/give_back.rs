//! 退貨: inside the guarantee the bank is told what to refund and what the issuer keeps.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved, overdue};
use crate::give_back::GiveBack;
use crate::ticket::GiveBackState;

/// Postings of a return. After the guarantee the merchant refunds by hand, outside these books; what the ticket had
/// left before it is released first, as in [`super::redeem()`].
pub fn give_back(money: Money, give_back: &GiveBack) -> Result<Vec<Posting>, Unbookable> {
    if give_back.by_hand {
        let before = give_back.remaining.checked_add(give_back.quantity);
        return overdue(money, before.ok_or(Unbookable::TooLarge)?);
    }
    match give_back.state {
        GiveBackState::Pending => {
            let face = money.face(give_back.quantity)?;
            let refund = face.minus(give_back.fee).ok_or(Unbookable::TooLarge)?;
            if refund < crate::money::Dollars::ZERO {
                return Err(Unbookable::FeeAboveFace);
            }
            let mut postings = moved(Movement::GiveBack, money.home(), LedgerAccount::Refunding, refund)?;
            postings.extend(moved(Movement::GiveBack, money.home(), LedgerAccount::Fee, give_back.fee)?);
            Ok(postings)
        }
        // A gift's: no money.
        GiveBackState::Returned | GiveBackState::Settling | GiveBackState::Cancelled => Ok(Vec::new()),
    }
}
