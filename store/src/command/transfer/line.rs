//! A transfer and its tickets as they are now.

use crate::StoreError;
use crate::engine::Engine;
use crate::table::columns::Columns;
use crate::table::ticket::{COLUMNS, TicketRow};
use domain::identity::{MerchantNumber, TransferId, WalletId};
use domain::transfer::{TransferFacts, TransferState};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

/// A row of `transfer`.
#[derive(Debug, Clone)]
pub(super) struct TransferRow {
    pub merchant: MerchantNumber,
    pub id: TransferId,
    pub number: String,
    pub giver: WalletId,
    /// The link that the giver passes on; offers of before there was one have none.
    pub share_hash: Option<String>,
    /// Who accepted by it.
    pub accepted_by: Option<String>,
}

/// One ticket of a transfer.
#[derive(Debug, Clone)]
pub(super) struct LineRow {
    pub transfer: TransferId,
    pub ticket: TicketRow,
    /// Whose the order is.
    pub purchaser: WalletId,
    pub facts: TransferFacts,
}

const HEAD: &str = "SELECT merchant, id, number, giver, share_hash, accepted_by FROM transfer WHERE ";

impl TransferRow {
    /// The transfer that a recipient's link opens, mailed or passed on.
    pub(super) async fn by_token(engine: &Engine, token_hash: &str) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query(AssertSqlSafe(format!("{HEAD} token_hash = $1 OR share_hash = $1")))
            .bind(token_hash)
            .fetch_optional(engine.reader())
            .await?;
        row.as_ref().map(Self::read).transpose()
    }

    /// A transfer of this merchant's tickets.
    pub(super) async fn by_id(
        engine: &Engine,
        merchant: MerchantNumber,
        id: &TransferId,
    ) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query(AssertSqlSafe(format!("{HEAD} merchant = $1 AND id = $2")))
            .bind(i64::from(merchant.0))
            .bind(id.as_str())
            .fetch_optional(engine.reader())
            .await?;
        row.as_ref().map(Self::read).transpose()
    }

    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let columns = Columns(row);
        let wallet = |text: &str| WalletId::parse(text).map_err(|_| StoreError::Corrupt("wallet"));
        Ok(Self {
            merchant: columns.merchant("merchant")?,
            id: TransferId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("transfer"))?,
            number: columns.text("number")?,
            giver: wallet(&columns.text("giver")?)?,
            share_hash: columns.maybe_text("share_hash")?,
            accepted_by: columns.maybe_text("accepted_by")?,
        })
    }

    /// Its lines, pieces included, in the order in which tickets are always changed.
    pub(super) async fn lines(&self, engine: &Engine) -> Result<Vec<LineRow>, StoreError> {
        let rows = sqlx::query(select("tr.merchant = $1 AND tr.id = $2 ORDER BY t.id"))
            .bind(i64::from(self.merchant.0))
            .bind(self.id.as_str())
            .fetch_all(engine.reader())
            .await?;
        rows.iter().map(LineRow::read).collect()
    }

    /// The other standing lines of its tickets: what they were passed on by, or got here by.
    pub(super) async fn others(&self, engine: &Engine) -> Result<Vec<LineRow>, StoreError> {
        let others = "tr.merchant = $1 AND tr.id <> $2 AND l.state IN ('offered', 'accepted') AND t.id IN
             (SELECT mine.ticket FROM transfer_line mine WHERE mine.merchant = $1 AND mine.transfer = $2)";
        let rows = sqlx::query(select(others))
            .bind(i64::from(self.merchant.0))
            .bind(self.id.as_str())
            .fetch_all(engine.reader())
            .await?;
        rows.iter().map(LineRow::read).collect()
    }
}

impl LineRow {
    pub(super) fn state(&self) -> TransferState {
        self.facts.state
    }

    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let columns = Columns(row);
        let wallet = |text: &str| WalletId::parse(text).map_err(|_| StoreError::Corrupt("wallet"));
        let ticket = TicketRow::read(row)?;
        let facts = TransferFacts {
            state: columns.stated("line_state", TransferState::parse)?,
            ticket: ticket.state.clone(),
            issuer: ticket.merchant,
            product: ticket.product,
            giver: wallet(&columns.text("giver")?)?,
            offered_on: columns.day("offered_on")?,
            days: columns.count("days")?,
        };
        Ok(Self {
            transfer: TransferId::parse(&columns.text("of_transfer")?)
                .map_err(|_| StoreError::Corrupt("transfer"))?,
            ticket,
            purchaser: wallet(&columns.text("purchaser")?)?,
            facts,
        })
    }
}

/// Of constants only, so that no text of anybody's gets into the statement.
fn select(which: &'static str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT {COLUMNS}, l.transfer AS of_transfer, l.state AS line_state, tr.giver, tr.offered_on, tr.days,
                o.wallet AS purchaser
         FROM transfer_line l
         JOIN transfer tr ON tr.merchant = l.merchant AND tr.id = l.transfer
         JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
         JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
         WHERE {which}"
    ))
}

/// Up to `most` open offers made before `day`, after the ticket `after` in the order of their keys.
pub(super) async fn open_before(
    engine: &Engine,
    day: &str,
    after: &(i64, String),
    most: i64,
) -> Result<Vec<LineRow>, StoreError> {
    let which = "l.state = 'offered' AND tr.offered_on < $1 AND (l.merchant > $2 OR (l.merchant = $2 AND l.ticket > $3))
         ORDER BY l.merchant, l.ticket LIMIT $4";
    let rows = sqlx::query(select(which))
        .bind(day)
        .bind(after.0)
        .bind(after.1.as_str())
        .bind(most)
        .fetch_all(engine.reader())
        .await?;
    rows.iter().map(LineRow::read).collect()
}
