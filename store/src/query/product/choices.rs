//! What a product's lists choose from: branches, and partners whose relation is open (RULES §7).

use super::may_look;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::identity::{BranchNumber, MerchantNumber};

/// What a product's lists choose from.
#[derive(Debug, Clone, Default)]
pub struct ProductChoices {
    /// The merchant's branches with their names.
    pub branches: Vec<(BranchNumber, String)>,
    /// Partners whose relation is 開啟.
    pub partners: Vec<(MerchantNumber, String)>,
}

impl Store {
    /// What a product's lists choose from.
    pub async fn product_choices(&self, actor: &Actor) -> Result<ProductChoices, StoreError> {
        may_look(actor)?;
        let merchant = i64::from(actor.merchant.0);
        let rows = sqlx::query("SELECT number, name FROM branch WHERE merchant = $1 ORDER BY number")
            .bind(merchant)
            .fetch_all(self.engine.reader())
            .await?;
        let branches = rows.iter().map(|row| {
            let columns = Columns(row);
            let number = columns.maybe_branch("number")?.ok_or(StoreError::Corrupt("a branch number"))?;
            Ok((number, columns.text("name")?))
        });
        let branches = branches.collect::<Result<_, StoreError>>()?;
        let rows = sqlx::query(
            "SELECT m.number, m.name FROM relation r JOIN merchant m ON m.number = r.redeemer
             WHERE r.issuer = $1 AND r.state = 'open' ORDER BY m.number",
        )
        .bind(merchant)
        .fetch_all(self.engine.reader())
        .await?;
        let partners = rows.iter().map(|row| {
            let columns = Columns(row);
            Ok((columns.merchant("number")?, columns.text("name")?))
        });
        Ok(ProductChoices { branches, partners: partners.collect::<Result<_, StoreError>>()? })
    }
}
