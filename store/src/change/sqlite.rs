//! SQLite: a whole group in one transaction, each statement taking the group as one JSON parameter. If any count
//! does not match, everything is rolled back and the group goes one by one in savepoints.

use super::{CancelRow, Line, Outcome, WrittenOut, cancel_line, set_of};
use crate::StoreError;
use crate::error::breaks_a_key;
use crate::turn::{self, Turn};
use sqlx::{Acquire, AnyConnection, Row};

/// The group, one row a change, in SQLite's own form: a row of JSON text would be read anew for each of its fields (eight
/// changes with all their fields: 825 against 161 µs).
macro_rules! group {
    () => {
        "
WITH given AS MATERIALIZED (SELECT jsonb(value) AS change FROM json_each($1))"
    };
}

macro_rules! move_tickets {
    () => {
        concat!(
            group!(),
            "
UPDATE ticket SET remaining = g.remaining, version = ticket.version + 1,
                  trust_released = MAX(ticket.trust_released, g.releases)
FROM (SELECT change ->> 'merchant' AS merchant, change ->> 'ticket' AS ticket, change ->> 'version' AS version,
             change ->> 'remaining' AS remaining, change ->> 'session' AS session, change ->> 'releases' AS releases
      FROM given) AS g
WHERE ticket.merchant = g.merchant AND ticket.id = g.ticket AND ticket.version = g.version
  AND EXISTS (SELECT 1 FROM session s WHERE s.token_hash = g.session AND s.revoked_at IS NULL)"
        )
    };
}

macro_rules! insert_uses {
    () => {
        concat!(
            group!(),
            "
INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at, business_day,
                      redeemer, branch, account, changed_at)
SELECT change ->> 'merchant', change ->> 'use_line', change ->> 'ticket', change ->> 'quantity', change ->> 'state',
       change ->> 'proof', change ->> 'step', change ->> 'at', change ->> 'at', change ->> 'business_day',
       change ->> 'actor_merchant', change ->> 'branch', change ->> 'account', change ->> 'at'
FROM given"
        )
    };
}

macro_rules! insert_events {
    () => {
        concat!(
            group!(),
            "
INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket, line, quantity, remaining,
                   amount, proof, business_day, attempt, content)
SELECT change ->> 'merchant', change ->> 'event', change ->> 'kind', change ->> 'at', change ->> 'actor_merchant',
       change ->> 'account', change ->> 'branch', change ->> 'ticket', change ->> 'use_line', change ->> 'quantity',
       change ->> 'remaining', change ->> 'amount', change ->> 'proof', change ->> 'business_day', change ->> 'attempt', change ->> 'content'
FROM given"
        )
    };
}

macro_rules! insert_postings {
    () => {
        concat!(
            group!(),
            "
INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
SELECT change ->> 'merchant', change ->> 'event', change ->> 'event', change ->> 'movement', change ->> 'from_account',
       change ->> 'to_account', change ->> 'amount', change ->> 'at', change ->> 'business_day'
FROM given WHERE change ->> 'amount' IS NOT NULL"
        )
    };
}

/// Whether the statement before reached the whole group; otherwise nothing follows it.
macro_rules! all_before {
    () => {
        " (SELECT changes()) = json_array_length($1)"
    };
}

const MOVE_TICKETS: &str = move_tickets!();
const INSERT_USES: &str = insert_uses!();
const INSERT_EVENTS: &str = insert_events!();
const INSERT_POSTINGS: &str = insert_postings!();
const WRITE_SET: &str = concat!(
    "BEGIN IMMEDIATE;",
    move_tickets!(),
    ";",
    insert_uses!(),
    " WHERE",
    all_before!(),
    ";",
    insert_events!(),
    " WHERE",
    all_before!(),
    "; SELECT changes() AS written;",
    insert_postings!(),
    " AND",
    all_before!(),
);

/// Writes all changes (at most one per ticket), durably, and says of each what became of it. One change that the
/// database cannot take does not spoil the others.
pub(crate) async fn apply_all(
    connection: &mut AnyConnection,
    changes: &[WrittenOut],
) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
    let all_insert = changes.iter().all(|change| matches!(change.decided.line, Line::Insert(_)));
    if all_insert {
        match write_in_turn(connection, changes).await {
            Ok(Outcome::Written) => return Ok(changes.iter().map(|_| Ok(Outcome::Written)).collect()),
            Ok(Outcome::Lost) => {}
            Err(error) => tracing::warn!(%error, "a set was not written at once; going one by one"),
        }
    }
    one_by_one(connection, changes).await
}

/// As soon as no other process writes.
async fn write_in_turn(
    connection: &mut AnyConnection,
    changes: &[WrittenOut],
) -> Result<Outcome, StoreError> {
    let turn = Turn::new();
    loop {
        match write_set(connection, changes).await {
            Err(StoreError::Database(error)) if turn.again(&error) => {}
            done => return done,
        }
    }
}

/// One transaction for the whole set; `Lost` if it was rolled back because not everything applied. Two round trips to
/// the connection's thread instead of five: everything up to the answer, then its end.
async fn write_set(connection: &mut AnyConnection, changes: &[WrittenOut]) -> Result<Outcome, StoreError> {
    let set = set_of(changes);
    let answer = sqlx::query(WRITE_SET).bind(set).fetch_all(&mut *connection).await;
    let written = answer
        .and_then(|rows| rows.iter().map(|row| row.try_get::<i64, _>("written")).sum::<Result<i64, _>>());
    match written {
        Ok(written) if written == changes.len() as i64 => {
            match sqlx::query("COMMIT").execute(&mut *connection).await {
                Ok(_) => Ok(Outcome::Written),
                Err(error) => roll_back(connection).await.and(Err(error.into())),
            }
        }
        Ok(_) => roll_back(connection).await.map(|()| Outcome::Lost),
        Err(error) if breaks_a_key(&error) => roll_back(connection).await.map(|()| Outcome::Lost),
        Err(error) => roll_back(connection).await.and(Err(error.into())),
    }
}

/// SQLite ends some failed transactions by itself; then there is nothing to roll back.
async fn roll_back(connection: &mut AnyConnection) -> Result<(), StoreError> {
    if let Err(error) = sqlx::query("ROLLBACK").execute(connection).await {
        tracing::debug!(%error, "nothing to roll back");
    }
    Ok(())
}

async fn one_by_one(
    connection: &mut AnyConnection,
    changes: &[WrittenOut],
) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
    turn::transaction(connection, async |transaction| {
        let mut outcomes = Vec::with_capacity(changes.len());
        for change in changes {
            let mut savepoint = transaction.begin().await?;
            let outcome = match &change.decided.line {
                Line::Insert(_) => insert_set(&mut savepoint, std::slice::from_ref(change)).await,
                Line::Cancel(row) => cancel(&mut savepoint, change, row).await,
            };
            match &outcome {
                Ok(Outcome::Written) => savepoint.commit().await?,
                Ok(Outcome::Lost) | Err(_) => savepoint.rollback().await?,
            }
            outcomes.push(outcome);
        }
        Ok(outcomes)
    })
    .await
}

/// The same without a transaction of its own. `Lost` leaves the savepoint for the caller to roll back.
async fn insert_set(connection: &mut AnyConnection, changes: &[WrittenOut]) -> Result<Outcome, StoreError> {
    let set = set_of(changes);
    let expected = changes.len() as u64;
    for statement in [MOVE_TICKETS, INSERT_USES, INSERT_EVENTS] {
        match sqlx::query(statement).bind(set.as_str()).execute(&mut *connection).await {
            Ok(done) if done.rows_affected() == expected => {}
            Ok(_) => return Ok(Outcome::Lost),
            Err(error) if breaks_a_key(&error) => return Ok(Outcome::Lost),
            Err(error) => return Err(error.into()),
        }
    }
    sqlx::query(INSERT_POSTINGS).bind(set).execute(connection).await?;
    Ok(Outcome::Written)
}

async fn cancel(
    connection: &mut AnyConnection,
    change: &WrittenOut,
    row: &CancelRow,
) -> Result<Outcome, StoreError> {
    let set = set_of(std::slice::from_ref(change));
    let moved = sqlx::query(MOVE_TICKETS).bind(set.as_str()).execute(&mut *connection).await?;
    if moved.rows_affected() != 1
        || cancel_line(connection, change.decided.merchant, row).await? == Outcome::Lost
    {
        return Ok(Outcome::Lost);
    }
    match sqlx::query(INSERT_EVENTS).bind(set.as_str()).execute(&mut *connection).await {
        Ok(_) => {}
        Err(error) if breaks_a_key(&error) => return Ok(Outcome::Lost),
        Err(error) => return Err(error.into()),
    }
    sqlx::query(INSERT_POSTINGS).bind(set).execute(connection).await?;
    Ok(Outcome::Written)
}
