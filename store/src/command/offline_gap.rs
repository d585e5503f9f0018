//! Scans of a phone that never arrived (RULES §3, offline): somebody looked into them, and it is kept who, when and what it was.

use super::again::until_written;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::event::EventKind;
use domain::identity::DeskPhoneId;
use domain::offline::conflict::may_settle;
use domain::offline::gap::{GapNote, not_looked_into};
use domain::permission::Function;
use domain::refusal::Refusal;
use sqlx::AnyConnection;

/// How far a phone's numbers go.
struct Numbers {
    highest: u32,
    /// Up to here somebody has looked into them.
    looked_to: u32,
    /// This very form was sent before.
    is_done: bool,
}

impl Store {
    /// Whatever of this phone is missing up to the number `to`, the highest that was shown, has been looked into: it waits for
    /// nobody any more. What goes missing after it does. The same again changes nothing.
    pub async fn look_into_gap(
        &self,
        session: &SessionToken,
        phone: &DeskPhoneId,
        to: u32,
        note: &GapNote,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::CancelRedemption).await?;
        may_settle(&actor).map_err(StoreError::Refused)?;
        until_written!(self.look_into_gap_once(&actor, phone, to, note))
    }

    async fn look_into_gap_once(
        &self,
        actor: &Actor,
        phone: &DeskPhoneId,
        to: u32,
        note: &GapNote,
    ) -> Result<(), StoreError> {
        let (actor, phone, note) = (actor.clone(), phone.to_string(), note.as_str().to_owned());
        let now = self.now();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let numbers = numbers(connection, &actor, &phone, to, &note).await?;
                    if numbers.is_done {
                        return Ok(());
                    }
                    if to > numbers.highest {
                        return Err(StoreError::Refused(Refusal::ConflictUnknown));
                    }
                    let arrived = arrived(connection, &actor, &phone, numbers.looked_to, to).await?;
                    let missing = not_looked_into(to, numbers.looked_to, arrived);
                    // Somebody else was faster, or what was missing has come.
                    if missing == 0 {
                        return Err(StoreError::Refused(Refusal::ConflictClosed));
                    }
                    let event = Entry {
                        line: Some(phone.clone()),
                        quantity: Some(i64::from(missing)),
                        ..Entry::new(i64::from(actor.merchant.0), EventKind::OfflineGapLookedInto, now)
                            .by(&actor)
                    };
                    sqlx::query(
                        "INSERT INTO offline_gap (merchant, id, phone, looked_to, missing, note, at, account)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    )
                    .bind(event.merchant)
                    .bind(event.id.clone())
                    .bind(phone)
                    .bind(i64::from(to))
                    .bind(i64::from(missing))
                    .bind(note)
                    .bind(now.0)
                    .bind(actor.account.to_string())
                    .execute(&mut *connection)
                    .await?;
                    entry::insert(connection, &event).await
                })
            })
            .await
    }
}

/// For an account of a branch, of a phone of the branch.
async fn numbers(
    connection: &mut AnyConnection,
    actor: &Actor,
    phone: &str,
    to: u32,
    note: &str,
) -> Result<Numbers, StoreError> {
    let row = sqlx::query(
        "SELECT CAST(COALESCE((SELECT MAX(s.number) FROM offline_scan s
                     WHERE s.merchant = d.merchant AND s.phone = d.id), 0) AS BIGINT) AS highest,
                CAST(COALESCE((SELECT MAX(g.looked_to) FROM offline_gap g
                     WHERE g.merchant = d.merchant AND g.phone = d.id), 0) AS BIGINT) AS looked_to,
                (SELECT COUNT(*) FROM offline_gap g WHERE g.merchant = d.merchant AND g.phone = d.id
                   AND g.looked_to = $4 AND g.account = $5 AND g.note = $6) AS is_done
         FROM desk_phone d WHERE d.merchant = $1 AND d.id = $2 AND ($3 = '' OR d.branch = $3)",
    )
    .bind(i64::from(actor.merchant.0))
    .bind(phone.to_owned())
    .bind(actor.branch().map_or("", |branch| branch.as_str()).to_owned())
    .bind(i64::from(to))
    .bind(actor.account.to_string())
    .bind(note.to_owned())
    .fetch_optional(connection)
    .await?
    .ok_or(StoreError::Refused(Refusal::ConflictUnknown))?;
    let columns = Columns(&row);
    Ok(Numbers {
        highest: columns.count("highest")?,
        looked_to: columns.count("looked_to")?,
        is_done: columns.flag("is_done")?,
    })
}

async fn arrived(
    connection: &mut AnyConnection,
    actor: &Actor,
    phone: &str,
    after: u32,
    to: u32,
) -> Result<u32, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS arrived FROM offline_scan s
         WHERE s.merchant = $1 AND s.phone = $2 AND s.number > $3 AND s.number <= $4",
    )
    .bind(i64::from(actor.merchant.0))
    .bind(phone.to_owned())
    .bind(i64::from(after))
    .bind(i64::from(to))
    .fetch_one(connection)
    .await?;
    Columns(&row).count("arrived")
}
