//! A visible ticket with what its holder's acts are decided on: order, purchaser and product.

use super::columns::Columns;
use super::ticket::{COLUMNS, TicketRow};
use crate::StoreError;
use crate::engine::Engine;
use domain::actor::Actor;
use domain::identity::{MerchantNumber, TicketId, WalletId};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

/// A ticket in somebody's hands.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub row: TicketRow,
    /// ECT訂單編號
    pub order_number: String,
    /// The branch that issued it; `None` = 總店.
    pub issued_branch: Option<String>,
    /// 電子票券
    pub electronic: bool,
    /// The product forbids a recipient to give it away again.
    pub forbids_passing_on: bool,
    /// The product names 退貨分店.
    pub names_return_branches: bool,
}

impl Held {
    /// Whether its order is one that the account may do something to: an account of a branch at what its branch issued
    /// (RULES §6).
    pub(crate) fn is_issued_for(&self, actor: &Actor) -> bool {
        actor.branch().is_none_or(|branch| self.issued_branch.as_deref() == Some(branch.as_str()))
    }
}

/// Of constants only, so that no text of anybody's gets into the statement.
fn select(which: &'static str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT {COLUMNS}, o.number AS order_number, o.issued_branch, o.form, p.forbids_passing_on, p.names_return_branches
         FROM ticket t
         JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch AND bt.state = 'visible'
         JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
         JOIN product p ON p.merchant = t.merchant AND p.number = t.product
         WHERE t.merchant = $1 AND {which}"
    ))
}

fn held(row: &AnyRow) -> Result<Held, StoreError> {
    let columns = Columns(row);
    Ok(Held {
        row: TicketRow::read(row)?,
        order_number: columns.text("order_number")?,
        issued_branch: columns.maybe_text("issued_branch")?,
        electronic: columns.text("form")? == "electronic",
        forbids_passing_on: columns.flag("forbids_passing_on")?,
        names_return_branches: columns.flag("names_return_branches")?,
    })
}

/// All tickets in a wallet.
pub(crate) async fn of_wallet(
    engine: &Engine,
    merchant: MerchantNumber,
    wallet: &WalletId,
) -> Result<Vec<Held>, StoreError> {
    let rows = sqlx::query(select("t.wallet = $2 ORDER BY t.id"))
        .bind(i64::from(merchant.0))
        .bind(wallet.as_str())
        .fetch_all(engine.reader())
        .await?;
    rows.iter().map(held).collect()
}

/// One ticket, if it lies in this wallet.
pub(crate) async fn in_wallet(
    engine: &Engine,
    merchant: MerchantNumber,
    wallet: &WalletId,
    ticket: &TicketId,
) -> Result<Option<Held>, StoreError> {
    let row = sqlx::query(select("t.wallet = $2 AND t.id = $3"))
        .bind(i64::from(merchant.0))
        .bind(wallet.as_str())
        .bind(ticket.as_str())
        .fetch_optional(engine.reader())
        .await?;
    row.as_ref().map(held).transpose()
}

/// One ticket of the merchant, whoever holds it.
pub(crate) async fn by_id(
    engine: &Engine,
    merchant: MerchantNumber,
    ticket: &TicketId,
) -> Result<Option<Held>, StoreError> {
    let row = sqlx::query(select("t.id = $2"))
        .bind(i64::from(merchant.0))
        .bind(ticket.as_str())
        .fetch_optional(engine.reader())
        .await?;
    row.as_ref().map(held).transpose()
}

/// The same by its 票券序號.
pub(crate) async fn by_serial(
    engine: &Engine,
    merchant: MerchantNumber,
    serial: &str,
) -> Result<Option<Held>, StoreError> {
    let row = sqlx::query(select("t.serial = $2"))
        .bind(i64::from(merchant.0))
        .bind(serial)
        .fetch_optional(engine.reader())
        .await?;
    row.as_ref().map(held).transpose()
}

/// Whether the product names this branch as a 退貨分店.
pub(crate) async fn is_return_branch(
    engine: &Engine,
    row: &TicketRow,
    branch: &str,
) -> Result<bool, StoreError> {
    let listed = sqlx::query(
        "SELECT COUNT(*) AS listed FROM product_branch
         WHERE merchant = $1 AND product = $2 AND purpose = 'give_back' AND branch = $3",
    )
    .bind(i64::from(row.merchant.0))
    .bind(i64::from(row.product.0))
    .bind(branch)
    .fetch_one(engine.reader())
    .await?;
    Ok(listed.try_get::<i64, _>("listed")? > 0)
}
