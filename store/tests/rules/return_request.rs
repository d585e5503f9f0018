//! RULES §4, 電子票券申請退貨: the holder asks and withdraws, the merchant declines.

use crate::bank::night;
use crate::harness::{House, all_at_once, moment, refusal_of};
use crate::transfer::offered;
use domain::cancel::Reason;
use domain::give_back::Quote;
use domain::identity::{RequestId, TicketId};
use domain::money::Dollars;
use domain::refusal::Refusal;
use domain::return_request::RequestState;
use domain::ticket::GiveBackState;
use store::StoreError;
use store::command::give_back::Returning;
use store::command::redeem::RedeemRequest;
use store::command::return_request::Asked;
use store::fixture::{Goods, TestTicket, branch};

on_both_engines!(
    what_is_asked_is_kept_as_it_was,
    the_standing_fee_is_told_kept_and_frozen,
    a_cap_that_was_lowered_holds_for_what_was_asked_before,
    several_tickets_are_asked_for_at_once_or_none,
    a_request_is_followed_to_the_money,
    one_attempt_asks_once_and_one_request_a_ticket_is_open,
    what_is_not_asked_for,
    a_request_is_withdrawn_once,
    a_request_is_declined_by_whoever_may_return,
    others_find_no_request,
    a_ticket_that_is_given_away_takes_no_request_along,
    withdrawn_or_declined_and_never_both,
    no_event_holds_a_reason,
);

async fn ask(house: &House, ticket: &TestTicket, units: Option<u32>) -> Result<Asked, StoreError> {
    house.store.ask_return(&ticket.link, &ticket.id, units, None, &house.attempt()).await
}

fn reason(text: &str) -> Option<Reason> {
    Reason::parse(text).expect("short")
}

async fn what_is_asked_is_kept_as_it_was(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let quote =
        Quote { quantity: 3, face: Dollars(600), fee: Dollars::ZERO, refund: Dollars(600), by_hand: false };
    let shown = house.store.return_quote(&ticket.link, &ticket.id, Some(3)).await.expect("a quote");
    let why = reason("買錯了");
    let asked =
        house.store.ask_return(&ticket.link, &ticket.id, Some(3), why.as_ref(), &house.attempt()).await;
    let asked = asked.expect("asked");
    assert_eq!((shown, asked.quote, asked.state), (quote, quote, RequestState::Asked));
    assert_eq!(asked.number, format!("Q{order}001"));
    let three = RedeemRequest { quantity: Some(3), ..house.world.scan(&ticket).expect("a scan") };
    house.redeemed(&house.world.clerk_001, &three).await;
    let mine = house.store.return_requests(&ticket.link).await.expect("a list").remove(0);
    assert_eq!((mine.quote, mine.reason.as_deref(), &mine.serial), (quote, Some("買錯了"), &ticket.serial));
    let owner = house.actor(&house.world.owner).await;
    let theirs =
        house.store.asked_returns(&owner, Some(RequestState::Asked)).await.expect("a list").remove(0);
    assert_eq!(
        (theirs.request, theirs.order_number, theirs.state),
        (mine.request, order, RequestState::Asked)
    );
    assert!(
        house.store.asked_returns(&owner, Some(RequestState::Declined)).await.expect("a list").is_empty()
    );
}

async fn the_standing_fee_is_told_kept_and_frozen(house: House) {
    house.change("UPDATE merchant SET request_fee = 300").await.expect("a fee");
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    let told = house.store.return_quote(&ticket.link, &ticket.id, Some(3)).await.expect("a quote");
    assert_eq!((told.face, told.fee, told.refund), (Dollars(600), Dollars(18), Dollars(582)));
    let asked = ask(&house, &ticket, Some(3)).await.expect("asked");
    assert_eq!(asked.quote, told);
    // What is decided later is of no matter to whoever has asked.
    house.change("UPDATE merchant SET request_fee = 0").await.expect("no fee");
    let session = &house.world.owner.session;
    let done = house.store.approve_return(session, &asked.request, &house.attempt()).await.expect("agreed");
    assert_eq!(done.fee, Dollars(18));
    let free = house.store.return_quote(&ticket.link, &ticket.id, Some(1)).await.expect("a quote");
    assert_eq!(free.fee, Dollars::ZERO);
}

async fn a_cap_that_was_lowered_holds_for_what_was_asked_before(house: House) {
    house.change("UPDATE merchant SET request_fee = 300").await.expect("a fee");
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let asked = ask(&house, &ticket, None).await.expect("asked");
    assert_eq!((asked.quote.fee, asked.quote.refund), (Dollars(6), Dollars(194)));
    house.change("UPDATE merchant SET fee_cap = 100").await.expect("a lower cap");
    let session = &house.world.owner.session;
    let done = house.store.approve_return(session, &asked.request, &house.attempt()).await.expect("agreed");
    assert_eq!(done.fee, Dollars(2), "the merchant is told");
    let mine = house.store.return_requests(&ticket.link).await.expect("a list").remove(0);
    assert_eq!(mine.outcome.map(|outcome| outcome.refund), Some(Dollars(198)), "the holder, too");
}

async fn several_tickets_are_asked_for_at_once_or_none(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 2).await.expect("tickets");
    let link = &tickets[0].link;
    let one = |ticket: &TestTicket, units| Returning { ticket: ticket.id.clone(), units };
    let both = [one(&tickets[0], Some(1)), one(&tickets[1], None)];
    let attempt = house.attempt();
    let asked = house.store.ask_returns(link, &both, None, &attempt).await.expect("asked");
    assert_eq!(asked.iter().map(|one| one.quote.quantity).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(asked[0].number, asked[1].number, "one number for both");
    let again = house.store.ask_returns(link, &both, None, &attempt).await.expect("asked before");
    assert!(again.iter().all(|one| one.repeated) && again[1].request == asked[1].request);
    for other in [&both[..1], &[both[0].clone(), one(&tickets[2], None)]] {
        let refused = house.store.ask_returns(link, other, None, &attempt).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::AttemptReused);
    }
    let third = [one(&tickets[2], None), one(&tickets[1], None)];
    let refused = house.store.ask_returns(link, &third, None, &house.attempt()).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::AlreadyRequested);
    assert_eq!(house.number("SELECT COUNT(*) FROM return_request").await, 2, "all of them or none");
    house.store.withdraw_return(link, &asked[0].request).await.expect("withdrawn");
    let session = &house.world.owner.session;
    house.store.approve_return(session, &asked[1].request, &house.attempt()).await.expect("agreed");
}

async fn a_request_is_followed_to_the_money(house: House) {
    house.change("UPDATE merchant SET request_fee = 300").await.expect("a fee");
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let owner = house.at(moment("2026-11-08", 9, 0, 0), &house.world.owner).await;
    let asked = ask(&house, &ticket, None).await.expect("asked");
    let read = async || house.store.return_requests(&ticket.link).await.expect("a list").remove(0).outcome;
    assert_eq!(read().await, None);
    let session = &owner.session;
    let done = house.store.approve_return(session, &asked.request, &house.attempt()).await.expect("agreed");
    let agreed = read().await.expect("an outcome");
    assert_eq!((agreed.state, agreed.refund, agreed.by_hand), (GiveBackState::Pending, Dollars(194), false));
    assert_eq!((agreed.number, agreed.refunded_at), (done.number, None));
    let bank = house.bank();
    night(&house, &bank, "2026-11-09").await;
    let refunded = read().await.expect("an outcome");
    assert_eq!(refunded.state, GiveBackState::Returned);
    assert!(refunded.refunded_at.is_some_and(|at| at > refunded.returned_at));
}

async fn one_attempt_asks_once_and_one_request_a_ticket_is_open(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let attempt = house.attempt();
    let sends =
        (0..20).map(|_| {
            let (house, ticket, attempt) = (house.clone(), ticket.clone(), attempt.clone());
            async move {
                house.store.ask_return(&ticket.link, &ticket.id, None, None, &attempt).await.expect("asked")
            }
        });
    let answers = all_at_once(sends.collect()).await;
    assert!(answers.iter().all(|answer| answer.request == answers[0].request));
    assert_eq!(house.number("SELECT COUNT(*) FROM return_request").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'return_asked'").await, 1);
    let second = ask(&house, &ticket, None).await.expect_err("refused");
    assert_eq!(refusal_of(second), Refusal::AlreadyRequested);
    let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let elsewhere = house.store.ask_return(&other.link, &other.id, None, None, &attempt).await;
    assert!(!elsewhere.expect("another wallet, another attempt").repeated);
}

async fn what_is_not_asked_for(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 2).await.expect("tickets");
    for units in [0, 3] {
        let refused = ask(&house, &tickets[0], Some(units)).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::NotEnoughLeft { remaining: 2 });
    }
    offered(&house, &[&tickets[1]]).await;
    assert_eq!(refusal_of(ask(&house, &tickets[1], None).await.expect_err("refused")), Refusal::Offered);
    let used = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.owner, &used).await;
    assert_eq!(refusal_of(ask(&house, &used, None).await.expect_err("refused")), Refusal::NothingLeft);
    let strange = TestTicket { id: used.id.clone(), ..tickets[0].clone() };
    let unknown = TestTicket { id: TicketId::parse("never-was").expect("an id"), ..tickets[0].clone() };
    for ticket in [&strange, &unknown] {
        assert_eq!(refusal_of(ask(&house, ticket, None).await.expect_err("refused")), Refusal::TicketUnknown);
    }
    house.change("UPDATE merchant SET requests_open = 0").await.expect("switched off");
    let refused = ask(&house, &tickets[0], None).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::RequestsNotOpen);
    assert_eq!(house.number("SELECT COUNT(*) FROM return_request").await, 0);
}

async fn a_request_is_withdrawn_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let asked = ask(&house, &ticket, None).await.expect("asked");
    for repeated in [false, true] {
        let withdrawn = house.store.withdraw_return(&ticket.link, &asked.request).await.expect("withdrawn");
        assert_eq!((withdrawn.state, withdrawn.repeated), (RequestState::Withdrawn, repeated));
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'return_withdrawn'").await, 1);
    let session = &house.world.owner.session;
    let late = house.store.decline_return(session, &asked.request, None, &house.attempt()).await;
    assert_eq!(refusal_of(late.expect_err("refused")), Refusal::RequestClosed);
    assert!(!ask(&house, &ticket, None).await.expect("asked anew").repeated);
}

async fn a_request_is_declined_by_whoever_may_return(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let asked = ask(&house, &ticket, None).await.expect("asked");
    let world = &house.world;
    for who in [&world.clerk_001, &world.accountant] {
        let refused = house.store.decline_return(&who.session, &asked.request, None, &house.attempt()).await;
        assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
    }
    house
        .change("UPDATE account SET role = 'manager' WHERE name IN ('clerk001', 'clerk002')")
        .await
        .expect("set");
    house.change("UPDATE product SET names_return_branches = 1").await.expect("set");
    let list = "INSERT INTO product_branch (merchant, product, purpose, branch) VALUES (1000001, 1, 'give_back', '001')";
    house.change(list).await.expect("listed");
    let other =
        house.store.decline_return(&world.clerk_002.session, &asked.request, None, &house.attempt()).await;
    assert_eq!(refusal_of(other.expect_err("refused")), Refusal::NotYoursToReturn);
    let (why, attempt) = (reason("已超過期限"), house.attempt());
    let session = &world.clerk_001.session;
    for repeated in [false, true] {
        let declined = house.store.decline_return(session, &asked.request, why.as_ref(), &attempt).await;
        let declined = declined.expect("declined");
        assert_eq!((declined.state, declined.repeated), (RequestState::Declined, repeated));
    }
    let again = house.store.decline_return(session, &asked.request, None, &house.attempt()).await;
    assert_eq!(refusal_of(again.expect_err("refused")), Refusal::RequestClosed);
    let shown = house.store.return_requests(&ticket.link).await.expect("a list").remove(0);
    assert_eq!((shown.state, shown.answer.as_deref()), (RequestState::Declined, Some("已超過期限")));
    house
        .store
        .set_branch_enabled(store::fixture::ISSUER, &branch("001").expect("a branch"), false)
        .await
        .expect("off");
    let disabled = house.store.decline_return(session, &asked.request, None, &house.attempt()).await;
    assert_eq!(refusal_of(disabled.expect_err("refused")), Refusal::BranchDisabled);
}

async fn others_find_no_request(house: House) {
    let (mine, theirs) = (
        house.world.issue_one(Goods::Paid).await.expect("a ticket"),
        house.world.issue_one(Goods::Paid).await.expect("a ticket"),
    );
    let asked = ask(&house, &mine, None).await.expect("asked");
    let never = RequestId::parse("never-was").expect("an id");
    for (link, request) in [(&theirs.link, &asked.request), (&mine.link, &never)] {
        let refused = house.store.withdraw_return(link, request).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::RequestUnknown);
    }
    assert!(house.store.return_requests(&theirs.link).await.expect("a list").is_empty());
    for who in [&house.world.stranger_owner, &house.world.partner_owner] {
        let refused = house.store.decline_return(&who.session, &asked.request, None, &house.attempt()).await;
        assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::RequestUnknown);
        let actor = house.actor(who).await;
        assert!(house.store.asked_returns(&actor, None).await.expect("a list").is_empty());
    }
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.asked_returns(&clerk, None).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
}

async fn a_ticket_that_is_given_away_takes_no_request_along(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let asked = ask(&house, &ticket, None).await.expect("asked");
    let gift = offered(&house, &[&ticket]).await;
    let open = house.store.return_requests(&ticket.link).await.expect("a list");
    assert_eq!(open[0].state, RequestState::Asked, "an offer may come back");
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let session = &house.world.owner.session;
    let late = house.store.decline_return(session, &asked.request, None, &house.attempt()).await;
    assert_eq!(refusal_of(late.expect_err("refused")), Refusal::RequestClosed);
    let theirs = house.store.ask_return(&gift.link, &ticket.id, None, None, &house.attempt()).await;
    assert_eq!(theirs.expect("it is theirs to ask for").quote.refund, Dollars(200));
}

async fn withdrawn_or_declined_and_never_both(house: House) {
    for _ in 0..20 {
        let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
        let asked = ask(&house, &ticket, None).await.expect("asked");
        let (holder, link, request) = (house.clone(), ticket.link.clone(), asked.request.clone());
        let merchant = house.clone();
        let (withdrawn, declined) = tokio::join!(
            tokio::spawn(async move { holder.store.withdraw_return(&link, &request).await.is_ok() }),
            tokio::spawn(async move {
                let (session, attempt) = (&merchant.world.owner.session, merchant.attempt());
                merchant.store.decline_return(session, &asked.request, None, &attempt).await.is_ok()
            }),
        );
        assert!(withdrawn.expect("no panic") != declined.expect("no panic"));
    }
}

async fn no_event_holds_a_reason(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let why = reason("買錯了");
    let asked = house.store.ask_return(&ticket.link, &ticket.id, None, why.as_ref(), &house.attempt()).await;
    let request = asked.expect("asked").request;
    let answer = reason("已超過期限");
    let session = &house.world.owner.session;
    house.store.decline_return(session, &request, answer.as_ref(), &house.attempt()).await.expect("declined");
    let events = crate::event_log::dump(&house, "event").await;
    assert!(events.iter().all(|event| !event.contains("買錯") && !event.contains("超過")), "{events:?}");
}
