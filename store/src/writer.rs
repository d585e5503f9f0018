//! The way to the disk. SQLite has one writer: a task that owns its connection and every command given to it, so
//! that a dropped request neither loses nor half-does one. Two lanes: the counter first, everything else between.
//! PostgreSQL needs no queue, but it too finishes what was given to it.

use crate::StoreError;
use crate::change::{self, Change, Outcome};
use sqlx::{Acquire, Connection};
use sqlx::{AnyConnection, AnyPool};
use std::future::Future;
use std::pin::Pin;
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument;

/// Most redemptions that one transaction takes; what waits longer goes into the next one.
const LARGEST_GROUP: usize = 64;
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
    Sqlite { counter: mpsc::Sender<Counted>, background: mpsc::Sender<Background>, pool: AnyPool },
    Postgres { counter: AnyPool, background: AnyPool },
}

impl Writer {
    pub(crate) fn sqlite(pool: AnyPool) -> Self {
        let (counter, counted) = mpsc::channel(LANE_LENGTH);
        let (background, waiting) = mpsc::channel(LANE_LENGTH);
        tokio::spawn(run(pool.clone(), counted, waiting));
        Self::Sqlite { counter, background, pool }
    }

    pub(crate) fn postgres(counter: AnyPool, background: AnyPool) -> Self {
        Self::Postgres { counter, background }
    }

    /// Writes one decided change of one ticket, durably, or says why it did not apply.
    pub(crate) async fn apply(&self, change: Change) -> Result<Outcome, StoreError> {
        match self {
            Self::Sqlite { counter, .. } => {
                let (answer, answered) = oneshot::channel();
                counter.send(Counted { change, answer }).await.map_err(|_| StoreError::Closing)?;
                answered.await.map_err(|_| StoreError::Closing)?
            }
            Self::Postgres { counter, .. } => {
                let pool = counter.clone();
                to_the_end(async move { change::postgres::apply(&pool, &change).await }).await
            }
        }
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

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { pool, .. } => {
                // The last job in the queue: when it is done, everything before it is.
                let _ = self.transaction(|_| Box::pin(async { Ok(()) })).await;
                pool.close().await;
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

/// The writer task: ends when nobody can send any more.
async fn run(
    pool: AnyPool,
    mut counter: mpsc::Receiver<Counted>,
    mut background: mpsc::Receiver<Background>,
) {
    let mut held_back: Vec<Counted> = Vec::new();
    loop {
        if held_back.is_empty() {
            tokio::select! {
                biased;
                Some(first) = counter.recv() => held_back.push(first),
                Some(job) = background.recv() => {
                    let outcome = run_background(&pool, job.body).await;
                    let _ = job.answer.send(outcome);
                    continue;
                }
                else => return,
            }
        }
        while held_back.len() < LARGEST_GROUP {
            match counter.try_recv() {
                Ok(next) => held_back.push(next),
                Err(_) => break,
            }
        }
        let (group, rest) = one_per_ticket(held_back);
        held_back = rest;
        write_group(&pool, group).await;
    }
}

/// Of several changes to one ticket only the first goes now: the others were decided on a version that it changes.
fn one_per_ticket(waiting: Vec<Counted>) -> (Vec<Counted>, Vec<Counted>) {
    let mut seen = std::collections::HashSet::new();
    waiting.into_iter().partition(|counted| seen.insert(counted.change.key()))
}

async fn write_group(pool: &AnyPool, group: Vec<Counted>) {
    let (changes, answers): (Vec<_>, Vec<_>) =
        group.into_iter().map(|counted| (counted.change, counted.answer)).unzip();
    let outcomes = match pool.acquire().await {
        Ok(mut connection) => change::sqlite::apply_all(&mut connection, &changes).await,
        Err(error) => Err(error.into()),
    };
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
    let mut connection = pool.acquire().await?;
    let connection = connection.acquire().await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    body(&mut transaction).await?;
    Ok(transaction.commit().await?)
}
