//! Telling phones (RULES §14): each by itself, at least once, and not for ever.

use crate::harness::{House, keyring};
use crate::notice::{Postman, a_ticket, deliver, event, read, redeem_and_cancel, sent as mailed};
use crate::phone::Phone;
use crate::push::{Service, place, send, to, told, waiting};
use domain::calendar::Instant;
use domain::notice::NoticeKind;
use domain::push::MOST_FAILED;
use std::time::Duration;
use store::fixture::TestTicket;
use store::notice::Round;
use store::push::{NotPushed, Push, SendPush};

on_both_engines!(
    what_was_taken_and_not_marked_goes_again_under_its_name,
    a_failed_one_is_tried_four_times_more,
    no_phone_waits_for_another_and_no_mail_for_phones,
    a_phone_that_is_gone_is_forgotten,
    a_phone_that_came_again_meanwhile_is_not,
    a_phone_that_never_takes_anything_is_forgotten,
    servers_share_the_work,
);

fn failed(count: u32) -> Round {
    Round { sent: 0, failed: count }
}

fn sent(count: u32) -> Round {
    Round { sent: count, failed: 0 }
}

/// A ticket of a wallet whose first phone is told.
async fn a_told_wallet(house: &House) -> TestTicket {
    let ticket = a_ticket(house).await;
    told(house, &ticket.link, 1).await;
    ticket
}

/// One piece of news for each of the wallet's phones.
async fn something_happens(house: &House, ticket: &TestTicket) {
    house.scanned(&house.world.clerk_001, ticket).await;
    read(house).await;
}

async fn phones_told(house: &House) -> i64 {
    house.number("SELECT COUNT(*) FROM push_subscription").await
}

async fn what_was_taken_and_not_marked_goes_again_under_its_name(house: House) {
    let (service, ticket) = (Service::default(), a_told_wallet(&house).await);
    something_happens(&house, &ticket).await;
    // The server dies between the service and the mark.
    let due = house.store.due_pushes(10).await.expect("due").remove(0);
    assert_eq!(send(&house, &service).await, sent(1));
    let again = service.taken.lock().expect("a lock")[0].clone();
    assert_eq!((again.name.as_str(), again.name.len()), (due.name.as_str(), 32));
    assert_eq!(send(&house, &service).await, Round::default());
}

async fn a_failed_one_is_tried_four_times_more(house: House) {
    let (service, ticket) = (Service::default(), a_told_wallet(&house).await);
    something_happens(&house, &ticket).await;
    service.answers(&[NotPushed::Later; 5]);
    for minutes in [1, 5, 30, 120] {
        assert_eq!(send(&house, &service).await, failed(1));
        house.clock.set(house.store.now().plus_seconds(minutes * 60 - 1));
        assert_eq!(send(&house, &service).await, Round::default(), "{minutes} minutes");
        house.clock.set(house.store.now().plus_seconds(1));
    }
    assert_eq!((send(&house, &service).await, waiting(&house).await), (failed(1), 0));
    assert_eq!(phones_told(&house).await, 1, "one piece of news was given up, not the phone");
    assert_eq!(house.number("SELECT failed FROM push_subscription").await, 1);
}

async fn no_phone_waits_for_another_and_no_mail_for_phones(house: House) {
    let (service, postman, ticket) = (Service::default(), Postman::default(), a_told_wallet(&house).await);
    told(&house, &ticket.link, 2).await;
    redeem_and_cancel(&house, &ticket).await;
    assert_eq!(read(&house).await, 2);
    service.answers(&[NotPushed::Later]);
    assert_eq!(send(&house, &service).await, Round { sent: 3, failed: 1 });
    assert_eq!(waiting(&house).await, 1);
    assert_eq!(deliver(&house, &postman).await, mailed(1));
    assert_eq!(deliver(&house, &postman).await, mailed(1));
}

async fn a_phone_that_is_gone_is_forgotten(house: House) {
    let (service, ticket) = (Service::default(), a_told_wallet(&house).await);
    redeem_and_cancel(&house, &ticket).await;
    read(&house).await;
    assert_eq!(waiting(&house).await, 2);
    service.answers(&[NotPushed::Gone]);
    let round = house.store.send_pushes(&service, 1).await.expect("sent");
    assert_eq!((round, waiting(&house).await, phones_told(&house).await), (failed(1), 0, 0));
    let switches = house.store.notice_switches(&ticket.link).await.expect("switches");
    assert!(switches.phones.is_empty());
    assert_eq!(house.store.devices(&ticket.link).await.expect("phones").len(), 1, "it still signs");
}

/// Answers "gone" when the phone has just asked again, from another address.
#[derive(Clone)]
struct Slow {
    house: House,
    ticket: TestTicket,
}

impl SendPush for Slow {
    async fn send(&self, _push: &Push, _now: Instant) -> Result<(), NotPushed> {
        let key = Phone::new(1).key();
        self.house.store.tell_phone(&self.ticket.link, &key, &place(7)).await.expect("told");
        Err(NotPushed::Gone)
    }
}

async fn a_phone_that_came_again_meanwhile_is_not(house: House) {
    let ticket = a_told_wallet(&house).await;
    something_happens(&house, &ticket).await;
    let slow = Slow { house: house.clone(), ticket: ticket.clone() };
    assert_eq!(house.store.send_pushes(&slow, 1).await.expect("sent"), failed(1));
    assert_eq!(phones_told(&house).await, 1);
    event(&house, 1, "guarantee_ending", &ticket, None).await;
    read(&house).await;
    let service = Service::default();
    assert_eq!(send(&house, &service).await, sent(1));
    assert_eq!(service.bag(), [to(7, NoticeKind::GuaranteeEnding)], "there");
}

async fn a_phone_that_never_takes_anything_is_forgotten(house: House) {
    let (service, ticket) = (Service::default(), a_told_wallet(&house).await);
    for number in 1..=u64::from(MOST_FAILED) {
        assert_eq!(phones_told(&house).await, 1, "{number}");
        event(&house, number, "guarantee_ending", &ticket, None).await;
        read(&house).await;
        service.answers(&[NotPushed::Never]);
        assert_eq!(send(&house, &service).await, failed(1));
        if number == 5 {
            event(&house, 99, "expiry_near", &ticket, None).await;
            read(&house).await;
            assert_eq!(send(&house, &service).await, sent(1));
            assert_eq!(service.bag(), [to(1, NoticeKind::ExpiryNear)]);
            let failed = house.number("SELECT failed FROM push_subscription").await;
            assert_eq!(failed, 0, "in a row only");
            house
                .change("UPDATE push_subscription SET failed = 5")
                .await
                .expect("as if nothing had been taken");
        }
    }
    assert_eq!(phones_told(&house).await, 0);
}

async fn servers_share_the_work(house: House) {
    let service = Service::default();
    let pause = Duration::from_millis(10);
    let other = house.reopen(keyring()).await.expect("a second server");
    let ticket = a_told_wallet(&house).await;
    let watching = [
        store::push::watch(house.store.clone(), service.clone(), pause),
        store::push::watch(other.clone(), service.clone(), pause),
    ];
    redeem_and_cancel(&house, &ticket).await;
    read(&house).await;
    for _ in 0..500 {
        if waiting(&house).await == 0 {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    assert_eq!(
        service.bag(),
        [to(1, NoticeKind::Redeemed), to(1, NoticeKind::RedemptionCancelled)],
        "once each"
    );
    other.close().await;
    for watch in watching {
        watch.abort();
    }
}
