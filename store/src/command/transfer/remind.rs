//! The step of the morning that reminds recipients who do not answer (RULES §5), each time once however often it runs.

use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::transfer::{Reminder, reminder_due};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// Offers that were sent and are open; the first open ticket carries the event. Whose recipient cannot be reached, their giver
/// is told.
const OPEN: &str = "
SELECT tr.merchant, tr.id, tr.offered_on, tr.days, tr.reminder, MIN(l.ticket) AS ticket
FROM transfer_line l JOIN transfer tr ON tr.merchant = l.merchant AND tr.id = l.transfer
WHERE l.state = 'offered' AND tr.sent_at IS NOT NULL
  AND (tr.merchant > $1 OR (tr.merchant = $1 AND tr.id > $2))
GROUP BY tr.merchant, tr.id, tr.offered_on, tr.days, tr.reminder
ORDER BY tr.merchant, tr.id LIMIT $3";

/// Offers looked at by one query.
const CHUNK: usize = 500;

struct Due {
    merchant: i64,
    transfer: String,
    ticket: String,
    reminder: Reminder,
}

impl Store {
    /// Reminds of every open offer that it is time for, of all merchants; how many.
    pub async fn remind_of_gifts(&self, today: Day) -> Result<u64, StoreError> {
        let (mut after, mut reminded) = ((0, String::new()), 0);
        loop {
            let rows = sqlx::query(OPEN)
                .bind(after.0)
                .bind(after.1.as_str())
                .bind(CHUNK as i64)
                .fetch_all(self.engine.reader())
                .await?;
            for row in &rows {
                after = (Columns(row).number("merchant")?, Columns(row).text("id")?);
                let Some(due) = due(row, today)? else { continue };
                let now = self.now();
                let writer = self.engine.writer();
                match writer.transaction(move |connection| Box::pin(write(connection, due, now))).await {
                    Ok(()) => reminded += 1,
                    // Another server has reminded.
                    Err(StoreError::RaceLost) => {}
                    Err(error) => return Err(error),
                }
            }
            if rows.len() < CHUNK {
                return Ok(reminded);
            }
        }
    }
}

fn due(row: &AnyRow, today: Day) -> Result<Option<Due>, StoreError> {
    let columns = Columns(row);
    let told = columns.maybe_stated("reminder", Reminder::parse)?;
    let reminder = reminder_due(columns.day("offered_on")?, columns.count("days")?, told, today);
    let (merchant, transfer, ticket) =
        (columns.number("merchant")?, columns.text("id")?, columns.text("ticket")?);
    Ok(reminder.map(|reminder| Due { merchant, transfer, ticket, reminder }))
}

async fn write(connection: &mut AnyConnection, due: Due, now: Instant) -> Result<(), StoreError> {
    let told = sqlx::query(
        "UPDATE transfer SET reminder = $3
         WHERE merchant = $1 AND id = $2 AND (reminder IS NULL OR reminder <> $3)",
    )
    .bind(due.merchant)
    .bind(due.transfer.as_str())
    .bind(due.reminder.as_str())
    .execute(&mut *connection)
    .await?;
    if told.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    let event = Entry {
        ticket: Some(due.ticket),
        line: Some(due.transfer),
        ..Entry::new(due.merchant, EventKind::TransferReminded, now)
    };
    entry::insert(connection, &event).await
}
