//! Issuing (RULES §6, §13): numbers, codes, dates and links.

use crate::harness::{House, all_at_once, end_of, moment, refusal_of};
use domain::calendar::Day;
use domain::code::redemption_code::RedemptionCode;
use domain::money::Dollars;
use domain::refusal::Refusal;
use domain::ticket::{TicketKind, UseState};
use std::collections::BTreeSet;
use store::command::issue::IssuedOrder;
use store::fixture::{Goods, ISSUER, TestTicket};

on_both_engines!(
    serials_are_consecutive_in_a_batch,
    batches_issued_at_once_share_no_number,
    paid_and_gift_tickets_count_apart,
    codes_and_locators_are_unique_and_of_form,
    worked_example_4_guarantee_of_365_days,
    a_gift_in_a_mixed_order_lives_as_long_as_the_guarantee,
    a_product_that_changed_after_the_check_is_not_issued,
    a_gift_only_order_has_its_own_last_day_and_no_amount,
    order_numbers_name_their_minute,
    more_orders_than_a_minute_has_numbers_go_on_in_the_next,
    the_order_answers_with_link_and_addressee,
    an_order_has_one_event_of_its_issue,
);

async fn issued(house: &House, goods: Goods, orders: usize) -> Vec<IssuedOrder> {
    let order = || house.world.order(vec![house.world.line(goods, 1, 1)]).expect("an order");
    let orders = (0..orders).map(|_| order()).collect();
    house.store.issue(ISSUER, "test", orders).await.expect("issued").1
}

fn running(ticket: &TestTicket) -> u64 {
    ticket.serial[5..].parse().expect("11 digits")
}

fn is_run(tickets: &[TestTicket]) -> bool {
    tickets.windows(2).all(|pair| running(&pair[0]) + 1 == running(&pair[1]))
}

async fn serials_are_consecutive_in_a_batch(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 100, 1).await.expect("tickets");
    assert!(is_run(&tickets));
    assert!(tickets.iter().all(|ticket| ticket.serial.len() == 16 && ticket.serial.starts_with("A63OV")));
    let more = house.world.issue_tickets(Goods::Shared, 2, 1).await.expect("tickets");
    assert_eq!(running(&more[0]), running(&tickets[99]) + 1);
}

async fn batches_issued_at_once_share_no_number(house: House) {
    let futures = (0..8).map(|_| {
        let house = house.clone();
        async move { house.world.issue_tickets(Goods::Paid, 45, 1).await.expect("tickets") }
    });
    let batches = all_at_once(futures.collect()).await;
    assert!(batches.iter().all(|tickets| tickets.len() == 45 && is_run(tickets)));
    let serials: BTreeSet<_> = batches.iter().flatten().map(|ticket| &ticket.serial).collect();
    assert_eq!(serials.len(), 8 * 45);
    assert_eq!(house.number("SELECT COUNT(DISTINCT number) FROM ticket_order").await, 8);
}

async fn paid_and_gift_tickets_count_apart(house: House) {
    let lines = vec![house.world.line(Goods::Paid, 2, 1), house.world.line(Goods::Gift, 2, 1)];
    let serials: Vec<_> = house
        .world
        .issue_lines(lines)
        .await
        .expect("tickets")
        .into_iter()
        .map(|ticket| ticket.serial)
        .collect();
    assert_eq!(serials, ["A63OV00000000001", "A63OV00000000002", "C63OV00000000001", "C63OV00000000002"]);
}

async fn codes_and_locators_are_unique_and_of_form(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 200, 1).await.expect("tickets");
    let codes: BTreeSet<_> = tickets.iter().map(|ticket| &ticket.code).collect();
    let locators: BTreeSet<_> = tickets.iter().map(|ticket| ticket.claims.locator).collect();
    assert_eq!((codes.len(), locators.len()), (200, 200));
    for code in codes {
        assert!(code.len() == 18 && code.starts_with("63OV"));
        assert!(code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        assert!(RedemptionCode::parse(code).is_some(), "its check character is wrong");
    }
}

async fn worked_example_4_guarantee_of_365_days(house: House) {
    house.clock.set(moment("2022-09-21", 10, 0, 0));
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let wallet = house.store.wallet(&tickets[0].link).await.expect("a wallet");
    assert_eq!(wallet.tickets[0].guarantee_from, Day::parse("2022-09-21"));
    assert_eq!(wallet.tickets[0].ticket.guarantee_until, Day::parse("2023-09-20"));
    assert_eq!(wallet.tickets[0].ticket.usable_until, None);
    let clerk = house.at(end_of("2023-09-20"), &house.world.clerk_001).await;
    assert_eq!(house.scanned(&clerk, &tickets[0]).await.state, UseState::Used);
    house.clock.set(moment("2023-09-21", 0, 0, 0));
    assert_eq!(house.scanned(&clerk, &tickets[1]).await.state, UseState::RedeemedOverdue);
}

async fn a_gift_in_a_mixed_order_lives_as_long_as_the_guarantee(house: House) {
    let lines = vec![house.world.line(Goods::Paid, 1, 2), house.world.line(Goods::Gift, 1, 1)];
    let tickets = house.world.issue_lines(lines).await.expect("tickets");
    let wallet = house.store.wallet(&tickets[0].link).await.expect("a wallet");
    assert_eq!(wallet.amount, 400);
    let gift = wallet.tickets.iter().find(|ticket| ticket.ticket.kind == TicketKind::Gift).expect("the gift");
    assert_eq!(gift.ticket.usable_until, Day::parse("2027-11-05"));
    assert_eq!((gift.guarantee_from, gift.ticket.guarantee_until), (None, None));
}

/// Its price was changed after the file was checked: tickets that say another one are not issued.
async fn a_product_that_changed_after_the_check_is_not_issued(house: House) {
    let line = house.world.line(Goods::Paid, 1, 1);
    let stale = store::command::issue::NewLine { face_value: Dollars(line.face_value.0 + 1), ..line };
    let order = house.world.order(vec![stale]).expect("an order");
    let issued = house.store.issue(ISSUER, "file", vec![order]).await.expect_err("refused");
    assert_eq!(refusal_of(issued), Refusal::ChangedMeanwhile);
    assert_eq!(house.number("SELECT COUNT(*) FROM batch WHERE state = 'visible'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) FROM product WHERE issued_at IS NOT NULL").await, 0);
}

async fn a_gift_only_order_has_its_own_last_day_and_no_amount(house: House) {
    let last_day = Day::parse("2026-12-31");
    let line =
        store::command::issue::NewLine { usable_until: last_day, ..house.world.line(Goods::Gift, 3, 1) };
    let tickets = house.world.issue_lines(vec![line]).await.expect("tickets");
    let wallet = house.store.wallet(&tickets[0].link).await.expect("a wallet");
    assert_eq!((wallet.amount, wallet.tickets.len()), (0, 3));
    assert!(wallet.tickets.iter().all(|ticket| ticket.ticket.usable_until == last_day));
}

async fn order_numbers_name_their_minute(house: House) {
    let numbers: Vec<_> =
        issued(&house, Goods::Paid, 3).await.into_iter().map(|order| order.number).collect();
    assert_eq!(numbers, ["2026110614000001", "2026110614000002", "2026110614000003"]);
    house.clock.set(moment("2026-11-07", 0, 1, 59));
    assert_eq!(issued(&house, Goods::Paid, 1).await[0].number, "2026110700010001");
}

async fn more_orders_than_a_minute_has_numbers_go_on_in_the_next(house: House) {
    issued(&house, Goods::Paid, 1).await;
    house
        .change("UPDATE running_number SET next = 9999 WHERE series LIKE 'order_%'")
        .await
        .expect("9,998 orders");
    let numbers: Vec<_> =
        issued(&house, Goods::Paid, 3).await.into_iter().map(|order| order.number).collect();
    assert_eq!(numbers, ["2026110614009999", "2026110614010001", "2026110614010002"]);
    house.clock.set(moment("2026-11-06", 14, 1, 0));
    assert_eq!(issued(&house, Goods::Paid, 1).await[0].number, "2026110614010003");
}

async fn the_order_answers_with_link_and_addressee(house: House) {
    let orders = issued(&house, Goods::Paid, 2).await;
    assert_ne!(orders[0].link, orders[1].link);
    for order in orders {
        let wallet = house.store.wallet(&order.link).await.expect("a wallet");
        assert_eq!((wallet.order_number, wallet.issued_at), (order.number, house.store.now()));
        assert_eq!(wallet.holder_name, order.purchaser_name);
        assert_eq!(order.tickets, 1);
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM wallet WHERE language = 'zh-TW'").await, 2);
}

async fn an_order_has_one_event_of_its_issue(house: House) {
    house.world.issue_tickets(Goods::Paid, 50, 1).await.expect("tickets");
    issued(&house, Goods::Paid, 2).await;
    let events =
        "SELECT quantity FROM event WHERE kind = 'issued' AND ticket_order IS NOT NULL ORDER BY quantity";
    let tickets = house.rows(events, |row| sqlx::Row::get::<i64, _>(row, 0)).await;
    assert_eq!(tickets, [1, 1, 50]);
}
