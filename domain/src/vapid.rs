//! The key by which push services know this house (RFC 8292): P-256, the same as long as the house stands, since every
//! phone's subscription is bound to its public half.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};

/// The secret half.
pub struct VapidKey(SigningKey);

impl VapidKey {
    /// Takes 32 secret bytes; one choice in four thousand million is none.
    pub fn new(secret: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(secret).ok().map(Self)
    }

    /// The public half, uncompressed, as browsers and push services want it.
    pub fn public(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// ES256, deterministic: no randomness is needed here.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().into()
    }
}

impl std::fmt::Debug for VapidKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("VapidKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;

    #[test]
    fn what_it_signs_is_known_by_its_public_half() {
        let key = VapidKey::new(&[7; 32]).expect("a key");
        let public = VerifyingKey::from_sec1_bytes(&key.public()).expect("a point");
        let signature = Signature::from_slice(&key.sign(b"a token")).expect("a signature");
        assert!(public.verify(b"a token", &signature).is_ok());
        assert!(public.verify(b"another", &signature).is_err());
        assert_eq!(key.public().len(), 65);
        assert!(!format!("{key:?}").contains('7'));
    }

    #[test]
    fn numbers_beyond_the_curve_are_no_keys() {
        assert!(VapidKey::new(&[0; 32]).is_none());
        assert!(VapidKey::new(&[0xff; 32]).is_none());
    }
}
