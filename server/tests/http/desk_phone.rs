//! A desk's phone over HTTP: it joins, hears, sends what it took, and nobody signs out over what waits.

use crate::browser::{Answer, Browser};
use crate::device::key;
use crate::house::House;
use crate::list_file::{column, filed};
use axum::http::Method;
use domain::calendar::Instant;
use domain::hexadecimal::hex;
use domain::identity::{AttemptId, DeskPhoneId, MerchantNumber};
use domain::offline::scan::OfflineScan;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use store::fixture::Goods;

on_both_engines!(
    a_phone_joins_hears_and_sends,
    nobody_signs_out_over_unsent_scans,
    the_office_shows_what_did_not_fit,
    what_never_arrived_is_looked_into,
);

/// What a JSON answer says under this name.
fn said(answer: &Answer, name: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(&answer.text).expect("json");
    json[name].as_str().map_or_else(|| json[name].to_string(), str::to_owned)
}

async fn joined(browser: &mut Browser, number: u8) -> DeskPhoneId {
    let answer = browser.post("/desk/phone", &[("key", &key(number))]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    DeskPhoneId::parse(&said(&answer, "phone")).expect("a name")
}

/// One scan as the script sends it, the phone's first.
fn sent(number: u8, phone: &DeskPhoneId, attempt: &str, code: &str, at: Instant) -> Vec<u8> {
    sent_as(1, number, phone, attempt, code, at)
}

/// The same with another number.
fn sent_as(
    scan_number: u32,
    number: u8,
    phone: &DeskPhoneId,
    attempt: &str,
    code: &str,
    at: Instant,
) -> Vec<u8> {
    let scan = OfflineScan {
        phone: phone.clone(),
        number: scan_number,
        attempt: AttemptId::parse(attempt).expect("a name"),
        code: code.to_owned(),
        units: 1,
        scanned_at: at,
        ahead: 0,
        heard_at: at,
        unchecked: 0,
    };
    let key = SigningKey::from_slice(&[number; 32]).expect("a scalar");
    let signature: Signature = key.sign(&scan.message(MerchantNumber(1_000_001)));
    let one = serde_json::json!({
        "number": scan_number, "attempt": attempt, "code": code, "units": 1, "scanned_at": at.0, "ahead": 0, "heard_at": at.0,
        "unchecked": 0, "signature": hex(&signature.to_bytes()),
    });
    serde_json::to_vec(&vec![one]).expect("json")
}

async fn a_phone_joins_hears_and_sends(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let phone = joined(&mut clerk, 1).await;
    assert_eq!(joined(&mut clerk, 1).await, phone, "the same key, the same phone");
    let news = clerk.post(&format!("/desk/phone/{phone}/news"), &[("cursor", "")]).await;
    assert_eq!((said(&news, "more"), said(&news, "begins_whole")), ("true".to_owned(), "true".to_owned()));
    let mut other = house.desk_of(&house.world.clerk_002).await;
    assert_eq!(
        other.post(&format!("/desk/phone/{phone}/news"), &[]).await.status,
        404,
        "somebody else's phone"
    );
    let address = format!("/desk/phone/1000001/{phone}/scans");
    let body = sent(1, &phone, &house.attempt(), &house.world.moment_link(&ticket), house.state.store.now());
    let mut nobody = house.nobody();
    let json = [("content-type", "application/json")];
    for _ in 0..2 {
        let answer = nobody.send(&Method::POST, &address, &json, body.clone()).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains(r#""outcome":"redeemed""#), "{}", answer.text);
    }
    assert_eq!(nobody.send(&Method::POST, &address, &json, b"{}".to_vec()).await.status, 422);
    for wild in [i64::MIN, -1, i64::MAX] {
        let text = house.world.moment_link(&ticket);
        let body = sent_as(2, 1, &phone, &house.attempt(), &text, Instant(wild));
        assert_eq!(nobody.send(&Method::POST, &address, &json, body).await.status, 422, "{wild}");
    }
    let today = clerk.get("/desk/today").await;
    assert_eq!(today.text.matches("/desk/use/").count(), 1);
}

async fn nobody_signs_out_over_unsent_scans(house: House) {
    let clerk = house.desk_of(&house.world.clerk_001).await;
    let mut waiting = clerk.clone().with_cookie("__Host-unsent", "3");
    let refused = waiting.post("/desk/sign-out", &[]).await;
    assert_eq!(refused.status, 409);
    assert_eq!(waiting.get("/desk").await.status, 200, "still signed in");
    let mut sent = clerk.with_cookie("__Host-unsent", "0");
    assert_eq!(sent.post("/desk/sign-out", &[]).await.status, 303);
}

async fn the_office_shows_what_did_not_fit(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let phone = joined(&mut clerk, 1).await;
    clerk.scan(&house, &ticket).await;
    let body = sent(1, &phone, &house.attempt(), &house.world.printed_link(&ticket), house.state.store.now());
    let json = [("content-type", "application/json")];
    let answer = clerk.send(&Method::POST, &format!("/desk/phone/1000001/{phone}/scans"), &json, body).await;
    assert!(answer.text.contains(r#""refused":"already_redeemed""#), "{}", answer.text);
    let mut owner = house.desk_of(&house.world.owner).await;
    assert!(owner.get("/office").await.text.contains("/office/offline"));
    let page = owner.get("/office/offline").await;
    assert!(page.text.contains(&ticket.serial));
    let scan = page.field("scan");
    let refused = owner.post("/office/offline/settle", &[("scan", &scan), ("decision", "redeemed")]).await;
    assert_eq!(refused.status, 409);
    let done = owner.post("/office/offline/settle", &[("scan", &scan), ("decision", "merchant_bears")]).await;
    assert_eq!(done.location(), "/office/offline");
    let phone = owner.get("/office/offline").await.field("phone");
    assert_eq!(
        owner.post("/office/offline/revoke", &[("phone", &phone)]).await.location(),
        "/office/offline"
    );
    // Both stand in lists of their own, with their files.
    for (list, words) in [
        ("conflicts?state=decided", "認列損失（商店負擔）"),
        ("conflicts?state=open", "沒有符合條件的資料"),
        ("phones?state=revoked&words=clerk", "已停用"),
    ] {
        let page = owner.get(&format!("/office/offline/{list}")).await;
        assert!(page.status == 200 && page.text.contains(words), "{list}: {}", page.text);
        assert!(page.text.contains("/export?"), "{list}");
    }
    let file = filed(&mut owner, "/office/offline/conflicts/export").await;
    assert_eq!(column(&file, 1), [ticket.serial.as_str()]);
    assert_eq!(column(&file, 12), ["owner"], "who decided: {file:?}");
    let file = filed(&mut owner, "/office/offline/phones/export").await;
    assert_eq!((column(&file, 2), column(&file, 7)), (vec!["clerk001"], vec!["已停用"]));
    assert!(owner.get("/office/offline").await.text.contains("href=\"/office/offline/phones\""));
}

async fn what_never_arrived_is_looked_into(house: House) {
    const LOOK: &str = "/office/offline/look-into";
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let phone = joined(&mut clerk, 1).await;
    let code = house.world.moment_link(&ticket);
    let body = sent_as(3, 1, &phone, &house.attempt(), &code, house.state.store.now());
    let json = [("content-type", "application/json")];
    let answer = clerk.send(&Method::POST, &format!("/desk/phone/1000001/{phone}/scans"), &json, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut owner = house.desk_of(&house.world.owner).await;
    assert!(owner.get("/office").await.text.contains("2 筆離線核銷還沒有送達"));
    let page = owner.get("/office/offline").await;
    assert!(page.text.contains("2 筆掃描從未送達") && page.text.contains(LOOK), "{}", page.text);
    let (phone, to) = (page.field("phone"), page.field("to"));
    assert_eq!(to, "3");
    let empty = owner.post(LOOK, &[("phone", &phone), ("to", &to), ("note", " ")]).await;
    assert_eq!(empty.status, 422);
    for part in ["href=\"#note\"", "id=\"note-fault\"", "aria-invalid=\"true\""] {
        assert!(empty.text.contains(part), "no {part} in {}", empty.text);
    }
    let right = [("phone", phone.as_str()), ("to", to.as_str()), ("note", "phone was lost")];
    for _ in 0..2 {
        assert_eq!(owner.post(LOOK, &right).await.location(), "/office/offline");
    }
    let late = owner.post(LOOK, &[("phone", &phone), ("to", &to), ("note", "別的")]).await;
    assert_eq!(late.status, 409);
    let page = owner.get("/office/offline").await.text;
    assert!(page.contains("查明 2 筆未送達：phone was lost") && !page.contains("從未送達。"), "{page}");
    assert!(!page.contains(LOOK), "{page}");
    assert!(!owner.get("/office").await.text.contains("還沒有送達"));
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    assert!(english.get("/office/offline").await.text.contains("2 missing scan(s) looked into"));
    let mut accountant = house.desk_of(&house.world.accountant).await;
    assert_eq!(accountant.post(LOOK, &right).await.status, 409);
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    assert_eq!(stranger.post(LOOK, &right).await.status, 409);
    assert_eq!(clerk.post(LOOK, &right).await.status, 404);
}
