//! Delivering notices (RULES §14): at least once, in the order of each ticket, again and again, and then by hand.

use crate::harness::{House, keyring};
use crate::notice::{
    Postman, a_ticket, deliver, read, redeem_and_cancel, redeemed_and_cancelled, sent, to_holder,
};
use domain::notice::{NoticeKind, NoticeState};
use std::time::Duration;
use store::StoreError;
use store::fixture::PURCHASER_EMAIL;
use store::notice::{Deliver, NotDelivered, NoticeFilter, Round};

on_both_engines!(
    what_was_delivered_and_not_marked_is_delivered_again,
    the_notices_of_a_ticket_keep_their_order,
    a_failed_notice_is_tried_four_times_more_and_then_by_hand,
    a_notice_that_came_back_is_sent_again_by_hand,
    the_watch_tells_by_itself,
);

fn busy() -> NotDelivered {
    NotDelivered::Later(format!("451 <{PURCHASER_EMAIL}> try again"))
}

fn failed(count: u32) -> Round {
    Round { sent: 0, failed: count }
}

async fn what_was_delivered_and_not_marked_is_delivered_again(house: House) {
    let postman = Postman::default();
    redeemed_and_cancelled(&house).await;
    read(&house).await;
    // The server dies between the postman and the mark.
    let due = house.store.due_notices(1).await.expect("due").remove(0);
    postman.deliver(&due).await.expect("taken");
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let (redeemed, cancelled) = (to_holder(NoticeKind::Redeemed), to_holder(NoticeKind::RedemptionCancelled));
    assert_eq!(postman.bag(), [redeemed.clone(), redeemed, cancelled]);
    // A mark that comes late changes nothing.
    house.store.notice_failed(&due, "late").await.expect("written");
    assert_eq!(deliver(&house, &postman).await, Round::default());
}

async fn the_notices_of_a_ticket_keep_their_order(house: House) {
    let postman = Postman::default();
    redeemed_and_cancelled(&house).await;
    let another = a_ticket(&house).await;
    house.scanned(&house.world.clerk_001, &another).await;
    read(&house).await;
    postman.answers(&[busy()]);
    assert_eq!(
        deliver(&house, &postman).await,
        Round { sent: 1, failed: 1 },
        "another ticket's does not wait"
    );
    assert_eq!(postman.bag().len(), 1);
    assert_eq!(deliver(&house, &postman).await, Round::default(), "the second waits with the first");
    house.clock.set(house.store.now().plus_seconds(60));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(postman.bag(), [to_holder(NoticeKind::Redeemed), to_holder(NoticeKind::RedemptionCancelled)]);
}

async fn a_failed_notice_is_tried_four_times_more_and_then_by_hand(house: House) {
    let postman = Postman::default();
    redeemed_and_cancelled(&house).await;
    read(&house).await;
    postman.answers(&[busy(), busy(), busy(), busy(), busy()]);
    for minutes in [1, 5, 30, 120] {
        assert_eq!(deliver(&house, &postman).await, failed(1));
        house.clock.set(house.store.now().plus_seconds(minutes * 60 - 1));
        assert_eq!(deliver(&house, &postman).await, Round::default(), "{minutes} minutes");
        house.clock.set(house.store.now().plus_seconds(1));
    }
    assert_eq!(deliver(&house, &postman).await, failed(1));
    assert_eq!(deliver(&house, &postman).await, sent(1), "given up: the next one goes");
    assert_eq!(postman.bag(), [to_holder(NoticeKind::RedemptionCancelled)]);

    let (owner, clerk) = (house.world.owner.clone(), house.world.clerk_001.clone());
    let owner = house.actor(&owner).await;
    let clerk = house.actor(&clerk).await;
    let filter = NoticeFilter { state: Some(NoticeState::Failed), limit: 10, ..NoticeFilter::default() };
    let listed = house.store.list_notices(&owner, &filter).await.expect("listed");
    assert_eq!((listed.len(), listed[0].kind, listed[0].attempts), (1, NoticeKind::Redeemed, 5));
    assert_eq!(listed[0].result.as_deref(), Some("451 <…> try again"), "no address is kept");
    let refused = house.store.list_notices(&clerk, &filter).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    let id = &listed[0].notice.id;
    assert!(matches!(house.store.retry_notice(&clerk, id).await, Err(StoreError::Refused(_))));
    house.store.retry_notice(&owner, id).await.expect("again");
    assert!(matches!(house.store.retry_notice(&owner, id).await, Err(StoreError::NotFound)));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(postman.bag(), [to_holder(NoticeKind::Redeemed)]);
}

async fn a_notice_that_came_back_is_sent_again_by_hand(house: House) {
    let postman = Postman::default();
    redeemed_and_cancelled(&house).await;
    read(&house).await;
    let due = house.store.due_notices(1).await.expect("due").remove(0);
    let owner = house.actor(&house.world.owner).await;
    let clerk = house.actor(&house.world.clerk_001).await;
    let id = due.notice.id.as_str();
    let waiting = house.store.notice_bounced(&owner, id, "550").await;
    assert!(matches!(waiting, Err(StoreError::NotFound)), "it was not sent yet");
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let refused = house.store.notice_bounced(&clerk, id, "550").await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    house
        .store
        .notice_bounced(&owner, id, "550 <hsu@example.com> no such mailbox")
        .await
        .expect("it came back");
    let filter = NoticeFilter { limit: 10, ..NoticeFilter::default() };
    let states: Vec<_> = house.store.list_notices(&owner, &filter).await.expect("listed");
    let came_back = states.iter().find(|notice| notice.notice == due.notice).expect("listed");
    assert_eq!(came_back.result.as_deref(), Some("550 … no such mailbox"), "no address is kept");
    let of_uses = states.into_iter().filter(|notice| notice.kind != NoticeKind::Issued);
    let mut states: Vec<_> = of_uses.map(|notice| notice.state).collect();
    states.sort();
    assert_eq!(states, [NoticeState::Waiting, NoticeState::Bounced]);
    house.store.retry_notice(&owner, &due.notice.id).await.expect("again");
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(postman.bag().len(), 3);

    // Nobody can be written to: given up at once.
    let ticket = a_ticket(&house).await;
    house.scanned(&house.world.clerk_001, &ticket).await;
    read(&house).await;
    house.change("UPDATE wallet SET holder_email = ''").await.expect("erased");
    assert_eq!(deliver(&house, &postman).await, failed(1));
    assert_eq!(
        house.number("SELECT COUNT(*) FROM notice WHERE state = 'failed' AND result = 'no address'").await,
        1
    );
}

async fn the_watch_tells_by_itself(house: House) {
    let postman = Postman::default();
    let pause = Duration::from_millis(10);
    let other = house.reopen(keyring()).await.expect("a second server");
    let ticket = a_ticket(&house).await;
    let watching = [
        store::seal::watch(house.store.clone(), pause),
        store::notice::watch(house.store.clone(), postman.clone(), pause),
        store::notice::watch(other.clone(), postman.clone(), pause),
    ];
    redeem_and_cancel(&house, &ticket).await;
    for _ in 0..500 {
        if postman.taken.lock().expect("a lock").len() == 2 {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    tokio::time::sleep(pause * 5).await;
    assert_eq!(postman.bag(), [to_holder(NoticeKind::Redeemed), to_holder(NoticeKind::RedemptionCancelled)]);
    for watch in watching {
        watch.abort();
    }
    other.close().await;
}
