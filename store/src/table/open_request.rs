//! A ticket that leaves its holder takes no return request of theirs along (RULES §4).

use super::columns::Columns;
use super::entry::{self, Entry};
use crate::StoreError;
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{MerchantNumber, TicketId, WalletId};
use sqlx::AnyConnection;

/// Withdraws the open request of a ticket that changes hands or ends, if there is one: its asker would be refunded for
/// what is somebody else's now.
pub(crate) async fn withdraw(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    ticket: &TicketId,
    now: Instant,
) -> Result<(), StoreError> {
    let which = "UPDATE return_request SET state = 'withdrawn', changed_at = $3
                 WHERE merchant = $1 AND ticket = $2 AND state = 'asked' RETURNING id, ticket, quantity";
    withdraw_all(connection, merchant, which, ticket.as_str(), now).await
}

/// Withdraws every open request of a wallet that is somebody else's from now on: those for tickets that are used up,
/// too, since what is cancelled later would be refunded to them.
pub(crate) async fn withdraw_of_wallet(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    wallet: &WalletId,
    now: Instant,
) -> Result<(), StoreError> {
    let which = "UPDATE return_request SET state = 'withdrawn', changed_at = $3
                 WHERE merchant = $1 AND wallet = $2 AND state = 'asked' RETURNING id, ticket, quantity";
    withdraw_all(connection, merchant, which, wallet.as_str(), now).await
}

async fn withdraw_all(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    which: &'static str,
    of: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let merchant = i64::from(merchant.0);
    let rows = sqlx::query(which).bind(merchant).bind(of).bind(now.0).fetch_all(&mut *connection).await?;
    for row in &rows {
        let columns = Columns(row);
        let event = Entry {
            ticket: Some(columns.text("ticket")?),
            line: Some(columns.text("id")?),
            quantity: Some(columns.number("quantity")?),
            ..Entry::new(merchant, EventKind::ReturnWithdrawn, now)
        };
        entry::insert(connection, &event).await?;
    }
    Ok(())
}
