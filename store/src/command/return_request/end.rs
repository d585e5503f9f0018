//! How a request ends without a return: its holder withdraws it, or the merchant declines it.

use super::{Asked, RequestRow, facts};
use crate::command::again::until_written;
use crate::secret::{LinkToken, SessionToken};
use crate::table::attempt::Attempt;
use crate::table::entry::{self, Entry};
use crate::table::held;
use crate::table::holder::Holder;
use crate::table::issuer::IssuerRow;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::cancel::Reason;
use domain::event::EventKind;
use domain::give_back::GiveBackFacts;
use domain::identity::{AttemptId, RequestId, TicketId};
use domain::permission::Function;
use domain::redeem::BranchList;
use domain::refusal::Refusal;
use domain::return_request::{self, RequestState};
use sqlx::AnyConnection;

impl Store {
    /// The holder no longer wants it.
    pub async fn withdraw_return(
        &self,
        holder: &LinkToken,
        request: &RequestId,
    ) -> Result<Asked, StoreError> {
        until_written!(self.withdraw_once(holder, request))
    }

    /// The merchant declines; the holder reads the answer.
    pub async fn decline_return(
        &self,
        session: &SessionToken,
        request: &RequestId,
        answer: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Asked, StoreError> {
        until_written!(self.decline_return_once(session, request, answer, attempt))
    }

    async fn withdraw_once(&self, link: &LinkToken, id: &RequestId) -> Result<Asked, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let row = self.request_row(holder.merchant, id).await?;
        let row = row
            .filter(|row| row.wallet == holder.wallet)
            .ok_or(StoreError::Refused(Refusal::RequestUnknown))?;
        if row.asked.state == RequestState::Withdrawn {
            return Ok(Asked { repeated: true, ..row.asked });
        }
        let state = return_request::withdraw(row.asked.state).map_err(StoreError::Refused)?;
        let event = Entry::new(i64::from(holder.merchant.0), EventKind::ReturnWithdrawn, self.now());
        let event = about(event, &row);
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    end_request(connection, state, None, &event).await
                })
            })
            .await?;
        Ok(Asked { state, ..row.asked })
    }

    async fn decline_return_once(
        &self,
        session: &SessionToken,
        id: &RequestId,
        answer: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Asked, StoreError> {
        let actor = self.acting(session, Function::GiveBack).await?;
        let row = self.request_row(actor.merchant, id).await?;
        let row = row.ok_or(StoreError::Refused(Refusal::RequestUnknown))?;
        let attempt = Attempt::new(attempt, &format!("decline_return|{}|{id}", actor.merchant));
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            // As it is after that: it may have been written between the two readings.
            let row = self.request_row(actor.merchant, id).await?.ok_or(StoreError::NotFound)?;
            return Ok(Asked { repeated: true, ..row.asked });
        }
        let facts = self.facts_for(&actor, &row.ticket).await?;
        let state = return_request::decline(row.asked.state, &facts, &actor).map_err(StoreError::Refused)?;
        let event = Entry {
            attempt: Some(attempt.id),
            content: Some(attempt.content),
            ..Entry::new(i64::from(actor.merchant.0), EventKind::ReturnDeclined, self.now()).by(&actor)
        };
        let event = about(event, &row);
        let answer = answer.map(|answer| answer.as_str().to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move { end_request(connection, state, answer, &event).await })
            })
            .await?;
        Ok(Asked { state, ..row.asked })
    }

    /// What the returning of a ticket by this account is decided on.
    async fn facts_for(&self, actor: &Actor, ticket: &TicketId) -> Result<GiveBackFacts, StoreError> {
        let held = held::by_id(&self.engine, actor.merchant, ticket).await?;
        let held = held.ok_or(StoreError::Refused(Refusal::RequestUnknown))?;
        let includes_actor = match actor.branch() {
            Some(branch) => held::is_return_branch(&self.engine, &held.row, branch.as_str()).await?,
            None => false,
        };
        let branches =
            if held.names_return_branches { BranchList::Named { includes_actor } } else { BranchList::Any };
        let issuer = IssuerRow::read(&self.engine, actor.merchant).await?;
        Ok(facts(&held, branches, &issuer))
    }
}

/// An event of this request.
fn about(event: Entry, row: &RequestRow) -> Entry {
    Entry {
        ticket: Some(row.ticket.to_string()),
        line: Some(row.asked.request.to_string()),
        quantity: Some(i64::from(row.asked.quote.quantity)),
        ..event
    }
}

/// Only an open request ends; `RaceLost` if it was answered or withdrawn since it was read.
async fn end_request(
    connection: &mut AnyConnection,
    state: RequestState,
    answer: Option<String>,
    event: &Entry,
) -> Result<(), StoreError> {
    let ended = sqlx::query(
        "UPDATE return_request SET state = $3, answer = $4, changed_at = $5
         WHERE merchant = $1 AND id = $2 AND state = 'asked'",
    )
    .bind(event.merchant)
    .bind(event.line.as_deref())
    .bind(state.as_str())
    .bind(answer)
    .bind(event.at)
    .execute(&mut *connection)
    .await?;
    if ended.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    entry::insert(connection, event).await
}
