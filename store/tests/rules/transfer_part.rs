//! RULES §5, §19: some units of a ticket are given away in one act.

use crate::harness::{House, refusal_of};
use crate::transfer::gift_of;
use domain::refusal::Refusal;
use store::command::transfer::{OfferRequest, Part};
use store::fixture::{Goods, TestTicket};

on_both_engines!(part_of_a_ticket_is_given_at_once, what_is_refused_splits_nothing);

fn part(ticket: &TestTicket, units: u32) -> Part {
    Part { ticket: ticket.id.clone(), units }
}

async fn tickets_of(house: &House, ticket: &TestTicket) -> usize {
    house.world.tickets_of(&ticket.link).await.expect("tickets").len()
}

async fn part_of_a_ticket_is_given_at_once(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 5).await.expect("tickets");
    let (whole, split, giver) = (&tickets[0], &tickets[1], &tickets[0].link);
    let (request, attempt) = (gift_of(&[whole]), house.attempt());
    let parts = [part(split, 2)];
    for repeated in [false, true] {
        let offered = house.store.offer_with_parts(giver, &request, &parts, &attempt).await.expect("offered");
        assert_eq!((offered.tickets, offered.repeated), (3, repeated));
    }
    assert_eq!(tickets_of(&house, whole).await, 4, "two singles more, once");
    assert_eq!(house.written(split).await.0, 3);
    let mine = house.world.tickets_of(giver).await.expect("tickets");
    let rest = mine.iter().find(|ticket| ticket.id == split.id).expect("the rest");
    house.scanned(&house.world.clerk_001, rest).await;
    let offered = house.store.offer_with_parts(giver, &request, &parts, &attempt).await.expect("known");
    house.store.accept_transfer(&offered.link).await.expect("accepted");
    let theirs = house.world.tickets_of(&offered.link).await.expect("tickets");
    let mut units: Vec<_> = theirs.iter().map(|ticket| ticket.claims.remaining).collect();
    units.sort_unstable();
    assert_eq!(units, [1, 1, 5]);
}

async fn what_is_refused_splits_nothing(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("a ticket").remove(0);
    let none = OfferRequest { tickets: Vec::new(), ..gift_of(&[&ticket]) };
    let far = OfferRequest { sent_on: Some(house.today().plus_days(400)), ..none.clone() };
    let refused = async |request: &OfferRequest, units| {
        let attempt = house.attempt();
        let parts = [part(&ticket, units)];
        refusal_of(
            house.store.offer_with_parts(&ticket.link, request, &parts, &attempt).await.expect_err("refused"),
        )
    };
    assert_eq!(refused(&far, 2).await, Refusal::SendDayWrong);
    assert_eq!(refused(&none, 6).await, Refusal::NotEnoughLeft { remaining: 5 });
    assert_eq!(refused(&none, 0).await, Refusal::NotSplittable);
    assert_eq!((tickets_of(&house, &ticket).await, house.written(&ticket).await.0), (1, 5));
}
