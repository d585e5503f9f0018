//! What is never stored as it is: link tokens are derived, redemption codes encrypted, session tokens hashed.
//! Everything hangs on one master key; each use has a key of its own derived from it.

mod cipher;
mod pass;
mod token;

pub use cipher::Cipher;
pub use pass::PassSerial;
pub use token::{BrowserToken, LinkToken, SessionToken};

use crate::StoreError;
use crate::random::secret_bytes;

use domain::actor::Actor;
use domain::code::redemption_code::{IssuerCode, RANDOM_SYMBOLS, RedemptionCode};
use domain::hexadecimal::{self, hex};
use domain::identity::{AttemptId, WalletId};
use domain::one_time_code::OneTimeCode;
use domain::receipt::UseReceipt;
use domain::seal::{self, Head, SignedHead};
use domain::vapid::VapidKey;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// All keys that the store works with.
pub struct Keyring {
    link: Hmac<Sha256>,
    code_index: Hmac<Sha256>,
    pass: Hmac<Sha256>,
    pass_token: Hmac<Sha256>,
    one_time_code: Hmac<Sha256>,
    recovery_code: Hmac<Sha256>,
    first_password: Hmac<Sha256>,
    cipher: Cipher,
    presentation: Cipher,
    seal_head: [u8; 32],
    vapid: Arc<VapidKey>,
}

/// A redemption code before it is sealed, and what it is looked up by.
pub(crate) struct DrawnCode {
    pub index: String,
    code: String,
}

impl Keyring {
    /// Derives every key from the master key. `master_key_id` stands beside each ciphertext, so that a rotated
    /// key is recognised.
    pub fn new(master_key_id: u8, master_key: &[u8; 32]) -> Result<Self, StoreError> {
        Ok(Self {
            link: keyed(master_key, b"piaojia/link/1")?,
            code_index: keyed(master_key, b"piaojia/code-index/1")?,
            pass: keyed(master_key, b"piaojia/pass/1")?,
            pass_token: keyed(master_key, b"piaojia/pass-token/1")?,
            one_time_code: keyed(master_key, b"piaojia/one-time-code/1")?,
            recovery_code: keyed(master_key, b"piaojia/recovery-code/1")?,
            first_password: keyed(master_key, b"piaojia/first-password/1")?,
            cipher: Cipher::new(master_key_id, derive(master_key, b"piaojia/at-rest/1")?),
            presentation: Cipher::new(master_key_id, derive(master_key, b"piaojia/presentation/1")?),
            seal_head: derive(master_key, b"piaojia/seal-head/1")?,
            vapid: VapidKey::new(&derive(master_key, b"piaojia/vapid/1")?)
                .map(Arc::new)
                .ok_or(StoreError::Corrupt("key derivation"))?,
        })
    }

    /// The token of a wallet's link: 130 bits, derived from the wallet and its generation. Raising the generation
    /// kills the link.
    pub fn link_token(&self, wallet: &WalletId, generation: u8) -> LinkToken {
        let mut message = wallet.as_str().as_bytes().to_vec();
        message.push(0);
        message.push(generation);
        LinkToken::from_mac(&authenticate(&self.link, &message))
    }

    /// What a redemption code is looked up by: an HMAC, so that the table gives no code away.
    pub fn code_index(&self, code: &RedemptionCode) -> String {
        hex(&authenticate(&self.code_index, code.as_str().as_bytes()))
    }

    /// A new redemption code of this ticket: what it is looked up by, and the code sealed to the ticket.
    pub(crate) fn new_code(
        &self,
        issuer: &IssuerCode,
        ticket: &str,
    ) -> Result<(String, Vec<u8>), StoreError> {
        let drawn = self.draw_code(issuer)?;
        let sealed = self.seal_code(&drawn, ticket)?;
        Ok((drawn.index, sealed))
    }

    /// A new redemption code that is no ticket's yet.
    pub(crate) fn draw_code(&self, issuer: &IssuerCode) -> Result<DrawnCode, StoreError> {
        let random = secret_bytes::<RANDOM_SYMBOLS>()?.map(|byte| byte & 31);
        let code = RedemptionCode::compose(issuer, &random);
        let folded = RedemptionCode::parse(&code).ok_or(StoreError::Corrupt("a new code"))?;
        Ok(DrawnCode { index: self.code_index(&folded), code })
    }

    /// The code, sealed to this ticket.
    pub(crate) fn seal_code(&self, drawn: &DrawnCode, ticket: &str) -> Result<Vec<u8>, StoreError> {
        self.cipher.seal(ticket, drawn.code.as_bytes())
    }

    /// What six digits are remembered by: a million of them are soon tried, but not without the key.
    pub(crate) fn one_time_code_hash(&self, id: &str, code: &OneTimeCode) -> String {
        hex(&authenticate(&self.one_time_code, format!("{id}\0{}", code.as_str()).as_bytes()))
    }

    /// Whether these are the digits, compared in constant time.
    pub(crate) fn is_one_time_code(&self, id: &str, code: &OneTimeCode, hash: &str) -> bool {
        let mut mac = self.one_time_code.clone();
        mac.update(format!("{id}\0{}", code.as_str()).as_bytes());
        hexadecimal::unhex::<32>(hash).is_some_and(|hash| mac.verify_slice(&hash).is_ok())
    }

    /// What an account's recovery code is remembered by.
    pub(crate) fn recovery_code_hash(&self, account: &str, code: &str) -> String {
        hex(&authenticate(&self.recovery_code, format!("{account}\0{code}").as_bytes()))
    }

    /// What the first password of an account is drawn from: the same for the same form of the same person, so that a form that
    /// was sent twice shows one password. The form's attempt is kept nowhere, so nothing that is kept tells the password.
    pub(crate) fn first_password(
        &self,
        actor: &Actor,
        name: &str,
        attempt: &AttemptId,
        draw: u8,
    ) -> [u8; 32] {
        let message = format!("{}|{}|{name}|{attempt}|{draw}", actor.merchant, actor.account);
        authenticate(&self.first_password, message.as_bytes())
    }

    /// For codes and keys at rest.
    pub fn cipher(&self) -> &Cipher {
        &self.cipher
    }

    /// Signs where a merchant's chain stands, with a key that is not in the database (CODES, event log).
    pub(crate) fn sign_head(&self, head: Head) -> SignedHead {
        head.sign(&self.seal_head)
    }

    /// The text of a receipt, signed with the key of the heads (CODES, receipts).
    pub(crate) fn receipt_text(&self, receipt: &UseReceipt) -> Option<String> {
        receipt.text(&self.seal_head)
    }

    /// What everybody may verify a signed head with.
    pub fn head_public_key(&self) -> [u8; 32] {
        seal::public_key(&self.seal_head)
    }

    /// The key by which push services know this house.
    pub(crate) fn vapid_key(&self) -> Arc<VapidKey> {
        Arc::clone(&self.vapid)
    }

    /// For what a browser keeps for us between two requests.
    pub fn presentation(&self) -> &Cipher {
        &self.presentation
    }
}

fn derive(master_key: &[u8; 32], purpose: &[u8]) -> Result<[u8; 32], StoreError> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, master_key)
        .expand(purpose, &mut key)
        .map_err(|_| StoreError::Corrupt("key derivation"))?;
    Ok(key)
}

fn keyed(master_key: &[u8; 32], purpose: &[u8]) -> Result<Hmac<Sha256>, StoreError> {
    use hmac::KeyInit;
    Hmac::new_from_slice(&derive(master_key, purpose)?).map_err(|_| StoreError::Corrupt("key derivation"))
}

fn authenticate(keyed: &Hmac<Sha256>, message: &[u8]) -> [u8; 32] {
    let mut mac = keyed.clone();
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// SHA-256 as the tables hold it.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
