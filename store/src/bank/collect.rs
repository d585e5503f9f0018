//! Taking lines into the file of a day, and sending the files that are complete.

use super::BankRun;
use super::port::{Bank, failed};
use super::waiting::{GIVE_BACKS, USES};
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::bank::{self, BankFile, Entry as BankEntry, LineKind, Verdict};
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::identity::{LineId, MerchantNumber};
use domain::money::Dollars;
use domain::ticket::{GiveBackState, UseState};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::BTreeSet;
use tokio::sync::oneshot;

/// Lines of one transaction: a few milliseconds.
const CHUNK: i64 = 40;

struct Line {
    merchant: i64,
    id: String,
    ticket: String,
    kind: LineKind,
    quantity: i64,
    serial: String,
    amount: i64,
    fee: i64,
    from: String,
    to: &'static str,
}

impl Line {
    /// The line as it goes into the file of `run_day`; nothing where it does not go.
    fn read(row: &AnyRow, kind: LineKind, run_day: Day) -> Result<Option<Self>, StoreError> {
        let columns = Columns(row);
        let business_day = columns.day("business_day")?;
        let last_answer = columns.maybe_stated("last_answer", Verdict::parse)?;
        let to = match kind {
            LineKind::Redeem => {
                let state = columns.stated("state", UseState::parse)?;
                let goes = bank::use_goes(state, business_day, last_answer, run_day);
                bank::use_sent(state).filter(|_| goes).map(|state| state.as_str())
            }
            LineKind::Return => {
                let state = columns.stated("state", GiveBackState::parse)?;
                let goes = bank::give_back_goes(state, business_day, last_answer, run_day);
                bank::give_back_sent(state).filter(|_| goes).map(|state| state.as_str())
            }
        };
        let Some(to) = to else {
            return Ok(None);
        };
        let quantity = columns.number("quantity")?;
        Ok(Some(Self {
            merchant: columns.number("merchant")?,
            id: columns.text("id")?,
            ticket: columns.text("ticket")?,
            kind,
            quantity,
            serial: columns.text("serial")?,
            amount: columns.number("face_value")?.saturating_mul(quantity),
            fee: match kind {
                LineKind::Redeem => 0,
                LineKind::Return => columns.number("fee")?,
            },
            from: columns.text("state")?,
            to,
        }))
    }
}

impl Store {
    /// Fills the file of `day` until no line waits, then closes it. A closed file takes nothing more: what comes later
    /// goes the next night.
    pub(super) async fn collect(&self, day: Day, run: &mut BankRun) -> Result<(), StoreError> {
        let now = self.now();
        loop {
            let (answer, answered) = oneshot::channel();
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(async move {
                        let _ = answer.send(take_some(transaction, day, now).await?);
                        Ok(())
                    })
                })
                .await?;
            match answered.await.map_err(|_| StoreError::Closing)? {
                Filled::More { taken } => run.taken += taken,
                Filled::Closed => return Ok(()),
            }
        }
    }

    /// Sends every closed file that was not sent, written from its rows.
    pub(super) async fn send_files(&self, bank: &dyn Bank, run: &mut BankRun) -> Result<(), StoreError> {
        let waiting = sqlx::query(
            "SELECT day, sequence FROM bank_file WHERE closed_at IS NOT NULL AND sent_at IS NULL ORDER BY day, sequence",
        )
        .fetch_all(self.engine.reader())
        .await?;
        for row in &waiting {
            let (day, sequence) = (Columns(row).day("day")?, Columns(row).count("sequence")?);
            let text = self.bank_text(day, sequence).await?;
            bank.send(&file_name(day, sequence), &text).map_err(failed)?;
            let now = self.now();
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(async move {
                        sqlx::query("UPDATE bank_file SET sent_at = $3 WHERE day = $1 AND sequence = $2")
                            .bind(day.to_string())
                            .bind(i64::from(sequence))
                            .bind(now.0)
                            .execute(transaction)
                            .await?;
                        Ok(())
                    })
                })
                .await?;
            run.sent += 1;
        }
        Ok(())
    }

    /// What the bank gets: the file with the signed heads of the day before, which are the same however often it is
    /// written. It is read back before it leaves the house.
    async fn bank_text(&self, day: Day, sequence: u32) -> Result<String, StoreError> {
        let wrong = |_| StoreError::Corrupt("a bank file");
        let file = self.bank_file(day, sequence).await?;
        let named: BTreeSet<MerchantNumber> = file.entries().iter().map(|entry| entry.merchant).collect();
        let heads = self.heads_before(day).await?;
        let heads = heads.into_iter().filter(|head| named.contains(&head.head.merchant)).collect();
        let text = file.with_heads(heads).map_err(wrong)?.text();
        let read = BankFile::parse(text.as_bytes()).map_err(wrong)?;
        read.heads_are_signed_by(&self.head_public_key()).map_err(wrong)?;
        Ok(text)
    }

    /// The file as its rows have it.
    pub(super) async fn bank_file(&self, day: Day, sequence: u32) -> Result<BankFile, StoreError> {
        let rows = sqlx::query(
            "SELECT merchant, kind, line, serial, amount, fee FROM bank_entry
             WHERE day = $1 AND sequence = $2 ORDER BY number",
        )
        .bind(day.to_string())
        .bind(i64::from(sequence))
        .fetch_all(self.engine.reader())
        .await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            let columns = Columns(row);
            entries.push(BankEntry {
                merchant: MerchantNumber(columns.count("merchant")?),
                kind: columns.stated("kind", LineKind::parse)?,
                line: LineId::parse(&columns.text("line")?)
                    .map_err(|_| StoreError::Corrupt("a bank entry"))?,
                serial: columns.text("serial")?,
                amount: Dollars(columns.number("amount")?),
                fee: Dollars(columns.number("fee")?),
            });
        }
        BankFile::new(day, sequence, entries).map_err(|_| StoreError::Corrupt("a bank file"))
    }
}

/// The name of a file for the bank.
pub(super) fn file_name(day: Day, sequence: u32) -> String {
    format!("{day}-{sequence:03}.txt")
}

/// What one transaction did for the day's file.
enum Filled {
    /// Lines were waiting. All of them may have been cancelled in this moment: then none was taken.
    More { taken: u32 },
    /// It takes nothing more.
    Closed,
}

/// Takes up to a chunk of lines into the day's one file. None left: the file is closed.
async fn take_some(
    transaction: &mut AnyConnection,
    run_day: Day,
    now: Instant,
) -> Result<Filled, StoreError> {
    let day = run_day.to_string();
    let day = day.as_str();
    sqlx::query("INSERT INTO bank_file (day, sequence, made_at) VALUES ($1, 1, $2) ON CONFLICT (day, sequence) DO NOTHING")
        .bind(day)
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
    // Held until we commit: a second run neither gives our numbers away nor closes the file while we fill it.
    let held = sqlx::query(
        "UPDATE bank_file SET made_at = made_at WHERE day = $1 AND sequence = 1 AND closed_at IS NULL",
    )
    .bind(day)
    .execute(&mut *transaction)
    .await?;
    if held.rows_affected() != 1 {
        return Ok(Filled::Closed);
    }
    let mut lines = Vec::new();
    for (sql, kind) in [(USES, LineKind::Redeem), (GIVE_BACKS, LineKind::Return)] {
        let rows = sqlx::query(sql).bind(day).bind(CHUNK).fetch_all(&mut *transaction).await?;
        for row in &rows {
            lines.extend(Line::read(row, kind, run_day)?);
        }
    }
    if lines.is_empty() {
        sqlx::query("UPDATE bank_file SET closed_at = $2 WHERE day = $1 AND sequence = 1")
            .bind(day)
            .bind(now.0)
            .execute(transaction)
            .await?;
        return Ok(Filled::Closed);
    }
    let mut number = next_number(transaction, day).await?;
    let mut taken = 0;
    for line in &lines {
        if take(transaction, day, number, line, now).await? {
            number += 1;
            taken += 1;
        }
    }
    Ok(Filled::More { taken })
}

async fn next_number(transaction: &mut AnyConnection, day: &str) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) AS next FROM bank_entry WHERE day = $1 AND sequence = 1",
    )
    .bind(day)
    .fetch_one(transaction)
    .await?;
    Columns(&row).number("next")
}

/// One line, unless somebody cancelled it in this moment.
async fn take(
    transaction: &mut AnyConnection,
    day: &str,
    number: i64,
    line: &Line,
    now: Instant,
) -> Result<bool, StoreError> {
    let moved = match line.kind {
        LineKind::Redeem => {
            "UPDATE use_line SET state = $6, changed_at = $4 WHERE merchant = $1 AND id = $2 AND state = $3
               AND quantity = $5"
        }
        LineKind::Return => {
            "UPDATE give_back SET state = $6, changed_at = $4 WHERE merchant = $1 AND id = $2 AND state = $3
               AND quantity = $5"
        }
    };
    let moved = sqlx::query(moved)
        .bind(line.merchant)
        .bind(line.id.as_str())
        .bind(line.from.as_str())
        .bind(now.0)
        .bind(line.quantity)
        .bind(line.to)
        .execute(&mut *transaction)
        .await?;
    if moved.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO bank_entry (day, sequence, number, merchant, kind, line, serial, amount, fee)
         VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(day)
    .bind(number)
    .bind(line.merchant)
    .bind(line.kind.as_str())
    .bind(line.id.as_str())
    .bind(line.serial.as_str())
    .bind(line.amount)
    .bind(line.fee)
    .execute(&mut *transaction)
    .await?;
    let event = Entry {
        ticket: Some(line.ticket.clone()),
        line: Some(line.id.clone()),
        quantity: Some(line.quantity),
        amount: Some(line.amount),
        ..Entry::new(line.merchant, EventKind::SentToBank, now)
    };
    entry::insert(transaction, &event).await?;
    Ok(true)
}
