//! The phones that sign for a wallet, as its holder sees them.

use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::device::HolderKey;
use domain::identity::DeviceId;

/// A phone that signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The phone.
    pub id: DeviceId,
    /// Its public key in hexadecimal digits, by which a phone knows itself.
    pub key: String,
    /// What kind of phone; empty where it did not say.
    pub name: String,
    /// Since when it signs.
    pub made_at: Instant,
    /// When it last fetched statements, within minutes.
    pub seen_at: Instant,
}

impl Store {
    /// The phones that sign for the wallet behind a link, the oldest first.
    pub async fn devices(&self, link: &LinkToken) -> Result<Vec<Device>, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let rows = sqlx::query(
            "SELECT id, public_key, name, made_at, seen_at FROM wallet_device
             WHERE merchant = $1 AND wallet = $2 AND removed_at IS NULL ORDER BY made_at, id",
        )
        .bind(i64::from(holder.merchant.0))
        .bind(holder.wallet.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(Device {
                    id: DeviceId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("device"))?,
                    key: columns.text("public_key")?,
                    name: columns.text("name")?,
                    made_at: columns.instant("made_at")?,
                    seen_at: columns.instant("seen_at")?,
                })
            })
            .collect()
    }

    /// Whether this phone is known already or is the first that ever asked to sign, since the wallet has this link: the
    /// link alone is enough to ask. Removing a phone makes no other one the first.
    pub async fn joins_by_link(&self, link: &LinkToken, key: &HolderKey) -> Result<bool, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM wallet_device d WHERE d.merchant = $1 AND d.wallet = $2) AS ever,
                    (SELECT COUNT(*) FROM wallet_device d WHERE d.merchant = $1 AND d.wallet = $2
                                                            AND d.public_key = $3) AS of_this_key",
        )
        .bind(i64::from(holder.merchant.0))
        .bind(holder.wallet.as_str())
        .bind(key.to_text())
        .fetch_one(self.engine.reader())
        .await?;
        let columns = Columns(&row);
        Ok(columns.count("ever")? == 0 || columns.count("of_this_key")? > 0)
    }
}
