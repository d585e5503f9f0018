//! The recipient looked at the offer: told by the page itself after a second, never by a mere request, so that previews
//! and mail scanners do not count (RULES §5).

use super::line::{LineRow, TransferRow};
use crate::secret::LinkToken;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::event::EventKind;
use domain::transfer::{self, TransferState};

impl Store {
    /// Keeps when the gift behind this link was opened first; whether this was the first time. Nothing is kept of a gift
    /// that ended or whose day has not come.
    pub async fn open_gift(&self, link: &LinkToken) -> Result<bool, StoreError> {
        let row = TransferRow::by_token(&self.engine, &link.hash()).await?.ok_or(StoreError::NotFound)?;
        let lines = row.lines(&self.engine).await?;
        let now = self.now();
        let may_be_answered = |line: &&LineRow| {
            line.state() == TransferState::Offered && transfer::accept(&line.facts, now.day()).is_ok()
        };
        let Some(line) = lines.iter().find(may_be_answered) else {
            return Ok(false);
        };
        let (merchant, transfer) = (i64::from(row.merchant.0), row.id.to_string());
        // All events of a transfer hang on its tickets; the first one carries this.
        let event = Entry {
            ticket: Some(line.ticket.id.to_string()),
            line: Some(transfer.clone()),
            ..Entry::new(merchant, EventKind::TransferOpened, now)
        };
        let (told, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let opened = sqlx::query(
                        "UPDATE transfer SET opened_at = $3 WHERE merchant = $1 AND id = $2 AND opened_at IS NULL",
                    )
                    .bind(merchant)
                    .bind(transfer)
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    let is_first = opened.rows_affected() == 1;
                    if is_first {
                        entry::insert(connection, &event).await?;
                    }
                    let _ = told.send(is_first);
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }
}
