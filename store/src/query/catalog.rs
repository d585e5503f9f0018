//! What a merchant may issue, and which order numbers it has used.

use crate::table::columns::Columns;
use crate::table::rows::{blocks, numbered};
use crate::{Store, StoreError};
use domain::contract::Opening;
use domain::identity::{MerchantNumber, ProductNumber};
use domain::ticket::TicketKind;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashSet};

/// A merchant's products and whether it may issue at all.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// ECT 發行服務 已開通, and the contract runs.
    pub issue_open: bool,
    /// For how many days what is issued is guaranteed.
    pub guarantee_days: u32,
    /// Kinds and ways that the contract has opened.
    pub opened: Vec<Opening>,
    /// All products, on the shelf or not.
    pub products: Vec<CatalogProduct>,
}

/// A product as a batch file names it.
#[derive(Debug, Clone)]
pub struct CatalogProduct {
    /// Its number in codes.
    pub number: ProductNumber,
    /// 商品編號
    pub code: String,
    /// 提貨券 or 贈品券
    pub kind: TicketKind,
    /// Name.
    pub name: String,
    /// NT$ a unit.
    pub face_value: i64,
    /// May be issued.
    pub on_shelf: bool,
}

impl Store {
    /// Name of a merchant.
    pub async fn merchant_name(&self, merchant: MerchantNumber) -> Result<String, StoreError> {
        let row = sqlx::query("SELECT name FROM merchant WHERE number = $1")
            .bind(i64::from(merchant.0))
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        Columns(&row).text("name")
    }

    /// What a merchant may issue.
    pub async fn catalog(&self, merchant: MerchantNumber) -> Result<Catalog, StoreError> {
        let contract = self.set_up_of(merchant).await?.contract;
        let standing = contract.standing(self.now().day());
        let rows = sqlx::query(
            "SELECT number, code, kind, name, face_value, on_shelf FROM product WHERE merchant = $1 ORDER BY number",
        )
        .bind(i64::from(merchant.0))
        .fetch_all(self.engine.reader())
        .await?;
        let products = rows.iter().map(|row| {
            let columns = Columns(row);
            Ok(CatalogProduct {
                number: columns.product("number")?,
                code: columns.text("code")?,
                kind: columns.stated("kind", TicketKind::parse)?,
                name: columns.text("name")?,
                face_value: columns.number("face_value")?,
                on_shelf: columns.flag("on_shelf")?,
            })
        });
        Ok(Catalog {
            issue_open: domain::contract::may_issue(standing, contract.issue_open).is_ok(),
            guarantee_days: contract.guarantee_days,
            opened: contract.opened,
            products: products.collect::<Result<_, StoreError>>()?,
        })
    }

    /// Which of these 廠商訂單編號 and 贈品單號 were used before.
    pub async fn used_order_numbers(
        &self,
        merchant: MerchantNumber,
        orders: BTreeSet<String>,
        gifts: BTreeSet<String>,
    ) -> Result<(HashSet<String>, HashSet<String>), StoreError> {
        let orders = self.used(merchant, ORDER_NUMBERS, orders).await?;
        Ok((orders, self.used(merchant, GIFT_NUMBERS, gifts).await?))
    }

    async fn used(
        &self,
        merchant: MerchantNumber,
        column: &'static str,
        numbers: BTreeSet<String>,
    ) -> Result<HashSet<String>, StoreError> {
        let numbers: Vec<String> = numbers.into_iter().collect();
        let mut used = HashSet::new();
        for block in blocks(&numbers) {
            // A batch that is not visible was not issued: issuing itself meets its numbers, or takes them away.
            let text = format!(
                "SELECT o.{column} AS number FROM ticket_order o
                 JOIN batch b ON b.merchant = o.merchant AND b.id = o.batch AND b.state = 'visible'
                 WHERE o.merchant = $1 AND o.{column} IN ({})",
                numbered("?", 1, block.len())
            );
            let mut query = sqlx::query(AssertSqlSafe(text)).bind(i64::from(merchant.0));
            for number in block {
                query = query.bind(number.as_str());
            }
            for row in query.fetch_all(self.engine.reader()).await? {
                used.insert(Columns(&row).text("number")?);
            }
        }
        Ok(used)
    }
}

/// The columns that hold them.
const ORDER_NUMBERS: &str = "merchant_order_no";
const GIFT_NUMBERS: &str = "gift_order_no";
