//! Batches that are larger than what one transaction writes: as whole as small ones, and gone as a whole.

use crate::harness::{House, all_at_once, moment};
use domain::money::Dollars;
use domain::refusal::Refusal;
use sqlx::Row;
use std::collections::BTreeSet;
use store::StoreError;
use store::command::issue::{IssuedOrder, NewOrder};
use store::command::paid_order::Payment;
use store::fixture::{Goods, ISSUER};

on_both_engines!(
    a_batch_of_many_chunks_is_whole,
    an_order_goes_on_in_the_next_chunks,
    a_used_number_in_a_later_chunk_leaves_nothing,
    a_number_that_stands_twice_in_a_batch_leaves_nothing,
    a_paid_order_in_a_later_chunk_is_judged_with_all_others,
    two_batches_with_each_others_numbers_are_issued_once,
    what_was_half_taken_away_goes_at_the_next_issue,
    numbers_of_a_batch_that_is_not_visible_are_not_used,
);

/// More than the largest chunk has rows.
const MANY: u32 = 700;

fn order(house: &House, number: &str, tickets: u32) -> NewOrder {
    let lines = vec![house.world.line(Goods::Paid, tickets, 1)];
    let merchant_order_no = Some(number.to_owned());
    NewOrder { merchant_order_no, ..house.world.order(lines).expect("an order") }
}

/// Orders of one ticket, in the order of their numbers.
fn orders(house: &House, count: u32) -> Vec<NewOrder> {
    (0..count).map(|at| order(house, &format!("N{at:04}"), 1)).collect()
}

async fn issue(house: &House, orders: Vec<NewOrder>) -> Result<Vec<IssuedOrder>, StoreError> {
    house.store.issue(ISSUER, "test", orders).await.map(|(_, issued)| issued)
}

/// Rows of everything that an issue writes.
async fn rows(house: &House) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["wallet", "ticket_order", "ticket", "event", "posting"] {
        counts.push(house.number(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

async fn a_batch_of_many_chunks_is_whole(house: House) {
    let issued = issue(&house, orders(&house, MANY)).await.expect("issued");
    let many = i64::from(MANY);
    assert_eq!(rows(&house).await, [many; 5]);
    // Each order with its own number, wallet, event and money.
    let apart = "SELECT COUNT(*) FROM ticket_order o
        JOIN wallet w ON w.merchant = o.merchant AND w.id = o.wallet
        JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id AND t.wallet = w.id AND t.batch = o.batch
        JOIN event e ON e.merchant = o.merchant AND e.ticket_order = o.id AND e.kind = 'issued' AND e.quantity = 1
        JOIN posting p ON p.merchant = o.merchant AND p.event = e.id AND p.amount = 200";
    assert_eq!(house.number(apart).await, many);
    // Serials run on in the order of the file.
    let in_file = house
        .rows(
            "SELECT o.merchant_order_no, t.serial FROM ticket t
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order ORDER BY t.serial",
            |row| (row.get::<String, _>(0), row.get::<String, _>(1)),
        )
        .await;
    for (at, (number, serial)) in in_file.iter().enumerate() {
        assert_eq!(
            (number.as_str(), serial.as_str()),
            (&*format!("N{at:04}"), &*format!("A63OV{:011}", at + 1))
        );
    }
    // Every link opens its own wallet, and every code its own ticket.
    let mut codes = BTreeSet::new();
    for order in issued.iter().step_by(97) {
        let tickets = house.world.tickets_of(&order.link).await.expect("tickets");
        assert_eq!((tickets.len(), order.tickets), (1, 1));
        codes.insert(tickets[0].code.clone());
        house.redeemed(&house.world.clerk_001, &house.world.type_code(&tickets[0]).expect("typed")).await;
    }
    assert_eq!(codes.len(), issued.len().div_ceil(97));
}

async fn an_order_goes_on_in_the_next_chunks(house: House) {
    let batch = vec![order(&house, "FIRST", 1), order(&house, "LONG", 2 * MANY), order(&house, "LAST", 3)];
    let issued = issue(&house, batch).await.expect("issued");
    assert_eq!(issued.iter().map(|order| order.tickets).collect::<Vec<_>>(), [1, 2 * MANY as usize, 3]);
    let wallet = house.store.wallet(&issued[1].link).await.expect("a wallet");
    assert_eq!((wallet.tickets.len(), wallet.amount), (2 * MANY as usize, i64::from(2 * MANY) * 200));
    let events = "SELECT quantity FROM event WHERE kind = 'issued' ORDER BY quantity";
    assert_eq!(house.rows(events, |row| row.get::<i64, _>(0)).await, [1, 3, i64::from(2 * MANY)]);
}

async fn a_used_number_in_a_later_chunk_leaves_nothing(house: House) {
    issue(&house, vec![order(&house, "N0690", 1)]).await.expect("issued");
    let before = rows(&house).await;
    let refused = issue(&house, orders(&house, MANY)).await.expect_err("refused");
    assert!(matches!(&refused, StoreError::AlreadyThere { what } if what == "N0690"), "{refused}");
    assert_eq!(rows(&house).await, before);
    assert_eq!(house.number("SELECT COUNT(*) FROM batch WHERE state = 'abandoned'").await, 1);
    issue(&house, orders(&house, 690)).await.expect("all others are free again");
}

async fn a_number_that_stands_twice_in_a_batch_leaves_nothing(house: House) {
    let before = rows(&house).await;
    for place in [1, MANY as usize] {
        let mut batch = orders(&house, MANY);
        batch.insert(place, order(&house, "N0000", 1));
        let refused = issue(&house, batch).await.expect_err("refused");
        assert!(matches!(&refused, StoreError::AlreadyThere { what } if what == "N0000"), "{refused}");
        assert_eq!(rows(&house).await, before);
    }
}

async fn a_paid_order_in_a_later_chunk_is_judged_with_all_others(house: House) {
    let payment = |number: &str, amount: i64| Payment {
        merchant_order_no: number.to_owned(),
        ecpay_order_no: "2605011234567890".to_owned(),
        authorisation_no: "123456789".to_owned(),
        amount: Dollars(amount),
        paid_at: moment("2026-11-06", 10, 0, 0),
        holder_name: "王小明".to_owned(),
        holder_phone: "0912345678".to_owned(),
        holder_email: "ming@example.com".to_owned(),
        description: "果茶".to_owned(),
    };
    for (number, amount) in [("N0001", 200), ("N0300", 200), ("N0690", 400)] {
        assert!(house.store.note_payment(ISSUER, payment(number, amount)).await.expect("noted"));
    }
    let before = rows(&house).await;
    let refused = issue(&house, orders(&house, MANY)).await.expect_err("refused");
    let wrong =
        matches!(&refused, StoreError::Refused(Refusal::AmountNotPaid { paid }) if *paid == Dollars(400));
    assert!(wrong, "{refused}");
    assert_eq!(rows(&house).await, before);
    assert_eq!(house.number("SELECT COUNT(*) FROM paid_order WHERE outcome IS NULL").await, 3);
    issue(&house, orders(&house, 690)).await.expect("issued");
    assert_eq!(house.number("SELECT COUNT(*) FROM paid_order WHERE outcome = 'issued'").await, 2);
}

/// Each waits for what the other has written: PostgreSQL ends one of the two transactions.
async fn two_batches_with_each_others_numbers_are_issued_once(house: House) {
    let batches = [false, true].map(|backwards| {
        let house = house.clone();
        async move {
            let mut batch = orders(&house, 60);
            if backwards {
                batch.reverse();
            }
            issue(&house, batch).await
        }
    });
    let answers = all_at_once(batches.into()).await;
    let issued = answers.iter().filter(|answer| answer.is_ok()).count();
    let refused =
        answers.iter().filter(|answer| matches!(answer, Err(StoreError::AlreadyThere { .. }))).count();
    assert!(issued <= 1 && issued + refused == 2, "{answers:?}");
    assert_eq!(rows(&house).await, [60 * issued as i64; 5]);
}

async fn what_was_half_taken_away_goes_at_the_next_issue(house: House) {
    issue(&house, orders(&house, 250)).await.expect("issued");
    let killed = "DELETE FROM ticket WHERE serial > 'A63OV00000000120';
        INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
        SELECT merchant, 'back' || id, NULL, 'correction', 'trust', 'buyer', amount, at, day FROM posting;
        UPDATE batch SET state = 'abandoned'";
    house.change(killed).await.expect("killed while it took a batch away");
    issue(&house, orders(&house, 250)).await.expect("issued");
    assert_eq!(rows(&house).await[..3], [250; 3]);
    assert_eq!(house.number("SELECT COUNT(*) FROM batch WHERE state = 'visible'").await, 1);
}

async fn numbers_of_a_batch_that_is_not_visible_are_not_used(house: House) {
    issue(&house, orders(&house, 40)).await.expect("issued");
    let asked: BTreeSet<String> = ["N0000", "N0039", "N0040"].map(str::to_owned).into();
    let used = async || {
        let (orders, gifts) =
            house.store.used_order_numbers(ISSUER, asked.clone(), asked.clone()).await.expect("numbers");
        assert!(gifts.is_empty());
        orders.into_iter().collect::<BTreeSet<_>>()
    };
    assert_eq!(used().await, ["N0000", "N0039"].map(str::to_owned).into());
    for state in ["staging", "abandoned"] {
        house.change(&format!("UPDATE batch SET state = '{state}'")).await.expect("hidden");
        assert_eq!(used().await, BTreeSet::new());
    }
    house.change("UPDATE batch SET state = 'visible'").await.expect("visible");
}
