//! Sub-accounts and their phones, by the forms of the office.

use crate::browser::{Answer, Browser, between};
use crate::house::House;
use domain::identity::{AccountId, BranchNumber};
use domain::permission::Role;
use domain::powers::Products;
use std::io::Read;
use store::fixture::ISSUER;
use store::query::people::SubAccountPage;
use store::secret::SessionToken;
use store::visitor::Visitor;

on_both_engines!(
    an_account_is_made_changed_and_deleted,
    a_password_is_shown_once_and_signs_in,
    a_form_that_is_sent_twice_makes_one_account,
    what_was_typed_stands_there_after_a_no,
    nothing_is_written_over_unseen,
    those_ticked_in_the_list_go_to_a_branch_or_to_none,
    a_code_is_shown_once_and_a_phone_is_revoked,
    nobody_gives_more_by_a_form_that_nobody_made,
    the_lists_are_filtered_sorted_and_cut_to_columns,
    the_files_are_what_is_filtered,
);

async fn owner(house: &House) -> Browser {
    house.desk_of(&house.world.owner).await
}

/// The account behind a redirect to its page.
fn account_of(answer: &Answer) -> AccountId {
    let id = between(answer.location(), "/office/people/", "?").expect("an account's page");
    AccountId::parse(id).expect("an account")
}

async fn page_of(house: &House, account: &AccountId) -> SubAccountPage {
    let actor =
        house.store.signed_in(&house.world.owner.session).await.expect("rows").expect("signed in").actor;
    house.store.sub_account(&actor, account).await.expect("an account")
}

async fn made(owner: &mut Browser) -> AccountId {
    let form = [("name", "clerk2026"), ("branch", "001"), ("role", "clerk"), ("sign_in", "phone")];
    let answer = owner.post("/office/people/new", &form).await;
    account_of(&answer)
}

async fn an_account_is_made_changed_and_deleted(house: House) {
    let mut owner = owner(&house).await;
    let account = made(&mut owner).await;
    let list = owner.get("/office/people").await;
    for words in ["clerk2026", "店員", "信義店", "尚未登入"] {
        assert!(list.text.contains(words), "{words}: {}", list.text);
    }
    let address = format!("/office/people/{account}");
    let form = owner.get(&format!("{address}/edit")).await;
    let version = form.field("version");
    let change = [
        ("version", version.as_str()),
        ("note", "早班"),
        ("branch", "002"),
        ("role", "custom"),
        ("grant-redeem", "change"),
        ("grant-issued_orders", "look"),
        ("products", "named"),
        ("product-1000001-1", "yes"),
        ("window-0-day-1", "yes"),
        ("window-0-day-2", "yes"),
        ("window-0-from", "09:00"),
        ("window-0-until", "22:00"),
    ];
    assert!(owner.post(&format!("{address}/edit"), &change).await.location().ends_with("?done"));
    let shown = owner.get(&address).await;
    for words in
        ["週一二 09:00–22:00", "票券核銷・已發行訂單管理 查詢", "早班", "限 1 項商品", "所屬分店：001 → 002"]
    {
        assert!(shown.text.contains(words), "{words}: {}", shown.text);
    }
    let page = page_of(&house, &account).await;
    assert_eq!(page.account.powers.role, Role::Custom);
    assert_eq!(page.account.powers.products, Products::parse("1000001-1").expect("a list"));
    let again = owner.get(&format!("{address}/edit")).await;
    assert_eq!((again.field("note").as_str(), again.field("window-0-from").as_str()), ("早班", "09:00"));
    assert!(owner.post(&format!("{address}/delete"), &[]).await.location().ends_with("?done"));
    assert!(!owner.get("/office/people").await.text.contains("clerk2026"));
    let deleted = owner.get("/office/people?deleted").await;
    assert_eq!(deleted.location(), "/office/people/deleted", "where it stood once");
    let deleted = owner.get("/office/people/deleted").await.text;
    let time = between(&deleted, "data-name=\"刪除時間\"", "</td>").expect("a cell");
    assert!(deleted.contains("clerk2026") && time.contains("2026/11/06 14:00"), "{deleted}");
    let shown = owner.get(&address).await.text;
    assert!(shown.contains("2026/11/06 14:00 刪除"), "{shown}");
    assert_eq!(owner.get(&format!("{address}/edit")).await.status, 404);
}

async fn a_password_is_shown_once_and_signs_in(house: House) {
    let mut owner = owner(&house).await;
    let form = [("name", "clerk2026"), ("branch", ""), ("role", "clerk"), ("sign_in", "password")];
    let shown = owner.post("/office/people/new", &form).await;
    let first = between(&shown.text, "class=\"once\">", "<").expect("a password").to_owned();
    let mut clerk = house.nobody();
    assert_eq!(clerk.sign_in("1000001", "clerk2026", &first, "/desk").await.location(), "/desk");
    let link = between(&shown.text, "href=\"/office/people/", "\"").expect("the account's page");
    let address = format!("/office/people/{link}");
    let page = owner.get(&address).await;
    assert!(!page.text.contains(&first));
    let reset = owner.post(&format!("{address}/reset"), &[]).await;
    let second = between(&reset.text, "class=\"once\">", "<").expect("a password").to_owned();
    assert_ne!(first, second);
    assert!(clerk.get("/desk").await.location().starts_with("/desk/sign-in"), "signed out everywhere");
    assert_eq!(clerk.sign_in("1000001", "clerk2026", &first, "/desk").await.status, 422);
    assert_eq!(clerk.sign_in("1000001", "clerk2026", &second, "/desk").await.location(), "/desk");
    owner.post(&format!("{address}/sign-out"), &[]).await;
    assert!(clerk.get("/desk").await.location().starts_with("/desk/sign-in"));
}

async fn a_form_that_is_sent_twice_makes_one_account(house: House) {
    let mut owner = owner(&house).await;
    let attempt = owner.get("/office/people/new").await.field("attempt");
    let form =
        [("attempt", attempt.as_str()), ("name", "clerk2026"), ("role", "clerk"), ("sign_in", "password")];
    let once =
        |answer: &Answer| between(&answer.text, "class=\"once\">", "<").expect("a password").to_owned();
    let first = once(&owner.post("/office/people/new", &form).await);
    assert_eq!(once(&owner.post("/office/people/new", &form).await), first, "the same password again");
    let mut clerk = house.nobody();
    assert_eq!(clerk.sign_in("1000001", "clerk2026", &first, "/desk").await.location(), "/desk");
    // Another account by the page that was gone back to.
    let other = [form[0], ("name", "clerk2027"), form[2], form[3]];
    assert_ne!(once(&owner.post("/office/people/new", &other).await), first);
    let changed = [form[0], form[1], ("role", "manager"), form[3]];
    assert!(owner.post("/office/people/new", &changed).await.text.contains("id=\"name-fault\""));
    house.wait(601);
    let late = owner.post("/office/people/new", &form).await;
    assert!(late.location().ends_with("?made"), "{}", late.text);
    let page = owner.get(late.location()).await.text;
    assert!(page.contains("這個帳號已經建立") && page.contains("/reset") && !page.contains(&first), "{page}");
}

async fn what_was_typed_stands_there_after_a_no(house: House) {
    let mut owner = owner(&house).await;
    let form =
        [("name", "short"), ("note", "晚班"), ("branch", "002"), ("role", "manager"), ("sign_in", "phone")];
    let no = owner.post("/office/people/new", &form).await;
    assert_eq!(no.status, 422);
    assert!(no.text.contains("id=\"name-fault\"") && no.text.contains("href=\"#name\""), "{}", no.text);
    assert_eq!((no.field("name").as_str(), no.field("note").as_str()), ("short", "晚班"));
    made(&mut owner).await;
    let taken = [("name", "clerk2026"), ("role", "clerk")];
    assert!(owner.post("/office/people/new", &taken).await.text.contains("已經有人使用"));
    let late = [("name", "clerk2027"), ("role", "clerk"), ("window-2-from", "09:00")];
    assert!(owner.post("/office/people/new", &late).await.text.contains("每個時段都要選星期"));
}

async fn nothing_is_written_over_unseen(house: House) {
    let mut first = owner(&house).await;
    let account = made(&mut first).await;
    let mut second = house.desk_of(&house.manager).await;
    let address = format!("/office/people/{account}/edit");
    let change = |note| [("version", "0"), ("note", note), ("branch", "001"), ("role", "clerk")];
    assert_eq!(first.post(&address, &change("first")).await.status, 303);
    let conflict = second.post(&address, &change("second")).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.text.contains("first") && conflict.text.contains("已經有人修改並儲存同一筆資料"));
    assert_eq!(page_of(&house, &account).await.account.note, "first");
}

async fn a_code_is_shown_once_and_a_phone_is_revoked(house: House) {
    let mut owner = owner(&house).await;
    let account = made(&mut owner).await;
    let address = format!("/office/people/{account}");
    let shown = owner.post(&format!("{address}/enrol"), &[]).await;
    let token = between(&shown.text, "http://localhost:3000/enrol/", "<").expect("a link").to_owned();
    assert!(shown.text.contains("<svg") && shown.text.contains("14:10"), "{}", shown.text);
    let mut phone = house.nobody();
    for _ in 0..2 {
        let page = phone.get(&format!("/enrol/{token}")).await;
        assert!(page.text.contains("clerk2026") && page.text.contains("信義店"), "looking takes nothing");
    }
    let session = SessionToken::parse(&token).expect("a token");
    let visitor = Visitor { browser: "iPhone · Safari".to_owned(), ..Visitor::default() };
    let enrolled = house.store.enrol(&session, "id-1", "{}".to_owned(), &visitor).await.expect("enrolled");
    assert_eq!(phone.get(&format!("/enrol/{token}")).await.status, 410);
    assert_eq!(phone.post(&format!("/enrol/{token}/ask"), &[]).await.status, 422);
    let mut clerk = house.nobody().with_cookie("__Host-session", enrolled.as_str());
    assert_eq!(clerk.get("/desk").await.status, 200);
    let page = owner.get(&address).await;
    assert!(page.text.contains("iPhone · Safari") && !page.text.contains(&token));
    let revoke = between(&page.text, &format!("{address}/phone/"), "\"").expect("a button").to_owned();
    assert_eq!(owner.post(&format!("{address}/phone/{revoke}"), &[]).await.status, 303);
    assert!(clerk.get("/desk").await.location().starts_with("/desk/sign-in"));
    house.wait(600);
    let late = owner.post(&format!("{address}/enrol"), &[]).await;
    let late = between(&late.text, "http://localhost:3000/enrol/", "<").expect("a link").to_owned();
    house.wait(600);
    assert_eq!(phone.get(&format!("/enrol/{late}")).await.status, 410);
}

async fn nobody_gives_more_by_a_form_that_nobody_made(house: House) {
    let mut manager = house.desk_of(&house.manager).await;
    let page = manager.get("/office/people/new").await;
    assert!(!page.text.contains("value=\"owner\""), "not offered");
    for more in
        [[("name", "clerk2026"), ("role", "owner")], [("name", "clerk2026"), ("grant-settings", "change")]]
    {
        let answer = manager.post("/office/people/new", &more).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains("不能給出或管理比自己更大的權限"), "{}", answer.text);
    }
    let owner = &house.world.owner.account;
    let page = manager.get(&format!("/office/people/{owner}")).await;
    assert!(page.text.contains("權限比您大") && !page.text.contains("/reset"));
    assert_eq!(manager.post(&format!("/office/people/{owner}/reset"), &[]).await.status, 409);
    assert!(house.store.account_for_sign_in(ISSUER, "owner").await.expect("rows").is_some());
}

async fn those_ticked_in_the_list_go_to_a_branch_or_to_none(house: House) {
    let mut owner = owner(&house).await;
    let account = made(&mut owner).await.to_string();
    let list = owner.get("/office/people?role=clerk").await.text;
    assert!(list.contains(&format!("name=\"account\" value=\"{account}\"")), "{list}");
    assert!(list.contains("總店（解除綁定）") && list.contains("002 公館店"), "{list}");
    let back = "/office/people?role=clerk";
    let form =
        |to: &'static str| [("account", account.clone()), ("to", to.to_owned()), ("back", back.to_owned())];
    let send = async |owner: &mut Browser, to| {
        let form = form(to);
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        owner.post("/office/people/bind", &form).await
    };
    let sent = send(&mut owner, "002").await;
    assert!(sent.location().starts_with("/office/people?role=clerk"), "{}", sent.location());
    let id = AccountId::parse(&account).expect("an account");
    assert_eq!(page_of(&house, &id).await.account.branch, BranchNumber::parse("002").ok());
    send(&mut owner, "head_office").await;
    assert_eq!(page_of(&house, &id).await.account.branch, None);
    for to in ["", "999", "\0"] {
        let answer = send(&mut owner, to).await;
        assert_eq!(answer.status, 409, "{to}");
        assert!(answer.text.contains("role=\"alert\""), "{}", answer.text);
    }
    let elsewhere = [("account", account.as_str()), ("to", "001"), ("back", "https://evil.tw/?role=owner")];
    let sent = owner.post("/office/people/bind", &elsewhere).await;
    assert!(sent.location().starts_with("/office/people?role=owner"), "{}", sent.location());
    assert!(!owner.get("/office/people/deleted").await.text.contains("/office/people/bind"));
}

async fn the_lists_are_filtered_sorted_and_cut_to_columns(house: House) {
    let mut owner = owner(&house).await;
    made(&mut owner).await;
    let list = owner.get("/office/people").await.text;
    assert!(
        list.contains("<span class=\"chip\">您</span>") && list.contains("aria-sort=\"ascending\""),
        "{list}"
    );
    assert!(list.contains("尚未登入 1 個") && list.contains("/office/people/export?sort=branch"), "{list}");
    let never = owner.get("/office/people?signed_in=never&sort=-name&column=branch&size=50").await.text;
    assert!(never.contains("clerk2026") && !never.contains("clerk001"), "{never}");
    assert!(never.contains("共 1 個帳號：總店 0 個，分店 1 個；尚未登入 1 個"), "{never}");
    assert!(never.contains("data-name=\"所屬分店\"") && !never.contains("data-name=\"建立時間\""), "{never}");
    let export =
        "href=\"/office/people/export?signed_in=never&amp;sort=-name&amp;column=branch&amp;size=50\"";
    assert!(never.contains(export), "{never}");
    let clerks = owner.get("/office/people?role=clerk&words=%E5%85%AC%E9%A4%A8").await.text;
    assert!(clerks.contains("clerk002") && !clerks.contains("clerk001"), "{clerks}");
    let head = owner.get("/office/people?bound=head&sort=-name").await.text;
    let (first, second) = (head.find(">owner</a>").expect("the owner"), head.find(">accountant</a>"));
    assert!(second.expect("the accountant") > first && !head.contains("clerk001"), "{head}");
    let nobody = owner.get("/office/people/deleted?words=clerk").await.text;
    assert!(nobody.contains("沒有符合條件的資料"), "{nobody}");
    let mut english = house.desk_of(&house.world.owner).await.with_language("en");
    for path in ["/office/people", "/office/people/deleted"] {
        assert_eq!(english.get(path).await.status, 200, "{path}");
    }
}

fn sheet(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).expect("a workbook");
    let mut all = Vec::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("its sheet");
    part.read_to_end(&mut all).expect("read");
    String::from_utf8(all).expect("words")
}

async fn the_files_are_what_is_filtered(house: House) {
    let mut owner = owner(&house).await;
    let account = made(&mut owner).await;
    let answer = owner.get("/office/people/export?role=clerk&sort=-name&words=clerk").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").unwrap_or_default().contains("accounts_2026-11-06.xlsx"));
    let clerks = sheet(&answer.bytes);
    let places: Vec<_> = ["clerk2026", "clerk003", "clerk002", "clerk001"]
        .iter()
        .map(|name| clerks.find(name).unwrap_or_else(|| panic!("no {name} in {clerks}")))
        .collect();
    assert!(places.is_sorted() && !clerks.contains("accountant"), "{clerks}");
    assert_eq!(clerks.matches("<row ").count(), 5, "the headings and four clerks: {clerks}");
    owner.post(&format!("/office/people/{account}/delete"), &[]).await;
    let answer = owner.get("/office/people/deleted/export").await;
    assert!(answer.header("content-disposition").unwrap_or_default().contains("deleted_accounts_"));
    let deleted = sheet(&answer.bytes);
    assert_eq!(deleted.matches("<row ").count(), 2, "{deleted}");
    assert!(deleted.contains("clerk2026") && deleted.contains("2026/11/06 14:00"), "{deleted}");
    assert!(!sheet(&owner.get("/office/people/export").await.bytes).contains("clerk2026"));
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for path in ["/office/people/export", "/office/people/deleted", "/office/people/deleted/export"] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
}
