//! A database of the first version, opened by this one.

use crate::harness::{Database, House, elsewhere, keyring};
use domain::identity::MerchantNumber;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, AssertSqlSafe, Row};
use store::{Store, migrations};

on_both_engines!(a_database_of_the_first_version_keeps_everything_and_gets_books);

const MERCHANT: MerchantNumber = MerchantNumber(1_000_009);

/// Rows as version 1 wrote them: an order of two tickets of NT$ 200 and a gift, one that was redeemed after its guarantee,
/// and one of a batch that nobody may see.
const ROWS: &str = "
INSERT INTO merchant VALUES (1000009, '5T5T', '5T5T', '老店', '王老闆', '12345675', '臺北', NULL, '02', 's@example.com',
    '可退', '銀行', 365, 1, 1);
INSERT INTO product (merchant, number, code, own_number, kind, name, face_value, terms, on_shelf,
    names_redeeming_branches, names_return_branches, proof_living, proof_moment, proof_printed, proof_typed, proof_look_up)
VALUES (1000009, 1, 'VAA00001', 'T1', 'paid', '茶', 200, '', 1, 0, 0, 'accept', 'accept', 'confirm', 'confirm', 'refuse'),
       (1000009, 2, 'CAA00002', 'G1', 'gift', '贈', 0, '', 1, 0, 0, 'accept', 'accept', 'confirm', 'confirm', 'refuse');
INSERT INTO batch VALUES (1000009, 'b1', 'visible', 'file', 1, 2), (1000009, 'b2', 'staging', 'file', 3, NULL);
INSERT INTO wallet VALUES (1000009, 'w1', 1, 'hash-1', '王小明', '0912345678', 'ming@example.com', 'zh-TW', 1);
INSERT INTO ticket_order (merchant, id, number, merchant_order_no, amount, wallet, batch, form, issued_at)
VALUES (1000009, '00000000-0001-7000-8000-000000000001', '1', 'A', 1200, 'w1', 'b1', 'electronic', 1),
       (1000009, '00000000-0001-7000-8000-000000000002', '2', 'B', 200, 'w1', 'b2', 'electronic', 3),
       (1000009, '00000000-0001-7000-8000-000000000003', '3', 'C', 0, 'w1', 'b1', 'electronic', 3);
";

const TICKET: &str = "
INSERT INTO ticket (merchant, id, serial, product, ticket_order, wallet, batch, kind, face_value, quantity, remaining,
    version, guarantee_from, guarantee_until, offered, locator, generation, code_index, encrypted_code, issued_at)
VALUES (1000009, '$ID', 'S-$ID', $PRODUCT, '00000000-0001-7000-8000-00000000000$ORDER', 'w1', '$BATCH', '$KIND', $FACE,
    $QUANTITY, $REMAINING, 3, '2025-01-01', '2025-12-31', 0, $LOCATOR, 1, 'index-$ID', $BLOB, 1)";

const USES: &str = "
INSERT INTO use_line VALUES
    (1000009, 'u1', 't1', 2, 'used', 'moment', 77, 5, 5, '2025-11-06', 1000009, NULL, 'a1', 5, NULL),
    (1000009, 'u2', 't1', 1, 'cancelled', 'typed', NULL, 6, 6, '2025-11-06', 1000009, NULL, 'a1', 7, 'wrong'),
    (1000009, 'u3', 't2', 1, 'redeemed_overdue', 'typed', NULL, 8, 8, '2026-02-01', 1000009, NULL, 'a1', 8, NULL),
    (1000009, 'u4', 't3', 1, 'settled', 'typed', NULL, 9, 9, '2025-11-06', 1000009, NULL, 'a1', 9, NULL);
INSERT INTO event (merchant, id, kind, at, account, ticket, use_line, quantity, remaining, attempt) VALUES
    (1000009, '00000000-0005-7000-8000-000000000001', 'redeemed', 5, 'a1', 't1', 'u1', 2, 3, 'x1'),
    (1000009, '00000000-0008-7000-8000-000000000003', 'redeemed', 8, 'a1', 't2', 'u3', 1, 0, 'x3'),
    (1000009, '00000000-0006-7000-8000-000000000002', 'redeemed', 6, 'a1', 't1', 'u2', 1, 2, 'x2')";

/// The first version's schema, and its rows.
async fn first_version(database: Database, url: &str) {
    let blob = match database {
        Database::Sqlite => "x'0102'",
        Database::Postgres => "'\\x0102'",
    };
    let rows = schema_of(database, url, 1).await;
    let ticket = |values: [&str; 9]| {
        let names = ["ID", "PRODUCT", "ORDER", "BATCH", "KIND", "FACE", "QUANTITY", "REMAINING", "LOCATOR"];
        let mut sql = TICKET.replace("$BLOB", blob);
        for (name, value) in names.iter().zip(values) {
            sql = sql.replace(&format!("${name}"), value);
        }
        sql
    };
    let statements = [
        ROWS.to_owned(),
        ticket(["t1", "1", "1", "b1", "paid", "200", "5", "3", "1"]),
        ticket(["t2", "1", "1", "b1", "paid", "200", "1", "0", "2"]),
        ticket(["t3", "2", "3", "b1", "gift", "0", "1", "0", "3"]),
        ticket(["t4", "1", "2", "b2", "paid", "200", "1", "1", "4"]),
        USES.to_owned(),
    ];
    for sql in statements {
        sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(&rows).await.expect(&sql);
    }
    rows.close().await;
}

/// Every migration there is, the newest last.
pub fn migrations_of(database: Database) -> &'static Migrator {
    match database {
        Database::Sqlite => &migrations::SQLITE,
        Database::Postgres => &migrations::POSTGRES,
    }
}

/// A way to a new database with the schema as `version` left it.
pub async fn schema_of(database: Database, url: &str, version: i64) -> AnyPool {
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = match database {
        Database::Sqlite => format!("{url}{separator}mode=rwc"),
        Database::Postgres => url.to_owned(),
    };
    let rows = opened(&url).await;
    let until = migrations_of(database).iter().filter(|migration| migration.version <= version);
    Migrator::with_migrations(until.cloned().collect()).run(&rows).await.expect("migrated");
    rows
}

/// One way in, so that what is set for it stays set.
pub async fn opened(url: &str) -> AnyPool {
    AnyPoolOptions::new().max_connections(1).connect(url).await.expect("a way to the rows")
}

/// A text and two numbers of each row.
async fn list(rows: &AnyPool, sql: &'static str) -> Vec<(String, i64, i64)> {
    let rows = sqlx::query(sql).fetch_all(rows).await.expect(sql);
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

fn text(rows: &[(&str, i64, i64)]) -> Vec<(String, i64, i64)> {
    rows.iter().map(|(name, first, second)| ((*name).to_owned(), *first, *second)).collect()
}

async fn a_database_of_the_first_version_keeps_everything_and_gets_books(house: House) {
    let place = elsewhere(&house).await;
    let database = if house.url.starts_with("sqlite:") { Database::Sqlite } else { Database::Postgres };
    first_version(database, place.url()).await;
    let store = Store::open(place.url(), keyring(), house.clock.clone()).await.expect("migrated");
    let rows = opened(place.url()).await;

    let tickets = list(&rows, "SELECT id, quantity, remaining FROM ticket ORDER BY id").await;
    assert_eq!(tickets, text(&[("t1", 5, 3), ("t2", 1, 0), ("t3", 1, 0), ("t4", 1, 1)]));
    let columns = "SELECT serial, version + locator + generation + length(encrypted_code), trust_released FROM ticket
                   WHERE id = 't1' AND origin IS NULL AND transfer IS NULL AND guarantee_until = '2025-12-31'";
    assert_eq!(list(&rows, columns).await, text(&[("S-t1", 3 + 1 + 1 + 2, 0)]));
    let lines = list(&rows, "SELECT line, quantity, remaining FROM event ORDER BY id").await;
    assert_eq!(lines, text(&[("u1", 2, 3), ("u2", 1, 2), ("u3", 1, 0)]));
    let uses = list(&rows, "SELECT state, quantity, COALESCE(step, 0) FROM use_line ORDER BY id").await;
    let states = [("used", 2, 77), ("cancelled", 1, 0), ("redeemed_overdue", 1, 0), ("settled", 1, 0)];
    assert_eq!(uses, text(&states));

    let postings =
        "SELECT movement || ' ' || from_account || ' ' || to_account, amount, at FROM posting ORDER BY at";
    assert_eq!(
        list(&rows, postings).await,
        text(&[
            ("issue buyer trust", 1200, 1),
            ("redeem trust settling", 400, 5),
            ("overdue trust payable", 200, 8)
        ])
    );
    // What lies in trust is what is left of the tickets that anybody can see.
    let trust = "SELECT 'trust', CAST(SUM(CASE WHEN to_account = 'trust' THEN amount WHEN from_account = 'trust'
                     THEN -amount ELSE 0 END) AS BIGINT), (SELECT CAST(SUM(t.face_value * t.remaining) AS BIGINT)
                     FROM ticket t JOIN batch b ON b.id = t.batch AND b.state = 'visible') FROM posting";
    assert_eq!(list(&rows, trust).await, text(&[("trust", 600, 600)]));

    // What happened before there were seals and notices is sealed, and nobody is told of it now.
    assert_eq!(store.seal(MERCHANT, store.now()).await.expect("sealed"), 3);
    assert!(store.verify(MERCHANT, None).await.expect("walked").holds());
    assert_eq!(store.make_notices().await.expect("read"), 0);
    rows.close().await;
    store.close().await;
    place.remove().await;
}
