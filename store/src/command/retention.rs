//! The night's erasure (RULES §15): people's data go once every ticket of theirs has been at its end for as long as their
//! merchant's contract says. Orders, tickets, events and books stay.

use crate::random::first_identity_of;
use crate::table::columns::Columns;
use crate::table::erase;
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::retention::kept_since;
use sqlx::AssertSqlSafe;

/// Wallets that one transaction empties: whoever stands at the counter does not wait for more.
const CHUNK: usize = 50;
/// Wallets that are looked for at once.
const AT_ONCE: i64 = 500;

/// A ticket `t` that is open, or moved since `$4`; a note of the staff moves nothing.
fn is_recent() -> String {
    let open = erase::OPEN.replace("{day}", "$5");
    format!(
        "({open} OR t.issued_at >= $4 OR EXISTS (
            SELECT 1 FROM event e WHERE e.merchant = t.merchant AND e.ticket = t.id AND e.at >= $4
              AND e.kind <> 'order_noted'))"
    )
}

fn ended() -> String {
    let recent = is_recent();
    format!(
        "SELECT w.id FROM wallet w
         WHERE w.merchant = $1 AND w.id > $2 AND w.id < $3 AND w.created_at < $4 AND w.erased_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.merchant = w.merchant AND t.wallet = w.id AND {recent})
           AND NOT EXISTS (SELECT 1 FROM ticket_order o
                JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id
                WHERE o.merchant = w.merchant AND o.wallet = w.id AND {recent})
           AND NOT EXISTS (SELECT 1 FROM return_request r
                WHERE r.merchant = w.merchant AND r.wallet = w.id AND (r.state = 'asked' OR r.changed_at >= $4))
           AND NOT EXISTS (SELECT 1 FROM enquiry q
                WHERE q.merchant = w.merchant AND q.wallet = w.id AND (q.state = 'open' OR q.changed_at >= $4))
         ORDER BY w.id LIMIT $6"
    )
}

/// What is about people without a wallet, or about whoever had one before; `$2` = kept since.
const WITHOUT_WALLET: &[&str] = &[
    "UPDATE former_holder SET name = '', phone = '', email = '' WHERE merchant = $1 AND until < $2 AND name <> ''",
    "UPDATE transfer SET recipient_name = '', recipient_phone = '', recipient_email = '', message = ''
     WHERE merchant = $1 AND offered_at < $2 AND recipient IS NULL AND recipient_name <> '' AND NOT EXISTS (
         SELECT 1 FROM transfer_line l WHERE l.merchant = transfer.merchant AND l.transfer = transfer.id
           AND (l.state = 'offered' OR l.changed_at >= $2))",
    "UPDATE paid_order SET holder_name = '', holder_phone = '', holder_email = '', description = ''
     WHERE merchant = $1 AND outcome IN ('given_up', 'cancelled') AND changed_at < $2 AND holder_name <> ''",
];

impl Store {
    /// Erases what is kept no longer on `day`, and says of how many wallets. Done twice, the second time finds nothing.
    pub async fn erase_ended(&self, day: Day) -> Result<u64, StoreError> {
        let rows = sqlx::query("SELECT number, retention_months FROM merchant ORDER BY number")
            .fetch_all(self.engine.reader())
            .await?;
        let mut erased = 0;
        for row in &rows {
            let columns = Columns(row);
            let since = kept_since(day, columns.count("retention_months")?);
            erased += self.erase_ended_of(columns.number("number")?, since).await?;
            // Purchasers stand in a batch that was never issued, too (RULES §6).
            self.forget_drafts(columns.merchant("number")?).await?;
        }
        Ok(erased)
    }

    async fn erase_ended_of(&self, merchant: i64, since: Day) -> Result<u64, StoreError> {
        let (text, now, start) = (ended(), self.now(), since.start());
        let (mut after, mut erased) = (String::new(), 0);
        loop {
            let rows = sqlx::query(AssertSqlSafe(text.clone()))
                .bind(merchant)
                .bind(after.clone())
                .bind(first_identity_of(start))
                .bind(start.0)
                .bind(since.to_string())
                .bind(AT_ONCE)
                .fetch_all(self.engine.reader())
                .await?;
            let wallets =
                rows.iter().map(|row| Columns(row).text("id")).collect::<Result<Vec<_>, StoreError>>()?;
            let Some(last) = wallets.last() else {
                break;
            };
            after.clone_from(last);
            for chunk in wallets.chunks(CHUNK) {
                let chunk = chunk.to_vec();
                erased += chunk.len() as u64;
                self.engine
                    .writer()
                    .transaction(move |connection| {
                        Box::pin(async move {
                            for wallet in &chunk {
                                erase::wallet(&mut *connection, merchant, wallet, now).await?;
                            }
                            Ok(())
                        })
                    })
                    .await?;
            }
        }
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    for text in WITHOUT_WALLET {
                        sqlx::query(*text).bind(merchant).bind(start.0).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(erased)
    }
}
