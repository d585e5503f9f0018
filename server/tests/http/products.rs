//! RULES §7 in the browser: a product is made, corrected, checked, published, and stands on its tickets.

use crate::browser::{Answer, Browser, between};
use crate::house::House;
use axum::http::Method;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use std::io::Read;
use store::fixture::Goods;

on_both_engines!(
    a_product_is_made_corrected_and_published,
    what_was_typed_stays_and_each_fault_is_at_its_field,
    a_conflict_is_told_and_keeps_what_was_typed,
    a_locked_product_shows_its_lists_only,
    what_concerns_the_desk_is_changed_on_the_products_page,
    a_picture_is_looked_at_and_stands_on_the_ticket,
    the_list_keeps_its_filter_in_the_address,
    the_list_is_sorted_and_shows_the_columns_that_were_chosen,
    what_did_not_go_on_the_shelf_stays_ticked,
    the_file_is_what_is_filtered,
);

/// The form as a browser sends it.
fn form<'f>(page: &'f Answer, name: &'f str) -> Vec<(&'f str, &'f str)> {
    let attempt = between(&page.text, "name=\"attempt\" value=\"", "\"").expect("an attempt");
    let mut form = vec![
        ("attempt", attempt),
        ("kind", "paid"),
        ("name", name),
        ("own_number", "TEA09"),
        ("face_value", "75"),
        ("terms", "限門市現場兌換"),
        ("paper_terms", "限門市現場兌換"),
        ("store_terms", "限門市現場兌換"),
        ("proof_living", "accept"),
        ("proof_moment", "accept"),
        ("proof_printed", "confirm"),
        ("proof_typed", "head_office_only"),
        ("proof_look_up", "refuse"),
        ("redeeming_branches", "all"),
        ("return_branches", "all"),
    ];
    form.extend(between(&page.text, "name=\"version\" value=\"", "\"").map(|version| ("version", version)));
    form
}

fn with<'f>(form: &[(&'f str, &'f str)], changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = form.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes).copied().collect()
}

async fn a_product_is_made_corrected_and_published(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/products/new").await;
    let sent = form(&page, "經典珍珠奶茶");
    let made = owner.post("/office/products/new", &sent).await;
    assert_eq!(made.location(), "/office/products/5", "{}", made.text);
    let again = owner.post("/office/products/new", &sent).await;
    assert_eq!(again.location(), "/office/products/5", "sent twice, made once");
    let shown = owner.get("/office/products/5").await;
    assert!(shown.text.contains("VAA00005") && shown.text.contains("沒有發現問題"), "{}", shown.text);
    let published = owner.post("/office/products/shelf", &[("number", "5"), ("one", "1"), ("on", "1")]).await;
    assert_eq!(published.location(), "/office/products/5#policy");
    let page = owner.get("/office/products/5/edit").await;
    let expires = with(&form(&page, "經典珍珠奶茶"), &[("terms", "使用期限至年底為止")]);
    assert_eq!(owner.post("/office/products/5/edit", &expires).await.location(), "/office/products/5");
    let shown = owner.get("/office/products/5").await;
    assert!(shown.text.contains("提貨券不得記載使用期限") && shown.text.contains("未上架"), "{}", shown.text);
    let refused = owner.post("/office/products/shelf", &[("number", "5"), ("on", "1"), ("read", "1")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("沒有上架") && refused.text.contains("第 1 行"), "{}", refused.text);
    let copy = owner.get("/office/products/new?copy=5").await;
    assert!(
        copy.text.contains("name=\"copy\" value=\"5\"") && copy.text.contains("一併複製"),
        "{}",
        copy.text
    );
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    assert!(english.get("/office/products/2").await.text.contains("History"));
}

async fn what_was_typed_stays_and_each_fault_is_at_its_field(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/products/new").await;
    let long = "說".repeat(101);
    let bad = [
        ("name", "奶茶"),
        ("own_number", "TEA-09"),
        ("face_value", "0"),
        ("terms", long.as_str()),
        ("redeeming_branches", "named"),
    ];
    let sent = with(&form(&page, ""), &bad);
    let answer = owner.post("/office/products/new", &sent).await;
    assert_eq!(answer.status, 422);
    for words in [
        "請修正 5 處",
        "目前 2 個字",
        "只能使用英文字母與數字",
        "1 到 1,000,000",
        "第 1 行須為 4 到 100 個字，目前 101 個字",
        "請至少勾選一間分店",
    ] {
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
    for kept in ["value=\"TEA-09\"", long.as_str(), "id=\"name-wrong\"", "href=\"#own_number\""] {
        assert!(answer.text.contains(kept), "{kept}: {}", answer.text);
    }
    let ten = (1..=10).map(|line| format!("第 {line} 行的說明")).collect::<Vec<_>>().join("\n");
    let sent = with(&sent, &[("paper_terms", &ten), ("act", "copy_from_paper")]);
    let copied = owner.post("/office/products/new", &sent).await;
    assert_eq!(copied.status, 200);
    let terms = between(&copied.text, "name=\"terms\"", "</textarea>").expect("terms");
    assert!(terms.contains("第 6 行的說明") && !terms.contains("第 7 行"), "{terms}");
}

async fn a_conflict_is_told_and_keeps_what_was_typed(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let mut manager = house.desk_of(&house.manager).await;
    let page = owner.get("/office/products/new").await;
    owner.post("/office/products/new", &form(&page, "經典珍珠奶茶")).await;
    let (first, second) =
        (owner.get("/office/products/5/edit").await, manager.get("/office/products/5/edit").await);
    assert_eq!(owner.post("/office/products/5/edit", &form(&first, "經典鮮奶茶")).await.status, 303);
    let conflict = manager.post("/office/products/5/edit", &form(&second, "手搖珍珠奶茶")).await;
    assert_eq!(conflict.status, 409);
    assert!(
        conflict.text.contains("已經有人修改") && conflict.text.contains("手搖珍珠奶茶"),
        "{}",
        conflict.text
    );
    let after = manager.post("/office/products/5/edit", &form(&conflict, "手搖珍珠奶茶")).await;
    assert_eq!(after.status, 303, "looked at, and sent again");
}

async fn a_locked_product_shows_its_lists_only(house: House) {
    house.ticket(Goods::Paid, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/products/1/edit").await;
    assert!(
        !page.text.contains("name=\"face_value\"") && page.text.contains("已發行過票券"),
        "{}",
        page.text
    );
    let lists = [
        ("redeeming_branches", "named"),
        ("redeeming_branch", "001"),
        ("return_branches", "all"),
        ("partner", "1000002"),
    ];
    let sent = with(&form(&page, "別的名字"), &lists);
    assert_eq!(owner.post("/office/products/1/edit", &sent).await.status, 303);
    let shown = owner.get("/office/products/1").await;
    assert!(shown.text.contains("001 信義店") && shown.text.contains("山海書店"), "{}", shown.text);
    assert!(!shown.text.contains("別的名字"), "what is locked stays");
}

async fn send(browser: &mut Browser, version: &str, file: &[u8]) -> Answer {
    let head = format!(
        "--limit\r\ncontent-disposition: form-data; name=\"version\"\r\n\r\n{version}\r\n\
         --limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"tea.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--limit--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    browser.send(&Method::POST, "/office/products/1/picture", &headers, body).await
}

async fn what_concerns_the_desk_is_changed_on_the_products_page(house: House) {
    let ticket = house.ticket(Goods::Paid, 2).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let path = format!("/office/products/{}", Goods::Paid.number());
    let counter = format!("{path}/counter");
    let page = owner.get(&path).await;
    let version = between(&page.text, "name=\"version\" value=\"", "\"").expect("a version").to_owned();
    let sent = [
        ("version", version.as_str()),
        ("desk_note", "含酒精：18 歲以上"),
        ("offline_units", "5"),
        ("offline_money", "1000"),
        ("offline_minutes", "60"),
        ("offline_statement_hours", "24"),
    ];
    let wrong = with(&sent, &[("offline_units", "1001"), ("offline_minutes", "")]);
    let answer = owner.post(&counter, &wrong).await;
    assert_eq!(answer.status, 422);
    for words in ["id=\"offline_units-fault\"", "id=\"offline_minutes-fault\"", "value=\"1001\"", "含酒精"]
    {
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
    assert_eq!(owner.post(&counter, &sent).await.location(), format!("{path}#counter"));
    assert_eq!(owner.post(&counter, &sent).await.status, 303, "sent twice, changed once");
    let page = owner.get(&path).await;
    assert!(
        page.text.contains("櫃檯備註") && page.text.contains("離線額度"),
        "in the history: {}",
        page.text
    );
    let stale = with(&sent, &[("desk_note", "現場確認")]);
    let conflict = owner.post(&counter, &stale).await;
    assert_eq!(conflict.status, 409);
    assert!(
        conflict.text.contains("已經有人修改") && conflict.text.contains("現場確認"),
        "{}",
        conflict.text
    );
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert!(clerk.scan(&house, &ticket).await.text.contains("含酒精：18 歲以上"));
    assert_eq!(clerk.post(&counter, &sent).await.status, 404);
    let reader = house.desk_of(&house.world.accountant).await.get(&path).await;
    assert!(
        reader.text.contains("含酒精") && !reader.text.contains("name=\"offline_units\""),
        "{}",
        reader.text
    );
}

async fn a_picture_is_looked_at_and_stands_on_the_ticket(house: House) {
    let png = |width: u32| {
        let mut file = Vec::new();
        let pixels = vec![120; (width * 500 * 3) as usize];
        PngEncoder::new(&mut file).write_image(&pixels, width, 500, ExtendedColorType::Rgb8).expect("a file");
        file
    };
    let mut owner = house.desk_of(&house.world.owner).await;
    for (file, why) in [
        (png(400), "寬度必須超過 400"),
        (b"GIF89a".to_vec(), "JPG 或 PNG"),
        (vec![0; 5 * 1024 * 1024 + 1], "超過 5 MB"),
    ] {
        let answer = send(&mut owner, "1", &file).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains(why), "{why}: {}", answer.text);
    }
    assert_eq!(send(&mut owner, "1", &png(800)).await.location(), "/office/products/1#picture");
    assert_eq!(send(&mut owner, "1", &png(801)).await.status, 409, "it has another version now");
    let ticket = house.ticket(Goods::Paid, 1).await;
    let shown = house.nobody().get(&format!("/w/{}/{}", ticket.link.as_str(), ticket.serial)).await;
    assert!(shown.text.contains("width=\"800\" height=\"500\""), "{}", shown.text);
    let address = between(&shown.text, "src=\"/picture/", "\"").expect("a picture");
    assert_eq!(house.nobody().get(&format!("/picture/{address}")).await.status, 200);
}

async fn the_list_keeps_its_filter_in_the_address(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let list = owner.get("/office/products?kind=gift").await;
    assert!(list.text.contains("小杯紅茶贈品") && !list.text.contains("水果茶一杯"), "{}", list.text);
    let short = owner.get("/office/products?name=%E8%8C%B6").await;
    for words in ["至少 4 個字。", "這次沒有用名稱篩選", "水果茶一杯"] {
        assert!(short.text.contains(words), "{words}: {}", short.text);
    }
    let list = owner.get("/office/products?kind=gift&sort=-face&size=50&column=code&column=shelf").await;
    let back = list.field("back").replace("&amp;", "&");
    assert_eq!(back, "/office/products?kind=gift&sort=-face&column=code&column=shelf&size=50");
    let off = [("number", "2"), ("on", "0"), ("back", back.as_str())];
    assert_eq!(owner.post("/office/products/shelf", &off).await.location(), back);
    let off = owner.get("/office/products?shelf=off").await.text;
    assert!(off.contains("小杯紅茶贈品") && off.contains("共 1 項，已上架 0 項，未上架 1 項"), "{off}");
    let elsewhere = [("number", "2"), ("on", "1"), ("back", "https://example.com/?kind=gift")];
    let answer = owner.post("/office/products/shelf", &elsewhere).await;
    assert_eq!(answer.location(), "/office/products?kind=gift&sort=-number");
    let none = owner.post("/office/products/shelf", &[("on", "1"), ("back", "shelf=on&sort=name")]).await;
    assert_eq!(none.status, 409);
    assert!(none.text.contains("請先勾選商品") && none.text.contains("aria-sort=\"ascending\""));
    assert!(none.text.contains("value=\"on\" selected"), "{}", none.text);
}

/// Where each of these stands in a text, which has all of them.
fn places(text: &str, words: &[&str]) -> Vec<usize> {
    words.iter().map(|words| text.find(words).unwrap_or_else(|| panic!("no {words} in {text}"))).collect()
}

async fn the_list_is_sorted_and_shows_the_columns_that_were_chosen(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let list = owner.get("/office/products").await.text;
    let newest_first = ["好書配好茶", "信義店限定茶", "小杯紅茶贈品", "水果茶一杯"];
    assert!(places(&list, &newest_first).is_sorted(), "{list}");
    assert!(list.contains("共 4 項，已上架 4 項，未上架 0 項") && list.contains("data-name=\"面額\""));
    assert!(list.contains("href=\"/office/products/export?sort=-number\""), "{list}");
    let oldest = owner.get("/office/products?sort=number&column=code&column=face").await.text;
    assert!(!places(&oldest, &newest_first).is_sorted() && !oldest.contains("data-name=\"廠商貨號\""));
    let export = "href=\"/office/products/export?sort=number&amp;column=code&amp;column=face\"";
    assert!(oldest.contains(export), "{oldest}");
    let nothing = owner.get("/office/products?code=NOTHING").await.text;
    assert!(nothing.contains("沒有符合條件的資料") && !nothing.contains("id=\"choice\""), "{nothing}");
    let reader = house.desk_of(&house.world.accountant).await.get("/office/products").await.text;
    assert!(reader.contains("水果茶一杯") && !reader.contains("type=\"checkbox\" form="), "{reader}");
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    assert_eq!(english.get("/office/products?sort=changed").await.status, 200);
}

async fn what_did_not_go_on_the_shelf_stays_ticked(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/products/new").await;
    let expires = with(&form(&page, "經典珍珠奶茶"), &[("terms", "使用期限至年底為止")]);
    assert_eq!(owner.post("/office/products/new", &expires).await.location(), "/office/products/5");
    let on = [("number", "5"), ("number", "1"), ("on", "1"), ("back", "/office/products?sort=name&size=50")];
    let refused = owner.post("/office/products/shelf", &on).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.field("back"), "/office/products?sort=name&amp;size=50");
    assert_eq!(refused.text.matches(" checked aria-label=").count(), 1, "{}", refused.text);
    assert!(refused.text.contains("value=\"5\" checked"), "{}", refused.text);
}

fn sheet(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).expect("a workbook");
    let mut all = Vec::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("its sheet");
    part.read_to_end(&mut all).expect("read");
    String::from_utf8(all).expect("words")
}

async fn the_file_is_what_is_filtered(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let answer = owner.get("/office/products/export").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").unwrap_or_default().contains("products_2026-11-06.xlsx"));
    let all = sheet(&answer.bytes);
    assert_eq!(all.matches("<row ").count(), 5, "the headings and four products: {all}");
    assert!(places(&all, &["VAA00004", "VAA00003", "CAA00002", "VAA00001"]).is_sorted(), "{all}");
    let paid = owner.get("/office/products/export?kind=paid&sort=number").await;
    let paid = sheet(&paid.bytes);
    assert_eq!(paid.matches("<row ").count(), 4, "{paid}");
    assert!(places(&paid, &["VAA00001", "VAA00003", "VAA00004"]).is_sorted() && !paid.contains("CAA00002"));
    let none = owner.get("/office/products/export?shelf=off").await;
    assert_eq!(sheet(&none.bytes).matches("<row ").count(), 1);
    // Who may redeem it beside the issuer, and where, are columns of the page and of its file.
    for (query, code, words) in [
        ("opened=yes&partner=1000002", "VAA00004", "開放 1 家"),
        ("redeeming=named&redeemed_at=001", "VAA00003", "指定 1 間"),
    ] {
        let page = owner.get(&format!("/office/products?{query}")).await.text;
        assert!(page.contains(code) && page.contains(words) && !page.contains("VAA00001"), "{query}: {page}");
        assert!(page.contains(&format!("/office/products/export?{}", query.replace('&', "&amp;"))), "{page}");
        let file = sheet(&owner.get(&format!("/office/products/export?{query}")).await.bytes);
        assert_eq!(file.matches("<row ").count(), 2, "{query}");
        assert!(file.contains(code) && file.contains(words), "{query}: {file}");
    }
    let other = owner.get("/office/products/export?redeeming=named&redeemed_at=002&returning=all").await;
    assert_eq!(sheet(&other.bytes).matches("<row ").count(), 1);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.get("/office/products/export").await.status, 404);
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    let nothing = stranger.get("/office/products/export").await;
    assert_eq!(sheet(&nothing.bytes).matches("<row ").count(), 1, "nothing of anybody else's");
}
