//! PostgreSQL: schema and data through its own programs. The password goes through the environment: everybody on the
//! machine can read a command line.

use super::BackupError;
use crate::table::columns::Columns;
use sqlx::{AnyConnection, Connection};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

const TABLES: &str = "
SELECT COUNT(*) AS tables FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')";

/// Options of an address that libpq knows too; sqlx has others, which say nothing about the server.
const LIBPQ_OPTIONS: &[&str] = &[
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

pub(super) async fn dump(database_url: &str, to: &Path) -> Result<(), BackupError> {
    let mut command = Command::new(program("pg_dump"));
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--file"]).arg(to);
    run("pg_dump", command, database_url).await
}

pub(super) async fn bring_back(from: &Path, database_url: &str) -> Result<(), BackupError> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database_url).await?;
    let tables = sqlx::query(TABLES).fetch_one(&mut connection).await;
    connection.close().await?;
    if Columns(&tables?).number("tables")? != 0 {
        return Err(BackupError::NotEmpty);
    }
    let mut command = Command::new(program("pg_restore"));
    command.args([
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        "--no-password",
    ]);
    command.arg(from);
    run("pg_restore", command, database_url).await
}

async fn run(program: &'static str, mut command: Command, database_url: &str) -> Result<(), BackupError> {
    let Address { url, password } = Address::of(database_url);
    command.arg("--dbname").arg(url).stdin(Stdio::null()).kill_on_drop(true);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let output = command
        .output()
        .await
        .map_err(|error| BackupError::Program { program, said: format!("does not start: {error}") })?;
    if output.status.success() {
        return Ok(());
    }
    Err(BackupError::Program { program, said: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
}

/// A database's address without its password, and the password.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    url: String,
    password: Option<String>,
}

impl Address {
    fn of(database_url: &str) -> Self {
        let (scheme, rest) = database_url.split_once("://").unwrap_or(("postgres", database_url));
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = place.split_once('/').unwrap_or((place, ""));
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, mut password) = match user.split_once(':') {
            Some((user, password)) => (user, Some(decoded(password))),
            None => (user, None),
        };
        let mut kept = Vec::new();
        for option in options.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let name = match name {
                "ssl-mode" => "sslmode",
                "ssl-cert" => "sslcert",
                "ssl-key" => "sslkey",
                "ssl-root-cert" | "ssl-ca" => "sslrootcert",
                other => other,
            };
            if name == "password" {
                password = Some(decoded(value));
            } else if LIBPQ_OPTIONS.contains(&name) {
                kept.push(format!("{name}={value}"));
            }
        }
        let at = if user.is_empty() { "" } else { "@" };
        let question = if kept.is_empty() { "" } else { "?" };
        let options = kept.join("&");
        Self { url: format!("{scheme}://{user}{at}{host}/{path}{question}{options}"), password }
    }
}

/// `%41` is `A`; what is no such escape stays.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()))
            .flatten();
        decoded.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// In PATH, or where Debian keeps it: the newest.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .max_by_key(|entry| entry.file_name().to_string_lossy().parse::<u32>().unwrap_or(0))
        .map(|entry| entry.path().join("bin"));
    std::env::split_paths(&path)
        .chain(newest)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| PathBuf::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_leaves_the_address() {
        let address = |url: &str| Address::of(url);
        let plain = address(
            "postgres://piao:s%40cret:x@db.example:5433/shop?ssl-mode=require&statement-cache-capacity=9",
        );
        assert_eq!(plain.url, "postgres://piao@db.example:5433/shop?sslmode=require");
        assert_eq!(plain.password.as_deref(), Some("s@cret:x"));
        let option = address("postgresql:///shop?host=/run/postgresql&user=piao&password=a%2Fb");
        assert_eq!(option.url, "postgresql:///shop?host=/run/postgresql&user=piao");
        assert_eq!(option.password.as_deref(), Some("a/b"));
        assert_eq!(
            address("postgres://piao@db/shop"),
            Address { url: "postgres://piao@db/shop".to_owned(), password: None }
        );
        assert_eq!(decoded("100%"), "100%");
    }
}
