//! What a holder is told of, over HTTP.

use crate::browser::Answer;
use crate::house::House;
use store::command::contact::{Contact, Message};
use store::command::transfer::{Acceptance, OfferRequest};
use store::fixture::Goods;

on_both_engines!(
    a_holder_chooses_and_sees_the_choice,
    a_holder_chooses_the_language_of_mails,
    a_strange_link_chooses_nothing,
    a_wallet_without_an_address_gets_one,
);

const ALL: [&str; 5] = ["redeemed", "cancelled", "gifts", "returns", "endings"];

/// The topics that the form shows as on.
fn on(page: &Answer) -> Vec<&'static str> {
    let boxes = page.text.split("<input").filter(|input| input.contains("name=\"topic\""));
    let checked: Vec<&str> = boxes
        .filter_map(|input| input.split_once('>'))
        .map(|(input, _)| input)
        .filter(|input| input.contains("checked"))
        .collect();
    ALL.into_iter()
        .filter(|topic| checked.iter().any(|input| input.contains(&format!("value=\"{topic}\""))))
        .collect()
}

async fn a_holder_chooses_and_sees_the_choice(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let page = format!("{wallet}/notices");
    let mut holder = house.nobody();
    assert!(holder.get(&wallet).await.text.contains(&page), "the wallet leads there");
    let form = holder.get(&page).await;
    assert_eq!(on(&form), ["gifts", "returns", "endings"], "as the merchant has it: {}", form.text);
    assert_eq!(form.header("cache-control"), Some("no-store"));
    assert!(form.text.contains("無法關閉") && !form.text.contains("已儲存"), "{}", form.text);
    for chosen in [&["redeemed", "endings"][..], &[], &ALL] {
        let fields: Vec<(&str, &str)> =
            chosen.iter().map(|topic| ("topic", *topic)).chain([("topic", "of-tomorrow")]).collect();
        for _ in 0..2 {
            let saved = holder.post(&page, &fields).await;
            assert_eq!(saved.location(), format!("{page}?saved"));
            let shown = holder.get(saved.location()).await;
            assert_eq!(on(&shown), chosen);
            assert!(shown.text.contains("已儲存"), "{}", shown.text);
        }
        assert_eq!(on(&holder.get(&page).await), chosen);
    }
}

/// The page speaks the browser's language; mails speak the one that was chosen, and the topics stay as they were.
async fn a_holder_chooses_the_language_of_mails(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let page = format!("/w/{}/notices", ticket.link.as_str());
    let mut holder = house.nobody();
    let spoken = async || house.state.store.notice_switches(&ticket.link).await.expect("switches").language;
    let before = on(&holder.get(&page).await);
    assert_eq!(holder.post(&page, &[("letters", "en")]).await.location(), format!("{page}?saved"));
    assert_eq!(spoken().await, "en");
    let shown = holder.get(&page).await;
    assert_eq!(on(&shown), before);
    assert!(shown.text.contains("信件與手機通知使用的語言"), "{}", shown.text);
    assert_eq!(holder.post(&page, &[("letters", "zh-Hant-TW")]).await.location(), format!("{page}?saved"));
    assert_eq!(spoken().await, "zh-Hant-TW");
    assert_eq!(house.nobody().post("/w/x/notices", &[("letters", "en")]).await.status, 404);
}

async fn a_strange_link_chooses_nothing(house: House) {
    let mine = house.ticket(Goods::Paid, 1).await;
    let mut stranger = house.nobody();
    for link in ["0000000000000000000000000A", "x"] {
        let page = format!("/w/{link}/notices");
        assert_eq!(stranger.get(&page).await.status, 404);
        assert_eq!(stranger.post(&page, &[("topic", "gifts")]).await.status, 404);
    }
    let page = format!("/w/{}/notices", mine.link.as_str());
    assert_eq!(on(&stranger.get(&page).await), ["gifts", "returns", "endings"]);
}

async fn a_wallet_without_an_address_gets_one(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let request = OfferRequest {
        tickets: vec![ticket.id.clone()],
        recipient: Contact::parse_recipient("阿明", "", "", "zh-TW").expect("a name"),
        message: Message::default(),
        card: domain::card::Card::Plain,
        sent_on: None,
    };
    let attempt = || store::attempt_id(house.store.now()).expect("an attempt");
    let gift = house.store.offer_transfer(&ticket.link, &request, &attempt()).await.expect("offered");
    let acceptance = Acceptance { attempt: attempt(), email: None, language: None };
    let accepted = house.store.accept_gift(&gift.share, &acceptance).await.expect("accepted");
    let page = format!("/w/{}/notices", accepted.wallet.as_str());
    let mut holder = house.nobody();
    assert!(holder.get(&page).await.text.contains("留下電子信箱"));
    let wrong = holder.post(&page, &[("email", "nobody")]).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("這不是電子信箱") && wrong.text.contains("value=\"nobody\""),
        "{}",
        wrong.text
    );
    let left = holder.post(&page, &[("email", "ming@example.com")]).await;
    assert_eq!(left.location(), format!("{page}?saved"));
    assert!(!holder.get(&page).await.text.contains("留下電子信箱"));
    // Whoever comes later changes nothing, and from now on the address is asked for before power is given away.
    let mut other = house.nobody();
    let late = other.post(&page, &[("email", "thief@example.com")]).await;
    assert!(late.location().contains("/unlock"), "{}", late.location());
    let asked =
        house.store.address_to_prove(&accepted.wallet, None).await.expect("read").expect("an address");
    assert_eq!(asked.address(), "ming@example.com");
}
