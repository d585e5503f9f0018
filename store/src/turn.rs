//! SQLite: whose turn it is to write, when another process writes to the same file. SQLite's own waiting sleeps longer each
//! time, up to a tenth of a second, and finds the lock taken again by whoever writes much: an import would make a counter
//! wait for as long as it runs. So the lock is asked for again each millisecond.

use crate::StoreError;
use crate::engine::EngineKind;
use sqlx::{AnyConnection, Connection};
use std::time::{Duration, Instant};

/// For the one connection that writes: SQLite asks three times in two milliseconds, then says that the file is busy.
pub(crate) const PATIENCE: &str = "PRAGMA busy_timeout = 2";

/// Nobody writes for so long.
const LONGEST: Duration = Duration::from_secs(10);

/// A wait that has an end.
pub(crate) struct Turn {
    since: Instant,
}

impl Turn {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now() }
    }

    /// Whether the lock is to be asked for again.
    pub(crate) fn again(&self, error: &sqlx::Error) -> bool {
        is_busy(error) && self.since.elapsed() < LONGEST
    }
}

/// Runs `body` in a transaction that will write, and commits it; an error rolls it back.
pub(crate) async fn transaction<T>(
    connection: &mut AnyConnection,
    body: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let turn = Turn::new();
    let mut transaction = loop {
        match connection.begin_with("BEGIN IMMEDIATE").await {
            Err(error) if turn.again(&error) => {}
            begun => break begun?,
        }
    };
    let done = body(&mut transaction).await?;
    transaction.commit().await?;
    Ok(done)
}

/// A mark that moves when another connection, of this process or of another, has written to the same SQLite file since
/// this connection last asked.
pub(crate) async fn commits_of_others(
    connection: &mut AnyConnection,
    engine: EngineKind,
) -> Result<i64, sqlx::Error> {
    match engine {
        EngineKind::Sqlite => {
            sqlx::query_scalar("SELECT data_version FROM pragma_data_version").fetch_one(connection).await
        }
        EngineKind::Postgres => Ok(0),
    }
}

/// SQLITE_BUSY, whatever the reason in its higher bits.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}
