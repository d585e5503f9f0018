//! Sealing as events come, by whichever server holds the lease.

use super::Reach;
use crate::guarded::guarded;
use crate::job::Standing;
use crate::{Store, StoreError};
use domain::job::Job;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Every so many rounds the sealer looks further back.
const ROUNDS_UNTIL_FAR: u32 = 30;

/// Seals whatever any merchant's log has gained, each `pause`, until the store is closed.
pub fn watch(store: Store, pause: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let closed = store.engine.reader().clone();
        let _ = closed.close_event().do_until(seal_on(store, pause)).await;
    })
}

async fn seal_on(store: Store, pause: Duration) {
    let lease = Standing::new(Job::Seal, &store);
    // Whoever begins, or begins again, does not know what was left behind.
    let (mut reach, mut round) = (Reach::All, 0);
    loop {
        tokio::time::sleep(pause).await;
        round += 1;
        reach = match guarded(pass(&store, &lease, reach)).await {
            Ok(true) if round % ROUNDS_UNTIL_FAR == 0 => Reach::Far,
            Ok(true) => Reach::Near,
            Ok(false) => Reach::All,
            Err(error) => {
                tracing::warn!(%error, "events were not sealed");
                Reach::All
            }
        };
    }
}

/// Whether it was ours to do.
async fn pass(store: &Store, lease: &Standing, reach: Reach) -> Result<bool, StoreError> {
    if !lease.hold(store).await? {
        return Ok(false);
    }
    let mut outcome = Ok(true);
    for merchant in store.merchants_to_seal(reach, store.now()).await? {
        match store.seal_reaching(merchant, reach, store.now()).await {
            Ok(_) => {}
            // Rows that were tampered with stay as they are until a person has looked; others are sealed all the same.
            Err(StoreError::Corrupt(what)) => {
                tracing::error!(%merchant, what, "the log of a merchant is not sealed any further");
            }
            Err(error) => outcome = Err(error),
        }
        if !lease.hold(store).await? {
            return Ok(false);
        }
    }
    outcome
}
