//! The wallets of one person, whoever issued them: found by the addresses that the person's browser has proven.

use super::wallet::Wallet;
use crate::secret::{BrowserToken, LinkToken};
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::WalletId;
use domain::notice::Channel;
use domain::reach::Reach;

/// Wallets that are shown, the newest first: more than anybody's, and an end.
const MOST: i64 = 200;

/// A wallet that is shown as what it is.
#[derive(Debug, Clone)]
pub struct FoundWallet {
    /// Opens it.
    pub link: LinkToken,
    /// What is in it.
    pub wallet: Wallet,
}

/// A wallet found by a phone number only. Numbers are given to somebody else after a while: only what the merchant's
/// public page says, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedWallet {
    /// The issuer.
    pub merchant_name: String,
    /// When it was issued, or the gift accepted.
    pub issued_at: Instant,
}

/// Everything of one person.
#[derive(Debug, Clone, Default)]
pub struct MyTickets {
    /// What the browser has proven.
    pub proven: Vec<Reach>,
    /// Shown.
    pub wallets: Vec<FoundWallet>,
    /// Waits for an order number or a mail address.
    pub masked: Vec<MaskedWallet>,
}

/// $1 browser, $2 proofs since. `known` is 1 where a mail address was proven, or the wallet was known otherwise, too.
const FOUND: &str = "
SELECT w.merchant, w.id, w.token_hash, w.holder_email, m.name, COALESCE(o.issued_at, w.created_at) AS issued_at,
       COALESCE(o.number, '') AS number, COALESCE(o.merchant_order_no, '') AS merchant_order_no,
       CASE WHEN lower(w.holder_email) IN (SELECT address FROM proven_address
                 WHERE browser = $1 AND channel = 'mail' AND proven_at >= $2)
              OR EXISTS (SELECT 1 FROM matched_wallet x
                 WHERE x.browser = $1 AND x.merchant = w.merchant AND x.wallet = w.id)
            THEN 1 ELSE 0 END AS known
FROM (SELECT w.merchant, w.id FROM proven_address p JOIN wallet w ON lower(w.holder_email) = p.address
      WHERE p.browser = $1 AND p.channel = 'mail' AND p.proven_at >= $2
      UNION
      SELECT w.merchant, w.id FROM proven_address p JOIN wallet w ON w.holder_phone = p.address
      WHERE p.browser = $1 AND p.channel = 'sms' AND p.proven_at >= $2) mine
JOIN wallet w ON w.merchant = mine.merchant AND w.id = mine.id
JOIN merchant m ON m.number = w.merchant
LEFT JOIN ticket_order o ON o.merchant = w.merchant AND o.wallet = w.id
LEFT JOIN batch b ON b.merchant = o.merchant AND b.id = o.batch
LEFT JOIN transfer t ON t.merchant = w.merchant AND t.id = w.id AND t.recipient = w.id
WHERE b.state = 'visible' OR t.id IS NOT NULL
ORDER BY COALESCE(o.issued_at, w.created_at) DESC, w.id LIMIT $3";

impl Store {
    /// Everything that the addresses proven by this browser lead to.
    pub async fn my_tickets(&self, browser: &BrowserToken) -> Result<MyTickets, StoreError> {
        let mut mine = MyTickets { proven: self.proven(browser).await?, ..MyTickets::default() };
        if mine.proven.is_empty() {
            return Ok(mine);
        }
        for row in &self.found(browser).await? {
            let columns = Columns(row);
            if !columns.flag("known")? {
                mine.masked.push(MaskedWallet {
                    merchant_name: columns.text("name")?,
                    issued_at: columns.instant("issued_at")?,
                });
                continue;
            }
            let Some(link) = self.living_link(&columns.text("id")?, &columns.text("token_hash")?) else {
                continue;
            };
            match self.wallet(&link).await {
                Ok(wallet) => mine.wallets.push(FoundWallet { link, wallet }),
                // Its link was renewed this moment.
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(mine)
    }

    /// Shows masked wallets of which the person also knows the order number or the mail address. How many there were.
    pub async fn match_wallets(&self, browser: &BrowserToken, written: &str) -> Result<u32, StoreError> {
        let written = written.trim().to_owned();
        let mut matched = Vec::new();
        for row in &self.found(browser).await? {
            let columns = Columns(row);
            let is_it = |column| -> Result<bool, StoreError> {
                let value = columns.text(column)?;
                Ok(!value.is_empty() && value.eq_ignore_ascii_case(&written))
            };
            let fits = is_it("number")? || is_it("merchant_order_no")? || is_it("holder_email")?;
            if fits && !columns.flag("known")? {
                matched.push((columns.number("merchant")?, columns.text("id")?));
            }
        }
        let count = u32::try_from(matched.len()).unwrap_or(u32::MAX);
        let (browser, now) = (browser.hash(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    for (merchant, wallet) in matched {
                        sqlx::query(
                            "INSERT INTO matched_wallet (browser, merchant, wallet, matched_at) VALUES ($1, $2, $3, $4)
                             ON CONFLICT (browser, merchant, wallet) DO NOTHING",
                        )
                        .bind(browser.as_str())
                        .bind(merchant)
                        .bind(wallet)
                        .bind(now.0)
                        .execute(&mut *connection)
                        .await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(count)
    }

    /// What this browser must prove before it may give power over the wallet away: `None` if it has proven it, or if
    /// nobody could be reached at all.
    pub async fn address_to_prove(
        &self,
        link: &LinkToken,
        browser: Option<&BrowserToken>,
    ) -> Result<Option<Reach>, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let row =
            sqlx::query("SELECT holder_email, holder_phone FROM wallet WHERE merchant = $1 AND id = $2")
                .bind(i64::from(holder.merchant.0))
                .bind(holder.wallet.as_str())
                .fetch_one(self.engine.look_ups())
                .await?;
        let (email, phone) = (Columns(&row).text("holder_email")?, Columns(&row).text("holder_phone")?);
        let proven = match browser {
            Some(browser) => self.proven(browser).await?,
            None => Vec::new(),
        };
        let either = [Reach::parse(&email), Reach::parse(&phone)];
        let is_proven = either.iter().flatten().any(|reach| proven.contains(reach));
        Ok(if is_proven { None } else { Reach::of(&email, &phone) })
    }

    /// The addresses that this browser has proven, and not too long ago.
    pub async fn proven(&self, browser: &BrowserToken) -> Result<Vec<Reach>, StoreError> {
        let rows = sqlx::query(
            "SELECT address FROM proven_address WHERE browser = $1 AND proven_at >= $2 ORDER BY channel, address",
        )
        .bind(browser.hash())
        .bind(self.proofs_since())
        .fetch_all(self.engine.look_ups())
        .await?;
        let reach =
            |row| Reach::parse(&Columns(row).text("address")?).ok_or(StoreError::Corrupt("an address"));
        rows.iter().map(reach).collect()
    }

    /// Whether anybody has tickets at this address.
    pub(crate) async fn anybody_at(&self, reach: &Reach) -> Result<bool, StoreError> {
        let found = match reach.channel() {
            Channel::Mail => "SELECT 1 AS found FROM wallet WHERE lower(holder_email) = $1 LIMIT 1",
            Channel::Sms => "SELECT 1 AS found FROM wallet WHERE holder_phone = $1 LIMIT 1",
        };
        let row = sqlx::query(found).bind(reach.address().to_owned());
        Ok(row.fetch_optional(self.engine.look_ups()).await?.is_some())
    }

    async fn found(&self, browser: &BrowserToken) -> Result<Vec<sqlx::any::AnyRow>, StoreError> {
        let query = sqlx::query(FOUND).bind(browser.hash()).bind(self.proofs_since()).bind(MOST);
        Ok(query.fetch_all(self.engine.look_ups()).await?)
    }

    /// The link whose hash is stored: one of 256 generations, of which only the present one is asked for.
    pub(crate) fn living_link(&self, subject: &str, token_hash: &str) -> Option<LinkToken> {
        let subject = WalletId::parse(subject).ok()?;
        (0..=u8::MAX)
            .map(|generation| self.keyring.link_token(&subject, generation))
            .find(|link| link.hash() == token_hash)
    }
}
