//! Tickets by the million: sold over a year, so many an order, three of ten used, with every row that an issue and a
//! redemption leave, events, postings and seals too. The seals have numbers below the first, so that the chain of the
//! house, which is signed, goes on as it was.

use super::dialect::Dialect;
use crate::Fallible;
use crate::house::{House, Rows};
use domain::calendar::Day;
use sqlx::{AssertSqlSafe, Connection};
use store::fixture::ISSUER;

/// The one batch that they all came with.
pub const BATCH: &str = "fill";
/// Which tickets are used: three of ten.
const IS_USED: &str = "i % 10 < 3";
/// Orders of one transaction: neither engine likes a log of gigabytes.
const CHUNK: u32 = 10_000;
/// Milliseconds of a year.
const YEAR: i64 = 365 * 24 * 60 * 60 * 1_000;

/// Fills so many tickets in, so many of them in each order.
pub async fn fill(house: &House, tickets: u32, of_an_order: u32) -> Fallible<()> {
    let rows = house.connection().await?;
    let mut connection = rows.acquire().await?;
    let dialect = Dialect { is_sqlite: matches!(house.rows, Rows::Sqlite) };
    for statement in dialect.before() {
        sqlx::query(*statement).execute(&mut *connection).await?;
    }
    let (now, today) = house.now();
    let words = Words {
        merchant: ISSUER.0,
        orders: tickets / of_an_order,
        of_an_order,
        from: now - YEAR,
        today: today.clone(),
        until: Day::parse(&today).ok_or("a day")?.last_of_period(365).to_string(),
        account: house.world.clerk_001.account.to_string(),
        dialect,
    };
    sqlx::query(AssertSqlSafe(words.batch())).execute(&mut *connection).await?;
    let mut first = 0;
    while first < words.orders {
        let end = (first + CHUNK).min(words.orders);
        let mut transaction = connection.begin().await?;
        for statement in words.statements(first, end) {
            sqlx::query(AssertSqlSafe(statement)).persistent(false).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        first = end;
    }
    drop(connection);
    rows.close().await;
    Ok(())
}

/// What the statements are made of.
struct Words {
    merchant: u32,
    orders: u32,
    of_an_order: u32,
    /// Milliseconds since 1970 of the first order.
    from: i64,
    today: String,
    /// Last day of their guarantee.
    until: String,
    account: String,
    dialect: Dialect,
}

impl Words {
    fn batch(&self) -> String {
        format!(
            "INSERT INTO batch (merchant, id, state, source, created_at, visible_at)
             VALUES ({}, '{BATCH}', 'visible', 'fill', {from}, {from})",
            self.merchant,
            from = self.from
        )
    }

    /// The moment of an order.
    fn moment(&self, order: &str) -> String {
        format!("({} + ({order}) * {})", self.from, YEAR / i64::from(self.orders.max(1)))
    }

    /// Orders from `first` on, below `end`, with everything that hangs on them.
    fn statements(&self, first: u32, end: u32) -> Vec<String> {
        let orders = self.rows_of(first, end, "i");
        let of_an_order = self.of_an_order;
        let tickets = self.rows_of(first * of_an_order, end * of_an_order, &format!("i / {of_an_order}"));
        let used = format!("{tickets} WHERE {IS_USED}");
        let mut statements = self.issue(&orders, &tickets);
        statements.extend(self.uses(&used));
        statements.extend(self.entries(&orders, &used));
        statements
    }

    /// `i`, and the moment `at` of its order.
    fn rows_of(&self, first: u32, end: u32, order: &str) -> String {
        format!(
            "(SELECT i, {} AS at FROM {}) AS rows_of",
            self.moment(order),
            self.dialect.series(first, end)
        )
    }

    fn issue(&self, orders: &str, tickets: &str) -> Vec<String> {
        let (merchant, dialect) = (self.merchant, &self.dialect);
        let order_of_ticket = format!("i / {}", self.of_an_order);
        let wallet = format!(
            "INSERT INTO wallet (merchant, id, generation, token_hash, holder_name, holder_phone, holder_email, language,
                                 created_at, opened_at)
             SELECT {merchant}, {id}, 1, {hash}, '王小明', '0912345678', 'ming@example.com', 'zh-TW', at, NULL
             FROM {orders}",
            id = dialect.identity('a', "at", "i"),
            hash = dialect.hex("wallet"),
        );
        let order = format!(
            "INSERT INTO ticket_order (merchant, id, number, merchant_order_no, amount, wallet, batch, form, issued_at)
             SELECT {merchant}, {id}, {number}, {own}, {amount}, {wallet}, '{BATCH}', 'electronic', at FROM {orders}",
            id = dialect.identity('b', "at", "i"),
            number = dialect.digits("i", 16),
            own = format_args!("'FILL' || {}", dialect.digits("i", 8)),
            amount = self.of_an_order * 200,
            wallet = dialect.identity('a', "at", "i"),
        );
        let ticket = format!(
            "INSERT INTO ticket (merchant, id, serial, product, ticket_order, wallet, batch, kind, face_value, quantity,
                                 remaining, version, guarantee_from, guarantee_until, offered, locator, generation,
                                 code_index, encrypted_code, issued_at)
             SELECT {merchant}, {id}, {serial}, 1, {order}, {wallet}, '{BATCH}', 'paid', 200, 1,
                    CASE WHEN {IS_USED} THEN 0 ELSE 1 END,
                    CASE WHEN {IS_USED} THEN 1 ELSE 0 END,
                    '{today}', '{until}', 0, {locator}, 1, {index}, {code}, at
             FROM {tickets}",
            id = dialect.identity('c', "at", "i"),
            serial = format_args!("'A63OV9' || {}", dialect.digits("i", 10)),
            order = dialect.identity('b', "at", &order_of_ticket),
            wallet = dialect.identity('a', "at", &order_of_ticket),
            today = self.today,
            until = self.until,
            locator = dialect.random(),
            index = dialect.hex("code"),
            code = dialect.bytes(),
        );
        vec![wallet, order, ticket]
    }

    /// Redemptions that the bank has confirmed.
    fn uses(&self, used: &str) -> Vec<String> {
        let (merchant, dialect) = (self.merchant, &self.dialect);
        vec![format!(
            "INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at,
                                   business_day, redeemer, branch, account, changed_at)
             SELECT {merchant}, {id}, {ticket}, 1, 'settled', 'moment', at / 30000, at, at, {day}, {merchant}, '001',
                    '{account}', at
             FROM {used}",
            id = dialect.identity('d', "at", "i"),
            ticket = dialect.identity('c', "at", "i"),
            day = dialect.day(),
            account = self.account,
        )]
    }

    fn entries(&self, orders: &str, used: &str) -> Vec<String> {
        let (merchant, dialect, account) = (self.merchant, &self.dialect, &self.account);
        let (issued, redeemed) = (dialect.identity('b', "at", "i"), dialect.identity('e', "at", "i"));
        let (ticket, line) = (dialect.identity('c', "at", "i"), dialect.identity('d', "at", "i"));
        let (day, of_an_order, amount) = (dialect.day(), self.of_an_order, self.of_an_order * 200);
        let seal = |event: &str, number: &str, rows: &str| {
            format!(
                "INSERT INTO event_seal (merchant, number, event, hash, previous, sealed_at)
                 SELECT {merchant}, {number}, {event}, {hash}, {previous}, at FROM {rows}",
                hash = dialect.hex("hash"),
                previous = dialect.hex("previous"),
            )
        };
        vec![
            format!(
                "INSERT INTO event (merchant, id, kind, at, actor_merchant, ticket_order, quantity, business_day)
                 SELECT {merchant}, {issued}, 'issued', at, {merchant}, {issued}, {of_an_order}, {day} FROM {orders}"
            ),
            format!(
                "INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
                 SELECT {merchant}, {issued}, {issued}, 'issue', 'buyer', 'trust', {amount}, at, {day} FROM {orders}"
            ),
            format!(
                "INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket, line, quantity,
                                    remaining, amount, proof, business_day, attempt, content)
                 SELECT {merchant}, {redeemed}, 'redeemed', at, {merchant}, '{account}', '001', {ticket}, {line}, 1, 0,
                        200, 'moment', {day}, {attempt}, {content}
                 FROM {used}",
                attempt = dialect.identity('f', "at", "i"),
                content = dialect.hex("content"),
            ),
            format!(
                "INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
                 SELECT {merchant}, {redeemed}, {redeemed}, 'redeem', 'trust', 'settling', 200, at, {day} FROM {used}"
            ),
            seal(&issued, "-2 * i", orders),
            seal(&redeemed, "-2 * i - 1", used),
        ]
    }
}
