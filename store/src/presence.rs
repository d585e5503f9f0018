//! Whether customers stand at this server's counter in this moment. What can wait gives way to them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Whoever asked so recently is still there, or the next one is.
const RECENTLY: Duration = Duration::from_millis(50);

/// When the counter was last asked for something.
#[derive(Clone)]
pub(crate) struct Presence {
    opened: Instant,
    /// Microseconds after `opened`; 0 = nobody yet.
    last: Arc<AtomicU64>,
}

impl Presence {
    /// Nobody was there yet.
    pub(crate) fn new(opened: Instant) -> Self {
        Self { opened, last: Arc::new(AtomicU64::new(0)) }
    }

    /// Somebody asks.
    pub(crate) fn note(&self, now: Instant) {
        let since = now.saturating_duration_since(self.opened).as_micros();
        self.last.fetch_max(u64::try_from(since).unwrap_or(u64::MAX).max(1), Ordering::Relaxed);
    }

    /// Whether somebody asked a moment ago.
    pub(crate) fn is_somebody_there(&self, now: Instant) -> bool {
        let last = self.last.load(Ordering::Relaxed);
        last > 0 && now.saturating_duration_since(self.opened + Duration::from_micros(last)) < RECENTLY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_there_for_a_moment_after_asking() {
        let opened = Instant::now();
        let presence = Presence::new(opened);
        assert!(!presence.is_somebody_there(opened), "nobody came yet");
        presence.note(opened + Duration::from_millis(1_000));
        // A thread that is late with an older moment takes nothing back.
        presence.note(opened + Duration::from_millis(400));
        assert!(presence.is_somebody_there(opened + Duration::from_millis(1_049)));
        assert!(!presence.is_somebody_there(opened + Duration::from_millis(1_050)));
    }
}
