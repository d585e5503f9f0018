//! Passkeys of staff (RULES §16). The server keeps public keys only; each question to an authenticator is kept here, and
//! answered once, within minutes, by the browser it was asked in.

use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::identity::{AccountId, MerchantNumber};
use domain::refusal::Refusal;
use domain::sign_in::{CEREMONY_SECONDS, MOST_PASSKEYS};
use tokio::sync::oneshot;

/// What an authenticator is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ceremony {
    /// A new passkey of this account.
    Make(AccountId),
    /// Who it is.
    SignIn,
}

impl Ceremony {
    fn columns(&self) -> (&'static str, String) {
        match self {
            Self::Make(account) => ("make", account.to_string()),
            Self::SignIn => ("sign_in", String::new()),
        }
    }
}

/// A passkey with what its answer is checked against.
#[derive(Debug, Clone)]
pub struct KnownPasskey {
    /// The row.
    pub id: String,
    /// Whose it is.
    pub merchant: MerchantNumber,
    /// Whose it is.
    pub account: AccountId,
    /// Public key and counter, as the library wrote them.
    pub credential: String,
}

/// Whose new passkey is asked for.
#[derive(Debug, Clone)]
pub struct PasskeyOwner {
    /// The account; authenticators know it by this.
    pub account: AccountId,
    /// Sign-in name.
    pub account_name: String,
    /// Merchant's name.
    pub merchant_name: String,
    /// Ids of the passkeys it has already.
    pub has: Vec<String>,
}

impl Store {
    /// Who makes a passkey: somebody who signed in just now and has room for one more.
    pub async fn passkey_owner(&self, session: &SessionToken) -> Result<PasskeyOwner, StoreError> {
        let fresh = self.fresh(session).await?;
        let row = sqlx::query(
            "SELECT a.name, m.name AS merchant_name FROM account a JOIN merchant m ON m.number = a.merchant
             WHERE a.merchant = $1 AND a.id = $2",
        )
        .bind(fresh.merchant())
        .bind(fresh.account.clone())
        .fetch_one(self.engine.reader())
        .await?;
        let has = sqlx::query("SELECT credential_id FROM passkey WHERE merchant = $1 AND account = $2")
            .bind(fresh.merchant())
            .bind(fresh.account.clone())
            .fetch_all(self.engine.reader())
            .await?;
        if has.len() >= MOST_PASSKEYS {
            return Err(StoreError::Refused(Refusal::TooManyPasskeys));
        }
        let columns = Columns(&row);
        Ok(PasskeyOwner {
            account: AccountId::parse(&fresh.account).map_err(|_| StoreError::Corrupt("account"))?,
            account_name: columns.text("name")?,
            merchant_name: columns.text("merchant_name")?,
            has: has.iter().map(|row| Columns(row).text("credential_id")).collect::<Result<_, _>>()?,
        })
    }

    /// Keeps a question. The token stays in the browser that was asked.
    pub async fn ask_authenticator(
        &self,
        ceremony: &Ceremony,
        question: String,
    ) -> Result<SessionToken, StoreError> {
        let token = SessionToken::new()?;
        let (hash, now) = (token.hash(), self.now());
        let (kind, account) = ceremony.columns();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM ceremony WHERE asked_at < $1")
                        .bind(now.plus_seconds(-CEREMONY_SECONDS).0)
                        .execute(&mut *connection)
                        .await?;
                    sqlx::query(
                        "INSERT INTO ceremony (token_hash, kind, account, question, asked_at)
                         VALUES ($1, $2, $3, $4, $5)",
                    )
                    .bind(hash)
                    .bind(kind)
                    .bind(account)
                    .bind(question)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        Ok(token)
    }

    /// Takes a question away for its answer: a second answer finds none.
    pub async fn answered_question(
        &self,
        token: &SessionToken,
        ceremony: &Ceremony,
    ) -> Result<String, StoreError> {
        let (hash, now) = (token.hash(), self.now());
        let (kind, account) = ceremony.columns();
        let (told, question) = oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let row = sqlx::query(
                        "DELETE FROM ceremony WHERE token_hash = $1 AND kind = $2 AND account = $3 AND asked_at >= $4
                         RETURNING question",
                    )
                    .bind(hash)
                    .bind(kind)
                    .bind(account)
                    .bind(now.plus_seconds(-CEREMONY_SECONDS).0)
                    .fetch_optional(connection)
                    .await?;
                    let row = row.ok_or(StoreError::Refused(Refusal::PasskeyRefused))?;
                    let _ = told.send(Columns(&row).text("question")?);
                    Ok(())
                })
            })
            .await?;
        question.await.map_err(|_| StoreError::Closing)
    }

    /// Keeps a passkey that was made just now.
    pub async fn add_passkey(
        &self,
        session: &SessionToken,
        credential_id: &str,
        credential: String,
        name: &str,
    ) -> Result<(), StoreError> {
        let (fresh, now, id) = (self.fresh(session).await?, self.now(), self.new_identity());
        let made_in = session.hash();
        let (credential_id, name) = (credential_id.to_owned(), name.to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let made = sqlx::query(
                        "INSERT INTO passkey (merchant, id, account, credential_id, credential, name, made_at, made_with)
                         SELECT $1, $2, $3, $4, $5, $6, $7,
                                (SELECT COALESCE(p.made_with, p.id) FROM session s
                                 JOIN passkey p ON p.merchant = s.merchant AND p.id = s.passkey
                                 WHERE s.token_hash = $9)
                         WHERE (SELECT COUNT(*) FROM passkey WHERE merchant = $1 AND account = $3) < $8
                         ON CONFLICT (credential_id) DO NOTHING",
                    )
                    .bind(fresh.merchant())
                    .bind(id)
                    .bind(fresh.account)
                    .bind(credential_id)
                    .bind(credential)
                    .bind(name)
                    .bind(now.0)
                    .bind(i64::try_from(MOST_PASSKEYS).unwrap_or(i64::MAX))
                    .bind(made_in)
                    .execute(connection)
                    .await?;
                    if made.rows_affected() == 1 {
                        Ok(())
                    } else {
                        Err(StoreError::Refused(Refusal::PasskeyRefused))
                    }
                })
            })
            .await
    }

    /// Forgets a passkey of the own account; one that is gone already is no error.
    pub async fn remove_passkey(&self, session: &SessionToken, id: &str) -> Result<(), StoreError> {
        let (fresh, id) = (self.fresh(session).await?, id.to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM passkey WHERE merchant = $1 AND account = $2 AND id = $3")
                        .bind(fresh.merchant())
                        .bind(fresh.account)
                        .bind(id)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// The passkey that answers, unless its account is disabled.
    pub async fn known_passkey(&self, credential_id: &str) -> Result<Option<KnownPasskey>, StoreError> {
        let row = sqlx::query(
            "SELECT p.merchant, p.account, p.id, p.credential FROM passkey p
             JOIN account a ON a.merchant = p.merchant AND a.id = p.account AND a.disabled = 0
             WHERE p.credential_id = $1",
        )
        .bind(credential_id.to_owned())
        .fetch_optional(self.engine.reader())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let columns = Columns(&row);
        Ok(Some(KnownPasskey {
            id: columns.text("id")?,
            merchant: columns.merchant("merchant")?,
            account: AccountId::parse(&columns.text("account")?)
                .map_err(|_| StoreError::Corrupt("account"))?,
            credential: columns.text("credential")?,
        }))
    }

    /// Notes that a passkey answered, and its counter where it has one.
    pub async fn passkey_used(
        &self,
        credential_id: &str,
        credential: Option<String>,
    ) -> Result<(), StoreError> {
        let (credential_id, now) = (credential_id.to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE passkey SET used_at = $2, credential = COALESCE($3, credential)
                         WHERE credential_id = $1",
                    )
                    .bind(credential_id)
                    .bind(now.0)
                    .bind(credential)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
