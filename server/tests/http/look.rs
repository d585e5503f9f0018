//! The platform looks at a merchant's console (RULES §15): its pages, read-only, under a banner, with a log; never as one of its
//! people, whatever is sent and whoever else is signed in beside it.

use crate::browser::{Answer, Browser, between};
use crate::door::{DOORS, everything, told};
use crate::house::House;
use crate::knock::knock;
use crate::operator::operator;
use crate::scene::{Actor, Scene};
use std::collections::BTreeSet;
use store::visitor::Visitor;

on_both_engines!(
    the_console_is_there_to_be_read_and_nothing_else,
    nothing_is_sent_in_a_look,
    a_look_ends_by_time_by_leaving_and_by_signing_out,
    a_look_is_of_one_session_of_the_platform,
    a_look_wins_over_whoever_is_signed_in_beside_it,
    what_was_looked_at_is_kept_for_both,
);

const LOOK: &str = "__Host-look";

/// Pages of the office that are there to act on, or about what holders write: no part of a look.
const NOT_PART: [&str; 14] = [
    "/office/enquiries",
    "/office/enquiries/export",
    "/office/enquiry/{enquiry}",
    "/office/products/new",
    "/office/products/{product}/edit",
    "/office/issue",
    "/office/issue/template",
    "/office/issue/one",
    "/office/issue/{draft}",
    "/office/issue/{draft}/faults",
    "/office/returns/counter",
    "/office/branches/new",
    "/office/people/new",
    "/office/people/{account}/edit",
];

/// An operator who looks at this merchant.
async fn looking_at(house: &House, merchant: &str) -> Browser {
    let mut browser = operator(house).await;
    let path = format!("/operator/merchant/{merchant}/look");
    assert_eq!(browser.post(&path, &[("reason", "!")]).await.location(), "/office");
    assert!(browser.cookie(LOOK).is_some());
    browser
}

async fn looking(house: &House) -> Browser {
    looking_at(house, "1000001").await
}

/// The tags of forms that send something, but for leaving the look and choosing a language.
fn forms(page: &Answer) -> Vec<String> {
    let tags = page.text.split("<form").skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    let sends = tags.filter(|tag| tag.contains("method=\"post\""));
    let other = sends.filter(|tag| {
        !tag.contains("action=\"/operator/look/leave\"") && !tag.contains("action=\"/language\"")
    });
    other.map(str::to_owned).collect()
}

/// A look that is over, or never was one of this session, says so once and is forgotten.
async fn is_over(browser: &mut Browser, why: &str) {
    let answer = browser.get("/office").await;
    assert_eq!(answer.status, 403, "{why}");
    assert!(
        answer.text.contains("檢視已結束") && !answer.text.contains("幸福果茶"),
        "{why}: {}",
        answer.text
    );
    assert!(browser.cookie(LOOK).is_none(), "{why}");
}

async fn the_console_is_there_to_be_read_and_nothing_else(house: House) {
    let scene = Scene::set(&house).await;
    let owner = Actor::ALL.iter().position(|actor| *actor == Actor::Owner).expect("a column");
    let mut named: BTreeSet<_> = NOT_PART.into_iter().collect();
    let mut wrong = Vec::new();
    for (method, path, everybody) in DOORS {
        let apart = ["/desk", "/account", "/enrol"].iter().any(|root| path.starts_with(root));
        if *method != "GET" || !(path.starts_with("/office") || apart) {
            continue;
        }
        let expected = if named.remove(path) || apart { "403" } else { everybody[owner] };
        let mut browser = looking(&house).await;
        let answer = knock(&house, &scene, &mut browser, Actor::Operator, method, path).await;
        if told(&answer) != expected {
            wrong.push(format!("{path}: {} instead of {expected}", told(&answer)));
        }
        for secret in scene.secrets(Actor::Operator, path) {
            if everything(&answer).contains(secret) {
                wrong.push(format!("{path}: reads {secret}"));
            }
        }
        let is_page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if expected == "200" && is_page {
            let banner = ["唯讀檢視：", "幸福果茶", "action=\"/operator/look/leave\""];
            if !banner.iter().all(|words| answer.text.contains(words)) {
                wrong.push(format!("{path}: no banner"));
            }
            let forms = forms(&answer);
            if !forms.is_empty() {
                wrong.push(format!("{path}: sends by {forms:?}"));
            }
        }
    }
    assert!(named.is_empty(), "no such doors: {named:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut english = looking(&house).await.with_language("en");
    for path in ["/office", "/office/orders", "/office/set-up", "/office/looks"] {
        let page = english.get(path).await;
        assert!(page.text.contains("Read-only look: ") && page.text.contains("Leave the look"), "{path}");
    }
    assert!(english.get("/desk").await.text.contains("Not part of a look"));
}

async fn nothing_is_sent_in_a_look(house: House) {
    let scene = Scene::set(&house).await;
    let owner = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let holder = house.proven(crate::scene::EMAIL).await;
    let holder = holder.cookie("__Host-holder").expect("proven").to_owned();
    // As much power as there is, all in one browser.
    let looking = looking(&house).await;
    let looking = looking.with_cookie("__Host-session", owner.as_str()).with_cookie("__Host-holder", &holder);
    let before = house.place.contents().await;
    let is_sent =
        |method: &str, path: &str| method != "GET" && !path.starts_with("/operator/") && path != "/language";
    let mut knocked = 0;
    for (method, path, _) in DOORS.iter().filter(|(method, path, _)| is_sent(method, path)) {
        let mut browser = looking.clone();
        let answer = knock(&house, &scene, &mut browser, Actor::Holder, method, path).await;
        assert_eq!(answer.status, 403, "{method} {path}");
        assert!(answer.text.contains("唯讀檢視中"), "{method} {path}: {}", answer.text);
        assert!(answer.set_cookies().is_empty(), "{method} {path}");
        knocked += 1;
    }
    assert!(knocked > 80, "only {knocked} doors");
    let mut browser = looking.clone();
    assert_eq!(browser.post("/office/nowhere", &[]).await.status, 403, "what is no door");
    // Pages that are no part of a look write nothing either, not even that they were asked for.
    for path in NOT_PART.iter().chain(&["/desk", "/account", "/desk/today", "/office/orders/none"]) {
        knock(&house, &scene, &mut browser, Actor::Holder, "GET", path).await;
    }
    assert!(before == house.place.contents().await, "something was written");
    assert_eq!(browser.get("/office").await.status, 200);
    assert!(before != house.place.contents().await, "what is looked at is written down");
    // Without the look the same browser acts as before.
    assert!(browser.post("/operator/look/leave", &[]).await.status.is_redirection());
    assert_eq!(browser.scan(&house, &scene.ticket).await.verdict(), Some("redeemed"));
}

async fn a_look_ends_by_time_by_leaving_and_by_signing_out(house: House) {
    let mut browser = looking(&house).await;
    house.wait(1_799);
    assert_eq!(browser.get("/office").await.status, 200);
    house.wait(1);
    let mut late = browser.clone();
    is_over(&mut browser, "half an hour").await;
    assert_eq!(told(&browser.get("/office").await), "in", "nobody is signed in here");
    let refused = late.post("/office/set-up", &[("version", "1")]).await;
    assert_eq!(refused.status, 403, "a page of the look still stands open");
    assert!(late.cookie(LOOK).is_none());

    let mut browser = looking(&house).await;
    let mut kept = browser.clone();
    let left = browser.post("/operator/look/leave", &[]).await;
    assert_eq!(left.location(), "/operator/merchant/1000001");
    assert!(browser.cookie(LOOK).is_none());
    assert_eq!(told(&browser.get("/office").await), "in");
    is_over(&mut kept, "left").await;

    let mut browser = looking(&house).await;
    let mut kept = browser.clone();
    browser.post("/operator/sign-out", &[]).await;
    assert!(browser.cookie(LOOK).is_none() && browser.cookie("__Host-operator").is_none());
    is_over(&mut kept, "signed out").await;
}

async fn a_look_is_of_one_session_of_the_platform(house: House) {
    let mut first = looking(&house).await;
    let look = first.cookie(LOOK).expect("a look").to_owned();
    let colleague = house.store.create_operator("colleague", "hash").await.expect("made");
    let colleague =
        house.store.operator_sign_in(&colleague, "password", &Visitor::default()).await.expect("signed in");
    let mut other =
        house.nobody().with_cookie("__Host-operator", colleague.as_str()).with_cookie(LOOK, &look);
    is_over(&mut other, "a colleague").await;
    let mut same = operator(&house).await.with_cookie(LOOK, &look);
    is_over(&mut same, "the own other session").await;
    is_over(&mut house.nobody().with_cookie(LOOK, &look), "nobody").await;
    for forged in ["", "forged", "01234567-89ab-7def-8000-0123456789ab", &look[1..]] {
        is_over(&mut operator(&house).await.with_cookie(LOOK, forged), forged).await;
    }
    // Staff with somebody's look are nobody, until they were told so.
    let mut owner = house.desk_of(&house.world.owner).await.with_cookie(LOOK, &look);
    let refused = owner.clone().post("/office/set-up", &[]).await;
    assert_eq!(refused.status, 403);
    is_over(&mut owner, "an owner").await;
    assert_eq!(owner.get("/office").await.status, 200);
    assert_eq!(first.get("/office").await.status, 200, "the look itself goes on");
}

async fn a_look_wins_over_whoever_is_signed_in_beside_it(house: House) {
    let owner = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let mut browser = looking_at(&house, "1000002").await.with_cookie("__Host-session", owner.as_str());
    let page = browser.get("/office").await;
    assert!(page.text.contains("唯讀檢視：山海書店"), "{}", page.text);
    assert!(
        !page.text.contains("href=\"/account\"") && !page.text.contains("/desk/sign-out"),
        "{}",
        page.text
    );
    for path in ["/desk", "/account", "/desk/shift", "/office/branches/new"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.text.contains("不在檢視範圍"), "{path}: {}", answer.text);
    }
    assert_eq!(browser.post("/desk/sign-out", &[]).await.status, 403);
    assert_eq!(browser.post("/operator/look/leave", &[]).await.location(), "/operator/merchant/1000002");
    let page = browser.get("/account").await;
    assert_eq!(page.status, 200, "the own session was not touched");
    assert!(browser.get("/office").await.text.contains("幸福果茶"));
}

async fn what_was_looked_at_is_kept_for_both(house: House) {
    let scene = Scene::set(&house).await;
    let (order, serial) = (scene.order.as_str(), scene.ticket.serial.as_str());
    let mut browser = looking(&house).await;
    for (path, expected) in [
        ("/office/orders?words=%E6%AD%90%E9%99%BD%E4%BF%9D%E5%AF%86".to_owned(), 200),
        (format!("/office/orders/{order}"), 200),
        (format!("/office/ticket?serial={serial}"), 200),
        ("/office/orders/export".to_owned(), 200),
        ("/office/orders/none".to_owned(), 404),
        ("/office/products/new".to_owned(), 403),
    ] {
        assert_eq!(browser.get(&path).await.status, expected, "{path}");
    }
    let page = browser.get("/operator/merchant/1000001").await;
    let at = between(&page.text, "/operator/merchant/1000001/looks/", "\"").expect("a look").to_owned();
    assert!(page.text.contains("看過 4 頁"), "{}", page.text);
    let log = browser.get(&format!("/operator/merchant/1000001/looks/{at}")).await;
    assert_eq!(log.status, 200);
    for kept in [order, serial, "已發行訂單（檔案）", "operator"] {
        assert!(log.text.contains(kept), "{kept}: {}", log.text);
    }
    assert!(!log.text.contains(crate::scene::NAME), "nobody's name is kept: {}", log.text);
    assert_eq!(browser.get(&format!("/operator/merchant/1000002/looks/{at}")).await.status, 404);

    // The merchant reads of it, too; another merchant does not.
    let mut owner = house.desk_of(&house.world.owner).await;
    assert!(owner.get("/office/set-up").await.text.contains("href=\"/office/looks\""));
    let page = owner.get("/office/looks").await;
    assert!(
        page.text.contains(&format!("/office/looks/{at}")) && page.text.contains("看過 4 頁"),
        "{}",
        page.text
    );
    let log = owner.get(&format!("/office/looks/{at}")).await;
    assert!(log.text.contains(order) && log.text.contains(serial), "{}", log.text);
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    assert!(!stranger.get("/office/looks").await.text.contains(&at));
    assert_eq!(stranger.get(&format!("/office/looks/{at}")).await.status, 404);
    assert_eq!(house.desk_of(&house.world.clerk_001).await.get("/office/looks").await.status, 404);
    // Their own reading is nobody's look.
    assert!(owner.get("/office/looks").await.text.contains("看過 4 頁"));
}
