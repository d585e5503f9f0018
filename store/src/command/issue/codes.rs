//! The redemption codes of a whole batch.

use crate::secret::{DrawnCode, Keyring};
use crate::{Store, StoreError};
use domain::code::redemption_code::IssuerCode;
use std::sync::Arc;

/// Codes in the order of what they are looked up by. Tickets that are written one after the other then fill that index
/// from one side, where each would else touch a page of its own: a third of everything that a chunk writes. Which
/// ticket has which code is as random as before to everybody without the key. Some 150 bytes a ticket.
pub(super) struct Codes(std::vec::IntoIter<DrawnCode>);

impl Codes {
    pub(super) async fn draw(store: &Store, issuer: &IssuerCode, count: usize) -> Result<Self, StoreError> {
        let (keyring, issuer) = (Arc::clone(&store.keyring), issuer.clone());
        // A tenth of a second of computing for the largest file.
        tokio::task::spawn_blocking(move || draw_sorted(&keyring, &issuer, count))
            .await
            .map_err(|_| StoreError::Closing)?
    }

    pub(super) fn next(&mut self) -> Result<DrawnCode, StoreError> {
        self.0.next().ok_or(StoreError::Corrupt("codes are used up"))
    }
}

fn draw_sorted(keyring: &Keyring, issuer: &IssuerCode, count: usize) -> Result<Codes, StoreError> {
    let mut codes = Vec::with_capacity(count);
    for _ in 0..count {
        codes.push(keyring.draw_code(issuer)?);
    }
    codes.sort_unstable_by(|one, other| one.index.cmp(&other.index));
    Ok(Codes(codes.into_iter()))
}
