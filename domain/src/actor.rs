//! Who acts: an account of a merchant, bound to a branch or to none (RULES §1, §8).

use crate::identity::{AccountId, BranchNumber, MerchantNumber};
use crate::permission::{Access, Function, Role};
use crate::refusal::Refusal;

/// The place an account acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Post {
    /// 總店: bound to no branch, sees all of them, ignores the products' branch lists.
    HeadOffice,
    /// One branch, with its present state.
    Branch {
        /// 分店編號
        number: BranchNumber,
        /// 啟用; a 停用 branch may read its reports and nothing else.
        enabled: bool,
    },
}

/// A signed-in account at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// Its merchant.
    pub merchant: MerchantNumber,
    /// Head office or branch.
    pub post: Post,
    /// Its row of the permission table.
    pub role: Role,
}

impl Actor {
    /// The branch this actor acts for, if any.
    pub fn branch(&self) -> Option<&BranchNumber> {
        match &self.post {
            Post::HeadOffice => None,
            Post::Branch { number, .. } => Some(number),
        }
    }

    /// Permission and an enabled branch: what every change at the desk needs first.
    pub fn may_change(&self, function: Function) -> Result<(), Refusal> {
        if !self.role.allows(function, Access::Change) {
            return Err(Refusal::PermissionMissing);
        }
        match &self.post {
            Post::HeadOffice | Post::Branch { enabled: true, .. } => Ok(()),
            Post::Branch { enabled: false, .. } => Err(Refusal::BranchDisabled),
        }
    }
}
