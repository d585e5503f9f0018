//! What an attempt has written already: the same attempt sent again is answered, not done again; with other content it
//! is refused. Read it after what it would change: whoever sees the change then finds the attempt, too.

use super::columns::Columns;
use super::entry::Entry;
use crate::StoreError;
use crate::engine::Engine;
use crate::secret::sha256_hex;
use domain::identity::{AttemptId, MerchantNumber, TicketId};
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// An attempt and what it asks for.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub id: String,
    pub content: String,
}

impl Attempt {
    /// `asked` names the act and everything that is part of it, and no person.
    pub(crate) fn new(id: &AttemptId, asked: &str) -> Self {
        Self { id: id.to_string(), content: sha256_hex(asked.as_bytes()) }
    }

    /// Whether an account has done it before.
    pub(crate) async fn is_done_by(
        &self,
        engine: &Engine,
        merchant: MerchantNumber,
        account: &str,
    ) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT content FROM event WHERE merchant = $1 AND account = $2 AND attempt = $3")
                .bind(i64::from(merchant.0))
                .bind(account)
                .bind(self.id.as_str())
                .fetch_optional(engine.reader())
                .await?;
        row.as_ref().map_or(Ok(false), |row| self.is_this(row).map(|()| true))
    }

    /// What a holder's attempt at this ticket has written before: what its events are about, oldest first. Empty if it
    /// was not made.
    pub(crate) async fn lines_of(
        &self,
        engine: &Engine,
        merchant: MerchantNumber,
        ticket: &TicketId,
    ) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT content, line FROM event
             WHERE merchant = $1 AND ticket = $2 AND attempt = $3 AND account IS NULL ORDER BY id",
        )
        .bind(i64::from(merchant.0))
        .bind(ticket.as_str())
        .bind(self.id.as_str())
        .fetch_all(engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                self.is_this(row)?;
                Ok(Columns(row).maybe_text("line")?.unwrap_or_default())
            })
            .collect()
    }

    /// Whether a holder's `event` was written for this attempt already. Asked while the holder's wallet is held, so that
    /// the answer stays true until the event is written.
    pub(crate) async fn is_written(
        &self,
        connection: &mut AnyConnection,
        event: &Entry,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT content FROM event
             WHERE merchant = $1 AND kind = $2 AND line = $3 AND attempt = $4 AND account IS NULL
               AND ticket IN (SELECT l.ticket FROM transfer_line l WHERE l.merchant = $1 AND l.transfer = $3)",
        )
        .bind(event.merchant)
        .bind(event.kind)
        .bind(event.line.as_deref())
        .bind(self.id.as_str())
        .fetch_optional(connection)
        .await?;
        row.as_ref().map_or(Ok(false), |row| self.is_this(row).map(|()| true))
    }

    fn is_this(&self, row: &AnyRow) -> Result<(), StoreError> {
        if Columns(row).maybe_text("content")?.as_deref() == Some(self.content.as_str()) {
            Ok(())
        } else {
            Err(StoreError::Refused(Refusal::AttemptReused))
        }
    }
}

/// The name of what a holder's attempt makes: the same for the same attempt at the same wallet, and of another form than
/// any name that the store makes by itself, so that nobody can choose the name of something that is there.
pub(crate) fn derived_name(
    what: &str,
    merchant: MerchantNumber,
    wallet: &str,
    attempt: &AttemptId,
) -> String {
    let mut name = sha256_hex(format!("{what}|{merchant}|{wallet}|{attempt}").as_bytes());
    name.truncate(DERIVED_CHARACTERS);
    name
}

/// 128 bits: nobody meets another's.
const DERIVED_CHARACTERS: usize = 32;
