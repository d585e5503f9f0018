//! RULES §6, 已發行訂單管理: orders are found by what is printed, masked until somebody asks, and cost the same queries however
//! many there are.

use crate::harness::{House, refusal_of};
use crate::transfer::gift_of;
use domain::actor::Post;
use domain::calendar::Day;
use domain::event::EventKind;
use domain::give_back::FeeRule;
use domain::issued_order::{OrderNote, SHOWN_SECONDS};
use domain::money::Dollars;
use domain::refusal::Refusal;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::StoreError;
use store::fixture::{Goods, PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE, branch};
use store::query::issued_order::{OrderSearch, Rest};
use store::query::window::Window;

on_both_engines!(
    an_order_is_found_by_what_is_printed,
    an_order_is_found_by_its_codes_its_link_and_its_returns,
    a_list_costs_three_queries,
    a_long_list_is_counted_to_its_end_when_asked,
    the_file_of_a_list_has_all_of_it_in_its_order,
    people_are_masked_until_somebody_asks,
    a_note_is_written_once,
    a_branch_sees_what_it_issued,
    a_transfer_is_cancelled_by_its_own_order_alone,
);

const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };

fn words(words: &str) -> OrderSearch {
    OrderSearch { words: words.to_owned(), ..OrderSearch::default() }
}

async fn found(house: &House, search: &OrderSearch) -> Vec<String> {
    let owner = house.actor(&house.world.owner).await;
    let orders = house.store.issued_orders(&owner, search, FIRST_PAGE).await.expect("a list");
    assert_eq!(orders.counted as usize, orders.rows.len());
    orders.rows.into_iter().map(|order| order.number).collect()
}

async fn an_order_is_found_by_what_is_printed(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 2, 3).await.expect("issued").remove(0);
    let other = house.world.issue_one(Goods::Gift).await.expect("issued");
    let all = found(&house, &OrderSearch::default()).await;
    assert_eq!(all.len(), 2, "newest first: {all:?}");
    let (newer, older) = (&all[0], &all[1]);
    for text in [older.as_str(), &ticket.serial, &ticket.serial.to_lowercase(), &ticket.code] {
        assert_eq!(found(&house, &words(text)).await, [older.as_str()], "{text}");
    }
    assert_eq!(found(&house, &words(&other.serial)).await, [newer.as_str()]);
    for text in [PURCHASER_NAME, PURCHASER_PHONE, PURCHASER_EMAIL, "王小", " MING@example.com "] {
        assert_eq!(found(&house, &words(text)).await, all, "{text}");
    }
    for text in ["王", "林大明", "0987654321", "nobody@example.com", "2000010100000001", "%", "' OR 1=1 --"]
    {
        assert_eq!(found(&house, &words(text)).await, [""; 0], "{text}");
    }
    let today = house.today();
    let days = |from: Option<Day>, until: Option<Day>| OrderSearch { from, until, ..OrderSearch::default() };
    assert_eq!(found(&house, &days(Some(today), Some(today))).await, all);
    assert_eq!(found(&house, &days(Some(today.plus_days(1)), None)).await, [""; 0]);
    assert_eq!(found(&house, &days(None, Some(today.minus_days(1)))).await, [""; 0]);
    let product = OrderSearch { product: "vaa00001".to_owned(), ..OrderSearch::default() };
    assert_eq!(found(&house, &product).await, [older.as_str()]);
    let owner = house.at(house.store.now(), &house.world.owner).await;
    house.scanned(&owner, &other).await;
    let rest = |rest| OrderSearch { rest: Some(rest), ..OrderSearch::default() };
    assert_eq!(found(&house, &rest(Rest::Left)).await, [older.as_str()]);
    assert_eq!(found(&house, &rest(Rest::Nothing)).await, [newer.as_str()]);
    let failed = OrderSearch { is_mail_failed: true, ..OrderSearch::default() };
    assert_eq!(found(&house, &failed).await, [""; 0]);
    let sql = format!(
        "INSERT INTO notice (merchant, id, event, kind, channel, subject, state, made_at, due_at, changed_at)
         SELECT e.merchant, 'n', e.id, 'issued', 'mail', 'w', 'bounced', 1, 1, 1 FROM event e
         JOIN ticket_order o ON o.merchant = e.merchant AND o.id = e.ticket_order WHERE o.number = '{older}'"
    );
    house.change(&sql).await.expect("a mail that came back");
    assert_eq!(found(&house, &failed).await, [older.as_str()]);
    assert_eq!(found(&house, &OrderSearch { words: other.serial, ..failed }).await, [""; 0]);
    let partner = house.actor(&house.world.partner_owner).await;
    let theirs = house.store.issued_orders(&partner, &words(older), FIRST_PAGE).await.expect("a list");
    assert_eq!(theirs.counted, 0);
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.issued_orders(&clerk, &words(older), FIRST_PAGE).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::PermissionMissing))));
}

async fn an_order_is_found_by_its_codes_its_link_and_its_returns(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 3).await.expect("issued");
    let other = house.world.issue_one(Goods::Paid).await.expect("issued");
    let all = found(&house, &OrderSearch::default()).await;
    let (newer, older) = (&all[0], &all[1]);
    let moment = house.world.moment_link(&tickets[1]);
    let printed = house.world.printed_link(&tickets[0]);
    let wallet = format!("https://piaojia.tw/w/{}", tickets[0].link.as_str());
    house.at(house.store.now().plus_seconds(3_600), &house.world.owner).await;
    for text in [&moment, &moment.to_lowercase(), &printed, &wallet, &wallet.to_uppercase()] {
        assert_eq!(found(&house, &words(text)).await, [older.as_str()], "{text}");
    }
    assert_eq!(found(&house, &words(&house.world.printed_link(&other))).await, [newer.as_str()]);
    let partner = house.actor(&house.world.partner_owner).await;
    for text in [&moment, &wallet] {
        let theirs = house.store.issued_orders(&partner, &words(text), FIRST_PAGE).await.expect("a list");
        assert_eq!(theirs.counted, 0, "what belongs to another merchant is nobody's: {text}");
    }
    for text in ["HTTPS://PIAOJIA.TW/R/11AZ", "https://piaojia.tw/w/short", "https://piaojia.tw/w/"] {
        assert_eq!(found(&house, &words(text)).await, [""; 0], "{text}");
    }
    let owner = house.at(house.store.now(), &house.world.owner).await;
    let returned = house.give_back(&owner, &tickets[0], Some(1), FeeRule::None).await.expect("returned");
    let (link, id) = (&tickets[1].link, &tickets[1].id);
    let asked = house.store.ask_return(link, id, Some(1), None, &house.attempt()).await.expect("asked");
    for text in [&returned.number, &returned.number.to_lowercase(), &asked.number] {
        assert_eq!(found(&house, &words(text)).await, [older.as_str()], "{text}");
    }
}

/// Counts statements that the driver says it ran.
struct Counting;

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);
static COUNTING: Once = Once::new();

impl tracing::Subscriber for Counting {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        STATEMENTS.fetch_add(1, Ordering::SeqCst);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// Each test has a process of its own (nextest): nobody else runs statements meanwhile.
async fn a_list_costs_three_queries(house: House) {
    COUNTING.call_once(|| tracing::subscriber::set_global_default(Counting).expect("the only one"));
    let owner = house.actor(&house.world.owner).await;
    let mut costs = Vec::new();
    for orders in [1, 30] {
        for _ in 0..orders {
            house.world.issue_one(Goods::Paid).await.expect("issued");
        }
        let before = STATEMENTS.load(Ordering::SeqCst);
        let list =
            house.store.issued_orders(&owner, &words(PURCHASER_NAME), FIRST_PAGE).await.expect("a list");
        costs.push((list.rows.len(), STATEMENTS.load(Ordering::SeqCst) - before));
    }
    assert_eq!(costs, [(1, 3), (25, 3)]);
}

/// Five thousand orders beside the one there is, of nothing that costs anything.
const A_LONG_LIST: &str = "
INSERT INTO ticket_order (merchant, id, number, amount, wallet, batch, form, issued_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
SELECT o.merchant, '00000000-0000-7000-8000-' || CAST(100000000000 + n.i AS TEXT),
       CAST(3000010000000000 + n.i AS TEXT), 0, o.wallet, o.batch, o.form, o.issued_at
FROM ticket_order o CROSS JOIN n";

async fn a_long_list_is_counted_to_its_end_when_asked(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 2, 3).await.expect("issued").remove(0);
    house.change(A_LONG_LIST).await.expect("five thousand more");
    let owner = house.actor(&house.world.owner).await;
    let (all, one) = (OrderSearch::default(), words(&ticket.serial));
    let orders = house.store.issued_orders(&owner, &all, FIRST_PAGE).await.expect("a list");
    assert_eq!((orders.counted, orders.has_more), (5_000, true));
    let sums = house.store.sums_of_issued_orders(&owner, &all).await.expect("sums");
    assert_eq!(sums, (5_001, Dollars(1_200)));
    assert_eq!(house.store.sums_of_issued_orders(&owner, &one).await.expect("sums"), (1, Dollars(1_200)));
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.sums_of_issued_orders(&clerk, &all).await.expect_err("not the clerk's to see");
    assert!(matches!(refused, StoreError::Refused(_)), "{refused}");
}

async fn the_file_of_a_list_has_all_of_it_in_its_order(house: House) {
    for _ in 0..7 {
        house.world.issue_one(Goods::Paid).await.expect("issued");
    }
    let owner = house.actor(&house.world.owner).await;
    let search = words(PURCHASER_PHONE);
    for is_descending in [true, false] {
        let window = Window { is_descending, ..FIRST_PAGE };
        let page = house.store.issued_orders(&owner, &search, window).await.expect("a list").rows;
        let (mut all, mut last) = (Vec::new(), String::new());
        loop {
            let next = house.store.issued_orders_after(&owner, &search, is_descending, &last, 3).await;
            let next = next.expect("the next ones");
            let Some(newest) = next.last() else { break };
            last = newest.number.clone();
            all.extend(next);
        }
        let all = house.store.with_products(&owner, all).await.expect("what they are of");
        assert_eq!(all, page, "descending: {is_descending}");
    }
}

async fn people_are_masked_until_somebody_asks(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    house.clock.set(house.store.now().plus_seconds(1));
    let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let owner = house.actor(&house.world.owner).await;
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    assert!(!order.is_shown);
    let purchaser = &order.purchaser;
    assert_eq!(
        (purchaser.name.as_str(), purchaser.phone.as_str(), purchaser.email.as_str()),
        ("王○明", "09••••5678", "m•••@example.com")
    );
    house.store.show_people_of_order(&session, &number).await.expect("asked");
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    assert_eq!((order.is_shown, order.purchaser.phone.as_str()), (true, PURCHASER_PHONE));
    let record = &order.records[0];
    assert_eq!(record.kind, EventKind::OrderPeopleShown.as_str());
    assert_eq!(record.operator.as_deref(), Some("owner"));
    let accountant = house.actor(&house.world.accountant).await;
    let order = house.store.issued_order(&accountant, &number).await.expect("the order");
    assert!(!order.is_shown, "each asks for itself");
    house.clock.set(house.store.now().plus_seconds(SHOWN_SECONDS));
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    assert!(!order.is_shown, "and not for ever");
    let stranger = house.world.sign_in(&house.world.partner_owner).await.expect("signed in");
    let refused = house.store.show_people_of_order(&stranger, &number).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

async fn a_note_is_written_once(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    house.clock.set(house.store.now().plus_seconds(1));
    let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let note = OrderNote::parse("已電話聯絡").expect("a note");
    let attempt = house.attempt();
    for _ in 0..2 {
        house.store.note_order(&session, &number, &note, &attempt).await.expect("noted");
    }
    let owner = house.actor(&house.world.owner).await;
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    let notes: Vec<_> =
        order.notes.iter().map(|one| (one.account_name.as_str(), one.note.as_str())).collect();
    assert_eq!(notes, [("owner", "已電話聯絡")]);
    assert_eq!(order.records[0].kind, EventKind::OrderNoted.as_str());
    let accountant = house.world.sign_in(&house.world.accountant).await.expect("signed in");
    let refused = house.store.note_order(&accountant, &number, &note, &house.attempt()).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::PermissionMissing))));
}

async fn a_branch_sees_what_it_issued(house: House) {
    for _ in 0..2 {
        house.world.issue_one(Goods::Paid).await.expect("issued");
    }
    let numbers = found(&house, &OrderSearch::default()).await;
    let sql = format!("UPDATE ticket_order SET issued_branch = '001' WHERE number = '{}'", numbers[1]);
    house.change(&sql).await.expect("issued by a branch");
    let mut manager = house.actor(&house.world.owner).await;
    manager.post = Post::Branch { number: branch("001").expect("a branch"), enabled: true };
    let list =
        house.store.issued_orders(&manager, &OrderSearch::default(), FIRST_PAGE).await.expect("a list");
    assert_eq!(list.rows.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), [numbers[1].as_str()]);
    assert!(house.store.issued_order(&manager, &numbers[1]).await.is_ok());
    assert!(matches!(house.store.issued_order(&manager, &numbers[0]).await, Err(StoreError::NotFound)));
}

async fn a_transfer_is_cancelled_by_its_own_order_alone(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("issued");
    house.world.issue_one(Goods::Paid).await.expect("issued");
    let [own, other] = [words(&ticket.serial), OrderSearch::default()];
    let own = found(&house, &own).await.remove(0);
    let other = found(&house, &other).await.into_iter().find(|number| *number != own).expect("another");
    let gift = house.store.offer_transfer(&ticket.link, &gift_of(&[&ticket]), &house.attempt()).await;
    let gift = gift.expect("offered").transfer;
    let session = &house.world.owner.session;
    let cancel = async |number: &str| {
        house.store.cancel_transfer_of_order(session, number, &gift, &house.attempt()).await
    };
    assert_eq!(refusal_of(cancel(&other).await.expect_err("refused")), Refusal::TransferUnknown);
    let offered = "SELECT COUNT(*) FROM transfer_line WHERE state = 'offered'";
    assert_eq!(house.number(offered).await, 1);
    cancel(&own).await.expect("its own");
    assert_eq!(house.number(offered).await, 0);
}
