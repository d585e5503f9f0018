//! Whoever was told of an order looked at its wallet: told by the page itself after a second, never by a mere request, so
//! that previews and mail scanners do not count (RULES §6).

use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};

impl Store {
    /// Keeps when the wallet behind this link was opened first; whether this was the first time. `NotFound` for links of no
    /// wallet. It is no event: no ticket changes by it.
    pub async fn open_wallet(&self, link: &LinkToken) -> Result<bool, StoreError> {
        let token_hash = link.hash();
        let row = sqlx::query("SELECT merchant, id, opened_at FROM wallet WHERE token_hash = $1")
            .bind(token_hash.as_str())
            .fetch_optional(self.engine.look_ups())
            .await?
            .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        if columns.maybe_number("opened_at")?.is_some() {
            return Ok(false);
        }
        let (merchant, wallet, now) = (columns.number("merchant")?, columns.text("id")?, self.now());
        let (told, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    // Another purchaser's link meanwhile is another's to open.
                    let opened = sqlx::query(
                        "UPDATE wallet SET opened_at = $4
                         WHERE merchant = $1 AND id = $2 AND token_hash = $3 AND opened_at IS NULL",
                    )
                    .bind(merchant)
                    .bind(wallet)
                    .bind(token_hash)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    let _ = told.send(opened.rows_affected() == 1);
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }
}
