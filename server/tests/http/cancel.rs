//! Taking a redemption back.

use crate::browser::{Answer, Browser};
use crate::house::{House, moment};
use store::fixture::Goods;

on_both_engines!(
    the_same_day_it_can_be_taken_back,
    after_midnight_it_is_too_late,
    a_part_can_be_taken_back,
    a_reason_is_short,
    whoever_did_not_redeem_does_not_cancel,
    the_form_sent_twice_cancels_once,
    a_gift_is_final,
    nonsense_is_refused,
    the_verdict_offers_to_undo_and_undoes_once,
    nothing_final_and_nothing_repeated_is_offered_to_undo,
);

async fn the_same_day_it_can_be_taken_back(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let redemption = clerk.scan(&house, &ticket).await.redemption();
    house.clock.set(moment("2026-11-06", 23, 59, 59));
    let page = clerk.get(&redemption).await;
    assert!(page.text.contains("取消這筆核銷"));
    let answer = clerk.cancel(&house, &redemption, "", "客人改變主意").await;
    assert_eq!(answer.location(), redemption);
    let page = clerk.get(&redemption).await;
    assert!(page.text.contains("已取消核銷") && !page.text.contains("取消這筆核銷"));
    let wallet = format!("/w/{}/{}", ticket.link.as_str(), ticket.serial);
    let holder = house.nobody().get(&wallet).await;
    assert!(holder.text.contains("已取消核銷") && holder.text.contains("未使用"), "{}", holder.text);
    assert!(!holder.text.contains("客人改變主意"), "the holder does not read the reason");
    assert_eq!(clerk.scan(&house, &ticket).await.verdict(), Some("redeemed"), "it can be used again");
}

async fn after_midnight_it_is_too_late(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let redemption = clerk.scan(&house, &ticket).await.redemption();
    house.clock.set(moment("2026-11-07", 0, 0, 0));
    let page = clerk.get(&redemption).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("取消這筆核銷"), "no form that would be refused");
    let answer = clerk.cancel(&house, &redemption, "", "").await;
    assert_eq!((answer.status.as_u16(), answer.verdict()), (409, Some("cancel_too_late")));
    let mut owner = house.desk_of(&house.world.owner).await;
    assert_eq!(owner.cancel(&house, &redemption, "", "").await.verdict(), Some("cancel_too_late"));
}

async fn a_part_can_be_taken_back(house: House) {
    let ticket = house.ticket(Goods::Paid, 5).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&ticket.code).await;
    let redemption = clerk.confirm(&card, "4").await.location().to_owned();
    for quantity in ["5", "0", "-1", "x"] {
        assert_eq!(clerk.cancel(&house, &redemption, quantity, "").await.status, 409, "{quantity}");
    }
    assert_eq!(clerk.cancel(&house, &redemption, "1", "").await.location(), redemption);
    let page = clerk.get(&redemption).await;
    assert!(page.text.contains("3 次"), "three are left of it: {}", page.text);
    let again = clerk.look(&ticket.code).await;
    assert!(again.text.contains("max=\"2\""), "two can be used: {}", again.text);
}

async fn a_reason_is_short(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let redemption = clerk.scan(&house, &ticket).await.redemption();
    let answer = clerk.cancel(&house, &redemption, "", &"因".repeat(51)).await;
    assert_eq!((answer.status.as_u16(), answer.verdict()), (409, Some("reason_too_long")));
    assert_eq!(clerk.cancel(&house, &redemption, "", &"因".repeat(50)).await.location(), redemption);
}

async fn whoever_did_not_redeem_does_not_cancel(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let shared = house.ticket(Goods::Shared, 1).await;
    let redemption = house.desk_of(&house.world.clerk_001).await.scan(&house, &ticket).await.redemption();
    let partners = house.desk_of(&house.world.partner_clerk).await.scan(&house, &shared).await.redemption();
    let mut other = house.desk_of(&house.world.clerk_002).await;
    for redemption in [&redemption, &partners] {
        assert!(!other.get(redemption).await.text.contains("取消這筆核銷"));
        assert_eq!(other.cancel(&house, redemption, "", "").await.verdict(), Some("not_yours_to_cancel"));
    }
    let mut partner = house.desk_of(&house.world.partner_owner).await;
    assert_eq!(partner.cancel(&house, &redemption, "", "").await.verdict(), Some("use_unknown"));
    let mut owner = house.desk_of(&house.world.owner).await;
    assert_eq!(
        owner.cancel(&house, &partners, "", "").await.location(),
        partners,
        "the issuer's head office may"
    );
}

async fn the_form_sent_twice_cancels_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&ticket.code).await;
    let redemption = clerk.confirm(&card, "3").await.location().to_owned();
    let attempt = clerk.get(&redemption).await.field("attempt");
    for _ in 0..3 {
        assert_eq!(clerk.cancel_as(&redemption, &attempt, "1", "").await.location(), redemption);
    }
    assert!(clerk.get(&redemption).await.text.contains("2 次"), "one was taken back, not three");
    let answer = clerk.cancel_as(&redemption, &attempt, "2", "").await;
    assert_eq!(answer.verdict(), Some("attempt_reused"));
    assert_eq!(clerk.cancel(&house, &redemption, "", "").await.location(), redemption);
    assert_eq!(clerk.cancel(&house, &redemption, "", "").await.verdict(), Some("already_cancelled"));
}

async fn a_gift_is_final(house: House) {
    let ticket = house.ticket(Goods::Gift, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let redemption = owner.scan(&house, &ticket).await.redemption();
    assert!(!owner.get(&redemption).await.text.contains("取消這筆核銷"));
    assert_eq!(owner.cancel(&house, &redemption, "", "").await.verdict(), Some("gift_final"));
}

async fn nonsense_is_refused(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    for redemption in ["/desk/use/1000001/nothing", "/desk/use/7/x y", "/desk/use/1000001/票"] {
        assert_eq!(
            owner.cancel(&house, redemption, "", "").await.verdict(),
            Some("use_unknown"),
            "{redemption}"
        );
    }
    assert_eq!(owner.cancel_as("/desk/use/1000001/x", "not an attempt", "", "").await.status, 409);
}

/// The form of the card, sent by the script.
async fn undo(browser: &mut Browser, card: &Answer) -> Answer {
    let form = ["merchant", "use_id", "attempt", "reason"].map(|name| (name, card.field(name)));
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.ask("/desk/cancel", &form).await
}

async fn the_verdict_offers_to_undo_and_undoes_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.scan(&house, &ticket).await;
    assert!(card.text.contains("data-undo") && card.text.contains("復原"), "{}", card.text);
    for _ in 0..2 {
        let answer = undo(&mut clerk, &card).await;
        assert_eq!((answer.status.as_u16(), answer.verdict()), (200, Some("undone")), "the same twice");
        assert!(answer.text.contains("未使用"));
    }
    assert!(clerk.get(&card.redemption()).await.text.contains("已取消核銷"));
    house.clock.set(house.store.now().plus_seconds(30));
    let again = clerk.scan(&house, &ticket).await;
    assert_eq!(again.verdict(), Some("redeemed"), "the next code can be used again");
    // Somebody else's card, a session that is over, and a day that is over.
    let other = house.ticket(Goods::Paid, 1).await;
    let card = clerk.scan(&house, &other).await;
    let mut elsewhere = house.desk_of(&house.world.clerk_002).await;
    assert_eq!(undo(&mut elsewhere, &card).await.verdict(), Some("not_yours_to_cancel"));
    assert_eq!(undo(&mut house.nobody(), &card).await.verdict(), Some("signed_out"));
    house.clock.set(moment("2026-11-07", 0, 0, 0));
    assert_eq!(undo(&mut clerk, &card).await.verdict(), Some("cancel_too_late"));
}

async fn nothing_final_and_nothing_repeated_is_offered_to_undo(house: House) {
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let gift = house.ticket(Goods::Gift, 1).await;
    let card = clerk.scan(&house, &gift).await;
    assert_eq!(card.verdict(), Some("redeemed"));
    assert!(!card.text.contains("data-undo"), "a gift is final");
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (code, attempt) = (house.world.moment_link(&ticket), house.attempt());
    assert!(clerk.scan_as(&code, &attempt).await.text.contains("data-undo"));
    let again = clerk.scan_as(&code, &attempt).await;
    assert!(again.verdict() == Some("redeemed") && !again.text.contains("data-undo"));
}
