//! Tickets of one unit become one again (RULES §19).

use super::Pieces;
use crate::command::again::until_written;
use crate::secret::LinkToken;
use crate::table::attempt::Attempt;
use crate::table::entry::{self, Entry};
use crate::table::held::{self, Held};
use crate::table::holder::Holder;
use crate::table::issuer::IssuerRow;
use crate::table::open_request;
use crate::table::ticket::{self, NewCode, TicketChange};
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{AttemptId, TicketId};
use domain::refusal::Refusal;
use domain::split::{self, Piece, Units};
use sqlx::AnyConnection;

/// What a merge writes.
struct Merging {
    holder: Holder,
    into: TicketId,
    remaining_before: i64,
    units: Units,
    ended: Vec<Ended>,
    attempt: Attempt,
}

/// A ticket that has no units any more, and codes that nobody knows.
struct Ended {
    ticket: TicketId,
    units: Units,
    code: NewCode,
}

impl Store {
    /// Merges unused singles of the wallet into another ticket of the same origin, whose code stays good.
    pub async fn merge(
        &self,
        holder: &LinkToken,
        into: &TicketId,
        singles: &[TicketId],
        attempt: &AttemptId,
    ) -> Result<Pieces, StoreError> {
        until_written!(self.merge_once(holder, into, singles, attempt))
    }

    async fn merge_once(
        &self,
        link: &LinkToken,
        into: &TicketId,
        singles: &[TicketId],
        attempt: &AttemptId,
    ) -> Result<Pieces, StoreError> {
        let now = self.now();
        let holder = Holder::by_link(&self.engine, link).await?;
        let held = held::of_wallet(&self.engine, holder.merchant, &holder.wallet).await?;
        let find = |id: &TicketId| {
            let found = held.iter().find(|held| held.row.id == *id);
            found.map(piece).ok_or(StoreError::Refused(Refusal::TicketUnknown))
        };
        let target = find(into)?;
        let pieces = singles.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let asked: Vec<_> = singles.iter().map(TicketId::as_str).collect();
        let attempt = Attempt::new(attempt, &format!("merge|{into}|{}", asked.join("|")));
        if !attempt.lines_of(&self.engine, holder.merchant, into).await?.is_empty() {
            return Ok(Pieces { tickets: singles.to_vec(), repeated: true });
        }
        let merge = split::merge(&target, &pieces, now.day()).map_err(StoreError::Refused)?;
        let issuer = IssuerRow::read(&self.engine, holder.merchant).await?;
        let ended = pieces.into_iter().zip(merge.ended).map(|(piece, units)| {
            let code = issuer.new_code(&self.keyring, &piece.id, units.generation)?;
            Ok(Ended { ticket: piece.id, units, code })
        });
        let merging = Merging {
            ended: ended.collect::<Result<_, StoreError>>()?,
            remaining_before: i64::from(target.ticket.remaining),
            into: target.id,
            units: merge.into,
            holder,
            attempt,
        };
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(write_merge(connection, merging, now)))
            .await?;
        Ok(Pieces { tickets: singles.to_vec(), repeated: false })
    }
}

fn piece(held: &Held) -> Piece {
    let row = &held.row;
    Piece {
        ticket: row.state.clone(),
        id: row.id.clone(),
        origin: row.origin.clone().unwrap_or_else(|| row.id.clone()),
        holder: row.wallet.clone(),
        product: row.product,
        transferred: row.transfer.is_some(),
        trust_released: row.trust_released,
    }
}

async fn write_merge(
    connection: &mut AnyConnection,
    merging: Merging,
    now: Instant,
) -> Result<(), StoreError> {
    let Merging { holder, into, remaining_before, units, ended, attempt } = merging;
    holder.hold(connection).await?;
    let merchant = i64::from(holder.merchant.0);
    change(connection, merchant, &into, units, None).await?;
    let mut remaining = remaining_before;
    for Ended { ticket, units, code } in ended {
        change(connection, merchant, &ticket, units, Some(code)).await?;
        open_request::withdraw(connection, holder.merchant, &ticket, now).await?;
        remaining += 1;
        let taken = Entry {
            ticket: Some(into.to_string()),
            line: Some(ticket.to_string()),
            quantity: Some(1),
            remaining: Some(remaining),
            attempt: Some(attempt.id.clone()),
            content: Some(attempt.content.clone()),
            ..Entry::new(merchant, EventKind::Merged, now)
        };
        entry::insert(connection, &taken).await?;
        let gone = Entry {
            ticket: Some(ticket.to_string()),
            line: Some(into.to_string()),
            quantity: Some(1),
            remaining: Some(0),
            ..Entry::new(merchant, EventKind::Merged, now)
        };
        entry::insert(connection, &gone).await?;
    }
    Ok(())
}

async fn change(
    connection: &mut AnyConnection,
    merchant: i64,
    ticket: &TicketId,
    units: Units,
    code: Option<NewCode>,
) -> Result<(), StoreError> {
    let change = TicketChange {
        remaining: i64::from(units.remaining),
        quantity: Some(i64::from(units.quantity)),
        code,
        ..TicketChange::default()
    };
    ticket::change(connection, merchant, ticket.as_str(), units.expected_version, &change).await
}
