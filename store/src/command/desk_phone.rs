//! The phones at the counter that may go on without network (RULES §3, offline): one key each, made on the phone.

use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::identity::{DeskPhoneId, MerchantNumber};
use domain::offline::conflict::may_settle;
use domain::offline::scan::DeskPhoneKey;
use domain::permission::Function;
use domain::refusal::Refusal;

/// A phone and what it may be called when it sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPhone {
    /// Whose phone.
    pub merchant: MerchantNumber,
    /// Its name in what it sends.
    pub id: DeskPhoneId,
    /// The highest number of its scans that arrived.
    pub highest: u32,
}

impl Store {
    /// Takes the key of the phone that somebody is signed in on. The same key of the same account again is the same
    /// phone; a revoked one stays revoked. `name` says what kind of phone it is.
    pub async fn register_desk_phone(
        &self,
        session: &SessionToken,
        key: &DeskPhoneKey,
        name: &str,
    ) -> Result<DeskPhone, StoreError> {
        let actor = self.acting(session, Function::Redeem).await?;
        let (merchant, account) = (i64::from(actor.merchant.0), actor.account.to_string());
        let branch = actor.branch().map(|branch| branch.as_str().to_owned());
        let (id, now, name, public_key) = (self.new_identity(), self.now(), name.to_owned(), key.to_text());
        let (of_account, of_key) = (account.clone(), public_key.clone());
        let session_hash = session.hash();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO desk_phone (merchant, id, account, branch, public_key, name, made_at, heard_at, passkey)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $7,
                                 (SELECT s.passkey FROM session s WHERE s.token_hash = $8))
                         ON CONFLICT (merchant, account, public_key) DO NOTHING",
                    )
                    .bind(merchant)
                    .bind(id)
                    .bind(account)
                    .bind(branch)
                    .bind(public_key)
                    .bind(name)
                    .bind(now.0)
                    .bind(session_hash)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        let row = sqlx::query(
            "SELECT d.id, d.revoked_at, CAST(COALESCE((SELECT MAX(s.number) FROM offline_scan s
                    WHERE s.merchant = d.merchant AND s.phone = d.id), 0) AS BIGINT) AS highest
             FROM desk_phone d WHERE d.merchant = $1 AND d.account = $2 AND d.public_key = $3",
        )
        .bind(merchant)
        .bind(of_account)
        .bind(of_key)
        .fetch_one(self.engine.counter())
        .await?;
        let columns = Columns(&row);
        if columns.maybe_instant("revoked_at")?.is_some() {
            return Err(StoreError::Refused(Refusal::DeskPhoneRevoked));
        }
        let id = DeskPhoneId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("phone"))?;
        Ok(DeskPhone { merchant: actor.merchant, id, highest: columns.count("highest")? })
    }

    /// Revokes a phone of the own merchant, for an account of a branch one of the branch: it is told nothing more, and what it takes from now on waits for a decision. One
    /// that was revoked before stays as it was.
    pub async fn revoke_desk_phone(
        &self,
        session: &SessionToken,
        phone: &DeskPhoneId,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Redeem).await?;
        may_settle(&actor).map_err(StoreError::Refused)?;
        let (merchant, phone, now) = (i64::from(actor.merchant.0), phone.to_string(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE desk_phone SET revoked_at = $3, revoked_by = $4
                         WHERE merchant = $1 AND id = $2 AND revoked_at IS NULL AND ($5 = '' OR branch = $5)",
                    )
                    .bind(merchant)
                    .bind(phone)
                    .bind(now.0)
                    .bind(actor.account.to_string())
                    .bind(actor.branch().map_or("", |branch| branch.as_str()).to_owned())
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
