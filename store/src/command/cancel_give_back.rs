//! Cancelling a return (RULES §4): the units are 未使用 again, and the money lies where it lay.

use super::again::until_written;
use crate::secret::SessionToken;
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry, unbookable};
use crate::table::ticket::{self, TicketChange, TicketRow, given_away_since};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::cancel::Reason;
use domain::cancel_give_back::{self, CancelGiveBackFacts, GiveBackCancellation};
use domain::event::EventKind;
use domain::identity::{AttemptId, GiveBackId};
use domain::ledger;
use domain::money::Dollars;
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::ticket::GiveBackState;
use sqlx::AnyConnection;

/// A return that was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GiveBackCancelled {
    /// Units that are 未使用 again.
    pub quantity: u32,
    /// This attempt had been answered before.
    pub repeated: bool,
}

struct Read {
    row: TicketRow,
    facts: CancelGiveBackFacts,
    fee: Dollars,
}

/// What taking it back writes.
struct Written {
    id: String,
    reason: Option<String>,
    read: Read,
    cancellation: GiveBackCancellation,
}

impl Store {
    /// Takes a whole return of the actor's own merchant back, or says why not. The reason is for the merchant's own people.
    pub async fn cancel_give_back(
        &self,
        session: &SessionToken,
        id: &GiveBackId,
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<GiveBackCancelled, StoreError> {
        until_written!(self.cancel_give_back_once(session, id, reason, attempt))
    }

    async fn cancel_give_back_once(
        &self,
        session: &SessionToken,
        id: &GiveBackId,
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<GiveBackCancelled, StoreError> {
        let now = self.now();
        let actor = self.acting(session, Function::CancelGiveBack).await?;
        let attempt = Attempt::new(attempt, &format!("cancel_give_back|{}|{id}", actor.merchant));
        // The return first: whoever sees it cancelled by this very attempt then finds the attempt, too.
        let read = self.read_return(&actor, id).await?;
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            return Ok(GiveBackCancelled { quantity: read.facts.quantity, repeated: true });
        }
        let cancellation = cancel_give_back::decide(&read.facts, &actor, now).map_err(StoreError::Refused)?;
        let event = Entry {
            ticket: Some(read.row.id.to_string()),
            line: Some(id.to_string()),
            quantity: Some(i64::from(cancellation.quantity)),
            remaining: Some(i64::from(cancellation.remaining)),
            attempt: Some(attempt.id),
            content: Some(attempt.content),
            ..Entry::new(i64::from(actor.merchant.0), EventKind::GiveBackCancelled, now).by(&actor)
        };
        let (id, reason) = (id.to_string(), reason.map(|reason| reason.as_str().to_owned()));
        let written = Written { id, reason, read, cancellation };
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move { write(transaction, &written, &event, now).await })
            })
            .await?;
        Ok(GiveBackCancelled { quantity: cancellation.quantity, repeated: false })
    }

    async fn read_return(&self, actor: &Actor, id: &GiveBackId) -> Result<Read, StoreError> {
        let row = sqlx::query(
            concat!(
                "SELECT t.merchant, t.id, t.serial, t.product, t.ticket_order, t.wallet, t.kind, t.face_value, t.quantity,
                    t.remaining, t.version, t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.generation,
                    t.trust_released, t.origin, t.transfer, t.issued_at, g.state, g.quantity AS returned,
                    g.business_day, g.by_hand, g.branch, g.fee, ",
                given_away_since!("g.recorded_at"),
                "
             FROM give_back g JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
             WHERE g.merchant = $1 AND g.id = $2"
            ),
        )
        .bind(i64::from(actor.merchant.0))
        .bind(id.as_str())
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::Refused(Refusal::ReturnUnknown))?;
        let columns = Columns(&row);
        let ticket = TicketRow::read(&row)?;
        Ok(Read {
            facts: CancelGiveBackFacts {
                kind: ticket.state.kind,
                issuer: ticket.merchant,
                product: ticket.product,
                version: ticket.state.version,
                remaining: ticket.state.remaining,
                state: columns.stated("state", GiveBackState::parse)?,
                quantity: columns.count("returned")?,
                business_day: columns.day("business_day")?,
                overdue: columns.flag("by_hand")?,
                branch: columns.maybe_branch("branch")?,
                given_away: columns.flag("given_away")?,
            },
            fee: Dollars(columns.number("fee")?),
            row: ticket,
        })
    }
}

async fn write(
    transaction: &mut AnyConnection,
    written: &Written,
    event: &Entry,
    now: Instant,
) -> Result<(), StoreError> {
    let Written { id, reason, read, cancellation } = written;
    let change = TicketChange { remaining: i64::from(cancellation.remaining), ..TicketChange::default() };
    let ticket = read.row.id.as_str();
    ticket::change(transaction, event.merchant, ticket, cancellation.expected_version, &change).await?;
    let done = sqlx::query(
        "UPDATE give_back SET state = 'cancelled', changed_at = $4, cancel_reason = $5
         WHERE merchant = $1 AND id = $2 AND state = $3",
    )
    .bind(event.merchant)
    .bind(id.as_str())
    .bind(read.facts.state.as_str())
    .bind(now.0)
    .bind(reason.as_deref())
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    entry::insert(transaction, event).await?;
    let overdue_moves_nothing = read.facts.overdue;
    if !overdue_moves_nothing {
        let money = read.row.money();
        let postings = ledger::cancel_give_back(money, read.facts.state, cancellation.quantity, read.fee);
        let postings = postings.map_err(unbookable)?;
        entry::post(transaction, event.merchant, Some(&event.id), &postings, now.day(), now).await?;
    }
    Ok(())
}
