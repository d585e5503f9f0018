//! 商品管理 (RULES §7): the list, and one product with its lists. Each is a fixed number of queries.

mod choices;
mod contract;
mod record;

pub use choices::ProductChoices;
pub use contract::Contract;
pub use record::ProductRecord;

use super::picture::picture;
use crate::command::product::ProductLists;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
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

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Rows on all pages.
    pub total: u64,
    /// Which page, from 1.
    pub page: u32,
}

/// Rows of a page (RULES §9).
pub const PAGE_ROWS: u32 = 25;

impl<T> Page<T> {
    /// How many pages there are, at least one.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(u64::from(PAGE_ROWS)).max(1)
    }
}

/// One row of the list.
#[derive(Debug, Clone)]
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
}

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

const WHERE: &str = "
FROM product p
WHERE p.merchant = $1 AND ($2 = '' OR p.code = $2 OR p.own_number = $2)
  AND ($3 = '' OR lower(p.name) LIKE $3 ESCAPE '!') AND ($4 = -1 OR p.on_shelf = $4) AND ($5 = '' OR p.kind = $5)
  AND p.created_at >= $6 AND p.created_at < $7";

impl Store {
    /// Products, newest first.
    pub async fn products(
        &self,
        actor: &Actor,
        filter: &ProductFilter,
        page: u32,
    ) -> Result<Page<ListedProduct>, StoreError> {
        may_look(actor)?;
        let count = format!("SELECT COUNT(*) AS total {WHERE}");
        let row = filtered(&count, actor, filter).fetch_one(self.engine.reader()).await?;
        let total = u64::from(Columns(&row).count("total")?);
        let text = format!(
            "SELECT p.number, p.code, p.own_number, p.name, p.kind, p.face_value, p.on_shelf, p.created_at,
                    CASE WHEN p.issued_at IS NULL THEN 0 ELSE 1 END AS issued {WHERE}
             ORDER BY p.number DESC LIMIT $8 OFFSET $9"
        );
        let page = page.max(1);
        let rows = filtered(&text, actor, filter)
            .bind(i64::from(PAGE_ROWS))
            .bind(i64::from(PAGE_ROWS) * i64::from(page - 1))
            .fetch_all(self.engine.reader())
            .await?;
        let rows = rows.iter().map(|row| {
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
            })
        });
        Ok(Page { rows: rows.collect::<Result<_, StoreError>>()?, total, page })
    }

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

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

fn filtered<'q>(text: &'q str, actor: &Actor, filter: &ProductFilter) -> Query<'q> {
    let (from, to) =
        (filter.from.map_or(0, |day| day.start().0), filter.to.map(|day| day.plus_days(1).start().0));
    let name = if filter.name.is_empty() { String::new() } else { like(&filter.name) };
    sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(i64::from(actor.merchant.0))
        .bind(filter.code.clone())
        .bind(name)
        .bind(filter.on_shelf.map_or(-1, i64::from))
        .bind(filter.kind.map_or("", TicketKind::as_str))
        .bind(from)
        .bind(to.unwrap_or(i64::MAX))
}

/// A pattern that finds `part` anywhere, and means nothing else.
pub(crate) fn like(part: &str) -> String {
    let mut pattern = String::from("%");
    for letter in part.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
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
