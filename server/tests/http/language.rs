//! Which language an answer speaks; that English pages hold no Chinese is looked at in `always`, at every answer.

use crate::always::chinese;
use crate::browser::{Answer, Browser, between};
use crate::door::DOORS;
use crate::house::House;
use crate::knock::knock;
use crate::scene::{Actor, Scene};
use store::fixture::Goods;

on_both_engines!(
    the_browser_or_the_cookie_says_which,
    every_page_speaks_english,
    every_verdict_speaks_english
);

async fn the_browser_or_the_cookie_says_which(house: House) {
    let lang = |text: &str| between(text, "<html lang=\"", "\"").unwrap_or_default().to_owned();
    let mut browser = house.nobody();
    assert_eq!(lang(&browser.get("/").await.text), "zh-Hant-TW");
    for (accepted, expected) in [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant-TW"),
        ("en-GB,en;q=0.9", "en"),
        ("ja,en;q=0.5", "en"),
        ("*", "zh-Hant-TW"),
        (";;;,,", "zh-Hant-TW"),
    ] {
        assert_eq!(
            lang(&browser.clone().with_language(accepted).get("/").await.text),
            expected,
            "{accepted}"
        );
    }
    let switched = browser.post("/language", &[("language", "en"), ("back", "/desk/sign-in")]).await;
    assert_eq!((switched.status.as_u16(), switched.location()), (303, "/desk/sign-in"));
    assert_eq!(lang(&browser.clone().with_language("zh-TW").get("/").await.text), "en", "the choice wins");
    browser.post("/language", &[("language", "xx"), ("back", "/")]).await;
    assert_eq!(lang(&browser.get("/").await.text), "zh-Hant-TW");
    let odd = browser.with_cookie("__Host-language", "<script>").with_language("en").get("/").await;
    assert_eq!(lang(&odd.text), "en");
}

async fn every_page_speaks_english(house: House) {
    for actor in [Actor::Holder, Actor::Clerk001, Actor::Clerk003, Actor::StrangerOwner] {
        let scene = Scene::set(&house).await;
        let browser = actor.browser(&house).await.with_language("en");
        for (method, path, _) in DOORS.iter().filter(|(_, path, _)| *path != "/desk/sign-out") {
            let answer = knock(&house, &scene, &mut browser.clone(), actor, method, path).await;
            let html = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
            assert!(
                !html || chinese(&answer.text).is_empty(),
                "{method} {path} for {actor:?}: {}",
                answer.text
            );
        }
    }
}

async fn every_verdict_speaks_english(house: House) {
    let ticket = house.ticket(Goods::Paid, 2).await;
    let gift = house.ticket(Goods::Gift, 1).await;
    let limited = house.ticket(Goods::BranchOnly, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_002).await.with_language("en-US");
    let mut seen = Vec::new();
    let mut told = |answer: Answer| {
        assert_eq!(chinese(&answer.text), "", "{}", answer.text);
        seen.push(answer.verdict().map(str::to_owned));
    };
    let card = clerk.look(&ticket.code).await;
    told(card.clone());
    let page = clerk.confirm(&card, "2").await.location().to_owned();
    told(clerk.get(&page).await);
    told(clerk.get("/desk").await);
    told(clerk.look(&ticket.code).await);
    told(clerk.scan(&house, &gift).await);
    told(clerk.scan(&house, &gift).await);
    told(clerk.scan(&house, &limited).await);
    told(clerk.scan_as("nonsense", &house.attempt()).await);
    told(clerk.cancel(&house, &page, "1", "").await);
    told(clerk.cancel(&house, &page, "9", "").await);
    told(clerk.get(&page).await);
    told(clerk.get("/nothing").await);
    let mut holder: Browser = house.nobody().with_language("en");
    for ticket in [&ticket, &gift, &limited] {
        let link = format!("/w/{}", ticket.link.as_str());
        told(holder.get(&link).await);
        told(holder.get(&format!("{link}/{}", ticket.serial)).await);
    }
    let number = format!("/w/{}/{}/number", limited.link.as_str(), limited.serial);
    told(holder.post(&number, &[]).await);
    assert!(
        seen.contains(&Some("already_redeemed".to_owned())) && seen.contains(&Some("redeemed".to_owned()))
    );
}
