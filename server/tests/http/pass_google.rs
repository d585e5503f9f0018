//! Tickets as cards in Google's wallet (RULES §5, passes): a signed link, and told of changes by us.

use crate::browser::between;
use crate::house::House;
use crate::pass::{Services, page};
use crate::pass_keys::{self, GOOGLE_ACCOUNT, GOOGLE_ISSUER, openssl};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use server::pass::tell::round;
use std::fs;
use store::fixture::Goods;

on_both_engines!(a_link_saves_a_signed_card_at_google, google_is_told_of_changes);

/// The card in a link to Google, once its signature is right.
fn saved(link: &str) -> Value {
    let token = link.strip_prefix("https://pay.google.com/gp/v/save/").expect("Google's page");
    assert!(token.len() <= 1_800, "{}", token.len());
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let folder = pass_keys::folder().join(format!("token-{:?}", std::thread::current().id()));
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("signed"), signed).expect("written");
    fs::write(folder.join("signature"), Base64UrlUnpadded::decode_vec(signature).expect("base64"))
        .expect("written");
    openssl(&folder, &["dgst", "-sha256", "-verify", "../google.pub", "-signature", "signature", "signed"]);
    let (header, claims) = signed.split_once('.').expect("two parts");
    let part = |text: &str| -> Value {
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(text).expect("base64")).expect("JSON")
    };
    assert_eq!(part(header), json!({ "alg": "RS256", "typ": "JWT" }));
    part(claims)
}

async fn a_link_saves_a_signed_card_at_google(house: House) {
    let house = house.with_passes();
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut holder = house.nobody();
    let ready = holder.post(&format!("{}/pass", page(&ticket)), &[("kind", "google")]).await;
    let link = between(&ready.text, "href=\"https://pay.google.com", "\"").expect("a link");
    let claims = saved(&format!("https://pay.google.com{link}"));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(GOOGLE_ACCOUNT), &json!("google")));
    assert_eq!((&claims["typ"], &claims["iat"]), (&json!("savetowallet"), &json!(1_793_944_800)));
    let object = &claims["payload"]["genericObjects"][0];
    assert!(object["id"].as_str().is_some_and(|id| id.starts_with(&format!("{GOOGLE_ISSUER}."))));
    assert_eq!(object["classId"], claims["payload"]["genericClasses"][0]["id"]);
    assert_eq!(object["state"], "ACTIVE");
    assert_eq!(object["header"]["defaultValue"]["value"], "水果茶一杯");
    let code = object["barcode"]["value"].as_str().expect("a code").to_owned();
    let whole = claims.to_string();
    for secret in [ticket.link.as_str(), ticket.code.as_str(), ticket.id.as_str(), "王小明"] {
        assert!(!whole.contains(secret), "{secret}: {whole}");
    }
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.look(&code).await.verdict(), Some("confirm"));
}

async fn google_is_told_of_changes(house: House) {
    let house = house.with_passes();
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.nobody();
    holder.post(&format!("{}/pass", page(&ticket)), &[("kind", "google")]).await;
    let services = Services::default();
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let used = clerk.scan(&house, &ticket).await;
    round(&house.state, &services).await.expect("a round");
    clerk.cancel(&house, &used.redemption(), "", "").await;
    round(&house.state, &services).await.expect("a round");
    house.world.renew_code(&ticket).await.expect("renewed");
    round(&house.state, &services).await.expect("a round");
    let replaced = services.replaced.lock().expect("unbroken").clone();
    let states: Vec<_> = replaced.iter().map(|object| object["state"].as_str().unwrap_or_default()).collect();
    assert_eq!(states, ["COMPLETED", "ACTIVE", "INACTIVE"]);
    let codes: Vec<_> = replaced.iter().map(|object| object.get("barcode").is_some()).collect();
    assert_eq!(codes, [false, true, false]);
    assert!(replaced[1].to_string().contains("限門市現場兌換"), "terms come with the first change");
}
