//! 撥款: what has been owed for the agreed days (撥款天期) is paid to the issuer.

use crate::table::columns::Columns;
use crate::table::entry::{self, unbookable};
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::identity::MerchantNumber;
use domain::ledger::{self, LedgerAccount, Movement};
use domain::money::Dollars;

impl Store {
    /// Pays out what became due by `day`, by merchant. Again on the same day nothing is due any more: what was paid is
    /// part of the sum.
    pub async fn pay_out(&self, day: Day) -> Result<Vec<(MerchantNumber, Dollars)>, StoreError> {
        let now = self.now();
        let merchants =
            sqlx::query("SELECT number, payout_days FROM merchant").fetch_all(self.engine.reader()).await?;
        let mut paid = Vec::new();
        for row in &merchants {
            let merchant = Columns(row).merchant("number")?;
            let due_until = day.minus_days(u64::from(Columns(row).count("payout_days")?));
            let (answer, answered) = tokio::sync::oneshot::channel();
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(async move {
                        // What came by then, less everything that ever left: cancelled and late ones, and payouts.
                        let row = sqlx::query(
                            "SELECT CAST(COALESCE(SUM(CASE WHEN to_account = $2 AND day <= $3 THEN amount ELSE 0 END), 0)
                                  - COALESCE(SUM(CASE WHEN from_account = $2 THEN amount ELSE 0 END), 0) AS BIGINT) AS due
                             FROM posting WHERE merchant = $1",
                        )
                        .bind(i64::from(merchant.0))
                        .bind(LedgerAccount::Payable.as_str())
                        .bind(due_until.to_string())
                        .fetch_one(&mut *transaction)
                        .await?;
                        let due = Dollars(Columns(&row).number("due")?);
                        if due > Dollars::ZERO {
                            let posting = ledger::pay_out(due).map_err(unbookable)?;
                            entry::post(transaction, i64::from(merchant.0), None, &[posting], day, now).await?;
                        }
                        let _ = answer.send(due);
                        Ok(())
                    })
                })
                .await?;
            let due = answered.await.map_err(|_| StoreError::Closing)?;
            if due > Dollars::ZERO {
                tracing::info!(%merchant, movement = Movement::PayOut.as_str(), amount = due.0, "paid out");
                paid.push((merchant, due));
            }
        }
        Ok(paid)
    }
}
