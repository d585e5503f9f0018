//! A gift with a card: passed on by its giver, opened, accepted without an account, used, seen by the giver (RULES §5).

use crate::browser::{Answer, Browser};
use crate::house::House;
use domain::calendar::Day;
use domain::notice::{NoticeKind, NoticeState};
use store::fixture::{Goods, ISSUER, TestTicket};
use store::notice::{CodeDelivery, Deliver, Delivery, NotDelivered, NoticeFilter, SignInDelivery};

on_both_engines!(
    a_gift_is_passed_on_by_link_and_followed,
    one_browser_accepts_once_and_another_not_at_all,
    a_gift_waits_for_its_day,
    several_that_are_alike_are_given_by_number,
    the_form_refuses_a_day_that_cannot_be,
    a_giver_reads_that_the_recipient_was_not_told,
);

fn wallet(ticket: &TestTicket) -> String {
    format!("/w/{}", ticket.link.as_str())
}

/// Gives by the form: what the giver is led to.
async fn give(holder: &mut Browser, ticket: &TestTicket, more: &[(&str, &str)]) -> Answer {
    let attempt = holder.get(&format!("{}/give", wallet(ticket))).await.field("attempt");
    let mut fields = vec![
        ("attempt", attempt.as_str()),
        ("name", "林小美"),
        ("phone", ""),
        ("email", ""),
        ("card", "birthday"),
        ("message", "要開心喔"),
    ];
    fields.extend(more);
    holder.post(&format!("{}/give", wallet(ticket)), &fields).await
}

/// The path of the link on the giver's page.
fn link(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("data-share=\"").expect("a link to pass on");
    let (link, _) = rest.split_once('"').expect("a link");
    let (_, path) = link.split_once("/w/").expect("a link of ours");
    format!("/w/{}", path.split('?').next().unwrap_or_default())
}

/// The giver's page of a gift, and the link to pass on.
pub async fn given(house: &House, giver: &mut Browser, ticket: &TestTicket) -> (String, String) {
    let sent = give(giver, ticket, &[("serial", &ticket.serial)]).await;
    let page = sent.location().to_owned();
    let shown = giver.get(&page).await;
    assert_eq!(
        house.purchaser().await.get(&page).await.status,
        200,
        "the giver sees it on any phone, once proven"
    );
    // The link of the gift is as good as the tickets: the wallet's link alone does not show it.
    assert!(house.nobody().get(&page).await.location().contains("/unlock?next="));
    (page.to_owned(), link(&shown))
}

async fn a_gift_is_passed_on_by_link_and_followed(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut giver, mut recipient) = (house.purchaser().await, house.nobody());
    let (page, gift) = given(&house, &mut giver, &ticket).await;
    let shown = giver.get(&page).await.text;
    assert!(shown.contains("https://line.me/R/share?text=%E7%94%9F%E6%97%A5"), "{shown}");
    assert!(
        shown.contains("<svg") && shown.contains("對方還沒打開") && shown.contains("要開心喔"),
        "{shown}"
    );
    let other = house.ticket(Goods::Paid, 1).await;
    let elsewhere = page.replace(&wallet(&ticket), &wallet(&other));
    assert_eq!(giver.get(&elsewhere).await.status, 404, "another wallet gave nothing of this");

    let opened = recipient.get(&gift).await;
    for word in ["生日快樂", "要開心喔", "data-opened", "/opened.js", "林小美", "200 元"] {
        assert!(opened.text.contains(word), "{word}: {}", opened.text);
    }
    let title = opened.text.split_once("</title>").expect("a title").0.rsplit("<title>").next();
    assert!(title.is_some_and(|title| title.starts_with("有人送您一份禮物")), "previews see no names");
    // A friend opens it where it was sent: how to keep it is said below, and nothing of the gift moves.
    let inside =
        house.nobody().called("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Line/14.16.0").get(&gift).await;
    let said = inside.text.split_once("class=\"in-app\"");
    assert!(said.is_some_and(|(before, _)| before.contains("</main>")), "{}", inside.text);
    assert!(giver.get(&page).await.text.contains("對方還沒打開"), "looking is not opening");
    for _ in 0..2 {
        assert_eq!(recipient.post(&format!("{gift}/opened"), &[]).await.status, 204);
    }
    assert!(giver.get(&page).await.text.contains("對方打開了"));

    let attempt = opened.field("attempt");
    let fields = [("attempt", attempt.as_str()), ("email", "mei@example.com")];
    let accepted = recipient.post(&format!("{gift}/accept"), &fields).await;
    let mine = accepted.location().to_owned();
    assert_ne!(mine, gift, "the giver's link is not the wallet's");
    let (_, token) = mine.rsplit_once('/').expect("a link");
    let token = store::secret::LinkToken::parse(token).expect("a link");
    let theirs = house.world.tickets_of(&token).await.expect("tickets").remove(0);
    let after = giver.get(&page).await.text;
    assert!(
        after.contains("對方收下了") && !after.contains("data-share") && !after.contains(&mine),
        "{after}"
    );
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    assert_eq!(clerk.scan(&house, &theirs).await.verdict(), Some("redeemed"));
    let after = giver.get(&page).await.text;
    assert!(after.contains("已使用 1 次") && !after.contains("分店"), "when, and not where: {after}");
    assert!(giver.get(&wallet(&ticket)).await.text.contains("已使用"), "the history says so, too");
}

async fn one_browser_accepts_once_and_another_not_at_all(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut giver, mut recipient) = (house.purchaser().await, house.nobody());
    let (_, gift) = given(&house, &mut giver, &ticket).await;
    let (first, second) = (recipient.get(&gift).await, recipient.get(&gift).await);
    assert_eq!(first.field("attempt"), second.field("attempt"), "two tabs of one browser are one recipient");
    let attempt = first.field("attempt");
    let wrong = [("attempt", attempt.as_str()), ("email", "nobody")];
    assert_eq!(recipient.post(&format!("{gift}/accept"), &wrong).await.status, 409);
    let fields = [("attempt", attempt.as_str()), ("email", "")];
    let accepted = recipient.post(&format!("{gift}/accept"), &fields).await.location().to_owned();
    for _ in 0..2 {
        let again = recipient.post(&format!("{gift}/accept"), &fields).await;
        assert_eq!(again.location(), accepted, "a double tap, the other tab, the back button");
    }
    assert_eq!(recipient.get(&gift).await.location(), accepted, "the old link leads this browser home");
    let mut stranger = giver;
    let closed = stranger.get(&gift).await;
    assert!(closed.status == 200 && closed.text.contains("這份禮物已經收下了"), "{}", closed.text);
    let late = stranger.post(&format!("{gift}/accept"), &[("attempt", &house.attempt())]).await;
    assert_eq!(late.status, 409);
    assert!(!late.text.contains(&accepted) && !closed.text.contains(&accepted));
    assert_eq!(stranger.post(&format!("{gift}/decline"), &[]).await.status, 409);
    assert_eq!(stranger.post(&format!("{gift}/opened"), &[]).await.status, 204, "and nothing is kept");
}

/// A mail server that knows nobody of this name.
struct NobodyOfThisName;

const ANSWERED: &str = "550 5.1.1 no such mailbox here";

impl Deliver for NobodyOfThisName {
    async fn deliver(&self, _: &Delivery) -> Result<String, NotDelivered> {
        Err(NotDelivered::Never(ANSWERED.to_owned()))
    }

    async fn deliver_code(&self, _: &CodeDelivery) -> Result<String, NotDelivered> {
        Err(NotDelivered::Never(ANSWERED.to_owned()))
    }

    async fn deliver_sign_in(&self, _: &SignInDelivery) -> Result<String, NotDelivered> {
        Err(NotDelivered::Never(ANSWERED.to_owned()))
    }
}

async fn delivered(house: &House, taken: bool) {
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("notices");
    if !taken {
        house.store.deliver_notices(&NobodyOfThisName, 100).await.expect("a round");
        return;
    }
    for due in house.store.due_notices(100).await.expect("due") {
        house.store.notice_sent(&due, "250 ok").await.expect("written");
    }
}

async fn a_giver_reads_that_the_recipient_was_not_told(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut giver, mut english) = (house.purchaser().await, house.purchaser().await.with_language("en"));
    delivered(&house, true).await;
    let person = [("name", "Mei"), ("message", "Enjoy"), ("email", "mei@exmaple.com")];
    let more: Vec<_> = person.into_iter().chain([("serial", ticket.serial.as_str())]).collect();
    let page = give(&mut giver, &ticket, &more).await.location().to_owned();
    let says = |answer: &Answer| answer.text.contains("class=\"unreached\"");
    assert!(!says(&giver.get(&page).await), "nothing was tried yet");
    delivered(&house, false).await;
    for path in [&page, &wallet(&ticket)] {
        let shown = giver.get(path).await;
        assert!(says(&shown) && shown.text.contains("寄給 Mei 的通知信沒有送達"), "{}", shown.text);
        // Elsewhere on the page such digits are of a name that was drawn.
        let told = shown.text.split("class=\"unreached\"").nth(1).and_then(|rest| rest.split("</p>").next());
        assert!(told.is_some_and(|told| !told.contains("550")), "{}", shown.text);
        assert!(!shown.text.contains("no such mailbox"), "{}", shown.text);
        assert!(shown.text.contains("先收回，再重新轉贈一次"), "{}", shown.text);
        assert!(english.get(path).await.text.contains("The mail to Mei did not arrive"));
    }
    assert!(!giver.get(&page).await.text.contains("我們也會通知對方"));
    // Sent again and taken: that counts.
    let attempt = giver.get(&page).await.field("attempt");
    let transfer = page.rsplit('/').next().expect("a transfer").to_owned();
    house.wait(86_400);
    let (mut giver, mut recipient) = (house.purchaser().await, house.nobody());
    let remind = [("transfer", transfer.as_str()), ("attempt", attempt.as_str())];
    giver.post(&format!("{}/remind", wallet(&ticket)), &remind).await;
    delivered(&house, true).await;
    assert!(!says(&giver.get(&page).await));
    // It came back after all; whoever has answered was reached somehow.
    let world = &house.world.owner;
    let session = house.store.start_session(ISSUER, &world.account).await.expect("signed in");
    let actor = house.store.signed_in(&session).await.expect("rows").expect("signed in").actor;
    let filter = NoticeFilter { limit: 100, ..NoticeFilter::default() };
    for notice in house.store.list_notices(&actor, &filter).await.expect("listed") {
        if notice.kind == NoticeKind::TransferOffered && notice.state == NoticeState::Sent {
            house.store.notice_bounced(&actor, &notice.notice.id, ANSWERED).await.expect("it came back");
        }
    }
    let shown = giver.get(&page).await;
    assert!(says(&shown), "{}", shown.text);
    let gift = link(&shown);
    let attempt = recipient.get(&gift).await.field("attempt");
    recipient.post(&format!("{gift}/accept"), &[("attempt", &attempt)]).await;
    for path in [&page, &wallet(&ticket)] {
        let shown = giver.get(path).await;
        assert!(!says(&shown), "{}", shown.text);
    }
}

async fn a_gift_waits_for_its_day(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let (mut giver, mut recipient) = (house.purchaser().await, house.nobody());
    let day: Day = house.store.now().day().plus_days(3);
    let text = day.to_string();
    let sent = give(&mut giver, &ticket, &[("serial", &ticket.serial), ("day", &text)]).await;
    let page = sent.location().to_owned();
    let shown = giver.get(&page).await;
    let planned = format!("將於 {} 送出", day.slashed());
    assert!(shown.text.contains(&planned), "{}", shown.text);
    assert!(giver.get(&wallet(&ticket)).await.text.contains(&planned));
    let gift = link(&shown);
    let early = recipient.get(&gift).await;
    for secret in ["林小美", "要開心喔", "生日", day.slashed().as_str(), "日日好茶"] {
        assert!(!early.text.contains(secret), "{secret}: {}", early.text);
    }
    assert!(early.text.contains("還沒到這一天"), "{}", early.text);
    assert_eq!(recipient.post(&format!("{gift}/accept"), &[]).await.status, 409);
    house.clock.set(day.start());
    let opened = recipient.get(&gift).await;
    assert!(opened.text.contains("要開心喔"), "{}", opened.text);
    let attempt = opened.field("attempt");
    let accepted = recipient.post(&format!("{gift}/accept"), &[("attempt", &attempt)]).await;
    assert!(recipient.get(accepted.location()).await.text.contains("現在可用"));
}

async fn several_that_are_alike_are_given_by_number(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    let mut giver = house.purchaser().await;
    let from = format!("{}/give?serial={}", wallet(&tickets[2]), tickets[2].serial);
    let form = giver.get(&from).await.text;
    let one = format!("value=\"{}\" selected", tickets[2].serial);
    assert!(form.contains(&one), "the one that the holder came from: {form}");
    let two = format!("{},{}", tickets[0].serial, tickets[1].serial);
    let sent = give(&mut giver, &tickets[0], &[("serial", &two)]).await;
    let gift = link(&giver.get(sent.location()).await);
    assert!(house.nobody().get(&gift).await.text.contains("總值 400 元"), "two of 200");
    let left = house.store.wallet(&tickets[0].link).await.expect("a wallet").tickets;
    assert_eq!(left.iter().filter(|ticket| !ticket.ticket.offered).count(), 1);
}

async fn the_form_refuses_a_day_that_cannot_be(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut giver = house.purchaser().await;
    for day in ["2020-01-01", "someday"] {
        let refused = give(&mut giver, &ticket, &[("serial", &ticket.serial), ("day", day)]).await;
        assert_eq!(refused.status, 409);
        assert!(
            refused.text.contains("一年內的某一天") && refused.text.contains("要開心喔"),
            "{}",
            refused.text
        );
    }
}
