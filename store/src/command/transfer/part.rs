//! Some units of a ticket are given away (RULES §5, §19): they are split off, and those go.

use super::{OfferRequest, Offered};
use crate::secret::LinkToken;
use crate::table::attempt::derived_name;
use crate::table::held;
use crate::table::holder::Holder;
use crate::table::issuer::IssuerRow;
use crate::{Store, StoreError};
use domain::identity::{AttemptId, TicketId};
use domain::refusal::Refusal;
use domain::split;

/// So many units of a ticket of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The ticket.
    pub ticket: TicketId,
    /// Fewer than it has left.
    pub units: u32,
}

impl Store {
    /// Offers whole tickets, and parts of others, to one person, all or none. What would be refused is refused before anything
    /// is split; the same attempt again finds its pieces.
    pub async fn offer_with_parts(
        &self,
        giver: &LinkToken,
        request: &OfferRequest,
        parts: &[Part],
        attempt: &AttemptId,
    ) -> Result<Offered, StoreError> {
        let mut request = request.clone();
        if parts.is_empty() {
            return self.offer_transfer(giver, &request, attempt).await;
        }
        let holder = Holder::by_link(&self.engine, giver).await?;
        self.would_be_offered(holder.clone(), &request, parts, attempt).await?;
        for part in parts {
            let of_part = attempt_of_part(&holder, part, attempt)?;
            let pieces = self.split(giver, &part.ticket, part.units, &of_part).await?;
            request.tickets.extend(pieces.tickets);
        }
        self.offer_transfer(giver, &request, attempt).await
    }

    /// Whether all of it may be offered now, unless this attempt has offered it.
    async fn would_be_offered(
        &self,
        holder: Holder,
        request: &OfferRequest,
        parts: &[Part],
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        let id = Self::transfer_of(&holder, attempt)?;
        if self.earlier_offer(holder.merchant, &id, None).await?.is_some() {
            return Ok(());
        }
        let held = held::of_wallet(&self.engine, holder.merchant, &holder.wallet).await?;
        let issuer = IssuerRow::read(&self.engine, holder.merchant).await?;
        let today = self.now().day();
        for part in parts {
            let found = held.iter().find(|held| held.row.id == part.ticket);
            let found = found.ok_or(StoreError::Refused(Refusal::NotTheGiver))?;
            split::split(&found.row.state, part.units, today).map_err(StoreError::Refused)?;
        }
        let mut whole = request.clone();
        whole.tickets.extend(parts.iter().map(|part| part.ticket.clone()));
        self.decide_offer(holder, &held, &id, &whole, &issuer, today).map(|_| ())
    }
}

/// The splitting of a part by this attempt: the same attempt again finds the same pieces.
fn attempt_of_part(holder: &Holder, part: &Part, attempt: &AttemptId) -> Result<AttemptId, StoreError> {
    let name = derived_name("part", holder.merchant, part.ticket.as_str(), attempt);
    AttemptId::parse(&name).map_err(|_| StoreError::Corrupt("attempt"))
}
