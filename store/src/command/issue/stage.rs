//! Writing a batch that nobody sees yet, chunk by chunk. On SQLite whoever stands at the counter waits for the chunk that
//! is being written, so a chunk is as large as its time allows and no larger.

use super::prepare::{StagedOrder, StagedTicket};
use crate::command::again::until_written;
use crate::table::columns::Columns;
use crate::table::rows::{blocks, numbered};
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::identity::MerchantNumber;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Orders and tickets that are written by one transaction.
#[derive(Default)]
struct Chunk {
    orders: Vec<StagedOrder>,
    tickets: Vec<StagedTicket>,
}

impl Chunk {
    /// An order has a wallet.
    fn rows(&self) -> usize {
        self.orders.len() * 2 + self.tickets.len()
    }
}

/// How many rows a chunk has: what a chunk takes depends on disk, load and how large the indexes are.
struct Pace {
    rows: usize,
}

impl Pace {
    const FIRST: usize = 128;
    const FEWEST: usize = 64;
    const MOST: usize = 512;
    /// A chunk that took longer is followed by a smaller one, one that was faster by a larger one.
    const LONG: Duration = Duration::from_millis(20);
    const SHORT: Duration = Duration::from_millis(10);

    fn after(&mut self, taken: Duration) {
        self.rows = if taken > Self::LONG {
            (self.rows / 2).max(Self::FEWEST)
        } else if taken < Self::SHORT {
            (self.rows * 5 / 4).min(Self::MOST)
        } else {
            self.rows
        };
    }
}

/// Where the rows of a batch go.
#[derive(Clone)]
struct Target {
    merchant: i64,
    batch: Arc<str>,
    now: Instant,
}

/// Takes a batch row by row and writes it in chunks.
pub(super) struct Staging<'s> {
    store: &'s Store,
    target: Target,
    chunk: Chunk,
    pace: Pace,
}

impl<'s> Staging<'s> {
    pub(super) fn new(store: &'s Store, merchant: MerchantNumber, batch: &str, now: Instant) -> Self {
        let target = Target { merchant: i64::from(merchant.0), batch: batch.into(), now };
        Self { store, target, chunk: Chunk::default(), pace: Pace { rows: Pace::FIRST } }
    }

    /// The next order; its tickets follow it, in this chunk or in later ones.
    pub(super) async fn order(&mut self, order: StagedOrder) -> Result<(), StoreError> {
        self.chunk.orders.push(order);
        self.write_full().await
    }

    pub(super) async fn ticket(&mut self, ticket: StagedTicket) -> Result<(), StoreError> {
        self.chunk.tickets.push(ticket);
        self.write_full().await
    }

    /// Writes what is left.
    pub(super) async fn finish(mut self) -> Result<(), StoreError> {
        if self.chunk.rows() > 0 { self.write().await } else { Ok(()) }
    }

    async fn write_full(&mut self) -> Result<(), StoreError> {
        if self.chunk.rows() >= self.pace.rows { self.write().await } else { Ok(()) }
    }

    async fn write(&mut self) -> Result<(), StoreError> {
        let chunk = Arc::new(std::mem::take(&mut self.chunk));
        let taken = self.store.write_chunk(&self.target, &chunk).await?;
        self.pace.after(taken);
        Ok(())
    }
}

impl Store {
    /// How long others had to wait for it. Two batches may wait for each other's order numbers on PostgreSQL, which then
    /// ends one of them: it tries again and is told which number is taken.
    async fn write_chunk(&self, target: &Target, chunk: &Arc<Chunk>) -> Result<Duration, StoreError> {
        until_written!(self.write_chunk_once(target.clone(), Arc::clone(chunk)))
    }

    async fn write_chunk_once(&self, target: Target, chunk: Arc<Chunk>) -> Result<Duration, StoreError> {
        let (tell, told) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let _ = tell.send(std::time::Instant::now());
                    insert_wallets(transaction, &target, &chunk.orders).await?;
                    insert_orders(transaction, &target, &chunk.orders).await?;
                    insert_tickets(transaction, &target, &chunk.tickets).await
                })
            })
            .await?;
        Ok(told.await.map_or(Duration::ZERO, |begun| begun.elapsed()))
    }
}

async fn insert_wallets(
    transaction: &mut AnyConnection,
    target: &Target,
    orders: &[StagedOrder],
) -> Result<(), StoreError> {
    for block in blocks(orders) {
        let text = format!(
            "INSERT INTO wallet (merchant, id, generation, token_hash, holder_name, holder_phone, holder_email,
                                 language, created_at)
             VALUES {}",
            numbered("($1, ?, 1, ?, ?, ?, ?, ?, $2)", 2, block.len())
        );
        let mut insert = sqlx::query(AssertSqlSafe(text)).bind(target.merchant).bind(target.now.0);
        for order in block {
            insert = insert
                .bind(order.wallet())
                .bind(order.token_hash.as_str())
                .bind(order.purchaser_name.as_str())
                .bind(order.purchaser_phone.as_str())
                .bind(order.purchaser_email.as_str())
                .bind(order.language.as_str());
        }
        insert.execute(&mut *transaction).await?;
    }
    Ok(())
}

/// `AlreadyThere` names the first order whose number is taken.
async fn insert_orders(
    transaction: &mut AnyConnection,
    target: &Target,
    orders: &[StagedOrder],
) -> Result<(), StoreError> {
    for block in blocks(orders) {
        let text = format!(
            "INSERT INTO ticket_order (merchant, id, number, merchant_order_no, gift_order_no, amount, wallet, batch,
                                       form, issued_at)
             VALUES {} ON CONFLICT DO NOTHING RETURNING id",
            numbered("($1, ?, ?, ?, ?, ?, ?, $2, 'electronic', $3)", 3, block.len())
        );
        let mut insert = sqlx::query(AssertSqlSafe(text))
            .bind(target.merchant)
            .bind(target.batch.as_ref())
            .bind(target.now.0);
        for order in block {
            insert = insert
                .bind(order.id())
                .bind(order.number.as_str())
                .bind(order.merchant_order_no.as_deref())
                .bind(order.gift_order_no.as_deref())
                .bind(order.amount)
                .bind(order.wallet());
        }
        let rows = insert.fetch_all(&mut *transaction).await?;
        if rows.len() < block.len() {
            let written: HashSet<String> =
                rows.iter().map(|row| Columns(row).text("id")).collect::<Result<_, _>>()?;
            let taken = block.iter().find(|order| !written.contains(order.id()));
            let what = taken.map(StagedOrder::own_number).unwrap_or_default();
            return Err(StoreError::AlreadyThere { what });
        }
    }
    Ok(())
}

async fn insert_tickets(
    transaction: &mut AnyConnection,
    target: &Target,
    tickets: &[StagedTicket],
) -> Result<(), StoreError> {
    for block in blocks(tickets) {
        let text = format!(
            "INSERT INTO ticket (merchant, batch, issued_at, version, offered, generation, id, serial, product,
                                 ticket_order, wallet, kind, face_value, quantity, remaining, usable_from,
                                 usable_until, guarantee_from, guarantee_until, locator, code_index, encrypted_code)
             VALUES {}",
            numbered("($1, $2, $3, 0, 0, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", 3, block.len())
        );
        let mut insert = sqlx::query(AssertSqlSafe(text))
            .bind(target.merchant)
            .bind(target.batch.as_ref())
            .bind(target.now.0);
        for ticket in block {
            let (guarantee_from, guarantee_until) = ticket.guarantee.unzip();
            insert = insert
                .bind(ticket.id.as_str())
                .bind(ticket.serial.as_str())
                .bind(ticket.product)
                .bind(ticket.place.order.as_ref())
                .bind(ticket.place.wallet.as_ref())
                .bind(ticket.kind.as_str())
                .bind(ticket.face_value)
                .bind(ticket.units)
                .bind(ticket.units)
                .bind(written(ticket.usable_from))
                .bind(written(ticket.usable_until))
                .bind(written(guarantee_from))
                .bind(written(guarantee_until))
                .bind(ticket.locator)
                .bind(ticket.code_index.as_str())
                .bind(ticket.encrypted_code.as_slice());
        }
        insert.execute(&mut *transaction).await?;
    }
    Ok(())
}

fn written(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_follow_the_time_they_take_within_bounds() {
        let mut pace = Pace { rows: Pace::FIRST };
        pace.after(Duration::from_millis(15));
        assert_eq!(pace.rows, Pace::FIRST);
        for _ in 0..20 {
            pace.after(Duration::from_millis(1));
        }
        assert_eq!(pace.rows, Pace::MOST);
        pace.after(Duration::from_millis(21));
        assert_eq!(pace.rows, Pace::MOST / 2);
        for _ in 0..20 {
            pace.after(Duration::from_secs(1));
        }
        assert_eq!(pace.rows, Pace::FEWEST);
    }
}
