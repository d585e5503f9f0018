//! Tickets as cards in wallet apps (RULES §5, passes).

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::life::give;
use crate::pass_keys::{self, PASS_TYPE, TEAM, openssl};
use axum::http::Method;
use serde_json::{Value, json};
use server::pass::tell::{NotTold, WalletApps, round};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::sync::Mutex;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    without_keys_there_is_nothing_of_it,
    a_file_holds_the_printed_code_hashed_and_signed,
    a_card_is_crossed_out_with_its_ticket,
    other_hands_see_nothing_of_the_ticket,
    phones_ask_with_the_cards_own_password_only,
    phones_are_woken_and_fetch_what_has_changed,
    whoever_shows_previews_sees_no_card,
);

pub fn page(ticket: &TestTicket) -> String {
    format!("/w/{}/{}", ticket.link.as_str(), ticket.serial)
}

/// Adds the card to Apple's wallet, as a holder does; the file.
async fn added(holder: &mut Browser, ticket: &TestTicket) -> Answer {
    let made = holder.post(&format!("{}/pass", page(ticket)), &[("kind", "apple")]).await;
    assert_eq!(made.location(), format!("{}/pass.pkpass", page(ticket)), "{}", made.text);
    let file = holder.get(made.location()).await;
    assert_eq!(file.header("content-type"), Some("application/vnd.apple.pkpass"), "{}", file.text);
    file
}

/// What is in a file, once hashes and signature are right.
fn opened(file: &Answer) -> Value {
    let mut archive = zip::ZipArchive::new(Cursor::new(file.bytes.to_vec())).expect("an archive");
    let mut files = BTreeMap::new();
    for position in 0..archive.len() {
        let mut entry = archive.by_index(position).expect("a file");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its bytes");
        let name = entry.name().expect("a name").into_owned();
        files.insert(name, bytes);
    }
    let folder = pass_keys::folder().join(format!("card-{:?}", std::thread::current().id()));
    fs::create_dir_all(&folder).expect("a folder");
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes).expect("written");
    }
    let manifest: BTreeMap<String, String> = serde_json::from_slice(&files["manifest.json"]).expect("hashes");
    let hashed: Vec<_> =
        files.keys().filter(|name| !["manifest.json", "signature"].contains(&name.as_str())).collect();
    assert!(hashed.iter().any(|name| *name == "icon@2x.png"), "{hashed:?}");
    assert_eq!(manifest.keys().collect::<Vec<_>>(), hashed);
    for (name, hash) in &manifest {
        let told = openssl(&folder, &["dgst", "-sha1", "-r", name]);
        assert!(String::from_utf8_lossy(&told).starts_with(hash), "{name}");
    }
    let verify =
        ["smime", "-verify", "-inform", "DER", "-in", "signature", "-content", "manifest.json", "-binary"];
    let trust = ["-CAfile", "../root.pem", "-purpose", "any", "-out", "verified"];
    openssl(&folder, &[&verify[..], &trust[..]].concat());
    let signed = fs::read(folder.join("verified")).expect("what was signed");
    assert_eq!(signed, files["manifest.json"]);
    let printed = openssl(&folder, &["cms", "-cmsout", "-print", "-inform", "DER", "-in", "signature"]);
    let printed = String::from_utf8_lossy(&printed);
    for part in ["signingTime", "Nov  6 06:00:00 2026 GMT", "messageDigest", "Test WWDR", "sha256"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    serde_json::from_slice(&files["pass.json"]).expect("a document")
}

/// How Apple's phones ask.
async fn ask(phone: &mut Browser, method: Method, path: &str, token: &str, body: &str) -> Answer {
    let authorization = format!("ApplePass {token}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    phone.send(&method, path, &headers, body.as_bytes().to_vec()).await
}

fn words(document: &Value, place: &str) -> String {
    document["storeCard"][place].to_string()
}

async fn without_keys_there_is_nothing_of_it(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.nobody();
    let shown = holder.get(&page(&ticket)).await;
    assert!(shown.text.contains("/paper\"") && !shown.text.contains("/pass\""), "{}", shown.text);
    for path in ["pass", "pass.pkpass"] {
        assert_eq!(holder.get(&format!("{}/{path}", page(&ticket))).await.status, 404);
    }
    for kind in ["apple", "google"] {
        assert_eq!(holder.post(&format!("{}/pass", page(&ticket)), &[("kind", kind)]).await.status, 404);
    }
    let path = format!("/passes/v1/devices/phone/registrations/{PASS_TYPE}");
    assert_eq!(holder.get(&path).await.status, 404);
    assert_eq!(holder.post("/passes/v1/log", &[]).await.status, 404);
}

async fn a_file_holds_the_printed_code_hashed_and_signed(house: House) {
    let house = house.with_passes();
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut holder = house.nobody();
    let shown = holder.get(&page(&ticket)).await;
    assert!(shown.text.contains("加入手機錢包"), "{}", shown.text);
    let form = holder.get(&format!("{}/pass", page(&ticket))).await;
    assert!(form.text.contains("加入 Apple 錢包") && form.text.contains("Google"), "{}", form.text);
    let early = holder.get(&format!("{}/pass.pkpass", page(&ticket))).await;
    assert_eq!(early.status, 404, "not before the holder asked for it");
    let document = opened(&added(&mut holder, &ticket).await);
    assert_eq!(document, opened(&added(&mut holder, &ticket).await), "the same card again");
    assert_eq!(document["passTypeIdentifier"], PASS_TYPE);
    assert_eq!(document["teamIdentifier"], TEAM);
    assert_eq!(document["organizationName"], "幸福果茶");
    assert_eq!((&document["formatVersion"], &document["voided"]), (&json!(1), &json!(false)));
    assert_eq!(document["webServiceURL"], "https://tickets.example/passes");
    assert!(document["authenticationToken"].as_str().is_some_and(|token| token.len() == 52));
    assert!(words(&document, "primaryFields").contains("水果茶一杯"));
    assert!(words(&document, "headerFields").contains("3 次"));
    let back = words(&document, "backFields");
    for data in ["限門市現場兌換", "24536806", "林老闆", "臺北市信義區市府路 1 號", "玉山商業銀行"]
    {
        assert!(back.contains(data), "{data}: {back}");
    }
    let whole = document.to_string();
    for secret in [ticket.link.as_str(), ticket.code.as_str(), ticket.id.as_str(), "王小明"] {
        assert!(!whole.contains(secret), "{secret}: {whole}");
    }
    let code = document["barcodes"][0]["message"].as_str().expect("a code").to_owned();
    assert!(code.starts_with("HTTPS://TICKETS.EXAMPLE/R/"), "{code}");
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&code).await;
    assert_eq!(card.verdict(), Some("confirm"));
    assert!(clerk.confirm(&card, "1").await.location().starts_with("/desk/use/"));
    let document = opened(&holder.get(&format!("{}/pass.pkpass", page(&ticket))).await);
    assert!(words(&document, "headerFields").contains("2 次"), "{document}");
    let english = house.ticket(Goods::Gift, 1).await;
    let document = opened(&added(&mut house.nobody().with_language("en"), &english).await);
    assert!(words(&document, "secondaryFields").contains("Last day"), "{document}");
    assert!(
        document["expirationDate"].as_str().is_some_and(|end| end.ends_with("T23:59:59+08:00")),
        "{document}"
    );
}

/// A card and the way in which a phone asks for it.
async fn card(house: &House, units: u8) -> (TestTicket, String, String) {
    let ticket = house.ticket(Goods::Paid, units).await;
    let document = opened(&added(&mut house.nobody(), &ticket).await);
    let serial = document["serialNumber"].as_str().expect("a name").to_owned();
    let token = document["authenticationToken"].as_str().expect("a password").to_owned();
    (ticket, format!("/passes/v1/passes/{PASS_TYPE}/{serial}"), token)
}

async fn a_card_is_crossed_out_with_its_ticket(house: House) {
    let house = house.with_passes();
    let (ticket, path, token) = card(&house, 1).await;
    let mut phone = house.nobody();
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let used = clerk.scan(&house, &ticket).await;
    let document = opened(&ask(&mut phone, Method::GET, &path, &token, "").await);
    assert_eq!(document["voided"], true);
    assert!(document.get("barcodes").is_none() && words(&document, "secondaryFields").contains("已用完"));
    let mut manager = house.desk_of(&house.world.owner).await;
    manager.cancel(&house, &used.redemption(), "", "").await;
    let document = opened(&ask(&mut phone, Method::GET, &path, &token, "").await);
    assert_eq!(
        (&document["voided"], document["barcodes"].as_array().map(Vec::len)),
        (&json!(false), Some(1))
    );
    let address = format!("/office/ticket?serial={}", ticket.serial);
    let attempt = manager.get(&address).await.field("attempt");
    let form = [("serial", ticket.serial.as_str()), ("attempt", &attempt), ("units", "1"), ("fee", "")];
    assert_eq!(manager.post("/office/return", &form).await.location(), address);
    let document = opened(&ask(&mut phone, Method::GET, &path, &token, "").await);
    assert_eq!(document["voided"], true);
    let late = phone.post(&format!("{}/pass", page(&ticket)), &[("kind", "apple")]).await;
    assert_eq!(late.status, 404, "nothing is left to put into a card");
}

async fn other_hands_see_nothing_of_the_ticket(house: House) {
    let house = house.with_passes();
    let (ticket, path, token) = card(&house, 2).await;
    let (mut phone, mut giver) = (house.nobody(), house.purchaser().await);
    let gift = give(&house, &mut giver, &ticket).await;
    let document = opened(&ask(&mut phone, Method::GET, &path, &token, "").await);
    assert!(document.get("barcodes").is_none() && words(&document, "secondaryFields").contains("轉贈中"));
    assert_eq!(document["voided"], false);
    let mut recipient = house.nobody();
    recipient.post(&format!("{gift}/accept"), &[]).await;
    let document = opened(&ask(&mut phone, Method::GET, &path, &token, "").await);
    assert_eq!(document["voided"], true);
    let whole = document.to_string();
    assert!(whole.contains("已作廢") && !whole.contains("2 次") && !whole.contains("200 元"), "{whole}");
    let theirs = format!("{gift}/{}/pass", ticket.serial);
    let made = recipient.post(&theirs, &[("kind", "apple")]).await;
    let new = opened(&recipient.get(made.location()).await);
    assert_ne!(new["serialNumber"], document["serialNumber"]);

    let (ticket, path, token) = card(&house, 1).await;
    let old = opened(&ask(&mut phone, Method::GET, &path, &token, "").await);
    let code = old["barcodes"][0]["message"].as_str().expect("a code").to_owned();
    house.world.renew_code(&ticket).await.expect("renewed");
    let document = opened(&ask(&mut phone, Method::GET, &path, &token, "").await);
    assert!(document["voided"] == true && document.get("barcodes").is_none());
    let new = opened(&added(&mut house.nobody(), &ticket).await);
    assert_ne!(new["barcodes"][0]["message"], code);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.look(&code).await.verdict(), Some("code_renewed"));
}

async fn phones_ask_with_the_cards_own_password_only(house: House) {
    let house = house.with_passes();
    let (_, path, token) = card(&house, 1).await;
    let (_, other, other_token) = card(&house, 1).await;
    let mut phone = house.nobody();
    let registration =
        |path: &str| path.replace("/passes/v1/passes/", "/passes/v1/devices/phone/registrations/");
    let nobodys = format!("/passes/v1/passes/{PASS_TYPE}/{}", "0".repeat(26));
    let another_type = path.replace(PASS_TYPE, "pass.somebody.else");
    let body = r#"{"pushToken":"a1"}"#;
    for (path, token) in [
        (&path, ""),
        (&path, "guess"),
        (&path, &other_token),
        (&other, &token),
        (&nobodys, &token),
        (&another_type, &token),
    ] {
        let tries = [
            (Method::GET, path.clone()),
            (Method::POST, registration(path)),
            (Method::DELETE, registration(path)),
        ];
        for (method, path) in tries {
            let answer = ask(&mut phone, method.clone(), &path, token, body).await;
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (401, ""), "{method} {path} {token}");
        }
    }
    let plain = phone.get(&path).await;
    assert_eq!(plain.status, 401);
    let registration = registration(&path);
    for bad in ["", "{}", r#"{"pushToken":""}"#, r#"{"pushToken":"a b"}"#, "[1"] {
        assert_eq!(ask(&mut phone, Method::POST, &registration, &token, bad).await.status, 400, "{bad}");
    }
    assert_eq!(ask(&mut phone, Method::POST, &registration, &token, body).await.status, 201);
    assert_eq!(ask(&mut phone, Method::POST, &registration, &token, body).await.status, 200);
    assert_eq!(phone.post_bytes("/passes/v1/log", br#"{"logs":["!"]}"#.to_vec()).await.status, 200);
    let mut many = house.nobody().at_address(99);
    let mut last = 0;
    for _ in 0..130 {
        last = ask(&mut many, Method::GET, &path, "guess", "").await.status.as_u16();
    }
    assert_eq!(last, 429, "guessing slows down");
}

/// The wallet apps' own services.
#[derive(Default)]
pub struct Services {
    woken: Mutex<Vec<String>>,
    pub replaced: Mutex<Vec<Value>>,
    answer: Mutex<Option<NotTold>>,
}

impl Services {
    fn answer(&self) -> Result<(), NotTold> {
        self.answer.lock().expect("unbroken").map_or(Ok(()), Err)
    }
}

impl WalletApps for Services {
    async fn wake(&self, push_token: &str) -> Result<(), NotTold> {
        self.woken.lock().expect("unbroken").push(push_token.to_owned());
        self.answer()
    }

    async fn replace(&self, object: &app::pass::google::Object) -> Result<(), NotTold> {
        let object = serde_json::to_value(object).expect("a card");
        self.replaced.lock().expect("unbroken").push(object);
        self.answer()
    }
}

async fn phones_are_woken_and_fetch_what_has_changed(house: House) {
    let house = house.with_passes();
    let (ticket, path, token) = card(&house, 1).await;
    let mut phone = house.nobody();
    let cards = format!("/passes/v1/devices/phone/registrations/{PASS_TYPE}");
    let serial = path.rsplit('/').next().expect("a name");
    let registration = format!("{cards}/{serial}");
    ask(&mut phone, Method::POST, &registration, &token, r#"{"pushToken":"a1"}"#).await;
    let first = ask(&mut phone, Method::GET, &path, &token, "").await;
    let known = first.header("last-modified").expect("a time").to_owned();
    let tag = |answer: &Answer| -> (Vec<String>, String) {
        let told: Value = serde_json::from_str(&answer.text).expect("an answer");
        let serials = told["serialNumbers"].as_array().expect("names").iter();
        let serials = serials.filter_map(Value::as_str).map(str::to_owned).collect();
        (serials, told["lastUpdated"].as_str().expect("a tag").to_owned())
    };
    let (all, until) = tag(&phone.get(&cards).await);
    assert_eq!(all, [serial]);
    let since = format!("{cards}?passesUpdatedSince={until}");
    assert_eq!(phone.get(&since).await.status, 204);
    let authorization = format!("ApplePass {token}");
    let again = [("authorization", authorization.as_str()), ("if-modified-since", known.as_str())];
    assert_eq!(phone.get_with(&path, &again).await.status, 304);

    let services = Services::default();
    assert_eq!(round(&house.state, &services).await.expect("a round"), 0);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let used = clerk.scan(&house, &ticket).await;
    *services.answer.lock().expect("unbroken") = Some(NotTold::Later);
    assert_eq!(round(&house.state, &services).await.expect("a round"), 1);
    house.wait(61);
    *services.answer.lock().expect("unbroken") = None;
    assert_eq!(round(&house.state, &services).await.expect("a round"), 1);
    assert_eq!(round(&house.state, &services).await.expect("a round"), 0);
    assert_eq!(*services.woken.lock().expect("unbroken"), ["a1", "a1"], "until it was told");
    assert_eq!(tag(&phone.get(&since).await).0, [serial]);
    let fetched = phone.get_with(&path, &again).await;
    assert_eq!(fetched.status, 200, "there is a newer one");

    clerk.cancel(&house, &used.redemption(), "", "").await;
    *services.answer.lock().expect("unbroken") = Some(NotTold::Gone);
    round(&house.state, &services).await.expect("a round");
    assert_eq!(phone.get(&cards).await.status, 204, "a phone that is gone is forgotten");
}

async fn whoever_shows_previews_sees_no_card(house: House) {
    let house = house.with_passes();
    let ticket = house.ticket(Goods::Paid, 1).await;
    added(&mut house.nobody(), &ticket).await;
    let mut preview = house.nobody().called("facebookexternalhit/1.1");
    for path in ["pass", "pass.pkpass"] {
        let answer = preview.get(&format!("{}/{path}", page(&ticket))).await;
        assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
        assert!(!answer.text.contains("水果茶") && !answer.text.contains(&ticket.serial), "{}", answer.text);
    }
}
