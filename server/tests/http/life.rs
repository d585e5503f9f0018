//! The plain pages of a ticket's life: given and accepted, asked back, split, renewed, returned in the office.

use crate::browser::Browser;
use crate::house::House;
use domain::money::Percent;
use domain::set_up::Settings;
use store::fixture::{Goods, ISSUER, TestTicket};

on_both_engines!(
    a_ticket_is_given_accepted_and_used_by_the_recipient,
    a_gift_is_taken_back_or_declined,
    a_form_that_is_wrong_keeps_what_was_written,
    a_return_is_asked_for_and_approved,
    several_tickets_are_asked_for_with_their_fees,
    a_request_is_declined_with_a_word_and_another_withdrawn,
    units_become_tickets_and_one_ticket_again,
    renewed_codes_kill_the_old_ones,
    the_office_returns_and_takes_back,
    a_return_after_the_guarantee_is_taken_back_at_any_time,
    the_office_changes_the_purchaser,
);

fn wallet(ticket: &TestTicket) -> String {
    format!("/w/{}", ticket.link.as_str())
}

fn page(ticket: &TestTicket) -> String {
    format!("/w/{}/{}", ticket.link.as_str(), ticket.serial)
}

/// The holder gives the ticket by the form; where the recipient's mail leads.
pub async fn give(house: &House, holder: &mut Browser, ticket: &TestTicket) -> String {
    let form = holder.get(&format!("{}/give?serial={}", wallet(ticket), ticket.serial)).await;
    assert!(form.text.contains("checked"), "the ticket one came from is chosen: {}", form.text);
    let attempt = form.field("attempt");
    let fields = [
        ("attempt", attempt.as_str()),
        ("serial", ticket.serial.as_str()),
        ("name", "林小美"),
        ("phone", "0912-345-678"),
        ("email", "mei@example.com"),
        ("message", "生日快樂"),
    ];
    let sent = holder.post(&format!("{}/give", wallet(ticket)), &fields).await;
    assert!(sent.location().starts_with(&format!("{}/given/", wallet(ticket))), "{}", sent.text);
    let again = holder.post(&format!("{}/give", wallet(ticket)), &fields).await;
    assert_eq!(again.location(), sent.location(), "the same form sent twice is one gift");
    link_in_mail(house).await
}

/// The newest link that was mailed to her.
async fn link_in_mail(house: &House) -> String {
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("notices");
    let due = house.store.due_notices(100).await.expect("deliveries");
    let to_her = due.into_iter().filter_map(|delivery| delivery.to);
    let mut links = to_her.filter(|to| to.address == "mei@example.com").filter_map(|to| to.link);
    format!("/w/{}", links.next_back().expect("a mail to her").as_str())
}

async fn a_ticket_is_given_accepted_and_used_by_the_recipient(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut giver, mut recipient) = (house.purchaser().await, house.nobody());
    let gift = give(&house, &mut giver, &ticket).await;
    let list = giver.get(&wallet(&ticket)).await;
    assert!(list.text.contains("等待接受") && list.text.contains("轉贈中"), "{}", list.text);
    assert!(!list.text.contains(gift.trim_start_matches("/w/")), "the giver never sees the recipient's link");
    let opened = recipient.get(&gift).await;
    assert!(opened.text.contains("生日快樂") && !opened.text.contains(&ticket.serial), "{}", opened.text);
    let accepted = recipient.post(&format!("{gift}/accept"), &[]).await;
    assert_eq!(accepted.location(), gift);
    let mine = recipient.get(&gift).await;
    assert!(mine.text.contains(&ticket.serial) && mine.text.contains("現在可用"), "{}", mine.text);
    let again = recipient.post(&format!("{gift}/accept"), &[]).await;
    assert_eq!(again.location(), gift, "accepting twice is accepting once");
    assert!(giver.get(&wallet(&ticket)).await.text.contains("已接受"));
    assert_eq!(giver.get(&page(&ticket)).await.status, 404, "it is not the giver's any more");
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_ne!(clerk.look(&ticket.code).await.verdict(), Some("confirm"), "the giver's code is dead");
}

async fn a_gift_is_taken_back_or_declined(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut giver, mut recipient) = (house.purchaser().await, house.nobody());
    let gift = give(&house, &mut giver, &ticket).await;
    let list = giver.get(&wallet(&ticket)).await;
    let (transfer, attempt) = (list.field("transfer"), list.field("attempt"));
    let remind = format!("{}/remind", wallet(&ticket));
    let told = giver.post(&remind, &[("transfer", &transfer), ("attempt", &attempt)]).await;
    let given = format!("{}/given/{transfer}", wallet(&ticket));
    assert_eq!(told.location(), format!("{given}?told_before"), "a moment ago");
    house.wait(600);
    let again = giver.get(&given).await.field("attempt");
    let told = giver.post(&remind, &[("transfer", &transfer), ("attempt", &again)]).await;
    assert_eq!(told.location(), format!("{given}?told"));
    assert!(giver.get(told.location()).await.text.contains("已再通知"));
    giver.post(&format!("{}/take-back", wallet(&ticket)), &[("transfer", &transfer)]).await;
    assert!(giver.get(&wallet(&ticket)).await.text.contains("已收回"));
    let late = recipient.post(&format!("{gift}/accept"), &[]).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("這份轉贈已結束"), "{}", late.text);

    let ticket = house.ticket(Goods::Paid, 1).await;
    house.clock.set(house.store.now().plus_seconds(60));
    let gift = give(&house, &mut giver, &ticket).await;
    assert_eq!(recipient.post(&format!("{gift}/decline"), &[]).await.location(), gift);
    assert!(recipient.get(&gift).await.text.contains("您已婉拒"));
    assert!(giver.get(&page(&ticket)).await.text.contains("未使用"));
}

async fn a_form_that_is_wrong_keeps_what_was_written(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.purchaser().await.with_language("en");
    let form = holder.get(&format!("{}/give", wallet(&ticket))).await;
    let attempt = form.field("attempt");
    let wrong = [("name", ""), ("phone", "0223456789"), ("email", "nobody")];
    let sentences = ["1 to 50 characters", "begins with 09", "one e-mail address"];
    for ((field, value), sentence) in wrong.into_iter().zip(sentences) {
        let mut fields = vec![("name", "Mei"), ("phone", "0912345678"), ("email", "mei@example.com")];
        fields.iter_mut().filter(|(name, _)| *name == field).for_each(|(_, written)| *written = value);
        fields.extend([
            ("attempt", attempt.as_str()),
            ("serial", ticket.serial.as_str()),
            ("message", "Enjoy"),
        ]);
        let answer = holder.post(&format!("{}/give", wallet(&ticket)), &fields).await;
        assert_eq!(answer.status, 409);
        assert!(answer.text.contains(sentence) && answer.text.contains("Enjoy"), "{}", answer.text);
    }
    assert!(!holder.get(&wallet(&ticket)).await.text.contains("Waiting"), "nothing was given");
}

/// The holder asks for units of it by the form.
async fn ask(holder: &mut Browser, ticket: &TestTicket, units: &str) {
    let address = format!("{}/return", page(ticket));
    let quote = holder.get(&format!("{address}?units={units}")).await;
    let attempt = quote.field("attempt");
    let quoted = quote.field("quoted");
    let fields = [("attempt", attempt.as_str()), ("quoted", &quoted), ("units", units), ("reason", "買錯了")];
    assert_eq!(holder.post(&address, &fields).await.location(), wallet(ticket));
}

/// The address of the first request that the office's page names.
fn request_in(page: &str) -> String {
    let (_, rest) = page.split_once("action=\"/office/returns/").expect("a request");
    format!("/office/returns/{}", rest.split('/').next().expect("its id"))
}

async fn a_return_is_asked_for_and_approved(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let (mut holder, mut owner) = (house.purchaser().await, house.desk_of(&house.world.owner).await);
    let quote = holder.get(&format!("{}/return?units=9", page(&ticket))).await;
    assert_eq!(quote.status, 409, "nine of three");
    ask(&mut holder, &ticket, "2").await;
    assert!(holder.get(&wallet(&ticket)).await.text.contains("申請中"));
    let office = owner.get("/office").await;
    assert!(office.text.contains("買錯了") && office.text.contains("2 次"), "{}", office.text);
    let (request, attempt) = (request_in(&office.text), office.field("attempt"));
    let fields = [("attempt", attempt.as_str())];
    for _ in 0..2 {
        let approved = owner.post(&format!("{request}/approve"), &fields).await;
        assert_eq!(approved.location(), format!("{request}?saved"), "once, however often");
    }
    assert!(!owner.get("/office").await.text.contains("買錯了"));
    let list = holder.get(&wallet(&ticket)).await;
    assert!(list.text.contains("待退貨") && list.text.contains("1 / 3"), "{}", list.text);
}

async fn several_tickets_are_asked_for_with_their_fees(house: House) {
    let set_up = house.store.set_up_of(ISSUER).await.expect("a set-up");
    let settings = Settings { request_fee: Percent(300), ..set_up.settings };
    let owner = &house.world.owner.session;
    house.store.change_settings(owner, set_up.settings_version, settings).await.expect("a fee");
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    let (mut holder, mut owner) = (house.purchaser().await, house.desk_of(&house.world.owner).await);
    let address = format!("{}/return", page(&tickets[0]));
    let alone = holder.get(&address).await;
    assert!(alone.text.contains("14–21 個工作天") && alone.text.contains("6 元"), "{}", alone.text);
    assert!(alone.text.contains(&tickets[1].serial), "the others can be chosen: {}", alone.text);
    // Ticked, and sent without a look at the new sums: nothing is asked, the sums are told.
    let also = ("also", tickets[1].serial.as_str());
    let (attempt, quoted) = (alone.field("attempt"), alone.field("quoted"));
    let unseen = [("attempt", attempt.as_str()), ("quoted", &quoted), ("units", "1"), also];
    let both = holder.post(&address, &unseen).await;
    assert!(both.text.contains("您更改了退貨內容") && both.text.contains("388 元"), "{}", both.text);
    assert!(!holder.get(&wallet(&tickets[0])).await.text.contains("/withdraw-return"), "nothing is asked");
    let look = [("look", "1"), ("units", "1"), also];
    let both = holder.post(&address, &look).await;
    assert!(both.text.contains("12 元") && both.text.contains("388 元"), "{}", both.text);
    let (attempt, quoted) = (both.field("attempt"), both.field("quoted"));
    let fields = [("attempt", attempt.as_str()), ("quoted", &quoted), ("units", "1"), also];
    for _ in 0..2 {
        assert_eq!(
            holder.post(&address, &fields).await.location(),
            wallet(&tickets[0]),
            "once, however often"
        );
    }
    let list = holder.get(&wallet(&tickets[0])).await;
    assert_eq!(list.text.matches("/withdraw-return").count(), 2, "{}", list.text);
    let office = owner.get("/office").await;
    let (request, attempt) = (request_in(&office.text), office.field("attempt"));
    let approved = owner.post(&format!("{request}/approve"), &[("attempt", &attempt)]).await;
    assert_eq!(approved.location(), format!("{request}?saved"));
    let list = holder.get(&wallet(&tickets[0])).await;
    assert!(list.text.contains("待退貨") && list.text.contains("發行單位同意退貨"), "{}", list.text);
    assert!(list.text.contains("申請中"), "the other waits: {}", list.text);
}

async fn a_request_is_declined_with_a_word_and_another_withdrawn(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut holder, mut owner) = (house.purchaser().await, house.desk_of(&house.world.owner).await);
    ask(&mut holder, &ticket, "1").await;
    let office = owner.get("/office").await;
    let (request, attempt) = (request_in(&office.text), office.field("attempt"));
    let fields = [("attempt", attempt.as_str()), ("answer", "已過鑑賞期")];
    let declined = owner.post(&format!("{request}/decline"), &fields).await;
    assert_eq!(declined.location(), format!("{request}?saved"));
    assert!(holder.get(&wallet(&ticket)).await.text.contains("已過鑑賞期"));
    ask(&mut holder, &ticket, "1").await;
    let request = holder.get(&wallet(&ticket)).await.field("request");
    let withdrawn =
        holder.post(&format!("{}/withdraw-return", wallet(&ticket)), &[("request", &request)]).await;
    assert_eq!(withdrawn.location(), wallet(&ticket));
    assert!(holder.get(&wallet(&ticket)).await.text.contains("已撤回"));
}

async fn units_become_tickets_and_one_ticket_again(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut holder = house.purchaser().await;
    let form = holder.get(&format!("{}/split", page(&ticket))).await;
    let attempt = form.field("attempt");
    let fields = [("attempt", attempt.as_str()), ("quantity", "2")];
    for _ in 0..2 {
        let split = holder.post(&format!("{}/split", page(&ticket)), &fields).await;
        assert_eq!(split.location(), wallet(&ticket));
    }
    let pieces = house.store.wallet(&ticket.link).await.expect("the wallet").tickets;
    assert_eq!(pieces.len(), 3, "two singles beside it, though it was sent twice");
    let form = holder.get(&format!("{}/split", page(&ticket))).await;
    let attempt = form.field("attempt");
    let mut fields = vec![("attempt", attempt.as_str())];
    let singles: Vec<_> = pieces.iter().map(|piece| piece.serial.clone()).collect();
    fields.extend(
        singles.iter().filter(|serial| **serial != ticket.serial).map(|serial| ("serial", serial.as_str())),
    );
    let merged = holder.post(&format!("{}/merge", page(&ticket)), &fields).await;
    assert_eq!(merged.location(), wallet(&ticket), "{}", merged.text);
    assert!(holder.get(&wallet(&ticket)).await.text.contains("3 / 3"));
}

async fn renewed_codes_kill_the_old_ones(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut holder, mut clerk) = (house.purchaser().await, house.desk_of(&house.world.clerk_001).await);
    let shown_before = house.world.moment_link(&ticket);
    let attempt = holder.get(&format!("{}/renew", page(&ticket))).await.field("attempt");
    let renewed = holder.post(&format!("{}/renew", page(&ticket)), &[("attempt", &attempt)]).await;
    assert_eq!(renewed.location(), page(&ticket));
    assert_eq!(clerk.scan_as(&shown_before, &house.attempt()).await.verdict(), Some("code_renewed"));
    let fresh = house.world.tickets_of(&ticket.link).await.expect("tickets").remove(0);
    assert_eq!(clerk.scan(&house, &fresh).await.verdict(), Some("redeemed"));
}

async fn the_office_returns_and_takes_back(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let address = format!("/office/ticket?serial={}", ticket.serial);
    let attempt = owner.get(&address).await.field("attempt");
    let form = |fee: &'static str, percent: &'static str| {
        [("serial", ticket.serial.clone()), ("attempt", attempt.clone()), ("units", "2".to_owned())]
            .into_iter()
            .chain([("fee", fee.to_owned()), ("fee_percent", percent.to_owned())])
            .collect::<Vec<_>>()
    };
    for (fee, percent) in [("1", "1"), ("x", ""), ("-1", ""), ("", "99"), ("99999", "")] {
        let fields = form(fee, percent);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = owner.post("/office/return", &fields).await;
        assert_eq!(answer.status, 422, "{fee} {percent}");
        let field = if percent.is_empty() { "fee" } else { "fee_percent" };
        assert!(answer.text.contains(&format!("id=\"{field}-fault\"")), "{}", answer.text);
        assert_eq!((answer.field("fee").as_str(), answer.field("fee_percent").as_str()), (fee, percent));
    }
    let fields = form("", "3 %");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(owner.post("/office/return", &fields).await.location(), address);
    let done = owner.get(&address).await;
    assert!(done.text.contains("待退貨") && done.text.contains("1 / 3"), "{}", done.text);
    let (give_back, attempt) = (done.field("give_back"), done.field("attempt"));
    let long = "字".repeat(51);
    let mut back = [
        ("serial", ticket.serial.as_str()),
        ("give_back", &give_back),
        ("attempt", &attempt),
        ("cancel_reason", &long),
    ];
    let answer = owner.post("/office/cancel-return", &back).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("id=\"cancel_reason-fault\"") && answer.text.contains(&long));
    back[3].1 = "客人又要了";
    assert_eq!(owner.post("/office/cancel-return", &back).await.location(), address);
    let page = owner.get(&address).await.text;
    assert!(page.contains("3 / 3") && page.contains("取消原因：客人又要了"), "{page}");
    assert_eq!(page.matches("原因：客人又要了").count(), 2, "in its line and in the history: {page}");
}

async fn a_return_after_the_guarantee_is_taken_back_at_any_time(house: House) {
    let (ticket, gift) = (house.ticket(Goods::Paid, 1).await, house.ticket(Goods::Gift, 1).await);
    let address = |ticket: &TestTicket| format!("/office/ticket?serial={}", ticket.serial);
    let mut owner = house.desk_of(&house.world.owner).await;
    returned(&mut owner, &gift).await;
    let seen = owner.get(&address(&gift)).await;
    assert!(seen.text.contains("已退貨") && !seen.text.contains("/office/cancel-return"), "a gift is final");

    house.clock.set(house.store.now().plus_seconds(400 * 86_400));
    let mut owner = house.desk_of(&house.world.owner).await;
    returned(&mut owner, &ticket).await;
    house.clock.set(house.store.now().plus_seconds(40 * 86_400));
    let mut owner = house.desk_of(&house.world.owner).await;
    let seen = owner.get(&address(&ticket)).await;
    assert!(seen.text.contains("已退貨") && seen.text.contains("價金保管已逾期"), "{}", seen.text);
    let (give_back, attempt) = (seen.field("give_back"), seen.field("attempt"));
    let back = [("serial", ticket.serial.as_str()), ("give_back", &give_back), ("attempt", &attempt)];
    assert_eq!(owner.post("/office/cancel-return", &back).await.location(), address(&ticket));
    let seen = owner.get(&address(&ticket)).await;
    assert!(seen.text.contains("1 / 1") && !seen.text.contains("/office/cancel-return"), "{}", seen.text);
}

/// Returns all of it by the form.
async fn returned(owner: &mut Browser, ticket: &TestTicket) {
    let address = format!("/office/ticket?serial={}", ticket.serial);
    let attempt = owner.get(&address).await.field("attempt");
    let fields = [
        ("serial", ticket.serial.as_str()),
        ("attempt", attempt.as_str()),
        ("units", "1"),
        ("fee", ""),
        ("fee_percent", ""),
    ];
    let done = owner.post("/office/return", &fields).await;
    assert_eq!(done.location(), address, "{}", done.text);
}

async fn the_office_changes_the_purchaser(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let address = format!("/office/ticket?serial={}", ticket.serial);
    let seen = owner.get(&address).await;
    let (order, attempt, version) = (seen.field("order"), seen.field("attempt"), seen.field("version"));
    let mut fields = [
        ("serial", ticket.serial.as_str()),
        ("order", &order),
        ("attempt", &attempt),
        ("version", &version),
        ("name", "林小美"),
        ("phone", "02-1234"),
        ("email", "mei@example.com"),
    ];
    let wrong = owner.post("/office/change-purchaser", &fields).await;
    assert_eq!((wrong.status.as_u16(), wrong.field("name").as_str()), (422, "林小美"), "{}", wrong.text);
    assert!(wrong.text.contains("id=\"phone-fault\"") && wrong.text.contains("href=\"#phone\""));
    fields[5].1 = "0912345678";
    for _ in 0..2 {
        assert_eq!(owner.post("/office/change-purchaser", &fields).await.location(), address, "once");
    }
    let attempt = house.attempt();
    fields[2].1 = &attempt;
    let late = owner.post("/office/change-purchaser", &fields).await;
    assert_eq!((late.status.as_u16(), late.field("name").as_str()), (409, "林小美"));
    assert!(late.text.contains("已經有人修改並儲存同一筆資料"), "{}", late.text);
    assert_eq!(house.nobody().get(&wallet(&ticket)).await.status, 404, "the old link is dead");
    assert_eq!(house.nobody().get(&link_in_mail(&house).await).await.status, 200);
}
