//! The books (RULES §15): what is released and paid out, and that one dollar off is noticed.

use crate::harness::{House, end_of, moment, refusal_of};
use domain::calendar::Day;
use domain::cancel::Reason;
use domain::give_back::FeeRule;
use domain::identity::MerchantNumber;
use domain::ledger::LedgerAccount;
use domain::money::Dollars;
use domain::refusal::Refusal;
use domain::ticket::UseState;
use store::StoreError;
use store::books::{EscrowProof, PostingFilter, ToRelease};
use store::command::operator::Operator;
use store::fixture::{Goods, ISSUER};

on_both_engines!(
    the_proof_holds_through_a_ticket_s_life,
    one_dollar_off_fails_and_is_kept,
    worked_example_5_redeemed_overdue_and_cancelled_a_month_later,
    the_guarantee_ends_after_its_last_day_and_once,
    an_overdue_act_before_the_job_releases_the_rest_itself,
    what_is_owed_is_paid_out_after_the_agreed_days_and_once,
    money_that_left_before_the_guarantee_ended_is_missing,
    the_proof_holds_before_the_release_and_after_it,
    money_that_was_not_released_as_noted_is_too_much,
    a_wrong_posting_gets_a_counter_entry_once,
    a_right_posting_is_never_corrected,
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

async fn money_that_left_before_the_guarantee_ended_is_missing(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    assert!(proof(&house).await.holds());
    // Released a day too early, and noted as if that were right.
    house.clock.set(moment("2027-11-05", 3, 0, 0));
    assert_eq!(house.store.release_trust(day("2027-11-06")).await.expect("released"), 1);
    let broken = proof(&house).await;
    assert!(!broken.holds(), "{broken:?}");
    assert_eq!((broken.accounts[0].books.0, broken.accounts[0].counted.0), (0, Goods::Paid.face_value()));
}

/// Whenever the job of the night runs: the guarantee's day decides, and what waits for the job is told apart.
async fn the_proof_holds_before_the_release_and_after_it(house: House) {
    let face = Goods::Paid.face_value();
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.clock.set(end_of("2027-11-05"));
    assert_eq!((trust(&house).await, proof(&house).await.to_release), (face, None));
    let waiting = Some(ToRelease { amount: Dollars(face), ended_on: day("2027-11-05") });
    for (of, hour, minute) in
        [("2027-11-06", 0, 0), ("2027-11-06", 2, 0), ("2027-11-06", 2, 1), ("2027-11-09", 23, 59)]
    {
        house.clock.set(moment(of, hour, minute, 0));
        assert_eq!(
            (trust(&house).await, proof(&house).await.to_release),
            (face, waiting),
            "{of} {hour}:{minute}"
        );
    }
    house.store.release_trust(house.today()).await.expect("released");
    assert_eq!((trust(&house).await, proof(&house).await.to_release), (0, None));
}

/// Noted as released, and no money moved: too much is there.
async fn money_that_was_not_released_as_noted_is_too_much(house: House) {
    let face = Goods::Paid.face_value();
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.clock.set(moment("2027-11-06", 3, 0, 0));
    house.change("UPDATE ticket SET trust_released = 1").await.expect("noted");
    let broken = proof(&house).await;
    assert!(!broken.holds());
    assert_eq!((broken.accounts[0].books.0, broken.accounts[0].counted.0), (face, 0));
    house.change("UPDATE ticket SET trust_released = 0").await.expect("as it was");
}

async fn an_operator(house: &House) -> Operator {
    house.store.create_operator("operator", "hash").await.expect("made");
    let account = house.store.operator_for_sign_in("operator").await.expect("read");
    account.expect("an account").operator
}

fn reason() -> Reason {
    Reason::parse("銀行回報重複").expect("short").expect("a reason")
}

async fn a_wrong_posting_gets_a_counter_entry_once(house: House) {
    let operator = an_operator(&house).await;
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    store::fixture::take_a_dollar(&house.store).await.expect("taken");
    assert!(!proof(&house).await.holds());
    house.clock.set(house.store.now().plus_seconds(1));
    let unknown = house.store.correct_posting(&operator, ISSUER, "nothing", &reason()).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    let elsewhere = MerchantNumber(1_000_002);
    let foreign = house.store.correct_posting(&operator, elsewhere, "stolen", &reason()).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)), "another merchant's");

    let done = house.store.correct_posting(&operator, ISSUER, "stolen", &reason()).await.expect("corrected");
    assert_eq!((done.from, done.to), (LedgerAccount::Payable, LedgerAccount::Trust));
    assert_eq!((done.amount, done.holds), (Dollars(1), true));
    assert_eq!(trust(&house).await, Goods::Paid.face_value());
    let listed = PostingFilter { limit: 10, ..PostingFilter::default() };
    let listed = house.store.postings(ISSUER, &listed).await.expect("listed");
    let corrected: Vec<_> = listed.iter().map(|one| (one.movement.as_str(), one.corrected)).collect();
    assert_eq!(corrected, [("correction", false), ("correction", true), ("issue", false)]);
    let card = PostingFilter { account: Some(LedgerAccount::Card), limit: 10, ..PostingFilter::default() };
    assert!(house.store.postings(ISSUER, &card).await.expect("listed").is_empty());

    let twice = house.store.correct_posting(&operator, ISSUER, "stolen", &reason()).await.expect_err("twice");
    assert_eq!(refusal_of(twice), Refusal::PostingNotCorrectable);
    assert!(house.change("UPDATE correction SET reason = 'x'").await.is_err(), "it is never changed");
    assert!(house.change("DELETE FROM correction").await.is_err(), "it is never deleted");
    let events =
        "SELECT COUNT(*) FROM event WHERE kind = 'posting_corrected' AND line = 'stolen' AND amount = 1";
    assert_eq!(house.number(events).await, 1);
    let told = crate::event_log::dump(&house, "event").await;
    assert!(told.iter().all(|event| !event.contains("重複")), "a reason is no part of the log");
    house.store.seal_every_log(house.store.now()).await.expect("sealed");
    assert!(house.store.verify(ISSUER, None).await.expect("walked").holds());
}

async fn a_right_posting_is_never_corrected(house: House) {
    let operator = an_operator(&house).await;
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let filter = PostingFilter { limit: 10, ..PostingFilter::default() };
    let issue = house.store.postings(ISSUER, &filter).await.expect("listed").remove(0);
    let refused = house.store.correct_posting(&operator, ISSUER, &issue.id, &reason()).await;
    assert_eq!(refusal_of(refused.expect_err("the books are right")), Refusal::PostingNotCorrectable);
    assert_eq!(house.number("SELECT COUNT(*) FROM posting WHERE movement = 'correction'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) FROM correction").await, 0);
    assert_eq!(trust(&house).await, Goods::Paid.face_value());
}
