//! Returning tickets (RULES §4): any units of any tickets of the issuer's, all of them or none.

mod approve;
pub mod sheet;
mod write;

use super::again::until_written;
use crate::secret::{SessionToken, sha256_hex};
use crate::table::columns::Columns;
use crate::table::ticket::TicketRow;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::cancel::Reason;
use domain::code::redemption_code::IssuerCode;
use domain::give_back::{self, FeeCap, FeeRule, GiveBackFacts, Quote};
use domain::identity::{AttemptId, GiveBackId, TicketId};
use domain::money::{Dollars, Percent};
use domain::permission::Function;
use domain::redeem::BranchList;
use domain::refusal::Refusal;
use domain::ticket::GiveBackState;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

/// A ticket to return.
#[derive(Debug, Clone)]
pub struct Returning {
    /// Which.
    pub ticket: TicketId,
    /// Units; `None` = all that are left.
    pub units: Option<u32>,
}

/// One line of a return: units of a ticket, for a fee of their own.
#[derive(Debug, Clone)]
pub struct ReturnLine {
    /// Which, and how many.
    pub returning: Returning,
    /// What is kept of it.
    pub fee: FeeRule,
}

/// A return that stands written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenBack {
    /// The return.
    pub id: GiveBackId,
    /// 退貨單號
    pub number: String,
    /// The ticket.
    pub ticket: TicketId,
    /// Units returned.
    pub quantity: u32,
    /// What the issuer keeps.
    pub fee: Dollars,
    /// State of the return now.
    pub state: GiveBackState,
    /// This attempt had been answered before.
    pub repeated: bool,
}

/// A ticket as a return is decided on it.
struct Read {
    row: TicketRow,
    facts: GiveBackFacts,
    product_name: String,
    order_number: String,
    /// The purchaser's: where the ticket goes when a transfer is undone.
    purchaser: String,
    issuer_code: IssuerCode,
}

/// Tickets as returns are decided on them. Of constants only, so that no text of anybody's gets into the statement; `$3` is
/// the actor's branch.
fn reading(which: &'static str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("{READ} {which}"))
}

const READ: &str = "
SELECT t.merchant, t.id, t.serial, t.product, t.ticket_order, t.wallet, t.kind, t.face_value, t.quantity, t.remaining,
       t.version, t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.generation, t.trust_released, t.origin,
       t.transfer, t.issued_at, p.names_return_branches, m.fee_cap, m.issuer_code, o.number AS order_number,
       o.wallet AS purchaser, p.name AS product_name,
       (SELECT pb.branch FROM product_branch pb WHERE pb.merchant = t.merchant AND pb.product = t.product
           AND pb.purpose = 'give_back' AND pb.branch = $3) AS listed_branch
FROM ticket t
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
JOIN merchant m ON m.number = t.merchant
JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
WHERE t.merchant = $1 AND";

impl Store {
    /// Returns tickets of the actor's own merchant, all of them or none. The same attempt gets the same answer.
    pub async fn give_back(
        &self,
        session: &SessionToken,
        returning: &[Returning],
        fee: FeeRule,
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Vec<GivenBack>, StoreError> {
        let lines: Vec<_> =
            returning.iter().map(|returning| ReturnLine { returning: returning.clone(), fee }).collect();
        self.give_back_lines(session, &lines, reason, attempt).await
    }

    /// The same, each line with a fee of its own.
    pub async fn give_back_lines(
        &self,
        session: &SessionToken,
        lines: &[ReturnLine],
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Vec<GivenBack>, StoreError> {
        until_written!(self.give_back_once(session, lines, reason, attempt))
    }

    async fn give_back_once(
        &self,
        session: &SessionToken,
        lines: &[ReturnLine],
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Vec<GivenBack>, StoreError> {
        let now = self.now();
        let actor = self.acting(session, Function::GiveBack).await?;
        let content = content_of(&actor, lines);
        if let Some(answer) = self.earlier_give_back(&actor, lines.len(), attempt, &content).await? {
            return Ok(answer);
        }
        let mut decided = Vec::with_capacity(lines.len());
        for (position, ReturnLine { returning, fee }) in lines.iter().enumerate() {
            let read = self.read_for_return(&actor, &returning.ticket).await?;
            let give_back = give_back::decide(&read.facts, &actor, returning.units, *fee, now)
                .map_err(StoreError::Refused)?;
            let attempt = numbered(attempt, position);
            decided.push(self.prepare_return(read, give_back, attempt, &content, reason, None)?);
        }
        self.write_returns(&actor, decided, now).await
    }

    /// What a return of these units would give back now; for showing, not for deciding.
    pub async fn quote_return(
        &self,
        session: &SessionToken,
        one: &Returning,
        fee: FeeRule,
    ) -> Result<Quote, StoreError> {
        let now = self.now();
        let actor = self.acting(session, Function::GiveBack).await?;
        let read = self.read_for_return(&actor, &one.ticket).await?;
        give_back::admit(&read.facts, &actor).map_err(StoreError::Refused)?;
        give_back::quote(&read.facts, one.units, fee, now).map_err(StoreError::Refused)
    }

    async fn read_for_return(&self, actor: &Actor, ticket: &TicketId) -> Result<Read, StoreError> {
        let row = sqlx::query(reading("t.id = $2"))
            .bind(i64::from(actor.merchant.0))
            .bind(ticket.as_str())
            .bind(actor.branch().map(|branch| branch.as_str()))
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::Refused(Refusal::TicketUnknown))?;
        read_of(&row)
    }

    /// What this attempt has written before.
    async fn earlier_give_back(
        &self,
        actor: &Actor,
        count: usize,
        attempt: &AttemptId,
        content: &str,
    ) -> Result<Option<Vec<GivenBack>>, StoreError> {
        let mut answer = Vec::new();
        for position in 0..count {
            let row = sqlx::query(
                "SELECT e.content, g.id, g.number, g.ticket, g.quantity, g.fee, g.state
                 FROM event e JOIN give_back g ON g.merchant = e.merchant AND g.id = e.line
                 WHERE e.merchant = $1 AND e.account = $2 AND e.attempt = $3",
            )
            .bind(i64::from(actor.merchant.0))
            .bind(actor.account.to_string())
            .bind(numbered(attempt, position))
            .fetch_optional(self.engine.reader())
            .await?;
            let Some(row) = row else {
                return Ok(None);
            };
            let columns = Columns(&row);
            if columns.text("content")? != content {
                return Err(StoreError::Refused(Refusal::AttemptReused));
            }
            answer.push(GivenBack {
                id: GiveBackId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("return"))?,
                number: columns.text("number")?,
                ticket: TicketId::parse(&columns.text("ticket")?)
                    .map_err(|_| StoreError::Corrupt("ticket"))?,
                quantity: columns.count("quantity")?,
                fee: Dollars(columns.number("fee")?),
                state: columns.stated("state", GiveBackState::parse)?,
                repeated: true,
            });
        }
        Ok((!answer.is_empty()).then_some(answer))
    }
}

fn read_of(row: &AnyRow) -> Result<Read, StoreError> {
    let columns = Columns(row);
    let ticket = TicketRow::read(row)?;
    let branches = if columns.flag("names_return_branches")? {
        BranchList::Named { includes_actor: columns.maybe_text("listed_branch")?.is_some() }
    } else {
        BranchList::Any
    };
    Ok(Read {
        facts: GiveBackFacts {
            ticket: ticket.state.clone(),
            issuer: ticket.merchant,
            product: ticket.product,
            face_value: ticket.face_value,
            branches,
            transferred: ticket.transfer.is_some(),
            fee_cap: FeeCap(Percent(columns.count("fee_cap")?)),
        },
        product_name: columns.text("product_name")?,
        order_number: columns.text("order_number")?,
        purchaser: columns.text("purchaser")?,
        issuer_code: IssuerCode::parse(&columns.text("issuer_code")?)
            .ok_or(StoreError::Corrupt("issuer code"))?,
        row: ticket,
    })
}

/// One attempt may return many tickets: each event has its own.
fn numbered(attempt: &AttemptId, position: usize) -> String {
    format!("{attempt}-{position}")
}

fn content_of(actor: &Actor, lines: &[ReturnLine]) -> String {
    let mut text = format!("give_back|{}", actor.merchant);
    for ReturnLine { returning, fee } in lines {
        text.push_str(&format!("|{}:{}:{fee:?}", returning.ticket, returning.units.unwrap_or(0)));
    }
    sha256_hex(text.as_bytes())
}
