//! Where a test's database lies: a file in the system's temporary folder, or a database of its own in the cluster
//! of `PIAOJIA_TEST_POSTGRES`. Both are gone afterwards.

use super::Database;
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::path::PathBuf;
use uuid::Uuid;

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
                let folder = std::env::temp_dir().join(name);
                let url = format!("sqlite://{}", folder.join("piaojia.sqlite").display());
                Self::Folder { folder, url }
            }
            Database::Postgres => {
                let server = std::env::var(CLUSTER).unwrap_or_else(|_| {
                    panic!("{CLUSTER} names no PostgreSQL to test on; `./dev test` starts one and sets it")
                });
                command(&server, &format!("CREATE DATABASE {name}")).await;
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
                command(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
    }
}

/// The server's address with another database's name.
fn of_database(server: &str, name: &str) -> String {
    let (address, options) =
        server.split_once('?').map_or((server, ""), |(address, options)| (address, options));
    let end = address.rfind('/').filter(|at| !address[..*at].ends_with('/')).unwrap_or(address.len());
    let question = if options.is_empty() { "" } else { "?" };
    format!("{}/{name}{question}{options}", &address[..end])
}

async fn command(server: &str, sql: &str) {
    let mut connection = AnyConnection::connect(server).await.expect("the server of the tests answers");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect(sql);
    connection.close().await.expect("closed");
}
