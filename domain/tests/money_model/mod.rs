//! A shop with one purchase: the decisions written down as a store would write them, and what must hold afterwards.

use crate::cast::{ISSUER, PRODUCT, day, owner, taipei};
use domain::bank::{self, Answered, Verdict};
use domain::business_day::business_day;
use domain::calendar::{Day, Instant};
use domain::cancel::{self, CancelFacts};
use domain::cancel_give_back::{self, CancelGiveBackFacts};
use domain::give_back::{self, FeeCap, FeeRule, GiveBackFacts};
use domain::identity::{ProductNumber, TicketId, WalletId};
use domain::ledger::{self, LedgerAccount, Money, Posting};
use domain::money::{Dollars, Percent};
use domain::proof::{ProofLevel, ProofPolicies};
use domain::redeem::{self, BranchList, PhoneEnd, RedeemDecision, RedeemFacts, Shown};
use domain::split::{self, Piece};
use domain::ticket::{GiveBackState, Ticket, TicketKind, UseState};
use proptest::prelude::*;

const FACE: i64 = 100;

/// What may happen. What the rules refuse, does not.
#[derive(Debug, Clone)]
pub enum Step {
    Redeem {
        ticket: usize,
        units: u32,
        minutes_late: i64,
    },
    CancelUse {
        ticket: usize,
        line: usize,
        units: Option<u32>,
    },
    GiveBack {
        ticket: usize,
        units: Option<u32>,
        fee: u32,
    },
    CancelGiveBack {
        ticket: usize,
        line: usize,
    },
    Split {
        ticket: usize,
        units: u32,
    },
    /// All singles into this ticket.
    Merge {
        ticket: usize,
    },
    Wait {
        minutes: i64,
    },
    BankSends,
    /// Answers to every `modulo`th line that waits.
    BankAnswers {
        accepted: bool,
        modulo: usize,
    },
    /// The job that releases trust money of ended guarantees.
    Release,
    PayOut,
}

pub fn step() -> impl Strategy<Value = Step> {
    let ticket = || 0_usize..10;
    prop_oneof![
        6 => (ticket(), 1_u32..4, prop_oneof![Just(0), 0_i64..400])
            .prop_map(|(ticket, units, minutes_late)| Step::Redeem { ticket, units, minutes_late }),
        4 => (ticket(), 0_usize..4, proptest::option::of(1_u32..3))
            .prop_map(|(ticket, line, units)| Step::CancelUse { ticket, line, units }),
        5 => (ticket(), proptest::option::of(1_u32..3), 0_u32..400)
            .prop_map(|(ticket, units, fee)| Step::GiveBack { ticket, units, fee }),
        4 => (ticket(), 0_usize..4).prop_map(|(ticket, line)| Step::CancelGiveBack { ticket, line }),
        3 => (ticket(), 1_u32..4).prop_map(|(ticket, units)| Step::Split { ticket, units }),
        2 => ticket().prop_map(|ticket| Step::Merge { ticket }),
        4 => (1_i64..2400).prop_map(|minutes| Step::Wait { minutes }),
        2 => Just(Step::BankSends),
        3 => (any::<bool>(), 1_usize..3)
            .prop_map(|(accepted, modulo)| Step::BankAnswers { accepted, modulo }),
        1 => Just(Step::Release),
        1 => Just(Step::PayOut),
    ]
}

struct UseLine {
    state: UseState,
    quantity: u32,
    business_day: Day,
    answer: Option<Verdict>,
}

struct GiveBackLine {
    state: GiveBackState,
    quantity: u32,
    fee: Dollars,
    by_hand: bool,
    business_day: Day,
    answer: Option<Verdict>,
}

struct Paper {
    piece: Piece,
    uses: Vec<UseLine>,
    returns: Vec<GiveBackLine>,
}

pub struct Shop {
    papers: Vec<Paper>,
    postings: Vec<Posting>,
    now: Instant,
}

impl Shop {
    /// Issued 2026/11/06 09:00; the guarantee, or the gift, ends with 2026/11/09.
    pub fn new(gift: bool, quantity: u32) -> Self {
        let last = Some(day("2026/11/09"));
        let ticket = Ticket {
            kind: if gift { TicketKind::Gift } else { TicketKind::Paid },
            quantity,
            remaining: quantity,
            version: 0,
            generation: 1,
            usable_from: None,
            usable_until: last.filter(|_| gift),
            guarantee_until: last.filter(|_| !gift),
            offered: false,
        };
        let origin = TicketId::parse("ticket-0").expect("a ticket");
        let piece = Piece {
            ticket,
            id: origin.clone(),
            origin,
            holder: WalletId::parse("holder").expect("a wallet"),
            product: ProductNumber(1),
            transferred: false,
            trust_released: false,
        };
        let postings = ledger::issue(money(&piece), quantity).expect("postings");
        let paper = Paper { piece, uses: Vec::new(), returns: Vec::new() };
        Self { papers: vec![paper], postings, now: taipei("2026/11/06 09:00:00.000") }
    }

    pub fn act(&mut self, step: &Step) {
        match *step {
            Step::Redeem { ticket, units, minutes_late } => self.redeem(ticket, units, minutes_late),
            Step::CancelUse { ticket, line, units } => self.cancel_use(ticket, line, units),
            Step::GiveBack { ticket, units, fee } => self.give_back(ticket, units, fee),
            Step::CancelGiveBack { ticket, line } => self.cancel_give_back(ticket, line),
            Step::Split { ticket, units } => self.split(ticket, units),
            Step::Merge { ticket } => self.merge(ticket),
            Step::Wait { minutes } => self.now = self.now.plus_seconds(minutes * 60),
            Step::BankSends => self.bank_sends(),
            Step::BankAnswers { accepted, modulo } => {
                self.bank_answers(if accepted { Verdict::Accepted } else { Verdict::Refused }, modulo);
            }
            Step::Release => self.release(),
            Step::PayOut => self.pay_out(),
        }
    }

    /// Long afterwards everything has been answered, released and paid out.
    pub fn finish(&mut self) {
        self.now = self.now.plus_seconds(10 * 86_400);
        self.bank_sends();
        self.bank_answers(Verdict::Accepted, 1);
        self.release();
        self.pay_out();
        for account in
            [LedgerAccount::Trust, LedgerAccount::Settling, LedgerAccount::Refunding, LedgerAccount::Fee]
        {
            assert_eq!(self.balance(account), 0, "{account:?} at the end");
        }
    }

    fn redeem(&mut self, ticket: usize, units: u32, minutes_late: i64) {
        let Some(paper) = self.papers.get_mut(ticket) else { return };
        let scanned = self.now.plus_seconds(-60 * minutes_late).max(taipei("2026/11/06 09:00:00.000"));
        let facts = RedeemFacts {
            product: PRODUCT,
            ticket: paper.piece.ticket.clone(),
            issuer: ISSUER,
            branches: BranchList::Any,
            relation: None,
            product_open: false,
            policies: ProofPolicies::DEFAULT,
            returned: 0,
            latest_use: None,
        };
        let shown = Shown {
            proof: ProofLevel::Living,
            generation: None,
            confirmed: true,
            device_removed: false,
            presented_before: false,
            phone: PhoneEnd::NotAsked,
        };
        let decided = redeem::decide(&facts, &owner(), shown, Some(units), scanned);
        let Ok(RedeemDecision::Redeem(redemption)) = decided else { return };
        let money = money(&paper.piece);
        self.postings.extend(ledger::redeem(money, &redemption).expect("postings"));
        let overdue = redemption.state == UseState::RedeemedOverdue;
        paper.piece.trust_released |= ledger::releases(money, overdue);
        paper.piece.ticket.remaining = redemption.remaining;
        paper.uses.push(UseLine {
            state: redemption.state,
            quantity: redemption.quantity,
            business_day: business_day(scanned, self.now),
            answer: None,
        });
    }

    fn cancel_use(&mut self, ticket: usize, line: usize, units: Option<u32>) {
        let Some(paper) = self.papers.get_mut(ticket) else { return };
        let Some(used) = paper.uses.get_mut(line) else { return };
        let facts = CancelFacts {
            product: PRODUCT,
            kind: paper.piece.ticket.kind,
            issuer: ISSUER,
            version: 0,
            remaining: paper.piece.ticket.remaining,
            state: used.state,
            quantity: used.quantity,
            business_day: used.business_day,
            redeemer: ISSUER,
            redeemer_branch: None,
            given_away: false,
        };
        let Ok(done) = cancel::decide(&facts, &owner(), units, self.now) else { return };
        let postings = ledger::cancel_redemption(money(&paper.piece), used.state, done.quantity);
        self.postings.extend(postings.expect("postings"));
        paper.piece.ticket.remaining = done.remaining;
        used.quantity -= done.quantity;
        if done.whole {
            used.state = UseState::Cancelled;
        }
    }

    fn give_back(&mut self, ticket: usize, units: Option<u32>, fee: u32) {
        let Some(paper) = self.papers.get_mut(ticket) else { return };
        let facts = GiveBackFacts {
            product: PRODUCT,
            ticket: paper.piece.ticket.clone(),
            issuer: ISSUER,
            face_value: Dollars(FACE),
            branches: BranchList::Any,
            transferred: false,
            fee_cap: FeeCap::TAIWAN,
        };
        let decided = give_back::decide(&facts, &owner(), units, FeeRule::Percent(Percent(fee)), self.now);
        let plain = || give_back::decide(&facts, &owner(), units, FeeRule::None, self.now);
        let Ok(done) = decided.or_else(|_| plain()) else { return };
        let money = money(&paper.piece);
        self.postings.extend(ledger::give_back(money, &done).expect("postings"));
        paper.piece.trust_released |= ledger::releases(money, done.by_hand);
        paper.piece.ticket.remaining = done.remaining;
        paper.returns.push(GiveBackLine {
            state: done.state,
            quantity: done.quantity,
            fee: done.fee,
            by_hand: done.by_hand,
            business_day: done.business_day,
            answer: None,
        });
    }

    fn cancel_give_back(&mut self, ticket: usize, line: usize) {
        let Some(paper) = self.papers.get_mut(ticket) else { return };
        let Some(given) = paper.returns.get_mut(line) else { return };
        let facts = CancelGiveBackFacts {
            product: PRODUCT,
            kind: paper.piece.ticket.kind,
            issuer: ISSUER,
            version: 0,
            remaining: paper.piece.ticket.remaining,
            state: given.state,
            quantity: given.quantity,
            business_day: given.business_day,
            overdue: given.by_hand,
            branch: None,
            given_away: false,
        };
        let Ok(done) = cancel_give_back::decide(&facts, &owner(), self.now) else { return };
        let postings = ledger::cancel_give_back(money(&paper.piece), given.state, given.quantity, given.fee);
        self.postings.extend(postings.expect("postings"));
        paper.piece.ticket.remaining = done.remaining;
        given.state = GiveBackState::Cancelled;
    }

    fn split(&mut self, ticket: usize, units: u32) {
        let Some(paper) = self.papers.get_mut(ticket) else { return };
        let Ok(done) = split::split(&paper.piece.ticket, units, self.now.day()) else { return };
        let ticket = &mut paper.piece.ticket;
        (ticket.quantity, ticket.remaining) = (done.rest.quantity, done.rest.remaining);
        ticket.generation = done.rest.generation;
        let single = Ticket { quantity: 1, remaining: 1, generation: 1, ..ticket.clone() };
        let piece = Piece { ticket: single, ..paper.piece.clone() };
        for _ in 0..done.singles {
            let id = TicketId::parse(&format!("ticket-{}", self.papers.len())).expect("a ticket");
            let piece = Piece { id, ..piece.clone() };
            self.papers.push(Paper { piece, uses: Vec::new(), returns: Vec::new() });
        }
    }

    fn merge(&mut self, into: usize) {
        let Some(target) = self.papers.get(into).map(|paper| paper.piece.clone()) else { return };
        let whole = |ticket: &Ticket| ticket.quantity == 1 && ticket.remaining == 1;
        let positions: Vec<usize> = (0..self.papers.len())
            .filter(|position| *position != into && whole(&self.papers[*position].piece.ticket))
            .collect();
        let singles: Vec<Piece> =
            positions.iter().map(|position| self.papers[*position].piece.clone()).collect();
        let Ok(done) = split::merge(&target, &singles, self.now.day()) else { return };
        let units = positions.iter().zip(&done.ended).chain([(&into, &done.into)]);
        for (position, units) in units {
            let ticket = &mut self.papers[*position].piece.ticket;
            (ticket.quantity, ticket.remaining) = (units.quantity, units.remaining);
            ticket.generation = units.generation;
        }
    }

    fn bank_sends(&mut self) {
        let run_day = self.now.day();
        for paper in &mut self.papers {
            for line in &mut paper.uses {
                if bank::use_goes(line.state, line.business_day, line.answer, run_day) {
                    line.state = bank::use_sent(line.state).expect("a line for the bank");
                    line.answer = None;
                }
            }
            for line in &mut paper.returns {
                if bank::give_back_goes(line.state, line.business_day, line.answer, run_day) {
                    line.state = bank::give_back_sent(line.state).expect("a line for the bank");
                    line.answer = None;
                }
            }
        }
    }

    fn bank_answers(&mut self, verdict: Verdict, modulo: usize) {
        for paper in &mut self.papers {
            let money = money(&paper.piece);
            for line in paper.uses.iter_mut().step_by(modulo) {
                match bank::use_answered(line.state, verdict) {
                    Ok(Answered::Becomes(state)) => {
                        line.state = state;
                        self.postings.extend(ledger::settle(money, line.quantity).expect("postings"));
                    }
                    Ok(Answered::GoesAgain) => line.answer = Some(verdict),
                    Ok(Answered::Repeated) | Err(_) => {}
                }
            }
            for line in paper.returns.iter_mut().step_by(modulo) {
                match bank::give_back_answered(line.state, verdict) {
                    Ok(Answered::Becomes(state)) => {
                        line.state = state;
                        let postings = ledger::refund(money, line.quantity, line.fee);
                        self.postings.extend(postings.expect("postings"));
                    }
                    Ok(Answered::GoesAgain) => line.answer = Some(verdict),
                    Ok(Answered::Repeated) | Err(_) => {}
                }
            }
        }
    }

    fn release(&mut self) {
        let today = self.now.day();
        for paper in &mut self.papers {
            let money = money(&paper.piece);
            if ledger::releases(money, !paper.piece.ticket.is_guaranteed(today)) {
                let postings = ledger::overdue(money, paper.piece.ticket.remaining);
                self.postings.extend(postings.expect("postings"));
                paper.piece.trust_released = true;
            }
        }
    }

    fn pay_out(&mut self) {
        let owed = Dollars(self.balance(LedgerAccount::Payable));
        if owed > Dollars::ZERO {
            self.postings.push(ledger::pay_out(owed).expect("a posting"));
        }
    }

    fn balance(&self, account: LedgerAccount) -> i64 {
        ledger::balance(account, &self.postings).expect("a balance").0
    }

    /// Units of redemptions that the bank has not confirmed.
    pub fn uses_in_bank(&self) -> u32 {
        let uses = self.papers.iter().flat_map(|paper| &paper.uses);
        let open = uses.filter(|line| matches!(line.state, UseState::Used | UseState::Settling));
        open.map(|line| line.quantity).sum()
    }

    /// What must hold after every step.
    pub fn check(&self, quantity: u32) -> Result<(), String> {
        let mut at_issue = 0;
        for Paper { piece, uses, returns } in &self.papers {
            let used: u32 =
                uses.iter().filter(|line| line.state.is_standing()).map(|line| line.quantity).sum();
            let given = returns.iter().filter(|line| line.state != GiveBackState::Cancelled);
            let given: u32 = given.map(|line| line.quantity).sum();
            let ticket = &piece.ticket;
            equal(piece.id.as_str(), ticket.remaining + used + given, ticket.quantity)?;
            at_issue += ticket.quantity;
        }
        equal("units in all", at_issue, quantity)?;
        self.check_money(quantity)
    }

    fn check_money(&self, quantity: u32) -> Result<(), String> {
        let paid = || self.papers.iter().filter(|paper| paper.piece.ticket.kind == TicketKind::Paid);
        let returns = |wanted: fn(&GiveBackLine) -> bool| {
            paid().flat_map(|paper| &paper.returns).filter(move |line| wanted(line))
        };
        let face = |units: u32| FACE * i64::from(units);
        let open =
            |line: &GiveBackLine| matches!(line.state, GiveBackState::Pending | GiveBackState::Settling);
        let done = |line: &GiveBackLine| line.state == GiveBackState::Returned && !line.by_hand;
        let trust = paid().filter(|paper| !paper.piece.trust_released);
        let trust: u32 = trust.map(|paper| paper.piece.ticket.remaining).sum();
        let refund = |line: &GiveBackLine| face(line.quantity) - line.fee.0;
        let bought = if paid().next().is_some() { face(quantity) } else { 0 };
        let settling = if bought == 0 { 0 } else { face(self.uses_in_bank()) };
        equal("buyer", self.balance(LedgerAccount::Buyer), -bought)?;
        equal("trust", self.balance(LedgerAccount::Trust), face(trust))?;
        equal("settling", self.balance(LedgerAccount::Settling), settling)?;
        equal("refunding", self.balance(LedgerAccount::Refunding), returns(open).map(refund).sum())?;
        equal("fee", self.balance(LedgerAccount::Fee), returns(open).map(|line| line.fee.0).sum())?;
        equal("card", self.balance(LedgerAccount::Card), returns(done).map(refund).sum())?;
        let all: i64 = LedgerAccount::ALL.iter().map(|account| self.balance(*account)).sum();
        equal("all accounts together", all, 0)
    }
}

fn money(piece: &Piece) -> Money {
    Money { kind: piece.ticket.kind, face_value: Dollars(FACE), trust_released: piece.trust_released }
}

fn equal<Number: PartialEq + std::fmt::Debug>(what: &str, is: Number, must_be: Number) -> Result<(), String> {
    if is == must_be { Ok(()) } else { Err(format!("{what} is {is:?} and must be {must_be:?}")) }
}
