//! Receipts as browsers meet them: the page, the file, and the page on which anybody checks one.

use crate::browser::between;
use crate::house::House;
use domain::receipt::check;
use domain::ticket::UseState;
use store::fixture::{Goods, ISSUER, TestTicket};

on_both_engines!(
    the_holder_keeps_a_receipt_that_holds,
    the_desk_has_the_same_one,
    what_is_not_sealed_yet_is_said_and_has_no_file,
    what_was_taken_back_is_said,
    whoever_pastes_a_receipt_is_told_whether_it_holds,
    the_key_lies_at_its_address,
);

/// A ticket that clerk 001 redeemed once, and the redemption's page.
async fn redeemed(house: &House, units: u8) -> (TestTicket, String) {
    let ticket = house.ticket(Goods::Paid, units).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let card = clerk.look(&ticket.code).await;
    let redemption = clerk.confirm(&card, "1").await.location().to_owned();
    (ticket, redemption)
}

async fn sealed(house: &House) {
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
}

/// The way of a holder from the ticket's page: the address behind the link in its history.
async fn receipt_of(house: &House, ticket: &TestTicket) -> String {
    let wallet = format!("/w/{}/{}", ticket.link.as_str(), ticket.serial);
    let page = house.nobody().get(&wallet).await;
    let link = between(&page.text, &format!("href=\"{wallet}/receipt/"), "\"");
    format!("{wallet}/receipt/{}", link.unwrap_or_else(|| panic!("no receipt in {}", page.text)))
}

async fn the_holder_keeps_a_receipt_that_holds(house: House) {
    let (ticket, _) = redeemed(&house, 1).await;
    sealed(&house).await;
    let address = receipt_of(&house, &ticket).await;
    let page = house.nobody().get(&address).await;
    for word in ["核銷收據", "封存的內容", "票夾的說明", "下載收據檔", "水果茶一杯", "信義店", "1000001"]
    {
        assert!(page.text.contains(word), "{word}: {}", page.text);
    }
    assert!(!page.text.contains("王小明"), "a receipt names no holder");
    let file = house.nobody().get(&format!("{address}/file")).await;
    assert_eq!(file.header("content-type"), Some("text/plain; charset=utf-8"));
    let named = file.header("content-disposition").unwrap_or_default();
    assert!(named.starts_with("attachment; filename=\"piaojia-receipt-1000001-"), "{named}");
    let receipt = check(&file.text, &house.store.head_public_key()).expect("it holds");
    assert_eq!((receipt.facts.ticket, receipt.stated.serial), (ticket.id, ticket.serial));
    assert_eq!(receipt.key_address, "http://localhost:3000/.well-known/piaojia-seal-key.txt");
    for secret in [ticket.link.as_str(), ticket.code.as_str(), "王小明"] {
        assert!(!file.text.contains(secret), "{secret}");
    }
}

async fn the_desk_has_the_same_one(house: House) {
    let (ticket, redemption) = redeemed(&house, 1).await;
    sealed(&house).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let page = clerk.get(&redemption).await;
    let address = redemption.replace("/use/", "/receipt/");
    assert!(page.text.contains(&format!("href=\"{address}\"")), "{}", page.text);
    assert!(clerk.get(&address).await.text.contains("核銷收據"));
    let desks = clerk.get(&format!("{address}/file")).await;
    let holders = house.nobody().get(&format!("{}/file", receipt_of(&house, &ticket).await)).await;
    assert_eq!(desks.text, holders.text);
}

async fn what_is_not_sealed_yet_is_said_and_has_no_file(house: House) {
    let (ticket, _) = redeemed(&house, 1).await;
    let address = receipt_of(&house, &ticket).await;
    let page = house.nobody().get(&address).await;
    assert_eq!(page.status, 200);
    let link = format!("{address}/file");
    assert!(page.text.contains("正在封存") && !page.text.contains(&link), "{}", page.text);
    let file = house.nobody().get(&link).await;
    assert_eq!((file.status.as_u16(), file.location()), (303, address.as_str()));
    sealed(&house).await;
    assert!(house.nobody().get(&address).await.text.contains(&link));
}

async fn what_was_taken_back_is_said(house: House) {
    let (ticket, redemption) = redeemed(&house, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    clerk.cancel(&house, &redemption, "", "客人改變主意").await;
    sealed(&house).await;
    let address = receipt_of(&house, &ticket).await;
    let page = house.nobody().get(&address).await;
    assert!(page.text.contains("後來已取消") && !page.text.contains("客人改變主意"), "{}", page.text);
    let file = house.nobody().get(&format!("{address}/file")).await;
    let receipt = check(&file.text, &house.store.head_public_key()).expect("it holds");
    assert_eq!((receipt.stated.state, receipt.facts.quantity), (UseState::Cancelled, 1));
}

async fn whoever_pastes_a_receipt_is_told_whether_it_holds(house: House) {
    let (ticket, _) = redeemed(&house, 1).await;
    sealed(&house).await;
    let text = house.nobody().get(&format!("{}/file", receipt_of(&house, &ticket).await)).await.text;
    let mut anybody = house.nobody();
    // As browsers send it, with and without the last line's end.
    for pasted in
        [text.clone(), text.replace('\n', "\r\n"), text.trim_end().to_owned(), format!("\n{text}\n\n")]
    {
        let answer = anybody.post("/receipts", &[("text", &pasted)]).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains("收據無誤") && answer.text.contains(&ticket.serial), "{}", answer.text);
    }
    let forged = text.replace("units 1", "units 9");
    let answer = anybody.post("/receipts", &[("text", &forged)]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("第 11 行：文字與封存的內容不符"), "{}", answer.text);
    assert!(!answer.text.contains(&ticket.serial), "nothing of what does not hold is repeated");
    let nonsense = anybody.post("/receipts", &[("text", "<script>alert(1)</script>")]).await;
    assert_eq!(nonsense.status, 422);
    assert!(!nonsense.text.contains("alert(1)"));
}

async fn the_key_lies_at_its_address(house: House) {
    let key = domain::hexadecimal::hex(&house.store.head_public_key());
    let answer = house.nobody().get("/.well-known/piaojia-seal-key.txt").await;
    assert_eq!(answer.text, format!("piaojia-seal-key-1 {key}\n"));
    assert!(house.nobody().get("/receipts").await.text.contains(&key));
}
