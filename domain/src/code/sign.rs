//! Making codes. Ed25519 for the issuer, deterministic: no randomness is needed here.

use super::crockford;
use super::layout::{Claims, CodeKind, HOLDER_DOMAIN, ISSUER_DOMAIN, head};
use super::step::Step;
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The issuer's secret key and its number.
pub struct IssuerSecret {
    id: u8,
    key: SigningKey,
}

impl IssuerSecret {
    /// Takes 32 secret bytes.
    pub fn new(id: u8, secret: &[u8; 32]) -> Self {
        Self { id, key: SigningKey::from_bytes(secret) }
    }

    /// The number that codes carry.
    pub fn id(&self) -> u8 {
        self.id
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// A static code for paper.
    pub fn printed(&self, claims: &Claims) -> String {
        crockford::encode(&self.signed(head(CodeKind::Printed, claims)))
    }

    /// A code for one half minute.
    pub fn moment(&self, claims: &Claims, step: Step) -> String {
        let mut bytes = head(CodeKind::Moment, claims);
        bytes.extend(step.0.to_be_bytes());
        crockford::encode(&self.signed(bytes))
    }

    /// The statement that binds a holder's key to a ticket; the phone adds its own words with [`living`].
    pub fn statement(&self, claims: &Claims, minutes: u32, holder_key: &[u8; 33]) -> Vec<u8> {
        let mut bytes = head(CodeKind::Living, claims);
        bytes.extend(minutes.to_be_bytes());
        bytes.extend(holder_key);
        self.signed(bytes)
    }

    /// Whether it was this key that signed `bytes` of a code. Ed25519 gives the same signature to the same words, so the
    /// one who holds the secret signs once more and compares, in constant time, which is less work than verifying.
    pub(super) fn has_signed(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        self.signature(bytes).ct_eq(signature).into()
    }

    fn signed(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let signature = self.signature(&bytes);
        bytes.extend(signature);
        bytes
    }

    fn signature(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(&[ISSUER_DOMAIN, bytes].concat()).to_bytes()
    }
}

impl std::fmt::Debug for IssuerSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "IssuerSecret(id {})", self.id)
    }
}

/// What the holder's key signs: domain ‖ SHA-256(statement) ‖ wanted ‖ step.
pub fn holder_message(statement: &[u8], wanted: u8, step: Step) -> Vec<u8> {
    let mut message = HOLDER_DOMAIN.to_vec();
    message.extend(Sha256::digest(statement));
    message.push(wanted);
    message.extend(step.0.to_be_bytes());
    message
}

/// Puts a living code together from the statement and the holder's signature over [`holder_message`].
pub fn living(statement: &[u8], wanted: u8, step: Step, signature: &[u8; 64]) -> String {
    let mut bytes = statement.to_vec();
    bytes.push(wanted);
    bytes.extend(step.0.to_be_bytes());
    bytes.extend(signature);
    crockford::encode(&bytes)
}
