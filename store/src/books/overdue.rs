//! 價金保管逾期: the day after a guarantee ended, the money of what is left goes to the issuer, once for each ticket.

use crate::table::columns::Columns;
use crate::table::entry::{self, Entry, unbookable};
use crate::table::ticket::{self, TicketChange};
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::ledger::{self, Money};
use domain::money::Dollars;
use domain::ticket::TicketKind;
use sqlx::AnyConnection;
use tokio::sync::oneshot;

/// Tickets of one transaction.
const CHUNK: i64 = 40;

impl Store {
    /// Releases every ticket whose guarantee ended before `day`; how many. Again on the same day it finds nothing.
    pub async fn release_trust(&self, day: Day) -> Result<u32, StoreError> {
        let now = self.now();
        let mut released = 0;
        loop {
            let (answer, answered) = oneshot::channel();
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(async move {
                        let _ = answer.send(release_some(transaction, day, now).await?);
                        Ok(())
                    })
                })
                .await?;
            let (some, more) = answered.await.map_err(|_| StoreError::Closing)?;
            released += some;
            if !more {
                return Ok(released);
            }
        }
    }
}

/// One chunk: how many were released, and whether there may be more.
async fn release_some(
    transaction: &mut AnyConnection,
    day: Day,
    now: Instant,
) -> Result<(u32, bool), StoreError> {
    let rows = sqlx::query(
        "SELECT t.merchant, t.id, t.version, t.remaining, t.face_value FROM ticket t
         JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
         WHERE t.trust_released = 0 AND t.guarantee_until < $1 LIMIT $2",
    )
    .bind(day.to_string())
    .bind(CHUNK)
    .fetch_all(&mut *transaction)
    .await?;
    let mut released = 0;
    for row in &rows {
        let columns = Columns(row);
        let (merchant, id) = (columns.number("merchant")?, columns.text("id")?);
        let remaining = columns.count("remaining")?;
        let change =
            TicketChange { remaining: i64::from(remaining), releases: true, ..TicketChange::default() };
        // Whoever redeemed it in this moment has released it already: the next chunk sees that.
        match ticket::change(transaction, merchant, &id, columns.number("version")?, &change).await {
            Ok(()) => {}
            Err(StoreError::RaceLost) => continue,
            Err(error) => return Err(error),
        }
        let money = Money {
            kind: TicketKind::Paid,
            face_value: Dollars(columns.number("face_value")?),
            trust_released: false,
        };
        let postings = ledger::overdue(money, remaining).map_err(unbookable)?;
        let event = Entry {
            ticket: Some(id),
            remaining: Some(i64::from(remaining)),
            amount: Some(postings.iter().map(|posting| posting.amount().0).sum()),
            ..Entry::new(merchant, EventKind::TrustReleased, now)
        };
        entry::insert(transaction, &event).await?;
        entry::post(transaction, merchant, Some(&event.id), &postings, now.day(), now).await?;
        released += 1;
    }
    Ok((released, !rows.is_empty()))
}
