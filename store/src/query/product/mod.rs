//! 商品管理 (RULES §7): the list, and one product with its lists. Each is a fixed number of queries.

mod choices;
mod contract;
mod list;
mod record;

pub use choices::ProductChoices;
pub use contract::Contract;
pub use list::{ListedProduct, ListedProducts, ProductFilter, ProductSort};
pub use record::ProductRecord;

use super::picture::picture;
use crate::command::product::ProductLists;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::desk_note::DeskNote;
use domain::identity::{BranchNumber, MerchantNumber, ProductNumber};
use domain::money::Dollars;
use domain::offline::limits::OfflineLimits;
use domain::permission::{Access, Function};
use domain::picture::Picture;
use domain::product::ProductFacts;
use domain::product::counter::Counter;
use domain::proof::{ProofPolicies, ProofPolicy};
use domain::refusal::Refusal;
use domain::ticket::TicketKind;

/// One product.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its number in codes.
    pub number: ProductNumber,
    /// 商品編號
    pub code: String,
    /// Its fields.
    pub facts: ProductFacts,
    /// The three lists.
    pub lists: ProductLists,
    /// What it says at the counter.
    pub counter: Counter,
    /// 商品圖片
    pub picture: Option<Picture>,
    /// May be issued.
    pub on_shelf: bool,
    /// A ticket of it was issued: the lock holds.
    pub issued: bool,
    /// Counts the changes.
    pub version: i64,
    /// When it was made; 1970 for what is older than this history.
    pub created_at: Instant,
}

impl Store {
    /// One product with its lists.
    pub async fn product(&self, actor: &Actor, number: ProductNumber) -> Result<Product, StoreError> {
        may_look(actor)?;
        let row = sqlx::query(
            "SELECT p.code, p.own_number, p.kind, p.name, p.face_value, p.terms, p.paper_terms, p.store_terms,
                    p.on_shelf, p.names_redeeming_branches, p.names_return_branches, p.proof_living,
                    p.proof_moment, p.proof_printed, p.proof_typed, p.proof_look_up, p.version, p.created_at,
                    p.desk_note, p.offline_units, p.offline_money, p.offline_minutes, p.offline_statement_hours,
                    CASE WHEN p.issued_at IS NULL THEN 0 ELSE 1 END AS issued, pp.name AS picture,
                    pp.width AS picture_width, pp.height AS picture_height, pp.plate AS picture_plate
             FROM product p
             LEFT JOIN product_picture pp ON pp.merchant = p.merchant AND pp.product = p.number
             WHERE p.merchant = $1 AND p.number = $2",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(i64::from(number.0))
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let named = (columns.flag("names_redeeming_branches")?, columns.flag("names_return_branches")?);
        Ok(Product {
            number,
            code: columns.text("code")?,
            facts: facts(&columns)?,
            lists: self.lists_of(actor.merchant, number, named).await?,
            counter: counter(&columns)?,
            picture: product_picture(&columns)?,
            on_shelf: columns.flag("on_shelf")?,
            issued: columns.number("issued")? == 1,
            version: columns.number("version")?,
            created_at: columns.instant("created_at")?,
        })
    }

    async fn lists_of(
        &self,
        merchant: MerchantNumber,
        number: ProductNumber,
        (names_redeeming, names_returning): (bool, bool),
    ) -> Result<ProductLists, StoreError> {
        let rows = sqlx::query(
            "SELECT b.purpose AS list, b.branch AS named FROM product_branch b WHERE b.merchant = $1 AND b.product = $2
             UNION ALL
             SELECT 'partner' AS list, CAST(o.redeemer AS TEXT) AS named FROM product_opening o
             WHERE o.merchant = $1 AND o.product = $2
             ORDER BY list, named",
        )
        .bind(i64::from(merchant.0))
        .bind(i64::from(number.0))
        .fetch_all(self.engine.reader())
        .await?;
        let (mut redeeming, mut returning, mut partners) = (Vec::new(), Vec::new(), Vec::new());
        for row in &rows {
            let columns = Columns(row);
            let named = columns.text("named")?;
            let branch = || BranchNumber::parse(&named).map_err(|_| StoreError::Corrupt("a branch number"));
            match columns.text("list")?.as_str() {
                "redeem" => redeeming.push(branch()?),
                "give_back" => returning.push(branch()?),
                _ => {
                    let number = named.parse().map_err(|_| StoreError::Corrupt("a merchant's number"))?;
                    partners.push(MerchantNumber(number));
                }
            }
        }
        Ok(ProductLists {
            redeeming: names_redeeming.then_some(redeeming),
            returning: names_returning.then_some(returning),
            partners,
        })
    }
}

fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.allows(Function::Products, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn facts(columns: &Columns<'_>) -> Result<ProductFacts, StoreError> {
    let lines = |column| Ok::<_, StoreError>(columns.text(column)?.lines().map(str::to_owned).collect());
    let policy = |column| columns.stated(column, ProofPolicy::parse);
    Ok(ProductFacts {
        kind: columns.stated("kind", TicketKind::parse)?,
        name: columns.text("name")?,
        own_number: columns.text("own_number")?,
        face_value: Dollars(columns.number("face_value")?),
        terms: lines("terms")?,
        paper_terms: lines("paper_terms")?,
        store_terms: lines("store_terms")?,
        proof: ProofPolicies {
            living: policy("proof_living")?,
            moment: policy("proof_moment")?,
            printed: policy("proof_printed")?,
            typed: policy("proof_typed")?,
            look_up: policy("proof_look_up")?,
        },
    })
}

fn counter(columns: &Columns<'_>) -> Result<Counter, StoreError> {
    Ok(Counter {
        note: DeskNote::parse(&columns.text("desk_note")?).ok_or(StoreError::Corrupt("a desk note"))?,
        limits: OfflineLimits {
            units: columns.count("offline_units")?,
            money: columns.number("offline_money")?,
            minutes: columns.count("offline_minutes")?,
            statement_hours: columns.count("offline_statement_hours")?,
        },
    })
}

/// From the columns `picture…`, where there is one.
pub(super) fn product_picture(columns: &Columns<'_>) -> Result<Option<Picture>, StoreError> {
    match columns.maybe_text("picture")? {
        Some(_) => {
            picture(columns, ["picture", "picture_width", "picture_height", "picture_plate"]).map(Some)
        }
        None => Ok(None),
    }
}
