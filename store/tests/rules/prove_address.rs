//! Proving an address (RULES §5): the code, who gets it, and what a proven browser finds and may do.

use crate::harness::{House, all_at_once};
use crate::notice::Postman;
use domain::identity::OneTimeCodeId;
use domain::one_time_code::{Judgement, OneTimeCode};
use domain::reach::Reach;
use store::StoreError;
use store::fixture::{Goods, PURCHASER_EMAIL, PURCHASER_PHONE};
use store::notice::NotDelivered;
use store::secret::BrowserToken;

on_both_engines!(
    a_code_goes_only_to_where_somebody_has_tickets,
    asking_writes_the_same_whoever_exists,
    a_failed_mail_is_tried_until_the_code_has_ended,
    five_wrong_tries_end_a_code,
    many_tries_at_once_are_five,
    a_code_works_in_its_browser_only_and_for_ten_minutes,
    the_right_code_twice_is_right_twice,
    a_mail_address_finds_everything_in_any_spelling,
    a_phone_alone_finds_nothing_but_the_issuers,
    the_order_number_shows_what_the_phone_found,
    what_is_proven_ends_and_is_forgotten,
    power_asks_for_the_wallets_own_address,
);

fn reach(text: &str) -> Reach {
    Reach::parse(text).expect("an address")
}

fn browser() -> BrowserToken {
    BrowserToken::new().expect("a browser")
}

fn digits(text: &str) -> OneTimeCode {
    OneTimeCode::parse(text).expect("six digits")
}

async fn ask(house: &House, browser: &BrowserToken, address: &str) -> OneTimeCodeId {
    house.store.ask_code(browser, &reach(address), "zh-TW").await.expect("asked")
}

/// The digits that arrived for the newest asking.
async fn arrived(house: &House) -> Option<OneTimeCode> {
    let postman = Postman::default();
    house.store.deliver_codes(&postman).await.expect("delivered");
    let codes = postman.codes.lock().expect("a lock");
    codes.last().map(|code| code.code.clone())
}

async fn proven(house: &House, address: &str) -> BrowserToken {
    let browser = browser();
    let id = ask(house, &browser, address).await;
    let code = arrived(house).await.expect("a code");
    let judgement = house.store.enter_code(&browser, &id, &code).await.expect("entered");
    assert_eq!(judgement, Judgement::Right);
    browser
}

/// Six digits that are not these.
fn other_than(code: &OneTimeCode) -> OneTimeCode {
    digits(if code.as_str() == "111111" { "222222" } else { "111111" })
}

async fn a_code_goes_only_to_where_somebody_has_tickets(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    ask(&house, &browser(), "nobody@example.com").await;
    assert_eq!(arrived(&house).await, None);
    ask(&house, &browser(), PURCHASER_EMAIL).await;
    assert!(arrived(&house).await.is_some());
    assert_eq!(arrived(&house).await, None, "once");
    let kept = "SELECT COUNT(*) FROM one_time_code WHERE sealed_code IS NOT NULL";
    assert_eq!(house.number(kept).await, 0, "the digits are with nobody but their reader");
}

async fn asking_writes_the_same_whoever_exists(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    let longer = format!("x{}", PURCHASER_EMAIL.get(1..).expect("an address"));
    for address in [PURCHASER_EMAIL, &longer] {
        ask(&house, &browser(), address).await;
    }
    let sizes = "SELECT COUNT(DISTINCT length(sealed_address) + length(sealed_code)) FROM one_time_code";
    assert_eq!(house.number(sizes).await, 1);
}

async fn a_failed_mail_is_tried_until_the_code_has_ended(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    ask(&house, &browser(), PURCHASER_EMAIL).await;
    let postman = Postman::default();
    postman.answers(&[NotDelivered::Later("451 busy".to_owned())]);
    assert_eq!(house.store.deliver_codes(&postman).await.expect("tried"), 0);
    assert_eq!(house.store.deliver_codes(&postman).await.expect("tried again"), 1);
    ask(&house, &browser(), PURCHASER_EMAIL).await;
    house.clock.set(house.store.now().plus_seconds(600));
    assert_eq!(arrived(&house).await, None, "nobody waits for it any more");
}

async fn five_wrong_tries_end_a_code(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    let browser = browser();
    let id = ask(&house, &browser, PURCHASER_EMAIL).await;
    let code = arrived(&house).await.expect("a code");
    for left in [4, 3, 2, 1] {
        let judgement = house.store.enter_code(&browser, &id, &other_than(&code)).await.expect("entered");
        assert_eq!(judgement, Judgement::Wrong { left });
    }
    for entered in [&other_than(&code), &code] {
        let judgement = house.store.enter_code(&browser, &id, entered).await.expect("entered");
        assert_eq!(judgement, Judgement::Ended);
    }
    assert!(house.store.proven(&browser).await.expect("read").is_empty());
}

async fn many_tries_at_once_are_five(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    let browser = browser();
    let id = ask(&house, &browser, PURCHASER_EMAIL).await;
    let wrong = other_than(&arrived(&house).await.expect("a code"));
    let attempt = |_| {
        let (store, browser, id, wrong) = (house.store.clone(), browser.clone(), id.clone(), wrong.clone());
        async move { store.enter_code(&browser, &id, &wrong).await.expect("entered") }
    };
    let judgements = all_at_once((0..20).map(attempt).collect()).await;
    let ended = judgements.iter().filter(|judgement| **judgement == Judgement::Ended).count();
    assert_eq!(ended, 16, "{judgements:?}");
}

async fn a_code_works_in_its_browser_only_and_for_ten_minutes(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    let (mine, other) = (browser(), browser());
    let id = ask(&house, &mine, PURCHASER_EMAIL).await;
    let code = arrived(&house).await.expect("a code");
    let elsewhere = house.store.enter_code(&other, &id, &code).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)), "{elsewhere:?}");
    house.clock.set(house.store.now().plus_seconds(600));
    assert_eq!(house.store.enter_code(&mine, &id, &code).await.expect("entered"), Judgement::Ended);
}

async fn the_right_code_twice_is_right_twice(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    let browser = browser();
    let id = ask(&house, &browser, PURCHASER_EMAIL).await;
    let code = arrived(&house).await.expect("a code");
    for _ in 0..7 {
        assert_eq!(house.store.enter_code(&browser, &id, &code).await.expect("entered"), Judgement::Right);
    }
    assert_eq!(house.store.proven(&browser).await.expect("read"), [reach(PURCHASER_EMAIL)]);
}

async fn a_mail_address_finds_everything_in_any_spelling(house: House) {
    house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    house.world.issue_tickets(Goods::Gift, 1, 1).await.expect("tickets");
    let browser = proven(&house, &PURCHASER_EMAIL.to_uppercase()).await;
    let mine = house.store.my_tickets(&browser).await.expect("mine");
    let counts: Vec<_> = mine.wallets.iter().map(|found| found.wallet.tickets.len()).collect();
    assert_eq!((counts.iter().sum::<usize>(), mine.wallets.len(), mine.masked.len()), (3, 2, 0));
    for found in &mine.wallets {
        assert!(house.store.wallet(&found.link).await.is_ok(), "its link opens it");
    }
    let nobody = house.store.my_tickets(&self::browser()).await.expect("read");
    assert!(nobody.wallets.is_empty() && nobody.masked.is_empty());
}

async fn a_phone_alone_finds_nothing_but_the_issuers(house: House) {
    house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let browser = proven(&house, PURCHASER_PHONE).await;
    let mine = house.store.my_tickets(&browser).await.expect("mine");
    assert_eq!((mine.wallets.len(), mine.masked.len()), (0, 1));
    for wrong in ["", "2026", "somebody@example.com"] {
        assert_eq!(house.store.match_wallets(&browser, wrong).await.expect("tried"), 0, "{wrong}");
    }
    assert_eq!(house.store.my_tickets(&browser).await.expect("mine").wallets.len(), 0);
}

async fn the_order_number_shows_what_the_phone_found(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket").remove(0);
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("another order");
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let by_order = proven(&house, PURCHASER_PHONE).await;
    assert_eq!(house.store.match_wallets(&by_order, &format!(" {order} ")).await.expect("matched"), 1);
    let mine = house.store.my_tickets(&by_order).await.expect("mine");
    assert_eq!((mine.wallets.len(), mine.masked.len()), (1, 1));
    assert_eq!(house.store.match_wallets(&by_order, &order).await.expect("again"), 0, "known already");
    let by_mail = proven(&house, PURCHASER_PHONE).await;
    assert_eq!(house.store.match_wallets(&by_mail, PURCHASER_EMAIL).await.expect("matched"), 2);
    // Whoever has proven nothing matches nothing, however much they know.
    assert_eq!(house.store.match_wallets(&browser(), &order).await.expect("tried"), 0);
}

async fn what_is_proven_ends_and_is_forgotten(house: House) {
    house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket");
    let (mine, other) = (proven(&house, PURCHASER_EMAIL).await, proven(&house, PURCHASER_EMAIL).await);
    house.store.forget_browser(&mine).await.expect("forgotten");
    assert!(house.store.my_tickets(&mine).await.expect("read").wallets.is_empty());
    assert_eq!(house.store.my_tickets(&other).await.expect("read").wallets.len(), 1);
    house.clock.set(house.store.now().plus_seconds(400 * 86_400 + 1));
    assert!(house.store.my_tickets(&other).await.expect("read").wallets.is_empty());
}

async fn power_asks_for_the_wallets_own_address(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("a ticket").remove(0);
    let to_prove = async |browser: Option<&BrowserToken>| {
        house.store.address_to_prove(&ticket.link, browser).await.expect("read")
    };
    assert_eq!(to_prove(None).await, Some(reach(PURCHASER_EMAIL)));
    assert_eq!(to_prove(Some(&browser())).await, Some(reach(PURCHASER_EMAIL)));
    for address in [PURCHASER_EMAIL, PURCHASER_PHONE] {
        assert_eq!(to_prove(Some(&proven(&house, address).await)).await, None, "{address}");
    }
    let of_somebody_else = house.world.proven_browser("else@example.com").await.expect("proven");
    assert_eq!(to_prove(Some(&of_somebody_else)).await, Some(reach(PURCHASER_EMAIL)));
}
