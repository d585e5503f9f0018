//! Who acts: an account of a merchant, bound to a branch or to none (RULES §1, §8); or who looks on and never acts (§15).

use crate::calendar::Instant;
use crate::hours::Hours;
use crate::identity::{AccountId, BranchNumber, MerchantNumber, ProductNumber};
use crate::permission::{Access, Function, Grants, Role};
use crate::powers::{Powers, Products};
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
    /// Nowhere: somebody of the platform who looks at the console (RULES §15). Sees what the head office sees, changes
    /// nothing, whatever its powers say. Whoever matches a post must say what becomes of this one.
    Onlooker,
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
    /// Who looks at a merchant's console and cannot act. `account` is no account of the merchant: it says who of the platform
    /// looks, so that nothing of any account is taken for its own.
    pub fn onlooker(account: AccountId, merchant: MerchantNumber, at: Instant) -> Self {
        let powers = Powers {
            role: Role::Custom,
            grants: Grants::NONE,
            products: Products::All,
            hours: Hours::ALWAYS,
        };
        Self { account, merchant, post: Post::Onlooker, powers, at }
    }

    /// Whether this is somebody who only looks on.
    pub fn is_onlooker(&self) -> bool {
        match &self.post {
            Post::Onlooker => true,
            Post::HeadOffice | Post::Branch { .. } => false,
        }
    }

    /// The branch this actor acts for, if any.
    pub fn branch(&self) -> Option<&BranchNumber> {
        match &self.post {
            Post::HeadOffice | Post::Onlooker => None,
            Post::Branch { number, .. } => Some(number),
        }
    }

    /// Whether it holds the permission. Looking has no hours. Who looks on may look at everything and change nothing.
    pub fn allows(&self, function: Function, access: Access) -> bool {
        match (&self.post, access) {
            (Post::Onlooker, Access::Look) => true,
            (Post::Onlooker, Access::Change) => false,
            (Post::HeadOffice | Post::Branch { .. }, _) => self.powers.grants.allow(function, access),
        }
    }

    /// Whether it sees what stands open to those who may change: they, and who looks on.
    pub fn may_see(&self, function: Function) -> Result<(), Refusal> {
        match &self.post {
            Post::Onlooker => Ok(()),
            Post::HeadOffice | Post::Branch { .. } => self.may_change(function),
        }
    }

    /// Permission, hours and an enabled branch: what every change needs first.
    pub fn may_change(&self, function: Function) -> Result<(), Refusal> {
        if self.is_onlooker() {
            return Err(Refusal::ReadOnlyLook);
        }
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
            Post::Onlooker => Err(Refusal::ReadOnlyLook),
        }
    }

    /// Whether tickets of this product are among those that it may do something to.
    pub fn may_handle(&self, issuer: MerchantNumber, product: ProductNumber) -> Result<(), Refusal> {
        if self.is_onlooker() {
            return Err(Refusal::ReadOnlyLook);
        }
        if self.powers.products.include(issuer, product) { Ok(()) } else { Err(Refusal::ProductNotYours) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{may_give, may_manage};

    fn onlooker() -> Actor {
        let account = AccountId::parse("operator-1").expect("an account");
        Actor::onlooker(account, MerchantNumber(1_000_001), Instant(0))
    }

    /// Every function, with every set of powers that somebody might hand to it.
    #[test]
    fn who_looks_on_sees_everything_and_changes_nothing() {
        let mut asked = 0;
        for role in Role::ALL {
            let actor = Actor { powers: Powers::of(*role), ..onlooker() };
            assert!(actor.is_onlooker() && actor.branch().is_none());
            for function in Function::ALL {
                assert!(actor.allows(*function, Access::Look), "{role:?}, {function:?}");
                assert!(!actor.allows(*function, Access::Change), "{role:?}, {function:?}");
                assert_eq!(actor.may_see(*function), Ok(()));
                assert_eq!(actor.may_change(*function), Err(Refusal::ReadOnlyLook), "{role:?}, {function:?}");
                asked += 1;
            }
            assert_eq!(actor.may_handle(actor.merchant, ProductNumber(1)), Err(Refusal::ReadOnlyLook));
            let other = AccountId::parse("account-1").expect("an account");
            for given in Role::ALL {
                let powers = Powers::of(*given);
                assert_eq!(may_give(&actor, &powers, None), Err(Refusal::ReadOnlyLook));
                assert_eq!(may_manage(&actor, &other, &powers, None), Err(Refusal::ReadOnlyLook));
            }
        }
        assert_eq!(asked, Role::ALL.len() * Function::ALL.len());
        assert!(onlooker().powers.grants.are_none(), "nothing is held, not even in writing");
    }

    #[test]
    fn whoever_acts_sees_what_it_may_change_and_no_more() {
        for role in Role::ALL {
            let actor = Actor { post: Post::HeadOffice, powers: Powers::of(*role), ..onlooker() };
            for function in Function::ALL {
                assert_eq!(actor.may_see(*function), actor.may_change(*function), "{role:?}, {function:?}");
            }
        }
    }
}
