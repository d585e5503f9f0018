//! Taking a batch away that never became visible, chunk by chunk, as it was staged: whoever stands at the counter does
//! not wait for a hundred thousand rows to go.

use crate::table::columns::Columns;
use crate::table::rows::{blocks, numbered};
use crate::table::serials;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use sqlx::{AnyConnection, AssertSqlSafe};

/// No batch is staged for this long: one that is still `staging` then was left behind by a server that was killed.
const STALE_SECONDS: i64 = 15 * 60;

/// Rows that one transaction deletes.
const CHUNK: i64 = 100;

/// A part of a batch that goes in chunks.
#[derive(Clone, Copy)]
enum Part {
    Tickets,
    /// With the purchasers' wallets.
    Orders,
}

impl Store {
    /// Takes a batch away that never became visible, so that its order numbers are free again.
    pub(crate) async fn abandon(&self, merchant: MerchantNumber, batch: &str) -> Result<(), StoreError> {
        let merchant = i64::from(merchant.0);
        if !self.is_given_up(merchant, batch).await? {
            return Ok(());
        }
        for part in [Part::Tickets, Part::Orders] {
            while self.delete_chunk(merchant, batch, part).await? > 0 {}
        }
        self.free_own_serials(merchant, batch).await
    }

    /// Once no ticket has them any more.
    async fn free_own_serials(&self, merchant: i64, batch: &str) -> Result<(), StoreError> {
        let batch = batch.to_owned();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move { serials::free(transaction, merchant, &batch).await })
            })
            .await
    }

    /// Whether nobody has taken the batch away.
    pub(super) async fn is_staging(&self, merchant: MerchantNumber, batch: &str) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT 1 AS one FROM batch WHERE merchant = $1 AND id = $2 AND state = 'staging'")
                .bind(i64::from(merchant.0))
                .bind(batch.to_owned())
                .fetch_optional(self.engine.reader())
                .await?;
        Ok(row.is_some())
    }

    /// Takes away what a killed server left half staged or half taken away.
    pub(super) async fn abandon_stale(
        &self,
        merchant: MerchantNumber,
        now: Instant,
    ) -> Result<(), StoreError> {
        let stale = sqlx::query(
            "SELECT b.id FROM batch b WHERE b.merchant = $1 AND (
                 (b.state = 'staging' AND b.created_at < $2)
                 OR (b.state = 'abandoned' AND EXISTS (
                     SELECT 1 FROM ticket_order o WHERE o.merchant = b.merchant AND o.batch = b.id)))",
        )
        .bind(i64::from(merchant.0))
        .bind(now.plus_seconds(-STALE_SECONDS).0)
        .fetch_all(self.engine.reader())
        .await?;
        for row in &stale {
            self.abandon(merchant, &Columns(row).text("id")?).await?;
        }
        Ok(())
    }

    /// Whatever its state, unless somebody may have seen it. From then on it can never become visible, not even where the
    /// task that is to open it has not come so far.
    async fn is_given_up(&self, merchant: i64, batch: &str) -> Result<bool, StoreError> {
        let (batch, now) = (batch.to_owned(), self.now().0);
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "INSERT INTO batch (merchant, id, state, source, created_at)
                         VALUES ($1, $2, 'abandoned', '', $3)
                         ON CONFLICT (merchant, id) DO UPDATE SET state = 'abandoned'
                         WHERE batch.state <> 'visible'",
                    )
                    .bind(merchant)
                    .bind(batch)
                    .bind(now)
                    .execute(transaction)
                    .await?;
                    let _ = answer.send(done.rows_affected() == 1);
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }

    /// How many rows went.
    async fn delete_chunk(&self, merchant: i64, batch: &str, part: Part) -> Result<u64, StoreError> {
        let batch = batch.to_owned();
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let gone = match part {
                        Part::Tickets => delete_tickets(transaction, merchant, batch).await?,
                        Part::Orders => delete_orders(transaction, merchant, batch).await?,
                    };
                    let _ = answer.send(gone);
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }
}

async fn delete_tickets(
    transaction: &mut AnyConnection,
    merchant: i64,
    batch: String,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "DELETE FROM ticket WHERE merchant = $1 AND id IN (
             SELECT t.id FROM ticket t WHERE t.merchant = $1 AND t.batch = $2 LIMIT $3)",
    )
    .bind(merchant)
    .bind(batch)
    .bind(CHUNK)
    .execute(transaction)
    .await?;
    Ok(done.rows_affected())
}

/// With the purchasers' names and addresses. What somebody else is taking away at the same time is left to them.
async fn delete_orders(
    transaction: &mut AnyConnection,
    merchant: i64,
    batch: String,
) -> Result<u64, StoreError> {
    let orders = sqlx::query(
        "DELETE FROM ticket_order WHERE merchant = $1 AND id IN (
             SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.batch = $2 AND NOT EXISTS (
                 SELECT 1 FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id)
             LIMIT $3)
         RETURNING wallet",
    )
    .bind(merchant)
    .bind(batch)
    .bind(CHUNK)
    .fetch_all(&mut *transaction)
    .await?;
    for block in blocks(&orders) {
        let wallets = numbered("?", 1, block.len());
        let text = format!("DELETE FROM wallet WHERE merchant = $1 AND id IN ({wallets})");
        let mut delete = sqlx::query(AssertSqlSafe(text)).bind(merchant);
        for order in block {
            delete = delete.bind(Columns(order).text("wallet")?);
        }
        delete.execute(&mut *transaction).await?;
    }
    Ok(orders.len() as u64)
}
