//! Paid orders and their windows (RULES §6).

use crate::harness::{House, moment, refusal_of};
use domain::calendar::Day;
use domain::money::Dollars;
use domain::notice::NoticeKind;
use domain::order::PaidOrderState;
use domain::refusal::Refusal;
use store::StoreError;
use store::command::issue::NewOrder;
use store::command::paid_order::Payment;
use store::fixture::{Goods, ISSUER};

on_both_engines!(
    worked_example_1_reminded_overdue_and_cancelled,
    a_paid_order_is_issued_once_and_for_what_was_paid,
    an_order_is_not_issued_after_its_window,
    an_order_is_given_up_until_day_30,
    the_same_payment_is_noted_once,
    another_merchant_sees_no_order,
    the_merchant_is_mailed_each_reminder,
    days_without_a_run_do_not_pile_reminders_up,
    a_run_that_is_made_up_for_reminds_of_nothing_that_is_over,
    an_order_that_is_issued_waits_for_no_issue,
);

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn payment(number: &str, amount: i64, on: &str) -> Payment {
    Payment {
        merchant_order_no: number.to_owned(),
        ecpay_order_no: "2605011234567890".to_owned(),
        authorisation_no: "123456789".to_owned(),
        amount: Dollars(amount),
        paid_at: moment(on, 10, 0, 0),
        holder_name: "王小明".to_owned(),
        holder_phone: "0912345678".to_owned(),
        holder_email: "ming@example.com".to_owned(),
        description: "果茶".to_owned(),
    }
}

async fn issue(house: &House, number: &str, tickets: u32) -> Result<(), StoreError> {
    let lines = vec![house.world.line(Goods::Paid, tickets, 1)];
    let order = NewOrder {
        merchant_order_no: Some(number.to_owned()),
        ..house.world.order(lines).expect("an order")
    };
    house.store.issue(ISSUER, "test", vec![order]).await.map(|_| ())
}

async fn worked_example_1_reminded_overdue_and_cancelled(house: House) {
    house.store.note_payment(ISSUER, payment("P1", 200, "2026-05-01")).await.expect("noted");
    let on = |text: &str| {
        let (house, day) = (house.clone(), day(text));
        async move {
            house.clock.set(day.start().plus_seconds(3600));
            house.store.remind_of_orders(day).await.expect("reminders").len()
        }
    };
    assert_eq!(on("2026-05-07").await, 0);
    assert_eq!(on("2026-05-08").await, 1);
    assert_eq!(on("2026-05-08").await, 0, "once");
    assert_eq!(on("2026-05-19").await, 0);
    assert_eq!(on("2026-05-20").await, 1);
    let owner = house.at(moment("2026-05-22", 9, 0, 0), &house.world.owner).await;
    let waiting = house.store.waiting_orders(&owner.session).await.expect("orders");
    assert_eq!((waiting[0].state, waiting[0].countdown), (PaidOrderState::Overdue, None));
    assert_eq!(house.store.cancel_unissued_orders(day("2026-05-30")).await.expect("not yet"), 0);
    assert_eq!(house.store.cancel_unissued_orders(day("2026-05-31")).await.expect("cancelled"), 1);
    assert_eq!(house.store.cancel_unissued_orders(day("2026-05-31")).await.expect("once"), 0);
}

async fn a_paid_order_is_issued_once_and_for_what_was_paid(house: House) {
    house.store.note_payment(ISSUER, payment("P1", 400, "2026-11-01")).await.expect("noted");
    let wrong = issue(&house, "P1", 3).await.expect_err("600 is not 400");
    assert_eq!(refusal_of(wrong), Refusal::AmountNotPaid { paid: Dollars(400) });
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 0, "nothing is left of it");
    let waiting = house.store.waiting_orders(&house.world.owner.session).await.expect("orders");
    assert_eq!((waiting[0].state, waiting[0].countdown), (PaidOrderState::Issuable, Some(16)));
    issue(&house, "P1", 2).await.expect("issued");
    assert!(house.store.waiting_orders(&house.world.owner.session).await.expect("orders").is_empty());
    let again = issue(&house, "P1", 2).await.expect_err("issued before");
    assert!(matches!(again, StoreError::AlreadyThere { .. }), "{again}");
}

async fn an_order_is_not_issued_after_its_window(house: House) {
    house.store.note_payment(ISSUER, payment("P1", 200, "2026-10-16")).await.expect("noted");
    let refused = refusal_of(issue(&house, "P1", 1).await.expect_err("day 22"));
    let last_day = day("2026-11-05");
    assert_eq!(refused, Refusal::OrderNotIssuable { state: PaidOrderState::Overdue, last_day });
    house.store.note_payment(ISSUER, payment("P2", 200, "2026-10-17")).await.expect("noted");
    issue(&house, "P2", 1).await.expect("day 21");
}

async fn an_order_is_given_up_until_day_30(house: House) {
    house.store.note_payment(ISSUER, payment("P1", 200, "2026-10-08")).await.expect("noted");
    house.store.note_payment(ISSUER, payment("P2", 200, "2026-10-07")).await.expect("noted");
    let session = &house.world.owner.session;
    house.store.give_up_order(session, "P1").await.expect("day 30");
    let late = refusal_of(house.store.give_up_order(session, "P2").await.expect_err("day 31"));
    assert!(matches!(late, Refusal::OrderNotIssuable { state: PaidOrderState::Cancelled, .. }), "{late:?}");
    let again = refusal_of(house.store.give_up_order(session, "P1").await.expect_err("once"));
    assert!(matches!(again, Refusal::OrderNotIssuable { state: PaidOrderState::GivenUp, .. }), "{again:?}");
    let clerk = house.store.give_up_order(&house.world.clerk_001.session, "P2").await;
    assert_eq!(refusal_of(clerk.expect_err("a clerk")), Refusal::PermissionMissing);
}

async fn the_same_payment_is_noted_once(house: House) {
    assert!(house.store.note_payment(ISSUER, payment("P1", 200, "2026-11-01")).await.expect("noted"));
    assert!(!house.store.note_payment(ISSUER, payment("P1", 900, "2026-11-02")).await.expect("known"));
    assert_eq!(house.number("SELECT amount FROM paid_order").await, 200);
}

async fn another_merchant_sees_no_order(house: House) {
    house.store.note_payment(ISSUER, payment("P1", 200, "2026-11-01")).await.expect("noted");
    let session = &house.world.partner_owner.session;
    assert!(house.store.waiting_orders(session).await.expect("none").is_empty());
    let refused = house.store.give_up_order(session, "P1").await;
    assert_eq!(refusal_of(refused.expect_err("unknown")), Refusal::OrderUnknown);
}

async fn the_merchant_is_mailed_each_reminder(house: House) {
    for number in ["P1", "P2"] {
        house.store.note_payment(ISSUER, payment(number, 200, "2026-05-01")).await.expect("noted");
    }
    house.clock.set(moment("2026-05-08", 9, 0, 0));
    house.store.remind_of_orders(day("2026-05-08")).await.expect("reminders");
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    assert_eq!(house.store.make_notices().await.expect("notices"), 2, "one an order");
    let due = house.store.due_notices(10).await.expect("due");
    let mut orders: Vec<_> =
        due.iter().map(|mail| mail.about.order_number.clone().expect("an order")).collect();
    orders.sort();
    assert_eq!(orders, ["P1", "P2"]);
    for mail in &due {
        assert_eq!(mail.kind, NoticeKind::OrderReminded);
        assert_eq!(mail.about.last_day, Some(day("2026-05-21")));
        assert_eq!(mail.to.as_ref().expect("the merchant").address, "service@example.com");
    }
}

/// Nothing ran from the sixth day to the twentieth, or for longer.
async fn days_without_a_run_do_not_pile_reminders_up(house: House) {
    house.store.note_payment(ISSUER, payment("P1", 200, "2026-05-01")).await.expect("noted");
    let on = |text: &str| {
        let (house, day) = (house.clone(), day(text));
        async move {
            house.clock.set(day.start().plus_seconds(3600));
            house.store.remind_of_orders(day).await.expect("reminders").len()
        }
    };
    assert_eq!(on("2026-05-20").await, 1, "the second one alone");
    assert_eq!(on("2026-05-21").await, 0, "the first does not follow");
    house.store.note_payment(ISSUER, payment("P2", 200, "2026-05-01")).await.expect("noted");
    assert_eq!(on("2026-05-22").await, 0, "whose window is over is reminded of nothing");
}

/// The server was down from the twentieth to the twenty-third: the run of the twentieth comes when nothing can be issued.
async fn a_run_that_is_made_up_for_reminds_of_nothing_that_is_over(house: House) {
    house.store.note_payment(ISSUER, payment("P1", 200, "2026-05-01")).await.expect("noted");
    house.clock.set(day("2026-05-23").start().plus_seconds(3600));
    assert!(house.store.remind_of_orders(day("2026-05-20")).await.expect("reminders").is_empty());
}

async fn an_order_that_is_issued_waits_for_no_issue(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("issued");
    let number = "issued-before";
    let changed = house
        .change(&format!("UPDATE ticket_order SET merchant_order_no = '{number}' WHERE merchant = 1000001"))
        .await;
    assert_eq!(changed.expect("numbered"), 1);
    let noted = house.store.note_payment(ISSUER, payment(number, 200, "2026-11-01")).await;
    assert!(matches!(noted, Err(StoreError::AlreadyThere { what }) if what == number));
    let waiting = house.store.waiting_orders(&house.world.owner.session).await.expect("orders");
    assert!(waiting.is_empty(), "{} beside {}", waiting.len(), ticket.serial);
}
