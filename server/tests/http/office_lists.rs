//! The lists of the office beside orders and returns: what waits for its issue, transfers, enquiries, batches. Each filtered,
//! ordered, with chosen columns, and as a file of exactly that.

use crate::browser::{Answer, Browser, between};
use crate::house::{House, moment};
use crate::life::give;
use crate::scene::Scene;
use axum::http::Method;
use domain::money::Dollars;
use std::io::Read;
use store::command::paid_order::Payment;
use store::fixture::{Goods, ISSUER};

on_both_engines!(
    what_waits_for_its_issue_is_listed_and_filed,
    the_first_page_leads_to_exactly_what_it_counts,
    what_was_paid_is_issued_by_its_own_file,
    a_transfer_is_found_followed_and_cancelled,
    enquiries_are_listed_and_filed,
    batches_are_listed_and_filed,
);

/// The rows of a file, its headings among them.
fn sheet(answer: &Answer) -> String {
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap_or_default().contains("spreadsheetml"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes.to_vec())).expect("a workbook");
    let mut all = Vec::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("its sheet");
    part.read_to_end(&mut all).expect("read");
    String::from_utf8(all).expect("words")
}

fn rows(answer: &Answer) -> usize {
    sheet(answer).matches("<row ").count() - 1
}

/// Whether both stand there, the first one before the other.
fn in_order(text: &str, first: &str, second: &str) -> bool {
    matches!((text.find(first), text.find(second)), (Some(first), Some(second)) if first < second)
}

async fn paid(house: &House, number: &str, amount: i64, day: &str, description: &str) {
    let payment = Payment {
        merchant_order_no: number.to_owned(),
        ecpay_order_no: String::new(),
        authorisation_no: String::new(),
        amount: Dollars(amount),
        paid_at: moment(day, 10, 0, 0),
        holder_name: "林大華".to_owned(),
        holder_phone: "0922333444".to_owned(),
        holder_email: "lin@example.com".to_owned(),
        description: description.to_owned(),
    };
    assert!(house.store.note_payment(ISSUER, payment).await.expect("noted"));
}

async fn what_waits_for_its_issue_is_listed_and_filed(house: House) {
    paid(&house, "PAY0001", 400, "2026-11-06", "果茶").await;
    paid(&house, "PAY0002", 200, "2026-10-16", "果茶").await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/unissued").await.text;
    assert!(in_order(&page, "PAY0002", "PAY0001"), "the oldest first: {page}");
    assert!(page.contains("林○華") && page.contains("共 2 筆訂單") && page.contains("發行逾期"), "{page}");
    assert!(!page.contains("0922333444") && !page.contains("lin@example.com"), "{page}");
    for sum in ["可發行 1 筆", "發行逾期 1 筆", "放棄 0 筆", "取消授權 0 筆"] {
        assert!(page.contains(sum), "{sum}: {page}");
    }
    let sorted = owner.get("/office/unissued?sort=-amount&size=50&column=amount").await.text;
    assert!(in_order(&sorted, "PAY0001", "PAY0002"), "{sorted}");
    assert!(sorted.contains("aria-sort=\"descending\"") && sorted.contains("data-name=\"金額\""), "{sorted}");
    assert!(!sorted.contains("林○華"), "a column that nobody chose: {sorted}");
    assert!(sorted.contains("/office/unissued/export?sort=-amount"), "{sorted}");
    let overdue = owner.get("/office/unissued?state=overdue").await.text;
    assert!(overdue.contains("PAY0002") && !overdue.contains("PAY0001"), "{overdue}");
    let file = owner.get("/office/unissued/export?sort=-amount").await;
    assert!(in_order(&sheet(&file), "PAY0001", "PAY0002"), "as the page has them");
    assert!(!sheet(&file).contains("0922333444") && sheet(&file).contains("09••••3444"));
    assert_eq!(rows(&owner.get("/office/unissued/export?state=overdue").await), 1);
    assert_eq!(rows(&owner.get("/office/unissued/export?words=PAY0001").await), 1);
    assert_eq!(rows(&owner.get("/office/unissued/export?words=nothing").await), 0);
    let give_up = [("order", "PAY0002"), ("back", "/office/unissued?state=overdue&sort=paid")];
    let answer = owner.post("/office/give-up-order", &give_up).await;
    assert_eq!(answer.location(), "/office/unissued?state=overdue&sort=paid&saved");
    assert_eq!(rows(&owner.get("/office/unissued/export?state=given_up").await), 1);
    for elsewhere in ["https://evil.example/office/unissued?", "/office/unissued/../x?", "//evil.example"] {
        let act = [("order", "PAY0001"), ("back", elsewhere)];
        let answer = owner.post("/office/give-up-order", &act).await;
        assert!(answer.status == 409 || answer.location() == "/office", "{elsewhere}");
    }
    let mut accountant = house.desk_of(&house.world.accountant).await;
    for path in ["/office/unissued", "/office/unissued/export"] {
        assert_eq!(accountant.get(path).await.status, 404, "{path}");
    }
    assert_eq!(accountant.post("/office/unissued/issue-file", &[]).await.status, 404);
}

async fn upload(browser: &mut Browser, file: &[u8]) -> Answer {
    let head = "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"issue.xlsx\"\r\n\
                content-type: application/octet-stream\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n--limit--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    browser.send(&Method::POST, "/office/issue", &headers, body).await
}

async fn the_first_page_leads_to_exactly_what_it_counts(house: House) {
    // Today is the 6th of November: of their 21 days these have 21, 7, 8, none and 1 left.
    for (number, day) in [
        ("PAY0001", "2026-11-06"),
        ("PAY0002", "2026-10-23"),
        ("PAY0003", "2026-10-24"),
        ("PAY0004", "2026-10-16"),
        ("PAY0005", "2026-10-17"),
    ] {
        paid(&house, number, 100, day, "果茶").await;
    }
    let mut owner = house.desk_of(&house.world.owner).await;
    let home = owner.get("/office").await.text;
    assert!(home.contains("2 筆訂單在 7 天內到期發行"), "{home}");
    let link = between(&home, "href=\"/office/unissued?state=issuable", "\"").expect("the way there");
    let list = format!("/office/unissued?state=issuable{}", link.replace("&amp;", "&"));
    let page = owner.get(&list).await.text;
    assert_eq!(page.matches("<th scope=\"row\"").count(), 2, "{page}");
    assert!(page.contains("PAY0002") && page.contains("PAY0005"), "{page}");
}

async fn what_was_paid_is_issued_by_its_own_file(house: House) {
    paid(&house, "PAY0001", 400, "2026-11-06", "水果茶一杯").await;
    paid(&house, "PAY0002", 200, "2026-10-16", "水果茶一杯").await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/unissued").await;
    assert!(page.text.contains("action=\"/office/unissued/issue-file\""), "{}", page.text);
    let file = owner.post("/office/unissued/issue-file", &[("sort", "paid")]).await;
    let all = sheet(&file);
    assert!(all.contains("0922333444") && all.contains("VAA00001"), "{all}");
    assert!(!all.contains("PAY0002"), "it may not be issued any more: {all}");
    let address = upload(&mut owner, &file.bytes).await.location().to_owned();
    let preview = owner.get(&address).await;
    assert!(preview.text.contains("確認發行 2 張"), "{}", preview.text);
    let none = owner.post("/office/unissued/issue-file", &[("words", "PAY0002")]).await;
    assert_eq!(rows(&none), 0);
}

async fn a_transfer_is_found_followed_and_cancelled(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut holder, mut recipient) = (house.purchaser().await, house.nobody());
    let gift = give(&house, &mut holder, &ticket).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let list = owner.get("/office/transfers").await.text;
    let links = list.split("href=\"/office/transfers/").skip(1).filter_map(|rest| rest.split('"').next());
    let ids: Vec<_> = links.filter(|id| !id.starts_with("export")).collect();
    assert_eq!(ids.len(), 1, "{list}");
    let at = format!("/office/transfers/{}", ids[0]);
    assert!(list.contains("林○美") && list.contains("王○明") && list.contains("等待接受 1"), "{list}");
    assert!(!list.contains("mei@example.com") && !list.contains("0912345678"), "{list}");
    let few = owner.get("/office/transfers?column=units&size=50&sort=offered").await.text;
    assert!(few.contains("data-name=\"次數\"") && !few.contains("林○美"), "{few}");
    assert!(few.contains("/office/transfers/export?sort=offered"), "{few}");
    for (query, expected) in [
        (String::new(), 1),
        (format!("?words={}", ticket.serial), 1),
        ("?state=offered".to_owned(), 1),
        ("?state=lapsed".to_owned(), 0),
        ("?words=nobody@example.com".to_owned(), 0),
        ("?from=2026-11-07".to_owned(), 0),
    ] {
        assert_eq!(rows(&owner.get(&format!("/office/transfers/export{query}")).await), expected, "{query}");
    }
    recipient.post(&format!("{gift}/accept"), &[]).await;
    let page = owner.get(&at).await;
    for words in ["送出轉贈", "接受轉贈", "歷程", "受贈人", &ticket.serial, "/office/orders/2"] {
        assert!(page.text.contains(words), "no {words} in {}", page.text);
    }
    let order = between(&page.text, "href=\"/office/orders/2", "\"").expect("an order");
    let order = owner.get(&format!("/office/orders/2{order}")).await;
    assert!(order.text.contains(&format!("href=\"{at}\"")), "{}", order.text);
    let attempt = page.field("attempt");
    let cancel = format!("{at}/cancel");
    for _ in 0..2 {
        let answer = owner.post(&cancel, &[("attempt", &attempt)]).await;
        assert_eq!(answer.location(), format!("{at}?saved"));
    }
    let page = owner.get(&at).await;
    assert!(page.text.contains("取消轉贈") && page.text.contains("owner"), "{}", page.text);
    assert!(!page.text.contains(&cancel), "nothing of it stands any more: {}", page.text);
    let late = owner.post(&cancel, &[("attempt", &house.attempt())]).await;
    assert_eq!(late.status, 409, "{}", late.text);
    let mut accountant = house.desk_of(&house.world.accountant).await;
    let looked = accountant.get(&at).await;
    assert!(looked.status == 200 && !looked.text.contains(&cancel), "who only looks has no button");
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for path in ["/office/transfers", "/office/transfers/export", &at] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
    let mut partner = house.desk_of(&house.world.partner_owner).await;
    assert_eq!(partner.get(&at).await.status, 404);
    assert_eq!(rows(&partner.get("/office/transfers/export").await), 0);
}

async fn enquiries_are_listed_and_filed(house: House) {
    let scene = Scene::set(&house).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let thread = format!("/office/enquiry/{}", scene.enquiry);
    let list = owner.get("/office/enquiries").await.text;
    assert!(list.contains(&thread) && list.contains("歐○○密") && list.contains("未結案 1 則"), "{list}");
    assert!(!list.contains("歐陽保密"), "{list}");
    assert!(owner.get(&thread).await.text.contains("href=\"/office/enquiries\""));
    let few = owner.get("/office/enquiries?column=messages&size=50&sort=opened").await.text;
    assert!(few.contains("data-name=\"訊息數\"") && !few.contains("歐○○密"), "{few}");
    assert!(few.contains("/office/enquiries/export?sort=opened"), "{few}");
    let closed = owner.get("/office/enquiries?state=closed").await.text;
    assert!(!closed.contains(&thread) && closed.contains("沒有符合條件的資料"), "{closed}");
    for (query, expected) in
        [("", 1), ("?state=waiting", 1), ("?state=closed", 0), ("?words=nobody@example.com", 0)]
    {
        let file = owner.get(&format!("/office/enquiries/export{query}")).await;
        assert_eq!(rows(&file), expected, "{query}");
        assert!(!sheet(&file).contains("歐陽保密"), "{query}");
    }
    let by_serial = owner.get(&format!("/office/enquiries/export?words={}", scene.ticket.serial)).await;
    assert_eq!(rows(&by_serial), 1);
    let mut accountant = house.desk_of(&house.world.accountant).await;
    for path in ["/office/enquiries", "/office/enquiries/export"] {
        assert_eq!(accountant.get(path).await.status, 404, "{path}");
    }
}

async fn batches_are_listed_and_filed(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    for number in ["ONE1", "ONE2"] {
        house.wait(60);
        let attempt = owner.get("/office/issue/one").await.field("attempt");
        let form = [
            ("attempt", attempt.as_str()),
            ("order_number", number),
            ("name", "許功蓋"),
            ("phone", "0912345678"),
            ("email", "hsu@example.com"),
            ("product_1", "VAA00001"),
            ("tickets_1", "2"),
        ];
        assert!(owner.post("/office/issue/one", &form).await.location().starts_with("/office/issue/"));
    }
    assert!(owner.get("/office/issue").await.text.contains("href=\"/office/issue/batches\""));
    let list = owner.get("/office/issue/batches").await.text;
    assert!(in_order(&list, "ONE2", "ONE1"), "the newest first: {list}");
    let sorted = owner.get("/office/issue/batches?sort=made&size=50&column=state").await.text;
    assert!(in_order(&sorted, "ONE1", "ONE2") && sorted.contains("data-name=\"狀態\""), "{sorted}");
    assert!(sorted.contains("/office/issue/batches/export?sort=made"), "{sorted}");
    let file = owner.get("/office/issue/batches/export?sort=made").await;
    assert!(rows(&file) == 2 && in_order(&sheet(&file), "ONE1", "ONE2"));
    for (query, expected) in [("?words=one2", 1), ("?state=open", 2), ("?state=issued", 0)] {
        let file = owner.get(&format!("/office/issue/batches/export{query}")).await;
        assert_eq!(rows(&file), expected, "{query}");
    }
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for path in ["/office/issue/batches", "/office/issue/batches/export"] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
}
