//! The numbers of a merchant's first page (RULES §9): the last 90 days in a fixed number of questions, however many tickets
//! there are. Identities begin with their moment, so each question reads these days only.

use crate::query::issued_order::failed_mail;
use crate::query::partner::COUNTED_DAYS;
use crate::random::first_identity_of;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::identity::{BranchNumber, MerchantNumber};
use domain::money::Dollars;
use domain::order::{ISSUE_DAYS, URGENT_DAYS};
use domain::ticket::TicketKind;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// Weeks of the chart: 90 days reach into thirteen.
pub const WEEKS: usize = 13;
const WEEK_MILLISECONDS: i64 = 7 * 86_400_000;
/// 商品銷量: so many of each kind.
pub const TOP: usize = 5;

/// Units and what they are worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// 數量
    pub units: i64,
    /// 面額
    pub amount: Dollars,
}

/// A week of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub first: Day,
    /// Issued in it.
    pub issued: Sum,
    /// Redeemed in it, and not cancelled.
    pub redeemed: Sum,
    /// Returned in it, and not cancelled.
    pub returned: Sum,
    /// Issued in it, and still to be used now.
    pub unused: Sum,
}

/// A product by what was issued of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopProduct {
    /// 商品編號
    pub code: String,
    /// Name.
    pub name: String,
    /// Tickets issued.
    pub tickets: i64,
}

/// 近90天發行狀況 and 商品銷量.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// The first of the 90 days.
    pub since: Day,
    /// Issued in these days.
    pub issued: Sum,
    /// Redeemed in these days, and not cancelled.
    pub redeemed: Sum,
    /// Returned in these days, and not cancelled.
    pub returned: Sum,
    /// Issued in these days, and still to be used.
    pub unused: Sum,
    /// Week by week.
    pub weeks: Vec<Week>,
    /// 提貨券, the most issued first.
    pub top_paid: Vec<TopProduct>,
    /// 贈品券, likewise.
    pub top_gift: Vec<TopProduct>,
}

/// What waits for somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Urgent {
    /// Return requests without an answer.
    pub requests: u32,
    /// Issued orders with a mail that failed or came back and that nothing made up for: those of the list's own filter.
    pub failed_mails: u32,
    /// Paid orders whose last days of issue run.
    pub orders: u32,
}

const ISSUED: &str = "
SELECT p.code, p.name, p.kind, (t.issued_at - $3) / $5 AS week, COUNT(*) AS tickets,
       CAST(SUM(t.quantity) AS BIGINT) AS units, CAST(SUM(t.quantity * t.face_value) AS BIGINT) AS amount,
       CAST(SUM(CASE WHEN t.usable_until IS NULL OR t.usable_until >= $4 THEN t.remaining ELSE 0 END) AS BIGINT) AS unused,
       CAST(SUM(t.remaining * t.face_value) AS BIGINT) AS unused_amount
FROM ticket t
JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
WHERE t.merchant = $1 AND t.id >= $2 AND t.issued_at >= $3 AND t.quantity > 0
  AND ($6 = '' OR EXISTS (SELECT 1 FROM ticket_order o
       WHERE o.merchant = t.merchant AND o.id = t.ticket_order AND o.issued_branch = $6))
GROUP BY p.code, p.name, p.kind, (t.issued_at - $3) / $5";

/// Redemptions and returns are counted alike. A branch counts what it did itself, no partner's branch of the same number.
fn lines(table: &str) -> String {
    let own = if table == "use_line" { " AND l.redeemer = l.merchant" } else { "" };
    format!(
        "SELECT (l.recorded_at - $3) / $4 AS week, CAST(SUM(l.quantity) AS BIGINT) AS units,
                CAST(SUM(l.quantity * t.face_value) AS BIGINT) AS amount
         FROM {table} l JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
         WHERE l.merchant = $1 AND l.id >= $2 AND l.recorded_at >= $3 AND l.state <> 'cancelled'
           AND ($5 = '' OR (l.branch = $5{own}))
         GROUP BY (l.recorded_at - $3) / $4"
    )
}

/// What waits: requests, orders with a mail that did not arrive, paid orders whose days end.
fn urgent() -> String {
    let failed = failed_mail::count_of_orders("$2", "$5");
    format!(
        "SELECT (SELECT COUNT(*) FROM return_request r WHERE r.merchant = $1 AND r.state = 'asked'
          AND ($5 = '' OR EXISTS (SELECT 1 FROM ticket t JOIN product p ON p.merchant = t.merchant AND p.number = t.product
               WHERE t.merchant = r.merchant AND t.id = r.ticket AND (p.names_return_branches = 0 OR EXISTS (
                   SELECT 1 FROM product_branch pb WHERE pb.merchant = p.merchant AND pb.product = p.number
                     AND pb.purpose = 'give_back' AND pb.branch = $5))))) AS requests,
       {failed} AS failed_mails,
       (SELECT COUNT(*) FROM paid_order o WHERE o.merchant = $1 AND o.outcome IS NULL AND o.paid_on >= $3
          AND o.paid_on <= $4 AND $5 = '') AS orders"
    )
}

impl Store {
    /// The numbers of the last 90 days: three questions. Of one branch: what it issued, redeemed and returned.
    pub async fn numbers_of(
        &self,
        merchant: MerchantNumber,
        branch: Option<&BranchNumber>,
    ) -> Result<Numbers, StoreError> {
        let today = self.now().day();
        let since = today.minus_days(COUNTED_DAYS);
        let mut numbers = Numbers {
            since,
            issued: Sum::default(),
            redeemed: Sum::default(),
            returned: Sum::default(),
            unused: Sum::default(),
            weeks: (0..WEEKS).map(|week| empty_week(since, week)).collect(),
            top_paid: Vec::new(),
            top_gift: Vec::new(),
        };
        self.count_issued(merchant, branch, today, &mut numbers).await?;
        for (week, sum) in self.count_lines(merchant, branch, "use_line", since).await? {
            add(&mut numbers.redeemed, sum);
            if let Some(week) = numbers.weeks.get_mut(week) {
                add(&mut week.redeemed, sum);
            }
        }
        for (week, sum) in self.count_lines(merchant, branch, "give_back", since).await? {
            add(&mut numbers.returned, sum);
            if let Some(week) = numbers.weeks.get_mut(week) {
                add(&mut week.returned, sum);
            }
        }
        Ok(numbers)
    }

    async fn count_issued(
        &self,
        merchant: MerchantNumber,
        branch: Option<&BranchNumber>,
        today: Day,
        numbers: &mut Numbers,
    ) -> Result<(), StoreError> {
        let rows = sqlx::query(ISSUED)
            .bind(i64::from(merchant.0))
            .bind(first_identity_of(numbers.since.start()))
            .bind(numbers.since.start().0)
            .bind(today.to_string())
            .bind(WEEK_MILLISECONDS)
            .bind(name_of(branch))
            .fetch_all(self.engine.reader())
            .await?;
        let mut products: BTreeMap<String, (TicketKind, TopProduct)> = BTreeMap::new();
        for row in &rows {
            let columns = Columns(row);
            let sum = |units, amount| {
                Ok::<_, StoreError>(Sum {
                    units: columns.number(units)?,
                    amount: Dollars(columns.number(amount)?),
                })
            };
            let (issued, unused) = (sum("units", "amount")?, sum("unused", "unused_amount")?);
            add(&mut numbers.issued, issued);
            add(&mut numbers.unused, unused);
            if let Some(week) = numbers.weeks.get_mut(week_of(&columns)?) {
                add(&mut week.issued, issued);
                add(&mut week.unused, unused);
            }
            let (code, tickets) = (columns.text("code")?, columns.number("tickets")?);
            let kind = columns.stated("kind", TicketKind::parse)?;
            let new = TopProduct { code: code.clone(), name: columns.text("name")?, tickets: 0 };
            products.entry(code).or_insert((kind, new)).1.tickets += tickets;
        }
        let top = |wanted: TicketKind| {
            let mut of_kind: Vec<_> = products
                .values()
                .filter(|(kind, _)| *kind == wanted)
                .map(|(_, product)| product.clone())
                .collect();
            of_kind.sort_by(|one, other| other.tickets.cmp(&one.tickets).then(one.code.cmp(&other.code)));
            of_kind.truncate(TOP);
            of_kind
        };
        (numbers.top_paid, numbers.top_gift) = (top(TicketKind::Paid), top(TicketKind::Gift));
        Ok(())
    }

    async fn count_lines(
        &self,
        merchant: MerchantNumber,
        branch: Option<&BranchNumber>,
        table: &'static str,
        since: Day,
    ) -> Result<Vec<(usize, Sum)>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(lines(table)))
            .bind(i64::from(merchant.0))
            .bind(first_identity_of(since.start()))
            .bind(since.start().0)
            .bind(WEEK_MILLISECONDS)
            .bind(name_of(branch))
            .fetch_all(self.engine.reader())
            .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                let sum = Sum { units: columns.number("units")?, amount: Dollars(columns.number("amount")?) };
                Ok((week_of(&columns)?, sum))
            })
            .collect()
    }

    /// What waits: one question. For one branch: requests that it may return, and mails of what it issued.
    pub async fn urgent_of(
        &self,
        merchant: MerchantNumber,
        branch: Option<&BranchNumber>,
    ) -> Result<Urgent, StoreError> {
        let today = self.now().day();
        let last = u64::from(ISSUE_DAYS);
        let row = sqlx::query(AssertSqlSafe(urgent()))
            .bind(i64::from(merchant.0))
            .bind(failed_mail::since(self.now()).0)
            .bind(today.minus_days(last - 1).to_string())
            .bind(today.minus_days(last - u64::from(URGENT_DAYS)).to_string())
            .bind(name_of(branch))
            .fetch_one(self.engine.reader())
            .await?;
        let columns = Columns(&row);
        Ok(Urgent {
            requests: columns.count("requests")?,
            failed_mails: columns.count("failed_mails")?,
            orders: columns.count("orders")?,
        })
    }
}

/// Empty = every branch.
fn name_of(branch: Option<&BranchNumber>) -> String {
    branch.map(|branch| branch.as_str().to_owned()).unwrap_or_default()
}

fn empty_week(since: Day, week: usize) -> Week {
    let days = u64::try_from(week).unwrap_or_default() * 7;
    let none = Sum::default();
    Week { first: since.plus_days(days), issued: none, redeemed: none, returned: none, unused: none }
}

fn week_of(columns: &Columns<'_>) -> Result<usize, StoreError> {
    usize::try_from(columns.number("week")?).map_err(|_| StoreError::Corrupt("a week"))
}

fn add(sum: &mut Sum, more: Sum) {
    sum.units += more.units;
    sum.amount.0 += more.amount.0;
}
