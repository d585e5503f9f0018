//! "Save to Google Wallet": a link whose last part is the card, signed with the operator's service account (JWT, RS256).

use super::config::GoogleFiles;
use app::pass::Card;
use app::pass::google::{Class, Length, Object, class, object};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::calendar::Instant;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};

const SAVE: &str = "https://pay.google.com/gp/v/save/";
/// Longer links are cut off by some browsers; the number is Google's.
const LONGEST_TOKEN: usize = 1_800;

const SCOPE: &str = "https://www.googleapis.com/auth/wallet_object.issuer";
const ASSERTION_SECONDS: i64 = 600;

/// What a key file says, as far as we need it.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
}

/// The operator's account at Google.
pub struct ServiceAccount {
    issuer: String,
    email: String,
    key: RsaKeyPair,
}

#[derive(Serialize)]
struct Claims<'a, P> {
    iss: &'a str,
    aud: &'a str,
    typ: &'a str,
    iat: i64,
    payload: P,
}

#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    generic_classes: [Class; 1],
    generic_objects: [Object; 1],
}

impl ServiceAccount {
    /// Reads the key file; says what is wrong without saying what is in it.
    pub fn load(files: GoogleFiles<'_>) -> Result<Self, String> {
        let wrong = |why: &str| format!("{}: {why}", files.account.display());
        if files.issuer.is_empty() || !files.issuer.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("the issuer ID of Google Wallet has digits only (--google-wallet-issuer)".to_owned());
        }
        let text = std::fs::read_to_string(files.account).map_err(|error| wrong(&error.to_string()))?;
        let file: KeyFile =
            serde_json::from_str(&text).map_err(|_| wrong("not the key file of a service account"))?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(file.private_key.as_bytes());
        let key = key.ok().and_then(|key| RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).ok());
        Ok(Self {
            issuer: files.issuer.to_owned(),
            email: file.client_email,
            key: key.ok_or_else(|| wrong("holds no RSA key"))?,
        })
    }

    /// The issuer account that cards are named after.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Leads to Google's page that saves this card.
    pub fn save_link(&self, card: &Card, serial: &str, now: Instant) -> Result<String, String> {
        let token = |length| {
            let payload = Payload {
                generic_classes: [class(&self.issuer)],
                generic_objects: [object(card, &self.issuer, serial, length)],
            };
            let iat = now.0.div_euclid(1_000);
            self.token(&Claims { iss: &self.email, aud: "google", typ: "savetowallet", iat, payload })
        };
        let full = token(Length::Full)?;
        let token = if full.len() > LONGEST_TOKEN { token(Length::Short)? } else { full };
        Ok(format!("{SAVE}{token}"))
    }

    /// Asks `tokens`, Google's address for it, for a token that opens the account's cards.
    pub fn assertion(&self, tokens: &str, now: Instant) -> Result<String, String> {
        let iat = now.0.div_euclid(1_000);
        self.token(&Assertion {
            iss: &self.email,
            scope: SCOPE,
            aud: tokens,
            iat,
            exp: iat + ASSERTION_SECONDS,
        })
    }

    /// `HEADER.CLAIMS.SIGNATURE`
    fn token(&self, claims: &impl Serialize) -> Result<String, String> {
        let claims = serde_json::to_vec(claims).map_err(|error| error.to_string())?;
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"RS256","typ":"JWT"}"#);
        let mut token = format!("{header}.{}", Base64UrlUnpadded::encode_string(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
            .map_err(|_| "the key of the Google account does not sign".to_owned())?;
        token.push('.');
        token.push_str(&Base64UrlUnpadded::encode_string(&signature));
        Ok(token)
    }
}
