//! Branches (RULES §8): added, changed, switched off; never deleted, and their numbers never change.

use crate::secret::SessionToken;
use crate::table::set_up_change::{self, Author, SetUpChange};
use crate::{Store, StoreError, error::breaks_a_key};
use domain::branch::Branch;
use domain::change::{Subject, between};
use domain::identity::BranchNumber;
use domain::permission::Function;
use domain::refusal::Refusal;

impl Store {
    /// Adds a branch. `AlreadyThere` where its number is another branch's; the same branch again is no error.
    pub async fn add_branch(
        &self,
        session: &SessionToken,
        number: &BranchNumber,
        branch: Branch,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        match self.branch_of(actor.merchant, number).await {
            Ok(present) if present.branch == branch => return Ok(()),
            Ok(_) => return Err(taken()),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
        let (number, now) = (number.as_str().to_owned(), self.now());
        let change = SetUpChange {
            merchant: i64::from(actor.merchant.0),
            subject: Subject::Branch,
            key: number.clone(),
            author: Author::Account(actor),
            fields: between(&Vec::new(), &branch.fields()),
            note: String::new(),
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let added = sqlx::query(
                        "INSERT INTO branch (merchant, number, name, phone, address, enabled, version, changed_at)
                         VALUES ($1, $2, $3, $4, $5, $6, 1, $7)",
                    )
                    .bind(change.merchant)
                    .bind(number)
                    .bind(branch.name)
                    .bind(branch.phone)
                    .bind(branch.address)
                    .bind(i64::from(branch.is_enabled))
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await;
                    match added {
                        Err(error) if breaks_a_key(&error) => return Err(taken()),
                        other => other?,
                    };
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await
    }

    /// Changes a branch. `version` is that of the form. The same again changes nothing.
    pub async fn change_branch(
        &self,
        session: &SessionToken,
        number: &BranchNumber,
        version: i64,
        wanted: Branch,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let present = match self.branch_of(actor.merchant, number).await {
            Err(StoreError::NotFound) => return Err(StoreError::Refused(Refusal::BranchUnknown)),
            other => other?,
        };
        let fields = between(&present.branch.fields(), &wanted.fields());
        if fields.is_empty() {
            return Ok(());
        }
        let (number, now) = (number.as_str().to_owned(), self.now());
        let change = SetUpChange {
            merchant: i64::from(actor.merchant.0),
            subject: Subject::Branch,
            key: number.clone(),
            author: Author::Account(actor),
            fields,
            note: String::new(),
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let changed = sqlx::query(
                        "UPDATE branch SET name = $4, phone = $5, address = $6, enabled = $7, version = version + 1,
                                changed_at = $8
                         WHERE merchant = $1 AND number = $2 AND version = $3",
                    )
                    .bind(change.merchant)
                    .bind(number)
                    .bind(version)
                    .bind(wanted.name)
                    .bind(wanted.phone)
                    .bind(wanted.address)
                    .bind(i64::from(wanted.is_enabled))
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    if changed.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
                    }
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await
    }
}

fn taken() -> StoreError {
    StoreError::AlreadyThere { what: "number".to_owned() }
}
