//! PostgreSQL: one data-modifying statement per change, autocommit, no explicit transaction. Every part hangs on
//! `moved`, so nothing is written unless the ticket still has the version that was decided on.

use super::{CancelRow, Change, EventRow, Line, Outcome, cancel_line};
use crate::StoreError;
use crate::error::breaks_a_key;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyPool};

const REDEEM: &str = "
WITH moved AS (
    UPDATE ticket SET remaining = $4, version = version + 1
    WHERE merchant = $1 AND id = $2 AND version = $3
      AND EXISTS (SELECT 1 FROM session s WHERE s.token_hash = $5 AND s.revoked_at IS NULL)
    RETURNING merchant, id, remaining
), line AS (
    INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at,
                          business_day, redeemer, branch, account, changed_at)
    SELECT merchant, $13, id, $14, $18, $15, $19, $8, $8, $16, $9, $11, $10, $8 FROM moved
)
INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket, use_line, quantity, remaining,
                   proof, business_day, attempt, content)
SELECT merchant, $6, $7, $8, $9, $10, $11, id, $13, $14, remaining, $15, $16, $17, $12 FROM moved";

/// The ticket and the event of a cancellation; its use line is changed beside it, in the same transaction.
const CANCEL: &str = "
WITH moved AS (
    UPDATE ticket SET remaining = $4, version = version + 1
    WHERE merchant = $1 AND id = $2 AND version = $3
      AND EXISTS (SELECT 1 FROM session s WHERE s.token_hash = $5 AND s.revoked_at IS NULL)
    RETURNING merchant, id, remaining
)
INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket, use_line, quantity, remaining,
                   proof, business_day, attempt, content)
SELECT merchant, $6, $7, $8, $9, $10, $11, id, $13, $14, remaining, $15, $16, $17, $12 FROM moved";

/// Writes one change, durably: a redemption in one round trip, a cancellation (rare) in a short transaction.
pub(crate) async fn apply(pool: &AnyPool, change: &Change) -> Result<Outcome, StoreError> {
    let outcome = match &change.line {
        Line::Insert(line) => {
            let query = bind(sqlx::query(REDEEM), change).bind(line.state).bind(line.step);
            query.execute(pool).await.map(|done| written(done.rows_affected()))
        }
        Line::Cancel(row) => cancel(pool, change, row).await,
    };
    match outcome {
        Ok(outcome) => Ok(outcome),
        Err(error) if breaks_a_key(&error) => Ok(Outcome::Lost),
        Err(error) => Err(error.into()),
    }
}

async fn cancel(pool: &AnyPool, change: &Change, row: &CancelRow) -> Result<Outcome, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let done = bind(sqlx::query(CANCEL), change).execute(&mut *transaction).await?;
    if written(done.rows_affected()) == Outcome::Lost
        || cancel_line(&mut transaction, change.merchant, row).await? == Outcome::Lost
    {
        transaction.rollback().await?;
        return Ok(Outcome::Lost);
    }
    transaction.commit().await?;
    Ok(Outcome::Written)
}

fn written(rows: u64) -> Outcome {
    if rows == 1 { Outcome::Written } else { Outcome::Lost }
}

/// Parameters 1–17, the same in both statements.
fn bind<'q>(query: Query<'q, Any, AnyArguments>, change: &'q Change) -> Query<'q, Any, AnyArguments> {
    let EventRow {
        id,
        kind,
        at,
        actor_merchant,
        account,
        branch,
        use_line,
        quantity,
        proof,
        business_day,
        attempt,
        content,
    } = &change.event;
    query
        .bind(change.merchant)
        .bind(change.ticket.as_str())
        .bind(change.version)
        .bind(change.remaining)
        .bind(change.session.as_str())
        .bind(id.as_str())
        .bind(*kind)
        .bind(*at)
        .bind(*actor_merchant)
        .bind(account.as_str())
        .bind(branch.as_deref())
        .bind(content.as_str())
        .bind(use_line.as_str())
        .bind(*quantity)
        .bind(*proof)
        .bind(business_day.as_str())
        .bind(attempt.as_str())
}
