//! Several tickets in one scan (RULES §3): whoever shows one ticket of an order by a code of this half minute may have the
//! others of the same product redeemed with it, without showing each.

use crate::calendar::Instant;
use crate::proof::{ProofLevel, ProofPolicy};
use crate::ticket::UseState;

/// Most tickets that go with one.
pub const MOST: usize = 20;
/// How long after the first.
pub const SECONDS: i64 = 300;

/// The redemption of the ticket that was shown, and who asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstUse {
    /// How it was shown.
    pub proof: ProofLevel,
    /// What became of it.
    pub state: UseState,
    /// When.
    pub at: Instant,
    /// Whoever asks redeemed it, and belongs to the issuer.
    pub own: bool,
    /// What the product asks of tickets that are found without their codes.
    pub policy: ProofPolicy,
    /// Whoever asks belongs to the head office.
    pub head_office: bool,
}

/// Whether others of its order may go with it. They are not shown, so they count as looked up, and the product may forbid
/// that.
pub fn may_follow(first: FirstUse, now: Instant) -> bool {
    let present = match first.proof {
        ProofLevel::Living | ProofLevel::Moment => true,
        ProofLevel::Printed | ProofLevel::Typed | ProofLevel::LookUp | ProofLevel::Operator => false,
    };
    let allowed = match first.policy {
        ProofPolicy::Accept | ProofPolicy::Confirm => true,
        ProofPolicy::HeadOfficeOnly => first.head_office,
        // Nobody has said the holder's phone for these.
        ProofPolicy::ConfirmByPhone | ProofPolicy::Refuse => false,
    };
    let stands = match first.state {
        UseState::Used | UseState::Settling | UseState::Settled | UseState::RedeemedOverdue => true,
        UseState::Cancelled => false,
    };
    present && allowed && stands && first.own && now <= first.at.plus_seconds(SECONDS)
}

#[cfg(test)]
mod tests {
    use super::{FirstUse, SECONDS, may_follow};
    use crate::calendar::Instant;
    use crate::proof::{ProofLevel, ProofPolicy};
    use crate::ticket::UseState;

    #[test]
    fn only_what_was_present_a_moment_ago_brings_others() {
        let at = Instant(0);
        let first = FirstUse {
            proof: ProofLevel::Moment,
            state: UseState::Used,
            at,
            own: true,
            policy: ProofPolicy::Confirm,
            head_office: false,
        };
        assert!(may_follow(first, at.plus_seconds(SECONDS)));
        assert!(!may_follow(first, at.plus_seconds(SECONDS + 1)));
        for proof in [ProofLevel::Printed, ProofLevel::Typed, ProofLevel::LookUp, ProofLevel::Operator] {
            assert!(!may_follow(FirstUse { proof, ..first }, at), "{proof:?}");
        }
        assert!(!may_follow(FirstUse { own: false, ..first }, at));
        assert!(!may_follow(FirstUse { state: UseState::Cancelled, ..first }, at));
        assert!(!may_follow(FirstUse { policy: ProofPolicy::Refuse, ..first }, at));
        let only_head_office = FirstUse { policy: ProofPolicy::HeadOfficeOnly, ..first };
        assert!(!may_follow(only_head_office, at));
        assert!(may_follow(FirstUse { head_office: true, ..only_head_office }, at));
    }
}
