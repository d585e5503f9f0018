//! RULES §9: the numbers of the first page are those of the rows, and cost the same however many there are.

use crate::harness::{House, refusal_of};
use crate::transfer::offered;
use domain::give_back::FeeRule;
use domain::money::Dollars;
use domain::refusal::Refusal;
use store::fixture::{Goods, ISSUER, PARTNER};
use store::query::home::{Sum, WEEKS};
use store::query::transfer::TransferSearch;

on_both_engines!(
    the_numbers_are_those_of_the_last_90_days,
    what_waits_is_counted,
    a_branch_has_what_is_its_own
);

fn sum(units: i64, amount: i64) -> Sum {
    Sum { units, amount: Dollars(amount) }
}

async fn the_numbers_are_those_of_the_last_90_days(house: House) {
    let before = house.store.now();
    let old = house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("issued").remove(0);
    let day = house.today().plus_days(90);
    house.clock.set(day.start().plus_seconds(36_000));
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 2).await.expect("issued");
    house.world.issue_tickets(Goods::Gift, 1, 1).await.expect("issued");
    let owner = house.at(house.store.now(), &house.world.owner).await;
    house.scanned(&owner, &tickets[0]).await;
    let receipt = house.scanned(&owner, &tickets[1]).await;
    house.cancel(&owner, &receipt.use_id).await.expect("cancelled");
    house.scanned(&owner, &old).await;
    house.give_back(&owner, &tickets[2], Some(1), FeeRule::None).await.expect("returned");
    let numbers = house.store.numbers_of(ISSUER, None).await.expect("numbers");
    assert!(before < numbers.since.start(), "the first ticket is older");
    assert_eq!(numbers.issued, sum(7, 1_200));
    assert_eq!(numbers.redeemed, sum(2, 400), "also of a ticket that is older");
    assert_eq!(numbers.returned, sum(1, 200));
    assert_eq!(numbers.unused, sum(5, 800));
    assert_eq!(numbers.weeks.len(), WEEKS);
    let last = numbers.weeks[WEEKS - 1];
    assert_eq!((last.issued, last.redeemed, last.returned), (sum(7, 1_200), sum(2, 400), sum(1, 200)));
    assert_eq!(last.unused, sum(5, 800));
    let before = numbers.weeks[..WEEKS - 1].iter();
    assert!(
        before
            .flat_map(|week| [week.issued, week.redeemed, week.returned, week.unused])
            .all(|of| of == sum(0, 0))
    );
    let top: Vec<_> = numbers.top_paid.iter().map(|one| (one.code.as_str(), one.tickets)).collect();
    assert_eq!(top, [("VAA00001", 3)]);
    assert_eq!(numbers.top_gift.len(), 1);
    assert_eq!(house.store.numbers_of(PARTNER, None).await.expect("numbers").issued, sum(0, 0));
}

async fn what_waits_is_counted(house: House) {
    assert_eq!(house.store.urgent_of(ISSUER, None).await.expect("counted"), Default::default());
    let today = house.today();
    for (number, paid_on, outcome) in [
        (1, today.minus_days(13), "NULL"),
        (2, today.minus_days(14), "NULL"),
        (3, today.minus_days(20), "NULL"),
        (4, today.minus_days(21), "NULL"),
        (5, today.minus_days(20), "'issued'"),
    ] {
        let sql = format!(
            "INSERT INTO paid_order (merchant, id, merchant_order_no, ecpay_order_no, authorisation_no, amount, paid_at,
                 paid_on, outcome, holder_name, holder_phone, holder_email, description, changed_at)
             VALUES (1000001, 'o{number}', 'N{number}', '', '', 100, 1, '{paid_on}', {outcome}, '', '', '', '', 1)"
        );
        house.change(&sql).await.expect("an order");
    }
    assert_eq!(house.store.urgent_of(ISSUER, None).await.expect("counted").orders, 2, "days 15 to 21 of 21");
}

/// The owner's account is bound to branch 001: its powers are as wide as they come, and its place is the branch.
async fn a_branch_has_what_is_its_own(house: House) {
    let world = &house.world;
    let ours = world.issue_one(Goods::Paid).await.expect("a ticket");
    let theirs = world.issue_one(Goods::Paid).await.expect("a ticket");
    let redeemed = world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let order = house.store.wallet(&ours.link).await.expect("a wallet").order_number;
    let sql = format!("UPDATE ticket_order SET issued_branch = '001' WHERE number = '{order}'");
    house.change(&sql).await.expect("issued by the branch");
    house.scanned(&world.clerk_001, &redeemed[0]).await;
    house.scanned(&world.clerk_002, &redeemed[1]).await;
    let (our_gift, their_gift) = (offered(&house, &[&ours]).await, offered(&house, &[&theirs]).await);
    let owner = &world.owner;
    let sql = format!("UPDATE account SET branch = '001' WHERE id = '{}'", owner.account);
    house.change(&sql).await.expect("bound to a branch");
    let actor = house.actor(owner).await;
    let numbers = house.store.numbers_of(ISSUER, actor.branch()).await.expect("numbers");
    assert_eq!((numbers.issued, numbers.redeemed), (sum(1, 200), sum(1, 200)));
    let top: Vec<_> = numbers.top_paid.iter().map(|one| one.tickets).collect();
    assert_eq!(top, [1]);
    let listed = house.store.transfers(&actor, &TransferSearch::default()).await.expect("a list");
    let listed: Vec<_> = listed.iter().map(|one| one.number.clone()).collect();
    assert_eq!(listed, std::slice::from_ref(&our_gift.number));
    assert!(house.store.transfer_history(&actor, &our_gift.transfer).await.is_ok());
    let history = house.store.transfer_history(&actor, &their_gift.transfer).await;
    assert_eq!(refusal_of(history.expect_err("refused")), Refusal::TransferUnknown);
    let cancelled = house.store.cancel_transfer(&owner.session, &their_gift.transfer, &house.attempt()).await;
    assert_eq!(refusal_of(cancelled.expect_err("refused")), Refusal::TransferUnknown);
    let cancelled = house.store.cancel_transfer(&owner.session, &our_gift.transfer, &house.attempt()).await;
    assert!(
        cancelled.is_ok() || matches!(cancelled, Err(store::StoreError::Refused(Refusal::TransferNotYet))),
        "{cancelled:?}"
    );
    let orders = house.store.waiting_orders(&owner.session).await;
    assert_eq!(refusal_of(orders.expect_err("refused")), Refusal::PermissionMissing);
    let given_up = house.store.give_up_order(&owner.session, "N1").await;
    assert_eq!(refusal_of(given_up.expect_err("refused")), Refusal::OrderUnknown);
    assert_eq!(house.store.urgent_of(ISSUER, actor.branch()).await.expect("counted"), Default::default());
}
