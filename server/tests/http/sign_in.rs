//! Signing in, signing out, and how long it lasts.

use crate::browser::Browser;
use crate::house::House;
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use domain::permission::Role;
use store::fixture::{Goods, ISSUER, branch};

on_both_engines!(
    the_password_opens_the_desk,
    everything_wrong_looks_the_same,
    the_eleventh_guess_waits,
    one_account_is_one_account_however_it_is_written,
    nobody_is_sent_elsewhere,
    signing_out_ends_it_at_once,
    a_session_lasts_a_shift,
    one_comes_back_to_where_one_was,
);

const PASSWORD: &str = "correct horse 電池";

/// An account of branch 001 whose password is known.
async fn mei(house: &House) -> Browser {
    let hash = Argon2::default().hash_password(PASSWORD.as_bytes()).expect("a hash").to_string();
    let first = branch("001").expect("a branch");
    house.store.create_account(ISSUER, "mei", &hash, Some(&first), Role::Clerk).await.expect("an account");
    house.nobody()
}

async fn the_password_opens_the_desk(house: House) {
    let mut mei = mei(&house).await;
    assert_eq!(mei.get("/desk").await.location(), "/desk/sign-in?next=%2Fdesk");
    let page = mei.get("/desk/sign-in?next=%2Fdesk").await;
    assert_eq!(page.field("next"), "/desk");
    let answer = mei.sign_in(" 1000001 ", " mei ", PASSWORD, "").await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/desk"));
    let session = mei.cookie("__Host-session").expect("a session").to_owned();
    assert_eq!(session.len(), 52, "256 bits");
    assert!(!answer.text.contains(&session));
    let desk = mei.get("/desk").await;
    assert!(desk.text.contains("幸福果茶・信義店・mei") && !desk.text.contains(&session));
    mei.sign_in("1000001", "mei", PASSWORD, "").await;
    assert_ne!(mei.cookie("__Host-session"), Some(session.as_str()), "each sign-in is a session of its own");
}

async fn everything_wrong_looks_the_same(house: House) {
    let mut mei = mei(&house).await;
    let mut pages = Vec::new();
    for (merchant, account, password) in [
        ("1000001", "mei", "wrong"),
        ("1000001", "nobody", PASSWORD),
        ("1000002", "mei", PASSWORD),
        ("7777777", "mei", PASSWORD),
        ("abc", "mei", PASSWORD),
        ("", "", ""),
        ("1000001", "mei\0", PASSWORD),
        ("1000001", "mei' OR '1'='1", PASSWORD),
        ("99999999999999999999", "mei", PASSWORD),
    ] {
        let answer = mei.sign_in(merchant, account, password, "").await;
        assert_eq!(answer.status, 422, "{merchant} {account}");
        assert!(answer.set_cookies().is_empty());
        assert!(!answer.text.contains(PASSWORD));
        let page: String = answer
            .text
            .split("<input")
            .map(|tag| tag.split_once('>').map_or(tag, |(_, rest)| rest))
            .collect();
        pages.push(page);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "what was wrong is not said");
}

/// Ten guesses are heard, and the limit is reached soon after, however slowly passwords are checked here.
async fn guesses(browser: &mut Browser, merchants: &[&str]) -> Vec<u16> {
    let mut answers = Vec::new();
    for merchant in merchants.iter().cycle().take(16) {
        answers.push(browser.sign_in(merchant, "mei", "guess", "").await.status.as_u16());
    }
    answers
}

async fn the_eleventh_guess_waits(house: House) {
    let mut mei = mei(&house).await;
    let answers = guesses(&mut mei.clone(), &["1000001"]).await;
    assert_eq!(answers[..10], [422; 10]);
    assert!(answers[10..].contains(&429), "{answers:?}");
    let right = mei.clone().at_address(8).sign_in("1000001", "mei", PASSWORD, "").await;
    assert!([303, 429].contains(&right.status.as_u16()), "{}", right.status);
    let other = mei.sign_in("1000001", "owner", "guess", "").await;
    assert_eq!(other.status, 422, "another account is not held back");
}

async fn one_account_is_one_account_however_it_is_written(house: House) {
    let mut mei = mei(&house).await;
    let answers =
        guesses(&mut mei, &["1000001", " 1000001", "1000001 ", "01000001", "+1000001", "\t1000001"]).await;
    assert!(answers[10..].contains(&429), "{answers:?}");
}

async fn nobody_is_sent_elsewhere(house: House) {
    let mei = mei(&house).await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nLocation: https://evil.example",
        "evil.example",
        "\u{2f}\u{2f}evil.example",
        "/\t/evil.example",
    ] {
        let mut browser = mei.clone();
        let answer = browser.sign_in("1000001", "mei", PASSWORD, next).await;
        if answer.status != 429 {
            assert_eq!(answer.location(), "/", "{next:?}");
        }
        let switched = browser.post("/language", &[("language", "en"), ("back", next)]).await;
        assert_eq!(switched.location(), "/", "{next:?}");
    }
    let mut browser = mei.clone();
    let page = browser.get("/desk/sign-in?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!page.text.contains("<script>"), "{}", page.text);
}

async fn signing_out_ends_it_at_once(house: House) {
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let ticket = house.ticket(Goods::Paid, 1).await;
    let card = clerk.look(&house.world.moment_link(&ticket)).await;
    let mut thief = clerk.clone();
    let answer = clerk.post("/desk/sign-out", &[]).await;
    assert_eq!(answer.location(), "/desk/sign-in");
    assert_eq!(clerk.cookie("__Host-session"), None);
    assert_eq!(thief.scan(&house, &ticket).await.verdict(), Some("signed_out"));
    let form = [
        ("presentation", card.field("presentation")),
        ("attempt", house.attempt()),
        ("quantity", "1".into()),
    ];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(thief.ask("/desk/redeem", &form).await.verdict(), Some("signed_out"));
    assert_eq!(thief.get("/desk").await.location(), "/desk/sign-in?next=%2Fdesk");
    let mut owner = house.desk_of(&house.world.owner).await;
    assert_eq!(owner.scan(&house, &ticket).await.verdict(), Some("redeemed"), "it was not redeemed");
}

async fn a_session_lasts_a_shift(house: House) {
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let ticket = house.ticket(Goods::Paid, 1).await;
    house.wait(16 * 3600 - 1);
    assert_eq!(clerk.get("/desk").await.status, 200);
    house.wait(1);
    assert_eq!(clerk.get("/desk").await.location(), "/desk/sign-in?next=%2Fdesk");
    assert_eq!(clerk.scan(&house, &ticket).await.verdict(), Some("signed_out"));
    assert_eq!(clerk.get("/desk/today").await.status, 303);
}

async fn one_comes_back_to_where_one_was(house: House) {
    let mut browser = house.nobody();
    for (path, next) in [
        ("/desk/use/1000001/abc", "%2Fdesk%2Fuse%2F1000001%2Fabc"),
        ("/desk/use/1/a%26next=x%23", "%2Fdesk%2Fuse%2F1%2Fa%26next%3Dx%23"),
        ("/desk/use/1/%0A", "%2Fdesk%2Fuse%2F1%2F%0A"),
        ("/desk/use/x/%E7%A5%A8", "%2Fdesk%2Fuse%2Fx%2F%E7%A5%A8"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.location(), format!("/desk/sign-in?next={next}"), "{path}");
    }
}
