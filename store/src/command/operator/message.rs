//! What the platform tells a merchant, or all of them; withdrawn, never deleted.

use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::identity::MerchantNumber;
use domain::message::Message;

/// The same words again within this time are the same form sent twice.
const TWICE_SECONDS: i64 = 60;

impl Store {
    /// Sends a message; `None` = to all merchants.
    pub async fn send_message(
        &self,
        session: &SessionToken,
        merchant: Option<MerchantNumber>,
        message: Message,
    ) -> Result<(), StoreError> {
        let operator = self.operating(session).await?;
        if let Some(merchant) = merchant {
            self.merchant_name(merchant).await?;
        }
        let (id, now) = (self.new_identity(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO message (id, merchant, kind, title, body, at, operator)
                         SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS
                           (SELECT 1 FROM message WHERE title = $4 AND body = $5 AND operator = $7 AND at > $8
                            AND COALESCE(merchant, 0) = COALESCE($2, 0))",
                    )
                    .bind(id)
                    .bind(merchant.map(|merchant| i64::from(merchant.0)))
                    .bind(message.kind.as_str())
                    .bind(message.title)
                    .bind(message.body)
                    .bind(now.0)
                    .bind(operator.id)
                    .bind(now.plus_seconds(-TWICE_SECONDS).0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Nobody sees it any longer. One that was withdrawn is no error.
    pub async fn withdraw_message(&self, session: &SessionToken, id: &str) -> Result<(), StoreError> {
        self.operating(session).await?;
        let (id, now) = (id.to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE message SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL",
                    )
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
