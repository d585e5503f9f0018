//! What somebody does about the own account: password, where it is told, sessions. Whatever changes how one signs in
//! asks for a sign-in of the last minutes (RULES §16).

use crate::command::contact::Email;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::{AccountId, MerchantNumber};
use domain::refusal::Refusal;
use domain::sign_in::is_fresh;
use sqlx::AnyConnection;

/// An account whose session is young enough to change how it signs in.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub merchant: MerchantNumber,
    pub account: String,
}

impl Fresh {
    pub fn merchant(&self) -> i64 {
        i64::from(self.merchant.0)
    }

    /// Ends every session of the account.
    pub async fn end_all_sessions(
        &self,
        connection: &mut AnyConnection,
        now: Instant,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE session SET revoked_at = $3 WHERE merchant = $1 AND account = $2 AND revoked_at IS NULL",
        )
        .bind(self.merchant())
        .bind(self.account.clone())
        .bind(now.0)
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// What an account is told, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Where to; `None` = nowhere.
    pub email: Option<Email>,
    /// A sign-in failed.
    pub failures: bool,
    /// A sign-in from a browser that was not seen before.
    pub new_browsers: bool,
}

impl Store {
    /// Whose session this is, and since when.
    pub(crate) async fn session_of(&self, session: &SessionToken) -> Result<(Fresh, Instant), StoreError> {
        let row = sqlx::query(
            "SELECT s.merchant, s.account, s.created_at FROM session s
             JOIN account a ON a.merchant = s.merchant AND a.id = s.account AND a.disabled = 0
             WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2",
        )
        .bind(session.hash())
        .bind(self.now().0)
        .fetch_optional(self.engine.counter())
        .await?
        .ok_or(StoreError::Refused(Refusal::SignedOut))?;
        let columns = Columns(&row);
        let whose = Fresh { merchant: columns.merchant("merchant")?, account: columns.text("account")? };
        Ok((whose, columns.instant("created_at")?))
    }

    /// The same, if the sign-in was in the last minutes.
    pub(crate) async fn fresh(&self, session: &SessionToken) -> Result<Fresh, StoreError> {
        let (whose, began) = self.session_of(session).await?;
        if is_fresh(began, self.now()) { Ok(whose) } else { Err(StoreError::Refused(Refusal::SignInAgain)) }
    }

    /// The own password's hash, to be compared by the caller.
    pub async fn own_password_hash(&self, session: &SessionToken) -> Result<(AccountId, String), StoreError> {
        let fresh = self.fresh(session).await?;
        let row = sqlx::query("SELECT password_hash FROM account WHERE merchant = $1 AND id = $2")
            .bind(fresh.merchant())
            .bind(fresh.account.clone())
            .fetch_one(self.engine.reader())
            .await?;
        let id = AccountId::parse(&fresh.account).map_err(|_| StoreError::Corrupt("account"))?;
        Ok((id, Columns(&row).text("password_hash")?))
    }

    /// A new password; all sessions of the account end.
    pub async fn change_password(
        &self,
        session: &SessionToken,
        password_hash: String,
    ) -> Result<(), StoreError> {
        let (fresh, now) = (self.fresh(session).await?, self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("UPDATE account SET password_hash = $3 WHERE merchant = $1 AND id = $2")
                        .bind(fresh.merchant())
                        .bind(fresh.account.clone())
                        .bind(password_hash)
                        .execute(&mut *connection)
                        .await?;
                    fresh.end_all_sessions(connection, now).await
                })
            })
            .await
    }

    /// What the account is told of its door, and where.
    pub async fn choose_telling(&self, session: &SessionToken, telling: Telling) -> Result<(), StoreError> {
        let fresh = self.fresh(session).await?;
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE account SET email = $3, tells_failures = $4, tells_new_browsers = $5
                         WHERE merchant = $1 AND id = $2",
                    )
                    .bind(fresh.merchant())
                    .bind(fresh.account)
                    .bind(telling.email.map(|email| email.as_str().to_owned()))
                    .bind(i64::from(telling.failures))
                    .bind(i64::from(telling.new_browsers))
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Ends another session of the own account. One that ended already is no error.
    pub async fn end_other_session(&self, session: &SessionToken, id: &str) -> Result<(), StoreError> {
        let (whose, _) = self.session_of(session).await?;
        let (id, now) = (id.to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE session SET revoked_at = $4
                         WHERE merchant = $1 AND account = $2 AND id = $3 AND revoked_at IS NULL",
                    )
                    .bind(whose.merchant())
                    .bind(whose.account)
                    .bind(id)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
