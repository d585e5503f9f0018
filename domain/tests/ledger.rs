//! Which money moves with which act (RULES §15), each act by itself. All together: `life_model.rs`.
#![cfg(test)]

use domain::calendar::Day;
use domain::give_back::GiveBack;
use domain::ledger::{self, LedgerAccount, Money, Movement, Posting, Unbookable, balance};
use domain::money::Dollars;
use domain::redeem::Redemption;
use domain::ticket::{GiveBackState, TicketKind, UseState};

const PAID: Money = Money { kind: TicketKind::Paid, face_value: Dollars(100), trust_released: false };
const RELEASED: Money = Money { trust_released: true, ..PAID };
const GIFT: Money = Money { kind: TicketKind::Gift, ..PAID };

fn day() -> Day {
    Day::new(2026, 11, 6).expect("a day")
}

/// Two units, of which one is left.
fn redemption(state: UseState) -> Redemption {
    Redemption { expected_version: 0, quantity: 2, remaining: 1, state, business_day: day() }
}

fn give_back(state: GiveBackState, by_hand: bool, fee: i64) -> GiveBack {
    GiveBack {
        expected_version: 0,
        quantity: 2,
        remaining: 1,
        state,
        fee: Dollars(fee),
        refund: Dollars(200 - fee),
        business_day: day(),
        undoes_transfer: false,
        generation: 1,
        by_hand,
    }
}

/// `redeem: trust → settling 200`, one for each posting.
fn written(postings: Result<Vec<Posting>, Unbookable>) -> Vec<String> {
    let line = |posting: &Posting| {
        let (movement, from, to) = (posting.movement(), posting.from(), posting.to());
        format!("{}: {} → {} {}", movement.as_str(), from.as_str(), to.as_str(), posting.amount().0)
    };
    postings.expect("postings").iter().map(line).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn issue_and_redemption() {
    assert_eq!(written(ledger::issue(PAID, 3)), ["issue: buyer → trust 300"]);
    assert_eq!(written(ledger::redeem(PAID, &redemption(UseState::Used))), ["redeem: trust → settling 200"]);
    assert_eq!(
        written(ledger::cancel_redemption(PAID, UseState::Used, 1)),
        ["cancel_redemption: settling → trust 100"]
    );
    assert_eq!(written(ledger::settle(PAID, 2)), ["settle: settling → payable 200"]);
    let paid = ledger::pay_out(Dollars(200)).map(|posting| vec![posting]);
    assert_eq!(written(paid), ["pay_out: payable → issuer 200"]);
}

#[test]
fn return_and_refund() {
    assert_eq!(
        written(ledger::give_back(PAID, &give_back(GiveBackState::Pending, false, 6))),
        ["give_back: trust → refunding 194", "give_back: trust → fee 6"]
    );
    assert_eq!(
        written(ledger::give_back(PAID, &give_back(GiveBackState::Pending, false, 0))),
        ["give_back: trust → refunding 200"]
    );
    assert_eq!(
        written(ledger::give_back(PAID, &give_back(GiveBackState::Pending, false, 200))),
        ["give_back: trust → fee 200"]
    );
    assert_eq!(
        written(ledger::cancel_give_back(PAID, GiveBackState::Pending, 2, Dollars(6))),
        ["cancel_give_back: refunding → trust 194", "cancel_give_back: fee → trust 6"]
    );
    assert_eq!(
        written(ledger::refund(PAID, 2, Dollars(6))),
        ["refund: refunding → card 194", "refund: fee → payable 6"]
    );
}

/// What is left before the act is released once, by whoever comes first: the act or the job of the night.
#[test]
fn after_the_guarantee() {
    let all_three = ["overdue: trust → payable 300"];
    let used = redemption(UseState::RedeemedOverdue);
    let returned = give_back(GiveBackState::Returned, true, 0);
    assert_eq!(written(ledger::redeem(PAID, &used)), all_three);
    assert_eq!(written(ledger::give_back(PAID, &returned)), all_three);
    assert_eq!(written(ledger::overdue(PAID, 3)), all_three);
    assert_eq!(written(ledger::overdue(PAID, 0)), NOTHING);
    assert_eq!(written(ledger::redeem(RELEASED, &used)), NOTHING);
    assert_eq!(written(ledger::give_back(RELEASED, &returned)), NOTHING);
    assert_eq!(written(ledger::overdue(RELEASED, 3)), NOTHING);
    assert_eq!(written(ledger::cancel_redemption(RELEASED, UseState::RedeemedOverdue, 2)), NOTHING);
    assert_eq!(
        written(ledger::cancel_give_back(RELEASED, GiveBackState::Returned, 2, Dollars::ZERO)),
        NOTHING
    );
    assert!(ledger::releases(PAID, true) && !ledger::releases(PAID, false));
    assert!(!ledger::releases(RELEASED, true) && !ledger::releases(GIFT, true));
}

/// Scanned inside the guarantee, arrived after the release: the money comes from where it lies now.
#[test]
fn a_late_scan_of_a_released_ticket() {
    let used = redemption(UseState::Used);
    assert_eq!(written(ledger::redeem(RELEASED, &used)), ["redeem: payable → settling 200"]);
    assert_eq!(
        written(ledger::cancel_redemption(RELEASED, UseState::Used, 2)),
        ["cancel_redemption: settling → payable 200"]
    );
}

#[test]
fn a_gift_moves_nothing() {
    assert_eq!(written(ledger::issue(GIFT, 3)), NOTHING);
    assert_eq!(written(ledger::redeem(GIFT, &redemption(UseState::Settled))), NOTHING);
    assert_eq!(written(ledger::give_back(GIFT, &give_back(GiveBackState::Returned, false, 0))), NOTHING);
    assert_eq!(written(ledger::overdue(GIFT, 3)), NOTHING);
}

#[test]
fn what_cannot_be_booked() {
    use LedgerAccount::{Buyer, Trust};
    let new = |from, to, amount| Posting::new(Movement::Issue, from, to, Dollars(amount)).err();
    assert_eq!(new(Buyer, Trust, 1), None);
    assert_eq!(new(Buyer, Trust, 0), Some(Unbookable::NoAmount));
    assert_eq!(new(Buyer, Trust, -1), Some(Unbookable::NoAmount));
    assert_eq!(new(Trust, Trust, 1), Some(Unbookable::SameAccount));
    let huge = Money { face_value: Dollars(i64::MAX), ..PAID };
    assert_eq!(ledger::issue(huge, 2), Err(Unbookable::TooLarge));
    assert_eq!(ledger::refund(PAID, 1, Dollars(101)), Err(Unbookable::FeeAboveFace));
    assert_eq!(
        ledger::cancel_give_back(PAID, GiveBackState::Pending, 1, Dollars(101)),
        Err(Unbookable::FeeAboveFace)
    );
    assert_eq!(
        ledger::give_back(PAID, &give_back(GiveBackState::Pending, false, 201)),
        Err(Unbookable::FeeAboveFace)
    );
}

#[test]
fn a_correction_takes_everything_back() {
    let wrong = ledger::issue(PAID, 3).expect("postings");
    let mut all = wrong.clone();
    all.extend(wrong.iter().map(ledger::correct));
    for &account in LedgerAccount::ALL {
        assert_eq!(balance(account, &all), Some(Dollars::ZERO), "{account:?}");
    }
    assert_eq!(all.last().map(Posting::movement), Some(Movement::Correction));
}
