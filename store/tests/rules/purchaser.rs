//! RULES §6: another purchaser, telling the purchaser again, and new codes.

use crate::harness::{House, refusal_of};
use crate::transfer::{offered, only_ticket, person};
use domain::give_back::FeeRule;
use domain::identity::TicketId;
use domain::refusal::Refusal;
use sqlx::Row;
use store::StoreError;
use store::fixture::{Goods, PURCHASER_EMAIL, PURCHASER_NAME, TestTicket};

on_both_engines!(
    a_new_purchaser_gets_a_new_link_and_the_old_one_dies,
    a_request_for_what_is_used_up_goes_with_its_asker,
    codes_of_what_is_used_up_die_too,
    codes_that_cannot_be_renewed_keep_their_purchaser,
    one_attempt_changes_the_purchaser_once,
    who_was_overtaken_replaces_nobody,
    a_standing_transfer_locks_the_purchaser,
    what_was_merged_away_locks_nothing,
    who_may_not_change_or_resend,
    the_purchaser_is_told_again_and_a_recipient_never,
    a_holder_renews_the_codes,
    the_merchant_renews_the_codes,
    which_codes_are_not_renewed,
);

async fn order_of(house: &House, ticket: &TestTicket) -> String {
    house.store.wallet(&ticket.link).await.expect("a wallet").order_number
}

async fn a_new_purchaser_gets_a_new_link_and_the_old_one_dies(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let owner = &house.world.owner;
    house.scanned(owner, &tickets[0]).await;
    let order = order_of(&house, &tickets[0]).await;
    house
        .store
        .ask_return(&tickets[1].link, &tickets[1].id, None, None, &house.attempt())
        .await
        .expect("asked");
    let changed =
        house.store.change_purchaser(&owner.session, &order, &person("李大同"), &house.attempt()).await;
    let changed = changed.expect("changed");
    assert_eq!((changed.number.as_str(), changed.purchaser.name()), (order.as_str(), "李大同"));
    assert!(matches!(house.store.wallet(&tickets[0].link).await, Err(StoreError::NotFound)));
    let wallet = house.store.wallet(&changed.link).await.expect("a wallet");
    assert_eq!((wallet.holder_name.as_str(), wallet.tickets.len()), ("李大同", 2));
    let typed = house.world.type_code(&tickets[1]).expect("a code");
    assert_eq!(house.refused(owner, &typed).await, Refusal::TicketUnknown);
    let fresh = house.world.tickets_of(&changed.link).await.expect("tickets");
    house.scanned(owner, &fresh[1]).await;
    let former = house.rows("SELECT name, email FROM former_holder", |row| (row.get(0), row.get(1))).await;
    assert_eq!(former, [(PURCHASER_NAME.to_owned(), PURCHASER_EMAIL.to_owned())]);
    let asked = house.number("SELECT COUNT(*) FROM return_request WHERE state = 'withdrawn'").await;
    assert_eq!(asked, 1, "the former purchaser's request went with them");
    let again = house.store.change_purchaser(&owner.session, &order, &person("林三"), &house.attempt()).await;
    assert!(again.expect("changed again").link != changed.link);
    assert_eq!(house.number("SELECT COUNT(*) FROM former_holder").await, 2);
}

/// Units come back when a redemption is cancelled: by then they are the new purchaser's, and nobody asked for them.
async fn a_request_for_what_is_used_up_goes_with_its_asker(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let (order, store, owner) = (order_of(&house, &ticket).await, &house.store, &house.world.owner);
    let asked =
        store.ask_return(&ticket.link, &ticket.id, None, None, &house.attempt()).await.expect("asked");
    let used = house.scanned(owner, &ticket).await;
    let changed = store.change_purchaser(&owner.session, &order, &person("李大同"), &house.attempt()).await;
    changed.expect("changed");
    house.cancel(owner, &used.use_id).await.expect("cancelled");
    let approved = store.approve_return(&owner.session, &asked.request, &house.attempt()).await;
    assert_eq!(refusal_of(approved.expect_err("withdrawn")), Refusal::RequestClosed);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'return_withdrawn'").await, 1);
}

/// Else the former purchaser could use what comes back when that redemption is cancelled.
async fn codes_of_what_is_used_up_die_too(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let (order, store, owner) = (order_of(&house, &ticket).await, &house.store, &house.world.owner);
    let used = house.scanned(owner, &ticket).await;
    let changed = store.change_purchaser(&owner.session, &order, &person("李大同"), &house.attempt()).await;
    let link = changed.expect("changed").link;
    house.cancel(owner, &used.use_id).await.expect("cancelled");
    let typed = house.world.type_code(&ticket).expect("a code");
    assert_eq!(house.refused(owner, &typed).await, Refusal::TicketUnknown);
    let fresh = house.world.type_code(&only_ticket(&house, &link).await).expect("a code");
    house.redeemed(owner, &fresh).await;
}

/// Of a ticket without another generation, the old codes would outlive the change.
async fn codes_that_cannot_be_renewed_keep_their_purchaser(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let (order, store, owner) = (order_of(&house, &ticket).await, &house.store, &house.world.owner);
    house.change("UPDATE ticket SET generation = 255").await.expect("the last one");
    let changed = store.change_purchaser(&owner.session, &order, &person("李大同"), &house.attempt()).await;
    assert_eq!(refusal_of(changed.expect_err("refused")), Refusal::Unavailable);
    assert!(store.wallet(&ticket.link).await.is_ok(), "nothing changed");
}

async fn one_attempt_changes_the_purchaser_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let order = order_of(&house, &ticket).await;
    let (session, attempt) = (&house.world.owner.session, house.attempt());
    let first =
        house.store.change_purchaser(session, &order, &person("李大同"), &attempt).await.expect("changed");
    let again =
        house.store.change_purchaser(session, &order, &person("李大同"), &attempt).await.expect("the same");
    assert_eq!((again.link == first.link, again.repeated), (true, true));
    let other = house.store.change_purchaser(session, &order, &person("林三"), &attempt).await;
    assert_eq!(refusal_of(other.expect_err("refused")), Refusal::AttemptReused);
    let resent = house.store.resend(session, &order, &attempt).await.expect_err("refused");
    assert_eq!(refusal_of(resent), Refusal::AttemptReused);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'purchaser_changed'").await, 1);
}

async fn who_was_overtaken_replaces_nobody(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let (order, owner) = (order_of(&house, &ticket).await, &house.world.owner);
    let seen = async || house.store.ticket_history(&owner.session, &ticket.serial).await.expect("a ticket");
    let version = seen().await.purchaser_version;
    let (store, session, attempt) = (&house.store, &owner.session, house.attempt());
    let first = store.change_shown_purchaser(session, &order, version, &person("李大同"), &attempt).await;
    let again = store.change_shown_purchaser(session, &order, version, &person("李大同"), &attempt).await;
    assert!(again.expect("the same").link == first.expect("changed").link, "sent twice, done once");
    let late =
        store.change_shown_purchaser(session, &order, version, &person("林三"), &house.attempt()).await;
    assert_eq!(refusal_of(late.expect_err("overtaken")), Refusal::ChangedMeanwhile);
    let version = seen().await.purchaser_version;
    let after =
        store.change_shown_purchaser(session, &order, version, &person("林三"), &house.attempt()).await;
    assert_eq!(after.expect("changed").purchaser.name(), "林三");
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'purchaser_changed'").await, 2);
}

async fn a_standing_transfer_locks_the_purchaser(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let order = order_of(&house, &tickets[0]).await;
    let session = &house.world.owner.session;
    let change =
        async || house.store.change_purchaser(session, &order, &person("李大同"), &house.attempt()).await;
    let first = offered(&house, &[&tickets[0]]).await;
    assert_eq!(refusal_of(change().await.expect_err("offered")), Refusal::PurchaserLocked);
    house.store.accept_transfer(&first.link).await.expect("accepted");
    assert_eq!(refusal_of(change().await.expect_err("accepted")), Refusal::PurchaserLocked);
    house.store.cancel_transfer(session, &first.transfer, &house.attempt()).await.expect("cancelled");
    let second = offered(&house, &[&tickets[1]]).await;
    house.store.decline_transfer(&second.link).await.expect("declined");
    change().await.expect("no transfer stands");
}

/// A piece that its new holder split off and merged again is gone; its units went back with the rest.
async fn what_was_merged_away_locks_nothing(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let (order, owner) = (order_of(&house, &ticket).await, &house.world.owner);
    let gift = offered(&house, &[&ticket]).await;
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let held = only_ticket(&house, &gift.link).await;
    let split = house.store.split(&held.link, &held.id, 1, &house.attempt()).await.expect("split");
    house.store.merge(&held.link, &held.id, &split.tickets, &house.attempt()).await.expect("merged");
    let change = async || {
        house.store.change_purchaser(&owner.session, &order, &person("李大同"), &house.attempt()).await
    };
    assert_eq!(refusal_of(change().await.expect_err("given away")), Refusal::PurchaserLocked);
    house.give_back(owner, &held, None, FeeRule::None).await.expect("returned");
    change().await.expect("what was given away is the purchaser's again");
}

async fn who_may_not_change_or_resend(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let order = order_of(&house, &ticket).await;
    let world = &house.world;
    let cases = [
        (&world.clerk_001, order.as_str(), Refusal::PermissionMissing),
        (&world.accountant, &order, Refusal::PermissionMissing),
        (&world.stranger_owner, &order, Refusal::OrderUnknown),
        (&world.partner_owner, &order, Refusal::OrderUnknown),
        (&world.owner, "2026110614009999", Refusal::OrderUnknown),
    ];
    for (who, number, refusal) in cases {
        let changed =
            house.store.change_purchaser(&who.session, number, &person("李大同"), &house.attempt()).await;
        assert_eq!(refusal_of(changed.expect_err("refused")), refusal);
        let resent = house.store.resend(&who.session, number, &house.attempt()).await;
        assert_eq!(refusal_of(resent.expect_err("refused")), refusal);
    }
    let renewed = house
        .store
        .renew_code_by_merchant(&world.stranger_owner.session, &ticket.serial, &house.attempt())
        .await;
    assert_eq!(refusal_of(renewed.expect_err("refused")), Refusal::TicketUnknown);
    let clerk = &world.clerk_001.session;
    let renewed = house.store.renew_code_by_merchant(clerk, &ticket.serial, &house.attempt()).await;
    assert_eq!(refusal_of(renewed.expect_err("refused")), Refusal::PermissionMissing);
}

async fn the_purchaser_is_told_again_and_a_recipient_never(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let order = order_of(&house, &ticket).await;
    let gift = offered(&house, &[&ticket]).await;
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let (session, attempt) = (&house.world.owner.session, house.attempt());
    for repeated in [false, true] {
        let told = house.store.resend(session, &order, &attempt).await.expect("resent");
        assert!(told.link == ticket.link && told.purchaser.email() == PURCHASER_EMAIL);
        assert_eq!(told.repeated, repeated);
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'order_resent'").await, 1);
    let gifts = house.store.resend(session, &gift.number, &house.attempt()).await.expect_err("refused");
    assert_eq!(refusal_of(gifts), Refusal::OrderUnknown, "a transfer's number is no order's");
}

async fn a_holder_renews_the_codes(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let attempt = house.attempt();
    for repeated in [false, true] {
        let renewed = house.store.renew_code(&ticket.link, &ticket.id, &attempt).await.expect("renewed");
        assert_eq!((renewed.generation, renewed.repeated), (2, repeated));
    }
    let owner = &house.world.owner;
    let typed = house.world.type_code(&ticket).expect("a code");
    assert_eq!(house.refused(owner, &typed).await, Refusal::TicketUnknown);
    assert_eq!(house.refused(owner, &house.world.scan(&ticket).expect("a scan")).await, Refusal::CodeRenewed);
    let unknown = TicketId::parse("never-was").expect("an id");
    for id in [&other.id, &unknown] {
        let refused = house.store.renew_code(&ticket.link, id, &house.attempt()).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::TicketUnknown);
    }
    house.scanned(owner, &only_ticket(&house, &ticket.link).await).await;
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'code_renewed'").await, 1);
}

async fn the_merchant_renews_the_codes(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let (session, attempt) = (&house.world.owner.session, house.attempt());
    for repeated in [false, true] {
        let renewed =
            house.store.renew_code_by_merchant(session, &ticket.serial, &attempt).await.expect("renewed");
        assert_eq!((renewed.generation, renewed.repeated), (2, repeated));
    }
    let typed = house.world.type_code(&ticket).expect("a code");
    assert_eq!(house.refused(&house.world.owner, &typed).await, Refusal::TicketUnknown);
    let by =
        house.rows("SELECT account FROM event WHERE kind = 'code_renewed'", |row| row.get::<String, _>(0));
    assert_eq!(by.await, [house.world.owner.account.to_string()]);
}

async fn which_codes_are_not_renewed(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    offered(&house, &[&tickets[0]]).await;
    house.scanned(&house.world.owner, &tickets[1]).await;
    let gift = house.world.issue_one(Goods::Gift).await.expect("a ticket");
    house.change("UPDATE ticket SET usable_until = '2026-11-05' WHERE kind = 'gift'").await.expect("expired");
    let expected = [Refusal::Offered, Refusal::NothingLeft];
    for (ticket, refusal) in tickets.iter().zip(expected) {
        let refused =
            house.store.renew_code(&ticket.link, &ticket.id, &house.attempt()).await.expect_err("no");
        assert_eq!(refusal_of(refused), refusal);
    }
    let refused = house.store.renew_code(&gift.link, &gift.id, &house.attempt()).await.expect_err("expired");
    assert!(matches!(refusal_of(refused), Refusal::Expired { .. }));
}
