//! Where a test's database lies: a file in memory, where the system has such files (which of two halves of a write reach
//! the disk is what `./dev test` kills servers for), or a database of its own in the cluster of `PIAOJIA_TEST_POSTGRES`.
//! Both are gone afterwards; the empty templates that they are copies of stay.

use super::{Database, House};
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::path::{Path, PathBuf};
use store::fixture::empty::{of_database, postgres_database, sqlite_file};
use uuid::Uuid;

/// Files that lie in memory, on Linux.
const MEMORY: &str = "/dev/shm";
const CLUSTER: &str = "PIAOJIA_TEST_POSTGRES";

pub enum Place {
    Folder { folder: PathBuf, url: String },
    Cluster { server: String, name: String, url: String },
}

impl Place {
    pub async fn make(database: Database) -> Self {
        install_default_drivers();
        let name = format!("piaojia_test_{}", Uuid::now_v7().simple());
        match database {
            Database::Sqlite => {
                let memory = Path::new(MEMORY);
                let folders = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
                let folder = folders.join(name);
                std::fs::create_dir_all(&folder).expect("a folder");
                let file = folder.join("piaojia.sqlite");
                sqlite_file(&file).await.expect("an empty database");
                let url = format!("sqlite://{}", file.display());
                Self::Folder { folder, url }
            }
            Database::Postgres => {
                let server = std::env::var(CLUSTER).unwrap_or_else(|_| {
                    panic!("{CLUSTER} names no PostgreSQL to test on; `./dev test` starts one and sets it")
                });
                postgres_database(&server, &name).await.expect("an empty database");
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

async fn connect(url: &str) -> AnyConnection {
    AnyConnection::connect(url).await.expect("the server of the tests answers")
}

async fn run(connection: &mut AnyConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect(sql);
}
