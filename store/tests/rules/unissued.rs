//! RULES §6, 未發行訂單: the list of the head office, its file, and the file to issue by.

use crate::harness::{House, moment, refusal_of};
use domain::calendar::Day;
use domain::event::EventKind;
use domain::money::Dollars;
use domain::order::PaidOrderState;
use domain::refusal::Refusal;
use store::command::paid_order::{Payment, WaitingOrder};
use store::fixture::ISSUER;
use store::query::unissued::{UnissuedAfter, UnissuedSearch, UnissuedSort};
use store::query::window::Window;

on_both_engines!(
    orders_to_issue_are_found_ordered_and_paged,
    orders_to_issue_are_counted_by_state,
    orders_to_issue_are_the_head_office_s,
    whoever_issues_by_a_file_is_written_down,
);

const FIRST_PAGE: Window = Window { is_descending: false, offset: 0, size: 25 };

fn day(text: &str) -> Option<Day> {
    Day::parse(text)
}

async fn paid(house: &House, number: &str, amount: i64, on: &str) {
    let payment = Payment {
        merchant_order_no: number.to_owned(),
        ecpay_order_no: format!("26{number}"),
        authorisation_no: "123456789".to_owned(),
        amount: Dollars(amount),
        paid_at: moment(on, 10, 0, 0),
        holder_name: "林大華".to_owned(),
        holder_phone: "0922333444".to_owned(),
        holder_email: "Lin@example.com".to_owned(),
        description: format!("果茶 {number}"),
    };
    assert!(house.store.note_payment(ISSUER, payment).await.expect("noted"));
}

/// Three that can be issued, one that is overdue, one that nobody can do anything about.
async fn five(house: &House) {
    for (number, amount, on) in [
        ("P1", 300, "2026-11-06"),
        ("P2", 100, "2026-11-01"),
        ("P3", 200, "2026-10-17"),
        ("P4", 200, "2026-10-16"),
        ("P5", 500, "2026-10-07"),
    ] {
        paid(house, number, amount, on).await;
    }
}

fn numbers(rows: &[WaitingOrder]) -> Vec<&str> {
    rows.iter().map(|row| row.payment.merchant_order_no.as_str()).collect()
}

async fn orders_to_issue_are_found_ordered_and_paged(house: House) {
    five(&house).await;
    let owner = house.actor(&house.world.owner).await;
    let list = async |search: UnissuedSearch, sort, window| {
        house.store.unissued_orders(&owner, &search, sort, window).await.expect("a list")
    };
    let all = list(UnissuedSearch::default(), UnissuedSort::Paid, FIRST_PAGE).await;
    assert_eq!(numbers(&all.rows), ["P5", "P4", "P3", "P2", "P1"]);
    assert_eq!((all.total, all.amount), (5, Dollars(1_300)));
    let payment = &all.rows[0].payment;
    assert_eq!((payment.holder_name.as_str(), payment.holder_phone.as_str()), ("林○華", "09••••3444"));
    assert!(!payment.holder_email.contains("Lin"), "{}", payment.holder_email);
    let found = async |search: UnissuedSearch| {
        let page = list(search, UnissuedSort::Number, FIRST_PAGE).await;
        assert_eq!(page.total as usize, page.rows.len());
        page.rows.into_iter().map(|row| row.payment.merchant_order_no).collect::<Vec<_>>()
    };
    let state = |state| UnissuedSearch { state: Some(state), ..UnissuedSearch::default() };
    assert_eq!(found(state(PaidOrderState::Issuable)).await, ["P1", "P2", "P3"]);
    assert_eq!(found(state(PaidOrderState::Overdue)).await, ["P4"]);
    assert_eq!(found(state(PaidOrderState::Cancelled)).await, ["P5"]);
    assert_eq!(found(state(PaidOrderState::GivenUp)).await, [""; 0]);
    house.store.give_up_order(&house.world.owner.session, "P4").await.expect("given up");
    assert_eq!(found(state(PaidOrderState::GivenUp)).await, ["P4"]);
    let words = |words: &str| UnissuedSearch { words: words.to_owned(), ..UnissuedSearch::default() };
    for text in ["P2", "p2", "26P2", "果茶 P2"] {
        assert_eq!(found(words(text)).await, ["P2"], "{text}");
    }
    for text in ["林", "0922333444", "lin@EXAMPLE.com", "123456789"] {
        assert_eq!(found(words(text)).await.len(), 5, "{text}");
    }
    for text in ["%", "P9", "' OR 1=1 --"] {
        assert_eq!(found(words(text)).await, [""; 0], "{text}");
    }
    let paid = UnissuedSearch {
        paid_from: day("2026-10-16"),
        paid_until: day("2026-11-01"),
        ..UnissuedSearch::default()
    };
    assert_eq!(found(paid).await, ["P2", "P3", "P4"]);
    // Paid on 10/16 it may be issued until 11/5, on 10/17 until 11/6.
    let due = UnissuedSearch {
        issue_from: day("2026-11-05"),
        issue_until: day("2026-11-06"),
        ..UnissuedSearch::default()
    };
    assert_eq!(found(due).await, ["P3", "P4"]);
    for (sort, is_descending, expected) in [
        (UnissuedSort::Paid, true, ["P1", "P2", "P3", "P4", "P5"]),
        (UnissuedSort::Number, true, ["P5", "P4", "P3", "P2", "P1"]),
        (UnissuedSort::Amount, false, ["P2", "P3", "P4", "P1", "P5"]),
        (UnissuedSort::Amount, true, ["P5", "P1", "P4", "P3", "P2"]),
    ] {
        let mut paged = Vec::new();
        for offset in [0, 2, 4] {
            let window = Window { is_descending, offset, size: 2 };
            paged.extend(list(UnissuedSearch::default(), sort, window).await.rows);
        }
        assert_eq!(numbers(&paged), expected, "{sort:?}");
        let (mut file, mut last) = (Vec::new(), None::<WaitingOrder>);
        loop {
            let after = UnissuedAfter { sort, is_descending, last: last.as_ref(), size: 2 };
            let search = UnissuedSearch::default();
            let next = house.store.unissued_orders_after(&owner, &search, after).await.expect("rows");
            let Some(newest) = next.last().cloned() else { break };
            file.extend(next);
            last = Some(newest);
        }
        assert_eq!(numbers(&file), expected, "{sort:?}");
    }
}

async fn orders_to_issue_are_counted_by_state(house: House) {
    let owner = house.actor(&house.world.owner).await;
    let sums = async |search: UnissuedSearch| {
        let page = house.store.unissued_orders(&owner, &search, UnissuedSort::Paid, FIRST_PAGE).await;
        let page = page.expect("a list");
        let (mut orders, mut amount) = (0, 0);
        for sum in &page.states {
            (orders, amount) = (orders + sum.orders, amount + sum.amount.0);
        }
        assert_eq!((page.total, page.amount), (orders, Dollars(amount)), "each is in one state");
        page.states.iter().map(|sum| (sum.orders, sum.amount.0)).collect::<Vec<_>>()
    };
    assert_eq!(sums(UnissuedSearch::default()).await, [(0, 0); 4]);
    five(&house).await;
    // To be issued, overdue, given up, cancelled.
    assert_eq!(sums(UnissuedSearch::default()).await, [(3, 600), (1, 200), (0, 0), (1, 500)]);
    house.store.give_up_order(&house.world.owner.session, "P4").await.expect("given up");
    assert_eq!(sums(UnissuedSearch::default()).await, [(3, 600), (0, 0), (1, 200), (1, 500)]);
    let found = UnissuedSearch { words: "P2".to_owned(), ..UnissuedSearch::default() };
    assert_eq!(sums(found).await, [(1, 100), (0, 0), (0, 0), (0, 0)], "of what was found");
    let state = Some(PaidOrderState::GivenUp);
    let given_up = UnissuedSearch { state, ..UnissuedSearch::default() };
    assert_eq!(sums(given_up).await, [(0, 0), (0, 0), (1, 200), (0, 0)]);
}

async fn orders_to_issue_are_the_head_office_s(house: House) {
    five(&house).await;
    let search = UnissuedSearch::default();
    let after = UnissuedAfter { sort: UnissuedSort::Paid, is_descending: false, last: None, size: 9 };
    let world = &house.world;
    for who in [&world.clerk_001, &world.accountant] {
        let actor = house.actor(who).await;
        let listed = house.store.unissued_orders(&actor, &search, UnissuedSort::Paid, FIRST_PAGE).await;
        assert_eq!(refusal_of(listed.expect_err("refused")), Refusal::PermissionMissing);
        let file = house.store.unissued_orders_after(&actor, &search, after).await;
        assert_eq!(refusal_of(file.expect_err("refused")), Refusal::PermissionMissing);
        let issued = house.store.orders_to_issue_after(&who.session, &search, after).await;
        assert_eq!(refusal_of(issued.expect_err("refused")), Refusal::PermissionMissing);
    }
    let partner = house.actor(&world.partner_owner).await;
    let none = house.store.unissued_orders(&partner, &search, UnissuedSort::Paid, FIRST_PAGE).await;
    assert_eq!(none.expect("a list").total, 0);
    let none = house.store.orders_to_issue_after(&world.partner_owner.session, &search, after).await;
    assert!(none.expect("rows").is_empty());
    let bound = format!("UPDATE account SET branch = '001' WHERE id = '{}'", world.owner.account);
    house.change(&bound).await.expect("bound to a branch");
    let actor = house.actor(&world.owner).await;
    let listed = house.store.unissued_orders(&actor, &search, UnissuedSort::Paid, FIRST_PAGE).await;
    assert_eq!(refusal_of(listed.expect_err("refused")), Refusal::PermissionMissing);
    let issued = house.store.orders_to_issue_after(&world.owner.session, &search, after).await;
    assert_eq!(refusal_of(issued.expect_err("refused")), Refusal::PermissionMissing);
}

async fn whoever_issues_by_a_file_is_written_down(house: House) {
    five(&house).await;
    let session = &house.world.owner.session;
    let after = UnissuedAfter { sort: UnissuedSort::Paid, is_descending: false, last: None, size: 2 };
    let search = UnissuedSearch::default();
    let first = house.store.orders_to_issue_after(session, &search, after).await.expect("rows");
    assert_eq!(numbers(&first), ["P3", "P2"], "only what may be issued, in the order of the list");
    let payment = &first[0].payment;
    assert_eq!((payment.holder_name.as_str(), payment.holder_phone.as_str()), ("林大華", "0922333444"));
    let rest = UnissuedAfter { last: first.last(), ..after };
    let rest = house.store.orders_to_issue_after(session, &search, rest).await.expect("rows");
    assert_eq!(numbers(&rest), ["P1"]);
    let shown = EventKind::OrderPeopleShown.as_str();
    let written = format!(
        "SELECT COUNT(DISTINCT e.line) FROM event e JOIN paid_order p ON p.merchant = e.merchant AND p.id = e.line
         WHERE e.kind = '{shown}' AND e.account = '{}'",
        house.world.owner.account
    );
    assert_eq!(house.number(&written).await, 3, "for each order who asked for it");
    let overdue = UnissuedSearch { state: Some(PaidOrderState::Overdue), ..UnissuedSearch::default() };
    let none = house.store.orders_to_issue_after(session, &overdue, after).await.expect("rows");
    assert!(none.is_empty());
}
