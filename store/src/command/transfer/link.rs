//! The three links of a transfer. The giver knows one of them, and it never opens a wallet.

use crate::secret::LinkToken;
use crate::{Store, StoreError};
use domain::identity::{TransferId, WalletId};

/// What the giver passes on: it opens the gift until somebody accepts it.
const SHARED: u8 = 0;
/// What the recipient is sent: the gift, and the wallet afterwards.
const MAILED: u8 = 1;
/// The wallet of whoever accepted by the giver's link: neither that one nor the mailed one opens it.
const TAKEN: u8 = 2;

impl Store {
    pub(crate) fn share_link(&self, transfer: &TransferId) -> Result<LinkToken, StoreError> {
        self.gift_link_of(transfer, SHARED)
    }

    pub(super) fn recipient_link(&self, transfer: &TransferId) -> Result<LinkToken, StoreError> {
        self.gift_link_of(transfer, MAILED)
    }

    /// Link and generation of the wallet that an acceptance makes.
    pub(super) fn wallet_link(
        &self,
        transfer: &TransferId,
        by_share: bool,
    ) -> Result<(LinkToken, u8), StoreError> {
        let generation = if by_share { TAKEN } else { MAILED };
        Ok((self.gift_link_of(transfer, generation)?, generation))
    }

    fn gift_link_of(&self, transfer: &TransferId, generation: u8) -> Result<LinkToken, StoreError> {
        let wallet = WalletId::parse(transfer.as_str()).map_err(|_| StoreError::Corrupt("transfer"))?;
        Ok(self.keyring.link_token(&wallet, generation))
    }
}
