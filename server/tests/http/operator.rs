//! The platform's own people: a merchant from its contract to its owner's first sign-in.

use crate::browser::{Browser, between};
use crate::house::House;
use crate::list_file::{column, filed};
use crate::list_questions::one_merchant_more;
use domain::calendar::Day;
use domain::job::Job;

on_both_engines!(
    a_merchant_is_made_and_its_owner_invited,
    a_look_says_why,
    what_was_typed_stands_there_after_a_no,
    each_relation_of_a_merchant_is_found_and_blocked,
    every_page_speaks_both_languages,
    a_persons_data_on_request,
    nights_that_nobody_caught_up_with_are_named_until_they_are_run,
);

/// The platform's operator, in a session of its own each time.
pub async fn operator(house: &House) -> Browser {
    let id = match house.store.operator_for_sign_in("operator").await.expect("rows") {
        Some(known) => known.operator.id,
        None => house.store.create_operator("operator", "hash").await.expect("made"),
    };
    let visitor = store::visitor::Visitor::default();
    let session = house.store.operator_sign_in(&id, "password", &visitor).await.expect("signed in");
    house.nobody().with_cookie("__Host-operator", session.as_str())
}

const CONTRACT: &[(&str, &str)] = &[
    ("issuer_code", "8ABC"),
    ("name", "隔壁早餐"),
    ("responsible_person", "林老闆"),
    ("tax_id", "97025978"),
    ("address", "臺北市信義區市府路 1 號"),
    ("from", "2026-11-01"),
    ("mode", "after_use"),
    ("opened", "paid"),
    ("opened", "electronic_at_once"),
    ("guarantee_bank", "玉山商業銀行"),
    ("guarantee_days", "365"),
    ("payout_days", "7"),
    ("fee_cap", "2"),
    ("issue_open", "1"),
    ("serial_paid_electronic", "3.15"),
];

async fn a_merchant_is_made_and_its_owner_invited(house: House) {
    let mut operator = operator(&house).await;
    assert_eq!(operator.get("/operator").await.status, 200);
    let wrong: Vec<_> = CONTRACT.iter().filter(|(name, _)| *name != "tax_id").copied().collect();
    let answer = operator.post("/operator/merchants/new", &wrong).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("id=\"tax_id-fault\"") && answer.text.contains("隔壁早餐"));
    let greedy: Vec<_> =
        CONTRACT.iter().map(|(name, value)| (*name, if *name == "fee_cap" { "4" } else { *value })).collect();
    let answer = operator.post("/operator/merchants/new", &greedy).await;
    assert_eq!(answer.status, 422);
    assert!(
        answer.text.contains("id=\"fee_cap-fault\"") && answer.text.contains("法定上限 3 %"),
        "{}",
        answer.text
    );
    let answer = operator.post("/operator/merchants/new", CONTRACT).await;
    assert_eq!(answer.location(), "/operator/merchant/1000004?saved");
    let answer = operator.post("/operator/merchants/new", CONTRACT).await;
    assert_eq!(answer.location(), "/operator/merchant/1000004?saved", "the same form twice");
    let answer = operator.post("/operator/merchant/1000004/invite", &[("account", "owner1")]).await;
    let link = between(&answer.text, "http://localhost:3000/invitation/", "<").expect("a link").to_owned();
    assert!(!operator.get("/operator/merchant/1000004").await.text.contains(&link), "shown once");
    let mut owner = house.nobody();
    let path = format!("/invitation/{link}");
    assert!(owner.get(&path).await.text.contains("owner1"));
    assert_eq!(owner.post(&path, &[("password", "short")]).await.status, 422);
    let answer = owner.post(&path, &[("password", "three words together")]).await;
    assert_eq!(answer.location(), "/account");
    let page = owner.get("/office").await;
    assert!(page.text.contains("/office/set-up") && page.text.contains("3 項必填資料"));
    assert_eq!(house.nobody().get(&path).await.status, 404, "used");
    assert_eq!(
        owner.get("/operator").await.location(),
        "/operator/sign-in",
        "an owner is none of the platform"
    );
    assert_eq!(
        operator.get("/office").await.location(),
        "/desk/sign-in?next=%2Foffice",
        "and the other way around"
    );
}

async fn a_look_says_why(house: House) {
    let mut operator = operator(&house).await;
    let path = "/operator/merchant/1000001/look";
    assert_eq!(operator.get(path).await.location(), "/operator/merchant/1000001", "not without a reason");
    assert_eq!(operator.post(path, &[]).await.status, 422);
    assert_eq!(operator.get("/office").await.location(), "/desk/sign-in?next=%2Foffice");
    assert_eq!(operator.post(path, &[("reason", "客訴")]).await.location(), "/office");
    assert_eq!(operator.get(path).await.location(), "/office", "it is on");
    assert_eq!(
        operator.get("/operator/merchant/1000002/look").await.location(),
        "/operator/merchant/1000002",
        "another merchant is not looked at"
    );
    assert!(operator.get("/operator/merchant/1000001").await.text.contains("客訴"));
    house.wait(1_800);
    assert_eq!(operator.get(path).await.location(), "/operator/merchant/1000001");
}

async fn what_was_typed_stands_there_after_a_no(house: House) {
    let mut operator = operator(&house).await;
    let merchant = "/operator/merchant/1000001";
    let end = [("version", "1"), ("last_day", "2026-01-01"), ("note", "拖欠")];
    let answer = operator.post(&format!("{merchant}/end"), &end).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("id=\"last_day-fault\""), "{}", answer.text);
    assert_eq!((answer.field("last_day").as_str(), answer.field("note").as_str()), ("2026-01-01", "拖欠"));
    // Letters alone are no name of an account, whoever makes it.
    let answer = operator.post(&format!("{merchant}/invite"), &[("account", "owneronly")]).await;
    assert!(answer.status == 422 && answer.text.contains("id=\"account-fault\""), "{}", answer.text);
    assert_eq!(answer.field("account"), "owneronly");
    let long = "字".repeat(51);
    let answer = operator.post(&format!("{merchant}/look"), &[("reason", &long)]).await;
    assert_eq!((answer.status.as_u16(), answer.field("reason")), (422, long.clone()));
    let note = [("side", "issuer"), ("other", "1000002"), ("act", "block"), ("note", long.as_str())];
    let answer = operator.post(&format!("{merchant}/relation"), &note).await;
    assert!(answer.status == 422 && answer.text.contains("id=\"relation_note-fault\""), "{}", answer.text);
    assert!(
        answer.text.contains(&format!("value=\"{long}\"")) && answer.text.contains("href=\"#relation_note\"")
    );
}

async fn each_relation_of_a_merchant_is_found_and_blocked(house: House) {
    for number in 1..=26 {
        one_merchant_more(&house, number).await;
    }
    let mut operator = operator(&house).await;
    let own = operator.get("/operator/merchant/1000001").await.text;
    assert!(own.contains("href=\"/operator/merchant/1000001/redeemers\""), "{own}");
    assert!(own.contains("全部 27 個關聯") && own.contains("全部 26 個關聯"), "{own}");
    // The last of the second page is as near as the first one.
    let page = operator.get("/operator/merchant/1000001/redeemers?sort=number&page=2").await.text;
    assert!(page.contains("1000126<") && !page.contains("1000124<"), "{page}");
    let back = "/operator/merchant/1000001/redeemers?sort=number&page=2";
    assert!(page.contains("name=\"back\"") && page.contains("第 26–27 筆，共 27 筆"), "{page}");
    let block = |other, version, note, back| {
        let of = [("side", "issuer"), ("other", other), ("version", version), ("act", "block")];
        of.into_iter().chain([("note", note), ("back", back)]).collect::<Vec<_>>()
    };
    let path = "/operator/merchant/1000001/relation";
    let answer = operator.post(path, &block("1000126", "1", "檢舉", back)).await;
    assert_eq!(answer.location(), format!("{back}&saved"));
    let page = operator.get(answer.location()).await.text;
    assert!(page.contains("已完成") && page.contains("解除(已封鎖)") && page.contains("檢舉"), "{page}");
    let found = filed(&mut operator, "/operator/merchant/1000001/redeemers/export?state=blocked").await;
    assert_eq!(column(&found, 0), ["1000126"]);
    let words = "/operator/merchant/1000001/issuers/export?words=10000026&sort=-tax_id";
    assert_eq!(column(&filed(&mut operator, words).await, 0), ["1000126"]);
    // Somebody else was there before, or the note is too long: the same page says so.
    let late = operator.post(path, &block("1000126", "1", "又", back)).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("第 26–27 筆"), "{}", late.text);
    let too_long = "字".repeat(31);
    let long = operator.post(path, &block("1000125", "1", &too_long, back)).await;
    assert_eq!(long.status, 422);
    assert!(long.text.contains("第 26–27 筆"), "{}", long.text);
    assert!(
        long.text.contains("id=\"relation_note-fault\"") && long.text.contains(&too_long),
        "{}",
        long.text
    );
    for elsewhere in ["https://evil.example/?", "/operator/merchant/1000002/redeemers?sort=number", ""] {
        let answer = operator.post(path, &block("1000125", "1", "檢舉", elsewhere)).await;
        assert!(
            answer.status == 409 || answer.location() == "/operator/merchant/1000001?saved",
            "{elsewhere}"
        );
    }
}

async fn every_page_speaks_both_languages(house: House) {
    let mut operator = operator(&house).await.with_language("en");
    for path in [
        "/operator",
        "/operator/merchants/new",
        "/operator/merchant/1000001",
        "/operator/merchant/1000001/contract",
        "/operator/merchant/1000001/changes",
        "/operator/merchant/1000001/redeemers",
        "/operator/merchant/1000001/issuers",
        "/operator/messages",
        "/operator/people",
        "/operator/jobs",
        "/operator/deliveries",
        "/operator/proofs",
        "/operator/sign-in",
    ] {
        assert_eq!(operator.get(path).await.status, 200, "{path}");
    }
    let end = [("version", "1"), ("last_day", "2026-11-30"), ("note", "!")];
    let answer = operator.post("/operator/merchant/1000001/end", &end).await;
    assert_eq!(answer.location(), "/operator/merchant/1000001?saved");
    let to = [("kind", "notice"), ("title", "!"), ("body", "!")];
    assert_eq!(operator.post("/operator/messages", &to).await.location(), "/operator/messages");
    let found = filed(&mut operator, "/operator/messages/export?of_kind=notice&words=!").await;
    assert_eq!((found.len(), found[1][1].as_str()), (2, "All merchants"));
    assert_eq!(filed(&mut operator, "/operator/messages/export?of_kind=important").await.len(), 1);
    let page = operator.get("/operator/messages?words=nothing").await.text;
    assert!(page.contains("/operator/messages/export?words=nothing"), "{page}");
    let changes = filed(&mut operator, "/operator/merchant/1000001/changes/export").await;
    assert_eq!(changes.len(), 2, "the end of its contract: {changes:?}");
}

async fn nights_that_nobody_caught_up_with_are_named_until_they_are_run(house: House) {
    let id = house.store.create_operator("keeper", "hash").await.expect("made");
    house.wait(9 * 86_400);
    let visitor = store::visitor::Visitor::default();
    let session = house.store.operator_sign_in(&id, "password", &visitor).await.expect("signed in");
    let mut operator = house.nobody().with_cookie("__Host-operator", session.as_str());
    let page = operator.get("/operator/jobs").await;
    assert!(page.text.contains("2026/11/06 到 2026/11/07 有 2 晚沒有送銀行檔"), "{}", page.text);
    for night in ["2026-11-06", "2026-11-07"] {
        let day = Day::parse(night).expect("a day");
        let done =
            house.store.run_job(Job::Bank, day, "by hand", || async { Ok("0 line(s)".to_owned()) }).await;
        done.expect("run by hand");
    }
    assert!(!operator.get("/operator/jobs").await.text.contains("沒有送銀行檔"));
    // What is younger is made of itself.
    house.wait(86_400);
    let session = house.store.operator_sign_in(&id, "password", &visitor).await.expect("signed in");
    let mut operator = house.nobody().with_cookie("__Host-operator", session.as_str());
    assert!(operator.get("/operator/jobs").await.text.contains("2026/11/08 到 2026/11/08 有 1 晚"));
}

async fn a_persons_data_on_request(house: House) {
    let mut operator = operator(&house).await;
    let ticket = house.world.issue_one(store::fixture::Goods::Gift).await.expect("a ticket");
    let address = store::fixture::PURCHASER_EMAIL;
    let page = operator.post("/operator/people", &[("address", "nobody")]).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("id=\"address-fault\""), "{}", page.text);
    let page = operator.post("/operator/people", &[("address", address)]).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("個人資料仍需使用") && !page.text.contains("people/erase\""), "{}", page.text);
    let named = [("address", address), ("reason", address)];
    let answer = operator.post("/operator/people/export", &named).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("紀錄不能留下"), "{}", answer.text);
    let file =
        operator.post("/operator/people/export", &[("address", address), ("reason", "來電要求")]).await;
    assert_eq!(file.status, 200);
    assert!(file.header("content-type").is_some_and(|kind| kind.starts_with("application/json")));
    assert!(file.text.contains(address) && file.text.contains("\"wallets\""), "{}", file.text);
    let form = [("address", address), ("reason", "來電要求"), ("read", "1")];
    let answer = operator.post("/operator/people/erase", &form).await;
    assert_eq!(answer.status, 409, "a ticket is open");
    let owner = &house.world.owner;
    house
        .store
        .redeem(&owner.session, &house.world.type_code(&ticket).expect("a code"))
        .await
        .expect("redeemed");
    let page = operator.post("/operator/people", &[("address", address)]).await;
    assert!(page.text.contains("people/erase\""), "{}", page.text);
    assert_eq!(operator.post("/operator/people/erase", &form[..2]).await.status, 422, "not confirmed");
    assert_eq!(operator.post("/operator/people/erase", &form).await.location(), "/operator/people?erased");
    let page = operator.get("/operator/people?erased").await;
    assert!(page.text.contains("已刪除") && page.text.contains("來電要求"), "{}", page.text);
    assert!(!page.text.contains(address), "the log names nobody");
    let page = operator.post("/operator/people", &[("address", address)]).await;
    assert!(page.text.contains("沒有留存"), "{}", page.text);
}
