//! The way from the disk to the counter: what waits is read as one group, so that a queue costs the database little more
//! than one customer. Nobody waits for more to come.

use crate::StoreError;
use crate::engine::EngineKind;
use crate::table::desk_facts::{DeskRow, Look, read_all};
use sqlx::AnyPool;
use std::sync::Arc;
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
    answer: oneshot::Sender<Result<Option<DeskRow>, StoreError>>,
}

/// Reads the facts of the counter.
#[derive(Clone)]
pub(crate) struct DeskReader {
    lane: mpsc::Sender<Asked>,
}

impl DeskReader {
    pub(crate) fn start(engine: EngineKind, pool: &AnyPool) -> Self {
        let (lane, waiting) = mpsc::channel(LANE_LENGTH);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..readers(engine) {
            tokio::spawn(run(engine, pool.clone(), Arc::clone(&waiting)));
        }
        Self { lane }
    }

    /// Reads one row of facts; see [`read_all`] for what `None` means.
    pub(crate) async fn look(&self, look: Look) -> Result<Option<DeskRow>, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.lane.send(Asked { look, answer }).await.map_err(|_| StoreError::Closing)?;
        answered.await.map_err(|_| StoreError::Closing)?
    }
}

async fn run(engine: EngineKind, pool: AnyPool, waiting: Arc<Mutex<mpsc::Receiver<Asked>>>) {
    loop {
        let Some(group) = next_group(engine, &waiting).await else {
            return;
        };
        let (looks, answers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|asked| (asked.look, asked.answer)).unzip();
        match read_all(engine, &pool, &looks).await {
            Ok(found) => {
                for (answer, found) in answers.into_iter().zip(found) {
                    let _ = answer.send(found);
                }
            }
            Err(error) => {
                tracing::error!(%error, "a group of looks was not answered");
                for answer in answers {
                    let _ = answer.send(Err(StoreError::Database(sqlx::Error::WorkerCrashed)));
                }
            }
        }
    }
}

/// Whoever waits, and whoever is about to; `None` when nobody can ask any more.
async fn next_group(engine: EngineKind, waiting: &Mutex<mpsc::Receiver<Asked>>) -> Option<Vec<Asked>> {
    let mut waiting = waiting.lock().await;
    let mut group = vec![waiting.recv().await?];
    engine.let_others_arrive().await;
    while group.len() < LARGEST_GROUP {
        match waiting.try_recv() {
            Ok(asked) => group.push(asked),
            Err(_) => break,
        }
    }
    Some(group)
}
