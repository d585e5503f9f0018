//! The way from the disk to the counter: what waits is read as one group, so that a queue costs the database little more
//! than one customer. Nobody waits for more to come, except at a crowded counter on PostgreSQL (`crowd.rs`).

use crate::StoreError;
use crate::crowd::Crowd;
use crate::deciding::{Deciding, Decisions};
use crate::engine::EngineKind;
use crate::kept::Kept;
use crate::presence::Presence;
use crate::table::desk_facts::{DeskRow, Look, read_all};
use sqlx::AnyPool;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{Mutex, mpsc, oneshot};

/// Groups that are read at once. Starting the statement costs PostgreSQL as much as ten of its rows, so that fewer and
/// larger groups serve more customers; SQLite reads in our own process, on as many cores as there are readers.
const fn readers(engine: EngineKind) -> usize {
    match engine {
        EngineKind::Sqlite => 2,
        EngineKind::Postgres => 1,
    }
}

/// Most looks of one group.
const LARGEST_GROUP: usize = 64;
/// How many looks may wait before callers are held back.
const LANE_LENGTH: usize = 1024;

struct Asked {
    look: Look,
    answer: oneshot::Sender<Result<(Option<DeskRow>, Deciding), StoreError>>,
}

/// Reads the facts of the counter.
#[derive(Clone)]
pub(crate) struct DeskReader {
    lane: mpsc::Sender<Asked>,
    presence: Presence,
}

impl DeskReader {
    pub(crate) fn start(engine: EngineKind, pool: &AnyPool, decisions: Decisions) -> Self {
        let (lane, waiting) = mpsc::channel(LANE_LENGTH);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..readers(engine) {
            tokio::spawn(run(engine, pool.clone(), Arc::clone(&waiting), decisions.clone()));
        }
        Self { lane, presence: Presence::new(Instant::now()) }
    }

    /// Whether somebody stands at the counter.
    pub(crate) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Reads one row of facts; see [`read_all`] for what `None` means.
    pub(crate) async fn look(&self, look: Look) -> Result<(Option<DeskRow>, Deciding), StoreError> {
        self.presence.note(Instant::now());
        let (answer, answered) = oneshot::channel();
        self.lane.send(Asked { look, answer }).await.map_err(|_| StoreError::Closing)?;
        answered.await.map_err(|_| StoreError::Closing)?
    }
}

async fn run(
    engine: EngineKind,
    pool: AnyPool,
    waiting: Arc<Mutex<mpsc::Receiver<Asked>>>,
    decisions: Decisions,
) {
    let (mut crowd, mut kept) = (Crowd::default(), Kept::of(pool.clone()));
    let mut closing = pin!(pool.close_event());
    loop {
        let group = tokio::select! {
            Some(group) = next_group(engine, &waiting, &mut crowd) => group,
            () = &mut closing => return,
            else => return,
        };
        let (looks, answers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|asked| (asked.look, asked.answer)).unzip();
        match read_group(engine, &mut kept, &looks).await {
            Ok(found) => {
                let found: Vec<_> =
                    found.into_iter().map(|found| found.map(|row| (row, decisions.begin()))).collect();
                for (answer, found) in answers.into_iter().zip(found) {
                    let _ = answer.send(found);
                }
            }
            Err(error) => {
                tracing::error!(%error, "a group of looks was not answered");
                kept.let_go();
                for answer in answers {
                    let _ = answer.send(Err(StoreError::Database(sqlx::Error::WorkerCrashed)));
                }
            }
        }
    }
}

async fn read_group(
    engine: EngineKind,
    kept: &mut Kept,
    looks: &[Look],
) -> Result<Vec<Result<Option<DeskRow>, StoreError>>, StoreError> {
    read_all(engine, kept.connection().await?, looks).await
}

/// Whoever waits, and whoever is about to; `None` when nobody can ask any more.
async fn next_group(
    engine: EngineKind,
    waiting: &Mutex<mpsc::Receiver<Asked>>,
    crowd: &mut Crowd,
) -> Option<Vec<Asked>> {
    let mut waiting = waiting.lock().await;
    let mut group = vec![waiting.recv().await?];
    engine.let_others_arrive().await;
    take_waiting(&mut waiting, &mut group);
    if engine == EngineKind::Postgres {
        gather(&mut waiting, &mut group, crowd).await;
    }
    Some(group)
}

fn take_waiting(waiting: &mut mpsc::Receiver<Asked>, group: &mut Vec<Asked>) {
    while group.len() < LARGEST_GROUP {
        match waiting.try_recv() {
            Ok(asked) => group.push(asked),
            Err(_) => break,
        }
    }
}

/// Waits for those who asked a moment ago, while they come.
async fn gather(waiting: &mut mpsc::Receiver<Asked>, group: &mut Vec<Asked>, crowd: &mut Crowd) {
    let now = Instant::now();
    for asked in group.iter() {
        crowd.note(&asked.look.session, now);
    }
    let expected = crowd.expected(now);
    let deadline = tokio::time::Instant::now() + Crowd::PATIENCE;
    while group.len() < expected {
        match tokio::time::timeout_at(deadline, waiting.recv()).await {
            Ok(Some(asked)) => {
                crowd.note(&asked.look.session, now);
                group.push(asked);
            }
            Ok(None) => return,
            Err(_) => return crowd.waited_in_vain(Instant::now()),
        }
    }
    take_waiting(waiting, group);
}
