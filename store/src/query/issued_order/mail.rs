//! What was told about an order and its tickets, and what of it did not arrive.

use super::failed_mail::{OF_AN_ORDER, TO_NOBODY, told};
use super::paged::{MAILS, Pages};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::notice::{Channel, NoticeState};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

/// One message about the order or one of its tickets.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct MailOfOrder {
    /// Its name, for whoever sends it again.
    pub notice: String,
    /// What it told of.
    pub event: String,
    pub channel: Channel,
    pub state: NoticeState,
    pub at: Instant,
    /// It did not arrive, and nothing made up for it.
    pub is_missing: bool,
}

fn mails() -> String {
    let told = told("n");
    format!(
        "SELECT f.id, f.event, f.channel, f.state, f.changed_at,
                CASE WHEN f.is_lost = 1 AND f.is_to_nobody = 0 AND (f.arrived IS NULL OR f.arrived < f.id)
                     THEN 1 ELSE 0 END AS is_missing
         FROM (SELECT n.id, e.kind AS event, n.channel, n.state, n.changed_at, n.made_at,
                      CASE WHEN n.state IN ('failed', 'bounced') THEN 1 ELSE 0 END AS is_lost,
                      CASE WHEN {TO_NOBODY} THEN 1 ELSE 0 END AS is_to_nobody,
                      MAX(CASE WHEN n.state = 'sent' THEN n.id END)
                          OVER (PARTITION BY n.channel, n.subject, {told}) AS arrived
               FROM (SELECT o.id, o.kind FROM event o WHERE o.merchant = $1 AND o.ticket_order = $2
                     UNION
                     SELECT l.id, l.kind FROM ticket t JOIN event l ON l.merchant = t.merchant AND l.ticket = t.id
                     WHERE t.merchant = $1 AND t.ticket_order = $2) e
               JOIN notice n ON n.merchant = $1 AND n.event = e.id
               WHERE {OF_AN_ORDER}) f
         ORDER BY f.is_lost DESC, f.made_at DESC, f.id DESC LIMIT $3 OFFSET $4"
    )
}

impl Store {
    /// `order` by its id: what did not arrive first, then the newest, and whether there are more.
    pub(super) async fn mails_of_order(
        &self,
        merchant: i64,
        order: &str,
        pages: Pages,
    ) -> Result<(Vec<MailOfOrder>, bool), StoreError> {
        let rows = sqlx::query(AssertSqlSafe(mails()))
            .bind(merchant)
            .bind(order.to_owned())
            .bind(i64::from(MAILS) + 1)
            .bind(i64::from(MAILS) * i64::from(pages.mails))
            .fetch_all(self.engine.reader())
            .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            Ok(MailOfOrder {
                notice: columns.text("id")?,
                event: columns.text("event")?,
                channel: columns.stated("channel", Channel::parse)?,
                state: columns.stated("state", NoticeState::parse)?,
                at: columns.instant("changed_at")?,
                is_missing: columns.flag("is_missing")?,
            })
        };
        let most = usize::from(MAILS);
        Ok((rows.iter().take(most).map(read).collect::<Result<_, StoreError>>()?, rows.len() > most))
    }
}
