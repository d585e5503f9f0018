//! Where a phone can be told: its address at a push service and its keys, sealed to the phone.

use super::holder::Holder;
use crate::StoreError;
use crate::push::Subscription;
use crate::secret::Keyring;
use domain::push::PushKeys;
use sqlx::AnyConnection;

/// What only this phone's row opens with.
fn context(merchant: i64, device: &str) -> String {
    format!("push/{merchant}/{device}")
}

pub(crate) fn seal(
    keyring: &Keyring,
    merchant: i64,
    device: &str,
    subscription: &Subscription,
) -> Result<Vec<u8>, StoreError> {
    let [public, secret] = subscription.keys.to_texts();
    let text = format!("{public}\n{secret}\n{}", subscription.endpoint);
    keyring.cipher().seal(&context(merchant, device), text.as_bytes())
}

pub(crate) fn open(
    keyring: &Keyring,
    merchant: i64,
    device: &str,
    sealed: &[u8],
) -> Result<Subscription, StoreError> {
    let opened = keyring.cipher().open(&context(merchant, device), sealed)?;
    let text = String::from_utf8(opened).unwrap_or_default();
    let mut parts = text.splitn(3, '\n');
    let mut part = || parts.next().unwrap_or_default();
    let keys = PushKeys::parse(part(), part()).ok_or(StoreError::Corrupt("a push subscription"))?;
    Ok(Subscription { keys, endpoint: part().to_owned() })
}

/// From now on nothing is sent there, nor what waited.
pub(crate) async fn forget(
    connection: &mut AnyConnection,
    holder: &Holder,
    device: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM push_subscription WHERE merchant = $1 AND wallet = $2 AND device = $3")
        .bind(i64::from(holder.merchant.0))
        .bind(holder.wallet.as_str())
        .bind(device)
        .execute(connection)
        .await?;
    Ok(())
}
