//! The phones of a wallet over HTTP: they join, fetch statements, are seen and removed.

use crate::browser::{Answer, Browser};
use crate::house::House;
use domain::code::crockford;
use domain::device::HolderKey;
use domain::hexadecimal::hex;
use p256::ecdsa::SigningKey;
use store::fixture::Goods;

on_both_engines!(
    a_phone_joins_and_is_given_statements,
    a_fourth_phone_is_told_what_to_do,
    a_removed_phone_is_told_so,
    removing_every_phone_makes_nobody_the_first,
    what_is_no_key_is_refused,
);

const AGENT: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";

pub fn key(number: u8) -> String {
    let point = SigningKey::from_slice(&[number; 32]).expect("a scalar").verifying_key().to_sec1_point(true);
    hex(point.as_bytes())
}

async fn post(browser: &mut Browser, path: &str, key: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("user-agent", AGENT)];
    browser.send(&axum::http::Method::POST, path, &headers, format!("key={key}").into_bytes()).await
}

async fn a_phone_joins_and_is_given_statements(house: House) {
    let ticket = house.ticket(Goods::Paid, 2).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let mut phone = house.nobody();
    let early = post(&mut phone, &format!("{wallet}/statements"), &key(1)).await;
    assert_eq!(early.status, 409, "it has not joined");
    assert_eq!(post(&mut phone, &format!("{wallet}/device"), &key(1)).await.status, 204);
    assert_eq!(post(&mut phone, &format!("{wallet}/device"), &key(1)).await.status, 204, "again");

    let given = post(&mut phone, &format!("{wallet}/statements"), &key(1)).await;
    let given: serde_json::Value = serde_json::from_str(&given.text).expect("JSON");
    assert_eq!(given["base"], "HTTP://LOCALHOST:3000");
    assert_eq!(given["now_milliseconds"], house.store.now().0);
    let text = given["statements"][&ticket.serial].as_str().expect("a statement");
    let bytes = crockford::decode(text).expect("base32");
    assert_eq!((bytes.len(), bytes[0]), (125, 0x13));
    let mine = HolderKey::parse(&key(1)).expect("a key");
    assert_eq!(bytes[28..61], mine.bytes()[..]);

    let list = phone.get(&format!("{wallet}/device")).await;
    assert!(list.text.contains("iPhone · Safari") && list.text.contains(&key(1)), "{}", list.text);
    assert!(phone.get(&wallet).await.text.contains(&format!("{wallet}/device")));
    house.desk_of(&house.world.clerk_001).await.scan(&house, &ticket).await;
}

async fn a_fourth_phone_is_told_what_to_do(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let path = format!("/w/{}/device", ticket.link.as_str());
    for number in 1..=3 {
        assert_eq!(post(&mut house.purchaser().await, &path, &key(number)).await.status, 204);
    }
    let mut english = house.purchaser().await.with_language("en");
    for (browser, words) in
        [(&mut house.purchaser().await, "在「可出示的手機」移除一支"), (&mut english, "Remove one under")]
    {
        let answer = post(browser, &path, &key(4)).await;
        assert_eq!(answer.status, 409);
        let told: serde_json::Value = serde_json::from_str(&answer.text).expect("JSON");
        assert_eq!(told["refused"], "too_many_devices");
        assert!(told["reason"].as_str().is_some_and(|reason| reason.contains(words)), "{}", answer.text);
    }
}

async fn a_removed_phone_is_told_so(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let mut phone = house.nobody();
    post(&mut phone, &format!("{wallet}/device"), &key(1)).await;
    let device = house.store.devices(&ticket.link).await.expect("phones").remove(0);
    let remove = format!("{wallet}/device/{}/remove", device.id);
    for _ in ["removed", "removed already"] {
        let answer = house.nobody().post(&remove, &[]).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, format!("{wallet}/device").as_str()));
    }
    for path in ["device", "statements"] {
        let answer = post(&mut phone, &format!("{wallet}/{path}"), &key(1)).await;
        assert_eq!(answer.status, 409);
        assert!(answer.text.contains("device_removed") && answer.text.contains("這支手機已從票夾移除"));
    }
    assert!(!phone.get(&format!("{wallet}/device")).await.text.contains(&key(1)));
}

async fn removing_every_phone_makes_nobody_the_first(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let path = format!("/w/{}/device", ticket.link.as_str());
    assert_eq!(post(&mut house.nobody(), &path, &key(1)).await.status, 204);
    let device = house.store.devices(&ticket.link).await.expect("phones").remove(0);
    house.nobody().post(&format!("{path}/{}/remove", device.id), &[]).await;
    let answer = post(&mut house.nobody(), &path, &key(2)).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text.contains("code_needed"), "{}", answer.text);
    assert_eq!(post(&mut house.purchaser().await, &path, &key(2)).await.status, 204);
}

async fn what_is_no_key_is_refused(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    for path in ["device", "statements"] {
        let path = format!("/w/{}/{path}", ticket.link.as_str());
        for wrong in ["", "00", &"00".repeat(33), &key(1)[2..], "%F0%9F%8E%AB"] {
            assert_eq!(post(&mut house.nobody(), &path, wrong).await.status, 422, "{path} {wrong}");
        }
    }
}
