//! Phones that are told, over HTTP: they ask, a push service gets what only they can read, and what it answers counts.

use crate::browser::{Browser, From};
use crate::device::key;
use crate::house::House;
use crate::push_service::{Mood, PushService};
pub use crate::push_service::{PUBLIC, SECRET};
use crate::quiet;
use server::push::Pusher;
use std::time::Duration;
use store::fixture::{Goods, ISSUER, TestTicket};
use store::notice::Round;

on_both_engines!(
    a_phone_is_told_and_only_it_can_read_it,
    what_the_service_answers_counts,
    no_redirect_is_followed_and_nobody_is_waited_for_long,
    only_known_services_are_written_to,
    only_our_own_page_asks_and_not_too_often,
    the_page_shows_switches_where_a_phone_is_told,
);

/// What a phone sends.
pub fn told_at<'f>(key: &'f str, endpoint: &'f str) -> [(&'f str, &'f str); 4] {
    [("key", key), ("endpoint", endpoint), ("p256dh", PUBLIC), ("auth", SECRET)]
}

/// A wallet whose phone is told by this service.
async fn a_told_wallet(house: &House, service: &PushService) -> (TestTicket, Browser, String) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let mut phone = house.nobody();
    let key = key(1);
    assert_eq!(phone.post(&format!("{wallet}/device"), &[("key", key.as_str())]).await.status, 204);
    let endpoint = format!("{}/secret-address", service.origin);
    for _ in 0..2 {
        let answer = phone.post(&format!("{wallet}/push"), &told_at(&key, &endpoint)).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    (ticket, phone, wallet)
}

fn pusher(house: &House) -> Pusher {
    let key = house.store.vapid_key();
    Pusher::new(&house.state.serve, &house.state.data, key).expect("settings")
}

/// A clerk redeems it; what the phones are to be told waits.
async fn it_is_used(house: &House, ticket: &TestTicket) {
    house.wait(60);
    let mut desk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(desk.scan(house, ticket).await.verdict(), Some("redeemed"));
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("made");
}

async fn send(house: &House) -> (u32, u32) {
    let Round { sent, failed } = house.store.send_pushes(&pusher(house), 10).await.expect("sent");
    (sent, failed)
}

async fn a_phone_is_told_and_only_it_can_read_it(house: House) {
    let (log, _) = quiet::listen();
    let service = PushService::open().await;
    let (ticket, mut phone, wallet) = a_told_wallet(&house, &service).await;
    it_is_used(&house, &ticket).await;
    assert_eq!(send(&house).await, (1, 0));
    assert_eq!(send(&house).await, (0, 0), "once");
    let brought = service.bag().remove(0);
    assert_eq!(brought.path, "/secret-address");
    let page = phone.get(&format!("{wallet}/notices")).await.text;
    let key_of_house = page.split("data-push=\"").nth(1).and_then(|rest| rest.split('"').next());
    brought.comes_from(key_of_house.expect("a key"), &service.origin, house.store.now());
    assert_eq!((brought.header("ttl"), brought.header("urgency")), ("86400", "high"));
    assert_eq!(brought.header("topic").len(), 32);
    let news = brought.opened();
    assert_eq!(news["title"], "您的票券已使用");
    assert_eq!(news["wallet"], wallet);
    assert_eq!((&news["topic"], &news["language"]), (&"redeemed".into(), &"zh-Hant-TW".into()));
    assert_eq!((&news["name"], &news["phone"]), (&brought.header("topic").into(), &key(1).into()));
    assert_eq!(news["at"], house.store.now().0);
    for secret in ["王小明", "水果茶", "幸福果茶", "信義店", ticket.serial.as_str(), ticket.code.as_str()]
    {
        assert!(!news.to_string().replace(&wallet, "").contains(secret), "{secret} in {news}");
    }
    let heard = log.text();
    for secret in ["secret-address", SECRET, PUBLIC, brought.header("authorization"), ticket.link.as_str()] {
        let line = heard.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} stands in the log");
    }
}

async fn what_the_service_answers_counts(house: House) {
    let service = PushService::open().await;
    let (ticket, _, _) = a_told_wallet(&house, &service).await;
    it_is_used(&house, &ticket).await;
    for (code, minutes) in [(429, 1), (500, 5), (503, 30)] {
        service.is(Mood::Says(code));
        assert_eq!(send(&house).await, (0, 1), "{code}");
        assert_eq!(send(&house).await, (0, 0), "{code}: not at once");
        house.wait(minutes * 60);
    }
    assert_eq!(send(&house).await, (1, 0), "and taken at last");
    let names: Vec<_> = service.bag().iter().map(|brought| brought.header("topic").to_owned()).collect();
    assert!(names.len() == 4 && names.windows(2).all(|pair| pair[0] == pair[1]), "one name: {names:?}");
    for code in [404, 410] {
        let (ticket, _, _) = a_told_wallet(&house, &service).await;
        it_is_used(&house, &ticket).await;
        service.is(Mood::Says(code));
        assert_eq!(send(&house).await, (0, 1));
        let phones = house.store.notice_switches(&ticket.link).await.expect("switches").phones;
        assert!(phones.is_empty(), "{code}");
    }
    assert_eq!(service.bag().len(), 2);
}

async fn no_redirect_is_followed_and_nobody_is_waited_for_long(house: House) {
    let service = PushService::open().await;
    let (ticket, _, _) = a_told_wallet(&house, &service).await;
    it_is_used(&house, &ticket).await;
    service.is(Mood::LeadsElsewhere);
    assert_eq!(send(&house).await, (0, 1));
    let paths: Vec<_> = service.bag().into_iter().map(|brought| brought.path).collect();
    assert_eq!(paths, ["/secret-address"]);
    house.wait(60);
    assert_eq!(send(&house).await, (0, 0), "given up");

    let (ticket, _, _) = a_told_wallet(&house, &service).await;
    it_is_used(&house, &ticket).await;
    service.is(Mood::Silent);
    let hurried = pusher(&house).waiting(Duration::from_millis(200));
    let round = house.store.send_pushes(&hurried, 10).await.expect("sent");
    assert_eq!(round, Round { sent: 0, failed: 1 });
    house.wait(60);
    assert_eq!(send(&house).await, (1, 0), "later");
}

async fn only_known_services_are_written_to(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let (mut phone, key) = (house.nobody(), key(1));
    phone.post(&format!("{wallet}/device"), &[("key", key.as_str())]).await;
    let path = format!("{wallet}/push");
    for endpoint in [
        "https://evil.example/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:444/x",
        "https://127.0.0.1/x",
        "http://169.254.169.254/latest",
        "",
    ] {
        assert_eq!(phone.post(&path, &told_at(&key, endpoint)).await.status, 422, "{endpoint}");
    }
    let known = "https://fcm.googleapis.com/fcm/send/x";
    for (public, secret) in [("", SECRET), (PUBLIC, ""), (PUBLIC, PUBLIC)] {
        let form = [("key", key.as_str()), ("endpoint", known), ("p256dh", public), ("auth", secret)];
        assert_eq!(phone.post(&path, &form).await.status, 422);
    }
    assert_eq!(phone.post(&path, &told_at(&key, known)).await.status, 204);
}

async fn only_our_own_page_asks_and_not_too_often(house: House) {
    let service = PushService::open().await;
    let (ticket, mut phone, wallet) = a_told_wallet(&house, &service).await;
    let key = key(1);
    let form = told_at(&key, "https://fcm.googleapis.com/fcm/send/x");
    let mut stranger = house.nobody().coming_from(From::Headers(&[("sec-fetch-site", "cross-site")]));
    for path in ["push", "push/remove"] {
        assert_eq!(stranger.post(&format!("{wallet}/{path}"), &form).await.status, 403);
        let never = format!("/w/0000000000000000000000000a/{path}");
        assert_eq!(phone.post(&never, &form).await.status, 404);
    }
    let never_joined = crate::device::key(9);
    let refused = phone.post(&format!("{wallet}/push"), &told_at(&never_joined, form[1].1)).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("device_removed"), "{}", refused.text);
    assert_eq!(phone.post(&format!("{wallet}/push/remove"), &[("key", key.as_str())]).await.status, 204);
    assert!(house.store.notice_switches(&ticket.link).await.expect("switches").phones.is_empty());
    let mut statuses = Vec::new();
    for _ in 0..10 {
        statuses.push(
            phone.post(&format!("{wallet}/push/remove"), &[("key", key.as_str())]).await.status.as_u16(),
        );
    }
    assert!(statuses.contains(&429), "{statuses:?}");
}

async fn the_page_shows_switches_where_a_phone_is_told(house: House) {
    let service = PushService::open().await;
    let other = house.ticket(Goods::Paid, 1).await;
    let without = house.nobody().get(&format!("/w/{}/notices", other.link.as_str())).await.text;
    assert!(!without.contains("name=\"push\"") && !without.contains("name=\"phones\""), "{without}");
    assert!(without.contains("data-told=\"\" hidden"), "only a script shows it: {without}");
    let (_, mut phone, wallet) = a_told_wallet(&house, &service).await;
    let page = format!("{wallet}/notices");
    let on = |text: &str| text.split("<input").filter(|input| is_on(input)).count();
    let shown = phone.get(&page).await.text;
    assert_eq!((shown.matches("name=\"push\"").count(), on(&shown)), (5, 5), "{shown}");
    assert!(shown.contains(&key(1)));
    // A page from before a phone was told says nothing about phones.
    phone.post(&page, &[("topic", "gifts")]).await;
    assert_eq!(on(&phone.get(&page).await.text), 5);
    phone.post(&page, &[("phones", "shown"), ("push", "gifts"), ("push", "of-tomorrow")]).await;
    assert_eq!(on(&phone.get(&page).await.text), 1);
}

fn is_on(input: &str) -> bool {
    let tag = input.split('>').next().unwrap_or_default();
    tag.contains("name=\"push\"") && tag.contains("checked")
}
