//! What a phone keeps of a wallet, what stands in for it without network, and what other apps and preview makers see.

use crate::browser::{AGENT, Answer, Browser, between};
use crate::door::DOORS;
use crate::house::House;
use crate::knock::knock;
use crate::scene::{Actor, EMAIL, NAME, PHONE, Scene};
use axum::http::Method;
use std::path::Path;
use store::fixture::Goods;

on_both_engines!(
    facts_are_the_pages_in_words,
    the_manifest_starts_at_this_wallet,
    the_worker_names_what_there_is,
    the_page_without_network_is_about_nobody,
    previews_see_nothing_and_change_nothing,
    who_shows_no_sign_of_a_person_sees_nothing_and_a_way_on,
    a_person_opens_it_in_an_odd_browser_too,
    titles_say_nothing_about_anybody,
    other_apps_are_told_how_to_keep_it,
);

const PREVIEWS: &[&str] = &[
    "facebookexternalhit/1.1;line-poker/1.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Twitterbot/1.0",
    "TelegramBot (like TwitterBot)",
];
const LINE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Line/14.16.0";
const FACEBOOK: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]";

async fn json(browser: &mut Browser, path: &str) -> serde_json::Value {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_str(&answer.text).expect("JSON")
}

async fn facts_are_the_pages_in_words(house: House) {
    let ticket = house.ticket(Goods::Paid, 2).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    for (language, tag, state) in [("zh-TW", "zh-Hant-TW", "未使用"), ("en", "en", "Unused")] {
        let mut browser = house.nobody().with_language(language);
        let facts = json(&mut browser, &format!("{wallet}/facts")).await;
        assert_eq!((&facts["form"], &facts["language"]), (&1.into(), &tag.into()));
        let page = browser.get(&format!("{wallet}/{}", ticket.serial)).await.text;
        let list = browser.get(&wallet).await.text;
        let one = &facts["tickets"][0];
        assert_eq!(
            (&one["usable"], &one["chip"], &one["remaining"]),
            (&true.into(), &state.into(), &2.into())
        );
        for name in ["name", "worth", "note", "serial", "rights"] {
            let words = one[name].as_str().expect(name);
            assert!(!words.is_empty() && page.contains(words), "{name}: {words}");
        }
        for (facts, name) in
            [(one, "facts"), (one, "date"), (&facts, "holder"), (&facts, "order"), (&facts, "issuer")]
        {
            let words = facts[name].as_str().expect(name);
            assert!(!words.is_empty() && list.contains(words), "{name}: {words}");
        }
    }
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&house.world.moment_link(&ticket)).await;
    clerk.confirm(&card, "2").await;
    let facts = json(&mut house.nobody(), &format!("{wallet}/facts")).await;
    assert_eq!(facts["tickets"][0]["usable"], false);
    assert_eq!(facts["tickets"][0]["why"], "這張票券已全部使用。");
}

async fn the_manifest_starts_at_this_wallet(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let mut browser = house.nobody();
    let path = format!("{wallet}/manifest.webmanifest");
    assert!(browser.get(&wallet).await.text.contains(&format!("href=\"{path}\"")));
    assert_eq!(browser.get(&path).await.header("content-type"), Some("application/manifest+json"));
    let manifest = json(&mut browser, &path).await;
    for member in ["id", "start_url", "scope"] {
        assert_eq!(manifest[member], wallet, "{member}");
    }
    let icons = manifest["icons"].as_array().expect("icons");
    assert!(icons.iter().any(|icon| icon["purpose"] == "maskable" && icon["sizes"] == "512x512"));
    for icon in icons {
        let name = icon["src"].as_str().expect("an address").rsplit('/').next().unwrap_or_default();
        assert!(is_made(name), "{name}");
    }
}

/// Whether `./dev assets` puts a file of this name into the site.
fn is_made(name: &str) -> bool {
    let public = concat!(env!("CARGO_MANIFEST_DIR"), "/../public");
    ["style.css", "encoder.js", "encoder_bg.wasm"].contains(&name) || Path::new(public).join(name).is_file()
}

async fn the_worker_names_what_there_is(house: House) {
    let mut browser = house.nobody();
    let worker = browser.get("/service_worker.js").await;
    assert_eq!(worker.header("content-type"), Some("text/javascript; charset=utf-8"));
    let folder = house.state.site.folder();
    assert!(worker.text.contains(&format!("\"{folder}\"")) && !worker.text.contains("/assets/build"));
    let files = between(&worker.text, "FILES = [", "]").expect("files");
    let names: Vec<_> = files.split(',').map(|name| name.trim().trim_matches('"')).collect();
    for name in &names {
        assert!(is_made(name), "{name}");
    }
    // Whatever the page without network loads is among them.
    let shell = browser.get("/offline/en").await.text;
    for piece in shell.split(&format!("\"{folder}/")).skip(1) {
        let name = piece.split('"').next().unwrap_or_default();
        assert!(names.contains(&name), "{name}");
    }
    let languages = between(&worker.text, "LANGUAGES = [", "]").expect("languages");
    for tag in languages.split(',').map(|tag| tag.trim().trim_matches('"')) {
        assert_eq!(browser.get(&format!("/offline/{tag}")).await.status, 200, "{tag}");
    }
}

async fn the_page_without_network_is_about_nobody(house: House) {
    let scene = Scene::set(&house).await;
    let plain = house.nobody().get("/offline/zh-Hant-TW").await;
    for actor in Actor::ALL {
        let mut browser = actor.browser(&house).await.with_language("en");
        browser.get(&scene.link(actor)).await;
        assert_eq!(browser.get("/offline/zh-Hant-TW").await.bytes, plain.bytes, "{actor:?}");
    }
    assert!(plain.text.contains("目前無法連線") && plain.text.contains("<html lang=\"zh-Hant-TW\""));
    assert!(house.nobody().get("/offline/en").await.text.contains("No connection right now"));
    for other in ["/offline/xx", "/offline/zh", "/offline/"] {
        assert_eq!(house.nobody().get(other).await.status, 404, "{other}");
    }
}

async fn previews_see_nothing_and_change_nothing(house: House) {
    let scene = Scene::set(&house).await;
    let before = house.place.contents().await;
    let never = "/w/0000000000000000000000000A";
    for agent in PREVIEWS {
        let headers = [("user-agent", *agent)];
        let nothing = house.nobody().get_with(never, &headers).await;
        assert_eq!(nothing.status, 200);
        assert!(nothing.text.contains("noindex") && nothing.text.contains("property=\"og:title\""));
        let behind_links =
            DOORS.iter().filter(|(method, path, _)| *method == "GET" && path.starts_with("/w/"));
        for (method, path, _) in behind_links {
            let mut browser = house.nobody().called(agent);
            let answer = knock(&house, &scene, &mut browser, Actor::Holder, method, path).await;
            // Not even whether there is something behind the link.
            assert_eq!((answer.status, &answer.bytes), (nothing.status, &nothing.bytes), "{agent} {path}");
        }
    }
    assert!(before == house.place.contents().await, "a preview has written");
}

/// What a request says that no person's browser sends so, and the answer's status.
const NOBODYS: &[(&[(&str, &str)], u16)] = &[
    (&[], 200),
    (&[("user-agent", "")], 200),
    (&[("user-agent", "curl/8.9.1"), ("accept", "*/*")], 200),
    (&[("user-agent", "python-requests/2.32.3"), ("accept", "*/*")], 200),
    (&[("user-agent", "Go-http-client/2.0")], 200),
    (&[("user-agent", "okhttp/4.12.0"), ("accept-language", "zh-TW")], 200),
    (&[("user-agent", AGENT), ("accept", "text/html")], 200),
    (&[("user-agent", AGENT), ("accept-language", "zh-TW"), ("accept", "*/*")], 200),
    (&[("user-agent", AGENT), ("accept-language", "zh-TW")], 200),
    (
        &[
            ("user-agent", AGENT),
            ("accept-language", "zh-TW"),
            ("accept", "text/html"),
            ("purpose", "prefetch"),
        ],
        403,
    ),
    (
        &[
            ("user-agent", AGENT),
            ("accept-language", "en"),
            ("accept", "text/html"),
            ("sec-purpose", "prefetch;prerender"),
        ],
        403,
    ),
];

async fn who_shows_no_sign_of_a_person_sees_nothing_and_a_way_on(house: House) {
    let scene = Scene::set(&house).await;
    // Of a ticket of which nothing else is told: its mail waits for no other.
    let (mut giver, given) = (house.purchaser().await, house.ticket(Goods::Paid, 1).await);
    let gift = crate::life::give(&house, &mut giver, &given).await;
    let wallet = format!("/w/{}", scene.ticket.link.as_str());
    let before = house.place.contents().await;
    let ticket = format!("{wallet}/{}", scene.ticket.serial);
    let never = "/w/0000000000000000000000000A".to_owned();
    for (signs, status) in NOBODYS {
        for path in [&wallet, &ticket, &gift, &never, &format!("{wallet}/unlock?next={wallet}/give")] {
            let mut browser = house.nobody().without_signs();
            let seen = browser.get_with(path, signs).await;
            assert_eq!(seen.status, *status, "{signs:?} {path}");
            assert!(
                seen.text.contains("action=\"/person\"") && seen.text.contains("noindex"),
                "{}",
                seen.text
            );
            assert_eq!(&seen.field("back"), path, "nothing more is asked of a person");
            for secret in [NAME, PHONE, EMAIL, &scene.ticket.serial, "日日好茶", "林小美", "生日快樂", "元"]
            {
                let page = seen.text.replace(path, "");
                assert!(!page.contains(secret), "{signs:?} {path}: {secret} in {page}");
            }
        }
    }
    // What a page looks like is asked for by its headers: by machines alone, whatever they call themselves.
    for path in [&wallet, &gift] {
        let headers = house.nobody().send(&Method::HEAD, path, &[], Vec::new()).await;
        assert_eq!(headers.status, 200);
        assert_eq!(headers.header("set-cookie"), None);
    }
    assert!(before == house.place.contents().await, "a machine has written");
    let list = giver.get(&format!("/w/{}", given.link.as_str())).await;
    assert!(list.text.contains("等待接受"), "and nobody has opened it");
}

async fn a_person_opens_it_in_an_odd_browser_too(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let mut browser = house.nobody().without_signs();
    let odd = [("user-agent", "NetSurf/3.11 (Linux)")];
    let asked = browser.get_with(&wallet, &odd).await;
    assert!(!asked.text.contains(&ticket.serial));
    let back = asked.field("back");
    assert_eq!(browser.post("/person", &[("back", &back)]).await.location(), wallet);
    for path in [wallet.clone(), format!("{wallet}/{}", ticket.serial)] {
        assert!(browser.get_with(&path, &odd).await.text.contains(&ticket.serial), "{path}");
    }
    let away = browser.post("/person", &[("back", "https://evil.example/")]).await;
    assert_eq!(away.location(), "/");
    // Files and what scripts ask for: some phones fetch them by a program that says nothing.
    let mut program = house.nobody().without_signs();
    for file in ["facts", "manifest.webmanifest"] {
        let got = program.get_with(&format!("{wallet}/{file}"), &[("accept", "*/*")]).await;
        assert!(got.status == 200 && got.text.starts_with('{'), "{file}: {}", got.text);
    }
}

async fn titles_say_nothing_about_anybody(house: House) {
    let scene = Scene::set(&house).await;
    let mut browser = house.nobody();
    let facts = json(&mut browser, &format!("/w/{}/facts", scene.ticket.link.as_str())).await;
    let product = facts["tickets"][0]["name"].as_str().expect("a name").to_owned();
    let issuer = facts["issuer"].as_str().expect("a name").to_owned();
    for (method, path, _) in
        DOORS.iter().filter(|(method, path, _)| *method == "GET" && path.starts_with("/w/"))
    {
        let answer = knock(&house, &scene, &mut browser, Actor::Holder, method, path).await;
        let head = head(&answer);
        for secret in [NAME, PHONE, EMAIL, &product, &issuer, &scene.ticket.serial] {
            assert!(!head.contains(secret), "{path}: {secret} in {head}");
        }
    }
}

/// Title and meta tags: what a preview is made of.
fn head(answer: &Answer) -> String {
    let head = between(&answer.text, "<head>", "</head>").unwrap_or_default();
    let metas = head.split("<meta").skip(1).map(|tag| tag.split('>').next().unwrap_or_default());
    format!("{} {}", between(head, "<title>", "</title>").unwrap_or_default(), metas.collect::<String>())
}

async fn other_apps_are_told_how_to_keep_it(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let outside = format!("href=\"{wallet}?openExternalBrowser=1\"");
    for (agent, words) in [(LINE, "您正在 LINE 裡開啟"), (FACEBOOK, "您正在其他 App 裡開啟")] {
        let mut browser = house.nobody().called(agent);
        let list = browser.get(&wallet).await.text;
        assert!(
            list.contains(words) && list.contains(&outside) && !list.contains("keep.js"),
            "{agent}: {list}"
        );
        let shown = browser.get(&format!("{wallet}/{}", ticket.serial)).await.text;
        assert!(shown.contains("wallet.js") && shown.contains("data-code") && !shown.contains("keep.js"));
        // Where a code is shown, it is said below: nothing moves it down.
        for path in [format!("{wallet}/{}", ticket.serial), "/find".to_owned()] {
            let page = browser.get(&path).await.text;
            let said =
                page.split_once("class=\"in-app\"").unwrap_or_else(|| panic!("{agent} {path}: {page}"));
            assert!(said.0.contains("</main>") && said.1.contains(words), "{agent} {path}");
            assert!(said.1.contains(&format!("href=\"{path}?openExternalBrowser=1\"")), "{agent} {path}");
        }
    }
    for path in
        [wallet.clone(), format!("{wallet}?openExternalBrowser=1"), format!("{wallet}/{}", ticket.serial)]
    {
        let own = house.nobody().get(&path).await;
        assert_eq!(own.status, 200, "{path}");
        assert!(own.text.contains("/keep.js") && !own.text.contains("in-app"), "{path}");
    }
}
