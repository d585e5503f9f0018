//! Making an account, once however often its form is sent.

use super::{Changed, NO_PASSWORD, Note, Snapshot, SubAccountDraft, note};
use crate::random::attempt_id;
use crate::secret::SessionToken;
use crate::table::account::PowerColumns;
use crate::table::attempt::derived_name;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::{AccountId, AttemptId};
use domain::people::{AccountChange, AccountName};
use domain::permission::Function;
use domain::refusal::Refusal;

/// An account that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The account.
    pub account: AccountId,
    /// The same form had made it before.
    pub before: Option<Before>,
}

/// When the same form made it, and the password's hash that it has now.
#[derive(Debug, Clone)]
pub struct Before {
    /// When.
    pub at: Instant,
    /// PHC string; nothing where it has no password.
    pub password_hash: Option<String>,
}

impl Store {
    /// Makes an account. Without a password it signs in by a phone that is enrolled.
    pub async fn create_sub_account(
        &self,
        session: &SessionToken,
        name: &AccountName,
        draft: SubAccountDraft,
        password_hash: Option<String>,
    ) -> Result<AccountId, StoreError> {
        let attempt = attempt_id(self.now())?;
        Ok(self.make_sub_account(session, name, draft, password_hash, &attempt).await?.account)
    }

    /// The same by a form that may be sent twice: the same content is the same account.
    pub async fn make_sub_account(
        &self,
        session: &SessionToken,
        name: &AccountName,
        draft: SubAccountDraft,
        password_hash: Option<String>,
        attempt: &AttemptId,
    ) -> Result<Made, StoreError> {
        let actor = self.acting(session, Function::People).await?;
        self.check(&actor, &draft).await?;
        let is = Snapshot::of(draft.note.as_str(), draft.branch.as_ref(), &draft.powers);
        let facts = Changed { was: None, is };
        let line = line_of(&actor, name, &facts, password_hash.is_some(), attempt)?;
        if let Some(made) = self.account_made_by(&actor, &line).await? {
            return Ok(made);
        }
        match self.insert_account(&actor, name, draft, password_hash, facts, line.clone()).await {
            // The same form, sent at the same moment, may have been faster.
            Err(StoreError::Refused(Refusal::AccountNameTaken)) => {
                let made = self.account_made_by(&actor, &line).await?;
                made.ok_or(StoreError::Refused(Refusal::AccountNameTaken))
            }
            Ok(account) => Ok(Made { account, before: None }),
            Err(error) => Err(error),
        }
    }

    /// What the password of such an account is drawn from: the same whenever the same form is sent.
    pub fn first_password(
        &self,
        actor: &Actor,
        name: &AccountName,
        attempt: &AttemptId,
        draw: u8,
    ) -> [u8; 32] {
        self.keyring.first_password(actor, name.as_str(), attempt, draw)
    }

    async fn insert_account(
        &self,
        actor: &Actor,
        name: &AccountName,
        draft: SubAccountDraft,
        password_hash: Option<String>,
        facts: Changed,
        line: String,
    ) -> Result<AccountId, StoreError> {
        let id = self.new_identity();
        let account = AccountId::parse(&id).map_err(|_| StoreError::Corrupt("account"))?;
        let (actor, name, now) = (actor.clone(), name.as_str().to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let row = PowerColumns::of(&draft.powers);
                    let made = sqlx::query(
                        "INSERT INTO account (merchant, id, name, password_hash, branch, role, grants, products, hours,
                                              note, disabled, created_at)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)
                         ON CONFLICT (merchant, name) DO NOTHING",
                    )
                    .bind(i64::from(actor.merchant.0))
                    .bind(id.clone())
                    .bind(name)
                    .bind(password_hash.unwrap_or_else(|| NO_PASSWORD.to_owned()))
                    .bind(draft.branch.as_ref().map(|branch| branch.as_str().to_owned()))
                    .bind(row.role)
                    .bind(row.grants)
                    .bind(row.products)
                    .bind(row.hours)
                    .bind(draft.note.as_str().to_owned())
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    if made.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::AccountNameTaken));
                    }
                    let made = Note::by(&actor, &id, AccountChange::Created, now).named(line);
                    note(connection, made.with(&facts)?).await
                })
            })
            .await?;
        Ok(account)
    }

    /// What this line of an account's history is about, if it was written.
    async fn account_made_by(&self, actor: &Actor, line: &str) -> Result<Option<Made>, StoreError> {
        let row = sqlx::query(
            "SELECT c.account, c.at, a.password_hash FROM account_change c
             JOIN account a ON a.merchant = c.merchant AND a.id = c.account
             WHERE c.merchant = $1 AND c.id = $2",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(line.to_owned())
        .fetch_optional(self.engine.reader())
        .await?;
        let read = |row| {
            let columns = Columns(&row);
            let account =
                AccountId::parse(&columns.text("account")?).map_err(|_| StoreError::Corrupt("account"))?;
            let hash = columns.text("password_hash")?;
            let password_hash = (hash != NO_PASSWORD).then_some(hash);
            Ok(Made { account, before: Some(Before { at: columns.instant("at")?, password_hash }) })
        };
        row.map(read).transpose()
    }
}

/// The name of the first line of an account's history: the same for the same form with the same content.
fn line_of(
    actor: &Actor,
    name: &AccountName,
    facts: &Changed,
    has_password: bool,
    attempt: &AttemptId,
) -> Result<String, StoreError> {
    let facts = serde_json::to_string(facts).map_err(|_| StoreError::Corrupt("a change"))?;
    let what = format!("account|{}|{has_password}|{facts}", name.as_str());
    Ok(derived_name(&what, actor.merchant, actor.account.as_str(), attempt))
}
