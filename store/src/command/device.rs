//! The phones that sign a wallet's living codes (CODES, phones): one joins, one is removed, each is given fresh
//! statements whenever it has the network.

use crate::secret::LinkToken;
use crate::table::holder::Holder;
use crate::table::{device, push_subscription as subscription};
use crate::{Store, StoreError};
use domain::code::crockford;
use domain::device::{self as rule, HolderKey, Standing};
use domain::identity::DeviceId;
use domain::refusal::Refusal;

/// "Last seen" is written again after this long at the earliest.
const SEEN_SECONDS: i64 = 300;

/// What a phone may sign for: a ticket that may be shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// 票券序號
    pub serial: String,
    /// The issuer's statement in base32 (CODES, layout): bytes 0–124 of a living code.
    pub text: String,
}

impl Store {
    /// Lets a phone sign for the wallet behind a link. Asked again with the same key it changes nothing.
    pub async fn register_device(
        &self,
        link: &LinkToken,
        key: &HolderKey,
        name: &str,
    ) -> Result<(), StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let (key, name, now, id) = (*key, name.to_owned(), self.now(), self.new_identity());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    let known = device::known(connection, &holder, &key).await?;
                    if !rule::register(known.standing, known.living).map_err(StoreError::Refused)? {
                        return Ok(());
                    }
                    sqlx::query(
                        "INSERT INTO wallet_device (merchant, wallet, id, public_key, name, made_at, seen_at)
                         VALUES ($1, $2, $3, $4, $5, $6, $6)",
                    )
                    .bind(i64::from(holder.merchant.0))
                    .bind(holder.wallet.as_str())
                    .bind(id)
                    .bind(key.to_text())
                    .bind(name)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Removes a phone: at the counter its codes are refused from now on, and it is told nothing more. One that is not there is removed already.
    pub async fn remove_device(&self, link: &LinkToken, device: &DeviceId) -> Result<(), StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let (device, now) = (device.to_string(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    sqlx::query(
                        "UPDATE wallet_device SET removed_at = $4
                         WHERE merchant = $1 AND wallet = $2 AND id = $3 AND removed_at IS NULL",
                    )
                    .bind(i64::from(holder.merchant.0))
                    .bind(holder.wallet.as_str())
                    .bind(device.as_str())
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    subscription::forget(connection, &holder, &device).await
                })
            })
            .await
    }

    /// Fresh statements for one of the wallet's phones: one for each ticket that may be shown now, and none for the
    /// others.
    pub async fn statements(&self, link: &LinkToken, key: &HolderKey) -> Result<Vec<Statement>, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        self.see_device(&holder, key).await?;
        let wallet = self.wallet(link).await?;
        let (now, signing) = (self.now(), self.issuer_keys.signing());
        let showable = wallet.tickets.iter().filter(|ticket| ticket.is_showable(now.day()));
        let statement = |ticket: &crate::query::wallet::WalletTicket| Statement {
            serial: ticket.serial.clone(),
            text: crockford::encode(&signing.statement(
                &ticket.claims(signing.id(), holder.merchant),
                now.code_minutes(),
                key.bytes(),
            )),
        };
        Ok(showable.map(statement).collect())
    }

    /// Whether it is one of the wallet's phones; writes down now and then that it was here.
    async fn see_device(&self, holder: &Holder, key: &HolderKey) -> Result<(), StoreError> {
        let mut reader = self.engine.reader().acquire().await?;
        let known = device::known(&mut reader, holder, key).await?;
        drop(reader);
        match known.standing {
            Standing::Living => {}
            Standing::Unknown | Standing::Removed => return Err(StoreError::Refused(Refusal::DeviceRemoved)),
        }
        let now = self.now();
        let lately = now.plus_seconds(-SEEN_SECONDS);
        if known.seen_at.is_some_and(|seen| seen >= lately) {
            return Ok(());
        }
        let (merchant, wallet, key) =
            (i64::from(holder.merchant.0), holder.wallet.to_string(), key.to_text());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "UPDATE wallet_device SET seen_at = $4
                         WHERE merchant = $1 AND wallet = $2 AND public_key = $3 AND seen_at < $4",
                    )
                    .bind(merchant)
                    .bind(wallet)
                    .bind(key)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
