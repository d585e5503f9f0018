//! What an account is told of its door (RULES §14): soon or never, and only where it wants to be told.

use super::{Deliver, NotDelivered};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::sign_in::SignInMail;

/// Mails of one round.
const ROUND: i64 = 100;
/// Seconds after which nobody needs to be told any more.
const STALE_SECONDS: i64 = 86_400;

/// A mail to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInDelivery {
    /// Names the mail: the same for each try.
    pub id: String,
    /// Where to.
    pub to: String,
    /// What happened.
    pub kind: SignInMail,
    /// Sign-in name.
    pub account_name: String,
    /// Merchant's name.
    pub merchant_name: String,
    /// `iPhone · Safari`; empty where it did not say.
    pub browser: String,
    /// Where it came from.
    pub address: String,
    /// When.
    pub at: Instant,
}

impl Store {
    /// Sends the mails that wait. What is not taken is tried again for a day.
    pub async fn deliver_sign_in_mails<D: Deliver>(&self, deliverer: &D) -> Result<u32, StoreError> {
        let rows = sqlx::query(
            "SELECT s.id, s.kind, s.browser, s.address, s.at, a.name, m.name AS merchant_name, a.email,
                    CASE WHEN s.kind = 'failed' THEN a.tells_failures ELSE a.tells_new_browsers END AS told
             FROM sign_in_mail s
             JOIN account a ON a.merchant = s.merchant AND a.id = s.account
             JOIN merchant m ON m.number = s.merchant
             WHERE s.done = 0 AND s.at > $1 ORDER BY s.at LIMIT $2",
        )
        .bind(self.now().plus_seconds(-STALE_SECONDS).0)
        .bind(ROUND)
        .fetch_all(self.engine.reader())
        .await?;
        let mut sent = 0;
        for row in &rows {
            let columns = Columns(row);
            let (id, to) = (columns.text("id")?, columns.maybe_text("email")?);
            if let (Some(to), true) = (to, columns.flag("told")?) {
                let delivery = SignInDelivery {
                    id: id.clone(),
                    to,
                    kind: columns.stated("kind", SignInMail::parse)?,
                    account_name: columns.text("name")?,
                    merchant_name: columns.text("merchant_name")?,
                    browser: columns.text("browser")?,
                    address: columns.text("address")?,
                    at: columns.instant("at")?,
                };
                match deliverer.deliver_sign_in(&delivery).await {
                    Ok(_) => sent += 1,
                    Err(NotDelivered::Never(_)) => {}
                    Err(NotDelivered::Later(_)) => continue,
                }
            }
            self.sign_in_mail_is_done(&id).await?;
        }
        Ok(sent)
    }

    async fn sign_in_mail_is_done(&self, id: &str) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("UPDATE sign_in_mail SET done = 1 WHERE id = $1")
                        .bind(id)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}
