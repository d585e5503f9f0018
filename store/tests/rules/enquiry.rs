//! RULES §5, 詢問: a holder asks about a ticket or a use, the issuer answers, both keep the thread.

use crate::harness::{House, all_at_once, refusal_of};
use crate::notice::{Postman, deliver, issue_is_told, read};
use crate::transfer::offered;
use domain::enquiry::{Author, EnquiryState, MOST_OPEN, NotWritten, Words};
use domain::identity::{EnquiryId, UseId};
use domain::notice::{NoticeKind, Recipient};
use domain::refusal::Refusal;
use store::StoreError;
use store::command::contact::Contact;
use store::command::enquiry::{Outcome, Subject, Written};
use store::fixture::{Goods, PURCHASER_EMAIL, PURCHASER_NAME, TestTicket};
use store::query::enquiry::{Enquiry, EnquiryMessage};

on_both_engines!(
    a_use_is_reported_answered_and_closed,
    one_attempt_writes_once,
    what_is_not_written,
    five_are_open_at_most_whoever_is_faster,
    a_closed_one_opens_when_its_holder_writes,
    a_word_that_was_not_read_is_not_closed_away,
    only_whoever_answers_requests_answers,
    others_find_no_enquiry,
    a_ticket_that_was_given_away_leaves_its_enquiry_behind,
    another_purchaser_reads_nothing_of_the_former_one,
    both_sides_are_told_and_never_what_was_written,
);

fn words(text: &str) -> Words {
    Words::parse(text).expect("words")
}

fn subject(ticket: &TestTicket) -> Subject {
    Subject { ticket: ticket.id.clone(), redemption: None }
}

fn written(outcome: Result<Outcome, StoreError>) -> Written {
    outcome.expect("no refusal").expect("written")
}

async fn open(house: &House, ticket: &TestTicket, text: &str) -> EnquiryId {
    let subject = subject(ticket);
    written(house.store.open_enquiry(&ticket.link, &subject, &words(text), &house.attempt()).await).enquiry
}

async fn again(house: &House, ticket: &TestTicket, id: &EnquiryId, text: &str) -> Outcome {
    house.wait();
    let done = house.store.continue_enquiry(&ticket.link, id, &words(text), &house.attempt()).await;
    done.expect("no refusal")
}

async fn answer(house: &House, id: &EnquiryId, text: &str) -> Outcome {
    house.wait();
    let session = &house.world.owner.session;
    house.store.answer_enquiry(session, id, &words(text), &house.attempt()).await.expect("no refusal")
}

async fn close(house: &House, id: &EnquiryId) -> Outcome {
    house.wait();
    let session = &house.world.owner.session;
    house.store.close_enquiry(session, id, &house.attempt()).await.expect("no refusal")
}

async fn seen(house: &House, ticket: &TestTicket, id: &EnquiryId) -> (Enquiry, Vec<EnquiryMessage>) {
    house.store.enquiry(&ticket.link, id).await.expect("the holder's")
}

impl House {
    fn wait(&self) {
        self.clock.set(self.store.now().plus_seconds(60));
    }
}

async fn a_use_is_reported_answered_and_closed(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let receipt = house.scanned(&house.world.clerk_001, &ticket).await;
    let subject = Subject { redemption: Some(receipt.use_id.clone()), ..subject(&ticket) };
    let text = words("這不是我用的。\n請查。");
    let opened = house.store.open_enquiry(&ticket.link, &subject, &text, &house.attempt()).await;
    let id = written(opened).enquiry;
    let owner = house.actor(&house.world.owner).await;
    let waiting = house.store.open_enquiries_of(&owner).await.expect("a list").remove(0);
    assert_eq!((&waiting.id, &waiting.serial, waiting.thread.messages), (&id, &ticket.serial, 1));
    assert_eq!(waiting.holder_name, "王○明", "a list masks its holders");
    let (inside, _) = house.store.enquiry_of(&owner, &id).await.expect("the issuer's");
    assert_eq!(inside.holder_name, PURCHASER_NAME, "inside one the name stands open");
    assert_eq!(waiting.of.map(|of| of.id), Some(receipt.use_id));
    answer(&house, &id, "已查，這筆會取消。").await.expect("answered");
    close(&house, &id).await.expect("closed");
    close(&house, &id).await.expect("closing twice is closing once");
    assert!(house.store.open_enquiries_of(&owner).await.expect("a list").is_empty());
    let (mine, messages) = seen(&house, &ticket, &id).await;
    assert_eq!(mine.thread.state, EnquiryState::Closed);
    let said: Vec<_> = messages.iter().map(|one| (one.author, one.text.as_str())).collect();
    assert_eq!(said, [(Author::Holder, "這不是我用的。\n請查。"), (Author::Merchant, "已查，這筆會取消。")]);
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind LIKE 'enquiry_%'").await, 3);
}

async fn one_attempt_writes_once(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let attempt = house.attempt();
    let sends = (0..10).map(|_| {
        let (house, ticket, attempt) = (house.clone(), ticket.clone(), attempt.clone());
        async move {
            written(house.store.open_enquiry(&ticket.link, &subject(&ticket), &words("?"), &attempt).await)
                .enquiry
        }
    });
    let ids = all_at_once(sends.collect()).await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    let (id, store, owner) = (&ids[0], &house.store, &house.world.owner.session);
    let other = store.open_enquiry(&ticket.link, &subject(&ticket), &words("!"), &attempt).await;
    assert_eq!(refusal_of(other.expect_err("other words")), Refusal::AttemptReused);
    let (answered, again) = (house.attempt(), house.attempt());
    for _ in 0..2 {
        written(store.answer_enquiry(owner, id, &words("a"), &answered).await);
        written(store.continue_enquiry(&ticket.link, id, &words("b"), &again).await);
    }
    let other = store.answer_enquiry(owner, id, &words("c"), &answered).await;
    assert_eq!(refusal_of(other.expect_err("other words")), Refusal::AttemptReused);
    let other = store.close_enquiry(owner, id, &answered).await;
    assert_eq!(refusal_of(other.expect_err("another act")), Refusal::AttemptReused);
    assert_eq!(house.number("SELECT COUNT(*) FROM enquiry").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) FROM enquiry_message").await, 3);
    assert_eq!(house.number("SELECT messages FROM enquiry").await, 3);
}

async fn what_is_not_written(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let other = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let used = house.scanned(&house.world.clerk_001, &other).await;
    let ask = async |subject: Subject| {
        let done = house.store.open_enquiry(&ticket.link, &subject, &words("?"), &house.attempt()).await;
        refusal_of(done.expect_err("refused"))
    };
    assert_eq!(ask(subject(&other)).await, Refusal::TicketUnknown, "another wallet's");
    let foreign = Subject { redemption: Some(used.use_id), ..subject(&ticket) };
    assert_eq!(ask(foreign).await, Refusal::UseUnknown, "another ticket's");
    let never = Subject { redemption: UseId::parse("never").ok(), ..subject(&ticket) };
    assert_eq!(ask(never).await, Refusal::UseUnknown);
    let id = open(&house, &ticket, "1").await;
    for _ in 2..20 {
        again(&house, &ticket, &id, "more").await.expect("written");
    }
    assert_eq!(again(&house, &ticket, &id, "20").await, Err(NotWritten::ThreadFull));
    answer(&house, &id, "the last word").await.expect("written");
    assert_eq!(answer(&house, &id, "21").await, Err(NotWritten::ThreadFull));
    assert_eq!(seen(&house, &ticket, &id).await.1.len(), 20);
}

async fn five_are_open_at_most_whoever_is_faster(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let sends = (0..9).map(|_| {
        let (house, ticket) = (house.clone(), ticket.clone());
        async move {
            let attempt = house.attempt();
            let asked =
                house.store.open_enquiry(&ticket.link, &subject(&ticket), &words("?"), &attempt).await;
            asked.expect("no refusal")
        }
    });
    let answers = all_at_once(sends.collect()).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), MOST_OPEN as usize);
    assert!(
        answers.iter().flat_map(|answer| answer.as_ref().err()).all(|why| *why == NotWritten::TooManyOpen)
    );
    let mine = house.store.enquiries(&ticket.link).await.expect("a list");
    assert_eq!(mine.len(), 5);
    answer(&house, &mine[0].id, "ok").await.expect("answered");
    close(&house, &mine[0].id).await.expect("closed");
    open(&house, &ticket, "room again").await;
    let reopened = again(&house, &ticket, &mine[0].id, "still").await;
    assert_eq!(reopened, Err(NotWritten::TooManyOpen));
}

async fn a_closed_one_opens_when_its_holder_writes(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let id = open(&house, &ticket, "?").await;
    answer(&house, &id, "!").await.expect("answered");
    close(&house, &id).await.expect("closed");
    answer(&house, &id, "one word more").await.expect("answered");
    assert_eq!(seen(&house, &ticket, &id).await.0.thread.state, EnquiryState::Closed);
    again(&house, &ticket, &id, "and yet").await.expect("written");
    assert_eq!(seen(&house, &ticket, &id).await.0.thread.state, EnquiryState::Open);
}

async fn a_word_that_was_not_read_is_not_closed_away(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let id = open(&house, &ticket, "?").await;
    assert_eq!(close(&house, &id).await, Err(NotWritten::NotAnswered));
    answer(&house, &id, "!").await.expect("answered");
    again(&house, &ticket, &id, "meanwhile").await.expect("written");
    assert_eq!(close(&house, &id).await, Err(NotWritten::NotAnswered));
}

async fn only_whoever_answers_requests_answers(house: House) {
    let ticket = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    let id = open(&house, &ticket, "?").await;
    let (world, store) = (&house.world, &house.store);
    for (who, refusal) in [
        (&world.clerk_001, Some(Refusal::PermissionMissing)),
        (&world.accountant, Some(Refusal::PermissionMissing)),
        (&world.partner_owner, None),
        (&world.stranger_owner, None),
    ] {
        let answered = store.answer_enquiry(&who.session, &id, &words("!"), &house.attempt()).await;
        let closed = store.close_enquiry(&who.session, &id, &house.attempt()).await;
        for error in [answered.expect_err("not theirs"), closed.expect_err("not theirs")] {
            match (error, &refusal) {
                (StoreError::Refused(got), Some(refusal)) => assert_eq!(got, *refusal),
                (StoreError::NotFound, None) => {}
                (other, _) => panic!("{other}"),
            }
        }
        let actor = house.actor(who).await;
        assert!(store.enquiry_of(&actor, &id).await.is_err());
        assert!(store.open_enquiries_of(&actor).await.map_or(true, |list| list.is_empty()));
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM enquiry_message").await, 1);
}

async fn others_find_no_enquiry(house: House) {
    let (mine, other) = (house.world.issue_one(Goods::Paid).await, house.world.issue_one(Goods::Paid).await);
    let (mine, other) = (mine.expect("a ticket"), other.expect("a ticket"));
    let id = open(&house, &mine, "?").await;
    assert!(matches!(house.store.enquiry(&other.link, &id).await, Err(StoreError::NotFound)));
    let written = house.store.continue_enquiry(&other.link, &id, &words("!"), &house.attempt()).await;
    assert!(matches!(written, Err(StoreError::NotFound)));
    assert!(house.store.enquiries(&other.link).await.expect("a list").is_empty());
}

async fn a_ticket_that_was_given_away_leaves_its_enquiry_behind(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let id = open(&house, &ticket, "?").await;
    let gift = offered(&house, &[&ticket]).await;
    let accepted = house.store.accept_transfer(&gift.link).await.expect("accepted");
    assert!(house.store.enquiries(&gift.link).await.expect("a list").is_empty());
    assert!(house.store.enquiry(&gift.link, &id).await.is_err(), "{accepted:?}");
    assert_eq!(house.store.enquiries(&ticket.link).await.expect("a list").len(), 1);
    answer(&house, &id, "!").await.expect("answered");
    let told = mails(&house).await;
    let told: Vec<_> = told.iter().filter(|(kind, ..)| *kind == NoticeKind::EnquiryAnswered).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].1, told[0].2.as_str()),
        (Recipient::Enquirer, PURCHASER_EMAIL),
        "not to the recipient"
    );
}

/// Kind, recipient and address of every mail that goes now.
async fn mails(house: &House) -> Vec<(NoticeKind, Recipient, String)> {
    let postman = Postman::default();
    read(house).await;
    while deliver(house, &postman).await.sent > 0 {}
    postman.bag()
}

async fn another_purchaser_reads_nothing_of_the_former_one(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let id = open(&house, &ticket, "mine alone").await;
    let order = house.store.wallet(&ticket.link).await.expect("a wallet").order_number;
    let mei = Contact::parse("林小美", "0912345678", "mei@example.com", "zh-TW").expect("a contact");
    let owner = &house.world.owner.session;
    let changed = house.store.change_purchaser(owner, &order, &mei, &house.attempt()).await.expect("changed");
    answer(&house, &id, "!").await.expect("answered");
    let told = mails(&house).await;
    let answered = told.iter().find(|(kind, ..)| *kind == NoticeKind::EnquiryAnswered).expect("told");
    assert_eq!(answered.2, PURCHASER_EMAIL, "whoever asked");
    assert!(matches!(house.store.enquiry(&ticket.link, &id).await, Err(StoreError::NotFound)));
    assert!(house.store.enquiries(&changed.link).await.expect("a list").is_empty());
    assert!(matches!(house.store.enquiry(&changed.link, &id).await, Err(StoreError::NotFound)));
}

async fn both_sides_are_told_and_never_what_was_written(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    let id = open(&house, &ticket, "secret words").await;
    let first = mails(&house).await;
    assert_eq!(
        first.iter().map(|(kind, to, _)| (*kind, *to)).collect::<Vec<_>>(),
        [(NoticeKind::EnquiryWritten, Recipient::Merchant)]
    );
    answer(&house, &id, "secret answer").await.expect("answered");
    let postman = Postman::default();
    read(&house).await;
    deliver(&house, &postman).await;
    let taken = postman.taken.lock().expect("a lock").remove(0);
    let to = taken.to.as_ref().expect("somebody");
    assert_eq!(
        (taken.kind, to.recipient, to.address.as_str()),
        (NoticeKind::EnquiryAnswered, Recipient::Enquirer, PURCHASER_EMAIL)
    );
    assert_eq!(taken.about.enquiry.as_deref(), Some(id.as_str()));
    assert_eq!(to.link.as_ref().map(|link| link.as_str()), Some(ticket.link.as_str()));
    assert!(!format!("{taken:?}").contains("secret"));
    again(&house, &ticket, &id, "thanks").await.expect("written");
    assert_eq!(mails(&house).await.len(), 1, "the merchant hears of each word");
    close(&house, &id).await.expect_err("not answered");
    let rows = house
        .rows("SELECT CAST(kind AS TEXT) || COALESCE(content, '') || COALESCE(line, '') FROM event", |row| {
            sqlx::Row::get::<String, _>(row, 0)
        });
    assert!(rows.await.iter().all(|row| !row.contains("secret")));
}
