//! Sub-accounts (RULES §8, 子帳號): how they are called, and who manages whom. Nobody gives what he has not, and nobody
//! manages somebody who may more.

use crate::actor::Actor;
use crate::field::{Fault, line};
use crate::identity::{AccountId, BranchNumber};
use crate::permission::Function;
use crate::powers::Powers;
use crate::reach::half_width;
use crate::refusal::Refusal;
use std::ops::RangeInclusive;

/// Fewest and most characters of a name.
pub const NAME_CHARACTERS: RangeInclusive<usize> = 6..=20;
/// Most characters of a note.
pub const LONGEST_NOTE: usize = 20;
/// Minutes in which a form that made an account shows its password again.
pub const PASSWORD_AGAIN_MINUTES: i64 = 10;
/// Minutes in which a phone may be enrolled by a code.
pub const ENROLMENT_MINUTES: i64 = 10;

stated_enum! {
    /// What was done about an account, for its history.
    pub enum AccountChange {
        /// 新增
        Created = "created",
        /// 修改
        Changed = "changed",
        /// 重設登入方式
        SignInReset = "sign_in_reset",
        /// 強制登出
        SignedOut = "signed_out",
        /// 刪除
        Deleted = "deleted",
        /// A code for a phone was shown.
        EnrolmentOffered = "enrolment_offered",
        /// A phone was enrolled with such a code.
        PhoneEnrolled = "phone_enrolled",
        /// 撤銷手機
        PhoneRevoked = "phone_revoked",
    }
}

/// 6–20 letters and digits, both of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// As it is typed; full-width digits do no harm.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let name: String = text.trim().chars().map(half_width).collect();
        let of_form = NAME_CHARACTERS.contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && name.bytes().any(|byte| byte.is_ascii_alphabetic())
            && name.bytes().any(|byte| byte.is_ascii_digit());
        if of_form { Ok(Self(name)) } else { Err(Refusal::AccountNameWrong) }
    }

    /// The same from a field of a form.
    pub fn of_field(text: &str) -> Result<Self, Fault> {
        if text.trim().is_empty() {
            return Err(Fault::Missing);
        }
        Self::parse(text).map_err(|_| Fault::AccountName)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the merchant writes down about an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountNote(String);

impl AccountNote {
    /// At most 20 characters in one line, or nothing.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let note = text.trim();
        let of_form = note.chars().count() <= LONGEST_NOTE && !note.chars().any(char::is_control);
        if of_form { Ok(Self(note.to_owned())) } else { Err(Refusal::NoteTooLong) }
    }

    /// The same from a field of a form.
    pub fn of_field(text: &str) -> Result<Self, Fault> {
        line(text, 0, LONGEST_NOTE).map(Self)
    }

    /// The note.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `actor` may give these powers to an account of this branch (`None` = 總店).
pub fn may_give(actor: &Actor, powers: &Powers, branch: Option<&BranchNumber>) -> Result<(), Refusal> {
    actor.may_change(Function::People)?;
    if powers.grants.are_none() {
        return Err(Refusal::PowersMissing);
    }
    covers(actor, powers, branch)
}

/// Whether `actor` may change, sign out or delete this account.
pub fn may_manage(
    actor: &Actor,
    account: &AccountId,
    powers: &Powers,
    branch: Option<&BranchNumber>,
) -> Result<(), Refusal> {
    actor.may_change(Function::People)?;
    if actor.account == *account {
        return Err(Refusal::OwnAccount);
    }
    covers(actor, powers, branch)
}

/// The head office covers every branch, a branch itself alone.
fn covers(actor: &Actor, powers: &Powers, branch: Option<&BranchNumber>) -> Result<(), Refusal> {
    let in_reach = actor.branch().is_none_or(|own| branch == Some(own));
    if in_reach && powers.are_within(&actor.powers) { Ok(()) } else { Err(Refusal::PowersTooGreat) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Post;
    use crate::calendar::Instant;
    use crate::hours::Hours;
    use crate::identity::MerchantNumber;
    use crate::permission::{Access, Grants, Role};
    use crate::powers::Products;

    fn actor(powers: Powers, branch: Option<&str>) -> Actor {
        let post = match branch {
            None => Post::HeadOffice,
            Some(number) => {
                Post::Branch { number: BranchNumber::parse(number).expect("a branch"), enabled: true }
            }
        };
        let account = AccountId::parse("account-1").expect("an account");
        Actor { account, merchant: MerchantNumber(1_000_001), post, powers, at: Instant(0) }
    }

    #[test]
    fn names_have_letters_and_digits() {
        for good in ["clerk1", "1abcde", "a1234567890123456789", "clerk１", " clerk1 "] {
            assert!(AccountName::parse(good).is_ok(), "{good}");
        }
        for bad in
            ["", "clerk", "clerks", "123456", "a1b2c", "a12345678901234567890", "clerk 1", "店員clerk1"]
        {
            assert_eq!(AccountName::parse(bad), Err(Refusal::AccountNameWrong), "{bad}");
        }
        assert_eq!(AccountName::of_field(" "), Err(Fault::Missing));
        assert_eq!(AccountName::of_field("clerks"), Err(Fault::AccountName));
        assert_eq!(AccountNote::of_field(&"字".repeat(21)), Err(Fault::TooLong(20)));
        assert_eq!(AccountNote::of_field(" "), Ok(AccountNote::default()));
        assert!(AccountNote::parse(&"字".repeat(20)).is_ok());
        assert_eq!(AccountNote::parse(&"字".repeat(21)), Err(Refusal::NoteTooLong));
        assert_eq!(AccountNote::parse("a\nb"), Err(Refusal::NoteTooLong));
    }

    #[test]
    fn nobody_gives_what_he_has_not() {
        let first = BranchNumber::parse("001").expect("a branch");
        let second = BranchNumber::parse("002").expect("a branch");
        let (owner, manager, clerk) =
            (Powers::of(Role::Owner), Powers::of(Role::Manager), Powers::of(Role::Clerk));
        let mornings =
            Powers { hours: Hours::parse("1234567 00:00-24:00").expect("hours"), ..manager.clone() };
        let one = Powers { products: Products::parse("1000001-1").expect("a list"), ..manager.clone() };
        let settings = Grants::NONE.with(Function::Settings, Some(Access::Change));
        let settings = Powers { role: Role::Custom, grants: settings, ..owner.clone() };
        let nothing = Powers { role: Role::Custom, grants: Grants::NONE, ..owner.clone() };
        for (who, branch, gives, to, answer) in [
            (&owner, None, &owner, None, Ok(())),
            (&owner, None, &nothing, None, Err(Refusal::PowersMissing)),
            (&manager, None, &owner, None, Err(Refusal::PowersTooGreat)),
            (&manager, None, &manager, Some(&first), Ok(())),
            (&manager, None, &settings, None, Err(Refusal::PowersTooGreat)),
            (&manager, Some("001"), &clerk, Some(&first), Ok(())),
            (&manager, Some("001"), &clerk, Some(&second), Err(Refusal::PowersTooGreat)),
            (&manager, Some("001"), &clerk, None, Err(Refusal::PowersTooGreat)),
            (&one, None, &clerk, None, Err(Refusal::PowersTooGreat)),
            (&one, None, &Powers { products: one.products.clone(), ..clerk.clone() }, None, Ok(())),
            (&mornings, None, &clerk, None, Ok(())),
            (&clerk, None, &clerk, None, Err(Refusal::PermissionMissing)),
        ] {
            assert_eq!(
                may_give(&actor(who.clone(), branch), gives, to),
                answer,
                "{who:?} gives {gives:?} to {to:?}"
            );
        }
    }

    #[test]
    fn nobody_manages_the_own_account_or_somebody_greater() {
        let manager = actor(Powers::of(Role::Manager), None);
        let other = AccountId::parse("account-2").expect("an account");
        let manages = |account, role| may_manage(&manager, account, &Powers::of(role), None);
        assert_eq!(manages(&other, Role::Clerk), Ok(()));
        assert_eq!(manages(&other, Role::Manager), Ok(()));
        assert_eq!(manages(&other, Role::Owner), Err(Refusal::PowersTooGreat));
        assert_eq!(manages(&manager.account, Role::Manager), Err(Refusal::OwnAccount));
    }
}
