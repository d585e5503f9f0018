//! The way to Apple's and Google's services, as far as services that we play ourselves can tell: TLS with certificates of
//! our own, HTTP/2 to the one, an access token for the other. The real ones were never asked.

use crate::pass_keys::{self, GOOGLE_ACCOUNT, PASS_TYPE};
use app::language::Language;
use app::pass::Card;
use app::pass::google::{Length, Object, object};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use axum::{Json, Router};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::pass::Standing;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use server::pass::Passes;
use server::pass::network::{Network, Services};
use server::pass::tell::{NotTold, WalletApps};
use std::sync::{Arc, Mutex};
use store::SystemClock;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Method, address, version, and the headers and body that matter.
type Seen = Arc<Mutex<Vec<String>>>;

fn told(seen: &Seen) -> Vec<String> {
    std::mem::take(&mut *seen.lock().expect("unbroken"))
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A service behind TLS; where it is.
async fn serve(routes: Router, tls: ServerConfig) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("https://localhost:{}", listener.local_addr().expect("bound").port());
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, routes) = (acceptor.clone(), routes.clone());
            tokio::spawn(async move {
                // Whoever brings no certificate is not let in.
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let service = TowerToHyperService::new(routes);
                let _ = auto::Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    address
}

fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_file(pass_keys::folder().join("root.pem")).expect("a certificate");
    roots.add(root).expect("a root");
    roots
}

/// How our services show themselves; with `known`, phones' senders must show the pass certificate.
fn tls(known: bool) -> ServerConfig {
    let folder = pass_keys::folder();
    let own = CertificateDer::from_pem_file(folder.join("localhost.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(folder.join("localhost.key")).expect("a key");
    let builder = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let builder = builder.expect("versions");
    let builder = if known {
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots()), provider()).build();
        builder.with_client_cert_verifier(verifier.expect("a verifier"))
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_single_cert(vec![own], key).expect("a key that fits");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

async fn apples(
    State(seen): State<Seen>,
    Path(phone): Path<String>,
    request: Request<axum::body::Body>,
) -> Response {
    let topic = request.headers().get("apns-topic").and_then(|topic| topic.to_str().ok()).unwrap_or_default();
    seen.lock().expect("unbroken").push(format!("{:?} {} {topic}", request.version(), request.uri().path()));
    match phone.as_str() {
        "gone" => StatusCode::GONE.into_response(),
        "bad" => (StatusCode::BAD_REQUEST, Json(json!({ "reason": "BadDeviceToken" }))).into_response(),
        "busy" => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "reason": "Shutdown" }))).into_response(),
        _ => StatusCode::OK.into_response(),
    }
}

async fn tokens(State(seen): State<Seen>, body: String) -> Json<Value> {
    seen.lock().expect("unbroken").push(body);
    Json(json!({ "access_token": "opens", "expires_in": 3_600, "token_type": "Bearer" }))
}

async fn cards(
    State(seen): State<Seen>,
    Path(id): Path<String>,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> StatusCode {
    let bearer = headers["authorization"].to_str().expect("text").to_owned();
    let card: Value = serde_json::from_slice(&body).expect("a card");
    seen.lock().expect("unbroken").push(format!("{id} {bearer} {}", card["state"]));
    if id.ends_with("unsaved") { StatusCode::NOT_FOUND } else { StatusCode::OK }
}

fn card(serial: &str) -> Object {
    let card = Card {
        language: Language::English,
        issuer: "Tea".to_owned(),
        description: "Tea".to_owned(),
        product: "Tea".to_owned(),
        left: None,
        front: Vec::new(),
        back: Vec::new(),
        code: None,
        link: None,
        is_void: true,
        standing: Standing::Spent,
        starts: None,
        ends: None,
    };
    object(&card, "33", serial, Length::Full)
}

async fn network(seen: &Seen) -> Network {
    let apple = Router::new().route("/3/device/{phone}", post(apples)).with_state(Arc::clone(seen));
    let google = Router::new()
        .route("/token", post(tokens))
        .route("/walletobjects/v1/genericObject/{id}", put(cards))
        .with_state(Arc::clone(seen));
    let (apple, google) = (serve(apple, tls(true)).await, serve(google, tls(false)).await);
    let services = Services { apple, google_tokens: format!("{google}/token"), google, roots: roots() };
    let passes = Passes::load(&pass_keys::config()).expect("keys");
    Network::new(passes, services, Arc::new(SystemClock)).expect("a way")
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_are_woken_with_the_pass_certificate_over_http_2() {
    let seen = Seen::default();
    let network = network(&seen).await;
    assert_eq!(network.wake("a1").await, Ok(()));
    assert_eq!(told(&seen), [format!("HTTP/2.0 /3/device/a1 {PASS_TYPE}")]);
    let answers = [("gone", NotTold::Gone), ("bad", NotTold::Gone), ("busy", NotTold::Later)];
    for (phone, answer) in answers {
        assert_eq!(network.wake(phone).await, Err(answer), "{phone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_are_replaced_with_one_access_token() {
    let seen = Seen::default();
    let network = network(&seen).await;
    assert_eq!(network.replace(&card("one")).await, Ok(()));
    assert_eq!(network.replace(&card("two")).await, Ok(()));
    assert_eq!(network.replace(&card("unsaved")).await, Err(NotTold::Gone));
    let told = told(&seen);
    assert_eq!(
        told[1..],
        [
            "33.one Bearer opens \"COMPLETED\"",
            "33.two Bearer opens \"COMPLETED\"",
            "33.unsaved Bearer opens \"COMPLETED\""
        ]
    );
    let assertion = told[0].split_once("assertion=").expect("an assertion").1;
    let claims = assertion.split('.').nth(1).expect("claims");
    let claims: Value =
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(claims).expect("base64")).expect("JSON");
    assert_eq!(claims["iss"], GOOGLE_ACCOUNT);
    assert_eq!(claims["scope"], "https://www.googleapis.com/auth/wallet_object.issuer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_nobody_vouches_for_is_told_nothing() {
    let seen = Seen::default();
    let routes = Router::new().route("/3/device/{phone}", post(apples)).with_state(Arc::clone(&seen));
    let apple = serve(routes, tls(true)).await;
    let passes = Passes::load(&pass_keys::config()).expect("keys");
    let services = Services { apple, ..Services::real() };
    let network = Network::new(passes, services, Arc::new(SystemClock)).expect("a way");
    assert_eq!(network.wake("a1").await, Err(NotTold::Later));
    assert!(told(&seen).is_empty());
}
