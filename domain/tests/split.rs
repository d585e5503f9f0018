//! Splitting and merging (RULES §19): units change places, and nothing else does.
#![cfg(test)]

#[allow(dead_code)] // nobody acts here
mod cast;

use cast::day;
use domain::identity::{ProductNumber, TicketId, WalletId};
use domain::refusal::Refusal;
use domain::split::{MOST_UNITS, Piece, merge, split};
use domain::ticket::{Ticket, TicketKind};
use proptest::prelude::*;

fn ticket(quantity: u32, remaining: u32) -> Ticket {
    Ticket {
        kind: TicketKind::Paid,
        quantity,
        remaining,
        version: 41,
        generation: 3,
        usable_from: None,
        usable_until: None,
        guarantee_until: Some(day("2026/12/31")),
        offered: false,
    }
}

fn piece(id: u32, ticket: Ticket) -> Piece {
    Piece {
        ticket,
        id: TicketId::parse(&format!("ticket-{id}")).expect("a ticket"),
        origin: TicketId::parse("ticket-0").expect("a ticket"),
        holder: WalletId::parse("holder").expect("a wallet"),
        product: ProductNumber(1),
        transferred: false,
        trust_released: false,
    }
}

#[test]
fn what_cannot_be_split() {
    let today = day("2026/11/06");
    let refused = |ticket: &Ticket, count| split(ticket, count, today).err();
    assert_eq!(refused(&ticket(5, 3), 4), Some(Refusal::NotEnoughLeft { remaining: 3 }));
    assert_eq!(refused(&ticket(5, 3), 0), Some(Refusal::NotSplittable));
    assert_eq!(refused(&ticket(5, 5), 5), Some(Refusal::NotSplittable));
    assert_eq!(refused(&ticket(1, 1), 1), Some(Refusal::NotSplittable));
    assert_eq!(refused(&ticket(5, 0), 1), Some(Refusal::NothingLeft));
    assert_eq!(refused(&Ticket { offered: true, ..ticket(5, 5) }, 1), Some(Refusal::Offered));
    assert_eq!(refused(&Ticket { generation: 255, ..ticket(5, 5) }, 1), Some(Refusal::NotSplittable));
    let usable_until = Some(day("2026/11/05"));
    let gift = Ticket { kind: TicketKind::Gift, usable_until, guarantee_until: None, ..ticket(5, 5) };
    assert_eq!(refused(&gift, 1), Some(Refusal::Expired { last_day: usable_until }));
    assert_eq!(refused(&Ticket { usable_until: Some(today), ..gift }, 1), None);
}

#[test]
fn what_cannot_be_merged() {
    let today = day("2026/11/06");
    let into = piece(0, ticket(2, 1));
    let refused = |change: fn(&mut Piece)| {
        let mut single = piece(1, ticket(1, 1));
        change(&mut single);
        merge(&into, &[single], today).err()
    };
    assert_eq!(refused(|_| {}), None);
    let other = Some(Refusal::NotMergeable);
    assert_eq!(refused(|single| single.origin = single.id.clone()), other);
    assert_eq!(refused(|single| single.id = single.origin.clone()), other);
    assert_eq!(refused(|single| single.holder = WalletId::parse("other").expect("a wallet")), other);
    assert_eq!(refused(|single| single.product = ProductNumber(2)), other);
    assert_eq!(refused(|single| single.transferred = true), other);
    assert_eq!(refused(|single| single.trust_released = true), other);
    assert_eq!(refused(|single| single.ticket.kind = TicketKind::Gift), other);
    assert_eq!(refused(|single| single.ticket.guarantee_until = None), other);
    assert_eq!(refused(|single| single.ticket = ticket(2, 2)), other);
    assert_eq!(refused(|single| single.ticket.remaining = 0), Some(Refusal::NothingLeft));
    assert_eq!(refused(|single| single.ticket.offered = true), Some(Refusal::Offered));
    assert_eq!(merge(&into, &[], today).err(), other);
    let twice = [piece(1, ticket(1, 1)), piece(1, ticket(1, 1))];
    assert_eq!(merge(&into, &twice, today).err(), other);
    let full = piece(0, ticket(MOST_UNITS, 1));
    assert_eq!(merge(&full, &[piece(1, ticket(1, 1))], today).err(), other);
}

proptest! {
    /// Both sides keep what was used and returned, and merging brings everything back.
    #[test]
    fn units_only_change_places(quantity in 1_u32..=255, gone in 0_u32..255, count in 0_u32..=255) {
        let whole = ticket(quantity, quantity.saturating_sub(gone));
        let today = day("2026/11/06");
        if let Ok(done) = split(&whole, count, today) {
            prop_assert_eq!(done.singles, count);
            prop_assert_eq!(done.rest.quantity + count, whole.quantity);
            prop_assert_eq!(done.rest.remaining + count, whole.remaining);
            prop_assert_eq!(done.rest.quantity - done.rest.remaining, whole.quantity - whole.remaining);
            prop_assert!(done.rest.quantity >= 1 && done.rest.generation == whole.generation + 1);
            let singles: Vec<Piece> = (1..=count).map(|id| piece(id, ticket(1, 1))).collect();
            let rest = piece(0, ticket(done.rest.quantity, done.rest.remaining));
            // Where nothing is left of the rest, the singles come together in one of themselves.
            let (into, others) = match (done.rest.remaining, singles.split_first()) {
                (0, Some((first, others))) => (first.clone(), others.to_vec()),
                _ => (rest, singles),
            };
            let units = into.ticket.remaining + u32::try_from(others.len()).expect("few");
            match merge(&into, &others, today) {
                Ok(merged) => {
                    prop_assert_eq!(merged.into.remaining, units);
                    prop_assert_eq!(merged.into.quantity - merged.into.remaining,
                        into.ticket.quantity - into.ticket.remaining);
                    prop_assert!(merged.ended.iter().all(|units| (units.quantity, units.remaining) == (0, 0)));
                }
                Err(refusal) => prop_assert!(others.is_empty(), "{refusal:?}"),
            }
        } else {
            prop_assert!(count == 0 || count > whole.remaining || count >= whole.quantity);
        }
    }
}
