//! The recipient accepts or declines; the giver takes back what is not accepted (RULES §5).

use super::TransferAnswer;
use super::ending::Ending;
use super::line::{LineRow, TransferRow};
use crate::command::again::until_written;
use crate::command::contact::{self, Email};
use crate::secret::{LinkToken, sha256_hex};
use crate::table::holder::Holder;
use crate::table::issuer::IssuerRow;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{AttemptId, TransferId};
use domain::refusal::Refusal;
use domain::transfer::{self, TransferEnd, TransferState};
use sqlx::AnyConnection;

/// Who accepts. By a link that the giver passed on, attempt and address count: such a link proves nothing about a person.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Sent again, it finds the wallet that it made; whoever holds it is the recipient.
    pub attempt: AttemptId,
    /// Where the wallet's link goes, as the recipient wrote it; what the giver wrote is not believed ‡.
    pub email: Option<Email>,
    /// The tag of the language that their browser speaks; `None`: what the giver's did.
    pub language: Option<String>,
}

/// What was accepted, and the link of the wallet that it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The transfer.
    pub answer: TransferAnswer,
    /// For the recipient only.
    pub wallet: LinkToken,
}

impl Store {
    /// The recipient takes all of it by the mailed link, which opens a wallet from now on; the giver's codes are dead.
    pub async fn accept_transfer(&self, link: &LinkToken) -> Result<TransferAnswer, StoreError> {
        until_written!(async { Ok(self.accept_once(link, None).await?.answer) })
    }

    /// The recipient takes all of it by the mailed link or by the one that the giver passed on.
    pub async fn accept_gift(
        &self,
        link: &LinkToken,
        acceptance: &Acceptance,
    ) -> Result<Accepted, StoreError> {
        until_written!(self.accept_once(link, Some(acceptance)))
    }

    /// The wallet that this browser's attempt made by this link, if it did.
    pub async fn wallet_of_acceptance(
        &self,
        link: &LinkToken,
        attempt: &AttemptId,
    ) -> Result<Option<LinkToken>, StoreError> {
        let Some(row) = TransferRow::by_token(&self.engine, &link.hash()).await? else {
            return Ok(None);
        };
        let is_theirs = row.accepted_by.as_deref() == Some(signature(attempt).as_str());
        Ok(if is_theirs { Some(self.wallet_link(&row.id, true)?.0) } else { None })
    }

    /// The recipient does not want it: the tickets are the giver's again, with the codes they had.
    pub async fn decline_transfer(&self, link: &LinkToken) -> Result<TransferAnswer, StoreError> {
        until_written!(self.decline_once(link))
    }

    /// The giver takes back what is not accepted.
    pub async fn take_back_transfer(
        &self,
        giver: &LinkToken,
        transfer: &TransferId,
    ) -> Result<TransferAnswer, StoreError> {
        until_written!(self.take_back_once(giver, transfer))
    }

    async fn accept_once(
        &self,
        link: &LinkToken,
        acceptance: Option<&Acceptance>,
    ) -> Result<Accepted, StoreError> {
        let (row, lines) = self.opened_by(link).await?;
        let by_share = row.share_hash.as_deref() == Some(link.hash().as_str());
        let language =
            acceptance.and_then(|acceptance| acceptance.language.as_deref()).and_then(contact::tag);
        let acceptance = acceptance.filter(|_| by_share);
        if by_share && acceptance.is_none() {
            return Err(StoreError::NotFound);
        }
        let accepted_by = acceptance.map(|acceptance| signature(&acceptance.attempt));
        let (wallet, generation) = self.wallet_link(&row.id, by_share)?;
        let accepted = count(&lines, TransferState::Accepted);
        if accepted > 0 {
            // Whoever comes by the other link, or from another browser, is not the one who accepted.
            let is_theirs = row.accepted_by == accepted_by;
            let found = Accepted { answer: answer(&row, accepted, true), wallet };
            return if is_theirs { Ok(found) } else { Err(StoreError::Refused(Refusal::TransferClosed)) };
        }
        let now = self.now();
        let endings =
            self.endings(&lines, |line| transfer::accept(&line.facts, now.day()), Every::Line).await?;
        let new = NewWallet {
            row: row.clone(),
            token_hash: wallet.hash(),
            generation,
            accepted_by,
            email: acceptance.and_then(|acceptance| acceptance.email.clone()),
            language,
        };
        let tickets = endings.len();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    make_recipients_wallet(connection, new, now).await?;
                    write_all(connection, endings, EventKind::TransferAccepted, now).await
                })
            })
            .await?;
        Ok(Accepted { answer: answer(&row, tickets, false), wallet })
    }

    async fn decline_once(&self, link: &LinkToken) -> Result<TransferAnswer, StoreError> {
        let (row, lines) = self.opened_by(link).await?;
        if let Some(earlier) = ended_before(&row, &lines, TransferState::Declined) {
            return Ok(earlier);
        }
        let now = self.now();
        let decide = |line: &LineRow| transfer::decline(&line.facts, now.day());
        let endings = self.endings(&lines, decide, Every::Line).await?;
        let tickets = endings.len();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(write_all(connection, endings, EventKind::TransferDeclined, now))
            })
            .await?;
        Ok(answer(&row, tickets, false))
    }

    async fn take_back_once(&self, giver: &LinkToken, id: &TransferId) -> Result<TransferAnswer, StoreError> {
        let holder = Holder::by_link(&self.engine, giver).await?;
        let row = TransferRow::by_id(&self.engine, holder.merchant, id).await?;
        let row = row
            .filter(|row| row.giver == holder.wallet)
            .ok_or(StoreError::Refused(Refusal::TransferUnknown))?;
        let lines = row.lines(&self.engine).await?;
        if let Some(earlier) = ended_before(&row, &lines, TransferState::TakenBack) {
            return Ok(earlier);
        }
        let decide = |line: &LineRow| transfer::take_back(&line.facts, &holder.wallet);
        let endings = self.endings(&lines, decide, Every::LineThatMay).await?;
        let (tickets, now) = (endings.len(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    write_all(connection, endings, EventKind::TransferTakenBack, now).await
                })
            })
            .await?;
        Ok(answer(&row, tickets, false))
    }

    /// What a recipient's link opens.
    async fn opened_by(&self, link: &LinkToken) -> Result<(TransferRow, Vec<LineRow>), StoreError> {
        let row = TransferRow::by_token(&self.engine, &link.hash()).await?.ok_or(StoreError::NotFound)?;
        let lines = row.lines(&self.engine).await?;
        Ok((row, lines))
    }

    /// What `decide` means for the rows; its refusal where not every line may end, or none does.
    pub(super) async fn endings(
        &self,
        lines: &[LineRow],
        decide: impl Fn(&LineRow) -> Result<TransferEnd, Refusal>,
        every: Every,
    ) -> Result<Vec<Ending>, StoreError> {
        let first = lines.first().ok_or(StoreError::Refused(Refusal::TransferUnknown))?;
        let decided: Vec<_> = lines.iter().map(|line| (line, decide(line))).collect();
        let ends = decided.iter().filter(|(_, end)| end.is_ok()).count();
        let all_that_must = match every {
            Every::Line => decided.len(),
            Every::LineThatMay => 1,
        };
        if ends < all_that_must {
            // Of several reasons the first in the order of refusals is given (RULES §3).
            let refusals = decided.into_iter().filter_map(|(_, end)| end.err());
            let refusal = refusals.min_by_key(Refusal::code);
            return Err(StoreError::Refused(refusal.unwrap_or(Refusal::TransferClosed)));
        }
        let issuer = IssuerRow::read(&self.engine, first.ticket.merchant).await?;
        let endings = decided.into_iter().filter_map(|(line, end)| end.ok().map(|end| (line, end)));
        endings.map(|(line, end)| Ending::new(line, end, &issuer, &self.keyring)).collect()
    }
}

/// Which lines must end for the act to be done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Every {
    /// All of them.
    Line,
    /// Those that may, at least one.
    LineThatMay,
}

pub(super) fn count(lines: &[LineRow], state: TransferState) -> usize {
    lines.iter().filter(|line| line.state() == state).count()
}

pub(super) fn answer(row: &TransferRow, tickets: usize, repeated: bool) -> TransferAnswer {
    TransferAnswer { transfer: row.id.clone(), number: row.number.clone(), tickets, repeated }
}

/// The same act, sent again after it was done.
fn ended_before(row: &TransferRow, lines: &[LineRow], state: TransferState) -> Option<TransferAnswer> {
    let ended = count(lines, state);
    let open = count(lines, TransferState::Offered);
    (ended > 0 && open == 0).then(|| answer(row, ended, true))
}

async fn write_all(
    connection: &mut AnyConnection,
    endings: Vec<Ending>,
    kind: EventKind,
    now: Instant,
) -> Result<(), StoreError> {
    for ending in &endings {
        ending.write(connection, kind, now, |event| event).await?;
    }
    Ok(())
}

/// What is kept of the attempt that accepted: whoever holds the attempt is led to the wallet.
fn signature(attempt: &AttemptId) -> String {
    sha256_hex(format!("accepts|{attempt}").as_bytes())
}

struct NewWallet {
    row: TransferRow,
    token_hash: String,
    generation: u8,
    accepted_by: Option<String>,
    email: Option<Email>,
    language: Option<String>,
}

/// The wallet that the recipient's link opens from now on. Whoever came by the giver's link is reached only where they
/// say so themselves.
async fn make_recipients_wallet(
    connection: &mut AnyConnection,
    new: NewWallet,
    now: Instant,
) -> Result<(), StoreError> {
    let NewWallet { row, token_hash, generation, accepted_by, email, language } = new;
    let merchant = i64::from(row.merchant.0);
    let by_share = accepted_by.is_some();
    let accepted = sqlx::query(
        "UPDATE transfer SET recipient = id, accepted_by = CAST($3 AS TEXT)
         WHERE merchant = $1 AND id = $2 AND recipient IS NULL",
    )
    .bind(merchant)
    .bind(row.id.as_str())
    .bind(accepted_by)
    .execute(&mut *connection)
    .await?;
    if accepted.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    sqlx::query(
        "INSERT INTO wallet (merchant, id, generation, token_hash, holder_name, holder_phone, holder_email, language,
                             created_at, opened_at)
         SELECT merchant, id, $3, $4, recipient_name, CASE WHEN $6 THEN '' ELSE recipient_phone END,
                CASE WHEN $6 THEN $7 ELSE recipient_email END,
                COALESCE(CAST($8 AS TEXT), language), $5, NULL
         FROM transfer WHERE merchant = $1 AND id = $2",
    )
    .bind(merchant)
    .bind(row.id.as_str())
    .bind(i64::from(generation))
    .bind(token_hash)
    .bind(now.0)
    .bind(by_share)
    .bind(email.map(|email| email.as_str().to_owned()).unwrap_or_default())
    .bind(language)
    .execute(connection)
    .await?;
    Ok(())
}
