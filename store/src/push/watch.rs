//! Telling phones, by whichever server holds the lease. Mails have a lease of their own: neither waits for the other.

use super::SendPush;
use crate::guarded::guarded;
use crate::job::Standing;
use crate::notice::Round;
use crate::{Store, StoreError};
use domain::job::Job;
use std::time::Duration;
use tokio::task::JoinHandle;

/// News asked for at once: the lease is renewed between two rounds, and outlasts a round of services that do not answer.
const ROUND: u32 = 16;

/// Sends news to phones, each `pause`, until the store is closed.
pub fn watch<S: SendPush>(store: Store, sender: S, pause: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let closed = store.engine.reader().clone();
        let _ = closed.close_event().do_until(tell_on(store, sender, pause)).await;
    })
}

async fn tell_on<S: SendPush>(store: Store, sender: S, pause: Duration) {
    let lease = Standing::new(Job::Pushes, &store);
    loop {
        tokio::time::sleep(pause).await;
        if let Err(error) = guarded(tell_all(&store, &sender, &lease)).await {
            tracing::warn!(%error, "news for phones waits");
        }
    }
}

/// Round after round, while there is news and the lease is ours.
async fn tell_all<S: SendPush>(store: &Store, sender: &S, lease: &Standing) -> Result<(), StoreError> {
    while lease.hold(store).await? {
        let Round { sent, failed } = store.send_pushes(sender, ROUND).await?;
        if sent > 0 || failed > 0 {
            tracing::info!(sent, failed, "phones told");
        }
        if sent == 0 {
            break;
        }
    }
    Ok(())
}
