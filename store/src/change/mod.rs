//! One decided change of one ticket: the compare-and-set on its version, its use line and its event, all or
//! nothing. Engine-specific SQL stands in `sqlite.rs` and `postgres.rs`, side by side.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::StoreError;
use domain::ledger::Posting;
use serde::Serialize;
use sqlx::AnyConnection;

/// How often a lost race is read and decided again. A lost round means that somebody else's change of this very ticket
/// was written, so that the rounds of one ticket end by themselves: with its units, or with the hands on it.
pub(crate) const ROUNDS: u32 = 16;

/// What will be written, decided on `version`.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub merchant: i64,
    pub ticket: String,
    /// The version the decision was made on.
    pub version: i64,
    /// Units left afterwards.
    pub remaining: i64,
    /// Hash of the acting session: revoked meanwhile means not written.
    pub session: String,
    pub line: Line,
    pub event: EventRow,
    /// Its money; at most one posting, which has the event's id.
    pub posting: Option<Posting>,
    /// The ticket's trust money goes to the issuer with it.
    pub releases: bool,
}

impl Change {
    /// Which ticket it changes.
    pub(crate) fn key(&self) -> (i64, String) {
        (self.merchant, self.ticket.clone())
    }
}

/// A change as the set-based statements read it, one JSON object each: the field names are theirs.
#[derive(Serialize)]
struct SetRow<'a> {
    merchant: i64,
    ticket: &'a str,
    version: i64,
    remaining: i64,
    session: &'a str,
    event: &'a str,
    kind: &'static str,
    at: i64,
    actor_merchant: i64,
    account: &'a str,
    branch: Option<&'a str>,
    use_line: &'a str,
    quantity: i64,
    proof: Option<&'static str>,
    business_day: &'a str,
    attempt: &'a str,
    content: &'a str,
    state: Option<&'static str>,
    step: Option<i64>,
    releases: i64,
    movement: Option<&'static str>,
    from_account: Option<&'static str>,
    to_account: Option<&'static str>,
    amount: Option<i64>,
}

impl<'a> SetRow<'a> {
    fn of(change: &'a Change) -> Self {
        let event = &change.event;
        let (state, step) = match &change.line {
            Line::Insert(line) => (Some(line.state), line.step),
            Line::Cancel(_) => (None, None),
        };
        Self {
            merchant: change.merchant,
            ticket: &change.ticket,
            version: change.version,
            remaining: change.remaining,
            session: &change.session,
            event: &event.id,
            kind: event.kind,
            at: event.at,
            actor_merchant: event.actor_merchant,
            account: &event.account,
            branch: event.branch.as_deref(),
            use_line: &event.use_line,
            quantity: event.quantity,
            proof: event.proof,
            business_day: &event.business_day,
            attempt: &event.attempt,
            content: &event.content,
            state,
            step,
            releases: i64::from(change.releases),
            movement: change.posting.map(|posting| posting.movement().as_str()),
            from_account: change.posting.map(|posting| posting.from().as_str()),
            to_account: change.posting.map(|posting| posting.to().as_str()),
            amount: change.posting.map(|posting| posting.amount().0),
        }
    }
}

/// A change with its row as the set-based statements read it: written out by whoever asked, so that a group's rows are
/// written out at once and not by the one writer.
#[derive(Debug)]
pub(crate) struct WrittenOut {
    pub decided: Change,
    row: String,
}

impl WrittenOut {
    pub(crate) fn of(change: Change) -> Result<Self, StoreError> {
        let row = serde_json::to_string(&SetRow::of(&change)).map_err(|_| StoreError::Corrupt("change"))?;
        Ok(Self { decided: change, row })
    }
}

/// The one JSON parameter of a set-based statement.
fn set_of(changes: &[WrittenOut]) -> String {
    let mut set = String::with_capacity(changes.iter().map(|change| change.row.len() + 1).sum::<usize>() + 2);
    for (number, change) in changes.iter().enumerate() {
        set.push(if number == 0 { '[' } else { ',' });
        set.push_str(&change.row);
    }
    set.push_str(if changes.is_empty() { "[]" } else { "]" });
    set
}

/// The whole line.
const CANCEL_WHOLE: &str = "
UPDATE use_line SET state = 'cancelled', changed_at = $5, cancel_reason = $6
WHERE merchant = $1 AND id = $2 AND state = $3 AND quantity = $4";

/// Some units leave the line …
const CANCEL_PART: &str = "
UPDATE use_line SET quantity = quantity - $4, changed_at = $5
WHERE merchant = $1 AND id = $2 AND state = $3 AND quantity > $4";

/// … and become one of their own.
const INSERT_PART: &str = "
INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at, business_day,
                      redeemer, branch, account, changed_at, cancel_reason)
SELECT merchant, $3, ticket, $4, 'cancelled', proof, NULL, scanned_at, recorded_at, business_day, redeemer, branch,
       account, $5, $6
FROM use_line WHERE merchant = $1 AND id = $2";

/// Takes back what `row` says; the caller rolls back on `Lost`.
pub(crate) async fn cancel_line(
    connection: &mut AnyConnection,
    merchant: i64,
    row: &CancelRow,
) -> Result<Outcome, sqlx::Error> {
    let statement = if row.part.is_some() { CANCEL_PART } else { CANCEL_WHOLE };
    let mut query = sqlx::query(statement)
        .bind(merchant)
        .bind(row.id.as_str())
        .bind(row.from)
        .bind(row.quantity)
        .bind(row.changed_at);
    if row.part.is_none() {
        query = query.bind(row.reason.as_deref());
    }
    if query.execute(&mut *connection).await?.rows_affected() != 1 {
        return Ok(Outcome::Lost);
    }
    if let Some(part) = &row.part {
        sqlx::query(INSERT_PART)
            .bind(merchant)
            .bind(row.id.as_str())
            .bind(part.as_str())
            .bind(row.quantity)
            .bind(row.changed_at)
            .bind(row.reason.as_deref())
            .execute(connection)
            .await?;
    }
    Ok(Outcome::Written)
}

/// What happens to the use line.
#[derive(Debug, Clone)]
pub(crate) enum Line {
    /// A new redemption.
    Insert(UseRow),
    /// The line, or some of its units, is taken back.
    Cancel(CancelRow),
}

/// What is taken back of a use line that is still in `from`. Where units stay, the others become a cancelled line of
/// their own (`part`), so that nothing of the history is lost.
#[derive(Debug, Clone)]
pub(crate) struct CancelRow {
    pub id: String,
    pub from: &'static str,
    pub quantity: i64,
    pub part: Option<String>,
    pub changed_at: i64,
    pub reason: Option<String>,
}

/// What a row of `use_line` holds beside what its event says.
#[derive(Debug, Clone)]
pub(crate) struct UseRow {
    pub state: &'static str,
    pub step: Option<i64>,
}

/// A row of `event`, less what the change knows already.
#[derive(Debug, Clone)]
pub(crate) struct EventRow {
    pub id: String,
    pub kind: &'static str,
    pub at: i64,
    pub actor_merchant: i64,
    pub account: String,
    pub branch: Option<String>,
    pub use_line: String,
    pub quantity: i64,
    pub proof: Option<&'static str>,
    pub business_day: String,
    pub attempt: String,
    pub content: String,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Durably written.
    Written,
    /// Somebody was faster (version, session, attempt or half minute): read and decide again.
    Lost,
}
