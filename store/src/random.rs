//! Randomness from the operating system, and the identities made of it.

use crate::StoreError;
use domain::calendar::Instant;
use domain::identity::AttemptId;
use uuid::{NoContext, Timestamp, Uuid};

/// Bytes that nobody can guess.
pub fn secret_bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], StoreError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Corrupt("no randomness"))?;
    Ok(bytes)
}

/// A new identity that sorts by time (UUIDv7).
pub(crate) fn new_identity(now: Instant) -> String {
    let seconds = u64::try_from(now.0.div_euclid(1000)).unwrap_or(0);
    let nanoseconds = u32::try_from(now.0.rem_euclid(1000)).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanoseconds)).to_string()
}

/// A new attempt, for forms that are filled in without a script and for the command line.
pub fn attempt_id(now: Instant) -> Result<AttemptId, StoreError> {
    AttemptId::parse(&new_identity(now)).map_err(|_| StoreError::Corrupt("attempt"))
}
