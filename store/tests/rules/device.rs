//! The phones of a wallet (CODES, phones), and what the counter makes of the codes they sign.

use crate::harness::{House, all_at_once, moment, refusal_of};
use crate::phone::Phone;
use domain::calendar::Day;
use domain::device::MOST_DEVICES;
use domain::give_back::FeeRule;
use domain::proof::ProofLevel;
use domain::refusal::Refusal;
use store::StoreError;
use store::command::contact::{Contact, Message};
use store::command::issue::NewLine;
use store::command::redeem::{Brought, RedeemAnswer, RedeemRequest};
use store::command::transfer::OfferRequest;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    what_a_phone_signs_redeems_as_living,
    the_units_that_the_holder_chose_are_redeemed,
    one_half_minute_redeems_once,
    a_removed_phone_redeems_nothing,
    a_phone_removed_before_the_second_tap_redeems_nothing,
    three_phones_sign_and_no_fourth,
    three_of_many_at_once,
    the_same_phone_again_changes_nothing,
    a_removed_phone_stays_removed,
    only_what_may_be_shown_has_a_statement,
    statements_are_for_the_phones_of_the_wallet_only,
    another_link_or_purchaser_forgets_the_phones,
    a_ticket_given_away_is_no_longer_signed_for,
    a_phone_was_seen,
);

async fn ticket_and_phone(house: &House, units: u8) -> (TestTicket, Phone, Vec<u8>) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, units).await.expect("a ticket").remove(0);
    let phone = Phone::new(1);
    phone.joins(house, &ticket.link).await.expect("joined");
    let statement = phone.statement(house, &ticket).await.expect("a statement");
    (ticket, phone, statement)
}

async fn what_a_phone_signs_redeems_as_living(house: House) {
    let (_, phone, statement) = ticket_and_phone(&house, 1).await;
    // Hours later, without any network in between.
    house.clock.set(moment("2026-11-06", 19, 30, 7));
    house.redeemed(&house.world.clerk_001, &phone.shows(&house, &statement, 0)).await;
    assert_eq!(
        house.number("SELECT COUNT(*) FROM event WHERE kind = 'redeemed' AND proof = 'living'").await,
        1
    );
    let again = house.refused(&house.world.clerk_002, &phone.shows(&house, &statement, 0)).await;
    assert!(matches!(again, Refusal::AlreadyRedeemed { .. }));
}

async fn the_units_that_the_holder_chose_are_redeemed(house: House) {
    let (_, phone, statement) = ticket_and_phone(&house, 5).await;
    let clerk = &house.world.clerk_001;
    let receipt = house.redeemed(clerk, &phone.shows(&house, &statement, 3)).await;
    assert_eq!((receipt.quantity, receipt.remaining), (3, 2));
    house.clock.set(receipt.at.plus_seconds(60));
    let asked = house.redeem(clerk, &phone.shows(&house, &statement, 0)).await.expect("asked");
    assert!(matches!(asked, RedeemAnswer::Confirm { proof: ProofLevel::Living, suggested: 1, .. }));
    let refused = house.refused(clerk, &phone.shows(&house, &statement, 3)).await;
    assert_eq!(refused, Refusal::NotEnoughLeft { remaining: 2 });
}

async fn one_half_minute_redeems_once(house: House) {
    let (_, phone, statement) = ticket_and_phone(&house, 5).await;
    let requests: Vec<_> = (0..8).map(|_| phone.shows(&house, &statement, 1)).collect();
    let (store, session) = (&house.store, &house.world.clerk_001.session);
    let tries = requests.into_iter().map(|request| {
        let (store, session) = (store.clone(), session.clone());
        async move { store.redeem(&session, &request).await.map_err(|refused| refusal_of(refused.error)) }
    });
    let answers = all_at_once(tries.collect()).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let others = answers.into_iter().filter_map(Result::err);
    assert!(others.into_iter().all(|refusal| refusal == Refusal::CodeAlreadyPresented));
}

async fn a_removed_phone_redeems_nothing(house: House) {
    let (ticket, phone, statement) = ticket_and_phone(&house, 1).await;
    let other = Phone::new(2);
    other.joins(&house, &ticket.link).await.expect("joined");
    let shown = other.statement(&house, &ticket).await.expect("a statement");
    let devices = house.store.devices(&ticket.link).await.expect("phones");
    let device = devices.into_iter().find(|device| device.key == phone.key().to_text()).expect("the phone");
    house.store.remove_device(&ticket.link, &device.id).await.expect("removed");
    house.store.remove_device(&ticket.link, &device.id).await.expect("removed already");
    let request = phone.shows(&house, &statement, 0);
    let clerk = &house.world.clerk_001;
    assert_eq!(house.refused(clerk, &request).await, Refusal::DeviceRemoved);
    assert_eq!(house.refused(clerk, &request).await, Refusal::DeviceRemoved, "the same attempt");
    let stranger = house.refused(&house.world.stranger_owner, &phone.shows(&house, &statement, 0)).await;
    assert_eq!(stranger, Refusal::OtherMerchant, "not told about phones");
    assert_eq!(house.written(&ticket).await, (1, 0, 0));
    house.redeemed(clerk, &other.shows(&house, &shown, 0)).await;
}

async fn a_phone_removed_before_the_second_tap_redeems_nothing(house: House) {
    let (ticket, phone, statement) = ticket_and_phone(&house, 5).await;
    let clerk = &house.world.clerk_001;
    let asked = house.redeem(clerk, &phone.shows(&house, &statement, 0)).await.expect("asked");
    let RedeemAnswer::Confirm { presentation, .. } = asked else { panic!("{asked:?}") };
    let Brought::Scanned(text) = phone.shows(&house, &statement, 0).brought else { panic!("scanned") };
    let by_camera = house.store.present(&text).expect("a code");
    let device = house.store.devices(&ticket.link).await.expect("phones").remove(0);
    house.store.remove_device(&ticket.link, &device.id).await.expect("removed");
    for kept in [presentation, by_camera] {
        let tapped = RedeemRequest {
            confirmed: true,
            ..house.world.request(Brought::Presentation(kept), true).expect("a request")
        };
        assert_eq!(house.refused(clerk, &tapped).await, Refusal::DeviceRemoved);
    }
}

async fn three_phones_sign_and_no_fourth(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    for number in 1..=3 {
        Phone::new(number).joins(&house, &ticket.link).await.expect("joined");
    }
    let fourth = Phone::new(4);
    let refused = fourth.joins(&house, &ticket.link).await.expect_err("full");
    assert_eq!(refusal_of(refused), Refusal::TooManyDevices);
    Phone::new(2).joins(&house, &ticket.link).await.expect("one of the three");
    let device = house.store.devices(&ticket.link).await.expect("phones").remove(1);
    house.store.remove_device(&ticket.link, &device.id).await.expect("removed");
    fourth.joins(&house, &ticket.link).await.expect("there is a place now");
    assert_eq!(house.store.devices(&ticket.link).await.expect("phones").len(), MOST_DEVICES);
}

async fn three_of_many_at_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let tries = (1..=12).map(|number| {
        let (house, link) = (house.clone(), ticket.link.clone());
        async move { Phone::new(number).joins(&house, &link).await.is_ok() }
    });
    let joined = all_at_once(tries.collect()).await.into_iter().filter(|joined| *joined).count();
    assert_eq!(joined, MOST_DEVICES);
    assert_eq!(house.number("SELECT COUNT(*) FROM wallet_device").await, 3);
}

async fn the_same_phone_again_changes_nothing(house: House) {
    let (ticket, phone, _) = ticket_and_phone(&house, 1).await;
    let before = house.store.devices(&ticket.link).await.expect("phones");
    house.clock.set(house.store.now().plus_seconds(3_600));
    phone.joins(&house, &ticket.link).await.expect("known");
    assert_eq!(house.store.devices(&ticket.link).await.expect("phones"), before);
    assert_eq!(before[0].name, "iPhone · Safari");
}

async fn a_removed_phone_stays_removed(house: House) {
    let (ticket, phone, _) = ticket_and_phone(&house, 1).await;
    let device = house.store.devices(&ticket.link).await.expect("phones").remove(0);
    let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.store.remove_device(&other.link, &device.id).await.expect("nothing of theirs");
    assert_eq!(house.store.devices(&ticket.link).await.expect("phones").len(), 1);
    house.store.remove_device(&ticket.link, &device.id).await.expect("removed");
    let joined = phone.joins(&house, &ticket.link).await.expect_err("removed");
    assert_eq!(refusal_of(joined), Refusal::DeviceRemoved);
    let statements = house.store.statements(&ticket.link, &phone.key()).await.expect_err("removed");
    assert_eq!(refusal_of(statements), Refusal::DeviceRemoved);
    assert!(house.store.devices(&ticket.link).await.expect("phones").is_empty());
}

async fn only_what_may_be_shown_has_a_statement(house: House) {
    let early = NewLine { usable_from: Day::parse("2026-11-10"), ..house.world.line(Goods::Paid, 1, 1) };
    let gift = NewLine { usable_until: Day::parse("2026-11-09"), ..house.world.line(Goods::Gift, 1, 1) };
    let lines = vec![house.world.line(Goods::Paid, 4, 1), early, gift];
    let tickets = house.world.issue_lines(lines).await.expect("tickets");
    let phone = Phone::new(1);
    phone.joins(&house, &tickets[0].link).await.expect("joined");
    house.scanned(&house.world.clerk_001, &tickets[0]).await;
    house.give_back(&house.world.owner, &tickets[1], None, FeeRule::None).await.expect("returned");
    house
        .change(&format!("UPDATE ticket SET offered = 1 WHERE id = '{}'", tickets[2].id))
        .await
        .expect("offered");
    let shown = async || {
        let mut shown = Vec::new();
        for ticket in &tickets {
            shown.push(phone.statement(&house, ticket).await.is_some());
        }
        shown
    };
    assert_eq!(shown().await, [false, false, false, true, false, true]);
    house.clock.set(moment("2026-11-10", 0, 0, 0));
    assert_eq!(shown().await, [false, false, false, true, true, false]);
    // Renewed: the statement of before is dead, a fresh one counts.
    let old = phone.statement(&house, &tickets[3]).await.expect("a statement");
    house.world.renew_code(&tickets[3]).await.expect("renewed");
    let clerk = house.at(house.store.now(), &house.world.clerk_001).await;
    assert_eq!(house.refused(&clerk, &phone.shows(&house, &old, 0)).await, Refusal::CodeRenewed);
    let fresh = phone.statement(&house, &tickets[3]).await.expect("a statement");
    house.redeemed(&clerk, &phone.shows(&house, &fresh, 0)).await;
}

async fn statements_are_for_the_phones_of_the_wallet_only(house: House) {
    let (ticket, phone, _) = ticket_and_phone(&house, 1).await;
    let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    for (link, key) in [(&other.link, phone.key()), (&ticket.link, Phone::new(9).key())] {
        let refused = house.store.statements(link, &key).await.expect_err("unknown there");
        assert_eq!(refusal_of(refused), Refusal::DeviceRemoved);
    }
    let signing = house.store.issuer_keys().signing();
    let forged = signing.statement(&other.claims, house.store.now().code_minutes(), phone.key().bytes());
    let refused = house.refused(&house.world.clerk_001, &phone.shows(&house, &forged, 0)).await;
    assert_eq!(refused, Refusal::DeviceRemoved, "signed, but for a phone that the wallet never had");
}

async fn another_link_or_purchaser_forgets_the_phones(house: House) {
    let (ticket, phone, statement) = ticket_and_phone(&house, 1).await;
    let renewed = house.world.renew_link(&ticket.link).await.expect("renewed");
    assert!(matches!(phone.joins(&house, &ticket.link).await, Err(StoreError::NotFound)));
    assert!(house.store.devices(&renewed).await.expect("phones").is_empty());
    let clerk = &house.world.clerk_001;
    assert_eq!(house.refused(clerk, &phone.shows(&house, &statement, 0)).await, Refusal::DeviceRemoved);
    phone.joins(&house, &renewed).await.expect("joined");

    let order = house.store.wallet(&renewed).await.expect("a wallet").order_number;
    let person = Contact::parse("李大同", "0922333444", "tong@example.com", "zh-TW").expect("a person");
    let owner = &house.world.owner.session;
    let changed =
        house.store.change_purchaser(owner, &order, &person, &house.attempt()).await.expect("changed");
    assert!(house.store.devices(&changed.link).await.expect("phones").is_empty());
    assert_eq!(house.number("SELECT COUNT(*) FROM wallet_device").await, 0);
    assert_eq!(house.refused(clerk, &phone.shows(&house, &statement, 0)).await, Refusal::CodeRenewed);
}

async fn a_ticket_given_away_is_no_longer_signed_for(house: House) {
    let (ticket, phone, statement) = ticket_and_phone(&house, 1).await;
    let recipient = Contact::parse("陳小美", "0922333444", "mei@example.com", "zh-TW").expect("a person");
    let message = Message::parse("").expect("a message");
    let request = OfferRequest {
        tickets: vec![ticket.id.clone()],
        recipient,
        message,
        card: domain::card::Card::Plain,
        sent_on: None,
    };
    let offered =
        house.store.offer_transfer(&ticket.link, &request, &house.attempt()).await.expect("offered");
    assert_eq!(phone.statement(&house, &ticket).await, None);
    let clerk = &house.world.clerk_001;
    assert_eq!(house.refused(clerk, &phone.shows(&house, &statement, 0)).await, Refusal::Offered);
    house.store.accept_transfer(&offered.link).await.expect("accepted");
    assert_eq!(house.refused(clerk, &phone.shows(&house, &statement, 0)).await, Refusal::CodeRenewed);
    let theirs = Phone::new(2);
    theirs.joins(&house, &offered.link).await.expect("joined");
    let given = TestTicket { link: offered.link, ..ticket };
    let fresh = theirs.statement(&house, &given).await.expect("a statement");
    house.redeemed(clerk, &theirs.shows(&house, &fresh, 0)).await;
}

async fn a_phone_was_seen(house: House) {
    let (ticket, phone, _) = ticket_and_phone(&house, 1).await;
    let seen = async || house.store.devices(&ticket.link).await.expect("phones")[0].seen_at;
    let joined = house.store.now();
    house.clock.set(joined.plus_seconds(120));
    phone.statement(&house, &ticket).await.expect("a statement");
    assert_eq!(seen().await, joined, "not written each half minute");
    house.clock.set(joined.plus_seconds(3_600));
    phone.statement(&house, &ticket).await.expect("a statement");
    assert_eq!(seen().await, joined.plus_seconds(3_600));
}
