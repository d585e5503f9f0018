//! Taking the bank's answers: each once, however often it comes.

use super::BankRun;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry, unbookable};
use crate::{Store, StoreError};
use domain::bank::{self, Answer, AnswerFile, Answered, LineKind, Mismatch, Verdict};
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::ledger::{self, Money};
use domain::money::Dollars;
use domain::ticket::{GiveBackState, TicketKind, UseState};
use sqlx::AnyConnection;
use tokio::sync::oneshot;

/// Answers of one transaction.
const CHUNK: usize = 40;

/// What became of one answer.
enum Taken {
    Accepted,
    Refused,
    Repeated,
    Strange(String),
}

impl Store {
    /// Takes one file of answers. An answer to a file or an entry that was never sent is not believed.
    pub(super) async fn take_answer_file(
        &self,
        file: &AnswerFile,
        run: &mut BankRun,
    ) -> Result<Result<(), Mismatch>, StoreError> {
        let sent = self.bank_file(file.day(), file.sequence()).await?;
        if let Err(mismatch) = file.belongs_to(&sent) {
            return Ok(Err(mismatch));
        }
        let (day, sequence, now) = (file.day(), file.sequence(), self.now());
        for chunk in file.answers().chunks(CHUNK) {
            let chunk = chunk.to_vec();
            let (answer, answered) = oneshot::channel();
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(async move {
                        let mut outcomes = Vec::with_capacity(chunk.len());
                        for one in &chunk {
                            outcomes.push(take(transaction, day, sequence, one, now).await?);
                        }
                        let _ = answer.send(outcomes);
                        Ok(())
                    })
                })
                .await?;
            for outcome in answered.await.map_err(|_| StoreError::Closing)? {
                match outcome {
                    Taken::Accepted => run.accepted += 1,
                    Taken::Refused => run.refused += 1,
                    Taken::Repeated => run.repeated += 1,
                    Taken::Strange(what) => run.strange.push(what),
                }
            }
        }
        Ok(Ok(()))
    }
}

async fn take(
    transaction: &mut AnyConnection,
    day: Day,
    sequence: u32,
    answer: &Answer,
    now: Instant,
) -> Result<Taken, StoreError> {
    let first = sqlx::query(
        "UPDATE bank_entry SET verdict = $4, reason = $5, answered_at = $6
         WHERE day = $1 AND sequence = $2 AND number = $3 AND verdict IS NULL RETURNING merchant, kind, line",
    )
    .bind(day.to_string())
    .bind(i64::from(sequence))
    .bind(i64::from(answer.entry))
    .bind(answer.verdict.as_str())
    .bind(answer.reason.as_deref())
    .bind(answer.at.0)
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(row) = first else {
        return known(transaction, day, sequence, answer).await;
    };
    let columns = Columns(&row);
    let (merchant, line) = (columns.number("merchant")?, columns.text("line")?);
    let kind = columns.stated("kind", LineKind::parse)?;
    let facts = line_of(transaction, merchant, &line, kind).await?;
    let answered = facts.state.answered(answer.verdict).ok_or(StoreError::Corrupt("the answer to a line"))?;
    match answered {
        Answered::GoesAgain => {
            let event = facts.event(merchant, &line, EventKind::BankRefused, now);
            entry::insert(transaction, &event).await?;
            Ok(Taken::Refused)
        }
        Answered::Becomes(state) => {
            confirm(transaction, merchant, &line, &facts, state, answer.at, now).await?;
            Ok(Taken::Accepted)
        }
        Answered::Repeated => Ok(Taken::Repeated),
    }
}

/// An entry that has its answer keeps it.
async fn known(
    transaction: &mut AnyConnection,
    day: Day,
    sequence: u32,
    answer: &Answer,
) -> Result<Taken, StoreError> {
    let row = sqlx::query("SELECT verdict FROM bank_entry WHERE day = $1 AND sequence = $2 AND number = $3")
        .bind(day.to_string())
        .bind(i64::from(sequence))
        .bind(i64::from(answer.entry))
        .fetch_one(transaction)
        .await?;
    if Columns(&row).stated("verdict", Verdict::parse)? == answer.verdict {
        return Ok(Taken::Repeated);
    }
    Ok(Taken::Strange(format!("{day}-{sequence}: entry {} was answered otherwise before", answer.entry)))
}

/// A line of either kind, in its state.
#[derive(Clone, Copy)]
enum LineState {
    Use(UseState),
    GiveBack(GiveBackState),
}

impl LineState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Use(state) => state.as_str(),
            Self::GiveBack(state) => state.as_str(),
        }
    }

    /// What this answer does to the line; nothing where the line does not wait for it.
    fn answered(self, verdict: Verdict) -> Option<Answered<Self>> {
        match self {
            Self::Use(state) => bank::use_answered(state, verdict).ok().map(|done| done.map(Self::Use)),
            Self::GiveBack(state) => {
                bank::give_back_answered(state, verdict).ok().map(|done| done.map(Self::GiveBack))
            }
        }
    }
}

struct LineFacts {
    ticket: String,
    state: LineState,
    quantity: u32,
    fee: Dollars,
    money: Money,
}

impl LineFacts {
    fn event(&self, merchant: i64, line: &str, kind: EventKind, now: Instant) -> Entry {
        Entry {
            ticket: Some(self.ticket.clone()),
            line: Some(line.to_owned()),
            quantity: Some(i64::from(self.quantity)),
            ..Entry::new(merchant, kind, now)
        }
    }
}

async fn line_of(
    transaction: &mut AnyConnection,
    merchant: i64,
    line: &str,
    kind: LineKind,
) -> Result<LineFacts, StoreError> {
    let sql = match kind {
        LineKind::Redeem => {
            "SELECT u.ticket, u.state, u.quantity, CAST(0 AS BIGINT) AS fee, t.kind, t.face_value, t.trust_released
             FROM use_line u JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
             WHERE u.merchant = $1 AND u.id = $2"
        }
        LineKind::Return => {
            "SELECT g.ticket, g.state, g.quantity, g.fee, t.kind, t.face_value, t.trust_released
             FROM give_back g JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
             WHERE g.merchant = $1 AND g.id = $2"
        }
    };
    let row = sqlx::query(sql).bind(merchant).bind(line).fetch_one(transaction).await?;
    let columns = Columns(&row);
    Ok(LineFacts {
        ticket: columns.text("ticket")?,
        state: match kind {
            LineKind::Redeem => LineState::Use(columns.stated("state", UseState::parse)?),
            LineKind::Return => LineState::GiveBack(columns.stated("state", GiveBackState::parse)?),
        },
        quantity: columns.count("quantity")?,
        fee: Dollars(columns.number("fee")?),
        money: Money {
            kind: columns.stated("kind", TicketKind::parse)?,
            face_value: Dollars(columns.number("face_value")?),
            trust_released: columns.flag("trust_released")?,
        },
    })
}

/// The line's new state with the bank's time, its event and its money.
async fn confirm(
    transaction: &mut AnyConnection,
    merchant: i64,
    line: &str,
    facts: &LineFacts,
    state: LineState,
    at: Instant,
    now: Instant,
) -> Result<(), StoreError> {
    let (sql, postings) = match state {
        LineState::Use(_) => (
            "UPDATE use_line SET state = $5, changed_at = $3, answered_at = $4
             WHERE merchant = $1 AND id = $2 AND state = $6",
            ledger::settle(facts.money, facts.quantity),
        ),
        LineState::GiveBack(_) => (
            "UPDATE give_back SET state = $5, changed_at = $3, answered_at = $4
             WHERE merchant = $1 AND id = $2 AND state = $6",
            ledger::refund(facts.money, facts.quantity, facts.fee),
        ),
    };
    let done = sqlx::query(sql)
        .bind(merchant)
        .bind(line)
        .bind(now.0)
        .bind(at.0)
        .bind(state.as_str())
        .bind(facts.state.as_str())
        .execute(&mut *transaction)
        .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Corrupt("the bank confirmed a line that was not with it"));
    }
    let postings = postings.map_err(unbookable)?;
    let event = facts.event(merchant, line, EventKind::BankAccepted, now);
    entry::insert(transaction, &event).await?;
    entry::post(transaction, merchant, Some(&event.id), &postings, now.day(), now).await
}
