//! The baseline: the same rows as plain SQL, a thousand rows an INSERT, all in one transaction. What a person would do
//! who has the rows ready and nobody at a counter.

use super::Workbook;
use crate::Fallible;
use crate::house::{Folder, House, Rows};
use sqlx::any::AnyRow;
use sqlx::{AnyPool, AssertSqlSafe, Row};
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::fixture::World;
use store::secret::Keyring;
use store::{Store, SystemClock};

/// Rows of one INSERT.
const ROWS: usize = 1_000;

/// What the product's connections are told, except that whoever commits also takes pages into the file, as SQLite does
/// unless told otherwise.
const PRAGMAS: [&str; 4] = [
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
];

/// The tables in which an issue leaves rows before it is visible, parents first, with their columns. Texts and numbers
/// come as they are; the last column of `ticket` is bytes.
const TABLES: [(&str, &str); 3] = [
    ("wallet", "merchant, id, generation, token_hash, holder_name, holder_phone, holder_email, language, created_at"),
    (
        "ticket_order",
        "merchant, id, number, merchant_order_no, gift_order_no, amount, wallet, batch, form, issued_at",
    ),
    (
        "ticket",
        "merchant, id, serial, product, ticket_order, wallet, batch, kind, face_value, quantity, remaining, version,
         usable_from, usable_until, guarantee_from, guarantee_until, offered, locator, generation, code_index, issued_at,
         encrypted_code",
    ),
];

/// Copies what the workbook's batch became into a database that holds what the house held before, and says how long
/// the inserting took.
pub async fn insert(house: &House, workbook: &Workbook) -> Fallible<Duration> {
    let text = dump(house, &workbook.name).await?;
    let beside = Beside::make(house).await?;
    let rows = beside.connection().await?;
    let mut connection = rows.acquire().await?;
    let started = Instant::now();
    for statement in &text {
        sqlx::raw_sql(AssertSqlSafe(statement.as_str())).execute(&mut *connection).await?;
    }
    let taken = started.elapsed();
    drop(connection);
    rows.close().await;
    beside.remove()?;
    Ok(taken)
}

/// The batch as SQL.
async fn dump(house: &House, name: &str) -> Fallible<Vec<String>> {
    let rows = house.connection().await?;
    let batch: String =
        sqlx::query_scalar("SELECT id FROM batch WHERE source = $1").bind(name).fetch_one(&rows).await?;
    let mut text = vec![
        "BEGIN".to_owned(),
        format!(
            "INSERT INTO batch (merchant, id, state, source, created_at)
             SELECT number, '{batch}', 'staging', 'baseline', 0 FROM merchant WHERE number = 1000001"
        ),
    ];
    for (table, columns) in TABLES {
        let of_batch = match table {
            "wallet" => "WHERE id IN (SELECT o.wallet FROM ticket_order o WHERE o.batch = $1)",
            _ => "WHERE batch = $1",
        };
        // In the order in which they were written.
        let sql = format!("SELECT {columns} FROM {table} {of_batch} ORDER BY merchant, id");
        let found = sqlx::query(AssertSqlSafe(sql)).bind(batch.as_str()).fetch_all(&rows).await?;
        for rows in found.chunks(ROWS) {
            let mut statement = format!("INSERT INTO {table} ({columns}) VALUES ");
            for (number, row) in rows.iter().enumerate() {
                statement.push_str(if number == 0 { "(" } else { ", (" });
                write_row(&mut statement, row, &house.rows)?;
                statement.push(')');
            }
            text.push(statement);
        }
    }
    text.push("COMMIT".to_owned());
    rows.close().await;
    Ok(text)
}

fn write_row(statement: &mut String, row: &AnyRow, engine: &Rows) -> Fallible<()> {
    for column in 0..row.len() {
        if column > 0 {
            statement.push_str(", ");
        }
        if let Ok(number) = row.try_get::<Option<i64>, _>(column) {
            match number {
                Some(number) => write!(statement, "{number}")?,
                None => statement.push_str("NULL"),
            }
        } else if let Ok(text) = row.try_get::<Option<String>, _>(column) {
            match text {
                Some(text) => write!(statement, "'{}'", text.replace('\'', "''"))?,
                None => statement.push_str("NULL"),
            }
        } else {
            let bytes: Vec<u8> = row.try_get(column)?;
            statement.push_str(if matches!(engine, Rows::Sqlite) { "X'" } else { "'\\x" });
            for byte in bytes {
                write!(statement, "{byte:02x}")?;
            }
            statement.push('\'');
        }
    }
    Ok(())
}

/// A database with the same schema and the same town, and no tickets.
struct Beside {
    database: String,
    folder: Folder,
    is_sqlite: bool,
}

impl Beside {
    async fn make(house: &House) -> Fallible<Self> {
        let folder = Folder::make()?;
        let (database, is_sqlite) = match &house.rows {
            Rows::Sqlite => (format!("sqlite://{}", folder.path().join("baseline.sqlite").display()), true),
            Rows::Postgres(cluster) => (cluster.emptied("baseline").await?, false),
        };
        let key = store::secret_bytes::<32>()?;
        let store = Store::open(&database, Keyring::new(1, &key)?, Arc::new(SystemClock)).await?;
        World::new(&store).await?;
        store.close().await;
        Ok(Self { database, folder, is_sqlite })
    }

    async fn connection(&self) -> Fallible<AnyPool> {
        let rows = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(&self.database).await?;
        if self.is_sqlite {
            for pragma in PRAGMAS {
                sqlx::query(pragma).execute(&rows).await?;
            }
        }
        Ok(rows)
    }

    fn remove(self) -> Fallible<()> {
        self.folder.remove()
    }
}
