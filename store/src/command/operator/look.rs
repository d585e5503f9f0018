//! The platform looks at a merchant's console: read-only, with a reason that is kept, for half an hour, in one session.
//! `query/look.rs` says who looks on.

use crate::query::look::Look;
use crate::query::session::SignedIn;
use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::identity::MerchantNumber;

/// How long a look lasts.
pub const LOOK_SECONDS: i64 = 1_800;

impl Store {
    /// Begins a look and answers its name. The same again within its time is the same look; any other look of the session ends.
    pub async fn look_at_merchant(
        &self,
        session: &SessionToken,
        merchant: MerchantNumber,
        reason: String,
    ) -> Result<String, StoreError> {
        let operator = self.operating(session).await?;
        let (id, hash, now) = (self.new_identity(), session.hash(), self.now());
        let (since, why) = (now.plus_seconds(-LOOK_SECONDS), reason.clone());
        self.merchant_name(merchant).await?;
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE operator_look SET ended_at = $1
                         WHERE session = $2 AND ended_at IS NULL AND at > $5 AND NOT (merchant = $3 AND reason = $4)",
                    )
                    .bind(now.0)
                    .bind(hash.clone())
                    .bind(i64::from(merchant.0))
                    .bind(reason.clone())
                    .bind(since.0)
                    .execute(&mut *connection)
                    .await?;
                    sqlx::query(
                        "INSERT INTO operator_look (id, operator, merchant, at, reason, session)
                         SELECT $1, $2, $3, $4, $5, $7 WHERE NOT EXISTS
                           (SELECT 1 FROM operator_look WHERE session = $7 AND operator = $2 AND merchant = $3
                              AND reason = $5 AND at > $6 AND ended_at IS NULL)",
                    )
                    .bind(id)
                    .bind(operator.id)
                    .bind(i64::from(merchant.0))
                    .bind(now.0)
                    .bind(reason)
                    .bind(since.0)
                    .bind(hash)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        let row = sqlx::query(
            "SELECT id FROM operator_look WHERE session = $1 AND merchant = $2 AND reason = $3 AND at > $4
               AND ended_at IS NULL ORDER BY at DESC, id DESC LIMIT 1",
        )
        .bind(session.hash())
        .bind(i64::from(merchant.0))
        .bind(why)
        .bind(since.0)
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        crate::table::columns::Columns(&row).text("id")
    }

    /// Leaves a look before its time. One that is over, or another session's, stays as it is.
    pub async fn leave_look(&self, session: &SessionToken, look: &Look) -> Result<(), StoreError> {
        let (hash, id, now) = (session.hash(), look.id.clone(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE operator_look SET ended_at = $1 WHERE id = $2 AND session = $3 AND ended_at IS NULL AND at > $4",
                    )
                    .bind(now.0)
                    .bind(id)
                    .bind(hash)
                    .bind(now.plus_seconds(-LOOK_SECONDS).0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Writes down that a page was looked at: the route's pattern, and the number of what it was about. Whoever is no onlooker
    /// looks at the own pages, and nothing is written.
    pub async fn note_looked_at(
        &self,
        onlooker: &SignedIn,
        page: &str,
        subject: &str,
    ) -> Result<(), StoreError> {
        let Some(look) = &onlooker.look else {
            return Ok(());
        };
        let (id, now, merchant) = (self.new_identity(), self.now(), i64::from(onlooker.actor.merchant.0));
        let (look, page, subject) = (look.id.clone(), page.to_owned(), subject.to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO operator_look_page (merchant, id, look, at, page, subject)
                         VALUES ($1, $2, $3, $4, $5, $6)",
                    )
                    .bind(merchant)
                    .bind(id)
                    .bind(look)
                    .bind(now.0)
                    .bind(page)
                    .bind(subject)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
