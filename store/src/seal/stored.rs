//! A row of `event` as it is sealed (CODES, event log). Kinds stay text: what a newer version wrote is sealed, too.

use crate::StoreError;
use crate::table::columns::Columns;
use domain::hexadecimal::unhex;
use domain::seal::SealedEvent;
use sqlx::any::AnyRow;

/// The columns that are sealed, for statements that call the table `e`.
macro_rules! sealed_columns {
    () => {
        "e.id, e.kind, e.at, e.actor_merchant, e.account, e.branch, e.ticket_order, e.ticket, e.line, e.quantity,
         e.remaining, e.amount, e.proof, e.business_day, e.attempt, e.content"
    };
}
pub(crate) use sealed_columns;

/// An event with its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub id: String,
    pub at: i64,
    pub bytes: Vec<u8>,
}

impl Stored {
    /// Reads the event; `None` where an outer join found none.
    pub fn read(row: &AnyRow) -> Result<Option<Self>, StoreError> {
        let columns = Columns(row);
        let Some(id) = columns.maybe_text("id")? else {
            return Ok(None);
        };
        let text = |column| columns.maybe_text(column);
        let (kind, at) = (columns.text("kind")?, columns.number("at")?);
        let (account, branch, order) = (text("account")?, text("branch")?, text("ticket_order")?);
        let (ticket, line, proof) = (text("ticket")?, text("line")?, text("proof")?);
        let (business_day, attempt, content) = (text("business_day")?, text("attempt")?, text("content")?);
        let event = SealedEvent {
            id: &id,
            kind: &kind,
            at,
            actor_merchant: columns.maybe_number("actor_merchant")?,
            account: account.as_deref(),
            branch: branch.as_deref(),
            order: order.as_deref(),
            ticket: ticket.as_deref(),
            line: line.as_deref(),
            quantity: columns.maybe_number("quantity")?,
            remaining: columns.maybe_number("remaining")?,
            amount: columns.maybe_number("amount")?,
            proof: proof.as_deref(),
            business_day: business_day.as_deref(),
            attempt: attempt.as_deref(),
            content: content.as_deref(),
        };
        let bytes = event.bytes();
        Ok(Some(Self { id, at, bytes }))
    }
}

/// A hash out of its column; one of another form is no hash.
pub(super) fn hash(columns: &Columns<'_>, column: &str) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(unhex(&columns.text(column)?))
}
