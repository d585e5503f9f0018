//! 價金保管逾期: once the guarantee has ended, the money of what is left goes to the issuer, once for each ticket.

use super::{LedgerAccount, Money, Movement, Posting, Unbookable, moved};
use crate::ticket::TicketKind;

/// Postings of releasing a ticket with `remaining` units left; none if it was released before. The ticket counts as
/// released from then on, even if nothing was left.
pub fn overdue(money: Money, remaining: u32) -> Result<Vec<Posting>, Unbookable> {
    if money.trust_released {
        return Ok(Vec::new());
    }
    moved(Movement::Overdue, LedgerAccount::Trust, LedgerAccount::Payable, money.face(remaining)?)
}

/// Whether an act releases the ticket: made after the guarantee, on a 提貨券 that was not released before.
pub const fn releases(money: Money, after_guarantee: bool) -> bool {
    match money.kind {
        TicketKind::Gift => false,
        TicketKind::Paid => after_guarantee && !money.trust_released,
    }
}
