//! RULES §6, 已發行訂單管理: orders are found by what is printed, and cost the same queries however many there are. The page of one
//! is `one_order`.

use crate::harness::House;
use domain::actor::Post;
use domain::calendar::Day;
use domain::contract::Opening;
use domain::give_back::FeeRule;
use domain::money::Dollars;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::StoreError;
use store::command::issue::{NewLine, NewOrder};
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE, branch};
use store::query::issued_order::{IssuedAt, OrderSearch, Rest};
use store::query::window::Window;

on_both_engines!(
    an_order_is_found_by_what_is_printed,
    an_order_is_found_by_its_codes_its_link_and_its_returns,
    a_list_costs_three_queries,
    a_long_list_is_counted_to_its_end_when_asked,
    the_file_of_a_list_has_all_of_it_in_its_order,
    each_order_of_a_piece_of_a_file_has_its_own_products,
    a_branch_sees_what_it_issued,
    orders_are_found_by_how_they_were_issued,
);

const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };

/// Orders found by what was typed.
pub fn words(words: &str) -> OrderSearch {
    OrderSearch { words: words.to_owned(), ..OrderSearch::default() }
}

/// Numbers of the orders that the head office finds, the newest first.
pub async fn found(house: &House, search: &OrderSearch) -> Vec<String> {
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

/// However many others lie between them.
async fn each_order_of_a_piece_of_a_file_has_its_own_products(house: House) {
    const ORDERS: u32 = 330;
    let world = &house.world;
    let orders = (0..ORDERS).map(|n| {
        let gift = (n % 5 == 0).then(|| world.line(Goods::Gift, 1, 4));
        let lines = [world.line(Goods::Paid, 1 + n % 3, 2)].into_iter().chain(gift).collect();
        world.order(lines).expect("an order")
    });
    house.store.issue(ISSUER, "fixture", orders.collect()).await.expect("issued");
    let owner = house.actor(&world.owner).await;
    let (search, many) = (OrderSearch::default(), ORDERS + 1);
    let all = house.store.issued_orders_after(&owner, &search, false, "", many).await.expect("orders");
    for every in [1, 2, 3, 7] {
        let orders = all.iter().step_by(every).cloned().collect();
        let orders = house.store.with_products(&owner, orders).await.expect("what they are of");
        let of: Vec<Vec<_>> = orders
            .iter()
            .map(|order| order.products.iter().map(|of| (of.tickets, of.units, of.remaining)).collect())
            .collect();
        let expected: Vec<Vec<_>> = (0..ORDERS)
            .step_by(every)
            .map(|n| {
                let (paid, gift) = (1 + n % 3, (n % 5 == 0).then_some((1, 4, 4)));
                [(paid, paid * 2, paid * 2)].into_iter().chain(gift).collect()
            })
            .collect();
        assert_eq!(of, expected, "every {every}");
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
