//! Writing a batch that nobody sees yet, chunk by chunk.

use super::chunk::{self, Chunk, Target};
use super::pace::{Pace, Written};
use super::prepare::{StagedOrder, StagedTicket};
use crate::command::again::until_written;
use crate::{Store, StoreError, turn};
use domain::calendar;
use domain::identity::MerchantNumber;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Marks that move when somebody else writes to the same SQLite file. On PostgreSQL nobody waits for a batch and they
/// stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Neighbours {
    in_this_process: u64,
    in_other_processes: i64,
}

/// Takes a batch row by row and writes it in chunks.
pub(super) struct Staging<'s> {
    store: &'s Store,
    target: Target,
    chunk: Chunk,
    pace: Pace,
    /// What the chunk before saw of others.
    neighbours: Option<Neighbours>,
}

impl<'s> Staging<'s> {
    pub(super) fn new(
        store: &'s Store,
        merchant: MerchantNumber,
        batch: &str,
        now: calendar::Instant,
    ) -> Self {
        let target = Target { merchant: i64::from(merchant.0), batch: batch.into(), now };
        Self { store, target, chunk: Chunk::default(), pace: Pace::new(), neighbours: None }
    }

    /// The next order; its tickets follow it, in this chunk or in later ones.
    pub(super) async fn order(&mut self, order: StagedOrder) -> Result<(), StoreError> {
        self.chunk.orders.push(order);
        self.write_full().await
    }

    pub(super) async fn ticket(&mut self, ticket: StagedTicket) -> Result<(), StoreError> {
        self.chunk.tickets.push(ticket);
        self.write_full().await
    }

    /// Writes what is left.
    pub(super) async fn finish(mut self) -> Result<(), StoreError> {
        if self.chunk.rows() > 0 { self.write().await } else { Ok(()) }
    }

    async fn write_full(&mut self) -> Result<(), StoreError> {
        if self.chunk.rows() >= self.pace.rows() { self.write().await } else { Ok(()) }
    }

    async fn write(&mut self) -> Result<(), StoreError> {
        let chunk = Arc::new(std::mem::take(&mut self.chunk));
        if let Some(moment) = self.pace.not_before() {
            tokio::time::sleep_until(moment.into()).await;
        }
        let (taken, neighbours) = self.store.write_chunk(&self.target, &chunk).await?;
        let others_wrote = self.neighbours.is_some_and(|before| before != neighbours);
        self.neighbours = Some(neighbours);
        self.pace.after(&Written { taken, others_wrote }, Instant::now());
        Ok(())
    }
}

impl Store {
    /// How long others had to wait for it. Two batches may wait for each other's order numbers on PostgreSQL, which then
    /// ends one of them: it tries again and is told which number is taken.
    async fn write_chunk(
        &self,
        target: &Target,
        chunk: &Arc<Chunk>,
    ) -> Result<(Duration, Neighbours), StoreError> {
        until_written!(self.write_chunk_once(target.clone(), Arc::clone(chunk)))
    }

    async fn write_chunk_once(
        &self,
        target: Target,
        chunk: Arc<Chunk>,
    ) -> Result<(Duration, Neighbours), StoreError> {
        let (tell, told) = tokio::sync::oneshot::channel();
        let engine = self.engine.kind();
        let in_this_process = self.engine.writer().groups_of_the_counter();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let begun = Instant::now();
                    let in_other_processes = turn::commits_of_others(transaction, engine).await?;
                    let _ = tell.send((begun, Neighbours { in_this_process, in_other_processes }));
                    chunk::insert(transaction, engine, &target, &chunk).await
                })
            })
            .await?;
        let (begun, neighbours) = told.await.map_err(|_| StoreError::Closing)?;
        Ok((begun.elapsed(), neighbours))
    }
}
