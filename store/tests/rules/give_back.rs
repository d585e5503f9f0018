//! Returning and taking a return back (RULES §4).

use crate::harness::{House, end_of, moment, refusal_of};
use domain::cancel::Reason;
use domain::give_back::FeeRule;
use domain::money::{Dollars, Percent};
use domain::refusal::Refusal;
use domain::ticket::GiveBackState;
use store::command::give_back::Returning;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    a_return_waits_for_the_bank_and_its_ticket_is_not_redeemed,
    a_fee_is_kept_from_the_refund_and_never_above_the_cap,
    a_return_is_cancelled_until_the_last_millisecond_of_the_day,
    a_cancelled_return_can_be_redeemed_and_returned_again,
    parts_are_returned_as_often_as_needed,
    an_overdue_return_is_final_at_once_and_cancelled_at_any_time,
    a_returned_gift_is_final,
    only_the_issuers_people_with_the_permission_return,
    another_merchant_sees_no_ticket_and_no_return,
    all_tickets_are_returned_or_none,
    the_same_attempt_returns_once,
    what_a_holder_asked_for_is_returned_as_it_was_quoted,
);

async fn paid(house: &House) -> TestTicket {
    house.world.issue_one(Goods::Paid).await.expect("a ticket")
}

async fn balance(house: &House, account: &str) -> i64 {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(CASE WHEN to_account = '{account}' THEN amount ELSE 0 END)
           - SUM(CASE WHEN from_account = '{account}' THEN amount ELSE 0 END), 0) AS BIGINT) FROM posting"
    );
    house.number(&sql).await
}

async fn a_return_waits_for_the_bank_and_its_ticket_is_not_redeemed(house: House) {
    let ticket = paid(&house).await;
    let done = house.give_back(&house.world.owner, &ticket, None, FeeRule::None).await.expect("returned");
    assert_eq!((done.state, done.quantity, done.repeated), (GiveBackState::Pending, 1, false));
    assert!(done.number.starts_with('R') && done.number.len() == 20, "{}", done.number);
    let scan = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(&house.world.clerk_001, &scan).await, Refusal::Returned);
    let again = house.give_back(&house.world.owner, &ticket, None, FeeRule::None).await;
    assert_eq!(again.map(|_| ()), Err(Refusal::NothingLeft));
}

async fn a_fee_is_kept_from_the_refund_and_never_above_the_cap(house: House) {
    let face = Goods::Paid.face_value();
    let ticket = paid(&house).await;
    let cap = Dollars(face * 3 / 100);
    let high = house.give_back(&house.world.owner, &ticket, None, FeeRule::Amount(Dollars(cap.0 + 1))).await;
    assert_eq!(high.map(|_| ()), Err(Refusal::FeeTooHigh { cap }));
    let percent = house.give_back(&house.world.owner, &ticket, None, FeeRule::Percent(Percent(300))).await;
    assert_eq!(percent.expect("returned").fee, cap);
    assert_eq!(balance(&house, "fee").await, cap.0);
    assert_eq!(balance(&house, "refunding").await, face - cap.0);
}

async fn a_return_is_cancelled_until_the_last_millisecond_of_the_day(house: House) {
    let (first, second) = (paid(&house).await, paid(&house).await);
    let first = house.give_back(&house.world.owner, &first, None, FeeRule::None).await.expect("returned");
    let second = house.give_back(&house.world.owner, &second, None, FeeRule::None).await.expect("returned");
    house.clock.set(end_of("2026-11-06"));
    let owner = &house.world.owner;
    let attempt = house.attempt();
    let why = Reason::parse("客人又要了").expect("short");
    let done = house.store.cancel_give_back(&owner.session, &first.id, why.as_ref(), &attempt).await;
    let done = done.expect("cancelled");
    assert!(!done.repeated);
    assert!(
        house
            .store
            .cancel_give_back(&owner.session, &first.id, None, &attempt)
            .await
            .expect("again")
            .repeated
    );
    let reasons = "SELECT COUNT(*) FROM give_back WHERE state = 'cancelled' AND cancel_reason = '客人又要了'";
    assert_eq!(house.number(reasons).await, 1);
    let owner = house.at(moment("2026-11-07", 0, 0, 0), owner).await;
    let late = house.store.cancel_give_back(&owner.session, &second.id, None, &house.attempt()).await;
    assert_eq!(refusal_of(late.expect_err("too late")), Refusal::GiveBackTooLate);
}

async fn a_cancelled_return_can_be_redeemed_and_returned_again(house: House) {
    let ticket = paid(&house).await;
    let owner = &house.world.owner;
    for _ in 0..2 {
        let done = house.give_back(owner, &ticket, None, FeeRule::None).await.expect("returned");
        house
            .store
            .cancel_give_back(&owner.session, &done.id, None, &house.attempt())
            .await
            .expect("cancelled");
    }
    house.scanned(&house.world.clerk_001, &ticket).await;
    assert_eq!(balance(&house, "settling").await, Goods::Paid.face_value());
}

async fn parts_are_returned_as_often_as_needed(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    let owner = &house.world.owner;
    house.scanned(&house.world.clerk_001, &ticket).await;
    house.give_back(owner, &ticket, Some(2), FeeRule::None).await.expect("two");
    house.give_back(owner, &ticket, Some(1), FeeRule::None).await.expect("one");
    let too_many = house.give_back(owner, &ticket, Some(2), FeeRule::None).await;
    assert_eq!(too_many.map(|_| ()), Err(Refusal::NotEnoughLeft { remaining: 1 }));
    house.give_back(owner, &ticket, None, FeeRule::None).await.expect("what is left");
    assert_eq!(balance(&house, "trust").await, 0);
}

async fn an_overdue_return_is_final_at_once_and_cancelled_at_any_time(house: House) {
    let ticket = paid(&house).await;
    let owner = house.at(moment("2028-01-05", 12, 0, 0), &house.world.owner).await;
    let done = house.give_back(&owner, &ticket, None, FeeRule::None).await.expect("returned");
    assert_eq!(done.state, GiveBackState::Returned);
    assert_eq!(balance(&house, "trust").await, 0, "released by the act itself");
    assert_eq!(balance(&house, "payable").await, Goods::Paid.face_value());
    let owner = house.at(moment("2028-03-05", 12, 0, 0), &owner).await;
    house.store.cancel_give_back(&owner.session, &done.id, None, &house.attempt()).await.expect("cancelled");
    assert_eq!(house.store.release_trust(house.today()).await.expect("the job"), 0, "not released twice");
    assert_eq!(balance(&house, "payable").await, Goods::Paid.face_value());
}

async fn a_returned_gift_is_final(house: House) {
    let gift = house.world.issue_one(Goods::Gift).await.expect("a gift");
    let done = house.give_back(&house.world.owner, &gift, None, FeeRule::None).await.expect("returned");
    assert_eq!(done.state, GiveBackState::Returned);
    let owner = &house.world.owner;
    let cancel = house.store.cancel_give_back(&owner.session, &done.id, None, &house.attempt()).await;
    assert_eq!(refusal_of(cancel.expect_err("final")), Refusal::GiveBackFinal);
    let fee = house.world.issue_one(Goods::Gift).await.expect("a gift");
    let fee = house.give_back(owner, &fee, None, FeeRule::Amount(Dollars(1))).await;
    assert_eq!(fee.map(|_| ()), Err(Refusal::FeeNotAllowed));
}

async fn only_the_issuers_people_with_the_permission_return(house: House) {
    let ticket = paid(&house).await;
    for who in [&house.world.clerk_001, &house.world.accountant] {
        let refused = house.give_back(who, &ticket, None, FeeRule::None).await;
        assert_eq!(refused.map(|_| ()), Err(Refusal::PermissionMissing));
    }
}

async fn another_merchant_sees_no_ticket_and_no_return(house: House) {
    let shared = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    for who in [&house.world.partner_owner, &house.world.stranger_owner] {
        let refused = house.give_back(who, &shared, None, FeeRule::None).await;
        assert_eq!(refused.map(|_| ()), Err(Refusal::TicketUnknown));
    }
    let done = house.give_back(&house.world.owner, &shared, None, FeeRule::None).await.expect("returned");
    let stranger = &house.world.stranger_owner;
    let refused = house.store.cancel_give_back(&stranger.session, &done.id, None, &house.attempt()).await;
    assert_eq!(refusal_of(refused.expect_err("unknown")), Refusal::ReturnUnknown);
}

async fn all_tickets_are_returned_or_none(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    house.scanned(&house.world.clerk_001, &tickets[2]).await;
    let returning: Vec<_> =
        tickets.iter().map(|ticket| Returning { ticket: ticket.id.clone(), units: None }).collect();
    let owner = &house.world.owner;
    let refused =
        house.store.give_back(&owner.session, &returning, FeeRule::None, None, &house.attempt()).await;
    assert_eq!(refusal_of(refused.expect_err("one is used")), Refusal::NothingLeft);
    assert_eq!(house.number("SELECT COUNT(*) FROM give_back").await, 0);
    let two = &returning[..2];
    let done = house.store.give_back(&owner.session, two, FeeRule::None, None, &house.attempt()).await;
    let done = done.expect("returned");
    assert_eq!(done[0].number, done[1].number, "one return of one order");
}

async fn the_same_attempt_returns_once(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 3).await.expect("tickets");
    let returning: Vec<_> =
        tickets.iter().map(|ticket| Returning { ticket: ticket.id.clone(), units: Some(1) }).collect();
    let (owner, attempt) = (&house.world.owner, house.attempt());
    let first =
        house.store.give_back(&owner.session, &returning, FeeRule::None, None, &attempt).await.expect("done");
    let again = house
        .store
        .give_back(&owner.session, &returning, FeeRule::None, None, &attempt)
        .await
        .expect("again");
    assert!(again.iter().all(|one| one.repeated));
    assert_eq!(first[0].id, again[0].id);
    assert_eq!(house.number("SELECT COUNT(*) FROM give_back").await, 2);
    let other = house.store.give_back(&owner.session, &returning[..1], FeeRule::None, None, &attempt).await;
    assert_eq!(refusal_of(other.expect_err("reused")), Refusal::AttemptReused);
}

async fn what_a_holder_asked_for_is_returned_as_it_was_quoted(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let store = &house.store;
    let asked =
        store.ask_return(&ticket.link, &ticket.id, Some(2), None, &house.attempt()).await.expect("asked");
    let (owner, attempt) = (&house.world.owner, house.attempt());
    let clerk = store.approve_return(&house.world.clerk_001.session, &asked.request, &attempt).await;
    assert_eq!(refusal_of(clerk.expect_err("a clerk")), Refusal::PermissionMissing);
    let foreign = &house.world.stranger_owner.session;
    let foreign = store.approve_return(foreign, &asked.request, &attempt).await;
    assert_eq!(refusal_of(foreign.expect_err("foreign")), Refusal::RequestUnknown);
    let done = store.approve_return(&owner.session, &asked.request, &attempt).await.expect("approved");
    assert_eq!((done.quantity, done.fee, done.state), (2, Dollars(0), GiveBackState::Pending));
    let again = store.approve_return(&owner.session, &asked.request, &attempt).await.expect("again");
    assert!(again.repeated && again.id == done.id);
    let twice = store.approve_return(&owner.session, &asked.request, &house.attempt()).await;
    assert_eq!(refusal_of(twice.expect_err("closed")), Refusal::RequestClosed);
    let withdrawn = store.withdraw_return(&ticket.link, &asked.request).await;
    assert_eq!(refusal_of(withdrawn.expect_err("closed")), Refusal::RequestClosed);
    assert_eq!(house.number("SELECT COUNT(*) FROM give_back").await, 1);
}
