//! How it is remembered, all or nothing. The only crate that speaks SQL.
//!
//! `command/` holds one file per use case, `query/` the read models of pages, `table/` rows that several of them
//! share, `secret/` what is hashed or encrypted before it is written; `seal/` chains the event log, `notice/` reads it,
//! `push/` tells phones of it,
//! `job.rs` gives each job to one server, `backup.rs` takes everything along. A [`Store`] runs on SQLite or PostgreSQL
//! with one SQL text; what differs stands in `engine.rs` and `change/`.

pub mod backup;
pub mod bank;
pub mod books;
mod change;
mod checkpoint;
mod clock;
pub mod command;
mod crowd;
mod deciding;
mod desk_reader;
mod engine;
mod error;
#[cfg(feature = "fixture")]
pub mod fixture;
pub mod guarded;
pub mod job;
mod kept;
pub mod migrations;
pub mod notice;
mod presence;
pub mod push;
pub mod query;
mod random;
pub mod seal;
pub mod secret;
mod table;
mod turn;
pub mod visitor;

mod writer;
mod young;

pub use clock::{Clock, SetClock, SystemClock};
pub use engine::{Engine, EngineKind};
pub use error::StoreError;
pub use random::{attempt_id, secret_bytes};
pub use table::issuer_key::IssuerKeyRing;

use domain::calendar::Instant;
use domain::vapid::VapidKey;
use secret::Keyring;
use std::sync::Arc;

/// Everything a use case needs: where rows live, what time it is, and the keys. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    clock: Arc<dyn Clock>,
    keyring: Arc<Keyring>,
    issuer_keys: IssuerKeyRing,
}

impl Store {
    /// Opens `database_url` (`sqlite://FILE` or `postgres://…`), brings its schema up to date and makes the first
    /// issuer key if there is none.
    pub async fn open(
        database_url: &str,
        keyring: Keyring,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let engine = Engine::open(database_url).await?;
        let keyring = Arc::new(keyring);
        let issuer_keys = IssuerKeyRing::load_or_make(&engine, &keyring, clock.now()).await?;
        Ok(Self { engine, clock, keyring, issuer_keys })
    }

    /// What time it is, as this store was told.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The keys that codes are signed and verified with.
    pub fn issuer_keys(&self) -> &IssuerKeyRing {
        &self.issuer_keys
    }

    /// The key by which push services know this house.
    pub fn vapid_key(&self) -> Arc<VapidKey> {
        self.keyring.vapid_key()
    }

    /// Which engine holds the rows.
    pub fn engine_kind(&self) -> EngineKind {
        self.engine.kind()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(self.engine.reader()).await?;
        Ok(())
    }

    /// Finishes what was begun and closes every connection.
    pub async fn close(&self) {
        self.engine.close().await;
    }
}
