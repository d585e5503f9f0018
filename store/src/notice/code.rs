//! Codes that prove an address: sent at once or never, and only to where somebody has tickets.

use super::{Deliver, NotDelivered};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::one_time_code::{LIFETIME_SECONDS, OneTimeCode};
use domain::reach::Reach;

/// Codes of one round.
const ROUND: i64 = 100;

/// Six digits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeDelivery {
    /// Names the asking: the same for each try.
    pub id: String,
    /// Where to.
    pub reach: Reach,
    /// The digits.
    pub code: OneTimeCode,
    /// `zh-TW` or `en`.
    pub language: String,
    /// When it was asked for.
    pub asked_at: Instant,
}

impl Store {
    /// Sends the codes that wait. What is not taken is tried again until the code has ended.
    pub async fn deliver_codes<D: Deliver>(&self, deliverer: &D) -> Result<u32, StoreError> {
        let rows = sqlx::query(
            "SELECT id, channel, sealed_address, sealed_code, language, asked_at FROM one_time_code
             WHERE asked_at > $1 AND sealed_code IS NOT NULL ORDER BY asked_at LIMIT $2",
        )
        .bind(self.now().plus_seconds(-LIFETIME_SECONDS).0)
        .bind(ROUND)
        .fetch_all(self.engine.reader())
        .await?;
        let mut sent = 0;
        for row in &rows {
            let delivery = self.code_delivery(&Columns(row))?;
            if !self.anybody_at(&delivery.reach).await? {
                self.code_is_done(&delivery.id).await?;
                continue;
            }
            match deliverer.deliver_code(&delivery).await {
                Ok(_) => sent += 1,
                Err(NotDelivered::Never(_)) => {}
                Err(NotDelivered::Later(_)) => continue,
            }
            self.code_is_done(&delivery.id).await?;
        }
        Ok(sent)
    }

    fn code_delivery(&self, columns: &Columns<'_>) -> Result<CodeDelivery, StoreError> {
        let id = columns.text("id")?;
        let digits = self.keyring.cipher().open(&id, &columns.bytes("sealed_code")?)?;
        let code = String::from_utf8(digits).ok().and_then(|digits| OneTimeCode::parse(&digits));
        Ok(CodeDelivery {
            reach: self.sealed_reach(&id, columns)?,
            code: code.ok_or(StoreError::Corrupt("a code"))?,
            language: columns.text("language")?,
            asked_at: columns.instant("asked_at")?,
            id,
        })
    }

    /// The digits are nowhere any more but with whoever got them.
    async fn code_is_done(&self, id: &str) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("UPDATE one_time_code SET sealed_code = NULL WHERE id = $1")
                        .bind(id)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}
