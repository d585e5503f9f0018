//! 商品管理 (RULES §7): making and changing products. What may change is `domain::product`'s to say; two who change one at
//! the same time are told so by its version.

mod counter;
mod passing_on;
mod shelf;
mod write;

pub use shelf::NotShelved;

use super::again::until_written;
use super::change_picture::NewPicture;
use crate::query::product::Product;
use crate::secret::SessionToken;
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::event::EventKind;
use domain::identity::{AttemptId, BranchNumber, MerchantNumber, ProductNumber};
use domain::permission::Function;
use domain::product::{self, ProductFacts, ProductField, policy};
use domain::refusal::Refusal;
use write::{Change, FIRST_VERSION, Row};

/// The three lists (RULES §7). Names that are none of the merchant's are left out when they are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductLists {
    /// 核銷分店; `None` = 不指定.
    pub redeeming: Option<Vec<BranchNumber>>,
    /// 退貨分店; `None` = 不指定.
    pub returning: Option<Vec<BranchNumber>>,
    /// Partners that it is 開放 to.
    pub partners: Vec<MerchantNumber>,
}

impl ProductLists {
    /// The lists in which two differ.
    pub fn differences(&self, other: &Self) -> Vec<ProductField> {
        let sorted = |list: &Option<Vec<BranchNumber>>| {
            list.clone().map(|mut list| {
                list.sort();
                list
            })
        };
        let of_partners = |list: &[MerchantNumber]| {
            let mut list = list.to_vec();
            list.sort_unstable();
            list
        };
        let fields = [
            (ProductField::RedeemingBranches, sorted(&self.redeeming) != sorted(&other.redeeming)),
            (ProductField::ReturnBranches, sorted(&self.returning) != sorted(&other.returning)),
            (ProductField::Partners, of_partners(&self.partners) != of_partners(&other.partners)),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }
}

impl Store {
    /// Makes a product, off the shelf. The same attempt again is the same product.
    pub async fn make_product(
        &self,
        session: &SessionToken,
        facts: &ProductFacts,
        lists: &ProductLists,
        attempt: &AttemptId,
    ) -> Result<ProductNumber, StoreError> {
        self.make_product_like(session, facts, lists, attempt, None).await
    }

    /// The same; what another one of the merchant's says at the counter, and its picture, is taken over from there.
    pub async fn make_product_like(
        &self,
        session: &SessionToken,
        facts: &ProductFacts,
        lists: &ProductLists,
        attempt: &AttemptId,
        like: Option<ProductNumber>,
    ) -> Result<ProductNumber, StoreError> {
        until_written!(self.make_product_once(session, facts, lists, attempt, like))
    }

    async fn make_product_once(
        &self,
        session: &SessionToken,
        facts: &ProductFacts,
        lists: &ProductLists,
        attempt: &AttemptId,
        like: Option<ProductNumber>,
    ) -> Result<ProductNumber, StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let of_other = like.map(|number| format!("|{number}")).unwrap_or_default();
        let asked = format!("make_product|{}|{facts:?}|{lists:?}{of_other}", actor.merchant);
        let attempt = Attempt::new(attempt, &asked);
        if let Some(number) = self.product_of(&actor, &attempt).await? {
            return Ok(number);
        }
        let other = match like {
            Some(other) => Some(self.product(&actor, other).await?),
            None => None,
        };
        let row = sqlx::query("SELECT COALESCE(MAX(number), 0) AS last FROM product WHERE merchant = $1")
            .bind(i64::from(actor.merchant.0))
            .fetch_one(self.engine.reader())
            .await?;
        let number = Columns(&row)
            .count("last")?
            .checked_add(1)
            .ok_or(StoreError::Corrupt("product numbers are used up"))?;
        let code =
            product::code(facts.kind, number).ok_or(StoreError::Corrupt("product codes are used up"))?;
        let number = ProductNumber(number);
        let row = Row { code, facts: facts.clone() };
        let change = Change::new(&actor, number, EventKind::ProductMade, Vec::new(), self.now()).by(attempt);
        let lists = lists.clone();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    change.insert_product(connection, &row).await?;
                    change.write_lists(connection, &lists).await?;
                    if let Some(other) = other {
                        change.update_counter(connection, FIRST_VERSION, &other.counter).await?;
                        change.copy_picture(connection, other.number).await?;
                    }
                    change.note(connection).await
                })
            })
            .await?;
        Ok(number)
    }

    /// Changes what is given of the product as it was at `version`. One on the shelf that may no longer be published as it
    /// is goes off it.
    pub async fn change_product(
        &self,
        session: &SessionToken,
        (number, version): (ProductNumber, i64),
        facts: Option<&ProductFacts>,
        lists: &ProductLists,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        until_written!(self.change_product_once(session, (number, version), facts, lists, attempt))
    }

    async fn change_product_once(
        &self,
        session: &SessionToken,
        (number, version): (ProductNumber, i64),
        facts: Option<&ProductFacts>,
        lists: &ProductLists,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let asked = format!("change_product|{}|{number}|{version}|{facts:?}|{lists:?}", actor.merchant);
        let attempt = Attempt::new(attempt, &asked);
        if self.product_of(&actor, &attempt).await?.is_some() {
            return Ok(());
        }
        let before = self.changing(&actor, number, version).await?;
        let mut fields = facts.map(|facts| before.facts.differences(facts)).unwrap_or_default();
        fields.extend(before.lists.differences(lists));
        product::may_change(before.issued, &fields).map_err(StoreError::Refused)?;
        if fields.is_empty() {
            return Ok(());
        }
        let facts = facts.unwrap_or(&before.facts).clone();
        let code = code_of(&before, &facts)?;
        let stays = before.on_shelf && (before.issued || self.is_publishable(&actor, &facts).await?);
        if before.on_shelf && !stays {
            fields.push(ProductField::Shelf);
        }
        let change = Change::new(&actor, number, EventKind::ProductChanged, fields, self.now()).by(attempt);
        let (row, lists, issued) = (Row { code, facts }, lists.clone(), before.issued);
        let written = self
            .engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    change.update_product(connection, &row, (version, issued, stays)).await?;
                    change.write_lists(connection, &lists).await?;
                    change.note(connection).await
                })
            })
            .await;
        meanwhile(written)
    }

    /// From now on this picture, or none, stands on the product's tickets.
    pub async fn change_product_picture(
        &self,
        session: &SessionToken,
        (number, version): (ProductNumber, i64),
        picture: Option<NewPicture>,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let before = self.changing(&actor, number, version).await?;
        product::may_change(before.issued, &[ProductField::Picture]).map_err(StoreError::Refused)?;
        if picture.as_ref().map(NewPicture::picture) == before.picture {
            return Ok(());
        }
        let change =
            Change::new(&actor, number, EventKind::ProductChanged, vec![ProductField::Picture], self.now());
        let written = self
            .engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    change.raise_version(connection, version).await?;
                    change.write_picture(connection, picture).await?;
                    change.note(connection).await
                })
            })
            .await;
        meanwhile(written)
    }

    /// The product as it is; refused where somebody changed it since `version`.
    async fn changing(
        &self,
        actor: &Actor,
        number: ProductNumber,
        version: i64,
    ) -> Result<Product, StoreError> {
        let before = self.product(actor, number).await?;
        if before.version == version {
            Ok(before)
        } else {
            Err(StoreError::Refused(Refusal::ChangedMeanwhile))
        }
    }

    async fn is_publishable(&self, actor: &Actor, facts: &ProductFacts) -> Result<bool, StoreError> {
        let findings = self.contract(actor.merchant).await?.findings(facts);
        Ok(policy::may_publish(&findings, false))
    }

    /// The product that this attempt has made or changed before.
    async fn product_of(
        &self,
        actor: &Actor,
        attempt: &Attempt,
    ) -> Result<Option<ProductNumber>, StoreError> {
        if !attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            return Ok(None);
        }
        let row = sqlx::query(
            "SELECT c.product FROM event e JOIN product_change c ON c.merchant = e.merchant AND c.id = e.id
             WHERE e.merchant = $1 AND e.account = $2 AND e.attempt = $3",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(actor.account.to_string())
        .bind(attempt.id.clone())
        .fetch_optional(self.engine.reader())
        .await?;
        row.map(|row| Columns(&row).product("product")).transpose()
    }
}

/// Its code says its kind: another kind has another code.
fn code_of(before: &Product, facts: &ProductFacts) -> Result<String, StoreError> {
    if before.facts.kind == facts.kind {
        return Ok(before.code.clone());
    }
    product::code(facts.kind, before.number.0).ok_or(StoreError::Corrupt("product codes are used up"))
}

/// A version that was not there any more when it was to be written.
fn meanwhile(written: Result<(), StoreError>) -> Result<(), StoreError> {
    match written {
        Err(StoreError::RaceLost) => Err(StoreError::Refused(Refusal::ChangedMeanwhile)),
        other => other,
    }
}
