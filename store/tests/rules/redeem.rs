//! Redeeming (RULES §3): the ways to bring a ticket, and what the cashier is shown.

use crate::harness::{House, receipt_of};
use domain::money::Dollars;
use domain::proof::ProofLevel;
use domain::refusal::{EarlierUse, Refusal};
use domain::ticket::{TicketKind, UseState};
use store::command::redeem::{Brought, Presentation, RedeemAnswer, RedeemRequest};
use store::fixture::Goods;

on_both_engines!(
    a_scanned_moment_code_redeems_at_once,
    a_typed_code_asks_first_and_redeems_when_confirmed,
    a_printed_code_asks_first_and_redeems_when_confirmed,
    a_product_asks_for_the_last_digits_of_the_phone,
    what_was_shown_before_is_redeemed_when_confirmed,
    what_was_shown_can_be_confirmed_for_ten_minutes,
    looking_changes_nothing,
    the_verdict_shows_issuer_serial_product_and_value,
    a_gift_is_settled_at_once,
    the_second_cashier_is_told_who_when_and_where,
    the_second_cashier_is_told_of_a_partner_too,
    two_of_three_redeemed_and_one_cancelled_add_up,
    several_units_go_at_once,
    of_several_units_a_person_chooses,
    more_than_is_left_is_refused_and_nothing_goes,
    one_half_minute_redeems_once,
);

async fn a_scanned_moment_code_redeems_at_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let request = house.world.scan(&ticket).expect("a scan");
    let receipt = house.redeemed(&house.world.clerk_001, &request).await;
    assert_eq!((receipt.quantity, receipt.remaining, receipt.state), (1, 0, UseState::Used));
    assert_eq!((receipt.at, receipt.repeated), (house.store.now(), false));
    assert_eq!(receipt.business_day.to_string(), "2026-11-06");
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
    let proofs = "SELECT COUNT(*) FROM use_line u JOIN event e ON e.line = u.id
                  WHERE u.proof = 'moment' AND e.proof = 'moment' AND u.branch = '001' AND e.branch = '001'
                    AND u.redeemer = 1000001 AND e.actor_merchant = 1000001 AND e.remaining = 0";
    assert_eq!(house.number(proofs).await, 1);
}

async fn a_typed_code_asks_first_and_redeems_when_confirmed(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let confirmed = house.world.type_code(&ticket).expect("a code");
    let first = RedeemRequest { confirmed: false, ..confirmed.clone() };
    asks(&house, &first, ProofLevel::Typed).await;
    assert_eq!(house.written(&ticket).await, (1, 0, 0));
    house.redeemed(&house.world.clerk_001, &confirmed).await;
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
}

async fn a_printed_code_asks_first_and_redeems_when_confirmed(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let brought = Brought::Scanned(house.world.printed_link(&ticket));
    let first = house.world.request(brought, false).expect("a request");
    asks(&house, &first, ProofLevel::Printed).await;
    house.redeemed(&house.world.clerk_001, &RedeemRequest { confirmed: true, ..first }).await;
}

async fn a_product_asks_for_the_last_digits_of_the_phone(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.change("UPDATE product SET proof_typed = 'confirm_by_phone'").await.expect("set");
    let clerk = &house.world.clerk_001;
    let said = |phone_end: Option<&str>, confirmed| RedeemRequest {
        confirmed,
        phone_end: phone_end.map(str::to_owned),
        ..house.world.type_code(&ticket).expect("a code")
    };
    for request in [said(None, false), said(Some("678"), false), said(None, true), said(Some(" "), true)] {
        match house.redeem(clerk, &request).await.expect("no refusal") {
            RedeemAnswer::Confirm { asks_phone, .. } => assert!(asks_phone),
            RedeemAnswer::Redeemed { .. } => panic!("redeemed unasked"),
        }
    }
    assert_eq!(house.refused(clerk, &said(Some("679"), true)).await, Refusal::PhoneEndWrong);
    assert_eq!(house.written(&ticket).await, (1, 0, 0));
    house.redeemed(clerk, &said(Some("678"), true)).await;
    // Other levels ask for nothing, nor is a holder asked who has no phone.
    let by_code = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.redeemed(clerk, &house.world.scan(&by_code).expect("a scan")).await;
    let without = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.change("UPDATE wallet SET holder_phone = ''").await.expect("set");
    let request = house.world.type_code(&without).expect("a code");
    let first = RedeemRequest { confirmed: false, ..request.clone() };
    let answer = house.redeem(clerk, &first).await.expect("no refusal");
    assert!(matches!(answer, RedeemAnswer::Confirm { asks_phone: false, .. }), "{answer:?}");
    house.redeemed(clerk, &request).await;
}

async fn asks(house: &House, request: &RedeemRequest, expected: ProofLevel) {
    match house.redeem(&house.world.clerk_001, request).await.expect("no refusal") {
        RedeemAnswer::Confirm { proof, suggested, .. } => assert_eq!((proof, suggested), (expected, 1)),
        RedeemAnswer::Redeemed { .. } => panic!("redeemed unasked"),
    }
}

/// Sealed and opened again, as the browser keeps it.
fn kept(house: &House, scanned: &str) -> Presentation {
    let presentation = house.store.present(scanned).expect("verified");
    let sealed = house.store.seal_presentation(&presentation).expect("sealed");
    assert_eq!(house.store.open_presentation(&sealed), Ok(presentation.clone()));
    for foreign in [&sealed[1..], "", "TEA"] {
        assert_eq!(house.store.open_presentation(foreign), Err(Refusal::NotOurs));
    }
    presentation
}

async fn what_was_shown_before_is_redeemed_when_confirmed(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let scanned = house.world.moment_link(&ticket);
    let presentation = kept(&house, &scanned);
    house.clock.set(house.store.now().plus_seconds(300));
    let too_late = house.world.request(Brought::Scanned(scanned), true).expect("a request");
    assert_eq!(house.refused(&house.world.clerk_001, &too_late).await, Refusal::CodeTooOld);
    let request = house.world.request(Brought::Presentation(presentation), true).expect("a request");
    house.redeemed(&house.world.clerk_001, &request).await;
    assert_eq!(house.number("SELECT COUNT(*) FROM use_line WHERE proof = 'moment'").await, 1);
}

async fn what_was_shown_can_be_confirmed_for_ten_minutes(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let presentation = kept(&house, &house.world.moment_link(&ticket));
    let shown_at = house.store.now();
    house.clock.set(shown_at.plus_seconds(601));
    let request = house.world.request(Brought::Presentation(presentation), true).expect("a request");
    assert_eq!(house.refused(&house.world.clerk_001, &request).await, Refusal::CodeTooOld);
    house.clock.set(shown_at.plus_seconds(600));
    house.redeemed(&house.world.clerk_001, &request).await;
}

async fn looking_changes_nothing(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let scan = house.world.scan(&ticket).expect("a scan");
    let look = RedeemRequest { attempt: None, quantity: None, confirmed: true, ..scan.clone() };
    let answer = house.redeem(&house.world.clerk_001, &look).await.expect("no refusal");
    let RedeemAnswer::Confirm { face, suggested, .. } = answer else { panic!("redeemed by looking") };
    assert_eq!((face.remaining, suggested), (3, 1));
    assert_eq!(house.written(&ticket).await, (3, 0, 0));
    house.redeemed(&house.world.clerk_001, &RedeemRequest { quantity: Some(3), ..scan }).await;
    let refused = house.refused(&house.world.clerk_001, &look).await;
    assert!(matches!(refused, Refusal::AlreadyRedeemed { earlier: Some(_) }), "{refused:?}");
    assert_eq!(house.number("SELECT COUNT(*) FROM refused_attempt").await, 0);
}

async fn the_verdict_shows_issuer_serial_product_and_value(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let request = house.world.scan(&ticket).expect("a scan");
    let answer = house.redeem(&house.world.clerk_001, &request).await.expect("no refusal");
    let (_, face) = receipt_of(answer);
    assert_eq!((face.issuer_name.as_str(), face.serial), ("幸福果茶", ticket.serial));
    assert_eq!((face.product_name.as_str(), face.product_code.as_str()), ("水果茶一杯", "VAA00001"));
    assert_eq!((face.kind, face.face_value), (TicketKind::Paid, 200));
    assert_eq!((face.quantity, face.remaining), (1, 0));
    assert_eq!(face.locator, ticket.claims.locator.to_text());
}

async fn a_gift_is_settled_at_once(house: House) {
    let ticket = house.world.issue_one(Goods::Gift).await.expect("a ticket");
    let request = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.redeemed(&house.world.clerk_001, &request).await.state, UseState::Settled);
}

async fn the_second_cashier_is_told_who_when_and_where(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let first = house.scanned(&house.world.clerk_001, &ticket).await;
    house.clock.set(first.at.plus_seconds(300));
    let second = house.world.scan(&ticket).expect("a scan");
    let earlier = EarlierUse {
        at: first.at,
        merchant_name: "幸福果茶".to_owned(),
        branch_name: Some("信義店".to_owned()),
        state: UseState::Used,
    };
    let told = house.refused(&house.world.clerk_002, &second).await;
    assert_eq!(told, Refusal::AlreadyRedeemed { earlier: Some(earlier) });
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
}

async fn the_second_cashier_is_told_of_a_partner_too(house: House) {
    for (who, branch_name) in
        [(&house.world.partner_owner, None), (&house.world.partner_clerk, Some("重慶南路店".to_owned()))]
    {
        let ticket = house.world.issue_one(Goods::Shared).await.expect("a ticket");
        house.scanned(who, &ticket).await;
        let told = house.refused(&house.world.owner, &house.world.scan(&ticket).expect("a scan")).await;
        let Refusal::AlreadyRedeemed { earlier: Some(earlier) } = told else { panic!("{told:?}") };
        assert_eq!((earlier.merchant_name.as_str(), earlier.branch_name), ("山海書店", branch_name));
    }
}

async fn two_of_three_redeemed_and_one_cancelled_add_up(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let clerk = &house.world.clerk_001;
    let first = house.redeemed(clerk, &house.world.type_code(&ticket).expect("a code")).await;
    let second = house.redeemed(clerk, &house.world.type_code(&ticket).expect("a code")).await;
    assert_eq!((first.remaining, second.remaining), (2, 1));
    assert_eq!(house.cancel(clerk, &first.use_id).await.expect("cancelled").quantity, 1);
    assert_eq!(house.written(&ticket).await, (2, 2, 3));
    let standing = "SELECT COUNT(*) FROM use_line WHERE state = 'used'";
    assert_eq!(house.number(standing).await, 1);
    let rest = RedeemRequest { quantity: Some(2), ..house.world.type_code(&ticket).expect("a code") };
    assert_eq!(house.redeemed(clerk, &rest).await.remaining, 0);
}

async fn several_units_go_at_once(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    let request = RedeemRequest { quantity: Some(4), ..house.world.scan(&ticket).expect("a scan") };
    let receipt = house.redeemed(&house.world.clerk_001, &request).await;
    assert_eq!((receipt.quantity, receipt.remaining), (4, 1));
    let today =
        house.store.redemptions_today(&house.actor(&house.world.clerk_001).await).await.expect("the list");
    let amounts: Vec<_> = today.iter().map(|line| Dollars(line.amount())).collect();
    assert_eq!(amounts, [Dollars(800)]);
}

async fn of_several_units_a_person_chooses(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let scan = RedeemRequest { quantity: None, ..house.world.scan(&ticket).expect("a scan") };
    let answer = house.redeem(&house.world.clerk_001, &scan).await.expect("no refusal");
    assert!(matches!(answer, RedeemAnswer::Confirm { suggested: 1, .. }), "{answer:?}");
    let chosen = RedeemRequest { quantity: Some(2), confirmed: true, ..scan };
    assert_eq!(house.redeemed(&house.world.clerk_001, &chosen).await.quantity, 2);
}

async fn more_than_is_left_is_refused_and_nothing_goes(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 2).await.expect("a ticket").remove(0);
    for quantity in [0, 3, u32::MAX] {
        let request =
            RedeemRequest { quantity: Some(quantity), ..house.world.scan(&ticket).expect("a scan") };
        let refused = house.refused(&house.world.clerk_001, &request).await;
        assert_eq!(refused, Refusal::NotEnoughLeft { remaining: 2 });
    }
    assert_eq!(house.written(&ticket).await, (2, 0, 0));
}

/// Two clerks who scan one screen do not redeem twice (CODES, verification).
async fn one_half_minute_redeems_once(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    house.scanned(&house.world.clerk_001, &ticket).await;
    let same_screen = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(&house.world.clerk_002, &same_screen).await, Refusal::CodeAlreadyPresented);
    house.clock.set(house.store.now().plus_seconds(30));
    house.scanned(&house.world.clerk_002, &ticket).await;
    assert_eq!(house.written(&ticket).await, (1, 2, 2));
}
