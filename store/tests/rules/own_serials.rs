//! RULES §6, 自訂序號: from a start value on, each number once, and the platform's go round them.

use crate::harness::{House, refusal_of};
use domain::code::serial::SerialStart;
use domain::identity::DraftId;
use domain::refusal::{Refusal, RefusalCode};
use domain::ticket::TicketKind;
use sqlx::Row;
use store::command::issue_draft::{NewDraft, Totals};
use store::fixture::{Goods, ISSUER};
use store::query::issue_draft::{DraftState, Failure, IssueDraft};
use store::query::issued_order::OrderSearch;

on_both_engines!(
    they_count_up_from_the_start_value,
    the_platforms_numbers_go_round_them,
    what_was_given_is_not_given_again,
    what_is_no_start_value_is_not_issued,
    what_came_to_nothing_is_free_again,
);

async fn open(house: &House, hash: &str, start: Option<&str>) -> DraftId {
    let new = NewDraft {
        form: domain::print::TicketForm::Electronic,
        file_hash: hash.to_owned(),
        file_name: "a.xlsx".to_owned(),
        sheet: "[1]".to_owned(),
        serial_start: start.map(str::to_owned),
    };
    house.store.open_issue_draft(&house.world.owner.session, new).await.expect("a draft")
}

async fn now(house: &House, id: &DraftId) -> IssueDraft {
    let owner = house.actor(&house.world.owner).await;
    house.store.issue_draft_of(&owner, id).await.expect("a draft")
}

/// Issues `tickets` of each kind and waits for the task behind the page.
async fn issue(house: &House, hash: &str, start: &str, goods: &[Goods], tickets: u32) -> IssueDraft {
    let id = open(house, hash, Some(start)).await;
    let lines = goods.iter().map(|goods| house.world.line(*goods, tickets, 1)).collect();
    let order = house.world.order(lines).expect("an order");
    let totals = Totals { orders: 1, tickets: tickets.into(), amount: 0 };
    let version = now(house, &id).await.version;
    let session = &house.world.owner.session;
    house.store.issue_draft(session, &id, version, (vec![order], totals)).await.expect("begun");
    for _ in 0..500 {
        let draft = now(house, &id).await;
        if draft.state != DraftState::Issuing {
            return draft;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is issued for ever");
}

async fn issue_platform(house: &House, tickets: u32) {
    let order = house.world.order(vec![house.world.line(Goods::Paid, tickets, 1)]).expect("an order");
    house.store.issue(ISSUER, "test", vec![order]).await.expect("issued");
}

/// How many tickets have this letter and a number from `first` to `last`.
async fn numbered(house: &House, first: u64, last: u64) -> i64 {
    let number = "CAST(SUBSTR(serial, 6) AS BIGINT)";
    house
        .number(&format!("SELECT COUNT(*) FROM ticket WHERE {number} >= {first} AND {number} <= {last}"))
        .await
}

async fn they_count_up_from_the_start_value(house: House) {
    let draft = issue(&house, "aa", "００５００", &[Goods::Paid, Goods::Gift], 3).await;
    assert_eq!((draft.state, draft.failure), (DraftState::Issued, None));
    assert_eq!(numbered(&house, 500, 502).await, 6, "each letter begins there");
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 6);
    let owner = house.actor(&house.world.owner).await;
    let window = store::query::window::Window { size: 25, offset: 0, is_descending: true };
    let serials =
        house.rows("SELECT MIN(serial) AS found FROM ticket", |row| row.get::<String, _>("found")).await;
    let words = serials[0].clone();
    let search = OrderSearch { words, ..OrderSearch::default() };
    let found = house.store.issued_orders(&owner, &search, window).await.expect("read");
    let own: Vec<_> = found.rows.iter().map(|order| order.has_own_serials).collect();
    assert_eq!(own, [true], "found by its own serial");
    let order = house.store.issued_order(&owner, &found.rows[0].number).await.expect("read");
    assert!(order.has_own_serials);
}

async fn the_platforms_numbers_go_round_them(house: House) {
    issue(&house, "aa", "4", &[Goods::Paid], 3).await;
    issue(&house, "bb", "9", &[Goods::Paid], 2).await;
    issue_platform(&house, 2).await;
    assert_eq!(numbered(&house, 1, 2).await, 2);
    // 3–5 would meet 4–6, 7–9 would meet 9–10: the next three in a row are 11–13.
    issue_platform(&house, 3).await;
    assert_eq!(numbered(&house, 11, 13).await, 3);
    assert_eq!(house.number("SELECT COUNT(DISTINCT serial) FROM ticket").await, 10);
}

async fn what_was_given_is_not_given_again(house: House) {
    issue_platform(&house, 5).await;
    for (hash, start) in [("aa", "1"), ("bb", "5")] {
        let draft = issue(&house, hash, start, &[Goods::Paid], 1).await;
        assert_eq!(draft.failure, Some(Failure::Refused(RefusalCode::SerialsTaken)), "{start}");
        assert_eq!(draft.state, DraftState::Open);
    }
    assert_eq!(issue(&house, "cc", "100", &[Goods::Paid], 10).await.failure, None);
    for (hash, start) in [("dd", "91"), ("ee", "100"), ("ff", "109")] {
        let draft = issue(&house, hash, start, &[Goods::Paid], 10).await;
        assert_eq!(draft.failure, Some(Failure::Refused(RefusalCode::SerialsTaken)), "{start}");
    }
    assert_eq!(issue(&house, "gg", "110", &[Goods::Paid], 1).await.failure, None);
    assert_eq!(issue(&house, "hh", "100", &[Goods::Gift], 10).await.failure, None, "of another letter");
    let owner = house.actor(&house.world.owner).await;
    let tickets = [(TicketKind::Paid, 10), (TicketKind::Gift, 0)];
    let taken = house.store.own_serials(&owner, "105", tickets).await.expect("read");
    assert_eq!(taken.refusal, Some(Refusal::SerialsTaken));
    let free = house.store.own_serials(&owner, "111", tickets).await.expect("read");
    assert_eq!(free.refusal, None);
    assert!(free.spans[0].0.ends_with("00000000111") && free.spans[0].1.ends_with("00000000120"));
}

async fn what_is_no_start_value_is_not_issued(house: House) {
    let id = open(&house, "aa", Some("A1")).await;
    let order = house.world.order(vec![house.world.line(Goods::Paid, 1, 1)]).expect("an order");
    let totals = Totals { orders: 1, tickets: 1, amount: 200 };
    let session = &house.world.owner.session;
    let refused = house.store.issue_draft(session, &id, 1, (vec![order], totals)).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::SerialStartWrong);
    assert_eq!(now(&house, &id).await.state, DraftState::Open);
    house.store.choose_serials(session, &id, 1, None).await.expect("chosen");
    let stale = house.store.choose_serials(session, &id, 1, Some("1".to_owned())).await;
    assert_eq!(refusal_of(stale.expect_err("refused")), Refusal::ChangedMeanwhile);
    assert_eq!(now(&house, &id).await.serial_start, None);
    // The same file with another choice.
    assert_eq!(open(&house, "aa", Some("7")).await, id);
    assert_eq!(now(&house, &id).await.serial_start.as_deref(), Some("7"));
    assert!(SerialStart::parse("7").is_ok());
    let last = issue(&house, "bb", "99999999999", &[Goods::Paid], 2).await;
    assert_eq!(last.failure, Some(Failure::Refused(RefusalCode::SerialStartWrong)));
}

async fn what_came_to_nothing_is_free_again(house: House) {
    let mut order = house.world.order(vec![house.world.line(Goods::Paid, 2, 1)]).expect("an order");
    order.merchant_order_no = Some("TAKEN1".to_owned());
    house.store.issue(ISSUER, "test", vec![order.clone()]).await.expect("issued");
    let id = open(&house, "aa", Some("50")).await;
    let totals = Totals { orders: 1, tickets: 2, amount: 400 };
    let session = &house.world.owner.session;
    house.store.issue_draft(session, &id, 1, (vec![order], totals)).await.expect("begun");
    for _ in 0..500 {
        if now(&house, &id).await.state != DraftState::Issuing {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(now(&house, &id).await.failure, Some(Failure::Taken("TAKEN1".to_owned())));
    assert_eq!(house.number("SELECT COUNT(*) FROM own_serials").await, 0);
    assert_eq!(issue(&house, "bb", "50", &[Goods::Paid], 2).await.failure, None);
}
