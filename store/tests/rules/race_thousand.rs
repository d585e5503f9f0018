//! A thousand rounds of each race: two hands on one ticket, one of them wins, and the other is told why not.
//!
//! Twenty rounds run beside each other, half of the hands on a second server. Nothing sleeps: whoever wins more often
//! looks at the database a few times before acting, so that both hands reach the ticket at the same moment on a machine
//! of any speed, and each race must have ended both ways.

mod bank;
mod counter;
mod seen;
mod two_runs;

use crate::dice::Dice;
use crate::harness::{House, all_at_once, keyring};
use domain::refusal::Refusal;
use seen::{Seen, seen};
use std::future::Future;
use std::pin::Pin;
use store::fixture::{Goods, ISSUER, TestTicket};
use store::{Store, StoreError};

/// Rounds of each race.
const ROUNDS: usize = 1_000;
/// Rounds beside each other.
const AT_ONCE: usize = 20;
/// After so many of them the whole database is looked at.
const IN_FULL: usize = 250;
/// Each hand must have won so many times, or it was no race.
const WON_AT_LEAST: usize = ROUNDS / 20;

/// What one of the two does: done, or why not.
type Hand = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send>>;

/// An act as a hand.
fn hand<T>(act: impl Future<Output = Result<T, StoreError>> + Send + 'static) -> Hand {
    Box::pin(async move { act.await.map(|_| ()).map_err(|error| error.refusal()) })
}

/// Two hands on the same tickets.
struct Round {
    tickets: Vec<TestTicket>,
    hands: [Hand; 2],
    /// How it ends when the first or the second hand wins.
    ends: [End; 2],
}

/// One possible end of a round.
struct End {
    /// What the loser is told.
    told: Refusal,
    /// What stands written of each ticket.
    seen: Seen,
}

/// Where races are held: two servers of one database.
struct Ring {
    house: House,
    other: Store,
    dice: Dice,
    /// Looks that the first hand takes before it acts; below zero, the second.
    handicap: i32,
    held: usize,
    won: [usize; 2],
}

impl Ring {
    async fn new(house: House) -> Self {
        let other = house.reopen(keyring()).await.expect("a second server");
        Self { house, other, dice: Dice(1), handicap: 0, held: 0, won: [0; 2] }
    }

    fn is_done(&self) -> bool {
        self.held >= ROUNDS
    }

    /// Tickets for the next rounds: so many for each, in a wallet of their own.
    async fn tickets(&self, goods: Goods, each: u32, units: u8) -> Vec<Vec<TestTicket>> {
        let world = &self.house.world;
        let order = |_| world.order(vec![world.line(goods, each, units)]).expect("an order");
        let orders = (0..AT_ONCE).map(order).collect();
        let (_, issued) = self.house.store.issue(ISSUER, "races", orders).await.expect("issued");
        let mut tickets = Vec::new();
        for order in issued {
            tickets.push(world.tickets_of(&order.link).await.expect("tickets"));
        }
        tickets
    }

    /// The server of a second hand: in every other round not the first one's.
    fn server(&self, round: usize) -> Store {
        if round.is_multiple_of(2) { self.house.store.clone() } else { self.other.clone() }
    }

    /// Holds these rounds beside each other and judges each of them.
    async fn hold(&mut self, rounds: Vec<Round>) {
        let (mut hands, mut judged) = (Vec::new(), Vec::new());
        for (number, Round { tickets, hands: [first, second], ends }) in rounds.into_iter().enumerate() {
            let [first, second] = [self.late(first, self.handicap), self.late(second, -self.handicap)];
            // Tasks are woken in the order in which they were made, more or less.
            let second_starts = number % 2 == 1;
            hands.extend(if second_starts { [second, first] } else { [first, second] });
            judged.push((tickets, ends, second_starts));
        }
        let mut done = all_at_once(hands).await.into_iter();
        let (count, won_before) = (judged.len(), self.won);
        for (tickets, ends, second_starts) in judged {
            let mut pair = [done.next().expect("a hand"), done.next().expect("another")];
            if second_starts {
                pair.reverse();
            }
            self.judge(&tickets, ends, pair).await;
        }
        self.balance(count, won_before);
        self.held += count;
        if self.held % IN_FULL < count {
            self.house.is_sound().await;
        }
        self.house.clock.set(self.house.store.now().plus_seconds(30));
    }

    async fn judge(&mut self, tickets: &[TestTicket], ends: [End; 2], done: [Result<(), Refusal>; 2]) {
        let winner = match &done {
            [Ok(()), Err(_)] => 0,
            [Err(_), Ok(())] => 1,
            impossible => panic!("{impossible:?}"),
        };
        self.won[winner] += 1;
        let [first, second] = ends;
        let end = if winner == 0 { first } else { second };
        assert_eq!(done[1 - winner].as_ref(), Err(&end.told));
        for written in seen(&self.house, tickets).await {
            assert_eq!(written, end.seen);
        }
    }

    /// A hand that looks at the database before it acts, as often as its handicap says, and once or twice by chance.
    fn late(&mut self, hand: Hand, handicap: i32) -> Hand {
        let looks = usize::try_from(handicap).unwrap_or(0) + self.dice.below(3);
        let store = self.house.store.clone();
        Box::pin(async move {
            for _ in 0..looks {
                store.ping().await.expect("an answer");
            }
            hand.await
        })
    }

    /// Whoever won nearly all of them waits a little longer next time.
    fn balance(&mut self, count: usize, won_before: [usize; 2]) {
        let won = |hand: usize| i32::try_from(self.won[hand] - won_before[hand]).expect("small");
        let quarter = i32::try_from(count / 4).expect("small").max(1);
        self.handicap += (won(0) - won(1)) / quarter;
    }

    async fn end(self) {
        assert!(self.won.iter().all(|won| *won >= WON_AT_LEAST), "no race: {:?}", self.won);
        self.other.close().await;
    }
}
