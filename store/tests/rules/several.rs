//! RULES §3, several tickets in one scan, and what a product tells the staff (§7).

use crate::harness::{House, receipt_of, refusal_of};
use domain::desk_note::DeskNote;
use domain::identity::UseId;
use domain::refusal::Refusal;
use store::StoreError;
use store::command::redeem::{Brought, RedeemRequest};
use store::fixture::{Goods, ISSUER, Person, TestTicket};
use store::query::several::Followers;

on_both_engines!(
    the_others_of_the_order_follow_for_five_minutes,
    each_that_follows_is_a_redemption_of_its_own,
    only_what_was_present_brings_others,
    nobody_else_is_offered_them,
    a_product_that_forbids_looking_up_forbids_this,
    a_product_tells_the_staff,
);

async fn followers(house: &House, who: &Person, first: &UseId) -> Option<Followers> {
    let actor = house.actor(who).await;
    house.store.followers(&actor, ISSUER, first).await.expect("rows")
}

async fn count(house: &House, who: &Person, first: &UseId) -> usize {
    followers(house, who, first).await.map_or(0, |found| found.presentations.len())
}

async fn tickets(house: &House, count: u32) -> Vec<TestTicket> {
    house.world.issue_tickets(Goods::Paid, count, 1).await.expect("tickets")
}

async fn the_others_of_the_order_follow_for_five_minutes(house: House) {
    let clerk = &house.world.clerk_001;
    let three = tickets(&house, 3).await;
    tickets(&house, 2).await; // another order
    let first = house.scanned(clerk, &three[0]).await;
    assert_eq!(count(&house, clerk, &first.use_id).await, 2);
    house.clock.set(first.at.plus_seconds(300));
    assert_eq!(count(&house, clerk, &first.use_id).await, 2);
    house.clock.set(first.at.plus_seconds(301));
    assert_eq!(count(&house, clerk, &first.use_id).await, 0);
}

async fn each_that_follows_is_a_redemption_of_its_own(house: House) {
    let clerk = &house.world.clerk_001;
    let three = tickets(&house, 3).await;
    let first = house.scanned(clerk, &three[0]).await;
    let found = followers(&house, clerk, &first.use_id).await.expect("two more");
    let requests = found.presentations.into_iter().map(|one| {
        let brought = Brought::Presentation(one);
        house.world.request(brought, true).map(|request| RedeemRequest { quantity: Some(1), ..request })
    });
    for request in requests.collect::<Result<Vec<_>, _>>().expect("requests") {
        let receipt = house.redeemed(clerk, &request).await;
        assert_eq!((receipt.quantity, receipt.repeated), (1, false));
        let again = receipt_of(house.redeem(clerk, &request).await.expect("the same answer")).0;
        assert_eq!((again.use_id, again.repeated), (receipt.use_id, true));
    }
    for ticket in &three {
        assert_eq!(house.written(ticket).await, (0, 1, 1));
    }
    let looked_up = "SELECT COUNT(*) FROM event WHERE kind = 'redeemed' AND proof = 'look_up'";
    assert_eq!(house.number(looked_up).await, 2, "what was not shown does not say that it was");
}

async fn only_what_was_present_brings_others(house: House) {
    let clerk = &house.world.clerk_001;
    let three = tickets(&house, 3).await;
    let typed = house.redeemed(clerk, &house.world.type_code(&three[0]).expect("a code")).await;
    assert_eq!(count(&house, clerk, &typed.use_id).await, 0);
    let first = house.scanned(clerk, &three[1]).await;
    assert_eq!(count(&house, clerk, &first.use_id).await, 1);
    house.cancel(clerk, &first.use_id).await.expect("cancelled");
    assert_eq!(count(&house, clerk, &first.use_id).await, 0);
}

async fn nobody_else_is_offered_them(house: House) {
    let world = &house.world;
    let two = tickets(&house, 2).await;
    let first = house.scanned(&world.clerk_001, &two[0]).await;
    for other in [&world.clerk_002, &world.owner, &world.partner_owner, &world.stranger_owner] {
        assert_eq!(count(&house, other, &first.use_id).await, 0, "{other:?}");
    }
    let shared = world.issue_tickets(Goods::Shared, 2, 1).await.expect("tickets");
    let at_partner = house.scanned(&world.partner_owner, &shared[0]).await;
    assert_eq!(count(&house, &world.partner_owner, &at_partner.use_id).await, 0, "a partner knows no orders");
}

async fn a_product_that_forbids_looking_up_forbids_this(house: House) {
    let world = &house.world;
    let two = tickets(&house, 2).await;
    let first = house.scanned(&world.clerk_001, &two[0]).await;
    house.change("UPDATE product SET proof_look_up = 'refuse'").await.expect("set");
    assert_eq!(count(&house, &world.clerk_001, &first.use_id).await, 0);
    house.change("UPDATE product SET proof_look_up = 'head_office_only'").await.expect("set");
    assert_eq!(count(&house, &world.clerk_001, &first.use_id).await, 0);
}

async fn a_product_tells_the_staff(house: House) {
    let world = &house.world;
    let code = house.rows("SELECT code FROM product WHERE kind = 'paid' ORDER BY number", |row| {
        sqlx::Row::get::<String, _>(row, 0)
    });
    let code = code.await.remove(0);
    let note = DeskNote::parse("18 歲以上，請出示證件").expect("short enough");
    house.store.change_desk_note(&world.owner.session, &code, &note).await.expect("changed");
    let refused = house.store.change_desk_note(&world.clerk_001.session, &code, &note).await;
    assert_eq!(refusal_of(refused.expect_err("a clerk")), Refusal::PermissionMissing);
    let unknown = house.store.change_desk_note(&world.owner.session, "NONE", &note).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    let ticket = world.issue_one(Goods::Paid).await.expect("a ticket");
    let answer = house.redeem(&world.clerk_001, &world.scan(&ticket).expect("a scan")).await;
    assert_eq!(receipt_of(answer.expect("redeemed")).1.desk_note, note.as_str());
}
