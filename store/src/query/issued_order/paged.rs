//! What an order has many of, page by page: its tickets, what was told of it (`mail`), and everything that ever happened to it and to
//! each of them.

use super::ShownPerson;
use super::page::{HOLDER, TicketOfOrder};
use crate::query::history::{BESIDE_RECORD, RECORD, Record};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

/// Tickets of a page.
pub const TICKETS: u16 = 200;
/// Lines of the history of a page.
pub const RECORDS: u16 = 300;
/// Messages of a page.
pub const MAILS: u16 = 100;

/// How many pages come before: of its tickets by serial, of its records and of its messages, the newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Pages {
    pub tickets: u32,
    pub records: u32,
    pub mails: u32,
}

impl Store {
    pub(super) async fn tickets_of_order(
        &self,
        merchant: i64,
        order: &str,
        is_shown: bool,
        pages: Pages,
    ) -> Result<Vec<TicketOfOrder>, StoreError> {
        let rows = sqlx::query(
            "SELECT t.serial, t.quantity, t.remaining, t.offered, COALESCE(t.usable_until, t.guarantee_until) AS last_day,
                    p.name AS product_name, w.holder_name, w.holder_phone, w.holder_email,
                    CASE WHEN t.wallet = o.wallet THEN 1 ELSE 0 END AS is_purchasers
             FROM ticket_order o
             JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN wallet w ON w.merchant = t.merchant AND w.id = t.wallet
             WHERE o.merchant = $1 AND o.id = $2 ORDER BY t.serial LIMIT $3 OFFSET $4",
        )
        .bind(merchant)
        .bind(order.to_owned())
        .bind(i64::from(TICKETS))
        .bind(i64::from(TICKETS) * i64::from(pages.tickets))
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            let holder = ShownPerson::read(&columns, HOLDER, is_shown)?;
            Ok(TicketOfOrder {
                serial: columns.text("serial")?,
                product_name: columns.text("product_name")?,
                quantity: columns.count("quantity")?,
                remaining: columns.count("remaining")?,
                offered: columns.flag("offered")?,
                last_day: columns.maybe_day("last_day")?,
                holder: (!columns.flag("is_purchasers")?).then_some(holder),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Of the order and of each of its tickets, newest first, and whether there are older ones. What was done to several
    /// tickets at once stands there for each of them, with its serial.
    pub(super) async fn records_of_order(
        &self,
        merchant: i64,
        order: &str,
        pages: Pages,
    ) -> Result<(Vec<Record>, bool), StoreError> {
        const OF_EVENT: &str =
            "e.merchant, e.id, e.at, e.kind, e.quantity, e.actor_merchant, e.account, e.branch,
            e.ticket, e.line";
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT {RECORD}, t.serial
             FROM (SELECT {OF_EVENT} FROM event e WHERE e.merchant = $1 AND e.ticket_order = $2
                   UNION
                   SELECT {OF_EVENT} FROM ticket t JOIN event e ON e.merchant = t.merchant AND e.ticket = t.id
                   WHERE t.merchant = $1 AND t.ticket_order = $2
                   ORDER BY 3 DESC, 2 DESC LIMIT $3 OFFSET $4) e
             {BESIDE_RECORD}
             LEFT JOIN ticket t ON t.merchant = $1 AND t.id = e.ticket
             ORDER BY e.at DESC, e.id DESC"
        )))
        .bind(merchant)
        .bind(order.to_owned())
        .bind(i64::from(RECORDS) + 1)
        .bind(i64::from(RECORDS) * i64::from(pages.records))
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            Ok(Record { serial: columns.maybe_text("serial")?, ..Record::read(&columns)? })
        };
        let most = usize::from(RECORDS);
        let records = rows.iter().take(most).map(read).collect::<Result<_, StoreError>>()?;
        Ok((records, rows.len() > most))
    }
}
