//! New codes for a ticket (RULES §6): whoever has seen the old ones has nothing any more.

use crate::calendar::Day;
use crate::refusal::Refusal;
use crate::ticket::Ticket;

/// The last generation that is renewed at will: transfers, returns and splits need some more, and it ends at 255.
const LAST_GENERATION_TO_RENEW: u8 = u8::MAX - 16;

/// Whoever asks for new codes in place of those of the generation `seen` has them, if there are others by now: asking once
/// more would kill codes that nobody else has seen.
pub const fn is_renewed_since(seen: u8, ticket: &Ticket) -> bool {
    seen != ticket.generation
}

/// The generation of the new codes, of a ticket that has codes to renew.
pub fn renew(ticket: &Ticket, today: Day) -> Result<u8, Refusal> {
    if ticket.offered {
        return Err(Refusal::Offered);
    }
    if ticket.remaining == 0 {
        return Err(Refusal::NothingLeft);
    }
    if ticket.is_expired(today) {
        return Err(Refusal::Expired { last_day: ticket.usable_until });
    }
    if ticket.generation > LAST_GENERATION_TO_RENEW {
        return Err(Refusal::Unavailable);
    }
    Ok(ticket.generation.saturating_add(1))
}
