//! From events to notices; what each event makes, `sealed.rs` says. The cursor moves in the transaction that writes them, and
//! a notice that is there already is left alone: a second reading makes nothing new.

use super::sealed::{Act, CHUNK, Made, SEALED, Sealed, sealed};
use crate::push;
use crate::random::Identities;
use crate::table::columns::Columns;
use crate::table::rows::{blocks, numbered};
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::notice::{Channel, NoticeKind};
use sqlx::{AnyConnection, AssertSqlSafe};

const READER: &str = "notices";

/// Merchants whose log goes on behind their cursor.
const BEHIND: &str = "
SELECT m.number, COALESCE((SELECT c.number FROM log_cursor c WHERE c.reader = $1 AND c.merchant = m.number), 0) AS read
FROM merchant m
WHERE EXISTS (SELECT 1 FROM event_seal s WHERE s.merchant = m.number AND s.number >
    COALESCE((SELECT c.number FROM log_cursor c WHERE c.reader = $1 AND c.merchant = m.number), 0))
ORDER BY m.number";

/// Whoever reads the same chunk at the same time finds the cursor moved.
const MOVE_CURSOR: &str = "
INSERT INTO log_cursor (reader, merchant, number) VALUES ($1, $2, $4)
ON CONFLICT (reader, merchant) DO UPDATE SET number = excluded.number WHERE log_cursor.number = $3";

/// A row of `notice`; its three times are one.
const ROW: &str = "(?, ?, ?, ?, ?, ?, CAST(? AS BIGINT), 'waiting', $1, $1, $1)";

/// A notice to be written.
pub(super) struct New {
    pub event: String,
    pub kind: NoticeKind,
    pub channel: Channel,
    pub subject: String,
    pub generation: Option<i64>,
}

impl Store {
    /// Makes the notices of whatever was sealed since it was last asked; how many.
    pub async fn make_notices(&self) -> Result<u64, StoreError> {
        let mut made = 0;
        let behind = sqlx::query(BEHIND).bind(READER).fetch_all(self.engine.log()).await?;
        for row in &behind {
            let columns = Columns(row);
            made += self.read_log(columns.merchant("number")?, columns.number("read")?).await?;
        }
        Ok(made)
    }

    async fn read_log(&self, merchant: MerchantNumber, from: i64) -> Result<u64, StoreError> {
        let (mut read, mut made) = (from, 0);
        loop {
            let began = std::time::Instant::now();
            let rows = sqlx::query(SEALED)
                .bind(i64::from(merchant.0))
                .bind(read)
                .fetch_all(self.engine.log())
                .await?;
            let whole = rows.len() < CHUNK;
            let mut sealed = rows.iter().map(sealed).collect::<Result<Vec<_>, _>>()?;
            if !whole {
                leave_last_act(&mut sealed);
            }
            let Some(last) = sealed.last().map(|sealed| sealed.number) else {
                return Ok(made);
            };
            match self.write_notices(merchant, read, last, once_an_act(sealed)).await {
                Ok(count) => made += count,
                // Somebody else reads this log and is further.
                Err(StoreError::RaceLost) => return Ok(made),
                Err(error) => return Err(error),
            }
            if whole {
                return Ok(made);
            }
            read = last;
            self.engine.give_way(began).await;
        }
    }

    async fn write_notices(
        &self,
        merchant: MerchantNumber,
        from: i64,
        to: i64,
        made: Made,
    ) -> Result<u64, StoreError> {
        let (merchant, now) = (i64::from(merchant.0), self.now());
        let (send, receive) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let made = write(transaction, merchant, from, to, made, now).await?;
                    let _ = send.send(made);
                    Ok(())
                })
            })
            .await?;
        Ok(receive.await.unwrap_or(0))
    }
}

async fn write(
    transaction: &mut AnyConnection,
    merchant: i64,
    from: i64,
    to: i64,
    made: Made,
    now: Instant,
) -> Result<u64, StoreError> {
    let moved = sqlx::query(MOVE_CURSOR).bind(READER).bind(merchant).bind(from).bind(to);
    if moved.execute(&mut *transaction).await?.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    push::make(transaction, merchant, &made.pushes, now).await?;
    insert(transaction, merchant, &made.notices, now).await
}

/// Writes notices by as few statements as many rows allow, but for those that are there already; how many were written.
pub(super) async fn insert(
    transaction: &mut AnyConnection,
    merchant: i64,
    notices: &[New],
    now: Instant,
) -> Result<u64, StoreError> {
    let (mut identities, mut made) = (Identities::new(), 0);
    for block in blocks(notices) {
        let rows = numbered(ROW, 1, block.len());
        let text = format!(
            "INSERT INTO notice (merchant, id, event, kind, channel, subject, generation, state, made_at, due_at, changed_at)
             VALUES {rows} ON CONFLICT (merchant, event, kind, channel, subject) DO NOTHING"
        );
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(now.0);
        for new in block {
            query = query
                .bind(merchant)
                .bind(identities.next(now))
                .bind(new.event.as_str())
                .bind(new.kind.as_str())
                .bind(new.channel.as_str())
                .bind(new.subject.as_str())
                .bind(new.generation);
        }
        made += query.execute(&mut *transaction).await?.rows_affected();
    }
    Ok(made)
}

/// The last act of a full chunk may go on in the next one: it is read again from its beginning.
fn leave_last_act(sealed: &mut Vec<Sealed>) {
    let Some(last) = sealed.last().and_then(|sealed| sealed.act.clone()) else {
        return;
    };
    let begins = sealed.iter().rposition(|sealed| sealed.act.as_ref() != Some(&last)).map_or(0, |at| at + 1);
    if begins > 0 && last.line.is_some() {
        sealed.truncate(begins);
    }
}

/// Of the events of one act about one transfer or one request, the first makes the notices.
fn once_an_act(sealed: Vec<Sealed>) -> Made {
    let mut all = Made::default();
    let mut before: Option<Act> = None;
    for Sealed { act, made, .. } in sealed {
        let same = act.as_ref().is_some_and(|act| act.line.is_some()) && act == before;
        if !same {
            all.notices.extend(made.notices);
            all.pushes.extend(made.pushes);
        }
        before = act;
    }
    all
}
