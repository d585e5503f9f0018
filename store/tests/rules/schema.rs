//! The two schemas are one.

use crate::harness::{Database, House, run};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Type and whether it may be empty, by table and column.
type Columns = BTreeMap<(String, String), (String, bool)>;

const SQLITE_COLUMNS: &str = "
    SELECT t.name, c.name, lower(c.type), c.\"notnull\" FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
const POSTGRES_COLUMNS: &str = "
    SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT),
           CAST(CASE WHEN c.is_nullable = 'NO' THEN 1 ELSE 0 END AS BIGINT)
    FROM information_schema.columns c WHERE c.table_schema = 'public'";
const SQLITE_KEYS: &str = "
    SELECT t.name, group_concat(COALESCE(c.name, 'expression'), ','), l.\"unique\" FROM sqlite_master t, pragma_index_list(t.name) l,
           pragma_index_info(l.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE '%sqlx%' GROUP BY t.name, l.name, l.\"unique\"";
const POSTGRES_KEYS: &str = "
    SELECT CAST(t.relname AS TEXT), CAST(string_agg(COALESCE(CAST(a.attname AS TEXT), 'expression'), ',' ORDER BY k.place) AS TEXT),
           CAST(CASE WHEN x.indisunique THEN 1 ELSE 0 END AS BIGINT)
    FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
    CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (number, place)
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
    WHERE t.relname NOT LIKE '%sqlx%' GROUP BY t.relname, x.indexrelid, x.indisunique";

fn is_sqlite(house: &House) -> bool {
    house.url.starts_with("sqlite:")
}

async fn columns(house: House) -> Columns {
    let sql = if is_sqlite(&house) { SQLITE_COLUMNS } else { POSTGRES_COLUMNS };
    let rows = house.rows(sql, |row| {
        let of_type = row.get::<String, _>(2).replace("bytea", "blob");
        ((row.get::<String, _>(0), row.get::<String, _>(1)), (of_type, row.get::<i64, _>(3) == 1))
    });
    rows.await.into_iter().filter(|((table, _), _)| table != "_sqlx_migrations").collect()
}

async fn keys(house: House) -> BTreeSet<(String, String, bool)> {
    let sql = if is_sqlite(&house) { SQLITE_KEYS } else { POSTGRES_KEYS };
    house.rows(sql, |row| (row.get(0), row.get(1), row.get::<i64, _>(2) == 1)).await.into_iter().collect()
}

/// Every table of ours.
pub async fn tables(house: &House) -> Vec<String> {
    let names: BTreeSet<_> = columns(house.clone()).await.into_keys().map(|(table, _)| table).collect();
    names.into_iter().collect()
}

#[test]
fn every_table_has_its_twin_with_equal_columns() {
    let (sqlite, postgres) = (run(Database::Sqlite, columns), run(Database::Postgres, columns));
    assert!(sqlite.len() > 100, "only {} columns read", sqlite.len());
    assert_eq!(sqlite, postgres);
}

/// Two engines that keep different things unique would give different answers.
#[test]
fn every_key_and_index_has_its_twin() {
    let (sqlite, postgres) = (run(Database::Sqlite, keys), run(Database::Postgres, keys));
    assert!(sqlite.len() > 20, "only {} keys read", sqlite.len());
    assert_eq!(sqlite, postgres);
}

/// Keys begin with the merchant, so that the schema can be spread by it.
#[test]
fn keys_begin_with_the_merchant() {
    let without =
        ["bank_entry", "bank_file", "issuer_key", "job_run", "log_cursor", "merchant", "relation", "session"];
    // A browser's own: one person's tickets come from many merchants.
    let of_a_browser = ["matched_wallet", "one_time_code", "proven_address"];
    // A phone's own: it asks for a card by the card's name alone.
    let of_a_phone = ["pass", "pass_registration"];
    // Staff who are not signed in yet: their merchant is not known.
    let of_the_door = ["ceremony", "enrolment", "half_sign_in", "passkey", "sign_in_mail"];
    let keys = run(Database::Sqlite, keys);
    let others = keys.into_iter().filter(|(table, of, unique)| {
        *unique
            && !of.starts_with("merchant")
            && !without.contains(&table.as_str())
            && !of_a_browser.contains(&table.as_str())
            && !of_a_phone.contains(&table.as_str())
            && !of_the_door.contains(&table.as_str())
    });
    let others: Vec<_> = others.map(|(table, of, _)| format!("{table} ({of})")).collect();
    assert_eq!(
        others,
        [
            // The platform's own people and an invitation's link belong to no merchant.
            "invitation (token_hash)",
            "message (id)",
            "operator_account (id)",
            "operator_account (name)",
            "operator_look (id)",
            "operator_passkey (credential_id)",
            "operator_passkey (id)",
            "operator_session (token_hash)",
            "person_act (id)",
            "transfer (share_hash)",
            "transfer (token_hash)",
            "wallet (token_hash)",
        ],
        "a link names no merchant"
    );
}
