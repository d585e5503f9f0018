//! Heads leave the house (CODES, event log): the last one of a day in the merchant's mail and in the bank's file.

use crate::harness::{House, TestBank, moment};
use crate::notice::{Postman, deliver, issue_is_told, sent};
use crate::seal::look;
use crate::seal_tampering::open_the_tables;
use domain::bank::BankFile;
use domain::calendar::Day;
use domain::notice::{NoticeKind, Recipient};
use domain::seal::SignedHead;
use store::fixture::{Goods, ISSUER, PARTNER};
use store::notice::{NotDelivered, NoticeFilter, Round};

on_both_engines!(
    the_head_of_a_day_stays_what_it_was,
    each_day_on_which_something_happened_is_mailed_once,
    the_mail_of_the_head_holds_up_nobody,
    the_banks_file_brings_the_heads_of_its_merchants,
    a_head_that_is_not_ours_any_more_goes_nowhere,
);

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

async fn sealed(house: &House) -> SignedHead {
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.head(ISSUER).await.expect("a head")
}

async fn the_head_of_a_day_stays_what_it_was(house: House) {
    look(&house, ISSUER, house.store.now(), 0, 3).await;
    let first = sealed(&house).await;
    assert!(house.store.heads_before(day("2026-11-06")).await.expect("heads").is_empty());
    assert_eq!(house.store.heads_before(day("2026-11-07")).await.expect("heads"), [first]);
    house.clock.set(moment("2026-11-07", 0, 30, 0));
    look(&house, ISSUER, house.store.now(), 10, 1200).await;
    look(&house, PARTNER, house.store.now(), 10, 2).await;
    let second = sealed(&house).await;
    house.store.seal(PARTNER, house.store.now()).await.expect("sealed");
    assert_eq!(house.store.heads_before(day("2026-11-07")).await.expect("heads"), [first]);
    let next = house.store.heads_before(day("2026-11-08")).await.expect("heads");
    assert_eq!((next.len(), next[0]), (2, second));
    assert_eq!(house.store.heads_before(day("2026-12-24")).await.expect("heads"), next, "nothing since");
}

async fn each_day_on_which_something_happened_is_mailed_once(house: House) {
    let postman = Postman::default();
    look(&house, ISSUER, house.store.now(), 0, 3).await;
    let first = sealed(&house).await;
    house.clock.set(moment("2026-11-07", 4, 0, 0));
    for made in [1, 0, 0] {
        assert_eq!(house.store.make_head_notices(day("2026-11-07")).await.expect("made"), made);
    }
    let due = house.store.due_notices(10).await.expect("due").remove(0);
    assert_eq!((due.about.head, due.about.at), (Some(first), first.head.at));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let mailed = [(NoticeKind::DailyHead, Recipient::Merchant, "service@example.com".to_owned())];
    assert_eq!(postman.bag(), mailed);
    // Days without anything: no mail. A day that was missed is caught up with.
    house.clock.set(moment("2026-11-09", 4, 0, 0));
    assert_eq!(house.store.make_head_notices(day("2026-11-09")).await.expect("made"), 0);
    look(&house, ISSUER, house.store.now(), 50, 1).await;
    let second = sealed(&house).await;
    house.clock.set(moment("2026-11-12", 4, 0, 0));
    for day in [day("2026-11-10"), day("2026-11-11"), day("2026-11-12")] {
        house.store.make_head_notices(day).await.expect("made");
    }
    let due = house.store.due_notices(10).await.expect("due");
    assert_eq!(due.iter().map(|due| due.about.head).collect::<Vec<_>>(), [Some(second)]);
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(postman.bag(), mailed);
    let kept = house.store.verify(ISSUER, Some(first)).await.expect("walked");
    assert!(kept.holds(), "{:?}", kept.faults);
}

async fn the_mail_of_the_head_holds_up_nobody(house: House) {
    let postman = Postman::default();
    house.change("UPDATE merchant SET tells_uses = 1").await.expect("switched on");
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 2).await.expect("a ticket").remove(0);
    issue_is_told(&house).await;
    house.scanned(&house.world.clerk_001, &ticket).await;
    sealed(&house).await;
    house.clock.set(moment("2026-11-07", 4, 0, 0));
    house.store.make_head_notices(day("2026-11-07")).await.expect("made");
    let clerk = house.at(moment("2026-11-07", 10, 0, 0), &house.world.clerk_001).await;
    house.scanned(&clerk, &ticket).await;
    sealed(&house).await;
    house.store.make_notices().await.expect("made");
    // The merchant's address does not answer; the holder hears of both redemptions all the same.
    let busy = || NotDelivered::Later("busy".to_owned());
    postman.answers(&[busy()]);
    assert_eq!(deliver(&house, &postman).await, Round { sent: 1, failed: 1 });
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let bag: Vec<_> = postman.bag().into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(bag, [NoticeKind::Redeemed, NoticeKind::Redeemed]);
    let owner = house.at(house.store.now(), &house.world.owner).await;
    let owner = house.actor(&owner).await;
    let filter = NoticeFilter { ticket: Some(ticket.id.clone()), limit: 10, ..NoticeFilter::default() };
    let listed = house.store.list_notices(&owner, &filter).await.expect("listed");
    assert!(listed.iter().all(|row| row.kind == NoticeKind::Redeemed), "{listed:?}");
    let all = NoticeFilter { limit: 10, ..NoticeFilter::default() };
    let all = house.store.list_notices(&owner, &all).await.expect("listed");
    let head = all.iter().find(|row| row.kind == NoticeKind::DailyHead).expect("the head's");
    assert_eq!(head.serial, None);
}

fn files(bank: &TestBank) -> Vec<String> {
    let folder = std::fs::read_dir(bank.files.to_bank()).expect("a folder");
    let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("a file")).collect()
}

async fn the_banks_file_brings_the_heads_of_its_merchants(house: House) {
    let bank = house.bank();
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.clerk_001, &ticket).await;
    let head = sealed(&house).await;
    look(&house, PARTNER, house.store.now(), 0, 3).await;
    house.store.seal(PARTNER, house.store.now()).await.expect("sealed");
    house.clock.set(moment("2026-11-07", 1, 0, 0));
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("a night");
    let first = files(&bank);
    let file = BankFile::parse(first[0].as_bytes()).expect("a file");
    assert_eq!(file.heads(), [head], "of the merchant that has an entry, and of no other");
    assert_eq!(file.heads_are_signed_by(&house.store.head_public_key()), Ok(()));
    assert!(file.heads_are_signed_by(&[5; 32]).is_err());
    let found = house.store.verify(ISSUER, Some(file.heads()[0])).await.expect("walked");
    assert!(found.holds(), "{:?}", found.faults);
    // Written again in the evening, when the log has gone on: the same file to the byte.
    house.clock.set(moment("2026-11-07", 20, 0, 0));
    sealed(&house).await;
    house.change("UPDATE bank_file SET sent_at = NULL").await.expect("forgotten");
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("sent again");
    assert_eq!(files(&bank), first);
}

async fn a_head_that_is_not_ours_any_more_goes_nowhere(house: House) {
    let bank = house.bank();
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.clerk_001, &ticket).await;
    let head = sealed(&house).await;
    house.clock.set(moment("2026-11-07", 4, 0, 0));
    house.store.make_head_notices(day("2026-11-07")).await.expect("made");
    open_the_tables(&house).await;
    let forged = head.head.sign(&[9; 32]).text();
    house.change(&format!("UPDATE seal_head SET text = '{forged}'")).await.expect("forged");
    assert!(house.store.heads_before(day("2026-11-07")).await.expect("heads").is_empty());
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("the money goes its way");
    let file = BankFile::parse(files(&bank)[0].as_bytes()).expect("a file");
    assert_eq!((file.entries().len(), file.heads().len()), (1, 0));
    let postman = Postman::default();
    assert_eq!(deliver(&house, &postman).await, Round { sent: 0, failed: 1 });
    assert!(postman.bag().is_empty());
}
