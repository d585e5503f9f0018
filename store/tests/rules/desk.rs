//! What the desk and the issue page read: each post sees what it may see, and nothing else.

use crate::harness::{House, moment};
use domain::identity::UseId;
use std::collections::BTreeSet;
use store::StoreError;
use store::fixture::{Goods, ISSUER, PARTNER, Person, STRANGER};

on_both_engines!(
    the_list_of_today_is_the_posts_own,
    a_redemption_is_seen_by_both_head_offices_and_the_branch_that_redeemed,
    the_form_for_cancelling_is_shown_to_whoever_may_cancel,
    the_public_face_shows_no_state_and_no_holder,
    a_signed_in_account_has_its_names,
    the_catalog_lists_the_merchants_own_products,
    used_order_numbers_are_known_before_the_issue,
);

async fn used_by(house: &House, who: &Person) -> UseId {
    let ticket = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    house.scanned(who, &ticket).await.use_id
}

async fn today(house: &House, who: &Person) -> BTreeSet<UseId> {
    let lines = house.store.redemptions_today(&house.actor(who).await).await.expect("the list");
    lines.into_iter().map(|line| line.id).collect()
}

async fn the_list_of_today_is_the_posts_own(house: House) {
    let world = &house.world;
    let first = used_by(&house, &world.clerk_001).await;
    let second = used_by(&house, &world.clerk_002).await;
    let head = used_by(&house, &world.owner).await;
    let partner = used_by(&house, &world.partner_clerk).await;
    assert_eq!(today(&house, &world.clerk_001).await, BTreeSet::from([first.clone()]));
    assert_eq!(today(&house, &world.clerk_002).await, BTreeSet::from([second.clone()]));
    assert_eq!(today(&house, &world.owner).await, BTreeSet::from([first, second, head]));
    assert_eq!(today(&house, &world.partner_owner).await, BTreeSet::from([partner]));
    assert_eq!(today(&house, &world.stranger_owner).await, BTreeSet::new());
    let tomorrow = house.at(moment("2026-11-07", 0, 0, 0), &world.owner).await;
    assert_eq!(today(&house, &tomorrow).await, BTreeSet::new());
}

async fn a_redemption_is_seen_by_both_head_offices_and_the_branch_that_redeemed(house: House) {
    let world = &house.world;
    let use_id = used_by(&house, &world.partner_clerk).await;
    let see = async |who| house.store.redemption(&house.actor(who).await, ISSUER, &use_id).await;
    for who in [&world.owner, &world.partner_owner, &world.partner_clerk] {
        let line = see(who).await.expect("seen");
        assert_eq!((line.branch_name.as_deref(), line.amount()), (Some("重慶南路店"), 200));
    }
    // The issuer's branch 001 is not the partner's branch 001.
    for who in [&world.clerk_001, &world.clerk_002, &world.stranger_owner] {
        assert!(matches!(see(who).await, Err(StoreError::NotFound)));
    }
}

async fn the_form_for_cancelling_is_shown_to_whoever_may_cancel(house: House) {
    let world = &house.world;
    let use_id = used_by(&house, &world.clerk_001).await;
    let may = async |who| house.store.may_cancel(&house.actor(who).await, ISSUER, &use_id).await;
    for (who, expected) in [
        (&world.owner, true),
        (&world.clerk_001, true),
        (&world.clerk_002, false),
        (&world.accountant, false),
    ] {
        assert_eq!(may(who).await.expect("an answer"), expected);
    }
    assert!(may(&world.stranger_owner).await.is_err());
    let tomorrow = house.at(moment("2026-11-07", 0, 0, 0), &world.owner).await;
    assert!(!may(&tomorrow).await.expect("an answer"));
}

async fn the_public_face_shows_no_state_and_no_holder(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let before = house.store.public_face(ISSUER, ticket.claims.locator).await.expect("a face");
    house.scanned(&house.world.clerk_001, &ticket).await;
    let after = house.store.public_face(ISSUER, ticket.claims.locator).await.expect("a face");
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
    assert_eq!((after.issuer_name.as_str(), after.product_name.as_str()), ("幸福果茶", "水果茶一杯"));
    let elsewhere = house.store.public_face(PARTNER, ticket.claims.locator).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)));
}

async fn a_signed_in_account_has_its_names(house: House) {
    let signed_in = house.store.signed_in(&house.world.partner_clerk.session).await.expect("rows");
    let names =
        signed_in.map(|signed_in| (signed_in.account_name, signed_in.merchant_name, signed_in.branch_name));
    let expected = ("clerk001".to_owned(), "山海書店".to_owned(), Some("重慶南路店".to_owned()));
    assert_eq!(names, Some(expected));
}

async fn the_catalog_lists_the_merchants_own_products(house: House) {
    let catalog = house.store.catalog(ISSUER).await.expect("a catalog");
    assert!(catalog.issue_open);
    let codes: Vec<_> = catalog.products.iter().map(|product| product.code.as_str()).collect();
    assert_eq!(codes, ["VAA00001", "CAA00002", "VAA00003", "VAA00004"]);
    assert!(house.store.catalog(STRANGER).await.expect("a catalog").products.is_empty());
}

async fn used_order_numbers_are_known_before_the_issue(house: House) {
    let order = house.world.order(vec![house.world.line(Goods::Paid, 1, 1)]).expect("an order");
    let number = order.merchant_order_no.clone().expect("a number");
    house.store.issue(ISSUER, "test", vec![order]).await.expect("issued");
    let asked = BTreeSet::from([number.clone(), "NEVERUSED".to_owned()]);
    let (orders, gifts) =
        house.store.used_order_numbers(ISSUER, asked.clone(), asked.clone()).await.expect("an answer");
    assert_eq!(orders.into_iter().collect::<Vec<_>>(), [number]);
    assert!(gifts.is_empty(), "an order number is no gift number");
    let (elsewhere, _) =
        house.store.used_order_numbers(PARTNER, asked, BTreeSet::new()).await.expect("an answer");
    assert!(elsewhere.is_empty());
}
