//! The whole life of a ticket as one grid (RULES §2–§5, §19): every state × every command × kind × inside or after.
//! Who may do each thing is in the other grids; here it is always the one who may.
#![cfg(test)]

mod cast;
#[allow(dead_code)] // this grid has one actor and no precedence
mod grid;
mod life_table;

use cast::{ISSUER, PRODUCT, day, owner, taipei};
use domain::bank::{self, Answered, Verdict};
use domain::calendar::{Day, Instant};
use domain::cancel::{self, CancelFacts};
use domain::cancel_give_back::{self, CancelGiveBackFacts};
use domain::give_back::{self, FeeCap, FeeRule, GiveBack, GiveBackFacts, Quote};
use domain::identity::{ProductNumber, TicketId, WalletId};
use domain::money::Dollars;
use domain::proof::{ProofLevel, ProofPolicies};
use domain::redeem::{self, BranchList, PhoneEnd, RedeemDecision, RedeemFacts, Shown};
use domain::refusal::Refusal;
use domain::renewal;
use domain::return_request::{self, AskFacts, RequestState};
use domain::split::{self, Piece};
use domain::ticket::{GiveBackState, Ticket, TicketKind, UseState};
use domain::transfer::{self, GoesTo, OfferFacts, TransferEnd, TransferFacts, TransferState};
use grid::{cells, check};
use life_table::{COMMANDS, STATES, TABLE};

/// A ticket of two units, and what happened to both of them on 2026/11/06.
struct Life {
    ticket: Ticket,
    used: Option<UseState>,
    given_back: Option<GiveBackState>,
    transfer: Option<TransferState>,
    now: Instant,
    guaranteed: bool,
}

/// The day on which everything happened.
fn the_day() -> Day {
    day("2026/11/06")
}

/// The run of the night after.
fn run_day() -> Day {
    day("2026/11/07")
}

fn wallet(name: &str) -> WalletId {
    WalletId::parse(name).expect("a wallet")
}

impl Life {
    /// Inside: the same evening, long before the last day. After: the next morning, the day being the last one.
    fn of(state: &str, kind: &str, moment: &str) -> Self {
        let kind = TicketKind::parse(kind).expect("a kind");
        let inside = moment == "inside";
        let last = Some(if inside { day("2027/11/05") } else { the_day() });
        let (usable_until, guarantee_until) = match kind {
            TicketKind::Paid => (None, last),
            TicketKind::Gift => (last, None),
        };
        let now = taipei(if inside { "2026/11/06 18:00:00.000" } else { "2026/11/07 09:00:00.000" });
        let ticket = Ticket {
            kind,
            quantity: 2,
            remaining: 2,
            version: 41,
            generation: 3,
            usable_from: None,
            usable_until,
            guarantee_until,
            offered: false,
        };
        let mut life = Self { ticket, used: None, given_back: None, transfer: None, now, guaranteed: true };
        life.set(state);
        life
    }

    fn set(&mut self, state: &str) {
        match state {
            "unused" => {}
            "offered" => {
                self.ticket.offered = true;
                self.transfer = Some(TransferState::Offered);
            }
            "transferred" => self.transfer = Some(TransferState::Accepted),
            "return pending" => self.given_back = Some(GiveBackState::Pending),
            "return settling" => self.given_back = Some(GiveBackState::Settling),
            "returned" => self.given_back = Some(GiveBackState::Returned),
            "returned overdue" => {
                self.given_back = Some(GiveBackState::Returned);
                self.guaranteed = false;
            }
            state => self.used = UseState::parse(&state.replace(' ', "_")),
        }
        assert!(
            state == "unused" || self.used.is_some() || self.given_back.is_some() || self.transfer.is_some()
        );
        if self.used.is_some() || self.given_back.is_some() {
            self.ticket.remaining = 0;
        }
    }

    fn act(&self, command: &str) -> String {
        let done = match command {
            "redeem" => self.redeem(),
            "cancel redemption" => self.cancel_redemption(),
            "return" => give_back::decide(&self.give_back(), &owner(), None, FeeRule::None, self.now)
                .map(|give_back| given_back(&give_back)),
            "cancel return" => self.cancel_return(),
            "ask" => {
                let ask = AskFacts { requests_open: true, already_asked: false };
                return_request::ask(ask, &self.give_back(), None, FeeRule::None, self.now)
                    .map(|_| "asked".to_owned())
            }
            "approve" => self.approve(),
            "decline request" => {
                return_request::decline(RequestState::Asked, &self.give_back(), &owner()).map(request)
            }
            "withdraw request" => return_request::withdraw(RequestState::Asked).map(request),
            "offer" => self.offer(),
            "split" => split::split(&self.ticket, 1, self.now.day()).map(|_| "split".to_owned()),
            "merge" => self.merge(),
            "renew codes" => renewal::renew(&self.ticket, self.now.day()).map(|_| "new codes".to_owned()),
            "change purchaser" => {
                transfer::purchaser_may_change(self.transfer.as_slice()).map(|()| "another's".to_owned())
            }
            "bank sends" => Ok(self.sent()),
            "bank accepts" => Ok(self.answered(Verdict::Accepted)),
            "bank refuses" => Ok(self.answered(Verdict::Refused)),
            transfer => self.end_transfer(transfer),
        };
        done.unwrap_or_else(|refusal| refusal.code().as_str().to_owned())
    }

    fn redeem(&self) -> Result<String, Refusal> {
        let facts = RedeemFacts {
            product: PRODUCT,
            ticket: self.ticket.clone(),
            issuer: ISSUER,
            branches: BranchList::Any,
            relation: None,
            product_open: false,
            policies: ProofPolicies::DEFAULT,
            returned: if self.given_back.is_some() { 2 } else { 0 },
            latest_use: None,
        };
        let shown = Shown {
            proof: ProofLevel::Living,
            generation: Some(3),
            confirmed: true,
            device_removed: false,
            presented_before: false,
            phone: PhoneEnd::NotAsked,
        };
        match redeem::decide(&facts, &owner(), shown, Some(2), self.now)? {
            RedeemDecision::Redeem(redemption) => Ok(redemption.state.as_str().replace('_', " ")),
            RedeemDecision::Confirm { .. } => Ok("confirm".to_owned()),
        }
    }

    fn cancel_redemption(&self) -> Result<String, Refusal> {
        let facts = CancelFacts {
            product: PRODUCT,
            kind: self.ticket.kind,
            issuer: ISSUER,
            version: 41,
            remaining: 0,
            state: self.used.ok_or(Refusal::UseUnknown)?,
            quantity: 2,
            business_day: the_day(),
            redeemer: ISSUER,
            redeemer_branch: None,
            given_away: false,
        };
        cancel::decide(&facts, &owner(), None, self.now).map(|_| "unused".to_owned())
    }

    fn give_back(&self) -> GiveBackFacts {
        GiveBackFacts {
            product: PRODUCT,
            ticket: self.ticket.clone(),
            issuer: ISSUER,
            face_value: Dollars(100),
            branches: BranchList::Any,
            transferred: self.transfer == Some(TransferState::Accepted),
            fee_cap: FeeCap::TAIWAN,
        }
    }

    /// What was asked for when both units were there.
    fn approve(&self) -> Result<String, Refusal> {
        let quote = Quote {
            quantity: 2,
            face: Dollars(200),
            fee: Dollars::ZERO,
            refund: Dollars(200),
            by_hand: false,
        };
        return_request::approve(RequestState::Asked, &quote, None, &self.give_back(), &owner(), self.now)
            .map(|(_, give_back)| given_back(&give_back))
    }

    fn cancel_return(&self) -> Result<String, Refusal> {
        let facts = CancelGiveBackFacts {
            product: PRODUCT,
            kind: self.ticket.kind,
            issuer: ISSUER,
            version: 41,
            remaining: 0,
            state: self.given_back.ok_or(Refusal::ReturnUnknown)?,
            quantity: 2,
            business_day: the_day(),
            overdue: !self.guaranteed,
            branch: None,
            given_away: false,
        };
        cancel_give_back::decide(&facts, &owner(), self.now).map(|_| "unused".to_owned())
    }

    fn offer(&self) -> Result<String, Refusal> {
        let facts = OfferFacts {
            ticket: self.ticket.clone(),
            holder: wallet("holder"),
            electronic: true,
            passed_on: self.transfer == Some(TransferState::Accepted),
            product_forbids_passing_on: false,
        };
        transfer::offer(&facts, &wallet("holder"), transfer::ANSWER_DAYS, self.now.day())
            .map(|_| "offered".to_owned())
    }

    fn end_transfer(&self, command: &str) -> Result<String, Refusal> {
        let facts = TransferFacts {
            product: PRODUCT,
            state: self.transfer.ok_or(Refusal::TransferUnknown)?,
            ticket: self.ticket.clone(),
            issuer: ISSUER,
            giver: wallet("giver"),
            offered_on: the_day(),
            days: transfer::ANSWER_DAYS,
        };
        let end: TransferEnd = match command {
            "accept" => transfer::accept(&facts, self.now.day())?,
            "decline" => transfer::decline(&facts, self.now.day())?,
            "take back" => transfer::take_back(&facts, &wallet("giver"))?,
            "cancel transfer" => transfer::cancel(&facts, &owner())?,
            "30 days pass" => match transfer::lapse(&facts, the_day().plus_days(30)) {
                Some(end) => end,
                None => return Ok("nothing".to_owned()),
            },
            other => panic!("no such command: {other}"),
        };
        Ok(match end.goes_to {
            GoesTo::Giver => "giver's".to_owned(),
            GoesTo::Recipient => "recipient's".to_owned(),
            GoesTo::Purchaser => "purchaser's".to_owned(),
        })
    }

    fn merge(&self) -> Result<String, Refusal> {
        let piece = |id: &str, ticket: Ticket| Piece {
            ticket,
            id: TicketId::parse(id).expect("a ticket"),
            origin: TicketId::parse("ticket-1").expect("a ticket"),
            holder: wallet("holder"),
            product: ProductNumber(1),
            transferred: false,
            trust_released: false,
        };
        let into = piece("ticket-1", self.ticket.clone());
        let single = Ticket { quantity: 1, remaining: 1, offered: false, ..self.ticket.clone() };
        split::merge(&into, &[piece("ticket-2", single)], self.now.day()).map(|_| "merged".to_owned())
    }

    fn sent(&self) -> String {
        let used = self.used.filter(|state| bank::use_goes(*state, the_day(), None, run_day()));
        let given = self.given_back.filter(|state| bank::give_back_goes(*state, the_day(), None, run_day()));
        let used = used.and_then(bank::use_sent).map(UseState::as_str);
        let given = given.and_then(bank::give_back_sent).map(returned);
        used.map(str::to_owned).or(given).unwrap_or_else(|| "nothing".to_owned())
    }

    fn answered(&self, verdict: Verdict) -> String {
        let used = self.used.and_then(|state| bank::use_answered(state, verdict).ok());
        let given = self.given_back.and_then(|state| bank::give_back_answered(state, verdict).ok());
        let used = used.map(|answered| in_words(answered, |state| state.as_str().to_owned()));
        let given = given.map(|answered| in_words(answered, returned));
        used.or(given).unwrap_or_else(|| "unexpected".to_owned())
    }
}

fn in_words<State>(answered: Answered<State>, state: impl Fn(State) -> String) -> String {
    match answered {
        Answered::Becomes(now) => state(now),
        Answered::GoesAgain => "goes again".to_owned(),
        Answered::Repeated => "nothing".to_owned(),
    }
}

fn given_back(give_back: &GiveBack) -> String {
    let undone = if give_back.undoes_transfer { ", purchaser's" } else { "" };
    returned(give_back.state) + undone
}

fn request(state: RequestState) -> String {
    state.as_str().to_owned()
}

fn returned(state: GiveBackState) -> String {
    match state {
        GiveBackState::Pending => "return pending",
        GiveBackState::Settling => "return settling",
        GiveBackState::Returned => "returned",
        GiveBackState::Cancelled => "cancelled",
    }
    .to_owned()
}

/// `-` stands where the state cannot be: a gift is never 已使用, nothing is 逾期兌回 inside the guarantee.
fn outcome(words: &[&str]) -> String {
    let [state, command, kind, moment] = words else { panic!("not a cell: {words:?}") };
    let possible = match (*state, *kind, *moment) {
        ("unused" | "settled" | "returned", _, _) => true,
        ("redeemed overdue" | "returned overdue", kind, moment) => (kind, moment) == ("paid", "after"),
        (_, kind, _) => kind == "paid",
    };
    if possible { Life::of(state, kind, moment).act(command) } else { "-".to_owned() }
}

#[test]
fn the_whole_life() {
    check(TABLE, outcome);
}

#[test]
fn nothing_is_left_unsaid() {
    let cells = cells(TABLE);
    assert_eq!(cells.len(), STATES.len() * COMMANDS.len() * 4);
    for state in STATES {
        for command in COMMANDS {
            let said = cells.iter().filter(|(words, _)| words.starts_with(&[state, command]));
            assert_eq!(said.count(), 4, "{state}, {command}");
        }
    }
}
