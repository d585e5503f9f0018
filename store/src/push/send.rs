//! Sending what is due: several phones at once, each by itself. A row goes after its news was taken: a server that dies in
//! between sends it again under the same name.

use super::Push;
use super::due::Waiting;
use crate::notice::Round;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::notice::next_try;
use domain::push::MOST_FAILED;
use sqlx::AnyConnection;
use std::future::Future;
use tokio::task::JoinSet;

/// Phones that are told at the same time.
const AT_ONCE: usize = 8;

/// Carries news out of the house, to push services. It must give up by itself within some seconds.
pub trait SendPush: Clone + Send + Sync + 'static {
    /// Hands it over. `now` is the store's time.
    fn send(&self, push: &Push, now: Instant) -> impl Future<Output = Result<(), NotPushed>> + Send;
}

/// Why news was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPushed {
    /// The phone's browser wants no more: its address is forgotten.
    Gone,
    /// It may be taken later.
    Later,
    /// It never will.
    Never,
}

const DONE: &str = "
DELETE FROM push_waiting WHERE merchant = $1 AND wallet = $2 AND device = $3 AND event = $4 AND kind = $5";
const AGAIN: &str = "
UPDATE push_waiting SET attempts = attempts + 1, due_at = $6
WHERE merchant = $1 AND wallet = $2 AND device = $3 AND event = $4 AND kind = $5";
/// Only of the address that was written to: the phone may have another one meanwhile.
const TAKEN: &str = "
UPDATE push_subscription SET failed = 0
WHERE merchant = $1 AND wallet = $2 AND device = $3 AND sealed = $4 AND failed > 0";
const GIVEN_UP: &str = "
UPDATE push_subscription SET failed = failed + 1
WHERE merchant = $1 AND wallet = $2 AND device = $3 AND sealed = $4";
const FORGET: &str = "
DELETE FROM push_subscription
WHERE merchant = $1 AND wallet = $2 AND device = $3 AND sealed = $4 AND failed >= $5";

impl Store {
    /// Sends what is due, and writes down what became of it.
    pub async fn send_pushes<S: SendPush>(&self, sender: &S, limit: u32) -> Result<Round, StoreError> {
        let mut waiting = self.due_pushes(limit).await?.into_iter();
        let (mut round, mut sending) = (Round::default(), JoinSet::new());
        loop {
            while sending.len() < AT_ONCE
                && let Some(push) = waiting.next()
            {
                let (sender, now) = (sender.clone(), self.now());
                sending.spawn(async move { (sender.send(&push, now).await, push.waiting) });
            }
            match sending.join_next().await {
                None => return Ok(round),
                // A sender that panicked took nothing: its news waits as before.
                Some(Err(_)) => round.failed += 1,
                Some(Ok((outcome, sent))) => {
                    match outcome {
                        Ok(()) => round.sent += 1,
                        Err(_) => round.failed += 1,
                    }
                    self.write_outcome(sent, outcome).await?;
                }
            }
        }
    }

    async fn write_outcome(&self, sent: Waiting, outcome: Result<(), NotPushed>) -> Result<(), StoreError> {
        let now = self.now();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let again = match outcome {
                        Err(NotPushed::Later) => next_try(sent.attempts.saturating_add(1)),
                        Ok(()) | Err(NotPushed::Gone | NotPushed::Never) => None,
                    };
                    if let Some(seconds) = again {
                        let at = now.plus_seconds(seconds).0;
                        return of_row(AGAIN, &sent, connection, Some(at)).await;
                    }
                    of_row(DONE, &sent, connection, None).await?;
                    match outcome {
                        Ok(()) => of_address(TAKEN, &sent, connection, None).await,
                        Err(NotPushed::Gone) => of_address(FORGET, &sent, connection, Some(0)).await,
                        Err(NotPushed::Later | NotPushed::Never) => {
                            of_address(GIVEN_UP, &sent, connection, None).await?;
                            of_address(FORGET, &sent, connection, Some(MOST_FAILED)).await
                        }
                    }
                })
            })
            .await
    }
}

async fn of_row(
    statement: &'static str,
    sent: &Waiting,
    connection: &mut AnyConnection,
    due_at: Option<i64>,
) -> Result<(), StoreError> {
    let mut query = sqlx::query(statement)
        .bind(sent.merchant)
        .bind(sent.wallet.as_str())
        .bind(sent.device.as_str())
        .bind(sent.event.as_str())
        .bind(sent.kind.as_str());
    if let Some(due_at) = due_at {
        query = query.bind(due_at);
    }
    query.execute(connection).await?;
    Ok(())
}

async fn of_address(
    statement: &'static str,
    sent: &Waiting,
    connection: &mut AnyConnection,
    failed: Option<u32>,
) -> Result<(), StoreError> {
    let mut query = sqlx::query(statement)
        .bind(sent.merchant)
        .bind(sent.wallet.as_str())
        .bind(sent.device.as_str())
        .bind(sent.sealed.clone());
    if let Some(failed) = failed {
        query = query.bind(i64::from(failed));
    }
    query.execute(connection).await?;
    Ok(())
}
