//! Returning at the counter (RULES §4): the order that words name, its tickets to tick, and what is ticked in sums.

use super::{Read, numbered, read_of, reading};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::give_back::{self, FeeRule, Quote, Total};
use domain::identity::{AttemptId, TicketId};
use domain::issued_order::OrderKey;
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::refusal::Refusal;

/// Tickets of one order that a sheet shows; of more, the one that was looked for first.
pub const MOST_LINES: usize = 100;

/// What of a ticket is to be returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// 票券序號
    pub serial: String,
    /// Units; `None` = all that are left.
    pub units: Option<u32>,
    /// What is kept; `None` where it cannot be read.
    pub fee: Option<FeeRule>,
}

/// One ticket of the order with something left.
#[derive(Debug, Clone)]
pub struct SheetLine {
    /// The ticket.
    pub ticket: TicketId,
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// Of one unit.
    pub face_value: Dollars,
    /// Units left.
    pub remaining: u32,
    /// Why none of it can be returned here and now.
    pub closed: Option<Refusal>,
    /// What was chosen of it, or why that cannot be.
    pub chosen: Option<Result<Quote, Refusal>>,
}

/// The tickets of an order, to be ticked.
#[derive(Debug, Clone)]
pub struct ReturnSheet {
    /// ECT訂單編號
    pub order_number: String,
    /// With something left.
    pub lines: Vec<SheetLine>,
    /// There are more than are shown.
    pub has_more: bool,
    /// What is chosen, where all of that can be returned.
    pub total: Option<Total>,
}

/// What words named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnOrder {
    /// ECT訂單編號
    pub order_number: String,
    /// The ticket that was named, if one was.
    pub serial: Option<String>,
}

const BY_NUMBER: &str = "
SELECT o.number, NULL AS serial FROM ticket_order o WHERE o.merchant = $1 AND o.number = $2
UNION ALL SELECT o.number, NULL FROM ticket_order o WHERE o.merchant = $1 AND o.merchant_order_no IN ($2, $3)
UNION ALL SELECT o.number, NULL FROM ticket_order o WHERE o.merchant = $1 AND o.gift_order_no IN ($2, $3)
UNION ALL SELECT o.number, t.serial FROM ticket t JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
    WHERE t.merchant = $1 AND t.serial = $3
LIMIT 1";

impl Store {
    /// The order that is named by its own numbers, by a ticket's serial, its redemption code or the text of its QR.
    pub async fn order_to_return(
        &self,
        actor: &Actor,
        words: &str,
    ) -> Result<Option<ReturnOrder>, StoreError> {
        may_return(actor)?;
        for key in OrderKey::readings(words) {
            let found = match key {
                OrderKey::Number(number) => {
                    sqlx::query(BY_NUMBER)
                        .bind(i64::from(actor.merchant.0))
                        .bind(number.clone())
                        .bind(number.to_uppercase())
                        .fetch_optional(self.engine.reader())
                        .await?
                }
                OrderKey::Code(code) => {
                    sqlx::query(
                        "SELECT o.number, t.serial FROM ticket t
                         JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
                         WHERE t.merchant = $1 AND t.code_index = $2",
                    )
                    .bind(i64::from(actor.merchant.0))
                    .bind(self.keyring.code_index(&code))
                    .fetch_optional(self.engine.reader())
                    .await?
                }
                OrderKey::Ticket(merchant, locator) if merchant == actor.merchant => {
                    sqlx::query(
                        "SELECT o.number, t.serial FROM ticket t
                         JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
                         WHERE t.merchant = $1 AND t.locator = $2",
                    )
                    .bind(i64::from(actor.merchant.0))
                    .bind(locator.to_integer())
                    .fetch_optional(self.engine.reader())
                    .await?
                }
                // People and their wallets have orders; the list of them is where they are found.
                OrderKey::Ticket(..)
                | OrderKey::Wallet(_)
                | OrderKey::Phone(_)
                | OrderKey::Mail(_)
                | OrderKey::Name(_) => None,
            };
            if let Some(row) = found {
                let columns = Columns(&row);
                return Ok(Some(ReturnOrder {
                    order_number: columns.text("number")?,
                    serial: columns.maybe_text("serial")?,
                }));
            }
        }
        Ok(None)
    }

    /// 退貨單號 of what this attempt of the account has returned already.
    pub async fn return_by_attempt(
        &self,
        actor: &Actor,
        attempt: &AttemptId,
    ) -> Result<Option<String>, StoreError> {
        may_return(actor)?;
        let row = sqlx::query(
            "SELECT g.number FROM event e JOIN give_back g ON g.merchant = e.merchant AND g.id = e.line
             WHERE e.merchant = $1 AND e.account = $2 AND e.attempt = $3",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(actor.account.to_string())
        .bind(numbered(attempt, 0))
        .fetch_optional(self.engine.reader())
        .await?;
        Ok(row.map(|row| Columns(&row).maybe_text("number")).transpose()?.flatten())
    }

    /// The tickets of an order that have something left, with what of them is chosen: one query.
    pub async fn return_sheet(
        &self,
        actor: &Actor,
        order_number: &str,
        first: Option<&str>,
        choices: &[Choice],
    ) -> Result<ReturnSheet, StoreError> {
        may_return(actor)?;
        let now = self.now();
        let rows = sqlx::query(reading(
            "o.merchant = $1 AND o.number = $2 AND t.remaining > 0
             ORDER BY CASE WHEN t.serial = $4 THEN 0 ELSE 1 END, t.serial LIMIT $5",
        ))
        .bind(i64::from(actor.merchant.0))
        .bind(printed(order_number))
        .bind(actor.branch().map(|branch| branch.as_str().to_owned()))
        .bind(printed(first.unwrap_or_default()))
        .bind(i64::try_from(MOST_LINES + 1).unwrap_or(i64::MAX))
        .fetch_all(self.engine.reader())
        .await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows.iter().take(MOST_LINES) {
            let serial = Columns(row).text("serial")?;
            let chosen = choices.iter().find(|choice| choice.serial == serial);
            lines.push(line(read_of(row)?, serial, chosen, actor, now));
        }
        let total = total(&lines);
        Ok(ReturnSheet {
            order_number: order_number.to_owned(),
            has_more: rows.len() > MOST_LINES,
            lines,
            total,
        })
    }
}

/// Numbers and serials are letters and digits. Anything else names nothing, and some of it no database takes.
fn printed(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) { text.to_owned() } else { String::new() }
}

/// 票券退貨 is not split into looking and changing: holding it means doing it (RULES §8).
pub(crate) fn may_return(actor: &Actor) -> Result<(), StoreError> {
    if actor.allows(Function::GiveBack, Access::Change) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn line(read: Read, serial: String, chosen: Option<&Choice>, actor: &Actor, now: Instant) -> SheetLine {
    let facts = &read.facts;
    let closed = give_back::admit(facts, actor)
        .and_then(|()| give_back::quote(facts, None, FeeRule::None, now).map(|_| ()))
        .err();
    let quote = |choice: &Choice| {
        give_back::admit(facts, actor)?;
        give_back::quote(facts, choice.units, choice.fee.ok_or(Refusal::FeeNotAllowed)?, now)
    };
    SheetLine {
        chosen: chosen.map(quote),
        closed,
        ticket: read.row.id.clone(),
        serial,
        product_name: read.product_name,
        face_value: facts.face_value,
        remaining: facts.ticket.remaining,
    }
}

fn total(lines: &[SheetLine]) -> Option<Total> {
    let chosen = lines.iter().filter_map(|line| line.chosen.as_ref());
    let quotes = chosen.map(|chosen| chosen.as_ref().ok()).collect::<Option<Vec<_>>>()?;
    if quotes.is_empty() { None } else { Total::of(quotes) }
}
