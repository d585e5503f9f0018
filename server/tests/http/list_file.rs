//! Files of lists, as they are loaded and opened: exactly what is filtered, in the order of the page.

use crate::browser::{Browser, between};
use crate::house::House;
use crate::operator::operator;
use domain::calendar::Day;
use domain::identity::AttemptId;
use domain::job::Job;
use domain::job_result::JobResult;
use domain::print::{ReprintReason, TicketForm};
use std::io::Read;
use store::StoreError;
use store::command::issue::NewOrder;
use store::fixture::{Goods, ISSUER, TestTicket, take_a_dollar};

on_both_engines!(
    tickets_of_paper_are_filed_with_their_prints,
    branches_are_filed_as_they_are_filtered_and_ordered,
    each_side_of_a_relation_has_its_file,
    the_platforms_merchants_are_filed_with_their_contracts,
    runs_of_jobs_are_listed_and_filed,
    deliveries_are_listed_and_filed_by_time_and_state,
    proofs_are_listed_by_page_and_filed,
);

/// The cells of the sheet of a workbook, row by row, its headings first.
pub async fn filed(browser: &mut Browser, path: &str) -> Vec<Vec<String>> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}");
    assert!(answer.header("content-type").unwrap_or_default().contains("spreadsheetml"), "{path}");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes.to_vec())).expect("a workbook");
    let mut text = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("its sheet");
    part.read_to_string(&mut text).expect("read");
    text.split("<row ").skip(1).map(cells).collect()
}

/// What is empty is left out of a row, so that each cell says where it stands.
fn cells(row: &str) -> Vec<String> {
    let mut cells = Vec::new();
    for cell in row.split("<c r=\"").skip(1) {
        let letter = cell.bytes().next().expect("a letter");
        cells.resize(usize::from(letter - b'A'), String::new());
        let words = between(cell, "<is><t", "</t>").and_then(|text| text.split_once('>'));
        let value = words.map(|(_, text)| text).or_else(|| between(cell, "<v>", "</v>"));
        cells.push(value.unwrap_or_default().to_owned());
    }
    cells
}

/// One column of the rows under the headings.
pub fn column(rows: &[Vec<String>], place: usize) -> Vec<&str> {
    rows.iter().skip(1).map(|row| row.get(place).map_or("", String::as_str)).collect()
}

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

async fn print(house: &House, ticket: &TestTicket, reason: Option<&str>) {
    let session = &house.world.owner.session;
    let attempt = AttemptId::parse(&house.attempt()).expect("an attempt");
    let serials = [ticket.serial.clone()];
    let made = house.store.sheets_to_print(session, &serials, &attempt).await.expect("sheets");
    let reason = ReprintReason::parse(reason.unwrap_or_default(), reason.is_some()).expect("a reason");
    house.store.note_print(session, &made, &reason).await.expect("printed");
}

async fn tickets_of_paper_are_filed_with_their_prints(house: House) {
    let tickets = paper(&house, 3).await;
    house.ticket(Goods::Paid, 1).await;
    print(&house, &tickets[0], None).await;
    house.wait(60);
    print(&house, &tickets[0], Some("卡紙")).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/paper?printed=yes").await.text;
    assert!(page.contains("href=\"/office/paper/export?printed=yes"), "{page}");
    let mut serials: Vec<_> = tickets.iter().map(|ticket| ticket.serial.as_str()).collect();
    serials.sort_unstable();
    let all = filed(&mut owner, "/office/paper/export?sort=order").await;
    assert_eq!(column(&all, 0), serials);
    assert!(
        all[0].contains(&"列印狀態".to_owned()) && all[0].contains(&"最近列印時間".to_owned()),
        "{all:?}"
    );
    serials.reverse();
    assert_eq!(column(&filed(&mut owner, "/office/paper/export").await, 0), serials);
    let printed = filed(&mut owner, "/office/paper/export?printed=yes").await;
    assert_eq!(column(&printed, 0), [tickets[0].serial.as_str()]);
    assert_eq!(printed[1].len(), printed[0].len());
    let expected = ["已列印(2)", "2", "2026/11/06 14:01", "owner", "卡紙"];
    for (place, expected) in (3..).zip(expected) {
        assert!(printed[1][place].starts_with(expected), "{expected} in {printed:?}");
    }
    assert!(printed[1].contains(&"王○明".to_owned()), "masked like the page: {printed:?}");
    let open = filed(&mut owner, "/office/paper/export?printed=no").await;
    assert_eq!((column(&open, 3), column(&open, 4)), (vec!["未列印"; 2], vec!["0"; 2]));
    assert_eq!(filed(&mut owner, "/office/paper/export?words=nothing").await.len(), 1);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.get("/office/paper/export").await.status, 404);
    let mut stranger = house.desk_of(&house.world.stranger_owner).await;
    assert_eq!(filed(&mut stranger, "/office/paper/export").await.len(), 1, "none of its own");
}

async fn branches_are_filed_as_they_are_filtered_and_ordered(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let change = [
        ("version", "1"),
        ("name", "信義店"),
        ("phone", "02-2345-6789"),
        ("address", "臺北市信義區松高路 1 號"),
        ("state", "on"),
    ];
    let answer = owner.post("/office/branches/001", &change).await;
    assert_eq!(answer.location(), "/office/branches/001?saved");
    let page = owner.get("/office/branches?state=on&sort=-number").await.text;
    assert!(page.contains("href=\"/office/branches/export?state=on"), "{page}");
    let on = filed(&mut owner, "/office/branches/export?state=on&sort=-number&size=25&page=7").await;
    assert_eq!(column(&on, 0), ["002", "001"]);
    assert_eq!(on[2][1..5], ["信義店", "02-2345-6789", "臺北市信義區松高路 1 號", "啟用"]);
    assert_eq!(on[2][5], "3", "its accounts");
    assert_eq!(on[2][7], "owner", "who changed it last");
    assert!(page.contains("data-name=\"分店地址\" class=\"\">臺北市信義區松高路 1 號<"), "{page}");
    assert!(page.contains("data-name=\"最後編輯者\" class=\"\">owner<"), "{page}");
    assert_eq!(column(&filed(&mut owner, "/office/branches/export").await, 0), ["001", "002", "003"]);
    // What was changed about it is a list, too, with its file.
    let own = owner.get("/office/branches/001").await.text;
    assert!(own.contains("href=\"/office/changes?of=branch&amp;key=001\""), "{own}");
    let changes = owner.get("/office/changes?of=branch&key=001").await.text;
    assert!(
        changes.contains("臺北市信義區松高路 1 號") && changes.contains("第 1–1 筆，共 1 筆"),
        "{changes}"
    );
    let file = filed(&mut owner, "/office/changes/export?of=branch&key=001").await;
    assert_eq!(column(&file, 1), ["幸福果茶・owner"]);
    assert_eq!(filed(&mut owner, "/office/changes/export?of=branch&key=002").await.len(), 1);
    for nothing in ["of=nothing", "of=redeemer", "of=issuer&key=x"] {
        assert_eq!(owner.get(&format!("/office/changes?{nothing}")).await.status, 404, "{nothing}");
    }
    let mut partner = house.desk_of(&house.world.partner_owner).await;
    assert_eq!(filed(&mut partner, "/office/changes/export?of=branch&key=001").await.len(), 1);
    let mut accountant = house.desk_of(&house.world.accountant).await;
    assert_eq!(accountant.get("/office/branches/export").await.status, 404);
}

async fn each_side_of_a_relation_has_its_file(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    let page = owner.get("/office/redeemers?state=open").await.text;
    assert!(page.contains("href=\"/office/redeemers/export?state=open"), "{page}");
    let redeemers = filed(&mut owner, "/office/redeemers/export?state=open").await;
    assert_eq!(redeemers[1][..4], ["1000002", "山海書店", "12345675", "開啟"]);
    assert_eq!((redeemers.len(), &*redeemers[1][4]), (2, "1"), "a product is open to it");
    assert_eq!(filed(&mut owner, "/office/redeemers/export?state=ended").await.len(), 1);
    assert_eq!(filed(&mut owner, "/office/issuers/export").await.len(), 1);
    let mut partner = house.desk_of(&house.world.partner_owner).await;
    let page = partner.get("/office/issuers").await.text;
    assert!(page.contains("href=\"/office/issuers/export?sort=-changed"), "{page}");
    let issuers = filed(&mut partner, "/office/issuers/export").await;
    assert_eq!(issuers[1][..4], ["1000001", "幸福果茶", "24536806", "開啟"]);
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for path in ["/office/redeemers/export", "/office/issuers/export"] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
}

async fn the_platforms_merchants_are_filed_with_their_contracts(house: House) {
    let mut operator = operator(&house).await;
    let page = operator.get("/operator?sort=-number").await.text;
    assert!(page.contains("href=\"/operator/merchants/export?sort=-number\""), "{page}");
    let all = filed(&mut operator, "/operator/merchants/export?sort=-number").await;
    assert_eq!(column(&all, 0), ["1000003", "1000002", "1000001"]);
    assert_eq!(all[3][1..4], ["幸福果茶", "24536806", "林老闆"]);
    assert_eq!(all[3][7], "正式合約");
    assert_eq!(all[3].len(), all[0].len());
    let end = [("version", "1"), ("last_day", "2026-11-30"), ("note", "停業")];
    let ended = operator.post("/operator/merchant/1000002/end", &end).await;
    assert_eq!(ended.location(), "/operator/merchant/1000002?saved");
    let one = filed(&mut operator, "/operator/merchants/export?words=1000002").await;
    assert_eq!((one.len(), &*one[1][10]), (2, "2026/11/30"), "{one:?}");
    let mut nobody = house.nobody();
    for list in ["merchants", "jobs", "deliveries", "proofs"] {
        let answer = nobody.get(&format!("/operator/{list}/export")).await;
        assert_eq!(answer.location(), "/operator/sign-in", "{list}");
    }
}

async fn runs_of_jobs_are_listed_and_filed(house: House) {
    for (job, day) in [(Job::Bank, "2026-11-05"), (Job::Payout, "2026-11-05"), (Job::Bank, "2026-11-04")] {
        let day = Day::parse(day).expect("a day");
        let done = house.store.run_job(job, day, "server", || async { Ok("0 line(s)".to_owned()) }).await;
        done.expect("run");
        house.wait(60);
    }
    let failing = || async { Err(StoreError::Corrupt("a line")) };
    let day = Day::parse("2026-11-06").expect("a day");
    house.store.run_job(Job::Proof, day, "server", failing).await.expect_err("failed");
    let mut operator = operator(&house).await;
    let page = operator.get("/operator/jobs?job=bank&state=done&sort=day").await.text;
    assert!(page.contains("href=\"/operator/jobs/export?job=bank"), "{page}");
    assert!(page.contains("aria-sort=\"ascending\"") && page.contains("value=\"bank\" selected"), "{page}");
    assert!(page.contains("第 1–2 筆，共 2 筆"), "{page}");
    let banks = filed(&mut operator, "/operator/jobs/export?job=bank&state=done&sort=day").await;
    assert_eq!(column(&banks, 1), ["2026/11/04", "2026/11/05"]);
    let all = filed(&mut operator, "/operator/jobs/export").await;
    assert_eq!(column(&all, 0), ["價金保管證明", "銀行檔", "撥款", "銀行檔"]);
    assert!(all[1][5].starts_with("server"), "whose run it was: {all:?}");
    let open = filed(&mut operator, "/operator/jobs/export?state=open").await;
    assert_eq!(column(&open, 4), ["失敗：corrupt: a line"]);
    let day = Day::parse("2026-11-03").expect("a day");
    let overdue = || async { Ok(JobResult::Overdue(4).to_string()) };
    house.store.run_job(Job::Overdue, day, "server", overdue).await.expect("run");
    let said = filed(&mut operator, "/operator/jobs/export?job=overdue").await;
    assert_eq!(column(&said, 4), ["4 張票券的保管價金已轉列應付"]);
    let mut english = operator.clone().with_language("en");
    let page = english.get("/operator/jobs").await.text;
    assert!(page.contains("Trust money of 4 ticket(s) released"), "{page}");
    assert!(page.contains("0 line(s)"), "a text that is no result stands as it is: {page}");
}

async fn deliveries_are_listed_and_filed_by_time_and_state(house: House) {
    for _ in 0..3 {
        house.ticket(Goods::Paid, 1).await;
        house.wait(60);
    }
    house.store.seal_every_log(house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("notices");
    let mut operator = operator(&house).await;
    let before = filed(&mut operator, "/operator/deliveries/export").await;
    let due = house.store.due_notices(1).await.expect("due").remove(0);
    house.store.notice_sent(&due, "250 taken").await.expect("marked");
    let newest = filed(&mut operator, "/operator/deliveries/export").await;
    assert_eq!(newest.len() + 1, before.len());
    assert!(newest.len() > 2, "{newest:?}");
    let mut oldest = filed(&mut operator, "/operator/deliveries/export?sort=made").await;
    oldest[1..].reverse();
    assert_eq!(oldest, newest);
    let sent = filed(&mut operator, "/operator/deliveries/export?state=sent&words=1000001").await;
    assert_eq!((column(&sent, 1), column(&sent, 6)), (vec!["幸福果茶"], vec!["250 taken"]));
    assert_eq!(column(&sent, 2), ["電子票券發行"]);
    let issued = filed(&mut operator, "/operator/deliveries/export?kind=issued").await;
    assert_eq!(issued, newest, "all of them are of issues");
    for nothing in ["state=failed", "words=1000002", "until=2026-11-05", "kind=refunded"] {
        let path = format!("/operator/deliveries/export?{nothing}");
        assert_eq!(filed(&mut operator, &path).await.len(), 1, "{nothing}");
    }
    let page = operator.get("/operator/deliveries?state=sent&sort=made").await.text;
    assert!(page.contains("href=\"/operator/deliveries/export?state=sent"), "{page}");
    assert!(page.contains("aria-sort=\"ascending\"") && page.contains("250 taken"), "{page}");
    assert!(page.contains("電子票券發行"), "{page}");
    let of_kind = operator.get("/operator/deliveries?kind=refunded").await.text;
    assert!(of_kind.contains("value=\"refunded\" selected") && of_kind.contains("銀行確認退款"), "{of_kind}");
    assert!(of_kind.contains("href=\"/operator/deliveries/export?kind=refunded"), "{of_kind}");
    let mut english = operator.clone().with_language("en");
    assert!(english.get("/operator/deliveries?state=sent").await.text.contains("Tickets issued"));
    let two = operator.get("/operator/deliveries?column=made&size=50").await.text;
    assert!(two.contains("data-name=\"建立時間\"") && !two.contains("data-name=\"管道\""), "{two}");
}

async fn proofs_are_listed_by_page_and_filed(house: House) {
    house.ticket(Goods::Paid, 1).await;
    let today = house.store.now().day();
    for _ in 0..4 {
        house.store.prove(today).await.expect("a proof");
        house.wait(60);
    }
    let mut operator = operator(&house).await;
    let rows = |page: &str| page.matches("<th scope=\"row\"").count();
    let page = operator.get("/operator/proofs").await.text;
    assert_eq!(rows(&page), 25);
    assert!(page.contains("size=50") && page.contains("page=2"), "{page}");
    let newest = filed(&mut operator, "/operator/proofs/export").await;
    let all = operator.get("/operator/proofs?size=100").await.text;
    assert_eq!(rows(&all), newest.len() - 1, "the page and the file have the same rows");
    let mut oldest = filed(&mut operator, "/operator/proofs/export?sort=made").await;
    oldest[1..].reverse();
    assert_eq!(oldest, newest);
    assert_eq!(filed(&mut operator, "/operator/proofs/export?state=broken").await.len(), 1);
    take_a_dollar(&house.store).await.expect("taken");
    house.store.prove(today).await.expect("a proof");
    let broken = filed(&mut operator, "/operator/proofs/export?state=broken").await;
    assert!(broken.len() > 1 && column(&broken, 7).iter().all(|holds| *holds == "不符"), "{broken:?}");
    assert!(column(&broken, 6).iter().all(|difference| *difference != "0"), "{broken:?}");
    let page = operator.get("/operator/proofs?state=broken").await.text;
    assert!(page.contains("href=\"/operator/proofs/export?state=broken"), "{page}");
}
