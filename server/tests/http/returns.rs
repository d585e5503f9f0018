//! 票券退貨 as its people use it: lists and their files, a request agreed to in part, and returning at the counter with and
//! without a look at the sums.

use crate::browser::Browser;
use crate::house::{House, person};
use crate::scene::{EMAIL, NAME, PHONE, Scene};
use domain::permission::Role;
use std::io::Read;
use store::fixture::{Goods, ISSUER, TestTicket, branch};

on_both_engines!(
    requests_and_returns_are_listed_and_filed,
    a_request_is_agreed_to_in_part,
    at_the_counter_nothing_is_returned_unseen,
    what_was_returned_is_taken_back_from_the_list,
    a_branchs_manager_finds_nothing_of_other_orders,
);

const COUNTER: &str = "/office/returns/counter";

/// Rows of the sheet of a workbook, with its headings.
fn rows_of(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).expect("a workbook");
    let mut all = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("its sheet");
    part.read_to_string(&mut all).expect("read");
    all.matches("<row ").count()
}

async fn asked(house: &House, ticket: &TestTicket, units: u32) -> String {
    let attempt = domain::identity::AttemptId::parse(&house.attempt()).expect("an attempt");
    let asked = house.store.ask_return(&ticket.link, &ticket.id, Some(units), None, &attempt).await;
    format!("/office/returns/{}", asked.expect("asked").request)
}

async fn requests_and_returns_are_listed_and_filed(house: House) {
    let (one, two) = (house.ticket(Goods::Paid, 2).await, house.ticket(Goods::Paid, 1).await);
    let address = asked(&house, &one, 2).await;
    asked(&house, &two, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let list = owner.get("/office/returns").await.text;
    assert!(list.contains(&one.serial) && list.contains(&two.serial) && list.contains("王○明"), "{list}");
    assert!(list.contains("共 2 筆，3 次，票面 600 元，手續費 0 元，退款 600 元"), "{list}");
    assert_eq!(rows_of(&owner.get("/office/returns/export?state=asked").await.bytes), 3);
    let attempt = owner.get(&address).await.field("attempt");
    let long = "字".repeat(51);
    for why in ["", " ", long.as_str()] {
        let fields = [("attempt", attempt.as_str()), ("answer", why)];
        let refused = owner.post(&format!("{address}/decline"), &fields).await;
        assert_eq!(refused.status, 422, "nobody is declined without a word");
        assert!(
            refused.text.contains("id=\"why-fault\"") && refused.text.contains(&format!("value=\"{why}\""))
        );
    }
    let declined = owner.post(&format!("{address}/decline"), &[("attempt", &attempt), ("answer", "☹")]).await;
    assert_eq!(declined.location(), format!("{address}?saved"));
    let page = owner.get(&format!("{address}?saved")).await.text;
    assert!(page.contains("☹") && page.contains("已拒絕") && !page.contains("/approve"), "{page}");
    let open = owner.get("/office/returns?state=asked&from=2000-01-01").await.text;
    assert!(!open.contains(&one.serial) && open.contains(&two.serial), "{open}");
    assert_eq!(rows_of(&owner.get("/office/returns/export?state=asked").await.bytes), 2);
    assert_eq!(rows_of(&owner.get("/office/returns/export?words=nothing").await.bytes), 1);
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    for path in ["/office/returns", "/office/returns/made", COUNTER, &address] {
        assert_eq!(english.get(path).await.status, 200, "{path}");
    }
    let home = owner.get("/office").await.text;
    assert!(home.contains("/office/returns?state=asked"), "{home}");
}

async fn a_request_is_agreed_to_in_part(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let address = asked(&house, &ticket, 3).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let attempt = owner.get(&address).await.field("attempt");
    let part = |units: &'static str| {
        [("attempt", attempt.clone()), ("units", units.to_owned()), ("answer", "一次已兌換".to_owned())]
    };
    for (units, status) in [("4", 422), ("x", 422), ("2", 303), ("2", 303)] {
        let fields = part(units);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = owner.post(&format!("{address}/approve"), &fields).await;
        assert_eq!(answer.status, status, "{units}: {}", answer.text);
        if status == 422 {
            assert!(answer.text.contains("id=\"units-fault\"") && answer.text.contains("href=\"#units\""));
            assert_eq!(
                (answer.field("units").as_str(), answer.field("answer").as_str()),
                (units, "一次已兌換")
            );
        }
    }
    let page = owner.get(&address).await.text;
    assert!(page.contains("同意 2 次，退款 400 元") && page.contains("一次已兌換"), "{page}");
    let wallet = house.purchaser().await.get(&format!("/w/{}", ticket.link.as_str())).await.text;
    assert!(wallet.contains("發行單位同意其中 2 次・退款 400 元"), "{wallet}");
    let made = owner.get("/office/returns/made").await.text;
    assert!(made.contains("共 1 筆，2 次，票面 400 元"), "{made}");
}

/// The form of the counter, filled in.
async fn send(owner: &mut Browser, fields: &[(&str, &str)]) -> crate::browser::Answer {
    owner.post(COUNTER, fields).await
}

async fn at_the_counter_nothing_is_returned_unseen(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 2).await.expect("tickets");
    let (one, two) = (tickets[0].serial.as_str(), tickets[1].serial.as_str());
    let mut owner = house.desk_of(&house.world.owner).await;
    let found = owner.post("/office/returns/find", &[("words", &tickets[0].code)]).await;
    assert!(
        found.location().ends_with(&format!("&serial={one}")),
        "no code in an address: {}",
        found.location()
    );
    let sheet = owner.get(found.location()).await;
    assert_eq!(sheet.text.matches("name=\"ticket\"").count(), 2, "{}", sheet.text);
    let nothing = owner.post("/office/returns/find", &[("words", "王小明")]).await;
    assert!(nothing.status == 404 && nothing.text.contains("words-fault"), "{}", nothing.text);
    let (order, attempt) = (sheet.field("order"), sheet.field("attempt"));
    let (too_many, own_fee, long) = (format!("units_{two}"), format!("fee_{two}"), "字".repeat(51));
    let wrong = [("order", order.as_str()), ("ticket", two), (&too_many, "9"), ("reason", &long)];
    let wrong = send(&mut owner, &[&wrong[..], &[("step", "look")]].concat()).await;
    for id in [format!("{too_many}-fault"), "reason-fault".to_owned()] {
        assert!(wrong.text.contains(&format!("id=\"{id}\"")), "{id}: {}", wrong.text);
    }
    let wrong = [("order", order.as_str()), ("ticket", two), (&own_fee, "some"), ("step", "look")];
    let wrong = send(&mut owner, &wrong).await;
    assert!(wrong.text.contains(&format!("id=\"{own_fee}-fault\"")) && wrong.text.contains("金額如 30"));
    assert!(wrong.text.contains("aria-invalid=\"true\""), "{}", wrong.text);
    let (units, fee) = (format!("units_{one}"), format!("fee_{two}"));
    let mut fields = vec![
        ("order", order.as_str()),
        ("attempt", &attempt),
        ("ticket", one),
        ("ticket", two),
        (&units, "1"),
        (&fee, "5"),
        ("fee", "3%"),
        ("step", "do"),
    ];
    let unseen = send(&mut owner, &fields).await;
    assert_eq!(unseen.status, 409);
    assert!(unseen.text.contains("內容已變更") && unseen.text.contains("589 元"), "{}", unseen.text);
    assert!(owner.get("/office/returns/made").await.text.contains("目前沒有資料"), "nothing was returned");
    let told = unseen.field("told");
    let script = owner.ask(COUNTER, &[&fields[..7], &[("step", "look")]].concat()).await;
    assert!(script.text.contains("589 元") && !script.text.contains("<html"), "{}", script.text);
    assert_eq!(script.field("told"), told, "one arithmetic");
    fields.push(("told", &told));
    let mut other = fields.clone();
    other[5] = (&fee, "6");
    assert_eq!(send(&mut owner, &other).await.status, 409, "not what was told");
    for _ in 0..2 {
        let done = send(&mut owner, &fields).await;
        assert!(done.location().starts_with("/office/returns/made?words=R"), "{}", done.text);
    }
    let made = owner.get("/office/returns/made").await.text;
    assert!(made.contains("共 2 筆，3 次，票面 600 元，手續費 11 元，退款 589 元"), "{made}");
    let wrong = [("order", order.as_str()), ("ticket", one), ("fee", "99%"), ("step", "look")];
    let wrong = send(&mut owner, &wrong).await;
    assert!(wrong.text.contains("有票券無法依所填內容退貨") && wrong.text.contains("上限"), "{}", wrong.text);
    assert!(
        wrong.text.contains("id=\"fee-fault\"") && wrong.text.contains("href=\"#fee\""),
        "{}",
        wrong.text
    );
}

async fn what_was_returned_is_taken_back_from_the_list(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let sheet = owner.get(&format!("/office/ticket?serial={}", ticket.serial)).await;
    let attempt = sheet.field("attempt");
    let fields = [("serial", ticket.serial.as_str()), ("attempt", &attempt), ("units", "1")];
    owner.post("/office/return", &fields).await;
    let list = owner.get("/office/returns/made?state=pending").await;
    let (give_back, attempt, back) = (list.field("give_back"), list.field("attempt"), list.field("back"));
    let back = back.replace("&amp;", "&");
    for (back, leads) in [
        ("https://example.com/office/returns/made?x", format!("/office/ticket?serial={}", ticket.serial)),
        (back.as_str(), format!("{back}&saved")),
    ] {
        let fields = [
            ("serial", ticket.serial.as_str()),
            ("give_back", &give_back),
            ("attempt", &attempt),
            ("back", back),
        ];
        assert_eq!(owner.post("/office/cancel-return", &fields).await.location(), leads);
    }
    let list = owner.get("/office/returns/made").await.text;
    assert!(list.contains("已取消退貨") && list.contains("共 1 筆，0 次"), "{list}");
}

/// As wide powers as a manager has, at a branch that neither issued the order nor returns its product.
async fn a_branchs_manager_finds_nothing_of_other_orders(house: House) {
    let scene = Scene::set(&house).await;
    let place = branch("002").expect("a branch");
    let manager = person(&house.store, ISSUER, "branchmanager1", Some(&place), Role::Manager).await;
    let mut browser = house.desk_of(&manager).await;
    let (order, serial) = (scene.order.as_str(), scene.ticket.serial.as_str());
    let request = scene.request.as_str();
    for (path, expected) in [
        ("/office/resend".to_owned(), 409),
        ("/office/change-purchaser".to_owned(), 409),
        ("/office/renew-code".to_owned(), 409),
        (format!("/office/orders/{order}/resend"), 404),
        (format!("/office/orders/{order}/purchaser"), 404),
    ] {
        let attempt = house.attempt();
        let form = [
            ("serial", serial),
            ("order", order),
            ("attempt", &attempt),
            ("name", "林大華"),
            ("phone", "0922333444"),
            ("email", "lin@example.com"),
        ];
        let answer = browser.post(&path, &form).await;
        assert_eq!(answer.status, expected, "{path}: {}", answer.text);
        for secret in [NAME, PHONE, EMAIL] {
            assert!(!answer.text.contains(secret), "{path} tells {secret}");
        }
    }
    // Every branch returns this product: the ticket and its request are seen, its order is not touched.
    let ticket = browser.get(&format!("/office/ticket?serial={serial}")).await;
    assert!(ticket.status == 200 && !ticket.text.contains("/office/change-purchaser"), "{}", ticket.text);
    assert_eq!(browser.get(&format!("/office/returns/{request}")).await.status, 200);
    assert_eq!(browser.get(&format!("/office/orders/{order}")).await.status, 404);
}
