//! The list of products: a page of it is two queries, however many there are.

use super::may_look;
use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::identity::ProductNumber;
use domain::money::Dollars;
use domain::ticket::TicketKind;
use sqlx::AssertSqlSafe;
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
}

/// The list, and how many of all that were found are on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProducts {
    /// A page of it.
    pub found: Rows<ListedProduct>,
    /// 已上架
    pub on_shelf: u64,
}

const FOUND: &str = "
FROM product p
WHERE p.merchant = $1 AND ($2 = '' OR p.code = $2 OR UPPER(p.own_number) = $2)
  AND ($3 = '%%' OR LOWER(p.name) LIKE $3 ESCAPE '!') AND ($4 = -1 OR p.on_shelf = $4) AND ($5 = '' OR p.kind = $5)
  AND p.created_at >= $6 AND p.created_at < $7";

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
        let counted = format!(
            "SELECT COUNT(*) AS total, CAST(COALESCE(SUM(p.on_shelf), 0) AS BIGINT) AS on_shelf {FOUND}"
        );
        let sums = filtered(&counted, actor, filter).fetch_one(self.engine.reader()).await?;
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
        let text = format!(
            "SELECT p.number, p.code, p.own_number, p.name, p.kind, p.face_value, p.on_shelf, p.created_at, {CHANGED},
                    CASE WHEN p.issued_at IS NULL THEN 0 ELSE 1 END AS issued {FOUND}
             ORDER BY {column} {}, p.number DESC LIMIT $8 OFFSET $9",
            window.direction()
        );
        let rows = filtered(&text, actor, filter)
            .bind(i64::from(window.size))
            .bind(i64::from(window.offset))
            .fetch_all(self.engine.reader())
            .await?;
        Ok(ListedProducts {
            found: Rows {
                rows: rows.iter().map(listed).collect::<Result<_, _>>()?,
                total: u64::from(Columns(&sums).count("total")?),
            },
            on_shelf: u64::from(Columns(&sums).count("on_shelf")?),
        })
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

fn filtered<'q>(text: &'q str, actor: &Actor, filter: &ProductFilter) -> Query<'q> {
    let (from, to) =
        (filter.from.map_or(0, |day| day.start().0), filter.to.map(|day| day.plus_days(1).start().0));
    sqlx::query(AssertSqlSafe(text))
        .bind(i64::from(actor.merchant.0))
        .bind(filter.code.to_uppercase())
        .bind(part(&filter.name))
        .bind(filter.on_shelf.map_or(-1, i64::from))
        .bind(filter.kind.map_or("", TicketKind::as_str))
        .bind(from)
        .bind(to.unwrap_or(i64::MAX))
}

fn listed(row: &AnyRow) -> Result<ListedProduct, StoreError> {
    let columns = Columns(row);
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
    })
}
