//! How fast a batch is written. On SQLite one writes at a time: whoever stands at a counter waits for the chunk that is
//! being written. So an import looks around after each chunk: while others write to the same file its chunks are small
//! and it pauses between them for longer than a chunk takes; when it is alone it hurries.

use std::time::{Duration, Instant};

/// What has been seen of one chunk.
pub(super) struct Written {
    /// How long others would have had to wait for it.
    pub taken: Duration,
    /// Somebody else has written since the chunk before.
    pub others_wrote: bool,
}

/// How many rows the next chunk has and when it may come: what a chunk takes depends on disk, load and how large the
/// indexes are.
pub(super) struct Pace {
    rows: usize,
    /// When others were last seen to write.
    others: Option<Instant>,
    /// Nothing is written before.
    not_before: Option<Instant>,
}

/// Within what the rows and the time of a chunk are kept.
struct Bounds {
    fewest: usize,
    most: usize,
    /// A chunk that took longer is followed by a smaller one.
    long: Duration,
    /// One that was faster is followed by a larger one.
    short: Duration,
}

const ALONE: Bounds =
    Bounds { fewest: 96, most: 1_024, long: Duration::from_millis(40), short: Duration::from_millis(20) };
const BESIDE_OTHERS: Bounds =
    Bounds { fewest: 16, most: 128, long: Duration::from_millis(4), short: Duration::from_millis(2) };

/// Others that wrote so lately will write again: two customers stand a second or more apart even in a queue.
const LATELY: Duration = Duration::from_secs(2);
/// The pause beside others, as a multiple of what the chunk took, and at least: a counter in another process asks for
/// the file's lock each millisecond and must find it free.
const REST: u32 = 2;
const SHORTEST_REST: Duration = Duration::from_millis(2);

impl Pace {
    pub(super) const fn new() -> Self {
        Self { rows: BESIDE_OTHERS.most, others: None, not_before: None }
    }

    /// How many rows the next chunk has.
    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// When it may be written; `None`: at once.
    pub(super) const fn not_before(&self) -> Option<Instant> {
        self.not_before
    }

    pub(super) fn after(&mut self, written: &Written, now: Instant) {
        if written.others_wrote {
            self.others = Some(now);
        }
        let beside = self.others.is_some_and(|others| now.duration_since(others) < LATELY);
        let bounds = if beside { BESIDE_OTHERS } else { ALONE };
        let wished = if written.taken > bounds.long {
            self.rows / 2
        } else if written.taken < bounds.short {
            self.rows * 5 / 4
        } else {
            self.rows
        };
        self.rows = wished.clamp(bounds.fewest, bounds.most);
        self.not_before = beside.then(|| now + (written.taken * REST).max(SHORTEST_REST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(milliseconds: u64, others_wrote: bool) -> Written {
        Written { taken: Duration::from_millis(milliseconds), others_wrote }
    }

    #[test]
    fn alone_chunks_grow_to_what_their_time_allows_and_nobody_pauses() {
        let (mut pace, now) = (Pace::new(), Instant::now());
        for _ in 0..30 {
            pace.after(&chunk(1, false), now);
        }
        assert_eq!(pace.rows(), ALONE.most);
        assert_eq!(pace.not_before(), None);
        pace.after(&chunk(30, false), now);
        assert_eq!(pace.rows(), ALONE.most, "neither long nor short");
        pace.after(&chunk(41, false), now);
        assert_eq!(pace.rows(), ALONE.most / 2);
        for _ in 0..30 {
            pace.after(&chunk(1_000, false), now);
        }
        assert_eq!(pace.rows(), ALONE.fewest);
    }

    #[test]
    fn beside_others_chunks_are_small_and_wait() {
        let (mut pace, now) = (Pace::new(), Instant::now());
        for _ in 0..30 {
            pace.after(&chunk(1, false), now);
        }
        pace.after(&chunk(3, true), now);
        assert_eq!(pace.rows(), BESIDE_OTHERS.most, "from one chunk to the next");
        assert_eq!(pace.not_before(), Some(now + Duration::from_millis(6)));
        for _ in 0..30 {
            pace.after(&chunk(5, false), now + LATELY / 2);
        }
        assert_eq!(pace.rows(), BESIDE_OTHERS.fewest, "others wrote lately");
        pace.after(&chunk(1, false), now + LATELY);
        assert_eq!(pace.not_before(), None, "the others went home");
        assert_eq!(pace.rows(), ALONE.fewest);
    }

    #[test]
    fn a_chunk_that_took_no_time_still_leaves_the_lock_free_for_a_while() {
        let (mut pace, now) = (Pace::new(), Instant::now());
        pace.after(&chunk(0, true), now);
        assert_eq!(pace.not_before(), Some(now + SHORTEST_REST));
    }
}
