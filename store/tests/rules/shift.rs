//! One day's work at the counter (RULES §3): each sees the own, whoever reads reports the whole post's.

use crate::harness::{House, moment};
use domain::cancel::Reason;
use domain::identity::UseId;
use domain::permission::Role;
use store::StoreError;
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, ISSUER, PARTNER, Person, branch};
use store::query::shift::{Shift, ShiftOf};

on_both_engines!(
    a_shift_adds_up_by_product,
    what_was_taken_back_stands_apart_with_its_reason,
    a_clerk_sees_the_own_work_only,
    a_manager_sees_the_branch_and_the_head_office_all,
    a_partners_work_is_the_partners,
    a_shift_is_one_business_day,
);

async fn shift(house: &House, who: &Person, of: ShiftOf) -> Shift {
    house.store.shift(&house.actor(who).await, of).await.expect("a shift")
}

async fn used(house: &House, who: &Person, goods: Goods, units: u8) -> UseId {
    let ticket = house.world.issue_tickets(goods, 1, units).await.expect("a ticket").remove(0);
    let request = house.world.scan(&ticket).expect("a scan");
    house.redeemed(who, &RedeemRequest { quantity: Some(u32::from(units)), ..request }).await.use_id
}

async fn take_back(house: &House, who: &Person, line: &UseId, units: Option<u32>, reason: &str) {
    let (attempt, reason) = (house.attempt(), Reason::parse(reason).expect("short"));
    let done = house.store.cancel_redemption(&who.session, ISSUER, line, units, &attempt, reason.as_ref());
    done.await.expect("taken back");
}

/// Somebody new at the issuer's branch 001.
async fn hired(house: &House, name: &str, role: Role) -> Person {
    let first = branch("001").expect("a branch");
    let account = house.store.create_account(ISSUER, name, "-", Some(&first), role).await.expect("hired");
    let session = house.store.start_session(ISSUER, &account).await.expect("signed in");
    Person { merchant: ISSUER, account, session }
}

fn sums(shift: &Shift) -> Vec<(&str, u32, i64)> {
    shift.sums.iter().map(|sum| (sum.product_name.as_str(), sum.units, sum.amount)).collect()
}

async fn a_shift_adds_up_by_product(house: House) {
    let clerk = &house.world.clerk_001;
    assert_eq!(shift(&house, clerk, ShiftOf::Myself).await.total(), (0, 0));
    used(&house, clerk, Goods::Paid, 1).await;
    used(&house, clerk, Goods::Paid, 3).await;
    used(&house, clerk, Goods::Gift, 1).await;
    used(&house, clerk, Goods::Shared, 1).await;
    let mine = shift(&house, clerk, ShiftOf::Myself).await;
    assert_eq!(sums(&mine), [("水果茶一杯", 4, 800), ("好書配好茶", 1, 200), ("小杯紅茶贈品", 1, 0)]);
    assert_eq!((mine.total(), mine.uses.len(), mine.cancels.len()), ((6, 1_000), 4, 0));
}

async fn what_was_taken_back_stands_apart_with_its_reason(house: House) {
    let clerk = &house.world.clerk_001;
    let whole = used(&house, clerk, Goods::Paid, 1).await;
    let part = used(&house, clerk, Goods::Paid, 5).await;
    take_back(&house, clerk, &whole, None, Reason::UNDO).await;
    house.clock.set(house.store.now().plus_seconds(60));
    take_back(&house, clerk, &part, Some(2), "少喝兩杯").await;
    house.clock.set(house.store.now().plus_seconds(60));
    take_back(&house, clerk, &part, Some(1), "").await;
    let mine = shift(&house, clerk, ShiftOf::Myself).await;
    assert_eq!((sums(&mine), mine.uses.len()), (vec![("水果茶一杯", 2, 400)], 1));
    let cancels: Vec<_> =
        mine.cancels.iter().map(|one| (&one.id, one.quantity, one.reason.as_deref())).collect();
    assert_eq!(cancels, [(&part, 1, None), (&part, 2, Some("少喝兩杯")), (&whole, 1, Some("undo"))]);
}

async fn a_clerk_sees_the_own_work_only(house: House) {
    let world = &house.world;
    let second = hired(&house, "second", Role::Clerk).await;
    used(&house, &world.clerk_001, Goods::Paid, 1).await;
    let line = used(&house, &second, Goods::Paid, 2).await;
    take_back(&house, &world.clerk_001, &line, Some(1), "").await;
    let mine = shift(&house, &world.clerk_001, ShiftOf::Myself).await;
    assert_eq!((mine.total(), mine.cancels.len()), ((1, 200), 1), "who took back has it in the shift");
    let theirs = shift(&house, &second, ShiftOf::Myself).await;
    assert_eq!((theirs.total(), theirs.cancels.len()), ((1, 200), 0));
    for who in [&world.clerk_001, &second] {
        let whole = house.store.shift(&house.actor(who).await, ShiftOf::Post).await;
        assert!(matches!(whole, Err(StoreError::NotFound)));
    }
}

async fn a_manager_sees_the_branch_and_the_head_office_all(house: House) {
    let world = &house.world;
    let chief = hired(&house, "chief", Role::Manager).await;
    let first = used(&house, &world.clerk_001, Goods::Paid, 1).await;
    used(&house, &world.clerk_002, Goods::Paid, 2).await;
    used(&house, &world.owner, Goods::Paid, 4).await;
    used(&house, &world.partner_clerk, Goods::Shared, 1).await;
    take_back(&house, &world.clerk_001, &first, None, "").await;
    let branch = shift(&house, &chief, ShiftOf::Post).await;
    assert_eq!((branch.total(), branch.cancels.len()), ((0, 0), 1));
    assert_eq!(shift(&house, &chief, ShiftOf::Myself).await.cancels.len(), 0);
    for who in [&world.owner, &world.accountant] {
        let all = shift(&house, who, ShiftOf::Post).await;
        assert_eq!((all.total(), all.cancels.len()), ((6, 1_200), 1));
    }
    assert_eq!(shift(&house, &world.owner, ShiftOf::Myself).await.total(), (4, 800));
}

async fn a_partners_work_is_the_partners(house: House) {
    let world = &house.world;
    used(&house, &world.partner_clerk, Goods::Shared, 1).await;
    assert_eq!(shift(&house, &world.partner_clerk, ShiftOf::Myself).await.total(), (1, 200));
    let theirs = shift(&house, &world.partner_owner, ShiftOf::Post).await;
    assert_eq!((theirs.total(), theirs.uses[0].issuer), ((1, 200), ISSUER));
    assert_eq!(world.partner_owner.merchant, PARTNER);
    for who in [&world.owner, &world.stranger_owner] {
        assert_eq!(shift(&house, who, ShiftOf::Post).await.total(), (0, 0));
    }
}

async fn a_shift_is_one_business_day(house: House) {
    let evening = house.at(moment("2026-11-06", 23, 59, 59), &house.world.clerk_001).await;
    used(&house, &evening, Goods::Paid, 1).await;
    assert_eq!(shift(&house, &evening, ShiftOf::Myself).await.total(), (1, 200));
    let night = house.at(moment("2026-11-07", 0, 0, 0), &evening).await;
    assert_eq!(shift(&house, &night, ShiftOf::Myself).await.total(), (0, 0));
}
