//! Notices for people: what was sent, what failed, and once more by hand.

use super::NoticeId;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::TicketId;
use domain::notice::{Channel, NoticeKind, NoticeState};
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// Which notices.
#[derive(Debug, Clone, Default)]
pub struct NoticeFilter {
    /// In this state only.
    pub state: Option<NoticeState>,
    /// Of this ticket only.
    pub ticket: Option<TicketId>,
    /// At most so many, newest first.
    pub limit: u32,
}

/// A notice as people look at it: no names, no addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// The notice.
    pub notice: NoticeId,
    /// What is told.
    pub kind: NoticeKind,
    /// Which way.
    pub channel: Channel,
    /// What became of it.
    pub state: NoticeState,
    /// Tries so far.
    pub attempts: u32,
    /// What the other side said last.
    pub result: Option<String>,
    /// When it was made.
    pub made_at: Instant,
    /// When it is tried next, while it waits.
    pub due_at: Instant,
    /// When it changed last.
    pub changed_at: Instant,
    /// 票券序號
    pub serial: Option<String>,
}

const LIST: &str = "
SELECT n.merchant, n.id, n.kind, n.channel, n.state, n.attempts, n.result, n.made_at, n.due_at, n.changed_at,
       CASE WHEN n.kind = 'daily_head' THEN NULL ELSE t.serial END AS serial
FROM notice n
JOIN event e ON e.merchant = n.merchant AND e.id = n.event
LEFT JOIN ticket t ON t.merchant = e.merchant AND t.id = e.ticket
WHERE n.merchant = $1 AND ($2 = '' OR n.state = $2) AND ($3 = '' OR (e.ticket = $3 AND n.kind <> 'daily_head'))
ORDER BY n.made_at DESC, n.id DESC LIMIT $4";

const RETRY: &str = "
UPDATE notice SET state = 'waiting', attempts = 0, due_at = $3, changed_at = $3
WHERE merchant = $1 AND id = $2 AND state IN ('failed', 'bounced')";

impl Store {
    /// The notices of the actor's merchant: for whoever may look at issued orders (已發行訂單管理, 查詢).
    pub async fn list_notices(
        &self,
        actor: &Actor,
        filter: &NoticeFilter,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        if !actor.allows(Function::IssuedOrders, Access::Look) {
            return Err(StoreError::Refused(Refusal::PermissionMissing));
        }
        let rows = sqlx::query(LIST)
            .bind(i64::from(actor.merchant.0))
            .bind(filter.state.map_or("", NoticeState::as_str))
            .bind(filter.ticket.as_ref().map(ToString::to_string).unwrap_or_default())
            .bind(i64::from(filter.limit))
            .fetch_all(self.engine.reader())
            .await?;
        rows.iter().map(notice_row).collect()
    }

    /// Sends a notice that failed or came back once more, from the first try on (已發行訂單管理, 修改).
    pub async fn retry_notice(&self, actor: &Actor, id: &str) -> Result<(), StoreError> {
        actor.may_change(Function::IssuedOrders).map_err(StoreError::Refused)?;
        let (merchant, id, now) = (i64::from(actor.merchant.0), id.to_owned(), self.now().0);
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    if try_again(transaction, merchant, &id, now).await? {
                        Ok(())
                    } else {
                        Err(StoreError::NotFound)
                    }
                })
            })
            .await
    }
}

/// Sends a notice from its first try on, if it failed or came back; whether it did.
pub(crate) async fn try_again(
    connection: &mut AnyConnection,
    merchant: i64,
    id: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let query = sqlx::query(RETRY).bind(merchant).bind(id.to_owned()).bind(now);
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

fn notice_row(row: &AnyRow) -> Result<NoticeRow, StoreError> {
    let columns = Columns(row);
    Ok(NoticeRow {
        notice: NoticeId { merchant: columns.merchant("merchant")?, id: columns.text("id")? },
        kind: columns.stated("kind", NoticeKind::parse)?,
        channel: columns.stated("channel", Channel::parse)?,
        state: columns.stated("state", NoticeState::parse)?,
        attempts: columns.count("attempts")?,
        result: columns.maybe_text("result")?,
        made_at: columns.instant("made_at")?,
        due_at: columns.instant("due_at")?,
        changed_at: columns.instant("changed_at")?,
        serial: columns.maybe_text("serial")?,
    })
}
