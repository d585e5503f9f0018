//! RULES §5, passes: whose a card is, when it ends, and who is told.

use crate::harness::{House, moment};
use crate::transfer::{offered, person};
use domain::calendar::{Day, Instant};
use domain::give_back::FeeRule;
use domain::pass::{MOST_PHONES, PassKind, Standing};
use store::StoreError;
use store::command::issue::NewLine;
use store::command::pass::ChangedPass;
use store::fixture::{Goods, TestTicket};
use store::query::pass::Pass;
use store::query::wallet::WalletTicket;
use store::secret::PassSerial;

on_both_engines!(
    a_card_is_made_once_and_says_nothing_by_its_name,
    what_cannot_be_used_becomes_no_card,
    a_used_ticket_is_crossed_out_and_comes_back_when_it_is_cancelled,
    an_offered_ticket_has_no_code_and_a_given_one_no_card,
    another_purchaser_and_renewed_codes_end_a_card,
    a_change_is_told_once_and_later_again_when_it_failed,
    a_change_that_cannot_be_told_is_given_up,
    phones_ask_for_what_has_changed,
    more_phones_than_fit_are_not_told,
);

async fn shown(house: &House, ticket: &TestTicket) -> WalletTicket {
    let wallet = house.store.wallet(&ticket.link).await.expect("a wallet");
    wallet.tickets.into_iter().find(|one| one.id == ticket.id).expect("the ticket")
}

async fn made(house: &House, ticket: &TestTicket, kind: PassKind) -> Result<PassSerial, StoreError> {
    let shown = shown(house, ticket).await;
    house.store.make_pass(&ticket.link, &shown, kind, "zh-Hant-TW").await
}

async fn card(house: &House, units: u8) -> (TestTicket, PassSerial) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, units).await.expect("a ticket").remove(0);
    let serial = made(house, &ticket, PassKind::Apple).await.expect("a card");
    (ticket, serial)
}

async fn pass(house: &House, serial: &PassSerial) -> Pass {
    house.store.pass(serial).await.expect("a card")
}

async fn changed(house: &House) -> Vec<ChangedPass> {
    house.store.changed_passes(100).await.expect("cards")
}

fn later(house: &House, seconds: i64) {
    house.clock.set(house.store.now().plus_seconds(seconds));
}

async fn a_card_is_made_once_and_says_nothing_by_its_name(house: House) {
    let (ticket, serial) = card(&house, 2).await;
    assert_eq!(made(&house, &ticket, PassKind::Apple).await.expect("the same"), serial);
    let other = made(&house, &ticket, PassKind::Google).await.expect("another app's");
    assert_ne!(serial, other);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'pass_made'").await, 2);
    for told in [ticket.id.as_str(), &ticket.serial, ticket.link.as_str(), &ticket.code] {
        assert!(!serial.as_str().contains(told) && !told.contains(serial.as_str()));
    }
    let token = house.store.pass_token(&serial);
    assert!(token.len() >= 32 && house.store.is_pass_token(&serial, &token));
    for wrong in ["", &token[1..], &house.store.pass_token(&other), &"0".repeat(token.len())] {
        assert!(!house.store.is_pass_token(&serial, wrong), "{wrong}");
    }
    let pass = pass(&house, &serial).await;
    let held = pass.held.expect("a ticket");
    assert_eq!(held.standing, Standing::Usable);
    let code = held.code.expect("a code");
    assert!(house.world.printed_link(&ticket).ends_with(&code), "the code on paper");
    let shown = shown(&house, &ticket).await;
    let mine = house.store.pass_of(&ticket.link, &shown, PassKind::Google).await.expect("mine");
    assert_eq!(mine.serial, other);
    let stranger = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let theirs = house.store.pass_of(&stranger.link, &shown, PassKind::Google).await;
    assert!(matches!(theirs, Err(StoreError::NotFound)), "another link finds nothing");
    let theirs = house.store.make_pass(&stranger.link, &shown, PassKind::Google, "en").await;
    assert!(matches!(theirs, Err(StoreError::NotFound)), "and makes nothing");
}

async fn what_cannot_be_used_becomes_no_card(house: House) {
    let gift = NewLine { usable_until: Day::parse("2026-11-06"), ..house.world.line(Goods::Gift, 1, 1) };
    let gift = house.world.issue_lines(vec![gift]).await.expect("a gift").remove(0);
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    house.scanned(&house.world.clerk_001, &tickets[0]).await;
    offered(&house, &[&tickets[1]]).await;
    house.clock.set(moment("2026-11-07", 0, 0, 0));
    for ticket in [&gift, &tickets[0], &tickets[1]] {
        assert!(matches!(made(&house, ticket, PassKind::Apple).await, Err(StoreError::NotFound)));
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM pass").await, 0);
}

async fn a_used_ticket_is_crossed_out_and_comes_back_when_it_is_cancelled(house: House) {
    let (ticket, serial) = card(&house, 1).await;
    assert!(changed(&house).await.is_empty());
    let used = house.scanned(&house.world.clerk_001, &ticket).await;
    let told = changed(&house).await;
    assert_eq!(told.len(), 1);
    house.store.pass_told(&told[0]).await.expect("told");
    let now = pass(&house, &serial).await;
    assert_eq!(now.standing(), Standing::Spent);
    assert!(now.held.is_some_and(|held| held.code.is_none()), "no code");
    house.cancel(&house.world.clerk_001, &used.use_id).await.expect("cancelled");
    assert_eq!(changed(&house).await.len(), 1);
    assert_eq!(pass(&house, &serial).await.standing(), Standing::Usable);
    let (ticket, serial) = card(&house, 1).await;
    house.give_back(&house.world.owner, &ticket, None, FeeRule::None).await.expect("returned");
    assert_eq!(pass(&house, &serial).await.standing(), Standing::Spent);
}

async fn an_offered_ticket_has_no_code_and_a_given_one_no_card(house: House) {
    let (ticket, serial) = card(&house, 1).await;
    let gift = offered(&house, &[&ticket]).await;
    let waiting = pass(&house, &serial).await;
    assert_eq!(waiting.standing(), Standing::Offered);
    assert!(waiting.held.is_some_and(|held| held.code.is_none()));
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    let over = pass(&house, &serial).await;
    assert!(over.held.is_none() && over.standing() == Standing::Over);
    let told = changed(&house).await;
    house.store.pass_told(&told[0]).await.expect("told");
    let theirs = house.world.tickets_of(&gift.link).await.expect("tickets").remove(0);
    let new = made(&house, &theirs, PassKind::Apple).await.expect("the recipient's own");
    assert_ne!(new, serial);
    house.scanned(&house.world.clerk_001, &theirs).await;
    let told: Vec<_> = changed(&house).await.into_iter().map(|pass| pass.serial).collect();
    assert_eq!(told, [new], "the former holder's card hears of nothing any more");
}

async fn another_purchaser_and_renewed_codes_end_a_card(house: House) {
    let (ticket, serial) = card(&house, 1).await;
    let old = pass(&house, &serial).await.held.and_then(|held| held.code).expect("a code");
    let attempt = house.attempt();
    house.store.renew_code(&ticket.link, &ticket.id, &attempt).await.expect("renewed");
    assert!(pass(&house, &serial).await.held.is_none());
    let new = made(&house, &ticket, PassKind::Apple).await.expect("a new card");
    assert_ne!(new, serial);
    assert_ne!(pass(&house, &new).await.held.and_then(|held| held.code).expect("a code"), old);
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let owner = &house.world.owner.session;
    let changed = house.store.change_purchaser(owner, &order, &person("李大同"), &house.attempt()).await;
    changed.expect("changed");
    for serial in [serial, new] {
        assert!(pass(&house, &serial).await.held.is_none());
    }
    assert_eq!(self::changed(&house).await.len(), 2);
}

async fn a_change_is_told_once_and_later_again_when_it_failed(house: House) {
    let (ticket, serial) = card(&house, 5).await;
    house.store.register_pass(&serial, "phone", "a1").await.expect("registered");
    let first = pass(&house, &serial).await.updated_at;
    house.scanned(&house.world.clerk_001, &ticket).await;
    let told = changed(&house).await;
    assert_eq!(told[0].push_tokens, ["a1"]);
    assert!(changed(&house).await.is_empty(), "somebody is at it");
    let second = pass(&house, &serial).await.updated_at;
    assert!(second.0 >= first.0 + 1_000, "a second later, though the clock stands still");
    house.store.pass_not_told(&told[0]).await.expect("noted");
    later(&house, 59);
    assert!(changed(&house).await.is_empty());
    later(&house, 1);
    let told = changed(&house).await;
    assert_eq!(told.len(), 1, "again after a minute");
    house.store.pass_told(&told[0]).await.expect("told");
    later(&house, 86_400);
    assert!(changed(&house).await.is_empty());
}

async fn a_change_that_cannot_be_told_is_given_up(house: House) {
    let (ticket, _) = card(&house, 5).await;
    house.scanned(&house.world.clerk_001, &ticket).await;
    let mut tries = 0;
    for _ in 0..20 {
        for pass in changed(&house).await {
            tries += 1;
            house.store.pass_not_told(&pass).await.expect("noted");
        }
        later(&house, 7_200);
    }
    assert_eq!(tries, 4);
    let clerk = house.at(house.store.now(), &house.world.clerk_001).await;
    house.scanned(&clerk, &ticket).await;
    assert_eq!(changed(&house).await.len(), 1, "the next change is told");
}

async fn phones_ask_for_what_has_changed(house: House) {
    let ((ticket, first), (_, second)) = (card(&house, 2).await, card(&house, 2).await);
    for serial in [&first, &second] {
        assert!(house.store.register_pass(serial, "phone", "a1").await.expect("new"));
        assert!(!house.store.register_pass(serial, "phone", "a2").await.expect("known"));
    }
    let since = async |since: Instant| house.store.passes_changed_since("phone", since).await.expect("read");
    let all = since(Instant(0)).await.expect("both");
    assert_eq!(all.serials.len(), 2);
    assert_eq!(since(all.until).await, None);
    later(&house, 60);
    house.scanned(&house.world.clerk_001, &ticket).await;
    assert_eq!(changed(&house).await[0].push_tokens, ["a2"], "the phone's newest address");
    assert_eq!(since(all.until).await.expect("one").serials, [first.to_string()]);
    assert_eq!(house.store.passes_changed_since("other", Instant(0)).await.expect("read"), None);
    house.store.unregister_pass(&first, "phone").await.expect("removed");
    assert_eq!(since(all.until).await, None);
    house.store.forget_push_token("a2").await.expect("gone");
    assert_eq!(house.number("SELECT COUNT(*) FROM pass_registration").await, 0);
}

async fn more_phones_than_fit_are_not_told(house: House) {
    let (_, serial) = card(&house, 1).await;
    for number in 0..MOST_PHONES + 3 {
        house.store.register_pass(&serial, &format!("phone{number}"), "a1").await.expect("answered");
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM pass_registration").await, MOST_PHONES);
    let nobodys = PassSerial::parse(&"0".repeat(26)).expect("of form");
    let refused = house.store.register_pass(&nobodys, "phone", "a1").await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}
