//! Where a test's database lies: a file in memory, where the system has such files, or a database of its own in the cluster
//! of `PIAOJIA_TEST_POSTGRES`. Both are gone afterwards.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use store::fixture::empty::{of_database, postgres_database, sqlite_file};

/// Files that lie in memory, on Linux.
const MEMORY: &str = "/dev/shm";
const CLUSTER: &str = "PIAOJIA_TEST_POSTGRES";

/// Which engine a test runs on.
#[derive(Debug, Clone, Copy)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A folder for the browser's files and mails, and a database.
pub struct Place {
    pub folder: PathBuf,
    pub url: String,
    /// The cluster and the database's name in it.
    cluster: Option<(String, String)>,
}

impl Place {
    pub async fn make(database: Database) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("piaojia_http_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let memory = Path::new(MEMORY);
        let folders = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = folders.join(&name);
        std::fs::create_dir_all(&folder).expect("a folder");
        match database {
            Database::Sqlite => {
                let file = folder.join("piaojia.sqlite");
                sqlite_file(&file).await.expect("an empty database");
                let url = format!("sqlite://{}", file.display());
                Self { folder, url, cluster: None }
            }
            Database::Postgres => {
                let server = std::env::var(CLUSTER).unwrap_or_else(|_| {
                    panic!("{CLUSTER} names no PostgreSQL to test on; `./dev test` starts one and sets it")
                });
                postgres_database(&server, &name).await.expect("an empty database");
                let url = of_database(&server, &name);
                Self { folder, url, cluster: Some((server, name)) }
            }
        }
    }

    /// Everything that is written down, to be compared with itself: not one byte differs while nothing is written.
    pub async fn contents(&self) -> Vec<u8> {
        if self.cluster.is_some() {
            let dump = program("pg_dump", &["--data-only", "--inserts", &self.url]);
            // A random word against prompt injection into psql, new with each dump.
            return dump
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.starts_with(b"\\"))
                .flatten()
                .copied()
                .collect();
        }
        // The files themselves change when pages go from the log into the database; what they say does not.
        let copy = self.folder.join("contents");
        store::backup::backup(&self.url, &copy).await.expect("a copy");
        let contents = std::fs::read(&copy).expect("its bytes");
        std::fs::remove_file(copy).expect("the copy goes");
        contents
    }

    pub fn remove(&self) {
        std::fs::remove_dir_all(&self.folder).expect("the folder goes");
        if let Some((server, name)) = &self.cluster {
            program("dropdb", &["--force", &format!("--maintenance-db={server}"), name]);
        }
    }
}

/// What one of PostgreSQL's client programs prints.
fn program(name: &str, arguments: &[&str]) -> Vec<u8> {
    let output =
        Command::new(name).args(arguments).output().expect("PostgreSQL's client programs are in PATH");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
