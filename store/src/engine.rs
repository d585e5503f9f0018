//! Opening a database. What SQLite and PostgreSQL need differently at the start stands here side by side.

use crate::StoreError;
use crate::checkpoint;
use crate::deciding::Decisions;
use crate::desk_reader::{DeskPool, DeskReader};
use crate::migrations;
use crate::turn;
use crate::writer::Writer;
use crate::young;
use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolOptions;
use sqlx::{AnyPool, Database, PgConnection, Postgres};
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Readers on an embedded database; they never wait for the writer (WAL).
const SQLITE_READERS: u32 = 4;
/// What a connection keeps of the file: 64 MB at the counter. Pages and files read whole tables now and then, each of
/// their connections; what they leave out is in the system's own cache.
const CACHE: &str = "PRAGMA cache_size = -65536";
const CACHE_OF_PAGES: &str = "PRAGMA cache_size = -8192";
/// Connections for the console and imports, for look-ups by keys, the counter's own.
const POSTGRES_PAGES: u32 = 8;
const POSTGRES_LOOK_UPS: u32 = 4;
const POSTGRES_COUNTER: u32 = 5;
/// What the counter reads before it decides: one group after the other.
const POSTGRES_DESK: u32 = 1;
/// The sealer and the notices, which follow the log as it grows.
const POSTGRES_LOG: u32 = 2;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    /// Embedded, one file.
    Sqlite,
    /// For growth.
    Postgres,
}

impl EngineKind {
    /// Which one a database's address names.
    pub fn of(database_url: &str) -> Self {
        if database_url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// Lets those who are on their way to the counter arrive, so that a group takes them along: as often as this, tasks
    /// that could go on do, and nobody sleeps. A group costs PostgreSQL much before its first row (two processes wake,
    /// two plans start), SQLite next to nothing.
    pub(crate) async fn let_others_arrive(self) {
        let times = match self {
            Self::Sqlite => 0,
            Self::Postgres => 8,
        };
        for _ in 0..times {
            tokio::task::yield_now().await;
        }
    }
}

/// Connections to the one database.
#[derive(Clone)]
pub struct Engine {
    kind: EngineKind,
    /// The console, look-ups; on PostgreSQL imports too.
    reader: AnyPool,
    /// Pages behind links: rows by their keys, asked for as often as anybody likes.
    look_ups: AnyPool,
    /// Whoever follows the log. Its statements are the same each second, with many tables: planned once for a connection
    /// and not for each piece (a fifteenth of PostgreSQL's time at a busy counter).
    log: AnyPool,
    /// The counter's own pool, so that a busy public site never starves it.
    counter: AnyPool,
    desk_reader: DeskReader,
    writer: Writer,
}

impl Engine {
    /// Connects and migrates.
    pub async fn open(database_url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        match EngineKind::of(database_url) {
            EngineKind::Sqlite => Self::open_sqlite(database_url).await,
            EngineKind::Postgres => Self::open_postgres(database_url).await,
        }
    }

    async fn open_sqlite(database_url: &str) -> Result<Self, StoreError> {
        make_parent_folder(database_url)?;
        let separator = if database_url.contains('?') { '&' } else { '?' };
        let created = format!("{database_url}{separator}mode=rwc");
        let writing = sqlite_pool(1, CACHE).connect(&created).await?;
        migrations::SQLITE.run(&writing).await?;
        sqlx::query(turn::PATIENCE).execute(&writing).await?;
        let reader = sqlite_pool(SQLITE_READERS, CACHE_OF_PAGES).connect(&created).await?;
        let counter = sqlite_pool(SQLITE_READERS, CACHE).connect(&created).await?;
        let writer = Writer::sqlite(writing, sqlite_pool(1, CACHE).connect(&created).await?);
        let desk_reader = DeskReader::start(DeskPool::Sqlite(counter.clone()), Decisions::default());
        Ok(Self {
            kind: EngineKind::Sqlite,
            look_ups: reader.clone(),
            log: reader.clone(),
            reader,
            counter,
            desk_reader,
            writer,
        })
    }

    async fn open_postgres(database_url: &str) -> Result<Self, StoreError> {
        let reader =
            postgres_pool(POSTGRES_PAGES).after_connect(without_compiling).connect(database_url).await?;
        migrations::POSTGRES.run(&reader).await?;
        let counter =
            postgres_pool(POSTGRES_COUNTER).after_connect(only_look_ups).connect(database_url).await?;
        let look_ups =
            postgres_pool(POSTGRES_LOOK_UPS).after_connect(only_look_ups).connect(database_url).await?;
        let log = postgres_pool(POSTGRES_LOG).after_connect(only_look_ups).connect(database_url).await?;
        let decisions = Decisions::default();
        let writer = Writer::postgres(counter.clone(), reader.clone(), decisions.clone());
        young::watch(reader.clone());
        let desk = postgres_pool::<Postgres>(POSTGRES_DESK)
            .after_connect(only_look_ups_at_the_desk)
            .connect(database_url)
            .await?;
        let desk_reader = DeskReader::start(DeskPool::Postgres(desk), decisions);
        Ok(Self { kind: EngineKind::Postgres, reader, look_ups, log, counter, desk_reader, writer })
    }

    /// Which engine this is.
    pub fn kind(&self) -> EngineKind {
        self.kind
    }

    pub(crate) fn reader(&self) -> &AnyPool {
        &self.reader
    }

    pub(crate) fn look_ups(&self) -> &AnyPool {
        &self.look_ups
    }

    pub(crate) fn log(&self) -> &AnyPool {
        &self.log
    }

    pub(crate) fn counter(&self) -> &AnyPool {
        &self.counter
    }

    /// Rests twice as long as the work took that began then, while somebody stands at the counter: whoever follows the log is
    /// later, whoever waits in a queue is not.
    pub(crate) async fn give_way(&self, began: Instant) {
        let now = Instant::now();
        if self.desk_reader.presence().is_somebody_there(now) {
            tokio::time::sleep(now.saturating_duration_since(began) * 2).await;
        }
    }

    pub(crate) fn desk_reader(&self) -> &DeskReader {
        &self.desk_reader
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.writer
    }

    pub(crate) async fn close(&self) {
        self.writer.close().await;
        self.desk_reader.close().await;
        self.counter.close().await;
        self.look_ups.close().await;
        self.log.close().await;
        self.reader.close().await;
    }
}

/// WAL with full durability: a commit that was acknowledged survives `kill -9` and a power cut.
fn sqlite_pool(connections: u32, cache: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(connections)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                for pragma in [
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = FULL",
                    "PRAGMA foreign_keys = ON",
                    "PRAGMA busy_timeout = 10000",
                    cache,
                    checkpoint::LAST_RESORT,
                ] {
                    sqlx::query(pragma).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
}

fn postgres_pool<DB: Database>(connections: u32) -> PoolOptions<DB> {
    PoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(Some(Duration::from_secs(600)))
}

/// PostgreSQL compiles a statement that it takes for a long one, anew each time: the pieces of a list's file took longer
/// to compile than to read.
fn without_compiling<'c>(
    connection: &'c mut sqlx::AnyConnection,
    _: sqlx::pool::PoolConnectionMetadata,
) -> Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send + 'c>> {
    Box::pin(async move { sqlx::query("SET jit = off").execute(connection).await.map(|_| ()) })
}

/// The counter and pages behind links ask for rows by their keys, always: a plan made while tables are nearly empty
/// must not read whole tables and be kept as they grow, and one made for each page anew costs more than the page (0.87 of
/// 1.03 ms of PostgreSQL's time for a ticket's page). One ticket that is held elsewhere must not hold the whole queue up.
const ONLY_LOOK_UPS: &str = "
SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
SET enable_mergejoin = off; SET jit = off; SET lock_timeout = '2s'";

fn only_look_ups<'c>(
    connection: &'c mut sqlx::AnyConnection,
    _: sqlx::pool::PoolConnectionMetadata,
) -> Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send + 'c>> {
    Box::pin(async move { sqlx::raw_sql(ONLY_LOOK_UPS).execute(connection).await.map(|_| ()) })
}

/// The same for PostgreSQL's own driver.
fn only_look_ups_at_the_desk<'c>(
    connection: &'c mut PgConnection,
    _: sqlx::pool::PoolConnectionMetadata,
) -> Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send + 'c>> {
    Box::pin(async move { sqlx::raw_sql(ONLY_LOOK_UPS).execute(connection).await.map(|_| ()) })
}

fn make_parent_folder(database_url: &str) -> Result<(), StoreError> {
    let path = database_url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or_default();
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::Database(sqlx::Error::Io(error)))
        }
        Some(_) | None => Ok(()),
    }
}
