//! Telling a phone (RULES §14): what its browser gives so that only it can read, and how long the news is worth carrying.

use crate::notice_topic::NoticeTopic;
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use std::fmt;

/// How long a push service keeps what it cannot hand over yet.
pub const LIFETIME_SECONDS: u32 = 86_400;

/// News given up in a row after which a phone is no longer told.
pub const MOST_FAILED: u32 = 10;

stated_enum! {
    /// What a phone may spare its battery (RFC 8030, 5.3).
    pub enum Urgency {
        /// Somebody may stand at a counter.
        High = "high",
        /// News of the day.
        Normal = "normal",
        /// Whenever the phone is awake.
        Low = "low",
    }
}

/// How much it hurries.
pub const fn urgency(topic: NoticeTopic) -> Urgency {
    match topic {
        NoticeTopic::Redeemed | NoticeTopic::Cancelled => Urgency::High,
        NoticeTopic::Gifts | NoticeTopic::Returns => Urgency::Normal,
        NoticeTopic::Endings => Urgency::Low,
    }
}

/// What a browser gives with its address at a push service (RFC 8291): a point of P-256 and a shared secret.
#[derive(Clone, PartialEq, Eq)]
pub struct PushKeys {
    public: [u8; 65],
    secret: [u8; 16],
}

impl PushKeys {
    /// Takes both in base64url, as `PushSubscription.toJSON` writes them.
    pub fn parse(public: &str, secret: &str) -> Option<Self> {
        let public: [u8; 65] = Base64UrlUnpadded::decode_vec(public).ok()?.try_into().ok()?;
        let secret: [u8; 16] = Base64UrlUnpadded::decode_vec(secret).ok()?.try_into().ok()?;
        let is_point = p256::ecdsa::VerifyingKey::from_sec1_bytes(&public).is_ok();
        is_point.then_some(Self { public, secret })
    }

    /// The browser's point, uncompressed.
    pub const fn public(&self) -> &[u8; 65] {
        &self.public
    }

    /// What only browser and house know.
    pub const fn secret(&self) -> &[u8; 16] {
        &self.secret
    }

    /// Both in base64url.
    pub fn to_texts(&self) -> [String; 2] {
        [Base64UrlUnpadded::encode_string(&self.public), Base64UrlUnpadded::encode_string(&self.secret)]
    }
}

impl fmt::Debug for PushKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PushKeys(hidden)")
    }
}

/// What one piece of news to one phone is called, the same for each try: a push service that still holds the first lets
/// the second take its place (RFC 8030, 5.4: at most 32 letters).
pub fn name(event: &str, kind: &str, phone: &str) -> String {
    let digest = Sha256::digest(format!("{event}\0{kind}\0{phone}").as_bytes());
    let mut text = Base64UrlUnpadded::encode_string(&digest);
    text.truncate(32);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8291, appendix A.
    const PUBLIC: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn keys_are_a_point_and_sixteen_bytes() {
        let keys = PushKeys::parse(PUBLIC, SECRET).expect("keys");
        assert_eq!(keys.to_texts(), [PUBLIC, SECRET]);
        assert_eq!(format!("{keys:?}"), "PushKeys(hidden)");
        let elsewhere = PUBLIC.replace("BCVx", "BCVy");
        for (public, secret) in [
            ("", SECRET),
            (PUBLIC, ""),
            (&PUBLIC[..86], SECRET),
            (&elsewhere, SECRET),
            (PUBLIC, "BTBZMqHH6r4Tts7J_aSIgg=="),
            (PUBLIC, "BTBZMqHH6r4Tts7J/aSIgg"),
            (PUBLIC, "BTBZMqHH6r4Tts7J_aSI"),
        ] {
            assert_eq!(PushKeys::parse(public, secret), None, "{public} {secret}");
        }
    }

    #[test]
    fn a_name_is_the_same_for_each_try_and_fits_its_header() {
        let of = |event: &str, kind: &str, phone: &str| name(event, kind, phone);
        assert_eq!(of("e", "redeemed", "p"), of("e", "redeemed", "p"));
        for other in [of("f", "redeemed", "p"), of("e", "gift_used", "p"), of("e", "redeemed", "q")] {
            assert_ne!(other, of("e", "redeemed", "p"));
            assert_eq!(other.len(), 32);
            let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            assert!(other.bytes().all(is_letter), "{other}");
        }
    }
}
