//! Receipts (CODES, receipts): who gets one, what it says, and that a hand in the tables gets none.

use crate::harness::{House, moment};
use crate::seal::{look, verified};
use crate::seal_tampering::open_the_tables;
use crate::transfer::{offered, only_ticket};
use domain::hexadecimal::hex;
use domain::identity::UseId;
use domain::receipt::{UseReceipt, check};
use domain::seal::{SealedEvent, chain_hash};
use domain::ticket::UseState;
use store::StoreError;
use store::command::redeem::Receipt;
use store::fixture::{Goods, ISSUER, PARTNER, Person, TestTicket};
use store::secret::LinkToken;

on_both_engines!(
    a_receipt_holds_with_the_public_key_alone,
    a_redemption_that_waits_for_its_seal_says_so,
    its_head_is_the_logs_own_and_still_holds_later,
    the_holder_sees_the_uses_of_the_own_tickets,
    whoever_gave_a_ticket_away_sees_its_uses_no_more,
    the_desk_sees_what_it_redeemed,
    what_was_taken_back_is_said,
    a_hand_in_the_tables_gets_no_signature,
    a_seal_far_behind_the_newest_is_proved_too,
);

/// A redemption by branch 001 and its ticket.
async fn redeemed(house: &House, goods: Goods, units: u8) -> (TestTicket, Receipt) {
    let ticket = house.world.issue_tickets(goods, 1, units).await.expect("a ticket").remove(0);
    let receipt = house.scanned(&house.world.clerk_001, &ticket).await;
    (ticket, receipt)
}

async fn sealed(house: &House) {
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
}

async fn of_holder(house: &House, link: &LinkToken, ticket: &TestTicket, id: &UseId) -> Option<UseReceipt> {
    match house.store.receipt_for_holder(link, &ticket.serial, id).await {
        Ok(receipt) => Some(receipt),
        Err(StoreError::NotFound) => None,
        Err(error) => panic!("{error}"),
    }
}

async fn of_desk(house: &House, who: &Person, id: &UseId) -> Option<UseReceipt> {
    match house.store.receipt_for_desk(&house.actor(who).await, ISSUER, id).await {
        Ok(receipt) => Some(receipt),
        Err(StoreError::NotFound) => None,
        Err(error) => panic!("{error}"),
    }
}

async fn a_receipt_holds_with_the_public_key_alone(house: House) {
    let (ticket, done) = redeemed(&house, Goods::Paid, 3).await;
    sealed(&house).await;
    let receipt = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("a receipt");
    let facts = &receipt.facts;
    assert_eq!((facts.merchant, facts.redeemer, facts.quantity, facts.remaining), (ISSUER, ISSUER, 1, 2));
    assert_eq!((facts.ticket.clone(), facts.use_id.clone(), facts.at), (ticket.id, done.use_id, done.at));
    assert_eq!(facts.branch.as_ref().map(|branch| branch.as_str()), Some("001"));
    assert_eq!((facts.proof.as_str(), facts.business_day), ("moment", house.today()));
    let stated = &receipt.stated;
    assert_eq!((stated.serial.as_str(), stated.product.as_str()), (ticket.serial.as_str(), "水果茶一杯"));
    assert_eq!((stated.issuer.as_str(), stated.branch.as_deref()), ("幸福果茶", Some("信義店")));
    assert_eq!((stated.state, stated.standing, receipt.stands_whole()), (UseState::Used, 1, true));
    let text = house.store.receipt_text(&receipt).expect("sealed");
    assert_eq!(check(&text, &house.store.head_public_key()).expect("it holds").facts, receipt.facts);
    assert!(check(&text, &[5; 32]).is_err());
    for word in ["王小明", "0912345678", "ming@example.com", ticket.code.as_str(), ticket.link.as_str()] {
        assert!(!text.contains(word), "{word}");
    }
}

async fn a_redemption_that_waits_for_its_seal_says_so(house: House) {
    let (ticket, done) = redeemed(&house, Goods::Paid, 1).await;
    let waiting = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("the facts");
    assert_eq!((waiting.proof.clone(), house.store.receipt_text(&waiting)), (None, None));
    sealed(&house).await;
    let receipt = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("a receipt");
    assert_eq!((receipt.facts == waiting.facts, receipt.proof.is_some()), (true, true));
}

async fn its_head_is_the_logs_own_and_still_holds_later(house: House) {
    let (ticket, done) = redeemed(&house, Goods::Paid, 1).await;
    house.clock.set(house.store.now().plus_seconds(1));
    look(&house, ISSUER, house.store.now(), 0, 20).await;
    sealed(&house).await;
    let proof = async || {
        let receipt = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("a receipt");
        receipt.proof.expect("sealed")
    };
    let before = proof().await;
    assert!(before.head.head.number < house.store.head(ISSUER).await.expect("a head").head.number);
    house.clock.set(moment("2026-11-07", 9, 0, 0));
    look(&house, ISSUER, house.store.now(), 100, 20).await;
    sealed(&house).await;
    let after = proof().await;
    assert_eq!((before.head.head.hash, before.bytes), (after.head.head.hash, after.bytes));
    let found = house.store.verify(ISSUER, Some(before.head)).await.expect("walked");
    assert!(found.holds() && verified(&house, ISSUER).await.holds(), "{:?}", found.faults);
}

async fn the_holder_sees_the_uses_of_the_own_tickets(house: House) {
    let (ticket, done) = redeemed(&house, Goods::Paid, 1).await;
    let (other, others) = redeemed(&house, Goods::Paid, 1).await;
    sealed(&house).await;
    let never = LinkToken::parse("0123456789abcdefghjkmnpqrs").expect("of form");
    let nothing = UseId::parse("nothing").expect("of form");
    for (link, ticket, id) in [
        (&never, &ticket, &done.use_id),
        (&other.link, &ticket, &done.use_id),
        (&ticket.link, &other, &others.use_id),
        (&ticket.link, &ticket, &others.use_id),
        (&ticket.link, &other, &done.use_id),
        (&ticket.link, &ticket, &nothing),
    ] {
        assert_eq!(of_holder(&house, link, ticket, id).await, None);
    }
    assert!(of_holder(&house, &other.link, &other, &others.use_id).await.is_some());
    let renewed = house.world.renew_link(&ticket.link).await.expect("renewed");
    assert_eq!(of_holder(&house, &ticket.link, &ticket, &done.use_id).await, None, "a dead link");
    assert!(of_holder(&house, &renewed, &ticket, &done.use_id).await.is_some());
    let wallet = house.store.wallet(&renewed).await.expect("a wallet");
    let shown = &wallet.tickets[0].uses[0];
    assert_eq!((&shown.id, shown.has_receipt), (&done.use_id, true));
}

async fn whoever_gave_a_ticket_away_sees_its_uses_no_more(house: House) {
    let (ticket, before) = redeemed(&house, Goods::Paid, 3).await;
    let gift = offered(&house, &[&ticket]).await;
    sealed(&house).await;
    assert!(of_holder(&house, &ticket.link, &ticket, &before.use_id).await.is_some(), "not accepted yet");
    assert_eq!(of_holder(&house, &gift.link, &ticket, &before.use_id).await, None, "not accepted yet");
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let given = only_ticket(&house, &gift.link).await;
    house.clock.set(house.store.now().plus_seconds(60));
    let after = house.scanned(&house.world.clerk_001, &given).await;
    sealed(&house).await;
    for id in [&before.use_id, &after.use_id] {
        assert_eq!(of_holder(&house, &ticket.link, &ticket, id).await, None, "as on the page of the ticket");
        assert!(of_holder(&house, &gift.link, &given, id).await.is_some());
    }
}

async fn the_desk_sees_what_it_redeemed(house: House) {
    let world = &house.world;
    let ticket = world.issue_tickets(Goods::Shared, 1, 2).await.expect("a ticket").remove(0);
    let own = house.scanned(&world.clerk_001, &ticket).await.use_id;
    house.clock.set(house.store.now().plus_seconds(60));
    let partners = house.scanned(&world.partner_clerk, &ticket).await.use_id;
    sealed(&house).await;
    let both = [(&own, "幸福果茶", ISSUER), (&partners, "山海書店", PARTNER)];
    for (id, name, redeemer) in both {
        for who in [&world.owner, &world.accountant] {
            let receipt = of_desk(&house, who, id).await.expect("the issuer's head office");
            assert_eq!((receipt.stated.redeemer.as_str(), receipt.facts.redeemer), (name, redeemer));
        }
        for who in [&world.clerk_002, &world.clerk_003, &world.stranger_owner] {
            assert_eq!(of_desk(&house, who, id).await, None);
        }
    }
    assert!(of_desk(&house, &world.clerk_001, &own).await.is_some());
    assert_eq!(of_desk(&house, &world.clerk_001, &partners).await, None, "not the partner's branch 001");
    for who in [&world.partner_owner, &world.partner_clerk] {
        assert!(of_desk(&house, who, &partners).await.is_some());
        assert_eq!(of_desk(&house, who, &own).await, None, "the issuer's own are not the partner's to see");
    }
    let owner = house.actor(&world.owner).await;
    let elsewhere = house.store.receipt_for_desk(&owner, PARTNER, &partners).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)), "in the issuer's log, nowhere else");
}

async fn what_was_taken_back_is_said(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    let mut request = house.world.type_code(&ticket).expect("a code");
    request.quantity = Some(4);
    let clerk = &house.world.clerk_001;
    let done = house.redeemed(clerk, &request).await;
    house.cancel_units(clerk, &done.use_id, Some(1), &house.attempt()).await.expect("a part");
    sealed(&house).await;
    let receipt = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("a receipt");
    assert_eq!((receipt.facts.quantity, receipt.stated.standing, receipt.stands_whole()), (4, 3, false));
    let uses = house.store.wallet(&ticket.link).await.expect("a wallet").tickets.remove(0).uses;
    for shown in &uses {
        let its = of_holder(&house, &ticket.link, &ticket, &shown.id).await;
        assert_eq!((its.is_some(), shown.has_receipt), (shown.id == done.use_id, shown.id == done.use_id));
    }
    assert_eq!(uses.len(), 2, "what is left of it, and the part that was taken back");
    house.cancel(clerk, &done.use_id).await.expect("the rest");
    let receipt = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("a receipt");
    assert_eq!((receipt.stated.state, receipt.stated.standing), (UseState::Cancelled, 0));
    assert_eq!(receipt.facts.quantity, 4, "what happened has happened");
}

/// Every trigger falls before a hand that owns the tables; the key it has not.
async fn a_hand_in_the_tables_gets_no_signature(house: House) {
    let (ticket, done) = redeemed(&house, Goods::Paid, 2).await;
    house.clock.set(house.store.now().plus_seconds(1));
    look(&house, ISSUER, house.store.now(), 0, 5).await;
    sealed(&house).await;
    let whole = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("a receipt");
    let proof = whole.proof.expect("sealed");
    open_the_tables(&house).await;
    let asked = async || house.store.receipt_for_holder(&ticket.link, &ticket.serial, &done.use_id).await;
    let altered = format!("UPDATE event SET remaining = 7 WHERE line = '{}'", done.use_id);
    house.change(&altered).await.expect("altered");
    assert!(matches!(asked().await, Err(StoreError::Corrupt(_))), "the event is not what was sealed");
    // The seal made to fit: the one after it still tells, or the head that was kept.
    let event = SealedEvent { remaining: Some(7), ..SealedEvent::parse(&proof.bytes).expect("an event") };
    let number = proof.head.head.number;
    let hash = hex(&chain_hash(&proof.previous, ISSUER, number, &event.bytes()));
    let fitted = format!("UPDATE event_seal SET hash = '{hash}' WHERE number = {number}");
    house.change(&fitted).await.expect("made to fit");
    assert!(matches!(asked().await, Err(StoreError::Corrupt(_))), "the next seal tells");
    house.change("DELETE FROM seal_head").await.expect("no head at all");
    assert!(matches!(asked().await, Err(StoreError::Corrupt(_))));
}

async fn a_seal_far_behind_the_newest_is_proved_too(house: House) {
    let (ticket, done) = redeemed(&house, Goods::Paid, 1).await;
    house.clock.set(house.store.now().plus_seconds(1));
    look(&house, ISSUER, house.store.now(), 0, 3500).await;
    sealed(&house).await;
    // As logs were sealed before a head of each thousand was kept.
    house.change("DELETE FROM seal_head WHERE number < 3000").await.expect("one head");
    let receipt = of_holder(&house, &ticket.link, &ticket, &done.use_id).await.expect("a receipt");
    let text = house.store.receipt_text(&receipt).expect("sealed");
    check(&text, &house.store.head_public_key()).expect("it holds");
}
