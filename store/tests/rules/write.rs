//! The write itself: compare and set, all or nothing, whoever goes away in between.

use crate::harness::{House, all_at_once};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use store::StoreError;
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    a_decision_on_an_older_version_writes_nothing,
    a_session_revoked_after_the_decision_writes_nothing,
    a_caller_who_goes_away_leaves_all_or_nothing,
    a_caller_who_goes_away_from_a_cancel_leaves_all_or_nothing,
    what_is_acknowledged_is_there_however_many_callers_went_away,
    a_ticket_that_the_database_refuses_does_not_take_its_neighbours_along,
    a_closed_store_refuses_and_writes_nothing,
);

async fn one(house: &House) -> TestTicket {
    house.world.issue_one(Goods::Paid).await.expect("a ticket")
}

async fn a_decision_on_an_older_version_writes_nothing(house: House) {
    let (ticket, owner) = (one(&house).await, &house.world.owner);
    house.world.renew_code(&ticket).await.expect("version 1");
    for stale in [0, 2] {
        assert!(!house.world.write_decided_on(owner, &ticket, stale).await.expect("an outcome"));
    }
    assert_eq!(house.written(&ticket).await, (1, 0, 0));
    assert!(house.world.write_decided_on(owner, &ticket, 1).await.expect("an outcome"));
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
}

async fn a_session_revoked_after_the_decision_writes_nothing(house: House) {
    let (ticket, owner) = (one(&house).await, &house.world.owner);
    house.store.end_session(&owner.session).await.expect("signed out");
    assert!(!house.world.write_decided_on(owner, &ticket, 0).await.expect("an outcome"));
    assert_eq!(house.written(&ticket).await, (1, 0, 0));
}

/// Goes away when `future` has been polled that often; whether it was done by then.
async fn polled<F: Future>(future: F, times: usize) -> bool {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if polls >= times => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

async fn a_caller_who_goes_away_leaves_all_or_nothing(house: House) {
    let mut finished = 0;
    for polls in 1..=40 {
        let ticket = one(&house).await;
        let request = house.world.scan(&ticket).expect("a scan");
        finished += usize::from(polled(house.redeem(&house.world.clerk_001, &request), polls).await);
        let written = house.written(&ticket).await;
        assert!([(1, 0, 0), (0, 1, 1)].contains(&written), "{written:?} after {polls} polls");
        // Whatever was there, the phone sends the attempt again and then it is done, once.
        house.redeemed(&house.world.clerk_001, &request).await;
        assert_eq!(house.written(&ticket).await, (0, 1, 1));
    }
    assert!((1..40).contains(&finished), "{finished} of 40 finished: nobody went away in between");
}

async fn a_caller_who_goes_away_from_a_cancel_leaves_all_or_nothing(house: House) {
    let clerk = &house.world.clerk_001;
    for polls in 1..=30 {
        let ticket = one(&house).await;
        let receipt = house.scanned(clerk, &ticket).await;
        let attempt = house.attempt();
        let cancel = || house.cancel_units(clerk, &receipt.use_id, None, &attempt);
        polled(cancel(), polls).await;
        let written = house.written(&ticket).await;
        assert!([(0, 1, 1), (1, 1, 2)].contains(&written), "{written:?} after {polls} polls");
        cancel().await.expect("cancelled");
        assert_eq!(house.written(&ticket).await, (1, 1, 2));
    }
}

/// A connection that somebody left inside a transaction would acknowledge a redemption and never commit it. So many at
/// once that every connection has its turn.
async fn what_is_acknowledged_is_there_however_many_callers_went_away(house: House) {
    let clerk = &house.world.clerk_001;
    let many = house.world.issue_tickets(Goods::Paid, 1, 200).await.expect("a ticket").remove(0);
    let all = RedeemRequest { quantity: Some(200), ..house.world.scan(&many).expect("a scan") };
    let used = house.redeemed(clerk, &all).await;
    for polls in 1..=15 {
        for _ in 0..4 {
            polled(house.cancel_units(clerk, &used.use_id, Some(1), &house.attempt()), polls).await;
        }
        let tickets = house.world.issue_tickets(Goods::Paid, 24, 1).await.expect("tickets");
        let redemptions = tickets.iter().map(|ticket| {
            let (house, request) = (house.clone(), house.world.scan(ticket).expect("a scan"));
            async move { drop(house.redeemed(&house.world.clerk_001, &request).await) }
        });
        all_at_once(redemptions.collect()).await;
        for ticket in &tickets {
            assert_eq!(house.written(ticket).await, (0, 1, 1), "after {polls} polls of a cancel");
        }
    }
}

/// One broken row stands for whatever a disk can do to one ticket.
async fn a_ticket_that_the_database_refuses_does_not_take_its_neighbours_along(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 30, 1).await.expect("tickets");
    refuse_updates_of(&house, &tickets[7]).await;
    let futures = tickets.iter().map(|ticket| {
        let (house, request) = (house.clone(), house.world.scan(ticket).expect("a scan"));
        async move { house.redeem(&house.world.clerk_001, &request).await }
    });
    let answers = all_at_once(futures.collect()).await;
    for (number, (ticket, answer)) in tickets.iter().zip(answers).enumerate() {
        let expected = if number == 7 { (1, 0, 0) } else { (0, 1, 1) };
        assert_eq!(house.written(ticket).await, expected, "ticket {number}: {answer:?}");
        assert_eq!(answer.is_ok(), number != 7);
    }
}

async fn refuse_updates_of(house: &House, ticket: &TestTicket) {
    let id = &ticket.id;
    let trigger = if house.url.starts_with("sqlite:") {
        format!(
            "CREATE TRIGGER broken BEFORE UPDATE ON ticket WHEN NEW.id = '{id}'
             BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    } else {
        format!(
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
             CREATE TRIGGER broken BEFORE UPDATE ON ticket FOR EACH ROW WHEN (NEW.id = '{id}')
             EXECUTE FUNCTION broken()"
        )
    };
    house.change(&trigger).await.expect("a trigger");
}

async fn a_closed_store_refuses_and_writes_nothing(house: House) {
    let ticket = one(&house).await;
    let request: RedeemRequest = house.world.scan(&ticket).expect("a scan");
    house.store.close().await;
    let refused = house.redeem(&house.world.clerk_001, &request).await.expect_err("refused");
    assert!(matches!(refused.error, StoreError::Closing | StoreError::Database(_)), "{}", refused.error);
    assert!(refused.error.refusal().code().is_transient());
    assert_eq!(house.written(&ticket).await, (1, 0, 0));
}

/// PostgreSQL alone: SQLite has one lock for everything, and its own tests.
#[test]
fn a_ticket_that_somebody_holds_locked_does_not_hold_the_next_customer_up() {
    crate::harness::run(crate::harness::Database::Postgres, behind_a_lock);
}

async fn behind_a_lock(house: House) {
    let (held, free) = (one(&house).await, one(&house).await);
    let other = sqlx::AnyPool::connect(&house.url).await.expect("a second way in");
    let mut holding = other.begin().await.expect("a transaction");
    let lock = "SELECT id FROM ticket WHERE id = $1 FOR UPDATE";
    sqlx::query(lock).bind(held.id.to_string()).fetch_one(&mut *holding).await.expect("held");
    let request = house.world.scan(&held).expect("a scan");
    let waiting = tokio::spawn({
        let house = house.clone();
        async move { house.redeem(&house.world.clerk_001, &request).await.is_ok() }
    });
    // Its write stands before the lock when another transaction waits for this one.
    let stands = "SELECT COUNT(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while house.number(stands).await == 0 && !waiting.is_finished() {
        tokio::task::yield_now().await;
    }
    house.scanned(&house.world.clerk_002, &free).await;
    assert!(!waiting.is_finished(), "the first was not held up: this shows nothing");
    holding.rollback().await.expect("let go");
    assert!(waiting.await.expect("no panic"), "what waited is redeemed once the lock is gone");
    other.close().await;
}

/// PostgreSQL alone: it was started anew, say. The counter keeps its connections and must not keep dead ones.
#[test]
fn the_counter_goes_on_after_its_connections_were_cut() {
    crate::harness::run(crate::harness::Database::Postgres, behind_a_cut);
}

async fn behind_a_cut(house: House) {
    let (before, after) = (one(&house).await, one(&house).await);
    house.scanned(&house.world.clerk_001, &before).await;
    // Its two are known by what they were asked last.
    let cut = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%json_to_recordset%'";
    assert_eq!(house.number(cut).await, 2);
    let request = house.world.scan(&after).expect("a scan");
    let mut refused = 0;
    while let Err(error) = house.redeem(&house.world.clerk_001, &request).await {
        assert!(error.error.refusal().code().is_transient(), "{}", error.error);
        refused += 1;
        assert!(refused < 10, "the counter never comes back");
    }
    assert_eq!(house.written(&after).await, (0, 1, 1));
}
