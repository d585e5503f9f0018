//! How a holder's browser proves an address (RULES §5): it asks for a code, the code is sent if anybody has tickets
//! there, the browser repeats it. Asking writes the same whoever exists, so that nobody learns it from us.

use crate::secret::BrowserToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError, secret_bytes};
use domain::identity::OneTimeCodeId;
use domain::notice::Channel;
use domain::one_time_code::{Judgement, OneTimeCode, PROOF_DAYS, judge};
use domain::reach::Reach;
use tokio::sync::oneshot;

/// Seconds after which a code is forgotten, long after it has ended.
const KEPT_SECONDS: i64 = 86_400;

/// A code that a browser asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedCode {
    /// The code's name, which is no secret.
    pub id: OneTimeCodeId,
    /// Where it goes.
    pub reach: Reach,
}

impl Store {
    /// Asks for a code to an address. Whether anybody is there is looked up when it is sent.
    pub async fn ask_code(
        &self,
        browser: &BrowserToken,
        reach: &Reach,
        language: &str,
    ) -> Result<OneTimeCodeId, StoreError> {
        let id = self.new_identity();
        let code = draw()?;
        let hash = self.keyring.one_time_code_hash(&id, &code);
        let sealed_address = self.keyring.cipher().seal(&id, reach.address().as_bytes())?;
        let sealed_code = self.keyring.cipher().seal(&id, code.as_str().as_bytes())?;
        let (name, browser, channel) = (id.clone(), browser.hash(), reach.channel());
        let (language, now) = (language.to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM one_time_code WHERE asked_at < $1")
                        .bind(now.plus_seconds(-KEPT_SECONDS).0)
                        .execute(&mut *connection)
                        .await?;
                    sqlx::query(
                        "INSERT INTO one_time_code (id, browser, channel, sealed_address, sealed_code, code_hash,
                                                    language, asked_at, tried)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
                    )
                    .bind(name)
                    .bind(browser)
                    .bind(channel.as_str())
                    .bind(sealed_address)
                    .bind(sealed_code)
                    .bind(hash)
                    .bind(language)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        OneTimeCodeId::parse(&id).map_err(|_| StoreError::Corrupt("a code's name"))
    }

    /// The code that this browser asked for; `NotFound` in any other.
    pub async fn asked_code(
        &self,
        browser: &BrowserToken,
        id: &OneTimeCodeId,
    ) -> Result<AskedCode, StoreError> {
        let row =
            sqlx::query("SELECT channel, sealed_address FROM one_time_code WHERE id = $1 AND browser = $2")
                .bind(id.as_str())
                .bind(browser.hash())
                .fetch_optional(self.engine.reader())
                .await?
                .ok_or(StoreError::NotFound)?;
        let reach = self.sealed_reach(id.as_str(), &Columns(&row))?;
        Ok(AskedCode { id: id.clone(), reach })
    }

    /// Takes the digits. A wrong try is counted whatever comes after it.
    pub async fn enter_code(
        &self,
        browser: &BrowserToken,
        id: &OneTimeCodeId,
        code: &OneTimeCode,
    ) -> Result<Judgement, StoreError> {
        let asked = self.asked_code(browser, id).await?;
        let (keyring, now, browser) = (self.keyring.clone(), self.now(), browser.hash());
        let (id, code) = (id.clone(), code.clone());
        let (told, judgement) = oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    // Counted first: of many tries at once each finds the ones before it.
                    let row = sqlx::query(
                        "UPDATE one_time_code SET tried = tried + 1 WHERE id = $1 AND browser = $2
                         RETURNING tried, asked_at, code_hash",
                    )
                    .bind(id.as_str())
                    .bind(browser.as_str())
                    .fetch_optional(&mut *connection)
                    .await?
                    .ok_or(StoreError::NotFound)?;
                    let columns = Columns(&row);
                    let matches = keyring.is_one_time_code(id.as_str(), &code, &columns.text("code_hash")?);
                    let tried = columns.count("tried")?.saturating_sub(1);
                    let judgement = judge(columns.instant("asked_at")?, now, tried, matches);
                    let _ = told.send(judgement);
                    if judgement != Judgement::Right {
                        return Ok(());
                    }
                    sqlx::query("UPDATE one_time_code SET tried = tried - 1 WHERE id = $1")
                        .bind(id.as_str())
                        .execute(&mut *connection)
                        .await?;
                    sqlx::query(
                        "INSERT INTO proven_address (browser, channel, address, proven_at) VALUES ($1, $2, $3, $4)
                         ON CONFLICT (browser, channel, address) DO UPDATE SET proven_at = excluded.proven_at",
                    )
                    .bind(browser)
                    .bind(asked.reach.channel().as_str())
                    .bind(asked.reach.address().to_owned())
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        judgement.await.map_err(|_| StoreError::Closing)
    }

    /// Forgets everything that this browser has proven.
    pub async fn forget_browser(&self, browser: &BrowserToken) -> Result<(), StoreError> {
        let browser = browser.hash();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    for table in [
                        "DELETE FROM proven_address WHERE browser = $1",
                        "DELETE FROM matched_wallet WHERE browser = $1",
                        "DELETE FROM one_time_code WHERE browser = $1",
                    ] {
                        sqlx::query(table).bind(browser.as_str()).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Proofs older than this are none any more.
    pub(crate) fn proofs_since(&self) -> i64 {
        self.now().plus_seconds(-PROOF_DAYS * 86_400).0
    }

    pub(crate) fn sealed_reach(&self, id: &str, columns: &Columns<'_>) -> Result<Reach, StoreError> {
        let address = self.keyring.cipher().open(id, &columns.bytes("sealed_address")?)?;
        let address = String::from_utf8(address).map_err(|_| StoreError::Corrupt("an address"))?;
        let reach = Reach::parse(&address).ok_or(StoreError::Corrupt("an address"))?;
        let channel = columns.stated("channel", Channel::parse)?;
        if reach.channel() == channel { Ok(reach) } else { Err(StoreError::Corrupt("a channel")) }
    }
}

fn draw() -> Result<OneTimeCode, StoreError> {
    loop {
        if let Some(code) = OneTimeCode::draw(secret_bytes::<4>()?) {
            return Ok(code);
        }
    }
}
