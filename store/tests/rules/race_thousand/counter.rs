//! Hands on one ticket: at the counter, in the office and in the wallet.

use super::seen::{Seen, events, money};
use super::{End, Ring, Round, hand};
use crate::harness::House;
use crate::transfer::{gift_of, offered};
use domain::give_back::FeeRule;
use domain::money::Dollars;
use domain::refusal::{EarlierUse, Refusal};
use domain::ticket::UseState;
use store::command::give_back::Returning;
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, Person, TestTicket};

on_both_engines!(
    two_cashiers_redeem_a_ticket_once,
    units_are_redeemed_or_returned_and_never_both,
    a_ticket_is_redeemed_or_offered_and_never_both,
    a_gift_is_accepted_or_taken_back_and_never_both,
);

/// A scan in one half of the rounds, the typed code in the other.
fn brought(ring: &Ring, ticket: &TestTicket, number: usize) -> RedeemRequest {
    let world = &ring.house.world;
    if number % 4 < 2 {
        world.scan(ticket).expect("a scan")
    } else {
        world.type_code(ticket).expect("a code")
    }
}

/// Whoever comes second is told who came first.
async fn earlier(house: &House, who: &Person) -> Refusal {
    let first = house.store.signed_in(&who.session).await.expect("rows").expect("signed in");
    let earlier = EarlierUse {
        at: house.store.now(),
        merchant_name: first.merchant_name,
        branch_name: first.branch_name,
        state: UseState::Used,
    };
    Refusal::AlreadyRedeemed { earlier: Some(earlier) }
}

fn redeemed(units: i64, left: i64) -> Seen {
    Seen {
        left,
        redeemed: units,
        events: events(&["redeemed"]),
        money: money(&[("trust", "settling", 200 * units)]),
        ..Seen::default()
    }
}

async fn two_cashiers_redeem_a_ticket_once(house: House) {
    let mut ring = Ring::new(house).await;
    let world = ring.house.world.clone();
    let staff =
        [&world.clerk_001, &world.owner, &world.partner_clerk, &world.clerk_002, &world.partner_owner];
    while !ring.is_done() {
        let mut rounds = Vec::new();
        for (number, tickets) in ring.tickets(Goods::Shared, 1, 1).await.into_iter().enumerate() {
            let ticket = &tickets[0];
            // Now and then it is one person with two phones.
            let (one, other) = (staff[number % 5], staff[(number + number / 5) % 5]);
            let redeem = |store: store::Store, who: &Person, request| {
                let who = who.clone();
                hand(async move { store.redeem(&who.session, &request).await.map_err(|no| no.error) })
            };
            let first = redeem(ring.house.store.clone(), one, brought(&ring, ticket, number));
            let second = redeem(ring.server(number), other, brought(&ring, ticket, number + 1));
            rounds.push(Round {
                hands: [first, second],
                ends: [
                    End { told: earlier(&ring.house, one).await, seen: redeemed(1, 0) },
                    End { told: earlier(&ring.house, other).await, seen: redeemed(1, 0) },
                ],
                tickets,
            });
        }
        ring.hold(rounds).await;
    }
    ring.end().await;
}

/// Of one unit both want it; of three both want two.
async fn units_are_redeemed_or_returned_and_never_both(house: House) {
    let mut ring = Ring::new(house).await;
    while !ring.is_done() {
        let (units, wanted) = if ring.held.is_multiple_of(2 * super::AT_ONCE) { (1, 1) } else { (3, 2) };
        let mut rounds = Vec::new();
        for (number, tickets) in ring.tickets(Goods::Paid, 1, units).await.into_iter().enumerate() {
            let ticket = &tickets[0];
            let request = RedeemRequest { quantity: Some(wanted), ..brought(&ring, ticket, number) };
            let (store, clerk) = (ring.house.store.clone(), ring.house.world.clerk_001.clone());
            let redeem =
                hand(async move { store.redeem(&clerk.session, &request).await.map_err(|no| no.error) });
            let (store, owner) = (ring.server(number), ring.house.world.owner.clone());
            let returning = [Returning { ticket: ticket.id.clone(), units: Some(wanted) }];
            let fee = Dollars(i64::try_from(number % 2).expect("small") * 5);
            let attempt = ring.house.attempt();
            let give_back = hand(async move {
                store.give_back(&owner.session, &returning, FeeRule::Amount(fee), None, &attempt).await
            });
            let left = i64::from(units) - i64::from(wanted);
            let told = |nothing| if left == 0 { nothing } else { Refusal::NotEnoughLeft { remaining: 1 } };
            rounds.push(Round {
                tickets,
                hands: [redeem, give_back],
                ends: [
                    End { told: told(Refusal::NothingLeft), seen: redeemed(i64::from(wanted), left) },
                    End { told: told(Refusal::Returned), seen: returned(i64::from(wanted), left, fee.0) },
                ],
            });
        }
        ring.hold(rounds).await;
    }
    ring.end().await;
}

fn returned(units: i64, left: i64, fee: i64) -> Seen {
    let mut moved = vec![("trust", "refunding", 200 * units - fee)];
    if fee > 0 {
        moved.push(("trust", "fee", fee));
    }
    Seen { left, returned: units, events: events(&["given_back"]), money: money(&moved), ..Seen::default() }
}

async fn a_ticket_is_redeemed_or_offered_and_never_both(house: House) {
    let mut ring = Ring::new(house).await;
    while !ring.is_done() {
        let mut rounds = Vec::new();
        for (number, tickets) in ring.tickets(Goods::Paid, 1, 1).await.into_iter().enumerate() {
            let ticket = &tickets[0];
            let (store, clerk) = (ring.house.store.clone(), ring.house.world.clerk_001.clone());
            let request = brought(&ring, ticket, number);
            let redeem =
                hand(async move { store.redeem(&clerk.session, &request).await.map_err(|no| no.error) });
            let (store, gift, attempt) = (ring.server(number), gift_of(&[ticket]), ring.house.attempt());
            let link = ticket.link.clone();
            let offer = hand(async move { store.offer_transfer(&link, &gift, &attempt).await });
            let offered =
                Seen { left: 1, offered: true, events: events(&["transfer_offered"]), ..Seen::default() };
            rounds.push(Round {
                tickets,
                hands: [redeem, offer],
                ends: [
                    End { told: Refusal::NothingLeft, seen: redeemed(1, 0) },
                    End { told: Refusal::Offered, seen: offered },
                ],
            });
        }
        ring.hold(rounds).await;
    }
    ring.end().await;
}

/// A gift of two tickets: they go together or stay together.
async fn a_gift_is_accepted_or_taken_back_and_never_both(house: House) {
    let mut ring = Ring::new(house).await;
    while !ring.is_done() {
        let mut rounds = Vec::new();
        for (number, tickets) in ring.tickets(Goods::Paid, 2, 1).await.into_iter().enumerate() {
            let gift = offered(&ring.house, &[&tickets[0], &tickets[1]]).await;
            let (store, link) = (ring.house.store.clone(), gift.link.clone());
            let accept = hand(async move { store.accept_transfer(&link).await });
            let (store, link) = (ring.server(number), tickets[0].link.clone());
            let take_back = hand(async move { store.take_back_transfer(&link, &gift.transfer).await });
            let ended =
                |kind| Seen { left: 1, events: events(&["transfer_offered", kind]), ..Seen::default() };
            let accepted = Seen { given: true, renewed: 1, ..ended("transfer_accepted") };
            rounds.push(Round {
                tickets,
                hands: [accept, take_back],
                ends: [
                    End { told: Refusal::TransferClosed, seen: accepted },
                    End { told: Refusal::TransferClosed, seen: ended("transfer_taken_back") },
                ],
            });
        }
        ring.hold(rounds).await;
    }
    ring.end().await;
}
