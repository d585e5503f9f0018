//! Sessions: made at sign-in, ended at sign-out. Passwords are checked by the caller, who can spend the time.

use crate::command::passkey::KnownPasskey;
use crate::random::new_identity;
use crate::secret::{BrowserToken, SessionToken};
use crate::table::columns::Columns;
use crate::visitor::Visitor;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::{AccountId, MerchantNumber};
use domain::sign_in::{FAILURE_MAIL_SECONDS, Outcome, SIGN_INS_SHOWN, SignInMail, Way};
use sqlx::AnyConnection;

/// A working day and a bit: a clerk signs in once a shift.
const SESSION_SECONDS: i64 = 16 * 3600;

/// What the password is checked against.
#[derive(Debug, Clone)]
pub struct SignInAccount {
    /// The account.
    pub id: AccountId,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// Whether the code of an authenticator app is asked for, too.
    pub has_code: bool,
}

/// One try at the door, ready to be written.
#[derive(Clone)]
pub(crate) struct Knock {
    pub merchant: MerchantNumber,
    pub account: String,
    pub way: Way,
    /// Which passkey, where it was one.
    pub passkey: Option<String>,
    pub visitor: Visitor,
    pub now: Instant,
}

impl Store {
    /// The account behind a sign-in name, unless it is disabled.
    pub async fn account_for_sign_in(
        &self,
        merchant: MerchantNumber,
        name: &str,
    ) -> Result<Option<SignInAccount>, StoreError> {
        let row = sqlx::query(
            "SELECT id, password_hash, CASE WHEN sealed_code_key IS NULL THEN 0 ELSE 1 END AS has_code
             FROM account WHERE merchant = $1 AND name = $2 AND disabled = 0",
        )
        .bind(i64::from(merchant.0))
        .bind(name.to_owned())
        .fetch_optional(self.engine.reader())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let columns = Columns(&row);
        let id = AccountId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("account"))?;
        let (password_hash, has_code) = (columns.text("password_hash")?, columns.flag("has_code")?);
        Ok(Some(SignInAccount { id, password_hash, has_code }))
    }

    /// Signs an account in without a browser: the command line, tests.
    pub async fn start_session(
        &self,
        merchant: MerchantNumber,
        account: &AccountId,
    ) -> Result<SessionToken, StoreError> {
        self.sign_in(merchant, account, Way::Password, &Visitor::default()).await
    }

    /// Signs an account in that has proven itself. A browser that was not seen before is told of, unless it is the
    /// account's first.
    pub async fn sign_in(
        &self,
        merchant: MerchantNumber,
        account: &AccountId,
        way: Way,
        visitor: &Visitor,
    ) -> Result<SessionToken, StoreError> {
        self.enter(self.knock(merchant, account, way, visitor)).await
    }

    /// Signs an account in by one of its passkeys, which is what ends with a phone that is revoked.
    pub async fn sign_in_by_passkey(
        &self,
        passkey: &KnownPasskey,
        visitor: &Visitor,
    ) -> Result<SessionToken, StoreError> {
        let mut knock = self.knock(passkey.merchant, &passkey.account, Way::Passkey, visitor);
        knock.passkey = Some(passkey.id.clone());
        self.enter(knock).await
    }

    async fn enter(&self, knock: Knock) -> Result<SessionToken, StoreError> {
        let token = SessionToken::new()?;
        let hash = token.hash();
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(async move { let_in(connection, &knock, &hash).await }))
            .await?;
        Ok(token)
    }

    /// Keeps a try that failed, of an account that there is.
    pub async fn note_failed_sign_in(
        &self,
        merchant: MerchantNumber,
        account: &AccountId,
        way: Way,
        visitor: &Visitor,
    ) -> Result<(), StoreError> {
        let knock = self.knock(merchant, account, way, visitor);
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(async move { turn_away(connection, &knock).await }))
            .await
    }

    /// Signs out. From now on nothing that this token asks for is written.
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), StoreError> {
        let (hash, now) = (token.hash(), self.now());
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL",
                    )
                    .bind(hash)
                    .bind(now.0)
                    .execute(transaction)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    pub(crate) fn knock(
        &self,
        merchant: MerchantNumber,
        account: &AccountId,
        way: Way,
        visitor: &Visitor,
    ) -> Knock {
        let account = account.to_string();
        Knock { merchant, account, way, passkey: None, visitor: visitor.clone(), now: self.now() }
    }

    pub(crate) fn new_identity(&self) -> String {
        new_identity(self.now())
    }
}

/// A session, its line in the history, and whether the browser is new.
pub(crate) async fn let_in(
    connection: &mut AnyConnection,
    knock: &Knock,
    token_hash: &str,
) -> Result<(), StoreError> {
    let (merchant, now) = (i64::from(knock.merchant.0), knock.now);
    sqlx::query(
        "INSERT INTO session (token_hash, merchant, account, created_at, expires_at, id, way, browser, address, passkey)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(token_hash.to_owned())
    .bind(merchant)
    .bind(knock.account.clone())
    .bind(now.0)
    .bind(now.plus_seconds(SESSION_SECONDS).0)
    .bind(new_identity(now))
    .bind(knock.way.as_str())
    .bind(knock.visitor.browser.clone())
    .bind(knock.visitor.address.clone())
    .bind(knock.passkey.clone())
    .execute(&mut *connection)
    .await?;
    note(connection, knock, Outcome::SignedIn).await?;
    match &knock.visitor.token {
        None => Ok(()),
        Some(token) => meet(connection, knock, token).await,
    }
}

/// A try that failed: its line in the history, and a mail now and then.
pub(crate) async fn turn_away(connection: &mut AnyConnection, knock: &Knock) -> Result<(), StoreError> {
    note(connection, knock, Outcome::Wrong).await?;
    let told = sqlx::query(
        "SELECT 1 AS told FROM sign_in_mail WHERE merchant = $1 AND account = $2 AND kind = 'failed' AND at > $3 LIMIT 1",
    )
    .bind(i64::from(knock.merchant.0))
    .bind(knock.account.clone())
    .bind(knock.now.plus_seconds(-FAILURE_MAIL_SECONDS).0)
    .fetch_optional(&mut *connection)
    .await?;
    match told {
        Some(_) => Ok(()),
        None => tell(connection, knock, SignInMail::Failed).await,
    }
}

async fn note(connection: &mut AnyConnection, knock: &Knock, outcome: Outcome) -> Result<(), StoreError> {
    let merchant = i64::from(knock.merchant.0);
    sqlx::query(
        "INSERT INTO sign_in (merchant, id, account, at, way, outcome, browser, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(merchant)
    .bind(new_identity(knock.now))
    .bind(knock.account.clone())
    .bind(knock.now.0)
    .bind(knock.way.as_str())
    .bind(outcome.as_str())
    .bind(knock.visitor.browser.clone())
    .bind(knock.visitor.address.clone())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM sign_in WHERE merchant = $1 AND account = $2 AND id NOT IN
           (SELECT id FROM sign_in WHERE merchant = $1 AND account = $2 ORDER BY at DESC, id DESC LIMIT $3)",
    )
    .bind(merchant)
    .bind(knock.account.clone())
    .bind(i64::from(SIGN_INS_SHOWN))
    .execute(connection)
    .await?;
    Ok(())
}

async fn meet(connection: &mut AnyConnection, knock: &Knock, token: &BrowserToken) -> Result<(), StoreError> {
    let merchant = i64::from(knock.merchant.0);
    let known = sqlx::query(
        "SELECT COUNT(*) AS browsers, COALESCE(SUM(CASE WHEN token_hash = $3 THEN 1 ELSE 0 END), 0) AS this_one
         FROM known_browser WHERE merchant = $1 AND account = $2",
    )
    .bind(merchant)
    .bind(knock.account.clone())
    .bind(token.hash())
    .fetch_one(&mut *connection)
    .await?;
    let columns = Columns(&known);
    let is_new = columns.number("browsers")? > 0 && columns.number("this_one")? == 0;
    sqlx::query(
        "INSERT INTO known_browser (merchant, account, token_hash, seen_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (merchant, account, token_hash) DO UPDATE SET seen_at = excluded.seen_at",
    )
    .bind(merchant)
    .bind(knock.account.clone())
    .bind(token.hash())
    .bind(knock.now.0)
    .execute(&mut *connection)
    .await?;
    if is_new { tell(connection, knock, SignInMail::NewBrowser).await } else { Ok(()) }
}

async fn tell(connection: &mut AnyConnection, knock: &Knock, kind: SignInMail) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sign_in_mail (id, merchant, account, kind, browser, address, at, done)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
    )
    .bind(new_identity(knock.now))
    .bind(i64::from(knock.merchant.0))
    .bind(knock.account.clone())
    .bind(kind.as_str())
    .bind(knock.visitor.browser.clone())
    .bind(knock.visitor.address.clone())
    .bind(knock.now.0)
    .execute(connection)
    .await?;
    Ok(())
}
