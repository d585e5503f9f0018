//! 綁定子帳號 (RULES §8): many accounts bound to one branch at once, or to none.

use super::{Changed, Note, Snapshot, Target, note};
use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::{AccountId, BranchNumber};
use domain::people::{AccountChange, may_give};
use domain::permission::Function;
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use tokio::sync::oneshot;

/// An account that stayed where it was, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotBound {
    /// The account.
    pub account: AccountId,
    /// Sign-in name.
    pub name: String,
    /// Why.
    pub refusal: Refusal,
}

/// More are not bound at once; a page of the list has at most 100.
const MOST: usize = 200;

impl Store {
    /// Binds accounts to a branch; `None` unbinds them, so that they act for 總店. All of them in one transaction; those that may
    /// not be are named, those that are there already stay, and accounts of nobody here are left out. Refused as a whole where
    /// the branch is not there.
    pub async fn bind_sub_accounts(
        &self,
        session: &SessionToken,
        accounts: &[AccountId],
        branch: Option<&BranchNumber>,
    ) -> Result<Vec<NotBound>, StoreError> {
        let actor = self.acting(session, Function::People).await?;
        self.check_branch(&actor, branch).await?;
        let mut accounts: Vec<_> = accounts.iter().take(MOST).cloned().collect();
        // Whoever binds the same accounts at once does it in the same order.
        accounts.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        accounts.dedup();
        let (branch, now) = (branch.cloned(), self.now());
        let (told, not_bound) = oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let mut refused = Vec::new();
                    for account in accounts {
                        let target = match Target::known(connection, &actor, &account).await {
                            Ok(target) => target,
                            Err(StoreError::NotFound) => continue,
                            Err(error) => return Err(error),
                        };
                        if let Err(refusal) = may_be_bound(&actor, &account, &target, branch.as_ref()) {
                            refused.push(NotBound { account, name: target.name, refusal });
                        } else if target.branch != branch {
                            bind(connection, &actor, &account, &target, branch.as_ref(), now).await?;
                        }
                    }
                    let _ = told.send(refused);
                    Ok(())
                })
            })
            .await?;
        not_bound.await.map_err(|_| StoreError::Closing)
    }
}

fn may_be_bound(
    actor: &Actor,
    account: &AccountId,
    target: &Target,
    branch: Option<&BranchNumber>,
) -> Result<(), Refusal> {
    target.may_be_managed(actor, account)?;
    may_give(actor, &target.powers, branch)
}

async fn bind(
    connection: &mut AnyConnection,
    actor: &Actor,
    account: &AccountId,
    target: &Target,
    branch: Option<&BranchNumber>,
    now: Instant,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE account SET branch = $4, version = version + 1 WHERE merchant = $1 AND id = $2 AND version = $3",
    )
    .bind(i64::from(actor.merchant.0))
    .bind(account.as_str().to_owned())
    .bind(target.version)
    .bind(branch.map(|branch| branch.as_str().to_owned()))
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
    }
    let facts =
        Changed { was: Some(target.snapshot()), is: Snapshot::of(&target.note, branch, &target.powers) };
    note(connection, Note::by(actor, account.as_str(), AccountChange::Changed, now).with(&facts)?).await
}
