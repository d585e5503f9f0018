//! RULES §6, 已發行訂單管理: whose wallet nobody opened, some days after the mail with its link.

use crate::harness::House;
use crate::notice::{Postman, deliver, issue_is_told, read};
use crate::transfer::{offered, person};
use domain::actor::Actor;
use domain::issued_order::{UNOPENED_AFTER_DAYS, UNOPENED_UNTIL_DAYS};
use store::StoreError;
use store::fixture::{Goods, TestTicket};
use store::query::issued_order::page::Opening;
use store::query::issued_order::{ListedOrder, OrderSearch};
use store::query::window::Window;

on_both_engines!(
    a_wallet_is_opened_once,
    an_order_counts_three_days_after_its_mail_and_ninety_after_its_issue,
    the_newest_mail_counts,
    what_was_used_given_or_returned_reached_its_purchaser,
    another_purchaser_begins_anew,
    what_was_made_before_openings_were_noted_never_counts,
);

const DAY: i64 = 24 * 3600;
const AFTER: i64 = UNOPENED_AFTER_DAYS.cast_signed() * DAY;
const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };

async fn ticket(house: &House) -> (TestTicket, String) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("issued");
    let number = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    (ticket, number)
}

fn wait(house: &House, seconds: i64) {
    house.clock.set(house.store.now().plus_seconds(seconds));
}

/// Numbers, the newest first: the page and the file have the same.
async fn unopened(house: &House, actor: &Actor) -> Vec<String> {
    let search = OrderSearch { is_unopened: true, ..OrderSearch::default() };
    let numbers =
        |rows: Vec<ListedOrder>| -> Vec<String> { rows.into_iter().map(|order| order.number).collect() };
    let page = house.store.issued_orders(actor, &search, FIRST_PAGE).await.expect("a list");
    assert_eq!(page.counted as usize, page.rows.len());
    let filed = house.store.issued_orders_after(actor, &search, true, "", 100).await.expect("a file");
    let listed = numbers(page.rows);
    assert_eq!(numbers(filed), listed);
    listed
}

async fn opening(house: &House, actor: &Actor, number: &str) -> Opening {
    house.store.issued_order(actor, number).await.expect("the order").opening
}

async fn a_wallet_is_opened_once(house: House) {
    let owner = house.actor(&house.world.owner).await;
    let (ticket, number) = ticket(&house).await;
    assert!(!house.store.wallet(&ticket.link).await.expect("a wallet").is_opened, "looking is not opening");
    assert_eq!(opening(&house, &owner, &number).await, Opening::NotYet);
    let happened = "SELECT COUNT(*) FROM event";
    let before = house.number(happened).await;
    let first = house.store.now();
    for is_first in [true, false] {
        assert_eq!(house.store.open_wallet(&ticket.link).await.expect("opened"), is_first);
        wait(&house, 60);
    }
    assert!(house.store.wallet(&ticket.link).await.expect("a wallet").is_opened);
    assert_eq!(opening(&house, &owner, &number).await, Opening::At(first));
    assert_eq!(house.number(happened).await, before, "no ticket changed");

    let (given, _) = self::ticket(&house).await;
    let gift = offered(&house, &[&given]).await;
    let none_yet = house.store.open_wallet(&gift.link).await;
    assert!(matches!(none_yet, Err(StoreError::NotFound)), "a gift is no wallet");
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    assert!(house.store.open_wallet(&gift.link).await.expect("the recipient's own"));
}

async fn an_order_counts_three_days_after_its_mail_and_ninety_after_its_issue(house: House) {
    let owner = house.actor(&house.world.owner).await;
    let (opened, first) = ticket(&house).await;
    let (_, second) = ticket(&house).await;
    issue_is_told(&house).await;
    assert_eq!(unopened(&house, &owner).await, [""; 0]);
    wait(&house, AFTER - 1);
    assert_eq!(unopened(&house, &owner).await, [""; 0]);
    wait(&house, 1);
    assert_eq!(unopened(&house, &owner).await, [second.clone(), first.clone()]);
    let search = OrderSearch { words: first.clone(), is_unopened: true, ..OrderSearch::default() };
    let found = house.store.issued_orders(&owner, &search, FIRST_PAGE).await.expect("a list");
    assert_eq!(found.rows.iter().map(|order| order.number.as_str()).collect::<Vec<_>>(), [first.as_str()]);
    assert!(house.store.open_wallet(&opened.link).await.expect("opened"));
    assert_eq!(unopened(&house, &owner).await, [second.as_str()]);
    let partner = house.at(house.store.now(), &house.world.partner_owner).await;
    let partner = house.actor(&partner).await;
    assert_eq!(unopened(&house, &partner).await, [""; 0], "another merchant's");
    let last = UNOPENED_UNTIL_DAYS.cast_signed() * DAY - AFTER;
    wait(&house, last);
    assert_eq!(unopened(&house, &owner).await, [second]);
    wait(&house, DAY);
    assert_eq!(unopened(&house, &owner).await, [""; 0]);
}

async fn the_newest_mail_counts(house: House) {
    let owner = house.actor(&house.world.owner).await;
    let (_, number) = ticket(&house).await;
    read(&house).await;
    wait(&house, AFTER);
    assert_eq!(unopened(&house, &owner).await, [""; 0], "it waits to be sent");
    for (state, is_listed) in [("sent", true), ("failed", false), ("bounced", false)] {
        house.change(&format!("UPDATE notice SET state = '{state}'")).await.expect("written");
        assert_eq!(unopened(&house, &owner).await.len(), usize::from(is_listed), "{state}");
    }
    let person = house.at(house.store.now(), &house.world.owner).await;
    house.store.resend(&person.session, &number, &house.attempt()).await.expect("told again");
    read(&house).await;
    deliver(&house, &Postman::default()).await;
    assert_eq!(unopened(&house, &owner).await, [""; 0], "that was a moment ago");
    wait(&house, AFTER);
    assert_eq!(unopened(&house, &owner).await, [number], "the one that came back does not count any more");
}

async fn what_was_used_given_or_returned_reached_its_purchaser(house: House) {
    let owner = house.actor(&house.world.owner).await;
    let (used, _) = ticket(&house).await;
    let (given, _) = ticket(&house).await;
    let (asked, _) = ticket(&house).await;
    let (shown, _) = ticket(&house).await;
    let (_, other) = ticket(&house).await;
    issue_is_told(&house).await;
    wait(&house, AFTER);
    assert_eq!(unopened(&house, &owner).await.len(), 5);
    let person = house.at(house.store.now(), &house.world.owner).await;
    let used = house.scanned(&person, &used).await;
    house.cancel(&person, &used.use_id).await.expect("cancelled: it was shown all the same");
    offered(&house, &[&given]).await;
    let (store, attempt) = (&house.store, house.attempt());
    store.ask_return(&asked.link, &asked.id, None, None, &attempt).await.expect("asked");
    let wallet = store.wallet(&shown.link).await.expect("a wallet");
    store.show_number(wallet.issuer.number, &wallet.tickets[0]).await.expect("looked at");
    assert_eq!(unopened(&house, &owner).await, [other]);
}

async fn another_purchaser_begins_anew(house: House) {
    let owner = house.actor(&house.world.owner).await;
    let (ticket, number) = ticket(&house).await;
    issue_is_told(&house).await;
    assert!(house.store.open_wallet(&ticket.link).await.expect("opened"));
    let used = house.scanned(&house.world.owner, &ticket).await;
    house.cancel(&house.world.owner, &used.use_id).await.expect("cancelled");
    wait(&house, 60);
    let session = &house.world.owner.session;
    let changed = house.store.change_purchaser(session, &number, &person("李大同"), &house.attempt()).await;
    let changed = changed.expect("changed");
    assert_eq!(opening(&house, &owner, &number).await, Opening::NotYet);
    assert!(matches!(house.store.open_wallet(&ticket.link).await, Err(StoreError::NotFound)));
    wait(&house, AFTER);
    assert_eq!(unopened(&house, &owner).await, [""; 0], "the new one was not told yet");
    read(&house).await;
    deliver(&house, &Postman::default()).await;
    wait(&house, AFTER);
    assert_eq!(unopened(&house, &owner).await, [number]);
    assert!(house.store.open_wallet(&changed.link).await.expect("opened"));
    assert_eq!(unopened(&house, &owner).await, [""; 0]);
}

async fn what_was_made_before_openings_were_noted_never_counts(house: House) {
    let owner = house.actor(&house.world.owner).await;
    let (ticket, number) = ticket(&house).await;
    issue_is_told(&house).await;
    house.change("UPDATE wallet SET opened_at = 0").await.expect("as the migration leaves it");
    wait(&house, AFTER);
    assert_eq!(unopened(&house, &owner).await, [""; 0]);
    assert_eq!(opening(&house, &owner, &number).await, Opening::Unknown);
    assert!(!house.store.open_wallet(&ticket.link).await.expect("nobody asks"));
    assert_eq!(opening(&house, &owner, &number).await, Opening::Unknown);
}
