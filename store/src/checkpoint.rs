//! SQLite writes what is committed to a log (the WAL) first; a checkpoint takes it from there into the database's file.
//! Whoever commits would do that now and then, on its way, and in a large file that is a write to a different place for
//! every page: tens of milliseconds in which a customer waits. So it is done beside, on a connection of its own, soon
//! after something was written.

use crate::kept::Kept;
use sqlx::{AnyPool, Row};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What is written within this time goes into the file together.
const EVERY: Duration = Duration::from_millis(200);
/// Pages of 4 KB in the log, 32 MB. While redemptions never stop, a checkpoint beside them never sees the log's end and
/// the log never begins anew: at this length the writer is asked to do the rest, which is little, between two groups.
const LONG_LOG: i64 = 8_000;
/// Only if nobody takes pages away at all does whoever commits do it: 256 MB.
pub(crate) const LAST_RESORT: &str = "PRAGMA wal_autocheckpoint = 64000";

/// Takes pages without making anybody wait.
const BESIDE: &str = "PRAGMA wal_checkpoint(PASSIVE)";
/// Takes what is left and begins the log anew.
const WHOLE: &str = "PRAGMA wal_checkpoint(RESTART)";

/// Takes pages for as long as it lives.
pub(crate) struct Checkpoints {
    written: Arc<Notify>,
    log_is_long: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Checkpoints {
    /// With a connection that nobody else uses.
    pub(crate) fn start(beside: AnyPool) -> Self {
        let (written, log_is_long) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let task = tokio::spawn(watch(beside, Arc::clone(&written), Arc::clone(&log_is_long)));
        Self { written, log_is_long, task }
    }

    /// The writer says so after each transaction, while nothing is being written.
    pub(crate) async fn after_write(&self, writing: &mut Kept) {
        self.written.notify_one();
        if self.log_is_long.swap(false, Ordering::Relaxed)
            && let Err(error) = take_all(writing).await
        {
            tracing::warn!(%error, "a whole checkpoint failed; the log grows on");
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take_all(writing: &mut Kept) -> Result<(), sqlx::Error> {
    sqlx::query(WHOLE).fetch_one(writing.connection().await?).await?;
    Ok(())
}

async fn watch(pool: AnyPool, written: Arc<Notify>, log_is_long: Arc<AtomicBool>) {
    loop {
        written.notified().await;
        tokio::time::sleep(EVERY).await;
        match take_pages(&pool).await {
            Ok(length) => log_is_long.store(length > LONG_LOG, Ordering::Relaxed),
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => tracing::warn!(%error, "a checkpoint failed; the next one does its work"),
        }
    }
}

/// How many pages the log has.
async fn take_pages(pool: &AnyPool) -> Result<i64, sqlx::Error> {
    sqlx::query(BESIDE).fetch_one(pool).await?.try_get(1)
}
