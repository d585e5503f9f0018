//! The authenticator app beside the password (RULES §16): its key, its codes, and the recovery codes for a lost phone.

use crate::command::account::Fresh;
use crate::random::secret_bytes;
use crate::secret::{Keyring, SessionToken};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::one_time_code::OneTimeCode;
use domain::refusal::Refusal;
use domain::sign_in::{RECOVERY_CODES, RecoveryCode};
use sqlx::AnyConnection;
use totp_rs::{Builder, Secret, Totp};

/// Bytes of an app's key, as RFC 4226 advises.
const KEY_BYTES: usize = 20;
/// Half minutes before and after the present one whose codes are taken: phones are slow, clocks go wrong.
const SKEW: u16 = 1;

/// A key that an app may take, and that is nobody's yet.
#[derive(Clone)]
pub struct AppKey([u8; KEY_BYTES]);

impl AppKey {
    /// A new one.
    pub fn new() -> Result<Self, StoreError> {
        secret_bytes().map(Self)
    }

    /// For typing into an app.
    pub fn base32(&self) -> String {
        Secret::new_stack(self.0).to_base32()
    }

    /// What the QR code says: whose key it is, for the app's list.
    pub fn link(&self, account: &str, merchant: &str) -> String {
        // Apps split the two by the colon.
        let (account, merchant) =
            (account.replace(':', " "), format!("Piaojia {merchant}").replace(':', " "));
        self.totp(&account, &merchant).and_then(|totp| totp.to_url().ok()).unwrap_or_default()
    }

    fn totp(&self, account: &str, merchant: &str) -> Option<Totp> {
        Builder::new()
            .with_secret(Secret::new_stack(self.0))
            .with_skew(SKEW)
            .with_account_name(account)
            .with_issuer(Some(merchant))
            .build()
            .ok()
    }

    /// The half minute whose code this is.
    fn step_of(&self, code: &OneTimeCode, now: Instant) -> Option<i64> {
        let seconds = u64::try_from(now.0.div_euclid(1_000)).ok()?;
        let step = self.totp("account", "Piaojia")?.check(code.as_str(), seconds)?;
        i64::try_from(step).ok()
    }

    /// The code that an app would show: for tests and the demo.
    #[cfg(feature = "fixture")]
    pub fn code_at(&self, now: Instant) -> Option<String> {
        let seconds = u64::try_from(now.0.div_euclid(1_000)).ok()?;
        Some(self.totp("account", "Piaojia")?.generate(seconds).to_string())
    }
}

/// A key and recovery codes that somebody may take. Until the app's code comes back they are kept by the page, sealed to
/// the account: a form that is sent twice finds the same ones.
#[derive(Clone)]
pub struct AppOffer {
    /// For the app.
    pub key: AppKey,
    /// For paper.
    pub codes: Vec<RecoveryCode>,
    /// Both, for the form.
    pub sealed: Vec<u8>,
}

impl Store {
    /// Offers a key with recovery codes.
    pub async fn offer_app(&self, session: &SessionToken) -> Result<AppOffer, StoreError> {
        let fresh = self.fresh(session).await?;
        let (key, codes) = (AppKey::new()?, draw()?);
        let mut plain = key.0.to_vec();
        codes.iter().for_each(|code| plain.extend(code.as_str().as_bytes()));
        let sealed = self.keyring.cipher().seal(&offer_context(&fresh.account), &plain)?;
        Ok(AppOffer { key, codes, sealed })
    }

    /// An offer of this account that came back.
    pub async fn offered_app(&self, session: &SessionToken, sealed: &[u8]) -> Result<AppOffer, StoreError> {
        let fresh = self.fresh(session).await?;
        self.open_offer(&fresh, sealed)
    }

    fn open_offer(&self, fresh: &Fresh, sealed: &[u8]) -> Result<AppOffer, StoreError> {
        let refused = || StoreError::Refused(Refusal::AppCodeWrong);
        let plain =
            self.keyring.cipher().open(&offer_context(&fresh.account), sealed).map_err(|_| refused())?;
        let (key, codes) = plain.split_first_chunk::<KEY_BYTES>().ok_or_else(refused)?;
        let codes = String::from_utf8_lossy(codes).into_owned();
        let codes = codes
            .as_bytes()
            .chunks(codes.len().div_ceil(RECOVERY_CODES).max(1))
            .map(|symbols| RecoveryCode::parse(&String::from_utf8_lossy(symbols)).ok_or_else(refused))
            .collect::<Result<_, _>>()?;
        Ok(AppOffer { key: AppKey(*key), codes, sealed: sealed.to_vec() })
    }

    /// Switches the app on: its code proves that it has the key. All sessions of the account end.
    pub async fn switch_on_app(
        &self,
        session: &SessionToken,
        sealed: &[u8],
        code: &OneTimeCode,
    ) -> Result<(), StoreError> {
        let fresh = self.fresh(session).await?;
        let offer = self.open_offer(&fresh, sealed)?;
        let now = self.now();
        let step = offer.key.step_of(code, now).ok_or(StoreError::Refused(Refusal::AppCodeWrong))?;
        let kept = self.keyring.cipher().seal(&context(&fresh.account), &offer.key.0)?;
        let hashes = self.hashes(&fresh, &offer);
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE account SET sealed_code_key = $3, code_step = $4 WHERE merchant = $1 AND id = $2",
                    )
                    .bind(fresh.merchant())
                    .bind(fresh.account.clone())
                    .bind(kept)
                    .bind(step)
                    .execute(&mut *connection)
                    .await?;
                    replace_recovery_codes(connection, &fresh, hashes).await?;
                    fresh.end_all_sessions(connection, now).await
                })
            })
            .await
    }

    /// Switches the app off again, by one of its codes. The recovery codes die with it. Without an app there is nothing
    /// to do.
    pub async fn switch_off_app(&self, session: &SessionToken, code: &OneTimeCode) -> Result<(), StoreError> {
        let fresh = self.fresh(session).await?;
        let (keyring, now, code) = (self.keyring.clone(), self.now(), code.clone());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    if !has_app(connection, &fresh).await? {
                        return Ok(());
                    }
                    if !take_app_code(connection, &keyring, fresh.merchant, &fresh.account, &code, now)
                        .await?
                    {
                        return Err(StoreError::Refused(Refusal::AppCodeWrong));
                    }
                    sqlx::query("UPDATE account SET sealed_code_key = NULL WHERE merchant = $1 AND id = $2")
                        .bind(fresh.merchant())
                        .bind(fresh.account.clone())
                        .execute(&mut *connection)
                        .await?;
                    replace_recovery_codes(connection, &fresh, Vec::new()).await
                })
            })
            .await
    }

    /// The recovery codes of an offer take the place of the old ones, by a code of the app. Sent twice it is done once.
    pub async fn renew_recovery_codes(
        &self,
        session: &SessionToken,
        sealed: &[u8],
        code: &OneTimeCode,
    ) -> Result<(), StoreError> {
        let fresh = self.fresh(session).await?;
        let hashes = self.hashes(&fresh, &self.open_offer(&fresh, sealed)?);
        let (keyring, now, code) = (self.keyring.clone(), self.now(), code.clone());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let one = hashes.first().cloned().unwrap_or_default();
                    let done = sqlx::query(
                        "SELECT 1 AS done FROM recovery_code WHERE merchant = $1 AND account = $2 AND code_hash = $3",
                    )
                    .bind(fresh.merchant())
                    .bind(fresh.account.clone())
                    .bind(one)
                    .fetch_optional(&mut *connection)
                    .await?;
                    if done.is_some() {
                        return Ok(());
                    }
                    if !take_app_code(connection, &keyring, fresh.merchant, &fresh.account, &code, now).await? {
                        return Err(StoreError::Refused(Refusal::AppCodeWrong));
                    }
                    replace_recovery_codes(connection, &fresh, hashes).await
                })
            })
            .await
    }

    fn hashes(&self, fresh: &Fresh, offer: &AppOffer) -> Vec<String> {
        offer.codes.iter().map(|code| recovery_hash(&self.keyring, &fresh.account, code)).collect()
    }
}

async fn has_app(connection: &mut AnyConnection, fresh: &Fresh) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT 1 AS has FROM account WHERE merchant = $1 AND id = $2 AND sealed_code_key IS NOT NULL",
    )
    .bind(fresh.merchant())
    .bind(fresh.account.clone())
    .fetch_optional(connection)
    .await?;
    Ok(row.is_some())
}

/// Whether this is a code of the account's app that was not taken before; it is taken now.
pub(crate) async fn take_app_code(
    connection: &mut AnyConnection,
    keyring: &Keyring,
    merchant: MerchantNumber,
    account: &str,
    code: &OneTimeCode,
    now: Instant,
) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT sealed_code_key FROM account
         WHERE merchant = $1 AND id = $2 AND disabled = 0 AND sealed_code_key IS NOT NULL",
    )
    .bind(i64::from(merchant.0))
    .bind(account.to_owned())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else {
        return Ok(false);
    };
    let key = open(keyring, account, &Columns(&row).bytes("sealed_code_key")?)?;
    let Some(step) = key.step_of(code, now) else {
        return Ok(false);
    };
    let taken =
        sqlx::query("UPDATE account SET code_step = $3 WHERE merchant = $1 AND id = $2 AND code_step < $3")
            .bind(i64::from(merchant.0))
            .bind(account.to_owned())
            .bind(step)
            .execute(connection)
            .await?;
    Ok(taken.rows_affected() == 1)
}

/// What a recovery code is remembered by.
pub(crate) fn recovery_hash(keyring: &Keyring, account: &str, code: &RecoveryCode) -> String {
    keyring.recovery_code_hash(account, code.as_str())
}

fn context(account: &str) -> String {
    format!("app-key/{account}")
}

fn offer_context(account: &str) -> String {
    format!("app-offer/{account}")
}

fn open(keyring: &Keyring, account: &str, sealed: &[u8]) -> Result<AppKey, StoreError> {
    let key = keyring.cipher().open(&context(account), sealed)?;
    key.try_into().map(AppKey).map_err(|_| StoreError::Corrupt("an app's key"))
}

fn draw() -> Result<Vec<RecoveryCode>, StoreError> {
    (0..RECOVERY_CODES).map(|_| secret_bytes().map(RecoveryCode::draw)).collect()
}

async fn replace_recovery_codes(
    connection: &mut AnyConnection,
    fresh: &Fresh,
    hashes: Vec<String>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM recovery_code WHERE merchant = $1 AND account = $2")
        .bind(fresh.merchant())
        .bind(fresh.account.clone())
        .execute(&mut *connection)
        .await?;
    for hash in hashes {
        sqlx::query("INSERT INTO recovery_code (merchant, account, code_hash) VALUES ($1, $2, $3)")
            .bind(fresh.merchant())
            .bind(fresh.account.clone())
            .bind(hash)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
