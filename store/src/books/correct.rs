//! Counter-entries (RULES §15): the platform's people correct a wrong posting by a second one. Nothing is changed, and the
//! books never come away from the tickets by it.

use super::prove::proofs;
use crate::command::operator::Operator;
use crate::error::breaks_a_key;
use crate::secret::sha256_hex;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry, unbookable};
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::cancel::Reason;
use domain::event::EventKind;
use domain::identity::MerchantNumber;
use domain::ledger::{self, LedgerAccount, Movement, Posting};
use domain::money::Dollars;
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use tokio::sync::oneshot;

/// A counter-entry that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// From where.
    pub from: LedgerAccount,
    /// To where.
    pub to: LedgerAccount,
    /// How much.
    pub amount: Dollars,
    /// Whether the merchant's proof holds now.
    pub holds: bool,
}

/// Which postings.
#[derive(Debug, Clone, Default)]
pub struct PostingFilter {
    /// From or to this account only.
    pub account: Option<LedgerAccount>,
    /// In the books of this day only.
    pub day: Option<Day>,
    /// At most so many, newest first.
    pub limit: u32,
}

/// A posting as people look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of table posting
pub struct PostingRow {
    pub id: String,
    pub movement: Movement,
    pub from: LedgerAccount,
    pub to: LedgerAccount,
    pub amount: Dollars,
    pub at: Instant,
    pub day: Day,
    /// 票券序號
    pub serial: Option<String>,
    /// Its counter-entry stands beside it.
    pub corrected: bool,
}

const LIST: &str = "
SELECT p.id, p.movement, p.from_account, p.to_account, p.amount, p.at, p.day, t.serial,
       CASE WHEN c.posting IS NULL THEN 0 ELSE 1 END AS corrected
FROM posting p
LEFT JOIN event e ON e.merchant = p.merchant AND e.id = p.event
LEFT JOIN ticket t ON t.merchant = e.merchant AND t.id = e.ticket
LEFT JOIN correction c ON c.merchant = p.merchant AND c.posting = p.id
WHERE p.merchant = $1 AND ($2 = '' OR p.from_account = $2 OR p.to_account = $2) AND ($3 = '' OR p.day = $3)
ORDER BY p.at DESC, p.id DESC LIMIT $4";

const WRONG: &str = "
SELECT p.from_account, p.to_account, p.amount, e.ticket FROM posting p
LEFT JOIN event e ON e.merchant = p.merchant AND e.id = p.event
WHERE p.merchant = $1 AND p.id = $2";

impl Store {
    /// The postings of a merchant, newest first.
    pub async fn postings(
        &self,
        merchant: MerchantNumber,
        filter: &PostingFilter,
    ) -> Result<Vec<PostingRow>, StoreError> {
        let rows = sqlx::query(LIST)
            .bind(i64::from(merchant.0))
            .bind(filter.account.map_or("", LedgerAccount::as_str))
            .bind(filter.day.map(|day| day.to_string()).unwrap_or_default())
            .bind(i64::from(filter.limit))
            .fetch_all(self.engine.reader())
            .await?;
        rows.iter().map(posting_row).collect()
    }

    /// Writes the counter-entry of a wrong posting, once, with who says so and why. Refused where the books would be
    /// further from the tickets than before.
    pub async fn correct_posting(
        &self,
        operator: &Operator,
        merchant: MerchantNumber,
        posting: &str,
        reason: &Reason,
    ) -> Result<Corrected, StoreError> {
        let now = self.now();
        let row = sqlx::query(WRONG)
            .bind(i64::from(merchant.0))
            .bind(posting.to_owned())
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let counter = Posting::counter(
            columns.stated("from_account", LedgerAccount::parse)?,
            columns.stated("to_account", LedgerAccount::parse)?,
            Dollars(columns.number("amount")?),
        )
        .map_err(unbookable)?;
        let event = Entry {
            ticket: columns.maybe_text("ticket")?,
            line: Some(posting.to_owned()),
            amount: Some(counter.amount().0),
            content: Some(sha256_hex(reason.as_str().as_bytes())),
            ..Entry::new(i64::from(merchant.0), EventKind::PostingCorrected, now)
        };
        let (operator, reason) = (operator.id.clone(), reason.as_str().to_owned());
        let (answer, answered) = oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let noted = note(transaction, &event, &operator, &reason).await;
                    noted.map_err(corrected_before)?;
                    let before = differences(transaction, merchant, now).await?;
                    entry::insert(transaction, &event).await?;
                    entry::post(transaction, event.merchant, Some(&event.id), &[counter], now.day(), now)
                        .await?;
                    let after = differences(transaction, merchant, now).await?;
                    if !ledger::may_stand(&before, &after) {
                        return Err(StoreError::Refused(Refusal::PostingNotCorrectable));
                    }
                    let _ = answer.send(after.iter().all(|difference| *difference == Dollars::ZERO));
                    Ok(())
                })
            })
            .await?;
        let holds = answered.await.map_err(|_| StoreError::Closing)?;
        Ok(Corrected { from: counter.from(), to: counter.to(), amount: counter.amount(), holds })
    }
}

async fn note(
    transaction: &mut AnyConnection,
    event: &Entry,
    operator: &str,
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO correction (merchant, posting, event, operator, reason, at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(event.merchant)
    .bind(event.line.clone())
    .bind(event.id.clone())
    .bind(operator.to_owned())
    .bind(reason.to_owned())
    .bind(event.at)
    .execute(transaction)
    .await?;
    Ok(())
}

fn corrected_before(error: sqlx::Error) -> StoreError {
    if breaks_a_key(&error) {
        StoreError::Refused(Refusal::PostingNotCorrectable)
    } else {
        StoreError::Database(error)
    }
}

/// How far the merchant's books are from its tickets.
async fn differences(
    transaction: &mut AnyConnection,
    merchant: MerchantNumber,
    now: Instant,
) -> Result<Vec<Dollars>, StoreError> {
    let proofs = proofs(transaction, Some(merchant), now).await?;
    Ok(proofs.iter().flat_map(super::EscrowProof::differences).collect())
}

fn posting_row(row: &AnyRow) -> Result<PostingRow, StoreError> {
    let columns = Columns(row);
    Ok(PostingRow {
        id: columns.text("id")?,
        movement: columns.stated("movement", Movement::parse)?,
        from: columns.stated("from_account", LedgerAccount::parse)?,
        to: columns.stated("to_account", LedgerAccount::parse)?,
        amount: Dollars(columns.number("amount")?),
        at: columns.instant("at")?,
        day: columns.day("day")?,
        serial: columns.maybe_text("serial")?,
        corrected: columns.number("corrected")? == 1,
    })
}
