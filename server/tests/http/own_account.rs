//! The own account: the second half of a sign-in, the app, the password, sessions, and what passkeys are asked.

use crate::browser::{Answer, Browser, between};
use crate::house::House;
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use axum::http::Method;
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::permission::Role;
use store::command::second_factor::AppOffer;
use store::fixture::{ISSUER, branch};
use store::secret::SessionToken;

on_both_engines!(
    with_an_app_the_password_is_half_of_it,
    a_wrong_code_does_not_get_in,
    a_recovery_code_gets_in,
    the_code_page_needs_a_right_password,
    a_new_password_signs_everybody_out,
    a_weak_or_unproven_password_changes_nothing,
    another_device_is_signed_out,
    what_is_told_is_chosen,
    an_old_session_only_looks,
    an_answer_that_nobody_asked_for_is_refused,
    passkeys_are_made_by_whoever_is_signed_in,
);

const PASSWORD: &str = "correct horse 電池";
const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1";

async fn mei(house: &House) -> Browser {
    let hash = Argon2::default().hash_password(PASSWORD.as_bytes()).expect("a hash").to_string();
    let first = branch("001").expect("a branch");
    house.store.create_account(ISSUER, "mei", &hash, Some(&first), Role::Clerk).await.expect("an account");
    let mut mei = house.nobody().called(AGENT);
    assert_eq!(sign_in(&mut mei, PASSWORD).await.location(), "/account");
    mei
}

async fn sign_in(browser: &mut Browser, password: &str) -> Answer {
    browser.sign_in("1000001", "mei", password, "/account").await
}

fn session(browser: &Browser) -> SessionToken {
    SessionToken::parse(browser.cookie("__Host-session").expect("signed in")).expect("a token")
}

fn digits(house: &House, offer: &AppOffer) -> String {
    offer.key.code_at(house.store.now()).expect("a code")
}

/// Sets the app up by the pages; everybody is signed out then.
async fn with_app(house: &House, mei: &mut Browser) -> AppOffer {
    let page = mei.get("/account/app").await;
    let sealed = page.field("offer");
    let bytes = Base64UrlUnpadded::decode_vec(&sealed).expect("base64url");
    let offer = house.store.offered_app(&session(mei), &bytes).await.expect("an offer");
    assert!(page.text.contains(&offer.key.base32()) && page.text.contains(&offer.codes[9].grouped()));
    let wrong = mei.post("/account/app", &[("offer", &sealed), ("code", "12345")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.field("offer"), sealed, "the same key and codes are shown again");
    let on = mei.post("/account/app", &[("offer", &sealed), ("code", &digits(house, &offer))]).await;
    assert_eq!(on.location(), "/desk/sign-in?next=/account");
    house.wait(30);
    offer
}

async fn with_an_app_the_password_is_half_of_it(house: House) {
    let mut mei = mei(&house).await;
    let offer = with_app(&house, &mut mei).await;
    let half = sign_in(&mut mei, PASSWORD).await;
    assert_eq!(half.location(), "/desk/sign-in/code?next=%2Faccount");
    assert!(mei.get("/desk").await.location().starts_with("/desk/sign-in"), "half is nothing");
    let page = mei.get(half.location()).await;
    assert_eq!((page.status.as_u16(), page.field("next").as_str()), (200, "/account"));
    let code = digits(&house, &offer);
    let done = mei.post("/desk/sign-in/code", &[("code", &code), ("next", "/account")]).await;
    assert_eq!(done.location(), "/account");
    assert_eq!(mei.cookie("__Host-half"), None);
    let page = mei.get("/account").await;
    assert!(page.text.contains("密碼＋驗證碼") && page.text.contains("iPhone · Safari"), "{}", page.text);
    assert!(!page.text.contains(session(&mei).as_str()));
    house.wait(30);
    let code = digits(&house, &offer);
    assert_eq!(mei.post("/account/app/off", &[("code", &code)]).await.location(), "/account?saved");
    assert_eq!(sign_in(&mut mei, PASSWORD).await.location(), "/account");
}

async fn a_wrong_code_does_not_get_in(house: House) {
    let mut mei = mei(&house).await;
    let offer = with_app(&house, &mut mei).await;
    sign_in(&mut mei, PASSWORD).await;
    for guess in ["", "abc", "000000 ", "\0", "0".repeat(4_000).as_str()] {
        let answer =
            mei.post("/desk/sign-in/code", &[("code", guess), ("next", "https://evil.example")]).await;
        assert_eq!(answer.status, 422, "{guess:?}");
        assert!(answer.set_cookies().is_empty());
    }
    let over = mei.post("/desk/sign-in/code", &[("code", &digits(&house, &offer))]).await;
    assert_eq!(over.status, 422, "five were tried");
    assert!(over.text.contains("name=\"password\""), "the password is asked for again");
    sign_in(&mut mei, PASSWORD).await;
    let form = [("code", digits(&house, &offer)), ("next", "https://evil.example".to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(mei.post("/desk/sign-in/code", &form).await.location(), "/");
}

async fn a_recovery_code_gets_in(house: House) {
    let mut mei = mei(&house).await;
    let offer = with_app(&house, &mut mei).await;
    for (place, status) in [(0, 303), (0, 422), (1, 303)] {
        sign_in(&mut mei, PASSWORD).await;
        let typed = offer.codes[place].grouped().to_lowercase().replace('-', " ");
        assert_eq!(mei.post("/desk/sign-in/code", &[("code", &typed)]).await.status, status);
    }
    assert!(mei.get("/account").await.text.contains("還有 8 組備用碼"));
    let page = mei.get("/account/recovery-codes").await;
    let form = [("offer", page.field("offer")), ("code", digits(&house, &offer))];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    for _ in 0..2 {
        assert_eq!(mei.post("/account/recovery-codes", &form).await.location(), "/account?saved");
    }
    assert!(mei.get("/account").await.text.contains("還有 10 組備用碼"));
}

async fn the_code_page_needs_a_right_password(house: House) {
    let mut mei = mei(&house).await;
    with_app(&house, &mut mei).await;
    let wrong = sign_in(&mut mei, "wrong").await;
    assert_eq!(wrong.status, 422);
    assert_eq!(mei.get("/desk/sign-in/code").await.location(), "/desk/sign-in");
    let mut thief = house.nobody().with_cookie("__Host-half", &"a".repeat(52));
    let answer = thief.post("/desk/sign-in/code", &[("code", "123456")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("name=\"password\""));
}

async fn a_new_password_signs_everybody_out(house: House) {
    let mut mei = mei(&house).await;
    let mut other = house.nobody();
    sign_in(&mut other, PASSWORD).await;
    let next = "staple battery 馬";
    let form = [("present", PASSWORD), ("wanted", next)];
    assert_eq!(mei.post("/account/password", &form).await.location(), "/desk/sign-in?next=/account");
    for browser in [&mut mei, &mut other] {
        assert!(browser.get("/desk").await.location().starts_with("/desk/sign-in"));
    }
    assert_eq!(sign_in(&mut mei, PASSWORD).await.status, 422);
    assert_eq!(sign_in(&mut mei, next).await.location(), "/account");
}

async fn a_weak_or_unproven_password_changes_nothing(house: House) {
    let mut mei = mei(&house).await;
    let long = "x".repeat(201);
    for (present, wanted) in [(PASSWORD, "too short"), (PASSWORD, &long), ("guess", "long enough"), ("", "")]
    {
        let answer = mei.post("/account/password", &[("present", present), ("wanted", wanted)]).await;
        assert_eq!(answer.status, 422, "{present} {wanted}");
        assert!(!answer.text.contains(PASSWORD));
    }
    assert_eq!(mei.get("/desk").await.status, 200, "still signed in");
    assert_eq!(sign_in(&mut mei, PASSWORD).await.location(), "/account");
}

async fn another_device_is_signed_out(house: House) {
    let mut mei = mei(&house).await;
    let mut lost = house.nobody();
    sign_in(&mut lost, PASSWORD).await;
    let page = mei.get("/account").await;
    let path = between(&page.text, "action=\"/account/session/", "\"").expect("another session");
    let path = format!("/account/session/{path}");
    let mut stranger = house.desk_of(&house.world.clerk_002).await;
    assert_eq!(stranger.post(&path, &[]).await.location(), "/account?saved");
    assert_eq!(lost.get("/desk").await.status, 200, "not theirs to end");
    assert_eq!(mei.post(&path, &[]).await.location(), "/account?saved");
    assert!(lost.get("/desk").await.location().starts_with("/desk/sign-in"));
    assert_eq!(mei.get("/desk").await.status, 200);
}

async fn what_is_told_is_chosen(house: House) {
    let mut mei = mei(&house).await;
    let form = [("email", " Mei@example.com "), ("new_browsers", "yes")];
    assert_eq!(mei.post("/account/telling", &form).await.location(), "/account?saved");
    let own = house.store.own_account(&session(&mei)).await.expect("rows").telling;
    assert!(own.email.is_some() && !own.failures && own.new_browsers);
    assert_eq!(mei.post("/account/telling", &[("email", "nonsense")]).await.status, 422);
    assert_eq!(house.store.own_account(&session(&mei)).await.expect("rows").telling, own);
}

async fn an_old_session_only_looks(house: House) {
    let mut mei = mei(&house).await;
    house.wait(901);
    let page = mei.get("/account").await;
    assert!(page.status == 200 && page.text.contains("/desk/sign-in?next=/account"));
    assert!(!page.text.contains("action=\"/account/password\""));
    assert_eq!(mei.get("/account/app").await.status, 422);
    let form = [("present", PASSWORD), ("wanted", "staple battery 馬")];
    assert_eq!(mei.post("/account/password", &form).await.status, 422);
    assert_eq!(sign_in(&mut mei, PASSWORD).await.location(), "/account");
    assert!(mei.get("/account").await.text.contains("action=\"/account/password\""));
}

async fn json(browser: &mut Browser, path: &str, body: &str) -> Answer {
    browser.send(&Method::POST, path, &[("content-type", "application/json")], body.as_bytes().to_vec()).await
}

async fn an_answer_that_nobody_asked_for_is_refused(house: House) {
    let mut browser = house.nobody();
    let credential = r#"{"id":"AAAA","rawId":"AAAA","type":"public-key","extensions":{},"response":{
        "authenticatorData":"AAAA","clientDataJSON":"AAAA","signature":"AAAA","userHandle":"AAAA"}}"#;
    assert_eq!(json(&mut browser, "/desk/passkey/answer", credential).await.status, 422);
    let asked = json(&mut browser, "/desk/passkey/ask", "{}").await;
    assert_eq!(asked.status, 200);
    let options: serde_json::Value = serde_json::from_str(&asked.text).expect("JSON");
    assert_eq!(options["publicKey"]["userVerification"], "required");
    assert_eq!(options["publicKey"]["allowCredentials"], serde_json::json!([]), "nobody is named");
    let question = browser.cookie("__Host-ceremony").expect("a question").to_owned();
    for body in [credential, "", "{", "[]", "null", "\u{0}"] {
        let answer = json(&mut browser, "/desk/passkey/answer", body).await;
        assert_eq!(answer.status, 422, "{body}");
        assert!(answer.text.contains("passkey_refused") && answer.set_cookies().is_empty());
        browser = browser.with_cookie("__Host-ceremony", &question);
    }
}

async fn passkeys_are_made_by_whoever_is_signed_in(house: House) {
    let mut mei = mei(&house).await;
    let asked = json(&mut mei, "/account/passkey/ask", "{}").await;
    let options: serde_json::Value = serde_json::from_str(&asked.text).expect("JSON");
    let selection = &options["publicKey"]["authenticatorSelection"];
    assert_eq!(
        (&selection["residentKey"], &selection["userVerification"]),
        (&"required".into(), &"required".into())
    );
    assert_eq!(options["publicKey"]["rp"]["id"], "localhost");
    assert!(options["publicKey"]["user"]["name"].as_str().is_some_and(|name| name.starts_with("mei")));
    let question = mei.cookie("__Host-ceremony").expect("a question").to_owned();
    let mut other = house.desk_of(&house.world.clerk_002).await.with_cookie("__Host-ceremony", &question);
    for browser in [&mut other, &mut mei] {
        let answer = json(browser, "/account/passkey/answer", "{}").await;
        assert_eq!(answer.status, 422);
    }
    let mut nobody = house.nobody();
    assert_eq!(json(&mut nobody, "/account/passkey/ask", "{}").await.status, 401);
}
