//! A ticket becomes a card in a wallet app (RULES §5, passes), and its changes are told to where the cards are.

use crate::query::wallet::WalletTicket;
use crate::secret::{LinkToken, PassSerial};
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::pass::{Hands, PassKind};

/// Minutes until a change that could not be told is told again; then it is given up, until the next change.
const RETRY_MINUTES: [i64; 4] = [1, 5, 30, 120];
/// Phones compare seconds.
const ONE_SECOND: i64 = 1_000;

/// A card whose ticket has changed, and who is to hear of it. Nobody else tells them for a minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPass {
    /// The card.
    pub serial: PassSerial,
    /// Whose wallet app.
    pub kind: PassKind,
    /// Of Apple cards the phones that asked to be told.
    pub push_tokens: Vec<String>,
    version: i64,
    ended: bool,
    tries: usize,
}

impl Store {
    /// Makes the card of a ticket that its holder may use now; made again it is the same one. The first making is an
    /// event.
    pub async fn make_pass(
        &self,
        link: &LinkToken,
        ticket: &WalletTicket,
        kind: PassKind,
        language: &str,
    ) -> Result<PassSerial, StoreError> {
        if ticket.ticket.remaining == 0 || ticket.ticket.offered || ticket.ticket.is_expired(self.now().day())
        {
            return Err(StoreError::NotFound);
        }
        let holder = Holder::by_link(&self.engine, link).await?;
        let hands = self.hands(&holder, ticket).await?;
        let serial = self.keyring.pass_serial(kind, &ticket.id, &hands);
        let event = Entry {
            ticket: Some(ticket.id.to_string()),
            remaining: Some(i64::from(ticket.ticket.remaining)),
            ..Entry::new(i64::from(holder.merchant.0), EventKind::PassMade, self.now())
        };
        let (made, language, now, version) =
            (serial.clone(), language.to_owned(), self.now(), ticket.ticket.version);
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    sqlx::query(
                        "SELECT id FROM ticket WHERE merchant = $1 AND id = $2 AND wallet = $3 AND generation = $4",
                    )
                    .bind(event.merchant)
                    .bind(event.ticket.clone())
                    .bind(hands.wallet.as_str())
                    .bind(i64::from(hands.code_generation))
                    .fetch_optional(&mut *connection)
                    .await?
                    .ok_or(StoreError::NotFound)?;
                    let written = sqlx::query(
                        "INSERT INTO pass (serial, kind, merchant, ticket, wallet, link_generation, code_generation,
                                           language, made_at, updated_at, told_version, tries, try_at, ended)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, 0, 0, 0)
                         ON CONFLICT (serial) DO NOTHING",
                    )
                    .bind(made.as_str())
                    .bind(kind.as_str())
                    .bind(event.merchant)
                    .bind(event.ticket.clone())
                    .bind(hands.wallet.as_str())
                    .bind(i64::from(hands.link_generation))
                    .bind(i64::from(hands.code_generation))
                    .bind(language)
                    .bind(now.0)
                    .bind(version)
                    .execute(&mut *connection)
                    .await?;
                    if written.rows_affected() == 1 { entry::insert(connection, &event).await } else { Ok(()) }
                })
            })
            .await?;
        Ok(serial)
    }

    /// Whose the ticket is now.
    pub(crate) async fn hands(&self, holder: &Holder, ticket: &WalletTicket) -> Result<Hands, StoreError> {
        let row = sqlx::query("SELECT generation FROM wallet WHERE merchant = $1 AND id = $2")
            .bind(i64::from(holder.merchant.0))
            .bind(holder.wallet.as_str())
            .fetch_one(self.engine.reader())
            .await?;
        let generation = Columns(&row).number("generation")?;
        Ok(Hands {
            wallet: holder.wallet.clone(),
            link_generation: u8::try_from(generation).map_err(|_| StoreError::Corrupt("generation"))?,
            code_generation: ticket.ticket.generation,
        })
    }

    /// Cards whose tickets have changed since wallet apps were last told, and the right to tell them.
    pub async fn changed_passes(&self, most: u32) -> Result<Vec<ChangedPass>, StoreError> {
        let now = self.now();
        let rows = sqlx::query(
            "SELECT p.serial, p.kind, p.tries, t.version,
                    CAST(CASE WHEN t.wallet = p.wallet AND t.generation = p.code_generation
                                   AND w.generation = p.link_generation THEN 0 ELSE 1 END AS BIGINT) AS ended
             FROM pass p JOIN ticket t ON t.merchant = p.merchant AND t.id = p.ticket
             JOIN wallet w ON w.merchant = p.merchant AND w.id = p.wallet
             WHERE p.ended = 0 AND p.try_at <= $1
                   AND (t.version <> p.told_version OR w.generation <> p.link_generation)
             ORDER BY p.try_at, p.serial LIMIT $2",
        )
        .bind(now.0)
        .bind(i64::from(most))
        .fetch_all(self.engine.reader())
        .await?;
        let mut changed = Vec::with_capacity(rows.len());
        for row in &rows {
            let columns = Columns(row);
            let serial = columns.text("serial")?;
            let tries = columns.number("tries")?;
            if !self.claim_pass(&serial, tries, now).await? {
                continue;
            }
            changed.push(ChangedPass {
                push_tokens: self.push_tokens(&serial).await?,
                serial: PassSerial::parse(&serial).ok_or(StoreError::Corrupt("a card"))?,
                kind: columns.stated("kind", PassKind::parse)?,
                version: columns.number("version")?,
                ended: columns.flag("ended")?,
                tries: usize::try_from(tries).unwrap_or_default(),
            });
        }
        Ok(changed)
    }

    /// Ours from now on, unless somebody else was faster. From here on the card counts as a newer one.
    async fn claim_pass(&self, serial: &str, tries: i64, now: Instant) -> Result<bool, StoreError> {
        let wait = usize::try_from(tries).ok().and_then(|tries| RETRY_MINUTES.get(tries)).unwrap_or(&1);
        let (serial, try_at) = (serial.to_owned(), now.plus_seconds(wait * 60));
        let (answer, asked) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let claimed = sqlx::query(
                        "UPDATE pass SET tries = tries + 1, try_at = $4,
                                updated_at = CASE WHEN updated_at + $5 > $3 THEN updated_at + $5 ELSE $3 END
                         WHERE serial = $1 AND tries = $2",
                    )
                    .bind(serial)
                    .bind(tries)
                    .bind(now.0)
                    .bind(try_at.0)
                    .bind(ONE_SECOND)
                    .execute(connection)
                    .await?;
                    // Whoever asked may be gone.
                    let _ = answer.send(claimed.rows_affected() == 1);
                    Ok(())
                })
            })
            .await?;
        Ok(asked.await.unwrap_or(false))
    }

    async fn push_tokens(&self, serial: &str) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT push_token FROM pass_registration WHERE serial = $1 ORDER BY push_token",
        )
        .bind(serial)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(|row| Columns(row).text("push_token")).collect()
    }

    /// Everybody was told, or cannot be: the card waits for the next change.
    pub async fn pass_told(&self, pass: &ChangedPass) -> Result<(), StoreError> {
        let pass = pass.clone();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE pass SET told_version = $2, ended = $3, tries = 0, try_at = 0 WHERE serial = $1",
                    )
                    .bind(pass.serial.as_str())
                    .bind(pass.version)
                    .bind(i64::from(pass.ended))
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Somebody could not be told. After some hours it is given up.
    pub async fn pass_not_told(&self, pass: &ChangedPass) -> Result<(), StoreError> {
        if pass.tries + 1 < RETRY_MINUTES.len() {
            return Ok(());
        }
        self.pass_told(pass).await
    }
}
