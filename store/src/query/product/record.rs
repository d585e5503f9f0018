//! 商品歷程: what was done to a product (RULES §7).

use super::may_look;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::ProductNumber;
use domain::product::ProductField;

/// One line of 商品歷程.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct ProductRecord {
    pub at: Instant,
    pub kind: String,
    pub fields: Vec<ProductField>,
    pub operator: Option<String>,
    pub branch: Option<String>,
}

impl Store {
    /// What was done to a product, newest first.
    pub async fn product_records(
        &self,
        actor: &Actor,
        number: ProductNumber,
    ) -> Result<Vec<ProductRecord>, StoreError> {
        may_look(actor)?;
        let rows = sqlx::query(
            "SELECT e.at, e.kind, c.fields, a.name AS operator, b.name AS branch
             FROM product_change c
             JOIN event e ON e.merchant = c.merchant AND e.id = c.id
             LEFT JOIN account a ON a.merchant = e.actor_merchant AND a.id = e.account
             LEFT JOIN branch b ON b.merchant = e.actor_merchant AND b.number = e.branch
             WHERE c.merchant = $1 AND c.product = $2 ORDER BY e.at DESC, e.id DESC LIMIT 200",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(i64::from(number.0))
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row| {
            let columns = Columns(row);
            Ok(ProductRecord {
                at: columns.instant("at")?,
                kind: columns.text("kind")?,
                fields: columns.text("fields")?.split(' ').filter_map(ProductField::parse).collect(),
                operator: columns.maybe_text("operator")?,
                branch: columns.maybe_text("branch")?,
            })
        };
        rows.iter().map(read).collect()
    }
}
