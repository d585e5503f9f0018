//! Encryption with authentication (XChaCha20-Poly1305): `key id ‖ nonce ‖ ciphertext`, bound to a context.

use crate::{StoreError, secret_bytes};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

const NONCE_LENGTH: usize = 24;

/// One key and what it opens.
pub struct Cipher {
    key_id: u8,
    cipher: XChaCha20Poly1305,
}

impl Cipher {
    pub(super) fn new(key_id: u8, key: [u8; 32]) -> Self {
        Self { key_id, cipher: XChaCha20Poly1305::new(&key.into()) }
    }

    /// Seals `plain`; only the same `context` (e.g. the ticket's id) opens it again.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce = secret_bytes::<NONCE_LENGTH>()?;
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| StoreError::Corrupt("encryption"))?;
        let mut bytes = Vec::with_capacity(1 + NONCE_LENGTH + sealed.len());
        bytes.push(self.key_id);
        bytes.extend(nonce);
        bytes.extend(sealed);
        Ok(bytes)
    }

    /// Opens what [`Self::seal`] made under this key and context.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (key_id, rest) = sealed.split_first().ok_or(StoreError::Corrupt("sealed secret"))?;
        let (nonce, ciphertext) =
            rest.split_first_chunk::<NONCE_LENGTH>().ok_or(StoreError::Corrupt("sealed secret"))?;
        if *key_id != self.key_id {
            return Err(StoreError::Corrupt("secret sealed under another master key"));
        }
        let payload = Payload { msg: ciphertext, aad: context.as_bytes() };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| StoreError::Corrupt("sealed secret"))
    }
}
