//! How many redemptions have been read and are being decided: the writer of PostgreSQL takes them along in its next group.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

/// Counts them.
#[derive(Clone, Default)]
pub(crate) struct Decisions {
    count: Arc<AtomicUsize>,
    none_left: Arc<Notify>,
}

/// One redemption that is being decided, until this is dropped.
pub(crate) struct Deciding(Decisions);

impl Decisions {
    /// One more.
    pub(crate) fn begin(&self) -> Deciding {
        self.count.fetch_add(1, Ordering::AcqRel);
        Deciding(self.clone())
    }

    /// Whether somebody is still deciding.
    pub(crate) fn are_under_way(&self) -> bool {
        self.count.load(Ordering::Acquire) > 0
    }

    /// Returns when the last one has ended; at once, if it has since anybody waited last.
    pub(crate) async fn ended(&self) {
        self.none_left.notified().await;
    }
}

impl Drop for Deciding {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.none_left.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_that_ends_lets_the_writer_go() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let decisions = Decisions::default();
            let (first, second) = (decisions.begin(), decisions.begin());
            drop(first);
            assert!(decisions.are_under_way(), "the second still decides");
            drop(second);
            assert!(!decisions.are_under_way());
            decisions.ended().await;
        });
    }
}
