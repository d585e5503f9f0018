//! From events to news for phones, in the transaction that makes the notices.

use crate::StoreError;
use crate::table::rows::{blocks, numbered};
use domain::calendar::Instant;
use domain::notice::NoticeKind;
use sqlx::{AnyConnection, AssertSqlSafe};

/// Something that the phones of a wallet are to be told.
pub(crate) struct NewPush {
    pub event: String,
    pub kind: NoticeKind,
    pub wallet: String,
}

const ROW: &str = "(CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))";

/// Writes a row for each phone that is told. Most wallets have none.
pub(crate) async fn make(
    transaction: &mut AnyConnection,
    merchant: i64,
    pushes: &[NewPush],
    now: Instant,
) -> Result<(), StoreError> {
    for block in blocks(pushes) {
        let rows = numbered(ROW, 2, block.len());
        let text = format!(
            "WITH told (event, kind, wallet) AS (VALUES {rows})
             INSERT INTO push_waiting (merchant, event, kind, wallet, device, due_at)
             SELECT s.merchant, told.event, told.kind, s.wallet, s.device, CAST($2 AS BIGINT)
             FROM told JOIN push_subscription s ON s.merchant = $1 AND s.wallet = told.wallet
             WHERE s.merchant = $1 ON CONFLICT (merchant, event, kind, wallet, device) DO NOTHING"
        );
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(merchant).bind(now.0);
        for new in block {
            query = query.bind(new.event.as_str()).bind(new.kind.as_str()).bind(new.wallet.as_str());
        }
        query.execute(&mut *transaction).await?;
    }
    Ok(())
}
