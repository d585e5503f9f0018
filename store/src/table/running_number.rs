//! Running numbers of a merchant: serials, orders, transfers, requests. Each is given once.

use super::columns::Columns;
use crate::StoreError;
use domain::identity::MerchantNumber;
use sqlx::AnyConnection;

/// Takes `count` numbers of a series and gives the first, inside the caller's transaction: rolled back, they are free.
pub(crate) async fn take(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    series: &str,
    count: i64,
) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "INSERT INTO running_number (merchant, series, next) VALUES ($1, $2, $3)
         ON CONFLICT (merchant, series) DO UPDATE SET next = running_number.next + $4
         RETURNING next",
    )
    .bind(i64::from(merchant.0))
    .bind(series)
    .bind(1 + count)
    .bind(count)
    .fetch_one(connection)
    .await?;
    Ok(Columns(&row).number("next")? - count)
}
