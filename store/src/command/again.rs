//! Reading, deciding and writing again as long as somebody else was faster; and who acts.

use crate::error::breaks_a_key;
use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::permission::Function;
use domain::refusal::Refusal;

/// PostgreSQL: two transactions waited for each other, and this one was ended. Nothing of it was written.
const DEADLOCK: &str = "40P01";

/// Runs rounds until one of them is written or refused.
macro_rules! until_written {
    ($round:expr) => {{
        for _ in 0..$crate::change::ROUNDS {
            match $round.await {
                Err(error) if $crate::command::again::was_lost(&error) => {}
                done => return done,
            }
        }
        Err($crate::StoreError::Refused(domain::refusal::Refusal::Unavailable))
    }};
}
pub(super) use until_written;

/// Whether the next round may end otherwise: the version, or a key that the same attempt wrote meanwhile.
pub(super) fn was_lost(error: &StoreError) -> bool {
    let StoreError::Database(error) = error else {
        return matches!(error, StoreError::RaceLost);
    };
    breaks_a_key(error)
        || error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == DEADLOCK)
}

impl Store {
    /// Whoever is signed in, if the account may change this.
    pub(crate) async fn acting(
        &self,
        session: &SessionToken,
        function: Function,
    ) -> Result<Actor, StoreError> {
        let signed_in = crate::query::session::by_hash(&self.engine, &session.hash(), self.now())
            .await?
            .ok_or(StoreError::Refused(Refusal::SignedOut))?;
        signed_in.actor.may_change(function).map_err(StoreError::Refused)?;
        Ok(signed_in.actor)
    }
}
