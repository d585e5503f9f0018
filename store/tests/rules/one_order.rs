//! RULES §6, 已發行訂單管理: the page of one order, masked until somebody asks, with its notes, its pages and its history.

use crate::harness::{House, refusal_of};
use crate::issued_order::{found, words};
use crate::transfer::gift_of;
use domain::cancel::Reason;
use domain::event::EventKind;
use domain::issued_order::{OrderNote, SHOWN_SECONDS};
use domain::refusal::Refusal;
use store::StoreError;
use store::fixture::{Goods, ISSUER, PURCHASER_PHONE};
use store::query::issued_order::OrderSearch;
use store::query::issued_order::paged::{Pages, RECORDS, TICKETS};

on_both_engines!(
    people_are_masked_until_somebody_asks,
    a_note_is_written_once,
    a_note_about_a_ticket_stands_with_its_order_too,
    a_large_order_is_paged_through,
    a_history_says_why_and_at_whose_shop,
    a_transfer_is_cancelled_by_its_own_order_alone,
);

async fn people_are_masked_until_somebody_asks(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    house.clock.set(house.store.now().plus_seconds(1));
    let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let owner = house.actor(&house.world.owner).await;
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    assert!(!order.is_shown);
    let purchaser = &order.purchaser;
    assert_eq!(
        (purchaser.name.as_str(), purchaser.phone.as_str(), purchaser.email.as_str()),
        ("王○明", "09••••5678", "m•••@example.com")
    );
    house.store.show_people_of_order(&session, &number).await.expect("asked");
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    assert_eq!((order.is_shown, order.purchaser.phone.as_str()), (true, PURCHASER_PHONE));
    let record = &order.records[0];
    assert_eq!(record.kind, EventKind::OrderPeopleShown.as_str());
    assert_eq!(record.operator.as_deref(), Some("owner"));
    let accountant = house.actor(&house.world.accountant).await;
    let order = house.store.issued_order(&accountant, &number).await.expect("the order");
    assert!(!order.is_shown, "each asks for itself");
    house.clock.set(house.store.now().plus_seconds(SHOWN_SECONDS));
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    assert!(!order.is_shown, "and not for ever");
    let stranger = house.world.sign_in(&house.world.partner_owner).await.expect("signed in");
    let refused = house.store.show_people_of_order(&stranger, &number).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

async fn a_note_is_written_once(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    house.clock.set(house.store.now().plus_seconds(1));
    let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let note = OrderNote::parse("已電話聯絡").expect("a note");
    let attempt = house.attempt();
    for _ in 0..2 {
        house.store.note_order(&session, &number, &note, &attempt).await.expect("noted");
    }
    let owner = house.actor(&house.world.owner).await;
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    let notes: Vec<_> =
        order.notes.iter().map(|one| (one.account_name.as_str(), one.note.as_str())).collect();
    assert_eq!(notes, [("owner", "已電話聯絡")]);
    assert_eq!(order.records[0].kind, EventKind::OrderNoted.as_str());
    let accountant = house.world.sign_in(&house.world.accountant).await.expect("signed in");
    let refused = house.store.note_order(&accountant, &number, &note, &house.attempt()).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::PermissionMissing))));
}

async fn a_note_about_a_ticket_stands_with_its_order_too(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    house.clock.set(house.store.now().plus_seconds(1));
    let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let note = OrderNote::parse("印壞了，已重印").expect("a note");
    let (serial, attempt) = (tickets[1].serial.as_str(), house.attempt());
    for _ in 0..2 {
        house.store.note_ticket(&session, serial, &note, &attempt).await.expect("noted");
    }
    let owner = house.actor(&house.world.owner).await;
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    let notes: Vec<_> = order.notes.iter().map(|one| (one.serial.as_deref(), one.note.as_str())).collect();
    assert_eq!(notes, [(Some(serial), "印壞了，已重印")]);
    assert_eq!(order.records[0].kind, EventKind::OrderNoted.as_str());
    assert_eq!(order.records[0].serial.as_deref(), Some(serial));
    let of =
        async |serial: &str| house.store.ticket_history(&session, serial).await.expect("a history").notes;
    assert_eq!(of(serial).await.len(), 1);
    assert!(of(&tickets[0].serial).await.is_empty(), "not about the other one");
    let accountant = house.world.sign_in(&house.world.accountant).await.expect("signed in");
    let refused = house.store.note_ticket(&accountant, serial, &note, &house.attempt()).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::PermissionMissing))));
    let stranger = house.world.sign_in(&house.world.stranger_owner).await.expect("signed in");
    let refused = house.store.note_ticket(&stranger, serial, &note, &house.attempt()).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::TicketUnknown))));
}

async fn a_large_order_is_paged_through(house: House) {
    let most = usize::from(TICKETS);
    let tickets = house.world.issue_tickets(Goods::Paid, u32::from(TICKETS) + 1, 1).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    let owner = house.actor(&house.world.owner).await;
    house
        .change(&format!(
            "INSERT INTO event (merchant, id, kind, at, ticket_order)
             SELECT t.merchant, 'made-' || t.serial || n.number, 'order_resent', 1, t.ticket_order
             FROM ticket t CROSS JOIN (SELECT 1 AS number UNION SELECT 2) n WHERE t.merchant = {}",
            ISSUER
        ))
        .await
        .expect("events");
    let page = async |tickets, records| {
        let pages = Pages { tickets, records, mails: 0 };
        house.store.issued_order_at(&owner, &number, pages).await.expect("the order")
    };
    let first = page(0, 0).await;
    assert_eq!((first.tickets.len(), first.ticket_count as usize), (most, most + 1));
    assert_eq!((first.records.len(), first.has_more_records), (usize::from(RECORDS), true));
    let second = page(1, 0).await;
    assert_eq!(second.tickets.len(), 1);
    let mut serials: Vec<_> = first.tickets.iter().chain(&second.tickets).map(|one| &one.serial).collect();
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), tickets.len(), "every ticket is on one of the pages");
    let (mut read, mut before) = (first.records.len(), 0);
    let mut more = first.has_more_records;
    while more {
        before += 1;
        let next = page(0, before).await;
        read += next.records.len();
        more = next.has_more_records;
    }
    let all = "SELECT COUNT(*) FROM event WHERE ticket_order IS NOT NULL OR ticket IS NOT NULL";
    assert_eq!(read, usize::try_from(house.number(all).await).expect("a count"), "each record once");
    let beyond = page(9, 99).await;
    assert!(beyond.tickets.is_empty() && beyond.records.is_empty());
}

async fn a_history_says_why_and_at_whose_shop(house: House) {
    let ticket = house.world.issue_one(Goods::Shared).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    let receipt = house.scanned(&house.world.partner_clerk, &ticket).await;
    house.clock.set(house.store.now().plus_seconds(1));
    let session = &house.world.partner_owner.session;
    let reason = Reason::parse("掃錯商品").expect("a reason");
    let cancelled = house
        .store
        .cancel_redemption(session, ISSUER, &receipt.use_id, None, &house.attempt(), reason.as_ref())
        .await;
    cancelled.expect("cancelled");
    let owner = house.actor(&house.world.owner).await;
    let seen =
        house.store.ticket_history(&house.world.owner.session, &ticket.serial).await.expect("a history");
    assert_eq!((seen.holder.name.as_str(), seen.holder.phone.as_str()), ("王○明", "09••••5678"));
    let used = &seen.uses[0];
    assert_eq!((used.partner.as_deref(), used.reason.as_deref()), (Some("山海書店"), Some("掃錯商品")));
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    for records in [&seen.records, &order.records] {
        let of = |kind: EventKind| records.iter().find(|one| one.kind == kind.as_str()).expect("a record");
        let (redeemed, cancelled) = (of(EventKind::Redeemed), of(EventKind::RedemptionCancelled));
        assert_eq!((redeemed.partner.as_deref(), redeemed.reason.as_deref()), (Some("山海書店"), None));
        assert_eq!(cancelled.reason.as_deref(), Some("掃錯商品"));
        assert!(records.iter().filter(|one| one.kind == "issued").all(|one| one.partner.is_none()));
    }
}

async fn a_transfer_is_cancelled_by_its_own_order_alone(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("issued");
    house.world.issue_one(Goods::Paid).await.expect("issued");
    let [own, other] = [words(&ticket.serial), OrderSearch::default()];
    let own = found(&house, &own).await.remove(0);
    let other = found(&house, &other).await.into_iter().find(|number| *number != own).expect("another");
    let gift = house.store.offer_transfer(&ticket.link, &gift_of(&[&ticket]), &house.attempt()).await;
    let gift = gift.expect("offered").transfer;
    let session = &house.world.owner.session;
    let cancel = async |number: &str| {
        house.store.cancel_transfer_of_order(session, number, &gift, &house.attempt()).await
    };
    assert_eq!(refusal_of(cancel(&other).await.expect_err("refused")), Refusal::TransferUnknown);
    let offered = "SELECT COUNT(*) FROM transfer_line WHERE state = 'offered'";
    assert_eq!(house.number(offered).await, 1);
    cancel(&own).await.expect("its own");
    assert_eq!(house.number(offered).await, 0);
}
