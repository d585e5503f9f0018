//! The list of products: a page of it is two queries, however many there are.

use super::may_look;
use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::identity::{BranchNumber, MerchantNumber, ProductNumber};
use domain::money::Dollars;
use domain::ticket::TicketKind;
use sqlx::any::AnyRow;

domain::stated_enum! {
    /// What the list can be ordered by.
    pub enum ProductSort {
        /// Its number, which is the order of making.
        Number = "number",
        /// 商品名稱
        Name = "name",
        /// 廠商貨號
        OwnNumber = "own_number",
        /// 提貨券 or 贈品券
        Kind = "kind",
        /// 面額
        Face = "face",
        /// Off the shelf, then on it.
        Shelf = "shelf",
        /// 建立時間
        Created = "created",
        /// When it was last changed.
        Changed = "changed",
    }
}

/// Which products. Empty fields ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    /// 商品編號 or 廠商貨號, complete.
    pub code: String,
    /// Part of the name.
    pub name: String,
    /// On the shelf, or off it.
    pub on_shelf: Option<bool>,
    /// 提貨券 or 贈品券.
    pub kind: Option<TicketKind>,
    /// Made on this day or later.
    pub from: Option<Day>,
    /// Made on this day or earlier.
    pub to: Option<Day>,
    /// 跨店核銷: open to a partner, or to none.
    pub is_opened: Option<bool>,
    /// Open to this partner.
    pub opened_to: Option<MerchantNumber>,
    /// 核銷分店: 已指定, or 未指定.
    pub names_redeeming: Option<bool>,
    /// This branch may redeem it: every one may, where none is named.
    pub redeemed_at: Option<BranchNumber>,
    /// 退貨分店: 已指定, or 未指定.
    pub names_returning: Option<bool>,
    /// This branch may return it, likewise.
    pub returned_at: Option<BranchNumber>,
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of table product
pub struct ListedProduct {
    pub number: ProductNumber,
    pub code: String,
    pub own_number: String,
    pub name: String,
    pub kind: TicketKind,
    pub face_value: Dollars,
    pub on_shelf: bool,
    pub issued: bool,
    pub created_at: Instant,
    pub changed_at: Instant,
    /// To how many partners it is open.
    pub partners: u32,
    /// How many branches are named to redeem it; `None` = all may.
    pub redeeming: Option<u32>,
    /// How many are named to return it, likewise.
    pub returning: Option<u32>,
}

/// The list, and how many of all that were found are on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProducts {
    /// A page of it.
    pub found: Rows<ListedProduct>,
    /// 已上架
    pub on_shelf: u64,
}

/// Which branches stand in one of the lists of the product `p`.
const NAMED: &str =
    "FROM product_branch b WHERE b.merchant = p.merchant AND b.product = p.number AND b.purpose =";
/// To which partners it is open.
const OPENED: &str = "FROM product_opening o WHERE o.merchant = p.merchant AND o.product = p.number";

/// What was never changed since there is a history was last changed when it was made.
const CHANGED: &str = "
COALESCE((SELECT MAX(e.at) FROM product_change c CROSS JOIN event e
          WHERE c.merchant = p.merchant AND c.product = p.number AND e.merchant = c.merchant AND e.id = c.id),
         p.created_at) AS changed_at";

impl Store {
    /// The products of the own merchant; those that are alike in what they are ordered by, newest first.
    pub async fn products(
        &self,
        actor: &Actor,
        filter: &ProductFilter,
        sort: ProductSort,
        window: Window,
    ) -> Result<ListedProducts, StoreError> {
        may_look(actor)?;
        let (mut parameters, found) = found(actor, filter);
        let counted = format!(
            "SELECT COUNT(*) AS total, CAST(COALESCE(SUM(p.on_shelf), 0) AS BIGINT) AS on_shelf {found}"
        );
        let sums = parameters.ask(&counted).fetch_one(self.engine.reader()).await?;
        let column = match sort {
            ProductSort::Number => "p.number",
            ProductSort::Name => "p.name",
            ProductSort::OwnNumber => "p.own_number",
            ProductSort::Kind => "p.kind",
            ProductSort::Face => "p.face_value",
            ProductSort::Shelf => "p.on_shelf",
            ProductSort::Created => "p.created_at",
            ProductSort::Changed => "changed_at",
        };
        let (size, offset) = (parameters.number(window.size.into()), parameters.number(window.offset.into()));
        let text = format!(
            "SELECT p.number, p.code, p.own_number, p.name, p.kind, p.face_value, p.on_shelf, p.created_at, {CHANGED},
                    CASE WHEN p.issued_at IS NULL THEN 0 ELSE 1 END AS issued,
                    p.names_redeeming_branches, p.names_return_branches, (SELECT COUNT(*) {OPENED}) AS partners,
                    (SELECT COUNT(*) {NAMED} 'redeem') AS redeeming, (SELECT COUNT(*) {NAMED} 'give_back') AS returning_at
             {found} ORDER BY {column} {}, p.number DESC LIMIT {size} OFFSET {offset}",
            window.direction()
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        Ok(ListedProducts {
            found: Rows {
                rows: rows.iter().map(listed).collect::<Result<_, _>>()?,
                total: u64::from(Columns(&sums).count("total")?),
            },
            on_shelf: u64::from(Columns(&sums).count("on_shelf")?),
        })
    }
}

/// `FROM … WHERE …`, `$1` the merchant.
fn found(actor: &Actor, filter: &ProductFilter) -> (Parameters, String) {
    let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
    let mut conditions = Vec::new();
    if !filter.code.is_empty() {
        let code = parameters.text(filter.code.to_uppercase());
        conditions.push(format!("(p.code = {code} OR UPPER(p.own_number) = {code})"));
    }
    if !filter.name.is_empty() {
        let name = parameters.text(part(&filter.name));
        conditions.push(format!("LOWER(p.name) LIKE {name} ESCAPE '!'"));
    }
    if let Some(on_shelf) = filter.on_shelf {
        conditions.push(format!("p.on_shelf = {}", i64::from(on_shelf)));
    }
    if let Some(kind) = filter.kind {
        conditions.push(format!("p.kind = {}", parameters.text(kind.as_str())));
    }
    if let Some(from) = filter.from {
        conditions.push(format!("p.created_at >= {}", parameters.number(from.start().0)));
    }
    if let Some(to) = filter.to {
        conditions.push(format!("p.created_at < {}", parameters.number(to.plus_days(1).start().0)));
    }
    if let Some(is_opened) = filter.is_opened {
        let not = if is_opened { "" } else { "NOT" };
        conditions.push(format!("{not} EXISTS (SELECT 1 {OPENED})"));
    }
    if let Some(partner) = filter.opened_to {
        let partner = parameters.number(partner.0.into());
        conditions.push(format!("EXISTS (SELECT 1 {OPENED} AND o.redeemer = {partner})"));
    }
    for (column, purpose, names, branch) in [
        ("p.names_redeeming_branches", "redeem", filter.names_redeeming, &filter.redeemed_at),
        ("p.names_return_branches", "give_back", filter.names_returning, &filter.returned_at),
    ] {
        if let Some(names) = names {
            conditions.push(format!("{column} = {}", i64::from(names)));
        }
        if let Some(branch) = branch {
            let branch = parameters.text(branch.as_str());
            conditions.push(format!(
                "({column} = 0 OR EXISTS (SELECT 1 {NAMED} '{purpose}' AND b.branch = {branch}))"
            ));
        }
    }
    let conditions: String = conditions.iter().map(|condition| format!(" AND {condition}")).collect();
    (parameters, format!("FROM product p WHERE p.merchant = $1{conditions}"))
}

fn listed(row: &AnyRow) -> Result<ListedProduct, StoreError> {
    let columns = Columns(row);
    let named = |is_named: &str, count: &str| {
        Ok::<_, StoreError>(if columns.flag(is_named)? { Some(columns.count(count)?) } else { None })
    };
    Ok(ListedProduct {
        number: columns.product("number")?,
        code: columns.text("code")?,
        own_number: columns.text("own_number")?,
        name: columns.text("name")?,
        kind: columns.stated("kind", TicketKind::parse)?,
        face_value: Dollars(columns.number("face_value")?),
        on_shelf: columns.flag("on_shelf")?,
        issued: columns.number("issued")? == 1,
        created_at: columns.instant("created_at")?,
        changed_at: columns.instant("changed_at")?,
        partners: columns.count("partners")?,
        redeeming: named("names_redeeming_branches", "redeeming")?,
        returning: named("names_return_branches", "returning_at")?,
    })
}
