//! 可核銷商店 and 聯合票券發行單位: relations as the issuer and as the redeemer see them (RULES §8).

use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::contract::RedemptionMode;
use domain::identity::{MerchantNumber, ProductNumber};
use domain::redeem::RelationState;
use domain::ticket::TicketKind;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;
use std::collections::HashMap;

/// 近90天核銷: today and the 89 days before it ‡.
pub const COUNTED_DAYS: u64 = 89;

domain::stated_enum! {
    /// From which side relations are looked at.
    pub enum Side {
        /// The issuer's: who redeems for it.
        Issuer = "issuer",
        /// The redeemer's: for whom it redeems.
        Redeemer = "redeemer",
    }
}

domain::stated_enum! {
    /// What a list of relations can be ordered by.
    pub enum RelationSort {
        /// When it was last changed.
        Changed = "changed",
        /// 商店代號
        Number = "number",
        /// 商店名稱
        Name = "name",
        /// 統一編號
        TaxId = "tax_id",
    }
}

impl RelationSort {
    const fn column(self) -> &'static str {
        match self {
            Self::Changed => "r.changed_at",
            Self::Number => "m.number",
            Self::Name => "m.name",
            Self::TaxId => "m.tax_id",
        }
    }
}

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationSearch {
    /// Part of the other one's name, tax id or number.
    pub words: String,
    /// In this state alone.
    pub state: Option<RelationState>,
}

/// A relation as one side sees it; `merchant`, `name` and `tax_id` are the other one's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// 商店代號
    pub merchant: MerchantNumber,
    /// 商店名稱
    pub name: String,
    /// 統一編號
    pub tax_id: String,
    /// 關聯狀態
    pub state: RelationState,
    /// 備註
    pub note: String,
    /// What a form was made of.
    pub version: i64,
    /// 最後編輯時間; `None` = before there was a console.
    pub changed_at: Option<Instant>,
    /// Products that are open to the redeemer.
    pub products: u32,
    /// 近90天核銷
    pub uses: u32,
}

/// The list, and how many of what its words find are in each state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relations {
    /// A page of it.
    pub found: Rows<Relation>,
    /// 開啟
    pub open: u64,
    /// 解除
    pub ended: u64,
    /// 解除(已封鎖)
    pub blocked: u64,
}

/// A merchant that was found by its 統一編號.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMerchant {
    /// 商店代號
    pub number: MerchantNumber,
    /// 商店名稱
    pub name: String,
    /// 統一編號
    pub tax_id: String,
    /// 核銷方式
    pub mode: RedemptionMode,
    /// The relation that there is already.
    pub state: Option<RelationState>,
}

/// A product of the issuer, and whether it is open to the redeemer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenableProduct {
    /// Its number in codes.
    pub number: ProductNumber,
    /// 商品編號
    pub code: String,
    /// 提貨券 or 贈品券.
    pub kind: TicketKind,
    /// Name.
    pub name: String,
    /// 開放
    pub is_open: bool,
    /// Its issued tickets with something left: what closing it concerns.
    pub tickets: u32,
}

/// Issued tickets with something left, by product, of the merchants that `which` names.
macro_rules! left_of {
    ($which:literal) => {
        concat!(
            "(SELECT t.merchant, t.product, COUNT(*) AS tickets FROM ticket t
              JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
              WHERE t.remaining > 0 AND t.merchant ",
            $which,
            " GROUP BY t.merchant, t.product)"
        )
    };
}

const COLUMNS: &str = "
SELECT m.number, m.name, m.tax_id, r.state, r.note, r.version, r.changed_at,
       (SELECT COUNT(*) FROM product_opening o WHERE o.merchant = r.issuer AND o.redeemer = r.redeemer) AS products,
       (SELECT COUNT(*) FROM use_line u WHERE u.redeemer = r.redeemer AND u.business_day >= $2
          AND u.merchant = r.issuer AND u.state <> 'cancelled') AS uses";

const fn sides(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Issuer => ("issuer", "redeemer"),
        Side::Redeemer => ("redeemer", "issuer"),
    }
}

/// Whether the other one is called like this parameter.
fn is_named(words: &str) -> String {
    format!(
        "({words} = '%%' OR LOWER(m.name) LIKE {words} ESCAPE '!' OR m.tax_id LIKE {words} ESCAPE '!'
          OR CAST(m.number AS TEXT) LIKE {words} ESCAPE '!')"
    )
}

impl Store {
    fn counted_since(&self) -> Day {
        self.now().day().minus_days(COUNTED_DAYS)
    }

    /// The relations of a merchant; those that are alike in what they are ordered by, by number.
    pub async fn relations(
        &self,
        merchant: MerchantNumber,
        side: Side,
        search: &RelationSearch,
        sort: RelationSort,
        window: Window,
    ) -> Result<Relations, StoreError> {
        let (own, other) = sides(side);
        let (words, state) = (part(search.words.trim()), search.state);
        let text = format!(
            "{COLUMNS} FROM relation r JOIN merchant m ON m.number = r.{other}
             WHERE r.{own} = $1 AND ($3 = '' OR r.state = $3) AND {}
             ORDER BY {} {}, m.number LIMIT $5 OFFSET $6",
            is_named("$4"),
            sort.column(),
            window.direction()
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(i64::from(merchant.0))
            .bind(self.counted_since().to_string())
            .bind(state.map_or("", RelationState::as_str))
            .bind(words.clone())
            .bind(i64::from(window.size))
            .bind(i64::from(window.offset))
            .fetch_all(self.engine.reader())
            .await?;
        let counted = format!(
            "SELECT r.state, COUNT(*) AS relations FROM relation r JOIN merchant m ON m.number = r.{other}
             WHERE r.{own} = $1 AND {} GROUP BY r.state",
            is_named("$2")
        );
        let counts = sqlx::query(AssertSqlSafe(counted))
            .bind(i64::from(merchant.0))
            .bind(words)
            .fetch_all(self.engine.reader())
            .await?;
        let mut relations = Relations {
            found: Rows { rows: rows.iter().map(relation).collect::<Result<_, _>>()?, total: 0 },
            open: 0,
            ended: 0,
            blocked: 0,
        };
        for row in &counts {
            let columns = Columns(row);
            let (of, count) =
                (columns.stated("state", RelationState::parse)?, u64::from(columns.count("relations")?));
            match of {
                RelationState::Open => relations.open = count,
                RelationState::Ended => relations.ended = count,
                RelationState::Blocked => relations.blocked = count,
            }
            if state.is_none_or(|state| state == of) {
                relations.found.total += count;
            }
        }
        Ok(relations)
    }

    /// One of them: with `other`, as `merchant` sees it.
    pub async fn relation_with(
        &self,
        merchant: MerchantNumber,
        side: Side,
        other: MerchantNumber,
    ) -> Result<Relation, StoreError> {
        let (own, theirs) = sides(side);
        let text = format!(
            "{COLUMNS} FROM relation r JOIN merchant m ON m.number = r.{theirs} WHERE r.{own} = $1 AND r.{theirs} = $3"
        );
        let row = sqlx::query(AssertSqlSafe(text))
            .bind(i64::from(merchant.0))
            .bind(self.counted_since().to_string())
            .bind(i64::from(other.0))
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        relation(&row)
    }

    /// The merchant with this 統一編號, for an issuer that looks for a partner. Not itself.
    pub async fn merchant_by_tax_id(
        &self,
        issuer: MerchantNumber,
        tax_id: &str,
    ) -> Result<Option<FoundMerchant>, StoreError> {
        let row = sqlx::query(
            "SELECT m.number, m.name, m.tax_id, m.redemption_mode, r.state FROM merchant m
             LEFT JOIN relation r ON r.issuer = $1 AND r.redeemer = m.number
             WHERE m.tax_id = $2 AND m.number <> $1",
        )
        .bind(i64::from(issuer.0))
        .bind(tax_id.to_owned())
        .fetch_optional(self.engine.reader())
        .await?;
        row.map(|row| {
            let columns = Columns(&row);
            Ok(FoundMerchant {
                number: columns.merchant("number")?,
                name: columns.text("name")?,
                tax_id: columns.text("tax_id")?,
                mode: columns.stated("redemption_mode", RedemptionMode::parse)?,
                state: columns.maybe_stated("state", RelationState::parse)?,
            })
        })
        .transpose()
    }

    /// The issuer's products, and which are open to the redeemer.
    pub async fn products_for(
        &self,
        issuer: MerchantNumber,
        redeemer: MerchantNumber,
    ) -> Result<Vec<OpenableProduct>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT p.number, p.code, p.kind, p.name, COALESCE(l.tickets, 0) AS tickets,
                    CAST(CASE WHEN o.product IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_open
             FROM product p
             LEFT JOIN product_opening o ON o.merchant = p.merchant AND o.product = p.number AND o.redeemer = $2
             LEFT JOIN ",
            left_of!("= $1"),
            " l ON l.merchant = p.merchant AND l.product = p.number
             WHERE p.merchant = $1 ORDER BY p.number"
        ))
        .bind(i64::from(issuer.0))
        .bind(i64::from(redeemer.0))
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(OpenableProduct {
                    number: columns.product("number")?,
                    code: columns.text("code")?,
                    kind: columns.stated("kind", TicketKind::parse)?,
                    name: columns.text("name")?,
                    is_open: columns.flag("is_open")?,
                    tickets: columns.count("tickets")?,
                })
            })
            .collect()
    }

    /// Of each relation of a merchant: issued tickets with something left that the redeemer can redeem today, and can no
    /// longer once the relation ends. One without any is not there.
    pub async fn tickets_of_relations(
        &self,
        merchant: MerchantNumber,
        side: Side,
    ) -> Result<HashMap<MerchantNumber, u32>, StoreError> {
        const OF_ISSUER: &str = concat!(
            "SELECT o.redeemer AS other, CAST(SUM(l.tickets) AS BIGINT) AS tickets FROM product_opening o
             JOIN ",
            left_of!("= $1"),
            " l ON l.merchant = o.merchant AND l.product = o.product
             WHERE o.merchant = $1 GROUP BY o.redeemer"
        );
        const OF_REDEEMER: &str = concat!(
            "SELECT o.merchant AS other, CAST(SUM(l.tickets) AS BIGINT) AS tickets FROM product_opening o
             JOIN ",
            left_of!("IN (SELECT mine.merchant FROM product_opening mine WHERE mine.redeemer = $1)"),
            " l ON l.merchant = o.merchant AND l.product = o.product
             WHERE o.redeemer = $1 GROUP BY o.merchant"
        );
        let text = match side {
            Side::Issuer => OF_ISSUER,
            Side::Redeemer => OF_REDEEMER,
        };
        let rows = sqlx::query(text).bind(i64::from(merchant.0)).fetch_all(self.engine.reader()).await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok((columns.merchant("other")?, columns.count("tickets")?))
            })
            .collect()
    }
}

fn relation(row: &AnyRow) -> Result<Relation, StoreError> {
    let columns = Columns(row);
    Ok(Relation {
        merchant: columns.merchant("number")?,
        name: columns.text("name")?,
        tax_id: columns.text("tax_id")?,
        state: columns.stated("state", RelationState::parse)?,
        note: columns.text("note")?,
        version: columns.number("version")?,
        changed_at: Some(columns.instant("changed_at")?).filter(|at| at.0 > 0),
        products: columns.count("products")?,
        uses: columns.count("uses")?,
    })
}
