//! Databases of our own in the PostgreSQL cluster that `PIAOJIA_TEST_POSTGRES` names, and that cluster's processes.

use crate::Fallible;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};
use std::sync::atomic::{AtomicU32, Ordering};

static OPENED: AtomicU32 = AtomicU32::new(0);

const CLUSTER: &str = "PIAOJIA_TEST_POSTGRES";

/// The databases: the product's, and one for what it is measured against.
const NAMES: [&str; 2] = ["house", "baseline"];

/// Two databases, `house` and `baseline`, dropped at the end.
pub struct Cluster {
    server: String,
    prefix: String,
    /// Whether a commit waits for the disk.
    pub durable: bool,
    /// The process that all others of this cluster are children of.
    pub postmaster: u32,
}

impl Cluster {
    /// Makes the databases, and says loudly when commits do not wait for the disk.
    pub async fn open() -> Fallible<Self> {
        let server = std::env::var(CLUSTER).map_err(|_| {
            format!("{CLUSTER} names no PostgreSQL to measure; `./dev bench` starts one and sets it")
        })?;
        let mut connection = PgConnection::connect(&server).await?;
        let durable = setting(&mut connection, "SHOW fsync").await? == "on"
            && setting(&mut connection, "SHOW synchronous_commit").await? == "on";
        if !durable {
            eprintln!(
                "!! THIS POSTGRESQL DOES NOT WAIT FOR THE DISK: its figures are not durable redemptions"
            );
        }
        let backend: i32 =
            sqlx::query("SELECT pg_backend_pid()").fetch_one(&mut connection).await?.try_get(0)?;
        let cluster = Self {
            server,
            prefix: format!(
                "piaojia_bench_{}_{}",
                std::process::id(),
                OPENED.fetch_add(1, Ordering::Relaxed)
            ),
            durable,
            postmaster: crate::redeem::processes::parent(u32::try_from(backend)?)?,
        };
        for name in NAMES {
            command(
                &mut connection,
                format!("DROP DATABASE IF EXISTS {}_{name} WITH (FORCE)", cluster.prefix),
            )
            .await?;
            command(&mut connection, format!("CREATE DATABASE {}_{name}", cluster.prefix)).await?;
        }
        connection.close().await?;
        Ok(cluster)
    }

    /// The address of one of the databases.
    pub fn database(&self, name: &str) -> String {
        let (address, options) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let end = address.rfind('/').filter(|at| !address[..*at].ends_with('/')).unwrap_or(address.len());
        let question = if options.is_empty() { "" } else { "?" };
        format!("{}/{}_{name}{question}{options}", &address[..end], self.prefix)
    }

    /// The address of one of the databases, made anew.
    pub async fn emptied(&self, name: &str) -> Fallible<String> {
        let mut connection = PgConnection::connect(&self.server).await?;
        command(&mut connection, format!("DROP DATABASE {}_{name} WITH (FORCE)", self.prefix)).await?;
        command(&mut connection, format!("CREATE DATABASE {}_{name}", self.prefix)).await?;
        connection.close().await?;
        Ok(self.database(name))
    }

    /// Starts a repetition from the same state: nothing of the one before is still to be written.
    pub async fn checkpoint(&self) -> Fallible<()> {
        let mut connection = PgConnection::connect(&self.server).await?;
        command(&mut connection, "CHECKPOINT".to_owned()).await?;
        Ok(connection.close().await?)
    }

    /// `VACUUM ANALYZE` of one of the databases.
    pub async fn vacuum(&self, name: &str) -> Fallible<()> {
        let mut connection = PgConnection::connect(&self.database(name)).await?;
        command(&mut connection, "VACUUM ANALYZE".to_owned()).await?;
        Ok(connection.close().await?)
    }

    /// Drops both.
    pub async fn remove(self) -> Fallible<()> {
        let mut connection = PgConnection::connect(&self.server).await?;
        for name in NAMES {
            command(&mut connection, format!("DROP DATABASE {}_{name} WITH (FORCE)", self.prefix)).await?;
        }
        Ok(connection.close().await?)
    }
}

async fn setting(connection: &mut PgConnection, show: &'static str) -> Fallible<String> {
    Ok(sqlx::query(show).fetch_one(connection).await?.try_get(0)?)
}

async fn command(connection: &mut PgConnection, sql: String) -> Fallible<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}
