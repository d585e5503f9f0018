//! Approving what a holder asked for (RULES §4): the units and the fee of the frozen quote, or a part of them.

use super::write::Agreed;
use super::{GivenBack, numbered};
use crate::command::again::until_written;
use crate::secret::{SessionToken, sha256_hex};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::cancel::Reason;
use domain::give_back::Quote;
use domain::identity::{AttemptId, RequestId, TicketId};
use domain::money::Dollars;
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::return_request::{self, RequestState};

/// Only as long as whoever asked still holds the ticket.
const ASKED: &str = "
SELECT r.ticket, r.state, r.quantity, r.face, r.fee, r.refund, r.by_hand
FROM return_request r
JOIN ticket t ON t.merchant = r.merchant AND t.id = r.ticket AND t.wallet = r.wallet
WHERE r.merchant = $1 AND r.id = $2";

impl Store {
    /// Approves a request of the actor's own merchant: the holder gets what the holder was told.
    pub async fn approve_return(
        &self,
        session: &SessionToken,
        request: &RequestId,
        attempt: &AttemptId,
    ) -> Result<GivenBack, StoreError> {
        self.approve_return_in_part(session, request, None, None, attempt).await
    }

    /// Approves so many of the units that were asked for (all, if nobody says how many), with a word that the holder reads.
    pub async fn approve_return_in_part(
        &self,
        session: &SessionToken,
        request: &RequestId,
        units: Option<u32>,
        answer: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<GivenBack, StoreError> {
        until_written!(self.approve_return_once(session, request, units, answer, attempt))
    }

    async fn approve_return_once(
        &self,
        session: &SessionToken,
        request: &RequestId,
        units: Option<u32>,
        answer: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<GivenBack, StoreError> {
        let now = self.now();
        let actor = self.acting(session, Function::GiveBack).await?;
        let part = units.map(|units| format!("|{units}")).unwrap_or_default();
        let content = sha256_hex(format!("approve|{}|{request}{part}", actor.merchant).as_bytes());
        if let Some(mut answer) = self.earlier_give_back(&actor, 1, attempt, &content).await? {
            return answer.pop().ok_or(StoreError::Corrupt("a return"));
        }
        let asked = sqlx::query(ASKED)
            .bind(i64::from(actor.merchant.0))
            .bind(request.as_str())
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::Refused(Refusal::RequestUnknown))?;
        let columns = Columns(&asked);
        let quote = Quote {
            quantity: columns.count("quantity")?,
            face: Dollars(columns.number("face")?),
            fee: Dollars(columns.number("fee")?),
            refund: Dollars(columns.number("refund")?),
            by_hand: columns.flag("by_hand")?,
        };
        let ticket = TicketId::parse(&columns.text("ticket")?).map_err(|_| StoreError::Corrupt("ticket"))?;
        let state = columns.stated("state", RequestState::parse)?;
        let read = self.read_for_return(&actor, &ticket).await?;
        let (_, give_back) = return_request::approve(state, &quote, units, &read.facts, &actor, now)
            .map_err(StoreError::Refused)?;
        let attempt = numbered(attempt, 0);
        let agreed =
            Agreed { request: request.to_string(), answer: answer.map(|answer| answer.as_str().to_owned()) };
        let decided = self.prepare_return(read, give_back, attempt, &content, None, Some(agreed))?;
        let mut written = self.write_returns(&actor, vec![decided], now).await?;
        written.pop().ok_or(StoreError::Corrupt("a return"))
    }
}
