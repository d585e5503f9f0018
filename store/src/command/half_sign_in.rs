//! Between the right password and the code of the app (RULES §16). A code is taken once: whoever looks over a shoulder
//! is too late.

use crate::command::second_factor::{recovery_hash, take_app_code};
use crate::command::sign_in::{let_in, turn_away};
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::visitor::Visitor;
use crate::{Store, StoreError};
use domain::identity::{AccountId, MerchantNumber};
use domain::one_time_code::OneTimeCode;
use domain::sign_in::{HALF_SIGN_IN_SECONDS, MOST_CODES_TRIED, RecoveryCode, Way};
use tokio::sync::oneshot;

/// What the second half of a sign-in came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondHalf {
    /// Signed in.
    Done(SessionToken),
    /// Not this code.
    Wrong,
    /// Too late, or too many tries: the password is asked for again.
    Over,
}

impl Store {
    /// The password was right; the code is still to come. The token stays in the browser.
    pub async fn half_sign_in(
        &self,
        merchant: MerchantNumber,
        account: &AccountId,
    ) -> Result<SessionToken, StoreError> {
        let token = SessionToken::new()?;
        let (hash, account, now) = (token.hash(), account.to_string(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM half_sign_in WHERE begun_at < $1")
                        .bind(now.plus_seconds(-HALF_SIGN_IN_SECONDS).0)
                        .execute(&mut *connection)
                        .await?;
                    sqlx::query(
                        "INSERT INTO half_sign_in (token_hash, merchant, account, tried, begun_at)
                         VALUES ($1, $2, $3, 0, $4)",
                    )
                    .bind(hash)
                    .bind(i64::from(merchant.0))
                    .bind(account)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        Ok(token)
    }

    /// Takes the code of the app or a recovery code.
    pub async fn finish_sign_in(
        &self,
        half: &SessionToken,
        typed: &str,
        visitor: &Visitor,
    ) -> Result<SecondHalf, StoreError> {
        let session = SessionToken::new()?;
        let (half_hash, session_hash) = (half.hash(), session.hash());
        let (app_code, recovery_code) = (OneTimeCode::parse(typed), RecoveryCode::parse(typed));
        let (keyring, visitor, now) = (self.keyring.clone(), visitor.clone(), self.now());
        let (told, answer) = oneshot::channel();
        let store = self.clone();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    // Counted first: of many tries at once each finds the ones before it.
                    let row = sqlx::query(
                        "UPDATE half_sign_in SET tried = tried + 1
                         WHERE token_hash = $1 AND begun_at > $2 AND tried < $3 RETURNING merchant, account",
                    )
                    .bind(half_hash.clone())
                    .bind(now.plus_seconds(-HALF_SIGN_IN_SECONDS).0)
                    .bind(i64::from(MOST_CODES_TRIED))
                    .fetch_optional(&mut *connection)
                    .await?;
                    let Some(row) = row else {
                        let _ = told.send(SecondHalf::Over);
                        return Ok(());
                    };
                    let columns = Columns(&row);
                    let merchant = columns.merchant("merchant")?;
                    let account = AccountId::parse(&columns.text("account")?)
                        .map_err(|_| StoreError::Corrupt("account"))?;
                    let mut knock = store.knock(merchant, &account, Way::AppCode, &visitor);
                    let is_right = match (&app_code, &recovery_code) {
                        (Some(code), _) => {
                            take_app_code(connection, &keyring, merchant, &knock.account, code, now).await?
                        }
                        (None, Some(code)) => {
                            knock.way = Way::RecoveryCode;
                            let hash = recovery_hash(&keyring, &knock.account, code);
                            sqlx::query(
                                "UPDATE recovery_code SET used_at = $4
                                 WHERE merchant = $1 AND account = $2 AND code_hash = $3 AND used_at IS NULL",
                            )
                            .bind(i64::from(merchant.0))
                            .bind(knock.account.clone())
                            .bind(hash)
                            .bind(now.0)
                            .execute(&mut *connection)
                            .await?
                            .rows_affected()
                                == 1
                        }
                        (None, None) => false,
                    };
                    if !is_right {
                        turn_away(connection, &knock).await?;
                        let _ = told.send(SecondHalf::Wrong);
                        return Ok(());
                    }
                    sqlx::query("DELETE FROM half_sign_in WHERE token_hash = $1")
                        .bind(half_hash)
                        .execute(&mut *connection)
                        .await?;
                    let_in(connection, &knock, &session_hash).await?;
                    let _ = told.send(SecondHalf::Done(session));
                    Ok(())
                })
            })
            .await?;
        answer.await.map_err(|_| StoreError::Closing)
    }
}
