//! Finding a ticket without its code.

use crate::browser::{Answer, Browser};
use crate::house::House;
use store::command::issue::NewOrder;
use store::fixture::{Goods, ISSUER};

on_both_engines!(
    a_found_ticket_is_opened_and_redeemed,
    a_search_says_why_it_finds_nothing,
    a_partner_finds_nobody,
    searches_are_few,
    what_was_searched_for_stands_in_no_address,
);

const NAME: &str = "林小芳";
const PHONE: &str = "0912345678";
const EMAIL: &str = "fang.private@example.com";

async fn order(house: &House, number: &str, goods: Goods, tickets: u32, units: u8) {
    let order = NewOrder {
        form: domain::print::TicketForm::Electronic,
        purchaser_address: String::new(),
        merchant_order_no: Some(number.to_owned()),
        purchaser_name: NAME.to_owned(),
        purchaser_phone: PHONE.to_owned(),
        purchaser_email: EMAIL.to_owned(),
        ..house.world.order(vec![house.world.line(goods, tickets, units)]).expect("an order")
    };
    house.store.issue(ISSUER, "test", vec![order]).await.expect("issued");
}

async fn search(browser: &mut Browser, kind: &str, words: &str) -> Answer {
    browser.post("/desk/find", &[("kind", kind), ("words", words)]).await
}

async fn open(browser: &mut Browser, found: &Answer) -> Answer {
    browser.post("/desk/look", &[("presentation", &found.field("presentation"))]).await
}

fn tells_little(answer: &Answer) {
    for secret in [NAME, PHONE, EMAIL] {
        assert!(!answer.text.contains(secret), "{secret} in {}", answer.text);
    }
}

async fn a_found_ticket_is_opened_and_redeemed(house: House) {
    order(&house, "SHOP0001", Goods::Paid, 2, 3).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let found = search(&mut clerk, "phone", "678").await;
    assert_eq!(found.status, 200);
    for words in ["林○芳", "09••••5678", "水果茶一杯", "2 張", "3 / 3 次"] {
        assert!(found.text.contains(words), "{words} in {}", found.text);
    }
    tells_little(&found);
    let card = open(&mut clerk, &found).await;
    assert_eq!(card.verdict(), Some("confirm"));
    assert!(card.text.contains("查詢"), "it says how it was found");
    tells_little(&card);
    let redemption = clerk.confirm(&card, "2").await.location().to_owned();
    assert!(redemption.starts_with("/desk/use/"));
    assert!(search(&mut clerk, "order", "SHOP0001").await.text.contains("1 / 3 次"));
    let nothing = clerk.post("/desk/look", &[("presentation", "TEA")]).await;
    assert_eq!(nothing.verdict(), Some("not_ours"), "what was not found here opens nothing");
}

async fn a_search_says_why_it_finds_nothing(house: House) {
    order(&house, "SHOP0002", Goods::BranchOnly, 1, 1).await;
    let mut other = house.desk_of(&house.world.clerk_002).await;
    for (kind, words, status, told) in [
        ("phone", "78", 422, "太短了"),
        ("name", "林", 422, "太短了"),
        ("order", "", 422, "太短了"),
        ("phone", "林小芳", 422, "這不像"),
        ("order", "SHOP%", 422, "這不像"),
        ("name", "林小芳", 200, "找不到現在可以核銷的票券"), // of another branch
        ("nonsense", "678", 200, "找不到現在可以核銷的票券"),
    ] {
        let answer = search(&mut other, kind, words).await;
        assert_eq!(answer.status, status, "{kind} {words}");
        assert!(answer.text.contains(told), "{told} in {}", answer.text);
    }
    for number in 0..11 {
        order(&house, &format!("MANY{number}"), Goods::Paid, 1, 1).await;
    }
    let answer = search(&mut other, "name", "林小芳").await;
    assert!(answer.status == 422 && answer.text.contains("符合的人太多"));
    assert!(!answer.text.contains("09••••5678"));
}

async fn a_partner_finds_nobody(house: House) {
    order(&house, "SHOP0003", Goods::Shared, 1, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let found = search(&mut clerk, "order", "SHOP0003").await;
    for person in [&house.world.partner_clerk, &house.world.partner_owner] {
        let mut partner = house.desk_of(person).await;
        for (kind, words) in [("order", "SHOP0003"), ("phone", PHONE), ("name", NAME)] {
            let answer = search(&mut partner, kind, words).await;
            assert!(answer.status == 200 && answer.text.contains("找不到現在可以核銷的票券"));
        }
        // What the issuer's people found is worth nothing in a partner's hands.
        assert_eq!(open(&mut partner, &found).await.verdict(), Some("proof_refused"));
    }
}

async fn searches_are_few(house: House) {
    order(&house, "SHOP0004", Goods::Paid, 1, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for _ in 0..10 {
        assert_eq!(search(&mut clerk, "phone", "78").await.status, 422, "what means nobody counts nothing");
    }
    for _ in 0..10 {
        assert_eq!(search(&mut clerk, "phone", "678").await.status, 200);
    }
    let mut again = house.desk_of(&house.world.clerk_001).await;
    for browser in [&mut clerk, &mut again] {
        let slow = search(browser, "phone", "678").await;
        assert!(slow.status == 429 && slow.text.contains("請稍候"), "signing in again does not help");
        tells_little(&slow);
    }
    let mut other = house.desk_of(&house.world.clerk_002).await;
    assert_eq!(search(&mut other, "phone", "678").await.status, 200, "others are not slowed down");
}

async fn what_was_searched_for_stands_in_no_address(house: House) {
    order(&house, "SHOP0005", Goods::Paid, 1, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let form = clerk.get("/desk/find?kind=phone&words=678").await;
    assert!(form.status == 200 && !form.text.contains("林○芳"), "an address searches nothing");
    let found = search(&mut clerk, "phone", "678").await;
    assert!(found.text.contains("method=\"post\"") && !found.text.contains("words=678"));
    assert_eq!(found.header("cache-control"), Some("no-store"));
}
