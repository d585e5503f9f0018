//! Splitting units off a ticket into tickets of one unit, and merging such tickets again (RULES §19, 分票).
//!
//! Units only change places: what one ticket has fewer, the others have more, at issue and left. So on each of them
//! units left + units of standing redemptions + units of standing returns = units at issue, as before.

use crate::calendar::Day;
use crate::identity::{ProductNumber, TicketId, WalletId};
use crate::refusal::Refusal;
use crate::ticket::Ticket;

/// Most units of one ticket (RULES §1).
pub const MOST_UNITS: u32 = 255;

/// A ticket that may be one of several pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The ticket.
    pub ticket: Ticket,
    /// Its name.
    pub id: TicketId,
    /// The ticket it was split off; its own name if none.
    pub origin: TicketId,
    /// Whose it is.
    pub holder: WalletId,
    /// What it is for.
    pub product: ProductNumber,
    /// Its holder got it by a transfer that stands. Pieces keep this of the ticket they are split off.
    pub transferred: bool,
    /// Its trust money went to the issuer when the guarantee ended. Pieces keep this of their origin.
    pub trust_released: bool,
}

/// Units of one ticket after an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units {
    /// The version it was decided on.
    pub expected_version: i64,
    /// Units at issue afterwards. 0 for a ticket that was merged into another: it is gone, with its codes.
    pub quantity: u32,
    /// Units left afterwards.
    pub remaining: u32,
    /// The generation afterwards.
    pub generation: u8,
}

/// What a split will write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The ticket that is split. Its old code is dead.
    pub rest: Units,
    /// New tickets of one unit each, with codes of their own; alike in everything else, with this ticket's origin.
    pub singles: u32,
}

/// What a merge will write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The ticket that takes the units.
    pub into: Units,
    /// The tickets that end, in the order in which they were given.
    pub ended: Vec<Units>,
}

/// Splits `count` units off, each into a ticket of its own. One unit at issue stays, so that the ticket still is one.
pub fn split(ticket: &Ticket, count: u32, today: Day) -> Result<Split, Refusal> {
    usable(ticket, today)?;
    if count > ticket.remaining {
        return Err(Refusal::NotEnoughLeft { remaining: ticket.remaining });
    }
    if count == 0 || count >= ticket.quantity {
        return Err(Refusal::NotSplittable);
    }
    let generation = ticket.generation.checked_add(1).ok_or(Refusal::NotSplittable)?;
    let rest = Units {
        expected_version: ticket.version,
        quantity: ticket.quantity - count,
        remaining: ticket.remaining - count,
        generation,
    };
    Ok(Split { rest, singles: count })
}

/// Merges unused tickets of one unit into a ticket of the same origin, holder and product. That ticket may itself be
/// such a single, or what is left of the one they came from; its code stays good.
pub fn merge(into: &Piece, singles: &[Piece], today: Day) -> Result<Merge, Refusal> {
    usable(&into.ticket, today)?;
    for single in singles {
        usable(&single.ticket, today)?;
    }
    let twice = |position: usize, single: &Piece| {
        singles.iter().skip(position + 1).any(|other| other.id == single.id)
    };
    let all_belong = singles.iter().enumerate().all(|(position, single)| {
        single.ticket.quantity == 1
            && belongs(into, single)
            && single.id != into.id
            && !twice(position, single)
    });
    let count = u32::try_from(singles.len()).unwrap_or(u32::MAX);
    if count == 0 || !all_belong || count > MOST_UNITS.saturating_sub(into.ticket.quantity) {
        return Err(Refusal::NotMergeable);
    }
    let ended = singles.iter().map(|single| Units {
        expected_version: single.ticket.version,
        quantity: 0,
        remaining: 0,
        generation: single.ticket.generation.saturating_add(1),
    });
    Ok(Merge {
        into: Units {
            expected_version: into.ticket.version,
            quantity: into.ticket.quantity + count,
            remaining: into.ticket.remaining + count,
            generation: into.ticket.generation,
        },
        ended: ended.collect(),
    })
}

/// Not offered, not used up, not expired.
fn usable(ticket: &Ticket, today: Day) -> Result<(), Refusal> {
    if ticket.offered {
        return Err(Refusal::Offered);
    }
    if ticket.remaining == 0 {
        return Err(Refusal::NothingLeft);
    }
    if ticket.is_expired(today) {
        return Err(Refusal::Expired { last_day: ticket.usable_until });
    }
    Ok(())
}

/// Same origin, holder and way to that holder, product, kind, days, and place of the money.
fn belongs(into: &Piece, single: &Piece) -> bool {
    let days =
        |ticket: &Ticket| (ticket.kind, ticket.usable_from, ticket.usable_until, ticket.guarantee_until);
    into.origin == single.origin
        && into.holder == single.holder
        && into.product == single.product
        && into.transferred == single.transferred
        && into.trust_released == single.trust_released
        && days(&into.ticket) == days(&single.ticket)
}
