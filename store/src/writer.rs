//! The way to the disk. Tasks own every command given to them, so that a dropped request neither loses nor half-does
//! one, and write what waits as one group. SQLite has one writer and two lanes: the counter first, everything else
//! between. PostgreSQL has one writer for the counter; everything else has connections of its own.

use crate::StoreError;
use crate::change::{self, Change, Outcome, WrittenOut};
use crate::checkpoint::Checkpoints;
use crate::deciding::{Deciding, Decisions};
use crate::engine::EngineKind;
use crate::guarded::guarded;
use crate::kept::Kept;
use crate::turn;
use sqlx::{AnyConnection, AnyPool};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tracing::Instrument;

/// Most redemptions that one transaction takes; what waits longer goes into the next one.
const LARGEST_GROUP: usize = 64;
/// Groups that PostgreSQL writes at once, at most: as many as the counter's connections leave beside the reader.
const POSTGRES_GROUPS: usize = 3;
/// A group that took longer is held up by somebody's lock, or by a slow disk.
const HELD_UP: Duration = Duration::from_millis(20);
/// How long a group waits for redemptions that were read with it.
const PATIENCE: Duration = Duration::from_millis(1);
/// How many commands may wait before callers are held back.
const LANE_LENGTH: usize = 1024;

/// A transaction's body. It must not commit: that is the writer's.
type Body = Box<dyn for<'c> FnOnce(&'c mut AnyConnection) -> BodyFuture<'c> + Send>;
pub(crate) type BodyFuture<'c> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'c>>;

pub(crate) struct Counted {
    change: WrittenOut,
    answer: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// A change that is being written.
pub(crate) struct Writing(oneshot::Receiver<Result<Outcome, StoreError>>);

impl Writing {
    /// What became of it, once that is durable.
    pub(crate) async fn outcome(self) -> Result<Outcome, StoreError> {
        self.0.await.map_err(|_| StoreError::Closing)?
    }
}

pub(crate) struct Background {
    body: Body,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

/// Hands changes and transactions to the database.
#[derive(Clone)]
pub(crate) enum Writer {
    Sqlite {
        counter: mpsc::Sender<Counted>,
        background: mpsc::Sender<Background>,
        writing: AnyPool,
        checkpoints: AnyPool,
        /// How many groups of the counter were written.
        groups: Arc<AtomicU64>,
    },
    Postgres {
        counter: mpsc::Sender<Counted>,
        background: AnyPool,
    },
}

impl Writer {
    /// `writing` and `checkpoints` have one connection each.
    pub(crate) fn sqlite(writing: AnyPool, checkpoints: AnyPool) -> Self {
        let (counter, counted) = mpsc::channel(LANE_LENGTH);
        let (background, waiting) = mpsc::channel(LANE_LENGTH);
        let groups = Arc::new(AtomicU64::new(0));
        let file = File { pool: writing.clone(), checkpoints: Checkpoints::start(checkpoints.clone()) };
        tokio::spawn(run(file, counted, waiting, Arc::clone(&groups)));
        Self::Sqlite { counter, background, writing, checkpoints, groups }
    }

    pub(crate) fn postgres(counter: AnyPool, background: AnyPool, decisions: Decisions) -> Self {
        let (sender, counted) = mpsc::channel(LANE_LENGTH);
        tokio::spawn(run_postgres(counter, counted, decisions));
        Self::Postgres { counter: sender, background }
    }

    /// Writes one decided change of one ticket, durably, or says why it did not apply.
    pub(crate) async fn apply(&self, change: Change) -> Result<Outcome, StoreError> {
        self.hand_in(change, None).await?.outcome().await
    }

    /// Hands a change in. From here on it is the writer's: whoever asked may leave.
    pub(crate) async fn hand_in(
        &self,
        change: Change,
        deciding: Option<Deciding>,
    ) -> Result<Writing, StoreError> {
        let (Self::Sqlite { counter, .. } | Self::Postgres { counter, .. }) = self;
        let (answer, answered) = oneshot::channel();
        let change = WrittenOut::of(change)?;
        drop(deciding);
        counter.send(Counted { change, answer }).await.map_err(|_| StoreError::Closing)?;
        Ok(Writing(answered))
    }

    /// Runs `body` in a transaction of its own, after whatever waits at the counter. An error rolls it back.
    pub(crate) async fn transaction<B>(&self, body: B) -> Result<(), StoreError>
    where
        B: for<'c> FnOnce(&'c mut AnyConnection) -> BodyFuture<'c> + Send + 'static,
    {
        match self {
            Self::Sqlite { background, .. } => {
                let (answer, answered) = oneshot::channel();
                let job = Background { body: Box::new(body), answer };
                background.send(job).await.map_err(|_| StoreError::Closing)?;
                answered.await.map_err(|_| StoreError::Closing)?
            }
            Self::Postgres { background, .. } => {
                let pool = background.clone();
                to_the_end(async move {
                    let mut transaction = pool.begin().await?;
                    body(&mut transaction).await?;
                    Ok(transaction.commit().await?)
                })
                .await
            }
        }
    }

    /// How many groups the counter of this process has written to SQLite; what shares the file with it gives way while
    /// the number moves.
    pub(crate) fn groups_of_the_counter(&self) -> u64 {
        match self {
            Self::Sqlite { groups, .. } => groups.load(Ordering::Relaxed),
            Self::Postgres { .. } => 0,
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writing, checkpoints, .. } => {
                // The last job in the queue: when it is done, everything before it is.
                let _ = self.transaction(|_| Box::pin(async { Ok(()) })).await;
                writing.close().await;
                checkpoints.close().await;
            }
            Self::Postgres { .. } => {}
        }
    }
}

/// Does the work whatever becomes of the asker. sqlx 0.9, when dropped while it waits for the answer to BEGIN, puts the
/// connection back into the pool inside a transaction: the next redemption on it is acknowledged and never committed.
pub(crate) async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(work.in_current_span()).await.map_err(|_| StoreError::Closing)?
}

/// What the writer task owns.
struct File {
    pool: AnyPool,
    checkpoints: Checkpoints,
}

/// The writer task: ends when nobody can send any more, or when everything that was given to it is done and the file is
/// being closed.
async fn run(
    file: File,
    mut counter: mpsc::Receiver<Counted>,
    mut background: mpsc::Receiver<Background>,
    groups: Arc<AtomicU64>,
) {
    let mut kept = Kept::of(file.pool.clone());
    let mut closing = pin!(file.pool.close_event());
    let mut held_back: Vec<Counted> = Vec::new();
    loop {
        if held_back.is_empty() {
            tokio::select! {
                biased;
                Some(first) = counter.recv() => held_back.push(first),
                Some(job) = background.recv() => {
                    let outcome = run_background(&mut kept, job.body).await;
                    let _ = job.answer.send(outcome);
                    file.checkpoints.after_write(&mut kept).await;
                    continue;
                }
                () = &mut closing => return,
                else => return,
            }
        }
        take_waiting(&mut counter, &mut held_back);
        let (group, rest) = one_per_ticket(held_back);
        held_back = rest;
        write_group(EngineKind::Sqlite, &mut kept, group).await;
        groups.fetch_add(1, Ordering::Relaxed);
        file.checkpoints.after_write(&mut kept).await;
    }
}

/// PostgreSQL's writer: one group after the other. What comes while one waits for the disk makes the next one larger,
/// and a large group costs little more than a small one. Only behind a group that somebody's lock holds up, the next one
/// does not wait.
async fn run_postgres(pool: AnyPool, mut counter: mpsc::Receiver<Counted>, decisions: Decisions) {
    let under_way = Arc::new(Semaphore::new(POSTGRES_GROUPS));
    let idle = Arc::new(Mutex::new(Vec::new()));
    let mut closing = pin!(pool.close_event());
    let mut held_back: Vec<Counted> = Vec::new();
    loop {
        let Ok(permit) = Arc::clone(&under_way).acquire_owned().await else {
            return;
        };
        if held_back.is_empty() {
            tokio::select! {
                biased;
                Some(first) = counter.recv() => held_back.push(first),
                () = &mut closing => return,
                else => return,
            }
            EngineKind::Postgres.let_others_arrive().await;
            take_waiting(&mut counter, &mut held_back);
            gather(&mut counter, &mut held_back, &decisions).await;
        }
        let (group, rest) = one_per_ticket(held_back);
        held_back = rest;
        let kept = lock(&idle).pop().unwrap_or_else(|| Kept::of(pool.clone()));
        let written = tokio::spawn(write_beside(kept, group, Arc::clone(&idle), permit));
        let _ = tokio::time::timeout(HELD_UP, written).await;
    }
}

async fn write_beside(
    mut kept: Kept,
    group: Vec<Counted>,
    idle: Arc<Mutex<Vec<Kept>>>,
    permit: OwnedSemaphorePermit,
) {
    write_group(EngineKind::Postgres, &mut kept, group).await;
    lock(&idle).push(kept);
    drop(permit);
}

/// Nobody panics while holding it; if somebody did, the connections would still be good.
fn lock(idle: &Mutex<Vec<Kept>>) -> MutexGuard<'_, Vec<Kept>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for what was read together with the first and is being decided: microseconds, and never longer than this.
async fn gather(counter: &mut mpsc::Receiver<Counted>, group: &mut Vec<Counted>, decisions: &Decisions) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while decisions.are_under_way() && group.len() < LARGEST_GROUP {
        tokio::select! {
            next = counter.recv() => match next {
                Some(next) => group.push(next),
                None => return,
            },
            () = decisions.ended() => {}
            () = tokio::time::sleep_until(deadline) => return,
        }
    }
    take_waiting(counter, group);
}

/// Whatever waits already; nobody waits for more to come.
fn take_waiting(counter: &mut mpsc::Receiver<Counted>, group: &mut Vec<Counted>) {
    while group.len() < LARGEST_GROUP {
        match counter.try_recv() {
            Ok(next) => group.push(next),
            Err(_) => break,
        }
    }
}

/// Of several changes to one ticket only the first goes now: the others were decided on a version that it changes.
fn one_per_ticket(waiting: Vec<Counted>) -> (Vec<Counted>, Vec<Counted>) {
    let mut seen = std::collections::HashSet::new();
    waiting.into_iter().partition(|counted| seen.insert(counted.change.decided.key()))
}

async fn write_group(engine: EngineKind, kept: &mut Kept, group: Vec<Counted>) {
    let (changes, answers): (Vec<_>, Vec<_>) =
        group.into_iter().map(|counted| (counted.change, counted.answer)).unzip();
    match guarded(apply_all(engine, kept, &changes)).await {
        Ok(outcomes) => {
            if outcomes.iter().any(Result::is_err) {
                kept.let_go();
            }
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                let _ = answer.send(outcome);
            }
        }
        Err(error) => {
            tracing::error!(%error, "a group of changes was not written");
            kept.let_go();
            for answer in answers {
                let _ = answer.send(Err(StoreError::Database(sqlx::Error::WorkerCrashed)));
            }
        }
    }
}

async fn apply_all(
    engine: EngineKind,
    kept: &mut Kept,
    changes: &[WrittenOut],
) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
    let connection = kept.connection().await?;
    match engine {
        EngineKind::Sqlite => change::sqlite::apply_all(connection, changes).await,
        EngineKind::Postgres => change::postgres::apply_all(connection, changes).await,
    }
}

/// Of a body that fails, nothing is known about the connection: the pool finds out.
async fn run_background(kept: &mut Kept, body: Body) -> Result<(), StoreError> {
    let done = guarded(async {
        let connection = kept.connection().await?;
        turn::transaction(connection, async move |transaction| body(transaction).await).await
    })
    .await;
    if matches!(done, Err(StoreError::Database(_))) {
        kept.let_go();
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::any::AnyPoolOptions;

    /// What one request does wrong is that request's: everybody's next one is written, and nothing of the wrong one is.
    #[tokio::test]
    async fn a_panic_is_rolled_back_and_the_writer_goes_on() {
        sqlx::any::install_default_drivers();
        let folder = std::env::temp_dir().join(format!("piaojia-writer-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let address = format!("sqlite://{}?mode=rwc", folder.join("it.sqlite").display());
        let pool = async || AnyPoolOptions::new().max_connections(1).connect(&address).await.expect("a pool");
        let writer = Writer::sqlite(pool().await, pool().await);
        let write = |text: &'static str, panics: bool| {
            writer.transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(text).execute(connection).await?;
                    if panics {
                        std::panic::resume_unwind(Box::new("a fault"));
                    }
                    Ok(())
                })
            })
        };
        write("CREATE TABLE line (number INTEGER)", false).await.expect("made");
        for _ in 0..3 {
            let wrong = write("INSERT INTO line VALUES (1)", true).await;
            assert!(matches!(wrong, Err(StoreError::Database(_))), "{wrong:?}");
            write("INSERT INTO line VALUES (2)", false).await.expect("the writer goes on");
        }
        let lines: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM line").fetch_all(&pool().await).await.expect("lines");
        assert_eq!(lines, [2, 2, 2]);
        writer.close().await;
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
