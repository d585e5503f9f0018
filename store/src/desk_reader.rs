//! The way from the disk to the counter: what waits is read as one group, so that a queue costs the database little more
//! than one customer. On PostgreSQL a group goes when it is at least as large as what is still on its way (`Passage`):
//! whoever comes alone goes alone and at once, eight cashiers go in two groups of four that take turns.

use crate::StoreError;
use crate::crowd::{Crowd, Place};
use crate::engine::EngineKind;
use crate::table::desk_facts::{DeskRow, Look, read_all};
use sqlx::AnyPool;
use std::sync::Arc;
use std::time::Duration;
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
/// Nobody waits longer for others, whatever holds them.
pub(crate) const PATIENCE: Duration = Duration::from_millis(3);

struct Asked {
    look: Look,
    answer: oneshot::Sender<Result<(Option<DeskRow>, Passage), StoreError>>,
}

/// Held by whoever was read, until the answer is there.
pub(crate) struct Passage {
    deciding: Option<Place>,
    _served: Place,
}

impl Passage {
    /// What is to be written is with the writer, or nothing will be.
    pub(crate) fn decided(&mut self) {
        self.deciding = None;
    }
}

/// Who is where between the read and the answer.
#[derive(Clone, Default)]
pub(crate) struct Crowds {
    /// Read, and not yet with the writer: the next group to be written waits for them.
    pub(crate) deciding: Arc<Crowd>,
    /// Being read, deciding or being written: the next group to be read waits until it is as large.
    pub(crate) served: Arc<Crowd>,
}

impl Crowds {
    fn enter(&self) -> Passage {
        Passage { deciding: None, _served: self.served.enter() }
    }
}

/// Reads the facts of the counter.
#[derive(Clone)]
pub(crate) struct DeskReader {
    lane: mpsc::Sender<Asked>,
}

impl DeskReader {
    pub(crate) fn start(engine: EngineKind, pool: &AnyPool, crowds: &Crowds) -> Self {
        let (lane, waiting) = mpsc::channel(LANE_LENGTH);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..readers(engine) {
            tokio::spawn(run(engine, pool.clone(), Arc::clone(&waiting), crowds.clone()));
        }
        Self { lane }
    }

    /// Reads one row of facts; see [`read_all`] for what `None` means.
    pub(crate) async fn look(&self, look: Look) -> Result<(Option<DeskRow>, Passage), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.lane.send(Asked { look, answer }).await.map_err(|_| StoreError::Closing)?;
        answered.await.map_err(|_| StoreError::Closing)?
    }
}

async fn run(engine: EngineKind, pool: AnyPool, waiting: Arc<Mutex<mpsc::Receiver<Asked>>>, crowds: Crowds) {
    loop {
        let Some(group) = next_group(engine, &waiting, &crowds).await else {
            return;
        };
        let mut passages: Vec<_> = group.iter().map(|_| crowds.enter()).collect();
        let (looks, answers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|asked| (asked.look, asked.answer)).unzip();
        match read_all(engine, &pool, &looks).await {
            Ok(found) => {
                // All of them, before the first can be with the writer.
                for passage in &mut passages {
                    passage.deciding = Some(crowds.deciding.enter());
                }
                for ((answer, found), passage) in answers.into_iter().zip(found).zip(passages) {
                    let _ = answer.send(found.map(|row| (row, passage)));
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

/// Whoever waits; `None` when nobody can ask any more.
async fn next_group(
    engine: EngineKind,
    waiting: &Mutex<mpsc::Receiver<Asked>>,
    crowds: &Crowds,
) -> Option<Vec<Asked>> {
    let mut waiting = waiting.lock().await;
    let mut group = vec![waiting.recv().await?];
    take_waiting(&mut waiting, &mut group);
    match engine {
        EngineKind::Sqlite => {}
        EngineKind::Postgres => {
            let _ = tokio::time::timeout(PATIENCE, worthwhile(&mut waiting, &mut group, crowds)).await;
        }
    }
    Some(group)
}

/// Until the group is worth starting a statement: as large as what is on its way already, or all there is.
async fn worthwhile(waiting: &mut mpsc::Receiver<Asked>, group: &mut Vec<Asked>, crowds: &Crowds) {
    while group.len() < LARGEST_GROUP && group.len() < crowds.served.count() {
        tokio::select! {
            () = crowds.served.at_most(group.len()) => {}
            Some(asked) = waiting.recv() => group.push(asked),
        }
        take_waiting(waiting, group);
    }
}

fn take_waiting(waiting: &mut mpsc::Receiver<Asked>, group: &mut Vec<Asked>) {
    while group.len() < LARGEST_GROUP {
        match waiting.try_recv() {
            Ok(asked) => group.push(asked),
            Err(_) => break,
        }
    }
}
