//! What becomes of a scan that a phone took without network and the server cannot redeem (RULES §3, offline): nothing is
//! forced; somebody decides, knowing what the phone saw and what the server knew.

use crate::actor::{Actor, Post};
use crate::permission::{Access, Function};
use crate::refusal::Refusal;

stated_enum! {
    /// What somebody decided.
    pub enum ConflictDecision {
        /// Redeemed after all: the rules allow it now.
        Redeemed = "redeemed",
        /// What was handed over is the merchant's loss.
        MerchantBears = "merchant_bears",
        /// What was handed over is charged to the branch whose phone it was.
        BranchBears = "branch_bears",
        /// Nothing was handed over.
        NothingGiven = "nothing_given",
    }
}

/// Whether this account sees phones and conflicts, with 報表: the head office all of its merchant, a branch its own.
pub fn may_see(actor: &Actor) -> bool {
    actor.allows(Function::Reports, Access::Look)
}

/// Whether this account settles conflicts and revokes phones that it sees: with 取消核銷 and 報表 to change. A clerk never
/// settles what a clerk took.
pub fn may_settle(actor: &Actor) -> Result<(), Refusal> {
    if !may_see(actor) || !actor.allows(Function::Reports, Access::Change) {
        return Err(Refusal::PermissionMissing);
    }
    actor.may_change(Function::CancelRedemption)
}

/// What this account can decide about a scan: a phone of the head office has no branch to charge, and a branch charges
/// nobody but itself.
pub fn decisions(actor: &Actor, of_branch: bool) -> Vec<ConflictDecision> {
    let fits = |decision: &ConflictDecision| match decision {
        ConflictDecision::BranchBears => of_branch,
        ConflictDecision::MerchantBears => actor.post == Post::HeadOffice,
        ConflictDecision::Redeemed | ConflictDecision::NothingGiven => true,
    };
    ConflictDecision::ALL.iter().copied().filter(fits).collect()
}
