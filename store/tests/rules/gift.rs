//! RULES §5: gifts by a link of the giver's own, on a day to come, opened, reminded of, used.

use crate::harness::{House, refusal_of};
use crate::notice::{Postman, deliver, issue_is_told, read};
use crate::transfer::{events, gift_of, offered, only_ticket, states};
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::notice::{NoticeKind, Recipient};
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use store::StoreError;
use store::command::contact::{Contact, Email};
use store::command::transfer::{Acceptance, OfferRequest, Offered};
use store::fixture::{Goods, PURCHASER_EMAIL, TestTicket};

on_both_engines!(
    the_givers_link_never_opens_the_wallet,
    a_link_accepted_from_elsewhere_stays_closed,
    a_mailed_gift_is_not_taken_again_by_the_givers_link,
    a_gift_of_a_later_day_waits_for_it,
    a_gift_of_a_later_day_is_taken_back_unsent,
    opening_counts_once_and_only_while_it_may_be_answered,
    an_unanswered_gift_is_told_of_twice_more,
    of_a_link_that_only_the_giver_has_the_giver_is_reminded,
    the_giver_hears_that_it_was_used_once,
    nobody_without_an_address_is_written_to,
    a_wallet_without_an_address_is_given_one_once,
);

fn mei() -> Email {
    Email::parse("mei@example.com").expect("an address")
}

fn accepts(house: &House, email: Option<Email>) -> Acceptance {
    Acceptance { attempt: house.attempt(), email, language: None }
}

fn at(day: Day, hour: i64) -> Instant {
    day.start().plus_seconds(hour * 3600)
}

async fn scheduled(house: &House, ticket: &TestTicket, day: Day) -> Offered {
    let request = OfferRequest { sent_on: Some(day), ..gift_of(&[ticket]) };
    house.store.offer_transfer(&ticket.link, &request, &house.attempt()).await.expect("offered")
}

/// Who was told what since last asked, in the order in which a ticket's notices wait for each other.
async fn told(house: &House) -> Vec<(NoticeKind, Recipient, String)> {
    let postman = Postman::default();
    read(house).await;
    while deliver(house, &postman).await.sent > 0 {}
    postman.bag()
}

fn giver(kind: NoticeKind) -> (NoticeKind, Recipient, String) {
    (kind, Recipient::Giver, PURCHASER_EMAIL.to_owned())
}

fn recipient(kind: NoticeKind, address: &str) -> (NoticeKind, Recipient, String) {
    (kind, Recipient::TransferRecipient, address.to_owned())
}

async fn the_givers_link_never_opens_the_wallet(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    let (given, share) =
        house.store.given_transfer(&ticket.link, &gift.transfer).await.expect("it is the giver's");
    assert_eq!((share.as_ref(), given.sent_at.is_some()), (Some(&gift.share), true));
    assert_ne!(gift.share, gift.link);
    assert!(matches!(house.store.accept_transfer(&gift.share).await, Err(StoreError::NotFound)));
    let acceptance = accepts(&house, Some(mei()));
    let accepted = house.store.accept_gift(&gift.share, &acceptance).await.expect("accepted");
    let again = house.store.accept_gift(&gift.share, &acceptance).await.expect("the same");
    assert_eq!((again.answer.repeated, &again.wallet), (true, &accepted.wallet));
    for known in [&gift.share, &gift.link] {
        assert!(matches!(house.store.wallet(known).await, Err(StoreError::NotFound)), "giver's or mailed");
        let seen = house.store.gift(known).await.expect("what it was");
        assert_eq!((seen.state, seen.tickets.len()), (TransferState::Accepted, 0));
    }
    let found = house.store.wallet_of_acceptance(&gift.share, &acceptance.attempt).await.expect("read");
    assert_eq!(found.as_ref(), Some(&accepted.wallet));
    let mine = only_ticket(&house, &accepted.wallet).await;
    house.scanned(&house.world.clerk_001, &mine).await;
    assert!(house.store.given_transfer(&ticket.link, &gift.transfer).await.expect("read").1.is_none());
    let addresses = house
        .rows("SELECT holder_email || '|' || holder_phone FROM wallet WHERE generation = 2", |row| {
            sqlx::Row::get::<String, _>(row, 0)
        });
    assert_eq!(addresses.await, ["mei@example.com|"], "what the giver wrote is not believed");
    // The own link is mailed, and told again by the giver it goes to where the recipient is.
    house.clock.set(house.store.now().plus_seconds(600));
    house.store.resend_transfer(&ticket.link, &gift.transfer, &house.attempt()).await.expect("resent");
    let bag = told(&house).await;
    for kind in [NoticeKind::GiftIsYours, NoticeKind::TransferOffered] {
        assert!(bag.contains(&recipient(kind, "mei@example.com")), "{bag:?}");
    }
    house.is_sound().await;
}

async fn a_link_accepted_from_elsewhere_stays_closed(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    house.store.accept_gift(&gift.share, &accepts(&house, None)).await.expect("accepted");
    let other = accepts(&house, Some(mei()));
    for link in [&gift.share, &gift.link] {
        let refused = house.store.accept_gift(link, &other).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::TransferClosed);
        assert_eq!(house.store.wallet_of_acceptance(link, &other.attempt).await.expect("read"), None);
    }
    assert_eq!(events(&house, EventKind::TransferAccepted).await, 1);
}

async fn a_mailed_gift_is_not_taken_again_by_the_givers_link(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    let english = Acceptance { language: Some("en".to_owned()), ..accepts(&house, None) };
    let by_mail = house.store.accept_gift(&gift.link, &english).await.expect("accepted");
    let switches = house.store.notice_switches(&by_mail.wallet).await.expect("switches");
    assert_eq!(switches.language, "en", "the recipient's, not the giver's");
    assert_eq!(by_mail.wallet, gift.link, "the mailed link is the wallet's");
    assert!(house.store.accept_transfer(&gift.link).await.expect("the same").repeated);
    let refused = house.store.accept_gift(&gift.share, &accepts(&house, None)).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::TransferClosed);
}

async fn a_gift_of_a_later_day_waits_for_it(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    let day = house.today().plus_days(40);
    let gift = scheduled(&house, &ticket, day).await;
    assert_eq!((gift.sent_on, gift.last_day), (day, day.plus_days(29)));
    let scan = house.world.scan(&ticket).expect("a scan");
    assert_eq!(
        house.refused(&house.world.clerk_001, &scan).await,
        Refusal::Offered,
        "it is kept for the gift"
    );
    for link in [&gift.link, &gift.share] {
        assert_eq!(refusal_of(house.store.gift(link).await.expect_err("closed")), Refusal::TransferNotYet);
        let refused = house.store.accept_gift(link, &accepts(&house, None)).await.expect_err("closed");
        assert_eq!(refusal_of(refused), Refusal::TransferNotYet);
        assert_eq!(
            refusal_of(house.store.decline_transfer(link).await.expect_err("closed")),
            Refusal::TransferNotYet
        );
        assert!(!house.store.open_gift(link).await.expect("nothing is kept"));
    }
    let early = house.store.resend_transfer(&ticket.link, &gift.transfer, &house.attempt()).await;
    assert_eq!(refusal_of(early.expect_err("refused")), Refusal::TransferNotYet);
    house.clock.set(at(day.minus_days(1), 9));
    let eve = house.today();
    assert_eq!(house.store.send_gifts(eve).await.expect("run"), 0);
    assert_eq!(
        house.store.lapse_transfers(eve).await.expect("run"),
        0,
        "the days count from the day it is sent"
    );
    assert_eq!(told(&house).await, []);
    house.clock.set(at(day, 9));
    for sent in [1, 0] {
        assert_eq!(house.store.send_gifts(day).await.expect("run"), sent);
    }
    assert_eq!(told(&house).await, [recipient(NoticeKind::TransferOffered, "hua@example.com")]);
    let kinds = (
        events(&house, EventKind::TransferScheduled).await,
        events(&house, EventKind::TransferOffered).await,
    );
    assert_eq!(kinds, (1, 1));
    let given = house.store.given_transfers(&ticket.link).await.expect("a list").remove(0);
    assert_eq!(given.sent_at, Some(at(day, 9)));
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    house.is_sound().await;
}

async fn a_gift_of_a_later_day_is_taken_back_unsent(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    for wrong in [house.today().minus_days(1), house.today().plus_days(366)] {
        let request = OfferRequest { sent_on: Some(wrong), ..gift_of(&[&ticket]) };
        let refused = house.store.offer_transfer(&ticket.link, &request, &house.attempt()).await;
        assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::SendDayWrong);
    }
    let day = house.today().plus_days(1);
    let gift = scheduled(&house, &ticket, day).await;
    house.store.take_back_transfer(&ticket.link, &gift.transfer).await.expect("taken back");
    house.clock.set(at(day, 9));
    assert_eq!(house.store.send_gifts(day).await.expect("run"), 0);
    assert_eq!(states(&house, &gift.transfer).await, ["taken_back"]);
    assert_eq!(told(&house).await, []);
    house.scanned(&house.at(house.store.now(), &house.world.clerk_001).await, &ticket).await;
}

async fn opening_counts_once_and_only_while_it_may_be_answered(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    issue_is_told(&house).await;
    let gift = offered(&house, &[&tickets[0]]).await;
    for (link, first) in [(&gift.share, true), (&gift.share, false), (&gift.link, false)] {
        assert_eq!(house.store.open_gift(link).await.expect("kept"), first);
    }
    assert!(matches!(house.store.open_gift(&tickets[0].link).await, Err(StoreError::NotFound)));
    assert_eq!(events(&house, EventKind::TransferOpened).await, 1);
    let given = house.store.given_transfers(&tickets[0].link).await.expect("a list").remove(0);
    assert_eq!(given.opened_at, Some(house.store.now()));
    let mut bag = told(&house).await;
    bag.sort_unstable();
    assert_eq!(
        bag,
        [recipient(NoticeKind::TransferOffered, "hua@example.com"), giver(NoticeKind::TransferOpened)]
    );
    let other = offered(&house, &[&tickets[1]]).await;
    house.store.decline_transfer(&other.share).await.expect("declined");
    assert!(!house.store.open_gift(&other.share).await.expect("nothing is kept"));
}

async fn an_unanswered_gift_is_told_of_twice_more(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    issue_is_told(&house).await;
    offered(&house, &[&tickets[0]]).await;
    let answered = offered(&house, &[&tickets[1]]).await;
    house.store.accept_transfer(&answered.link).await.expect("accepted");
    told(&house).await;
    let sent_on = house.today();
    let mut reminded = Vec::new();
    for after in 0..40 {
        let day = sent_on.plus_days(after);
        house.clock.set(at(day, 9));
        house.store.lapse_transfers(day).await.expect("run");
        let count = house.store.remind_of_gifts(day).await.expect("run");
        assert_eq!(house.store.remind_of_gifts(day).await.expect("run again"), 0);
        reminded.extend((count > 0).then_some((after, count)));
    }
    assert_eq!(reminded, [(7, 1), (26, 1)]);
    assert_eq!(events(&house, EventKind::TransferReminded).await, 2);
    let bag = told(&house).await;
    let reminder = recipient(NoticeKind::TransferReminded, "hua@example.com");
    assert_eq!(bag, [reminder.clone(), reminder, giver(NoticeKind::TransferLapsed)]);
}

async fn of_a_link_that_only_the_giver_has_the_giver_is_reminded(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    let request = OfferRequest {
        recipient: Contact::parse_recipient("阿明", "", "", "zh-TW").expect("a name"),
        ..gift_of(&[&ticket])
    };
    house.store.offer_transfer(&ticket.link, &request, &house.attempt()).await.expect("offered");
    assert_eq!(told(&house).await, []);
    let day = house.today().plus_days(7);
    house.clock.set(at(day, 9));
    assert_eq!(house.store.remind_of_gifts(day).await.expect("run"), 1);
    assert_eq!(told(&house).await, [giver(NoticeKind::TransferUnanswered)]);
}

async fn the_giver_hears_that_it_was_used_once(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    issue_is_told(&house).await;
    house.scanned(&house.world.clerk_001, &ticket).await;
    let gift = offered(&house, &[&ticket]).await;
    house.clock.set(house.store.now().plus_seconds(60));
    let accepted = house.store.accept_gift(&gift.share, &accepts(&house, None)).await.expect("accepted");
    let used = |house: &House| {
        let (store, link) = (house.store.clone(), ticket.link.clone());
        async move { store.given_transfers(&link).await.expect("a list").remove(0).used }
    };
    assert_eq!(used(&house).await, None, "what was used before is the giver's own");
    let first_at = house.store.now().plus_seconds(60);
    house.clock.set(first_at);
    let mine = only_ticket(&house, &accepted.wallet).await;
    house.scanned(&house.world.clerk_001, &mine).await;
    house.clock.set(first_at.plus_seconds(120));
    let second = house.scanned(&house.world.clerk_002, &mine).await;
    let seen = used(&house).await.expect("it was used");
    assert_eq!((seen.units, seen.first_at), (2, first_at));
    house.cancel(&house.world.clerk_002, &second.use_id).await.expect("cancelled");
    assert_eq!(used(&house).await.map(|used| used.units), Some(1));
    let bag = told(&house).await;
    let of_use = bag.iter().filter(|(kind, ..)| *kind == NoticeKind::GiftUsed).count();
    assert_eq!(of_use, 1, "{bag:?}");
    assert!(bag.contains(&giver(NoticeKind::GiftUsed)));
}

async fn nobody_without_an_address_is_written_to(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    let named = Contact::parse_recipient("小美", "", "", "zh-TW").expect("a name");
    let request = OfferRequest { recipient: named, ..gift_of(&[&ticket]) };
    let gift = house.store.offer_transfer(&ticket.link, &request, &house.attempt()).await.expect("offered");
    assert_eq!(told(&house).await, []);
    house.store.accept_gift(&gift.share, &accepts(&house, None)).await.expect("accepted");
    assert_eq!(told(&house).await, [giver(NoticeKind::TransferAccepted)]);
    assert_eq!(house.number("SELECT COUNT(*) FROM notice WHERE state <> 'sent'").await, 0);
}

async fn a_wallet_without_an_address_is_given_one_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    let gift = offered(&house, &[&ticket]).await;
    let accepted = house.store.accept_gift(&gift.share, &accepts(&house, None)).await.expect("accepted");
    told(&house).await;
    assert!(!house.store.notice_switches(&accepted.wallet).await.expect("switches").has_address);
    house.store.add_address(&accepted.wallet, &mei()).await.expect("added");
    assert!(house.store.notice_switches(&accepted.wallet).await.expect("switches").has_address);
    let link = (NoticeKind::WalletLink, Recipient::Holder, "mei@example.com".to_owned());
    assert_eq!(told(&house).await, [link]);
    let other = Email::parse("other@example.com").expect("an address");
    for wallet in [&accepted.wallet, &ticket.link] {
        let kept = house.store.add_address(wallet, &other).await;
        assert!(matches!(kept, Err(StoreError::RaceLost)), "{kept:?}");
    }
    assert_eq!(told(&house).await, []);
}
