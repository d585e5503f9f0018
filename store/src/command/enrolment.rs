//! A phone for somebody's account (RULES §16): a manager shows a code for minutes, one phone takes it, makes a passkey
//! and is signed in. Revoking the phone ends its passkey and its sessions; what it did stays the account's.

use super::people::{Note, Target, note};
use super::sign_in::let_in;
use crate::random::new_identity;
use crate::secret::SessionToken;
use crate::table::account::powers;
use crate::table::columns::Columns;
use crate::visitor::Visitor;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::{AccountId, MerchantNumber};
use domain::people::{AccountChange, ENROLMENT_MINUTES};
use domain::permission::Function;
use domain::powers::Powers;
use domain::refusal::Refusal;
use domain::sign_in::Way;

/// A code that was made just now; its token is shown once and kept nowhere.
pub struct Offered {
    /// What stands in the address.
    pub token: SessionToken,
    /// Until when.
    pub ends_at: Instant,
}

/// What the phone is told before it takes the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Whose phone it becomes.
    pub merchant: MerchantNumber,
    /// Whose phone it becomes.
    pub account: AccountId,
    /// Sign-in name.
    pub account_name: String,
    /// Merchant's name.
    pub merchant_name: String,
    /// Branch's name; `None` = 總店.
    pub branch_name: Option<String>,
    /// What the account may.
    pub powers: Powers,
    /// Until when the code is taken.
    pub ends_at: Instant,
}

impl Store {
    /// Makes a code for a phone of this account; older ones that no phone took are dead.
    pub async fn offer_enrolment(
        &self,
        session: &SessionToken,
        account: &AccountId,
    ) -> Result<Offered, StoreError> {
        let actor = self.acting(session, Function::People).await?;
        let (token, now) = (SessionToken::new()?, self.now());
        let ends_at = now.plus_seconds(ENROLMENT_MINUTES * 60);
        let (account, hash) = (account.clone(), token.hash());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    Target::managed(connection, &actor, &account).await?;
                    sqlx::query(
                        "UPDATE enrolment SET revoked_at = $3
                         WHERE merchant = $1 AND account = $2 AND used_at IS NULL AND revoked_at IS NULL",
                    )
                    .bind(i64::from(actor.merchant.0))
                    .bind(account.as_str().to_owned())
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    sqlx::query(
                        "INSERT INTO enrolment (merchant, id, account, token_hash, made_by, made_at, ends_at)
                         VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    )
                    .bind(i64::from(actor.merchant.0))
                    .bind(new_identity(now))
                    .bind(account.as_str().to_owned())
                    .bind(hash)
                    .bind(actor.account.to_string())
                    .bind(now.0)
                    .bind(ends_at.0)
                    .execute(&mut *connection)
                    .await?;
                    let line = Note::by(&actor, account.as_str(), AccountChange::EnrolmentOffered, now);
                    note(connection, line).await
                })
            })
            .await?;
        Ok(Offered { token, ends_at })
    }

    /// What a code is for, while a phone may take it. Changes nothing.
    pub async fn enrolment(&self, token: &SessionToken) -> Result<Enrolment, StoreError> {
        let row = sqlx::query(
            "SELECT e.merchant, e.account, e.ends_at, a.name, a.role, a.grants, a.products, a.hours,
                    m.name AS merchant_name, b.name AS branch_name
             FROM enrolment e
             JOIN account a ON a.merchant = e.merchant AND a.id = e.account AND a.disabled = 0
             JOIN merchant m ON m.number = e.merchant
             LEFT JOIN branch b ON b.merchant = a.merchant AND b.number = a.branch
             WHERE e.token_hash = $1 AND e.used_at IS NULL AND e.revoked_at IS NULL AND e.ends_at > $2",
        )
        .bind(token.hash())
        .bind(self.now().0)
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::Refused(Refusal::EnrolmentOver))?;
        let columns = Columns(&row);
        Ok(Enrolment {
            merchant: columns.merchant("merchant")?,
            account: AccountId::parse(&columns.text("account")?)
                .map_err(|_| StoreError::Corrupt("account"))?,
            account_name: columns.text("name")?,
            merchant_name: columns.text("merchant_name")?,
            branch_name: columns.maybe_text("branch_name")?,
            powers: powers(&columns)?,
            ends_at: columns.instant("ends_at")?,
        })
    }

    /// Takes the code for this phone: its passkey is kept, and it is signed in. A second phone finds nothing.
    pub async fn enrol(
        &self,
        token: &SessionToken,
        credential_id: &str,
        credential: String,
        visitor: &Visitor,
    ) -> Result<SessionToken, StoreError> {
        let of = self.enrolment(token).await?;
        let (session, passkey, now) = (SessionToken::new()?, self.new_identity(), self.now());
        let (hash, session_hash, credential_id) = (token.hash(), session.hash(), credential_id.to_owned());
        let mut knock = self.knock(of.merchant, &of.account, Way::Passkey, visitor);
        knock.passkey = Some(passkey.clone());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let merchant = i64::from(of.merchant.0);
                    let taken = sqlx::query(
                        "UPDATE enrolment SET used_at = $2, browser = $3, passkey = $4
                         WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND ends_at > $2",
                    )
                    .bind(hash)
                    .bind(now.0)
                    .bind(knock.visitor.browser.clone())
                    .bind(passkey.clone())
                    .execute(&mut *connection)
                    .await?;
                    if taken.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::EnrolmentOver));
                    }
                    let made = sqlx::query(
                        "INSERT INTO passkey (merchant, id, account, credential_id, credential, name, made_at, used_at)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (credential_id) DO NOTHING",
                    )
                    .bind(merchant)
                    .bind(passkey)
                    .bind(knock.account.clone())
                    .bind(credential_id)
                    .bind(credential)
                    .bind(knock.visitor.browser.clone())
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    if made.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::PasskeyRefused));
                    }
                    let line = Note::by_phone(merchant, &knock.account, AccountChange::PhoneEnrolled, now);
                    note(connection, line.with(&knock.visitor.browser)?).await?;
                    let_in(connection, &knock, &session_hash).await
                })
            })
            .await?;
        Ok(session)
    }

    /// Ends a phone: its passkey answers no more, and whatever it is signed in with is over. One that has ended already
    /// is no error.
    pub async fn revoke_phone(
        &self,
        session: &SessionToken,
        account: &AccountId,
        enrolment: &str,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::People).await?;
        let (account, enrolment, now) = (account.clone(), enrolment.to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    Target::managed(connection, &actor, &account).await?;
                    let merchant = i64::from(actor.merchant.0);
                    let row = sqlx::query(
                        "UPDATE enrolment SET revoked_at = $4
                         WHERE merchant = $1 AND account = $2 AND id = $3 AND revoked_at IS NULL
                         RETURNING browser, COALESCE(passkey, '') AS passkey",
                    )
                    .bind(merchant)
                    .bind(account.as_str().to_owned())
                    .bind(enrolment)
                    .bind(now.0)
                    .fetch_optional(&mut *connection)
                    .await?;
                    let Some(row) = row else {
                        return Ok(());
                    };
                    let (browser, passkey) = (Columns(&row).text("browser")?, Columns(&row).text("passkey")?);
                    // What was made on the phone goes with it, and so does the key with which it signs scans: those that it
                    // signed before stay valid.
                    for statement in [
                        "UPDATE session SET revoked_at = $4
                         WHERE merchant = $1 AND account = $2 AND revoked_at IS NULL AND (passkey = $3 OR passkey IN
                             (SELECT p.id FROM passkey p WHERE p.merchant = $1 AND p.account = $2 AND p.made_with = $3))",
                        "UPDATE desk_phone SET revoked_at = $4
                         WHERE merchant = $1 AND account = $2 AND revoked_at IS NULL AND (passkey = $3 OR passkey IN
                             (SELECT p.id FROM passkey p WHERE p.merchant = $1 AND p.account = $2 AND p.made_with = $3))",
                    ] {
                        sqlx::query(statement)
                            .bind(merchant)
                            .bind(account.as_str().to_owned())
                            .bind(passkey.clone())
                            .bind(now.0)
                            .execute(&mut *connection)
                            .await?;
                    }
                    sqlx::query(
                        "DELETE FROM passkey WHERE merchant = $1 AND account = $2 AND (id = $3 OR made_with = $3)",
                    )
                    .bind(merchant)
                    .bind(account.as_str().to_owned())
                    .bind(passkey)
                    .execute(&mut *connection)
                    .await?;
                    let line = Note::by(&actor, account.as_str(), AccountChange::PhoneRevoked, now);
                    note(connection, line.with(&browser)?).await
                })
            })
            .await
    }
}
