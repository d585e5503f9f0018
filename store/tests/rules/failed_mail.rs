//! RULES §6 and §9: a mail that did not arrive waits for somebody, once for its order, until something made up for it: the
//! console's first page counts what the list of orders finds, and the page of an order shows which mail it is.

use crate::harness::{House, refusal_of};
use crate::notice::{Postman, deliver, issue_is_told, read};
use crate::transfer::{offered, person};
use domain::actor::Actor;
use domain::event::EventKind;
use domain::issued_order::FAILED_DAYS;
use domain::notice::{Channel, NoticeState};
use domain::refusal::Refusal;
use store::StoreError;
use store::fixture::{Goods, ISSUER, TestTicket, branch};
use store::query::issued_order::OrderSearch;
use store::query::issued_order::page::MailOfOrder;
use store::query::issued_order::paged::{MAILS, Pages};
use store::query::window::Window;

on_both_engines!(
    a_failed_mail_waits_until_the_order_is_told_again,
    a_mail_of_a_ticket_is_one_of_its_order,
    a_mail_is_sent_again_from_its_order_s_page,
    nobody_waits_for_mails_to_a_former_purchaser,
    what_is_no_mail_of_an_order_does_not_count,
    an_order_with_many_messages_is_paged_through,
    a_branch_counts_what_it_issued,
);

const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };
const DAY: i64 = 24 * 3600;

fn wait(house: &House, seconds: i64) {
    house.clock.set(house.store.now().plus_seconds(seconds));
}

async fn issued(house: &House) -> (TestTicket, String) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("issued");
    let number = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    (ticket, number)
}

/// Sessions end before the days of this file do.
async fn owner(house: &House) -> Actor {
    let owner = house.at(house.store.now(), &house.world.owner).await;
    house.actor(&owner).await
}

/// Every mail of this order.
async fn mails(house: &House, number: &str) -> Vec<MailOfOrder> {
    let owner = owner(house).await;
    house.store.issued_order(&owner, number).await.expect("the order").mails
}

/// The orders that wait, the newest first: the list, its file, the first page and the page of each order agree.
async fn waiting(house: &House) -> Vec<String> {
    let owner = owner(house).await;
    let search = OrderSearch { is_mail_failed: true, ..OrderSearch::default() };
    let page = house.store.issued_orders(&owner, &search, FIRST_PAGE).await.expect("a list");
    let listed: Vec<_> = page.rows.into_iter().map(|order| order.number).collect();
    let filed = house.store.issued_orders_after(&owner, &search, true, "", 100).await.expect("a file");
    assert_eq!(filed.into_iter().map(|order| order.number).collect::<Vec<_>>(), listed);
    let urgent = house.store.urgent_of(ISSUER, None).await.expect("counted");
    assert_eq!((page.counted, urgent.failed_mails as usize), (listed.len() as u64, listed.len()));
    for number in &listed {
        let words = OrderSearch { words: number.clone(), ..search.clone() };
        let found = house.store.issued_orders(&owner, &words, FIRST_PAGE).await.expect("a list");
        assert_eq!(found.counted, 1, "{number}");
        let is_shown = mails(house, number).await.iter().any(|mail| mail.is_missing);
        assert!(is_shown, "{number}");
    }
    listed
}

async fn lost(house: &House, which: &str, state: &str) {
    house.change(&format!("UPDATE notice SET state = '{state}' WHERE {which}")).await.expect("written");
}

async fn a_failed_mail_waits_until_the_order_is_told_again(house: House) {
    let (_, first) = issued(&house).await;
    let (_, second) = issued(&house).await;
    issue_is_told(&house).await;
    assert_eq!(waiting(&house).await, [""; 0]);
    lost(&house, "kind = 'issued'", "failed").await;
    assert_eq!(waiting(&house).await, [second.clone(), first.clone()]);
    let owner = house.at(house.store.now().plus_seconds(60), &house.world.owner).await;
    house.store.resend(&owner.session, &first, &house.attempt()).await.expect("told again");
    read(&house).await;
    assert_eq!(waiting(&house).await.len(), 2, "it is on its way");
    deliver(&house, &Postman::default()).await;
    assert_eq!(waiting(&house).await, [second.as_str()]);
    let told: Vec<_> =
        mails(&house, &first).await.into_iter().map(|mail| (mail.state, mail.is_missing)).collect();
    assert_eq!(told, [(NoticeState::Failed, false), (NoticeState::Sent, false)]);
    lost(&house, "kind = 'order_resent'", "bounced").await;
    assert_eq!(waiting(&house).await, [second, first], "once, though two of its mails did not arrive");
    wait(&house, (FAILED_DAYS.cast_signed() - 1) * DAY);
    assert_eq!(waiting(&house).await.len(), 2);
    wait(&house, DAY);
    assert_eq!(waiting(&house).await, [""; 0]);
}

async fn a_mail_of_a_ticket_is_one_of_its_order(house: House) {
    let (ticket, number) = issued(&house).await;
    issued(&house).await;
    issue_is_told(&house).await;
    let gift = offered(&house, &[&ticket]).await;
    read(&house).await;
    deliver(&house, &Postman::default()).await;
    assert_eq!(waiting(&house).await, [""; 0]);
    lost(&house, "kind = 'transfer_offered'", "bounced").await;
    assert_eq!(waiting(&house).await, [number.as_str()]);
    wait(&house, 600);
    house.store.resend_transfer(&ticket.link, &gift.transfer, &house.attempt()).await.expect("told again");
    read(&house).await;
    deliver(&house, &Postman::default()).await;
    assert_eq!(waiting(&house).await, [""; 0]);
    lost(&house, "kind = 'transfer_offered'", "failed").await;
    assert_eq!(waiting(&house).await, [number], "once, though two of its mails did not arrive");
}

async fn a_mail_is_sent_again_from_its_order_s_page(house: House) {
    let (_, first) = issued(&house).await;
    let (_, second) = issued(&house).await;
    issue_is_told(&house).await;
    lost(&house, "kind = 'issued'", "bounced").await;
    let notice = mails(&house, &first).await.remove(0).notice;
    let (owner, accountant) = (&house.world.owner, &house.world.accountant);
    let again = async |who: &store::fixture::Person, order: &str| {
        house.store.send_notice_again(&who.session, order, &notice, &house.attempt()).await
    };
    let refused = again(accountant, &first).await.expect_err("looks only");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
    assert!(matches!(again(owner, &second).await, Err(StoreError::NotFound)), "of another order");
    assert!(matches!(again(&house.world.stranger_owner, &first).await, Err(StoreError::NotFound)));
    let attempt = house.attempt();
    for _ in 0..2 {
        house.store.send_notice_again(&owner.session, &first, &notice, &attempt).await.expect("sent again");
    }
    again(owner, &first).await.expect("it is on its way already");
    let reused = house.store.send_notice_again(&owner.session, &second, &notice, &attempt).await;
    assert!(matches!(reused, Err(StoreError::NotFound)));
    let kind = EventKind::NoticeSentAgain.as_str();
    let written = format!("SELECT COUNT(*) FROM event WHERE kind = '{kind}'");
    assert_eq!(house.number(&written).await, 1);
    assert_eq!(waiting(&house).await, [second.as_str()], "what goes again does not wait for anybody");
    read(&house).await;
    deliver(&house, &Postman::default()).await;
    assert_eq!(mails(&house, &first).await[0].state, NoticeState::Sent);
    lost(&house, &format!("id = '{notice}'"), "bounced").await;
    house.store.send_notice_again(&owner.session, &first, &notice, &attempt).await.expect("the old form");
    assert_eq!(mails(&house, &first).await[0].state, NoticeState::Bounced, "was done before");
    again(owner, &first).await.expect("a new one");
    assert_eq!(house.number(&written).await, 2);
}

async fn nobody_waits_for_mails_to_a_former_purchaser(house: House) {
    let (_, number) = issued(&house).await;
    issue_is_told(&house).await;
    lost(&house, "kind = 'issued'", "bounced").await;
    assert_eq!(waiting(&house).await, [number.as_str()]);
    wait(&house, 60);
    let session = &house.world.owner.session;
    house
        .store
        .change_purchaser(session, &number, &person("李大同"), &house.attempt())
        .await
        .expect("changed");
    assert_eq!(waiting(&house).await, [""; 0]);
    read(&house).await;
    deliver(&house, &Postman::default()).await;
    assert_eq!(waiting(&house).await, [""; 0]);
    for kind in ["purchaser_is_you", "purchaser_was_you"] {
        lost(&house, &format!("kind = '{kind}'"), "bounced").await;
        assert_eq!(waiting(&house).await, [number.as_str()], "{kind}");
        lost(&house, &format!("kind = '{kind}'"), "sent").await;
    }
}

async fn what_is_no_mail_of_an_order_does_not_count(house: House) {
    house.change("UPDATE merchant SET sms_open = 1").await.expect("switched on");
    let (_, number) = issued(&house).await;
    issue_is_told(&house).await;
    lost(&house, "channel = 'sms'", "failed").await;
    assert_eq!(waiting(&house).await, [""; 0]);
    let shown = mails(&house, &number).await;
    let texts: Vec<_> = shown.iter().filter(|mail| mail.channel == Channel::Sms).collect();
    assert!(texts.len() == 1 && texts[0].is_missing, "and yet it can be sent again: {shown:?}");
    let head = "INSERT INTO notice (merchant, id, event, kind, channel, subject, state, made_at, due_at, changed_at)
                SELECT n.merchant, 'head', n.event, 'daily_head', 'mail', 'merchant', 'failed', n.made_at, n.made_at, n.made_at
                FROM notice n WHERE n.channel = 'mail' AND n.kind = 'issued'";
    assert_eq!(house.change(head).await.expect("written"), 1);
    assert_eq!(waiting(&house).await, [""; 0]);
}

async fn an_order_with_many_messages_is_paged_through(house: House) {
    let (_, number) = issued(&house).await;
    issue_is_told(&house).await;
    let told = mails(&house, &number).await.len();
    let more: Vec<_> = (0..MAILS).map(|place| format!("SELECT {place} AS place")).collect();
    let head = format!(
        "INSERT INTO notice (merchant, id, event, kind, channel, subject, state, made_at, due_at, changed_at)
         SELECT n.merchant, n.id || '-' || m.place, n.event, 'issued', 'mail', 'wallet-' || m.place,
                CASE WHEN m.place = 7 THEN 'bounced' ELSE 'sent' END, n.made_at, n.made_at, n.made_at
         FROM notice n CROSS JOIN ({}) m WHERE n.channel = 'mail' AND n.kind = 'issued'",
        more.join(" UNION ALL ")
    );
    house.change(&head).await.expect("written");
    let owner = house.actor(&house.world.owner).await;
    let page = async |mails| {
        let pages = Pages { mails, ..Pages::default() };
        house.store.issued_order_at(&owner, &number, pages).await.expect("the order")
    };
    let (first, second) = (page(0).await, page(1).await);
    assert_eq!((first.mails.len(), first.has_more_mails), (usize::from(MAILS), true));
    assert_eq!(first.mails[0].state, NoticeState::Bounced, "what did not arrive comes first");
    assert_eq!((second.mails.len(), second.has_more_mails), (told, false));
    let mut all: Vec<_> = first.mails.iter().chain(&second.mails).map(|mail| &mail.notice).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), usize::from(MAILS) + told, "each once");
}

async fn a_branch_counts_what_it_issued(house: House) {
    let (_, ours) = issued(&house).await;
    issued(&house).await;
    issue_is_told(&house).await;
    let sql = format!("UPDATE ticket_order SET issued_branch = '001' WHERE number = '{ours}'");
    house.change(&sql).await.expect("issued by the branch");
    lost(&house, "kind = 'issued'", "failed").await;
    for (number, count) in [("001", 1), ("002", 0)] {
        let number = branch(number).expect("a branch");
        let urgent = house.store.urgent_of(ISSUER, Some(&number)).await.expect("counted");
        assert_eq!(urgent.failed_mails, count, "{}", number.as_str());
    }
    assert_eq!(waiting(&house).await.len(), 2);
}
