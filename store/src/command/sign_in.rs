//! Sessions: made at sign-in, ended at sign-out. Passwords are checked by the caller, who can spend the time.

use crate::random::new_identity;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::identity::{AccountId, MerchantNumber};

/// A working day and a bit: a clerk signs in once a shift.
const SESSION_SECONDS: i64 = 16 * 3600;

/// What the password is checked against.
#[derive(Debug, Clone)]
pub struct SignInAccount {
    /// The account.
    pub id: AccountId,
    /// argon2id, PHC string.
    pub password_hash: String,
}

impl Store {
    /// The account behind a sign-in name, unless it is disabled.
    pub async fn account_for_sign_in(
        &self,
        merchant: MerchantNumber,
        name: &str,
    ) -> Result<Option<SignInAccount>, StoreError> {
        let row = sqlx::query(
            "SELECT id, password_hash FROM account WHERE merchant = $1 AND name = $2 AND disabled = 0",
        )
        .bind(i64::from(merchant.0))
        .bind(name.to_owned())
        .fetch_optional(self.engine.reader())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let columns = Columns(&row);
        let id = AccountId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("account"))?;
        Ok(Some(SignInAccount { id, password_hash: columns.text("password_hash")? }))
    }

    /// Signs an account in whose password was right.
    pub async fn start_session(
        &self,
        merchant: MerchantNumber,
        account: &AccountId,
    ) -> Result<SessionToken, StoreError> {
        let token = SessionToken::new()?;
        let (hash, account, now) = (token.hash(), account.to_string(), self.now());
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO session (token_hash, merchant, account, created_at, expires_at)
                         VALUES ($1, $2, $3, $4, $5)",
                    )
                    .bind(hash)
                    .bind(i64::from(merchant.0))
                    .bind(account)
                    .bind(now.0)
                    .bind(now.plus_seconds(SESSION_SECONDS).0)
                    .execute(transaction)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        Ok(token)
    }

    /// Signs out. From now on nothing that this token asks for is written.
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), StoreError> {
        let (hash, now) = (token.hash(), self.now());
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL",
                    )
                    .bind(hash)
                    .bind(now.0)
                    .execute(transaction)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    pub(crate) fn new_identity(&self) -> String {
        new_identity(self.now())
    }
}
