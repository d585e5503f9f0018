//! A batch is issued as a whole or not at all, and nobody sees half of one.

use crate::harness::{House, refusal_of};
use domain::refusal::Refusal;
use domain::ticket::TicketState;
use sqlx::Row;
use std::time::Duration;
use store::StoreError;
use store::command::issue::NewOrder;
use store::fixture::{Goods, ISSUER, STRANGER};

on_both_engines!(
    a_staged_batch_is_invisible_until_its_row_says_otherwise,
    nobody_ever_sees_half_a_batch,
    an_order_number_is_issued_once_and_the_refused_batch_leaves_nothing,
    a_batch_with_an_unknown_product_leaves_nothing,
    a_caller_who_goes_away_leaves_a_whole_batch_or_none,
    what_a_killed_server_left_staged_gives_its_order_numbers_back,
    a_closed_issue_service_issues_nothing,
    another_merchant_may_have_the_same_order_number,
);

fn order(house: &House, number: &str, tickets: u32) -> NewOrder {
    let lines = vec![house.world.line(Goods::Paid, tickets, 1)];
    let merchant_order_no = Some(number.to_owned());
    NewOrder { merchant_order_no, ..house.world.order(lines).expect("an order") }
}

async fn issue(house: &House, orders: Vec<NewOrder>) -> Result<usize, StoreError> {
    house.store.issue(ISSUER, "test", orders).await.map(|(_, issued)| issued.len())
}

/// Rows of everything that an issue writes.
async fn rows(house: &House) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["wallet", "ticket_order", "ticket", "event"] {
        counts.push(house.number(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

async fn a_staged_batch_is_invisible_until_its_row_says_otherwise(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    for state in ["staging", "abandoned"] {
        house.change(&format!("UPDATE batch SET state = '{state}'")).await.expect("hidden");
        for request in [house.world.scan(&ticket), house.world.type_code(&ticket)] {
            let refused = house.refused(&house.world.clerk_001, &request.expect("a request")).await;
            assert_eq!(refused, Refusal::TicketUnknown);
        }
        assert!(matches!(house.store.wallet(&ticket.link).await, Err(StoreError::NotFound)));
        let face = house.store.public_face(ISSUER, ticket.claims.locator).await;
        assert!(matches!(face, Err(StoreError::NotFound)));
    }
    house.change("UPDATE batch SET state = 'visible'").await.expect("visible");
    assert_eq!(
        house.store.wallet(&ticket.link).await.expect("a wallet").tickets[0].state,
        TicketState::Unused
    );
    house.store.public_face(ISSUER, ticket.claims.locator).await.expect("a face");
    house.scanned(&house.world.clerk_001, &ticket).await;
}

async fn nobody_ever_sees_half_a_batch(house: House) {
    let issuing = tokio::spawn({
        let house = house.clone();
        async move { issue(&house, vec![order(&house, "BIG1", 150), order(&house, "BIG2", 150)]).await }
    });
    let visible = "SELECT COUNT(*) FROM ticket t JOIN batch b ON b.id = t.batch AND b.state = 'visible'";
    while !issuing.is_finished() {
        let seen = house.number(visible).await;
        assert!(seen == 0 || seen == 300, "{seen} of 300");
    }
    assert_eq!(issuing.await.expect("no panic").expect("issued"), 2);
    assert_eq!(house.number(visible).await, 300);
}

async fn an_order_number_is_issued_once_and_the_refused_batch_leaves_nothing(house: House) {
    issue(&house, vec![order(&house, "A1", 1)]).await.expect("issued");
    let before = rows(&house).await;
    for batch in [vec![order(&house, "B1", 60), order(&house, "A1", 1)], vec![order(&house, "A1", 2)]] {
        let refused = issue(&house, batch).await.expect_err("refused");
        assert!(matches!(&refused, StoreError::AlreadyThere { what } if what == "A1"), "{refused}");
        assert_eq!(rows(&house).await, before);
    }
    let corrected = vec![order(&house, "B1", 60), order(&house, "A2", 1)];
    assert_eq!(issue(&house, corrected).await.expect("issued"), 2);
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 62);
}

async fn a_batch_with_an_unknown_product_leaves_nothing(house: House) {
    let before = rows(&house).await;
    let mut broken = order(&house, "B2", 1);
    broken.lines[0].product = domain::identity::ProductNumber(404);
    assert!(issue(&house, vec![order(&house, "B1", 60), broken]).await.is_err());
    assert_eq!(rows(&house).await, before);
    issue(&house, vec![order(&house, "B1", 60)]).await.expect("issued");
}

/// The visitor closes the page: what was begun is finished, and the same file says that it is there already.
async fn a_caller_who_goes_away_leaves_a_whole_batch_or_none(house: House) {
    for (number, microseconds) in [0, 200, 1_000, 3_000, 10_000, 30_000].into_iter().enumerate() {
        let name = format!("GONE{number}");
        let begun = issue(&house, vec![order(&house, &name, 90)]);
        let _ = tokio::time::timeout(Duration::from_micros(microseconds), begun).await;
        let again = issue(&house, vec![order(&house, &name, 90)]).await;
        assert!(matches!(again, Ok(1) | Err(StoreError::AlreadyThere { .. })), "{again:?}");
        let last = issue(&house, vec![order(&house, &name, 90)]).await;
        assert!(matches!(last, Err(StoreError::AlreadyThere { .. })), "{last:?}");
    }
    settle(&house).await;
    let visible = "SELECT COUNT(*) FROM ticket t JOIN batch b ON b.id = t.batch AND b.state = 'visible'";
    assert_eq!(house.number(visible).await, 6 * 90);
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 6 * 90);
}

/// Waits until nothing is being staged any more.
async fn settle(house: &House) {
    let staging = "SELECT COUNT(*) FROM batch WHERE state = 'staging'";
    let settled = async { while house.number(staging).await > 0 {} };
    tokio::time::timeout(Duration::from_secs(20), settled).await.expect("a batch is staged for ever");
}

async fn what_a_killed_server_left_staged_gives_its_order_numbers_back(house: House) {
    issue(&house, vec![order(&house, "K1", 3)]).await.expect("issued");
    let killed = "UPDATE batch SET state = 'staging';
        INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
        SELECT merchant, 'back', NULL, 'correction', 'trust', 'buyer', amount, at, day FROM posting";
    house.change(killed).await.expect("killed before the last row and its money");
    let soon = issue(&house, vec![order(&house, "K1", 3)]).await;
    assert!(matches!(soon, Err(StoreError::AlreadyThere { .. })), "it may still be at work: {soon:?}");
    house.clock.set(house.store.now().plus_seconds(15 * 60 + 1));
    issue(&house, vec![order(&house, "K1", 3)]).await.expect("issued");
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 3);
    assert_eq!(house.number("SELECT COUNT(*) FROM wallet").await, 1);
    let states =
        house.rows("SELECT state FROM batch ORDER BY created_at, id", |row| row.get::<String, _>(0)).await;
    assert_eq!(
        (states.first().map(String::as_str), states.last().map(String::as_str)),
        (Some("abandoned"), Some("visible"))
    );
}

async fn a_closed_issue_service_issues_nothing(house: House) {
    house.change("UPDATE merchant SET issue_open = 0").await.expect("closed");
    let refused = issue(&house, vec![order(&house, "A1", 1)]).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::IssueNotOpen);
    assert_eq!(house.number("SELECT COUNT(*) FROM batch").await, 0);
}

async fn another_merchant_may_have_the_same_order_number(house: House) {
    issue(&house, vec![order(&house, "A1", 1)]).await.expect("issued");
    let own = NewOrder { lines: Vec::new(), ..order(&house, "A1", 1) };
    let (_, issued) = house.store.issue(STRANGER, "test", vec![own]).await.expect("issued");
    assert_eq!(issued[0].tickets, 0);
}
