//! The staff's door (RULES §16): second factor, recovery codes, sessions, history and what an account is told.

use crate::harness::{House, all_at_once};
use crate::notice::Postman;
use domain::one_time_code::OneTimeCode;
use domain::refusal::Refusal;
use domain::sign_in::{Outcome, SignInMail, Way};
use store::StoreError;
use store::command::account::Telling;
use store::command::contact::Email;
use store::command::half_sign_in::SecondHalf;
use store::command::passkey::Ceremony;
use store::command::second_factor::AppOffer;
use store::fixture::{ISSUER, Person};
use store::secret::{BrowserToken, SessionToken};
use store::visitor::Visitor;

on_both_engines!(
    an_app_is_switched_on_by_its_own_code,
    a_code_of_the_app_is_taken_once,
    many_halves_with_one_code_let_one_in,
    five_wrong_codes_end_a_half,
    a_recovery_code_works_once,
    new_recovery_codes_kill_the_old_ones,
    the_app_is_switched_off_by_a_code,
    an_offer_belongs_to_its_account,
    what_changes_the_sign_in_asks_for_a_fresh_one,
    sessions_are_listed_and_ended_by_their_owner_only,
    the_last_twenty_sign_ins_are_shown,
    a_failure_is_told_once_an_hour_and_a_new_browser_each_time,
    nobody_is_told_who_does_not_want_to,
    a_question_is_answered_once_by_whom_it_was_asked,
    a_passkey_belongs_to_one_account,
);

fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn visitor(browser: &str) -> Visitor {
    let token = Some(BrowserToken::new().expect("a browser"));
    Visitor { browser: browser.to_owned(), address: "192.0.2.7".to_owned(), token }
}

fn code(house: &House, offer: &AppOffer) -> OneTimeCode {
    let digits = offer.key.code_at(house.store.now()).expect("a code");
    OneTimeCode::parse(&digits).expect("six digits")
}

fn wrong(house: &House, offer: &AppOffer) -> OneTimeCode {
    let right: u32 = code(house, offer).as_str().parse().expect("a number");
    OneTimeCode::parse(&format!("{:06}", (right + 1) % 1_000_000)).expect("six digits")
}

fn half_a_minute_later(house: &House) {
    house.clock.set(house.store.now().plus_seconds(30));
}

/// The clerk of branch 001 with an app, signed in with its code.
async fn with_app(house: &House) -> (AppOffer, SessionToken) {
    let clerk = &house.world.clerk_001;
    let session = house.world.sign_in(clerk).await.expect("signed in");
    let offer = house.store.offer_app(&session).await.expect("an offer");
    house.store.switch_on_app(&session, &offer.sealed, &code(house, &offer)).await.expect("switched on");
    half_a_minute_later(house);
    let half = half(house).await;
    match house.store.finish_sign_in(&half, code(house, &offer).as_str(), &visitor("")).await {
        Ok(SecondHalf::Done(session)) => {
            half_a_minute_later(house);
            (offer, session)
        }
        other => panic!("{other:?}"),
    }
}

async fn half(house: &House) -> SessionToken {
    house.store.half_sign_in(ISSUER, &house.world.clerk_001.account).await.expect("half")
}

async fn finish(house: &House, half: &SessionToken, typed: &str) -> SecondHalf {
    house.store.finish_sign_in(half, typed, &visitor("")).await.expect("an answer")
}

async fn an_app_is_switched_on_by_its_own_code(house: House) {
    let clerk = &house.world.clerk_001;
    let session = house.world.sign_in(clerk).await.expect("signed in");
    let offer = house.store.offer_app(&session).await.expect("an offer");
    assert_eq!(offer.codes.len(), 10);
    assert!(offer.key.link("clerk001", "幸福果茶").starts_with("otpauth://totp/"));
    let other = house.store.switch_on_app(&session, &offer.sealed, &wrong(&house, &offer)).await;
    assert_eq!(refused(other), Refusal::AppCodeWrong);
    assert!(!house.store.own_account(&session).await.expect("rows").has_app);
    house.store.switch_on_app(&session, &offer.sealed, &code(&house, &offer)).await.expect("switched on");
    assert_eq!(
        refused(house.store.own_account(&session).await),
        Refusal::SignedOut,
        "a new sign-in is asked for"
    );
    assert_eq!(house.store.signed_in(&clerk.session).await.expect("rows"), None, "everywhere");
    let account =
        house.store.account_for_sign_in(ISSUER, "clerk001").await.expect("rows").expect("an account");
    assert!(account.has_code);
}

async fn a_code_of_the_app_is_taken_once(house: House) {
    let (offer, _) = with_app(&house).await;
    let (first, second) = (half(&house).await, half(&house).await);
    let digits = code(&house, &offer);
    assert!(matches!(finish(&house, &first, digits.as_str()).await, SecondHalf::Done(_)));
    assert_eq!(finish(&house, &second, digits.as_str()).await, SecondHalf::Wrong, "seen over a shoulder");
    half_a_minute_later(&house);
    let digits = code(&house, &offer);
    assert_eq!(finish(&house, &first, digits.as_str()).await, SecondHalf::Over, "a half is used once");
    assert!(matches!(finish(&house, &second, digits.as_str()).await, SecondHalf::Done(_)));
}

async fn many_halves_with_one_code_let_one_in(house: House) {
    let (offer, _) = with_app(&house).await;
    let digits = code(&house, &offer);
    let mut halves = Vec::new();
    for _ in 0..8 {
        halves.push(half(&house).await);
    }
    let visitor = visitor("");
    let tries = halves.iter().map(|half| {
        let (store, half, digits, visitor) =
            (house.store.clone(), half.clone(), digits.clone(), visitor.clone());
        async move { store.finish_sign_in(&half, digits.as_str(), &visitor).await.expect("an answer") }
    });
    let answers = all_at_once(tries.collect()).await;
    let done = answers.iter().filter(|answer| matches!(answer, SecondHalf::Done(_))).count();
    assert_eq!(done, 1, "{answers:?}");
}

async fn five_wrong_codes_end_a_half(house: House) {
    let (offer, _) = with_app(&house).await;
    let half = half(&house).await;
    for _ in 0..5 {
        assert_eq!(finish(&house, &half, wrong(&house, &offer).as_str()).await, SecondHalf::Wrong);
    }
    assert_eq!(finish(&house, &half, code(&house, &offer).as_str()).await, SecondHalf::Over);
    let late = self::half(&house).await;
    house.clock.set(house.store.now().plus_seconds(300));
    assert_eq!(finish(&house, &late, code(&house, &offer).as_str()).await, SecondHalf::Over);
}

async fn a_recovery_code_works_once(house: House) {
    let (offer, session) = with_app(&house).await;
    let paper = offer.codes[3].grouped().to_lowercase();
    assert!(matches!(finish(&house, &half(&house).await, &paper).await, SecondHalf::Done(_)));
    half_a_minute_later(&house);
    assert_eq!(finish(&house, &half(&house).await, &paper).await, SecondHalf::Wrong);
    let own = house.store.own_account(&session).await.expect("rows");
    assert_eq!(own.recovery_codes_left, 9);
    let ways: Vec<_> = own.sign_ins.iter().map(|line| (line.way, line.outcome)).collect();
    assert_eq!(ways[..2], [(Way::RecoveryCode, Outcome::Wrong), (Way::RecoveryCode, Outcome::SignedIn)]);
}

async fn new_recovery_codes_kill_the_old_ones(house: House) {
    let (offer, session) = with_app(&house).await;
    let next = house.store.offer_app(&session).await.expect("an offer");
    let digits = code(&house, &offer);
    let wrong = house.store.renew_recovery_codes(&session, &next.sealed, &wrong(&house, &offer)).await;
    assert_eq!(refused(wrong), Refusal::AppCodeWrong);
    for _ in 0..2 {
        house.store.renew_recovery_codes(&session, &next.sealed, &digits).await.expect("done, once");
    }
    assert_eq!(finish(&house, &half(&house).await, offer.codes[0].as_str()).await, SecondHalf::Wrong);
    assert!(matches!(finish(&house, &half(&house).await, next.codes[0].as_str()).await, SecondHalf::Done(_)));
}

async fn the_app_is_switched_off_by_a_code(house: House) {
    let (offer, session) = with_app(&house).await;
    let by_guess = house.store.switch_off_app(&session, &wrong(&house, &offer)).await;
    assert_eq!(refused(by_guess), Refusal::AppCodeWrong);
    let digits = code(&house, &offer);
    for _ in 0..2 {
        house.store.switch_off_app(&session, &digits).await.expect("done, once");
    }
    let own = house.store.own_account(&session).await.expect("rows");
    assert!(!own.has_app && own.recovery_codes_left == 0);
    assert_eq!(finish(&house, &half(&house).await, offer.codes[0].as_str()).await, SecondHalf::Wrong);
}

async fn an_offer_belongs_to_its_account(house: House) {
    let mine = house.world.sign_in(&house.world.clerk_001).await.expect("signed in");
    let other = house.world.sign_in(&house.world.clerk_002).await.expect("signed in");
    let offer = house.store.offer_app(&mine).await.expect("an offer");
    let stolen = house.store.switch_on_app(&other, &offer.sealed, &code(&house, &offer)).await;
    assert_eq!(refused(stolen), Refusal::AppCodeWrong);
    for sealed in [&[][..], &[0; 200][..], &offer.sealed[1..]] {
        let broken = house.store.switch_on_app(&mine, sealed, &code(&house, &offer)).await;
        assert_eq!(refused(broken), Refusal::AppCodeWrong);
    }
}

async fn what_changes_the_sign_in_asks_for_a_fresh_one(house: House) {
    let session = house.world.sign_in(&house.world.clerk_001).await.expect("signed in");
    let offer = house.store.offer_app(&session).await.expect("an offer");
    house.clock.set(house.store.now().plus_seconds(901));
    assert!(!house.store.own_account(&session).await.expect("rows").is_fresh);
    let telling = Telling { email: None, failures: true, new_browsers: true };
    assert_eq!(refused(house.store.offer_app(&session).await.map(|_| ())), Refusal::SignInAgain);
    let on = house.store.switch_on_app(&session, &offer.sealed, &code(&house, &offer)).await;
    assert_eq!(refused(on), Refusal::SignInAgain);
    assert_eq!(refused(house.store.choose_telling(&session, telling).await), Refusal::SignInAgain);
    assert_eq!(refused(house.store.own_password_hash(&session).await), Refusal::SignInAgain);
    let password = house.store.change_password(&session, "$argon2id$…".to_owned()).await;
    assert_eq!(refused(password), Refusal::SignInAgain);
    assert_eq!(refused(house.store.passkey_owner(&session).await), Refusal::SignInAgain);
    let made = house.store.add_passkey(&session, "id", "{}".to_owned(), "").await;
    assert_eq!(refused(made), Refusal::SignInAgain);
    assert_eq!(refused(house.store.remove_passkey(&session, "id").await), Refusal::SignInAgain);
}

async fn sessions_are_listed_and_ended_by_their_owner_only(house: House) {
    let clerk = &house.world.clerk_001;
    let phone = house.store.sign_in(ISSUER, &clerk.account, Way::Password, &visitor("Mac · Safari")).await;
    let phone = phone.expect("signed in");
    let own = house.store.own_account(&clerk.session).await.expect("rows");
    let line = own.sessions.iter().find(|one| one.browser == "Mac · Safari").expect("listed");
    assert!(!line.is_this && own.sessions.iter().filter(|one| one.is_this).count() == 1);
    let id = line.id.clone().expect("a name");
    let other: &Person = &house.world.clerk_002;
    house.store.end_other_session(&other.session, &id).await.expect("nothing to end");
    assert!(house.store.signed_in(&phone).await.expect("rows").is_some(), "not theirs to end");
    for _ in 0..2 {
        house.store.end_other_session(&clerk.session, &id).await.expect("ended, once");
    }
    assert_eq!(house.store.signed_in(&phone).await.expect("rows"), None);
    assert!(house.store.signed_in(&clerk.session).await.expect("rows").is_some());
}

async fn the_last_twenty_sign_ins_are_shown(house: House) {
    let clerk = &house.world.clerk_001;
    for number in 0..25 {
        house.clock.set(house.store.now().plus_seconds(1));
        let browser = visitor(&format!("browser {number}"));
        house
            .store
            .note_failed_sign_in(ISSUER, &clerk.account, Way::Password, &browser)
            .await
            .expect("noted");
    }
    // A later moment: what happens within one millisecond has no order.
    house.clock.set(house.store.now().plus_seconds(1));
    let session = house.world.sign_in(clerk).await.expect("signed in");
    let lines = house.store.own_account(&session).await.expect("rows").sign_ins;
    assert_eq!(lines.len(), 20);
    assert_eq!(lines[0].outcome, Outcome::SignedIn);
    assert_eq!((lines[1].browser.as_str(), lines[19].browser.as_str()), ("browser 24", "browser 6"));
}

/// Kinds and browsers of the mails that went out.
async fn told(house: &House) -> Vec<(SignInMail, String, String)> {
    let postman = Postman::default();
    house.store.deliver_sign_in_mails(&postman).await.expect("delivered");
    let mails = postman.sign_ins.lock().expect("a lock");
    mails.iter().map(|mail| (mail.kind, mail.browser.clone(), mail.to.clone())).collect()
}

async fn wants(house: &House, failures: bool, new_browsers: bool) -> SessionToken {
    let session = house.world.sign_in(&house.world.clerk_001).await.expect("signed in");
    let telling = Telling { email: Email::parse("mei@example.com"), failures, new_browsers };
    house.store.choose_telling(&session, telling).await.expect("chosen");
    session
}

async fn a_failure_is_told_once_an_hour_and_a_new_browser_each_time(house: House) {
    wants(&house, true, true).await;
    let account = &house.world.clerk_001.account;
    let (mine, foreign) = (visitor("iPhone · Safari"), visitor("Windows · Edge"));
    let to = "mei@example.com".to_owned();
    for _ in 0..2 {
        house.store.sign_in(ISSUER, account, Way::Password, &mine).await.expect("signed in");
    }
    assert_eq!(told(&house).await, [], "the first browser is no news");
    house.store.sign_in(ISSUER, account, Way::Passkey, &foreign).await.expect("signed in");
    assert_eq!(told(&house).await, [(SignInMail::NewBrowser, foreign.browser.clone(), to.clone())]);
    house.store.sign_in(ISSUER, account, Way::Passkey, &foreign).await.expect("signed in");
    assert_eq!(told(&house).await, [], "seen before; and told once");
    for _ in 0..3 {
        house.store.note_failed_sign_in(ISSUER, account, Way::Password, &foreign).await.expect("noted");
    }
    assert_eq!(told(&house).await, [(SignInMail::Failed, foreign.browser.clone(), to.clone())]);
    house.clock.set(house.store.now().plus_seconds(3_600));
    house.store.note_failed_sign_in(ISSUER, account, Way::Password, &foreign).await.expect("noted");
    assert_eq!(told(&house).await.len(), 1);
}

async fn nobody_is_told_who_does_not_want_to(house: House) {
    let account = &house.world.clerk_001.account;
    house.store.note_failed_sign_in(ISSUER, account, Way::Password, &visitor("a")).await.expect("noted");
    assert_eq!(told(&house).await, [], "no address");
    wants(&house, false, false).await;
    house.clock.set(house.store.now().plus_seconds(3_601));
    house.store.note_failed_sign_in(ISSUER, account, Way::Password, &visitor("a")).await.expect("noted");
    house.store.sign_in(ISSUER, account, Way::Password, &visitor("a")).await.expect("signed in");
    house.store.sign_in(ISSUER, account, Way::Password, &visitor("b")).await.expect("signed in");
    assert_eq!(told(&house).await, []);
    wants(&house, true, true).await;
    assert_eq!(told(&house).await, [], "what was not wanted is not told later");
}

async fn a_question_is_answered_once_by_whom_it_was_asked(house: House) {
    let (mine, other) = (&house.world.clerk_001.account, &house.world.clerk_002.account);
    let make = Ceremony::Make(mine.clone());
    let token = house.store.ask_authenticator(&make, "state".to_owned()).await.expect("asked");
    for wrong in [Ceremony::SignIn, Ceremony::Make(other.clone())] {
        assert_eq!(refused(house.store.answered_question(&token, &wrong).await), Refusal::PasskeyRefused);
    }
    let stranger = SessionToken::new().expect("a token");
    assert_eq!(refused(house.store.answered_question(&stranger, &make).await), Refusal::PasskeyRefused);
    assert_eq!(house.store.answered_question(&token, &make).await.expect("the question"), "state");
    assert_eq!(refused(house.store.answered_question(&token, &make).await), Refusal::PasskeyRefused);
    let late = house.store.ask_authenticator(&Ceremony::SignIn, "state".to_owned()).await.expect("asked");
    house.clock.set(house.store.now().plus_seconds(301));
    let answer = house.store.answered_question(&late, &Ceremony::SignIn).await;
    assert_eq!(refused(answer), Refusal::PasskeyRefused);
}

async fn a_passkey_belongs_to_one_account(house: House) {
    let mine = house.world.sign_in(&house.world.clerk_001).await.expect("signed in");
    let other = house.world.sign_in(&house.world.clerk_002).await.expect("signed in");
    house.store.add_passkey(&mine, "key", "{\"of\":1}".to_owned(), "iPhone").await.expect("kept");
    let again = house.store.add_passkey(&other, "key", "{\"of\":2}".to_owned(), "").await;
    assert_eq!(refused(again), Refusal::PasskeyRefused);
    let known = house.store.known_passkey("key").await.expect("rows").expect("known");
    assert_eq!(
        (known.account, known.credential.as_str()),
        (house.world.clerk_001.account.clone(), "{\"of\":1}")
    );
    let own = house.store.own_account(&mine).await.expect("rows");
    let id = own.passkeys[0].id.clone();
    house.store.remove_passkey(&other, &id).await.expect("nothing to remove");
    assert!(house.store.known_passkey("key").await.expect("rows").is_some());
    let disable = format!("UPDATE account SET disabled = 1 WHERE id = '{}'", house.world.clerk_001.account);
    house.change(&disable).await.expect("disabled");
    assert!(house.store.known_passkey("key").await.expect("rows").is_none(), "nobody signs in as this");
    house.change(&disable.replace("= 1 WHERE", "= 0 WHERE")).await.expect("enabled");
    house.store.remove_passkey(&mine, &id).await.expect("removed");
    assert!(house.store.known_passkey("key").await.expect("rows").is_none());
    for number in 0..10 {
        let name = format!("key {number}");
        house.store.add_passkey(&mine, &name, "{}".to_owned(), "").await.expect("room for ten");
    }
    assert_eq!(refused(house.store.passkey_owner(&mine).await), Refusal::TooManyPasskeys);
    assert_eq!(
        refused(house.store.add_passkey(&mine, "one more", "{}".to_owned(), "").await),
        Refusal::PasskeyRefused
    );
}
