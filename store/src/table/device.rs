//! The phones that sign for a wallet, as commands need them.

use super::columns::Columns;
use super::holder::Holder;
use crate::StoreError;
use domain::calendar::Instant;
use domain::device::{HolderKey, Standing};
use sqlx::AnyConnection;

/// The phone of this key, if it is one of the wallet's.
pub(crate) async fn living(
    connection: &mut AnyConnection,
    holder: &Holder,
    key: &HolderKey,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query(
        "SELECT id FROM wallet_device
         WHERE merchant = $1 AND wallet = $2 AND public_key = $3 AND removed_at IS NULL",
    )
    .bind(i64::from(holder.merchant.0))
    .bind(holder.wallet.as_str())
    .bind(key.to_text())
    .fetch_optional(connection)
    .await?;
    row.map(|row| Columns(&row).text("id")).transpose()
}

/// What the wallet knows of a key.
pub(crate) struct Known {
    pub standing: Standing,
    /// How many phones sign for the wallet.
    pub living: usize,
    /// When the phone of this key was last here.
    pub seen_at: Option<Instant>,
}

/// Looks a key up among the wallet's phones.
pub(crate) async fn known(
    connection: &mut AnyConnection,
    holder: &Holder,
    key: &HolderKey,
) -> Result<Known, StoreError> {
    let rows = sqlx::query(
        "SELECT public_key, seen_at, removed_at FROM wallet_device WHERE merchant = $1 AND wallet = $2",
    )
    .bind(i64::from(holder.merchant.0))
    .bind(holder.wallet.as_str())
    .fetch_all(connection)
    .await?;
    let mut known = Known { standing: Standing::Unknown, living: 0, seen_at: None };
    for row in &rows {
        let columns = Columns(row);
        let removed = columns.maybe_number("removed_at")?.is_some();
        known.living += usize::from(!removed);
        if columns.text("public_key")? == key.to_text() {
            known.standing = if removed { Standing::Removed } else { Standing::Living };
            known.seen_at = Some(Instant(columns.number("seen_at")?));
        }
    }
    Ok(known)
}

/// The wallet has another link, or another holder: no phone of before signs for it, or is told of it (their
/// subscriptions go with them).
pub(crate) async fn forget_all(
    connection: &mut AnyConnection,
    merchant: i64,
    wallet: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM wallet_device WHERE merchant = $1 AND wallet = $2")
        .bind(merchant)
        .bind(wallet)
        .execute(connection)
        .await?;
    Ok(())
}
