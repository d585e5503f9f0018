//! Returning, cancelling a return and asking for one as grids (RULES §2, §4): who, which ticket, how many, what fee.
#![cfg(test)]

mod cast;
#[allow(dead_code)] // partners and strangers are named by their words only
mod grid;

use cast::{ISSUER, PRODUCT, day, owner, taipei};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::cancel_give_back::{self, CancelGiveBackFacts};
use domain::give_back::{FeeCap, FeeRule, GiveBackFacts, Quote, Total, admit, decide, quote};
use domain::identity::BranchNumber;
use domain::money::{Dollars, Percent};
use domain::redeem::BranchList;
use domain::refusal::{Refusal, RefusalCode};
use domain::return_request::{self, AskFacts, RequestAct, RequestState};
use domain::ticket::{GiveBackState, Ticket, TicketKind};
use grid::{Axis, cells, check, check_precedence, say};

/// Who may return; the ticket is unused. A partner may redeem, but never returns.
const WHO: &str = "
                                  | paid, inside        | paid, after         | gift, inside        | gift, after
owner, head office                | pending             | by hand             | final               | expired
manager, head office, not listed  | pending             | by hand             | final               | expired
owner, branch 001                 | pending             | by hand             | final               | expired
manager, branch 001, listed       | pending             | by hand             | final               | expired
manager, branch 001, not listed   | not_yours_to_return | not_yours_to_return | not_yours_to_return | not_yours_to_return
owner, branch 001 off             | branch_disabled     | branch_disabled     | branch_disabled     | branch_disabled
owner, branch 001 off, not listed | branch_disabled     | branch_disabled     | branch_disabled     | branch_disabled
clerk, head office                | permission_missing  | permission_missing  | permission_missing  | permission_missing
accountant, branch 001            | permission_missing  | permission_missing  | permission_missing  | permission_missing
owner, partner                    | not_yours_to_return | not_yours_to_return | not_yours_to_return | not_yours_to_return
manager, branch 001, outside hours | outside_hours       | outside_hours       | outside_hours       | outside_hours
manager, for other products       | product_not_yours   | product_not_yours   | product_not_yours   | product_not_yours
owner, stranger                   | not_yours_to_return | not_yours_to_return | not_yours_to_return | not_yours_to_return
";

/// What is kept and what is given back of units of 100 NT$ each: fee / refund. Taiwan's 3 % unless a cap is named.
const MONEY: &str = "
                                | paid, inside     | paid, after     | gift, inside    | gift, after
no fee, asks 1                  | 0 / 100          | 0 / 100         | 0 / 0           | expired
no fee                          | 0 / 500          | 0 / 500         | 0 / 0           | expired
fee 0, asks 1                   | 0 / 100          | 0 / 100         | 0 / 0           | expired
fee 3, asks 1                   | 3 / 97           | fee_not_allowed | fee_not_allowed | expired
fee 4, asks 1                   | fee_too_high 3   | fee_not_allowed | fee_not_allowed | expired
fee 15                          | 15 / 485         | fee_not_allowed | fee_not_allowed | expired
fee 16                          | fee_too_high 15  | fee_not_allowed | fee_not_allowed | expired
fee -1                          | fee_not_allowed  | fee_not_allowed | fee_not_allowed | expired
percent 0                       | 0 / 500          | 0 / 500         | 0 / 0           | expired
percent 300, asks 1             | 3 / 97           | fee_not_allowed | fee_not_allowed | expired
percent 249, asks 1             | 2 / 98           | fee_not_allowed | fee_not_allowed | expired
percent 250, asks 1             | 3 / 97           | fee_not_allowed | fee_not_allowed | expired
percent 349, asks 1             | 3 / 97           | fee_not_allowed | fee_not_allowed | expired
percent 350, asks 1             | fee_too_high 3   | fee_not_allowed | fee_not_allowed | expired
face 50, percent 300, asks 1    | fee_too_high 1   | fee_not_allowed | fee_not_allowed | expired
face 50, percent 300, asks 2    | 3 / 97           | fee_not_allowed | fee_not_allowed | expired
cap 10000, fee 500              | 500 / 0          | fee_not_allowed | fee_not_allowed | expired
cap 10000, fee 501              | fee_too_high 500 | fee_not_allowed | fee_not_allowed | expired
cap 20000, fee 501              | fee_too_high 500 | fee_not_allowed | fee_not_allowed | expired
cap 0, fee 1                    | fee_too_high 0   | fee_not_allowed | fee_not_allowed | expired
percent 4294967295              | fee_too_high 15  | fee_not_allowed | fee_not_allowed | expired
";

/// Who takes back (rows) what was returned by whom (columns); a 提貨券, the same day.
const WHOSE: &str = "
                         | by head office             | by branch 001
owner, head office       | unused again               | unused again
manager, head office     | unused again               | unused again
manager, branch 001      | not_yours_to_cancel_return | unused again
owner, branch 002        | not_yours_to_cancel_return | not_yours_to_cancel_return
manager, branch 001 off  | branch_disabled            | branch_disabled
clerk, branch 001        | permission_missing         | permission_missing
accountant, head office  | permission_missing         | permission_missing
owner, partner           | not_yours_to_cancel_return | not_yours_to_cancel_return
manager, outside hours   | outside_hours              | outside_hours
manager, for other products | product_not_yours       | product_not_yours
owner, stranger          | not_yours_to_cancel_return | not_yours_to_cancel_return
";

/// Until when; returned 2026/11/06.
const WHEN: &str = "
                                      | paid                        | paid, overdue               | gift
pending, at 2026/11/06 23:59:59.999   | unused again                | unused again                | give_back_final
pending, at 2026/11/07 00:00:00.000   | give_back_too_late          | give_back_too_late          | give_back_final
settling, at 2026/11/07 01:00:00.000  | give_back_too_late          | give_back_too_late          | give_back_final
returned, at 2026/11/06 23:00:00.000  | give_back_too_late          | unused again                | give_back_final
returned, at 2036/11/06 14:00:00.000  | give_back_too_late          | unused again                | give_back_final
cancelled, at 2026/11/06 23:00:00.000 | give_back_already_cancelled | give_back_already_cancelled | give_back_already_cancelled
pending, given away                   | given_away_since            | given_away_since            | give_back_final
returned, given away                  | give_back_too_late          | given_away_since            | give_back_final
";

/// Everything one decision is made of.
struct Scene {
    facts: GiveBackFacts,
    cancel: CancelGiveBackFacts,
    actor: Actor,
    units: Option<u32>,
    fee: FeeRule,
    now: Instant,
}

impl Scene {
    /// A 提貨券 of five units of 100 NT$, and a return of two of them.
    fn of(words: &[&str]) -> Self {
        let ticket = Ticket {
            kind: TicketKind::Paid,
            quantity: 5,
            remaining: 5,
            version: 41,
            generation: 3,
            usable_from: None,
            usable_until: None,
            guarantee_until: Some(day("2026/12/31")),
            offered: false,
        };
        let facts = GiveBackFacts {
            product: PRODUCT,
            ticket,
            issuer: ISSUER,
            face_value: Dollars(100),
            branches: BranchList::Any,
            transferred: false,
            fee_cap: FeeCap::TAIWAN,
        };
        let cancel = CancelGiveBackFacts {
            product: PRODUCT,
            kind: TicketKind::Paid,
            issuer: ISSUER,
            version: 41,
            remaining: 1,
            state: GiveBackState::Pending,
            quantity: 2,
            business_day: day("2026/11/06"),
            overdue: false,
            branch: None,
            given_away: false,
        };
        let now = taipei("2026/11/06 18:00:00.000");
        let mut scene = Self { facts, cancel, actor: owner(), units: None, fee: FeeRule::None, now };
        for word in words {
            if !say(&mut scene.actor, word) && !scene.set(word) && !scene.set_number(word) {
                panic!("no such word: {word}");
            }
        }
        scene
    }

    fn set(&mut self, word: &str) -> bool {
        if let Some(state) = GiveBackState::parse(word) {
            self.cancel.state = state;
            return true;
        }
        let ticket = &mut self.facts.ticket;
        match word {
            "" | "paid" | "no fee" | "inside" | "by head office" => {}
            "gift" => {
                self.cancel.kind = TicketKind::Gift;
                ticket.kind = TicketKind::Gift;
                ticket.usable_until = ticket.guarantee_until.take();
            }
            "after" => self.now = taipei("2027/01/01 00:00:00.000"),
            "overdue" => self.cancel.overdue = true,
            "given away" => self.cancel.given_away = true,
            "offered" => ticket.offered = true,
            "nothing left" => ticket.remaining = 0,
            "listed" => self.facts.branches = BranchList::Named { includes_actor: true },
            "not listed" => self.facts.branches = BranchList::Named { includes_actor: false },
            "by branch 001" => self.cancel.branch = BranchNumber::parse("001").ok(),
            _ => return false,
        }
        true
    }

    fn set_number(&mut self, word: &str) -> bool {
        if let Some(text) = word.strip_prefix("at ") {
            self.now = taipei(text);
            return true;
        }
        let Some((what, number)) = word.split_once(' ') else { return false };
        let Ok(number) = number.parse::<i64>() else { return false };
        let small = u32::try_from(number).unwrap_or_default();
        match what {
            "asks" => self.units = Some(small),
            "face" => self.facts.face_value = Dollars(number),
            "fee" => self.fee = FeeRule::Amount(Dollars(number)),
            "percent" => self.fee = FeeRule::Percent(Percent(small)),
            "cap" => self.facts.fee_cap = FeeCap(Percent(small)),
            _ => return false,
        }
        true
    }
}

fn refused(refusal: &Refusal) -> String {
    let code = refusal.code().as_str();
    if let Refusal::FeeTooHigh { cap } = refusal { format!("{code} {}", cap.0) } else { code.to_owned() }
}

fn returning(words: &[&str]) -> String {
    let Scene { facts, actor, units, fee, now, .. } = Scene::of(words);
    match decide(&facts, &actor, units, fee, now) {
        Err(refusal) => refused(&refusal),
        Ok(give_back) => {
            assert_eq!(give_back.expected_version, 41);
            assert_eq!(give_back.quantity + give_back.remaining, 5);
            assert_eq!(give_back.business_day, now.day());
            match (give_back.state, give_back.by_hand) {
                (GiveBackState::Pending, false) => "pending",
                (GiveBackState::Returned, true) => "by hand",
                (GiveBackState::Returned, false) => "final",
                other => panic!("{other:?}"),
            }
            .to_owned()
        }
    }
}

fn money(words: &[&str]) -> String {
    let Scene { facts, actor, units, fee, now, .. } = Scene::of(words);
    let decided = decide(&facts, &actor, units, fee, now).map(|done| (done.quantity, done.fee, done.refund));
    let quoted = quote(&facts, units, fee, now);
    assert_eq!(decided, quoted.clone().map(|told| (told.quantity, told.fee, told.refund)));
    match quoted {
        Err(refusal) => refused(&refusal),
        Ok(quote) => {
            assert_eq!(quote.fee.plus(quote.refund), Some(quote.face));
            format!("{} / {}", quote.fee.0, quote.refund.0)
        }
    }
}

fn cancelling(words: &[&str]) -> String {
    let Scene { cancel, actor, now, .. } = Scene::of(words);
    match cancel_give_back::decide(&cancel, &actor, now) {
        Err(refusal) => refused(&refusal),
        Ok(done) => {
            assert_eq!((done.expected_version, done.quantity, done.remaining), (41, 2, 3));
            "unused again".to_owned()
        }
    }
}

#[test]
fn who_may_return() {
    check(WHO, returning);
    for (words, expected) in cells(WHO) {
        let Scene { facts, actor, .. } = Scene::of(&words);
        let said = RefusalCode::parse(expected).filter(|code| *code != RefusalCode::Expired);
        assert_eq!(admit(&facts, &actor).err().map(|refusal| refusal.code()), said, "{words:?}");
    }
}

#[test]
fn what_is_kept_and_given_back() {
    check(MONEY, money);
}

#[test]
fn who_may_cancel_a_return() {
    check(WHOSE, cancelling);
}

#[test]
fn until_when_a_return_is_cancelled() {
    check(WHEN, cancelling);
}

#[test]
fn of_several_refusals_the_first_is_given() {
    use RefusalCode::{
        BranchDisabled, Expired, FeeNotAllowed, NotEnoughLeft, NotYoursToReturn, NothingLeft, Offered,
        PermissionMissing,
    };
    let axes: [Axis<'_>; 8] = [
        &[("manager", None), ("clerk", Some(PermissionMissing))],
        &[("branch 001", None), ("branch 001 off", Some(BranchDisabled))],
        &[("listed", None), ("not listed", Some(NotYoursToReturn)), ("partner", Some(NotYoursToReturn))],
        &[("", None), ("offered", Some(Offered))],
        &[("", None), ("nothing left", Some(NothingLeft))],
        &[("gift, inside", None), ("gift, after", Some(Expired))],
        &[("asks 5", None), ("asks 6", Some(NotEnoughLeft)), ("asks 0", Some(NotEnoughLeft))],
        &[("no fee", None), ("fee 1", Some(FeeNotAllowed))],
    ];
    check_precedence(&axes, "final", returning);
}

#[test]
fn the_last_unit_of_a_passed_on_ticket_undoes_its_transfer() {
    let mut facts = Scene::of(&[]).facts;
    facts.transferred = true;
    let now = taipei("2026/11/06 18:00:00.000");
    let part = decide(&facts, &owner(), Some(4), FeeRule::None, now).expect("four of five");
    assert_eq!((part.undoes_transfer, part.generation), (false, 3));
    let whole = decide(&facts, &owner(), None, FeeRule::None, now).expect("all five");
    assert_eq!((whole.undoes_transfer, whole.generation), (true, 4));
}

#[test]
fn a_request_ends_once() {
    for &act in RequestAct::ALL {
        let becomes = match act {
            RequestAct::Approve => RequestState::Approved,
            RequestAct::Decline => RequestState::Declined,
            RequestAct::Withdraw => RequestState::Withdrawn,
        };
        assert_eq!(return_request::after(RequestState::Asked, act), Ok(becomes));
        for state in [RequestState::Approved, RequestState::Declined, RequestState::Withdrawn] {
            assert_eq!(return_request::after(state, act), Err(Refusal::RequestClosed));
        }
    }
    let Scene { facts, actor, .. } = Scene::of(&["clerk"]);
    let declined = return_request::decline(RequestState::Asked, &facts, &actor);
    assert_eq!(declined, Err(Refusal::PermissionMissing));
    assert_eq!(return_request::decline(RequestState::Asked, &facts, &owner()), Ok(RequestState::Declined));
    assert_eq!(return_request::withdraw(RequestState::Approved), Err(Refusal::RequestClosed));
}

#[test]
fn asking_needs_an_open_merchant_and_no_second_request() {
    let Scene { facts, now, .. } = Scene::of(&["offered"]);
    let ask = |requests_open, already_asked| {
        let ask = AskFacts { requests_open, already_asked };
        return_request::ask(ask, &facts, None, FeeRule::None, now).expect_err("a refusal").code()
    };
    assert_eq!(ask(false, true), RefusalCode::RequestsNotOpen);
    assert_eq!(ask(true, true), RefusalCode::AlreadyRequested);
    assert_eq!(ask(true, false), RefusalCode::Offered);
}

/// Up to the cap, and never refused: 3 % of 50 would be 2, and the cap is 1.
#[test]
fn a_standing_fee_is_never_more_than_may_be_kept() {
    let Scene { mut facts, now, .. } = Scene::of(&[]);
    facts.face_value = Dollars(50);
    let fee = |percent, units, facts: &GiveBackFacts, now| {
        quote(facts, Some(units), FeeRule::Standing(Percent(percent)), now).map(|quote| quote.fee)
    };
    assert_eq!(fee(300, 1, &facts, now), Ok(Dollars(1)));
    assert_eq!(fee(100, 1, &facts, now), Ok(Dollars(1)), "half a dollar is rounded up");
    assert_eq!(fee(900, 2, &facts, now), Ok(Dollars(3)));
    assert_eq!(fee(0, 2, &facts, now), Ok(Dollars::ZERO));
    let after = taipei("2027/01/01 09:00:00.000");
    assert_eq!(fee(300, 2, &facts, after), Ok(Dollars::ZERO), "nothing after the guarantee");
}

/// The holder gets what was quoted; after the guarantee all of it, since nothing may be kept any more.
#[test]
fn an_approved_request_gives_what_was_told() {
    let Scene { mut facts, now, .. } = Scene::of(&[]);
    let ask = AskFacts { requests_open: true, already_asked: false };
    let told = return_request::ask(ask, &facts, Some(2), FeeRule::Percent(Percent(300)), now).expect("told");
    assert_eq!((told.fee, told.refund), (Dollars(6), Dollars(194)));
    let approve = |facts: &GiveBackFacts, now| {
        return_request::approve(RequestState::Asked, &told, None, facts, &owner(), now)
            .map(|(state, done)| (state, done.quantity, done.fee, done.refund))
    };
    assert_eq!(approve(&facts, now), Ok((RequestState::Approved, 2, Dollars(6), Dollars(194))));
    let after = taipei("2027/01/01 09:00:00.000");
    assert_eq!(approve(&facts, after), Ok((RequestState::Approved, 2, Dollars(0), Dollars(200))));
    let lower = GiveBackFacts { fee_cap: FeeCap(Percent(150)), ..facts.clone() };
    let at_the_cap = Ok((RequestState::Approved, 2, Dollars(3), Dollars(197)));
    assert_eq!(approve(&lower, now), at_the_cap, "no more than the contract allows now");
    facts.ticket.remaining = 1;
    assert_eq!(approve(&facts, now), Err(Refusal::NotEnoughLeft { remaining: 1 }));
    let closed = return_request::approve(RequestState::Withdrawn, &told, None, &facts, &owner(), now);
    assert_eq!(closed.err(), Some(Refusal::RequestClosed));
}

/// Of 3 × 50 with a fee of 4 (the cap): one unit keeps 1, two keep 2, begun dollars left out, and so never above the cap.
#[test]
fn a_request_is_agreed_to_in_part_for_that_part_of_its_fee() {
    let Scene { mut facts, now, .. } = Scene::of(&[]);
    facts.face_value = Dollars(50);
    facts.ticket.remaining = 3;
    facts.ticket.quantity = 3;
    let ask = AskFacts { requests_open: true, already_asked: false };
    let told = return_request::ask(ask, &facts, Some(3), FeeRule::Standing(Percent(300)), now).expect("told");
    assert_eq!(told.fee, Dollars(4));
    let approve = |units| {
        return_request::approve(RequestState::Asked, &told, units, &facts, &owner(), now)
            .map(|(_, done)| (done.quantity, done.remaining, done.fee, done.refund))
    };
    assert_eq!(approve(Some(1)), Ok((1, 2, Dollars(1), Dollars(49))));
    assert_eq!(approve(Some(2)), Ok((2, 1, Dollars(2), Dollars(98))));
    assert_eq!(approve(None), Ok((3, 0, Dollars(4), Dollars(146))));
    for units in [0, 4] {
        assert_eq!(approve(Some(units)), Err(Refusal::NotEnoughLeft { remaining: 3 }));
    }
}

#[test]
fn a_fee_is_read_as_people_write_it() {
    for (text, rule) in [
        (" ", Some(FeeRule::None)),
        ("30", Some(FeeRule::Amount(Dollars(30)))),
        ("３０", Some(FeeRule::Amount(Dollars(30)))),
        ("0", Some(FeeRule::Amount(Dollars(0)))),
        ("3%", Some(FeeRule::Percent(Percent(300)))),
        ("2.5 ％", Some(FeeRule::Percent(Percent(250)))),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("%", None),
        ("101%", None),
        ("1000000000", None),
        ("three", None),
    ] {
        assert_eq!(FeeRule::parse(text), rule, "{text}");
    }
}

#[test]
fn several_returns_come_to_their_sums() {
    let one = |quantity, face, fee, by_hand| Quote {
        quantity,
        face: Dollars(face),
        fee: Dollars(fee),
        refund: Dollars(face - fee),
        by_hand,
    };
    let total = Total::of(&[one(2, 200, 6, false), one(1, 50, 0, true), one(3, 0, 0, false)]).expect("sums");
    let sums = Total {
        tickets: 3,
        units: 6,
        face: Dollars(250),
        fee: Dollars(6),
        refund: Dollars(244),
        by_hand: Dollars(50),
    };
    assert_eq!(total, sums);
    assert_eq!(Total::of(&[one(1, i64::MAX, 0, false), one(1, 1, 0, false)]), None);
}
