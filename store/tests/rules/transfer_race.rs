//! Several hands at a transfer at once: exactly one of them wins, and everybody is told the truth.

use crate::harness::{House, all_at_once, refusal_of};
use crate::transfer::{gift_of, offered, person};
use domain::refusal::Refusal;
use std::future::Future;
use std::pin::Pin;
use store::StoreError;
use store::fixture::Goods;

on_both_engines!(
    one_attempt_sent_fifty_times_offers_once,
    a_ticket_is_offered_to_one_of_many,
    a_ticket_is_offered_or_its_purchaser_changed_and_never_both,
    accepted_by_many_clicks_once,
    many_clicks_of_one_attempt_get_one_answer,
);

const ROUNDS: usize = 20;

type Hand = Pin<Box<dyn Future<Output = Result<bool, StoreError>> + Send>>;

/// What each of the two came to: whether it was done, or why not.
async fn both(one: Hand, other: Hand) -> [Result<bool, Refusal>; 2] {
    let mut done = all_at_once(vec![one, other]).await.into_iter().map(|done| done.map_err(|e| e.refusal()));
    [done.next().expect("one"), done.next().expect("the other")]
}

async fn one_attempt_sent_fifty_times_offers_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let attempt = house.attempt();
    let sends = (0..50).map(|_| {
        let (house, request, attempt) = (house.clone(), gift_of(&[&ticket]), attempt.clone());
        let link = ticket.link.clone();
        async move { house.store.offer_transfer(&link, &request, &attempt).await.expect("offered") }
    });
    let answers = all_at_once(sends.collect()).await;
    assert!(answers.iter().all(|answer| answer.transfer == answers[0].transfer));
    assert_eq!(house.number("SELECT COUNT(*) FROM transfer").await, 1);
    assert_eq!(house.number("SELECT next FROM running_number WHERE series LIKE 'transfer%'").await, 2);
}

async fn a_ticket_is_offered_to_one_of_many(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let sends = (0..20).map(|_| {
        let (house, request, link) = (house.clone(), gift_of(&[&ticket]), ticket.link.clone());
        async move { house.store.offer_transfer(&link, &request, &house.attempt()).await.map_err(refusal_of) }
    });
    let answers = all_at_once(sends.collect()).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.iter().all(|answer| matches!(answer, Ok(_) | Err(Refusal::Offered))), "{answers:?}");
}

async fn a_ticket_is_offered_or_its_purchaser_changed_and_never_both(house: House) {
    for _ in 0..ROUNDS {
        let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
        let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
        let (giving, gift) = (house.clone(), gift_of(&[&ticket]));
        let (link, attempt) = (ticket.link.clone(), house.attempt());
        let offer: Hand =
            Box::pin(async move { giving.store.offer_transfer(&link, &gift, &attempt).await.map(|_| true) });
        let (changing, attempt) = (house.clone(), house.attempt());
        let change: Hand = Box::pin(async move {
            let session = &changing.world.owner.session;
            changing.store.change_purchaser(session, &order, &person("李大同"), &attempt).await.map(|_| true)
        });
        match both(offer, change).await {
            // A dead link finds no wallet.
            [Ok(_), Err(Refusal::PurchaserLocked)] | [Err(Refusal::TicketUnknown), Ok(_)] => {}
            done => panic!("{done:?}"),
        }
    }
}

async fn accepted_by_many_clicks_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    let clicks = (0..20).map(|_| {
        let (store, link) = (house.store.clone(), gift.link.clone());
        async move { store.accept_transfer(&link).await.expect("accepted").repeated }
    });
    let repeated = all_at_once(clicks.collect()).await;
    assert_eq!(repeated.iter().filter(|repeated| !**repeated).count(), 1);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'transfer_accepted'").await, 1);
}

async fn many_clicks_of_one_attempt_get_one_answer(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let attempt = house.attempt();
    let clicks = (0..20).map(|_| {
        let (house, order, attempt) = (house.clone(), order.clone(), attempt.clone());
        async move {
            let session = &house.world.owner.session;
            house.store.change_purchaser(session, &order, &person("李大同"), &attempt).await.expect("changed")
        }
    });
    let changed = all_at_once(clicks.collect()).await;
    assert!(changed.iter().all(|one| one.link == changed[0].link), "one new link for all");
    let (link, attempt) = (&changed[0].link, house.attempt());
    let clicks = (0..20).map(|_| {
        let (house, link, id, attempt) = (house.clone(), link.clone(), ticket.id.clone(), attempt.clone());
        async move { house.store.renew_code(&link, &id, &attempt).await.expect("renewed").generation }
    });
    assert_eq!(all_at_once(clicks.collect()).await, [3; 20]);
    let gift =
        house.store.offer_transfer(link, &gift_of(&[&ticket]), &house.attempt()).await.expect("offered");
    let attempt = house.attempt();
    let clicks = (0..20).map(|_| {
        let (house, transfer, attempt) = (house.clone(), gift.transfer.clone(), attempt.clone());
        async move {
            let session = &house.world.owner.session;
            house.store.cancel_transfer(session, &transfer, &attempt).await.expect("cancelled").tickets
        }
    });
    assert_eq!(all_at_once(clicks.collect()).await, [1; 20]);
}
