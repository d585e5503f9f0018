//! 自訂圖片: an owner sends a logo and a banner; they stand on tickets and where staff sign in.

use crate::browser::{Answer, Browser, between};
use crate::house::House;
use axum::http::Method;
use domain::picture::MOST_BYTES;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use store::fixture::Goods;

on_both_engines!(
    a_logo_stands_on_every_ticket_of_the_merchant,
    a_banner_stands_where_staff_sign_in_for_its_ticket_only,
    what_is_not_taken_says_why,
    the_set_up_tells_who_changed_a_picture,
    who_was_overtaken_replaces_no_picture,
);

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = vec![120; (width * height * 3) as usize];
    PngEncoder::new(&mut file).write_image(&pixels, width, height, ExtendedColorType::Rgb8).expect("a file");
    file
}

async fn send(browser: &mut Browser, kind: &str, file: &[u8]) -> Answer {
    let shown = shown(browser, kind).await;
    send_as(browser, kind, &shown, file).await
}

/// What the page shows of this kind, as its form says it.
async fn shown(browser: &mut Browser, kind: &str) -> String {
    let page = browser.get("/office/pictures").await.text;
    let form = page.split_once(&format!("action=\"/office/pictures/{kind}\"")).map(|(_, form)| form);
    form.and_then(|form| between(form, "name=\"shown\" value=\"", "\"")).unwrap_or_default().to_owned()
}

async fn send_as(browser: &mut Browser, kind: &str, shown: &str, file: &[u8]) -> Answer {
    let head = format!(
        "--limit\r\ncontent-disposition: form-data; name=\"shown\"\r\n\r\n{shown}\r\n\
         --limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"logo.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--limit--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    browser.send(&Method::POST, &format!("/office/pictures/{kind}"), &headers, body).await
}

/// Address of the picture on a page.
fn picture(answer: &Answer) -> Option<String> {
    between(&answer.text, "src=\"/picture/", "\"").map(|name| format!("/picture/{name}"))
}

async fn a_logo_stands_on_every_ticket_of_the_merchant(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let wallet = format!("/w/{}", ticket.link.as_str());
    let mut owner = house.desk_of(&house.world.owner).await;
    let mut holder = house.nobody();
    assert!(owner.get("/office").await.text.contains("/office/pictures"));
    assert_eq!(picture(&holder.get(&wallet).await), None);
    assert_eq!(send(&mut owner, "logo", &png(166, 36)).await.location(), "/office/pictures");
    let page = holder.get(&wallet).await;
    assert!(page.text.contains("width=\"166\" height=\"36\""), "room is kept: {}", page.text);
    let address = picture(&page).expect("a logo");
    let file = holder.get(&address).await;
    assert!(file.header("content-type").is_some_and(|kind| kind.starts_with("image/")));
    assert_eq!(picture(&owner.get("/office/pictures").await).as_ref(), Some(&address));
    let sheet = holder.post(&format!("{wallet}/{}/paper", ticket.serial), &[]).await;
    assert_eq!(picture(&sheet).as_ref(), Some(&address), "{}", sheet.text);
    let now = shown(&mut owner, "logo").await;
    let removed = owner.post("/office/pictures/logo/remove", &[("shown", &now)]).await;
    assert_eq!(removed.location(), "/office/pictures");
    assert_eq!(picture(&holder.get(&wallet).await), None);
    assert_eq!(holder.get(&address).await.status, 404);
}

async fn a_banner_stands_where_staff_sign_in_for_its_ticket_only(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    assert_eq!(send(&mut owner, "banner", &png(800, 400)).await.status, 303);
    let mut staff = house.nobody();
    assert_eq!(picture(&staff.get("/desk/sign-in").await), None, "whose would it be?");
    staff.get(&format!("/R/{}", house.code_of(&ticket))).await;
    let shown = staff.get("/desk/sign-in?next=/desk/ticket").await;
    let address = picture(&shown).unwrap_or_else(|| panic!("no banner: {}", shown.text));
    assert_eq!(staff.get(&address).await.status, 200);
    let wallet = staff.get(&format!("/w/{}", ticket.link.as_str())).await;
    assert_eq!(picture(&wallet), None, "it stands nowhere else");
}

async fn what_is_not_taken_says_why(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    for (file, why) in [
        (Vec::new(), "請先選擇圖片檔"),
        (b"GIF89a".to_vec(), "JPG 或 PNG"),
        (vec![0; MOST_BYTES + 1], "檔案超過 2 MB"),
        (png(6001, 1), "6000 像素"),
    ] {
        let answer = send(&mut owner, "logo", &file).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains(why) && answer.text.contains("圖片未變更"), "{why}: {}", answer.text);
        assert_eq!(picture(&answer), None);
    }
    assert_eq!(send(&mut owner, "poster", &png(9, 9)).await.status, 404, "there is no such picture");
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(send(&mut clerk, "logo", &png(9, 9)).await.status, 404);
    assert_eq!(clerk.get("/office/pictures").await.status, 404);
    assert_eq!(send(&mut house.desk_of(&house.manager).await, "logo", &png(9, 9)).await.status, 404);
    let looks = house.desk_of(&house.manager).await.get("/office/pictures").await;
    assert!(looks.status == 200 && !looks.text.contains("type=\"file\""), "{}", looks.text);
}

async fn the_set_up_tells_who_changed_a_picture(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    for (file, said) in [(png(166, 36), "Logo：新增"), (png(83, 18), "Logo：更換")] {
        assert_eq!(send(&mut owner, "logo", &file).await.location(), "/office/pictures");
        let page = owner.get("/office/set-up").await;
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let now = shown(&mut owner, "logo").await;
    owner.post("/office/pictures/logo/remove", &[("shown", &now)]).await;
    assert_eq!(send(&mut owner, "banner", &png(800, 400)).await.status, 303);
    let mut manager = house.desk_of(&house.manager).await.with_language("en");
    let page = manager.get("/office/set-up").await;
    for said in ["Logo: added", "Logo: replaced", "Logo: back to the default", "Banner: added"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
}

async fn who_was_overtaken_replaces_no_picture(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let (first, second) = (png(166, 36), png(83, 18));
    for _ in 0..2 {
        assert_eq!(send_as(&mut owner, "logo", "", &first).await.location(), "/office/pictures", "once");
    }
    let now = shown(&mut owner, "logo").await;
    let late = send_as(&mut owner, "logo", "", &second).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("已經有人修改並儲存同一筆資料"), "{}", late.text);
    let removed = owner.post("/office/pictures/logo/remove", &[("shown", "")]).await;
    assert_eq!((removed.status.as_u16(), shown(&mut owner, "logo").await), (409, now.clone()));
    assert_eq!(send_as(&mut owner, "logo", &now, &second).await.status, 303);
}
