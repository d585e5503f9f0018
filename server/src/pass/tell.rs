//! Wallet apps hear of changed cards: Apple's phones are woken and ask us, Google is told the card itself.

use super::card_now;
use crate::state::AppState;
use app::pass::google::{Length, Object, object};
use domain::pass::PassKind;
use std::future::Future;
use std::time::Duration;
use store::StoreError;
use store::command::pass::ChangedPass;
use store::guarded::guarded;

/// Cards told of in one round.
const ROUND: u32 = 50;
/// How often changes are looked for.
const PAUSE: Duration = Duration::from_secs(10);

/// Why somebody was not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTold {
    /// Perhaps the next time.
    Later,
    /// Nobody is there any more.
    Gone,
}

/// The way to Apple's and Google's services.
pub trait WalletApps: Send + Sync {
    /// Wakes a phone: it asks for its cards then.
    fn wake(&self, push_token: &str) -> impl Future<Output = Result<(), NotTold>> + Send;

    /// Puts the card as it is now in the place of the one that was saved.
    fn replace(&self, object: &Object) -> impl Future<Output = Result<(), NotTold>> + Send;
}

/// Tells of changes until the server stops.
pub fn watch(state: AppState, apps: impl WalletApps + 'static) {
    if !state.passes.are_there() {
        return;
    }
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            if let Err(error) = guarded(round(&state, &apps)).await {
                tracing::warn!(%error, "wallet apps are not told");
            }
        }
    });
}

/// Tells of what has changed; says of how many cards.
pub async fn round(state: &AppState, apps: &impl WalletApps) -> Result<usize, StoreError> {
    let changed = state.store.changed_passes(ROUND).await?;
    for pass in &changed {
        let told = match pass.kind {
            PassKind::Apple => tell_phones(state, apps, pass).await?,
            PassKind::Google => tell_google(state, apps, pass).await?,
        };
        if told {
            state.store.pass_told(pass).await?;
        } else {
            state.store.pass_not_told(pass).await?;
        }
    }
    Ok(changed.len())
}

async fn tell_phones(
    state: &AppState,
    apps: &impl WalletApps,
    pass: &ChangedPass,
) -> Result<bool, StoreError> {
    let mut all = true;
    for push_token in &pass.push_tokens {
        match apps.wake(push_token).await {
            Ok(()) => {}
            Err(NotTold::Later) => all = false,
            Err(NotTold::Gone) => state.store.forget_push_token(push_token).await?,
        }
    }
    Ok(all)
}

async fn tell_google(
    state: &AppState,
    apps: &impl WalletApps,
    pass: &ChangedPass,
) -> Result<bool, StoreError> {
    let Some(account) = &state.passes.google else {
        return Ok(true);
    };
    let card = card_now(state, &state.store.pass(&pass.serial).await?);
    let object = object(&card, account.issuer(), pass.serial.as_str(), Length::Full);
    // One that was never saved is not there: nobody looks at it.
    Ok(apps.replace(&object).await != Err(NotTold::Later))
}
