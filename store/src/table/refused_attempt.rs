//! Decided refusals, kept so that the same attempt gets the same answer.

use crate::StoreError;
use crate::engine::Engine;
use domain::calendar::Instant;
use domain::identity::{AccountId, AttemptId, MerchantNumber};
use domain::refusal::Refusal;

/// How long a refusal is remembered.
const KEPT_SECONDS: i64 = 30 * 86_400;

/// Remembers a refusal. The first one stays; forgetting old ones rides along.
pub(crate) async fn remember(
    engine: &Engine,
    merchant: MerchantNumber,
    account: &AccountId,
    attempt: &AttemptId,
    content: String,
    refusal: &Refusal,
    now: Instant,
) -> Result<(), StoreError> {
    let refusal = serde_json::to_string(refusal).map_err(|_| StoreError::Corrupt("refusal"))?;
    let (account, attempt) = (account.to_string(), attempt.to_string());
    engine
        .writer()
        .transaction(move |transaction| {
            Box::pin(async move {
                sqlx::query("DELETE FROM refused_attempt WHERE at < $1")
                    .bind(now.plus_seconds(-KEPT_SECONDS).0)
                    .execute(&mut *transaction)
                    .await?;
                sqlx::query(
                    "INSERT INTO refused_attempt (merchant, account, attempt, content, refusal, at)
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (merchant, account, attempt) DO NOTHING",
                )
                .bind(i64::from(merchant.0))
                .bind(account)
                .bind(attempt)
                .bind(content)
                .bind(refusal)
                .bind(now.0)
                .execute(transaction)
                .await?;
                Ok(())
            })
        })
        .await
}
