//! Splitting units off a ticket into tickets of one unit (RULES §19, 分票); merging them again stands in `merge.rs`.

mod merge;

use super::again::until_written;
use crate::random::new_identity;
use crate::secret::LinkToken;
use crate::table::attempt::Attempt;
use crate::table::entry::{self, Entry};
use crate::table::held;
use crate::table::holder::Holder;
use crate::table::issuer::IssuerRow;
use crate::table::serials;
use crate::table::ticket::{self, NewCode, TicketChange, TicketRow};
use crate::{Store, StoreError, secret_bytes};
use domain::calendar::Instant;
use domain::code::redemption_code::IssuerCode;
use domain::code::serial;
use domain::event::EventKind;
use domain::identity::{AttemptId, TicketId};
use domain::refusal::Refusal;
use domain::split::{self, Units};
use sqlx::AnyConnection;

/// Tickets that came out of a split, or went into a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces {
    /// The tickets of one unit.
    pub tickets: Vec<TicketId>,
    /// This attempt had been answered before.
    pub repeated: bool,
}

/// What a split writes.
struct Splitting {
    holder: Holder,
    row: TicketRow,
    issuer: IssuerCode,
    rest: Units,
    code: NewCode,
    singles: Vec<Single>,
    attempt: Attempt,
}

struct Single {
    id: String,
    locator: i64,
    code: NewCode,
}

/// Each ticket begins with it.
const FIRST_GENERATION: u8 = 1;

impl Store {
    /// Splits `count` units off a ticket of the wallet, each into a ticket of its own. The old code is dead.
    pub async fn split(
        &self,
        holder: &LinkToken,
        ticket: &TicketId,
        count: u32,
        attempt: &AttemptId,
    ) -> Result<Pieces, StoreError> {
        until_written!(self.split_once(holder, ticket, count, attempt))
    }

    async fn split_once(
        &self,
        link: &LinkToken,
        id: &TicketId,
        count: u32,
        attempt: &AttemptId,
    ) -> Result<Pieces, StoreError> {
        let now = self.now();
        let holder = Holder::by_link(&self.engine, link).await?;
        let held = held::in_wallet(&self.engine, holder.merchant, &holder.wallet, id).await?;
        let row = held.ok_or(StoreError::Refused(Refusal::TicketUnknown))?.row;
        let attempt = Attempt::new(attempt, &format!("split|{id}|{count}"));
        let earlier = attempt.lines_of(&self.engine, holder.merchant, id).await?;
        if !earlier.is_empty() {
            return Ok(Pieces { tickets: names(earlier)?, repeated: true });
        }
        let decided = split::split(&row.state, count, now.day()).map_err(StoreError::Refused)?;
        let issuer = IssuerRow::read(&self.engine, holder.merchant).await?;
        let singles = (0..decided.singles).map(|_| self.single(&issuer, now));
        let singles = singles.collect::<Result<Vec<_>, _>>()?;
        let tickets = names(singles.iter().map(|single| single.id.clone()).collect())?;
        let splitting = Splitting {
            code: issuer.new_code(&self.keyring, id, decided.rest.generation)?,
            issuer: issuer.code,
            rest: decided.rest,
            holder,
            row,
            singles,
            attempt,
        };
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(write_split(connection, splitting, now)))
            .await?;
        Ok(Pieces { tickets, repeated: false })
    }

    fn single(&self, issuer: &IssuerRow, now: Instant) -> Result<Single, StoreError> {
        let id = new_identity(now);
        let ticket = TicketId::parse(&id).map_err(|_| StoreError::Corrupt("ticket"))?;
        let code = issuer.new_code(&self.keyring, &ticket, FIRST_GENERATION)?;
        Ok(Single { id, locator: i64::from_be_bytes(secret_bytes::<8>()?), code })
    }
}

fn names(texts: Vec<String>) -> Result<Vec<TicketId>, StoreError> {
    let parse = |text: &String| TicketId::parse(text).map_err(|_| StoreError::Corrupt("ticket"));
    texts.iter().map(parse).collect()
}

async fn write_split(
    connection: &mut AnyConnection,
    splitting: Splitting,
    now: Instant,
) -> Result<(), StoreError> {
    let Splitting { holder, row, issuer, rest, code, singles, attempt } = splitting;
    holder.hold(connection).await?;
    let (merchant, old) = (i64::from(row.merchant.0), row.id.as_str());
    let change = TicketChange {
        remaining: i64::from(rest.remaining),
        quantity: Some(i64::from(rest.quantity)),
        code: Some(code),
        ..TicketChange::default()
    };
    ticket::change(connection, merchant, old, rest.expected_version, &change).await?;
    let count = i64::try_from(singles.len()).map_err(|_| StoreError::Corrupt("number of tickets"))?;
    let first = serials::take(connection, row.merchant, row.state.kind, count).await?;
    let mut left = i64::from(row.state.remaining);
    for (running, single) in (first..).zip(&singles) {
        let running = u64::try_from(running).map_err(|_| StoreError::Corrupt("running number"))?;
        let serial = serial::serial(row.state.kind, &issuer, running)
            .ok_or(StoreError::Corrupt("serials are used up"))?;
        insert_single(connection, merchant, old, &serial, single, now).await?;
        left -= 1;
        let from_old = Entry {
            ticket: Some(old.to_owned()),
            line: Some(single.id.clone()),
            quantity: Some(1),
            remaining: Some(left),
            attempt: Some(attempt.id.clone()),
            content: Some(attempt.content.clone()),
            ..Entry::new(merchant, EventKind::Split, now)
        };
        entry::insert(connection, &from_old).await?;
        let into_new = Entry {
            ticket: Some(single.id.clone()),
            line: Some(old.to_owned()),
            quantity: Some(1),
            remaining: Some(1),
            ..Entry::new(merchant, EventKind::Split, now)
        };
        entry::insert(connection, &into_new).await?;
    }
    Ok(())
}

/// Alike in everything but number, codes and units; and by the same transfers in these hands, so that whoever undoes
/// one of them finds the piece, too.
async fn insert_single(
    connection: &mut AnyConnection,
    merchant: i64,
    old: &str,
    serial: &str,
    single: &Single,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO ticket (merchant, id, serial, product, ticket_order, wallet, batch, kind, face_value, quantity,
                             remaining, version, usable_from, usable_until, guarantee_from, guarantee_until, offered,
                             locator, generation, code_index, encrypted_code, issued_at, trust_released, origin,
                             transfer)
         SELECT merchant, $3, $4, product, ticket_order, wallet, batch, kind, face_value, 1, 1, 0, usable_from,
                usable_until, guarantee_from, guarantee_until, 0, $5, $6, $7, $8, issued_at, trust_released,
                COALESCE(origin, id), transfer
         FROM ticket WHERE merchant = $1 AND id = $2",
    )
    .bind(merchant)
    .bind(old)
    .bind(single.id.as_str())
    .bind(serial)
    .bind(single.locator)
    .bind(i64::from(single.code.generation))
    .bind(single.code.index.as_str())
    .bind(single.code.encrypted.as_slice())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO transfer_line (merchant, transfer, ticket, units, state, changed_at, piece_of)
         SELECT merchant, transfer, $3, 1, state, $4, ticket
         FROM transfer_line WHERE merchant = $1 AND ticket = $2 AND state = 'accepted'",
    )
    .bind(merchant)
    .bind(old)
    .bind(single.id.as_str())
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}
