//! The day's head for each merchant (RULES §14; CODES, event log). Such a notice hangs at the event that its head ends
//! with: the same head makes it once, and a log that did not go on makes none.

use super::make::{New, insert};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::notice::{Channel, NoticeKind};
use domain::seal::SignedHead;

impl Store {
    /// Makes the notices of the last heads of the days before `day`; how many. Asked again, it makes nothing new.
    pub async fn make_head_notices(&self, day: Day) -> Result<u64, StoreError> {
        let mut made = 0;
        for head in self.heads_before(day).await? {
            made += self.make_head_notice(head).await?;
        }
        Ok(made)
    }

    async fn make_head_notice(&self, head: SignedHead) -> Result<u64, StoreError> {
        let merchant = i64::from(head.head.merchant.0);
        let number = i64::try_from(head.head.number).map_err(|_| StoreError::Corrupt("seal number"))?;
        let seal = sqlx::query("SELECT event FROM event_seal WHERE merchant = $1 AND number = $2")
            .bind(merchant)
            .bind(number)
            .fetch_optional(self.engine.reader())
            .await?;
        let Some(row) = seal else {
            tracing::error!(%head.head.merchant, number, "a signed head has no seal any more");
            return Ok(0);
        };
        let (event, now) = (Columns(&row).text("event")?, self.now());
        let (send, receive) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let head = New {
                        event,
                        kind: NoticeKind::DailyHead,
                        channel: Channel::Mail,
                        subject: "merchant".to_owned(),
                        generation: None,
                    };
                    let _ = send.send(insert(transaction, merchant, &[head], now).await?);
                    Ok(())
                })
            })
            .await?;
        Ok(receive.await.unwrap_or(0))
    }
}
