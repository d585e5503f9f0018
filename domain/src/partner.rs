//! 跨店核銷 (RULES §8): the relation between an issuer and another merchant that redeems for it, and who may change it.

use crate::contract::RedemptionMode;
use crate::field::{self, Fault};
use crate::redeem::RelationState;
use crate::refusal::Refusal;

/// Most characters of a note.
pub const NOTE: usize = 30;

/// What somebody does to a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationAct {
    /// The issuer: 開啟, for the first time or again.
    Open,
    /// The issuer: 解除關聯.
    End,
    /// The redeemer leaves: 解除(已封鎖).
    Leave,
    /// The operator closes it for good.
    Block,
    /// The operator lets the issuer open it again.
    Unblock,
}

/// What becomes of a relation; `None` = there is none yet. The same again changes nothing.
pub fn decide(now: Option<RelationState>, act: RelationAct) -> Result<RelationState, Refusal> {
    use RelationState::{Blocked, Ended, Open};
    match (act, now) {
        (RelationAct::Open, None | Some(Ended | Open)) => Ok(Open),
        (RelationAct::Open | RelationAct::End, Some(Blocked)) => Err(Refusal::RelationBlocked),
        (RelationAct::End, Some(Open | Ended)) => Ok(Ended),
        (RelationAct::Leave, Some(Open | Blocked)) => Ok(Blocked),
        // The issuer ended it; the redeemer may still make sure that it stays so.
        (RelationAct::Leave, Some(Ended)) => Ok(Blocked),
        (RelationAct::Block, Some(Open | Ended | Blocked)) => Ok(Blocked),
        // Not opened: that is the issuer's.
        (RelationAct::Unblock, Some(Blocked | Ended)) => Ok(Ended),
        (RelationAct::Unblock, Some(Open)) => Ok(Open),
        (RelationAct::End | RelationAct::Leave | RelationAct::Block | RelationAct::Unblock, None) => {
            Err(Refusal::MerchantUnknown)
        }
    }
}

/// Whether the products that were opened to the redeemer are closed again, so that opening the relation anew does not
/// bring them back.
pub fn closes_products(after: RelationState) -> bool {
    match after {
        RelationState::Open => false,
        RelationState::Ended | RelationState::Blocked => true,
    }
}

/// Both redeem after use; a merchant is not its own partner.
pub fn may_relate(issuer: RedemptionMode, redeemer: RedemptionMode, is_same: bool) -> Result<(), Refusal> {
    match (issuer, redeemer) {
        (RedemptionMode::AfterUse, RedemptionMode::AfterUse) if !is_same => Ok(()),
        (RedemptionMode::AfterUse, RedemptionMode::AfterUse) => Err(Refusal::MerchantUnknown),
        (RedemptionMode::Instalments, _) | (_, RedemptionMode::Instalments) => Err(Refusal::NotAfterUse),
    }
}

/// A note about a relation; required from a redeemer that leaves.
pub fn note(text: &str, is_required: bool) -> Result<String, Fault> {
    field::line(text, usize::from(is_required), NOTE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use RelationState::{Blocked, Ended, Open};

    #[test]
    fn only_the_operator_brings_back_what_the_redeemer_left() {
        assert_eq!(decide(None, RelationAct::Open), Ok(Open));
        assert_eq!(decide(Some(Open), RelationAct::End), Ok(Ended));
        assert_eq!(decide(Some(Ended), RelationAct::Open), Ok(Open));
        assert_eq!(decide(Some(Open), RelationAct::Leave), Ok(Blocked));
        assert_eq!(decide(Some(Blocked), RelationAct::Open), Err(Refusal::RelationBlocked));
        assert_eq!(decide(Some(Blocked), RelationAct::End), Err(Refusal::RelationBlocked));
        assert_eq!(
            decide(Some(Blocked), RelationAct::Unblock),
            Ok(Ended),
            "the issuer opens it, not the operator"
        );
        assert_eq!(decide(Some(Ended), RelationAct::Block), Ok(Blocked));
        for act in [RelationAct::End, RelationAct::Leave, RelationAct::Block, RelationAct::Unblock] {
            assert_eq!(decide(None, act), Err(Refusal::MerchantUnknown), "{act:?}");
        }
    }

    #[test]
    fn the_same_again_changes_nothing() {
        for (state, act) in [
            (Open, RelationAct::Open),
            (Ended, RelationAct::End),
            (Blocked, RelationAct::Leave),
            (Blocked, RelationAct::Block),
        ] {
            assert_eq!(decide(Some(state), act), Ok(state));
        }
    }

    #[test]
    fn products_close_with_the_relation() {
        assert_eq!([Open, Ended, Blocked].map(closes_products), [false, true, true]);
    }

    #[test]
    fn both_redeem_after_use() {
        use RedemptionMode::{AfterUse, Instalments};
        assert_eq!(may_relate(AfterUse, AfterUse, false), Ok(()));
        assert_eq!(may_relate(AfterUse, AfterUse, true), Err(Refusal::MerchantUnknown));
        assert_eq!(may_relate(AfterUse, Instalments, false), Err(Refusal::NotAfterUse));
        assert_eq!(may_relate(Instalments, AfterUse, false), Err(Refusal::NotAfterUse));
    }

    #[test]
    fn whoever_leaves_says_why_in_30_characters() {
        assert_eq!(note("", false), Ok(String::new()));
        assert_eq!(note("", true), Err(Fault::Missing));
        assert_eq!(note(&"字".repeat(31), true), Err(Fault::TooLong(30)));
    }
}
