//! The platform looks at a merchant's console: read-only, with a reason that is kept, for half an hour.

use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::identity::MerchantNumber;

/// How long a look lasts.
pub const LOOK_SECONDS: i64 = 1_800;

impl Store {
    /// Begins a look. Again within its time it is the same look.
    pub async fn look_at_merchant(
        &self,
        session: &SessionToken,
        merchant: MerchantNumber,
        reason: String,
    ) -> Result<(), StoreError> {
        let operator = self.operating(session).await?;
        let (id, now) = (self.new_identity(), self.now());
        self.merchant_name(merchant).await?;
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO operator_look (id, operator, merchant, at, reason)
                         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS
                           (SELECT 1 FROM operator_look WHERE operator = $2 AND merchant = $3 AND reason = $5 AND at > $6)",
                    )
                    .bind(id)
                    .bind(operator.id)
                    .bind(i64::from(merchant.0))
                    .bind(now.0)
                    .bind(reason)
                    .bind(now.plus_seconds(-LOOK_SECONDS).0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Whether a look of this operator at this merchant has begun and is not over.
    pub async fn is_looking_at(
        &self,
        session: &SessionToken,
        merchant: MerchantNumber,
    ) -> Result<bool, StoreError> {
        let operator = self.operating(session).await?;
        let row = sqlx::query(
            "SELECT 1 AS looking FROM operator_look WHERE operator = $1 AND merchant = $2 AND at > $3 LIMIT 1",
        )
        .bind(operator.id)
        .bind(i64::from(merchant.0))
        .bind(self.now().plus_seconds(-LOOK_SECONDS).0)
        .fetch_optional(self.engine.reader())
        .await?;
        Ok(row.is_some())
    }
}
