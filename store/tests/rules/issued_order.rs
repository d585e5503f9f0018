//! RULES §6, 已發行訂單管理: orders are found by what is printed, masked until somebody asks, and cost the same queries however
//! many there are.

use crate::harness::{House, refusal_of};
use crate::transfer::gift_of;
use domain::actor::Post;
use domain::calendar::Day;
use domain::cancel::Reason;
use domain::contract::Opening;
use domain::event::EventKind;
use domain::give_back::FeeRule;
use domain::issued_order::{OrderNote, SHOWN_SECONDS};
use domain::money::Dollars;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::StoreError;
use store::command::issue::{NewLine, NewOrder};
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE, branch};
use store::query::issued_order::paged::{Pages, RECORDS, TICKETS};
use store::query::issued_order::{IssuedAt, OrderSearch, Rest};
use store::query::window::Window;

on_both_engines!(
    an_order_is_found_by_what_is_printed,
    an_order_is_found_by_its_codes_its_link_and_its_returns,
    a_list_costs_three_queries,
    a_long_list_is_counted_to_its_end_when_asked,
    the_file_of_a_list_has_all_of_it_in_its_order,
    people_are_masked_until_somebody_asks,
    a_note_is_written_once,
    a_note_about_a_ticket_stands_with_its_order_too,
    a_large_order_is_paged_through,
    a_history_says_why_and_at_whose_shop,
    a_branch_sees_what_it_issued,
    orders_are_found_by_how_they_were_issued,
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
         SELECT e.merchant, 'n', e.id, 'issued', 'mail', 'w', 'bounced', e.at, e.at, e.at FROM event e
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
        // Statistics of young tables are looked after every two seconds, and may be in the midst of one of them.
        let mut fewest = (0, usize::MAX);
        for _ in 0..3 {
            let before = STATEMENTS.load(Ordering::SeqCst);
            let list =
                house.store.issued_orders(&owner, &words(PURCHASER_NAME), FIRST_PAGE).await.expect("a list");
            let cost = STATEMENTS.load(Ordering::SeqCst) - before;
            fewest = (list.rows.len(), cost.min(fewest.1));
        }
        costs.push(fewest);
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

async fn a_note_about_a_ticket_stands_with_its_order_too(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    house.clock.set(house.store.now().plus_seconds(1));
    let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let note = OrderNote::parse("印壞了，已重印").expect("a note");
    let (serial, attempt) = (tickets[1].serial.as_str(), house.attempt());
    for _ in 0..2 {
        house.store.note_ticket(&session, serial, &note, &attempt).await.expect("noted");
    }
    let owner = house.actor(&house.world.owner).await;
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    let notes: Vec<_> = order.notes.iter().map(|one| (one.serial.as_deref(), one.note.as_str())).collect();
    assert_eq!(notes, [(Some(serial), "印壞了，已重印")]);
    assert_eq!(order.records[0].kind, EventKind::OrderNoted.as_str());
    assert_eq!(order.records[0].serial.as_deref(), Some(serial));
    let of =
        async |serial: &str| house.store.ticket_history(&session, serial).await.expect("a history").notes;
    assert_eq!(of(serial).await.len(), 1);
    assert!(of(&tickets[0].serial).await.is_empty(), "not about the other one");
    let accountant = house.world.sign_in(&house.world.accountant).await.expect("signed in");
    let refused = house.store.note_ticket(&accountant, serial, &note, &house.attempt()).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::PermissionMissing))));
    let stranger = house.world.sign_in(&house.world.stranger_owner).await.expect("signed in");
    let refused = house.store.note_ticket(&stranger, serial, &note, &house.attempt()).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::TicketUnknown))));
}

async fn a_large_order_is_paged_through(house: House) {
    let most = usize::from(TICKETS);
    let tickets = house.world.issue_tickets(Goods::Paid, u32::from(TICKETS) + 1, 1).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    let owner = house.actor(&house.world.owner).await;
    house
        .change(&format!(
            "INSERT INTO event (merchant, id, kind, at, ticket_order)
             SELECT t.merchant, 'made-' || t.serial || n.number, 'order_resent', 1, t.ticket_order
             FROM ticket t CROSS JOIN (SELECT 1 AS number UNION SELECT 2) n WHERE t.merchant = {}",
            ISSUER
        ))
        .await
        .expect("events");
    let page = async |tickets, records| {
        house.store.issued_order_at(&owner, &number, Pages { tickets, records }).await.expect("the order")
    };
    let first = page(0, 0).await;
    assert_eq!((first.tickets.len(), first.ticket_count as usize), (most, most + 1));
    assert_eq!((first.records.len(), first.has_more_records), (usize::from(RECORDS), true));
    let second = page(1, 0).await;
    assert_eq!(second.tickets.len(), 1);
    let mut serials: Vec<_> = first.tickets.iter().chain(&second.tickets).map(|one| &one.serial).collect();
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), tickets.len(), "every ticket is on one of the pages");
    let (mut read, mut before) = (first.records.len(), 0);
    let mut more = first.has_more_records;
    while more {
        before += 1;
        let next = page(0, before).await;
        read += next.records.len();
        more = next.has_more_records;
    }
    let all = "SELECT COUNT(*) FROM event WHERE ticket_order IS NOT NULL OR ticket IS NOT NULL";
    assert_eq!(read, usize::try_from(house.number(all).await).expect("a count"), "each record once");
    let beyond = page(9, 99).await;
    assert!(beyond.tickets.is_empty() && beyond.records.is_empty());
}

async fn a_history_says_why_and_at_whose_shop(house: House) {
    let ticket = house.world.issue_one(Goods::Shared).await.expect("issued");
    let number = found(&house, &OrderSearch::default()).await.remove(0);
    let receipt = house.scanned(&house.world.partner_clerk, &ticket).await;
    house.clock.set(house.store.now().plus_seconds(1));
    let session = &house.world.partner_owner.session;
    let reason = Reason::parse("掃錯商品").expect("a reason");
    let cancelled = house
        .store
        .cancel_redemption(session, ISSUER, &receipt.use_id, None, &house.attempt(), reason.as_ref())
        .await;
    cancelled.expect("cancelled");
    let owner = house.actor(&house.world.owner).await;
    let seen =
        house.store.ticket_history(&house.world.owner.session, &ticket.serial).await.expect("a history");
    assert_eq!((seen.holder.name.as_str(), seen.holder.phone.as_str()), ("王○明", "09••••5678"));
    let used = &seen.uses[0];
    assert_eq!((used.partner.as_deref(), used.reason.as_deref()), (Some("山海書店"), Some("掃錯商品")));
    let order = house.store.issued_order(&owner, &number).await.expect("the order");
    for records in [&seen.records, &order.records] {
        let of = |kind: EventKind| records.iter().find(|one| one.kind == kind.as_str()).expect("a record");
        let (redeemed, cancelled) = (of(EventKind::Redeemed), of(EventKind::RedemptionCancelled));
        assert_eq!((redeemed.partner.as_deref(), redeemed.reason.as_deref()), (Some("山海書店"), None));
        assert_eq!(cancelled.reason.as_deref(), Some("掃錯商品"));
        assert!(records.iter().filter(|one| one.kind == "issued").all(|one| one.partner.is_none()));
    }
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

async fn orders_are_found_by_how_they_were_issued(house: House) {
    let world = &house.world;
    let at_once = world.issue_one(Goods::Paid).await.expect("issued");
    let later = NewLine { usable_from: Some(house.today().plus_days(1)), ..world.line(Goods::Paid, 1, 1) };
    world.issue_lines(vec![later]).await.expect("issued");
    world.open_paper().await.expect("opened");
    let paper = world.order(vec![world.line(Goods::Paid, 1, 1)]).expect("an order");
    let address = "臺北市南港區".to_owned();
    let paper = NewOrder { form: TicketForm::Paper, purchaser_address: address, ..paper };
    let (batch, _) = house.store.issue(ISSUER, "paper", vec![paper]).await.expect("issued");
    let numbers = found(&house, &OrderSearch::default()).await;
    let [paper, later, now] = numbers.as_slice() else { panic!("newest first: {numbers:?}") };
    let sql = format!(
        "UPDATE ticket_order SET issued_branch = '001', issued_by = '{}' WHERE number = '{later}'",
        world.owner.account
    );
    house.change(&sql).await.expect("issued by a branch");
    let none = OrderSearch::default();
    let by = |form, way| OrderSearch { form, way, ..none.clone() };
    let (electronic, on_paper) = (Some(TicketForm::Electronic), Some(TicketForm::Paper));
    assert_eq!(found(&house, &by(electronic, None)).await, [later.as_str(), now.as_str()]);
    assert_eq!(found(&house, &by(on_paper, None)).await, [paper.as_str()]);
    for (way, number) in
        [(Opening::ElectronicAtOnce, now), (Opening::ElectronicLater, later), (Opening::MerchantPrint, paper)]
    {
        assert_eq!(found(&house, &by(None, Some(way))).await, [number.as_str()], "{way:?}");
    }
    assert_eq!(found(&house, &by(on_paper, Some(Opening::ElectronicLater))).await, [""; 0]);
    assert_eq!(found(&house, &by(None, Some(Opening::Gift))).await, [""; 0], "no way of an order");
    let console = |is_by_console| OrderSearch { is_by_console: Some(is_by_console), ..none.clone() };
    assert_eq!(found(&house, &console(true)).await, [later.as_str()]);
    assert_eq!(found(&house, &console(false)).await, [paper.as_str(), now.as_str()]);
    let at = |place| OrderSearch { place: Some(place), ..none.clone() };
    assert_eq!(found(&house, &at(IssuedAt::HeadOffice)).await, [paper.as_str(), now.as_str()]);
    for (number, expected) in [("001", vec![later.as_str()]), ("002", vec![])] {
        let place = IssuedAt::Branch(branch(number).expect("a branch"));
        assert_eq!(found(&house, &at(place)).await, expected, "{number}");
    }
    let of_batch = OrderSearch { batch: Some(batch), ..none.clone() };
    assert_eq!(found(&house, &of_batch).await, [paper.as_str()]);
    let other = OrderSearch { words: at_once.serial, ..of_batch.clone() };
    assert_eq!(found(&house, &other).await, [""; 0], "both are asked for");
    let partner = house.actor(&house.world.partner_owner).await;
    let theirs = house.store.issued_orders(&partner, &of_batch, FIRST_PAGE).await.expect("a list");
    assert_eq!(theirs.counted, 0, "whosever batch it is");
    let owner = house.actor(&house.world.owner).await;
    let rows = house.store.issued_orders(&owner, &none, FIRST_PAGE).await.expect("a list").rows;
    let told: Vec<_> = rows.iter().map(|row| (row.way(), row.is_by_console, row.branch.as_deref())).collect();
    let expected = [
        (Opening::MerchantPrint, false, None),
        (Opening::ElectronicLater, true, Some("001")),
        (Opening::ElectronicAtOnce, false, None),
    ];
    assert_eq!(told, expected);
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
