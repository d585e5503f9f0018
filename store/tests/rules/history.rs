//! Random histories: all commands by several people over several days, against a second, simpler model that knows only
//! units, days, hands and codes. Each answer is compared, what it wrote after every command, everything after every day,
//! and in full at the end.
//!
//! `PIAOJIA_HISTORY_COMMANDS` makes them longer (`./dev test --long`), `PIAOJIA_HISTORY_SEED` repeats one.

mod check;
mod counter;
mod holder;
mod model;
mod office;
mod people;

use crate::dice::Dice;
use crate::harness::{House, TestBank};
use domain::calendar::Day;
use model::{Order, Said, Ticket};
use people::{Desk, People};
use std::collections::BTreeMap;
use store::StoreError;
use store::fixture::{Goods, TestTicket};

/// Commands of one history.
const COMMANDS: u32 = 2_500;
/// Orders that things happen to: the newest.
const ORDERS: usize = 8;

/// A history a seed (in 26 nobody happens to withdraw): thirty-two on SQLite, eight of them on PostgreSQL, too, where a
/// command waits for a dozen round trips.
macro_rules! histories {
    (both: $($both:ident = $seed:literal),+ $(,)?; embedded: $($one:ident = $number:literal),+ $(,)?) => {
        $(async fn $both(house: House) { history(house, $seed).await; })+
        $(async fn $one(house: House) { history(house, $number).await; })+
        mod sqlite {
            use crate::harness::{Database, run_in_turn};
            $(#[test] fn $both() { run_in_turn(Database::Sqlite, super::$both); })+
            $(#[test] fn $one() { run_in_turn(Database::Sqlite, super::$one); })+
        }
        mod postgres {
            use crate::harness::{Database, run_in_turn};
            $(#[test] fn $both() { run_in_turn(Database::Postgres, super::$both); })+
        }
    };
}

histories!(
    both:
        history_1 = 1,
        history_2 = 2,
        history_3 = 3,
        history_4 = 4,
        history_5 = 5,
        history_6 = 6,
        history_7 = 7,
        history_8 = 8;
    embedded:
        history_9 = 9,
        history_10 = 10,
        history_11 = 11,
        history_12 = 12,
        history_13 = 13,
        history_14 = 14,
        history_15 = 15,
        history_16 = 16,
        history_17 = 17,
        history_18 = 18,
        history_19 = 19,
        history_20 = 20,
        history_21 = 21,
        history_22 = 22,
        history_23 = 23,
        history_24 = 24,
        history_25 = 25,
        history_27 = 27,
        history_28 = 28,
        history_29 = 29,
        history_30 = 30,
        history_31 = 31,
        history_32 = 32,
        history_33 = 33,
);

/// What every history must have done.
const KINDS: [&str; 25] = [
    "redeem",
    "redeem by partner",
    "cancel",
    "return",
    "cancel return",
    "offer",
    "offer several",
    "cancel offer",
    "cancel transfer",
    "accept",
    "decline",
    "take back",
    "undo by return",
    "split",
    "merge",
    "ask",
    "approve",
    "decline request",
    "withdraw",
    "renew",
    "renew by merchant",
    "change purchaser",
    "resend",
    "dead code",
    "night",
];

/// One history: the store, the model, and whoever acts.
struct History {
    house: House,
    bank: TestBank,
    dice: Dice,
    people: People,
    orders: Vec<Order>,
    tickets: Vec<Ticket>,
    /// Tickets with codes that died: they stay dead.
    dead: Vec<TestTicket>,
    done: BTreeMap<&'static str, u32>,
    /// Units in trust, redeemed and returned inside their guarantee, before the command.
    worth: [u32; 3],
}

async fn history(house: House, seed: u64) {
    let commands = std::env::var("PIAOJIA_HISTORY_COMMANDS").ok().and_then(|text| text.parse().ok());
    let seed = std::env::var("PIAOJIA_HISTORY_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(seed);
    let done = lived(house, seed, commands.unwrap_or(COMMANDS)).await;
    let missing: Vec<_> = KINDS.iter().filter(|kind| !done.contains_key(*kind)).collect();
    assert!(missing.is_empty(), "seed {seed}: nobody ever did {missing:?}");
}

/// So many commands in a house; what was done, and how often.
pub async fn lived(house: House, seed: u64, commands: u32) -> BTreeMap<&'static str, u32> {
    let mut history = History {
        bank: house.bank(),
        dice: Dice(seed),
        people: People::of(&house),
        orders: Vec::new(),
        tickets: Vec::new(),
        dead: Vec::new(),
        done: BTreeMap::new(),
        worth: [0; 3],
        house,
    };
    history.issue().await;
    history.worth = history.worth_now();
    let mut made = 0;
    while made < commands {
        // A new half minute for each: no code is shown twice.
        let now = history.house.store.now().plus_seconds(30);
        history.house.clock.set(now);
        let before = history.dones();
        made += u32::from(history.step(made).await);
        if history.house.store.now() == now {
            history.check_step(now, history.dones() > before).await;
        }
    }
    history.next_day(1).await;
    history.check_everything().await;
    history.done
}

impl History {
    fn today(&self) -> Day {
        self.house.today()
    }

    /// One command, unless there is nothing that it could be about.
    async fn step(&mut self, made: u32) -> bool {
        match self.dice.below(100) {
            0..=2 => self.issue().await,
            3..=32 => self.redeem().await,
            33..=44 => self.cancel().await,
            45..=51 => self.give_back().await,
            52..=57 => self.cancel_return().await,
            58..=64 => self.offer().await,
            65..=71 => self.answer().await,
            72..=74 => self.take_back().await,
            75..=79 => self.split().await,
            80..=84 => self.merge().await,
            85..=86 => self.ask().await,
            87..=89 => self.answer_request().await,
            90..=91 => self.renew().await,
            92..=93 => self.show_dead_code().await,
            94 => self.change_purchaser().await,
            95 => self.resend().await,
            96 => self.cancel_transfer().await,
            // Mostly the next day; once in a while the guarantee ends.
            _ if made % 211 == 7 => self.next_day(190).await,
            _ => self.next_day(1).await,
        }
    }

    fn somebody(&mut self) -> Desk {
        Desk::ALL[self.dice.below(Desk::ALL.len())]
    }

    /// How much was done so far.
    fn dones(&self) -> u32 {
        self.done.values().sum()
    }

    fn worth_now(&self) -> [u32; 3] {
        let today = self.today();
        self.tickets
            .iter()
            .map(|ticket| ticket.worth(today))
            .fold([0; 3], |[a, b, c], [d, e, f]| [a + d, b + e, c + f])
    }

    fn count(&mut self, kind: &'static str) {
        *self.done.entry(kind).or_default() += 1;
    }

    /// Any ticket like this.
    fn pick(&mut self, like: impl Fn(&Ticket) -> bool) -> Option<usize> {
        let found: Vec<_> = (0..self.tickets.len()).filter(|at| like(&self.tickets[*at])).collect();
        (!found.is_empty()).then(|| found[self.dice.below(found.len())])
    }

    /// Compares the store's answer with the model's; what was done, where both say so.
    fn agreed<T>(&self, at: usize, said: Said, answer: Result<T, StoreError>) -> Option<T> {
        let told = answer.as_ref().map(|_| ()).map_err(|error| error.refusal().code());
        let error = answer.as_ref().err();
        assert_eq!(told, said, "{error:?} on {} for {:?}", self.today(), self.tickets[at]);
        answer.ok()
    }

    async fn issue(&mut self) -> bool {
        if self.orders.len() == ORDERS {
            let oldest = self.orders.remove(0);
            self.tickets.retain(|ticket| ticket.order != oldest.number);
            self.worth = self.worth_now();
        }
        let (goods, units) = match self.dice.below(6) {
            0 => (Goods::Gift, 1),
            1 => (Goods::Paid, 1),
            2 => (Goods::Shared, 2),
            3 => (Goods::BranchOnly, 2),
            _ => (Goods::Paid, u8::try_from(2 + self.dice.below(3)).expect("small")),
        };
        let last_day = self.today().last_of_period(365);
        let tickets = self.house.world.issue_tickets(goods, 3, units).await.expect("tickets");
        let link = tickets[0].link.clone();
        let number = self.house.store.wallet(&link).await.expect("a wallet").order_number;
        let units = u32::from(units);
        self.orders.push(Order { number: number.clone(), link, units: 3 * units });
        self.tickets.extend(tickets.into_iter().map(|ticket| Ticket {
            origin: ticket.id.clone(),
            ticket,
            order: number.clone(),
            goods,
            quantity: units,
            remaining: units,
            last_day,
            uses: Vec::new(),
            returns: Vec::new(),
            offer: None,
            transfers: Vec::new(),
            request: None,
        }));
        self.count("issue");
        true
    }
}
