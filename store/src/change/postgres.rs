//! PostgreSQL: one data-modifying statement for a whole group, autocommit, no explicit transaction. Every part hangs
//! on `moved`, so that nothing is written of a change whose ticket no longer has the version it was decided on, or whose
//! attempt was refused before: the counter's first look does not ask (`Depth::Quick`).

use super::{CancelRow, Line, Outcome, WrittenOut, cancel_line, set_of};
use crate::StoreError;
use crate::error::breaks_a_key;
use sqlx::{AnyConnection, Connection};
use std::collections::HashSet;

macro_rules! moved {
    () => {
        "
WITH wanted AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS wanted (
        merchant BIGINT, ticket TEXT, version BIGINT, remaining BIGINT, session TEXT, event TEXT, kind TEXT, at BIGINT,
        actor_merchant BIGINT, account TEXT, branch TEXT, use_line TEXT, quantity BIGINT, proof TEXT,
        business_day TEXT, attempt TEXT, content TEXT, state TEXT, step BIGINT, releases BIGINT, movement TEXT,
        from_account TEXT, to_account TEXT, amount BIGINT)
), moved AS (
    UPDATE ticket SET remaining = wanted.remaining, version = ticket.version + 1,
                      trust_released = GREATEST(ticket.trust_released, wanted.releases)
    FROM wanted
    WHERE ticket.merchant = wanted.merchant AND ticket.id = wanted.ticket AND ticket.version = wanted.version
      AND EXISTS (SELECT 1 FROM session s WHERE s.token_hash = wanted.session AND s.revoked_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM refused_attempt r WHERE r.merchant = wanted.merchant
                          AND r.account = wanted.account AND r.attempt = wanted.attempt)
    RETURNING wanted.*
), entry AS (
    INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket, line, quantity, remaining,
                       amount, proof, business_day, attempt, content)
    SELECT merchant, event, kind, at, actor_merchant, account, branch, ticket, use_line, quantity, remaining, amount,
           proof, business_day, attempt, content FROM moved
), book AS (
    INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
    SELECT merchant, event, event, movement, from_account, to_account, amount, at, business_day FROM moved
    WHERE amount IS NOT NULL
)"
    };
}

const REDEEM_SET: &str = concat!(
    moved!(),
    ", line AS (
    INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at, business_day,
                          redeemer, branch, account, changed_at)
    SELECT merchant, use_line, ticket, quantity, state, proof, step, at, at, business_day, actor_merchant, branch,
           account, at FROM moved
)
SELECT COALESCE(json_agg(event), '[]')::TEXT FROM moved"
);

/// The ticket and the event of a cancellation; its use line is changed beside it, in the same transaction.
const CANCEL: &str = concat!(moved!(), " SELECT event FROM moved");

/// Writes all changes (at most one per ticket), durably, and says of each what became of it. One change that the
/// database cannot take does not spoil the others.
pub(crate) async fn apply_all(
    connection: &mut AnyConnection,
    changes: &[WrittenOut],
) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
    let all_insert = changes.iter().all(|change| matches!(change.decided.line, Line::Insert(_)));
    if all_insert {
        match redeem(connection, changes).await {
            Ok(outcomes) => return Ok(outcomes.into_iter().map(Ok).collect()),
            // A key that one of them breaks, or two servers that wait for each other's tickets.
            Err(error) => tracing::debug!(%error, "a set was not written at once; going one by one"),
        }
    }
    let mut outcomes = Vec::with_capacity(changes.len());
    for change in changes {
        let outcome = match &change.decided.line {
            Line::Insert(_) => redeem(connection, std::slice::from_ref(change))
                .await
                .map(|outcomes| outcomes.first().copied().unwrap_or(Outcome::Lost)),
            Line::Cancel(row) => cancel(connection, change, row).await,
        };
        outcomes.push(match outcome {
            Err(StoreError::Database(error)) if breaks_a_key(&error) => Ok(Outcome::Lost),
            other => other,
        });
    }
    Ok(outcomes)
}

async fn redeem(connection: &mut AnyConnection, changes: &[WrittenOut]) -> Result<Vec<Outcome>, StoreError> {
    let moved: String = sqlx::query_scalar(REDEEM_SET).bind(set_of(changes)).fetch_one(connection).await?;
    let written: HashSet<&str> =
        serde_json::from_str(&moved).map_err(|_| StoreError::Corrupt("the events that were written"))?;
    let outcome = |change: &WrittenOut| {
        if written.contains(change.decided.event.id.as_str()) { Outcome::Written } else { Outcome::Lost }
    };
    Ok(changes.iter().map(outcome).collect())
}

async fn cancel(
    connection: &mut AnyConnection,
    change: &WrittenOut,
    row: &CancelRow,
) -> Result<Outcome, StoreError> {
    let mut transaction = connection.begin().await?;
    let moved = sqlx::query(CANCEL)
        .bind(set_of(std::slice::from_ref(change)))
        .fetch_optional(&mut *transaction)
        .await?;
    if moved.is_none() || cancel_line(&mut transaction, change.decided.merchant, row).await? == Outcome::Lost
    {
        transaction.rollback().await?;
        return Ok(Outcome::Lost);
    }
    transaction.commit().await?;
    Ok(Outcome::Written)
}
