//! What a holder does survives a double tap, an answer that was lost, the back button and two open tabs: it happens once, and
//! whoever sends it again is told the same, or clearly that it is done.

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::life::give;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    a_return_is_asked_for_once,
    a_request_is_withdrawn_once,
    a_gift_is_declined_once,
    a_gift_is_taken_back_once,
    codes_are_renewed_once,
    a_ticket_is_split_once_by_two_tabs,
);

fn wallet(ticket: &TestTicket) -> String {
    format!("/w/{}", ticket.link.as_str())
}

fn page(ticket: &TestTicket) -> String {
    format!("{}/{}", wallet(ticket), ticket.serial)
}

/// How often something of this kind happened to the ticket.
async fn times(house: &House, ticket: &TestTicket, kind: &str) -> usize {
    let history = house.store.ticket_history(&house.world.owner.session, &ticket.serial).await;
    history.expect("a history").records.iter().filter(|record| record.kind == kind).count()
}

/// The same form from two tabs at the same moment, each of them tapped twice.
async fn from_two_tabs(browser: &Browser, path: &str, tabs: [&[(&str, &str)]; 2]) -> Vec<Answer> {
    let send = |form: &[(&str, &str)]| {
        let (mut tab, path) = (browser.clone(), path.to_owned());
        let form: Vec<_> =
            form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        async move {
            let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            tab.post(&path, &form).await
        }
    };
    let (first, second, third, fourth) =
        tokio::join!(send(tabs[0]), send(tabs[1]), send(tabs[0]), send(tabs[1]));
    vec![first, second, third, fourth]
}

/// The form for all units of it, as a tab shows it.
async fn return_form(holder: &mut Browser, ticket: &TestTicket) -> [(&'static str, String); 3] {
    let shown = holder.get(&format!("{}/return?units=1", page(ticket))).await;
    [("attempt", shown.field("attempt")), ("quoted", shown.field("quoted")), ("units", "1".to_owned())]
}

fn borrowed<'f, const COUNT: usize>(
    form: &'f [(&'static str, String); COUNT],
) -> [(&'static str, &'f str); COUNT] {
    form.each_ref().map(|(name, value)| (*name, value.as_str()))
}

async fn a_return_is_asked_for_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.purchaser().await;
    let (one, other) = (return_form(&mut holder, &ticket).await, return_form(&mut holder, &ticket).await);
    let path = format!("{}/return", page(&ticket));
    let answers = from_two_tabs(&holder, &path, [&borrowed(&one), &borrowed(&other)]).await;
    let asked = answers.iter().filter(|answer| answer.location() == wallet(&ticket)).count();
    assert_eq!(asked, 2, "the tab that was faster says so as often as it is asked");
    for answer in answers.iter().filter(|answer| answer.location().is_empty()) {
        assert_eq!(answer.status, 409);
        assert!(answer.text.contains("已有一筆等待回覆的退貨申請"), "{}", answer.text);
    }
    assert_eq!(times(&house, &ticket, "return_asked").await, 1);
    // The first answer was lost: the form that comes back is sent again, even once the request has ended.
    let faster = if answers[0].location().is_empty() { &other } else { &one };
    let request = holder.get(&wallet(&ticket)).await.field("request");
    holder.post(&format!("{}/withdraw-return", wallet(&ticket)), &[("request", &request)]).await;
    assert_eq!(holder.post(&path, &borrowed(faster)).await.location(), wallet(&ticket));
    assert_eq!(times(&house, &ticket, "return_asked").await, 1);
}

async fn a_request_is_withdrawn_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.purchaser().await;
    let form = return_form(&mut holder, &ticket).await;
    holder.post(&format!("{}/return", page(&ticket)), &borrowed(&form)).await;
    let request = holder.get(&wallet(&ticket)).await.field("request");
    let form: &[_] = &[("request", request.as_str())];
    let path = format!("{}/withdraw-return", wallet(&ticket));
    for answer in from_two_tabs(&holder, &path, [form, form]).await {
        assert_eq!(answer.location(), wallet(&ticket), "{}", answer.text);
    }
    assert_eq!(holder.post(&path, form).await.location(), wallet(&ticket));
    assert_eq!(times(&house, &ticket, "return_withdrawn").await, 1);
    let list = holder.get(&wallet(&ticket)).await.text;
    assert!(list.contains("已撤回") && !list.contains("/withdraw-return"), "{list}");
}

async fn a_gift_is_declined_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let gift = give(&house, &mut house.purchaser().await, &ticket).await;
    let mut recipient = house.nobody();
    let path = format!("{gift}/decline");
    for answer in from_two_tabs(&recipient, &path, [&[], &[]]).await {
        assert_eq!(answer.location(), gift, "{}", answer.text);
    }
    assert_eq!(recipient.post(&path, &[]).await.location(), gift);
    assert_eq!(times(&house, &ticket, "transfer_declined").await, 1);
    assert!(recipient.get(&gift).await.text.contains("您已婉拒"));
    // The other tab still shows the button to accept.
    let late = recipient.post(&format!("{gift}/accept"), &[]).await;
    assert!(late.status == 409 && late.text.contains("這份轉贈已結束"), "{}", late.text);
    assert_eq!(times(&house, &ticket, "transfer_accepted").await, 0);
}

async fn a_gift_is_taken_back_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut giver = house.purchaser().await;
    let gift = give(&house, &mut giver, &ticket).await;
    let transfer = giver.get(&wallet(&ticket)).await.field("transfer");
    let form: &[_] = &[("transfer", transfer.as_str())];
    let path = format!("{}/take-back", wallet(&ticket));
    for answer in from_two_tabs(&giver, &path, [form, form]).await {
        assert_eq!(answer.location(), wallet(&ticket), "{}", answer.text);
    }
    assert_eq!(giver.post(&path, form).await.location(), wallet(&ticket));
    assert_eq!(times(&house, &ticket, "transfer_taken_back").await, 1);
    assert!(giver.get(&page(&ticket)).await.text.contains("未使用"), "it can be used again");
    // Whoever comes back to a page on which it was still offered reads in the list what became of it.
    let late = house.nobody().post(&format!("{gift}/decline"), &[]).await;
    assert_eq!(late.status, 409);
    assert_eq!(times(&house, &ticket, "transfer_declined").await, 0);
    assert!(giver.get(&wallet(&ticket)).await.text.contains("已收回"));
}

async fn codes_are_renewed_once(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut holder = house.purchaser().await;
    let path = format!("{}/renew", page(&ticket));
    let (first, second) = (holder.get(&path).await, holder.get(&path).await);
    let generation = first.field("generation");
    let (one, other) = (first.field("attempt"), second.field("attempt"));
    let tabs: [&[_]; 2] = [
        &[("attempt", one.as_str()), ("generation", generation.as_str())],
        &[("attempt", other.as_str()), ("generation", generation.as_str())],
    ];
    let answers = from_two_tabs(&holder, &path, tabs).await;
    let renewed = answers.iter().filter(|answer| answer.location() == page(&ticket)).count();
    assert_eq!(renewed, 2, "the tab that was faster says so as often as it is asked");
    for answer in answers.iter().filter(|answer| answer.location().is_empty()) {
        assert_eq!(answer.status, 409);
        assert!(answer.text.contains("這張票券的碼已經換過"), "{}", answer.text);
        assert_ne!(answer.field("generation"), generation, "whoever means it can renew them again");
    }
    assert_eq!(times(&house, &ticket, "code_renewed").await, 1);
    let fresh = holder.get(&path).await;
    let again = [("attempt", fresh.field("attempt")), ("generation", fresh.field("generation"))];
    assert_eq!(holder.post(&path, &borrowed(&again)).await.location(), page(&ticket));
    assert_eq!(times(&house, &ticket, "code_renewed").await, 2, "by a form of today");
}

async fn a_ticket_is_split_once_by_two_tabs(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut holder = house.purchaser().await;
    let path = format!("{}/split", page(&ticket));
    let attempt = holder.get(&path).await.field("attempt");
    let form: &[_] = &[("attempt", attempt.as_str()), ("quantity", "2")];
    for answer in from_two_tabs(&holder, &path, [form, form]).await {
        assert_eq!(answer.location(), wallet(&ticket), "{}", answer.text);
    }
    assert_eq!(house.store.wallet(&ticket.link).await.expect("the wallet").tickets.len(), 3);
}
