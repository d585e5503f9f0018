//! RULES §19: splitting units off, and merging them again.

use crate::harness::{House, all_at_once, refusal_of};
use crate::transfer::offered;
use domain::identity::TicketId;
use domain::refusal::Refusal;
use sqlx::Row;
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, TestTicket};
use store::secret::LinkToken;

on_both_engines!(
    units_become_tickets_of_their_own,
    a_split_ticket_was_used_before,
    one_attempt_splits_once,
    what_is_not_split,
    singles_become_one_again,
    what_is_not_merged,
    one_attempt_merges_once,
    another_wallet_finds_nothing,
    pieces_of_a_gift_are_alike,
    splitting_and_redeeming_at_once_loses_no_unit,
    many_hands_split_and_merge_and_no_unit_is_lost,
);

async fn units(house: &House, goods: Goods, units: u8) -> TestTicket {
    house.world.issue_tickets(goods, 1, units).await.expect("a ticket").remove(0)
}

async fn split(house: &House, ticket: &TestTicket, count: u32) -> Vec<TicketId> {
    let done = house.store.split(&ticket.link, &ticket.id, count, &house.attempt()).await.expect("split");
    done.tickets
}

async fn quantities(house: &House, link: &LinkToken) -> Vec<(u32, u32)> {
    let wallet = house.store.wallet(link).await.expect("a wallet");
    let mut units: Vec<_> =
        wallet.tickets.iter().map(|ticket| (ticket.ticket.quantity, ticket.ticket.remaining)).collect();
    units.sort_unstable();
    units
}

async fn units_become_tickets_of_their_own(house: House) {
    let ticket = units(&house, Goods::Paid, 5).await;
    assert_eq!(split(&house, &ticket, 4).await.len(), 4);
    assert_eq!(quantities(&house, &ticket.link).await, [(1, 1); 5]);
    let owner = &house.world.owner;
    let typed = house.world.type_code(&ticket).expect("a code");
    assert_eq!(house.refused(owner, &typed).await, Refusal::TicketUnknown);
    assert_eq!(house.refused(owner, &house.world.scan(&ticket).expect("a scan")).await, Refusal::CodeRenewed);
    let fresh = house.world.tickets_of(&ticket.link).await.expect("tickets");
    let mut serials: Vec<_> = fresh.iter().map(|ticket| ticket.serial.clone()).collect();
    serials.dedup();
    assert_eq!((serials.len(), &serials[0]), (5, &ticket.serial));
    for single in &fresh {
        house.redeemed(owner, &house.world.type_code(single).expect("a code")).await;
    }
    let alike = "SELECT COUNT(*) FROM ticket s JOIN ticket o ON o.id = s.origin WHERE s.face_value = o.face_value
                 AND s.guarantee_until = o.guarantee_until AND s.batch = o.batch AND s.ticket_order = o.ticket_order
                 AND s.issued_at = o.issued_at AND s.product = o.product AND s.trust_released = o.trust_released";
    assert_eq!(house.number(alike).await, 4);
    let next = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    assert!(serials.iter().all(|serial| *serial < next.serial), "one running series");
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'split'").await, 8);
}

async fn a_split_ticket_was_used_before(house: House) {
    let ticket = units(&house, Goods::Shared, 5).await;
    let two = RedeemRequest { quantity: Some(2), ..house.world.scan(&ticket).expect("a scan") };
    let used = house.redeemed(&house.world.clerk_001, &two).await;
    split(&house, &ticket, 3).await;
    assert_eq!(quantities(&house, &ticket.link).await, [(1, 1), (1, 1), (1, 1), (2, 0)]);
    house.cancel(&house.world.clerk_001, &used.use_id).await.expect("cancelled");
    assert_eq!(quantities(&house, &ticket.link).await, [(1, 1), (1, 1), (1, 1), (2, 2)]);
}

async fn one_attempt_splits_once(house: House) {
    let ticket = units(&house, Goods::Paid, 9).await;
    let attempt = house.attempt();
    let sends = (0..10).map(|_| {
        let (house, ticket, attempt) = (house.clone(), ticket.clone(), attempt.clone());
        async move { house.store.split(&ticket.link, &ticket.id, 2, &attempt).await.expect("split") }
    });
    let mut answers = all_at_once(sends.collect()).await;
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    for answer in &mut answers {
        answer.tickets.sort();
    }
    assert!(answers.iter().all(|answer| answer.tickets == answers[0].tickets));
    assert_eq!(quantities(&house, &ticket.link).await, [(1, 1), (1, 1), (7, 7)]);
    let other = house.store.split(&ticket.link, &ticket.id, 3, &attempt).await.expect_err("refused");
    assert_eq!(refusal_of(other), Refusal::AttemptReused);
}

async fn what_is_not_split(house: House) {
    let ticket = units(&house, Goods::Paid, 3).await;
    let refused = async |ticket: &TestTicket, count| {
        let done = house.store.split(&ticket.link, &ticket.id, count, &house.attempt()).await;
        refusal_of(done.expect_err("refused"))
    };
    for (count, refusal) in [
        (0, Refusal::NotSplittable),
        (3, Refusal::NotSplittable),
        (4, Refusal::NotEnoughLeft { remaining: 3 }),
        (u32::MAX, Refusal::NotEnoughLeft { remaining: 3 }),
    ] {
        assert_eq!(refused(&ticket, count).await, refusal);
    }
    offered(&house, &[&ticket]).await;
    assert_eq!(refused(&ticket, 1).await, Refusal::Offered);
    let gift = units(&house, Goods::Gift, 3).await;
    house.change("UPDATE ticket SET usable_until = '2026-11-05' WHERE kind = 'gift'").await.expect("expired");
    assert!(matches!(refused(&gift, 1).await, Refusal::Expired { .. }));
    let used = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.owner, &used).await;
    assert_eq!(refused(&used, 1).await, Refusal::NothingLeft);
}

async fn singles_become_one_again(house: House) {
    let ticket = units(&house, Goods::Paid, 5).await;
    let singles = split(&house, &ticket, 4).await;
    let rest = house.world.tickets_of(&ticket.link).await.expect("tickets").remove(0);
    house.store.merge(&ticket.link, &ticket.id, &singles[..2], &house.attempt()).await.expect("merged");
    assert_eq!(quantities(&house, &ticket.link).await, [(1, 1), (1, 1), (3, 3)]);
    house.store.merge(&ticket.link, &singles[2], &singles[3..], &house.attempt()).await.expect("merged");
    assert_eq!(quantities(&house, &ticket.link).await, [(2, 2), (3, 3)], "what was merged is gone");
    let owner = &house.world.owner;
    house.redeemed(owner, &house.world.type_code(&rest).expect("its code stays good")).await;
    let ended = house.rows("SELECT id FROM ticket WHERE quantity = 0", |row| row.get::<String, _>(0)).await;
    for gone in house.world.tickets_of(&ticket.link).await.expect("tickets") {
        if ended.contains(&gone.id.to_string()) {
            let refused = house.refused(owner, &house.world.scan(&gone).expect("a scan")).await;
            assert!(matches!(refused, Refusal::AlreadyRedeemed { earlier: None }), "{refused:?}");
        }
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'merged'").await, 6);
    assert_eq!(house.number("SELECT CAST(SUM(quantity) AS BIGINT) FROM ticket").await, 5);
}

async fn what_is_not_merged(house: House) {
    let (one, other) = (units(&house, Goods::Paid, 3).await, units(&house, Goods::Paid, 3).await);
    let (mine, theirs) = (split(&house, &one, 2).await, split(&house, &other, 2).await);
    let merge = async |into: &TicketId, singles: &[TicketId]| {
        let done = house.store.merge(&one.link, into, singles, &house.attempt()).await;
        refusal_of(done.expect_err("refused"))
    };
    assert_eq!(merge(&one.id, &[]).await, Refusal::NotMergeable);
    assert_eq!(merge(&mine[0], &mine[..1]).await, Refusal::NotMergeable);
    assert_eq!(merge(&one.id, &[mine[0].clone(), mine[0].clone()]).await, Refusal::NotMergeable);
    assert_eq!(merge(&one.id, &theirs).await, Refusal::TicketUnknown);
    let fresh = house.world.tickets_of(&one.link).await.expect("tickets");
    let first = fresh.iter().find(|ticket| ticket.id == mine[0]).expect("the single");
    let second = fresh.iter().find(|ticket| ticket.id == mine[1]).expect("the single");
    house.scanned(&house.world.owner, first).await;
    assert_eq!(merge(&one.id, &mine[..1]).await, Refusal::NothingLeft);
    offered(&house, &[second]).await;
    assert_eq!(merge(&one.id, &mine[1..]).await, Refusal::Offered);
}

async fn one_attempt_merges_once(house: House) {
    let ticket = units(&house, Goods::Paid, 4).await;
    let singles = split(&house, &ticket, 3).await;
    let attempt = house.attempt();
    for repeated in [false, true] {
        let merged =
            house.store.merge(&ticket.link, &ticket.id, &singles[..2], &attempt).await.expect("merged");
        assert_eq!((merged.tickets.len(), merged.repeated), (2, repeated));
    }
    let other =
        house.store.merge(&ticket.link, &ticket.id, &singles[2..], &attempt).await.expect_err("refused");
    assert_eq!(refusal_of(other), Refusal::AttemptReused);
    assert_eq!(quantities(&house, &ticket.link).await, [(1, 1), (3, 3)]);
}

async fn another_wallet_finds_nothing(house: House) {
    let (mine, theirs) = (units(&house, Goods::Paid, 3).await, units(&house, Goods::Paid, 3).await);
    let unknown = TicketId::parse("never-was").expect("an id");
    for id in [&theirs.id, &unknown] {
        let refused = house.store.split(&mine.link, id, 1, &house.attempt()).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::TicketUnknown);
    }
}

/// What a recipient splits off goes back with the rest when the transfer is cancelled.
async fn pieces_of_a_gift_are_alike(house: House) {
    let ticket = units(&house, Goods::Paid, 3).await;
    let gift = offered(&house, &[&ticket]).await;
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let pieces = house.store.split(&gift.link, &ticket.id, 2, &house.attempt()).await.expect("split").tickets;
    let merged = house.store.merge(&gift.link, &ticket.id, &pieces[..1], &house.attempt()).await;
    merged.expect("alike in their transfer, too");
    let given = house.store.given_transfers(&ticket.link).await.expect("a list");
    assert_eq!(given[0].tickets.len(), 1, "pieces are the recipient's business");
    let session = &house.world.owner.session;
    let cancelled = house.store.cancel_transfer(session, &gift.transfer, &house.attempt()).await;
    assert_eq!(cancelled.expect("cancelled").tickets, 2);
    assert_eq!(quantities(&house, &ticket.link).await, [(1, 1), (2, 2)]);
    assert_eq!(quantities(&house, &gift.link).await, []);
}

async fn splitting_and_redeeming_at_once_loses_no_unit(house: House) {
    for _ in 0..20 {
        let ticket = units(&house, Goods::Paid, 2).await;
        let (redeeming, request) = (house.clone(), house.world.type_code(&ticket).expect("a code"));
        let (splitting, id, link) = (house.clone(), ticket.id.clone(), ticket.link.clone());
        let (redeemed, split) = tokio::join!(
            tokio::spawn(async move { redeeming.redeem(&redeeming.world.clerk_001, &request).await.is_ok() }),
            tokio::spawn(
                async move { splitting.store.split(&link, &id, 1, &splitting.attempt()).await.is_ok() }
            ),
        );
        let (redeemed, split) = (redeemed.expect("no panic"), split.expect("no panic"));
        assert!(split, "one of two is always left to split off");
        let expected = if redeemed { [(1, 0), (1, 1)] } else { [(1, 1), (1, 1)] };
        assert_eq!(quantities(&house, &ticket.link).await, expected);
    }
}

async fn many_hands_split_and_merge_and_no_unit_is_lost(house: House) {
    let ticket = units(&house, Goods::Paid, 20).await;
    let singles = split(&house, &ticket, 6).await;
    let hands = (0..12_usize).map(|number| {
        let (house, ticket) = (house.clone(), ticket.clone());
        let single = singles[number % 6].clone();
        async move {
            let attempt = house.attempt();
            if number % 2 == 0 {
                house.store.split(&ticket.link, &ticket.id, 2, &attempt).await.is_ok()
            } else {
                house.store.merge(&ticket.link, &ticket.id, &[single], &attempt).await.is_ok()
            }
        }
    });
    all_at_once(hands.collect()).await;
    let sums = house
        .rows("SELECT CAST(SUM(quantity) AS BIGINT), CAST(SUM(remaining) AS BIGINT) FROM ticket", |row| {
            (row.get::<i64, _>(0), row.get::<i64, _>(1))
        });
    assert_eq!(sums.await, [(20, 20)]);
}
