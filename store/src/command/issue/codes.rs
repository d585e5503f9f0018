//! The redemption codes and locators of a whole batch.

use crate::random::secret_bytes;
use crate::secret::{DrawnCode, Keyring};
use crate::{Store, StoreError};
use domain::code::redemption_code::IssuerCode;
use std::sync::Arc;

/// Drawn at random, then dealt out in the order of what they are looked up by: tickets that are written one after the
/// other fill both indexes from one side, where each would else touch two pages that no other ticket touches. That is
/// two thirds of everything that a chunk writes. Which ticket has which code is as random as before to everybody
/// without the key; locators are public. Some 150 bytes a ticket.
pub(super) struct Codes(std::vec::IntoIter<Drawn>);

/// What one ticket is found by.
pub(super) struct Drawn {
    pub code: DrawnCode,
    pub locator: i64,
}

impl Codes {
    pub(super) async fn draw(store: &Store, issuer: &IssuerCode, count: usize) -> Result<Self, StoreError> {
        let (keyring, issuer) = (Arc::clone(&store.keyring), issuer.clone());
        // Tenths of a second for the largest file.
        tokio::task::spawn_blocking(move || draw_sorted(&keyring, &issuer, count))
            .await
            .map_err(|_| StoreError::Closing)?
    }

    pub(super) fn next(&mut self) -> Result<Drawn, StoreError> {
        self.0.next().ok_or(StoreError::Corrupt("codes are used up"))
    }
}

fn draw_sorted(keyring: &Keyring, issuer: &IssuerCode, count: usize) -> Result<Codes, StoreError> {
    let (mut codes, mut locators) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for _ in 0..count {
        codes.push(keyring.draw_code(issuer)?);
        locators.push(i64::from_be_bytes(secret_bytes::<8>()?));
    }
    codes.sort_unstable_by(|one, other| one.index.cmp(&other.index));
    locators.sort_unstable();
    let drawn: Vec<Drawn> =
        codes.into_iter().zip(locators).map(|(code, locator)| Drawn { code, locator }).collect();
    Ok(Codes(drawn.into_iter()))
}
