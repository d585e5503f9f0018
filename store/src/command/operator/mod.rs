//! The platform's own people: a kind of account of its own, with sessions of its own. No merchant's session is theirs, and
//! theirs opens no merchant's desk or console.

mod contract;
mod invitation;
mod look;
mod message;
mod person;
mod relation;

pub use invitation::{INVITATION_DAYS, Invited};
pub use look::LOOK_SECONDS;
pub use person::{PersonAct, PersonActKind};

use crate::error::breaks_a_key;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::visitor::Visitor;
use crate::{Store, StoreError};
use domain::refusal::Refusal;

/// A working day.
const SESSION_SECONDS: i64 = 10 * 3600;

/// Somebody of the platform who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The account.
    pub id: String,
    /// Sign-in name.
    pub name: String,
}

/// What becomes of an operator's way in.
#[derive(Debug, Clone)]
pub enum OperatorAccess {
    /// None any more.
    Ended,
    /// Another password, by its hash (argon2id, PHC string).
    Password(String),
}

/// What the password is checked against.
#[derive(Debug, Clone)]
pub struct OperatorAccount {
    /// The account.
    pub operator: Operator,
    /// argon2id, PHC string.
    pub password_hash: String,
}

impl Store {
    /// Adds one of the platform's own people: by the command line and the demo only. `AlreadyThere` where the name is taken.
    pub async fn create_operator(&self, name: &str, password_hash: &str) -> Result<String, StoreError> {
        let (id, now) = (self.new_identity(), self.now());
        let (new, name, password_hash) = (id.clone(), name.to_owned(), password_hash.to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO operator_account (id, name, password_hash, disabled, created_at)
                         VALUES ($1, $2, $3, 0, $4)",
                    )
                    .bind(new)
                    .bind(name)
                    .bind(password_hash)
                    .bind(now.0)
                    .execute(connection)
                    .await
                    .map_err(|error| match breaks_a_key(&error) {
                        true => StoreError::AlreadyThere { what: "name".to_owned() },
                        false => error.into(),
                    })?;
                    Ok(())
                })
            })
            .await?;
        Ok(id)
    }

    /// From now on this account of the platform's own people has no access, or another password with it: by the command
    /// line only. Its sessions, and the looks that were begun in them, end. `NotFound` where there is none.
    pub async fn renew_operator(&self, name: &str, access: OperatorAccess) -> Result<(), StoreError> {
        let (name, now) = (name.to_owned(), self.now());
        let (password_hash, disabled) = match access {
            OperatorAccess::Ended => (None, 1),
            OperatorAccess::Password(hash) => (Some(hash), 0),
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let changed = sqlx::query(
                        "UPDATE operator_account SET disabled = $2, password_hash = COALESCE(CAST($3 AS TEXT), password_hash)
                         WHERE name = $1",
                    )
                    .bind(name.clone())
                    .bind(disabled)
                    .bind(password_hash)
                    .execute(&mut *connection)
                    .await?;
                    if changed.rows_affected() != 1 {
                        return Err(StoreError::NotFound);
                    }
                    sqlx::query(
                        "UPDATE operator_look SET ended_at = $2 WHERE ended_at IS NULL AND at > $3 AND operator IN (
                             SELECT o.id FROM operator_account o WHERE o.name = $1)",
                    )
                    .bind(name.clone())
                    .bind(now.0)
                    .bind(now.plus_seconds(-LOOK_SECONDS).0)
                    .execute(&mut *connection)
                    .await?;
                    sqlx::query(
                        "UPDATE operator_session SET revoked_at = $2 WHERE revoked_at IS NULL AND operator IN (
                             SELECT o.id FROM operator_account o WHERE o.name = $1)",
                    )
                    .bind(name)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// The account behind a sign-in name, unless it is disabled.
    pub async fn operator_for_sign_in(&self, name: &str) -> Result<Option<OperatorAccount>, StoreError> {
        let row = sqlx::query(
            "SELECT id, name, password_hash FROM operator_account WHERE name = $1 AND disabled = 0",
        )
        .bind(name.to_owned())
        .fetch_optional(self.engine.reader())
        .await?;
        row.map(|row| {
            let columns = Columns(&row);
            let operator = Operator { id: columns.text("id")?, name: columns.text("name")? };
            Ok(OperatorAccount { operator, password_hash: columns.text("password_hash")? })
        })
        .transpose()
    }

    /// Signs somebody of the platform in who has proven to be so.
    pub async fn operator_sign_in(
        &self,
        operator: &str,
        way: &'static str,
        visitor: &Visitor,
    ) -> Result<SessionToken, StoreError> {
        let token = SessionToken::new()?;
        let (hash, now, operator, visitor) = (token.hash(), self.now(), operator.to_owned(), visitor.clone());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO operator_session (token_hash, operator, created_at, expires_at, way, browser, address)
                         VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    )
                    .bind(hash)
                    .bind(operator)
                    .bind(now.0)
                    .bind(now.plus_seconds(SESSION_SECONDS).0)
                    .bind(way)
                    .bind(visitor.browser)
                    .bind(visitor.address)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        Ok(token)
    }

    /// Whose session this is, if it is neither over nor ended.
    pub async fn operator_of(&self, session: &SessionToken) -> Result<Option<Operator>, StoreError> {
        let row = sqlx::query(
            "SELECT o.id, o.name FROM operator_session s
             JOIN operator_account o ON o.id = s.operator AND o.disabled = 0
             WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2",
        )
        .bind(session.hash())
        .bind(self.now().0)
        .fetch_optional(self.engine.reader())
        .await?;
        row.map(|row| Ok(Operator { id: Columns(&row).text("id")?, name: Columns(&row).text("name")? }))
            .transpose()
    }

    /// Signs out; a look that was begun in the session is over with it.
    pub async fn end_operator_session(&self, session: &SessionToken) -> Result<(), StoreError> {
        let (hash, now) = (session.hash(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE operator_session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL",
                    )
                    .bind(hash.clone())
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    sqlx::query(
                        "UPDATE operator_look SET ended_at = $2 WHERE session = $1 AND ended_at IS NULL AND at > $3",
                    )
                    .bind(hash)
                    .bind(now.0)
                    .bind(now.plus_seconds(-LOOK_SECONDS).0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Whoever acts for the platform.
    pub(crate) async fn operating(&self, session: &SessionToken) -> Result<Operator, StoreError> {
        self.operator_of(session).await?.ok_or(StoreError::Refused(Refusal::SignedOut))
    }
}
