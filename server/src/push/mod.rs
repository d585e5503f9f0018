//! News for phones over the web (RFC 8030): encrypted for one browser (RFC 8291), signed with the house's key (RFC 8292).
//! Answers are looked at, never read: not one byte of theirs comes further than its status.

mod message;
pub mod service;
pub mod vapid;

use crate::config::{DataConfig, ServeConfig};
use crate::mail::mailbox;
use axum::body::Bytes;
use axum::http::{HeaderValue, Request, StatusCode, header};
use domain::calendar::Instant;
use domain::push::{LIFETIME_SECONDS, PushKeys, urgency};
use domain::vapid::VapidKey;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use service::PushService;
use std::sync::Arc;
use std::time::Duration;
use store::push::{NotPushed, Push, SendPush};
use url::Url;
use web_push_native::p256::PublicKey;
use web_push_native::{Auth, encrypt};

/// How long one piece of news may take, from the connection to the answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// Sends news to push services. It follows no redirect: an address is looked at before it is written to, the next would not be.
#[derive(Clone)]
pub struct Pusher {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    key: Arc<VapidKey>,
    others: Arc<[PushService]>,
    contact: Arc<str>,
    patience: Duration,
}

impl Pusher {
    /// As the settings say.
    pub fn new(serve: &ServeConfig, data: &DataConfig, key: Arc<VapidKey>) -> Result<Self, String> {
        let from = mailbox(&data.mail_from).map_err(|error| format!("--mail-from {error}"))?;
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            key,
            others: serve.push_services.clone().into(),
            contact: format!("mailto:{}", from.email).into(),
            patience: PATIENCE,
        })
    }

    /// The same with less patience.
    pub fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// `None` where nothing can be sent: a service that the settings no longer name, or news that phones are not told.
    fn request(&self, push: &Push, now: Instant) -> Option<Request<Full<Bytes>>> {
        let url = service::known(&push.to.endpoint, &self.others)?;
        let sealed = seal(message::message(push)?, &push.to.keys)?;
        let origin = url.origin().ascii_serialization();
        let mut authorization =
            HeaderValue::from_str(&vapid::authorization(&self.key, &origin, &self.contact, now)?).ok()?;
        authorization.set_sensitive(true);
        Request::post(Url::as_str(&url))
            .header(header::AUTHORIZATION, authorization)
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header("TTL", LIFETIME_SECONDS)
            .header("Urgency", urgency(push.kind.push_topic()?).as_str())
            .header("Topic", push.name.as_str())
            .body(Full::new(sealed.into()))
            .ok()
    }
}

impl SendPush for Pusher {
    async fn send(&self, push: &Push, now: Instant) -> Result<(), NotPushed> {
        let request = self.request(push, now).ok_or(NotPushed::Never)?;
        match tokio::time::timeout(self.patience, self.client.request(request)).await {
            Ok(Ok(answer)) => answered(answer.status()),
            // Not even why: an error may name the address.
            Ok(Err(_)) | Err(_) => Err(NotPushed::Later),
        }
    }
}

/// RFC 8030, 5 and 7.3: taken; gone for good; later; never, redirects among them.
fn answered(status: StatusCode) -> Result<(), NotPushed> {
    match status.as_u16() {
        200..=299 => Ok(()),
        404 | 410 => Err(NotPushed::Gone),
        408 | 425 | 429 | 500..=599 => Err(NotPushed::Later),
        refused => {
            tracing::warn!(status = refused, "a push service does not take our news");
            Err(NotPushed::Never)
        }
    }
}

fn seal(message: Vec<u8>, keys: &PushKeys) -> Option<Vec<u8>> {
    let public = PublicKey::from_sec1_bytes(keys.public()).ok()?;
    encrypt(message, &public, &Auth::from(*keys.secret())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_answers_mean() {
        let of = |code: u16| answered(StatusCode::from_u16(code).expect("a status"));
        for taken in [200, 201, 202] {
            assert_eq!(of(taken), Ok(()));
        }
        for (code, why) in [
            (404, NotPushed::Gone),
            (410, NotPushed::Gone),
            (429, NotPushed::Later),
            (500, NotPushed::Later),
            (503, NotPushed::Later),
            (301, NotPushed::Never),
            (307, NotPushed::Never),
            (400, NotPushed::Never),
            (403, NotPushed::Never),
            (413, NotPushed::Never),
        ] {
            assert_eq!(of(code), Err(why), "{code}");
        }
    }
}
