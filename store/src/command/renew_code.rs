//! New codes for a ticket: whoever has seen the old ones has nothing any more (RULES §5, codes).

use super::again::until_written;
use crate::secret::{LinkToken, SessionToken};
use crate::table::attempt::Attempt;
use crate::table::entry::{self, Entry};
use crate::table::held;
use crate::table::holder::Holder;
use crate::table::issuer::IssuerRow;
use crate::table::ticket::{self, TicketChange, TicketRow};
use crate::{Store, StoreError};
use domain::event::EventKind;
use domain::identity::{AttemptId, TicketId};
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::renewal;

/// A ticket with new codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// The generation of its codes now.
    pub generation: u8,
    /// This attempt had been answered before.
    pub repeated: bool,
}

impl Store {
    /// The holder renews the codes of a ticket of the wallet.
    pub async fn renew_code(
        &self,
        holder: &LinkToken,
        ticket: &TicketId,
        attempt: &AttemptId,
    ) -> Result<Renewal, StoreError> {
        until_written!(self.renew_code_once(holder, ticket, None, attempt))
    }

    /// The same by a form that was made for the codes of the generation `seen`: refused if there are new ones since, so that
    /// two forms that lie open renew once.
    pub async fn renew_code_as_seen(
        &self,
        holder: &LinkToken,
        ticket: &TicketId,
        seen: u8,
        attempt: &AttemptId,
    ) -> Result<Renewal, StoreError> {
        until_written!(self.renew_code_once(holder, ticket, Some(seen), attempt))
    }

    /// The issuer renews them, for a holder who asks for it.
    pub async fn renew_code_by_merchant(
        &self,
        session: &SessionToken,
        serial: &str,
        attempt: &AttemptId,
    ) -> Result<Renewal, StoreError> {
        until_written!(self.renew_code_by_merchant_once(session, serial, attempt))
    }

    async fn renew_code_once(
        &self,
        link: &LinkToken,
        ticket: &TicketId,
        seen: Option<u8>,
        attempt: &AttemptId,
    ) -> Result<Renewal, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let held = held::in_wallet(&self.engine, holder.merchant, &holder.wallet, ticket).await?;
        let row = held.ok_or(StoreError::Refused(Refusal::TicketUnknown))?.row;
        let attempt = Attempt::new(attempt, &format!("renew_code|{ticket}"));
        if !attempt.lines_of(&self.engine, holder.merchant, ticket).await?.is_empty() {
            return self.renewed_before(&row).await;
        }
        if seen.is_some_and(|seen| renewal::is_renewed_since(seen, &row.state)) {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
        let event = Entry::new(i64::from(holder.merchant.0), EventKind::CodeRenewed, self.now());
        self.write_renewal(row, Some(holder), event, attempt).await
    }

    async fn renew_code_by_merchant_once(
        &self,
        session: &SessionToken,
        serial: &str,
        attempt: &AttemptId,
    ) -> Result<Renewal, StoreError> {
        let actor = self.acting(session, Function::IssuedOrders).await?;
        let held = held::by_serial(&self.engine, actor.merchant, serial).await?;
        let held = held.filter(|held| held.is_issued_for(&actor));
        let row = held.ok_or(StoreError::Refused(Refusal::TicketUnknown))?.row;
        actor.may_handle(row.merchant, row.product).map_err(StoreError::Refused)?;
        let attempt = Attempt::new(attempt, &format!("renew_code|{}", row.id));
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            return self.renewed_before(&row).await;
        }
        let event = Entry::new(i64::from(actor.merchant.0), EventKind::CodeRenewed, self.now()).by(&actor);
        self.write_renewal(row, None, event, attempt).await
    }

    /// As it is after the attempt, which may have been written since the ticket was read.
    async fn renewed_before(&self, row: &TicketRow) -> Result<Renewal, StoreError> {
        let held = held::by_id(&self.engine, row.merchant, &row.id).await?;
        let state = held.ok_or(StoreError::Refused(Refusal::TicketUnknown))?.row.state;
        Ok(Renewal { generation: state.generation, repeated: true })
    }

    async fn write_renewal(
        &self,
        row: TicketRow,
        holder: Option<Holder>,
        event: Entry,
        attempt: Attempt,
    ) -> Result<Renewal, StoreError> {
        let generation = renewal::renew(&row.state, self.now().day()).map_err(StoreError::Refused)?;
        let issuer = IssuerRow::read(&self.engine, row.merchant).await?;
        let remaining = i64::from(row.state.remaining);
        let code = Some(issuer.new_code(&self.keyring, &row.id, generation)?);
        let change = TicketChange { remaining, code, ..TicketChange::default() };
        let event = Entry {
            ticket: Some(row.id.to_string()),
            remaining: Some(remaining),
            attempt: Some(attempt.id),
            content: Some(attempt.content),
            ..event
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    if let Some(holder) = holder {
                        holder.hold(connection).await?;
                    }
                    let merchant = i64::from(row.merchant.0);
                    ticket::change(connection, merchant, row.id.as_str(), row.state.version, &change).await?;
                    entry::insert(connection, &event).await
                })
            })
            .await?;
        Ok(Renewal { generation, repeated: false })
    }
}
