//! Notices (RULES §14): who is told of what.

use crate::harness::{House, all_at_once, keyring};
use crate::seal::identity;
use crate::transfer::offered;
use domain::notice::{Channel, NoticeKind, Recipient};
use sqlx::Row;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use store::command::give_back::Returning;
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE, TestTicket};
use store::notice::{CodeDelivery, Deliver, Delivery, NotDelivered, Round, SignInDelivery};

on_both_engines!(
    holders_hear_of_redemptions_and_of_cancelled_ones,
    a_second_reading_makes_nothing_new,
    both_purchasers_hear_of_the_change,
    one_transfer_of_several_tickets_is_one_notice,
    whoever_offers_a_ticket_again_and_again_makes_us_write_to_few,
    merchants_hear_of_what_is_asked_of_them,
    one_request_for_several_tickets_is_one_mail,
    texts_go_where_the_merchant_has_them,
);

/// Keeps what it was given, and answers what it was told to: first the list, then "taken".
#[derive(Clone, Default)]
pub struct Postman {
    pub taken: Arc<Mutex<Vec<Delivery>>>,
    pub codes: Arc<Mutex<Vec<CodeDelivery>>>,
    pub sign_ins: Arc<Mutex<Vec<SignInDelivery>>>,
    pub answers: Arc<Mutex<VecDeque<NotDelivered>>>,
}

impl Deliver for Postman {
    async fn deliver(&self, delivery: &Delivery) -> Result<String, NotDelivered> {
        if let Some(answer) = self.answers.lock().expect("a lock").pop_front() {
            return Err(answer);
        }
        self.taken.lock().expect("a lock").push(delivery.clone());
        Ok("250 taken".to_owned())
    }

    async fn deliver_code(&self, code: &CodeDelivery) -> Result<String, NotDelivered> {
        if let Some(answer) = self.answers.lock().expect("a lock").pop_front() {
            return Err(answer);
        }
        self.codes.lock().expect("a lock").push(code.clone());
        Ok("250 taken".to_owned())
    }

    async fn deliver_sign_in(&self, mail: &SignInDelivery) -> Result<String, NotDelivered> {
        if let Some(answer) = self.answers.lock().expect("a lock").pop_front() {
            return Err(answer);
        }
        self.sign_ins.lock().expect("a lock").push(mail.clone());
        Ok("250 taken".to_owned())
    }
}

impl Postman {
    /// Kind, recipient and address of everything it took, and forgets it.
    pub fn bag(&self) -> Vec<(NoticeKind, Recipient, String)> {
        let taken = std::mem::take(&mut *self.taken.lock().expect("a lock"));
        taken
            .into_iter()
            .filter_map(|delivery| delivery.to.map(|to| (delivery.kind, to.recipient, to.address)))
            .collect()
    }

    pub fn answers(&self, answers: &[NotDelivered]) {
        self.answers.lock().expect("a lock").extend(answers.iter().cloned());
    }
}

pub fn to_holder(kind: NoticeKind) -> (NoticeKind, Recipient, String) {
    (kind, Recipient::Holder, PURCHASER_EMAIL.to_owned())
}

pub async fn read(house: &House) -> u64 {
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("read")
}

pub async fn deliver(house: &House, postman: &Postman) -> Round {
    house.store.deliver_notices(postman, 100).await.expect("delivered")
}

pub fn sent(count: u32) -> Round {
    Round { sent: count, failed: 0 }
}

/// The mails of whatever was issued have gone out. Other notices stay as they are.
pub async fn issue_is_told(house: &House) {
    read(house).await;
    let due = house.store.due_notices(100).await.expect("due");
    for issued in due.iter().filter(|due| due.kind == NoticeKind::Issued) {
        house.store.notice_sent(issued, "250 taken").await.expect("marked");
    }
}

/// A ticket whose purchaser has the mail of its issue.
pub async fn a_ticket(house: &House) -> TestTicket {
    house.change("UPDATE merchant SET tells_uses = 1").await.expect("switched on");
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(house).await;
    ticket
}

/// Redeems a ticket and takes it back: two notices.
pub async fn redeemed_and_cancelled(house: &House) -> TestTicket {
    let ticket = a_ticket(house).await;
    redeem_and_cancel(house, &ticket).await;
    ticket
}

pub async fn redeem_and_cancel(house: &House, ticket: &TestTicket) {
    let receipt = house.scanned(&house.world.clerk_001, ticket).await;
    house.clock.set(house.store.now().plus_seconds(60));
    house.cancel(&house.world.clerk_001, &receipt.use_id).await.expect("cancelled");
}

pub async fn wallet_of(house: &House, ticket: &TestTicket) -> String {
    let sql = format!("SELECT wallet FROM ticket WHERE id = '{}'", ticket.id);
    house.rows(&sql, |row| row.get::<String, _>(0)).await.remove(0)
}

/// An event that no command makes yet.
pub async fn event(house: &House, n: u64, kind: &str, ticket: &TestTicket, line: Option<&str>) {
    let now = house.store.now();
    let line = line.map_or_else(|| "NULL".to_owned(), |line| format!("'{line}'"));
    house
        .change(&format!(
            "INSERT INTO event (merchant, id, kind, at, ticket_order, ticket, line, quantity, business_day)
             SELECT t.merchant, '{}', '{kind}', {}, t.ticket_order, t.id, {line}, 1, '2026-11-06'
             FROM ticket t WHERE t.id = '{}'",
            identity(now, n),
            now.0,
            ticket.id
        ))
        .await
        .expect("an event");
}

async fn transfer(house: &House, wallet: &str) {
    house
        .change(&format!(
            "INSERT INTO transfer (merchant, id, number, giver, recipient_name, recipient_phone, recipient_email,
                                   language, message, token_hash, days, offered_at, offered_on)
             VALUES ({ISSUER}, 'transfer-1', 'TR1', '{wallet}', '陳小美', '0987654321', 'mei@example.com', 'en',
                     '生日快樂', '-', 30, 0, '2026-11-06')"
        ))
        .await
        .expect("a transfer");
}

async fn holders_hear_of_redemptions_and_of_cancelled_ones(house: House) {
    let (postman, ticket) = (Postman::default(), redeemed_and_cancelled(&house).await);
    assert_eq!(read(&house).await, 2);
    let due = house.store.due_notices(10).await.expect("due");
    assert_eq!(due.len(), 1, "the second waits for the first");
    let to = due[0].to.clone().expect("somebody");
    assert_eq!((to.name.as_str(), to.address.as_str()), (PURCHASER_NAME, PURCHASER_EMAIL));
    assert_eq!((to.link, to.language.as_str()), (Some(ticket.link.clone()), "zh-TW"));
    assert_eq!(due[0].about.serial.as_ref(), Some(&ticket.serial));
    assert_eq!((due[0].about.quantity, due[0].about.merchant_name.as_str()), (Some(1), "幸福果茶"));
    assert_eq!(deliver(&house, &postman).await, sent(1));
    // Where the holder is then, not where the holder was.
    house.change("UPDATE wallet SET holder_email = 'new@example.com'").await.expect("moved");
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let moved = (NoticeKind::RedemptionCancelled, Recipient::Holder, "new@example.com".to_owned());
    assert_eq!(postman.bag(), [to_holder(NoticeKind::Redeemed), moved]);
    assert_eq!(deliver(&house, &postman).await, Round::default());
    for row in crate::event_log::dump(&house, "notice").await {
        for word in [PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE, "new@example.com"] {
            assert!(!row.contains(word), "{word} stands in {row}");
        }
    }
}

async fn a_second_reading_makes_nothing_new(house: House) {
    redeemed_and_cancelled(&house).await;
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    let other = house.reopen(keyring()).await.expect("a second server");
    let reading = [house.store.clone(), other.clone(), house.store.clone(), other.clone()];
    let reading = reading.map(|store| async move { store.make_notices().await.expect("read") });
    assert_eq!(all_at_once(reading.into()).await.iter().sum::<u64>(), 2);
    assert_eq!(read(&house).await, 0);
    house.change("DELETE FROM log_cursor").await.expect("from the beginning");
    assert_eq!(read(&house).await, 0);
    let of_uses = "SELECT COUNT(*) FROM notice WHERE kind <> 'issued'";
    assert_eq!(house.number(of_uses).await, 2);
    assert_eq!(house.number("SELECT COUNT(*) FROM notice").await, 3);
    assert_eq!(house.number("SELECT number FROM log_cursor WHERE reader = 'notices'").await, 3);
    other.close().await;
}

async fn both_purchasers_hear_of_the_change(house: House) {
    let (postman, ticket) = (Postman::default(), a_ticket(&house).await);
    let wallet = wallet_of(&house, &ticket).await;
    house.scanned(&house.world.clerk_001, &ticket).await;
    assert_eq!(read(&house).await, 1, "of what the former holder redeemed");
    house
        .change(&format!(
            "INSERT INTO former_holder (merchant, wallet, generation, name, phone, email, until)
             VALUES ({ISSUER}, '{wallet}', 1, '{PURCHASER_NAME}', '{PURCHASER_PHONE}', '{PURCHASER_EMAIL}', 0)"
        ))
        .await
        .expect("a former holder");
    let link = house.world.renew_link(&ticket.link).await.expect("another link");
    house.change("UPDATE wallet SET holder_email = 'hua@example.com'").await.expect("another holder");
    event(&house, 1, "purchaser_changed", &ticket, None).await;
    assert_eq!(read(&house).await, 2);
    let mut links = Vec::new();
    for _ in 0..2 {
        let due = house.store.due_notices(10).await.expect("due");
        links.extend(due.into_iter().map(|due| due.to.map(|to| (to.recipient, to.link))));
        deliver(&house, &postman).await;
    }
    assert!(links.contains(&Some((Recipient::Purchaser, Some(link)))), "{links:?}");
    assert!(links.contains(&Some((Recipient::FormerPurchaser, None))), "the former holder gets no link");
    let mut bag = postman.bag();
    bag.sort();
    assert_eq!(
        bag,
        [
            (NoticeKind::PurchaserIsYou, Recipient::Purchaser, "hua@example.com".to_owned()),
            (NoticeKind::PurchaserWasYou, Recipient::FormerPurchaser, PURCHASER_EMAIL.to_owned()),
            to_holder(NoticeKind::Redeemed),
        ]
    );
}

async fn one_transfer_of_several_tickets_is_one_notice(house: House) {
    let postman = Postman::default();
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    issue_is_told(&house).await;
    transfer(&house, &wallet_of(&house, &tickets[0]).await).await;
    for (n, ticket) in (1..).zip(&tickets) {
        event(&house, n, "transfer_offered", ticket, Some("transfer-1")).await;
    }
    assert_eq!(read(&house).await, 1);
    let due = house.store.due_notices(10).await.expect("due").remove(0);
    assert_eq!(due.about.transfer_number.as_deref(), Some("TR1"));
    assert_eq!(due.about.message.as_deref(), Some("生日快樂"));
    assert_eq!(due.to.as_ref().map(|to| to.language.as_str()), Some("en"));
    house.clock.set(house.store.now().plus_seconds(60));
    for (n, kind) in
        (4..).zip(["transfer_resent", "transfer_accepted", "transfer_cancelled", "transfer_undone"])
    {
        event(&house, n, kind, &tickets[0], Some("transfer-1")).await;
    }
    assert_eq!(read(&house).await, 3);
    for _ in 0..4 {
        assert_eq!(deliver(&house, &postman).await, sent(1));
    }
    let offered = (NoticeKind::TransferOffered, Recipient::TransferRecipient, "mei@example.com".to_owned());
    let giver = |kind| (kind, Recipient::Giver, PURCHASER_EMAIL.to_owned());
    assert_eq!(
        postman.bag(),
        [offered.clone(), offered, giver(NoticeKind::TransferAccepted), giver(NoticeKind::TransferCancelled),]
    );
}

/// Offered and taken back, each time to somebody else: five a day are told, and none that was taken back before we wrote.
async fn whoever_offers_a_ticket_again_and_again_makes_us_write_to_few(house: House) {
    let ticket = a_ticket(&house).await;
    let told = async || {
        read(&house).await;
        let due = house.store.due_notices(100).await.expect("due");
        let offers: Vec<_> = due.into_iter().filter(|due| due.kind == NoticeKind::TransferOffered).collect();
        for offer in &offers {
            house.store.notice_sent(offer, "250 taken").await.expect("marked");
        }
        offers.len()
    };
    let mut written = 0;
    for _ in 0..7 {
        house.clock.set(house.store.now().plus_seconds(60));
        let offer = offered(&house, &[&ticket]).await;
        written += told().await;
        house.store.take_back_transfer(&ticket.link, &offer.transfer).await.expect("taken back");
    }
    assert_eq!(written, 5);
    house.clock.set(house.store.now().plus_seconds(25 * 3_600));
    let offer = offered(&house, &[&ticket]).await;
    house.store.take_back_transfer(&ticket.link, &offer.transfer).await.expect("taken back");
    assert_eq!(told().await, 0, "nobody is sent a link that leads nowhere");
    offered(&house, &[&ticket]).await;
    assert_eq!(told().await, 1, "the next day");
}

async fn merchants_hear_of_what_is_asked_of_them(house: House) {
    let (postman, ticket) = (Postman::default(), a_ticket(&house).await);
    event(&house, 1, "return_asked", &ticket, Some("request-1")).await;
    assert_eq!(read(&house).await, 1);
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let asked = (NoticeKind::ReturnAsked, Recipient::Merchant, "service@example.com".to_owned());
    assert_eq!(postman.bag(), [asked]);
}

async fn one_request_for_several_tickets_is_one_mail(house: House) {
    let postman = Postman::default();
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    issue_is_told(&house).await;
    let returning = |tickets: &[TestTicket]| -> Vec<_> {
        tickets.iter().map(|ticket| Returning { ticket: ticket.id.clone(), units: None }).collect()
    };
    let (link, attempt) = (&tickets[0].link, house.attempt());
    house.store.ask_returns(link, &returning(&tickets[..2]), None, &attempt).await.expect("asked");
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.ask_returns(link, &returning(&tickets[2..]), None, &house.attempt()).await.expect("asked");
    assert_eq!(read(&house).await, 2, "each request once");
    assert_eq!(deliver(&house, &postman).await, sent(2));
    let taken = postman.taken.lock().expect("a lock");
    let requests: Vec<_> = taken.iter().filter_map(|due| due.about.request.as_ref()).collect();
    assert_eq!(requests.iter().map(|request| request.tickets).collect::<Vec<_>>(), [2, 1]);
    assert_ne!(requests[0].number, requests[1].number);
}

async fn texts_go_where_the_merchant_has_them(house: House) {
    let (postman, ticket) = (Postman::default(), a_ticket(&house).await);
    house.change("UPDATE merchant SET sms_open = 1").await.expect("open");
    event(&house, 1, "order_resent", &ticket, None).await;
    event(&house, 2, "code_renewed", &ticket, None).await;
    assert_eq!(read(&house).await, 3, "a text brings links only");
    assert_eq!(deliver(&house, &postman).await, sent(2), "of one event both at once");
    let taken: Vec<_> = postman.taken.lock().expect("a lock").iter().map(|due| due.channel).collect();
    assert_eq!(taken, [Channel::Mail, Channel::Sms]);
    let bag = postman.bag();
    assert_eq!(bag[1], (NoticeKind::OrderResent, Recipient::Purchaser, PURCHASER_PHONE.to_owned()));
    assert_eq!(deliver(&house, &postman).await, sent(1));
}
