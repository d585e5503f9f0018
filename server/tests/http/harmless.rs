//! What changes nothing: looking, and asking from somewhere else.

use crate::browser::From;
use crate::door::DOORS;
use crate::house::House;
use crate::knock::knock;
use crate::scene::{Actor, Scene};

on_both_engines!(looking_writes_not_one_byte, a_form_on_another_site_changes_nothing);

async fn looking_writes_not_one_byte(house: House) {
    let scene = Scene::set(&house).await;
    let mut browsers = Vec::new();
    for actor in Actor::ALL {
        browsers.push((actor, actor.browser(&house).await));
    }
    let before = house.place.contents().await;
    for (method, path, _) in DOORS.iter().filter(|(method, ..)| *method == "GET") {
        for (actor, browser) in &mut browsers {
            knock(&house, &scene, browser, *actor, method, path).await;
        }
    }
    assert!(before == house.place.contents().await, "a GET has written");
    let number = format!("/w/{}/{}/number", scene.ticket.link.as_str(), scene.ticket.serial);
    house.nobody().post(&number, &[]).await;
    assert!(before != house.place.contents().await, "what is written would be seen");
}

/// Everything that is not our own page says so like this.
const ELSEWHERE: &[&[(&str, &str)]] = &[
    &[],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "none")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:3000")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
];

async fn a_form_on_another_site_changes_nothing(house: House) {
    let scene = Scene::set(&house).await;
    let owner = Actor::Owner.browser(&house).await;
    let before = house.place.contents().await;
    // Phones ask about their cards with a password in a header, which no form sends.
    let is_a_form = |method: &str, path: &str| method != "GET" && !path.starts_with("/passes/v1/");
    for (method, path, _) in DOORS.iter().filter(|(method, path, _)| is_a_form(method, path)) {
        for headers in ELSEWHERE {
            // The holder's link and the owner's session together: as much power as there is.
            let mut browser = owner.clone().coming_from(From::Headers(headers));
            let answer = knock(&house, &scene, &mut browser, Actor::Holder, method, path).await;
            assert_eq!(answer.status, 403, "{method} {path} from {headers:?}");
            assert!(answer.set_cookies().is_empty(), "{method} {path} from {headers:?}");
        }
    }
    assert!(before == house.place.contents().await, "somebody else's form has written");
    let mut older = owner.coming_from(From::Headers(&[("origin", "http://localhost:3000")]));
    let answer = older.scan(&house, &scene.ticket).await;
    assert_eq!(answer.verdict(), Some("redeemed"), "browsers without Sec-Fetch-Site still redeem");
}
