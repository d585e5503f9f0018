//! Sessions: whoever is signed out, expired or disabled does nothing more.

use crate::harness::{House, refusal_of};
use domain::refusal::Refusal;
use store::fixture::{Goods, ISSUER};
use store::secret::SessionToken;

on_both_engines!(
    a_revoked_session_redeems_nothing,
    a_session_ends_after_sixteen_hours,
    a_disabled_account_does_nothing,
    a_token_that_nobody_was_given_opens_nothing,
    signing_out_one_phone_leaves_the_other_signed_in,
);

async fn a_revoked_session_redeems_nothing(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let clerk = &house.world.clerk_001;
    house.store.end_session(&clerk.session).await.expect("signed out");
    let request = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(clerk, &request).await, Refusal::SignedOut);
    assert_eq!(house.store.signed_in(&clerk.session).await.expect("rows"), None);
    assert_eq!(house.written(&ticket).await, (1, 0, 0));
}

async fn a_session_ends_after_sixteen_hours(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let clerk = house.at(house.store.now(), &house.world.clerk_001).await;
    let signed_in_at = house.store.now();
    house.clock.set(signed_in_at.plus_seconds(16 * 3600 - 1));
    house.scanned(&clerk, &tickets[0]).await;
    house.clock.set(signed_in_at.plus_seconds(16 * 3600));
    let request = house.world.scan(&tickets[1]).expect("a scan");
    assert_eq!(house.refused(&clerk, &request).await, Refusal::SignedOut);
}

async fn a_disabled_account_does_nothing(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let clerk = &house.world.clerk_001;
    let disable = format!("UPDATE account SET disabled = 1 WHERE id = '{}'", clerk.account);
    house.change(&disable).await.expect("disabled");
    let request = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(clerk, &request).await, Refusal::SignedOut);
    let by_name = house.store.account_for_sign_in(ISSUER, "clerk001").await.expect("rows");
    assert!(by_name.is_none());
}

async fn a_token_that_nobody_was_given_opens_nothing(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let token = SessionToken::new().expect("a token");
    let refused = house.store.redeem(&token, &house.world.scan(&ticket).expect("a scan")).await;
    assert_eq!(refusal_of(refused.expect_err("refused").error), Refusal::SignedOut);
}

async fn signing_out_one_phone_leaves_the_other_signed_in(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let other_phone = house.world.sign_in(&house.world.clerk_001).await.expect("signed in");
    house.store.end_session(&other_phone).await.expect("signed out");
    house.scanned(&house.world.clerk_001, &ticket).await;
}
