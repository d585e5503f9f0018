//! A ticket that leaves its holder takes no return request of theirs along (RULES §4).

use super::columns::Columns;
use super::entry::{self, Entry};
use crate::StoreError;
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{MerchantNumber, TicketId};
use sqlx::AnyConnection;

/// Withdraws the open request of a ticket that changes hands or ends, if there is one: its asker would be refunded for
/// what is somebody else's now.
pub(crate) async fn withdraw(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    ticket: &TicketId,
    now: Instant,
) -> Result<(), StoreError> {
    let merchant = i64::from(merchant.0);
    let rows = sqlx::query(
        "UPDATE return_request SET state = 'withdrawn', changed_at = $3
         WHERE merchant = $1 AND ticket = $2 AND state = 'asked' RETURNING id, quantity",
    )
    .bind(merchant)
    .bind(ticket.as_str())
    .bind(now.0)
    .fetch_all(&mut *connection)
    .await?;
    for row in &rows {
        let columns = Columns(row);
        let event = Entry {
            ticket: Some(ticket.to_string()),
            line: Some(columns.text("id")?),
            quantity: Some(columns.number("quantity")?),
            ..Entry::new(merchant, EventKind::ReturnWithdrawn, now)
        };
        entry::insert(connection, &event).await?;
    }
    Ok(())
}
