//! How an account gets in, ended part by part.

use crate::StoreError;
use domain::calendar::Instant;
use sqlx::AnyConnection;

/// The door of one account.
pub(super) struct Door<'a> {
    pub merchant: i64,
    pub account: &'a str,
    pub now: Instant,
}

impl Door<'_> {
    pub async fn change_password(
        &self,
        connection: &mut AnyConnection,
        password_hash: String,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE account SET password_hash = $3 WHERE merchant = $1 AND id = $2")
            .bind(self.merchant)
            .bind(self.account.to_owned())
            .bind(password_hash)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Passkeys with the phones that made them, the app with its recovery codes, codes that no phone has taken.
    pub async fn forget_other_ways(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM passkey WHERE merchant = $1 AND account = $2",
            "DELETE FROM recovery_code WHERE merchant = $1 AND account = $2",
            "DELETE FROM half_sign_in WHERE merchant = $1 AND account = $2",
            "UPDATE account SET sealed_code_key = NULL WHERE merchant = $1 AND id = $2",
        ] {
            sqlx::query(statement)
                .bind(self.merchant)
                .bind(self.account.to_owned())
                .execute(&mut *connection)
                .await?;
        }
        for statement in [
            "UPDATE enrolment SET revoked_at = $3 WHERE merchant = $1 AND account = $2 AND revoked_at IS NULL",
            "UPDATE desk_phone SET revoked_at = $3 WHERE merchant = $1 AND account = $2 AND revoked_at IS NULL",
        ] {
            sqlx::query(statement)
                .bind(self.merchant)
                .bind(self.account.to_owned())
                .bind(self.now.0)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }

    pub async fn close(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE account SET disabled = 1, deleted_at = $3, version = version + 1 WHERE merchant = $1 AND id = $2",
        )
        .bind(self.merchant)
        .bind(self.account.to_owned())
        .bind(self.now.0)
        .execute(connection)
        .await?;
        Ok(())
    }

    pub async fn end_sessions(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE session SET revoked_at = $3 WHERE merchant = $1 AND account = $2 AND revoked_at IS NULL",
        )
        .bind(self.merchant)
        .bind(self.account.to_owned())
        .bind(self.now.0)
        .execute(connection)
        .await?;
        Ok(())
    }
}
