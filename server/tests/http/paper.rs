//! Tickets on paper, and their dates in a calendar.

use crate::browser::between;
use crate::house::House;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    the_code_on_paper_is_confirmed_and_redeems_once,
    the_sheet_of_a_used_ticket_is_not_made,
    a_calendar_file_has_the_date_and_no_link,
);

fn page(ticket: &TestTicket) -> String {
    format!("/w/{}/{}", ticket.link.as_str(), ticket.serial)
}

async fn the_code_on_paper_is_confirmed_and_redeems_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.nobody();
    let form = holder.get(&format!("{}/paper", page(&ticket))).await;
    assert!(form.text.contains("拿到紙的人都能使用") && !form.text.contains("<svg"), "{}", form.text);
    let sheet = holder.post(&format!("{}/paper", page(&ticket)), &[]).await;
    assert!(sheet.text.contains("<svg") && sheet.text.contains(&ticket.serial), "{}", sheet.text);
    assert!(sheet.text.contains("class=\"sheet a4\""), "{}", sheet.text);
    for words in ["價金保管期間", "價金保管機構", "退貨權益", "負責人", "統一編號", "客服電話", "面額"]
    {
        assert!(sheet.text.contains(words), "no {words} in {}", sheet.text);
    }
    let postcard = holder.post(&format!("{}/paper", page(&ticket)), &[("size", "a6")]).await;
    assert!(postcard.text.contains("class=\"sheet a6\""), "{}", postcard.text);
    let printed = house.world.printed_link(&ticket);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&printed).await;
    assert_eq!(card.verdict(), Some("confirm"));
    assert!(clerk.confirm(&card, "1").await.location().starts_with("/desk/use/"));
    assert_eq!(clerk.look(&printed).await.verdict(), Some("already_redeemed"));
}

async fn the_sheet_of_a_used_ticket_is_not_made(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.scan(&house, &ticket).await.verdict(), Some("redeemed"));
    let mut holder = house.nobody();
    assert_eq!(holder.post(&format!("{}/paper", page(&ticket)), &[]).await.status, 404);
    assert!(
        !holder.get(&format!("{}/paper", page(&ticket))).await.text.contains("method=\"post\" action=\"/w/")
    );
}

async fn a_calendar_file_has_the_date_and_no_link(house: House) {
    for (goods, words) in [(Goods::Paid, "價金保管到期"), (Goods::Gift, "最後使用日")] {
        let ticket = house.ticket(goods, 1).await;
        let wallet = house.store.wallet(&ticket.link).await.expect("a wallet");
        let dates = &wallet.tickets[0].ticket;
        let Some(day) = dates.usable_until.or(dates.guarantee_until) else {
            panic!("a ticket of {goods:?} has a date");
        };
        let file = house.nobody().get(&format!("{}/calendar", page(&ticket))).await;
        assert_eq!(file.header("content-type"), Some("text/calendar; charset=utf-8"));
        // Lines are folded at 75 bytes.
        let text = file.text.replace("\r\n ", "");
        let start = between(&text, "DTSTART;VALUE=DATE:", "\r\n").expect("a day");
        assert_eq!(start, day.to_string().replace('-', ""));
        assert!(text.contains(words) && text.contains("TRIGGER:-PT572400S"), "{text}");
        assert!(text.contains("DTSTAMP:20261106T060000Z") && !text.contains("DTEND"), "{text}");
        assert!(!text.contains(ticket.link.as_str()), "{text}");
    }
}
