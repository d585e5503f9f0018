//! The way to the disk. Tasks own every command given to them, so that a dropped request neither loses nor half-does
//! one, and write what waits as one group. SQLite has one writer and two lanes: the counter first, everything else
//! between. PostgreSQL has one writer for the counter; everything else has connections of its own.

use crate::StoreError;
use crate::change::{self, Change, Outcome};
use crate::checkpoint::Checkpoints;
use crate::engine::EngineKind;
use crate::turn;
use sqlx::{AnyConnection, AnyPool};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tracing::Instrument;

/// Most redemptions that one transaction takes; what waits longer goes into the next one.
const LARGEST_GROUP: usize = 64;
/// Groups that PostgreSQL writes at once, at most: as many as the counter's connections leave beside the reader.
const POSTGRES_GROUPS: usize = 3;
/// A group that took longer is held up by somebody's lock, or by a slow disk.
const HELD_UP: Duration = Duration::from_millis(20);
/// How many commands may wait before callers are held back.
const LANE_LENGTH: usize = 1024;

/// A transaction's body. It must not commit: that is the writer's.
type Body = Box<dyn for<'c> FnOnce(&'c mut AnyConnection) -> BodyFuture<'c> + Send>;
pub(crate) type BodyFuture<'c> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'c>>;

pub(crate) struct Counted {
    change: Change,
    answer: oneshot::Sender<Result<Outcome, StoreError>>,
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

    pub(crate) fn postgres(counter: AnyPool, background: AnyPool) -> Self {
        let (sender, counted) = mpsc::channel(LANE_LENGTH);
        tokio::spawn(run_postgres(counter, counted));
        Self::Postgres { counter: sender, background }
    }

    /// Writes one decided change of one ticket, durably, or says why it did not apply.
    pub(crate) async fn apply(&self, change: Change) -> Result<Outcome, StoreError> {
        let (Self::Sqlite { counter, .. } | Self::Postgres { counter, .. }) = self;
        let (answer, answered) = oneshot::channel();
        counter.send(Counted { change, answer }).await.map_err(|_| StoreError::Closing)?;
        answered.await.map_err(|_| StoreError::Closing)?
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

/// The writer task: ends when nobody can send any more.
async fn run(
    file: File,
    mut counter: mpsc::Receiver<Counted>,
    mut background: mpsc::Receiver<Background>,
    groups: Arc<AtomicU64>,
) {
    let mut held_back: Vec<Counted> = Vec::new();
    loop {
        if held_back.is_empty() {
            tokio::select! {
                biased;
                Some(first) = counter.recv() => held_back.push(first),
                Some(job) = background.recv() => {
                    let outcome = run_background(&file.pool, job.body).await;
                    let _ = job.answer.send(outcome);
                    file.checkpoints.after_write(&file.pool).await;
                    continue;
                }
                else => return,
            }
        }
        take_waiting(&mut counter, &mut held_back);
        let (group, rest) = one_per_ticket(held_back);
        held_back = rest;
        write_group(group, async |changes| change::sqlite::apply_all(&file.pool, changes).await).await;
        groups.fetch_add(1, Ordering::Relaxed);
        file.checkpoints.after_write(&file.pool).await;
    }
}

/// PostgreSQL's writer: one group after the other. What comes while one waits for the disk makes the next one larger,
/// and a large group costs little more than a small one. Only behind a group that somebody's lock holds up, the next one
/// does not wait.
async fn run_postgres(pool: AnyPool, mut counter: mpsc::Receiver<Counted>) {
    let under_way = Arc::new(Semaphore::new(POSTGRES_GROUPS));
    let mut held_back: Vec<Counted> = Vec::new();
    loop {
        let Ok(permit) = Arc::clone(&under_way).acquire_owned().await else {
            return;
        };
        if held_back.is_empty() {
            let Some(first) = counter.recv().await else {
                return;
            };
            held_back.push(first);
            EngineKind::Postgres.let_others_arrive().await;
            take_waiting(&mut counter, &mut held_back);
        }
        let (group, rest) = one_per_ticket(held_back);
        held_back = rest;
        let pool = pool.clone();
        let written = tokio::spawn(async move {
            write_group(group, async |changes| change::postgres::apply_all(&pool, changes).await).await;
            drop(permit);
        });
        let _ = tokio::time::timeout(HELD_UP, written).await;
    }
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
    waiting.into_iter().partition(|counted| seen.insert(counted.change.key()))
}

async fn write_group(
    group: Vec<Counted>,
    apply_all: impl AsyncFnOnce(&[Change]) -> Result<Vec<Result<Outcome, StoreError>>, StoreError>,
) {
    let (changes, answers): (Vec<_>, Vec<_>) =
        group.into_iter().map(|counted| (counted.change, counted.answer)).unzip();
    let outcomes = apply_all(&changes).await;
    match outcomes {
        Ok(outcomes) => {
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                let _ = answer.send(outcome);
            }
        }
        Err(error) => {
            tracing::error!(%error, "a group of changes was not written");
            for answer in answers {
                let _ = answer.send(Err(StoreError::Database(sqlx::Error::WorkerCrashed)));
            }
        }
    }
}

async fn run_background(pool: &AnyPool, body: Body) -> Result<(), StoreError> {
    let mut transaction = turn::begin(pool).await?;
    body(&mut transaction).await?;
    Ok(transaction.commit().await?)
}
