//! Who holds a wallet, found by its link; and the lock under which a link that died meanwhile writes nothing.

use super::columns::Columns;
use crate::StoreError;
use crate::engine::Engine;
use crate::secret::LinkToken;
use domain::identity::{MerchantNumber, WalletId};
use sqlx::AnyConnection;

/// The wallet behind a living link.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub merchant: MerchantNumber,
    pub wallet: WalletId,
    token_hash: String,
}

impl Holder {
    /// `NotFound` for links that never were and links that died.
    pub(crate) async fn by_link(engine: &Engine, link: &LinkToken) -> Result<Self, StoreError> {
        let token_hash = link.hash();
        let row = sqlx::query("SELECT merchant, id FROM wallet WHERE token_hash = $1")
            .bind(token_hash.as_str())
            .fetch_optional(engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        Ok(Self {
            merchant: columns.merchant("merchant")?,
            wallet: WalletId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("wallet"))?,
            token_hash,
        })
    }

    /// Keeps the wallet as it is until the transaction ends: its link still opens it, and nobody changes its purchaser
    /// beside us. What a holder does comes in order, so that an attempt sent twice at once finds itself.
    pub(crate) async fn hold(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let held = sqlx::query(
            "UPDATE wallet SET generation = generation WHERE merchant = $1 AND id = $2 AND token_hash = $3",
        )
        .bind(i64::from(self.merchant.0))
        .bind(self.wallet.as_str())
        .bind(self.token_hash.as_str())
        .execute(connection)
        .await?;
        if held.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound) }
    }
}
