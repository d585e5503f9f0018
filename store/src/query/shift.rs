//! One day's work at the counter: what was redeemed and what was taken back, by one account or by a whole post.

use super::desk::{DeskUse, desk_use, reach};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::{MerchantNumber, UseId};
use domain::permission::{Access, Function};
use sqlx::any::AnyRow;

/// Lines that are listed; the sums count all.
const MOST_LINES: i64 = 300;

/// Whose work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftOf {
    /// The asker's own.
    Myself,
    /// Everybody's at the asker's post: the branch, or the whole merchant for the head office. Whoever reads reports.
    Post,
}

/// What stands of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSum {
    /// Product name.
    pub product_name: String,
    /// Units.
    pub units: u32,
    /// NT$; 0 for a gift.
    pub amount: i64,
}

/// Something that was taken back on this day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftCancel {
    /// 發行單位, names the redemption together with `id`.
    pub issuer: MerchantNumber,
    /// The redemption.
    pub id: UseId,
    /// When it was taken back.
    pub at: Instant,
    /// Units.
    pub quantity: u32,
    /// Product name.
    pub product_name: String,
    /// What was written as the reason.
    pub reason: Option<String>,
}

/// The day.
#[derive(Debug, Clone)]
pub struct Shift {
    /// By product, the greatest sum first.
    pub sums: Vec<ProductSum>,
    /// What stands, the newest first.
    pub uses: Vec<DeskUse>,
    /// What was taken back, the newest first.
    pub cancels: Vec<ShiftCancel>,
}

/// $1 redeemer, $2 business day, $3 1 for one account, $4 which, $5 1 for all branches, $6 which.
const SUMS: &str = "
SELECT p.name, CAST(SUM(u.quantity) AS BIGINT) AS units, CAST(SUM(u.quantity * t.face_value) AS BIGINT) AS amount
FROM use_line u
JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
WHERE u.redeemer = $1 AND u.business_day = $2 AND u.state <> 'cancelled'
  AND ($3 = 0 OR u.account = $4) AND ($5 = 1 OR u.branch = $6)
GROUP BY p.merchant, p.number, p.name ORDER BY amount DESC, units DESC, p.name";

const USES: &str = "
SELECT u.merchant, u.id, u.scanned_at, u.quantity, u.state, u.business_day, t.serial, t.kind, t.face_value, p.name,
       b.name AS branch_name
FROM use_line u
JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
LEFT JOIN branch b ON b.merchant = u.redeemer AND b.number = u.branch
WHERE u.redeemer = $1 AND u.business_day = $2 AND u.state <> 'cancelled'
  AND ($3 = 0 OR u.account = $4) AND ($5 = 1 OR u.branch = $6)
ORDER BY u.scanned_at DESC, u.id DESC LIMIT $7";

/// By who took back: the line itself, or the part of it that was made for what was taken back, has the reason.
const CANCELS: &str = "
SELECT e.merchant, e.line, e.at, e.quantity, p.name,
       (SELECT c.cancel_reason FROM use_line c WHERE c.merchant = e.merchant AND c.ticket = u.ticket
           AND c.state = 'cancelled' AND c.changed_at = e.at ORDER BY c.id LIMIT 1) AS reason
FROM event e
JOIN use_line u ON u.merchant = e.merchant AND u.id = e.line
JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
WHERE e.kind = 'redemption_cancelled' AND e.actor_merchant = $1 AND e.business_day = $2
  AND ($3 = 0 OR e.account = $4) AND ($5 = 1 OR e.branch = $6)
ORDER BY e.at DESC, e.id DESC LIMIT $7";

impl Store {
    /// Today's work. Whoever reads no reports sees the own only; the rest is "not found".
    pub async fn shift(&self, actor: &Actor, of: ShiftOf) -> Result<Shift, StoreError> {
        let whole = of == ShiftOf::Post;
        if whole && !actor.allows(Function::Reports, Access::Look) {
            return Err(StoreError::NotFound);
        }
        let rows = async |text: &'static str, most: Option<i64>| {
            let (all, branch) = if whole { reach(actor) } else { (1, String::new()) };
            let query = sqlx::query(text)
                .bind(i64::from(actor.merchant.0))
                .bind(self.now().day().to_string())
                .bind(i64::from(!whole))
                .bind(actor.account.to_string())
                .bind(all)
                .bind(branch);
            let query = match most {
                Some(most) => query.bind(most),
                None => query,
            };
            query.fetch_all(self.engine.reader()).await
        };
        Ok(Shift {
            sums: rows(SUMS, None).await?.iter().map(sum).collect::<Result<_, _>>()?,
            uses: rows(USES, Some(MOST_LINES)).await?.iter().map(desk_use).collect::<Result<_, _>>()?,
            cancels: rows(CANCELS, Some(MOST_LINES)).await?.iter().map(cancel).collect::<Result<_, _>>()?,
        })
    }
}

impl Shift {
    /// Units and NT$ of everything that stands.
    pub fn total(&self) -> (u32, i64) {
        self.sums.iter().fold((0, 0), |(units, amount), sum| (units + sum.units, amount + sum.amount))
    }
}

fn sum(row: &AnyRow) -> Result<ProductSum, StoreError> {
    let columns = Columns(row);
    Ok(ProductSum {
        product_name: columns.text("name")?,
        units: columns.count("units")?,
        amount: columns.number("amount")?,
    })
}

fn cancel(row: &AnyRow) -> Result<ShiftCancel, StoreError> {
    let columns = Columns(row);
    Ok(ShiftCancel {
        issuer: columns.merchant("merchant")?,
        id: UseId::parse(&columns.text("line")?).map_err(|_| StoreError::Corrupt("use"))?,
        at: columns.instant("at")?,
        quantity: columns.count("quantity")?,
        product_name: columns.text("name")?,
        reason: columns.maybe_text("reason")?,
    })
}
