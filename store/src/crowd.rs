//! How many cashiers are at the counter in this very moment, so that one group on PostgreSQL serves them all: a group of
//! eight costs the database less than twice what a group of one does. Counters that are not crowded never wait.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Whoever asked so recently is about to ask again, if a whole queue of customers moves.
const RECENTLY: Duration = Duration::from_millis(20);
/// Fewer are no crowd: waiting for them would cost more than it saves.
const FEWEST: usize = 4;
/// More than this save little more.
const MOST_EXPECTED: usize = 8;
/// After waiting for somebody who did not come, nobody is waited for. Whoever left is soon no longer expected; whoever was late
/// must not make the groups small for long.
const NOT_AGAIN: Duration = Duration::from_millis(10);

/// Who asked in the last moments, by the hash of the session.
#[derive(Default)]
pub(crate) struct Crowd {
    asked: HashMap<String, Instant>,
    in_vain: Option<Instant>,
}

impl Crowd {
    /// How long the first of a group waits for the others, at most.
    pub(crate) const PATIENCE: Duration = Duration::from_millis(2);

    /// Somebody asks.
    pub(crate) fn note(&mut self, session: &str, now: Instant) {
        match self.asked.get_mut(session) {
            Some(asked) => *asked = now,
            None => {
                self.asked.insert(session.to_owned(), now);
            }
        }
    }

    /// How many may be expected in one group: nobody where there is no crowd, or after waiting in vain.
    pub(crate) fn expected(&mut self, now: Instant) -> usize {
        self.asked.retain(|_, asked| now.saturating_duration_since(*asked) < RECENTLY);
        if self.in_vain.is_some_and(|since| now.saturating_duration_since(since) < NOT_AGAIN) {
            return 0;
        }
        if self.asked.len() < FEWEST { 0 } else { self.asked.len().min(MOST_EXPECTED) }
    }

    /// The expected did not come.
    pub(crate) fn waited_in_vain(&mut self, now: Instant) {
        self.in_vain = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: Instant, milliseconds: u64) -> Instant {
        start + Duration::from_millis(milliseconds)
    }

    fn asked(crowd: &mut Crowd, count: u32, now: Instant) {
        for number in 0..count {
            crowd.note(&number.to_string(), now);
        }
    }

    #[test]
    fn whoever_asked_just_now_is_expected_once() {
        let (mut crowd, start) = (Crowd::default(), Instant::now());
        asked(&mut crowd, 5, start);
        asked(&mut crowd, 4, at(start, 3));
        assert_eq!(crowd.expected(at(start, 4)), 5);
        assert_eq!(crowd.expected(at(start, 22)), 4, "the fifth asked 22 ms ago");
        assert_eq!(crowd.expected(at(start, 60)), 0);
    }

    #[test]
    fn a_few_are_no_crowd_and_many_are_not_all_waited_for() {
        let (mut crowd, start) = (Crowd::default(), Instant::now());
        asked(&mut crowd, 3, start);
        assert_eq!(crowd.expected(start), 0);
        asked(&mut crowd, 50, start);
        assert_eq!(crowd.expected(start), MOST_EXPECTED);
    }

    #[test]
    fn nobody_is_waited_for_in_vain_twice_in_a_row() {
        let (mut crowd, start) = (Crowd::default(), Instant::now());
        crowd.waited_in_vain(start);
        asked(&mut crowd, 8, at(start, 9));
        assert_eq!(crowd.expected(at(start, 9)), 0);
        assert_eq!(crowd.expected(at(start, 10)), 8);
    }
}
