//! Texts to a gateway, which stands in for a provider's: what it is told, once and again, and what becomes of its answers.

use crate::house::House;
use crate::push_service::{Mood, PushService};
use domain::contract::Contract;
use domain::set_up::Settings;
use serde_json::Value;
use server::config::DataConfig;
use server::notices::Mailer;
use server::sms::SmsToken;
use store::fixture::{Goods, ISSUER, PURCHASER_PHONE, TestTicket};
use store::visitor::Visitor;

on_both_engines!(a_text_is_tried_until_the_gateway_takes_it, without_a_gateway_a_text_is_a_file);

/// The merchant has texts, by contract and switch; an order of it is sent again.
async fn with_a_text(house: &House) -> TestTicket {
    let id = house.store.create_operator("operator", "hash").await.expect("made");
    let session = house.store.operator_sign_in(&id, "password", &Visitor::default()).await.expect("in");
    let set_up = house.store.set_up_of(ISSUER).await.expect("a set-up");
    let contract = Contract { sms: true, ..set_up.contract };
    let changed = house.store.change_contract(&session, ISSUER, set_up.contract_version, contract).await;
    changed.expect("contracted");
    let ticket = house.ticket(Goods::Paid, 1).await;
    settle(house, &Mailer::new(house.state.data.clone()).expect("files")).await;
    let set_up = house.store.set_up_of(ISSUER).await.expect("a set-up");
    let settings = Settings { sms_open: true, ..set_up.settings };
    let owner = &house.world.owner.session;
    house.store.change_settings(owner, set_up.settings_version, settings).await.expect("switched on");
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let attempt = store::attempt_id(house.store.now()).expect("an attempt");
    house.store.resend(owner, &order, &attempt).await.expect("sent again");
    ticket
}

/// Makes what is to be told and sends it; what was taken and what was not.
async fn settle(house: &House, mailer: &Mailer) -> (u32, u32) {
    house.store.seal_every_log(house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("made");
    let round = house.store.deliver_notices(mailer, 100).await.expect("sent");
    (round.sent, round.failed)
}

async fn a_text_is_tried_until_the_gateway_takes_it(house: House) {
    let (gateway, ticket) = (PushService::open().await, with_a_text(&house).await);
    let data = DataConfig {
        sms_gateway: Some(format!("{}/send", gateway.origin)),
        sms_token: Some(SmsToken::from("s3cret-word".to_owned())),
        ..house.state.data.clone()
    };
    let mailer = Mailer::new(data).expect("a mailer");
    gateway.is(Mood::Says(503));
    assert_eq!(settle(&house, &mailer).await, (1, 1), "the mail is taken, the text is not");
    assert_eq!(settle(&house, &mailer).await, (0, 0), "it waits a minute");
    gateway.is(Mood::Says(202));
    house.wait(60);
    assert_eq!(settle(&house, &mailer).await, (1, 0));
    house.wait(7_200);
    assert_eq!(settle(&house, &mailer).await, (0, 0), "once it is taken, nothing more goes out");
    let brought = gateway.bag();
    assert_eq!(brought.len(), 2);
    let told: Vec<Value> =
        brought.iter().map(|one| serde_json::from_slice(&one.body).expect("JSON")).collect();
    assert_eq!(told[0], told[1], "the same text under the same name");
    assert_eq!((brought[0].path.as_str(), told[0]["to"].as_str()), ("/send", Some(PURCHASER_PHONE)));
    assert_eq!(brought[0].header("idempotency-key"), told[0]["id"].as_str().expect("a name"));
    assert_eq!(brought[0].header("authorization"), "Bearer s3cret-word");
    let words = told[0]["text"].as_str().expect("words");
    assert!(words.contains("幸福果茶") && words.contains(ticket.link.as_str()), "{words}");
    assert!(words.chars().count() < 140 && !words.contains(&ticket.code), "{words}");
}

async fn without_a_gateway_a_text_is_a_file(house: House) {
    let ticket = with_a_text(&house).await;
    let mailer = Mailer::new(house.state.data.clone()).expect("a mailer");
    assert_eq!(settle(&house, &mailer).await, (2, 0), "mail and text");
    let texts = house.state.data.data.join("sms");
    let files: Vec<_> = std::fs::read_dir(texts).expect("a folder").collect();
    assert_eq!(files.len(), 1);
    let written = std::fs::read_to_string(files[0].as_ref().expect("a file").path()).expect("a text");
    assert!(written.contains(PURCHASER_PHONE) && written.contains(ticket.link.as_str()), "{written}");
    let broken =
        DataConfig { sms_gateway: Some("http://sms.example".to_owned()), ..house.state.data.clone() };
    assert!(Mailer::new(broken).is_err(), "links do not go in the clear");
}
