//! One read for all who wait: asked of the engine, dealt out to those who looked.

use super::{Depth, DeskRow, Key, Look, desk_row, question};
use crate::StoreError;
use crate::engine::EngineKind;
use crate::table::columns::Columns;
use domain::calendar::Instant;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::postgres::PgRow;
use sqlx::{AnyConnection, PgConnection};

/// A look as the query reads it: one JSON object each.
#[derive(Serialize)]
struct Wanted<'a> {
    n: usize,
    #[serde(flatten)]
    look: &'a Look,
}

/// Where the counter reads.
pub(crate) enum Desk<'c> {
    /// SQLite, by the driver that both engines have in common.
    Sqlite(&'c mut AnyConnection),
    /// PostgreSQL by its own.
    Postgres(&'c mut PgConnection),
}

/// The answer to one look, as the driver gave it: whoever looked reads it, so that many are read at once.
pub(crate) enum UnreadRow {
    Sqlite(AnyRow),
    Postgres(PgRow),
}

impl Desk<'_> {
    fn engine(&self) -> EngineKind {
        match self {
            Self::Sqlite(_) => EngineKind::Sqlite,
            Self::Postgres(_) => EngineKind::Postgres,
        }
    }

    async fn ask(&mut self, statement: &'static str, wanted: String) -> Result<Vec<UnreadRow>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query(statement).bind(wanted).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(UnreadRow::Sqlite).collect())
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query(statement).bind(wanted).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(UnreadRow::Postgres).collect())
            }
        }
    }
}

impl UnreadRow {
    /// Which look it answers.
    fn place(&self) -> Result<usize, StoreError> {
        let n = match self {
            Self::Sqlite(row) => Columns(row).number("n")?,
            Self::Postgres(row) => Columns(row).number("n")?,
        };
        Ok(usize::try_from(n).unwrap_or(usize::MAX))
    }

    /// The facts, as of the moment of the look.
    pub(crate) fn read(&self, now: Instant) -> Result<DeskRow, StoreError> {
        match self {
            Self::Sqlite(row) => desk_row(&Columns(row), now),
            Self::Postgres(row) => desk_row(&Columns(row), now),
        }
    }
}

/// Reads what is asked for, each in its place. `None` = no such session (signed out, expired, disabled account), or a
/// ticket whose batch is not visible yet; the caller tells the two apart with a session look-up only when it must.
pub(crate) async fn read_all(
    mut desk: Desk<'_>,
    looks: &[Look],
) -> Result<Vec<Option<UnreadRow>>, StoreError> {
    let mut found: Vec<Option<UnreadRow>> = looks.iter().map(|_| None).collect();
    for (scanned, depth) in
        [(true, Depth::Quick), (true, Depth::All), (false, Depth::Quick), (false, Depth::All)]
    {
        let wanted: Vec<_> = looks
            .iter()
            .enumerate()
            .filter(|(_, look)| matches!(look.key, Key::Locator { .. }) == scanned && look.depth == depth)
            .map(|(n, look)| Wanted { n, look })
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let statement = question::text(desk.engine(), scanned, depth);
        let wanted = serde_json::to_string(&wanted).map_err(|_| StoreError::Corrupt("a look"))?;
        for row in desk.ask(statement, wanted).await? {
            let place = row.place()?;
            *found.get_mut(place).ok_or(StoreError::Corrupt("a look that nobody asked for"))? = Some(row);
        }
    }
    Ok(found)
}
