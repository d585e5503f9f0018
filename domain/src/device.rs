//! The phones that sign a wallet's living codes (CODES, phones): whose key is one, and how many there may be.

use crate::hexadecimal::{hex, unhex};
use crate::refusal::Refusal;

/// Phones of one wallet that sign at the same time.
pub const MOST_DEVICES: usize = 3;

/// The public key of a holder's phone: P-256, compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HolderKey([u8; 33]);

impl HolderKey {
    /// Takes 66 hexadecimal digits that are a point of the curve.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = unhex::<33>(text)?;
        // 5 would begin SEC 1's compact form, which has as many bytes.
        let is_compressed = matches!(bytes, [2 | 3, ..]);
        (is_compressed && p256::ecdsa::VerifyingKey::from_sec1_bytes(&bytes).is_ok()).then_some(Self(bytes))
    }

    /// The key in a code whose holder's signature holds.
    pub const fn of_code(bytes: [u8; 33]) -> Self {
        Self(bytes)
    }

    /// As codes carry it.
    pub const fn bytes(&self) -> &[u8; 33] {
        &self.0
    }

    /// As the database keeps it.
    pub fn to_text(&self) -> String {
        hex(&self.0)
    }
}

/// What a wallet knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It never saw it.
    Unknown,
    /// One of its phones.
    Living,
    /// A phone that its holder removed.
    Removed,
}

/// Whether a key that asks to sign for a wallet is to be written; `living` phones sign already. A removed one stays
/// removed: somebody meant it.
pub fn register(standing: Standing, living: usize) -> Result<bool, Refusal> {
    match standing {
        Standing::Living => Ok(false),
        Standing::Removed => Err(Refusal::DeviceRemoved),
        Standing::Unknown if living >= MOST_DEVICES => Err(Refusal::TooManyDevices),
        Standing::Unknown => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_phones_sign_and_a_fourth_is_refused() {
        let answers: Vec<_> = (0..5).map(|living| register(Standing::Unknown, living)).collect();
        let full = Err(Refusal::TooManyDevices);
        assert_eq!(answers, [Ok(true), Ok(true), Ok(true), full.clone(), full]);
        assert_eq!(register(Standing::Living, 3), Ok(false), "one of the three comes again");
        assert_eq!(register(Standing::Removed, 0), Err(Refusal::DeviceRemoved));
    }

    #[test]
    fn a_key_is_a_point_of_the_curve() {
        let generator = "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
        assert_eq!(HolderKey::parse(generator).map(|key| key.to_text()).as_deref(), Some(generator));
        let with = |first: &str, rest: &str| format!("{first}{rest}");
        let x = &generator[2..];
        for other in
            ["", "03", &"00".repeat(33), &with("04", x), &with("05", x), &with("02", &"ff".repeat(32))]
        {
            assert_eq!(HolderKey::parse(other), None, "{other}");
        }
    }
}
