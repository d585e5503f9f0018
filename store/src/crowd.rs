//! How many people stand at some point of the counter's way. Whoever makes up a group asks, so that it waits for nobody
//! but those who are known to come, or to leave.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

/// People at one point. One task may wait for it to empty.
#[derive(Default)]
pub(crate) struct Crowd {
    people: AtomicUsize,
    /// The one who waits is woken when so few are left.
    few: AtomicUsize,
    left: Notify,
}

/// One of them, until dropped.
pub(crate) struct Place(Arc<Crowd>);

impl Crowd {
    pub(crate) fn enter(self: &Arc<Self>) -> Place {
        self.people.fetch_add(1, Ordering::SeqCst);
        Place(Arc::clone(self))
    }

    pub(crate) fn count(&self) -> usize {
        self.people.load(Ordering::SeqCst)
    }

    /// Until there are no more than that.
    pub(crate) async fn at_most(&self, few: usize) {
        loop {
            self.few.store(few, Ordering::SeqCst);
            if self.count() <= few {
                return;
            }
            // Who left since the look above has kept the wake-up for us.
            self.left.notified().await;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let left = self.0.people.fetch_sub(1, Ordering::SeqCst) - 1;
        if left <= self.0.few.load(Ordering::SeqCst) {
            self.0.left.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    #[test]
    fn whoever_waits_goes_on_when_few_are_left() {
        let crowd = Arc::new(Crowd::default());
        let (first, second) = (crowd.enter(), crowd.enter());
        let mut context = Context::from_waker(Waker::noop());
        let mut wait = pin!(crowd.at_most(1));
        assert_eq!(wait.as_mut().poll(&mut context), Poll::Pending);
        drop(first);
        assert_eq!(wait.as_mut().poll(&mut context), Poll::Ready(()));
        assert_eq!(crowd.count(), 1);
        drop(second);
        assert_eq!(crowd.count(), 0);
    }
}
