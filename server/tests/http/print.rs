//! 紙本票券列印 as its people use it: an order of paper by form, its sheets as a file, and the reason for another print.

use crate::house::House;
use domain::print::TicketForm;
use store::command::issue::NewOrder;
use store::fixture::{Goods, ISSUER, TestTicket};

on_both_engines!(
    paper_is_printed_and_printed_again_with_a_reason,
    a_sample_needs_no_ticket_and_counts_nothing,
    what_cannot_be_printed_is_named,
    paper_is_issued_by_form,
);

const PATH: &str = "/office/paper";

async fn paper(house: &House, tickets: u32) -> Vec<TestTicket> {
    house.world.open_paper().await.expect("opened");
    let order = NewOrder {
        form: TicketForm::Paper,
        purchaser_address: "臺北市南港區".to_owned(),
        ..house.world.order(vec![house.world.line(Goods::Paid, tickets, 1)]).expect("an order")
    };
    let (_, issued) = house.store.issue(ISSUER, "paper", vec![order]).await.expect("issued");
    house.world.tickets_of(&issued[0].link).await.expect("tickets")
}

async fn paper_is_printed_and_printed_again_with_a_reason(house: House) {
    let tickets = paper(&house, 2).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let list = owner.get(PATH).await.text;
    assert!(list.contains(&tickets[0].serial) && list.contains("未列印"), "{list}");
    assert!(!list.contains(&tickets[0].code), "a list shows no code");
    let ticked = [("ticket", &*tickets[0].serial), ("ticket", &*tickets[1].serial)];
    let confirm = owner.post("/office/paper/choose", &ticked).await;
    assert!(confirm.text.contains("共選取 2 張：2 張提貨券、0 張贈品券"), "{}", confirm.text);
    let attempt = confirm.field("attempt");
    let mut form = ticked.to_vec();
    form.extend([("attempt", &*attempt), ("size", "a4")]);
    for _ in 0..2 {
        let printed = owner.post("/office/paper/print", &form).await;
        assert_eq!(printed.status, 200, "{}", printed.text);
        assert_eq!(printed.header("content-type"), Some("application/pdf"));
        assert!(printed.bytes.starts_with(b"%PDF-"));
        assert_eq!(printed.header("cache-control"), Some("no-store"));
    }
    assert!(owner.get(PATH).await.text.contains("已列印(1)"), "sent twice, counted once");
    let confirm = owner.post("/office/paper/choose", &ticked).await;
    assert!(confirm.text.contains("其中 2 張已經列印過"), "{}", confirm.text);
    let attempt = confirm.field("attempt");
    let mut again = ticked.to_vec();
    again.push(("attempt", &*attempt));
    assert_eq!(owner.post("/office/paper/print", &again).await.status, 422, "no reason");
    again.push(("reason", "卡紙"));
    assert_eq!(owner.post("/office/paper/print", &again).await.status, 200);
    let list = owner.get(&format!("{PATH}?printed=yes&tick=all")).await.text;
    assert!(list.contains("已列印(2)") && list.contains("原因：卡紙") && list.contains("checked"), "{list}");
    let ticket = owner.get(&format!("/office/ticket?serial={}", tickets[0].serial)).await.text;
    assert!(ticket.contains("列印紙本票券"), "{ticket}");
}

async fn a_sample_needs_no_ticket_and_counts_nothing(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await.with_language("en");
    for size in ["roll", "a4"] {
        let sample = owner.post("/office/paper/test", &[("size", size)]).await;
        assert_eq!(sample.status, 200, "{}", sample.text);
        assert!(sample.bytes.starts_with(b"%PDF-"));
    }
    let mut accountant = house.desk_of(&house.world.accountant).await;
    let list = accountant.get(PATH).await;
    assert_eq!(list.status, 200);
    assert!(!list.text.contains("/office/paper/test"), "who only looks has no button");
}

async fn what_cannot_be_printed_is_named(house: House) {
    let electronic = house.ticket(Goods::Paid, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let attempt = house.attempt();
    let form = [("ticket", &*electronic.serial), ("attempt", &*attempt)];
    let refused = owner.post("/office/paper/print", &form).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("只有紙本票券"), "{}", refused.text);
    let nobodys = [("ticket", "A00XX00000000000"), ("attempt", &*attempt)];
    assert_eq!(owner.post("/office/paper/print", &nobodys).await.status, 409);
}

async fn paper_is_issued_by_form(house: House) {
    house.world.open_paper().await.expect("opened");
    let mut owner = house.desk_of(&house.world.owner).await;
    let attempt = owner.get("/office/issue/one").await.field("attempt");
    let mut form = vec![
        ("attempt", &*attempt),
        ("form", "paper"),
        ("order_number", "PAPER1"),
        ("name", "林小美"),
        ("product_1", "VAA00001"),
        ("tickets_1", "2"),
    ];
    let draft = owner.post("/office/issue/one", &form).await;
    let page = owner.get(draft.location()).await.text;
    assert!(page.contains("地址"), "paper needs an address: {page}");
    form.push(("address", "臺北市南港區三重路19之6號"));
    let draft = owner.post("/office/issue/one", &form).await;
    let page = owner.get(draft.location()).await;
    assert_eq!(page.status, 200);
    let told = page.text.contains("紙本票券（廠商列印）") && page.text.contains("不寄通知");
    assert!(told && !page.text.contains("立即寄出通知"), "{}", page.text);
}
