//! A house to measure: a database of its own, a town in it, and the served product in front.

pub mod client;
mod cluster;
mod folder;
mod server;

pub use cluster::Cluster;
pub use folder::Folder;
pub use server::binary;

use crate::Fallible;
use domain::identity::AttemptId;
use server::Server;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::fixture::{Goods, TestTicket, World};
use store::secret::{Keyring, SessionToken};
use store::{Store, SystemClock, attempt_id};

/// Tickets of one order; one order is one wallet.
const LARGEST_ORDER: u32 = 4_000;

/// The sealer is done with a run's events by then.
const LONGEST_SEALING: Duration = Duration::from_secs(60);
/// Where the rows are.
pub enum Rows {
    /// A file in the data folder.
    Sqlite,
    /// A database of its own, dropped at the end.
    Postgres(Cluster),
}

/// Everything that one measurement needs.
pub struct House {
    /// The served product.
    pub server: Server,
    /// The town.
    pub world: World,
    /// Where the rows are.
    pub rows: Rows,
    /// URL of the database.
    pub database: String,
    /// The same database, for preparing and for looking at it.
    pub store: Store,
    folder: Folder,
}

impl House {
    /// Builds it on a fresh SQLite file on the disk of target/.
    pub async fn on_sqlite() -> Fallible<Self> {
        let folder = Folder::make()?;
        let database = format!("sqlite://{}", folder.path().join("piaojia.sqlite").display());
        Self::build(folder, database, Rows::Sqlite).await
    }

    /// Builds it in a fresh database of the cluster that `PIAOJIA_TEST_POSTGRES` names.
    pub async fn on_postgres() -> Fallible<Self> {
        let cluster = Cluster::open().await?;
        let database = cluster.database("house");
        Self::build(Folder::make()?, database, Rows::Postgres(cluster)).await
    }

    async fn build(folder: Folder, database: String, rows: Rows) -> Fallible<Self> {
        let key = store::secret_bytes::<32>()?;
        folder.write_key(&key)?;
        let store = Store::open(&database, Keyring::new(1, &key)?, Arc::new(SystemClock)).await?;
        let world = World::new(&store).await?;
        let server = Server::start(folder.path(), &database).await?;
        Ok(Self { server, world, rows, database, store, folder })
    }

    /// On the engine of this name.
    pub async fn on(engine: &str) -> Fallible<Self> {
        if engine == "sqlite" { Self::on_sqlite().await } else { Self::on_postgres().await }
    }

    /// The engine's name, and whether its figures say anything about a disk.
    pub fn engine(&self) -> &'static str {
        match &self.rows {
            Rows::Sqlite => "sqlite",
            Rows::Postgres(cluster) if cluster.durable => "postgres",
            Rows::Postgres(_) => "postgres NOT-DURABLE",
        }
    }

    /// Where its files are: the data folder of the product.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A connection to the rows that does not lead through the product.
    pub async fn connection(&self) -> Fallible<AnyPool> {
        sqlx::any::install_default_drivers();
        Ok(AnyPoolOptions::new().max_connections(1).connect(&self.database).await?)
    }

    /// Fresh tickets of one unit.
    pub async fn tickets(&self, count: u32) -> Fallible<Vec<TestTicket>> {
        let mut tickets = Vec::with_capacity(count as usize);
        while tickets.len() < count as usize {
            let rest = count - tickets.len() as u32;
            tickets.extend(self.world.issue_tickets(Goods::Paid, rest.min(LARGEST_ORDER), 1).await?);
        }
        Ok(tickets)
    }

    /// As many cashiers of branch 001, each signed in on a phone of their own.
    pub async fn cashiers(&self, count: usize) -> Fallible<Vec<SessionToken>> {
        let mut sessions = Vec::with_capacity(count);
        for _ in 0..count {
            sessions.push(self.world.sign_in(&self.world.clerk_001).await?);
        }
        Ok(sessions)
    }

    /// A new attempt.
    pub fn attempt(&self) -> Fallible<AttemptId> {
        Ok(attempt_id(self.store.now())?)
    }

    /// Milliseconds since 1970 and today's business day.
    pub fn now(&self) -> (i64, String) {
        (self.store.now().0, self.store.now().day().to_string())
    }

    /// After the first redemptions: on PostgreSQL what `pgbench -i` does to its own tables, else we would compare
    /// plans for empty tables with plans for full ones.
    pub async fn settle(&self) -> Fallible<()> {
        match &self.rows {
            Rows::Sqlite => Ok(()),
            Rows::Postgres(cluster) => cluster.vacuum("house").await,
        }
    }

    /// Waits until the server has nothing left to seal of what was done before.
    pub async fn sealed(&self) -> Fallible<()> {
        let rows = self.connection().await?;
        let began = Instant::now();
        loop {
            let unsealed: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM event e WHERE NOT EXISTS (
                     SELECT 1 FROM event_seal s WHERE s.merchant = e.merchant AND s.event = e.id)",
            )
            .fetch_one(&rows)
            .await?;
            if unsealed == 0 {
                break;
            }
            if began.elapsed() > LONGEST_SEALING {
                return Err("what was done is not sealed".into());
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        rows.close().await;
        Ok(())
    }

    /// Starts the server again after it was killed; it may listen elsewhere.
    pub async fn start_again(&mut self) -> Fallible<()> {
        self.server = Server::start(self.folder.path(), &self.database).await?;
        Ok(())
    }

    /// Takes everything down again.
    pub async fn remove(self) -> Fallible<()> {
        self.server.stop().await?;
        self.store.close().await;
        match self.rows {
            Rows::Sqlite => {}
            Rows::Postgres(cluster) => cluster.remove().await?,
        }
        self.folder.remove()
    }
}
