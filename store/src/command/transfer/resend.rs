//! The giver has the recipient told again (RULES §5, §14). The merchant's resend never reaches a recipient.

use super::line::{LineRow, TransferRow};
use crate::command::again::until_written;
use crate::secret::LinkToken;
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{AttemptId, TransferId};
use domain::refusal::Refusal;
use domain::transfer;
use sqlx::AnyConnection;

/// A notice that goes out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resent {
    /// 轉贈單號
    pub number: String,
    /// Opens the gift or the wallet, for the recipient only: the giver is never shown it.
    pub link: LinkToken,
    /// This attempt had been answered before: nothing more is sent.
    pub repeated: bool,
}

impl Store {
    /// Tells the recipient again, while the offer is open or accepted.
    pub async fn resend_transfer(
        &self,
        giver: &LinkToken,
        transfer: &TransferId,
        attempt: &AttemptId,
    ) -> Result<Resent, StoreError> {
        until_written!(self.resend_transfer_once(giver, transfer, attempt))
    }

    async fn resend_transfer_once(
        &self,
        giver: &LinkToken,
        id: &TransferId,
        attempt: &AttemptId,
    ) -> Result<Resent, StoreError> {
        let holder = Holder::by_link(&self.engine, giver).await?;
        let row = TransferRow::by_id(&self.engine, holder.merchant, id).await?;
        let row = row
            .filter(|row| row.giver == holder.wallet)
            .ok_or(StoreError::Refused(Refusal::TransferUnknown))?;
        let lines = row.lines(&self.engine).await?;
        let today = self.now().day();
        let may_be_told = |line: &&LineRow| transfer::tell_again(&line.facts, today).is_ok();
        let Some(standing) = lines.iter().find(may_be_told) else {
            let refusals = lines.iter().filter_map(|line| transfer::tell_again(&line.facts, today).err());
            let refusal = refusals.max_by_key(Refusal::code).unwrap_or(Refusal::TransferClosed);
            return Err(StoreError::Refused(refusal));
        };
        let link = self.recipient_link(id)?;
        let attempt = Attempt::new(attempt, &format!("resend_transfer|{id}"));
        // All events of a transfer hang on its tickets; the first standing one carries this.
        let event = Entry {
            ticket: Some(standing.ticket.id.to_string()),
            line: Some(id.to_string()),
            attempt: Some(attempt.id.clone()),
            content: Some(attempt.content.clone()),
            ..Entry::new(i64::from(holder.merchant.0), EventKind::TransferResent, self.now())
        };
        let now = self.now();
        let (told, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    let written = attempt.is_written(connection, &event).await?;
                    if !written {
                        let told_at = told_at(connection, &event).await?;
                        transfer::told_lately(told_at, now).map_err(StoreError::Refused)?;
                        entry::insert(connection, &event).await?;
                    }
                    let _ = told.send(written);
                    Ok(())
                })
            })
            .await?;
        let repeated = answered.await.map_err(|_| StoreError::Closing)?;
        Ok(Resent { number: row.number, link, repeated })
    }
}

/// When a notice with the link last went to the recipient of the event's transfer.
async fn told_at(connection: &mut AnyConnection, event: &Entry) -> Result<Option<Instant>, StoreError> {
    let row = sqlx::query(
        "SELECT MAX(at) AS told_at FROM event
         WHERE merchant = $1 AND ticket = $2 AND line = $3
           AND kind IN ('transfer_offered', 'transfer_resent', 'transfer_reminded')",
    )
    .bind(event.merchant)
    .bind(event.ticket.as_deref())
    .bind(event.line.as_deref())
    .fetch_one(connection)
    .await?;
    Columns(&row).maybe_instant("told_at")
}
