//! RULES §6 in the browser: a file is looked at, corrected in the page, confirmed, followed, and known again.

use crate::browser::{Answer, Browser, between};
use crate::house::House;
use crate::list_file::{column, filed};
use axum::http::Method;
use std::time::Duration;
use store::fixture::Goods;

on_both_engines!(
    a_file_is_corrected_in_the_page_and_issued,
    the_same_file_is_known_again,
    big5_and_utf8_say_the_same,
    what_is_no_sheet_says_why,
    one_order_by_form,
    every_bad_row_is_reached_and_filed,
    the_preview_shows_both_numbers_and_the_purchaser,
    what_is_missing_in_the_set_up_is_said_before_and_after,
    what_is_dropped_is_not_issued,
    a_script_is_told_where_the_preview_is,
    own_serials_are_chosen_beside_the_file,
    own_serials_of_one_order,
    who_may_only_look_sees_batches_and_no_form,
    a_file_is_known_however_many_came_after_it,
);

const HEAD: &str = "匯入單號,廠商訂單編號,贈品單號,購買人姓名,購買人手機,購買人email,購買人地址,商品編號,張數,可使用日期,贈品券到期日";

/// An order of two tickets of NT$ 200.
fn row(number: u32, phone: &str) -> String {
    format!("{number},B{number:03},,許功蓋,{phone},hsu@example.com,,VAA00001,2,,")
}

fn csv(rows: &[String]) -> Vec<u8> {
    format!("{HEAD}\r\n{}\r\n", rows.join("\r\n")).into_bytes()
}

async fn send(browser: &mut Browser, file: &[u8]) -> Answer {
    let head = "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"orders.csv\"\r\n\
                content-type: text/csv\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n--limit--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    browser.send(&Method::POST, "/office/issue", &headers, body).await
}

fn version(page: &Answer) -> &str {
    between(&page.text, "name=\"version\" value=\"", "\"").unwrap_or_else(|| panic!("{}", page.text))
}

/// Follows the page as a browser does, until the batch is at its end.
async fn followed(browser: &mut Browser, address: &str) -> Answer {
    for _ in 0..500 {
        let page = browser.get(address).await;
        if page.header("refresh").is_none() {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it is issued for ever");
}

async fn confirm(browser: &mut Browser, address: &str) -> Answer {
    let page = browser.get(address).await;
    let form = [("version", version(&page)), ("read", "1")];
    browser.post(&format!("{address}/confirm"), &form).await
}

async fn a_file_is_corrected_in_the_page_and_issued(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    assert_eq!(owner.get("/office/issue/template").await.status, 200);
    let sent = send(&mut owner, &csv(&[row(1, "0912345678"), row(2, "12"), row(3, "=A1")])).await;
    let address = sent.location().to_owned();
    let page = owner.get(&address).await;
    assert!(page.text.contains("第 3 列（第 2 筆訂單）"), "{}", page.text);
    assert!(
        page.text.contains("aria-invalid=\"true\"") && !page.text.contains("/confirm\""),
        "{}",
        page.text
    );
    assert!(!page.text.contains("許功蓋\u{3c}/td"), "purchasers are masked in the preview");
    let confirmed =
        owner.post(&format!("{address}/confirm"), &[("version", version(&page)), ("read", "1")]).await;
    assert_eq!(confirmed.status, 303);
    assert!(owner.get(&address).await.text.contains("需要修正"), "nothing is issued while a row is bad");
    let mended = [("version", version(&page)), ("cell-3-4", "0911111111"), ("cell-4-4", "0922222222")];
    assert_eq!(owner.post(&format!("{address}/mend"), &mended).await.location(), address);
    let stale = owner.post(&format!("{address}/mend"), &mended).await;
    assert_eq!(stale.status, 409, "somebody mended it meanwhile");
    assert_eq!(confirm(&mut owner, &address).await.location(), address);
    let done = followed(&mut owner, &address).await;
    assert!(done.text.contains("3 筆訂單、6 張票券已發行"), "{}", done.text);
    assert!(done.text.contains("B003") && !done.text.contains("許功蓋"), "{}", done.text);
    // All of them, however many, among the issued orders.
    let batch = between(&done.text, "href=\"/office/orders?batch=", "\"").expect("the way there");
    house.ticket(Goods::Paid, 1).await;
    let path = format!("/office/orders?batch={batch}");
    let page = owner.get(&path).await.text;
    assert!(page.contains("共 3 筆訂單") && page.contains("只列出一個批次的訂單"), "{page}");
    assert!(page.contains(&format!("name=\"batch\" value=\"{batch}\"")), "a search stays inside: {page}");
    assert!(owner.get("/office/orders").await.text.contains("共 4 筆訂單"));
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    assert!(stranger.get(&path).await.text.contains("沒有符合條件的資料"), "whosever it is");
}

async fn the_same_file_is_known_again(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let file = csv(&[row(1, "0912345678")]);
    let address = send(&mut owner, &file).await.location().to_owned();
    let again = send(&mut owner, &file).await.location().to_owned();
    assert_eq!(again, format!("{address}?known=1"));
    confirm(&mut owner, &address).await;
    followed(&mut owner, &address).await;
    let known = send(&mut owner, &file).await.location().to_owned();
    let page = owner.get(&known).await;
    assert!(page.text.contains("先前已上傳過") && page.text.contains("發行完成"), "{}", page.text);
    // Another file with the same order.
    let other = csv(&[row(1, "0912345679")]);
    let address = send(&mut owner, &other).await.location().to_owned();
    assert!(owner.get(&address).await.text.contains("已發行過"));
}

async fn big5_and_utf8_say_the_same(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let utf8 = csv(&[row(1, "0912345678")]);
    let (big5, _, _) = encoding_rs::BIG5.encode(std::str::from_utf8(&utf8).expect("text"));
    for file in [big5.into_owned(), [b"\xef\xbb\xbf".to_vec(), utf8].concat()] {
        let address = send(&mut owner, &file).await.location().to_owned();
        let page = owner.get(&address).await;
        assert!(page.text.contains("確認發行 2 張"), "{}", page.text);
    }
}

async fn what_is_no_sheet_says_why(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    for (file, why) in [
        (Vec::new(), "請先選擇檔案"),
        (vec![b'x'; 8 * 1024 * 1024 + 1], "超過 8 MB"),
        (b"PK\x03\x04nothing".to_vec(), "不是 xlsx 或 CSV"),
        (vec![0x41, 0xff, 0xff, 0x0a], "文字編碼"),
        ("\n".repeat(1_000_000).into_bytes(), "超出範圍"),
    ] {
        let answer = send(&mut owner, &file).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains(why), "{why}: {}", answer.text);
    }
}

async fn one_order_by_form(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/issue/one").await;
    let attempt = between(&page.text, "name=\"attempt\" value=\"", "\"").expect("an attempt").to_owned();
    let form = [
        ("attempt", attempt.as_str()),
        ("order_number", "ONE1"),
        ("name", "許功蓋"),
        ("phone", "0912345678"),
        ("email", "hsu@example.com"),
        ("product_1", "VAA00001"),
        ("tickets_1", "3"),
    ];
    let address = owner.post("/office/issue/one", &form).await.location().to_owned();
    assert_eq!(owner.post("/office/issue/one", &form).await.location(), address, "sent twice, one draft");
    confirm(&mut owner, &address).await;
    let done = followed(&mut owner, &address).await;
    assert!(done.text.contains("1 筆訂單、3 張票券已發行"), "{}", done.text);
}

async fn every_bad_row_is_reached_and_filed(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let rows: Vec<_> =
        (1..=30).map(|number| row(number, if number == 7 { "0912345678" } else { "12" })).collect();
    let address = send(&mut owner, &csv(&rows)).await.location().to_owned();
    let page = owner.get(&address).await;
    assert!(page.text.contains("共 29 列需要修正") && page.text.contains("第 2 列（"), "{}", page.text);
    assert!(!page.text.contains("第 31 列（"), "{}", page.text);
    assert!(page.text.contains("rows=2\""), "{}", page.text);
    let second = owner.get(&format!("{address}?rows=2")).await;
    assert!(second.text.contains("第 31 列（") && !second.text.contains("第 2 列（"), "{}", second.text);
    let beyond = owner.get(&format!("{address}?rows=99")).await;
    assert!(beyond.text.contains("第 31 列（"), "the last page stands for those after it");
    let mended = [("version", version(&second)), ("rows", "2"), ("cell-31-4", "0911111111")];
    let answer = owner.post(&format!("{address}/mend"), &mended).await;
    assert_eq!(answer.location(), format!("{address}?rows=2"), "one goes on where one was");
    let file = filed(&mut owner, &format!("{address}/faults")).await;
    assert_eq!(file[0], ["列", "第幾筆訂單", "欄位", "目前內容", "原因"]);
    assert_eq!(file.len(), 1 + 28);
    assert_eq!(file[1][..4], ["2", "1", "購買人手機", "12"]);
    assert!(file[1][4].contains("手機號碼格式錯誤"), "{file:?}");
    assert_eq!(column(&file, 0).last(), Some(&"30"));
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    assert_eq!(stranger.get(&format!("{address}/faults")).await.status, 404);
    owner.post(&format!("{address}/cancel"), &[]).await;
    assert_eq!(owner.get(&format!("{address}/faults")).await.status, 404, "it is forgotten");
}

async fn the_preview_shows_both_numbers_and_the_purchaser(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let paid =
        "1,B001,G001,許功蓋,0912345678,hsu@example.com,臺北市大安區和平東路1號,VAA00001,2,,".to_owned();
    let free = "1,,,,,,,CAA00002,1,,".to_owned();
    let address = send(&mut owner, &csv(&[paid, free])).await.location().to_owned();
    let page = owner.get(&address).await;
    for words in ["B001", "G001", "贈品單號", "09••••5678", "h•••@example.com", "臺北市大安區•••"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("hsu@") && !page.text.contains("和平東路"), "{}", page.text);
}

async fn what_is_missing_in_the_set_up_is_said_before_and_after(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    assert!(!owner.get("/office/issue").await.text.contains("補齊下列資料"));
    let address = send(&mut owner, &csv(&[row(1, "0912345678")])).await.location().to_owned();
    house.world.empty_return_rights().await.expect("changed");
    for path in ["/office/issue", "/office/issue/one"] {
        let page = owner.get(path).await;
        assert!(page.text.contains("補齊下列資料") && page.text.contains("退貨權益"), "{}", page.text);
        assert!(page.text.contains("href=\"/office/set-up\""), "{}", page.text);
    }
    confirm(&mut owner, &address).await;
    let page = followed(&mut owner, &address).await;
    let said = between(&page.text, "沒有發行任何票券：", "</p>").expect("why");
    assert!(said.contains("退貨權益") && said.contains("操作設定"), "{said}");
}

async fn what_is_dropped_is_not_issued(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let file = csv(&[row(1, "0912345678")]);
    let address = send(&mut owner, &file).await.location().to_owned();
    let page = owner.get(&address).await;
    assert_eq!(owner.post(&format!("{address}/cancel"), &[]).await.status, 303);
    let form = [("version", version(&page)), ("read", "1")];
    owner.post(&format!("{address}/confirm"), &form).await;
    assert!(owner.get(&address).await.text.contains("沒有發行任何票券"));
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    assert_eq!(stranger.get(&address).await.status, 404);
}

/// It says how far the file is, and goes there by itself.
async fn a_script_is_told_where_the_preview_is(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    assert!(owner.get("/office/issue").await.text.contains("waiting.js"));
    let part = "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"orders.csv\"\r\n\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=limit"), ("x-fragment", "1")];
    let body = |file: &[u8]| [part.as_bytes(), file, b"\r\n--limit--\r\n"].concat();
    let good = body(&csv(&[row(1, "0912345678")]));
    let sent = owner.send(&Method::POST, "/office/issue", &headers, good).await;
    assert_eq!(sent.status, 201);
    assert!(sent.text.is_empty());
    assert!(owner.get(sent.location()).await.text.contains("/confirm\""));
    let bad = owner.send(&Method::POST, "/office/issue", &headers, body(b"PK\x03\x04")).await;
    assert_eq!(bad.status, 422, "its page says why");
}

async fn own_serials_are_chosen_beside_the_file(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let field = |name: &str, value: &str| {
        format!("--limit\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let head = "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"orders.csv\"\r\n\r\n";
    let file = csv(&[row(1, "0912345678"), row(2, "0922345678")]);
    let fields = [field("serials", "own"), field("serial_start", "A12")].concat();
    let body = [fields.as_bytes(), head.as_bytes(), &file, b"\r\n--limit--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    let sent = owner.send(&Method::POST, "/office/issue", &headers, body).await;
    let address = sent.location().to_owned();
    let page = owner.get(&address).await;
    assert!(
        page.text.contains("起始值須為 1 到 11 位數字") && page.text.contains("value=\"A12\""),
        "{}",
        page.text
    );
    assert!(!page.text.contains("/confirm\""), "{}", page.text);
    let choice = [("version", version(&page)), ("serials", "own"), ("serial_start", "７００")];
    assert_eq!(owner.post(&format!("{address}/serials"), &choice).await.location(), address);
    assert_eq!(owner.post(&format!("{address}/serials"), &choice).await.status, 409, "chosen meanwhile");
    let page = owner.get(&address).await;
    assert!(page.text.contains("00000000700 到 ") && page.text.contains("00000000703"), "{}", page.text);
    assert_eq!(confirm(&mut owner, &address).await.location(), address);
    let done = followed(&mut owner, &address).await;
    assert!(done.text.contains("00000000700") && done.text.contains("發行完成"), "{}", done.text);
    let next = send(&mut owner, &csv(&[row(3, "0912345678")])).await.location().to_owned();
    let page = owner.get(&next).await;
    let choice = [("version", version(&page)), ("serials", "own"), ("serial_start", "703")];
    owner.post(&format!("{next}/serials"), &choice).await;
    let page = owner.get(&next).await;
    assert!(page.text.contains("有些已經發出或保留") && !page.text.contains("/confirm\""), "{}", page.text);
}

async fn own_serials_of_one_order(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/issue/one").await;
    let attempt = between(&page.text, "name=\"attempt\" value=\"", "\"").expect("an attempt").to_owned();
    let form = [
        ("attempt", attempt.as_str()),
        ("order_number", "ONE1"),
        ("name", "許功蓋"),
        ("phone", "0912345678"),
        ("email", "hsu@example.com"),
        ("product_1", "VAA00001"),
        ("tickets_1", "2"),
        ("serials", "own"),
        ("serial_start", "90001"),
    ];
    let address = owner.post("/office/issue/one", &form).await.location().to_owned();
    confirm(&mut owner, &address).await;
    let done = followed(&mut owner, &address).await;
    assert!(done.text.contains("1 筆訂單、2 張票券已發行"), "{}", done.text);
    let serial = between(&done.text, "/office/ticket?serial=", "\"").expect("a serial").to_owned();
    assert!(serial.ends_with("00000090001"), "{serial}");
    let list = owner.get(&format!("/office/orders?words={serial}")).await;
    let order = between(&list.text, "href=\"/office/orders/2", "\"").expect("an order").to_owned();
    let page = owner.get(&format!("/office/orders/2{order}")).await;
    assert!(page.text.contains("自訂序號") && page.text.contains(&serial), "{}", page.text);
}

/// An account with 票券發行 to look at, and to be changed by day only.
async fn looker(house: &House, owner: &mut Browser, form: &[(&str, &str)]) -> Browser {
    let form = [&[("role", "custom"), ("sign_in", "password")][..], form].concat();
    let shown = owner.post("/office/people/new", &form).await;
    let password = between(&shown.text, "class=\"once\">", "<").expect("a password").to_owned();
    let name = form.iter().find(|(name, _)| *name == "name").expect("a name").1;
    let mut browser = house.nobody();
    assert_eq!(browser.sign_in("1000001", name, &password, "/office/issue").await.status, 303);
    browser
}

async fn who_may_only_look_sees_batches_and_no_form(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let open = send(&mut owner, &csv(&[row(1, "1")])).await.location().to_owned();
    let issued = send(&mut owner, &csv(&[row(2, "0912345678")])).await.location().to_owned();
    confirm(&mut owner, &issued).await;
    followed(&mut owner, &issued).await;
    // It is 14:00: the second one's hours are over.
    let mut looks = looker(&house, &mut owner, &[("name", "looker1"), ("grant-issue", "look")]).await;
    let hours = [
        ("name", "morning1"),
        ("grant-issue", "change"),
        ("window-0-day-5", "yes"),
        ("window-0-from", "08:00"),
        ("window-0-until", "09:00"),
    ];
    let mut beyond = looker(&house, &mut owner, &hours).await;
    for browser in [&mut looks, &mut beyond] {
        for path in ["/office/issue", "/office/issue/batches", "/office/issue/template", &open, &issued] {
            let page = browser.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(
                !page.text.contains("method=\"post\" action=\"/office/issue"),
                "{path} has a form: {}",
                page.text
            );
        }
        assert_eq!(browser.get("/office/issue/batches/export").await.status, 200);
        assert!(browser.get(&issued).await.text.contains("發行完成"));
        assert_eq!(browser.get("/office/issue/one").await.status, 409);
        let sent = send(browser, &csv(&[row(3, "0912345678")])).await;
        assert!(sent.status == 409 && sent.text.contains("role=\"alert\""), "{}", sent.text);
        for act in ["mend", "serials", "confirm", "cancel"] {
            let answer = browser.post(&format!("{open}/{act}"), &[("version", "1"), ("read", "1")]).await;
            assert_eq!(answer.status, 409, "{act}");
        }
    }
    assert!(owner.get(&open).await.text.contains("/mend"), "it is open as it was");
}

async fn a_file_is_known_however_many_came_after_it(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let first = send(&mut owner, &csv(&[row(1, "0912345678")])).await.location().to_owned();
    for number in 2..28 {
        house.wait(1);
        assert_eq!(send(&mut owner, &csv(&[row(number, "0912345678")])).await.status, 303);
    }
    let again = send(&mut owner, &csv(&[row(1, "0912345678")])).await.location().to_owned();
    assert_eq!(again, format!("{first}?known=1"));
}
