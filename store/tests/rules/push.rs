//! Phones that are told (RULES §14): which ones, of what, and until when.

use crate::harness::{House, refusal_of};
use crate::notice::{a_ticket, issue_is_told, read, redeem_and_cancel, wallet_of};
use crate::phone::Phone;
use crate::transfer::{offered, only_ticket, person};
use domain::calendar::Instant;
use domain::notice::NoticeKind;
use domain::notice_topic::{NoticeChoice, NoticeTopic};
use domain::push::PushKeys;
use domain::refusal::Refusal;
use sqlx::Row;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use store::StoreError;
use store::fixture::{Goods, TestTicket};
use store::notice::Round;
use store::push::{NotPushed, Push, SendPush, Subscription};
use store::secret::LinkToken;

on_both_engines!(
    a_phone_is_told_what_its_holder_wants,
    a_givers_phone_hears_of_the_gift,
    phones_have_switches_of_their_own,
    a_phone_without_mail_hears_what_ends,
    only_a_phone_of_the_wallet_is_told,
    a_phone_that_leaves_is_told_nothing_more,
    another_link_or_purchaser_ends_it,
    addresses_and_keys_stand_nowhere_in_the_clear,
);

/// RFC 8291, appendix A.
const PUBLIC: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// Where a phone of this number can be told.
pub fn place(number: u8) -> Subscription {
    let keys = PushKeys::parse(PUBLIC, SECRET).expect("keys");
    Subscription { endpoint: format!("https://push.example.com/phone-{number}"), keys }
}

/// A phone that signs for the wallet and wants to be told.
pub async fn told(house: &House, link: &LinkToken, number: u8) -> Phone {
    let phone = Phone::new(number);
    phone.joins(house, link).await.expect("joined");
    house.store.tell_phone(link, &phone.key(), &place(number)).await.expect("told");
    phone
}

/// Keeps what it was given, and answers what it was told to: first the list, then "taken".
#[derive(Clone, Default)]
pub struct Service {
    pub taken: Arc<Mutex<Vec<Push>>>,
    pub answers: Arc<Mutex<VecDeque<NotPushed>>>,
}

impl SendPush for Service {
    async fn send(&self, push: &Push, _now: Instant) -> Result<(), NotPushed> {
        if let Some(answer) = self.answers.lock().expect("a lock").pop_front() {
            return Err(answer);
        }
        self.taken.lock().expect("a lock").push(push.clone());
        Ok(())
    }
}

impl Service {
    /// Kind and address of everything it took, and forgets it.
    pub fn bag(&self) -> Vec<(NoticeKind, String)> {
        let taken = std::mem::take(&mut *self.taken.lock().expect("a lock"));
        let mut bag: Vec<_> = taken.into_iter().map(|push| (push.kind, push.to.endpoint)).collect();
        bag.sort();
        bag
    }

    pub fn answers(&self, answers: &[NotPushed]) {
        self.answers.lock().expect("a lock").extend(answers.iter().copied());
    }
}

pub async fn send(house: &House, service: &Service) -> Round {
    house.store.send_pushes(service, 100).await.expect("sent")
}

pub fn to(number: u8, kind: NoticeKind) -> (NoticeKind, String) {
    (kind, place(number).endpoint)
}

pub async fn waiting(house: &House) -> i64 {
    house.number("SELECT COUNT(*) FROM push_waiting").await
}

async fn phones_told(house: &House) -> i64 {
    house.number("SELECT COUNT(*) FROM push_subscription").await
}

async fn a_phone_is_told_what_its_holder_wants(house: House) {
    let (service, ticket) = (Service::default(), a_ticket(&house).await);
    // The merchant's switch is of mails: whoever lets a phone be told has asked.
    house.change("UPDATE merchant SET tells_uses = 0").await.expect("switched off");
    told(&house, &ticket.link, 1).await;
    told(&house, &ticket.link, 2).await;
    redeem_and_cancel(&house, &ticket).await;
    assert_eq!(read(&house).await, 0, "no mail");
    assert_eq!(read(&house).await, 0, "nothing new");
    assert_eq!(send(&house, &service).await, Round { sent: 4, failed: 0 });
    for push in service.taken.lock().expect("a lock").iter() {
        assert_eq!((push.language.as_str(), &push.link), ("zh-TW", &ticket.link));
        let number = if push.to == place(1) { 1 } else { 2 };
        assert_eq!(push.phone, Phone::new(number).key().to_text());
    }
    let (used, cancelled) = (NoticeKind::Redeemed, NoticeKind::RedemptionCancelled);
    assert_eq!(service.bag(), [to(1, used), to(2, used), to(1, cancelled), to(2, cancelled)]);
    assert_eq!((send(&house, &service).await, waiting(&house).await), (Round::default(), 0));
    let other = house.world.issue_one(Goods::Paid).await.expect("another wallet's");
    redeem_and_cancel(&house, &other).await;
    read(&house).await;
    assert_eq!(waiting(&house).await, 0);
}

async fn a_givers_phone_hears_of_the_gift(house: House) {
    let service = Service::default();
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    issue_is_told(&house).await;
    told(&house, &tickets[0].link, 1).await;
    let (kept, declined) = (offered(&house, &[&tickets[0]]).await, offered(&house, &[&tickets[1]]).await);
    assert!(house.store.open_gift(&kept.link).await.expect("opened"));
    house.store.accept_transfer(&kept.link).await.expect("accepted");
    house.store.decline_transfer(&declined.link).await.expect("declined");
    let taken = only_ticket(&house, &kept.link).await;
    house.scanned(&house.world.clerk_001, &taken).await;
    read(&house).await;
    send(&house, &service).await;
    let mut kinds: Vec<_> = service.bag().into_iter().map(|(kind, _)| kind).collect();
    kinds.sort();
    let mut expected = [
        NoticeKind::TransferOpened,
        NoticeKind::TransferAccepted,
        NoticeKind::TransferDeclined,
        NoticeKind::GiftUsed,
    ];
    expected.sort();
    assert_eq!(kinds, expected, "and not of what the recipient's wallet did");
}

async fn phones_have_switches_of_their_own(house: House) {
    let (service, ticket) = (Service::default(), a_ticket(&house).await);
    let unasked = house.store.notice_switches(&ticket.link).await.expect("switches");
    assert_eq!((unasked.push, unasked.phones), (NoticeChoice::all(), vec![]));
    told(&house, &ticket.link, 1).await;
    let of = |topics: &[NoticeTopic]| topics.iter().copied().collect::<NoticeChoice>();
    let (mail, push) = (of(&[NoticeTopic::Redeemed]), of(&[NoticeTopic::Cancelled]));
    house.store.choose_notices(&ticket.link, &mail, Some(&push)).await.expect("chosen");
    house.store.choose_notices(&ticket.link, &mail, None).await.expect("mails only");
    let chosen = house.store.notice_switches(&ticket.link).await.expect("switches");
    assert_eq!((chosen.choice, chosen.push), (mail, push));
    assert_eq!(chosen.phones, [Phone::new(1).key().to_text()]);
    redeem_and_cancel(&house, &ticket).await;
    assert_eq!(read(&house).await, 1, "one mail");
    assert_eq!(send(&house, &service).await, Round { sent: 1, failed: 0 });
    assert_eq!(service.bag(), [to(1, NoticeKind::RedemptionCancelled)]);
}

async fn a_phone_without_mail_hears_what_ends(house: House) {
    let service = Service::default();
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    house.change("UPDATE wallet SET holder_email = ''").await.expect("no address");
    let day = house.today().plus_days(364 - 30);
    told(&house, &ticket.link, 1).await;
    house.clock.set(day.start().plus_seconds(9 * 3600));
    assert_eq!(house.store.tell_of_endings(day).await.expect("told"), 1);
    assert_eq!(read(&house).await, 0, "no mail");
    assert_eq!(send(&house, &service).await, Round { sent: 1, failed: 0 });
    assert_eq!(service.bag(), [to(1, NoticeKind::GuaranteeEnding)]);
}

async fn only_a_phone_of_the_wallet_is_told(house: House) {
    let (mine, other) = (a_ticket(&house).await, house.world.issue_one(Goods::Paid).await.expect("a ticket"));
    let phone = told(&house, &mine.link, 1).await;
    for (link, key) in [(&other.link, phone.key()), (&mine.link, Phone::new(2).key())] {
        let outcome = house.store.tell_phone(link, &key, &place(1)).await;
        assert_eq!(refusal_of(outcome.expect_err("refused")), Refusal::DeviceRemoved);
    }
    let never = LinkToken::parse("0000000000000000000000000A").expect("a token");
    for outcome in [
        house.store.tell_phone(&never, &phone.key(), &place(1)).await,
        house.store.tell_phone_nothing(&never, &phone.key()).await,
    ] {
        assert!(matches!(outcome, Err(StoreError::NotFound)));
    }
    house.store.tell_phone_nothing(&other.link, &phone.key()).await.expect("nothing to do");
    house.store.tell_phone(&mine.link, &phone.key(), &place(1)).await.expect("again");
    assert_eq!(phones_told(&house).await, 1);
}

async fn a_phone_that_leaves_is_told_nothing_more(house: House) {
    let (service, ticket) = (Service::default(), a_ticket(&house).await);
    let (first, second) = (told(&house, &ticket.link, 1).await, told(&house, &ticket.link, 2).await);
    told(&house, &ticket.link, 3).await;
    redeem_and_cancel(&house, &ticket).await;
    read(&house).await;
    house.store.tell_phone_nothing(&ticket.link, &first.key()).await.expect("told nothing");
    let devices = house.store.devices(&ticket.link).await.expect("phones");
    assert_eq!(devices.len(), 3, "it still signs");
    let removed = devices.iter().find(|device| device.key == second.key().to_text()).expect("the second");
    house.store.remove_device(&ticket.link, &removed.id).await.expect("removed");
    assert_eq!(send(&house, &service).await, Round { sent: 2, failed: 0 }, "what waited is gone, too");
    assert_eq!(service.bag(), [to(3, NoticeKind::Redeemed), to(3, NoticeKind::RedemptionCancelled)]);
    let again = house.store.tell_phone(&ticket.link, &second.key(), &place(2)).await;
    assert!(matches!(again, Err(StoreError::Refused(Refusal::DeviceRemoved))));
    house.store.tell_phone_nothing(&ticket.link, &first.key()).await.expect("told nothing already");
    assert_eq!(phones_told(&house).await, 1);
}

async fn another_link_or_purchaser_ends_it(house: House) {
    let ticket = a_ticket(&house).await;
    told(&house, &ticket.link, 1).await;
    redeem_and_cancel(&house, &ticket).await;
    read(&house).await;
    let renewed = house.world.renew_link(&ticket.link).await.expect("renewed");
    assert_eq!((phones_told(&house).await, waiting(&house).await), (0, 0));
    told(&house, &renewed, 1).await;
    let nothing = NoticeChoice::default();
    house.store.choose_notices(&renewed, &nothing, Some(&nothing)).await.expect("chosen");
    let order = house.store.wallet(&renewed).await.expect("a wallet").order_number;
    let owner = &house.world.owner.session;
    let changed = house.store.change_purchaser(owner, &order, &person("李大同"), &house.attempt()).await;
    let link = changed.expect("changed").link;
    assert_eq!(phones_told(&house).await, 0);
    let switches = house.store.notice_switches(&link).await.expect("switches");
    assert_eq!((switches.push, switches.phones), (NoticeChoice::all(), vec![]), "has chosen nothing");
}

async fn addresses_and_keys_stand_nowhere_in_the_clear(house: House) {
    let ticket: TestTicket = a_ticket(&house).await;
    told(&house, &ticket.link, 1).await;
    let sealed = house.rows("SELECT sealed FROM push_subscription", |row| row.get::<Vec<u8>, _>(0)).await;
    let stored = String::from_utf8_lossy(&sealed[0]).into_owned();
    for secret in ["push.example.com", "phone-1", PUBLIC, SECRET] {
        assert!(!stored.contains(secret), "{secret}");
    }
    // Bound to its phone: elsewhere it opens nothing.
    let wallet = wallet_of(&house, &ticket).await;
    told(&house, &ticket.link, 2).await;
    redeem_and_cancel(&house, &ticket).await;
    read(&house).await;
    assert_eq!(house.store.due_pushes(10).await.expect("due").len(), 4);
    let moved = format!(
        "UPDATE push_subscription SET sealed = (SELECT sealed FROM push_subscription ORDER BY device LIMIT 1) WHERE wallet = '{wallet}'"
    );
    house.change(&moved).await.expect("moved");
    assert!(matches!(house.store.due_pushes(10).await, Err(StoreError::Corrupt(_))));
    let debug = format!("{:?}", place(1));
    assert!(!debug.contains("push.example.com") && !debug.contains(SECRET), "{debug}");
}
