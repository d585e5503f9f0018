//! 已發行訂單管理 as its people use it: the list, its file, one order.

use crate::house::House;
use crate::list_file::{column, filed};
use std::io::Read;
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, PURCHASER_PHONE};

on_both_engines!(
    orders_are_listed_masked_and_shown_when_asked,
    the_file_is_what_is_filtered,
    what_is_done_to_an_order_is_done_once_and_stands_in_its_history,
    an_order_is_listed_until_its_wallet_was_looked_at,
    a_ticket_has_its_holder_its_notes_and_why_something_was_taken_back,
    ticket_201_of_an_order_is_reached,
    a_mail_that_did_not_arrive_is_counted_found_and_sent_again,
);

async fn number_of(house: &House, serial: &str) -> String {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get(&format!("/office/orders?words={serial}")).await.text;
    let (_, rest) = page.split_once("href=\"/office/orders/2").expect("an order");
    format!("2{}", rest.split('"').next().expect("its number"))
}

async fn orders_are_listed_masked_and_shown_when_asked(house: House) {
    let ticket = house.ticket(Goods::Paid, 2).await;
    let number = number_of(&house, &ticket.serial).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    for path in ["/office/orders".to_owned(), format!("/office/orders/{number}")] {
        let page = owner.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("王○明") && page.text.contains(&number));
        assert!(!page.text.contains(PURCHASER_PHONE) && !page.text.contains(PURCHASER_EMAIL), "{path}");
    }
    let answer = owner.post(&format!("/office/orders/{number}/show"), &[]).await;
    assert_eq!(answer.location(), format!("/office/orders/{number}?saved"));
    let page = owner.get(&format!("/office/orders/{number}")).await.text;
    assert!(page.contains(PURCHASER_PHONE) && page.contains("顯示完整個資"), "{page}");
    let list = owner.get("/office/orders").await.text;
    assert!(!list.contains(PURCHASER_PHONE), "the list stays masked");
    let two = owner.get("/office/orders?column=left&column=amount&size=50").await.text;
    assert!(two.contains("data-name=\"金額\"") && !two.contains("王○明"), "{two}");
    assert!(two.contains("name=\"column\" value=\"amount\" checked"), "{two}");
    let nothing = owner.get("/office/orders?words=nobody@example.com&rest=left&size=50").await.text;
    assert!(nothing.contains("沒有符合條件的資料") && nothing.contains("value=\"nobody@example.com\""));
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    for path in ["/office/orders".to_owned(), format!("/office/orders/{number}")] {
        assert_eq!(english.get(&path).await.status, 200);
    }
}

async fn the_file_is_what_is_filtered(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    house.ticket(Goods::Gift, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let sheet = |bytes: &[u8]| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).expect("a workbook");
        let mut all = Vec::new();
        let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("its sheet");
        part.read_to_end(&mut all).expect("read");
        String::from_utf8(all).expect("words")
    };
    let answer = owner.get("/office/orders/export").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap_or_default().contains("spreadsheetml"));
    let all = sheet(&answer.bytes);
    assert_eq!(all.matches("<row ").count(), 3, "the headings and two orders: {all}");
    assert!(!all.contains(PURCHASER_PHONE) && all.contains("09••••5678"), "{all}");
    let one = owner.get(&format!("/office/orders/export?words={}", ticket.serial)).await;
    assert_eq!(sheet(&one.bytes).matches("<row ").count(), 2);
    let none = owner.get("/office/orders/export?words=nobody@example.com").await;
    assert_eq!(sheet(&none.bytes).matches("<row ").count(), 1);
    // How they were issued is asked for, and stands there.
    for (query, rows) in [
        ("form=electronic&way=electronic_at_once", 2),
        ("way=electronic_later", 0),
        ("form=paper", 0),
        ("source=system&branch=%2A", 2),
        ("source=console", 0),
        ("branch=001", 0),
    ] {
        let page = owner.get(&format!("/office/orders?{query}")).await.text;
        assert_eq!(page.matches("data-name=\"發行方式\"").count(), rows, "{query}: {page}");
        let file = owner.get(&format!("/office/orders/export?{query}")).await;
        assert_eq!(sheet(&file.bytes).matches("<row ").count(), rows + 1, "{query}");
    }
    assert!(all.contains("電子票券：即期") && all.contains("發行來源") && all.contains("總店"), "{all}");
}

async fn what_is_done_to_an_order_is_done_once_and_stands_in_its_history(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let number = number_of(&house, &ticket.serial).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let at = format!("/office/orders/{number}");
    let attempt = owner.get(&at).await.field("attempt");
    let note = [("attempt", attempt.as_str()), ("note", "客人說沒收到信")];
    for _ in 0..2 {
        assert_eq!(owner.post(&format!("{at}/note"), &note).await.location(), format!("{at}?saved"));
    }
    let page = owner.get(&format!("{at}?saved")).await;
    assert_eq!(page.text.matches("<p>客人說沒收到信</p>").count(), 1);
    let long = "字".repeat(201);
    let attempt = page.field("attempt");
    let answer = owner.post(&format!("{at}/note"), &[("attempt", &attempt), ("note", &long)]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("id=\"note-fault\"") && answer.text.contains(&long));
    let answer = owner.post(&format!("{at}/resend"), &[("attempt", &attempt)]).await;
    assert_eq!(answer.location(), format!("{at}?saved"));
    let shown = owner.get(&at).await;
    let (attempt, version) = (shown.field("attempt"), shown.field("version"));
    let wrong = [("attempt", attempt.as_str()), ("name", "林"), ("phone", "1"), ("email", "a@example.com")];
    let answer = owner.post(&format!("{at}/purchaser"), &wrong).await;
    assert_eq!((answer.status.as_u16(), answer.field("name").as_str()), (422, "林"));
    assert!(answer.text.contains("id=\"phone-fault\"") && answer.text.contains("href=\"#phone\""));
    let right = [
        ("attempt", attempt.as_str()),
        ("version", &version),
        ("name", "林大華"),
        ("phone", "0922333444"),
        ("email", "lin@example.com"),
    ];
    let answer = owner.post(&format!("{at}/purchaser"), &right).await;
    assert_eq!(answer.location(), format!("{at}?saved"));
    // Whoever still had the page with the former purchaser replaces nobody.
    let attempt = house.attempt();
    let late = [&[("attempt", attempt.as_str())][..], &right[1..]].concat();
    let answer = owner.post(&format!("{at}/purchaser"), &late).await;
    assert_eq!((answer.status.as_u16(), answer.field("name").as_str()), (409, "林大華"));
    assert!(answer.text.contains("已經有人修改並儲存同一筆資料"), "{}", answer.text);
    let page = owner.get(&at).await.text;
    for word in ["補發通知", "變更購買人", "新增備註", "林○華", "王○明"] {
        assert!(page.contains(word), "no “{word}” in {page}");
    }
}

async fn an_order_is_listed_until_its_wallet_was_looked_at(house: House) {
    let (ticket, other) = (house.ticket(Goods::Paid, 1).await, house.ticket(Goods::Gift, 1).await);
    let (number, second) = (number_of(&house, &ticket.serial).await, number_of(&house, &other.serial).await);
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("notices");
    for due in house.store.due_notices(100).await.expect("due") {
        house.store.notice_sent(&due, "250 ok").await.expect("written");
    }
    house.clock.set(house.store.now().plus_seconds(3 * 24 * 3600));
    let (mut owner, mut holder) = (house.desk_of(&house.world.owner).await, house.nobody());
    let (at, wallet) = (format!("/office/orders/{number}"), format!("/w/{}", ticket.link.as_str()));
    // Whoever only asks for the page has not opened it.
    let of_ticket = format!("{wallet}/{}", ticket.serial);
    for path in [&wallet, &of_ticket] {
        let page = holder.get(path).await.text;
        assert!(page.contains(&format!("data-opened=\"{wallet}/opened\"")), "{page}");
        assert!(page.contains("/opened.js\"") && page.contains("/keep.js\""), "{page}");
    }
    let page = owner.get(&at).await.text;
    assert!(page.contains("首次打開票夾") && page.contains("尚未打開"), "{page}");
    let list = owner.get("/office/orders?mail=unopened").await.text;
    assert!(list.contains("寄出 3 天仍未打開") && list.contains(&number) && list.contains(&second), "{list}");
    assert!(list.contains("/office/orders/export?mail=unopened"), "{list}");
    let rows = filed(&mut owner, "/office/orders/export?mail=unopened").await;
    assert_eq!(column(&rows, 0), [second.as_str(), number.as_str()]);

    for _ in 0..2 {
        assert_eq!(holder.post(&format!("{wallet}/opened"), &[]).await.status, 204);
    }
    for path in [&wallet, &of_ticket] {
        let page = holder.get(path).await.text;
        assert!(!page.contains("data-opened") && !page.contains("opened.js"), "{page}");
    }
    let page = owner.get(&at).await.text;
    assert!(page.contains("首次打開票夾") && !page.contains("尚未打開"), "{page}");
    let list = owner.get("/office/orders?mail=unopened").await.text;
    assert!(!list.contains(&number) && list.contains(&second), "{list}");
    let rows = filed(&mut owner, "/office/orders/export?mail=unopened").await;
    assert_eq!(column(&rows, 0), [second.as_str()]);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for path in ["/office/orders?mail=unopened", "/office/orders/export?mail=unopened"] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
    assert_eq!(holder.post("/w/0123456789abcdefghjkmnpqrs/opened", &[]).await.status, 404);
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    assert!(english.get(&at).await.text.contains("Wallet first opened"));
}

async fn a_ticket_has_its_holder_its_notes_and_why_something_was_taken_back(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let number = number_of(&house, &ticket.serial).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let at = format!("/office/ticket?serial={}", ticket.serial);
    let page = owner.get(&at).await;
    for words in ["商品編號", "目前持有人", "王○明", "09••••5678"] {
        assert!(page.text.contains(words), "no “{words}” in {}", page.text);
    }
    assert!(!page.text.contains(PURCHASER_PHONE) && !page.text.contains(PURCHASER_EMAIL));
    let attempt = page.field("attempt");
    let note = [("serial", ticket.serial.as_str()), ("attempt", attempt.as_str()), ("note", "印壞了 <b>")];
    for _ in 0..2 {
        assert_eq!(owner.post("/office/ticket/note", &note).await.location(), at);
    }
    let page = owner.get(&at).await;
    assert_eq!(page.text.matches("<p>印壞了 &lt;b&gt;</p>").count(), 1, "{}", page.text);
    let order = owner.get(&format!("/office/orders/{number}")).await.text;
    assert!(order.contains("印壞了 &lt;b&gt;") && order.contains(&ticket.serial), "{order}");
    let long = "字".repeat(201);
    let attempt = page.field("attempt");
    let sent = [("serial", ticket.serial.as_str()), ("attempt", attempt.as_str()), ("note", long.as_str())];
    let answer = owner.post("/office/ticket/note", &sent).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("id=\"note-fault\"") && answer.text.contains(&long));
    assert!(answer.text.contains("aria-invalid=\"true\""), "{}", answer.text);
    let give_back = [
        ("serial", ticket.serial.as_str()),
        ("attempt", attempt.as_str()),
        ("units", "1"),
        ("reason", "客人不要了"),
    ];
    assert_eq!(owner.post("/office/return", &give_back).await.location(), at);
    let page = owner.get(&at).await.text;
    assert!(page.matches("原因：客人不要了").count() >= 2, "in its line and in the history: {page}");
    let mut accountant = house.desk_of(&house.world.accountant).await;
    assert!(
        !accountant.get(&at).await.text.contains("/office/ticket/note"),
        "whoever only looks writes nothing"
    );
}

async fn ticket_201_of_an_order_is_reached(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 201, 1).await.expect("issued");
    let last = tickets.iter().map(|one| one.serial.as_str()).max().expect("tickets");
    let number = number_of(&house, last).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let at = format!("/office/orders/{number}");
    let first = owner.get(&at).await.text;
    assert!(first.contains("第 1–200 張，共 201 張") && !first.contains(last), "{first}");
    assert!(first.contains(&format!("href=\"{at}?tickets=2#tickets\"")), "{first}");
    let second = owner.get(&format!("{at}?tickets=2")).await.text;
    assert!(second.contains("第 201–201 張，共 201 張") && second.contains(last), "{second}");
    assert!(second.contains(&format!("href=\"{at}#tickets\"")), "{second}");
    for odd in ["tickets=0", "tickets=-1", "records=x", "tickets=99999999999", "tickets=4294967295&records=9"]
    {
        assert_eq!(owner.get(&format!("{at}?{odd}")).await.status, 200, "{odd}");
    }
}

async fn a_mail_that_did_not_arrive_is_counted_found_and_sent_again(house: House) {
    const FAILED: &str = "/office/orders?mail=failed";
    let (ticket, other) = (house.ticket(Goods::Paid, 1).await, house.ticket(Goods::Gift, 1).await);
    let (number, second) = (number_of(&house, &ticket.serial).await, number_of(&house, &other.serial).await);
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("notices");
    let session = house.store.start_session(ISSUER, &house.world.owner.account).await.expect("signed in");
    let actor = house.store.signed_in(&session).await.expect("rows").expect("signed in").actor;
    for due in house.store.due_notices(100).await.expect("due") {
        house.store.notice_sent(&due, "250 ok").await.expect("written");
        if due.about.order_number.as_deref() == Some(number.as_str()) {
            house.store.notice_bounced(&actor, &due.notice.id, "550").await.expect("it came back");
        }
    }
    let mut owner = house.desk_of(&house.world.owner).await;
    let home = owner.get("/office").await.text;
    assert!(home.contains("1 筆訂單有通知信寄送失敗或被退回") && home.contains(FAILED), "{home}");
    let list = owner.get(FAILED).await.text;
    assert!(list.contains(&number) && !list.contains(&second), "{list}");
    let (at, again) = (format!("/office/orders/{number}"), format!("/office/orders/{number}/send-again"));
    let page = owner.get(&at).await;
    assert!(page.text.contains(&again) && page.text.contains("再寄一次"), "{}", page.text);
    let sent = [("notice", page.field("notice")), ("attempt", page.field("attempt"))];
    let sent = sent.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut accountant = house.desk_of(&house.world.accountant).await;
    assert!(!accountant.get(&at).await.text.contains(&again), "looks only");
    assert_eq!(accountant.post(&again, &sent).await.status, 409);
    let elsewhere = owner.post(&format!("/office/orders/{second}/send-again"), &sent).await;
    assert_eq!(elsewhere.status, 404, "a message of another order");
    for _ in 0..2 {
        assert_eq!(owner.post(&again, &sent).await.location(), format!("{at}?saved"));
    }
    let page = owner.get(&at).await.text;
    assert!(!page.contains(&again) && page.matches("再次寄送通知").count() == 1, "{page}");
    assert!(!owner.get(FAILED).await.text.contains(&number));
    assert!(!owner.get("/office").await.text.contains(FAILED));
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    assert_eq!(english.get(&at).await.status, 200);
}
