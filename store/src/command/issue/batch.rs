//! The one row by which a batch is there for everybody, or for nobody.

use super::{CheckedProduct, Source};
use crate::command::again::until_written;
use crate::command::paid_order;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::ledger::{LedgerAccount, Movement};
use domain::refusal::Refusal;
use sqlx::AnyConnection;

impl Store {
    /// Unless somebody took it away before it was there: a name is given up once and for all.
    pub(super) async fn open_batch(
        &self,
        merchant: MerchantNumber,
        batch: &str,
        source: &Source,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (batch, source) = (batch.to_owned(), source.clone());
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let opened = sqlx::query(
                        "INSERT INTO batch (merchant, id, state, source, created_at, account, branch)
                         VALUES ($1, $2, 'staging', $3, $4, $5, $6) ON CONFLICT (merchant, id) DO NOTHING",
                    )
                    .bind(i64::from(merchant.0))
                    .bind(batch)
                    .bind(source.name)
                    .bind(now.0)
                    .bind(source.by.as_ref().map(|actor| actor.account.to_string()))
                    .bind(
                        source
                            .by
                            .as_ref()
                            .and_then(|actor| actor.branch().map(|branch| branch.as_str().to_owned())),
                    )
                    .execute(transaction)
                    .await?;
                    if opened.rows_affected() == 1 { Ok(()) } else { Err(StoreError::GivenUp) }
                })
            })
            .await
    }

    /// Shows a staged batch to everybody, with one event an order. An order that was given up in this very moment is
    /// decided on again.
    pub(super) async fn make_visible(
        &self,
        merchant: MerchantNumber,
        batch: &str,
        products: &[CheckedProduct],
        now: Instant,
    ) -> Result<(), StoreError> {
        until_written!(self.make_visible_once(merchant, batch, products, now))
    }

    async fn make_visible_once(
        &self,
        merchant: MerchantNumber,
        batch: &str,
        products: &[CheckedProduct],
        now: Instant,
    ) -> Result<(), StoreError> {
        let (merchant, batch, products) = (i64::from(merchant.0), batch.to_owned(), products.to_vec());
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    show(transaction, merchant, batch, now).await?;
                    lock_products(transaction, merchant, &products, now).await
                })
            })
            .await
    }
}

async fn show(
    transaction: &mut AnyConnection,
    merchant: i64,
    batch: String,
    now: Instant,
) -> Result<(), StoreError> {
    let shown = sqlx::query(
        "UPDATE batch SET state = 'visible', visible_at = $3
         WHERE merchant = $1 AND id = $2 AND state = 'staging'",
    )
    .bind(merchant)
    .bind(batch.clone())
    .bind(now.0)
    .execute(&mut *transaction)
    .await?;
    if shown.rows_affected() != 1 {
        return Err(StoreError::GivenUp);
    }
    paid_order::issue_paid(transaction, merchant, &batch, now).await?;
    sqlx::query(
        "INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket_order,
                            quantity, business_day)
         SELECT o.merchant, o.id, 'issued', o.issued_at, o.merchant, b.account, b.branch, o.id,
                (SELECT COUNT(*) FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id), $3
         FROM ticket_order o JOIN batch b ON b.merchant = o.merchant AND b.id = o.batch
         WHERE o.merchant = $1 AND o.batch = $2",
    )
    .bind(merchant)
    .bind(batch.clone())
    .bind(now.day().to_string())
    .execute(&mut *transaction)
    .await?;
    // The movement of `ledger::issue`, for all orders at once: into trust, what the order's 提貨券 are worth.
    sqlx::query(
        "INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
         SELECT o.merchant, o.id, o.id, $4, $5, $6, o.amount, o.issued_at, $3
         FROM ticket_order o WHERE o.merchant = $1 AND o.batch = $2 AND o.amount > 0",
    )
    .bind(merchant)
    .bind(batch)
    .bind(now.day().to_string())
    .bind(Movement::Issue.as_str())
    .bind(LedgerAccount::Buyer.as_str())
    .bind(LedgerAccount::Trust.as_str())
    .execute(transaction)
    .await?;
    Ok(())
}

/// From now on the lock of RULES §7 holds for what was issued. Refused where a product is no more what its tickets say:
/// somebody changed it after the batch was checked.
async fn lock_products(
    transaction: &mut AnyConnection,
    merchant: i64,
    products: &[CheckedProduct],
    now: Instant,
) -> Result<(), StoreError> {
    for product in products {
        let locked = sqlx::query(
            "UPDATE product SET issued_at = COALESCE(issued_at, $3)
             WHERE merchant = $1 AND number = $2 AND kind = $4 AND face_value = COALESCE($5, face_value)",
        )
        .bind(merchant)
        .bind(product.number)
        .bind(now.0)
        .bind(product.kind)
        .bind(product.face_value)
        .execute(&mut *transaction)
        .await?;
        if locked.rows_affected() != 1 {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
    }
    Ok(())
}
