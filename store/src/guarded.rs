//! A fault of the program ends what it happened in, and not the task that works for everybody: the writer, and whatever
//! follows the log for as long as the server runs.

use crate::StoreError;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// Does the work; where it panics, which the log tells, that is an error of this work alone. What it had borrowed may be half
/// changed: a transaction is rolled back, a connection is not to be used again.
pub async fn guarded<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)))
            .unwrap_or_else(|_| Poll::Ready(Err(StoreError::Database(sqlx::Error::WorkerCrashed))))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_of_what_panicked() {
        let guarded_fault = guarded(async {
            tokio::task::yield_now().await;
            if std::hint::black_box(true) {
                std::panic::resume_unwind(Box::new("a fault"));
            }
            Ok(())
        });
        assert!(matches!(guarded_fault.await, Err(StoreError::Database(_))));
        assert_eq!(guarded(async { Ok(1) }).await.ok(), Some(1));
    }
}
