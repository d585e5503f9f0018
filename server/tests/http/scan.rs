//! At the desk: scanning, typing, confirming, and doing it twice.

use crate::house::House;
use domain::identity::AttemptId;
use domain::proof::ProofPolicy;
use store::fixture::{Goods, ISSUER};

on_both_engines!(
    one_scan_redeems_once,
    a_second_scan_says_who_when_and_where,
    the_same_attempt_with_other_content_is_refused,
    a_typed_code_is_looked_at_first,
    the_phones_last_digits_are_asked_for_and_asked_again,
    a_contract_that_is_over_ends_nothing_at_the_desk,
    every_no_has_its_card,
    without_scripts_one_lands_on_the_redemption,
    todays_list_is_the_branches_own,
    malformed_and_huge_forms_are_turned_away,
);

async fn one_scan_redeems_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let (link, attempt) = (house.world.moment_link(&ticket), house.attempt());
    let first = clerk.scan_as(&link, &attempt).await;
    assert_eq!(first.verdict(), Some("redeemed"));
    assert!(first.text.contains("核銷成功") && first.text.contains("水果茶一杯"));
    house.wait(3600);
    for _ in 0..3 {
        let again = clerk.scan_as(&link, &attempt).await;
        assert_eq!(again.redemption(), first.redemption());
        assert!(again.text.contains("已核銷過（同一次掃描）"), "{}", again.text);
    }
    let mut list = clerk.get("/desk/today").await;
    assert_eq!(list.text.matches("/desk/use/").count(), 1);
    list = clerk.get("/desk").await;
    assert!(list.text.contains("1 筆，共 200 元"), "{}", list.text);
}

async fn a_second_scan_says_who_when_and_where(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    house.desk_of(&house.world.clerk_001).await.scan(&house, &ticket).await;
    house.wait(60);
    let mut other = house.desk_of(&house.world.clerk_002).await;
    let answer = other.scan(&house, &ticket).await;
    assert_eq!(answer.verdict(), Some("already_redeemed"));
    assert!(answer.text.contains("2026/11/06 14:00 由 幸福果茶 信義店 核銷（已使用）"), "{}", answer.text);
    let answer = other.with_language("en").scan(&house, &ticket).await;
    assert!(answer.text.contains("Redeemed 2026/11/06 14:00 by 幸福果茶, 信義店 (Used)"), "{}", answer.text);
}

async fn the_same_attempt_with_other_content_is_refused(house: House) {
    let ticket = house.ticket(Goods::Paid, 5).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&house.world.moment_link(&ticket)).await;
    let (presentation, attempt) = (card.field("presentation"), card.field("attempt"));
    let first = clerk.confirm_as(&presentation, &attempt, "2").await;
    assert_eq!(first.status, 303);
    assert_eq!(clerk.confirm_as(&presentation, &attempt, "2").await.location(), first.location());
    let other = clerk.confirm_as(&presentation, &attempt, "3").await;
    assert_eq!((other.status.as_u16(), other.verdict()), (409, Some("attempt_reused")));
    let another = house.ticket(Goods::Paid, 1).await;
    let answer = clerk.scan_as(&house.world.moment_link(&another), &attempt).await;
    assert_eq!(answer.verdict(), Some("attempt_reused"));
}

async fn a_typed_code_is_looked_at_first(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let typed = format!(" {} {} ", ticket.code[..4].to_lowercase(), &ticket.code[4..]);
    let before = house.place.contents().await;
    let card = clerk.look(&typed).await;
    assert_eq!(card.verdict(), Some("confirm"));
    assert!(card.text.contains("輸入代碼") && card.text.contains(&ticket.serial));
    assert!(!card.text.contains(&ticket.code), "the code itself is not said again");
    assert!(before == house.place.contents().await, "looking writes nothing");
    for quantity in ["0", "4", "-1", "x", "4294967296", ""] {
        let answer = clerk.confirm_as(&card.field("presentation"), &house.attempt(), quantity).await;
        assert_eq!(answer.status, 409, "{quantity}: {:?}", answer.verdict());
    }
    let answer = clerk.confirm(&card, "3").await;
    assert_eq!(answer.status, 303);
    assert_eq!(clerk.look(&ticket.code).await.verdict(), Some("already_redeemed"));
}

async fn the_phones_last_digits_are_asked_for_and_asked_again(house: House) {
    let (owner, number) = (&house.world.owner.session, Goods::Paid.number());
    let actor = house.store.signed_in(owner).await.expect("read").expect("signed in").actor;
    let product = house.store.product(&actor, number).await.expect("a product");
    let mut facts = product.facts.clone();
    facts.proof.moment = ProofPolicy::ConfirmByPhone;
    let attempt = AttemptId::parse(&house.attempt()).expect("an attempt");
    let changed =
        house.store.change_product(owner, (number, product.version), Some(&facts), &product.lists, &attempt);
    changed.await.expect("not issued yet");
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.scan(&house, &ticket).await;
    assert_eq!(card.verdict(), Some("confirm"));
    assert!(card.text.contains("name=\"phone_end\"") && !card.text.contains("345678"), "{}", card.text);
    let presentation = card.field("presentation");
    let said = |attempt: String, digits: &'static str| {
        [
            ("presentation", presentation.clone()),
            ("attempt", attempt),
            ("quantity", "2".to_owned()),
            ("phone_end", digits.to_owned()),
        ]
    };
    let form = said(card.field("attempt"), "111");
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for again in [clerk.post("/desk/redeem", &form).await, clerk.ask("/desk/redeem", &form).await] {
        assert_eq!(again.verdict(), Some("confirm"));
        assert!(
            again.text.contains("與登記的手機不符") && again.text.contains("value=\"2\""),
            "{}",
            again.text
        );
        assert_ne!(again.field("attempt"), card.field("attempt"), "the next try is another attempt");
    }
    let again = clerk.ask("/desk/redeem", &form).await;
    let form = said(again.field("attempt"), "678");
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = clerk.ask("/desk/redeem", &form).await;
    assert_eq!(done.verdict(), Some("redeemed"), "{}", done.text);
    let wrong = said(house.attempt(), "112");
    let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for _ in 0..30 {
        clerk.ask("/desk/redeem", &wrong).await;
    }
    assert_eq!(clerk.ask("/desk/redeem", &wrong).await.verdict(), Some("slow_down"), "nobody tries them all");
}

async fn a_contract_that_is_over_ends_nothing_at_the_desk(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert!(!clerk.get("/desk").await.text.contains("heads-up"));
    let operator = house.store.create_operator("operator", "hash").await.expect("made");
    let visitor = store::visitor::Visitor::default();
    let operator = house.store.operator_sign_in(&operator, "password", &visitor).await.expect("signed in");
    let yesterday = house.store.now().day().minus_days(1);
    let ended = house.store.end_contract(&operator, ISSUER, 1, Some(yesterday), "停業".to_owned());
    ended.await.expect("ended");
    let desk = clerk.get("/desk").await;
    assert!(desk.text.contains("最後一日為 2026/11/05"), "{}", desk.text);
    let done = clerk.scan(&house, &ticket).await;
    assert_eq!(done.verdict(), Some("redeemed"));
    let cancelled = clerk.cancel(&house, &done.redemption(), "", "").await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.text);
}

async fn every_no_has_its_card(house: House) {
    let limited = house.ticket(Goods::BranchOnly, 1).await;
    let used = house.ticket(Goods::Paid, 2).await;
    let today = house.store.now().day();
    let mut line = house.world.line(Goods::Paid, 1, 1);
    line.usable_from = Some(today.plus_days(3));
    let early = house.world.issue_lines(vec![line]).await.expect("issued").remove(0);
    let mut clerk = house.desk_of(&house.world.clerk_002).await;
    assert_eq!(clerk.scan(&house, &limited).await.verdict(), Some("branch_not_listed"));
    let answer = clerk.scan(&house, &early).await;
    assert_eq!(answer.verdict(), Some("not_yet_usable"));
    assert!(answer.text.contains("2026/11/09 起可使用"));
    let old = house.world.moment_link(&used);
    house.wait(300);
    assert_eq!(clerk.scan_as(&old, &house.attempt()).await.verdict(), Some("code_too_old"));
    let card = clerk.look(&house.world.moment_link(&used)).await;
    clerk.confirm(&card, "1").await;
    let same_half_minute = clerk.look(&house.world.moment_link(&used)).await;
    assert_eq!(same_half_minute.verdict(), Some("code_already_presented"));
    for foreign in
        ["https://example.com", "WIFI:S:x;;", "票券", "", "00TSDDGRQ51YAJTZ49", "HTTPS://P.TW/R/AAAA"]
    {
        let answer = clerk.scan_as(foreign, &house.attempt()).await;
        let verdict = answer.verdict().unwrap_or_default();
        assert!(
            ["not_ours", "ticket_unknown", "key_unknown", "forged"].contains(&verdict),
            "{foreign}: {verdict}"
        );
    }
    house.world.renew_code(&used).await.expect("renewed");
    assert_eq!(clerk.scan(&house, &used).await.verdict(), Some("code_renewed"));
}

async fn without_scripts_one_lands_on_the_redemption(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&ticket.code).await;
    assert!(card.text.starts_with("<!DOCTYPE html>"), "a whole page");
    let answer = clerk.confirm(&card, "1").await;
    let page = clerk.get(answer.location()).await;
    assert!(page.text.contains("核銷紀錄") && page.text.contains("取消這筆核銷"));
    assert!(page.text.contains("水果茶一杯") && page.text.contains("信義店"));
    assert!(!page.text.contains("王小明"), "the desk does not learn who holds it");
}

async fn todays_list_is_the_branches_own(house: House) {
    let first = house.ticket(Goods::Paid, 1).await;
    let second = house.ticket(Goods::Shared, 1).await;
    house.desk_of(&house.world.clerk_001).await.scan(&house, &first).await;
    house.desk_of(&house.world.partner_owner).await.scan(&house, &second).await;
    let counts = [
        (&house.world.clerk_001, 1),
        (&house.world.clerk_002, 0),
        (&house.world.owner, 1),
        (&house.world.partner_owner, 1),
        (&house.world.partner_clerk, 0),
        (&house.world.stranger_owner, 0),
    ];
    for (person, expected) in counts {
        let list = house.desk_of(person).await.get("/desk/today").await;
        assert_eq!(list.text.matches("/desk/use/").count(), expected, "{person:?}");
    }
    house.wait(10 * 3600);
    let list = house.desk_of(&house.world.clerk_001).await.get("/desk/today").await;
    assert!(list.text.contains("今天還沒有核銷。"), "a new day");
}

async fn malformed_and_huge_forms_are_turned_away(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let link = house.world.moment_link(&ticket);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for attempt in ["", "a b", "票", "x'; DROP TABLE ticket", &"a".repeat(65)] {
        assert_eq!(clerk.scan_as(&link, attempt).await.status, 400, "{attempt}");
        assert_eq!(clerk.confirm_as("0", attempt, "1").await.status, 400, "{attempt}");
    }
    assert_eq!(clerk.post("/desk/scan", &[("code", &link)]).await.status, 422, "no attempt");
    for path in ["/desk/scan", "/desk/look", "/desk/redeem", "/desk/cancel", "/desk/sign-in", "/language"] {
        let answer = clerk.post_bytes(path, vec![b'a'; 17 * 1024]).await;
        assert_eq!(answer.status, 413, "{path}");
    }
    assert_eq!(clerk.scan_as(&link, &house.attempt()).await.verdict(), Some("redeemed"));
}
