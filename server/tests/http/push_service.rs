//! A push service that stands in for the browsers' own: it looks at who writes, opens what is written as the phone would
//! (by other code than that which sealed it), and answers as told.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{Aead, KeyInit};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::calendar::Instant;
use hkdf::Hkdf;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::{PublicKey, SecretKey};
use serde_json::Value;
use sha2::Sha256;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// The phone of RFC 8291, appendix A.
pub const PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
pub const PUBLIC: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
pub const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// How it answers.
#[derive(Clone, Copy)]
pub enum Mood {
    Says(u16),
    LeadsElsewhere,
    Silent,
}

/// What was brought.
#[derive(Clone)]
pub struct Brought {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Clone)]
pub struct PushService {
    pub origin: String,
    brought: Arc<Mutex<Vec<Brought>>>,
    moods: Arc<Mutex<VecDeque<Mood>>>,
}

impl PushService {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let service = Self { origin, brought: Arc::default(), moods: Arc::default() };
        let inside = service.clone();
        let router = Router::new().fallback(move |uri: axum::http::Uri, headers: HeaderMap, body: Bytes| {
            inside.clone().answer(Brought { path: uri.path().to_owned(), headers, body })
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }

    async fn answer(self, brought: Brought) -> Response {
        self.brought.lock().expect("a lock").push(brought);
        let mood = self.moods.lock().expect("a lock").pop_front();
        match mood.unwrap_or(Mood::Says(201)) {
            Mood::Says(code) => StatusCode::from_u16(code).expect("a status").into_response(),
            Mood::LeadsElsewhere => {
                let elsewhere = format!("{}/elsewhere", self.origin);
                (StatusCode::TEMPORARY_REDIRECT, [("location", elsewhere)]).into_response()
            }
            Mood::Silent => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                StatusCode::CREATED.into_response()
            }
        }
    }

    pub fn is(&self, mood: Mood) {
        self.moods.lock().expect("a lock").push_back(mood);
    }

    /// What was brought since it was last asked.
    pub fn bag(&self) -> Vec<Brought> {
        std::mem::take(&mut *self.brought.lock().expect("a lock"))
    }
}

impl Brought {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// RFC 8292: signed by the key that the page gives to browsers, for this service, not for long.
    pub fn comes_from(&self, key: &str, origin: &str, now: Instant) {
        let said = self.header("authorization").strip_prefix("vapid t=").expect("vapid");
        let (token, k) = said.split_once(", k=").expect("a key");
        assert_eq!(k, key, "the key that the browser was given");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let of = |text: &str| Base64UrlUnpadded::decode_vec(text).expect("base64url");
        let public = VerifyingKey::from_sec1_bytes(&of(key)).expect("a point");
        let signature = Signature::from_slice(&of(signature)).expect("a signature");
        public.verify(signed.as_bytes(), &signature).expect("signed by it");
        let (head, claims) = signed.split_once('.').expect("two parts");
        let parsed = |part: &str| serde_json::from_slice::<Value>(&of(part)).expect("JSON");
        assert_eq!(parsed(head), serde_json::json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = parsed(claims);
        assert_eq!(claims["aud"], origin);
        assert!(claims["sub"].as_str().is_some_and(|contact| contact.starts_with("mailto:")), "{claims}");
        let left = claims["exp"].as_i64().expect("an end") - now.0 / 1000;
        assert!(left > 0 && left <= 86_400, "{left} seconds");
    }

    /// What the phone reads.
    pub fn opened(&self) -> Value {
        assert_eq!(self.header("content-encoding"), "aes128gcm");
        serde_json::from_slice(&open(&self.body)).expect("JSON")
    }
}

/// RFC 8291 and 8188, straight from their texts, with the phone's private key.
pub fn open(body: &[u8]) -> Vec<u8> {
    let of = |text: &str| Base64UrlUnpadded::decode_vec(text).expect("base64url");
    let (salt, rest) = body.split_at(16);
    let (size, rest) = rest.split_at(4);
    let size = u32::from_be_bytes(size.try_into().expect("four bytes")) as usize;
    assert_eq!(rest[0], 65, "the sender's point, uncompressed");
    let (sender, sealed) = rest[1..].split_at(65);
    assert!(sealed.len() <= size && body.len() <= 4096, "one record, as every service takes it");

    let secret = SecretKey::from_slice(&of(PRIVATE)).expect("a scalar");
    let public = PublicKey::from_sec1_bytes(sender).expect("a point");
    let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), public.as_affine());
    let expanded = |salt: &[u8], from: &[u8], info: &[u8], length: usize| {
        let mut key = vec![0; length];
        Hkdf::<Sha256>::new(Some(salt), from).expand(info, &mut key).expect("short");
        key
    };
    let info = [b"WebPush: info\0", &of(PUBLIC)[..], sender].concat();
    let material = expanded(&of(SECRET), shared.raw_secret_bytes(), &info, 32);
    let key = expanded(salt, &material, b"Content-Encoding: aes128gcm\0", 16);
    let nonce = expanded(salt, &material, b"Content-Encoding: nonce\0", 12);
    let cipher = Aes128Gcm::new_from_slice(&key).expect("a key");
    let nonce: [u8; 12] = nonce.try_into().expect("twelve bytes");
    let mut plain = cipher.decrypt(&nonce.into(), sealed).expect("meant for this phone");
    while plain.last() == Some(&0) {
        plain.pop();
    }
    assert_eq!(plain.pop(), Some(2), "the last record");
    plain
}

#[test]
fn the_stand_in_reads_what_the_standard_wrote() {
    let body = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK\
        6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    let body = Base64UrlUnpadded::decode_vec(body).expect("base64url");
    assert_eq!(open(&body), b"When I grow up, I want to be a watermelon");
}
