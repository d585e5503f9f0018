//! The half minutes of moment and living codes (CODES, verification step 6).

use crate::calendar::Instant;
use crate::refusal::Refusal;

/// Seconds that one code lives.
pub const STEP_SECONDS: i64 = 30;
/// Steps that a code may lie behind the server's clock.
const OLDEST: i64 = 2;
/// Steps that a code may lie ahead of it.
const NEWEST: i64 = 1;

/// A number of half minutes since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step(pub u32);

impl Step {
    /// The step that runs at this instant.
    pub fn at(instant: Instant) -> Self {
        Self(u32::try_from(instant.0.div_euclid(STEP_SECONDS * 1000)).unwrap_or(0))
    }

    /// When the next step begins.
    pub fn end(self) -> Instant {
        Instant((i64::from(self.0) + 1) * STEP_SECONDS * 1000)
    }

    /// Whether it lies at most so many steps behind or ahead of `now`.
    pub fn is_within(self, now: Instant, steps: i64) -> bool {
        (i64::from(self.0) - i64::from(Self::at(now).0)).abs() <= steps
    }

    /// Green means within −2…+1 steps of `now`; everything else is refused online.
    pub fn check(self, now: Instant) -> Result<(), Refusal> {
        let ahead = i64::from(self.0) - i64::from(Self::at(now).0);
        if ahead < -OLDEST {
            Err(Refusal::CodeTooOld)
        } else if ahead > NEWEST {
            Err(Refusal::CodeFromFuture)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_two_back_and_one_ahead() {
        let now = Instant(1_800_000_000_000);
        let current = Step::at(now).0;
        let outcomes: Vec<_> = (current - 3..=current + 2).map(|step| Step(step).check(now)).collect();
        assert_eq!(
            outcomes,
            [Err(Refusal::CodeTooOld), Ok(()), Ok(()), Ok(()), Ok(()), Err(Refusal::CodeFromFuture)]
        );
    }
}
