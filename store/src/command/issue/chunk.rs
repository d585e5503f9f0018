//! One chunk of a batch: orders with their purchasers' wallets, and tickets, written by one question to the database.
//! What the two engines are best asked stands side by side in `sqlite.rs` and `postgres.rs`.

mod postgres;
mod sqlite;

use super::prepare::{StagedOrder, StagedTicket};
use crate::StoreError;
use crate::engine::EngineKind;
use crate::table::columns::Columns;
use crate::table::rows::{blocks, numbered};
use domain::calendar::Instant;
use serde::Serialize;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::HashSet;
use std::sync::Arc;

/// Orders and tickets that are written by one transaction.
#[derive(Default, Serialize)]
pub(super) struct Chunk {
    pub orders: Vec<StagedOrder>,
    pub tickets: Vec<StagedTicket>,
}

impl Chunk {
    /// An order has a wallet.
    pub(super) fn rows(&self) -> usize {
        self.orders.len() * 2 + self.tickets.len()
    }
}

/// Where the rows of a batch go.
#[derive(Clone)]
pub(super) struct Target {
    pub merchant: i64,
    pub batch: Arc<str>,
    pub now: Instant,
}

/// Writes it; `AlreadyThere` names the first order whose number is taken.
pub(super) async fn insert(
    transaction: &mut AnyConnection,
    engine: EngineKind,
    target: &Target,
    chunk: &Chunk,
) -> Result<(), StoreError> {
    let written = match engine {
        EngineKind::Sqlite => sqlite::insert(transaction, target, chunk).await?,
        EngineKind::Postgres => postgres::insert(transaction, target, chunk).await?,
    };
    if written == chunk.orders.len() as i64 {
        return Ok(());
    }
    Err(StoreError::AlreadyThere { what: taken(transaction, target, &chunk.orders).await? })
}

/// The first order that was not written.
async fn taken(
    transaction: &mut AnyConnection,
    target: &Target,
    orders: &[StagedOrder],
) -> Result<String, StoreError> {
    let mut written: HashSet<String> = HashSet::new();
    for block in blocks(orders) {
        let ids = numbered("?", 1, block.len());
        let text = format!("SELECT id FROM ticket_order WHERE merchant = $1 AND id IN ({ids})");
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(target.merchant);
        for order in block {
            query = query.bind(order.id.as_ref());
        }
        for row in query.fetch_all(&mut *transaction).await? {
            written.insert(Columns(&row).text("id")?);
        }
    }
    let taken = orders.iter().find(|order| !written.contains(order.id.as_ref()));
    Ok(taken.map(StagedOrder::own_number).unwrap_or_default())
}
