//! The sealer (CODES, event log): every event once, in one chain, whoever seals and whenever an event was committed.

use crate::harness::{House, all_at_once, keyring, moment};
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::seal::{Head, SignedHead};
use std::time::Duration;
use store::fixture::{Goods, ISSUER, PARTNER};
use store::seal::{FaultKind, Verification};

on_both_engines!(
    what_happened_is_sealed_once_in_its_order,
    a_long_log_is_sealed_in_chunks,
    servers_that_seal_at_once_make_one_chain,
    events_written_while_others_are_sealed_are_sealed_too,
    a_late_event_waits_for_the_sweep_of_the_night,
    a_head_that_somebody_kept_holds_until_it_is_another_chains,
    the_sealers_of_two_servers_follow_the_log,
);

/// The identity of the `n`th event of a millisecond.
pub fn identity(at: Instant, n: u64) -> String {
    let digits = format!("{:012x}", at.0);
    format!("{}-{}-7000-8000-{n:012x}", &digits[..8], &digits[8..])
}

/// Events that say little, as if a wallet had been looked at.
pub async fn look(house: &House, merchant: MerchantNumber, at: Instant, from: u64, count: u64) {
    for first in (from..from + count).step_by(200) {
        let rows: Vec<String> = (first..(first + 200).min(from + count))
            .map(|n| format!("({merchant}, '{}', 'number_shown', {}, '2026-11-06')", identity(at, n), at.0))
            .collect();
        let insert = "INSERT INTO event (merchant, id, kind, at, business_day) VALUES";
        house.change(&format!("{insert} {}", rows.join(", "))).await.expect("events");
    }
}

pub async fn verified(house: &House, merchant: MerchantNumber) -> Verification {
    house.store.verify(merchant, None).await.expect("walked")
}

async fn what_happened_is_sealed_once_in_its_order(house: House) {
    let now = house.store.now();
    assert_eq!(house.store.head(ISSUER).await.expect("a head").head, Head::empty(ISSUER, now));
    let ticket = house.world.issue_tickets(Goods::Shared, 1, 2).await.expect("a ticket").remove(0);
    let receipt = house.scanned(&house.world.clerk_001, &ticket).await;
    house.cancel(&house.world.clerk_001, &receipt.use_id).await.expect("cancelled");
    house.clock.set(moment("2026-11-06", 14, 5, 0));
    house.scanned(&house.world.partner_clerk, &ticket).await;
    assert_eq!(house.store.merchants_to_seal(store::seal::Reach::Near, now).await.expect("rows"), [ISSUER]);
    assert_eq!(house.store.seal(ISSUER, now).await.expect("sealed"), 4);
    assert_eq!(house.store.seal(ISSUER, now).await.expect("sealed"), 0);
    assert_eq!(house.store.seal_all(ISSUER, now).await.expect("sealed"), 0);
    let found = verified(&house, ISSUER).await;
    assert_eq!((found.sealed, found.unsealed_count, found.holds()), (4, 0, true), "{found:?}");
    let order = "SELECT e.at FROM event_seal s JOIN event e ON e.merchant = s.merchant AND e.id = s.event
                 ORDER BY s.number";
    let times = house.rows(order, |row| sqlx::Row::get::<i64, _>(row, 0)).await;
    assert!(times.is_sorted(), "{times:?}");
    let head = house.store.head(ISSUER).await.expect("a head");
    assert_eq!((head.head.number, Some(head)), (4, found.head));
    assert!(head.is_signed_by(&house.store.head_public_key()));
    assert_eq!(verified(&house, PARTNER).await.sealed, 0);
}

async fn a_long_log_is_sealed_in_chunks(house: House) {
    let now = house.store.now();
    look(&house, ISSUER, now, 0, 2345).await;
    assert_eq!(house.store.seal(ISSUER, now).await.expect("sealed"), 2345);
    let found = verified(&house, ISSUER).await;
    assert_eq!((found.sealed, found.holds()), (2345, true));
    let heads = "SELECT number FROM seal_head ORDER BY number";
    let heads = house.rows(heads, |row| sqlx::Row::get::<i64, _>(row, 0)).await;
    assert_eq!(heads, [1000, 2000, 2345], "one of a thousand seals, and the newest");
    look(&house, ISSUER, now, 3000, 5).await;
    house.store.seal(ISSUER, now).await.expect("sealed");
    assert_eq!(house.number("SELECT COUNT(*) FROM seal_head").await, 3, "the newest is another one");
}

async fn servers_that_seal_at_once_make_one_chain(house: House) {
    let now = house.store.now();
    look(&house, ISSUER, now, 0, 1500).await;
    let other = house.reopen(keyring()).await.expect("a second server");
    let sealing = [&house.store, &other, &house.store, &other].map(|store| {
        let store = store.clone();
        async move { store.seal(ISSUER, now).await.expect("sealed") }
    });
    let sealed = all_at_once(sealing.into()).await;
    assert_eq!(sealed.iter().sum::<u64>(), 1500, "{sealed:?}");
    let found = verified(&house, ISSUER).await;
    assert_eq!((found.sealed, found.unsealed_count, found.holds()), (1500, 0, true));
    other.close().await;
}

async fn events_written_while_others_are_sealed_are_sealed_too(house: House) {
    let now = house.store.now();
    let writing = tokio::spawn({
        let house = house.clone();
        async move {
            for round in 0..30 {
                let at = Instant(now.0 - 5000 * (round % 3));
                look(&house, ISSUER, at, 1000 * round.unsigned_abs(), 20).await;
            }
        }
    });
    let mut sealed = 0;
    while !writing.is_finished() {
        sealed += house.store.seal(ISSUER, now).await.expect("sealed");
    }
    writing.await.expect("written");
    sealed += house.store.seal(ISSUER, now).await.expect("sealed");
    let found = verified(&house, ISSUER).await;
    assert_eq!((sealed, found.sealed, found.unsealed_count), (600, 600, 0));
    assert!(found.holds(), "{:?}", found.faults);
}

async fn a_late_event_waits_for_the_sweep_of_the_night(house: House) {
    let now = house.store.now();
    look(&house, ISSUER, now, 0, 3).await;
    house.store.seal(ISSUER, now).await.expect("sealed");
    look(&house, ISSUER, now.plus_seconds(-300), 1, 1).await;
    assert_eq!(house.store.seal(ISSUER, now).await.expect("sealed"), 1, "five minutes late");
    let late = now.plus_seconds(-660);
    look(&house, ISSUER, late, 1, 1).await;
    assert_eq!(house.store.seal(ISSUER, now).await.expect("sealed"), 0, "eleven minutes late");
    let found = verified(&house, ISSUER).await;
    assert_eq!((found.unsealed, found.unsealed_count, found.fault_count), (vec![identity(late, 1)], 1, 0));
    assert_eq!(house.store.seal_all(ISSUER, now).await.expect("sealed"), 1);
    let found = verified(&house, ISSUER).await;
    assert_eq!((found.sealed, found.unsealed_count, found.holds()), (5, 0, true));
}

async fn a_head_that_somebody_kept_holds_until_it_is_another_chains(house: House) {
    let now = house.store.now();
    look(&house, ISSUER, now, 0, 3).await;
    look(&house, PARTNER, now, 0, 3).await;
    let empty = house.store.head(ISSUER).await.expect("a head");
    house.store.seal(ISSUER, now).await.expect("sealed");
    house.store.seal(PARTNER, now).await.expect("sealed");
    let kept = house.store.head(ISSUER).await.expect("a head");
    look(&house, ISSUER, now, 10, 3).await;
    house.store.seal(ISSUER, now).await.expect("sealed");
    let verify = async |head: SignedHead| {
        let found = house.store.verify(ISSUER, Some(head)).await.expect("walked");
        found.faults.iter().map(|fault| (fault.kind, fault.number)).collect::<Vec<_>>()
    };
    assert_eq!(house.number("SELECT COUNT(*) FROM seal_head WHERE merchant = 1000001").await, 1);
    for good in [empty, kept, house.store.head(ISSUER).await.expect("a head")] {
        let read_again = SignedHead::parse(&good.text()).expect("one line");
        assert!(verify(read_again).await.is_empty());
    }
    let forged = kept.head.sign(&[9; 32]);
    assert_eq!(verify(forged).await, [(FaultKind::HeadForged, Some(3))]);
    let others = house.store.head(PARTNER).await.expect("a head");
    assert_eq!(verify(others).await, [(FaultKind::HeadForged, Some(3))]);
}

async fn the_sealers_of_two_servers_follow_the_log(house: House) {
    let other = house.reopen(keyring()).await.expect("a second server");
    let now = house.store.now();
    look(&house, PARTNER, now.plus_seconds(-86_400), 0, 5).await;
    let pause = Duration::from_millis(20);
    let watching = [store::seal::watch(house.store.clone(), pause), store::seal::watch(other.clone(), pause)];
    for round in 0..5 {
        look(&house, ISSUER, now, round * 10, 10).await;
        tokio::time::sleep(pause).await;
    }
    for _ in 0..500 {
        if house.number("SELECT COUNT(*) FROM event_seal").await == 55 {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    let (issuer, partner) = (verified(&house, ISSUER).await, verified(&house, PARTNER).await);
    assert_eq!((issuer.sealed, partner.sealed), (50, 5));
    assert!(issuer.holds() && partner.holds());
    assert_eq!(house.number("SELECT COUNT(*) FROM job_run WHERE job = 'seal'").await, 1);
    for watch in watching {
        watch.abort();
    }
    other.close().await;
}
