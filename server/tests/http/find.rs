//! Tickets are found again, and whatever gives power away asks for a code first.

use crate::browser::{Answer, Browser};
use crate::gift;
use crate::house::House;
use domain::contract::Contract;
use std::sync::{Arc, Mutex};
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, PURCHASER_PHONE, TestTicket};
use store::notice::{CodeDelivery, Deliver, Delivery, NotDelivered, SignInDelivery};
use store::visitor::Visitor;

on_both_engines!(
    a_mail_address_finds_every_ticket,
    a_phone_finds_them_with_the_order_number,
    whoever_holds_a_link_is_told_of_a_contract_that_has_run_out,
    the_answer_is_the_same_whoever_exists,
    six_codes_to_one_person_are_too_many,
    many_codes_from_one_place_are_too_many,
    a_wrong_code_is_told_and_ends_after_five,
    power_asks_for_a_code_once_in_each_browser,
    a_second_phone_asks_for_a_code,
    nobody_is_sent_elsewhere_afterwards,
);

/// Keeps the digits.
#[derive(Clone, Default)]
struct Reader(Arc<Mutex<Vec<CodeDelivery>>>);

impl Deliver for Reader {
    async fn deliver(&self, _: &Delivery) -> Result<String, NotDelivered> {
        Ok("taken".to_owned())
    }

    async fn deliver_code(&self, code: &CodeDelivery) -> Result<String, NotDelivered> {
        self.0.lock().expect("a lock").push(code.clone());
        Ok("taken".to_owned())
    }

    async fn deliver_sign_in(&self, _: &SignInDelivery) -> Result<String, NotDelivered> {
        Ok("taken".to_owned())
    }
}

/// The digits of the newest mail or text.
pub async fn digits(house: &House) -> String {
    let reader = Reader::default();
    house.store.deliver_codes(&reader).await.expect("sent");
    let codes = reader.0.lock().expect("a lock");
    codes.last().expect("a code").code.as_str().to_owned()
}

async fn ask(browser: &mut Browser, reach: &str) -> Answer {
    let sent = browser.post("/find", &[("reach", reach)]).await;
    assert!(sent.location().starts_with("/find/code?id="), "{} {}", sent.status, sent.text);
    browser.get(sent.location()).await
}

async fn enter(browser: &mut Browser, form: &Answer, code: &str) -> Answer {
    let (id, next) = (form.field("id"), form.field("next"));
    browser.post("/find/code", &[("id", &id), ("next", &next), ("code", code)]).await
}

fn wallet(ticket: &TestTicket) -> String {
    format!("/w/{}", ticket.link.as_str())
}

async fn a_mail_address_finds_every_ticket(house: House) {
    let (one, other) = (house.ticket(Goods::Paid, 1).await, house.ticket(Goods::Gift, 1).await);
    let mut browser = house.nobody();
    assert!(browser.get("/").await.text.contains("href=\"/find\""));
    assert!(browser.get("/find/1000001").await.text.contains("電子票券訂單查詢"));
    assert_eq!(browser.get("/find/1000009").await.status, 404);
    let form = ask(&mut browser, &PURCHASER_EMAIL.to_uppercase()).await;
    let code = digits(&house).await;
    assert!(!form.text.contains(&code));
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(enter(&mut browser, &form, &spaced).await.location(), "/my");
    let mine = browser.get("/my").await;
    for ticket in [&one, &other] {
        assert!(mine.text.contains(&format!("{}/{}", wallet(ticket), ticket.serial)), "{}", mine.text);
    }
    assert_eq!(browser.post("/my/forget", &[]).await.location(), "/find");
    assert_eq!(browser.get("/my").await.location(), "/find");
}

/// RULES §8: wallet, gift, the public face of a QR and the merchant's own page name its last day.
async fn whoever_holds_a_link_is_told_of_a_contract_that_has_run_out(house: House) {
    let (ticket, given) = (house.ticket(Goods::Paid, 1).await, house.ticket(Goods::Paid, 1).await);
    let (_, gift) = gift::given(&house, &mut house.purchaser().await, &given).await;
    let today = house.store.now().day();
    let id = house.store.create_operator("operator", "hash").await.expect("made");
    let operator =
        house.store.operator_sign_in(&id, "password", &Visitor::default()).await.expect("signed in");
    let set_up = house.store.set_up_of(ISSUER).await.expect("a set-up");
    let contract = Contract { until: Some(today), ..set_up.contract };
    house.store.change_contract(&operator, ISSUER, set_up.contract_version, contract).await.expect("changed");
    let pages = async |browser: &mut Browser| {
        let face = browser.get(&format!("/R/{}", house.code_of(&ticket))).await;
        let mut told = Vec::new();
        for path in [&*wallet(&ticket), &gift, face.location(), "/find/1000001"] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            told.push(answer.text.contains("票券仍可使用與退貨，請洽發行單位。"));
        }
        told
    };
    assert_eq!(pages(&mut house.nobody()).await, [false; 4], "its last day is part of it");
    house.wait(86_400);
    assert_eq!(pages(&mut house.nobody()).await, [true; 4]);
    assert!(!house.nobody().get("/find").await.text.contains("請洽發行單位"), "nobody's page in particular");
}

async fn a_phone_finds_them_with_the_order_number(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let mut browser = house.nobody();
    let form = ask(&mut browser, PURCHASER_PHONE).await;
    enter(&mut browser, &form, &digits(&house).await).await;
    let mine = browser.get("/my").await;
    assert!(mine.text.contains("還有 1 筆訂單"), "{}", mine.text);
    for secret in [ticket.serial.as_str(), ticket.link.as_str(), &order] {
        assert!(!mine.text.contains(secret), "{secret} in {}", mine.text);
    }
    assert_eq!(browser.post("/my/match", &[("written", "12345")]).await.status, 422);
    assert_eq!(browser.post("/my/match", &[("written", &order)]).await.location(), "/my");
    assert!(browser.get("/my").await.text.contains(&ticket.serial));
}

async fn the_answer_is_the_same_whoever_exists(house: House) {
    house.ticket(Goods::Paid, 1).await;
    let mut answers = Vec::new();
    for reach in [PURCHASER_EMAIL.to_owned(), PURCHASER_EMAIL.replace('@', "@not.")] {
        let mut browser = house.nobody();
        let form = ask(&mut browser, &reach).await;
        let wrong = enter(&mut browser, &form, "000000").await;
        let id = form.field("id");
        let neutral = |answer: &Answer| answer.text.replace(&id, "ID").replace("@not.", "@");
        answers.push((form.status, neutral(&form), wrong.status, neutral(&wrong)));
    }
    assert_eq!(answers[0], answers[1]);
}

async fn six_codes_to_one_person_are_too_many(house: House) {
    for _ in 0..5 {
        ask(&mut house.nobody(), "somebody@example.com").await;
    }
    let sixth = house.nobody().at_address(9).post("/find", &[("reach", "SOMEBODY@example.com")]).await;
    assert_eq!(sixth.status, 429);
    assert!(
        sixth.text.contains("寄送次數太多") && sixth.text.contains("SOMEBODY@example.com"),
        "{}",
        sixth.text
    );
    ask(&mut house.nobody(), "somebody.else@example.com").await;
}

/// Whoever tries one address after the other is stopped, however many there are; the house next door is not.
async fn many_codes_from_one_place_are_too_many(house: House) {
    let mut statuses = Vec::new();
    for number in 0..200 {
        let reach = format!("person{number}@example.com");
        let asked = house.nobody().at_address(7).post("/find", &[("reach", reach.as_str())]).await;
        statuses.push(asked.status);
        if asked.status == 429 {
            break;
        }
    }
    assert_eq!(statuses.pop().map(|last| last.as_u16()), Some(429), "after {}", statuses.len());
    assert!(statuses.len() >= 5, "a family may ask: {}", statuses.len());
    let next_door = house.nobody().at_address(8).post("/find", &[("reach", "neighbour@example.com")]).await;
    assert_eq!(next_door.status, 303);
}

async fn a_wrong_code_is_told_and_ends_after_five(house: House) {
    house.ticket(Goods::Paid, 1).await;
    let mut browser = house.nobody().with_language("en");
    let form = ask(&mut browser, PURCHASER_EMAIL).await;
    let code = digits(&house).await;
    assert!(enter(&mut browser, &form, "12").await.text.contains("six digits"));
    let wrong = if code == "111111" { "222222" } else { "111111" };
    for left in ["4", "3", "2", "1"] {
        let told = enter(&mut browser, &form, wrong).await;
        assert_eq!(told.status, 422);
        assert!(told.text.contains(&format!("Tries left: {left}")), "{}", told.text);
    }
    assert!(enter(&mut browser, &form, wrong).await.text.contains("does not work any more"));
    assert!(enter(&mut browser, &form, &code).await.text.contains("does not work any more"));
    assert_eq!(browser.get("/my").await.location(), "/find");
}

async fn power_asks_for_a_code_once_in_each_browser(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let page = format!("{}/{}", wallet(&ticket), ticket.serial);
    let doors = [format!("{}/give", wallet(&ticket)), format!("{page}/return"), format!("{page}/renew")];
    for door in &doors {
        let mut stranger = house.nobody();
        for answer in [stranger.get(door).await, stranger.post(door, &[]).await] {
            let asked = format!("{}/unlock?next=", wallet(&ticket));
            assert!(answer.location().starts_with(&asked), "{door}: {} {}", answer.status, answer.text);
        }
    }
    let mut browser = house.nobody();
    let asked = browser.get(&format!("{}?serial={}", doors[0], ticket.serial)).await;
    let unlock = browser.get(asked.location()).await;
    assert!(!unlock.text.contains(PURCHASER_EMAIL), "a link alone tells nobody's address: {}", unlock.text);
    let next = unlock.field("next");
    let sent = browser.post(&format!("{}/unlock", wallet(&ticket)), &[("next", &next)]).await;
    let form = browser.get(sent.location()).await;
    assert!(!form.text.contains(PURCHASER_EMAIL), "{}", form.text);
    let entered = enter(&mut browser, &form, &digits(&house).await).await;
    assert_eq!(entered.location(), format!("{}?serial={}", doors[0], ticket.serial), "where one was going");
    for door in &doors {
        assert_eq!(browser.get(door).await.status, 200, "{door}");
    }
    assert_eq!(browser.get(&page).await.status, 200);
    assert_eq!(house.nobody().get(&page).await.status, 200, "showing never asks");
}

async fn a_second_phone_asks_for_a_code(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let door = format!("{}/device", wallet(&ticket));
    let key = |number: u8| crate::device::key(number);
    assert_eq!(house.nobody().post(&door, &[("key", &key(1))]).await.status, 204, "the first one joins");
    let mut second = house.nobody();
    let answer = second.post(&door, &[("key", &key(2))]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text.contains("code_needed") && answer.text.contains("另一支手機"), "{}", answer.text);
    assert!(second.get(&door).await.text.contains("/unlock?next="), "the way to join");
    let mut proven = house.purchaser().await;
    assert!(!proven.get(&door).await.text.contains("/unlock?next="));
    assert_eq!(proven.post(&door, &[("key", &key(2))]).await.status, 204);
    assert_eq!(
        house.nobody().post(&door, &[("key", &key(1))]).await.status,
        204,
        "the first one still signs"
    );
}

async fn nobody_is_sent_elsewhere_afterwards(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut browser = house.nobody();
    for next in ["https://evil.tw/", "//evil.tw", "/desk", "/w/0000000000000000000000000/give"] {
        let unlock = browser.get(&format!("{}/unlock?next={next}", wallet(&ticket))).await;
        assert_eq!(unlock.field("next"), wallet(&ticket), "{next}");
    }
    let form = ask(&mut browser, PURCHASER_EMAIL).await;
    let (id, code) = (form.field("id"), digits(&house).await);
    let entered = browser.post("/find/code", &[("id", &id), ("next", "//evil.tw"), ("code", &code)]).await;
    assert_eq!(entered.location(), "/");
}
