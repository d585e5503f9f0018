//! Giving tickets away (RULES §5), step by step. What each state allows stands in `life_grid.rs`.
#![cfg(test)]

#[allow(dead_code)] // days suffice here
mod cast;

use cast::{ISSUER, PRODUCT, day, owner};
use domain::actor::{Actor, Post};
use domain::identity::{BranchNumber, MerchantNumber, WalletId};
use domain::permission::Role;
use domain::powers::Powers;
use domain::refusal::Refusal;
use domain::ticket::{Ticket, TicketKind};
use domain::transfer::{
    ANSWER_DAYS, GoesTo, OfferFacts, Reminder, TransferFacts, TransferState, accept, cancel, decline, lapse,
    offer, purchaser_may_change, reminder_due, sending_day, take_back, tell_again, undo_by_return,
};

fn wallet(name: &str) -> WalletId {
    WalletId::parse(name).expect("a wallet")
}

/// Five units, two of them used.
fn ticket() -> Ticket {
    Ticket {
        kind: TicketKind::Paid,
        quantity: 5,
        remaining: 3,
        version: 41,
        generation: 3,
        usable_from: Some(day("2026/12/01")),
        usable_until: None,
        guarantee_until: Some(day("2026/10/31")),
        offered: false,
    }
}

fn offer_facts() -> OfferFacts {
    OfferFacts {
        ticket: ticket(),
        holder: wallet("giver"),
        electronic: true,
        passed_on: false,
        product_forbids_passing_on: false,
    }
}

fn facts(state: TransferState) -> TransferFacts {
    TransferFacts {
        product: PRODUCT,
        state,
        ticket: Ticket { offered: state == TransferState::Offered, ..ticket() },
        issuer: ISSUER,
        giver: wallet("giver"),
        offered_on: day("2026/11/06"),
        days: ANSWER_DAYS,
    }
}

/// What is left goes, also before its first day and after its guarantee.
#[test]
fn what_is_left_is_offered() {
    let offered = offer(&offer_facts(), &wallet("giver"), ANSWER_DAYS, day("2026/11/06")).expect("an offer");
    assert_eq!((offered.expected_version, offered.units), (41, 3));
    assert_eq!(offered.last_day, day("2026/12/05"));
}

#[test]
fn what_cannot_be_offered() {
    let refused = |change: fn(&mut OfferFacts)| {
        let mut facts = offer_facts();
        change(&mut facts);
        offer(&facts, &wallet("giver"), ANSWER_DAYS, day("2026/11/06")).err()
    };
    assert_eq!(refused(|facts| facts.holder = wallet("other")), Some(Refusal::NotTheGiver));
    assert_eq!(refused(|facts| facts.ticket.offered = true), Some(Refusal::Offered));
    assert_eq!(refused(|facts| facts.ticket.remaining = 0), Some(Refusal::NothingLeft));
    assert_eq!(refused(|facts| facts.ticket.kind = TicketKind::Gift), Some(Refusal::GiftNotTransferable));
    assert_eq!(refused(|facts| facts.electronic = false), Some(Refusal::TransferForbidden));
    assert_eq!(refused(|facts| facts.passed_on = true), None);
    assert_eq!(refused(|facts| facts.product_forbids_passing_on = true), None);
    let passed_on_for_good = refused(|facts| {
        facts.passed_on = true;
        facts.product_forbids_passing_on = true;
    });
    assert_eq!(passed_on_for_good, Some(Refusal::TransferForbidden));
    assert_eq!(refused(|facts| facts.ticket.generation = 253), None);
    assert_eq!(refused(|facts| facts.ticket.generation = 254), Some(Refusal::TransferForbidden));
}

#[test]
fn an_offer_is_answered_until_its_last_day() {
    let facts = facts(TransferState::Offered);
    let (last, next) = (day("2026/12/05"), day("2026/12/06"));
    let end = accept(&facts, last).expect("accepted");
    assert_eq!((end.state, end.goes_to, end.generation), (TransferState::Accepted, GoesTo::Recipient, 4));
    assert_eq!(lapse(&facts, last), None);
    assert_eq!(accept(&facts, next), Err(Refusal::TransferClosed));
    let end = lapse(&facts, next).expect("lapsed");
    assert_eq!((end.state, end.goes_to, end.generation), (TransferState::Lapsed, GoesTo::Giver, 3));
}

#[test]
fn only_the_giver_takes_back() {
    let facts = facts(TransferState::Offered);
    assert_eq!(take_back(&facts, &wallet("other")), Err(Refusal::NotTheGiver));
    assert_eq!(take_back(&facts, &wallet("giver")).map(|end| end.generation), Ok(3));
}

#[test]
fn who_may_cancel_a_transfer() {
    let facts = facts(TransferState::Accepted);
    let may = |role, merchant, post| {
        let powers = Powers::of(role);
        cancel(&facts, &Actor { powers, merchant, post, ..owner() }).err()
    };
    let branch = |enabled| Post::Branch { number: BranchNumber::parse("001").expect("a branch"), enabled };
    assert_eq!(may(Role::Owner, ISSUER, Post::HeadOffice), None);
    assert_eq!(may(Role::Manager, ISSUER, branch(true)), None);
    assert_eq!(may(Role::Manager, ISSUER, branch(false)), Some(Refusal::BranchDisabled));
    assert_eq!(may(Role::Clerk, ISSUER, Post::HeadOffice), Some(Refusal::PermissionMissing));
    assert_eq!(may(Role::Accountant, ISSUER, Post::HeadOffice), Some(Refusal::PermissionMissing));
    assert_eq!(may(Role::Owner, MerchantNumber(2), Post::HeadOffice), Some(Refusal::TransferUnknown));
}

#[test]
fn cancelling_brings_what_is_left_to_the_purchaser() {
    let mut facts = facts(TransferState::Accepted);
    let end = cancel(&facts, &owner()).expect("cancelled");
    assert_eq!((end.state, end.goes_to, end.generation), (TransferState::Cancelled, GoesTo::Purchaser, 4));
    facts.ticket.remaining = 0;
    assert_eq!(cancel(&facts, &owner()), Err(Refusal::NothingLeft));
}

#[test]
fn a_standing_transfer_fixes_the_purchaser() {
    use TransferState::{Accepted, Cancelled, Declined, Lapsed, Offered, TakenBack, UndoneByReturn};
    assert_eq!(purchaser_may_change(&[]), Ok(()));
    assert_eq!(purchaser_may_change(&[Declined, TakenBack, Lapsed, Cancelled, UndoneByReturn]), Ok(()));
    for standing in [Offered, Accepted] {
        assert_eq!(purchaser_may_change(&[Declined, standing]), Err(Refusal::PurchaserLocked));
    }
    for &state in TransferState::ALL {
        assert_eq!(undo_by_return(state), (state == Accepted).then_some(UndoneByReturn));
    }
}

#[test]
fn a_gift_is_sent_today_or_within_a_year() {
    let today = day("2026/11/06");
    assert_eq!(sending_day(None, today), Ok(today));
    assert_eq!(sending_day(Some(today), today), Ok(today));
    assert_eq!(sending_day(Some(day("2027/11/06")), today), Ok(day("2027/11/06")));
    for wrong in ["2026/11/05", "2027/11/07"] {
        assert_eq!(sending_day(Some(day(wrong)), today), Err(Refusal::SendDayWrong), "{wrong}");
    }
}

#[test]
fn before_its_day_a_gift_is_only_taken_back() {
    let facts = TransferFacts { offered_on: day("2026/12/25"), ..facts(TransferState::Offered) };
    let eve = day("2026/12/24");
    assert_eq!(accept(&facts, eve), Err(Refusal::TransferNotYet));
    assert_eq!(decline(&facts, eve), Err(Refusal::TransferNotYet));
    assert_eq!(tell_again(&facts, eve), Err(Refusal::TransferNotYet));
    assert_eq!(lapse(&facts, eve), None);
    assert!(take_back(&facts, &wallet("giver")).is_ok() && cancel(&facts, &owner()).is_ok());
    assert!(accept(&facts, day("2026/12/25")).is_ok());
    assert!(accept(&facts, day("2027/01/23")).is_ok(), "30 days count from the day it is sent");
    assert_eq!(accept(&facts, day("2027/01/24")), Err(Refusal::TransferClosed));
}

#[test]
fn an_unanswered_offer_is_told_of_twice_more() {
    use Reminder::{AfterAWeek, BeforeTheEnd};
    let sent = day("2026/11/06");
    let due = |days, told, after| reminder_due(sent, days, told, sent.plus_days(after));
    for (after, told, expected) in [
        (6, None, None),
        (7, None, Some(AfterAWeek)),
        (25, None, Some(AfterAWeek)),
        (25, Some(AfterAWeek), None),
        (26, Some(AfterAWeek), Some(BeforeTheEnd)),
        (26, None, Some(BeforeTheEnd)),
        (29, Some(BeforeTheEnd), None),
        (30, Some(AfterAWeek), None),
    ] {
        assert_eq!(due(ANSWER_DAYS, told, after), expected, "after {after}, told {told:?}");
    }
    assert_eq!((due(10, None, 6), due(10, None, 7)), (Some(BeforeTheEnd), Some(BeforeTheEnd)));
    assert!((0..9).all(|after| due(4, None, after).is_none()), "too short to remind anybody");
}
