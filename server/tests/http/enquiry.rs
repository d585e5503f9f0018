//! 詢問: a holder reports a use, the office answers and closes, the holder writes again.

use crate::browser::Browser;
use crate::house::House;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    a_use_that_was_not_theirs_is_reported_answered_and_closed,
    a_ticket_is_asked_about_without_a_use,
    another_address_is_asked_for_in_words_that_are_there,
    what_is_not_sent_is_kept_in_the_form,
    nobody_else_reads_it,
);

fn wallet(ticket: &TestTicket) -> String {
    format!("/w/{}", ticket.link.as_str())
}

fn page(ticket: &TestTicket) -> String {
    format!("{}/{}", wallet(ticket), ticket.serial)
}

/// Sends the form behind an address; where it leads.
async fn send(browser: &mut Browser, form: &str, to: &str, words: &str) -> String {
    let shown = browser.get(form).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let attempt = shown.field("attempt");
    let of = form.split_once("?use=").map_or("", |(_, of)| of);
    let fields = [("attempt", attempt.as_str()), ("text", words), ("use", of)];
    let done = browser.post(to, &fields).await;
    let again = browser.post(to, &fields).await;
    assert_eq!(again.location(), done.location(), "a double tap writes once: {}", done.text);
    done.location().to_owned()
}

async fn a_use_that_was_not_theirs_is_reported_answered_and_closed(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let redemption = clerk.scan(&house, &ticket).await.redemption();
    let of = redemption.rsplit('/').next().expect("a use").to_owned();
    let (mut holder, mut owner) = (house.purchaser().await, house.desk_of(&house.world.owner).await);
    let shown = holder.get(&page(&ticket)).await;
    let address = format!("{}/enquiry?use={of}", page(&ticket));
    assert!(shown.text.contains(&address) && shown.text.contains("回報問題"), "{}", shown.text);
    let to = format!("{}/enquiry", page(&ticket));
    let thread = send(&mut holder, &address, &to, "這不是我用的 <b>!").await;
    assert!(thread.starts_with(&format!("{}/enquiry/", wallet(&ticket))), "{thread}");
    let read = holder.get(&thread).await;
    assert!(read.text.contains("這不是我用的 &lt;b&gt;!") && read.text.contains("等待回覆"), "{}", read.text);
    assert_eq!(read.text.matches("這不是我用的").count(), 1, "sent twice, written once");

    let office = owner.get("/office").await;
    let id = thread.rsplit('/').next().expect("an enquiry");
    let office_thread = format!("/office/enquiry/{id}");
    assert!(office.text.contains(&office_thread) && office.text.contains(&ticket.serial), "{}", office.text);
    let read = owner.get(&office_thread).await;
    assert!(read.text.contains(&redemption) && read.text.contains("這不是我用的"), "{}", read.text);
    assert!(!read.text.contains(&format!("{office_thread}/close")), "it is answered first");
    let early = owner.post(&format!("{office_thread}/close"), &[("attempt", &house.attempt())]).await;
    assert_eq!(early.status, 422);
    assert!(early.text.contains("請先回覆再結案"), "{}", early.text);
    assert_eq!(
        send(&mut owner, &office_thread, &office_thread, "抱歉，已取消這筆核銷。").await,
        office_thread
    );

    let answered = holder.get(&thread).await;
    assert!(answered.text.contains("抱歉，已取消這筆核銷。") && answered.text.contains("已回覆"));
    assert!(!answered.text.contains("owner"), "who answered is the issuer's business: {}", answered.text);
    assert!(holder.get(&wallet(&ticket)).await.text.contains("我的詢問"));
    let closing = owner.get(&office_thread).await.field("attempt");
    let closed = owner.post(&format!("{office_thread}/close"), &[("attempt", &closing)]).await;
    assert_eq!(closed.location(), office_thread);
    assert!(!owner.get("/office").await.text.contains(&office_thread));
    assert!(holder.get(&thread).await.text.contains("已結案"));
    send(&mut holder, &thread, &thread, "還有一件事").await;
    assert!(owner.get("/office").await.text.contains(&office_thread), "it is open again");
    let history = owner.get(&format!("/office/ticket?serial={}", ticket.serial)).await;
    assert!(history.text.contains("持有人詢問") && history.text.contains("詢問結案"), "{}", history.text);
}

async fn a_ticket_is_asked_about_without_a_use(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.purchaser().await.with_language("en");
    let shown = holder.get(&page(&ticket)).await;
    assert!(shown.text.contains("Ask the issuer"), "{}", shown.text);
    let form = format!("{}/enquiry", page(&ticket));
    let thread = send(&mut holder, &form, &form, "Where can I use it?").await;
    let read = holder.get(&thread).await;
    assert!(read.text.contains("Where can I use it?") && read.text.contains("Waiting"), "{}", read.text);
    assert_eq!(holder.get(&format!("{form}?use=never")).await.status, 404);
}

async fn another_address_is_asked_for_in_words_that_are_there(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let form = format!("{}/enquiry", page(&ticket));
    for (language, words) in [("zh-TW", "新的電子信箱："), ("en", "New e-mail address:")] {
        let mut holder = house.purchaser().await.with_language(language);
        let from = holder.get(&format!("{}/notices", wallet(&ticket))).await;
        assert!(from.text.contains(&format!("href=\"{form}?about=address\"")), "{}", from.text);
        let begun = holder.get(&format!("{form}?about=address")).await;
        assert!(begun.status == 200 && begun.text.contains(words), "{}", begun.text);
        assert!(!holder.get(&form).await.text.contains(words));
    }
    let mut holder = house.purchaser().await;
    let thread = send(&mut holder, &form, &form, "新的電子信箱：mei@example.com").await;
    let mut owner = house.desk_of(&house.world.owner).await;
    let id = thread.rsplit('/').next().expect("an enquiry");
    assert!(owner.get(&format!("/office/enquiry/{id}")).await.text.contains("mei@example.com"));
}

async fn what_is_not_sent_is_kept_in_the_form(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.purchaser().await;
    let form = format!("{}/enquiry", page(&ticket));
    let long = "長".repeat(501);
    let try_it = async |holder: &mut Browser, to: &str, text: &str| {
        let attempt = house.attempt();
        holder.post(to, &[("attempt", attempt.as_str()), ("text", text)]).await
    };
    let empty = try_it(&mut holder, &form, " \n ").await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("請先寫下要說的話"), "{}", empty.text);
    let too_long = try_it(&mut holder, &form, &long).await;
    assert!(too_long.text.contains(&long) && too_long.text.contains("超過 500 字"), "nothing is lost");
    let reused = holder.post(&form, &[("attempt", ""), ("text", "?")]).await;
    assert_eq!(reused.status, 409);
    let mut last = String::new();
    for number in 0..5 {
        last = try_it(&mut holder, &form, &format!("?{number}")).await.location().to_owned();
    }
    let sixth = try_it(&mut holder, &form, "one too many").await;
    assert_eq!(sixth.status, 422);
    assert!(sixth.text.contains("5 則詢問") && sixth.text.contains("one too many"), "{}", sixth.text);
    let empty = try_it(&mut holder, &last, "").await;
    assert_eq!(empty.status, 422);
    let mut owner = house.desk_of(&house.world.owner).await;
    let answer = last.replace(&wallet(&ticket), "/office");
    let empty = try_it(&mut owner, &answer, "").await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("請先寫下要說的話"), "{}", empty.text);
}

async fn nobody_else_reads_it(house: House) {
    let (ticket, other) = (house.ticket(Goods::Shared, 1).await, house.ticket(Goods::Paid, 1).await);
    let (mut holder, form) = (house.purchaser().await, format!("{}/enquiry", page(&ticket)));
    let thread = send(&mut holder, &form, &form, "only for the issuer").await;
    let id = thread.rsplit('/').next().expect("an enquiry");
    let by_another_link = format!("{}/enquiry/{id}", wallet(&other));
    assert_eq!(holder.get(&by_another_link).await.status, 404);
    let fields = [("attempt", house.attempt()), ("text", "mine".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(holder.post(&by_another_link, &fields).await.status, 404);
    let office = format!("/office/enquiry/{id}");
    for who in [&house.world.stranger_owner, &house.world.partner_owner, &house.world.clerk_001] {
        let mut browser = house.desk_of(who).await;
        for answer in [
            browser.get(&office).await,
            browser.post(&office, &fields).await,
            browser.post(&format!("{office}/close"), &fields).await,
        ] {
            assert_eq!(answer.status, 404);
            assert!(!answer.text.contains("only for the issuer"));
        }
    }
    let signed_out = house.nobody().get(&office).await;
    assert!(signed_out.location().starts_with("/desk/sign-in?next="), "{}", signed_out.location());
}
