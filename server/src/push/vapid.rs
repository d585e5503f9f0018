//! Who writes, as push services want it said (RFC 8292): a token signed by the house's key, for one service and half a day.

use base64ct::{Base64UrlUnpadded, Encoding};
use domain::calendar::Instant;
use domain::vapid::VapidKey;
use serde::Serialize;

/// A service refuses more than a day.
const LIFETIME_SECONDS: i64 = 12 * 3600;
/// `{"typ":"JWT","alg":"ES256"}`
const HEAD: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9";

#[derive(Serialize)]
struct Claims<'c> {
    aud: &'c str,
    exp: i64,
    sub: &'c str,
}

/// The value of the header `Authorization` for the service at `origin`; `contact` is whom it may write to.
pub fn authorization(key: &VapidKey, origin: &str, contact: &str, now: Instant) -> Option<String> {
    let claims = Claims { aud: origin, exp: now.0.div_euclid(1000) + LIFETIME_SECONDS, sub: contact };
    let claims = Base64UrlUnpadded::encode_string(&serde_json::to_vec(&claims).ok()?);
    let said = format!("{HEAD}.{claims}");
    let signature = Base64UrlUnpadded::encode_string(&key.sign(said.as_bytes()));
    Some(format!("vapid t={said}.{signature}, k={}", public(key)))
}

/// The public key as pages give it to browsers.
pub fn public(key: &VapidKey) -> String {
    Base64UrlUnpadded::encode_string(&key.public())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_says_what_it_must() {
        let head = Base64UrlUnpadded::decode_vec(HEAD).expect("base64url");
        assert_eq!(head, br#"{"typ":"JWT","alg":"ES256"}"#);
    }
}
