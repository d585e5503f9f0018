//! SQLite: a copy that the database makes of itself, in one reading transaction beside the writer.

use super::BackupError;
use sqlx::{AnyConnection, Connection, Row};
use std::path::{Path, PathBuf};

/// Into an empty file: `VACUUM INTO` takes no other.
pub(super) async fn copy(database_url: &str, to: &Path) -> Result<(), BackupError> {
    let from = file_of(database_url);
    if !from.try_exists()? {
        return Err(BackupError::Damaged(format!("there is no {}", from.display())));
    }
    let mut connection = connect(&from).await?;
    let copied = sqlx::query("VACUUM INTO $1").bind(text_of(to)?).execute(&mut connection).await;
    connection.close().await?;
    copied?;
    Ok(())
}

/// A copy of the backup, once it has proved sound.
pub(super) async fn bring_back(from: &Path, to: &Path) -> Result<(), BackupError> {
    std::fs::copy(from, to)?;
    let mut connection = connect(to).await?;
    let said = sqlx::query("PRAGMA integrity_check").fetch_all(&mut connection).await;
    connection.close().await?;
    let said: Vec<String> = said?.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    if said == ["ok"] { Ok(()) } else { Err(BackupError::Damaged(said.join("; "))) }
}

async fn connect(file: &Path) -> Result<AnyConnection, BackupError> {
    sqlx::any::install_default_drivers();
    Ok(AnyConnection::connect(&format!("sqlite://{}", text_of(file)?)).await?)
}

/// The file that an address names.
pub(super) fn file_of(database_url: &str) -> PathBuf {
    let path = database_url.trim_start_matches("sqlite:").trim_start_matches("//");
    PathBuf::from(path.split('?').next().unwrap_or_default())
}

fn text_of(path: &Path) -> Result<String, BackupError> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| BackupError::Damaged("the name of the file is not text".to_owned()))
}
