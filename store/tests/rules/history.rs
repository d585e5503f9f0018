//! Random histories: all commands by several people over several days, against a second, simpler model that knows only
//! units, days, hands and codes. Each answer is compared, everything after every day, and in full at the end.
//!
//! `PIAOJIA_HISTORY_COMMANDS` makes them longer (`./dev test --long`), `PIAOJIA_HISTORY_SEED` repeats one.

mod check;
mod counter;
mod holder;
mod model;
mod office;

use crate::dice::Dice;
use crate::harness::{House, TestBank};
use domain::calendar::Day;
use model::{Order, Said, Ticket};
use std::collections::BTreeMap;
use store::StoreError;
use store::fixture::{Goods, Person, TestTicket};

/// Commands of one history.
const COMMANDS: u32 = 2_500;
/// Orders that things happen to: the newest.
const ORDERS: usize = 8;

macro_rules! histories {
    ($($name:ident = $seed:literal),+ $(,)?) => {
        $(async fn $name(house: House) { history(house, $seed).await; })+
        on_both_engines_in_turn!($($name),+);
    };
}

histories!(
    history_1 = 1,
    history_2 = 2,
    history_3 = 3,
    history_4 = 4,
    history_5 = 5,
    history_6 = 6,
    history_7 = 7,
    history_8 = 8,
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
);

/// What every history must have done.
const KINDS: [&str; 24] = [
    "redeem",
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
    clerk: Person,
    owner: Person,
    orders: Vec<Order>,
    tickets: Vec<Ticket>,
    /// Tickets with codes that died: they stay dead.
    dead: Vec<TestTicket>,
    done: BTreeMap<&'static str, u32>,
}

async fn history(house: House, seed: u64) {
    let commands = std::env::var("PIAOJIA_HISTORY_COMMANDS").ok().and_then(|text| text.parse().ok());
    let seed = std::env::var("PIAOJIA_HISTORY_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(seed);
    let (clerk, owner) = (house.world.clerk_001.clone(), house.world.owner.clone());
    let mut history = History {
        bank: house.bank(),
        dice: Dice(seed),
        clerk,
        owner,
        orders: Vec::new(),
        tickets: Vec::new(),
        dead: Vec::new(),
        done: BTreeMap::new(),
        house,
    };
    history.issue().await;
    let mut made = 0;
    while made < commands.unwrap_or(COMMANDS) {
        // A new half minute for each: no code is shown twice.
        history.house.clock.set(history.house.store.now().plus_seconds(30));
        made += u32::from(history.step(made).await);
    }
    history.next_day(1).await;
    history.check_everything().await;
    let missing: Vec<_> = KINDS.iter().filter(|kind| !history.done.contains_key(*kind)).collect();
    assert!(missing.is_empty(), "seed {seed}: nobody ever did {missing:?}");
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
        let (goods, units) = match self.dice.below(4) {
            0 => (Goods::Gift, 1),
            1 => (Goods::Paid, 1),
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
        if self.orders.len() > ORDERS {
            let oldest = self.orders.remove(0);
            self.tickets.retain(|ticket| ticket.order != oldest.number);
        }
        true
    }
}
