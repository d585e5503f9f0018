//! Where a test's database lies: a file in the system's temporary folder, or a database of its own in the cluster
//! of `PIAOJIA_TEST_POSTGRES`. Both are gone afterwards; the cluster keeps the empty template that they are copies of.

use super::{Database, House};
use sha2::{Digest, Sha256};
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Files that lie in memory, on Linux.
const MEMORY: &str = "/dev/shm";
const CLUSTER: &str = "PIAOJIA_TEST_POSTGRES";
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

pub enum Place {
    Folder { folder: PathBuf, url: String },
    Cluster { server: String, name: String, url: String },
}

impl Place {
    pub async fn make(database: Database) -> Self {
        install_default_drivers();
        let name = format!("piaojia_test_{}", Uuid::now_v7().simple());
        match database {
            Database::Sqlite | Database::SqliteInMemory => {
                let memory = Path::new(MEMORY);
                let in_memory = matches!(database, Database::SqliteInMemory) && memory.is_dir();
                let folder = if in_memory { memory.join(name) } else { std::env::temp_dir().join(name) };
                let url = format!("sqlite://{}", folder.join("piaojia.sqlite").display());
                Self::Folder { folder, url }
            }
            Database::Postgres => {
                let server = std::env::var(CLUSTER).unwrap_or_else(|_| {
                    panic!("{CLUSTER} names no PostgreSQL to test on; `./dev test` starts one and sets it")
                });
                copy_template(&server, &name).await;
                let url = of_database(&server, &name);
                Self::Cluster { server, name, url }
            }
        }
    }

    pub fn url(&self) -> &str {
        match self {
            Self::Folder { url, .. } | Self::Cluster { url, .. } => url,
        }
    }

    pub async fn remove(self) {
        match self {
            Self::Folder { folder, .. } => std::fs::remove_dir_all(folder).expect("the folder goes"),
            Self::Cluster { server, name, .. } => {
                let mut connection = connect(&server).await;
                run(&mut connection, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
    }
}

/// An empty place of the same engine as the house's: a file that is not there yet, or a database without tables.
pub async fn elsewhere(house: &House) -> Place {
    let name = format!("piaojia_test_{}", Uuid::now_v7().simple());
    if house.url.starts_with("sqlite:") {
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let url = format!("sqlite://{}", folder.join("elsewhere.sqlite").display());
        return Place::Folder { folder, url };
    }
    let server = std::env::var(CLUSTER).expect("the cluster of this very test");
    let mut connection = connect(&server).await;
    run(&mut connection, &format!("CREATE DATABASE {name}")).await;
    let url = of_database(&server, &name);
    Place::Cluster { server, name, url }
}

/// Migrating takes much longer than copying: the first test of a schema makes its template, the others wait for it.
async fn copy_template(server: &str, name: &str) {
    let mut connection = connect(server).await;
    run(&mut connection, "SELECT pg_advisory_lock(20261106)").await;
    let template = format!("piaojia_template_{}", schema());
    let there = sqlx::query("SELECT 1 AS there FROM pg_database WHERE datname = $1").bind(template.as_str());
    if there.fetch_optional(&mut connection).await.expect("the list of databases").is_none() {
        let unfinished = format!("{template}_unfinished");
        run(&mut connection, &format!("DROP DATABASE IF EXISTS {unfinished}")).await;
        run(&mut connection, &format!("CREATE DATABASE {unfinished}")).await;
        let mut inside = connect(&of_database(server, &unfinished)).await;
        MIGRATIONS.run(&mut inside).await.expect("migrated");
        inside.close().await.expect("closed");
        run(&mut connection, &format!("ALTER DATABASE {unfinished} RENAME TO {template}")).await;
    }
    run(&mut connection, "SELECT pg_advisory_unlock(20261106)").await;
    run(&mut connection, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    connection.close().await.expect("closed");
}

/// Another schema, another template.
fn schema() -> String {
    let checksums: Vec<u8> = MIGRATIONS.iter().flat_map(|migration| migration.checksum.to_vec()).collect();
    Sha256::digest(checksums).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The server's address with another database's name.
fn of_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let end = address.rfind('/').filter(|at| !address[..*at].ends_with('/')).unwrap_or(address.len());
    let question = if options.is_empty() { "" } else { "?" };
    format!("{}/{name}{question}{options}", &address[..end])
}

async fn connect(url: &str) -> AnyConnection {
    AnyConnection::connect(url).await.expect("the server of the tests answers")
}

async fn run(connection: &mut AnyConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect(sql);
}
