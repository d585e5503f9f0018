//! The same attempt gets the same answer, however often and however late it comes.

use crate::harness::{House, receipt_of, refusal_of};
use domain::refusal::Refusal;
use domain::ticket::UseState;
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    sent_again_after_success_it_names_the_same_redemption,
    sent_again_after_a_refusal_it_is_refused_alike,
    sent_again_after_a_cancel_it_says_since_cancelled,
    a_late_repeat_of_a_refusal_does_not_redeem_after_somebody_elses_cancel,
    with_another_quantity_it_is_refused,
    for_another_ticket_it_is_refused,
    asking_to_confirm_is_no_answer_yet,
    another_account_may_use_the_same_attempt,
    a_code_that_grew_old_meanwhile_does_not_change_the_answer,
    refusals_are_kept_thirty_days,
    a_repeat_after_signing_out_is_not_answered,
    what_is_prepared_comes_only_with_a_redemption_that_was_written,
);

async fn tickets(house: &House, count: u32) -> Vec<TestTicket> {
    house.world.issue_tickets(Goods::Paid, count, 1).await.expect("tickets")
}

async fn sent_again_after_success_it_names_the_same_redemption(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    let request = house.world.scan(&ticket).expect("a scan");
    let first = house.redeem(&house.world.clerk_001, &request).await.expect("redeemed");
    house.clock.set(house.store.now().plus_seconds(20));
    let again = house.redeem(&house.world.clerk_001, &request).await.expect("redeemed");
    let ((first, face), (again, same_face)) = (receipt_of(first), receipt_of(again));
    assert!(!first.repeated && again.repeated);
    assert_eq!(store::command::redeem::Receipt { repeated: false, ..again }, first);
    assert_eq!(same_face, face);
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
}

async fn sent_again_after_a_refusal_it_is_refused_alike(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    house.scanned(&house.world.clerk_001, &ticket).await;
    let request = house.world.scan(&ticket).expect("a scan");
    let first = house.refused(&house.world.clerk_002, &request).await;
    house.clock.set(house.store.now().plus_seconds(20));
    assert_eq!(house.refused(&house.world.clerk_002, &request).await, first);
    assert_eq!(house.number("SELECT COUNT(*) FROM refused_attempt").await, 1);
}

async fn sent_again_after_a_cancel_it_says_since_cancelled(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    let clerk = &house.world.clerk_001;
    let request = house.world.scan(&ticket).expect("a scan");
    let first = house.redeemed(clerk, &request).await;
    house.cancel(clerk, &first.use_id).await.expect("cancelled");
    let again = house.redeemed(clerk, &request).await;
    assert_eq!((again.use_id, again.at), (first.use_id, first.at));
    assert_eq!((again.repeated, again.state, again.remaining), (true, UseState::Cancelled, 0));
    assert_eq!(house.written(&ticket).await, (1, 1, 2));
}

async fn a_late_repeat_of_a_refusal_does_not_redeem_after_somebody_elses_cancel(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    let winner = house.scanned(&house.world.clerk_001, &ticket).await;
    let late = house.world.type_code(&ticket).expect("a code");
    let refused = house.refused(&house.world.clerk_002, &late).await;
    house.cancel(&house.world.clerk_001, &winner.use_id).await.expect("cancelled");
    assert_eq!(house.refused(&house.world.clerk_002, &late).await, refused);
    assert_eq!(house.written(&ticket).await, (1, 1, 2));
}

async fn with_another_quantity_it_is_refused(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let request = house.world.type_code(&ticket).expect("a code");
    house.redeemed(&house.world.clerk_001, &request).await;
    for quantity in [None, Some(2)] {
        let changed = RedeemRequest { quantity, ..request.clone() };
        assert_eq!(house.refused(&house.world.clerk_001, &changed).await, Refusal::AttemptReused);
    }
    assert_eq!(house.written(&ticket).await, (2, 1, 1));
}

async fn for_another_ticket_it_is_refused(house: House) {
    let tickets = tickets(&house, 3).await;
    let clerk = &house.world.clerk_001;
    let redeeming = house.world.scan(&tickets[0]).expect("a scan");
    house.redeemed(clerk, &redeeming).await;
    let refusing = house.world.scan(&tickets[0]).expect("a scan");
    house.refused(clerk, &refusing).await;
    for answered in [redeeming, refusing] {
        let attempt = answered.attempt;
        let other = RedeemRequest { attempt, ..house.world.scan(&tickets[1]).expect("a scan") };
        assert_eq!(house.refused(clerk, &other).await, Refusal::AttemptReused);
    }
    assert_eq!(house.written(&tickets[1]).await, (1, 0, 0));
}

async fn asking_to_confirm_is_no_answer_yet(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    let confirmed = house.world.type_code(&ticket).expect("a code");
    let first = RedeemRequest { confirmed: false, quantity: None, ..confirmed.clone() };
    house.redeem(&house.world.clerk_001, &first).await.expect("asked");
    assert!(!house.redeemed(&house.world.clerk_001, &confirmed).await.repeated);
}

async fn another_account_may_use_the_same_attempt(house: House) {
    let tickets = tickets(&house, 2).await;
    let first = house.world.scan(&tickets[0]).expect("a scan");
    let second =
        RedeemRequest { attempt: first.attempt.clone(), ..house.world.scan(&tickets[1]).expect("a scan") };
    house.redeemed(&house.world.clerk_001, &first).await;
    assert!(!house.redeemed(&house.world.clerk_002, &second).await.repeated);
}

async fn a_code_that_grew_old_meanwhile_does_not_change_the_answer(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    let request = house.world.scan(&ticket).expect("a scan");
    let first = house.redeemed(&house.world.clerk_001, &request).await;
    house.clock.set(first.at.plus_seconds(6 * 3600));
    assert_eq!(house.redeemed(&house.world.clerk_001, &request).await.use_id, first.use_id);
}

async fn refusals_are_kept_thirty_days(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    house.scanned(&house.world.clerk_001, &ticket).await;
    let start = house.store.now();
    house.refused(&house.world.clerk_002, &house.world.type_code(&ticket).expect("a code")).await;
    for (days, kept) in [(30, 2), (31, 2), (61, 2), (100, 1)] {
        let clerk = house.at(start.plus_seconds(days * 86_400), &house.world.clerk_002).await;
        house.refused(&clerk, &house.world.type_code(&ticket).expect("a code")).await;
        assert_eq!(house.number("SELECT COUNT(*) FROM refused_attempt").await, kept, "after {days} days");
    }
}

async fn a_repeat_after_signing_out_is_not_answered(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    let clerk = &house.world.clerk_001;
    let request = house.world.scan(&ticket).expect("a scan");
    house.redeemed(clerk, &request).await;
    house.store.end_session(&clerk.session).await.expect("signed out");
    let refused = house.store.redeem(&clerk.session, &request).await.expect_err("refused");
    assert_eq!(refusal_of(refused.error), Refusal::SignedOut);
}

async fn what_is_prepared_comes_only_with_a_redemption_that_was_written(house: House) {
    let ticket = tickets(&house, 1).await.remove(0);
    let session = &house.world.clerk_001.session;
    let told = |receipt: &store::command::redeem::Receipt, face: &store::command::redeem::TicketFace| {
        (receipt.clone(), face.remaining)
    };
    let request = house.world.scan(&ticket).expect("a scan");
    let looked = RedeemRequest { attempt: None, ..request.clone() };
    let (_, prepared) = house.store.redeem_and_prepare(session, &looked, told).await.expect("looked at");
    assert!(prepared.is_none(), "nothing was written");
    let (answer, prepared) = house.store.redeem_and_prepare(session, &request, told).await.expect("redeemed");
    assert_eq!(prepared, Some((receipt_of(answer).0, 0)));
    let (_, prepared) =
        house.store.redeem_and_prepare(session, &request, told).await.expect("answered again");
    assert!(prepared.is_none(), "it was written before");
}
