//! SQLite: a whole group in one transaction, each statement taking the group as one JSON parameter. If any count
//! does not match, everything is rolled back and the group goes one by one in savepoints.

use super::{CancelRow, Change, Line, Outcome, cancel_line};
use crate::StoreError;
use crate::error::breaks_a_key;
use sqlx::AnyConnection;
use sqlx::{Acquire, Connection};

const MOVE_TICKETS: &str = "
UPDATE ticket SET remaining = g.remaining, version = ticket.version + 1
FROM (SELECT value ->> 'merchant' AS merchant, value ->> 'ticket' AS ticket, value ->> 'version' AS version,
             value ->> 'remaining' AS remaining, value ->> 'session' AS session
      FROM json_each($1)) AS g
WHERE ticket.merchant = g.merchant AND ticket.id = g.ticket AND ticket.version = g.version
  AND EXISTS (SELECT 1 FROM session s WHERE s.token_hash = g.session AND s.revoked_at IS NULL)";

const INSERT_USES: &str = "
INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at, business_day,
                      redeemer, branch, account, changed_at)
SELECT value ->> 'merchant', value ->> '$.line.id', value ->> 'ticket', value ->> '$.line.quantity',
       value ->> '$.line.state', value ->> '$.line.proof', value ->> '$.line.step', value ->> '$.line.at',
       value ->> '$.line.at', value ->> '$.line.business_day', value ->> '$.line.redeemer',
       value ->> '$.line.branch', value ->> '$.line.account', value ->> '$.line.at'
FROM json_each($1)";

const INSERT_EVENTS: &str = "
INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket, use_line, quantity, remaining,
                   proof, business_day, attempt, content)
SELECT value ->> 'merchant', value ->> '$.event.id', value ->> '$.event.kind', value ->> '$.event.at',
       value ->> '$.event.actor_merchant', value ->> '$.event.account', value ->> '$.event.branch',
       value ->> 'ticket', value ->> '$.event.use_line', value ->> '$.event.quantity', value ->> 'remaining',
       value ->> '$.event.proof', value ->> '$.event.business_day', value ->> '$.event.attempt',
       value ->> '$.event.content'
FROM json_each($1)";

/// Writes all changes (at most one per ticket), durably, and says of each what became of it. One change that the
/// database cannot take does not spoil the others.
pub(crate) async fn apply_all(
    connection: &mut AnyConnection,
    changes: &[Change],
) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
    let all_insert = changes.iter().all(|change| matches!(change.line, Line::Insert(_)));
    if all_insert {
        match write_set(connection, changes).await {
            Ok(Outcome::Written) => return Ok(changes.iter().map(|_| Ok(Outcome::Written)).collect()),
            Ok(Outcome::Lost) => {}
            Err(error) => tracing::warn!(%error, "a set was not written at once; going one by one"),
        }
    }
    one_by_one(connection, changes).await
}

/// One transaction for the whole set; `Lost` if it was rolled back because not everything applied.
async fn write_set(connection: &mut AnyConnection, changes: &[Change]) -> Result<Outcome, StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let outcome = insert_set(&mut transaction, changes).await?;
    match outcome {
        Outcome::Written => transaction.commit().await?,
        Outcome::Lost => transaction.rollback().await?,
    }
    Ok(outcome)
}

async fn one_by_one(
    connection: &mut AnyConnection,
    changes: &[Change],
) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
    let mut outcomes = Vec::with_capacity(changes.len());
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for change in changes {
        let mut savepoint = transaction.begin().await?;
        let outcome = match &change.line {
            Line::Insert(_) => insert_set(&mut savepoint, std::slice::from_ref(change)).await,
            Line::Cancel(row) => cancel(&mut savepoint, change, row).await,
        };
        match &outcome {
            Ok(Outcome::Written) => savepoint.commit().await?,
            Ok(Outcome::Lost) | Err(_) => savepoint.rollback().await?,
        }
        outcomes.push(outcome);
    }
    transaction.commit().await?;
    Ok(outcomes)
}

/// Three statements for any number of redemptions. `Lost` leaves the transaction for the caller to roll back.
async fn insert_set(connection: &mut AnyConnection, changes: &[Change]) -> Result<Outcome, StoreError> {
    let set = serde_json::to_string(changes).map_err(|_| StoreError::Corrupt("change"))?;
    let expected = changes.len() as u64;
    for statement in [MOVE_TICKETS, INSERT_USES, INSERT_EVENTS] {
        match sqlx::query(statement).bind(set.as_str()).execute(&mut *connection).await {
            Ok(done) if done.rows_affected() == expected => {}
            Ok(_) => return Ok(Outcome::Lost),
            Err(error) if breaks_a_key(&error) => return Ok(Outcome::Lost),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Outcome::Written)
}

async fn cancel(
    connection: &mut AnyConnection,
    change: &Change,
    row: &CancelRow,
) -> Result<Outcome, StoreError> {
    let set =
        serde_json::to_string(std::slice::from_ref(change)).map_err(|_| StoreError::Corrupt("change"))?;
    let moved = sqlx::query(MOVE_TICKETS).bind(set.as_str()).execute(&mut *connection).await?;
    if moved.rows_affected() != 1 || cancel_line(connection, change.merchant, row).await? == Outcome::Lost {
        return Ok(Outcome::Lost);
    }
    match sqlx::query(INSERT_EVENTS).bind(set.as_str()).execute(connection).await {
        Ok(_) => Ok(Outcome::Written),
        Err(error) if breaks_a_key(&error) => Ok(Outcome::Lost),
        Err(error) => Err(error.into()),
    }
}
