//! What somebody sees of the own account: how it signs in, where it is signed in, what happened at the door.

use crate::command::account::Telling;
use crate::command::contact::Email;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::sign_in::{Outcome, SIGN_INS_SHOWN, Way, is_fresh};

/// The page about the own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAccount {
    /// The oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whether the code of an app is asked for beside the password.
    pub has_app: bool,
    /// Recovery codes that were not used.
    pub recovery_codes_left: u32,
    /// What it is told.
    pub telling: Telling,
    /// Sessions that are neither over nor ended; the newest first.
    pub sessions: Vec<Session>,
    /// The last ones, the newest first.
    pub sign_ins: Vec<SignIn>,
    /// Whether this session may change how the account signs in.
    pub is_fresh: bool,
}

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// The row.
    pub id: String,
    /// The browser it was made in; empty where it did not say.
    pub name: String,
    /// Since when.
    pub made_at: Instant,
    /// When it last answered.
    pub used_at: Option<Instant>,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The row; `None` for sessions from before they had names.
    pub id: Option<String>,
    /// `iPhone · Safari`; empty where it did not say.
    pub browser: String,
    /// Where it was.
    pub address: String,
    /// Since when.
    pub began_at: Instant,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// A line of 登入歷程.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// When.
    pub at: Instant,
    /// With what.
    pub way: Way,
    /// What came of it.
    pub outcome: Outcome,
    /// `iPhone · Safari`; empty where it did not say.
    pub browser: String,
    /// Where it was.
    pub address: String,
}

impl Store {
    /// The account behind a session.
    pub async fn own_account(&self, session: &SessionToken) -> Result<OwnAccount, StoreError> {
        let (whose, began) = self.session_of(session).await?;
        let (merchant, account, now) = (whose.merchant(), whose.account, self.now());
        let reader = self.engine.reader();
        let row = sqlx::query(
            "SELECT email, tells_failures, tells_new_browsers,
                    CASE WHEN sealed_code_key IS NULL THEN 0 ELSE 1 END AS has_app,
                    (SELECT COUNT(*) FROM recovery_code r
                     WHERE r.merchant = $1 AND r.account = $2 AND r.used_at IS NULL) AS codes_left
             FROM account WHERE merchant = $1 AND id = $2",
        )
        .bind(merchant)
        .bind(account.clone())
        .fetch_one(reader)
        .await?;
        let passkeys = sqlx::query(
            "SELECT id, name, made_at, used_at FROM passkey WHERE merchant = $1 AND account = $2 ORDER BY made_at, id",
        )
        .bind(merchant)
        .bind(account.clone())
        .fetch_all(reader)
        .await?;
        let sessions = sqlx::query(
            "SELECT id, browser, address, created_at, CASE WHEN token_hash = $4 THEN 1 ELSE 0 END AS is_this
             FROM session WHERE merchant = $1 AND account = $2 AND revoked_at IS NULL AND expires_at > $3
             ORDER BY created_at DESC",
        )
        .bind(merchant)
        .bind(account.clone())
        .bind(now.0)
        .bind(session.hash())
        .fetch_all(reader)
        .await?;
        let sign_ins = sqlx::query(
            "SELECT at, way, outcome, browser, address FROM sign_in
             WHERE merchant = $1 AND account = $2 ORDER BY at DESC, id DESC LIMIT $3",
        )
        .bind(merchant)
        .bind(account)
        .bind(i64::from(SIGN_INS_SHOWN))
        .fetch_all(reader)
        .await?;
        let columns = Columns(&row);
        Ok(OwnAccount {
            passkeys: passkeys.iter().map(|row| passkey(&Columns(row))).collect::<Result<_, _>>()?,
            has_app: columns.flag("has_app")?,
            recovery_codes_left: columns.count("codes_left")?,
            telling: Telling {
                email: columns.maybe_text("email")?.as_deref().and_then(Email::parse),
                failures: columns.flag("tells_failures")?,
                new_browsers: columns.flag("tells_new_browsers")?,
            },
            sessions: sessions.iter().map(|row| open_session(&Columns(row))).collect::<Result<_, _>>()?,
            sign_ins: sign_ins.iter().map(|row| sign_in(&Columns(row))).collect::<Result<_, _>>()?,
            is_fresh: is_fresh(began, now),
        })
    }
}

fn passkey(columns: &Columns<'_>) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: columns.text("id")?,
        name: columns.text("name")?,
        made_at: columns.instant("made_at")?,
        used_at: columns.maybe_instant("used_at")?,
    })
}

fn open_session(columns: &Columns<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: columns.maybe_text("id")?,
        browser: columns.text("browser")?,
        address: columns.text("address")?,
        began_at: columns.instant("created_at")?,
        is_this: columns.flag("is_this")?,
    })
}

fn sign_in(columns: &Columns<'_>) -> Result<SignIn, StoreError> {
    Ok(SignIn {
        at: columns.instant("at")?,
        way: columns.stated("way", Way::parse)?,
        outcome: columns.stated("outcome", Outcome::parse)?,
        browser: columns.text("browser")?,
        address: columns.text("address")?,
    })
}
