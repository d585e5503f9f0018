//! A phone of the wallet's wants to be told, or no longer (RULES §14). There are as many as may sign, since each is one of
//! those; whoever is removed there is told nothing more.

use crate::push::Subscription;
use crate::secret::LinkToken;
use crate::table::holder::Holder;
use crate::table::{device, push_subscription as table};
use crate::{Store, StoreError};
use domain::device::HolderKey;
use domain::refusal::Refusal;

/// The last address of a phone is the one that counts. What was given up under an older one is forgotten.
const WRITE: &str = "
INSERT INTO push_subscription (merchant, wallet, device, sealed, made_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (merchant, wallet, device) DO UPDATE SET sealed = excluded.sealed, failed = 0";

impl Store {
    /// Tells the phone with this key from now on, there.
    pub async fn tell_phone(
        &self,
        link: &LinkToken,
        key: &HolderKey,
        subscription: &Subscription,
    ) -> Result<(), StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let (store, key, subscription) = (self.clone(), *key, subscription.clone());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    let phone = device::living(connection, &holder, &key).await?;
                    let phone = phone.ok_or(StoreError::Refused(Refusal::DeviceRemoved))?;
                    let merchant = i64::from(holder.merchant.0);
                    let sealed = table::seal(&store.keyring, merchant, &phone, &subscription)?;
                    sqlx::query(WRITE)
                        .bind(merchant)
                        .bind(holder.wallet.as_str())
                        .bind(phone)
                        .bind(sealed)
                        .bind(store.now().0)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Tells it nothing more. One that was told nothing stays so.
    pub async fn tell_phone_nothing(&self, link: &LinkToken, key: &HolderKey) -> Result<(), StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let key = *key;
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    match device::living(connection, &holder, &key).await? {
                        Some(phone) => table::forget(connection, &holder, &phone).await,
                        None => Ok(()),
                    }
                })
            })
            .await
    }
}
