//! 子帳號 (RULES §8): making accounts, saying what they may, resetting, signing out and deleting them. Whoever acts has
//! the powers that are given, and each act stands in the account's history.

mod bind;
mod door;
mod history;
mod make;

use crate::secret::SessionToken;
use crate::table::account::{PowerColumns, powers};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::identity::{AccountId, BranchNumber};
use domain::people::{AccountChange, AccountNote, may_give, may_manage};
use domain::permission::{Function, Role};
use domain::powers::{Powers, Products};
use domain::refusal::Refusal;
use sqlx::AnyConnection;

pub use bind::NotBound;
use door::Door;
pub use history::{Changed, Snapshot};
pub(crate) use history::{Note, note};
pub use make::{Before, Made};

/// Stands for a password that nobody has: an account that signs in by its phone alone.
const NO_PASSWORD: &str = "-";

/// What the form of an account says.
#[derive(Debug, Clone)]
pub struct SubAccountDraft {
    /// 備註
    pub note: AccountNote,
    /// Its branch; `None` = 總店.
    pub branch: Option<BranchNumber>,
    /// What it may.
    pub powers: Powers,
}

/// What ends how an account signs in.
enum Act {
    Reset { password_hash: String },
    SignOut,
    Delete,
}

/// An account as it stands in its row.
pub(crate) struct Target {
    name: String,
    note: String,
    branch: Option<BranchNumber>,
    powers: Powers,
    version: i64,
}

impl Target {
    /// An account of the actor's merchant that is not deleted, and that the actor may manage.
    pub async fn managed(
        connection: &mut AnyConnection,
        actor: &Actor,
        account: &AccountId,
    ) -> Result<Self, StoreError> {
        let target = Self::known(connection, actor, account).await?;
        target.may_be_managed(actor, account).map_err(StoreError::Refused)?;
        Ok(target)
    }

    fn may_be_managed(&self, actor: &Actor, account: &AccountId) -> Result<(), Refusal> {
        may_manage(actor, account, &self.powers, self.branch.as_ref())
    }

    /// An account of the actor's merchant that is not deleted, whoever may manage it.
    async fn known(
        connection: &mut AnyConnection,
        actor: &Actor,
        account: &AccountId,
    ) -> Result<Self, StoreError> {
        let row = sqlx::query(
            "SELECT name, role, grants, products, hours, note, branch, version FROM account
             WHERE merchant = $1 AND id = $2 AND deleted_at IS NULL",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(account.as_str())
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        Ok(Self {
            name: columns.text("name")?,
            note: columns.text("note")?,
            branch: columns.maybe_branch("branch")?,
            powers: powers(&columns)?,
            version: columns.number("version")?,
        })
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.note, self.branch.as_ref(), &self.powers)
    }
}

impl Store {
    /// Says anew what an account may, where and when; `version` is that of the page on which this was chosen.
    pub async fn change_sub_account(
        &self,
        session: &SessionToken,
        account: &AccountId,
        version: i64,
        draft: SubAccountDraft,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::People).await?;
        self.check(&actor, &draft).await?;
        let (account, now) = (account.clone(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let target = Target::managed(connection, &actor, &account).await?;
                    if target.version != version {
                        return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
                    }
                    let is = Snapshot::of(draft.note.as_str(), draft.branch.as_ref(), &draft.powers);
                    let facts = Changed { was: Some(target.snapshot()), is };
                    if facts.was.as_ref() == Some(&facts.is) {
                        return Ok(());
                    }
                    let row = PowerColumns::of(&draft.powers);
                    let done = sqlx::query(
                        "UPDATE account SET branch = $4, role = $5, grants = $6, products = $7, hours = $8, note = $9,
                                            version = version + 1
                         WHERE merchant = $1 AND id = $2 AND version = $3",
                    )
                    .bind(i64::from(actor.merchant.0))
                    .bind(account.as_str().to_owned())
                    .bind(version)
                    .bind(draft.branch.as_ref().map(|branch| branch.as_str().to_owned()))
                    .bind(row.role)
                    .bind(row.grants)
                    .bind(row.products)
                    .bind(row.hours)
                    .bind(draft.note.as_str().to_owned())
                    .execute(&mut *connection)
                    .await?;
                    if done.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
                    }
                    keep_an_owner(connection, &actor, &target).await?;
                    let line = Note::by(&actor, account.as_str(), AccountChange::Changed, now);
                    note(connection, line.with(&facts)?).await
                })
            })
            .await
    }

    /// Another password, and nothing else signs in any more: passkeys, phones, the app and its recovery codes are
    /// forgotten, every session ends.
    pub async fn reset_sub_account(
        &self,
        session: &SessionToken,
        account: &AccountId,
        password_hash: String,
    ) -> Result<(), StoreError> {
        self.managing(session, account, Act::Reset { password_hash }).await
    }

    /// Ends every session of an account.
    pub async fn sign_out_sub_account(
        &self,
        session: &SessionToken,
        account: &AccountId,
    ) -> Result<(), StoreError> {
        self.managing(session, account, Act::SignOut).await
    }

    /// Deletes an account: it is kept in a list, its name stays taken, and what it did stays its own.
    pub async fn delete_sub_account(
        &self,
        session: &SessionToken,
        account: &AccountId,
    ) -> Result<(), StoreError> {
        self.managing(session, account, Act::Delete).await
    }

    async fn managing(
        &self,
        session: &SessionToken,
        account: &AccountId,
        act: Act,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::People).await?;
        let (account, now) = (account.clone(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let target = Target::managed(connection, &actor, &account).await?;
                    let door = Door { merchant: i64::from(actor.merchant.0), account: account.as_str(), now };
                    let kind = match act {
                        Act::SignOut => AccountChange::SignedOut,
                        Act::Reset { password_hash } => {
                            door.change_password(connection, password_hash).await?;
                            door.forget_other_ways(connection).await?;
                            AccountChange::SignInReset
                        }
                        Act::Delete => {
                            door.close(connection).await?;
                            door.forget_other_ways(connection).await?;
                            keep_an_owner(connection, &actor, &target).await?;
                            AccountChange::Deleted
                        }
                    };
                    door.end_sessions(connection).await?;
                    note(connection, Note::by(&actor, account.as_str(), kind, now)).await
                })
            })
            .await
    }

    /// The draft is one that this actor may give, of a branch and of products that are there.
    async fn check(&self, actor: &Actor, draft: &SubAccountDraft) -> Result<(), StoreError> {
        self.check_branch(actor, draft.branch.as_ref()).await?;
        if let Products::Named(named) = &draft.powers.products {
            let choice = self.products_to_choose(actor).await?;
            let known = named.iter().all(|one| choice.iter().any(|other| other.key() == *one));
            if named.is_empty() || !known {
                return Err(StoreError::Refused(Refusal::ProductsWrong));
            }
        }
        may_give(actor, &draft.powers, draft.branch.as_ref()).map_err(StoreError::Refused)
    }

    /// The branch is one of those that this actor sees; no branch always is.
    async fn check_branch(&self, actor: &Actor, branch: Option<&BranchNumber>) -> Result<(), StoreError> {
        let Some(branch) = branch else {
            return Ok(());
        };
        let there = self.branches_of(actor).await?.iter().any(|one| one.number == *branch);
        if there { Ok(()) } else { Err(StoreError::Refused(Refusal::BranchUnknown)) }
    }
}

/// Whoever was an owner may go only while another one is left. The owners' rows are held first, so that two who end
/// each other at once do not both succeed.
async fn keep_an_owner(
    connection: &mut AnyConnection,
    actor: &Actor,
    was: &Target,
) -> Result<(), StoreError> {
    if was.powers.role != Role::Owner {
        return Ok(());
    }
    sqlx::query("UPDATE account SET disabled = disabled WHERE merchant = $1 AND role = 'owner'")
        .bind(i64::from(actor.merchant.0))
        .execute(&mut *connection)
        .await?;
    let left = sqlx::query(
        "SELECT COUNT(*) AS owners FROM account WHERE merchant = $1 AND role = 'owner' AND disabled = 0",
    )
    .bind(i64::from(actor.merchant.0))
    .fetch_one(connection)
    .await?;
    if Columns(&left).number("owners")? > 0 { Ok(()) } else { Err(StoreError::Refused(Refusal::LastOwner)) }
}
