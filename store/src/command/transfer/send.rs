//! The step of the morning that sends the gifts whose day has come (RULES §5). It may run as often as it likes.

use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use sqlx::AnyConnection;

/// Those of which something is still offered: what was taken back before its day is never sent.
const UNSENT: &str = "
SELECT tr.merchant, tr.id FROM transfer tr
WHERE tr.sent_at IS NULL AND tr.offered_on <= $1 AND EXISTS (
    SELECT 1 FROM transfer_line l WHERE l.merchant = tr.merchant AND l.transfer = tr.id AND l.state = 'offered')
ORDER BY tr.merchant, tr.id";

impl Store {
    /// Sends every gift whose day has come, of all merchants; how many were sent. Their notices are made from the log.
    pub async fn send_gifts(&self, today: Day) -> Result<u64, StoreError> {
        let rows = sqlx::query(UNSENT).bind(today.to_string()).fetch_all(self.engine.reader()).await?;
        let mut sent = 0;
        for row in &rows {
            let columns = Columns(row);
            let (merchant, transfer) = (columns.number("merchant")?, columns.text("id")?);
            let now = self.now();
            let done = self
                .engine
                .writer()
                .transaction(move |connection| Box::pin(write(connection, merchant, transfer, now)))
                .await;
            match done {
                Ok(()) => sent += 1,
                // Another server has sent it.
                Err(StoreError::RaceLost) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(sent)
    }
}

async fn write(
    connection: &mut AnyConnection,
    merchant: i64,
    transfer: String,
    now: Instant,
) -> Result<(), StoreError> {
    let sent =
        sqlx::query("UPDATE transfer SET sent_at = $3 WHERE merchant = $1 AND id = $2 AND sent_at IS NULL")
            .bind(merchant)
            .bind(transfer.as_str())
            .bind(now.0)
            .execute(&mut *connection)
            .await?;
    if sent.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    let lines = sqlx::query(
        "SELECT ticket, units FROM transfer_line
         WHERE merchant = $1 AND transfer = $2 AND state = 'offered' ORDER BY ticket",
    )
    .bind(merchant)
    .bind(transfer.as_str())
    .fetch_all(&mut *connection)
    .await?;
    for line in &lines {
        let columns = Columns(line);
        let units = Some(columns.number("units")?);
        let event = Entry {
            ticket: Some(columns.text("ticket")?),
            line: Some(transfer.clone()),
            quantity: units,
            remaining: units,
            ..Entry::new(merchant, EventKind::TransferOffered, now)
        };
        entry::insert(connection, &event).await?;
    }
    Ok(())
}
