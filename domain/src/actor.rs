//! Who acts: an account of a merchant, bound to a branch or to none (RULES §1, §8).

use crate::calendar::Instant;
use crate::identity::{AccountId, BranchNumber, MerchantNumber, ProductNumber};
use crate::permission::{Access, Function};
use crate::powers::Powers;
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

/// A signed-in account at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// Its merchant.
    pub merchant: MerchantNumber,
    /// Head office or branch.
    pub post: Post,
    /// What it may, which products it is about, and when.
    pub powers: Powers,
    /// When it acts; the hours of its powers are asked about this moment.
    pub at: Instant,
}

impl Actor {
    /// The branch this actor acts for, if any.
    pub fn branch(&self) -> Option<&BranchNumber> {
        match &self.post {
            Post::HeadOffice => None,
            Post::Branch { number, .. } => Some(number),
        }
    }

    /// Whether it holds the permission. Looking has no hours.
    pub fn allows(&self, function: Function, access: Access) -> bool {
        self.powers.grants.allow(function, access)
    }

    /// Permission, hours and an enabled branch: what every change needs first.
    pub fn may_change(&self, function: Function) -> Result<(), Refusal> {
        if !self.allows(function, Access::Change) {
            return Err(Refusal::PermissionMissing);
        }
        let hours = &self.powers.hours;
        if !hours.are_open(self.at) {
            return Err(Refusal::OutsideHours { opens: hours.next_opening(self.at) });
        }
        match &self.post {
            Post::HeadOffice | Post::Branch { enabled: true, .. } => Ok(()),
            Post::Branch { enabled: false, .. } => Err(Refusal::BranchDisabled),
        }
    }

    /// Whether tickets of this product are among those that it may do something to.
    pub fn may_handle(&self, issuer: MerchantNumber, product: ProductNumber) -> Result<(), Refusal> {
        if self.powers.products.include(issuer, product) { Ok(()) } else { Err(Refusal::ProductNotYours) }
    }
}
