//! The way from the disk to the counter: what waits is read as one group, so that a queue costs the database little more
//! than one customer. Nobody waits for more to come, except at a crowded counter on PostgreSQL (`crowd.rs`).

use crate::StoreError;
use crate::crowd::Crowd;
use crate::deciding::{Deciding, Decisions};
use crate::engine::EngineKind;
use crate::kept::Kept;
use crate::presence::Presence;
use crate::table::desk_facts::{Desk, DeskRow, Look, UnreadRow, read_all};
use sqlx::pool::CloseEvent;
use sqlx::{AnyPool, PgPool, Postgres};
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

/// What a look finds.
type Seen = Result<(Option<UnreadRow>, Deciding), StoreError>;

struct Asked {
    look: Look,
    answer: oneshot::Sender<Seen>,
}

/// A look that is on its way.
pub(crate) struct Looking {
    now: domain::calendar::Instant,
    answered: oneshot::Receiver<Seen>,
}

impl Looking {
    /// The facts, once they are there; see [`read_all`] for what `None` means.
    pub(crate) async fn seen(self) -> Result<(Option<DeskRow>, Deciding), StoreError> {
        let (row, deciding) = self.answered.await.map_err(|_| StoreError::Closing)??;
        Ok((row.map(|row| row.read(self.now)).transpose()?, deciding))
    }
}

/// The pool that is read from.
#[derive(Clone)]
pub(crate) enum DeskPool {
    /// Shared with others of the counter.
    Sqlite(AnyPool),
    /// One connection, by PostgreSQL's own driver.
    Postgres(PgPool),
}

impl DeskPool {
    const fn engine(&self) -> EngineKind {
        match self {
            Self::Sqlite(_) => EngineKind::Sqlite,
            Self::Postgres(_) => EngineKind::Postgres,
        }
    }
}

/// Reads the facts of the counter.
#[derive(Clone)]
pub(crate) struct DeskReader {
    lane: mpsc::Sender<Asked>,
    presence: Presence,
    pool: DeskPool,
}

impl DeskReader {
    pub(crate) fn start(pool: DeskPool, decisions: Decisions) -> Self {
        let (lane, waiting) = mpsc::channel(LANE_LENGTH);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..readers(pool.engine()) {
            tokio::spawn(run(Source::of(&pool), Arc::clone(&waiting), decisions.clone()));
        }
        Self { lane, presence: Presence::new(Instant::now()), pool }
    }

    /// Whether somebody stands at the counter.
    pub(crate) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Asks for one row of facts.
    pub(crate) async fn ask(&self, look: Look) -> Result<Looking, StoreError> {
        self.presence.note(Instant::now());
        let (answer, answered) = oneshot::channel();
        let now = look.now;
        self.lane.send(Asked { look, answer }).await.map_err(|_| StoreError::Closing)?;
        Ok(Looking { now, answered })
    }

    /// Nothing is read any more.
    pub(crate) async fn close(&self) {
        match &self.pool {
            DeskPool::Sqlite(pool) => pool.close().await,
            DeskPool::Postgres(pool) => pool.close().await,
        }
    }
}

/// What one reader reads from.
enum Source {
    Sqlite(Kept),
    Postgres(Kept<Postgres>),
}

impl Source {
    fn of(pool: &DeskPool) -> Self {
        match pool {
            DeskPool::Sqlite(pool) => Self::Sqlite(Kept::of(pool.clone())),
            DeskPool::Postgres(pool) => Self::Postgres(Kept::of(pool.clone())),
        }
    }

    const fn engine(&self) -> EngineKind {
        match self {
            Self::Sqlite(_) => EngineKind::Sqlite,
            Self::Postgres(_) => EngineKind::Postgres,
        }
    }

    fn close_event(&self) -> CloseEvent {
        match self {
            Self::Sqlite(kept) => kept.pool().close_event(),
            Self::Postgres(kept) => kept.pool().close_event(),
        }
    }

    async fn read(&mut self, looks: &[Look]) -> Result<Vec<Option<UnreadRow>>, StoreError> {
        let desk = match self {
            Self::Sqlite(kept) => Desk::Sqlite(kept.connection().await?),
            Self::Postgres(kept) => Desk::Postgres(kept.connection().await?),
        };
        read_all(desk, looks).await
    }

    fn let_go(&mut self) {
        match self {
            Self::Sqlite(kept) => kept.let_go(),
            Self::Postgres(kept) => kept.let_go(),
        }
    }
}

async fn run(mut source: Source, waiting: Arc<Mutex<mpsc::Receiver<Asked>>>, decisions: Decisions) {
    let mut crowd = Crowd::default();
    let mut closing = pin!(source.close_event());
    loop {
        let group = tokio::select! {
            Some(group) = next_group(source.engine(), &waiting, &mut crowd) => group,
            () = &mut closing => return,
            else => return,
        };
        let (looks, answers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|asked| (asked.look, asked.answer)).unzip();
        match source.read(&looks).await {
            Ok(found) => {
                let found: Vec<_> = found.into_iter().map(|row| Ok((row, decisions.begin()))).collect();
                for (answer, found) in answers.into_iter().zip(found) {
                    let _ = answer.send(found);
                }
            }
            Err(error) => {
                tracing::error!(%error, "a group of looks was not answered");
                source.let_go();
                for answer in answers {
                    let _ = answer.send(Err(StoreError::Database(sqlx::Error::WorkerCrashed)));
                }
            }
        }
    }
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
