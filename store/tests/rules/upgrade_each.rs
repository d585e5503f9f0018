//! A house in which everything happened, laid into the schema of each earlier version, the previous one above all, and
//! opened by this one: nothing is lost, every seal holds, and the books are right to the dollar.

use crate::harness::{Database, House, elsewhere, keyring};
use crate::upgrade::{migrations_of, opened, schema_of};
use sqlx::{AnyPool, AssertSqlSafe, Row};
use std::collections::BTreeMap;
use store::Store;
use store::books::EscrowProof;
use store::fixture::{Goods, ISSUER, PARTNER, STRANGER, TestTicket};

on_both_engines!(every_earlier_version_is_opened_with_all_that_happened);

/// Commands of the history that is taken along.
const COMMANDS: u32 = 500;
const SEED: u64 = 41;
/// The first version made tickets and events anew for the second: `upgrade` writes rows as it did.
const FIRST: i64 = 2;

/// The columns of each table.
type Tables = BTreeMap<String, Vec<String>>;

const SQLITE_COLUMNS: &str = "
    SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'";
const POSTGRES_COLUMNS: &str = "
    SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT) FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations'";

async fn tables(rows: &AnyPool, database: Database) -> Tables {
    let sql = match database {
        Database::Sqlite => SQLITE_COLUMNS,
        Database::Postgres => POSTGRES_COLUMNS,
    };
    let mut tables = Tables::new();
    for row in sqlx::query(sql).fetch_all(rows).await.expect("the columns") {
        tables.entry(row.get(0)).or_default().push(row.get(1));
    }
    tables
}

/// What both know of each table.
fn common(now: &Tables, then: &Tables) -> Tables {
    let known = |table: &String, columns: &Vec<String>| {
        let there = then.get(table)?;
        let columns: Vec<_> = columns.iter().filter(|column| there.contains(column)).cloned().collect();
        (!columns.is_empty()).then(|| (table.clone(), columns))
    };
    now.iter().filter_map(|(table, columns)| known(table, columns)).collect()
}

/// Each row as it would stand in a statement, sorted.
async fn written(rows: &AnyPool, database: Database, table: &str, columns: &[String]) -> Vec<String> {
    let quote = match database {
        Database::Sqlite => "quote",
        Database::Postgres => "quote_nullable",
    };
    let values: Vec<_> = columns.iter().map(|column| format!("{quote}({column})")).collect();
    let sql = format!("SELECT {} FROM {table}", values.join(" || ', ' || "));
    let read = sqlx::query(AssertSqlSafe(sql.clone())).fetch_all(rows).await.expect(&sql);
    let mut read: Vec<String> = read.iter().map(|row| row.get(0)).collect();
    read.sort();
    read
}

/// Lays the rows of `from` into the older schema of `to`; what it does not know stays behind.
async fn lay(from: &AnyPool, to: &AnyPool, database: Database, tables: &Tables) {
    let without_keys = match database {
        Database::Sqlite => "PRAGMA foreign_keys = OFF",
        Database::Postgres => "SET session_replication_role = replica",
    };
    let mut script = format!("{without_keys};\nBEGIN;\n");
    for (table, columns) in tables {
        // What a migration itself writes is there already.
        script.push_str(&format!("DELETE FROM {table};\n"));
        for row in written(from, database, table, columns).await {
            script.push_str(&format!("INSERT INTO {table} ({}) VALUES ({row});\n", columns.join(", ")));
        }
    }
    script.push_str("COMMIT;");
    sqlx::raw_sql(AssertSqlSafe(script)).execute(to).await.expect("laid into the older schema");
    if matches!(database, Database::Sqlite) {
        let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(to).await.expect("looked at");
        assert!(broken.is_empty(), "{} row(s) name others that are not there", broken.len());
    }
}

async fn every_earlier_version_is_opened_with_all_that_happened(house: House) {
    let done = crate::history::lived(house.clone(), SEED, COMMANDS).await;
    for kind in ["redeem", "cancel", "return", "accept", "split", "ask", "change purchaser", "night"] {
        assert!(done.contains_key(kind), "nobody ever did: {kind}");
    }
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.store.seal_every_log(house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("read");
    let database = if house.url.starts_with("sqlite:") { Database::Sqlite } else { Database::Postgres };
    let rows = opened(&house.url).await;
    let now = tables(&rows, database).await;
    let versions: Vec<_> = migrations_of(database).iter().map(|migration| migration.version).collect();
    let (_, earlier) = versions.split_last().expect("the newest");
    let earlier: Vec<_> = earlier.iter().filter(|version| **version >= FIRST).collect();
    assert!(earlier.len() >= 20, "{earlier:?}");
    for version in earlier.into_iter().rev() {
        let place = elsewhere(&house).await;
        let older = schema_of(database, place.url(), *version).await;
        let kept = common(&now, &tables(&older, database).await);
        lay(&rows, &older, database, &kept).await;
        older.close().await;
        let store = Store::open(place.url(), keyring(), house.clock.clone()).await.expect("migrated");
        let newer = opened(place.url()).await;
        for (table, columns) in &kept {
            let (was, is) = (
                written(&rows, database, table, columns).await,
                written(&newer, database, table, columns).await,
            );
            assert_eq!(is, was, "{table} of version {version}");
        }
        newer.close().await;
        goes_on(&house, &store, &ticket, *version).await;
        store.close().await;
        place.remove().await;
    }
    rows.close().await;
}

/// Seals and books are whole against the head that left the house, and a ticket from before is redeemed.
async fn goes_on(house: &House, store: &Store, ticket: &TestTicket, version: i64) {
    let head = house.store.head(ISSUER).await.expect("a head");
    for (merchant, head) in [(ISSUER, Some(head)), (PARTNER, None), (STRANGER, None)] {
        let found = store.verify(merchant, head).await.expect("walked");
        assert!(found.holds() && found.unsealed_count == 0, "version {version}: {found:?}");
    }
    let clerk = &house.world.clerk_001;
    let session = store.start_session(clerk.merchant, &clerk.account).await.expect("signed in");
    let scan = house.world.scan(ticket).expect("a scan");
    store.redeem(&session, &scan).await.expect("a ticket from before is redeemed");
    assert_eq!(store.seal(ISSUER, store.now()).await.expect("sealed"), 1);
    assert!(store.verify(ISSUER, None).await.expect("walked").holds());
    let proofs = store.prove(house.today()).await.expect("a proof");
    assert!(proofs.len() == 3 && proofs.iter().all(EscrowProof::holds), "version {version}: {proofs:?}");
}
