//! What a desk's phone signs of each scan that it took without network (CODES, queued scans).

use super::judge::{Unchecked, WIDEST_STEPS};
use crate::calendar::Instant;
use crate::code::issuer_key::IssuerKeys;
use crate::code::{Authentic, Presented, authenticate};
use crate::device::HolderKey;
use crate::identity::{AttemptId, DeskPhoneId, MerchantNumber};
use crate::refusal::Refusal;
use sha2::{Digest, Sha256};

/// In front of what a desk's phone signs.
pub const SCAN_DOMAIN: &[u8] = b"piaojia/scan/1";

/// The public key of a desk's phone: P-256, compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskPhoneKey(HolderKey);

impl DeskPhoneKey {
    /// Takes 66 hexadecimal digits that are a point of the curve.
    pub fn parse(text: &str) -> Option<Self> {
        HolderKey::parse(text).map(Self)
    }

    /// As the database keeps it.
    pub fn to_text(&self) -> String {
        self.0.to_text()
    }

    /// Whether the phone signed this scan (ES256, r ‖ s).
    pub fn has_signed(&self, scan: &OfflineScan, merchant: MerchantNumber, signature: &[u8; 64]) -> bool {
        use p256::ecdsa::signature::Verifier;
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(self.0.bytes());
        let signature = p256::ecdsa::Signature::from_slice(signature);
        key.ok()
            .zip(signature.ok())
            .is_some_and(|(key, signature)| key.verify(&scan.message(merchant), &signature).is_ok())
    }
}

/// One scan that a phone took without network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfflineScan {
    /// Which phone.
    pub phone: DeskPhoneId,
    /// Counts the phone's scans from 1: a gap is a scan that never arrived.
    pub number: u32,
    /// Made at the moment of the scan; the one that was sent first, if it was sent.
    pub attempt: AttemptId,
    /// The whole text of the QR.
    pub code: String,
    /// Units taken.
    pub units: u8,
    /// When, by the server's clock as the phone reckoned it.
    pub scanned_at: Instant,
    /// Milliseconds that the server's clock was ahead of the phone's.
    pub ahead: i64,
    /// When the phone had last heard the server.
    pub heard_at: Instant,
    /// What the phone could not check, a bit each ([`bits`]).
    pub unchecked: u8,
}

impl OfflineScan {
    /// The bytes that the phone signs.
    pub fn message(&self, merchant: MerchantNumber) -> Vec<u8> {
        let mut bytes = SCAN_DOMAIN.to_vec();
        bytes.extend(merchant.0.to_be_bytes());
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.scanned_at.0.to_be_bytes());
        bytes.extend(self.ahead.to_be_bytes());
        bytes.extend(self.heard_at.0.to_be_bytes());
        bytes.extend([self.units, self.unchecked]);
        for text in [self.phone.as_str(), self.attempt.as_str()] {
            // Identities have at most 64 characters.
            bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            bytes.extend(text.as_bytes());
        }
        bytes.extend(Sha256::digest(self.code.as_bytes()));
        bytes
    }

    /// What was scanned, as far as signatures and the clock of the scan go: steps 1–3 of CODES now, 5 and 6 by
    /// [`Self::presented`].
    pub fn authentic(&self, keys: &IssuerKeys) -> Result<Authentic, Refusal> {
        authenticate(&self.code, keys, self.scanned_at)
    }

    /// Steps 5 and 6, with the window that a phone without network has.
    pub fn presented(&self, authentic: &Authentic) -> Result<Presented, Refusal> {
        let presented = authentic.admit_at_any_time(Ok(()))?;
        match presented.step {
            Some(step) if !step.is_within(self.scanned_at, WIDEST_STEPS) => Err(Refusal::ClockWrong),
            Some(_) | None => Ok(presented),
        }
    }
}

/// What was not checked as it stands in a scan: the first of [`Unchecked::ALL`] is the lowest bit.
pub fn bits(unchecked: &[Unchecked]) -> u8 {
    let bit =
        |one: &Unchecked| Unchecked::ALL.iter().position(|known| known == one).map_or(0, |at| 1_u8 << at);
    unchecked.iter().map(bit).fold(0, |all, bit| all | bit)
}

/// Reads [`bits`]; others mean nothing.
pub fn from_bits(bits: u8) -> Vec<Unchecked> {
    Unchecked::ALL.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, one)| *one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_is_read_back() {
        for all in 0..16 {
            assert_eq!(bits(&from_bits(all)), all);
        }
        assert!(from_bits(0xF0).is_empty());
    }
}
