//! Mails of an issue (RULES §14): made from the log, one an order, after whatever else is due, and by the command itself
//! only where no server does it.

use crate::harness::{House, keyring};
use crate::notice::{Postman, a_ticket, deliver, event, read, sent};
use crate::transfer::person;
use domain::notice::{Channel, NoticeKind, NoticeState, Recipient};
use std::time::Duration;
use store::StoreError;
use store::command::issue::{IssuedOrder, NewOrder};
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, PURCHASER_PHONE};
use store::notice::{Delivery, NotDelivered, NoticeFilter, NoticeRow, Round};

on_both_engines!(
    each_purchaser_of_a_batch_is_mailed_once,
    what_was_not_issued_is_told_to_nobody,
    a_text_goes_with_the_mail_where_the_merchant_has_texts,
    issue_mails_go_after_all_others_and_keep_a_share,
    an_issue_mail_that_failed_is_tried_again_and_holds_up_nobody,
    whoever_is_no_purchaser_any_more_gets_no_issue_mail,
    a_large_batch_is_told_of_where_no_server_runs,
    a_command_leaves_the_mails_to_the_server,
);

/// Orders of one ticket, in two languages.
fn orders(house: &House, count: u32) -> Vec<NewOrder> {
    let order = |at: u32| {
        let order = house.world.order(vec![house.world.line(Goods::Paid, at % 3 + 1, 1)]).expect("an order");
        let language = if at.is_multiple_of(2) { "zh-TW" } else { "en" };
        NewOrder { merchant_order_no: Some(format!("N{at:05}")), language: language.to_owned(), ..order }
    };
    (0..count).map(order).collect()
}

async fn issue(house: &House, count: u32) -> Vec<IssuedOrder> {
    house.store.issue(ISSUER, "test", orders(house, count)).await.expect("issued").1
}

async fn due(house: &House, limit: u32) -> Vec<Delivery> {
    house.store.due_notices(limit).await.expect("due")
}

async fn listed(house: &House) -> Vec<NoticeRow> {
    let owner = house.actor(&house.world.owner).await;
    let filter = NoticeFilter { limit: 1000, ..NoticeFilter::default() };
    house.store.list_notices(&owner, &filter).await.expect("listed")
}

async fn each_purchaser_of_a_batch_is_mailed_once(house: House) {
    let (postman, issued) = (Postman::default(), issue(&house, 3).await);
    assert_eq!(read(&house).await, 3, "one an order, however many tickets it has");
    let mut told: Vec<_> = due(&house, 10)
        .await
        .into_iter()
        .map(|due| {
            let to = due.to.expect("somebody");
            assert_eq!((due.kind, due.channel), (NoticeKind::Issued, Channel::Mail));
            assert_eq!((to.recipient, to.address.as_str()), (Recipient::Purchaser, PURCHASER_EMAIL));
            assert_eq!((due.about.merchant_name.as_str(), due.about.at), ("幸福果茶", house.store.now()));
            (due.about.order_number, due.about.quantity, to.language, to.link)
        })
        .collect();
    told.sort_by(|one, other| one.0.cmp(&other.0));
    let wanted: Vec<_> = issued
        .iter()
        .zip(["zh-TW", "en", "zh-TW"])
        .zip(1..)
        .map(|((order, language), tickets)| {
            (Some(order.number.clone()), Some(tickets), language.to_owned(), Some(order.link.clone()))
        })
        .collect();
    assert_eq!(told, wanted);
    assert_eq!(deliver(&house, &postman).await, sent(3));
    assert_eq!(deliver(&house, &postman).await, Round::default());
    assert_eq!(read(&house).await, 0);
    house.change("DELETE FROM log_cursor").await.expect("from the beginning");
    assert_eq!(read(&house).await, 0, "they are there already");
    let listed = listed(&house).await;
    assert_eq!(listed.len(), 3);
    assert!(listed.iter().all(|row| (row.kind, row.state) == (NoticeKind::Issued, NoticeState::Sent)));
}

async fn what_was_not_issued_is_told_to_nobody(house: House) {
    let again = [orders(&house, 2), orders(&house, 1)].concat();
    let refused = house.store.issue(ISSUER, "test", again).await;
    assert!(matches!(refused, Err(StoreError::AlreadyThere { .. })), "{refused:?}");
    assert_eq!(read(&house).await, 0);
    assert!(due(&house, 10).await.is_empty());
}

async fn a_text_goes_with_the_mail_where_the_merchant_has_texts(house: House) {
    let postman = Postman::default();
    house.change("UPDATE merchant SET sms_open = 1").await.expect("open");
    issue(&house, 1).await;
    assert_eq!(read(&house).await, 2);
    assert_eq!(deliver(&house, &postman).await, sent(2));
    let mut addresses: Vec<_> = postman.bag().into_iter().map(|(.., address)| address).collect();
    addresses.sort();
    assert_eq!(addresses, [PURCHASER_PHONE, PURCHASER_EMAIL]);
}

async fn issue_mails_go_after_all_others_and_keep_a_share(house: House) {
    let ticket = a_ticket(&house).await;
    issue(&house, 30).await;
    read(&house).await;
    house.clock.set(house.store.now().plus_seconds(60));
    event(&house, 0, "order_resent", &ticket, None).await;
    assert_eq!(read(&house).await, 1);
    let kinds = async |limit| -> Vec<_> { due(&house, limit).await.iter().map(|due| due.kind).collect() };
    let round = kinds(10).await;
    assert_eq!((round.len(), round[0]), (10, NoticeKind::OrderResent), "the youngest goes first");
    assert!(round[1..].iter().all(|kind| *kind == NoticeKind::Issued), "{round:?}");
    assert_eq!(kinds(1).await, [NoticeKind::OrderResent]);
    // Others that never end: of ten notices two are of the issue.
    for n in 1..20 {
        let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
        event(&house, n, "return_asked", &other, Some("request")).await;
    }
    read(&house).await;
    let round = kinds(10).await;
    let of_issue = round.iter().filter(|kind| **kind == NoticeKind::Issued).count();
    assert_eq!((round.len(), of_issue), (10, 2), "{round:?}");
}

async fn an_issue_mail_that_failed_is_tried_again_and_holds_up_nobody(house: House) {
    let postman = Postman::default();
    let issued = issue(&house, 1).await;
    let ticket = house.world.tickets_of(&issued[0].link).await.expect("tickets").remove(0);
    house.change("UPDATE merchant SET tells_uses = 1").await.expect("switched on");
    read(&house).await;
    postman.answers(&[NotDelivered::Later("451 busy".to_owned())]);
    assert_eq!(deliver(&house, &postman).await, Round { sent: 0, failed: 1 });
    house.scanned(&house.world.clerk_001, &ticket).await;
    read(&house).await;
    assert_eq!(deliver(&house, &postman).await, sent(1), "its ticket's notices do not wait for it");
    assert_eq!(deliver(&house, &postman).await, Round::default());
    house.clock.set(house.store.now().plus_seconds(60));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let kinds: Vec<_> = postman.bag().into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, [NoticeKind::Redeemed, NoticeKind::Issued]);
}

async fn whoever_is_no_purchaser_any_more_gets_no_issue_mail(house: House) {
    let postman = Postman::default();
    let issued = issue(&house, 1).await.remove(0);
    read(&house).await;
    let (session, attempt) = (&house.world.owner.session, house.attempt());
    house
        .store
        .change_purchaser(session, &issued.number, &person("李大同"), &attempt)
        .await
        .expect("changed");
    read(&house).await;
    while deliver(&house, &postman).await != Round::default() {}
    let bag = postman.bag();
    let is_you = (NoticeKind::PurchaserIsYou, Recipient::Purchaser, "hua@example.com".to_owned());
    let was_you = (NoticeKind::PurchaserWasYou, Recipient::FormerPurchaser, PURCHASER_EMAIL.to_owned());
    assert!(bag.contains(&is_you) && bag.contains(&was_you), "{bag:?}");
    assert!(bag.iter().all(|(kind, ..)| *kind != NoticeKind::Issued), "{bag:?}");
    let given_up = "SELECT COUNT(*) FROM notice WHERE kind = 'issued' AND state = 'failed'";
    assert_eq!(house.number(given_up).await, 1);
}

async fn a_large_batch_is_told_of_where_no_server_runs(house: House) {
    let postman = Postman::default();
    issue(&house, 450).await;
    let told = house.store.tell_at_once(ISSUER, &postman).await.expect("told");
    assert_eq!(told, Some(sent(450)), "more than a round, more than a chunk of the log");
    let mut addresses = postman.taken.lock().expect("a lock").clone();
    addresses.sort_by(|one, other| one.notice.cmp(&other.notice));
    addresses.dedup_by(|one, other| one.notice == other.notice);
    assert_eq!(addresses.len(), 450);
    let told = house.store.tell_at_once(ISSUER, &postman).await.expect("told");
    assert_eq!(told, Some(Round::default()), "nobody waits for the lease of a command that is done");
}

async fn a_command_leaves_the_mails_to_the_server(house: House) {
    let (servers, commands) = (Postman::default(), Postman::default());
    let pause = Duration::from_millis(10);
    let watching = [
        store::seal::watch(house.store.clone(), pause),
        store::notice::watch(house.store.clone(), servers.clone(), pause),
    ];
    while house.number("SELECT COUNT(*) FROM job_run WHERE job = 'notices'").await == 0 {
        tokio::time::sleep(pause).await;
    }
    let command = house.reopen(keyring()).await.expect("a command");
    command.issue(ISSUER, "test", orders(&house, 120)).await.expect("issued");
    assert_eq!(command.tell_at_once(ISSUER, &commands).await.expect("asked"), None);
    for _ in 0..1000 {
        if servers.taken.lock().expect("a lock").len() == 120 {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    assert_eq!((servers.bag().len(), commands.bag().len()), (120, 0));
    for watch in watching {
        watch.abort();
    }
    command.close().await;
}
