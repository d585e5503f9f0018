//! Many at once. Whatever the order, every unit is redeemed at most once and everybody is told the truth.

use crate::harness::{House, all_at_once, keyring, receipt_of, refusal_of};
use domain::refusal::{EarlierUse, Refusal};
use domain::ticket::UseState;
use store::command::redeem::{Receipt, RedeemAnswer, RedeemRequest};
use store::fixture::{Goods, Person, TestTicket};

on_both_engines!(
    fifty_attempts_on_one_ticket_redeem_it_once,
    fifty_sends_of_one_attempt_are_one_redemption,
    fifty_tickets_are_redeemed_at_once,
    fifty_attempts_on_three_units_redeem_three,
    fifty_scans_of_one_screen_redeem_one_unit,
    one_attempt_for_fifty_tickets_redeems_one,
    mixed_traffic_keeps_its_books,
    two_servers_redeem_a_ticket_once,
    a_redemption_is_cancelled_by_one_of_fifty,
    fifty_sends_of_one_cancelling_attempt_get_one_answer,
    parts_are_cancelled_at_once_and_never_more_than_was_redeemed,
    cancelling_and_redeeming_at_once_leaves_one_standing_use_at_most,
);

const MANY: usize = 50;

/// Several accounts of two merchants, in turn.
fn staff(house: &House, number: usize) -> Person {
    let world = &house.world;
    let staff =
        [&world.owner, &world.clerk_001, &world.clerk_002, &world.partner_owner, &world.partner_clerk];
    staff[number % staff.len()].clone()
}

/// Sends all requests at the same time.
async fn send(house: &House, requests: Vec<(Person, RedeemRequest)>) -> Vec<Result<RedeemAnswer, Refusal>> {
    let futures = requests.into_iter().map(|(who, request)| {
        let house = house.clone();
        async move { house.redeem(&who, &request).await.map_err(|refused| refusal_of(refused.error)) }
    });
    all_at_once(futures.collect()).await
}

/// Who redeemed, with their receipts; and the refusals of the others.
fn sorted(answers: Vec<Result<RedeemAnswer, Refusal>>) -> (Vec<(usize, Receipt)>, Vec<Refusal>) {
    let (mut receipts, mut refusals) = (Vec::new(), Vec::new());
    for (number, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(answer) => receipts.push((number, receipt_of(answer).0)),
            Err(refusal) => refusals.push(refusal),
        }
    }
    (receipts, refusals)
}

async fn one(house: &House, units: u8) -> TestTicket {
    house.world.issue_tickets(Goods::Shared, 1, units).await.expect("a ticket").remove(0)
}

async fn fifty_attempts_on_one_ticket_redeem_it_once(house: House) {
    let ticket = one(&house, 1).await;
    let requests =
        (0..MANY).map(|number| (staff(&house, number), house.world.scan(&ticket).expect("a scan"))).collect();
    let (receipts, refusals) = sorted(send(&house, requests).await);
    assert_eq!((receipts.len(), refusals.len()), (1, MANY - 1));
    let (winner, receipt) = &receipts[0];
    let (merchant_name, branch_name) = names(&house, &staff(&house, *winner)).await;
    let earlier = EarlierUse { at: receipt.at, merchant_name, branch_name, state: UseState::Used };
    let told = Refusal::AlreadyRedeemed { earlier: Some(earlier) };
    assert!(refusals.iter().all(|refusal| *refusal == told), "{refusals:?}");
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
}

async fn names(house: &House, who: &Person) -> (String, Option<String>) {
    let signed_in = house.store.signed_in(&who.session).await.expect("rows").expect("signed in");
    (signed_in.merchant_name, signed_in.branch_name)
}

async fn fifty_sends_of_one_attempt_are_one_redemption(house: House) {
    for units in [1, 3] {
        let ticket = one(&house, units).await;
        let request = house.world.type_code(&ticket).expect("a code");
        let requests = vec![(house.world.clerk_001.clone(), request); MANY];
        let (receipts, refusals) = sorted(send(&house, requests).await);
        assert_eq!(refusals, []);
        assert_eq!(receipts.iter().filter(|(_, receipt)| !receipt.repeated).count(), 1);
        let same = Receipt { repeated: false, ..receipts[0].1.clone() };
        let all_same =
            receipts.into_iter().all(|(_, receipt)| Receipt { repeated: false, ..receipt } == same);
        assert!(all_same, "one attempt got different answers");
        assert_eq!(house.written(&ticket).await, (i64::from(units) - 1, 1, 1));
    }
}

async fn fifty_tickets_are_redeemed_at_once(house: House) {
    let tickets = house.world.issue_tickets(Goods::Shared, 50, 1).await.expect("tickets");
    let requests = tickets
        .iter()
        .enumerate()
        .map(|(number, ticket)| (staff(&house, number), house.world.scan(ticket).expect("a scan")))
        .collect();
    let (receipts, refusals) = sorted(send(&house, requests).await);
    assert_eq!((receipts.len(), refusals), (MANY, Vec::new()));
    for ticket in &tickets {
        assert_eq!(house.written(ticket).await, (0, 1, 1));
    }
}

async fn fifty_attempts_on_three_units_redeem_three(house: House) {
    let ticket = one(&house, 3).await;
    let requests = (0..MANY)
        .map(|number| (staff(&house, number), house.world.type_code(&ticket).expect("a code")))
        .collect();
    let (receipts, refusals) = sorted(send(&house, requests).await);
    let mut left: Vec<_> = receipts.iter().map(|(_, receipt)| receipt.remaining).collect();
    left.sort_unstable();
    assert_eq!(left, [0, 1, 2]);
    let told = |refusal: &Refusal| matches!(refusal, Refusal::AlreadyRedeemed { earlier: Some(_) });
    assert!(refusals.len() == MANY - 3 && refusals.iter().all(told), "{refusals:?}");
    assert_eq!(house.written(&ticket).await, (0, 3, 3));
}

async fn fifty_scans_of_one_screen_redeem_one_unit(house: House) {
    let ticket = one(&house, 3).await;
    let requests =
        (0..MANY).map(|number| (staff(&house, number), house.world.scan(&ticket).expect("a scan"))).collect();
    let (receipts, refusals) = sorted(send(&house, requests).await);
    assert_eq!((receipts.len(), refusals), (1, vec![Refusal::CodeAlreadyPresented; MANY - 1]));
    assert_eq!(house.written(&ticket).await, (2, 1, 1));
}

async fn one_attempt_for_fifty_tickets_redeems_one(house: House) {
    let tickets = house.world.issue_tickets(Goods::Shared, 50, 1).await.expect("tickets");
    let attempt = Some(house.attempt());
    let clerk = &house.world.clerk_001;
    let requests = tickets.iter().map(|ticket| {
        (
            clerk.clone(),
            RedeemRequest { attempt: attempt.clone(), ..house.world.scan(ticket).expect("a scan") },
        )
    });
    let (receipts, refusals) = sorted(send(&house, requests.collect()).await);
    assert_eq!((receipts.len(), refusals), (1, vec![Refusal::AttemptReused; MANY - 1]));
    assert_eq!(house.number("SELECT COUNT(*) FROM use_line").await, 1);
}

/// Good scans, hopeless ones and repeats in one crowd: groups that must be taken apart again.
async fn mixed_traffic_keeps_its_books(house: House) {
    let fresh = house.world.issue_tickets(Goods::Shared, 20, 1).await.expect("tickets");
    let spent = one(&house, 1).await;
    house.scanned(&house.world.owner, &spent).await;
    let mut requests = Vec::new();
    for (number, ticket) in fresh.iter().enumerate() {
        let request = house.world.scan(ticket).expect("a scan");
        requests.push((staff(&house, number), request.clone()));
        requests.push((staff(&house, number), request));
        requests.push((staff(&house, number + 1), house.world.scan(ticket).expect("a scan")));
        requests.push((staff(&house, number), house.world.scan(&spent).expect("a scan")));
    }
    let (receipts, refusals) = sorted(send(&house, requests).await);
    let redeemed = receipts.iter().filter(|(_, receipt)| !receipt.repeated).count();
    assert_eq!(redeemed, fresh.len());
    assert!(refusals.iter().all(|refusal| matches!(refusal, Refusal::AlreadyRedeemed { earlier: Some(_) })));
    for ticket in &fresh {
        assert_eq!(house.written(ticket).await, (0, 1, 1));
    }
}

/// Servers keep no state that another server needs.
async fn two_servers_redeem_a_ticket_once(house: House) {
    let other = house.reopen(keyring()).await.expect("a second server");
    let tickets = house.world.issue_tickets(Goods::Shared, 10, 1).await.expect("tickets");
    let futures =
        tickets.iter().flat_map(|ticket| [house.store.clone(), other.clone()].map(|at| (ticket, at)));
    let futures = futures.map(|(ticket, server)| {
        let (who, request) = (house.world.clerk_001.clone(), house.world.scan(ticket).expect("a scan"));
        async move { server.redeem(&who.session, &request).await.map_err(|refused| refusal_of(refused.error)) }
    });
    let (receipts, refusals) = sorted(all_at_once(futures.collect()).await);
    assert_eq!((receipts.len(), refusals.len()), (10, 10));
    assert!(refusals.iter().all(|refusal| matches!(refusal, Refusal::AlreadyRedeemed { earlier: Some(_) })));
    for ticket in &tickets {
        assert_eq!(house.written(ticket).await, (0, 1, 1));
    }
    other.close().await;
}

async fn a_redemption_is_cancelled_by_one_of_fifty(house: House) {
    let ticket = one(&house, 3).await;
    let receipt = house.scanned(&house.world.clerk_001, &ticket).await;
    let futures = (0..MANY).map(|number| {
        let (house, use_id) = (house.clone(), receipt.use_id.clone());
        async move {
            let who = if number % 2 == 0 { &house.world.owner } else { &house.world.clerk_001 };
            house.cancel(who, &use_id).await
        }
    });
    let outcomes = all_at_once(futures.collect()).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let others = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    assert!(others.into_iter().all(|refusal| *refusal == Refusal::AlreadyCancelled));
    assert_eq!(house.written(&ticket).await, (3, 1, 2));
}

async fn fifty_sends_of_one_cancelling_attempt_get_one_answer(house: House) {
    let ticket = one(&house, 3).await;
    let receipt = house.scanned(&house.world.clerk_001, &ticket).await;
    let attempt = house.attempt();
    let futures = (0..MANY).map(|_| {
        let (house, use_id, attempt) = (house.clone(), receipt.use_id.clone(), attempt.clone());
        async move { house.cancel_units(&house.world.clerk_001, &use_id, None, &attempt).await }
    });
    let answers: Result<Vec<_>, _> = all_at_once(futures.collect()).await.into_iter().collect();
    let answers = answers.expect("the same answer for all of them");
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert!(answers.iter().all(|answer| (answer.quantity, answer.at) == (1, receipt.at)));
    assert_eq!(house.written(&ticket).await, (3, 1, 2));
}

async fn parts_are_cancelled_at_once_and_never_more_than_was_redeemed(house: House) {
    let ticket = one(&house, 5).await;
    let all = RedeemRequest { quantity: Some(5), ..house.world.scan(&ticket).expect("a scan") };
    let receipt = house.redeemed(&house.world.clerk_001, &all).await;
    let futures = (0..MANY).map(|_| {
        let (house, use_id) = (house.clone(), receipt.use_id.clone());
        async move { house.cancel_units(&house.world.owner, &use_id, Some(1), &house.attempt()).await }
    });
    let outcomes = all_at_once(futures.collect()).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5);
    let others = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    assert!(others.into_iter().all(|refusal| *refusal == Refusal::AlreadyCancelled), "{outcomes:?}");
    assert_eq!(house.written(&ticket).await, (5, 5, 6));
}

async fn cancelling_and_redeeming_at_once_leaves_one_standing_use_at_most(house: House) {
    for _ in 0..20 {
        let ticket = one(&house, 1).await;
        let first = house.scanned(&house.world.clerk_001, &ticket).await;
        let again = house.world.type_code(&ticket).expect("a code");
        let (redeeming, cancelling) = (house.clone(), house.clone());
        let (redeemed, cancelled) = tokio::join!(
            tokio::spawn(async move { redeeming.redeem(&redeeming.world.clerk_002, &again).await.is_ok() }),
            tokio::spawn(async move { cancelling.cancel(&cancelling.world.clerk_001, &first.use_id).await }),
        );
        let (redeemed, cancelled) = (redeemed.expect("no panic"), cancelled.expect("no panic"));
        assert_eq!(cancelled.map(|cancelled| cancelled.quantity), Ok(1));
        let expected = if redeemed { (0, 2, 3) } else { (1, 1, 2) };
        assert_eq!(house.written(&ticket).await, expected);
    }
}
