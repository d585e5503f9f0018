//! Where a ticket can be used today: what its holder wants to know before setting out.

use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::identity::{MerchantNumber, ProductNumber};

/// A shop whose staff can redeem tickets of a product (RULES §3, branch lists and relations; §8, branches).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsablePlace {
    /// Whose shop it is.
    pub merchant_name: String,
    /// The issuer's own, or a partner's.
    pub is_own: bool,
    /// 分店名稱; the merchant's own name where there is none.
    pub branch_name: String,
    /// Empty where the merchant gave none.
    pub address: String,
    /// Empty where the merchant gave none.
    pub phone: String,
}

impl Store {
    /// The enabled branches of the issuer that the product names (all of them where it names none), then those of each
    /// partner that the product is open to while the relation stands. Whoever has no such branch stands for itself: head
    /// offices redeem, too. One statement, and nothing that is not public.
    pub async fn usable_places(
        &self,
        merchant: MerchantNumber,
        product: ProductNumber,
    ) -> Result<Vec<UsablePlace>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.name AS merchant_name, 1 AS is_own, COALESCE(b.number, '') AS branch,
                    COALESCE(b.name, m.name) AS name, COALESCE(b.address, m.address) AS address,
                    COALESCE(b.phone, m.service_phone) AS phone
             FROM product p
             JOIN merchant m ON m.number = p.merchant
             LEFT JOIN branch b ON b.merchant = p.merchant AND b.enabled = 1
                  AND (p.names_redeeming_branches = 0 OR EXISTS (
                      SELECT 1 FROM product_branch pb WHERE pb.merchant = p.merchant AND pb.product = p.number
                          AND pb.purpose = 'redeem' AND pb.branch = b.number))
             WHERE p.merchant = $1 AND p.number = $2
             UNION ALL
             SELECT m.name AS merchant_name, 0 AS is_own, COALESCE(b.number, '') AS branch,
                    COALESCE(b.name, m.name) AS name, COALESCE(b.address, m.address) AS address,
                    COALESCE(b.phone, m.service_phone) AS phone
             FROM product_opening po
             JOIN relation r ON r.issuer = po.merchant AND r.redeemer = po.redeemer AND r.state = 'open'
             JOIN merchant m ON m.number = po.redeemer
             LEFT JOIN branch b ON b.merchant = po.redeemer AND b.enabled = 1
             WHERE po.merchant = $1 AND po.product = $2
             ORDER BY is_own DESC, merchant_name, branch",
        )
        .bind(i64::from(merchant.0))
        .bind(i64::from(product.0))
        .fetch_all(self.engine.look_ups())
        .await?;
        rows.iter().map(|row| place(&Columns(row))).collect()
    }
}

fn place(columns: &Columns<'_>) -> Result<UsablePlace, StoreError> {
    Ok(UsablePlace {
        merchant_name: columns.text("merchant_name")?,
        is_own: columns.flag("is_own")?,
        branch_name: columns.text("name")?,
        address: columns.text("address")?,
        phone: columns.text("phone")?,
    })
}
