//! RULES §5: how transfers end without recipient and giver: they lapse, and the merchant cancels.

use crate::harness::{House, end_of, moment, refusal_of};
use crate::transfer::{events, offered, only_ticket, states};
use domain::event::EventKind;
use domain::give_back::FeeRule;
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use store::command::redeem::RedeemRequest;
use store::fixture::Goods;

on_both_engines!(
    an_offer_lapses_after_its_last_day,
    many_offers_lapse_in_chunks,
    the_merchant_cancels_what_is_left,
    cancelling_one_of_several_transfers_ends_them_all,
    who_may_not_cancel,
    nothing_is_cancelled_into_other_hands,
);

async fn an_offer_lapses_after_its_last_day(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    house.clock.set(end_of("2026-12-05"));
    assert_eq!(house.store.lapse_transfers(house.store.now().day()).await.expect("run"), 0);
    house.clock.set(moment("2026-12-06", 0, 0, 0));
    let late = house.store.accept_transfer(&gift.link).await.expect_err("refused");
    assert_eq!(refusal_of(late), Refusal::TransferClosed, "even before the job has run");
    assert_eq!(house.store.gift(&gift.link).await.expect("a gift").state, TransferState::Lapsed);
    let today = house.store.now().day();
    assert_eq!(house.store.lapse_transfers(today).await.expect("run"), 1);
    assert_eq!(house.store.lapse_transfers(today).await.expect("run again"), 0);
    assert_eq!(events(&house, EventKind::TransferLapsed).await, 1);
    let owner = house.at(house.store.now(), &house.world.owner).await;
    house.redeemed(&owner, &house.world.type_code(&ticket).expect("a code")).await;
}

async fn many_offers_lapse_in_chunks(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 90, 1).await.expect("tickets");
    let gift = offered(&house, &tickets.iter().collect::<Vec<_>>()).await;
    assert_eq!(gift.tickets, 90);
    let later = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.clock.set(moment("2026-12-06", 1, 0, 0));
    let kept = offered(&house, &[&later]).await;
    assert_eq!(house.store.lapse_transfers(house.store.now().day()).await.expect("run"), 90);
    assert_eq!(events(&house, EventKind::TransferLapsed).await, 90);
    assert_eq!(states(&house, &kept.transfer).await, ["offered"]);
}

async fn the_merchant_cancels_what_is_left(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let owner = &house.world.owner;
    let gift = offered(&house, &[&tickets[0], &tickets[1]]).await;
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let theirs = house.world.tickets_of(&gift.link).await.expect("tickets");
    house.scanned(&house.world.clerk_001, &theirs[0]).await;
    let attempt = house.attempt();
    for repeated in [false, true] {
        let cancelled = house.store.cancel_transfer(&owner.session, &gift.transfer, &attempt).await;
        let cancelled = cancelled.expect("cancelled");
        assert_eq!((cancelled.tickets, cancelled.repeated), (1, repeated));
    }
    let again = house.store.cancel_transfer(&owner.session, &gift.transfer, &house.attempt()).await;
    assert_eq!(refusal_of(again.expect_err("refused")), Refusal::TransferClosed);
    assert_eq!(
        house.store.wallet(&gift.link).await.expect("a wallet").tickets.len(),
        1,
        "the used one stays"
    );
    let typed = house.world.type_code(&theirs[1]).expect("a code");
    assert_eq!(house.refused(owner, &typed).await, Refusal::TicketUnknown);
    let back = only_ticket(&house, &tickets[0].link).await;
    assert_eq!(back.claims.generation, 3);
    house.scanned(owner, &back).await;
    let open = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&open]).await;
    let cancelled = house.store.cancel_transfer(&owner.session, &gift.transfer, &house.attempt()).await;
    assert_eq!(cancelled.expect("cancelled").tickets, 1);
    house.redeemed(owner, &house.world.type_code(&open).expect("an offer's end leaves the codes")).await;
}

/// Whichever is cancelled, the ticket is the purchaser's, and all of its transfers end with it.
async fn cancelling_one_of_several_transfers_ends_them_all(house: House) {
    for (cancelled, third_accepts) in [(0, true), (1, true), (0, false)] {
        let ticket = house.world.issue_tickets(Goods::Paid, 1, 4).await.expect("a ticket").remove(0);
        let first = offered(&house, &[&ticket]).await;
        house.store.accept_transfer(&first.link).await.expect("accepted");
        let mine = only_ticket(&house, &first.link).await;
        let pieces = house.store.split(&first.link, &mine.id, 1, &house.attempt()).await.expect("split");
        let mine = house.world.tickets_of(&first.link).await.expect("tickets");
        let second = offered(&house, &mine.iter().collect::<Vec<_>>()).await;
        if third_accepts {
            house.store.accept_transfer(&second.link).await.expect("accepted");
        }
        let which = [&first, &second][cancelled];
        let owner = &house.world.owner;
        let done = house.store.cancel_transfer(&owner.session, &which.transfer, &house.attempt()).await;
        assert_eq!(done.expect("cancelled").tickets, 2, "{pieces:?}");
        assert_eq!(states(&house, &first.transfer).await, ["cancelled"; 2]);
        assert_eq!(states(&house, &second.transfer).await, ["cancelled"; 2]);
        assert_eq!(house.world.tickets_of(&ticket.link).await.expect("tickets").len(), 2);
        for back in house.world.tickets_of(&ticket.link).await.expect("tickets") {
            house.redeemed(owner, &house.world.type_code(&back).expect("a code")).await;
        }
    }
}

async fn who_may_not_cancel(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    let world = &house.world;
    for who in [&world.clerk_001, &world.clerk_003, &world.accountant] {
        let refused = house.store.cancel_transfer(&who.session, &gift.transfer, &house.attempt()).await;
        assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
    }
    house.store.end_session(&world.owner.session).await.expect("signed out");
    let refused = house.store.cancel_transfer(&world.owner.session, &gift.transfer, &house.attempt()).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::SignedOut);
}

/// RULES §20: one of three used, one returned, the last one given away. Neither of the first two becomes the recipient's.
async fn nothing_is_cancelled_into_other_hands(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("a ticket").remove(0);
    let owner = &house.world.owner;
    let one = RedeemRequest { quantity: Some(1), ..house.world.type_code(&ticket).expect("a code") };
    let used = house.redeemed(owner, &one).await.use_id;
    let returned = house.give_back(owner, &ticket, Some(1), FeeRule::None).await.expect("returned").id;
    let both = async || {
        let of_return = house.store.cancel_give_back(&owner.session, &returned, None, &house.attempt()).await;
        (house.cancel(owner, &used).await.map(|_| ()), of_return.map(|_| ()).map_err(refusal_of))
    };
    let refused = (Err(Refusal::GivenAwaySince), Err(Refusal::GivenAwaySince));
    let gift = offered(&house, &[&ticket]).await;
    assert_eq!(both().await, refused);
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    assert_eq!(both().await, refused);
    // What the recipient used themselves is theirs again.
    house.clock.set(house.store.now().plus_seconds(1));
    let theirs = house.scanned(&house.world.clerk_001, &only_ticket(&house, &gift.link).await).await;
    assert!(house.cancel(owner, &theirs.use_id).await.is_ok());
    house.store.cancel_transfer(&owner.session, &gift.transfer, &house.attempt()).await.expect("cancelled");
    assert_eq!(both().await, (Ok(()), Ok(())));
    assert_eq!(house.written(&ticket).await.0, 3);
}
