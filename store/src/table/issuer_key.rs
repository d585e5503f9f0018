//! The issuer's keys: public halves for verifying, the newest secret half for signing.

use super::columns::Columns;
use crate::engine::Engine;
use crate::secret::Keyring;
use crate::{StoreError, secret_bytes};
use domain::calendar::Instant;
use domain::code::issuer_key::{IssuerKey, IssuerKeys};
use domain::code::sign::IssuerSecret;
use std::sync::Arc;

/// A year of signing, ten of trusting: printed codes must outlast the guarantee of what they stand for.
const SIGN_SECONDS: i64 = 365 * 86_400;
const TRUST_SECONDS: i64 = 10 * 365 * 86_400;

/// All keys, read once at the start.
#[derive(Clone)]
pub struct IssuerKeyRing(Arc<Loaded>);

struct Loaded {
    public: IssuerKeys,
    signing: IssuerSecret,
}

impl IssuerKeyRing {
    /// Reads the keys; makes the first one on a new database.
    pub(crate) async fn load_or_make(
        engine: &Engine,
        keyring: &Keyring,
        now: Instant,
    ) -> Result<Self, StoreError> {
        if let Some(loaded) = load(engine, keyring, now).await? {
            return Ok(Self(Arc::new(loaded)));
        }
        make(engine, keyring, now).await?;
        let loaded = load(engine, keyring, now).await?.ok_or(StoreError::Corrupt("issuer key"))?;
        Ok(Self(Arc::new(loaded)))
    }

    /// For verifying.
    pub fn public(&self) -> &IssuerKeys {
        &self.0.public
    }

    /// For signing what is shown now.
    pub fn signing(&self) -> &IssuerSecret {
        &self.0.signing
    }
}

fn context(id: u8) -> String {
    format!("issuer-key/{id}")
}

async fn load(engine: &Engine, keyring: &Keyring, now: Instant) -> Result<Option<Loaded>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, public_key, encrypted_secret, sign_until, trusted_until, revoked_at FROM issuer_key ORDER BY id",
    )
    .fetch_all(engine.reader())
    .await?;
    let mut keys = Vec::with_capacity(rows.len());
    let mut signing = None;
    for row in &rows {
        let columns = Columns(row);
        let id = u8::try_from(columns.number("id")?).map_err(|_| StoreError::Corrupt("issuer key id"))?;
        let public = columns.bytes("public_key")?;
        let revoked_at = columns.maybe_instant("revoked_at")?;
        if revoked_at.is_none() && columns.instant("sign_until")? > now {
            let secret =
                keyring.cipher().open(&context(id), &columns.bytes("encrypted_secret")?).map_err(|_| {
                    StoreError::Corrupt("this master key does not open the issuer key: not its database")
                })?;
            let secret: [u8; 32] = secret.try_into().map_err(|_| StoreError::Corrupt("issuer key"))?;
            signing = Some(IssuerSecret::new(id, &secret));
        }
        keys.push(IssuerKey {
            id,
            public: public.try_into().map_err(|_| StoreError::Corrupt("issuer key"))?,
            trusted_until: columns.instant("trusted_until")?,
            revoked_at,
        });
    }
    Ok(signing.map(|signing| Loaded { public: IssuerKeys::new(keys), signing }))
}

/// Adds the next key, unless another server that starts at the same time has just done so: either both try the same
/// number and one of them wins, or the later one sees the key of the first.
async fn make(engine: &Engine, keyring: &Keyring, now: Instant) -> Result<(), StoreError> {
    let newest = sqlx::query("SELECT COALESCE(MAX(id), -1) AS newest FROM issuer_key")
        .fetch_one(engine.reader())
        .await?;
    let id = u8::try_from(Columns(&newest).number("newest")? + 1)
        .map_err(|_| StoreError::Corrupt("all issuer key numbers are used"))?;
    let secret = secret_bytes::<32>()?;
    let public = IssuerSecret::new(id, &secret).public();
    let sealed = keyring.cipher().seal(&context(id), &secret)?;
    engine
        .writer()
        .transaction(move |transaction| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO issuer_key (id, public_key, encrypted_secret, made_at, sign_until, trusted_until)
                     SELECT $1, $2, $3, $4, $5, $6
                     WHERE NOT EXISTS (SELECT 1 FROM issuer_key k WHERE k.revoked_at IS NULL AND k.sign_until > $4)
                     ON CONFLICT (id) DO NOTHING",
                )
                .bind(i64::from(id))
                .bind(public.to_vec())
                .bind(sealed)
                .bind(now.0)
                .bind(now.plus_seconds(SIGN_SECONDS).0)
                .bind(now.plus_seconds(TRUST_SECONDS).0)
                .execute(transaction)
                .await?;
                Ok(())
            })
        })
        .await
}
