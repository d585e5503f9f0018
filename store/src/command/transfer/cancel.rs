//! 取消轉贈 by the merchant (RULES §5): what is left goes back to the purchaser, over however many hands it went.

use super::TransferAnswer;
use super::answer::{Every, answer, count};
use super::ending::{Ending, end_line};
use super::line::{LineRow, TransferRow};
use crate::command::again::until_written;
use crate::secret::SessionToken;
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{AttemptId, TransferId};
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::transfer::{self, GoesTo, TransferState};
use sqlx::AnyConnection;

/// What a cancellation writes.
struct Cancelling {
    endings: Vec<Ending>,
    /// Standing lines of other transfers that end with them.
    others: Vec<LineRow>,
    actor: Actor,
    attempt: Attempt,
}

impl Store {
    /// Ends what of a transfer still stands, all that may or nothing.
    pub async fn cancel_transfer(
        &self,
        session: &SessionToken,
        transfer: &TransferId,
        attempt: &AttemptId,
    ) -> Result<TransferAnswer, StoreError> {
        until_written!(self.cancel_transfer_once(session, transfer, attempt))
    }

    async fn cancel_transfer_once(
        &self,
        session: &SessionToken,
        id: &TransferId,
        attempt: &AttemptId,
    ) -> Result<TransferAnswer, StoreError> {
        let actor = self.acting(session, Function::Transfers).await?;
        let row = TransferRow::by_id(&self.engine, actor.merchant, id).await?;
        let row = row.ok_or(StoreError::Refused(Refusal::TransferUnknown))?;
        if !self.is_of_own_branch(&actor, id).await? {
            return Err(StoreError::Refused(Refusal::TransferUnknown));
        }
        let lines = row.lines(&self.engine).await?;
        let others = row.others(&self.engine).await?;
        let attempt = Attempt::new(attempt, &format!("cancel_transfer|{}|{id}", actor.merchant));
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            let lines = row.lines(&self.engine).await?;
            return Ok(answer(&row, count(&lines, TransferState::Cancelled), true));
        }
        let decide = |line: &LineRow| transfer::cancel(&line.facts, &actor);
        let endings = self.endings(&lines, decide, Every::LineThatMay).await?;
        // An offer that ends leaves the ticket with its giver, whose own transfer stands.
        let to_purchaser = |line: &LineRow| {
            lines.iter().any(|mine| {
                mine.ticket.id == line.ticket.id
                    && matches!(decide(mine), Ok(end) if end.goes_to == GoesTo::Purchaser)
            })
        };
        let others = others.into_iter().filter(|other| to_purchaser(other)).collect();
        let (tickets, now) = (endings.len(), self.now());
        let cancelling = Cancelling { endings, others, actor: actor.clone(), attempt };
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(write(connection, cancelling, now)))
            .await?;
        Ok(answer(&row, tickets, false))
    }

    /// Whether all that is in it was issued by the actor's branch; the head office's accounts have all branches (RULES §8).
    async fn is_of_own_branch(&self, actor: &Actor, id: &TransferId) -> Result<bool, StoreError> {
        let Some(branch) = actor.branch() else {
            return Ok(true);
        };
        let row = sqlx::query(
            "SELECT COUNT(*) AS others FROM transfer_line l
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
             WHERE l.merchant = $1 AND l.transfer = $2 AND (o.issued_branch IS NULL OR o.issued_branch <> $3)",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(id.as_str())
        .bind(branch.as_str())
        .fetch_one(self.engine.reader())
        .await?;
        Ok(Columns(&row).number("others")? == 0)
    }
}

async fn write(
    connection: &mut AnyConnection,
    cancelling: Cancelling,
    now: Instant,
) -> Result<(), StoreError> {
    let Cancelling { endings, others, actor, attempt } = cancelling;
    // An attempt stands at one event only: an account makes it once.
    let mut attempt = Some(attempt);
    for ending in &endings {
        let made_by = |event: Entry| {
            let attempt = attempt.take();
            let (id, content) = attempt.map(|attempt| (attempt.id, attempt.content)).unzip();
            Entry { attempt: id, content, ..event.by(&actor) }
        };
        ending.write(connection, EventKind::TransferCancelled, now, made_by).await?;
    }
    for other in &others {
        let merchant = i64::from(other.ticket.merchant.0);
        let ticket = other.ticket.id.as_str();
        let states = (other.state(), TransferState::Cancelled);
        end_line(connection, merchant, &other.transfer, ticket, states, now).await?;
        let units = Some(i64::from(other.ticket.state.remaining));
        let event = Entry {
            ticket: Some(ticket.to_owned()),
            line: Some(other.transfer.to_string()),
            quantity: units,
            remaining: units,
            ..Entry::new(merchant, EventKind::TransferCancelled, now).by(&actor)
        };
        entry::insert(connection, &event).await?;
    }
    Ok(())
}
