//! Who may redeem (RULES §3, §8), and that whoever may not learns nothing about the ticket.

use crate::harness::{House, refusal_of};
use domain::redeem::RelationState;
use domain::refusal::Refusal;
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, ISSUER, PARTNER, Person, STRANGER, branch};

on_both_engines!(
    the_head_office_and_every_enabled_branch_redeem,
    a_disabled_branch_redeems_nothing,
    an_accountant_redeems_nothing,
    a_branch_redeems_a_limited_product_only_where_it_is_named,
    the_head_office_ignores_branch_lists,
    a_partner_redeems_what_is_open_to_it,
    a_partner_redeems_nothing_else,
    an_ended_or_blocked_relation_stops_issued_tickets_too,
    a_stranger_redeems_nothing,
    a_relation_has_one_direction,
    whoever_is_not_admitted_learns_nothing_of_the_ticket,
    whoever_is_admitted_sees_which_ticket_was_refused,
);

async fn tries(house: &House, who: &Person, goods: Goods) -> Option<Refusal> {
    let ticket = house.world.issue_one(goods).await.expect("a ticket");
    let request = house.world.scan(&ticket).expect("a scan");
    let answer = house.redeem(who, &request).await;
    let written = house.written(&ticket).await;
    match answer {
        Ok(_) => {
            assert_eq!(written, (0, 1, 1));
            None
        }
        Err(refused) => {
            assert_eq!(written, (1, 0, 0), "refused and yet written");
            Some(refusal_of(refused.error))
        }
    }
}

async fn the_head_office_and_every_enabled_branch_redeem(house: House) {
    for who in [&house.world.owner, &house.world.clerk_001, &house.world.clerk_002] {
        assert_eq!(tries(&house, who, Goods::Paid).await, None);
    }
}

async fn a_disabled_branch_redeems_nothing(house: House) {
    assert_eq!(tries(&house, &house.world.clerk_003, Goods::Paid).await, Some(Refusal::BranchDisabled));
    let third = branch("003").expect("a branch");
    house.store.set_branch_enabled(ISSUER, &third, true).await.expect("enabled");
    assert_eq!(tries(&house, &house.world.clerk_003, Goods::Paid).await, None);
}

async fn an_accountant_redeems_nothing(house: House) {
    assert_eq!(tries(&house, &house.world.accountant, Goods::Paid).await, Some(Refusal::PermissionMissing));
}

async fn a_branch_redeems_a_limited_product_only_where_it_is_named(house: House) {
    assert_eq!(tries(&house, &house.world.clerk_001, Goods::BranchOnly).await, None);
    let elsewhere = tries(&house, &house.world.clerk_002, Goods::BranchOnly).await;
    assert_eq!(elsewhere, Some(Refusal::BranchNotListed));
}

async fn the_head_office_ignores_branch_lists(house: House) {
    assert_eq!(tries(&house, &house.world.owner, Goods::BranchOnly).await, None);
}

async fn a_partner_redeems_what_is_open_to_it(house: House) {
    for who in [&house.world.partner_owner, &house.world.partner_clerk] {
        assert_eq!(tries(&house, who, Goods::Shared).await, None);
    }
}

/// Not even a product limited to a branch whose number the partner's branch happens to have.
async fn a_partner_redeems_nothing_else(house: House) {
    for goods in [Goods::Paid, Goods::Gift, Goods::BranchOnly] {
        for who in [&house.world.partner_owner, &house.world.partner_clerk] {
            assert_eq!(tries(&house, who, goods).await, Some(Refusal::ProductNotOpen));
        }
    }
}

async fn an_ended_or_blocked_relation_stops_issued_tickets_too(house: House) {
    let ticket = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    for state in [RelationState::Ended, RelationState::Blocked] {
        house.store.set_relation(ISSUER, PARTNER, state).await.expect("ended");
        let request = house.world.scan(&ticket).expect("a scan");
        assert_eq!(house.refused(&house.world.partner_owner, &request).await, Refusal::RelationEnded);
    }
    house.store.set_relation(ISSUER, PARTNER, RelationState::Open).await.expect("open");
    house.scanned(&house.world.partner_owner, &ticket).await;
}

async fn a_stranger_redeems_nothing(house: House) {
    for goods in Goods::ALL {
        assert_eq!(tries(&house, &house.world.stranger_owner, goods).await, Some(Refusal::OtherMerchant));
    }
}

async fn a_relation_has_one_direction(house: House) {
    house.store.set_relation(STRANGER, ISSUER, RelationState::Open).await.expect("open");
    let refused = tries(&house, &house.world.stranger_owner, Goods::Shared).await;
    assert_eq!(refused, Some(Refusal::OtherMerchant));
}

async fn whoever_is_not_admitted_learns_nothing_of_the_ticket(house: House) {
    let ticket = house.world.issue_one(Goods::BranchOnly).await.expect("a ticket");
    for who in [&house.world.stranger_owner, &house.world.partner_owner, &house.world.clerk_002] {
        let request = house.world.type_code(&ticket).expect("a code");
        for sent in ["first", "again"] {
            let refused = house.redeem(who, &request).await.expect_err("refused");
            assert!(refused.face.is_none(), "{sent}: {refused:?}");
        }
        let look = RedeemRequest { attempt: None, ..request };
        assert!(house.redeem(who, &look).await.expect_err("refused").face.is_none());
    }
}

async fn whoever_is_admitted_sees_which_ticket_was_refused(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.clerk_001, &ticket).await;
    let request = house.world.scan(&ticket).expect("a scan");
    for _ in 0..2 {
        let refused = house.redeem(&house.world.clerk_002, &request).await.expect_err("refused");
        assert_eq!(refused.face.expect("a face").serial, ticket.serial);
    }
}
