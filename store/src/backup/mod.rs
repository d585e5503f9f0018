//! Taking everything along, and bringing it back somewhere else. SQLite copies itself (`VACUUM INTO`), PostgreSQL has
//! `pg_dump` and `pg_restore`. Neither overwrites anything, and a backup that is not finished does not bear its name.
//!
//! The master key is not part of a backup: without it codes and links are lost, with it a backup is as good as the
//! database. Keep the two apart.

mod postgres;
mod sqlite;

use crate::books::EscrowProof;
use crate::engine::EngineKind;
use crate::seal::Verification;
use crate::secret::Keyring;
use crate::table::columns::Columns;
use crate::{Clock, Store, StoreError};
use domain::identity::MerchantNumber;
use sqlx::AssertSqlSafe;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is there already.
    #[error("{} is there already", .0.display())]
    AlreadyThere(PathBuf),
    /// There are tables in the database already.
    #[error("the database is not empty")]
    NotEmpty,
    /// What was restored is no sound database.
    #[error("damaged: {0}")]
    Damaged(String),
    /// `pg_dump` or `pg_restore` said no.
    #[error("{program}: {said}")]
    Program {
        /// Which.
        program: &'static str,
        /// Its own words.
        said: String,
    },
    /// A file could not be read or written.
    #[error("{0}")]
    File(#[from] io::Error),
    /// The store said no.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(StoreError::Database(error))
    }
}

/// What was found in a database after it was restored.
#[derive(Debug)]
pub struct Restored {
    /// Rows of each table, by its name.
    pub rows: Vec<(String, u64)>,
    /// The event log of each merchant.
    pub logs: Vec<(MerchantNumber, Verification)>,
    /// The escrow proof of each merchant, as things were left.
    pub proofs: Vec<EscrowProof>,
}

impl Restored {
    /// Whether every event log is what was sealed, and every book what tickets and lines add up to.
    pub fn holds(&self) -> bool {
        self.logs.iter().all(|(_, log)| log.holds()) && self.proofs.iter().all(EscrowProof::holds)
    }

    /// Rows of a table; 0 if there is none of that name.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.rows.iter().find(|(name, _)| name == table).map_or(0, |(_, rows)| *rows)
    }
}

/// Copies the whole database, as it is at one moment, into a new file that only its owner may read. Servers go on working.
pub async fn backup(database_url: &str, to: &Path) -> Result<(), BackupError> {
    let partial = begin(to)?;
    let copied = if is_sqlite(database_url) {
        sqlite::copy(database_url, &partial).await
    } else {
        postgres::dump(database_url, &partial).await
    };
    finish(copied, &partial, to)
}

/// Brings a backup back: on SQLite into a new file, on PostgreSQL into an empty database. Opens what it restored, walks
/// every event log, proves every merchant's money and counts the rows. Whoever restores must not go on where
/// [`Restored::holds`] says no.
pub async fn restore(
    from: &Path,
    database_url: &str,
    keyring: Keyring,
    clock: Arc<dyn Clock>,
) -> Result<Restored, BackupError> {
    if is_sqlite(database_url) {
        let to = sqlite::file_of(database_url);
        let partial = begin(&to)?;
        finish(sqlite::bring_back(from, &partial).await, &partial, &to)?;
    } else {
        postgres::bring_back(from, database_url).await?;
    }
    let store = Store::open(database_url, keyring, clock).await?;
    let found = look_at(&store).await;
    store.close().await;
    found
}

/// What a restored database holds.
async fn look_at(store: &Store) -> Result<Restored, BackupError> {
    let mut rows = Vec::new();
    for table in tables(store).await? {
        // Names of our own migrations, from the database's catalogue.
        let count = format!("SELECT COUNT(*) AS rows_there FROM {table}");
        let row = sqlx::query(AssertSqlSafe(count)).fetch_one(store.engine.reader()).await?;
        rows.push((table, Columns(&row).number("rows_there")?.unsigned_abs()));
    }
    let merchants =
        sqlx::query("SELECT number FROM merchant ORDER BY number").fetch_all(store.engine.reader()).await?;
    let mut logs = Vec::with_capacity(merchants.len());
    for row in &merchants {
        let merchant = Columns(row).merchant("number")?;
        logs.push((merchant, store.verify(merchant, None).await?));
    }
    Ok(Restored { rows, logs, proofs: store.prove_as_left().await? })
}

async fn tables(store: &Store) -> Result<Vec<String>, BackupError> {
    let names = match store.engine_kind() {
        EngineKind::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        }
        EngineKind::Postgres => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        }
    };
    let rows = sqlx::query(names).fetch_all(store.engine.reader()).await?;
    Ok(rows.iter().map(|row| Columns(row).text("name")).collect::<Result<_, _>>()?)
}

fn is_sqlite(database_url: &str) -> bool {
    EngineKind::of(database_url) == EngineKind::Sqlite
}

/// The file that is written first, empty, for its owner alone: a backup holds names, phones and addresses.
fn begin(to: &Path) -> Result<PathBuf, BackupError> {
    if to.try_exists()? {
        return Err(BackupError::AlreadyThere(to.to_owned()));
    }
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = to.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&partial).map_err(|error| there_already(error, &partial))?;
    Ok(partial)
}

fn there_already(error: io::Error, file: &Path) -> BackupError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        BackupError::AlreadyThere(file.to_owned())
    } else {
        error.into()
    }
}

/// Gives the file its name, unless somebody else took it meanwhile. A copy that failed leaves nothing.
fn finish(copied: Result<(), BackupError>, partial: &Path, to: &Path) -> Result<(), BackupError> {
    let finished = copied.and_then(|()| {
        File::open(partial)?.sync_all()?;
        // Unlike renaming, this never replaces a file.
        std::fs::hard_link(partial, to).map_err(|error| there_already(error, to))
    });
    let removed = std::fs::remove_file(partial);
    finished?;
    removed?;
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
