//! Making and sending, by whichever server holds the lease, or by a command where no server runs.

use super::{Deliver, Round};
use crate::guarded::guarded;
use crate::job::Standing;
use crate::{Store, StoreError};
use domain::identity::MerchantNumber;
use domain::job::Job;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Notices asked for at once: the lease is renewed between two of them.
const ROUND: u32 = 50;
/// A round whose deliverer is slow ends early: what has become due meanwhile, and is no issue mail, goes first.
const LONGEST_ROUND: Duration = Duration::from_secs(5);
/// After a full round the next one begins when this part of the pause is over: fifty thousand issue mails are out in
/// minutes, and whoever stands at a counter finds the database free in between.
const SHORTER_PAUSE: u32 = 10;

/// What was done while the lease was ours.
#[derive(Debug, Clone, Copy, Default)]
struct Pass {
    /// Notices that were due, at most a round.
    due: usize,
    round: Round,
}

/// Makes notices and sends them, each `pause`, until the store is closed.
pub fn watch<D: Deliver + 'static>(store: Store, deliverer: D, pause: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let closed = store.engine.reader().clone();
        let _ = closed.close_event().do_until(tell_on(store, deliverer, pause)).await;
    })
}

async fn tell_on<D: Deliver>(store: Store, deliverer: D, pause: Duration) {
    let lease = Standing::new(Job::Notices, &store);
    let mut full = false;
    loop {
        tokio::time::sleep(if full { pause / SHORTER_PAUSE } else { pause }).await;
        full = match guarded(pass(&store, &deliverer, &lease)).await {
            Ok(pass) => pass.is_some_and(|pass| pass.due >= ROUND as usize),
            Err(error) => {
                tracing::warn!(%error, "notices wait");
                false
            }
        };
    }
}

/// `None` if the lease is somebody else's.
async fn pass<D: Deliver>(
    store: &Store,
    deliverer: &D,
    lease: &Standing,
) -> Result<Option<Pass>, StoreError> {
    if !lease.hold(store).await? {
        return Ok(None);
    }
    // Somebody stands there and waits.
    store.deliver_codes(deliverer).await?;
    store.deliver_sign_in_mails(deliverer).await?;
    store.make_notices().await?;
    let (begun, due) = (Instant::now(), store.due_notices(ROUND).await?);
    let mut pass = Pass { due: due.len(), ..Pass::default() };
    for delivery in due {
        // Whoever lost the lease must not send beside whoever has it now.
        if begun.elapsed() > LONGEST_ROUND || !lease.hold(store).await? {
            break;
        }
        store.deliver_one(deliverer, &delivery, &mut pass.round).await?;
    }
    if pass.round != Round::default() {
        tracing::info!(sent = pass.round.sent, failed = pass.round.failed, "notices");
    }
    Ok(Some(pass))
}

impl Store {
    /// Seals what this merchant's log has gained, makes the notices and sends all that are due. `None` if somebody else,
    /// a server, does so by itself: then nothing is done here.
    pub async fn tell_at_once<D: Deliver>(
        &self,
        merchant: MerchantNumber,
        deliverer: &D,
    ) -> Result<Option<Round>, StoreError> {
        let lease = Standing::new(Job::Notices, self);
        if !lease.hold(self).await? {
            return Ok(None);
        }
        let told = self.tell_until_none_is_due(merchant, deliverer, &lease).await;
        lease.give_back(self).await?;
        told
    }

    async fn tell_until_none_is_due<D: Deliver>(
        &self,
        merchant: MerchantNumber,
        deliverer: &D,
        lease: &Standing,
    ) -> Result<Option<Round>, StoreError> {
        self.seal(merchant, self.now()).await?;
        let mut told = Round::default();
        while let Some(pass) = pass(self, deliverer, lease).await? {
            told.sent += pass.round.sent;
            told.failed += pass.round.failed;
            if pass.due == 0 {
                return Ok(Some(told));
            }
        }
        Ok(None)
    }
}
