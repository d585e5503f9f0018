//! Random histories: all commands by several people over several days, against a second, simpler model that knows only
//! units and days. Checked after every step, and in full after every day and at the end.
//!
//! `PIAOJIA_HISTORY_COMMANDS` makes them longer, `PIAOJIA_HISTORY_SEED` repeats one.

use crate::harness::{House, TestBank};
use domain::calendar::Day;
use domain::give_back::FeeRule;
use domain::identity::{GiveBackId, TransferId, UseId};
use domain::ledger::LedgerAccount;
use domain::money::Dollars;
use domain::refusal::RefusalCode;
use std::collections::BTreeMap;
use store::command::contact::{Contact, Message};
use store::command::transfer::OfferRequest;
use store::fixture::{Goods, Person, TestTicket};
use store::secret::LinkToken;

/// Commands of one history.
const COMMANDS: u32 = 2_500;

macro_rules! histories {
    ($($name:ident = $seed:literal),+ $(,)?) => {
        $(async fn $name(house: House) { history(house, $seed).await; })+
        on_both_engines!($($name),+);
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

/// SplitMix64: the same seed, the same history.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("small")
    }
}

/// A line that took units away.
#[derive(Debug)]
struct Taken<Id> {
    id: Id,
    quantity: u32,
    on: Day,
    overdue: bool,
    gone: bool,
}

#[derive(Debug)]
struct Offer {
    transfer: TransferId,
    link: LinkToken,
    on: Day,
}

#[derive(Debug)]
struct Model {
    ticket: TestTicket,
    goods: Goods,
    quantity: u32,
    remaining: u32,
    last_day: Day,
    uses: Vec<Taken<UseId>>,
    returns: Vec<Taken<GiveBackId>>,
    offer: Option<Offer>,
    /// Generations end: few hands.
    hands: u32,
}

impl Model {
    fn is_expired(&self, today: Day) -> bool {
        self.goods == Goods::Gift && today > self.last_day
    }

    fn is_overdue(&self, today: Day) -> bool {
        self.goods == Goods::Paid && today > self.last_day
    }

    fn redeem(&self, units: u32, today: Day) -> Result<(), RefusalCode> {
        if self.offer.is_some() {
            Err(RefusalCode::Offered)
        } else if self.remaining == 0 {
            let only_returned = self.uses.iter().all(|used| used.gone);
            Err(if only_returned { RefusalCode::Returned } else { RefusalCode::AlreadyRedeemed })
        } else if self.is_expired(today) {
            Err(RefusalCode::Expired)
        } else if units > self.remaining {
            Err(RefusalCode::NotEnoughLeft)
        } else {
            Ok(())
        }
    }

    fn cancel(&self, used: &Taken<UseId>, today: Day) -> Result<(), RefusalCode> {
        if used.gone {
            Err(RefusalCode::AlreadyCancelled)
        } else if self.goods == Goods::Gift {
            Err(RefusalCode::GiftFinal)
        } else if used.overdue || used.on == today {
            Ok(())
        } else {
            Err(RefusalCode::CancelTooLate)
        }
    }

    fn may_return(&self, units: u32, today: Day) -> bool {
        self.offer.is_none() && self.remaining >= units && !self.is_expired(today)
    }

    fn may_cancel_return(&self, returned: &Taken<GiveBackId>, today: Day) -> bool {
        !returned.gone && self.goods == Goods::Paid && (returned.overdue || returned.on == today)
    }
}

struct World {
    house: House,
    bank: TestBank,
    dice: Dice,
    clerk: Person,
    owner: Person,
    tickets: Vec<Model>,
    done: BTreeMap<&'static str, u32>,
}

async fn history(house: House, seed: u64) {
    let commands = std::env::var("PIAOJIA_HISTORY_COMMANDS").ok().and_then(|text| text.parse().ok());
    let seed = std::env::var("PIAOJIA_HISTORY_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(seed);
    let (clerk, owner) = (house.world.clerk_001.clone(), house.world.owner.clone());
    let mut world = World {
        bank: house.bank(),
        dice: Dice(seed),
        clerk,
        owner,
        tickets: Vec::new(),
        done: BTreeMap::new(),
        house,
    };
    world.issue().await;
    for step in 0..commands.unwrap_or(COMMANDS) {
        // A new half minute for each: no code is shown twice.
        world.house.clock.set(world.house.store.now().plus_seconds(30));
        world.step(step).await;
    }
    world.next_day(1).await;
    world.check_everything().await;
    let kinds = ["redeem", "cancel", "return", "cancel return", "offer", "accept", "back", "night"];
    for kind in kinds {
        assert!(world.done.get(kind).is_some_and(|count| *count > 0), "seed {seed}: nobody ever did {kind}");
    }
}

impl World {
    fn today(&self) -> Day {
        self.house.today()
    }

    async fn step(&mut self, step: u32) {
        let at = self.dice.below(self.tickets.len());
        match self.dice.below(100) {
            0..=2 => self.issue().await,
            3..=42 => self.redeem(at).await,
            43..=57 => self.cancel(at).await,
            58..=67 => self.give_back(at).await,
            68..=75 => self.cancel_return(at).await,
            76..=83 => self.offer(at).await,
            84..=91 => self.answer(at).await,
            92..=96 => self.take_back(at).await,
            // Mostly the next day; once in a while the guarantee ends.
            _ if step % 211 == 7 => self.next_day(190).await,
            _ => self.next_day(1).await,
        }
    }

    fn count(&mut self, kind: &'static str) {
        *self.done.entry(kind).or_default() += 1;
    }

    async fn issue(&mut self) {
        let (goods, units) = match self.dice.below(4) {
            0 => (Goods::Gift, 1),
            1 => (Goods::Paid, 1),
            _ => (Goods::Paid, u8::try_from(2 + self.dice.below(3)).expect("small")),
        };
        let last_day = self.today().last_of_period(365);
        for ticket in self.house.world.issue_tickets(goods, 3, units).await.expect("tickets") {
            self.tickets.push(Model {
                ticket,
                goods,
                quantity: u32::from(units),
                remaining: u32::from(units),
                last_day,
                uses: Vec::new(),
                returns: Vec::new(),
                offer: None,
                hands: 0,
            });
        }
        // The newest are where things happen.
        let surplus = self.tickets.len().saturating_sub(24);
        self.tickets.drain(..surplus);
    }

    async fn redeem(&mut self, at: usize) {
        let units = 1 + u32::try_from(self.dice.below(2)).expect("small");
        let (today, model) = (self.today(), &self.tickets[at]);
        let mut request = self.house.world.scan(&model.ticket).expect("a scan");
        request.quantity = Some(units);
        let answer = self.house.redeem(&self.clerk, &request).await;
        match (model.redeem(units, today), answer) {
            (Ok(()), Ok(answer)) => {
                let (receipt, _) = crate::harness::receipt_of(answer);
                let overdue = model.is_overdue(today);
                let model = &mut self.tickets[at];
                model.remaining -= units;
                assert_eq!(receipt.remaining, model.remaining);
                model.uses.push(Taken {
                    id: receipt.use_id,
                    quantity: units,
                    on: today,
                    overdue,
                    gone: false,
                });
                self.count("redeem");
            }
            (Err(expected), Err(refused)) => {
                assert_eq!(refused.error.refusal().code(), expected, "{model:?}")
            }
            (expected, answer) => panic!("{expected:?}, but {answer:?} for {model:?}"),
        }
    }

    async fn cancel(&mut self, at: usize) {
        let (today, uses) = (self.today(), self.tickets[at].uses.len());
        if uses == 0 {
            return;
        }
        let which = self.dice.below(uses);
        let model = &self.tickets[at];
        let expected = model.cancel(&model.uses[which], today);
        let answer = self.house.cancel(&self.clerk, &model.uses[which].id).await;
        assert_eq!(answer.as_ref().map(|_| ()).map_err(|refusal| refusal.code()), expected, "{model:?}");
        if expected.is_ok() {
            let model = &mut self.tickets[at];
            model.uses[which].gone = true;
            model.remaining += model.uses[which].quantity;
            self.count("cancel");
        }
    }

    async fn give_back(&mut self, at: usize) {
        let units = 1 + u32::try_from(self.dice.below(2)).expect("small");
        let (today, model) = (self.today(), &self.tickets[at]);
        let guaranteed = model.goods == Goods::Paid && !model.is_overdue(today);
        let fee =
            if guaranteed && self.dice.below(2) == 0 { FeeRule::Amount(Dollars(3)) } else { FeeRule::None };
        let answer = self.house.give_back(&self.owner, &model.ticket, Some(units), fee).await;
        assert_eq!(answer.is_ok(), model.may_return(units, today), "{answer:?} for {model:?}");
        if let Ok(done) = answer {
            let overdue = model.is_overdue(today);
            let model = &mut self.tickets[at];
            model.remaining -= units;
            model.returns.push(Taken { id: done.id, quantity: units, on: today, overdue, gone: false });
            if model.remaining == 0 && model.hands > 0 {
                // 退貨同步取消轉贈: it is the purchaser's again, under codes that this history does not follow.
                self.tickets.remove(at);
                if self.tickets.is_empty() {
                    self.issue().await;
                }
            }
            self.count("return");
        }
    }

    async fn cancel_return(&mut self, at: usize) {
        let (today, returns) = (self.today(), self.tickets[at].returns.len());
        if returns == 0 {
            return;
        }
        let which = self.dice.below(returns);
        let model = &self.tickets[at];
        let expected = model.may_cancel_return(&model.returns[which], today);
        let attempt = self.house.attempt();
        let done =
            self.house.store.cancel_give_back(&self.owner.session, &model.returns[which].id, &attempt).await;
        assert_eq!(done.is_ok(), expected, "{done:?} for {model:?}");
        if expected {
            let model = &mut self.tickets[at];
            model.returns[which].gone = true;
            model.remaining += model.returns[which].quantity;
            self.count("cancel return");
        }
    }

    async fn offer(&mut self, at: usize) {
        let model = &self.tickets[at];
        if model.hands >= 100 {
            return;
        }
        let request = OfferRequest {
            tickets: vec![model.ticket.id.clone()],
            recipient: Contact::parse("陳怡君", "0922333444", "chen@example.com", "zh-TW")
                .expect("a contact"),
            message: Message::parse("生日快樂").expect("a message"),
        };
        let done = self.house.store.offer_transfer(&model.ticket.link, &request, &self.house.attempt()).await;
        let expected = model.goods == Goods::Paid && model.offer.is_none() && model.remaining > 0;
        assert_eq!(done.is_ok(), expected, "{done:?} for {model:?}");
        if let Ok(done) = done {
            let on = self.today();
            self.tickets[at].offer = Some(Offer { transfer: done.transfer, link: done.link, on });
            self.count("offer");
        }
    }

    async fn answer(&mut self, at: usize) {
        let Some(offer) = &self.tickets[at].offer else {
            return;
        };
        let link = offer.link.clone();
        if self.dice.below(3) == 0 {
            self.house.store.decline_transfer(&link).await.expect("declined");
            self.tickets[at].offer = None;
            return;
        }
        self.house.store.accept_transfer(&link).await.expect("accepted");
        // The old codes are dead at that moment.
        let old = self.house.world.scan(&self.tickets[at].ticket).expect("a scan");
        let refused = self.house.refused(&self.clerk, &old).await;
        assert_eq!(refused.code(), RefusalCode::CodeRenewed);
        let theirs = self.house.world.tickets_of(&link).await.expect("tickets");
        let model = &mut self.tickets[at];
        let new = theirs.into_iter().find(|ticket| ticket.id == model.ticket.id).expect("it is theirs");
        model.ticket = new;
        model.offer = None;
        model.hands += 1;
        self.count("accept");
    }

    async fn take_back(&mut self, at: usize) {
        let model = &self.tickets[at];
        let Some(offer) = &model.offer else {
            return;
        };
        self.house.store.take_back_transfer(&model.ticket.link, &offer.transfer).await.expect("taken back");
        self.tickets[at].offer = None;
        self.count("back");
    }

    /// Midnight, the bank, ended guarantees, lapsed offers; then everything is compared.
    async fn next_day(&mut self, days: u64) {
        let day = self.today().plus_days(days);
        let one = day.start().plus_seconds(3600);
        self.clerk = self.house.at(one, &self.clerk).await;
        self.owner = self.house.at(one, &self.owner).await;
        let store = &self.house.store;
        store.lapse_transfers(day).await.expect("lapsed");
        store.bank_night(&self.bank.files, day).await.expect("sent");
        store.simulate_bank(&self.bank.files, day).await.expect("answered");
        store.bank_night(&self.bank.files, day).await.expect("taken");
        store.release_trust(day).await.expect("released");
        for model in &mut self.tickets {
            if model.offer.as_ref().is_some_and(|offer| offer.on.last_of_period(30) < day) {
                model.offer = None;
            }
        }
        self.check_units().await;
        self.count("night");
    }

    async fn check_units(&self) {
        for model in &self.tickets {
            let (remaining, _, _) = self.house.written(&model.ticket).await;
            assert_eq!(remaining, i64::from(model.remaining), "{model:?}");
            let used: u32 = model.uses.iter().filter(|used| !used.gone).map(|used| used.quantity).sum();
            let returned: u32 = model.returns.iter().filter(|one| !one.gone).map(|one| one.quantity).sum();
            assert_eq!(model.remaining + used + returned, model.quantity, "{model:?}");
        }
        for proof in self.house.store.prove(self.today()).await.expect("a proof") {
            assert!(proof.holds(), "{proof:?}");
            assert_eq!(proof.accounts.first().map(|account| account.account), Some(LedgerAccount::Trust));
        }
    }

    /// Codes unique, every event sealed and the chain whole. Units and money are the harness's, after every rule.
    async fn check_everything(&self) {
        let house = &self.house;
        house.store.seal_every_log(house.store.now()).await.expect("sealed");
        let verification = house.store.verify(store::fixture::ISSUER, None).await.expect("verified");
        assert!(verification.holds() && verification.unsealed_count == 0, "{verification:?}");
        let events = house.number("SELECT COUNT(*) FROM event WHERE merchant = 1000001").await;
        assert_eq!(i64::try_from(verification.sealed).expect("small"), events);
        let codes = "SELECT COUNT(*) - COUNT(DISTINCT code_index) FROM ticket";
        assert_eq!(house.number(codes).await, 0);
    }
}
