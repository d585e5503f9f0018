//! The books (RULES §15): what is released and paid out, and that one dollar off is noticed.

use crate::harness::{House, end_of, moment};
use domain::calendar::Day;
use domain::give_back::FeeRule;
use domain::ledger::LedgerAccount;
use domain::money::Dollars;
use domain::ticket::UseState;
use store::books::EscrowProof;
use store::fixture::{Goods, ISSUER};

on_both_engines!(
    the_proof_holds_through_a_ticket_s_life,
    one_dollar_off_fails_and_is_kept,
    worked_example_5_redeemed_overdue_and_cancelled_a_month_later,
    the_guarantee_ends_after_its_last_day_and_once,
    an_overdue_act_before_the_job_releases_the_rest_itself,
    what_is_owed_is_paid_out_after_the_agreed_days_and_once,
);

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

async fn proof(house: &House) -> EscrowProof {
    let proofs = house.store.prove(house.today()).await.expect("a proof");
    proofs.into_iter().find(|proof| proof.merchant == ISSUER).expect("the issuer's")
}

async fn trust(house: &House) -> i64 {
    let proof = proof(house).await;
    assert!(proof.holds(), "{proof:?}");
    proof.accounts.iter().find(|account| account.account == LedgerAccount::Trust).expect("trust").books.0
}

async fn the_proof_holds_through_a_ticket_s_life(house: House) {
    let (face, bank) = (Goods::Paid.face_value(), house.bank());
    let tickets = house.world.issue_tickets(Goods::Paid, 4, 2).await.expect("tickets");
    assert_eq!(trust(&house).await, 8 * face);
    let receipt = house.scanned(&house.world.clerk_001, &tickets[0]).await;
    house.scanned(&house.world.clerk_001, &tickets[1]).await;
    assert_eq!(trust(&house).await, 6 * face);
    house.cancel(&house.world.clerk_001, &receipt.use_id).await.expect("cancelled");
    house
        .give_back(&house.world.owner, &tickets[2], Some(1), FeeRule::Amount(Dollars(1)))
        .await
        .expect("returned");
    assert_eq!(trust(&house).await, 6 * face);
    for of in ["2026-11-07", "2026-11-08"] {
        house.clock.set(moment(of, 1, 0, 0));
        house.store.bank_night(&bank.files, day(of)).await.expect("sent");
        house.store.simulate_bank(&bank.files, day(of)).await.expect("answered");
        house.store.bank_night(&bank.files, day(of)).await.expect("taken");
        assert_eq!(trust(&house).await, 6 * face);
    }
    house.clock.set(moment("2027-11-06", 1, 0, 0));
    assert_eq!(house.store.release_trust(day("2027-11-06")).await.expect("released"), 4);
    assert_eq!(trust(&house).await, 0);
}

async fn one_dollar_off_fails_and_is_kept(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    assert!(proof(&house).await.holds());
    house
        .change(
            "INSERT INTO posting (merchant, id, movement, from_account, to_account, amount, at, day)
             VALUES (1000001, 'x', 'correction', 'trust', 'payable', 1, 0, '2026-11-06')",
        )
        .await
        .expect("stolen");
    let broken = proof(&house).await;
    assert!(!broken.holds());
    assert_eq!(broken.accounts[0].counted.0 - broken.accounts[0].books.0, 1);
    assert_eq!(house.number("SELECT COUNT(*) FROM escrow_proof WHERE books <> counted").await, 1);
    // Only a counter-entry puts it right.
    let taken_away = house.change("DELETE FROM posting WHERE id = 'x'").await;
    assert!(taken_away.is_err(), "postings are never deleted");
    house
        .change(
            "INSERT INTO posting (merchant, id, movement, from_account, to_account, amount, at, day)
             VALUES (1000001, 'y', 'correction', 'payable', 'trust', 1, 0, '2026-11-06')",
        )
        .await
        .expect("corrected");
    assert!(proof(&house).await.holds());
}

async fn worked_example_5_redeemed_overdue_and_cancelled_a_month_later(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.clock.set(moment("2027-11-06", 1, 0, 0));
    house.store.release_trust(house.today()).await.expect("released");
    let clerk = house.at(moment("2027-12-01", 10, 0, 0), &house.world.clerk_001).await;
    let receipt = house.scanned(&clerk, &ticket).await;
    assert_eq!(receipt.state, UseState::RedeemedOverdue);
    let clerk = house.at(moment("2028-01-01", 10, 0, 0), &clerk).await;
    house.cancel(&clerk, &receipt.use_id).await.expect("at any time");
    assert_eq!(trust(&house).await, 0);
}

async fn the_guarantee_ends_after_its_last_day_and_once(house: House) {
    house.world.issue_tickets(Goods::Paid, 100, 1).await.expect("tickets");
    house.clock.set(end_of("2027-11-05"));
    assert_eq!(house.store.release_trust(house.today()).await.expect("the last day"), 0);
    house.clock.set(moment("2027-11-06", 0, 0, 0));
    assert_eq!(house.store.release_trust(house.today()).await.expect("over"), 100);
    assert_eq!(house.store.release_trust(house.today()).await.expect("again"), 0);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'trust_released'").await, 100);
}

async fn an_overdue_act_before_the_job_releases_the_rest_itself(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let clerk = house.at(moment("2027-11-06", 0, 0, 1), &house.world.clerk_001).await;
    let receipt = house.scanned(&clerk, &ticket).await;
    assert_eq!(receipt.state, UseState::RedeemedOverdue);
    assert_eq!(trust(&house).await, 0);
    assert_eq!(house.store.release_trust(house.today()).await.expect("the job"), 0);
    house.cancel(&clerk, &receipt.use_id).await.expect("cancelled");
    assert_eq!(trust(&house).await, 0);
}

async fn what_is_owed_is_paid_out_after_the_agreed_days_and_once(house: House) {
    let bank = house.bank();
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.clerk_001, &ticket).await;
    house.clock.set(moment("2026-11-07", 1, 0, 0));
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("sent");
    house.store.simulate_bank(&bank.files, day("2026-11-07")).await.expect("answered");
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("settled");
    assert!(house.store.pay_out(day("2026-11-13")).await.expect("too early").is_empty());
    let paid = house.store.pay_out(day("2026-11-14")).await.expect("due");
    assert_eq!(paid, [(ISSUER, Dollars(Goods::Paid.face_value()))]);
    assert!(house.store.pay_out(day("2026-11-14")).await.expect("once").is_empty());
}
