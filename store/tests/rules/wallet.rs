//! What a holder sees, and how a link dies.

use crate::harness::{House, end_of, moment};
use domain::calendar::Day;
use domain::code::redemption_code::RedemptionCode;
use domain::redeem::RelationState;
use domain::ticket::{TicketState, UseState};
use store::StoreError;
use store::command::issue::NewLine;
use store::command::redeem::Brought;
use store::fixture::{Goods, ISSUER, PARTNER, TestTicket};
use store::query::wallet::WalletTicket;
use store::secret::LinkToken;

on_both_engines!(
    a_wallet_shows_its_tickets_and_their_issuer,
    a_link_opens_its_own_wallet_and_no_other,
    a_renewed_link_kills_the_old_one,
    the_state_follows_the_ticket,
    uses_are_shown_newest_first_with_the_cancelled_ones,
    what_can_be_used_now_comes_first,
    the_moment_code_of_the_wallet_redeems,
    a_spent_early_or_offered_ticket_shows_no_code,
    showing_the_number_gives_the_code_and_is_logged,
    a_product_that_refuses_typed_codes_shows_no_number,
    a_ticket_tells_where_it_can_be_used,
);

async fn ticket_in_wallet(house: &House, ticket: &TestTicket) -> WalletTicket {
    let wallet = house.store.wallet(&ticket.link).await.expect("a wallet");
    wallet.tickets.into_iter().find(|shown| shown.id == ticket.id).expect("the ticket")
}

async fn a_wallet_shows_its_tickets_and_their_issuer(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 2).await.expect("tickets");
    let wallet = house.store.wallet(&tickets[0].link).await.expect("a wallet");
    assert_eq!((wallet.holder_name.as_str(), wallet.amount), ("王小明", 1_200));
    assert_eq!((wallet.issuer.number, wallet.issuer.name.as_str()), (ISSUER, "幸福果茶"));
    assert_eq!(wallet.issuer.tax_id, "24536806");
    let serials: Vec<_> = wallet.tickets.iter().map(|ticket| &ticket.serial).collect();
    assert_eq!(serials, tickets.iter().map(|ticket| &ticket.serial).collect::<Vec<_>>());
    let first = &wallet.tickets[0];
    assert_eq!((first.product_name.as_str(), first.face_value), ("水果茶一杯", 200));
    assert_eq!(first.terms, ["限門市現場兌換", "不得折換現金"]);
    assert_eq!((first.ticket.quantity, first.ticket.remaining, first.takes_typed), (2, 2, true));
}

async fn a_link_opens_its_own_wallet_and_no_other(house: House) {
    let mine = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let theirs = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let wallet = house.store.wallet(&mine.link).await.expect("a wallet");
    assert!(wallet.tickets.iter().all(|ticket| ticket.id != theirs.id));
    let never = LinkToken::parse("0123456789abcdefghjkmnpqrs").expect("of form");
    assert!(matches!(house.store.wallet(&never).await, Err(StoreError::NotFound)));
}

async fn a_renewed_link_kills_the_old_one(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let renewed = house.world.renew_link(&ticket.link).await.expect("renewed");
    assert!(matches!(house.store.wallet(&ticket.link).await, Err(StoreError::NotFound)));
    assert_eq!(house.store.wallet(&renewed).await.expect("a wallet").tickets[0].id, ticket.id);
    let again = house.world.renew_link(&renewed).await.expect("renewed");
    assert!(again != renewed && again != ticket.link);
}

async fn the_state_follows_the_ticket(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 2).await.expect("a ticket").remove(0);
    let clerk = &house.world.clerk_001;
    let state = async || ticket_in_wallet(&house, &ticket).await.state;
    house.redeemed(clerk, &house.world.type_code(&ticket).expect("a code")).await;
    assert_eq!(state().await, TicketState::Unused, "one unit is left");
    let last = house.redeemed(clerk, &house.world.type_code(&ticket).expect("a code")).await;
    assert_eq!(state().await, TicketState::Used);
    house.cancel(clerk, &last.use_id).await.expect("cancelled");
    assert_eq!(state().await, TicketState::Unused);
    let gift = house.world.issue_one(Goods::Gift).await.expect("a ticket");
    house.clock.set(moment("2027-11-06", 0, 0, 0));
    assert_eq!(ticket_in_wallet(&house, &gift).await.state, TicketState::Expired);
    assert_eq!(state().await, TicketState::Unused, "a paid ticket never expires");
}

async fn uses_are_shown_newest_first_with_the_cancelled_ones(house: House) {
    let ticket = house.world.issue_tickets(Goods::Shared, 1, 3).await.expect("a ticket").remove(0);
    let first = house.scanned(&house.world.clerk_001, &ticket).await;
    house.cancel(&house.world.clerk_001, &first.use_id).await.expect("cancelled");
    house.clock.set(first.at.plus_seconds(60));
    house.scanned(&house.world.partner_owner, &ticket).await;
    let uses: Vec<_> = ticket_in_wallet(&house, &ticket)
        .await
        .uses
        .into_iter()
        .map(|shown| (shown.merchant_name, shown.quantity, shown.state))
        .collect();
    let expected =
        [("山海書店".to_owned(), 1, UseState::Used), ("幸福果茶".to_owned(), 1, UseState::Cancelled)];
    assert_eq!(uses, expected);
}

async fn what_can_be_used_now_comes_first(house: House) {
    let later = NewLine { usable_from: Day::parse("2026-12-24"), ..house.world.line(Goods::Paid, 1, 1) };
    let gift = NewLine { usable_until: Day::parse("2026-11-30"), ..house.world.line(Goods::Gift, 1, 1) };
    let lines = vec![later, house.world.line(Goods::Paid, 2, 1), gift];
    let tickets = house.world.issue_lines(lines).await.expect("tickets");
    house.scanned(&house.world.clerk_001, &tickets[1]).await;
    let wallet = house.store.wallet(&tickets[0].link).await.expect("a wallet");
    let today = house.store.now().day();
    let showable: Vec<_> = wallet.tickets.iter().map(|ticket| ticket.is_showable(today)).collect();
    assert_eq!(showable, [true, true, false, false]);
}

async fn the_moment_code_of_the_wallet_redeems(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let shown = ticket_in_wallet(&house, &ticket).await;
    let (code, step) = house.store.moment_code(ISSUER, &shown).expect("a code");
    assert!(step.end() > house.store.now());
    assert!(!code.contains(&ticket.code), "a moment code never contains the redemption code");
    let scanned = domain::code::link::link("https://piaojia.example", &code);
    let request = house.world.request(Brought::Scanned(scanned), false).expect("a request");
    house.redeemed(&house.world.clerk_001, &request).await;
}

async fn a_spent_early_or_offered_ticket_shows_no_code(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    house.scanned(&house.world.clerk_001, &tickets[0]).await;
    let offer = format!("UPDATE ticket SET offered = 1 WHERE id = '{}'", tickets[1].id);
    house.change(&offer).await.expect("offered");
    let line = NewLine { usable_from: Day::parse("2026-11-10"), ..house.world.line(Goods::Paid, 1, 1) };
    let early = house.world.issue_lines(vec![line]).await.expect("tickets").remove(0);
    house.clock.set(end_of("2026-11-09"));
    for ticket in [&tickets[0], &tickets[1], &early] {
        let shown = ticket_in_wallet(&house, ticket).await;
        assert_eq!(house.store.moment_code(ISSUER, &shown), None);
    }
    house.clock.set(moment("2026-11-10", 0, 0, 0));
    let shown = ticket_in_wallet(&house, &early).await;
    assert!(house.store.moment_code(ISSUER, &shown).is_some());
}

async fn showing_the_number_gives_the_code_and_is_logged(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let shown = ticket_in_wallet(&house, &ticket).await;
    let events =
        format!("SELECT COUNT(*) FROM event WHERE kind = 'number_shown' AND ticket = '{}'", ticket.id);
    assert_eq!(house.number(&events).await, 0);
    let code = house.store.show_number(ISSUER, &shown).await.expect("the code");
    assert_eq!(house.number(&events).await, 1);
    assert_eq!(code, ticket.code);
    let typed = Brought::Typed(RedemptionCode::parse(&code).expect("a code"));
    house.redeemed(&house.world.clerk_001, &house.world.request(typed, true).expect("a request")).await;
    house.store.show_number(ISSUER, &shown).await.expect("the code");
    assert_eq!(house.number(&events).await, 2, "each looking is an event");
}

async fn a_product_that_refuses_typed_codes_shows_no_number(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.change("UPDATE product SET proof_typed = 'refuse'").await.expect("refused from now on");
    let shown = ticket_in_wallet(&house, &ticket).await;
    assert!(!shown.takes_typed);
    let refused = house.store.show_number(ISSUER, &shown).await.expect_err("refused");
    assert_eq!(crate::harness::refusal_of(refused), domain::refusal::Refusal::ProofRefused);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'number_shown'").await, 0);
    let typed = house.world.type_code(&ticket).expect("a code");
    let refused = house.refused(&house.world.clerk_001, &typed).await;
    assert_eq!(refused, domain::refusal::Refusal::ProofRefused);
}

async fn a_ticket_tells_where_it_can_be_used(house: House) {
    let places = async |goods: Goods| {
        let ticket = house.world.issue_one(goods).await.expect("a ticket");
        let places = house.store.usable_places(ISSUER, ticket.claims.product).await.expect("places");
        places.into_iter().map(|place| (place.is_own, place.branch_name)).collect::<Vec<_>>()
    };
    let own = |names: &[&str]| names.iter().map(|name| (true, (*name).to_owned())).collect::<Vec<_>>();
    // 淡水店 is disabled.
    assert_eq!(places(Goods::Paid).await, own(&["信義店", "公館店"]));
    assert_eq!(places(Goods::BranchOnly).await, own(&["信義店"]));
    let partner = (false, "重慶南路店".to_owned());
    assert_eq!(places(Goods::Shared).await, [own(&["信義店", "公館店"]), vec![partner]].concat());
    for state in [RelationState::Ended, RelationState::Blocked] {
        house.store.set_relation(ISSUER, PARTNER, state).await.expect("a relation");
        assert_eq!(places(Goods::Shared).await, own(&["信義店", "公館店"]), "{state:?}");
    }
    house.change("UPDATE branch SET enabled = 0 WHERE number = '001'").await.expect("changed");
    // The head office may always redeem; a merchant without branches has nothing else.
    assert_eq!(places(Goods::BranchOnly).await, own(&["幸福果茶"]));
}
