//! What holders switch off, and what always comes (RULES §14); the way of a return.

use crate::bank::night;
use crate::harness::House;
use crate::notice::{
    Postman, a_ticket, deliver, event, issue_is_told, read, redeem_and_cancel, sent, to_holder,
};
use crate::transfer::{offered, person};
use domain::cancel::Reason;
use domain::give_back::FeeRule;
use domain::money::Dollars;
use domain::notice::NoticeKind;
use domain::notice_topic::{NoticeChoice, NoticeTopic};
use store::StoreError;
use store::fixture::{Goods, TestTicket};
use store::notice::Refund;
use store::secret::LinkToken;

on_both_engines!(
    the_holders_choice_goes_before_the_merchants,
    what_is_switched_off_keeps_nobody_waiting,
    what_brings_a_link_comes_in_any_case,
    whoever_comes_after_has_chosen_nothing,
    a_giver_who_wants_no_news_still_hears_what_came_back,
    a_declined_return_is_told_with_its_answer,
    a_refund_is_told_when_the_bank_has_confirmed_it,
    a_link_that_opens_nothing_has_no_switches,
);

async fn choose(house: &House, ticket: &TestTicket, topics: &[NoticeTopic]) {
    let choice: NoticeChoice = topics.iter().copied().collect();
    house.store.choose_notices(&ticket.link, &choice, None).await.expect("chosen");
    let switches = house.store.notice_switches(&ticket.link).await.expect("switches");
    assert_eq!((switches.choice, switches.has_address), (choice, true));
}

async fn the_holders_choice_goes_before_the_merchants(house: House) {
    let ticket = a_ticket(&house).await;
    let unasked = house.store.notice_switches(&ticket.link).await.expect("switches").choice;
    assert_eq!(unasked, NoticeChoice::unasked(true));
    choose(&house, &ticket, &[]).await;
    redeem_and_cancel(&house, &ticket).await;
    assert_eq!(read(&house).await, 0, "the merchant tells, this holder wants none");
    house.change("UPDATE merchant SET tells_uses = 0").await.expect("switched off");
    let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    house.clock.set(house.store.now().plus_seconds(60));
    redeem_and_cancel(&house, &other).await;
    assert_eq!(read(&house).await, 0, "the merchant does not, and nobody asked");
    choose(&house, &ticket, &[NoticeTopic::Redeemed]).await;
    house.clock.set(house.store.now().plus_seconds(60));
    redeem_and_cancel(&house, &ticket).await;
    assert_eq!(read(&house).await, 1);
    let postman = Postman::default();
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(postman.bag(), [to_holder(NoticeKind::Redeemed)]);
}

async fn what_is_switched_off_keeps_nobody_waiting(house: House) {
    let (postman, ticket) = (Postman::default(), a_ticket(&house).await);
    choose(&house, &ticket, &[NoticeTopic::Cancelled]).await;
    redeem_and_cancel(&house, &ticket).await;
    assert_eq!(read(&house).await, 1);
    assert_eq!(deliver(&house, &postman).await, sent(1));
    assert_eq!(postman.bag(), [to_holder(NoticeKind::RedemptionCancelled)]);
    let other = house.number("SELECT COUNT(*) FROM notice WHERE kind = 'redeemed'").await;
    assert_eq!(other, 0, "none waits, none failed");
}

async fn what_brings_a_link_comes_in_any_case(house: House) {
    let ticket = a_ticket(&house).await;
    choose(&house, &ticket, &[]).await;
    event(&house, 1, "order_resent", &ticket, None).await;
    event(&house, 2, "code_renewed", &ticket, None).await;
    assert_eq!(read(&house).await, 2);
}

async fn whoever_comes_after_has_chosen_nothing(house: House) {
    let ticket = a_ticket(&house).await;
    choose(&house, &ticket, &[NoticeTopic::Gifts]).await;
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let owner = &house.world.owner.session;
    let changed = house.store.change_purchaser(owner, &order, &person("李大同"), &house.attempt()).await;
    let link = changed.expect("changed").link;
    let switches = house.store.notice_switches(&link).await.expect("switches");
    assert_eq!(switches.choice, NoticeChoice::unasked(true));
    let late = house.store.choose_notices(&ticket.link, &NoticeChoice::default(), None).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "the former link chooses nothing");
}

async fn a_giver_who_wants_no_news_still_hears_what_came_back(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    issue_is_told(&house).await;
    choose(&house, &tickets[0], &[]).await;
    let (kept, declined) = (offered(&house, &[&tickets[0]]).await, offered(&house, &[&tickets[1]]).await);
    assert!(house.store.open_gift(&kept.link).await.expect("opened"));
    house.store.accept_transfer(&kept.link).await.expect("accepted");
    house.store.decline_transfer(&declined.link).await.expect("declined");
    let taken = house.world.tickets_of(&kept.link).await.expect("tickets").remove(0);
    house.scanned(&house.world.clerk_001, &taken).await;
    read(&house).await;
    let kinds =
        "SELECT COUNT(*) FROM notice WHERE kind IN ('transfer_opened', 'transfer_accepted', 'gift_used')";
    assert_eq!(house.number(kinds).await, 0);
    assert_eq!(house.number("SELECT COUNT(*) FROM notice WHERE kind = 'transfer_declined'").await, 1);
}

async fn a_declined_return_is_told_with_its_answer(house: House) {
    let ticket = a_ticket(&house).await;
    let asked = house.store.ask_return(&ticket.link, &ticket.id, None, None, &house.attempt()).await;
    house.clock.set(house.store.now().plus_seconds(60));
    let why = Reason::parse("已超過期限").expect("short");
    let owner = &house.world.owner.session;
    let request = asked.expect("asked").request;
    house.store.decline_return(owner, &request, why.as_ref(), &house.attempt()).await.expect("declined");
    assert_eq!(read(&house).await, 2, "the merchant was asked, the holder is answered");
    let postman = Postman::default();
    for _ in 0..2 {
        assert_eq!(deliver(&house, &postman).await, sent(1));
    }
    let told = postman.taken.lock().expect("a lock").pop().expect("a notice");
    assert_eq!((told.kind, told.about.answer.as_deref()), (NoticeKind::ReturnDeclined, Some("已超過期限")));
    assert_eq!(told.to.and_then(|to| to.link), Some(ticket.link));
}

async fn a_refund_is_told_when_the_bank_has_confirmed_it(house: House) {
    let (bank, postman, ticket) = (house.bank(), Postman::default(), a_ticket(&house).await);
    house.change("UPDATE merchant SET tells_uses = 0").await.expect("switched off");
    let used = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    let owner = house.at(house.store.now().plus_seconds(4 * 86_400), &house.world.owner).await;
    house.scanned(&owner, &used).await;
    house.give_back(&owner, &ticket, None, FeeRule::None).await.expect("returned");
    assert_eq!(read(&house).await, 1);
    assert_eq!(deliver(&house, &postman).await, sent(1));
    night(&house, &bank, &house.today().plus_days(1).to_string()).await;
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'bank_accepted'").await, 2);
    assert_eq!(read(&house).await, 1, "a settled redemption is no news");
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let refund = Some(Refund { amount: Dollars(200), by_hand: false });
    let told: Vec<_> = postman.taken.lock().expect("a lock").iter().map(|told| told.about.refund).collect();
    assert_eq!(told, [refund, refund]);
    assert_eq!(postman.bag(), [to_holder(NoticeKind::GivenBack), to_holder(NoticeKind::Refunded)]);
}

async fn a_link_that_opens_nothing_has_no_switches(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = offered(&house, &[&ticket]).await;
    let never = LinkToken::parse("0000000000000000000000000A").expect("a token");
    for link in [&gift.link, &gift.share, &never] {
        assert!(matches!(house.store.notice_switches(link).await, Err(StoreError::NotFound)));
        let chosen = house.store.choose_notices(link, &NoticeChoice::default(), None).await;
        assert!(matches!(chosen, Err(StoreError::NotFound)));
    }
}
