//! Tickets and codes that are refused, whoever asks (RULES §2, §3; CODES, verification).

use crate::harness::{House, end_of, moment};
use domain::calendar::Day;
use domain::code::link;
use domain::code::redemption_code::{IssuerCode, RedemptionCode};
use domain::code::sign::IssuerSecret;
use domain::code::step::Step;
use domain::give_back::FeeRule;
use domain::refusal::Refusal;
use domain::ticket::UseState;
use store::command::issue::NewLine;
use store::command::redeem::Brought;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    other_peoples_codes_are_not_ours,
    a_code_signed_by_somebody_else_is_forged,
    a_code_under_a_key_that_nobody_knows_is_refused,
    a_code_counts_two_half_minutes_back_and_one_ahead,
    a_well_formed_code_without_a_ticket_is_unknown,
    a_renewed_ticket_refuses_its_old_codes,
    an_offered_ticket_waits_for_its_answer,
    a_returned_ticket_is_not_redeemed,
    a_gift_is_usable_to_the_last_second_of_its_last_day,
    a_ticket_is_usable_from_the_first_second_of_its_first_day,
    a_paid_ticket_outlives_its_guarantee,
);

async fn refused_scan(house: &House, scanned: String) -> Refusal {
    let request = house.world.request(Brought::Scanned(scanned), true).expect("a request");
    house.refused(&house.world.clerk_001, &request).await
}

async fn other_peoples_codes_are_not_ours(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let ours = house.world.moment_link(&ticket);
    let cut = &ours[..ours.len() - 1];
    for foreign in
        ["", "票券", "https://example.com/?a=1", "WIFI:T:WPA;S:tea;P:x;;", cut, &ours.to_lowercase()]
    {
        assert_eq!(refused_scan(&house, foreign.to_owned()).await, Refusal::NotOurs, "{foreign}");
    }
}

fn signed_by(secret: &IssuerSecret, house: &House, ticket: &TestTicket) -> String {
    let claims = domain::code::layout::Claims { key: secret.id(), ..ticket.claims };
    link::link("https://piaojia.example", &secret.moment(&claims, Step::at(house.store.now())))
}

async fn a_code_signed_by_somebody_else_is_forged(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let somebody = IssuerSecret::new(ticket.claims.key, &[9; 32]);
    assert_eq!(refused_scan(&house, signed_by(&somebody, &house, &ticket)).await, Refusal::Forged);
    assert_eq!(house.written(&ticket).await, (1, 0, 0), "it was looked up meanwhile, and nothing came of it");
    // A stranger does not learn what has been used (CODES, verification).
    house.scanned(&house.world.clerk_001, &ticket).await;
    assert_eq!(refused_scan(&house, signed_by(&somebody, &house, &ticket)).await, Refusal::Forged);
}

async fn a_code_under_a_key_that_nobody_knows_is_refused(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let unknown = IssuerSecret::new(99, &[9; 32]);
    assert_eq!(refused_scan(&house, signed_by(&unknown, &house, &ticket)).await, Refusal::KeyUnknown);
}

async fn a_code_counts_two_half_minutes_back_and_one_ahead(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 4, 1).await.expect("tickets");
    let shown_at = house.store.now();
    let cases =
        [(90, Some(Refusal::CodeTooOld)), (89, None), (-30, None), (-31, Some(Refusal::CodeFromFuture))];
    for (ticket, (seconds, expected)) in tickets.iter().zip(cases) {
        house.clock.set(shown_at);
        let request = house.world.scan(ticket).expect("a scan");
        house.clock.set(shown_at.plus_seconds(seconds));
        match expected {
            Some(refusal) => assert_eq!(house.refused(&house.world.clerk_001, &request).await, refusal),
            None => drop(house.redeemed(&house.world.clerk_001, &request).await),
        }
    }
}

async fn a_well_formed_code_without_a_ticket_is_unknown(house: House) {
    for issuer in ["63OV", "0000"] {
        let code = RedemptionCode::compose(&IssuerCode::parse(issuer).expect("issuer"), &[3; 13]);
        let typed = Brought::Typed(RedemptionCode::parse(&code).expect("a code"));
        let request = house.world.request(typed, true).expect("a request");
        assert_eq!(house.refused(&house.world.clerk_001, &request).await, Refusal::TicketUnknown);
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM refused_attempt").await, 0, "a guess costs no commit");
}

async fn a_renewed_ticket_refuses_its_old_codes(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.world.renew_code(&ticket).await.expect("renewed");
    for old in [house.world.moment_link(&ticket), house.world.printed_link(&ticket)] {
        assert_eq!(refused_scan(&house, old).await, Refusal::CodeRenewed);
    }
    let new = house.world.tickets_of(&ticket.link).await.expect("the wallet").remove(0);
    house.scanned(&house.world.clerk_001, &new).await;
}

async fn an_offered_ticket_waits_for_its_answer(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.change("UPDATE ticket SET offered = 1").await.expect("offered");
    let scan = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(&house.world.clerk_001, &scan).await, Refusal::Offered);
}

async fn a_returned_ticket_is_not_redeemed(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.give_back(&house.world.owner, &ticket, None, FeeRule::None).await.expect("returned");
    let scan = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(&house.world.clerk_001, &scan).await, Refusal::Returned);
}

async fn a_gift_is_usable_to_the_last_second_of_its_last_day(house: House) {
    let last_day = Day::parse("2026-12-31");
    let line = NewLine { usable_until: last_day, ..house.world.line(Goods::Gift, 2, 1) };
    let tickets = house.world.issue_lines(vec![line]).await.expect("tickets");
    let clerk = house.at(end_of("2026-12-31"), &house.world.clerk_001).await;
    house.scanned(&clerk, &tickets[0]).await;
    house.clock.set(moment("2027-01-01", 0, 0, 0));
    let refused = house.refused(&clerk, &house.world.scan(&tickets[1]).expect("a scan")).await;
    assert_eq!(refused, Refusal::Expired { last_day });
}

async fn a_ticket_is_usable_from_the_first_second_of_its_first_day(house: House) {
    let first_day = Day::parse("2026-11-10");
    let line = NewLine { usable_from: first_day, ..house.world.line(Goods::Paid, 1, 1) };
    let ticket = house.world.issue_lines(vec![line]).await.expect("tickets").remove(0);
    let clerk = house.at(end_of("2026-11-09"), &house.world.clerk_001).await;
    let early = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(&clerk, &early).await, Refusal::NotYetUsable { first_day });
    house.clock.set(moment("2026-11-10", 0, 0, 0));
    house.scanned(&clerk, &ticket).await;
}

/// RULES §2: inside the guarantee to 23:59:59 of its last day, redeemed overdue from then on.
async fn a_paid_ticket_outlives_its_guarantee(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let cases =
        [(end_of("2027-11-05"), UseState::Used), (moment("2027-11-06", 0, 0, 0), UseState::RedeemedOverdue)];
    for (ticket, (at, state)) in tickets.iter().zip(cases) {
        let clerk = house.at(at, &house.world.clerk_001).await;
        assert_eq!(house.scanned(&clerk, ticket).await.state, state);
    }
}
