//! RULES §5: giving tickets away, and what giver, recipient and merchant see of it.

use crate::harness::{House, refusal_of};
use domain::card::Card;
use domain::event::EventKind;
use domain::identity::TransferId;
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use sqlx::Row;
use store::StoreError;
use store::command::contact::{Contact, Message};
use store::command::redeem::RedeemRequest;
use store::command::transfer::{OfferRequest, Offered};
use store::fixture::{Goods, ISSUER, PURCHASER_NAME, TestTicket};
use store::query::transfer::TransferSearch;
use store::secret::LinkToken;

on_both_engines!(
    an_offered_ticket_is_nobodys_to_use,
    an_accepted_ticket_is_the_recipients_and_the_old_codes_are_dead,
    an_offer_that_ends_leaves_the_codes_as_they_were,
    what_may_not_be_offered,
    one_attempt_offers_once,
    acts_sent_twice_happen_once,
    links_and_sessions_of_others_find_nothing,
    a_transfer_number_counts_within_its_order,
    the_giver_resends_the_notice,
    everybody_sees_their_side,
    a_recipient_passes_on_unless_the_product_forbids,
    passing_on_is_settled_before_the_first_issue,
    of_new_codes_holder_purchaser_and_giver_are_told,
    no_event_names_a_person,
);

pub fn person(name: &str) -> Contact {
    Contact::parse(name, "0987654321", "hua@example.com", "zh-TW").expect("a contact")
}

pub fn gift_of(tickets: &[&TestTicket]) -> OfferRequest {
    OfferRequest {
        tickets: tickets.iter().map(|ticket| ticket.id.clone()).collect(),
        recipient: person("陳小華"),
        message: Message::parse("生日快樂").expect("short"),
        card: Card::Birthday,
        sent_on: None,
    }
}

pub async fn offered(house: &House, tickets: &[&TestTicket]) -> Offered {
    let request = gift_of(tickets);
    house.store.offer_transfer(&tickets[0].link, &request, &house.attempt()).await.expect("offered")
}

/// The only ticket behind a link, with its present codes.
pub async fn only_ticket(house: &House, link: &LinkToken) -> TestTicket {
    let mut tickets = house.world.tickets_of(link).await.expect("tickets");
    assert_eq!(tickets.len(), 1);
    tickets.remove(0)
}

async fn refused_offer(house: &House, link: &LinkToken, request: &OfferRequest) -> Refusal {
    refusal_of(house.store.offer_transfer(link, request, &house.attempt()).await.expect_err("refused"))
}

pub async fn states(house: &House, transfer: &TransferId) -> Vec<String> {
    let sql = format!("SELECT state FROM transfer_line WHERE transfer = '{transfer}' ORDER BY ticket");
    house.rows(&sql, |row| row.get::<String, _>(0)).await
}

pub async fn events(house: &House, kind: EventKind) -> i64 {
    house.number(&format!("SELECT COUNT(*) FROM event WHERE kind = '{}'", kind.as_str())).await
}

async fn an_offered_ticket_is_nobodys_to_use(house: House) {
    let ticket = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    assert!(!gift.repeated && gift.tickets == 1 && gift.last_day.to_string() == "2026-12-05");
    let scan = house.world.scan(&ticket).expect("a scan");
    let typed = house.world.type_code(&ticket).expect("a code");
    for request in [scan, typed] {
        assert_eq!(house.refused(&house.world.clerk_001, &request).await, Refusal::Offered);
    }
    let wallet = house.store.wallet(&ticket.link).await.expect("a wallet");
    let to = wallet.tickets[0].offered_to.as_ref().expect("it says so");
    assert_eq!((to.recipient_name.as_str(), &to.transfer), ("陳小華", &gift.transfer));
    assert!(matches!(house.store.wallet(&gift.link).await, Err(StoreError::NotFound)));
}

async fn an_accepted_ticket_is_the_recipients_and_the_old_codes_are_dead(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    let gift = offered(&house, &[&tickets[0], &tickets[2]]).await;
    let accepted = house.store.accept_transfer(&gift.link).await.expect("accepted");
    assert_eq!((accepted.tickets, accepted.repeated), (2, false));
    let clerk = &house.world.clerk_001;
    for old in [&tickets[0], &tickets[2]] {
        let typed = house.world.type_code(old).expect("a code");
        assert_eq!(house.refused(clerk, &typed).await, Refusal::TicketUnknown);
        assert_eq!(house.refused(clerk, &house.world.scan(old).expect("a scan")).await, Refusal::CodeRenewed);
        let printed = store::command::redeem::Brought::Scanned(house.world.printed_link(old));
        let printed = house.world.request(printed, true).expect("a request");
        assert_eq!(house.refused(clerk, &printed).await, Refusal::CodeRenewed);
    }
    let theirs = house.store.wallet(&gift.link).await.expect("a wallet");
    assert_eq!((theirs.holder_name.as_str(), theirs.amount), ("陳小華", 400));
    assert_eq!((theirs.order_number, theirs.tickets.len()), (gift.number, 2));
    for new in house.world.tickets_of(&gift.link).await.expect("tickets") {
        house.redeemed(clerk, &house.world.type_code(&new).expect("a code")).await;
    }
    let mine = house.store.wallet(&tickets[0].link).await.expect("a wallet");
    assert_eq!((mine.tickets.len(), mine.given[0].tickets.len()), (1, 2));
    assert_eq!(mine.given[0].tickets[0].state, TransferState::Accepted);
    house.scanned(clerk, &tickets[1]).await;
}

async fn an_offer_that_ends_leaves_the_codes_as_they_were(house: House) {
    for how in 0..2 {
        let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
        let gift = offered(&house, &[&ticket]).await;
        let ended = match how {
            0 => house.store.decline_transfer(&gift.link).await,
            _ => house.store.take_back_transfer(&ticket.link, &gift.transfer).await,
        };
        assert_eq!(ended.expect("ended").tickets, 1);
        let late = house.store.accept_transfer(&gift.link).await.expect_err("refused");
        assert_eq!(refusal_of(late), Refusal::TransferClosed);
        assert!(house.store.gift(&gift.link).await.expect("a gift").tickets.is_empty());
        house.redeemed(&house.world.clerk_001, &house.world.type_code(&ticket).expect("a code")).await;
    }
}

async fn what_may_not_be_offered(house: House) {
    let gift = house.world.issue_one(Goods::Gift).await.expect("a ticket");
    assert_eq!(refused_offer(&house, &gift.link, &gift_of(&[&gift])).await, Refusal::GiftNotTransferable);
    let used = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.clerk_001, &used).await;
    assert_eq!(refused_offer(&house, &used.link, &gift_of(&[&used])).await, Refusal::NothingLeft);
    let two = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    assert_eq!(refused_offer(&house, &used.link, &gift_of(&[&two[0]])).await, Refusal::NotTheGiver);
    offered(&house, &[&two[0]]).await;
    assert_eq!(refused_offer(&house, &two[0].link, &gift_of(&[&two[1], &two[0]])).await, Refusal::Offered);
    assert_eq!(refused_offer(&house, &two[0].link, &gift_of(&[])).await, Refusal::NothingLeft);
    assert_eq!(house.number("SELECT COUNT(*) FROM transfer").await, 1, "all or nothing");
    let paper = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let form = format!(
        "UPDATE ticket_order SET form = 'paper' WHERE id = (SELECT ticket_order FROM ticket WHERE id = '{}')",
        paper.id
    );
    house.change(&form).await.expect("paper");
    assert_eq!(refused_offer(&house, &paper.link, &gift_of(&[&paper])).await, Refusal::TransferForbidden);
}

async fn one_attempt_offers_once(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let (link, attempt) = (&tickets[0].link, house.attempt());
    let request = gift_of(&[&tickets[0]]);
    let first = house.store.offer_transfer(link, &request, &attempt).await.expect("offered");
    let again = house.store.offer_transfer(link, &request, &attempt).await.expect("the same");
    assert_eq!(again, Offered { repeated: true, ..first });
    let other_tickets = gift_of(&[&tickets[1]]);
    let other_person = OfferRequest { recipient: person("李大同"), ..request.clone() };
    let other_card = OfferRequest { card: Card::Thanks, ..request.clone() };
    let other_day = OfferRequest { sent_on: Some(house.today().plus_days(1)), ..request.clone() };
    for other in [other_tickets, other_person, other_card, other_day] {
        let refused = house.store.offer_transfer(link, &other, &attempt).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::AttemptReused);
    }
    assert_eq!(events(&house, EventKind::TransferOffered).await, 1);
    // The same attempt of somebody else is another attempt.
    let theirs = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let other = house.store.offer_transfer(&theirs.link, &gift_of(&[&theirs]), &attempt).await;
    assert!(!other.expect("offered").repeated);
}

async fn acts_sent_twice_happen_once(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    let link = &tickets[0].link;
    let gifts = [
        offered(&house, &[&tickets[0]]).await,
        offered(&house, &[&tickets[1]]).await,
        offered(&house, &[&tickets[2]]).await,
    ];
    for repeated in [false, true] {
        let accepted = house.store.accept_transfer(&gifts[0].link).await.expect("accepted");
        let declined = house.store.decline_transfer(&gifts[1].link).await.expect("declined");
        let back = house.store.take_back_transfer(link, &gifts[2].transfer).await.expect("taken back");
        assert_eq!([accepted, declined, back].map(|answer| answer.repeated), [repeated; 3]);
    }
    for kind in [EventKind::TransferAccepted, EventKind::TransferDeclined, EventKind::TransferTakenBack] {
        assert_eq!(events(&house, kind).await, 1, "{kind:?}");
    }
}

async fn links_and_sessions_of_others_find_nothing(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    let never = LinkToken::parse("0123456789abcdefghjkmnpqrs").expect("of form");
    for link in [&never, &ticket.link] {
        assert!(matches!(house.store.accept_transfer(link).await, Err(StoreError::NotFound)));
        assert!(matches!(house.store.decline_transfer(link).await, Err(StoreError::NotFound)));
        assert!(matches!(house.store.gift(link).await, Err(StoreError::NotFound)));
    }
    let unknown = TransferId::parse("never-was").expect("an id");
    for (link, transfer) in [(&other.link, &gift.transfer), (&ticket.link, &unknown)] {
        let taken = house.store.take_back_transfer(link, transfer).await.expect_err("refused");
        assert_eq!(refusal_of(taken), Refusal::TransferUnknown);
        let resent = house.store.resend_transfer(link, transfer, &house.attempt()).await;
        assert_eq!(refusal_of(resent.expect_err("refused")), Refusal::TransferUnknown);
    }
    for who in [&house.world.stranger_owner, &house.world.partner_owner] {
        let cancelled = house.store.cancel_transfer(&who.session, &gift.transfer, &house.attempt()).await;
        assert_eq!(refusal_of(cancelled.expect_err("refused")), Refusal::TransferUnknown);
        let actor = house.actor(who).await;
        let listed = house.store.transfers(&actor, &TransferSearch::default()).await.expect("a list");
        assert!(listed.is_empty());
        let history = house.store.transfer_history(&actor, &gift.transfer).await.expect_err("refused");
        assert_eq!(refusal_of(history), Refusal::TransferUnknown);
    }
    assert_eq!(states(&house, &gift.transfer).await, ["offered"]);
}

async fn a_transfer_number_counts_within_its_order(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let order = house.store.wallet(&tickets[0].link).await.expect("a wallet").order_number;
    for (ticket, running) in tickets.iter().zip(["001", "002"]) {
        assert_eq!(offered(&house, &[ticket]).await.number, format!("{order}{running}"));
    }
}

async fn the_giver_resends_the_notice(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    let attempt = house.attempt();
    let lately = house.store.resend_transfer(&ticket.link, &gift.transfer, &attempt).await;
    assert_eq!(refusal_of(lately.expect_err("told a moment ago")), Refusal::SlowDown);
    house.clock.set(house.store.now().plus_seconds(600));
    for repeated in [false, true] {
        let resent =
            house.store.resend_transfer(&ticket.link, &gift.transfer, &attempt).await.expect("resent");
        assert_eq!((&resent.link, resent.repeated), (&gift.link, repeated));
    }
    assert_eq!(events(&house, EventKind::TransferResent).await, 1);
    house.store.decline_transfer(&gift.link).await.expect("declined");
    let closed = house.store.resend_transfer(&ticket.link, &gift.transfer, &house.attempt()).await;
    assert_eq!(refusal_of(closed.expect_err("refused")), Refusal::TransferClosed);
}

async fn everybody_sees_their_side(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let gift = offered(&house, &[&ticket]).await;
    let shown = house.store.gift(&gift.link).await.expect("a gift");
    assert_eq!((shown.giver_name.as_str(), shown.message.as_str()), (PURCHASER_NAME, "生日快樂"));
    assert_eq!(
        (shown.issuer.number, shown.last_day, shown.state),
        (ISSUER, gift.last_day, TransferState::Offered)
    );
    let inside = &shown.tickets[0];
    assert_eq!((inside.product_name.as_str(), inside.face_value, inside.units), ("水果茶一杯", 200, 3));
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    assert!(matches!(house.store.gift(&gift.link).await, Err(StoreError::NotFound)));
    let given = house.store.given_transfers(&ticket.link).await.expect("a list");
    assert_eq!((given[0].recipient_name.as_str(), given[0].tickets[0].units), ("陳小華", 3));
    house
        .store
        .cancel_transfer(&house.world.owner.session, &gift.transfer, &house.attempt())
        .await
        .expect("done");
    let actor = house.actor(&house.world.accountant).await;
    let by_number = TransferSearch { number: gift.number.clone(), ..TransferSearch::default() };
    let listed = house.store.transfers(&actor, &by_number).await.expect("a list").remove(0);
    assert_eq!(
        (listed.giver_name.as_str(), listed.states),
        (PURCHASER_NAME, vec![(TransferState::Cancelled, 1)])
    );
    let history = house.store.transfer_history(&actor, &gift.transfer).await.expect("a history");
    let mut kinds: Vec<_> = history.iter().map(|event| (event.kind, event.account_name.as_deref())).collect();
    kinds.sort_unstable();
    let expected = [
        (EventKind::TransferOffered, None),
        (EventKind::TransferAccepted, None),
        (EventKind::TransferCancelled, Some("owner")),
    ];
    assert_eq!(kinds, expected);
    let elsewhere = TransferSearch { recipient: "王小明".to_owned(), ..TransferSearch::default() };
    assert!(house.store.transfers(&actor, &elsewhere).await.expect("a list").is_empty());
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.transfers(&clerk, &by_number).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
}

async fn a_recipient_passes_on_unless_the_product_forbids(house: House) {
    for forbids in [false, true] {
        let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
        let gift = offered(&house, &[&ticket]).await;
        house.store.accept_transfer(&gift.link).await.expect("accepted");
        let theirs = only_ticket(&house, &gift.link).await;
        house
            .change(&format!("UPDATE product SET forbids_passing_on = {}", i64::from(forbids)))
            .await
            .expect("set");
        if forbids {
            let refused = refused_offer(&house, &gift.link, &gift_of(&[&theirs])).await;
            assert_eq!(refused, Refusal::TransferForbidden);
        } else {
            let next = offered(&house, &[&theirs]).await;
            house.store.accept_transfer(&next.link).await.expect("accepted");
            house.scanned(&house.world.owner, &only_ticket(&house, &next.link).await).await;
        }
    }
}

async fn passing_on_is_settled_before_the_first_issue(house: House) {
    let forbid =
        async |forbids| house.store.forbid_passing_on(&house.world.owner.session, "VAA00001", forbids).await;
    let clerk = house.store.forbid_passing_on(&house.world.clerk_001.session, "VAA00001", true).await;
    assert_eq!(refusal_of(clerk.expect_err("a clerk")), Refusal::PermissionMissing);
    let unknown = house.store.forbid_passing_on(&house.world.owner.session, "VAA99999", true).await;
    assert!(matches!(unknown, Err(store::StoreError::NotFound)));
    forbid(true).await.expect("forbidden");
    forbid(true).await.expect("twice is once");
    assert_eq!(house.number("SELECT COUNT(*) FROM product_change WHERE fields = 'passing_on'").await, 1);
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let theirs = only_ticket(&house, &gift.link).await;
    assert_eq!(refused_offer(&house, &gift.link, &gift_of(&[&theirs])).await, Refusal::TransferForbidden);
    let late = forbid(false).await.expect_err("its tickets are in people's hands");
    assert_eq!(refusal_of(late), Refusal::ProductLocked);
}

async fn of_new_codes_holder_purchaser_and_giver_are_told(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let renew = async |link: &LinkToken, ticket: &TestTicket| {
        house.clock.set(house.store.now().plus_seconds(60));
        house.store.renew_code(link, &ticket.id, &house.attempt()).await.expect("renewed");
        house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
        house.store.make_notices().await.expect("made");
        let due = house
            .rows("SELECT kind FROM notice WHERE kind LIKE '%code_renewed' AND state = 'waiting'", |row| {
                row.get::<String, _>(0)
            });
        let mut due = due.await;
        house.change("UPDATE notice SET state = 'sent'").await.expect("sent");
        due.sort();
        due
    };
    assert_eq!(renew(&ticket.link, &ticket).await, ["code_renewed"], "the purchaser is the holder");
    let gift = offered(&house, &[&ticket]).await;
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let theirs = only_ticket(&house, &gift.link).await;
    assert_eq!(renew(&gift.link, &theirs).await, ["code_renewed", "given_code_renewed"]);
    let told = "SELECT COUNT(*) FROM notice n JOIN ticket_order o ON o.wallet = n.subject
                WHERE n.kind = 'given_code_renewed'";
    assert_eq!(house.number(told).await, 1);
    // Passed on: the purchaser, and who gave it to its holder, each of them once.
    let passed_on = offered(&house, &[&theirs]).await;
    house.store.accept_transfer(&passed_on.link).await.expect("accepted");
    let last = only_ticket(&house, &passed_on.link).await;
    assert_eq!(
        renew(&passed_on.link, &last).await,
        ["code_renewed", "given_code_renewed", "passed_on_code_renewed"]
    );
    let told =
        "SELECT COUNT(*) FROM notice n JOIN transfer x ON x.giver = n.subject AND x.merchant = n.merchant
                JOIN ticket t ON t.merchant = x.merchant AND t.transfer = x.id
                WHERE n.kind = 'passed_on_code_renewed'";
    assert_eq!(house.number(told).await, 1, "the giver of the last transfer");
}

async fn no_event_names_a_person(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 2).await.expect("a ticket").remove(0);
    let gift = offered(&house, &[&ticket]).await;
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let one = RedeemRequest {
        quantity: Some(1),
        ..house.world.type_code(&only_ticket(&house, &gift.link).await).expect("a code")
    };
    house.redeemed(&house.world.clerk_001, &one).await;
    let events = crate::event_log::dump(&house, "event").await;
    for secret in ["陳小華", "0987654321", "hua@example.com", "生日", gift.link.as_str()] {
        assert!(events.iter().all(|event| !event.contains(secret)), "{secret}");
    }
}
