//! Randomness from the operating system, and the identities made of it.

use crate::StoreError;
use domain::calendar::Instant;
use domain::identity::AttemptId;
use uuid::{ContextV7, NoContext, Timestamp, Uuid};

/// Bytes that nobody can guess.
pub fn secret_bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], StoreError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Corrupt("no randomness"))?;
    Ok(bytes)
}

/// A new identity that sorts by time (UUIDv7).
pub(crate) fn new_identity(now: Instant) -> String {
    let (seconds, nanoseconds) = parts(now);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanoseconds)).to_string()
}

/// The first identity that a moment could have: what was made from then on sorts after it.
pub(crate) fn first_identity_of(moment: Instant) -> String {
    let digits = format!("{:012x}", u64::try_from(moment.0).unwrap_or(0));
    let (high, low) = digits.split_at(8);
    format!("{high}-{low}-0000-0000-000000000000")
}

/// Identities that sort in the order in which they are made, within one millisecond, too. Rows that are written together
/// then lie together in every index that begins with them.
pub(crate) struct Identities(ContextV7);

impl Identities {
    pub(crate) fn new() -> Self {
        Self(ContextV7::new())
    }

    pub(crate) fn next(&mut self, now: Instant) -> String {
        let (seconds, nanoseconds) = parts(now);
        Uuid::new_v7(Timestamp::from_unix(&self.0, seconds, nanoseconds)).to_string()
    }
}

/// Seconds since 1970, and nanoseconds.
fn parts(now: Instant) -> (u64, u32) {
    let seconds = u64::try_from(now.0.div_euclid(1000)).unwrap_or(0);
    (seconds, u32::try_from(now.0.rem_euclid(1000)).unwrap_or(0) * 1_000_000)
}

/// A new attempt, for forms that are filled in without a script and for the command line.
pub fn attempt_id(now: Instant) -> Result<AttemptId, StoreError> {
    AttemptId::parse(&new_identity(now)).map_err(|_| StoreError::Corrupt("attempt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_sorts_before_its_identities() {
        let now = Instant(1_795_000_000_123);
        assert!(first_identity_of(now) < new_identity(now));
        assert!(first_identity_of(now.plus_seconds(1)) > new_identity(now));
    }

    #[test]
    fn identities_of_one_act_sort_as_they_were_made() {
        let (mut identities, now) = (Identities::new(), Instant(1_795_000_000_123));
        let made: Vec<String> = (0..1_000).map(|_| identities.next(now)).collect();
        assert!(made.is_sorted() && made.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(made[0][..13], new_identity(now)[..13], "the same millisecond");
        assert_ne!(Identities::new().next(now), Identities::new().next(now));
    }

    #[test]
    fn a_moments_identities_lie_between_its_first_and_the_next_ones() {
        let now = Instant(1_795_000_000_123);
        let made = new_identity(now);
        assert!(first_identity_of(now) < made && made < first_identity_of(Instant(now.0 + 1)));
    }
}
