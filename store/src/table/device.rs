//! The phones that sign for a wallet, as commands need them.

use super::columns::Columns;
use super::holder::Holder;
use crate::StoreError;
use domain::device::{HolderKey, Standing};
use sqlx::AnyConnection;

/// What the wallet knows of a key, and how many phones sign for it.
pub(crate) async fn standing(
    connection: &mut AnyConnection,
    holder: &Holder,
    key: &HolderKey,
) -> Result<(Standing, usize), StoreError> {
    let rows =
        sqlx::query("SELECT public_key, removed_at FROM wallet_device WHERE merchant = $1 AND wallet = $2")
            .bind(i64::from(holder.merchant.0))
            .bind(holder.wallet.as_str())
            .fetch_all(connection)
            .await?;
    let (mut standing, mut living) = (Standing::Unknown, 0);
    for row in &rows {
        let columns = Columns(row);
        let removed = columns.maybe_number("removed_at")?.is_some();
        living += usize::from(!removed);
        if columns.text("public_key")? == key.to_text() {
            standing = if removed { Standing::Removed } else { Standing::Living };
        }
    }
    Ok((standing, living))
}

/// The wallet has another link, or another holder: no phone of before signs for it.
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
