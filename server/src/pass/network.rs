//! The way to Apple's and Google's services: HTTP/2 with the pass certificate to the one, an access token for the service
//! account to the other.

use super::Passes;
use super::tell::{NotTold, WalletApps};
use app::pass::google::Object;
use axum::body::Bytes;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use store::Clock;
use tokio::sync::Mutex;

/// Answers are a few lines.
const LARGEST_ANSWER: usize = 64 * 1024;
const LONGEST: Duration = Duration::from_secs(15);
/// An access token is not used in its last minute.
const SPARE: i64 = 60;

type Http = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Where the services are, and who vouches for them.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // addresses
pub struct Services {
    pub apple: String,
    pub google: String,
    pub google_tokens: String,
    pub roots: RootCertStore,
}

impl Services {
    /// The real ones.
    pub fn real() -> Self {
        Self {
            apple: "https://api.push.apple.com".to_owned(),
            google: "https://walletobjects.googleapis.com".to_owned(),
            google_tokens: "https://oauth2.googleapis.com/token".to_owned(),
            roots: RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        }
    }
}

/// Reaches them.
pub struct Network {
    passes: Passes,
    services: Services,
    phones: Option<Http>,
    google: Http,
    clock: Arc<dyn Clock>,
    access: Mutex<Option<Access>>,
}

struct Access {
    token: String,
    /// Seconds since 1970.
    until: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: i64,
}

/// Why Apple does not wake a phone.
#[derive(Deserialize, Default)]
struct Reason {
    #[serde(default)]
    reason: String,
}

impl Network {
    /// With the keys there are.
    pub fn new(passes: Passes, services: Services, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = || {
            let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
            let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
            Ok::<_, String>(builder.with_root_certificates(services.roots.clone()))
        };
        let phones = match &passes.apple {
            None => None,
            Some(signer) => {
                let (chain, key) = signer.tls_identity();
                let config = tls()?.with_client_auth_cert(chain, key);
                let config = config.map_err(|_| "the pass certificate cannot be used for push".to_owned())?;
                let connector =
                    HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http2();
                Some(Client::builder(TokioExecutor::new()).http2_only(true).build(connector.build()))
            }
        };
        let config = tls()?.with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1();
        let google = Client::builder(TokioExecutor::new()).build(connector.build());
        Ok(Self { passes, services, phones, google, clock, access: Mutex::new(None) })
    }

    async fn access_token(&self) -> Result<String, NotTold> {
        let account = self.passes.google.as_ref().ok_or(NotTold::Gone)?;
        let now = self.clock.now();
        let mut access = self.access.lock().await;
        if let Some(known) = access.as_ref().filter(|known| known.until > now.0.div_euclid(1_000) + SPARE) {
            return Ok(known.token.clone());
        }
        let tokens = &self.services.google_tokens;
        let assertion = account.assertion(tokens, now).map_err(|error| later("a token", &error))?;
        let form =
            format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
        let request = Request::post(tokens)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(form))
            .map_err(|error| later("a token", &error))?;
        let (status, body) = asked(&self.google, request).await?;
        let granted: Granted = serde_json::from_slice(&body).map_err(|_| later("a token", &status))?;
        let until = now.0.div_euclid(1_000).saturating_add(granted.expires_in);
        *access = Some(Access { token: granted.access_token.clone(), until });
        Ok(granted.access_token)
    }
}

impl WalletApps for Network {
    async fn wake(&self, push_token: &str) -> Result<(), NotTold> {
        let (Some(phones), Some(signer)) = (&self.phones, &self.passes.apple) else {
            return Err(NotTold::Gone);
        };
        let request = Request::post(format!("{}/3/device/{push_token}", self.services.apple))
            .header("apns-topic", signer.pass_type())
            .header("apns-push-type", "background")
            .header("apns-priority", "5")
            .body(Full::from("{}"))
            .map_err(|error| later("a phone", &error))?;
        let (status, body) = asked(phones, request).await?;
        let reason: Reason = serde_json::from_slice(&body).unwrap_or_default();
        match (status, reason.reason.as_str()) {
            (StatusCode::OK, _) => Ok(()),
            (StatusCode::GONE, _) | (_, "BadDeviceToken" | "DeviceTokenNotForTopic") => Err(NotTold::Gone),
            (status, reason) => Err(later(&format!("a phone, {status}"), &reason)),
        }
    }

    /// The whole card: what is left out of a part would stay.
    async fn replace(&self, object: &Object) -> Result<(), NotTold> {
        let token = self.access_token().await?;
        let body = serde_json::to_vec(object).map_err(|error| later("a card", &error))?;
        let address = format!("{}/walletobjects/v1/genericObject/{}", self.services.google, object.id);
        let request = Request::builder()
            .method(Method::PUT)
            .uri(address)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body))
            .map_err(|error| later("a card", &error))?;
        let (status, _) = asked(&self.google, request).await?;
        match status {
            StatusCode::OK => Ok(()),
            StatusCode::NOT_FOUND => Err(NotTold::Gone),
            status => {
                // Perhaps the token is no good any more.
                *self.access.lock().await = None;
                Err(later("a card", &status))
            }
        }
    }
}

async fn asked(client: &Http, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes), NotTold> {
    let answered = async {
        let answer = client.request(request).await.map_err(|error| later("a service", &error))?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await;
        Ok((status, body.map_err(|error| later("a service", &error))?.to_bytes()))
    };
    tokio::time::timeout(LONGEST, answered).await.map_err(|_| later("a service", &"no answer"))?
}

/// Said in the log without any address: those name phones and cards.
fn later(whom: &str, why: &dyn std::fmt::Display) -> NotTold {
    tracing::warn!(whom, %why, "not told; it is tried again");
    NotTold::Later
}
