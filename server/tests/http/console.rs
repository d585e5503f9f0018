//! The console as its people use it: forms that say what is wrong, conflicts, lists, numbers.

use crate::browser::Answer;
use crate::house::House;
use crate::operator::operator;
use store::fixture::Goods;

on_both_engines!(
    settings_are_changed_and_faults_stand_at_their_fields,
    two_people_at_one_branch_are_told,
    a_relation_is_opened_and_ended_with_what_it_means,
    the_first_page_has_its_numbers_and_its_menu,
    the_platforms_messages_are_all_there,
    a_manager_looks_and_has_no_form,
);

const SETTINGS: &[(&str, &str)] = &[
    ("service_phone", "02-1111-2222"),
    ("service_email", "tea@example.com"),
    ("line", "https://line.me/ti/p/@tea"),
    ("return_rights", "未使用可全額退費"),
    ("requests_open", "1"),
    ("request_fee", "2.5"),
    ("answer_days", "14"),
];

fn with(
    form: &[(&'static str, &'static str)],
    name: &'static str,
    value: &'static str,
) -> Vec<(&'static str, &'static str)> {
    form.iter().filter(|(found, _)| *found != name).copied().chain([(name, value)]).collect()
}

fn has(answer: &Answer, words: &[&str]) {
    for word in words {
        assert!(answer.text.contains(word), "no “{word}” in {}", answer.text);
    }
}

async fn settings_are_changed_and_faults_stand_at_their_fields(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/set-up").await;
    let version = page.field("version");
    assert_eq!(version, "1");
    let wrong = with(&with(SETTINGS, "line", "@tea"), "version", "1");
    let answer = owner.post("/office/set-up", &wrong).await;
    assert_eq!(answer.status, 422);
    has(
        &answer,
        &["href=\"#line\"", "id=\"line-fault\"", "aria-invalid=\"true\"", "02-1111-2222", "value=\"@tea\""],
    );
    // What must not stand on a voucher is refused with its rule.
    for (rights, why) in [
        ("恕不退換", "定型化契約不得記載事項"),
        ("購買後一年內使用完畢", "提貨券不得記載使用期限"),
        ("退貨手續費５％", "退貨手續費不得超過 3%"),
    ] {
        let sent = with(&with(SETTINGS, "return_rights", rights), "version", "1");
        let answer = owner.post("/office/set-up", &sent).await;
        assert_eq!(answer.status, 422, "{rights}");
        has(&answer, &["href=\"#return_rights\"", "id=\"return_rights-fault\"", why, rights]);
    }
    let right = with(SETTINGS, "version", "1");
    let answer = owner.post("/office/set-up", &right).await;
    assert_eq!(answer.location(), "/office/set-up?saved");
    let answer = owner.post("/office/set-up", &right).await;
    assert_eq!(answer.location(), "/office/set-up?saved", "the same form twice");
    let page = owner.get("/office/set-up?saved").await;
    has(&page, &["role=\"status\"", "02-1111-2222", "owner", "value=\"2.5\""]);
    let late = with(&right, "answer_days", "7");
    let answer = owner.post("/office/set-up", &late).await;
    assert_eq!(answer.status, 409);
    has(&answer, &["已經有人修改", "value=\"14\""]);
    assert_eq!(answer.field("version"), "2", "from here on it can be saved");
}

async fn two_people_at_one_branch_are_told(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let new = [("number", "010"), ("name", "中山店"), ("state", "on")];
    let answer = owner.post("/office/branches/new", &new).await;
    assert_eq!(answer.location(), "/office/branches/010?saved");
    let taken = [("number", "010"), ("name", "別的店"), ("state", "on")];
    let answer = owner.post("/office/branches/new", &taken).await;
    assert_eq!(answer.status, 422);
    has(&answer, &["id=\"number-fault\"", "別的店"]);
    let change = |name| [("version", "1"), ("name", name), ("state", "off")];
    let answer = owner.post("/office/branches/010", &change("中山一店")).await;
    assert_eq!(answer.location(), "/office/branches/010?saved");
    let answer = owner.post("/office/branches/010", &change("中山二店")).await;
    assert_eq!(answer.status, 409);
    has(&answer, &["中山一店"]);
    assert!(!answer.text.contains("value=\"中山二店\""), "what is shown is what is saved");
    let list = owner.get("/office/branches?words=%E4%B8%AD%E5%B1%B1&state=off&sort=-name").await;
    has(&list, &["中山一店", "aria-sort=\"descending\"", "data-name="]);
    assert!(!list.text.contains("信義店"));
}

async fn a_relation_is_opened_and_ended_with_what_it_means(house: House) {
    let ticket = house.ticket(Goods::Shared, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let found = owner.get("/office/redeemers?tax_id=04595257").await;
    has(&found, &["隔壁早餐", "/office/redeemers/1000003/open"]);
    let answer = owner.post("/office/redeemers/1000003/open", &[("note", "新夥伴")]).await;
    assert_eq!(answer.location(), "/office/redeemers/1000003?saved");
    let page = owner.get("/office/redeemers/1000002").await;
    has(&page, &["1 張未用完的票券", "1 項商品", "取消勾選後，目前 1 張已發行且未用完的票券"]);
    let mut operator = operator(&house).await;
    for merchant in ["1000001", "1000002"] {
        let seen = operator.get(&format!("/operator/merchant/{merchant}")).await;
        has(&seen, &["封鎖後，可核銷商店不能再核銷", "目前有 1 張未用完的票券、1 項商品會受影響"]);
    }
    let answer = owner.post("/office/redeemers/1000002/end", &[("version", "1"), ("note", "結束")]).await;
    assert_eq!(answer.location(), "/office/redeemers/1000002?saved");
    let mut partner = house.desk_of(&house.world.partner_clerk).await;
    assert_eq!(partner.scan(&house, &ticket).await.verdict(), Some("relation_ended"));
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    let answer = stranger.post("/office/issuers/1000001/leave", &[("version", "1")]).await;
    assert_eq!(answer.status, 422, "a reason is needed");
    has(&answer, &["id=\"note-fault\""]);
    let answer =
        stranger.post("/office/issuers/1000001/leave", &[("version", "1"), ("note", "不做了")]).await;
    assert_eq!(answer.location(), "/office/issuers/1000001?saved");
    let answer = owner.post("/office/redeemers/1000003/open", &[("version", "2")]).await;
    assert_eq!(answer.status, 409);
}

async fn the_first_page_has_its_numbers_and_its_menu(house: House) {
    house.ticket(Goods::Paid, 2).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office").await;
    has(&page, &["<svg", "水果茶一杯", "/office/branches", "aria-current=\"page\"", "/office/redeemers"]);
    // Units and face value, each as a picture with a name and as a table.
    for chart in ["每週發行、核銷、退貨與未使用次數", "每週發行、核銷、退貨與未使用面額"]
    {
        has(&page, &[&format!("aria-label=\"{chart}\""), &format!("<caption>{chart}</caption>")]);
    }
    let tags = page.text.split("<rect ").skip(1).filter_map(|rest| rest.split_once('>'));
    let unused = tags.filter(|(tag, _)| tag.contains("class=\"unused\"")).count();
    assert_eq!(unused, 2 * 13, "{}", page.text);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.get("/office").await.status, 404);
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    for path in ["/office", "/office/set-up", "/office/contract", "/office/branches", "/office/branches/001"]
    {
        assert_eq!(english.get(path).await.status, 200, "{path}");
    }
    for path in ["/office/redeemers", "/office/redeemers/1000002", "/office/issuers"] {
        assert_eq!(english.get(path).await.status, 200, "{path}");
    }
}

async fn a_manager_looks_and_has_no_form(house: House) {
    let mut manager = house.desk_of(&house.manager).await;
    for path in ["/office/set-up", "/office/branches/001", "/office/redeemers/1000002"] {
        let page = manager.get(path).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("name=\"version\""), "{path}");
    }
}

async fn the_platforms_messages_are_all_there(house: House) {
    let mut operator = operator(&house).await;
    for number in 1..=27 {
        let title = format!("Message {number}");
        let sent = [("kind", "notice"), ("title", title.as_str()), ("body", "Every night.")];
        assert_eq!(operator.post("/operator/messages", &sent).await.location(), "/operator/messages");
        house.wait(1);
    }
    let mut owner = house.desk_of(&house.world.owner).await;
    let home = owner.get("/office").await;
    has(&home, &["Message 27", "Message 23", "href=\"/office/messages\"", "看更多訊息"]);
    assert!(!home.text.contains("Message 22"));
    let list = owner.get("/office/messages").await;
    has(&list, &["Message 27", "Message 3<", "Every night.", "page=2", "共 27"]);
    assert!(!list.text.contains("Message 2<"));
    has(&owner.get("/office/messages?page=2").await, &["Message 2<", "Message 1<"]);
    let found = owner.get("/office/messages?words=message%2012&kind=notice&sort=at").await;
    has(&found, &["Message 12", "aria-sort=\"ascending\""]);
    assert_eq!(found.text.matches("<th scope=\"row\"").count(), 1);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.get("/office/messages").await.status, 404);
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    has(&english.get("/office").await, &["All messages"]);
    assert_eq!(english.get("/office/messages").await.status, 200);
}
