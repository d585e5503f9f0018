//! Jobs: each once a day, by whichever server holds its lease (`domain::job` says when). A server that dies in the middle
//! leaves a lease that runs out; the next one does the day again, so every job must bear being done twice.

use crate::random::new_identity;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::job::{CAUGHT_UP_DAYS, Job};
use domain::job_result::JobResult;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// How long a lease is good without being renewed, and how often it is.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// By the store's clock.
    pub seconds: i64,
    /// By the machine's.
    pub renewed_every: Duration,
}

impl Default for Lease {
    fn default() -> Self {
        Self { seconds: 60, renewed_every: Duration::from_secs(15) }
    }
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobRun {
    /// Done here, now.
    Done {
        /// What the job says about it.
        result: String,
    },
    /// Done before.
    DoneBefore {
        /// What the job said about it.
        result: String,
    },
    /// Somebody else is at it.
    Elsewhere {
        /// Who.
        owner: String,
        /// When their lease runs out unless they renew it.
        until: Instant,
    },
    /// The lease ran out while we were at it, and somebody else has taken the job over: what we were doing was dropped.
    Lost,
}

/// Nights of the bank without a run, older than those that are made of themselves. Their lines went with the file of a
/// later night; nobody should learn that from the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightsLeftOut {
    /// The first.
    pub first: Day,
    /// The last.
    pub last: Day,
    /// How many.
    pub nights: usize,
}

/// How far back nights are looked for.
const MOST_NIGHTS: u64 = 400;

/// Taken by a compare-and-set: there is no such row, or nobody is at it any more. Whether a lease has run out is judged
/// by the asker's clock.
const TAKE: &str = "
INSERT INTO job_run (job, day, owner, lease_until, started_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (job, day) DO UPDATE
SET owner = excluded.owner, lease_until = excluded.lease_until, started_at = excluded.started_at
WHERE job_run.finished_at IS NULL AND job_run.lease_until <= excluded.started_at";

const RENEW: &str = "
UPDATE job_run SET lease_until = $4 WHERE job = $1 AND day = $2 AND owner = $3 AND finished_at IS NULL";

const FINISH: &str = "
UPDATE job_run SET finished_at = $4, result = $5 WHERE job = $1 AND day = $2 AND owner = $3 AND finished_at IS NULL";

const GIVE_BACK: &str = "
UPDATE job_run SET lease_until = $4, result = $5 WHERE job = $1 AND day = $2 AND owner = $3 AND finished_at IS NULL";

impl Store {
    /// Does the run of `day` unless it is done or somebody else is at it. `owner` names this server for people. Work that
    /// fails is not done: its lease is free at once, its reason is kept.
    pub async fn run_job<W, F>(&self, job: Job, day: Day, owner: &str, work: W) -> Result<JobRun, StoreError>
    where
        W: FnOnce() -> F,
        F: Future<Output = Result<String, StoreError>>,
    {
        self.run_job_under(Lease::default(), job, day, owner, work).await
    }

    /// The same with a lease of another length.
    pub async fn run_job_under<W, F>(
        &self,
        lease: Lease,
        job: Job,
        day: Day,
        owner: &str,
        work: W,
    ) -> Result<JobRun, StoreError>
    where
        W: FnOnce() -> F,
        F: Future<Output = Result<String, StoreError>>,
    {
        let held = Held {
            job: job.as_str(),
            day: day.to_string(),
            // A server that comes back under its old name is somebody else.
            owner: format!("{owner} {}", new_identity(self.now())),
            seconds: lease.seconds,
        };
        if !held.take(self).await? {
            return self.taken_by(job, day).await;
        }
        let Some(outcome) = self.work_under(lease, &held, work()).await? else {
            return Ok(JobRun::Lost);
        };
        let now = self.now().0;
        match outcome {
            Ok(result) if held.write(self, FINISH, now, Some(result.clone())).await? => {
                Ok(JobRun::Done { result })
            }
            Ok(_) => Ok(JobRun::Lost),
            Err(error) => {
                held.write(self, GIVE_BACK, now, Some(JobResult::Failed(error.to_string()).to_string()))
                    .await?;
                Err(error)
            }
        }
    }

    /// The day of the first merchant: before it there was nothing to do.
    pub async fn founded_on(&self) -> Result<Option<Day>, StoreError> {
        let row = sqlx::query("SELECT MIN(created_at) AS first FROM merchant")
            .fetch_one(self.engine.reader())
            .await?;
        Ok(Columns(&row).maybe_instant("first")?.map(Instant::day))
    }

    /// Days from `from` to `today` on which this job was not done.
    pub async fn missed(&self, job: Job, from: Day, today: Day) -> Result<Vec<Day>, StoreError> {
        let rows = sqlx::query(
            "SELECT day FROM job_run WHERE job = $1 AND day >= $2 AND day <= $3 AND finished_at IS NOT NULL",
        )
        .bind(job.as_str())
        .bind(from.to_string())
        .bind(today.to_string())
        .fetch_all(self.engine.reader())
        .await?;
        let done: BTreeSet<Day> =
            rows.iter().map(|row| Columns(row).day("day")).collect::<Result<_, StoreError>>()?;
        let days = u64::try_from(today.days_since(from) + 1).unwrap_or(0);
        Ok((0..days).map(|days| from.plus_days(days)).filter(|day| !done.contains(day)).collect())
    }

    /// Nights that nobody caught up with, until each is run by hand.
    pub async fn nights_left_out(&self) -> Result<Option<NightsLeftOut>, StoreError> {
        let Some(founded_on) = self.founded_on().await? else {
            return Ok(None);
        };
        let last = self.now().day().minus_days(CAUGHT_UP_DAYS + 1);
        let gap = self.missed(Job::Bank, last.minus_days(MOST_NIGHTS).max(founded_on), last).await?;
        let ends = gap.first().zip(gap.last());
        Ok(ends.map(|(first, last)| NightsLeftOut { first: *first, last: *last, nights: gap.len() }))
    }

    async fn taken_by(&self, job: Job, day: Day) -> Result<JobRun, StoreError> {
        let row = sqlx::query(
            "SELECT owner, lease_until, finished_at, result FROM job_run WHERE job = $1 AND day = $2",
        )
        .bind(job.as_str())
        .bind(day.to_string())
        .fetch_one(self.engine.reader())
        .await?;
        let columns = Columns(&row);
        if columns.maybe_instant("finished_at")?.is_some() {
            return Ok(JobRun::DoneBefore { result: columns.maybe_text("result")?.unwrap_or_default() });
        }
        Ok(JobRun::Elsewhere { owner: columns.text("owner")?, until: columns.instant("lease_until")? })
    }

    /// Works and renews; `None` if the lease was lost. Dropping the work loses nothing that it had begun to write: the
    /// writer owns every transaction that was handed to it.
    async fn work_under<F>(
        &self,
        lease: Lease,
        held: &Held,
        work: F,
    ) -> Result<Option<Result<String, StoreError>>, StoreError>
    where
        F: Future<Output = Result<String, StoreError>>,
    {
        let mut work = pin!(work);
        let mut until = self.now().plus_seconds(lease.seconds);
        loop {
            tokio::select! {
                biased;
                outcome = &mut work => return Ok(Some(outcome)),
                () = tokio::time::sleep(lease.renewed_every) => match held.renew(self).await {
                    Ok(true) => until = self.now().plus_seconds(lease.seconds),
                    Ok(false) => return Ok(None),
                    // The database may be back before the lease is over.
                    Err(error) if self.now() < until => tracing::warn!(%error, "a lease was not renewed"),
                    Err(error) => return Err(error),
                },
            }
        }
    }
}

/// A row of `job_run` that is ours, or will be.
struct Held {
    job: &'static str,
    day: String,
    owner: String,
    seconds: i64,
}

impl Held {
    async fn take(&self, store: &Store) -> Result<bool, StoreError> {
        let now = store.now();
        let (job, day, owner) = (self.job, self.day.clone(), self.owner.clone());
        let until = now.plus_seconds(self.seconds).0;
        changed(store, move |transaction| {
            Box::pin(async move {
                let query = sqlx::query(TAKE).bind(job).bind(day).bind(owner).bind(until).bind(now.0);
                Ok(query.execute(transaction).await?.rows_affected())
            })
        })
        .await
    }

    async fn renew(&self, store: &Store) -> Result<bool, StoreError> {
        let (job, day, owner) = (self.job, self.day.clone(), self.owner.clone());
        let until = store.now().plus_seconds(self.seconds).0;
        changed(store, move |transaction| {
            Box::pin(async move {
                let query = sqlx::query(RENEW).bind(job).bind(day).bind(owner).bind(until);
                Ok(query.execute(transaction).await?.rows_affected())
            })
        })
        .await
    }

    async fn write(
        &self,
        store: &Store,
        statement: &'static str,
        at: i64,
        result: Option<String>,
    ) -> Result<bool, StoreError> {
        let (job, day, owner) = (self.job, self.day.clone(), self.owner.clone());
        changed(store, move |transaction| {
            Box::pin(async move {
                let query = sqlx::query(statement).bind(job).bind(day).bind(owner).bind(at).bind(result);
                Ok(query.execute(transaction).await?.rows_affected())
            })
        })
        .await
    }
}

type RowsChanged<'c> = std::pin::Pin<Box<dyn Future<Output = Result<u64, StoreError>> + Send + 'c>>;

/// One statement in a transaction of its own; whether it changed its row.
async fn changed<B>(store: &Store, body: B) -> Result<bool, StoreError>
where
    B: for<'c> FnOnce(&'c mut sqlx::AnyConnection) -> RowsChanged<'c> + Send + 'static,
{
    let outcome = store.engine.writer().transaction(move |transaction| {
        Box::pin(
            async move { if body(transaction).await? == 1 { Ok(()) } else { Err(StoreError::RaceLost) } },
        )
    });
    match outcome.await {
        Ok(()) => Ok(true),
        Err(StoreError::RaceLost) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The day of leases that no day ends.
pub(crate) const ALWAYS: &str = "always";

/// A lease on what goes on all day: sealing, telling people. Held as long as it is asked for often enough.
pub(crate) struct Standing {
    held: Held,
    until: AtomicI64,
}

impl Standing {
    pub fn new(job: Job, store: &Store) -> Self {
        let (owner, seconds) = (new_identity(store.now()), Lease::default().seconds);
        let held = Held { job: job.as_str(), day: ALWAYS.to_owned(), owner, seconds };
        Self { held, until: AtomicI64::new(i64::MIN) }
    }

    /// Whether it is ours, for half the lease's length at least: it is renewed no more often than needed.
    pub async fn hold(&self, store: &Store) -> Result<bool, StoreError> {
        let now = store.now();
        let left = self.until.load(Ordering::Relaxed).saturating_sub(now.0);
        let length = self.held.seconds * 1000;
        if (length / 2..=length).contains(&left) {
            return Ok(true);
        }
        let ours = self.held.renew(store).await? || self.held.take(store).await?;
        self.until.store(if ours { now.0 + length } else { i64::MIN }, Ordering::Relaxed);
        Ok(ours)
    }

    /// Whoever asks next has it at once.
    pub async fn give_back(&self, store: &Store) -> Result<(), StoreError> {
        self.until.store(i64::MIN, Ordering::Relaxed);
        self.held.write(store, GIVE_BACK, store.now().0, None).await.map(|_| ())
    }
}
