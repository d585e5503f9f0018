//! Cancelling a redemption (RULES §3): until when, and by whom.

use crate::harness::{House, end_of, moment};
use domain::cancel::Reason;
use domain::identity::UseId;
use domain::refusal::Refusal;
use domain::ticket::UseState;
use sqlx::Row;
use store::StoreError;
use store::command::cancel_redemption::Cancelled;
use store::command::redeem::{Receipt, RedeemRequest};
use store::fixture::{Goods, ISSUER, PARTNER, Person, TestTicket, branch};

on_both_engines!(
    worked_example_2_cancel_until_the_last_millisecond_of_the_day,
    worked_example_5_overdue_is_cancellable_a_month_later,
    a_gift_is_final,
    a_settling_redemption_is_final,
    a_cancelled_ticket_can_be_redeemed_again,
    a_redemption_is_cancelled_once,
    the_same_cancelling_attempt_gets_the_same_answer,
    an_attempt_that_redeemed_does_not_cancel,
    a_part_of_a_redemption_can_be_cancelled,
    a_cancelled_part_cannot_be_cancelled_again,
    no_more_is_cancelled_than_was_redeemed,
    a_reason_stands_with_the_cancelled_units_and_in_no_event,
    the_branch_that_redeemed_and_the_head_office_may_cancel,
    a_partner_cancels_its_own_and_the_issuers_head_office_too,
    a_stranger_neither_sees_nor_cancels,
    a_disabled_branch_and_an_accountant_do_not_cancel,
    signed_out_does_not_cancel,
);

async fn used(house: &House, goods: Goods, who: &Person) -> Receipt {
    let ticket = house.world.issue_one(goods).await.expect("a ticket");
    house.scanned(who, &ticket).await
}

async fn worked_example_2_cancel_until_the_last_millisecond_of_the_day(house: House) {
    let first = used(&house, Goods::Paid, &house.world.clerk_001).await;
    let second = used(&house, Goods::Paid, &house.world.clerk_001).await;
    house.clock.set(end_of("2026-11-06"));
    assert!(house.cancel(&house.world.clerk_001, &first.use_id).await.is_ok());
    house.clock.set(moment("2026-11-07", 0, 0, 0));
    for who in [&house.world.clerk_001, &house.world.owner] {
        assert_eq!(house.cancel(who, &second.use_id).await, Err(Refusal::CancelTooLate));
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM use_line WHERE state = 'used'").await, 1);
}

async fn worked_example_5_overdue_is_cancellable_a_month_later(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 50).await.expect("a ticket").remove(0);
    let owner = house.at(moment("2027-12-01", 12, 0, 0), &house.world.owner).await;
    let all = RedeemRequest { quantity: Some(50), ..house.world.type_code(&ticket).expect("a code") };
    let receipt = house.redeemed(&owner, &all).await;
    assert_eq!(receipt.state, UseState::RedeemedOverdue);
    let owner = house.at(moment("2028-01-02", 12, 0, 0), &owner).await;
    assert_eq!(house.cancel(&owner, &receipt.use_id).await.expect("cancelled").quantity, 50);
    assert_eq!(house.written(&ticket).await, (50, 1, 2));
}

async fn a_gift_is_final(house: House) {
    let receipt = used(&house, Goods::Gift, &house.world.clerk_001).await;
    for who in [&house.world.clerk_001, &house.world.owner] {
        assert_eq!(house.cancel(who, &receipt.use_id).await, Err(Refusal::GiftFinal));
    }
}

async fn a_settling_redemption_is_final(house: House) {
    let receipt = used(&house, Goods::Paid, &house.world.clerk_001).await;
    let bank = house.bank();
    let owner = house.at(moment("2026-11-07", 1, 0, 0), &house.world.owner).await;
    house.store.bank_night(&bank.files, house.today()).await.expect("sent");
    assert_eq!(house.cancel(&owner, &receipt.use_id).await, Err(Refusal::CancelTooLate));
    house.store.simulate_bank(&bank.files, house.today()).await.expect("answered");
    house.store.bank_night(&bank.files, house.today()).await.expect("settled");
    assert_eq!(house.number("SELECT COUNT(*) FROM use_line WHERE state = 'settled'").await, 1);
    assert_eq!(house.cancel(&owner, &receipt.use_id).await, Err(Refusal::CancelTooLate));
}

async fn a_cancelled_ticket_can_be_redeemed_again(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let clerk = &house.world.clerk_001;
    let first = house.scanned(clerk, &ticket).await;
    house.cancel(clerk, &first.use_id).await.expect("cancelled");
    assert_eq!(house.written(&ticket).await, (1, 1, 2));
    house.clock.set(house.store.now().plus_seconds(30));
    let again = house.scanned(clerk, &ticket).await;
    assert_ne!(again.use_id, first.use_id);
    assert_eq!(house.written(&ticket).await, (0, 2, 3));
}

async fn a_redemption_is_cancelled_once(house: House) {
    let receipt = used(&house, Goods::Paid, &house.world.clerk_001).await;
    house.cancel(&house.world.owner, &receipt.use_id).await.expect("cancelled");
    for who in [&house.world.clerk_001, &house.world.owner] {
        assert_eq!(house.cancel(who, &receipt.use_id).await, Err(Refusal::AlreadyCancelled));
    }
}

async fn the_same_cancelling_attempt_gets_the_same_answer(house: House) {
    let clerk = &house.world.clerk_001;
    let receipt = used(&house, Goods::Paid, clerk).await;
    let other = used(&house, Goods::Paid, clerk).await;
    let attempt = house.attempt();
    let first = house.cancel_units(clerk, &receipt.use_id, None, &attempt).await.expect("cancelled");
    house.clock.set(first.at.plus_seconds(60));
    let again = house.cancel_units(clerk, &receipt.use_id, None, &attempt).await.expect("the same");
    assert_eq!(again, Cancelled { repeated: true, ..first });
    for (use_id, units) in [(&other.use_id, None), (&receipt.use_id, Some(2))] {
        let reused = house.cancel_units(clerk, use_id, units, &attempt).await;
        assert_eq!(reused, Err(Refusal::AttemptReused));
    }
}

async fn an_attempt_that_redeemed_does_not_cancel(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let clerk = &house.world.clerk_001;
    let request = house.world.scan(&ticket).expect("a scan");
    let receipt = house.redeemed(clerk, &request).await;
    let attempt = request.attempt.expect("an attempt");
    let refused = house.cancel_units(clerk, &receipt.use_id, None, &attempt).await;
    assert_eq!(refused, Err(Refusal::AttemptReused));
}

async fn five_units(house: &House) -> (TestTicket, Receipt) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    let all = RedeemRequest { quantity: Some(5), ..house.world.scan(&ticket).expect("a scan") };
    let receipt = house.redeemed(&house.world.clerk_001, &all).await;
    (ticket, receipt)
}

/// RULES §20: for any part of the quantity.
async fn a_part_of_a_redemption_can_be_cancelled(house: House) {
    let clerk = &house.world.clerk_001;
    let (ticket, receipt) = five_units(&house).await;
    let first = house.cancel_units(clerk, &receipt.use_id, Some(2), &house.attempt()).await;
    assert_eq!(first.expect("cancelled").quantity, 2);
    assert_eq!(house.written(&ticket).await, (2, 2, 2));
    let lines = "SELECT quantity FROM use_line WHERE state = ";
    assert_eq!(house.number(&format!("{lines} 'used'")).await, 3);
    assert_eq!(house.number(&format!("{lines} 'cancelled'")).await, 2);
    let rest = house.cancel(clerk, &receipt.use_id).await.expect("cancelled");
    assert_eq!(rest.quantity, 3);
    assert_eq!(house.written(&ticket).await, (5, 2, 3));
}

async fn a_cancelled_part_cannot_be_cancelled_again(house: House) {
    let (ticket, receipt) = five_units(&house).await;
    let clerk = &house.world.clerk_001;
    house.cancel_units(clerk, &receipt.use_id, Some(2), &house.attempt()).await.expect("cancelled");
    let part =
        house.rows("SELECT id FROM use_line WHERE state = 'cancelled'", |row| row.get::<String, _>(0)).await;
    let part = UseId::parse(&part[0]).expect("an id");
    assert_eq!(house.cancel(clerk, &part).await, Err(Refusal::AlreadyCancelled));
    assert_eq!(house.written(&ticket).await, (2, 2, 2));
}

async fn no_more_is_cancelled_than_was_redeemed(house: House) {
    let (ticket, receipt) = five_units(&house).await;
    for units in [0, 6, u32::MAX] {
        let refused =
            house.cancel_units(&house.world.owner, &receipt.use_id, Some(units), &house.attempt()).await;
        assert_eq!(refused, Err(Refusal::NotEnoughLeft { remaining: 5 }));
    }
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
}

/// RULES §3: a reason goes to the history; events carry no free text.
async fn a_reason_stands_with_the_cancelled_units_and_in_no_event(house: House) {
    let clerk = &house.world.clerk_001;
    let (_, receipt) = five_units(&house).await;
    let reason = Reason::parse("客人點錯了").expect("short").expect("not blank");
    for units in [Some(2), None] {
        let attempt = house.attempt();
        let cancelled = house.store.cancel_redemption(
            &clerk.session,
            ISSUER,
            &receipt.use_id,
            units,
            &attempt,
            Some(&reason),
        );
        cancelled.await.expect("cancelled");
    }
    let reasons = "SELECT COUNT(*) FROM use_line WHERE state = 'cancelled' AND cancel_reason = '客人點錯了'";
    assert_eq!(house.number(reasons).await, 2);
    let events = crate::event_log::dump(&house, "event").await;
    assert!(events.iter().all(|event| !event.contains("點錯")), "{events:?}");
}

async fn the_branch_that_redeemed_and_the_head_office_may_cancel(house: House) {
    let (owner, first, second) = (&house.world.owner, &house.world.clerk_001, &house.world.clerk_002);
    let of_branch = used(&house, Goods::Paid, first).await;
    assert_eq!(house.cancel(second, &of_branch.use_id).await, Err(Refusal::NotYoursToCancel));
    assert!(house.cancel(first, &of_branch.use_id).await.is_ok());
    let of_branch = used(&house, Goods::Paid, first).await;
    assert!(house.cancel(owner, &of_branch.use_id).await.is_ok());
    let of_head_office = used(&house, Goods::Paid, owner).await;
    assert_eq!(house.cancel(first, &of_head_office.use_id).await, Err(Refusal::NotYoursToCancel));
}

async fn a_partner_cancels_its_own_and_the_issuers_head_office_too(house: House) {
    let world = &house.world;
    let of_partner = used(&house, Goods::Shared, &world.partner_owner).await;
    assert_eq!(house.cancel(&world.partner_clerk, &of_partner.use_id).await, Err(Refusal::NotYoursToCancel));
    assert_eq!(house.cancel(&world.clerk_001, &of_partner.use_id).await, Err(Refusal::NotYoursToCancel));
    assert!(house.cancel(&world.partner_owner, &of_partner.use_id).await.is_ok());
    let of_its_branch = used(&house, Goods::Shared, &world.partner_clerk).await;
    assert!(house.cancel(&world.owner, &of_its_branch.use_id).await.is_ok());
    let of_issuer = used(&house, Goods::Shared, &world.owner).await;
    assert_eq!(house.cancel(&world.partner_owner, &of_issuer.use_id).await, Err(Refusal::UseUnknown));
}

async fn a_stranger_neither_sees_nor_cancels(house: House) {
    let stranger = &house.world.stranger_owner;
    let receipt = used(&house, Goods::Shared, &house.world.partner_clerk).await;
    assert_eq!(house.cancel(stranger, &receipt.use_id).await, Err(Refusal::UseUnknown));
    let seen = house.store.redemption(&house.actor(stranger).await, ISSUER, &receipt.use_id).await;
    assert!(matches!(seen, Err(StoreError::NotFound)), "{seen:?}");
    for (who, issuer) in [(&house.world.owner, PARTNER), (stranger, PARTNER)] {
        let elsewhere = house.store.redemption(&house.actor(who).await, issuer, &receipt.use_id).await;
        assert!(matches!(elsewhere, Err(StoreError::NotFound)), "{elsewhere:?}");
    }
    let never = UseId::parse("never-was").expect("an id");
    assert_eq!(house.cancel(&house.world.owner, &never).await, Err(Refusal::UseUnknown));
}

async fn a_disabled_branch_and_an_accountant_do_not_cancel(house: House) {
    let receipt = used(&house, Goods::Paid, &house.world.clerk_002).await;
    assert_eq!(house.cancel(&house.world.accountant, &receipt.use_id).await, Err(Refusal::PermissionMissing));
    let second = branch("002").expect("a branch");
    house.store.set_branch_enabled(ISSUER, &second, false).await.expect("disabled");
    assert_eq!(house.cancel(&house.world.clerk_002, &receipt.use_id).await, Err(Refusal::BranchDisabled));
    house.store.set_branch_enabled(ISSUER, &second, true).await.expect("enabled");
    assert!(house.cancel(&house.world.clerk_002, &receipt.use_id).await.is_ok());
}

async fn signed_out_does_not_cancel(house: House) {
    let clerk = &house.world.clerk_001;
    let receipt = used(&house, Goods::Paid, clerk).await;
    house.store.end_session(&clerk.session).await.expect("signed out");
    assert_eq!(house.cancel(clerk, &receipt.use_id).await, Err(Refusal::SignedOut));
}
